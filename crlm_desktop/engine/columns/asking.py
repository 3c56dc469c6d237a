"""Conditions over columns: each atom becomes two planes, where it is true and where it is false."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import product
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from crlm_desktop.case.record import MAX_LESIONS
from crlm_desktop.engine.columns.store import Column, FactColumns, Flags
from crlm_desktop.engine.expression.asking import MAX_SPLITS, body_of
from crlm_desktop.engine.expression.condition import Condition
from crlm_desktop.engine.expression.tree import (
    And,
    AppliesAtom,
    Atom,
    CodeAtom,
    Comparison,
    KnownAtom,
    MemberAtom,
    Node,
    Not,
    NumberAtom,
    Or,
    Quantifier,
    Quantity,
    StatementAtom,
)
from crlm_desktop.engine.expression.variables import Answers, Variable, local_variables
from crlm_desktop.engine.facts.declaration import Scope
from crlm_desktop.engine.scalar import frame_of
from crlm_desktop.engine.tri import FactId

MAX_SHARED_SPLITS = 4096
"""How many combinations are tried for all rows together before the open rows are asked one by one."""


@dataclass(frozen=True, slots=True)
class Planes:
    """Where something is true and where it is false; where neither, it is unknown."""

    true: Flags
    false: Flags

    @property
    def unknown(self) -> Flags:
        """Where it is neither."""
        return ~(self.true | self.false)


@dataclass(frozen=True, slots=True)
class _Rows:
    """What conditions are asked of: the rows of the cases or of all lesions, and answers that are supposed."""

    columns: FactColumns
    scope: Scope
    memo: dict[str, Planes] = field(default_factory=dict)
    supposed: Mapping[str, int] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return self.columns.size if self.scope is Scope.CASE else int(self.columns.offsets[-1])

    def supposing(self, answers: Mapping[str, int]) -> _Rows:
        return _Rows(self.columns, self.scope, self.memo, {**self.supposed, **answers})

    def column(self, atom: Atom) -> Column:
        of_case, of_lesions = self.columns.of_case, self.columns.of_lesions
        return of_case[atom.fact] if atom.scope is Scope.CASE else of_lesions[atom.fact]


class ColumnInquiry:
    """The conditions asked of the columns; atoms that conditions share are asked once.

    The answers are those of `scalar.Inquiry` for each case, with the same promise.
    """

    def __init__(self, columns: FactColumns) -> None:
        self._columns = columns
        self._cases = _Rows(columns, Scope.CASE)
        self._lesions = _Rows(columns, Scope.LESION)

    def planes(self, condition: Condition) -> tuple[Flags, Flags]:
        """Return for each case whether the condition is true, and whether it is unknown."""
        entangled = [one for one in condition.variables if one.is_entangled]
        of_case = [one for one in entangled if one.scope is Scope.CASE]
        found = self._settled(condition.tree, self._cases, of_case)
        if len(of_case) < len(entangled) or not _can_be_shared(of_case):
            found = self._one_by_one(condition, found)
        return found.true, found.unknown

    def stated(self, fact: FactId) -> Planes:
        """Return for each case whether a statement holds."""
        return planes_of(StatementAtom(fact=fact, scope=Scope.CASE), self._columns.of_case[fact])

    def _one_by_one(self, condition: Condition, found: Planes) -> Planes:
        """Ask the rows that are still unknown one by one, where facts are entangled across the lesions of a case."""
        true, false = found.true.copy(), found.false.copy()
        for row in np.flatnonzero(found.unknown):
            answer = condition.asking.ask(frame_of(self._columns.row(int(row))))
            true[row], false[row] = answer == 2, answer == 0
        return Planes(true, false)

    def _settled(self, node: Node, rows: _Rows, entangled: Sequence[Variable]) -> Planes:
        """Return the planes of a node; where they are open, what the entangled facts can be is tried."""
        plain = self._asked(node, rows)
        if not entangled or not _can_be_shared(entangled) or not plain.unknown.any():
            return plain
        groups = [list(_feasible(one, rows.column(one.atoms[0]))) for one in entangled]
        combinations = _combinations(groups, rows.size)
        is_tried = plain.unknown & (combinations <= MAX_SPLITS)
        true, false = is_tried.copy(), is_tried.copy()
        for picked in product(*groups):
            supposed = rows.supposing(dict(pair for answers, _ in picked for pair in answers))
            is_feasible = reduce(np.logical_and, (feasible for _, feasible in picked))
            planes = self._asked(node, supposed)
            true &= planes.true | ~is_feasible
            false &= planes.false | ~is_feasible
        return Planes(plain.true | true, plain.false | false)

    def _asked(self, node: Node, rows: _Rows) -> Planes:
        match node:
            case Not(part):
                planes = self._asked(part, rows)
                return Planes(planes.false, planes.true)
            case And(parts):
                joined = [self._asked(part, rows) for part in parts]
                true = reduce(np.logical_and, (one.true for one in joined), _all(rows.size, True))
                return Planes(true, reduce(np.logical_or, (one.false for one in joined), _all(rows.size, False)))
            case Or(parts):
                joined = [self._asked(part, rows) for part in parts]
                true = reduce(np.logical_or, (one.true for one in joined), _all(rows.size, False))
                return Planes(true, reduce(np.logical_and, (one.false for one in joined), _all(rows.size, True)))
            case Quantifier():
                return self._quantified(node, rows)
            case _:
                return self._atom(node, rows)

    def _atom(self, atom: Atom, rows: _Rows) -> Planes:
        if atom.scope is Scope.CASE and rows.scope is Scope.LESION:
            mine = self._atom(atom, _Rows(self._columns, Scope.CASE, self._cases.memo, rows.supposed))
            owners = self._columns.owners
            return Planes(mine.true[owners], mine.false[owners])
        supposed = rows.supposed.get(atom.key)
        if supposed is not None:
            return Planes(_all(rows.size, supposed == 2), _all(rows.size, supposed == 0))
        found = rows.memo.get(atom.key)
        if found is None:
            found = rows.memo[atom.key] = planes_of(atom, rows.column(atom))
        return found

    def _quantified(self, node: Quantifier, rows: _Rows) -> Planes:
        inside = body_of(node)
        lesions = self._lesions.supposing(rows.supposed)
        body = self._settled(inside, lesions, local_variables(inside, self._columns.catalogue))
        offsets, told = self._columns.offsets, self._columns.are_told
        sure, never = _per_case(body.true, offsets), _per_case(body.false, offsets)
        total = np.diff(offsets)
        match node.quantity:
            case Quantity.ANY:
                return Planes((sure > 0) & told, never == total)
            case Quantity.ALL:
                return Planes(sure == total, (never > 0) & told)
            case Quantity.COUNT:
                low = np.where(told, sure, 0).astype(np.float64)
                high = np.where(told | (never == total), total - never, MAX_LESIONS).astype(np.float64)
                return _compared(node.comparison, node.constant, low, high)
            case _:
                assert_never(node.quantity)


def _combinations(groups: Sequence[Sequence[tuple[Answers, Flags]]], size: int) -> NDArray[np.float64]:
    """Count in each row the combinations of what the variables can be."""
    counted = np.ones(size, dtype=np.float64)
    for group in groups:
        counted *= np.sum([feasible for _, feasible in group], axis=0)
    return counted


def _can_be_shared(entangled: Sequence[Variable]) -> bool:
    return math.prod(one.most_cells for one in entangled) <= MAX_SHARED_SPLITS


def _per_case(flags: Flags, offsets: NDArray[np.int64]) -> NDArray[np.int64]:
    """Count the flags among the lesions of each case."""
    sums = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(flags, dtype=np.int64)))
    counted: NDArray[np.int64] = sums[offsets[1:]] - sums[offsets[:-1]]
    return counted


def _all(size: int, value: bool) -> Flags:
    return np.full(size, value, dtype=np.bool_)


def planes_of(atom: Atom, column: Column) -> Planes:
    """Return where an atom is true and where it is false."""
    applies = ~(column.lacks | column.may_lack)
    match atom:
        case NumberAtom():
            compared = _compared(atom.comparison, atom.constant, column.low, column.high)
            return Planes(compared.true & applies, compared.false | column.lacks)
        case CodeAtom() | StatementAtom():
            wanted = column.bits(atom.codes if isinstance(atom, CodeAtom) else (True,))
            false = (column.possibly & wanted) == 0
            return Planes(((column.possibly & ~wanted) == 0) & ~false & applies, false)
        case MemberAtom():
            bit = column.bits((atom.code,))
            return Planes(((column.surely & bit) != 0) & applies, (column.possibly & bit) == 0)
        case AppliesAtom():
            return Planes(applies, column.lacks)
        case KnownAtom():
            return Planes(column.is_settled, ~column.is_settled)
        case _:
            assert_never(atom)


def _compared(comparison: Comparison, constant: float, low: NDArray[np.float64], high: NDArray[np.float64]) -> Planes:
    match comparison:
        case Comparison.LESS:
            return Planes(high < constant, low >= constant)
        case Comparison.AT_MOST:
            return Planes(high <= constant, low > constant)
        case Comparison.EQUAL:
            return Planes((low == constant) & (high == constant), (low > constant) | (high < constant))
        case Comparison.AT_LEAST:
            return Planes(low >= constant, high < constant)
        case Comparison.MORE:
            return Planes(low > constant, high <= constant)
        case _:
            assert_never(comparison)


def _feasible(variable: Variable, column: Column) -> Iterator[tuple[Answers, Flags]]:
    """Yield each combination of answers that the atoms of a variable can give, and the rows in which it can be."""
    rows: dict[Answers, Flags] = {}
    for answers, can_be in _cells(variable, column):
        rows[answers] = rows[answers] | can_be if answers in rows else can_be
    nowhere, lacking = variable.nowhere, column.lacks | column.may_lack
    rows[nowhere] = rows[nowhere] | lacking if nowhere in rows else lacking
    yield from rows.items()


def _cells(variable: Variable, column: Column) -> Iterator[tuple[Answers, Flags]]:
    applies = ~column.lacks
    if variable.code:
        bit = column.bits((variable.code,))
        yield variable.code_answers[True], ((column.possibly & bit) != 0) & applies
        yield variable.code_answers[False], ((column.surely & bit) == 0) & applies
    elif column.codes:
        for code in column.codes:
            yield variable.code_answers[code], (column.possibly & column.bits((code,))) != 0
    else:
        for cell in variable.number_cells:
            yield cell.answers, _meets(cell.low, cell.high, column, is_integer=variable.is_integer) & applies


def _meets(low: float, high: float, column: Column, *, is_integer: bool) -> Flags:
    """Tell in which rows a number of a cell is left, as `Cell.meets` does for one."""
    if low == high:
        return (column.low <= low) & (low <= column.high)
    if not is_integer:
        return (column.low < high) & (column.high > low)
    first = np.maximum(np.ceil(column.low), math.floor(low) + 1 if math.isfinite(low) else -np.inf)
    last = np.minimum(np.floor(column.high), math.ceil(high) - 1 if math.isfinite(high) else np.inf)
    met: Flags = first <= last
    return met
