"""The values of a meeting as JSON values and back, read off their own declarations."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any, TypeVar, cast

from crlm_desktop.case import casefile
from crlm_desktop.case.record import Case
from crlm_desktop.case.wording import Choice
from crlm_desktop.errors import InputError
from crlm_desktop.meeting.decision import Decision, Deferral

T = TypeVar("T")

# Where a field may hold one of several values, the JSON says which one.
_KINDS: Mapping[type, str] = types.MappingProxyType({Decision: "decision", Deferral: "deferral"})


class MalformedError(ValueError):
    """JSON that is not what `to_json` writes, with the path of what is wrong."""


def to_json(value: object) -> Any:
    """Return a value as JSON values; moments and dates are ISO 8601 texts, closed sets their stated texts."""
    if isinstance(value, Choice):
        return str(value)
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, Case):
        return casefile.to_json(value)
    if isinstance(value, Mapping):
        return {str(key): to_json(inner) for key, inner in value.items()}
    if isinstance(value, (tuple, list)):
        return [to_json(inner) for inner in value]
    assert is_dataclass(value), type(value)
    plain = {field.name: to_json(getattr(value, field.name)) for field in fields(value)}
    kind = _KINDS.get(cast(type, type(value)))
    return plain if kind is None else {"kind": kind, **plain}


def from_json(wanted: type[T], value: object, path: str = "") -> T:
    """Return JSON values as a value of the type ``wanted``; absent fields take their defaults, unknown are refused."""
    return cast(T, _read(wanted, value, path))


def _read(wanted: Any, value: object, path: str) -> object:
    wanted = getattr(wanted, "__supertype__", wanted)
    origin = typing.get_origin(wanted)
    if origin in (types.UnionType, typing.Union):
        return _one_of(typing.get_args(wanted), value, path)
    if origin is tuple:
        entries = _checked(list, value, path)
        return tuple(_read(typing.get_args(wanted)[0], one, f"{path}[{index}]") for index, one in enumerate(entries))
    if origin is not None and issubclass(origin, Mapping):
        return _checked(dict, value, path)
    if wanted is Case:
        return _case(value, path)
    if is_dataclass(wanted):
        return _dataclass(cast(type, wanted), value, path)
    return _plain(wanted, value, path)


def _one_of(wanted: tuple[Any, ...], value: object, path: str) -> object:
    if value is None and types.NoneType in wanted:
        return None
    choices = [one for one in wanted if one is not types.NoneType]
    if len(choices) == 1:
        return _read(choices[0], value, path)
    kind = _checked(dict, value, path).get("kind")
    for one in choices:
        if _KINDS.get(one) == kind:
            return _read(one, value, path)
    raise MalformedError(f"{path}.kind")


def _dataclass(wanted: type, value: object, path: str) -> object:
    given = _checked(dict, value, path)
    if wanted in _KINDS:
        given = {key: inner for key, inner in given.items() if key != "kind"}
    hints = _hints(wanted)
    if unknown := sorted(set(given) - set(hints)):
        raise MalformedError(f"{path}.{unknown[0]}")
    missing = [field.name for field in fields(wanted) if field.name not in given and _is_required(field)]
    if missing:
        raise MalformedError(f"{path}.{missing[0]}")
    made: object = wanted(**{key: _read(hints[key], inner, f"{path}.{key}") for key, inner in given.items()})
    return made


def _plain(wanted: Any, value: object, path: str) -> object:
    if wanted in (str, int, bool):
        return _checked(wanted, value, path)
    text = _checked(str, value, path)
    try:
        return wanted(text) if issubclass(wanted, Choice) else wanted.fromisoformat(text)
    except ValueError:
        raise MalformedError(path) from None


def _case(value: object, path: str) -> Case:
    try:
        return casefile.from_json(value)
    except InputError as error:
        raise MalformedError(f"{path}.{error.problems[0].path}") from error


def _checked(wanted: type[T], value: object, path: str) -> T:
    # A bool is an int to Python, never to us.
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        raise MalformedError(path)
    return value


@cache
def _hints(wanted: type) -> dict[str, Any]:
    return typing.get_type_hints(wanted)


def _is_required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING
