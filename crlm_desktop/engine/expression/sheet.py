"""Many conditions asked of one case at once: each fact is read once, and answers all its atoms in all of them.

The clauses of the conditions lie side by side in one long number, a bit each. What a fact can be says of each clause
whether it is sure; these numbers, one for each fact, are remembered and joined by `or`, and the rest is a few steps on
the whole number. A condition takes two bits of it: that it holds, and that it fails; with neither it is unknown.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Protocol, cast

from crlm_desktop.engine.expression.asking import Frame
from crlm_desktop.engine.expression.clauses import Claim, Clause, Clauses, clauses_of
from crlm_desktop.engine.expression.condition import Condition
from crlm_desktop.engine.expression.tree import NumberAtom
from crlm_desktop.engine.facts.declaration import FactKind
from crlm_desktop.engine.facts.value import FactValue, mark_of
from crlm_desktop.engine.interval import Interval
from crlm_desktop.engine.tri import FactId, Truth

_MOST_REMEMBERED = 4096
"""How many values of one fact are remembered before it begins anew."""

_BY_BITS = (Truth.UNKNOWN, Truth.TRUE, Truth.FALSE, Truth.UNKNOWN)
_BY_BYTE = tuple(
    (_BY_BITS[byte & 3], _BY_BITS[byte >> 2 & 3], _BY_BITS[byte >> 4 & 3], _BY_BITS[byte >> 6]) for byte in range(256)
)
"""The answers of the four conditions whose bits are in one byte."""
_BITS_OF = (2, 0, 1)
_HOLDS, _IS_OPEN = bytes.maketrans(b"\0\1\2", b"001"), bytes.maketrans(b"\0\1\2", b"010")


class Told(Protocol):
    """What tells the facts of a case."""

    def value(self, fact: FactId) -> FactValue:
        """Return what is known of a fact."""
        ...


class _KnownNumber(Protocol):
    """What is known of a fact that is a number."""

    @property
    def possible(self) -> Interval | None: ...

    @property
    def may_not_apply(self) -> bool: ...


class Marked:
    """The facts of one case as a sheet reads them: by their marks (`mark_of`)."""

    __slots__ = ("number", "value")

    value: Callable[[FactId], FactValue]
    number: Callable[[FactId], _KnownNumber]
    """The same for a fact that is a number, of which ``possible`` is nothing else."""

    def __init__(self, told: Told) -> None:
        self.value = told.value
        self.number = cast("Callable[[FactId], _KnownNumber]", told.value)


@dataclass(slots=True, eq=False)
class _Asked:
    """A claim, with the bits to set where it is sure and where it is not."""

    claim: Claim
    when_sure: int = 0
    when_not: int = 0


class _Reader:
    """Everything that the conditions of a sheet ask of one fact.

    The answers are remembered by the mark of the value, and those of a number also by the constants between which it
    lies, so that a number that was never seen takes a search and no question.
    """

    __slots__ = ("_asked", "_by_place", "_constants", "by_mark")

    def __init__(self, asked: Sequence[_Asked]) -> None:
        self.by_mark: dict[Hashable, int] = {}
        self._asked = tuple(asked)
        atoms = (literal.atom for one in asked for literal in one.claim.literals)
        self._constants = sorted({atom.constant for atom in atoms if isinstance(atom, NumberAtom)})
        self._by_place: dict[Hashable, int] = {}

    def answers(self, value: FactValue) -> int:
        """Return the bits that the value sets, and remember them."""
        mark = mark_of(value)
        found = self.by_mark.get(mark)
        if found is None:
            if len(self.by_mark) >= _MOST_REMEMBERED:
                self.by_mark.clear()
            found = self.by_mark[mark] = self._answered(value)
        return found

    def _answered(self, value: FactValue) -> int:
        possible = value.possible
        if not isinstance(possible, Interval) or not possible.is_exact:
            return self._asked_of(value)
        place = (self._place(possible.low), value.may_not_apply)
        found = self._by_place.get(place)
        if found is None:
            found = self._by_place[place] = self._asked_of(value)
        return found

    def _place(self, number: float) -> int:
        """Return between or on which constants a number lies: odd on one of them."""
        at = bisect_left(self._constants, number)
        return 2 * at + (at < len(self._constants) and self._constants[at] == number)

    def _asked_of(self, value: FactValue) -> int:
        found = 0
        for asked in self._asked:
            found |= asked.when_sure if asked.claim.is_sure(value) else asked.when_not
        return found


class Sheet:
    """Conditions, by their place in the order given, that are asked of a case together; equal ones are asked once."""

    def __init__(self, conditions: Sequence[Condition]) -> None:
        different, rows = without_equals(conditions)
        written = [clauses_of(one.tree, one.variables) for one in different]
        self._layout = _Layout(written, _kinds(different))
        self._apart = tuple(
            (condition, 2 * row)
            for row, (condition, clauses) in enumerate(zip(different, written, strict=True))
            if clauses is None
        )
        self._bytes = (len(different) + 3) // 4
        self._in_places = _picker(rows, len(different))

    def truths(self, facts: Marked, frame: Frame) -> tuple[Truth, ...]:
        """Return the answer of each condition.

        ``frame`` is the same case, of which what cannot be answered side by side is asked.
        """
        bits = self._layout.bits(facts)
        for condition, place in self._apart:
            bits |= _BITS_OF[condition.asking.ask(frame)] << place
        answers: list[Truth] = []
        for byte in bits.to_bytes(self._bytes, "little"):
            answers += _BY_BYTE[byte]
        return self._in_places(answers)

    def planes(self, facts: Marked, frame: Frame) -> tuple[int, int]:
        """Return which conditions hold and which are open, a bit for each place."""
        signs = bytes((Truth.FALSE, *self.truths(facts, frame)[::-1]))
        return int(signs.translate(_HOLDS), 2), int(signs.translate(_IS_OPEN), 2)


def without_equals(conditions: Sequence[Condition]) -> tuple[list[Condition], list[int]]:
    """Return the different ones of the conditions, and for each of all which of those it equals."""
    names = [(one.tree, id(one.catalogue)) for one in conditions]
    different = dict(zip(names, conditions, strict=True))
    rows = {name: row for row, name in enumerate(different)}
    return list(different.values()), [rows[name] for name in names]


def _kinds(conditions: Iterable[Condition]) -> dict[FactId, FactKind]:
    """Return the kind of each fact that is asked."""
    return {fact: one.catalogue[fact].kind for one in conditions for fact in one.facts}


def _picker(rows: list[int], size: int) -> Callable[[list[Truth]], tuple[Truth, ...]]:
    """Return what picks the answers in the rows out of more of them."""
    if rows == list(range(size)):
        return lambda answers: tuple(answers)[:size]
    return itemgetter(*rows)


class _Layout:
    """Clauses side by side, two bits for each condition in each layer: for one that holds, and for one that fails it.

    The lowest layer tells of all clauses of a single claim together that none is unsure, each layer above it of one
    more clause. Their number is a power of two, so that they are laid over each other in few steps.
    """

    def __init__(self, written: Sequence[Clauses | None], kinds: Mapping[FactId, FactKind]) -> None:
        self._width = 2 * len(written)
        height = max((_height(one) for one in written if one is not None), default=0)
        self._layers = 1 << height.bit_length()
        self._contrary = (1 << self._width * self._layers) - 1
        asked: dict[FactId, dict[Hashable, _Asked]] = {}
        for row, clauses in enumerate(written):
            if clauses is None:
                self._contrary &= ~(3 << 2 * row)
                continue
            self._lay_out(clauses.holding, 2 * row, asked)
            self._lay_out(clauses.failing, 2 * row + 1, asked)
        self._readers = {fact: _Reader(tuple(claims.values())) for fact, claims in asked.items()}
        of_kind = {kind: [fact for fact in asked if kinds[fact] is kind] for kind in FactKind}
        self._numbers = self._remembered(of_kind[FactKind.NUMBER])
        self._codes = self._remembered([*of_kind[FactKind.CHOICE], *of_kind[FactKind.STATEMENT]])
        self._sets = self._remembered(of_kind[FactKind.SET])

    def _remembered(self, facts: Sequence[FactId]) -> tuple[tuple[FactId, dict[Hashable, int]], ...]:
        return tuple((fact, self._readers[fact].by_mark) for fact in facts)

    def bits(self, facts: Marked) -> int:
        """Return two bits for each condition: that it holds, and that it fails."""
        try:
            told = self._told(facts)
        except KeyError:
            told = self._learned(facts)
        told ^= self._contrary
        size = self._width * self._layers
        while size > self._width:
            size >>= 1
            told &= told >> size
        return told & ((1 << self._width) - 1)

    def _told(self, facts: Marked) -> int:
        """Join what each fact says; a value that was never seen is a KeyError.

        Most of the time of a case is spent here: so `mark_of` is written out for what is usual of each kind.
        """
        told, value, number = 0, facts.value, facts.number
        for fact, by_mark in self._numbers:
            counted = number(fact)
            interval = counted.possible
            if interval is None or counted.may_not_apply:
                told |= by_mark[mark_of(value(fact))]
            else:
                low = interval.low
                told |= by_mark[low if low == interval.high else (low, interval.high)]
        for fact, by_mark in self._codes:
            known = value(fact)
            told |= by_mark[mark_of(known) if known.may_not_apply else known.possible]
        for fact, by_mark in self._sets:
            told |= by_mark[mark_of(value(fact))]
        return told

    def _learned(self, facts: Marked) -> int:
        """Join the same, asking what values answer that were never seen."""
        told = 0
        for fact, reader in self._readers.items():
            told |= reader.answers(facts.value(fact))
        return told

    def _lay_out(self, clauses: Sequence[Clause], at: int, asked: dict[FactId, dict[Hashable, _Asked]]) -> None:
        for clause in clauses:
            if len(clause) == 1:
                _noted(clause[0], asked).when_not |= 1 << at
        several = (clause for clause in clauses if len(clause) != 1)
        for layer, clause in enumerate(several, start=1):
            bit = 1 << (layer * self._width + at)
            self._contrary &= ~bit
            for claim in clause:
                _noted(claim, asked).when_sure |= bit


def _noted(claim: Claim, asked: dict[FactId, dict[Hashable, _Asked]]) -> _Asked:
    """Return what is asked for a claim; the same single literal is asked once, whoever makes the claim."""
    same = (claim.literals, claim.variable and id(claim.variable))
    return asked.setdefault(claim.fact, {}).setdefault(same, _Asked(claim))


def _height(clauses: Clauses) -> int:
    """Return how many clauses that are not a single claim a condition has, of the kind of which it has more."""
    return max(sum(len(clause) != 1 for clause in kind) for kind in (clauses.holding, clauses.failing))
