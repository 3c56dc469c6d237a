"""What stands in a draft: values as they are being typed, as canonical JSON and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from crlm_desktop.case.wording import Choice
from crlm_desktop.gui.drafts import OpinionDraft
from crlm_desktop.gui.meeting.entry_rows import Row, Value
from crlm_desktop.gui.meeting.outcome_draft import OutcomeDraft
from crlm_desktop.meeting import plain_json
from crlm_desktop.meeting.people import Discipline, Presence

T = TypeVar("T")

_CHOICES: Mapping[str, type[Choice]] = {"discipline": Discipline, "presence": Presence}
_ROW = ("person", "discipline", "presence", "arrived_at", "left_at")


class UnreadableError(ValueError):
    """A draft of another version of the program, of which nothing more can be made than its text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldText:
    """What was typed in a field of a record; ``entry`` is the id of the list entry, where it has one."""

    text: str
    entry: str = ""


def encode(value: FieldText | OpinionDraft | OutcomeDraft | tuple[Row, ...] | Mapping[str, str] | str) -> str:
    """Return what is being typed as canonical JSON."""
    plain = plain_json.to_json(value)
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def field_text(text: str) -> FieldText:
    """Return what was typed in a field."""
    return _read(FieldText, text)


def opinion(text: str) -> OpinionDraft:
    """Return an opinion as it was typed."""
    return _read(OpinionDraft, text)


def outcome(text: str) -> OutcomeDraft:
    """Return what was captured of a case."""
    return _read(OutcomeDraft, text)


def people(text: str) -> tuple[Row, ...]:
    """Return the rows of those who take part, as they were typed."""
    rows = _loaded(text)
    if not isinstance(rows, list) or not all(isinstance(row, dict) and set(row) == set(_ROW) for row in rows):
        raise UnreadableError
    return tuple({key: _cell(key, row[key]) for key in _ROW} for row in rows)


def texts(text: str) -> dict[str, str]:
    """Return what was typed at the head of a meeting, by the names of the fields."""
    found = _loaded(text)
    if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
        raise UnreadableError
    return found


def words(text: str) -> str:
    """Return words as they were typed."""
    found = _loaded(text)
    if not isinstance(found, str):
        raise UnreadableError
    return found


def _cell(key: str, value: Any) -> Value:
    return None if value is None else _valued(_CHOICES.get(key, str), value)


def _read(wanted: type[T], text: str) -> T:
    return _valued(wanted, _loaded(text))


def _valued(wanted: type[T], value: Any) -> T:
    try:
        return plain_json.from_json(wanted, value)
    except plain_json.MalformedError:
        raise UnreadableError from None


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise UnreadableError from None
