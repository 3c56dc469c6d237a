"""What derivations read facts from, and how they write what they derive."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Protocol, assert_never

from crlm_desktop.case.dates import PartialDate
from crlm_desktop.case.record import Case, Lesion
from crlm_desktop.engine.facts.value import FactValue, Possible, Provenance, is_single, one_of
from crlm_desktop.engine.interval import Interval
from crlm_desktop.engine.tri import FactId, Tri, Truth

DAYS_PER_WEEK = 7
DAYS_IN_LONG_MONTH = 31


class LesionSource(Protocol):
    """One lesion as derivations see it."""

    @property
    def id(self) -> str:
        """The id of the lesion."""
        ...

    @property
    def lesion(self) -> Lesion:
        """The lesion as recorded."""
        ...

    @property
    def needs_treatment(self) -> Tri:
        """Whether it still needs treatment: present or vanished, not treated."""
        ...

    def value(self, attribute: str) -> FactValue:
        """Return what is known of a fact of the lesion, by its attribute."""
        ...

    def recorded(self, attribute: str) -> FactValue:
        """Return what was recorded or assumed of it, before anything is derived."""
        ...


class Source(Protocol):
    """The facts of one case as derivations see them."""

    @property
    def case(self) -> Case:
        """The case as recorded."""
        ...

    @property
    def lesions(self) -> tuple[LesionSource, ...] | None:
        """The lesions, or ``None`` when nobody has told which there are."""
        ...

    def value(self, fact: str) -> FactValue:
        """Return what is known of a fact of the case, by its id or alias."""
        ...


Derivation = Callable[[Source, FactId], FactValue]
LesionDerivation = Callable[[Source, LesionSource, FactId], FactValue]


def derived(
    fact: FactId,
    possible: Possible | None,
    *,
    hangs_on: Iterable[str] = (),
    read: Iterable[str] = (),
    may_not_apply: bool = False,
) -> FactValue:
    """Return a derived value; what it hangs on is dropped when it is settled."""
    is_settled = possible is None or (is_single(possible) and not may_not_apply)
    return FactValue(
        fact=fact,
        possible=possible,
        may_not_apply=may_not_apply and possible is not None,
        provenance=Provenance.DERIVED,
        hangs_on=frozenset() if is_settled else frozenset(map(FactId, hangs_on)),
        derived_from=tuple(dict.fromkeys(map(FactId, read))),
    )


def derived_of(fact: FactId, possible: Possible, sources: Iterable[FactValue]) -> FactValue:
    """Return a value that derives from other facts and hangs on what those hang on."""
    values = tuple(sources)
    hangs_on = frozenset().union(*(value.hangs_on for value in values))
    return derived(fact, possible, hangs_on=hangs_on, read=[value.fact for value in values])


def held(fact: FactId, answer: Tri, *, read: Iterable[str] = ()) -> FactValue:
    """Return a derived statement that holds as the answer says."""
    match answer.truth:
        case Truth.TRUE:
            possible = one_of((True,))
        case Truth.FALSE:
            possible = one_of((False,))
        case Truth.UNKNOWN:
            possible = one_of((True, False))
        case _:
            assert_never(answer.truth)
    return derived(fact, possible, hangs_on=answer.hangs_on, read=read)


def within_range(interval: Interval, bounds: Interval) -> Interval:
    """Return the interval cut to what the fact can be; one that lies outside stays as it is, for it contradicts."""
    if interval.is_exact:
        return interval
    return interval.within(bounds) or interval


def days_between(earlier: PartialDate, later: PartialDate) -> Interval:
    """Return the days from one date to another; a month or a year alone makes an interval."""
    return Interval((later.earliest - earlier.latest).days, (later.latest - earlier.earliest).days)


def weeks_between(earlier: PartialDate, later: PartialDate) -> Interval:
    """Return the weeks from one date to another."""
    days = days_between(earlier, later)
    return Interval(days.low / DAYS_PER_WEEK, days.high / DAYS_PER_WEEK)


def months_between(earlier: PartialDate, later: PartialDate) -> Interval:
    """Return the calendar months from one date to another: 15 March to 15 September are 6."""
    return Interval(_months(earlier.latest, later.earliest), _months(earlier.earliest, later.latest))


def _months(earlier: date, later: date) -> float:
    whole = (later.year - earlier.year) * 12 + later.month - earlier.month
    return whole + (later.day - earlier.day) / DAYS_IN_LONG_MONTH


def since(
    fact: FactId,
    *,
    day: PartialDate | None,
    at: str,
    source: Source,
    between: Callable[[PartialDate, PartialDate], Interval],
    range_: Interval,
) -> FactValue:
    """Return the time from the date at the path ``at`` to the date of the record."""
    as_of = source.case.as_of
    missing = [path for path, one in ((at, day), ("as_of", as_of)) if one is None]
    if day is None or as_of is None:
        return derived(fact, range_, hangs_on=missing, read=(at, "as_of"))
    return derived(fact, between(day, as_of), hangs_on=(at, "as_of"), read=(at, "as_of"))
