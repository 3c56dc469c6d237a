"""What a column answers: where an atom holds, and what a fact can be between the constants it is compared with."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import assert_never

import numpy as np

from crlm_desktop.engine.columns.draft import Draft, Register
from crlm_desktop.engine.columns.planes import Flags
from crlm_desktop.engine.columns.store import Bits, Column
from crlm_desktop.engine.expression.tree import (
    AppliesAtom,
    Atom,
    CodeAtom,
    Comparison,
    KnownAtom,
    MemberAtom,
    NumberAtom,
    StatementAtom,
)
from crlm_desktop.engine.expression.variables import Answers, Cell, Variable
from crlm_desktop.engine.facts.declaration import FactKind
from crlm_desktop.engine.tri import FactId


@dataclass(frozen=True, slots=True)
class Planes:
    """The registers that tell where something is true and where it is false; where neither, it is unknown."""

    true: Register
    false: Register

    @property
    def negated(self) -> Planes:
        """The contrary."""
        return Planes(self.false, self.true)


class ColumnReader:
    """Drafts what is asked of one fact.

    All that is asked of a number comes down to where its ends lie from a constant, and of a choice to the codes that
    are left.
    """

    def __init__(self, draft: Draft, column: Column) -> None:
        self._draft = draft
        self._column = column
        self._scope = column.fact.scope

    def planes(self, atom: Atom) -> Planes:
        """Return where an atom is true and where it is false."""
        draft = self._draft
        match atom:
            case NumberAtom():
                compared = self._compared(atom.comparison, atom.constant)
                return Planes(self._where_it_applies(compared.true), self._or_lacking(compared.false))
            case CodeAtom() | StatementAtom():
                wanted = atom.codes if isinstance(atom, CodeAtom) else frozenset({True})
                some = self._can_be_any(wanted)
                sure = draft.both(some, draft.contrary(self._can_be_any(frozenset(self._column.codes) - wanted)))
                return Planes(self._where_it_applies(sure), draft.contrary(some))
            case MemberAtom():
                sure = self._has("surely", self._column.surely, atom.code)
                return Planes(self._where_it_applies(sure), draft.contrary(self._can_be(atom.code)))
            case AppliesAtom():
                everywhere = draft.constant(self._scope, value=True)
                nowhere = draft.constant(self._scope, value=False)
                return Planes(self._where_it_applies(everywhere), self._or_lacking(nowhere))
            case KnownAtom():
                settled = draft.told(self._name("settled"), self._scope, partial(_settled, self._column))
                return Planes(settled, draft.contrary(settled))
            case _:
                assert_never(atom)

    def cells(self, variable: Variable) -> list[tuple[Answers, Register]]:
        """Return each combination of answers that the atoms of a variable can give, and the rows in which it can be."""
        found: dict[Answers, Register] = {}
        for answers, rows in self._cells(variable):
            found[answers] = self._draft.either(found[answers], rows) if answers in found else rows
        return list(found.items())

    def _compared(self, comparison: Comparison, number: float) -> Planes:
        draft = self._draft
        match comparison:
            case Comparison.LESS:
                return Planes(self._high_less(number), self._low_at_least(number))
            case Comparison.AT_MOST:
                return Planes(self._high_at_most(number), self._low_more(number))
            case Comparison.EQUAL:
                equal = draft.both(self._low_at_least(number), self._high_at_most(number))
                return Planes(equal, draft.either(self._low_more(number), self._high_less(number)))
            case Comparison.AT_LEAST:
                return Planes(self._low_at_least(number), self._high_less(number))
            case Comparison.MORE:
                return Planes(self._low_more(number), self._high_at_most(number))
            case _:
                assert_never(comparison)

    def _low_at_least(self, number: float) -> Register:
        return self._end("low", np.greater_equal, self._upwards(number))

    def _low_more(self, number: float) -> Register:
        return self._end("low", np.greater, self._downwards(number))

    def _high_less(self, number: float) -> Register:
        return self._end("high", np.less, self._upwards(number))

    def _high_at_most(self, number: float) -> Register:
        return self._end("high", np.less_equal, self._downwards(number))

    def _end(self, end: str, comparing: np.ufunc, number: float) -> Register:
        ends = self._column.low if end == "low" else self._column.high
        return self._draft.compared(self._name(end, comparing.__name__, number), self._scope, comparing, ends, number)

    def _upwards(self, number: float) -> float:
        """Return the first step at or above a number; steps reach it exactly when they reach that one."""
        steps = self._column.steps
        if not steps:
            return number
        at = math.floor(number * steps) - 1
        return next(step for step in range(at, at + 4) if step / steps >= number)

    def _downwards(self, number: float) -> float:
        """Return the last step at or below a number; steps exceed it exactly when they exceed that one."""
        steps = self._column.steps
        if not steps:
            return number
        at = math.ceil(number * steps) + 1
        return next(step for step in range(at, at - 4, -1) if step / steps <= number)

    def _can_be(self, code: str | bool) -> Register:
        return self._has("possibly", self._column.possibly, code)

    def _can_be_any(self, codes: frozenset[str | bool] | frozenset[str]) -> Register:
        found = [self._can_be(code) for code in self._column.codes if code in codes]
        return self._draft.any_of(found, self._scope)

    def _has(self, name: str, bits: Bits, code: str | bool) -> Register:
        bit = bits.dtype.type(1 << self._column.codes.index(code))
        return self._draft.told(self._name(name, code), self._scope, lambda rows: bits[rows] & bit != 0)

    def _where_it_applies(self, register: Register) -> Register:
        """Return where a register holds and there is surely a value."""
        for name, flags in (("lacks", self._column.lacks), ("may lack", self._column.may_lack)):
            if flags is not None:
                told = self._draft.told(self._name(name), self._scope, flags.__getitem__)
                register = self._draft.both(register, self._draft.contrary(told))
        return register

    def _or_lacking(self, register: Register) -> Register:
        """Return where a register holds or there is surely no value."""
        lacks = self._column.lacks
        if lacks is None:
            return register
        return self._draft.either(register, self._draft.told(self._name("lacks"), self._scope, lacks.__getitem__))

    def _cells(self, variable: Variable) -> Iterator[tuple[Answers, Register]]:
        draft, column = self._draft, self._column
        nowhere = draft.constant(self._scope, value=False)
        can_apply = draft.contrary(self._or_lacking(nowhere))
        if variable.code:
            without = draft.contrary(self._has("surely", column.surely, variable.code))
            yield variable.code_answers[True], draft.both(self._can_be(variable.code), can_apply)
            yield variable.code_answers[False], draft.both(without, can_apply)
        elif column.fact.kind is FactKind.NUMBER:
            for cell in variable.number_cells:
                meets = draft.all_of(list(self._meets(cell, is_integer=variable.is_integer)), self._scope)
                yield cell.answers, draft.both(meets, can_apply)
        else:
            for code in column.codes:
                yield variable.code_answers[code], self._can_be(code)
        yield variable.nowhere, draft.contrary(self._where_it_applies(draft.contrary(nowhere)))

    def _meets(self, cell: Cell, *, is_integer: bool) -> Iterator[Register]:
        """Yield what holds where a number of a cell is left, as `Cell.meets` tells it for one."""
        contrary = self._draft.contrary
        if cell.low == cell.high:
            yield contrary(self._low_more(cell.low))
            yield contrary(self._high_less(cell.low))
        elif is_integer:
            yield from self._meets_whole(cell)
        else:
            if math.isfinite(cell.high):
                yield contrary(self._low_at_least(cell.high))
            if math.isfinite(cell.low):
                yield contrary(self._high_at_most(cell.low))

    def _meets_whole(self, cell: Cell) -> Iterator[Register]:
        first = math.floor(cell.low) + 1 if math.isfinite(cell.low) else -math.inf
        last = math.ceil(cell.high) - 1 if math.isfinite(cell.high) else math.inf
        if first > last:
            yield self._draft.constant(self._scope, value=False)
            return
        if self._column.steps != 1:
            has_whole = partial(_has_whole, self._column)
            yield self._draft.told(self._name("some whole number"), self._scope, has_whole)
        if math.isfinite(first):
            yield self._draft.contrary(self._high_less(first))
        if math.isfinite(last):
            yield self._draft.contrary(self._low_more(last))

    def _name(self, *of_it: object) -> tuple[FactId, tuple[object, ...]]:
        return self._column.fact.id, of_it


def _has_whole(column: Column, rows: slice) -> Flags:
    """Return where a whole number lies between the ends."""
    low, high = (ends[rows] / (column.steps or 1) for ends in (column.low, column.high))
    has: Flags = np.ceil(low) <= np.floor(high)
    return has


def _settled(column: Column, rows: slice) -> Flags:
    """Return where one value is left, or it is sure that there is none."""
    settled = _single(column, rows)
    if column.may_lack is not None:
        settled = settled & ~column.may_lack[rows]
    return settled if column.lacks is None else settled | column.lacks[rows]


def _single(column: Column, rows: slice) -> Flags:
    single: Flags
    match column.fact.kind:
        case FactKind.NUMBER:
            single = column.low[rows] == column.high[rows]
        case FactKind.SET:
            single = column.surely[rows] == column.possibly[rows]
        case FactKind.CHOICE | FactKind.STATEMENT:
            single = np.bitwise_count(column.possibly[rows]) == 1
        case _:
            assert_never(column.fact.kind)
    return single
