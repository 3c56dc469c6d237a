"""Pure edits: a case and one changed value in, the changed case out, or every reason why not."""

from __future__ import annotations

import copy
import re
from typing import Any, cast

from crlm_desktop.case.casefile import from_json, to_json
from crlm_desktop.case.record import SCHEMA_ID, Case

Step = str | int
_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


def empty_case() -> Case:
    """Return the case of which nothing is known."""
    return from_json({"schema": SCHEMA_ID})


def steps_of(path: str) -> tuple[Step, ...]:
    """Split ``lesions[0].size_mm`` into ``("lesions", 0, "size_mm")``; a path of another form is a ValueError."""
    steps = tuple(int(match[2]) if match[2] else match[1] for match in _STEP.finditer(path))
    if not steps or path != joined(steps):
        raise ValueError(path)
    return steps


def joined(steps: tuple[Step, ...]) -> str:
    """Return the path that ``steps_of`` would split into these steps."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return text.removeprefix(".")


def value_at(case: Case, path: str) -> Any:
    """Return the value at ``path`` as JSON, or ``None`` when it is unknown."""
    value: Any = to_json(case)
    for step in steps_of(path):
        value = _inner(value, step)
        if value is None:
            return None
    return value


def with_value(case: Case, path: str, value: Any) -> Case:
    """Return the case with the JSON ``value`` at ``path`` (``None`` makes it unknown); an :class:`InputError` refuses.

    Setting position ``len`` of a list appends an entry; missing parts and lists on the way are made.
    """
    return from_json(_set(to_json(case), steps_of(path), value))


def with_values(case: Case, values: dict[str, Any]) -> Case:
    """Return the case with several values set together, checked once after all are set."""
    data = to_json(case)
    for path, value in values.items():
        data = cast(dict[str, Any], _set(data, steps_of(path), value))
    return from_json(data)


def without_entry(case: Case, path: str) -> Case:
    """Return the case without the list entry at ``path`` (``lesions[1]``); the list stays, even when empty."""
    *way, index = steps_of(path)
    data = to_json(case)
    entries: Any = data
    for step in way:
        entries = _inner(entries, step)
    if not isinstance(index, int) or not isinstance(entries, list) or not 0 <= index < len(entries):
        raise ValueError(path)
    del entries[index]
    return from_json(data)


def next_lesion_id(case: Case) -> str:
    """Return the first of L1, L2 … that no lesion, present or treated earlier, has ever had in this case."""
    used = {lesion.id for lesion in case.lesions or ()}
    used.update(lesion for treatment in case.local_treatments or () for lesion in treatment.lesions or ())
    number = 1
    while f"L{number}" in used:
        number += 1
    return f"L{number}"


def changed_paths(before: Case, after: Case) -> tuple[str, ...]:
    """Return the paths of every value that differs between two cases, in the order of the record."""
    return tuple(_differences(to_json(before), to_json(after), ()))


def _differences(one: Any, other: Any, steps: tuple[Step, ...]) -> list[str]:
    if one == other:
        return []
    if isinstance(one, dict) and isinstance(other, dict):
        keys = list(dict.fromkeys([*one, *other]))
        return [path for key in keys for path in _differences(one.get(key), other.get(key), (*steps, key))]
    if isinstance(one, list) and isinstance(other, list) and any(isinstance(entry, dict) for entry in [*one, *other]):
        return [
            path
            for index in range(max(len(one), len(other)))
            for path in _differences(_inner(one, index), _inner(other, index), (*steps, index))
        ]
    return [joined(steps)]


def _inner(value: Any, step: Step) -> Any:
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return None


def _set(data: Any, steps: tuple[Step, ...], value: Any) -> Any:
    """Return ``data`` with ``value`` at the end of ``steps``; containers on the way are copied or made."""
    if not steps:
        return value
    step, rest = steps[0], steps[1:]
    if isinstance(step, int):
        made: Any = copy.copy(data) if isinstance(data, list) else []
        made.extend({} for _ in range(step + 1 - len(made)))
        made[step] = _set(made[step], rest, value)
        return made
    made = copy.copy(data) if isinstance(data, dict) else {"state": data} if isinstance(data, str) else {}
    made[step] = _set(made.get(step), rest, value)
    if made[step] is None:
        del made[step]
    return made
