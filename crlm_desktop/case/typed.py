"""What a person types in a field, read as a value of the record, and a value shown as text again."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from crlm_desktop.case.casefile import (
    NOT_DATE,
    NOT_INTEGER,
    NOT_NUMBER,
    NOT_UNIT,
    TOO_LONG,
    out_of_range,
    plain_number,
    shown,
)
from crlm_desktop.case.dates import PartialDate
from crlm_desktop.case.fields import Field, Kind
from crlm_desktop.case.units import OtherUnit, other_units, unit_name, unit_named
from crlm_desktop.errors import Problem, problem

_NUMBER = re.compile(r"(?P<number>[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+))\s*(?P<unit>(?![\d.,+-]|e[\d+-]).*)", re.ASCII)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，－", "0123456789.,-")
_SEPARATORS = re.compile(r"[;；\n]")


def read_text(field: Field, text: str) -> Any | Problem:
    """Return the JSON value that ``text`` means in ``field``, ``None`` when it is blank, or the problem with it.

    Full-width digits and a decimal comma are read; a number may be followed by its unit, or by another one from which
    it is converted (`units`); dates are read by `PartialDate.typed`; texts of a list are separated by semicolons or
    lines. Choices and truth values are not typed and are a ValueError.
    """
    plain = text.strip()
    if not plain:
        return None
    match field.kind:
        case Kind.INTEGER | Kind.NUMBER:
            return _read_number(field, plain.translate(_FULL_WIDTH))
        case Kind.DATE:
            return _read_date(field, plain)
        case Kind.TEXT:
            return _within(field, plain)
        case Kind.TEXTS:
            return [part.strip() for part in _SEPARATORS.split(plain) if part.strip()]
        case Kind.BOOLEAN | Kind.CHOICE | Kind.CHOICES | Kind.ENTRIES:
            raise ValueError(field.path)


def show_value(field: Field, value: Any) -> str:
    """Return the text that a person would type for the JSON ``value``; the empty text when it is unknown."""
    if value is None:
        return ""
    if field.kind in (Kind.INTEGER, Kind.NUMBER):
        return plain_number(value)
    return "; ".join(value) if field.kind is Kind.TEXTS else str(value)


def converted(field: Field, text: str) -> str:
    """Return what ``text`` comes to in the unit of a field where it names another one, with that unit; else nothing."""
    match = (
        _NUMBER.fullmatch(text.strip().translate(_FULL_WIDTH)) if field.kind in (Kind.INTEGER, Kind.NUMBER) else None
    )
    unit = unit_named(field, match["unit"]) if match is not None and match["unit"] else None
    if match is None or unit is None or unit.factor == 1:
        return ""
    return f"{plain_number(_number_of(match['number'], unit))} {field.unit}"


def _read_number(field: Field, text: str) -> int | float | Problem:
    match = _NUMBER.fullmatch(text)
    if match is None:
        return problem(field.path, NOT_INTEGER if field.kind is Kind.INTEGER else NOT_NUMBER, value=shown(text))
    number = _number_of(match["number"], None)
    if match["unit"]:
        unit = unit_named(field, match["unit"])
        if unit is None:
            return _not_a_unit(field, text)
        number = _number_of(match["number"], unit)
    if field.kind is Kind.INTEGER and not number.is_integer():
        return problem(field.path, NOT_INTEGER, value=shown(text))
    if (field.low is not None and number < field.low) or (field.high is not None and number > field.high):
        return out_of_range(field.path, field, shown(text))
    return int(number) if number.is_integer() else number


def _number_of(text: str, unit: OtherUnit | None) -> float:
    number = Decimal(text.replace(",", "."))
    return float(number if unit is None else unit.converted(number))


def _not_a_unit(field: Field, text: str) -> Problem:
    """Return the problem with a number that is followed by what is no unit of the field."""
    if not field.unit:
        return problem(field.path, NOT_INTEGER if field.kind is Kind.INTEGER else NOT_NUMBER, value=shown(text))
    others = [one.text for one in other_units(field)]
    allowed = ", ".join([field.unit, *others]) if others else unit_name(field.unit)
    return problem(field.path, NOT_UNIT, value=shown(text), allowed=allowed)


def _read_date(field: Field, text: str) -> str | Problem:
    try:
        return PartialDate.typed(text).text
    except ValueError:
        return problem(field.path, NOT_DATE, value=shown(text))


def _within(field: Field, text: str) -> str | Problem:
    if field.max_length is not None and len(text) > field.max_length:
        return problem(field.path, TOO_LONG, limit=field.max_length)
    return text
