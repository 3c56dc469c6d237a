"""Taking a meeting along: one encrypted file, a working registry made from it, and another file handed back."""

from __future__ import annotations

import hashlib
import secrets
import shutil
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from crlm_desktop import __version__
from crlm_desktop.clock import Clock
from crlm_desktop.errors import CrlmError, EnvironmentFault, InputError, problem
from crlm_desktop.meeting.agenda import MeetingId, MeetingState
from crlm_desktop.registry import pack_faults
from crlm_desktop.registry.keys import STANDARD_COST, KdfCost, checked
from crlm_desktop.registry.pack import Base, Contents, Pack, Taking, base_of, base_to_text
from crlm_desktop.registry.pack_faults import CLOSE_AT_HOME, CREATE_AT_HOME
from crlm_desktop.registry.values import Act
from crlm_desktop.services import files
from crlm_desktop.services import workplace as workplaces
from crlm_desktop.services.roles import use_case
from crlm_desktop.services.workplace import Workplace

if TYPE_CHECKING:
    from crlm_desktop.engine.entry import Engine
    from crlm_desktop.registry.packs import Out

__all__ = [
    "CLOSE_AT_HOME",
    "CREATE_AT_HOME",
    "LEAST_DAYS",
    "MOST_DAYS",
    "SUFFIX",
    "USUAL_DAYS",
    "Freshness",
    "Made",
    "Out",
    "Received",
    "Taking",
    "errand",
    "freshness",
    "hand_back",
    "open_pack",
    "outings",
    "receive",
    "suggested_name",
    "take_along",
]

SUFFIX = ".crlmpack"
LEAST_DAYS, USUAL_DAYS, MOST_DAYS = 1, 14, 60
# Clocks of two machines are never quite the same.
_LENIENCE = timedelta(hours=1)


class Freshness(Enum):
    """Whether a pack is still good; where the clock stands before the pack was made, nobody can tell."""

    GOOD = "good"
    STALE = "stale"
    CLOCK_BEHIND = "clock behind"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A pack that was written: where, its SHA-256, how many cases it holds, and until when it is good."""

    path: Path
    sha256: str
    cases: int
    valid_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A pack that was read and opened by its passphrase, with the SHA-256 of its file."""

    path: Path
    sha256: str
    pack: Pack


def freshness(taking: Taking, *, now: datetime, made_at: datetime | None = None) -> Freshness:
    """Return whether what was taken along is still good now; ``made_at`` is when it was handed back, if it was."""
    if now + _LENIENCE < (made_at or taking.at):
        return Freshness.CLOCK_BEHIND
    return Freshness.STALE if now > taking.valid_until else Freshness.GOOD


def suggested_name(held_on: str, *, is_handed_back: bool) -> str:
    """Return the name under which a pack is suggested to be kept: by the day of the meeting, never by a patient."""
    return f"MDT-{held_on}{'-back' if is_handed_back else ''}{SUFFIX}"


@use_case
def take_along(
    workplace: Workplace,
    meeting_id: MeetingId,
    passphrase: str,
    *,
    to: Path,
    days: int = USUAL_DAYS,
    overwrite: bool = False,
    cost: KdfCost = STANDARD_COST,
) -> Made:
    """Write an open meeting with its cases into one encrypted file that is good for ``days``; that is recorded.

    The file appears whole or not at all; an existing one is refused unless ``overwrite``.
    """
    if not LEAST_DAYS <= days <= MOST_DAYS:
        raise InputError([problem("days", pack_faults.DAYS, least=LEAST_DAYS, most=MOST_DAYS, days=days)])
    checked(passphrase)
    files.check_target(to, overwrite=overwrite)
    now, pack_id = workplace.clock.now(), uuid.uuid4().hex
    with workplace.reading() as unit:
        already = unit.packs.taking()
        if already is not None:
            raise CrlmError(pack_faults.HAND_BACK_INSTEAD, name=already.registry_name)
        contents = unit.packs.contents(meeting_id)
    if contents.meeting.state is MeetingState.CLOSED:
        raise CrlmError(pack_faults.MEETING_CLOSED)
    taking = Taking(
        pack=pack_id,
        registry=workplace.info.id,
        registry_name=workplace.name,
        meeting=meeting_id,
        at=now,
        by=workplace.author,
        valid_until=now + timedelta(days=days),
    )
    made = _packed(workplace, pack_id, taking, contents, bases=(), is_handed_back=False)
    data = _sealed(made, passphrase, cost)
    sha256 = hashlib.sha256(data).hexdigest()
    with files.written_beside(to, data, overwrite=overwrite), workplace.unit() as unit:
        told = {"valid_until": taking.valid_until.isoformat(), "cases": str(len(contents.cases))}
        unit.audit.add(Act.PACK_TAKEN, meeting_id, pack=pack_id, sha256=sha256, **told)
    return Made(path=to, sha256=sha256, cases=len(contents.cases), valid_until=taking.valid_until)


@use_case
def hand_back(
    workplace: Workplace, passphrase: str, *, to: Path, overwrite: bool = False, cost: KdfCost = STANDARD_COST
) -> Made:
    """Write what a working registry holds into a pack for the registry that it came from; that is recorded."""
    refused = workplace.refusal()
    if refused is not None:
        # What cannot be recorded is not made either.
        raise refused
    checked(passphrase)
    files.check_target(to, overwrite=overwrite)
    pack_id = uuid.uuid4().hex
    with workplace.reading() as unit:
        taking = unit.packs.taking()
        if taking is None:
            raise CrlmError(pack_faults.NOT_WORKING)
        contents = unit.packs.contents(taking.meeting, unit.cases.ids())
        bases = unit.packs.bases()
    made = _packed(workplace, pack_id, taking, contents, bases=bases, is_handed_back=True)
    data = _sealed(made, passphrase, cost)
    sha256 = hashlib.sha256(data).hexdigest()
    with files.written_beside(to, data, overwrite=overwrite), workplace.unit() as unit:
        base = base_to_text(made.bases[-1])
        unit.audit.add(Act.PACK_HANDED_BACK, workplace.info.id, pack=pack_id, sha256=sha256, base=base)
    return Made(path=to, sha256=sha256, cases=len(contents.cases), valid_until=taking.valid_until)


def receive(source: Path, passphrase: str) -> Received:
    """Read a pack and open it by its passphrase; an `EnvironmentFault` says what is wrong with it."""
    from crlm_desktop.registry import pack, pack_file

    data = files.read(source, limit=pack_file.MAX_BYTES)
    content = pack_file.opened(data, passphrase, file=source)
    try:
        found = pack.decode(content)
    except pack.UnsoundError:
        raise EnvironmentFault(pack_faults.UNREADABLE, path=str(source)) from None
    return Received(path=source, sha256=hashlib.sha256(data).hexdigest(), pack=found)


def open_pack(
    received: Received,
    path: Path,
    passphrase: str,
    *,
    author: str,
    clock: Clock,
    engine: Engine,
    cost: KdfCost = STANDARD_COST,
) -> Workplace:
    """Make a working registry at ``path`` from a pack that was taken along, and open it; it is there wholly or not.

    ``author`` is its administrator, whose passphrase this is.
    """
    pack = received.pack
    if pack.is_handed_back:
        name = pack.taking.registry_name
        raise EnvironmentFault(pack_faults.TO_BRING_BACK, path=str(received.path), name=name)
    workplaces.check_is_free(path)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.build")
    name = f"{pack.taking.registry_name} · {pack.contents.meeting.held_on.isoformat()}"
    try:
        with workplaces.create(
            beside,
            passphrase,
            name=name,
            author=author,
            clock=clock,
            engine=engine,
            is_demonstration=pack.is_demonstration,
            offers=pack.offers,
            cost=cost,
        ) as made:
            user = made.author
            with made.unit() as unit:
                unit.packs.fill(pack, sha256=received.sha256)
        workplaces.place(beside, path)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return workplaces.open_(path, passphrase, user=user, clock=clock, engine=engine)


@use_case
def errand(workplace: Workplace) -> Taking | None:
    """Return which pack the registry was made from; ``None`` when it is no working registry."""
    with workplace.reading() as unit:
        return unit.packs.taking()


@use_case
def outings(workplace: Workplace, meeting_id: MeetingId) -> tuple[Out, ...]:
    """Return every taking along of a meeting, oldest first, and when each was brought back."""
    with workplace.reading() as unit:
        return unit.packs.out(meeting_id)


def _packed(
    workplace: Workplace,
    pack_id: str,
    taking: Taking,
    contents: Contents,
    *,
    bases: tuple[Base, ...],
    is_handed_back: bool,
) -> Pack:
    return Pack(
        id=pack_id,
        taking=taking,
        made_at=workplace.clock.now(),
        made_by=workplace.author,
        program=__version__,
        is_handed_back=is_handed_back,
        is_demonstration=workplace.is_demonstration,
        offers=workplace.offers,
        contents=contents,
        bases=(*bases, base_of(pack_id, contents)),
    )


def _sealed(made: Pack, passphrase: str, cost: KdfCost) -> bytes:
    from crlm_desktop.registry import pack, pack_file

    content = pack.encode(made)
    try:
        # Whoever opens it elsewhere proves it as well: what could not be opened there is not written.
        pack.decode(content)
    except pack.UnsoundError:
        raise EnvironmentFault(pack_faults.HOME_UNSOUND) from None
    return pack_file.sealed(content, made.id, passphrase, cost=cost)
