"""What differs between two states of a case, field by field, in the order of the record."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from crlm_desktop.case.casefile import to_json
from crlm_desktop.case.fields import FIELDS, Kind
from crlm_desktop.case.record import Case

# What the entries of a list are told apart by; those of other lists by their places.
NAMED_BY = {"lesions": "id"}

_ENTRY = re.compile(r"\[[^\]]*\]")


def _ranks() -> dict[str, int]:
    """Return the place in the record of every field, and of every part by its first field."""
    ranks: dict[str, int] = {}
    for place, path in enumerate(FIELDS):
        steps = path.split(".")
        for end in range(1, len(steps) + 1):
            ranks.setdefault(".".join(steps[:end]), place)
    return ranks


_RANKS = _ranks()


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """A field of the record with its JSON values before and after; ``None`` is unknown, or no entry.

    An entry of a list is in the path by its name (``lesions[L2].size_mm``), else by its place (``systemic[0].line``).
    The path of an entry alone means that it came or went. A list that cannot be told entry by entry is told whole.
    """

    path: str
    before: Any
    after: Any


def field_changes(before: Case, after: Case) -> tuple[FieldChange, ...]:
    """Return every field that differs between two states of a case."""
    return tuple(_between("", plain(before), plain(after)))


def plain(case: Case) -> dict[str, Any]:
    """Return a case as JSON values in which a state outside the liver is always a part with a field."""
    data = to_json(case)
    sites = data.get("extrahepatic")
    if isinstance(sites, dict):
        told = {key: {"state": one} if _is_state(key, one) else one for key, one in sites.items()}
        data["extrahepatic"] = told
    return data


def is_list_of_entries(path: str) -> bool:
    """Whether a list of entries with fields of their own stands at ``path``."""
    return path in FIELDS and FIELDS[path].kind is Kind.ENTRIES


def by_name(part: str, entries: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the entries of a list by what they are told apart by, in their order."""
    key = NAMED_BY.get(part)
    return {str(place if key is None else entry[key]): entry for place, entry in enumerate(entries)}


def _is_state(key: str, value: object) -> bool:
    return isinstance(value, str) and f"extrahepatic.{key}.state" in FIELDS


def _between(path: str, before: Any, after: Any) -> Iterator[FieldChange]:
    if before == after:
        return
    if is_list_of_entries(path):
        yield from _lists(path, before, after)
    elif isinstance(before or after, dict) and all(isinstance(one, dict | None) for one in (before, after)):
        yield from _parts(path, before or {}, after or {})
    else:
        yield FieldChange(path=path, before=before, after=after)


def _parts(path: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[FieldChange]:
    named = {key: f"{path}.{key}" if path else key for key in (*before, *after)}
    for key in sorted(named, key=lambda key: _RANKS.get(_ENTRY.sub("[]", named[key]), len(_RANKS))):
        yield from _between(named[key], before.get(key), after.get(key))


def _lists(path: str, before: Any, after: Any) -> Iterator[FieldChange]:
    one, other = by_name(path, before or []), by_name(path, after or [])
    is_told_by_entries = bool(other) and (path in NAMED_BY or _is_grown_or_same(before or [], after or []))
    if not is_told_by_entries or [name for name in one if name in other] != [name for name in other if name in one]:
        yield FieldChange(path=path, before=before, after=after)
        return
    for name in {**one, **other}:
        entry, then = one.get(name), other.get(name)
        if entry is None or then is None:
            yield FieldChange(path=f"{path}[{name}]", before=entry, after=then)
        else:
            yield from _parts(f"{path}[{name}]", entry, then)


def _is_grown_or_same(before: list[Any], after: list[Any]) -> bool:
    """Whether entries without a name can be told by their places: none went, and new ones stand at the end."""
    return len(before) == len(after) or (len(before) < len(after) and after[: len(before)] == before)
