"""Merging: two changes of a case that started from the same revision become one, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from crlm_desktop.case.casefile import from_json
from crlm_desktop.case.record import Case
from crlm_desktop.services.differences import (
    NAMED_BY,
    FieldChange,
    by_name,
    field_changes,
    is_list_of_entries,
    plain,
)

__all__ = ["Disagreement", "Merge", "Side", "merge"]

_LESIONS = "lesions"
_Entry = dict[str, Any]


class Side(Enum):
    """Whose change is taken."""

    MINE = "mine"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A field (or an entry, or a list) that both have changed differently, with its three JSON values."""

    path: str
    base: Any
    mine: Any
    theirs: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """What two changes make together.

    ``mine`` and ``theirs`` are the changes that exclude nothing, which are all taken; of the ``disagreements``, which
    exclude each other, somebody has to choose one each.
    """

    base: Case
    own: Case
    others: Case
    mine: tuple[FieldChange, ...]
    theirs: tuple[FieldChange, ...]
    disagreements: tuple[Disagreement, ...]

    def chosen(self, choices: Mapping[str, Side]) -> Case:
        """Return the case with a side chosen for the path of each disagreement; an `InputError` may refuse it."""
        assert {one.path for one in self.disagreements} == set(choices), "a disagreement without a choice"
        merger = _Merger(choices)
        return from_json(merger.merged("", plain(self.base), plain(self.own), plain(self.others)))


def merge(base: Case, *, mine: Case, theirs: Case) -> Merge:
    """Return what two states of a case that started from ``base`` make together.

    Where both have added a lesion under the same id, mine gets the next free one: two lesions never become one.
    """
    own = _renumbered(plain(base), plain(mine), plain(theirs))
    merger = _Merger({})
    merger.merged("", plain(base), plain(own), plain(theirs))
    open_paths = [one.path for one in merger.disagreements]
    my_changes, their_changes = field_changes(base, own), field_changes(base, theirs)
    return Merge(
        base=base,
        own=own,
        others=theirs,
        mine=tuple(one for one in my_changes if not _is_within(one.path, open_paths)),
        theirs=tuple(one for one in their_changes if not _is_within(one.path, open_paths)),
        disagreements=tuple(merger.disagreements),
    )


class _Merger:
    """One walk through three states; it keeps where two of them exclude each other."""

    def __init__(self, choices: Mapping[str, Side]) -> None:
        self._choices = choices
        self.disagreements: list[Disagreement] = []

    def merged(self, path: str, base: Any, mine: Any, theirs: Any) -> Any:
        """Return the value at ``path`` that holds both changes."""
        if mine == theirs or theirs == base:
            return mine
        if mine == base:
            return theirs
        if is_list_of_entries(path) and mine is not None and theirs is not None:
            return self._list(path, base or [], mine, theirs)
        if all(isinstance(one, dict | None) for one in (base, mine, theirs)) and not _is_entry_gone(path, mine, theirs):
            return self._parts(path, base or {}, mine or {}, theirs or {})
        return self._choose(path, base, mine, theirs)

    def _parts(self, path: str, base: _Entry, mine: _Entry, theirs: _Entry) -> _Entry:
        found: _Entry = {}
        for key in {**base, **theirs, **mine}:
            inner = f"{path}.{key}" if path else key
            value = self.merged(inner, base.get(key), mine.get(key), theirs.get(key))
            if value is not None:
                found[key] = value
        return found

    def _list(self, path: str, base: list[_Entry], mine: list[_Entry], theirs: list[_Entry]) -> Any:
        if path not in NAMED_BY:
            size = len(base)
            if mine[:size] == base and theirs[:size] == base:
                return [*theirs, *(entry for entry in mine[size:] if entry not in theirs[size:])]
            if not len(base) == len(mine) == len(theirs):
                return self._choose(path, base, mine, theirs)
        before, own, others = (by_name(path, entries) for entries in (base, mine, theirs))
        entries = (
            self.merged(f"{path}[{name}]", before.get(name), own.get(name), others.get(name))
            for name in {**others, **own}
        )
        return [entry for entry in entries if entry is not None]

    def _choose(self, path: str, base: Any, mine: Any, theirs: Any) -> Any:
        self.disagreements.append(Disagreement(path=path, base=base, mine=mine, theirs=theirs))
        return mine if self._choices.get(path) is Side.MINE else theirs


def _is_entry_gone(path: str, mine: Any, theirs: Any) -> bool:
    """Whether an entry that one has changed is not there any more with the other."""
    return path.endswith("]") and (mine is None or theirs is None)


def _renumbered(base: _Entry, mine: _Entry, theirs: _Entry) -> Case:
    before, own, others = (by_name(_LESIONS, one.get(_LESIONS) or []) for one in (base, mine, theirs))
    clashing = [name for name in own if name not in before and name in others and own[name] != others[name]]
    used = {*before, *own, *others, *_treated(base), *_treated(mine), *_treated(theirs)}
    for name in clashing:
        number = 1
        while f"L{number}" in used:
            number += 1
        used.add(f"L{number}")
        mine = _with_other_id(mine, name, f"L{number}")
    return from_json(mine)


def _treated(data: _Entry) -> list[str]:
    return [lesion for treatment in data.get("local_treatments") or [] for lesion in treatment.get("lesions") or []]


def _with_other_id(data: _Entry, old: str, new: str) -> _Entry:
    lesions = [{**one, "id": new} if one["id"] == old else one for one in data[_LESIONS]]
    treatments = [
        {**one, "lesions": [new if name == old else name for name in one["lesions"]]} if "lesions" in one else one
        for one in data.get("local_treatments") or []
    ]
    return {**data, _LESIONS: lesions, **({"local_treatments": treatments} if treatments else {})}


def _is_within(path: str, outer: list[str]) -> bool:
    return any(path == one or path.startswith((f"{one}.", f"{one}[")) or one.startswith(f"{path}[") for one in outer)
