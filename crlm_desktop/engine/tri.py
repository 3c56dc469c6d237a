"""Kleene's strong three-valued logic: true, false, or unknown together with the facts that the answer hangs on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import IntEnum
from typing import NewType, final

from typing_extensions import override

FactId = NewType("FactId", str)

_FIGURES = re.compile(r"(\d+)")


def in_natural_order(facts: Iterable[FactId]) -> tuple[FactId, ...]:
    """Return facts as a person counts them: those of L2 before those of L10."""
    return tuple(sorted(facts, key=counted))


def counted(fact: FactId) -> tuple[tuple[int, str], ...]:
    """Return what facts are sorted by when a person counts: L2 before L10."""
    # The texts stand at the even places, the figures between them at the odd ones, so like is compared with like.
    parts = _FIGURES.split(fact)
    return tuple((int(part), part) if at % 2 else (0, part) for at, part in enumerate(parts))


class Truth(IntEnum):
    """The three truth values, so ordered that `and` is the least of them, `or` the greatest, `not` the reverse."""

    FALSE = 0
    UNKNOWN = 1
    TRUE = 2

    @property
    def opposite(self) -> Truth:
        """Kleene's negation."""
        return _OPPOSITE[self]


_OPPOSITE = (Truth.TRUE, Truth.UNKNOWN, Truth.FALSE)


@final
class Tri:
    """A three-valued answer, which says on what it hangs while it is unknown.

    `TRUE` and `FALSE` are single values, compared with ``is``. An answer is never a condition:
    ``if tri`` raises, because unknown is neither.
    """

    __slots__ = ("hangs_on", "truth")

    truth: Truth
    hangs_on: frozenset[FactId]

    def __new__(cls, truth: Truth, hangs_on: Iterable[FactId] = ()) -> Tri:
        """Return `TRUE`, `FALSE`, or an unknown that hangs on the given facts; a settled answer hangs on nothing."""
        if truth is not Truth.UNKNOWN:
            return _SETTLED[truth]
        return _made(truth, frozenset(hangs_on))

    @property
    def is_true(self) -> bool:
        """Whether the answer is surely true."""
        return self.truth is Truth.TRUE

    @property
    def is_false(self) -> bool:
        """Whether the answer is surely false."""
        return self.truth is Truth.FALSE

    @property
    def is_unknown(self) -> bool:
        """Whether the answer is neither true nor false yet."""
        return self.truth is Truth.UNKNOWN

    @override
    def __setattr__(self, name: str, value: object) -> None:
        """Refuse: an answer never changes."""
        raise AttributeError(f"a Tri does not change: {name}")

    def __bool__(self) -> bool:
        """Refuse: say which of the three is meant."""
        raise TypeError("a Tri is not a condition: compare it with TRUE or FALSE by `is`, or ask is_unknown")

    @override
    def __eq__(self, other: object) -> bool:
        """Compare the truth and what it hangs on."""
        return isinstance(other, Tri) and (self.truth, self.hangs_on) == (other.truth, other.hangs_on)

    @override
    def __hash__(self) -> int:
        return hash((self.truth, self.hangs_on))

    @override
    def __repr__(self) -> str:
        if self.truth is not Truth.UNKNOWN:
            return self.truth.name
        return f"unknown({', '.join(sorted(self.hangs_on))})"

    @override
    def __reduce__(self) -> tuple[type[Tri], tuple[Truth, frozenset[FactId]]]:
        """Copy and pickle so that `TRUE` and `FALSE` stay single."""
        return (Tri, (self.truth, self.hangs_on))


def _made(truth: Truth, hangs_on: frozenset[FactId]) -> Tri:
    tri = object.__new__(Tri)
    object.__setattr__(tri, "truth", truth)
    object.__setattr__(tri, "hangs_on", hangs_on)
    return tri


TRUE = _made(Truth.TRUE, frozenset())
FALSE = _made(Truth.FALSE, frozenset())
_SETTLED = {Truth.TRUE: TRUE, Truth.FALSE: FALSE}


def unknown(*hangs_on: FactId) -> Tri:
    """Return the unknown that hangs on the given facts."""
    return Tri(Truth.UNKNOWN, hangs_on)


def tri(value: bool | None, *hangs_on: FactId) -> Tri:
    """Return the answer that a stated ``value`` gives; ``None`` is an unknown that hangs on the given facts."""
    return unknown(*hangs_on) if value is None else (TRUE if value else FALSE)


def tri_not(answer: Tri) -> Tri:
    """Return the negation; it hangs on what the answer hangs on."""
    return Tri(answer.truth.opposite, answer.hangs_on)


def tri_and(answers: Iterable[Tri]) -> Tri:
    """Return whether all hold: one false settles it and then nothing hangs; of none, true."""
    return _least(answers, Truth.FALSE)


def tri_or(answers: Iterable[Tri]) -> Tri:
    """Return whether any holds: one true settles it and then nothing hangs; of none, false."""
    return _least(answers, Truth.TRUE)


def _least(answers: Iterable[Tri], settling: Truth) -> Tri:
    hangs_on: set[FactId] = set()
    is_open = False
    for answer in answers:
        if answer.truth is settling:
            return _SETTLED[settling]
        if answer.truth is Truth.UNKNOWN:
            is_open = True
            hangs_on |= answer.hangs_on
    return unknown(*hangs_on) if is_open else _SETTLED[settling.opposite]
