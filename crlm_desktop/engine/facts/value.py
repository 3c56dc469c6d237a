"""What is known of a fact: what it can still be, whether there is such a value at all, and where that comes from."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from enum import Enum

from crlm_desktop.engine.interval import Interval
from crlm_desktop.engine.tri import FactId, Tri, Truth

Candidates = frozenset[str | bool]
Plain = bool | int | float | str | frozenset[str]


class Provenance(Enum):
    """Where the value of a fact comes from."""

    ENTERED = "entered"
    IMPORTED = "imported"
    DERIVED = "derived"
    ASSUMED = "assumed"
    NOT_GIVEN = "not_given"


@dataclass(frozen=True, slots=True)
class Members:
    """A partly known set of codes: those that are surely in it, and those that can be (the sure ones included)."""

    surely: frozenset[str]
    possibly: frozenset[str]

    def __post_init__(self) -> None:
        """Refuse a set in which something must be that cannot be."""
        if not self.surely <= self.possibly:
            raise ValueError(f"surely but not possibly: {sorted(self.surely - self.possibly)}")


Possible = Interval | Candidates | Members


@dataclass(frozen=True, slots=True, kw_only=True)
class FactValue:
    """What one fact of one case can be, as far as the record tells.

    ``possible`` holds everything it can still be: an `Interval` of a number, the remaining codes of a choice, the
    remaining truth values of a statement, the `Members` of a set; ``None`` when the fact is surely not applicable.
    ``may_not_apply`` says that it can (still) turn out not to be applicable. ``hangs_on`` names the fields, or the
    facts, that would settle it; it is empty exactly when the fact is settled. ``derived_from`` names what was read.
    """

    fact: FactId
    possible: Possible | None
    may_not_apply: bool = False
    provenance: Provenance
    hangs_on: frozenset[FactId] = frozenset()
    derived_from: tuple[FactId, ...] = ()

    @property
    def is_settled(self) -> bool:
        """Whether one value, or that there is none, is all that is left."""
        if self.possible is None:
            return True
        return not self.may_not_apply and is_single(self.possible)

    @property
    def is_not_applicable(self) -> bool:
        """Whether there is surely no such value."""
        return self.possible is None

    @property
    def applies(self) -> Tri:
        """Whether there is such a value."""
        if self.possible is None:
            return Tri(Truth.FALSE)
        return Tri(Truth.UNKNOWN, self.hangs_on) if self.may_not_apply else Tri(Truth.TRUE)

    @property
    def known(self) -> Plain | None:
        """The number, code, truth value or set of codes when it is settled and there is one; else ``None``."""
        if self.possible is None or not self.is_settled:
            return None
        return single(self.possible)

    @property
    def number(self) -> float | None:
        """The number when it is settled; ``None`` while it is not, and for any other kind of fact."""
        possible = self.possible
        return possible.low if isinstance(possible, Interval) and self.is_settled else None

    @property
    def interval(self) -> Interval | None:
        """The interval of a number; ``None`` when it is surely not applicable, and for any other kind of fact."""
        return self.possible if isinstance(self.possible, Interval) else None

    @property
    def candidates(self) -> Candidates:
        """The remaining codes or truth values; empty when surely not applicable, and for any other kind of fact."""
        return self.possible if isinstance(self.possible, frozenset) else frozenset()

    @property
    def members(self) -> Members:
        """The partly known set; empty when it is surely not applicable, and for any other kind of fact."""
        return self.possible if isinstance(self.possible, Members) else Members(frozenset(), frozenset())

    @property
    def tri(self) -> Tri:
        """The answer of a statement (a fact that is true or false); what is not applicable does not hold."""
        if True not in self.candidates:
            return Tri(Truth.FALSE)
        is_open = self.may_not_apply or False in self.candidates
        return Tri(Truth.UNKNOWN, self.hangs_on) if is_open else Tri(Truth.TRUE)


def mark_of(value: FactValue) -> Hashable:
    """Return what tells apart all that can be known of one fact, quick to compare: a number stands for itself."""
    possible = value.possible
    mark: Hashable = possible
    if isinstance(possible, Interval):
        mark = possible.low if possible.low == possible.high else (possible.low, possible.high)
    elif isinstance(possible, Members):
        mark = (possible.surely, possible.possibly)
    return (mark,) if value.may_not_apply else mark


def is_single(possible: Possible) -> bool:
    """Tell whether only one value is left."""
    match possible:
        case Interval():
            return possible.is_exact
        case Members():
            return possible.surely == possible.possibly
        case _:
            return len(possible) == 1


def single(possible: Possible) -> Plain:
    """Return the one value that is left (of several, any one: ask `is_single` first)."""
    match possible:
        case Interval():
            return possible.low
        case Members():
            return possible.surely
        case _:
            return next(iter(possible))


def one_of(codes: Iterable[str | bool]) -> Candidates:
    """Return the candidates as plain codes and truth values, enum members turned into their text."""
    return frozenset(code if isinstance(code, bool) else str.__str__(code) for code in codes)
