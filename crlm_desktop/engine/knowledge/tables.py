"""Typed reading of TOML tables: each value is taken by its key, and whatever is wrong with it becomes a problem."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeGuard, TypeVar

from crlm_desktop.case.wording import Choice, Text
from crlm_desktop.engine.facts import nearest
from crlm_desktop.engine.knowledge import faults as f
from crlm_desktop.engine.knowledge.positions import Way
from crlm_desktop.errors import Code, Param, Problem

AnyChoice = TypeVar("AnyChoice", bound=Choice)

_ID = re.compile(r"[a-z][a-z0-9]*(?:[-_.][a-z0-9]+)*")
_LANGUAGES = {"en": f.NO_ENGLISH, "zh": f.NO_CHINESE}


class Table:
    """One table of a document. Reading never stops: a bad value is reported and answered by a harmless one."""

    def __init__(self, document: f.Document, values: Mapping[str, Any], way: Way, faults: f.Faults) -> None:
        self._document = document
        self._values = values
        self._way = way
        self._faults = faults
        self._taken: list[str] = []

    @property
    def place(self) -> str:
        """File and line of the table."""
        return self._document.place(self._way)

    def has(self, key: str) -> bool:
        """Tell whether the key stands in the table."""
        return key in self._values

    def fault(self, key: str, code: Code, /, **params: Param) -> None:
        """Report a problem at the line of ``key``, or of the table itself where the key is missing or empty."""
        way = (*self._way, key) if key in self._values else self._way
        self._faults.add(self._document.name, self._document.line(way), code, **params)

    def faults_told(self, key: str, told: Iterable[Problem]) -> None:
        """Report problems that name their own place inside the value of ``key``."""
        self._faults.add_told(self._document.name, self._document.line((*self._way, key)), told)

    def expression(self, key: str) -> tuple[str, str, int]:
        """Return a condition as it is written, with its file and the line on which it begins."""
        value = self.text(key)
        if not value:
            return "", self._document.name, 0
        written = str(self._values[key])
        before = written[: len(written) - len(written.lstrip())].count("\n")
        return value, self._document.name, self._document.line_of_text((*self._way, key)) + before

    def text(self, key: str, *, required: bool = True, may_be_empty: bool = False) -> str:
        """Return a text; an optional one that is absent is the empty text."""
        value = self._take(key, required=required)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.fault(key, f.NOT_TEXT, key=key)
            return ""
        if not value.strip() and not may_be_empty:
            self.fault(key, f.EMPTY_TEXT, key=key)
        return value.strip()

    def id(self, key: str = "id") -> str:
        """Return an id; one of another form is reported."""
        value = self.text(key)
        if value and not _ID.fullmatch(value):
            self.fault(key, f.NOT_AN_ID, value=value)
        return value

    def bilingual(self, key: str) -> Text:
        """Return a text in both languages."""
        return self.optional_bilingual(key, required=True) or Text("", "")

    def optional_bilingual(self, key: str, *, required: bool = False) -> Text | None:
        """Return a text in both languages, or ``None`` when the key is absent."""
        value = self._take(key, required=required)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            self.fault(key, f.NOT_BILINGUAL, key=key)
            return None
        inner = Table(self._document, value, (*self._way, key), self._faults)
        for language, code in _LANGUAGES.items():
            if not isinstance(value.get(language), str) or not value[language].strip():
                inner.fault("", code, key=key)
        sides = {language: inner.text(language) for language in _LANGUAGES if isinstance(value.get(language), str)}
        inner.close(also=_LANGUAGES)
        return Text(sides.get("en", ""), sides.get("zh", ""))

    def flag(self, key: str) -> bool:
        """Return whether the key is set to true; absent means false."""
        value = self._take(key, required=False)
        if value is not None and not isinstance(value, bool):
            self.fault(key, f.NOT_FLAG, key=key)
        return value is True

    def number(self, key: str) -> float:
        """Return a finite number."""
        value = self._take(key)
        if value is not None and not is_number(value):
            self.fault(key, f.NOT_NUMBER, key=key)
            value = None
        return float(value) if value is not None else 0.0

    def whole(self, key: str, *, within: tuple[int, int]) -> int:
        """Return a whole number within bounds."""
        return self.optional_whole(key, within=within, required=True) or within[0]

    def optional_whole(self, key: str, *, within: tuple[int, int], required: bool = False) -> int | None:
        """Return a whole number within bounds, or ``None`` when the key is absent."""
        value = self._take(key, required=required)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not within[0] <= value <= within[1]:
            self.fault(key, f.NOT_WHOLE, key=key, low=within[0], high=within[1])
            return None
        return value

    def range(self, key: str) -> tuple[float, float]:
        """Return two numbers, the smaller one first."""
        value = self._take(key)
        if value is None:
            return (-math.inf, math.inf)
        if not (isinstance(value, list) and len(value) == 2 and all(map(is_number, value)) and value[0] < value[1]):
            self.fault(key, f.BAD_RANGE)
            return (-math.inf, math.inf)
        return (float(value[0]), float(value[1]))

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """Return a list of texts; an optional one that is absent is empty."""
        value = self._take(key, required=required)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.fault(key, f.NOT_LIST, key=key)
            return ()
        return tuple(value)

    def choice(self, key: str, kind: type[AnyChoice], *, required: bool = True) -> AnyChoice | None:
        """Return a member of a closed set, or ``None`` when it is absent or not one of it."""
        value = self.text(key, required=required)
        return self._member(key, value, kind) if value else None

    def choices(self, key: str, kind: type[AnyChoice], *, may_be_empty: bool = True) -> tuple[AnyChoice, ...]:
        """Return the listed members of a closed set, in the given order."""
        if not may_be_empty and self._values.get(key) == []:
            self.fault(key, f.EMPTY_LIST, key=key)
        members = (self._member(key, value, kind) for value in self.texts(key))
        return tuple(member for member in members if member is not None)

    def tables(self, key: str) -> Iterator[Table]:
        """Yield the tables of an array of tables, each of which the caller closes."""
        value = self._take(key, required=False)
        if value is None:
            return
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.fault(key, f.NOT_TABLES, key=key)
            return
        for index, one in enumerate(value):
            yield Table(self._document, one, (*self._way, key, index), self._faults)

    def items(self) -> Iterator[tuple[str, Any]]:
        """Yield every key with its value, all of which count as taken."""
        self._taken.extend(self._values)
        yield from self._values.items()

    def close(self, also: Iterable[str] = ()) -> None:
        """Report every key that nobody asked for, with the nearest one that is known."""
        allowed = sorted({*self._taken, *also})
        for key in self._values:
            if key in allowed:
                continue
            near = nearest(key, allowed)
            if near is None:
                self.fault(key, f.UNKNOWN_KEY, key=key, allowed=", ".join(allowed))
            else:
                self.fault(key, f.UNKNOWN_KEY_NEAR, key=key, nearest=near)

    def _take(self, key: str, *, required: bool = True) -> Any:
        self._taken.append(key)
        if key not in self._values and required:
            self.fault("", f.NO_KEY, key=key)
        return self._values.get(key)

    def _member(self, key: str, value: str, kind: type[AnyChoice]) -> AnyChoice | None:
        for member in kind:
            if member == value:
                return member
        self.fault(key, f.NOT_ALLOWED, key=key, value=value, allowed=", ".join(kind))
        return None


def is_number(value: object) -> TypeGuard[int | float]:
    """Tell whether a value is a number that a quantity can have: finite, and not too large to reckon with."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= sys.float_info.max
