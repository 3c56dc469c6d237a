"""Many conditions asked of one case at once: each fact is read once, and answers all its atoms in all of them.

The clauses of the conditions lie side by side in one long number, a bit for each clause of each condition. What a fact
can be says of each clause whether it makes it true or leaves it open; these numbers, one for each fact, are remembered
for every value between two constants and joined by `or`. What the clauses leave open is asked again exactly, since a
condition may be settled although none of its parts is (see `variables.py`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Mapping, Sequence
from typing import Protocol

from crlm_desktop.engine.expression.asking import Frame
from crlm_desktop.engine.expression.clauses import Clause, Clauses, clauses_of
from crlm_desktop.engine.expression.condition import Condition
from crlm_desktop.engine.expression.tree import Atom, NumberAtom
from crlm_desktop.engine.facts.value import FactValue, mark_of
from crlm_desktop.engine.interval import Interval
from crlm_desktop.engine.tri import FactId, Truth

_MOST_REMEMBERED = 4096
"""How many values of one fact are remembered before it begins anew."""


_TRUTH_BY_SIGNS = {("1", "0"): Truth.TRUE, ("0", "1"): Truth.UNKNOWN, ("0", "0"): Truth.FALSE}


class Told(Protocol):
    """What tells the facts of a case."""

    def value(self, fact: FactId) -> FactValue:
        """Return what is known of a fact."""
        ...


class Marked:
    """The facts of one case with their marks (`mark_of`), each made when it is first asked for."""

    __slots__ = ("_told", "marks")

    def __init__(self, told: Told) -> None:
        self._told = told
        self.marks: dict[FactId, Hashable] = {}

    def mark(self, fact: FactId) -> Hashable:
        """Return the mark of a fact."""
        found = self.marks[fact] = mark_of(self._told.value(fact))
        return found

    def value(self, fact: FactId) -> FactValue:
        """Return what is known of a fact."""
        return self._told.value(fact)


class _Reader:
    """Everything that the conditions of a sheet ask of one fact.

    ``asked`` are its atoms, each with the clauses that it makes true when it holds and when it does not. The answers
    are remembered by the mark of the value, and behind that by the constants between which a number lies.
    """

    __slots__ = ("_asked", "_by_place", "_constants", "_shift", "by_mark", "fact")

    def __init__(self, fact: FactId, asked: Mapping[Atom, tuple[int, int]], shift: int) -> None:
        self.fact = fact
        self.by_mark: dict[object, int] = {}
        self._asked = tuple(asked.items())
        self._shift = shift
        self._constants = sorted({atom.constant for atom in asked if isinstance(atom, NumberAtom)})
        self._by_place: dict[object, int] = {}

    def answers(self, mark: object, value: FactValue) -> int:
        """Return the clauses made true and, ``shift`` places higher, those left open, and remember them."""
        if isinstance(value.possible, Interval):
            found = self._by_places(value.possible, may_not_apply=value.may_not_apply, value=value)
        else:
            found = self._answered(value)
        if len(self.by_mark) >= _MOST_REMEMBERED:
            self.by_mark.clear()
        self.by_mark[mark] = found
        return found

    def _by_places(self, interval: Interval, *, may_not_apply: bool, value: FactValue) -> int:
        key = (self._place(interval.low), self._place(interval.high), interval.is_exact, may_not_apply)
        found = self._by_place.get(key)
        if found is None:
            found = self._by_place[key] = self._answered(value)
        return found

    def _place(self, number: float) -> int:
        """Return between or on which constants a number lies: odd on one of them."""
        at = bisect_left(self._constants, number)
        return 2 * at + (at < len(self._constants) and self._constants[at] == number)

    def _answered(self, value: FactValue) -> int:
        made, left = 0, 0
        for atom, (when_true, when_false) in self._asked:
            truth = atom.holds(value)
            if truth is Truth.UNKNOWN:
                left |= when_true | when_false
            else:
                made |= when_true if truth is Truth.TRUE else when_false
        return made | left << self._shift


class Sheet:
    """Conditions, by their place in the order given, that are asked of a case together."""

    def __init__(self, conditions: Sequence[Condition]) -> None:
        self._conditions = tuple(conditions)
        found = [clauses_of(condition.tree) for condition in conditions]
        self._apart = tuple(place for place, one in enumerate(found) if one is None)
        written = {place: one for place, one in enumerate(found) if one is not None}
        self._size = len(self._conditions)
        self._layers = max((len(one.clauses) for one in written.values()), default=0)
        self._width = self._size * self._layers
        self._always = self._all_bits()
        asked: dict[FactId, dict[Atom, tuple[int, int]]] = {}
        self._contrary = 0
        for place, one in written.items():
            self._lay_out(place, one, asked)
        readers = (_Reader(fact, atoms, self._width) for fact, atoms in asked.items())
        self._readers = tuple((reader.fact, reader.by_mark, reader) for reader in readers)
        self._exactly = {
            place: self._conditions[place]
            for place in written
            if any(variable.is_entangled for variable in self._conditions[place].variables)
        }
        self._entangled = sum(1 << place for place in self._exactly)
        self._row = (1 << self._size) - 1

    def planes(self, facts: Marked, frame: Frame) -> tuple[int, int]:
        """Return which conditions hold and which are open, a bit for each place.

        ``frame`` is the same case, of which what cannot be answered side by side is asked.
        """
        told, marks = 0, facts.marks
        for fact, by_mark, reader in self._readers:
            try:
                told |= by_mark[marks[fact]]
            except KeyError:
                told |= reader.answers(facts.mark(fact), facts.value(fact))
        true = self._always | told
        left = (told >> self._width) & ~true
        row, size = self._row, self._size
        all_true, any_false = row, 0
        for _ in range(self._layers):
            made = true & row
            all_true &= made
            any_false |= row & ~(made | left)
            true >>= size
            left >>= size
        contrary = self._contrary
        holds = (all_true & ~contrary) | (any_false & contrary)
        is_open = row & ~(all_true | any_false)
        return self._settled(holds, is_open, frame)

    def truths(self, facts: Marked, frame: Frame) -> tuple[Truth, ...]:
        """Return the answer of each condition."""
        holds, is_open = self.planes(facts, frame)
        digits = f"0{self._size}b"
        signs = zip(format(holds, digits), format(is_open, digits), strict=True)
        return tuple(_TRUTH_BY_SIGNS[sign] for sign in signs)[::-1] if self._size else ()

    def _settled(self, holds: int, is_open: int, frame: Frame) -> tuple[int, int]:
        """Ask what was left apart, and what is open although its facts, taken together, may settle it."""
        for place in self._apart:
            bit = 1 << place
            answer = self._conditions[place].asking.ask(frame)
            holds = holds | bit if answer == Truth.TRUE else holds & ~bit
            is_open = is_open | bit if answer == Truth.UNKNOWN else is_open & ~bit
        if is_open & self._entangled:
            for place, condition in self._exactly.items():
                bit = 1 << place
                if is_open & bit:
                    answer = condition.asking.ask(frame)
                    if answer != Truth.UNKNOWN:
                        is_open &= ~bit
                        holds |= bit if answer == Truth.TRUE else 0
        return holds, is_open

    def _all_bits(self) -> int:
        return (1 << self._width) - 1

    def _lay_out(self, place: int, one: Clauses, asked: dict[FactId, dict[Atom, tuple[int, int]]]) -> None:
        """Give each clause of a condition its bit; what it has no clause for always holds."""
        if one.is_contrary:
            self._contrary |= 1 << place
        for layer, clause in enumerate(one.clauses):
            bit = 1 << (layer * self._size + place)
            self._always &= ~bit
            self._note(clause, bit, asked)

    @staticmethod
    def _note(clause: Clause, bit: int, asked: dict[FactId, dict[Atom, tuple[int, int]]]) -> None:
        for literal in clause:
            atoms = asked.setdefault(literal.atom.fact, {})
            when_true, when_false = atoms.get(literal.atom, (0, 0))
            if literal.is_positive:
                when_true |= bit
            else:
                when_false |= bit
            atoms[literal.atom] = (when_true, when_false)
