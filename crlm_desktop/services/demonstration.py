"""The demonstration registry: invented cases and an open meeting, built from ``db/demo/``."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Mapping
from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crlm_desktop import paths
from crlm_desktop.case import casefile
from crlm_desktop.case.identity import CaseId, Identity
from crlm_desktop.clock import Clock
from crlm_desktop.meeting.decision import Decision, Deferral, Outcome
from crlm_desktop.meeting.opinion import OpinionStance
from crlm_desktop.meeting.people import Attendance, Discipline
from crlm_desktop.meeting.plain_json import from_json
from crlm_desktop.registry.keys import KdfCost
from crlm_desktop.services import meetings, review, users, workplace
from crlm_desktop.services.workplace import Workplace

if TYPE_CHECKING:
    from crlm_desktop.engine.entry import Engine

__all__ = ["PASSPHRASE", "build", "open_or_build", "registry_path"]

# Public on purpose: the demonstration registry is encrypted like any other, and its passphrase is shown.
PASSPHRASE = "demonstration"
# Spending half a second on a passphrase that everybody knows would protect nothing.
_COST = KdfCost(memory_kib=8 * 1024, iterations=1, lanes=1)
# A name is data and not translated: it says it in both languages.
_NAME = "Demonstration · 演示"
_AUTHOR = "CRLM Desktop"


def registry_path() -> Path:
    """Return where the demonstration registry of this user is, whether or not it has been built."""
    return paths.data_folder() / "demonstration.crlm"


def open_or_build(*, author: str, clock: Clock, engine: Engine) -> Workplace:
    """Open the demonstration registry in the user's data folder; build it first when it is not there."""
    path = registry_path()
    if path.exists():
        return workplace.open_(path, PASSPHRASE, author=author, clock=clock, engine=engine)
    return build(path, author=author, clock=clock, engine=engine)


def build(path: Path, *, author: str, clock: Clock, engine: Engine, source: Path | None = None) -> Workplace:
    """Build the demonstration registry at ``path`` from ``source`` (default: the shipped ``db/demo/``) and open it.

    It is there wholly or not at all.
    """
    folder = source if source is not None else paths.db("demo")
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.build")
    try:
        with workplace.create(
            beside,
            PASSPHRASE,
            name=_NAME,
            author=_AUTHOR,
            clock=clock,
            engine=engine,
            is_demonstration=True,
            cost=_COST,
        ) as made:
            cases = dict(_case(made, file) for file in sorted(folder.glob("demo-*.json")))
            _meeting(made, _read(folder / "meeting.json"), cases)
            if author.strip():
                users.rename_user(made, made.user.id, author)
        workplace.place(beside, path)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return workplace.open_(path, PASSPHRASE, author=author, clock=clock, engine=engine)


def _case(made: Workplace, file: Path) -> tuple[str, CaseId]:
    told = _read(file)
    number, born_on = str(told["identity"]["number"]), date.fromisoformat(told["identity"]["born_on"])
    identity = Identity(number=number, name=str(told["identity"]["name"]), born_on=born_on)
    return number, review.create_case(made, identity, casefile.from_json(told["case"])).id


def _meeting(made: Workplace, told: Mapping[str, Any], cases: Mapping[str, CaseId]) -> None:
    meeting_id = meetings.create(made, _particulars(told)).meeting.id
    meetings.set_attendance(made, meeting_id, from_json(tuple[Attendance, ...], told["attendance"]))
    for one in told["opinions"]:
        opened = review.open_case(made, cases[one["number"]])
        review.give_opinion(
            made,
            opened.id,
            case_sha256=opened.sha256,
            person=one["person"],
            discipline=from_json(Discipline, one["discipline"]),
            stance=from_json(OpinionStance, one["stance"]),
            strategy=one["strategy"],
            text=one["text"],
        )
    for item in told["agenda"]:
        case_id = cases[item["number"]]
        meetings.add_case(made, meeting_id, case_id, question=item.get("question"))
        meetings.record_outcome(made, meeting_id, case_id, _outcome(item["outcome"]))


def _outcome(told: Mapping[str, Any]) -> Outcome:
    return from_json(Decision, told) if told["kind"] == "decision" else from_json(Deferral, told)


def _particulars(told: Mapping[str, Any]) -> meetings.Particulars:
    return meetings.Particulars(
        title=told["title"],
        site=told["site"],
        held_on=date.fromisoformat(told["held_on"]),
        starts_at=time.fromisoformat(told["starts_at"]),
        ends_at=time.fromisoformat(told["ends_at"]),
        chair=told["chair"],
        coordinator=told["coordinator"],
    )


def _read(file: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(file.read_bytes())
    return told
