"""The facts of many cases as columns: what each fact can still be, one row a case, and one row a lesion."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from crlm_desktop.engine.facts.declaration import LESION_PREFIX, Fact, FactCatalogue, FactKind, Scope
from crlm_desktop.engine.facts.table import UNKNOWN_LESION, unknown_value
from crlm_desktop.engine.facts.value import Candidates, FactValue, Members, Possible, Provenance
from crlm_desktop.engine.interval import Interval
from crlm_desktop.engine.scalar import Told
from crlm_desktop.engine.tri import FactId

Flags = NDArray[np.bool_]
Numbers = NDArray[np.float64]
Bits = NDArray[np.uint64]

STATEMENT_CODES: tuple[str | bool, ...] = (True, False)
_MAX_CODES = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One fact in every row.

    A number lies from ``low`` to ``high``. A choice or a statement can be the codes whose bits are set in ``possibly``;
    a set surely holds those of ``surely`` and can hold those of ``possibly``; bit i stands for ``codes[i]``. ``lacks``
    tells where there is no such value, ``may_lack`` where that may turn out, ``is_settled`` where nothing is open.
    """

    fact: Fact
    codes: tuple[str | bool, ...]
    low: Numbers
    high: Numbers
    surely: Bits
    possibly: Bits
    lacks: Flags
    may_lack: Flags
    is_settled: Flags

    def bits(self, codes: Iterable[str | bool]) -> np.uint64:
        """Return the bits of some codes."""
        return np.uint64(sum(1 << self.codes.index(code) for code in codes))

    def value(self, row: int) -> FactValue:
        """Return what is known of the fact in one row; what it hangs on is not kept in columns."""
        return FactValue(
            fact=self.fact.id,
            possible=None if self.lacks[row] else self._possible(row),
            may_not_apply=bool(self.may_lack[row]),
            provenance=Provenance.DERIVED,
        )

    def _possible(self, row: int) -> Possible:
        match self.fact.kind:
            case FactKind.NUMBER:
                return Interval(float(self.low[row]), float(self.high[row]))
            case FactKind.SET:
                surely, possibly = (self._named(bits[row]) for bits in (self.surely, self.possibly))
                return Members(frozenset(map(str, surely)), frozenset(map(str, possibly)))
            case FactKind.CHOICE | FactKind.STATEMENT:
                return self._named(self.possibly[row])
            case _:
                assert_never(self.fact.kind)

    def _named(self, bits: np.uint64) -> Candidates:
        return frozenset(code for at, code in enumerate(self.codes) if int(bits) >> at & 1)


def column_of(fact: Fact, values: Sequence[FactValue]) -> Column:
    """Return the column of one fact from its value in each row."""
    codes = STATEMENT_CODES if fact.kind is FactKind.STATEMENT else tuple(str(choice) for choice in fact.choices)
    if len(codes) > _MAX_CODES:
        raise ValueError(f"{fact.id} has more than {_MAX_CODES} codes")
    intervals = [value.interval or Interval(0, 0) for value in values]
    return Column(
        fact=fact,
        codes=codes,
        low=np.array([interval.low for interval in intervals], dtype=np.float64),
        high=np.array([interval.high for interval in intervals], dtype=np.float64),
        surely=_bits(codes, (value.members.surely for value in values)),
        possibly=_bits(codes, (value.candidates or value.members.possibly for value in values)),
        lacks=_flags(values, lambda value: value.is_not_applicable),
        may_lack=_flags(values, lambda value: value.may_not_apply),
        is_settled=_flags(values, lambda value: value.is_settled),
    )


def _flags(values: Sequence[FactValue], told: Callable[[FactValue], bool]) -> Flags:
    return np.array([told(value) for value in values], dtype=np.bool_)


def _bits(codes: tuple[str | bool, ...], named: Iterable[Iterable[str | bool]]) -> Bits:
    places = {code: 1 << at for at, code in enumerate(codes)}
    return np.array([sum(places[code] for code in each) for each in named], dtype=np.uint64)


@dataclass(frozen=True, slots=True, kw_only=True)
class FactColumns:
    """The columns of many cases, those of their lesions one after the other.

    The lesions of case i are the rows ``offsets[i]`` to ``offsets[i + 1]``. Where nobody has told which lesions there
    are (``are_told`` is false), one row stands for a lesion of which nothing is known.
    """

    size: int
    catalogue: FactCatalogue
    of_case: dict[FactId, Column]
    of_lesions: dict[FactId, Column]
    offsets: NDArray[np.int64]
    are_told: Flags

    @classmethod
    def of(cls, tables: Sequence[Told], facts: Iterable[FactId], catalogue: FactCatalogue) -> FactColumns:
        """Return the columns of ``facts`` (those of a lesion as ``lesions[].size_mm``) for each table, in its order."""
        wanted = [catalogue.by_id[fact] for fact in dict.fromkeys(facts)]
        counts = [1 if table.lesions is None else len(table.lesions) for table in tables]
        return cls(
            size=len(tables),
            catalogue=catalogue,
            of_case={
                fact.id: column_of(fact, [table.value(fact.id) for table in tables])
                for fact in wanted
                if fact.scope is Scope.CASE
            },
            of_lesions={
                fact.id: column_of(fact, [value for table in tables for value in _of_lesions(fact, table)])
                for fact in wanted
                if fact.scope is Scope.LESION
            },
            offsets=np.concatenate(([0], np.cumsum(counts, dtype=np.int64))).astype(np.int64),
            are_told=np.array([table.lesions is not None for table in tables], dtype=np.bool_),
        )

    @property
    def owners(self) -> NDArray[np.int64]:
        """The case of each row of a lesion."""
        return np.repeat(np.arange(self.size, dtype=np.int64), np.diff(self.offsets))

    def row(self, case: int) -> Row:
        """Return one case as a table of facts."""
        first, last = int(self.offsets[case]), int(self.offsets[case + 1])
        lesions = tuple(RowLesion(self, at) for at in range(first, last)) if self.are_told[case] else None
        return Row(columns=self, case=case, lesions=lesions)


def _of_lesions(fact: Fact, table: Told) -> list[FactValue]:
    if table.lesions is None:
        return [unknown_value(fact, called=FactId(f"lesions[{UNKNOWN_LESION}].{fact.attribute}"))]
    return [lesion.value(fact.attribute) for lesion in table.lesions]


@dataclass(frozen=True, slots=True)
class RowLesion:
    """One lesion in its row."""

    columns: FactColumns
    at: int

    def value(self, attribute: str) -> FactValue:
        """Return what is known of the fact."""
        return self.columns.of_lesions[FactId(LESION_PREFIX + attribute)].value(self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One case in its row, told like a table of facts."""

    columns: FactColumns
    case: int
    lesions: tuple[RowLesion, ...] | None

    @property
    def catalogue(self) -> FactCatalogue:
        """The catalogue of the facts."""
        return self.columns.catalogue

    def value(self, fact: str) -> FactValue:
        """Return what is known of the fact."""
        return self.columns.of_case[FactId(fact)].value(self.case)
