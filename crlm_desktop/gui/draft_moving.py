"""Texts that could not be written stay with their entry when somebody else has moved or removed entries before it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from crlm_desktop.case import edits
from crlm_desktop.case.record import Case
from crlm_desktop.errors import N_, Code
from crlm_desktop.gui.drafts import Draft

ENTRY_GONE = Code(
    "draft.entry-gone", N_("Not saved, because its entry is not there any more: “{text}” was typed at {field}.")
)
_ENTRY = re.compile(r"(\w+)\[(\d+)\](.*)")


def moved(drafts: Mapping[str, Draft], before: Case, after: Case) -> tuple[dict[str, Draft], dict[str, Draft]]:
    """Return the drafts at the places that their entries have now, and those whose entry is gone, at the old ones."""
    kept: dict[str, Draft] = {}
    lost: dict[str, Draft] = {}
    for path, draft in drafts.items():
        now = moved_path(path, before, after)
        if now is None:
            lost[path] = draft
        else:
            kept[now] = draft
    return kept, lost


def moved_path(path: str, before: Case, after: Case) -> str | None:
    """Return where the field at ``path`` is now, or ``None`` when its entry is gone."""
    entry = _ENTRY.fullmatch(path)
    if entry is None:
        return path
    place = _place(entry[1], int(entry[2]), before, after)
    return None if place is None else f"{entry[1]}[{place}]{entry[3]}"


def _place(part: str, place: int, before: Case, after: Case) -> int | None:
    """Return where the entry of a list stands now: that of the same id, else the same, else the one at its place."""
    earlier: list[Any] = edits.value_at(before, part) or []
    later: list[Any] = edits.value_at(after, part) or []
    if place >= len(earlier):
        return None
    entry = earlier[place]
    if isinstance(entry, dict) and "id" in entry:
        return next((at for at, one in enumerate(later) if one["id"] == entry["id"]), None)
    if place < len(later) and (later[place] == entry or len(later) == len(earlier)):
        return place
    return next((at for at, one in enumerate(later) if one == entry), None)
