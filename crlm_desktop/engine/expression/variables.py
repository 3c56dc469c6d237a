"""Which facts of a condition are entangled: asked more than once in ways that Kleene's tables cannot see together.

Kleene's logic answers `x > 3 or x <= 3` with unknown while x is unknown, because it looks at each part alone. It loses
nothing as long as each variable pulls the condition one way only: asked once, or always by the same question in the
same sense, or by thresholds that all point the same way. The other variables are *entangled*, and what they can be is
tried, cell by cell: between the constants that a condition compares a fact with, nothing changes.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from types import MappingProxyType
from typing import assert_never

from crlm_desktop.engine.expression.tree import (
    And,
    AppliesAtom,
    Atom,
    Comparison,
    KnownAtom,
    MemberAtom,
    Node,
    Not,
    NumberAtom,
    Or,
    Quantifier,
    Quantity,
)
from crlm_desktop.engine.facts.declaration import Fact, FactCatalogue, FactKind, Scope
from crlm_desktop.engine.facts.value import FactValue, Members, Possible, Provenance
from crlm_desktop.engine.interval import Interval, exactly
from crlm_desktop.engine.tri import FactId


class Sense(IntEnum):
    """Whether an atom speaks for the condition, against it, or both (inside ``count(...) == n``)."""

    AGAINST = -1
    BOTH = 0
    FOR = 1

    def turned(self, by: Sense) -> Sense:
        """Return the sense of a part in this sense that stands in a whole of the sense ``by``."""
        return Sense(self * by)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place where an atom stands: its sense, and the number of the quantifier around it (0 for none)."""

    atom: Atom
    sense: Sense
    quantifier: int


Answers = tuple[tuple[str, int], ...]
"""What the atoms of a variable answer together, by their keys."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The numbers strictly between ``low`` and ``high``, or the one number when they are equal, with its answers."""

    low: float
    high: float
    answers: Answers

    def meets(self, interval: Interval, *, is_integer: bool) -> bool:
        """Tell whether a number of the cell is left in the interval."""
        if self.low == self.high:
            return self.low in interval
        if not is_integer:
            return interval.low < self.high and interval.high > self.low
        first = max(math.ceil(interval.low), math.floor(self.low) + 1 if math.isfinite(self.low) else -math.inf)
        last = min(math.floor(interval.high), math.ceil(self.high) - 1 if math.isfinite(self.high) else math.inf)
        return first <= last


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """One fact (of a set, one of its codes) with every question that a condition asks of it.

    What the questions answer together is found when it is first wanted: of most variables nobody ever wants it.
    """

    declared: Fact = field(repr=False)
    code: str
    atoms: tuple[Atom, ...]
    occurs_often: bool
    is_entangled: bool
    _number_cells: tuple[Cell, ...] | None = field(init=False, default=None, repr=False, compare=False)
    _code_answers: Mapping[str | bool, Answers] | None = field(init=False, default=None, repr=False, compare=False)

    @property
    def fact(self) -> FactId:
        """The id of the fact."""
        return self.declared.id

    @property
    def scope(self) -> Scope:
        """Whether it is a fact of the case or of a lesion."""
        return self.declared.scope

    @property
    def is_integer(self) -> bool:
        """Whether it is a number that can only be a whole one."""
        return self.declared.is_integer

    @property
    def number_cells(self) -> tuple[Cell, ...]:
        """Of a number: the cells between the constants and on them, in order."""
        if self._number_cells is None:
            object.__setattr__(self, "_number_cells", tuple(_number_cells(self.declared, self.atoms)))
        assert self._number_cells is not None
        return self._number_cells

    @property
    def code_answers(self) -> Mapping[str | bool, Answers]:
        """Of anything else: what the questions answer by each thing that it can be."""
        if self._code_answers is None:
            answers = MappingProxyType(dict(_code_answers(self.declared, self.atoms, self.code)))
            object.__setattr__(self, "_code_answers", answers)
        assert self._code_answers is not None
        return self._code_answers

    def cells(self, value: FactValue) -> list[dict[str, int]]:
        """Return each combination of answers that the atoms can still give together."""
        found = dict.fromkeys(self._answers(value))
        if value.may_not_apply or value.possible is None:
            found[self.nowhere] = None
        return [dict(answers) for answers in found]

    def _answers(self, value: FactValue) -> Iterator[Answers]:
        match value.possible:
            case Interval() as interval:
                for cell in self.number_cells:
                    if cell.meets(interval, is_integer=self.is_integer):
                        yield cell.answers
            case Members() as members:
                if self.code in members.possibly:
                    yield self.code_answers[True]
                if self.code not in members.surely:
                    yield self.code_answers[False]
            case None:
                return
            case candidates:
                for one in sorted(candidates, key=str):
                    yield self.code_answers[one]

    @property
    def nowhere(self) -> Answers:
        """What the atoms answer when there is no such value."""
        return tuple((atom.key, 0) for atom in self.atoms)

    @property
    def most_cells(self) -> int:
        """At most so many combinations of answers are possible."""
        return len(self.number_cells) + len(set(self.code_answers.values())) + 1


def _answers_of(atoms: Iterable[Atom], possible: Possible) -> Answers:
    value = FactValue(fact=FactId(""), possible=possible, provenance=Provenance.ASSUMED)
    return tuple((atom.key, int(atom.holds(value))) for atom in atoms)


def _code_answers(declared: Fact, atoms: tuple[Atom, ...], code: str) -> Iterator[tuple[str | bool, Answers]]:
    """Yield what the atoms answer for each code, for each truth of a statement, or whether ``code`` is in the set."""
    match declared.kind:
        case FactKind.NUMBER:
            return
        case FactKind.SET:
            within = frozenset({code})
            yield True, _answers_of(atoms, Members(within, within))
            yield False, _answers_of(atoms, Members(frozenset(), frozenset()))
        case FactKind.CHOICE | FactKind.STATEMENT:
            for one in declared.codes or (True, False):
                yield one, _answers_of(atoms, frozenset({one}))
        case _:
            assert_never(declared.kind)


def variables_of(node: Node, catalogue: FactCatalogue) -> tuple[Variable, ...]:
    """Return the variables of a whole condition; those of lesions are entangled only across quantifiers."""
    return _variables(_occurrences(node, Sense.FOR, [0], 0), catalogue, within_one=False)


def local_variables(body: Node, catalogue: FactCatalogue) -> tuple[Variable, ...]:
    """Return the variables of a lesion that are entangled inside what one quantifier asks of it."""
    found = _variables(_occurrences(body, Sense.FOR, [0], 1), catalogue, within_one=True)
    return tuple(one for one in found if one.scope is Scope.LESION and one.is_entangled)


def _occurrences(node: Node, sense: Sense, counter: list[int], inside: int) -> Iterator[Occurrence]:
    match node:
        case Not(part):
            yield from _occurrences(part, sense.turned(Sense.AGAINST), counter, inside)
        case And(parts) | Or(parts):
            for part in parts:
                yield from _occurrences(part, sense, counter, inside)
        case Quantifier():
            counter[0] += 1
            number = counter[0]
            given, body = _senses(node)
            yield from _occurrences(node.given, sense.turned(given), counter, number)
            yield from _occurrences(node.body, sense.turned(body), counter, number)
        case _:
            yield Occurrence(node, sense, inside)


def _senses(quantifier: Quantifier) -> tuple[Sense, Sense]:
    """Return the senses of what is given and of the body within the quantifier."""
    match quantifier.quantity:
        case Quantity.ANY:
            return Sense.FOR, Sense.FOR
        case Quantity.ALL:
            return Sense.AGAINST, Sense.FOR
        case Quantity.COUNT:
            return (_DIRECTIONS[quantifier.comparison],) * 2
        case _:
            assert_never(quantifier.quantity)


_DIRECTIONS = {
    Comparison.LESS: Sense.AGAINST,
    Comparison.AT_MOST: Sense.AGAINST,
    Comparison.EQUAL: Sense.BOTH,
    Comparison.AT_LEAST: Sense.FOR,
    Comparison.MORE: Sense.FOR,
}


def _variables(
    occurrences: Iterable[Occurrence], catalogue: FactCatalogue, *, within_one: bool
) -> tuple[Variable, ...]:
    groups: dict[tuple[FactId, str], list[Occurrence]] = {}
    for one in occurrences:
        if not isinstance(one.atom, KnownAtom):
            code = one.atom.code if isinstance(one.atom, MemberAtom) else ""
            groups.setdefault((one.atom.fact, code), []).append(one)
    return tuple(_variable(fact, code, group, catalogue, within_one) for (fact, code), group in groups.items())


def _variable(fact: FactId, code: str, group: list[Occurrence], catalogue: FactCatalogue, within_one: bool) -> Variable:
    declared = catalogue.by_id[fact]
    atoms = tuple({one.atom.key: one.atom for one in group}.values())
    is_of_lesion = declared.scope is Scope.LESION
    crosses = len({one.quantifier for one in group}) > 1
    can_be_entangled = within_one or crosses if is_of_lesion else True
    return Variable(
        declared=declared,
        code=code,
        atoms=atoms,
        occurs_often=len(group) > 1 or (not is_of_lesion and group[0].quantifier > 0),
        is_entangled=can_be_entangled and not _is_straight(group, is_of_lesion, declared.can_lack_value),
    )


def _is_straight(group: list[Occurrence], is_of_lesion: bool, can_lack_value: bool) -> bool:
    """Tell whether all occurrences pull the condition the same way, so that Kleene's tables lose nothing."""
    stands_once = len(group) == 1 and (is_of_lesion or group[0].quantifier == 0)
    senses = {one.sense for one in group}
    if stands_once:
        return True
    if Sense.BOTH in senses:
        return False
    if len({one.atom.key for one in group}) == 1 and len(senses) == 1:
        return True
    if can_lack_value and len(senses) > 1:
        return False
    return len({_pull(one) for one in group} - {None}) <= 1 and all(_has_direction(one.atom) for one in group)


def _has_direction(atom: Atom) -> bool:
    return isinstance(atom, AppliesAtom) or (isinstance(atom, NumberAtom) and atom.comparison is not Comparison.EQUAL)


def _pull(one: Occurrence) -> Sense | None:
    """Return which way greater numbers pull the condition; whether the fact applies pulls neither way."""
    if isinstance(one.atom, NumberAtom):
        return _DIRECTIONS[one.atom.comparison].turned(one.sense)
    return None


def _number_cells(declared: Fact, atoms: tuple[Atom, ...]) -> Iterator[Cell]:
    if declared.kind is not FactKind.NUMBER:
        return
    constants = sorted({atom.constant for atom in atoms if isinstance(atom, NumberAtom)})
    edges = [-math.inf, *constants, math.inf]
    for low, high in itertools.pairwise(edges):
        middle = _between(low, high)
        if low < middle < high:
            yield Cell(low, high, _answers_of(atoms, exactly(middle)))
        if high in constants and not (declared.is_integer and high != math.floor(high)):
            yield Cell(high, high, _answers_of(atoms, exactly(high)))


def _between(low: float, high: float) -> float:
    """Return a number strictly between the two, if there is one."""
    if math.isinf(low) and math.isinf(high):
        return 0.0
    if math.isinf(low):
        return high - max(1.0, abs(high))
    if math.isinf(high):
        return low + max(1.0, abs(low))
    return low + (high - low) / 2
