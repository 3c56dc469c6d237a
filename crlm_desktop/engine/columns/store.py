"""The facts of many cases as columns: what each fact can still be, one row a case, and one row a lesion."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from crlm_desktop.engine.columns.planes import Flags
from crlm_desktop.engine.facts.declaration import LESION_PREFIX, Fact, FactCatalogue, FactKind, Scope
from crlm_desktop.engine.facts.table import UNKNOWN_LESION, unknown_value
from crlm_desktop.engine.facts.value import Candidates, FactValue, Members, Possible, Provenance, mark_of
from crlm_desktop.engine.interval import Interval
from crlm_desktop.engine.scalar import Told
from crlm_desktop.engine.tri import FactId

Numbers = NDArray[np.float64] | NDArray[np.signedinteger]
Bits = NDArray[np.unsignedinteger]

STATEMENT_CODES: tuple[str | bool, ...] = (True, False)
_MAX_CODES = 64
_NOTHING = Interval(0, 0)
_WHOLE: tuple[type[np.signedinteger], ...] = (np.int8, np.int16, np.int32)
_STEPS = (1, 10, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One fact in every row.

    A number lies from ``low`` to ``high``, which are kept as whole numbers of steps, of which ``steps`` make one, or as
    they are (``steps`` is 0). A choice or a statement can be the codes whose bits are set in ``possibly``;
    a set surely holds those of ``surely`` and can hold those of ``possibly``; bit i stands for ``codes[i]``. ``lacks``
    tells where there is no such value, ``may_lack`` where that may turn out (``None``: nowhere). What a fact of this
    kind has not is empty.
    """

    fact: Fact
    codes: tuple[str | bool, ...]
    size: int
    steps: int
    low: Numbers
    high: Numbers
    surely: Bits
    possibly: Bits
    lacks: Flags | None = None
    may_lack: Flags | None = None

    def value(self, row: int) -> FactValue:
        """Return what is known of the fact in one row; what it hangs on is not kept in columns."""
        return FactValue(
            fact=self.fact.id,
            possible=None if self.lacks is not None and self.lacks[row] else self._possible(row),
            may_not_apply=self.may_lack is not None and bool(self.may_lack[row]),
            provenance=Provenance.DERIVED,
        )

    def _possible(self, row: int) -> Possible:
        match self.fact.kind:
            case FactKind.NUMBER:
                low, high = (float(ends[row]) / (self.steps or 1) for ends in (self.low, self.high))
                return Interval(low, high)
            case FactKind.SET:
                surely, possibly = (self._named(int(bits[row])) for bits in (self.surely, self.possibly))
                return Members(frozenset(map(str, surely)), frozenset(map(str, possibly)))
            case FactKind.CHOICE | FactKind.STATEMENT:
                return self._named(int(self.possibly[row]))
            case _:
                assert_never(self.fact.kind)

    def _named(self, bits: int) -> Candidates:
        return frozenset(code for at, code in enumerate(self.codes) if bits >> at & 1)


def codes_of(fact: Fact) -> tuple[str | bool, ...]:
    """Return what the bits of a fact stand for, the lowest first."""
    return STATEMENT_CODES if fact.kind is FactKind.STATEMENT else tuple(str(choice) for choice in fact.choices)


def number_column(
    fact: Fact,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    *,
    lacks: Flags | None = None,
    may_lack: Flags | None = None,
) -> Column:
    """Return the column of a number from its least and its greatest value in each row.

    Numbers of few decimals are kept as whole steps in as few bytes as these need, where that loses nothing.
    """
    steps, ends = _in_steps(fact, low, high) or (0, (low, high))
    none = np.empty(0, dtype=np.uint8)
    return Column(
        fact=fact,
        codes=(),
        size=len(low),
        steps=steps,
        low=ends[0],
        high=ends[1],
        surely=none,
        possibly=none,
        lacks=lacks,
        may_lack=may_lack,
    )


def _in_steps(
    fact: Fact, low: NDArray[np.float64], high: NDArray[np.float64]
) -> tuple[int, tuple[Numbers, Numbers]] | None:
    """Return both ends as whole steps, wide enough for every constant of a condition too, if they are that."""
    for steps in _STEPS:
        whole = [np.rint(ends * steps) for ends in (low, high)]
        if all(bool((one / steps == ends).all()) for one, ends in zip(whole, (low, high), strict=True)):
            least = min(math.floor(fact.low - 1) * steps, whole[0].min(initial=0))
            greatest = max(math.ceil(fact.high + 1) * steps, whole[1].max(initial=0))
            for kind in _WHOLE:
                if np.iinfo(kind).min <= least and greatest <= np.iinfo(kind).max:
                    return steps, (whole[0].astype(kind), whole[1].astype(kind))
    return None


def code_column(
    fact: Fact,
    possibly: NDArray[np.uint64],
    surely: NDArray[np.uint64] | None = None,
    *,
    lacks: Flags | None = None,
    may_lack: Flags | None = None,
) -> Column:
    """Return the column of a choice, a statement or a set from the bits of its codes; of a set also the sure ones."""
    codes = codes_of(fact)
    number = len(codes)
    if number > _MAX_CODES:
        raise ValueError(f"{fact.id} has more than {_MAX_CODES} codes")
    kind = np.min_scalar_type((1 << number) - 1)
    none = np.empty(0, dtype=np.int8)
    return Column(
        fact=fact,
        codes=codes,
        size=len(possibly),
        steps=0,
        low=none,
        high=none,
        surely=np.empty(0, dtype=kind) if surely is None else surely.astype(kind),
        possibly=possibly.astype(kind),
        lacks=lacks,
        may_lack=may_lack,
    )


def column_of(fact: Fact, values: Sequence[FactValue]) -> Column:
    """Return the column of one fact from its value in each row; each different value is looked at once."""
    different: dict[object, tuple[int, FactValue]] = {}
    which = [different.setdefault(mark_of(value), (len(different), value))[0] for value in values]
    rows, seen = np.array(which, dtype=np.intp), [value for _, value in different.values()]
    lacks = _somewhere(np.array([value.is_not_applicable for value in seen], dtype=np.bool_)[rows])
    may_lack = _somewhere(np.array([value.may_not_apply for value in seen], dtype=np.bool_)[rows])
    if fact.kind is FactKind.NUMBER:
        ends = [value.interval or _NOTHING for value in seen]
        low = np.array([one.low for one in ends], dtype=np.float64)[rows]
        high = np.array([one.high for one in ends], dtype=np.float64)[rows]
        return number_column(fact, low, high, lacks=lacks, may_lack=may_lack)
    codes = codes_of(fact)
    surely = _bits(codes, (value.members.surely for value in seen))[rows]
    possibly = _bits(codes, (value.candidates or value.members.possibly for value in seen))[rows]
    return code_column(fact, possibly, surely if fact.kind is FactKind.SET else None, lacks=lacks, may_lack=may_lack)


def _somewhere(flags: Flags) -> Flags | None:
    return flags if flags.any() else None


def _bits(codes: tuple[str | bool, ...], named: Iterable[Iterable[str | bool]]) -> NDArray[np.uint64]:
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
