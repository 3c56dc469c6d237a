"""Meeting and identities of a pack held against the registry at home, part by part, by what both started from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeVar, cast

from crlm_desktop.case.identity import CaseId, Identity
from crlm_desktop.meeting.agenda import AgendaItem, Meeting
from crlm_desktop.meeting.people import Attendance

PARTICULARS = ("title", "site", "held_on", "starts_at", "ends_at", "chair", "coordinator")
IDENTITY = ("number", "name", "born_on")

_Value = TypeVar("_Value")


class Whose(Enum):
    """Whose side is taken where both have changed the same."""

    HOME = "home"
    PACK = "pack"


class Place(Enum):
    """What a part is about."""

    PARTICULAR = "particular"
    PERSON = "person"
    ORDER = "order"
    LISTED = "listed"
    QUESTION = "question"
    OUTCOME = "outcome"
    NUMBER = "number"
    NAME = "name"
    BORN_ON = "born_on"


class Unknown(Enum):
    """What both started from, where this registry does not know it."""

    UNKNOWN = "unknown"


UNKNOWN = Unknown.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part that differs: what it is about (``key``: a case, a person, a field), and its three values."""

    place: Place
    key: str
    base: object
    home: object
    pack: object

    @property
    def path(self) -> str:
        """By which name a side is chosen for it."""
        return f"{self.place.value}:{self.key}"


class Walk:
    """One walk through three states; it keeps what only one has changed, and what both have changed differently.

    Of the latter the chosen side is taken, else that of the home registry.
    """

    def __init__(self, choices: Mapping[str, Whose]) -> None:
        self._choices = choices
        self.from_pack: list[Part] = []
        self.from_home: list[Part] = []
        self.conflicts: list[Part] = []

    def one(self, place: Place, key: str, base: object, home: _Value, pack: _Value) -> _Value:
        """Return the value of one part that holds both changes."""
        if home == pack:
            return home
        part = Part(place=place, key=key, base=base, home=home, pack=pack)
        if base is not UNKNOWN and pack == base:
            self.from_home.append(part)
            return home
        if base is not UNKNOWN and home == base:
            self.from_pack.append(part)
            return pack
        self.conflicts.append(part)
        return pack if self._choices.get(part.path) is Whose.PACK else home


def identity(walk: Walk, case_id: CaseId, base: Identity | None, home: Identity, pack: Identity) -> Identity:
    """Return who a case is about."""
    found: dict[str, object] = {
        field: walk.one(Place(field), case_id, _of(base, field), getattr(home, field), getattr(pack, field))
        for field in IDENTITY
    }
    return replace(home, **found)  # type: ignore[arg-type]  # each field keeps its own type


def meeting(walk: Walk, base: Meeting | None, home: Meeting, pack: Meeting) -> Meeting:
    """Return the meeting that holds both changes."""
    found: dict[str, object] = {
        field: walk.one(Place.PARTICULAR, field, _of(base, field), getattr(home, field), getattr(pack, field))
        for field in PARTICULARS
    }
    made = replace(home, **found)  # type: ignore[arg-type]  # each field keeps its own type
    return replace(made, attendance=_attendance(walk, base, home, pack), agenda=_agenda(walk, base, home, pack))


def _of(base: object, field: str) -> object:
    return UNKNOWN if base is None else getattr(base, field)


def _attendance(walk: Walk, base: Meeting | None, home: Meeting, pack: Meeting) -> tuple[Attendance, ...]:
    ours, theirs = _people(home.attendance), _people(pack.attendance)
    before = None if base is None else _people(base.attendance)
    found = [
        walk.one(Place.PERSON, key, UNKNOWN if before is None else before.get(key), ours.get(key), theirs.get(key))
        for key in {**ours, **theirs}
    ]
    if base is not None and home.attendance == base.attendance:
        # Nobody has touched the list here: its order is that of the pack too.
        return pack.attendance
    return tuple(one for one in found if one is not None)


def _people(attendance: Iterable[Attendance]) -> dict[str, Attendance]:
    """Return who takes part by name and discipline; the same person twice is told apart by a number."""
    found: dict[str, Attendance] = {}
    for one in attendance:
        key = name = f"{one.person} ({one.discipline})"
        again = 1
        while key in found:
            again += 1
            key = f"{name} {again}"
        found[key] = one
    return found


def _agenda(walk: Walk, base: Meeting | None, home: Meeting, pack: Meeting) -> tuple[AgendaItem, ...]:
    ids = list(dict.fromkeys(item.case_id for item in (*home.agenda, *pack.agenda)))
    items = {one: _item(walk, one, base, home, pack) for one in ids}
    there = [one for one in ids if items[one] is not None]
    order = _order(walk, base, home, pack)
    return tuple(cast(AgendaItem, items[one]) for one in sorted(there, key=order.index))


def _item(walk: Walk, case_id: CaseId, base: Meeting | None, home: Meeting, pack: Meeting) -> AgendaItem | None:
    before = None if base is None else base.item(case_id)
    ours, theirs = home.item(case_id), pack.item(case_id)
    if ours is None or theirs is None:
        return walk.one(Place.LISTED, case_id, UNKNOWN if base is None else before, ours, theirs)
    question = walk.one(Place.QUESTION, case_id, _of(before, "question"), ours.question, theirs.question)
    # A case that was not on the agenda had no outcome.
    undecided = UNKNOWN if base is None else None
    known = before.outcome if before is not None else undecided
    outcome = walk.one(Place.OUTCOME, case_id, known, ours.outcome, theirs.outcome)
    return AgendaItem(case_id=case_id, question=question, outcome=outcome)


def _order(walk: Walk, base: Meeting | None, home: Meeting, pack: Meeting) -> list[CaseId]:
    """Return all cases of both agendas in the order that holds; those that only one has come after the others."""
    ours, theirs = _ids(home), _ids(pack)
    common = set(ours) & set(theirs)
    before = UNKNOWN if base is None else tuple(one for one in _ids(base) if one in common)
    if base is not None and set(_ids(base)) & common != common:
        before = tuple(one for one in ours if one in common)
    mine, other = (tuple(one for one in ids if one in common) for ids in (ours, theirs))
    is_untouched = base is not None and ours == _ids(base)
    chosen = walk.one(Place.ORDER, "", before, mine, other)
    first, second = (theirs, ours) if is_untouched or chosen != mine else (ours, theirs)
    return list(dict.fromkeys((*first, *second)))


def _ids(one: Meeting) -> tuple[CaseId, ...]:
    return tuple(item.case_id for item in one.agenda)
