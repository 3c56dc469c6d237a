"""A strategy made ready to be judged often: what bars it, and where the answers of its rules put it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from crlm_desktop.case.choices import Offer, TreatmentFamily
from crlm_desktop.engine.facts import FactValue
from crlm_desktop.engine.knowledge.edition import Strategy
from crlm_desktop.engine.planner.plan_facts import KEPT, PROCEDURES
from crlm_desktop.engine.planner.plan_set import PlanSet
from crlm_desktop.engine.preference import (
    EVEN,
    Balance,
    Bound,
    Place,
    Preference,
    Weight,
    balance_of,
    bound_by,
    by_arguments_alone,
    preference_of,
    weight_of,
)
from crlm_desktop.engine.proposal import Stance, Status, Strength
from crlm_desktop.engine.tri import FactId, Truth

ALL_KEPT_PERCENT = 100.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A stated fact that bars an option whatever its arguments: the person declines it, or it is not offered here.

    Neither is presumed: as long as nobody has said that the person declines or that the centre cannot do it, the
    option stands as its requirements and exclusions say.
    """

    by: TreatmentFamily | Offer

    @property
    def is_declined(self) -> bool:
        """Whether it is the person who bars it."""
        return isinstance(self.by, TreatmentFamily)

    @property
    def fact(self) -> str:
        """The id of the fact that says so."""
        return f"declines.{self.by}" if self.is_declined else f"offers.{self.by}"

    @property
    def stated_by(self) -> Truth:
        """The answer of that fact by which it is stated."""
        return Truth.TRUE if self.is_declined else Truth.FALSE


class Weighed(NamedTuple):
    """An argument: its position among the rules, whether it speaks of the plan, and its weight."""

    at: int
    about_plan: bool
    weight: Weight


@dataclass(frozen=True, slots=True, kw_only=True)
class Docket:
    """A strategy made ready to be judged often: which of its rules read which fact, and what bars it.

    ``gates`` are the positions of its requirements and exclusions, each with the answer that excludes the option; those
    of ``gates_without_plan`` speak of no plan, as those of ``against_without_plan`` among what is strongly against it.
    Of the offers in ``either`` one is enough, so that they bar only together.
    """

    strategy: Strategy
    bars: Mapping[FactId, Bar]
    either: frozenset[TreatmentFamily | Offer]
    gates: tuple[tuple[int, Truth], ...]
    gates_without_plan: tuple[tuple[int, Truth], ...]
    arguments: tuple[Weighed, ...]
    strongly_against: tuple[int, ...]
    against_without_plan: tuple[int, ...]
    about_plan: tuple[int, ...]
    readers: Mapping[FactId, tuple[int, ...]]


def docket_of(strategy: Strategy) -> Docket:
    """Return the strategy made ready."""
    readers: dict[FactId, list[int]] = {}
    for at, rule in enumerate(strategy.rules):
        for fact in rule.condition.facts:
            readers.setdefault(fact, []).append(at)
    rules = strategy.rules
    gates = tuple((at, _BARRED_BY[one.stance]) for at, one in enumerate(rules) if one.stance in _BARRED_BY)
    strongly_against = tuple(
        at for at, one in enumerate(rules) if (one.stance, one.strength) == (Stance.AGAINST, Strength.STRONG)
    )
    return Docket(
        strategy=strategy,
        bars={FactId(bar.fact): bar for bar in _bars_of(strategy)},
        either=frozenset(strategy.offers_any),
        gates=gates,
        arguments=tuple(
            Weighed(at, one.about_plan, weight_of(one.stance, one.strength))
            for at, one in enumerate(rules)
            if one.strength is not None
        ),
        gates_without_plan=tuple((at, barring) for at, barring in gates if not rules[at].about_plan),
        strongly_against=strongly_against,
        against_without_plan=tuple(at for at in strongly_against if not rules[at].about_plan),
        about_plan=tuple(at for at, rule in enumerate(rules) if rule.about_plan),
        readers={fact: tuple(places) for fact, places in readers.items()},
    )


def _bars_of(strategy: Strategy) -> Iterator[Bar]:
    yield from map(Bar, strategy.families)
    yield from map(Bar, (*strategy.offers, *strategy.offers_any))


_BARRED_BY = {Stance.REQUIRES: Truth.FALSE, Stance.EXCLUDES: Truth.TRUE}


def bars_of(docket: Docket, truth_of: Callable[[FactId], Truth]) -> tuple[Bar, ...]:
    """Return what bars the strategy, its facts being answered so; offers of which one is enough bar only together."""
    stated = tuple(bar for fact, bar in docket.bars.items() if truth_of(fact) is bar.stated_by)
    if docket.either.issubset(bar.by for bar in stated):
        return stated
    return tuple(bar for bar in stated if bar.by not in docket.either)


def hope_of(docket: Docket, bars: Collection[Bar], truths: Sequence[Truth]) -> Status:
    """Return the best status that a strategy can still have by what does not speak of its plan."""
    is_open = False
    for at, barring in docket.gates_without_plan:
        if truths[at] is barring:
            return Status.EXCLUDED
        is_open = is_open or truths[at] is Truth.UNKNOWN
    if bars:
        return Status.EXCLUDED
    if any(truths[at] is Truth.TRUE for at in docket.against_without_plan):
        return Status.NOT_ADVISED
    return Status.CONDITIONAL if is_open else Status.SUITABLE


def bound_of(docket: Docket, truths: Sequence[Truth]) -> Bound:
    """Return what the preference of a strategy begins with at best: all that may speak for its plan does."""
    holding = [
        weight
        for at, about_plan, weight in docket.arguments
        if (weight.sign > 0 if about_plan else truths[at] is Truth.TRUE)
    ]
    return bound_by(balance_of(holding))


def place_of(
    docket: Docket,
    bars: Collection[Bar],
    truths: Sequence[Truth],
    plan_set: PlanSet | None,
    *,
    has_lesions_told: bool,
) -> Place:
    """Return where the answers of all its rules, in their order, and its plans put a strategy."""
    strategy = docket.strategy
    balance = balance_of([weight for at, _, weight in docket.arguments if truths[at] is Truth.TRUE])
    status = _status(docket, truths, bars)
    is_conditional = status is Status.CONDITIONAL
    is_strongly_against = any(truths[at] is Truth.TRUE for at in docket.strongly_against)
    if (status is not Status.EXCLUDED and is_strongly_against) or (status is Status.SUITABLE and balance < EVEN):
        status = Status.NOT_ADVISED
    preference = _preference(strategy, balance, plan_set)
    if is_conditional and not has_lesions_told:
        preference = by_arguments_alone(preference)
    return Place(
        status,
        strategy.intent,
        preference,
        can_prevail=status is not Status.CONDITIONAL or _can_prevail(docket, truths),
    )


def _can_prevail(docket: Docket, truths: Sequence[Truth]) -> bool:
    """Tell whether the arguments could prevail if all that is open turned out well."""
    at_best = {1: Truth.UNKNOWN, -1: Truth.TRUE}
    return balance_of([weight for at, _, weight in docket.arguments if truths[at] >= at_best[weight.sign]]) >= EVEN


def _status(docket: Docket, truths: Sequence[Truth], bars: Collection[Bar]) -> Status:
    """Return what requirements, exclusions and bars make of the strategy, before its arguments are weighed."""
    if bars or any(truths[at] is barring for at, barring in docket.gates):
        return Status.EXCLUDED
    return Status.CONDITIONAL if any(truths[at] is Truth.UNKNOWN for at, _ in docket.gates) else Status.SUITABLE


def _preference(strategy: Strategy, balance: Balance, plan_set: PlanSet | None) -> Preference:
    if plan_set is None or not strategy.is_planned:
        return preference_of(
            balance,
            parenchyma_kept_percent=ALL_KEPT_PERCENT,
            procedures=strategy.procedures,
            invasiveness=strategy.invasiveness,
        )
    return preference_of(
        balance,
        parenchyma_kept_percent=_middle(plan_set.facts[KEPT.id]),
        procedures=_middle(plan_set.facts[PROCEDURES.id]),
        invasiveness=strategy.invasiveness,
    )


def _middle(value: FactValue) -> float:
    """Return the middle of what a number of the leading plan can be; 0 where there is no plan."""
    interval = value.interval
    return 0.0 if interval is None else (interval.low + interval.high) / 2
