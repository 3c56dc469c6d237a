"""Dates as people know them: a day, a month or a year, the last two standing for every day in them."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema
from typing_extensions import override

EARLIEST_YEAR = 1900
LATEST_YEAR = 2100
_FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
_CHINESE = re.compile(r"(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})日?)?)?", re.ASCII)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．－／", "0123456789.-/")
_SCHEMA_PATTERN = r"^\d{4}(-\d{2}(-\d{2})?)?$"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date in ISO 8601 that may lack its day or its month and day, as the first and the last day it can be."""

    text: str
    earliest: date
    latest: date

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read ``2026-11-23``, ``2026-11`` or ``2026``; anything else, and years outside 1900-2100, is a ValueError."""
        match = _FORM.fullmatch(text)
        if match is None:
            raise ValueError(text)
        year, month, day = (int(part) if part else None for part in match.groups())
        assert year is not None
        if not EARLIEST_YEAR <= year <= LATEST_YEAR:
            raise ValueError(text)
        first = date(year, month or 1, day or 1)
        if month is None:
            return cls(text, first, date(year, 12, 31))
        return cls(text, first, first if day else date(year, month, calendar.monthrange(year, month)[1]))

    @classmethod
    def typed(cls, text: str) -> PartialDate:
        """Read a date as people type it: as `parse`, or ``2026/3/1``, ``2026.3.1``, ``2026年3月1日``, ``1.3.2026``.

        With points a day may stand first, as wherever points are used; ``1/3/2026`` means two days, and is refused.
        """
        plain = re.sub(r"\s+", "", text.translate(_FULL_WIDTH))
        day_first = _DAY_FIRST.fullmatch(plain)
        chinese = _CHINESE.fullmatch(plain)
        if day_first is not None:
            parts = [day_first[3], day_first[2], day_first[1]]
        elif chinese is not None:
            parts = [part for part in chinese.groups() if part]
        else:
            parts = re.split(r"[-/.]", plain)
        return cls.parse("-".join([parts[0], *(part.zfill(2) for part in parts[1:])]))

    @classmethod
    def of(cls, day: date) -> PartialDate:
        """Return the date whose day is known."""
        return cls(day.isoformat(), day, day)

    @property
    def is_exact(self) -> bool:
        """Whether the day is known."""
        return self.earliest == self.latest

    def is_surely_before(self, other: PartialDate) -> bool:
        """Whether every day this can be lies before every day the other can be."""
        return self.latest < other.earliest

    @override
    def __str__(self) -> str:
        """Return the ISO text as it was written."""
        return self.text

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Read from text and write to text; an instance passes as it is."""
        from_text = core_schema.no_info_after_validator_function(_read, core_schema.str_schema(strict=True))
        return core_schema.json_or_python_schema(
            json_schema=from_text,
            python_schema=core_schema.union_schema([core_schema.is_instance_schema(cls), from_text]),
            serialization=core_schema.plain_serializer_function_ser_schema(str, return_schema=core_schema.str_schema()),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe the three forms by a pattern."""
        return {"type": "string", "pattern": _SCHEMA_PATTERN}


def _read(text: str) -> PartialDate:
    try:
        return PartialDate.parse(text)
    except ValueError:
        raise PydanticCustomError("partial_date", "not a date") from None
