"""The checked tree of a condition: atoms, which ask one fact one thing, joined by and, or, not and quantifiers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from crlm_desktop.engine.facts.declaration import Scope
from crlm_desktop.engine.facts.value import FactValue, Members
from crlm_desktop.engine.interval import Interval
from crlm_desktop.engine.tri import FactId, Truth


class Comparison(Enum):
    """How a number is compared with a constant."""

    LESS = "<"
    AT_MOST = "<="
    EQUAL = "=="
    AT_LEAST = ">="
    MORE = ">"

    def of(self, interval: Interval, constant: float) -> Truth:
        """Tell whether the partly known number compares so with the constant."""
        match self:
            case Comparison.LESS:
                return interval.is_less(constant)
            case Comparison.AT_MOST:
                return interval.is_at_most(constant)
            case Comparison.EQUAL:
                return interval.is_equal(constant)
            case Comparison.AT_LEAST:
                return interval.is_less(constant).opposite
            case Comparison.MORE:
                return interval.is_at_most(constant).opposite
            case _:
                assert_never(self)


@dataclass(frozen=True, slots=True)
class Asked:
    """What every atom has: the fact that it asks, and whether that is a fact of a lesion."""

    fact: FactId
    scope: Scope


@dataclass(frozen=True, slots=True)
class NumberAtom(Asked):
    """A number compared with a constant, which ``threshold`` names when it has a name."""

    comparison: Comparison
    constant: float
    threshold: str = ""

    @property
    def key(self) -> str:
        """The text by which the same question is recognised, whatever the constant was called."""
        return f"{self.fact}{self.comparison.value}{self.constant!r}"

    def holds(self, value: FactValue) -> Truth:
        """Judge the value; what is not applicable compares with nothing."""
        interval = value.interval
        if interval is None:
            return Truth.FALSE
        return _unless_it_lacks(value, self.comparison.of(interval, self.constant))


@dataclass(frozen=True, slots=True)
class CodeAtom(Asked):
    """A choice that is one of some codes."""

    codes: frozenset[str]

    @property
    def key(self) -> str:
        """The text by which the same question is recognised."""
        return f"{self.fact}={'|'.join(sorted(self.codes))}"

    def holds(self, value: FactValue) -> Truth:
        """Judge the value; what is not applicable is no code."""
        left = value.candidates
        if not left & self.codes:
            return Truth.FALSE
        return _unless_it_lacks(value, Truth.TRUE if left <= self.codes else Truth.UNKNOWN)


@dataclass(frozen=True, slots=True)
class MemberAtom(Asked):
    """A code that is in a set."""

    code: str

    @property
    def key(self) -> str:
        """The text by which the same question is recognised."""
        return f"{self.code}@{self.fact}"

    def holds(self, value: FactValue) -> Truth:
        """Judge the value; what is not applicable holds no code."""
        members: Members = value.members
        if self.code not in members.possibly:
            return Truth.FALSE
        return _unless_it_lacks(value, Truth.TRUE if self.code in members.surely else Truth.UNKNOWN)


@dataclass(frozen=True, slots=True)
class StatementAtom(Asked):
    """A statement that is true."""

    @property
    def key(self) -> str:
        """The text by which the same question is recognised."""
        return self.fact

    def holds(self, value: FactValue) -> Truth:
        """Judge the value; what is not applicable is not true."""
        return value.tri.truth


@dataclass(frozen=True, slots=True)
class AppliesAtom(Asked):
    """Whether there is such a value at all: ``is_applicable(fact)``."""

    @property
    def key(self) -> str:
        """The text by which the same question is recognised."""
        return f"{self.fact}?applies"

    def holds(self, value: FactValue) -> Truth:
        """Judge the value."""
        return value.applies.truth


@dataclass(frozen=True, slots=True)
class KnownAtom(Asked):
    """Whether the record settles the fact: ``is_known(fact)``, which is a question about the record, not the person."""

    @property
    def key(self) -> str:
        """The text by which the same question is recognised."""
        return f"{self.fact}?known"

    def holds(self, value: FactValue) -> Truth:
        """Judge the value; never unknown."""
        return Truth.TRUE if value.is_settled else Truth.FALSE


def _unless_it_lacks(value: FactValue, truth: Truth) -> Truth:
    """Return the truth, but a true one is open while it may turn out that there is no such value."""
    return Truth.UNKNOWN if value.may_not_apply and truth is Truth.TRUE else truth


Atom = NumberAtom | CodeAtom | MemberAtom | StatementAtom | AppliesAtom | KnownAtom


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary of one part."""

    part: Node


@dataclass(frozen=True, slots=True)
class And:
    """All of the parts; of no part, true."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of the parts."""

    parts: tuple[Node, ...]


class Quantity(Enum):
    """How the lesions are asked together."""

    ANY = "any"
    ALL = "all"
    COUNT = "count"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantifier:
    """The lesions that still need treatment, asked together.

    ``given`` says which of them are meant; its first part is always that the lesion was not treated. ``comparison``
    and ``constant`` belong to `Quantity.COUNT`.
    """

    quantity: Quantity
    given: And
    body: Node
    comparison: Comparison = Comparison.AT_LEAST
    constant: float = 1
    threshold: str = ""


Node = NumberAtom | CodeAtom | MemberAtom | StatementAtom | AppliesAtom | KnownAtom | Not | And | Or | Quantifier


def atoms_of(node: Node) -> Iterator[Atom]:
    """Yield every atom under the node, in the order of the text, repeated ones too."""
    match node:
        case Not(part):
            yield from atoms_of(part)
        case And(parts) | Or(parts):
            for part in parts:
                yield from atoms_of(part)
        case Quantifier():
            yield from atoms_of(node.given)
            yield from atoms_of(node.body)
        case _:
            yield node
