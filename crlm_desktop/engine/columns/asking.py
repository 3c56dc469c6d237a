"""Conditions over columns: each atom becomes two planes, where it is true and where it is false."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from crlm_desktop.case.record import MAX_LESIONS
from crlm_desktop.engine.columns.draft import Chunk, Draft, Register, Step
from crlm_desktop.engine.columns.planes import Flags, packed
from crlm_desktop.engine.columns.reading import ColumnReader, Planes
from crlm_desktop.engine.columns.store import FactColumns
from crlm_desktop.engine.expression.asking import body_of
from crlm_desktop.engine.expression.clauses import Claim, Clauses, clauses_of
from crlm_desktop.engine.expression.condition import Condition
from crlm_desktop.engine.expression.tree import And, Atom, Comparison, Node, Not, Or, Quantifier, Quantity
from crlm_desktop.engine.expression.variables import local_variables
from crlm_desktop.engine.facts.declaration import FactCatalogue, Scope
from crlm_desktop.engine.tri import FactId


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Question:
    """A condition made ready for columns.

    ``clauses`` are there where Kleene's tables do not see all, for the condition itself or for what a quantifier asks
    of each lesion; where it ``needs_rows`` there are none either, and rows that stay open are to be asked one by one.
    """

    condition: Condition
    clauses: Clauses | None
    of_lesions: Mapping[Quantifier, Clauses]
    needs_rows: bool


def question_of(condition: Condition) -> Question:
    """Return a condition made ready for columns."""
    is_entangled = any(one.is_entangled for one in condition.variables)
    clauses = clauses_of(condition.tree, condition.variables) if is_entangled else None
    of_lesions = dict(_clauses_of_lesions(condition.tree, condition.catalogue))
    return Question(
        condition=condition,
        clauses=clauses,
        of_lesions={body: one for body, one in of_lesions.items() if one is not None},
        needs_rows=(is_entangled and clauses is None) or None in of_lesions.values(),
    )


def _clauses_of_lesions(node: Node, catalogue: FactCatalogue) -> list[tuple[Quantifier, Clauses | None]]:
    """Return the quantifiers that ask something of a lesion in contrary ways, with the clauses of that."""
    match node:
        case Not(part):
            return _clauses_of_lesions(part, catalogue)
        case And(parts) | Or(parts):
            return [found for part in parts for found in _clauses_of_lesions(part, catalogue)]
        case Quantifier():
            inside = body_of(node)
            entangled = local_variables(inside, catalogue)
            return [(node, clauses_of(inside, entangled))] if entangled else []
        case _:
            return []


class Drafting:
    """Drafts the steps that answer conditions over some columns; what conditions share is asked once."""

    def __init__(self, columns: FactColumns) -> None:
        self.draft = Draft(columns)
        self._columns = columns
        self._readers: dict[FactId, ColumnReader] = {}
        self._atoms: dict[tuple[Scope, Atom], Planes] = {}

    def asked(self, question: Question) -> Planes:
        """Return the registers of a condition."""
        if question.clauses is not None:
            return self._by_clauses(question.clauses, Scope.CASE)
        return self._asked(question.condition.tree, Scope.CASE, question)

    def _by_clauses(self, clauses: Clauses, scope: Scope) -> Planes:
        """Return where all clauses that make it hold are sure, and where all that make it fail are."""
        draft = self.draft
        true, false = (
            draft.all_of([draft.any_of([self._sure(claim, scope) for claim in one], scope) for one in kind], scope)
            for kind in (clauses.holding, clauses.failing)
        )
        return Planes(true, false)

    def _sure(self, claim: Claim, scope: Scope) -> Register:
        """Return where a claim is sure, as `Claim.is_sure` tells it for one."""
        draft = self.draft
        asked = [(self._atom(literal.atom, scope), literal.is_positive) for literal in claim.literals]
        plain = draft.any_of([planes.true if is_positive else planes.false for planes, is_positive in asked], scope)
        if claim.variable is None:
            return plain
        cells = self._reader(claim.fact).cells(claim.variable)
        several = draft.constant(scope, value=False)
        for at, (_, left) in enumerate(cells):
            others = draft.any_of([other for _, other in cells[:at]], scope)
            several = draft.either(several, draft.both(others, left))
        fails = draft.any_of([left for answers, left in cells if not claim.holds_in(dict(answers))], scope)
        return draft.either(plain, draft.both(several, draft.contrary(fails)))

    def _asked(self, node: Node, scope: Scope, question: Question) -> Planes:
        draft = self.draft
        match node:
            case Not(part):
                return self._asked(part, scope, question).negated
            case And(parts):
                joined = [self._asked(part, scope, question) for part in parts]
                true = draft.all_of([one.true for one in joined], scope)
                return Planes(true, draft.any_of([one.false for one in joined], scope))
            case Or(parts):
                joined = [self._asked(part, scope, question) for part in parts]
                true = draft.any_of([one.true for one in joined], scope)
                return Planes(true, draft.all_of([one.false for one in joined], scope))
            case Quantifier():
                return self._quantified(node, question)
            case _:
                return self._atom(node, scope)

    def _atom(self, atom: Atom, scope: Scope) -> Planes:
        found = self._atoms.get((scope, atom))
        if found is None:
            if atom.scope is scope:
                found = self._reader(atom.fact).planes(atom)
            else:
                of_case = self._atom(atom, Scope.CASE)
                found = Planes(self._spread(of_case.true), self._spread(of_case.false))
            self._atoms[scope, atom] = found
        return found

    def _reader(self, fact: FactId) -> ColumnReader:
        found = self._readers.get(fact)
        if found is None:
            column = self._columns.of_case.get(fact) or self._columns.of_lesions[fact]
            found = self._readers[fact] = ColumnReader(self.draft, column)
        return found

    def _spread(self, of_cases: Register) -> Register:
        """Return what holds of each lesion, holding of its case."""
        offsets = self._columns.offsets

        def step(out: Register) -> Step:
            def run(chunk: Chunk) -> None:
                lesions = np.diff(offsets[chunk.cases.start : chunk.cases.stop + 1])
                chunk.planes[out][:] = packed(np.repeat(chunk.flags(of_cases, Scope.CASE), lesions))

            return run

        return self.draft.once(("spread", of_cases), Scope.LESION, step)

    def _quantified(self, node: Quantifier, question: Question) -> Planes:
        clauses = question.of_lesions.get(node)
        if clauses is None:
            body = self._asked(body_of(node), Scope.LESION, question)
        else:
            body = self._by_clauses(clauses, Scope.LESION)
        columns = self._columns
        found = Planes(self.draft.new(Scope.CASE), self.draft.new(Scope.CASE))

        def run(chunk: Chunk) -> None:
            offsets = columns.offsets[chunk.cases.start : chunk.cases.stop + 1]
            sure, never = (_per_case(chunk.flags(one, Scope.LESION), offsets) for one in (body.true, body.false))
            true, false = _together(node, sure, never, np.diff(offsets), columns.are_told[chunk.cases])
            chunk.planes[found.true][:], chunk.planes[found.false][:] = packed(true), packed(false)

        self.draft.add(run)
        return found


_Counts = NDArray[np.int64]


def _per_case(flags: Flags, offsets: _Counts) -> _Counts:
    """Count the flags among the lesions of each case."""
    sums = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(flags, dtype=np.int64)))
    counted: _Counts = sums[offsets[1:] - offsets[0]] - sums[offsets[:-1] - offsets[0]]
    return counted


def _together(node: Quantifier, sure: _Counts, never: _Counts, total: _Counts, told: Flags) -> tuple[Flags, Flags]:
    """Return where a quantifier is true and where it is false, by how many lesions surely are so and surely are not."""
    match node.quantity:
        case Quantity.ANY:
            return (sure > 0) & told, never == total
        case Quantity.ALL:
            return sure == total, (never > 0) & told
        case Quantity.COUNT:
            low = np.where(told, sure, 0)
            high = np.where(told | (never == total), total - never, MAX_LESIONS)
            return _counted(node.comparison, node.constant, low, high)
        case _:
            assert_never(node.quantity)


def _counted(comparison: Comparison, number: float, low: _Counts, high: _Counts) -> tuple[Flags, Flags]:
    match comparison:
        case Comparison.LESS:
            return high < number, low >= number
        case Comparison.AT_MOST:
            return high <= number, low > number
        case Comparison.EQUAL:
            return (low == number) & (high == number), (low > number) | (high < number)
        case Comparison.AT_LEAST:
            return low >= number, high < number
        case Comparison.MORE:
            return low > number, high <= number
        case _:
            assert_never(comparison)
