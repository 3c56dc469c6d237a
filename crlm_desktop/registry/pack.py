"""A pack: a meeting with its cases as values, taken along or handed back, and its content as bytes and back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from crlm_desktop.case import casefile
from crlm_desktop.case.choices import Offer
from crlm_desktop.case.identity import CaseId, Identity
from crlm_desktop.errors import CrlmError
from crlm_desktop.meeting import plain_json
from crlm_desktop.meeting.agenda import Meeting, MeetingId
from crlm_desktop.meeting.opinion import Opinion
from crlm_desktop.registry import projection

SCHEMA_ID = "crlm.pack/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedRevision:
    """One revision as it stands in a registry; ``content`` is the canonical record, whose SHA-256 must fit."""

    number: int
    content: str
    sha256: str
    parent_sha256: str | None
    author: str
    recorded_at: datetime
    reason: str

    @property
    def fingerprint(self) -> tuple[str, str, datetime, str]:
        """What makes two revisions the same one, whatever their numbers: content, author, moment and reason."""
        return self.sha256, self.author, self.recorded_at, self.reason


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedOpinion:
    """An opinion with who recorded it, and when it was withdrawn if it was."""

    opinion: Opinion
    recorded_by: str
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedCase:
    """A case with who it is about, every revision from the first on, and every opinion there has been."""

    id: CaseId
    created_at: datetime
    identity: Identity
    revisions: tuple[PackedRevision, ...]
    opinions: tuple[PackedOpinion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """Who recorded the outcome of a case when, seeing which revision; what it says stands on the agenda."""

    case_id: CaseId
    revision: int
    recorded_at: datetime
    recorded_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """A meeting and its cases as they stand in one registry at one moment."""

    meeting: Meeting
    recorded: tuple[Recorded, ...]
    cases: tuple[PackedCase, ...]

    def case(self, case_id: CaseId) -> PackedCase | None:
        """Return one of the cases, or ``None`` when it is not among them."""
        return next((one for one in self.cases if one.id == case_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseCase:
    """Who a case was about, and the number of its newest revision, when a pack was made."""

    id: CaseId
    identity: Identity
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """What changes are told apart by: meeting and cases as they stood in the pack with that id."""

    pack: str
    meeting: Meeting
    cases: tuple[BaseCase, ...]

    def case(self, case_id: CaseId) -> BaseCase | None:
        """Return one of the cases, or ``None`` when the pack did not hold it."""
        return next((one for one in self.cases if one.id == case_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """One taking along: the pack that was made for it, from which registry, when, by whom, and how long it is good."""

    pack: str
    registry: str
    registry_name: str
    meeting: MeetingId
    at: datetime
    by: str
    valid_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """All that one file holds.

    ``bases`` are the states at the taking along and at each handing back, oldest first, and in the end this one.
    """

    id: str
    taking: Taking
    made_at: datetime
    made_by: str
    program: str
    is_handed_back: bool
    is_demonstration: bool
    offers: tuple[Offer, ...] | None
    contents: Contents
    bases: tuple[Base, ...]


class UnsoundError(ValueError):
    """The content of a pack contradicts itself, or is nothing that this version can read."""


def base_of(pack_id: str, contents: Contents) -> Base:
    """Return the state that the pack ``pack_id`` holds, to tell later changes apart by."""
    cases = tuple(BaseCase(id=one.id, identity=one.identity, revision=len(one.revisions)) for one in contents.cases)
    return Base(pack=pack_id, meeting=contents.meeting, cases=cases)


def encode(pack: Pack) -> bytes:
    """Return a pack as canonical JSON."""
    return casefile.canonical_json({"schema": SCHEMA_ID, **plain_json.to_json(pack)})


def decode(content: bytes) -> Pack:
    """Return what `encode` made bytes of, proved to be sound: an `UnsoundError` says that it is not."""
    try:
        value = json.loads(content)
        if not isinstance(value, dict) or value.pop("schema", None) != SCHEMA_ID:
            raise UnsoundError
        pack = plain_json.from_json(Pack, value)
        _prove(pack)
    except (ValueError, LookupError, TypeError, RecursionError, CrlmError):
        raise UnsoundError from None
    return pack


def base_to_text(base: Base) -> str:
    """Return a state as a text for the audit log."""
    return casefile.canonical_json(plain_json.to_json(base)).decode()


def base_from_text(text: str) -> Base:
    """Return the state of such a text."""
    return plain_json.from_json(Base, json.loads(text))


def _moments(pack: Pack) -> Iterator[datetime | None]:
    yield from (pack.made_at, pack.taking.at, pack.taking.valid_until)
    yield from (one.recorded_at for one in pack.contents.recorded)
    for case in pack.contents.cases:
        yield case.created_at
        yield from (one.recorded_at for one in case.revisions)
        for one in case.opinions:
            yield from (one.opinion.given_at, one.withdrawn_at)


def _prove(pack: Pack) -> None:
    contents = pack.contents
    if any(moment is not None and moment.tzinfo is None for moment in _moments(pack)):
        raise UnsoundError
    ids = [one.id for one in contents.cases]
    listed = {item.case_id for item in contents.meeting.agenda}
    decided = {item.case_id for item in contents.meeting.agenda if item.outcome is not None}
    recorded = [one.case_id for one in contents.recorded]
    numbers = {projection.folded(one.identity.number) for one in contents.cases}
    is_sound = (
        len(set(ids)) == len(ids) == len(numbers)
        and listed <= set(ids)
        and len(set(recorded)) == len(recorded)
        and set(recorded) == decided
        and bool(pack.bases)
        and pack.bases[-1] == base_of(pack.id, contents)
        and contents.meeting.id == pack.taking.meeting
    )
    if not is_sound:
        raise UnsoundError
    for case in contents.cases:
        _prove_case(case)
    heads = {one.id: len(one.revisions) for one in contents.cases}
    if any(not 1 <= one.revision <= heads[one.case_id] for one in contents.recorded):
        raise UnsoundError


def _prove_case(case: PackedCase) -> None:
    parent = None
    if not case.revisions or any(one.opinion.case_id != case.id for one in case.opinions):
        raise UnsoundError
    for number, one in enumerate(case.revisions, start=1):
        content = one.content.encode()
        fits = hashlib.sha256(content).hexdigest() == one.sha256
        if not fits or one.number != number or one.parent_sha256 != parent:
            raise UnsoundError
        casefile.parse(content)
        parent = one.sha256
