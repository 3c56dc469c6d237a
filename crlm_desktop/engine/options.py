"""How each strategy stands for one set of facts: excluded, conditional, not advised or suitable, and which lead."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from crlm_desktop.case.choices import Offer, TreatmentFamily
from crlm_desktop.engine.facts import FactTable, FactValue
from crlm_desktop.engine.knowledge.edition import Strategy
from crlm_desktop.engine.knowledge.strategies import PLANNED_FACTS
from crlm_desktop.engine.planner.plan_facts import KEPT, PROCEDURES, TREATED_BY
from crlm_desktop.engine.planner.plan_set import PlanSet
from crlm_desktop.engine.preference import (
    EVEN,
    Balance,
    Place,
    Preference,
    balance_of,
    order_of,
    preference_of,
    reached_intent,
    with_recommended,
)
from crlm_desktop.engine.proposal import Intent, Stance, Status, StrategyId, Strength
from crlm_desktop.engine.scalar import Inquiry
from crlm_desktop.engine.tri import FactId, Truth

ALL_KEPT_PERCENT = 100.0

PlanOf = Callable[[Strategy], PlanSet]
"""What makes the plans of a planned strategy for the facts that are judged."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A stated fact that bars an option whatever its arguments: the person declines it, or it is not offered here.

    Neither is presumed: as long as nobody has said that the person declines or that the centre cannot do it, the
    option stands as its requirements and exclusions say.
    """

    by: TreatmentFamily | Offer

    @property
    def fact(self) -> str:
        """The id of the fact that says so."""
        return f"declines.{self.by}" if isinstance(self.by, TreatmentFamily) else f"offers.{self.by}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One strategy as judged: what bars it, the answer of each of its rules in their order, and where that puts it.

    The status of a place is that before options are compared: `suitable`, not yet `recommended`.
    """

    strategy: Strategy
    bars: tuple[Bar, ...]
    truths: tuple[Truth, ...]
    plan_set: PlanSet | None
    place: Place


def judge(strategy: Strategy, inquiry: Inquiry, plan_of: PlanOf) -> Standing:
    """Judge one strategy on the facts of the inquiry."""
    plan_set = plan_of(strategy) if strategy.is_planned else None
    asked = inquiry if plan_set is None else with_plan(inquiry, plan_set)
    truths = tuple((asked if rule.about_plan else inquiry).truth(rule.condition) for rule in strategy.rules)
    return _standing(strategy, tuple(bars_of(strategy, inquiry.table)), truths, plan_set)


def judge_again(standing: Standing, inquiry: Inquiry, plan_of: PlanOf, changed: frozenset[FactId]) -> Standing:
    """Judge a strategy on facts of which only the ``changed`` ones (as conditions call them) are others than before."""
    strategy, plan_set = standing.strategy, standing.plan_set
    is_replanned = False
    if plan_set is not None:
        plan_set = plan_of(strategy)
        is_replanned = plan_set is not standing.plan_set and not _tell_the_same(plan_set, standing.plan_set)
    asked = None
    truths = list(standing.truths)
    for at, rule in enumerate(strategy.rules):
        if rule.about_plan and (is_replanned or not changed.isdisjoint(rule.condition.facts)):
            asked = asked or (inquiry if plan_set is None else with_plan(inquiry, plan_set))
            truths[at] = asked.truth(rule.condition)
        elif not changed.isdisjoint(rule.condition.facts):
            truths[at] = inquiry.truth(rule.condition)
    bars = tuple(bars_of(strategy, inquiry.table))
    if not is_replanned and bars == standing.bars and tuple(truths) == standing.truths:
        return standing
    return _standing(strategy, bars, tuple(truths), plan_set)


def _tell_the_same(one: PlanSet, other: PlanSet | None) -> bool:
    """Tell whether conditions learn the same of two sets of plans."""
    return other is not None and one.facts == other.facts and one.treated_by == other.treated_by


def _standing(
    strategy: Strategy, bars: tuple[Bar, ...], truths: tuple[Truth, ...], plan_set: PlanSet | None
) -> Standing:
    weights = [
        (rule.stance, rule.strength)
        for rule, truth in zip(strategy.rules, truths, strict=True)
        if truth is Truth.TRUE and rule.strength is not None
    ]
    balance = balance_of(weights)
    status = _status(strategy, truths, bars)
    if status is Status.SUITABLE and ((Stance.AGAINST, Strength.STRONG) in weights or balance < EVEN):
        status = Status.NOT_ADVISED
    return Standing(
        strategy=strategy,
        bars=bars,
        truths=truths,
        plan_set=plan_set,
        place=Place(status, strategy.intent, _preference(strategy, balance, plan_set)),
    )


def with_plan(inquiry: Inquiry, plan_set: PlanSet) -> Inquiry:
    """Return the inquiry in which conditions may also speak of the leading plan."""
    treated_by = {lesion: {TREATED_BY.attribute: value} for lesion, value in plan_set.treated_by.items()}
    return inquiry.extended(PLANNED_FACTS, plan_set.facts, of_lesions=treated_by)


def bars_of(strategy: Strategy, table: FactTable) -> Iterator[Bar]:
    """Yield what is stated to bar the strategy."""
    for family in strategy.families:
        bar = Bar(family)
        if table.value(bar.fact).tri.is_true:
            yield bar
    for offer in strategy.offers:
        bar = Bar(offer)
        if table.value(bar.fact).tri.is_false:
            yield bar


def _status(strategy: Strategy, truths: Sequence[Truth], bars: Sequence[Bar]) -> Status:
    """Return what requirements, exclusions and bars make of the strategy, before its arguments are weighed."""
    gates = [
        (truth, _BARRED_BY[rule.stance])
        for rule, truth in zip(strategy.rules, truths, strict=True)
        if rule.stance in _BARRED_BY
    ]
    if bars or any(truth is barring for truth, barring in gates):
        return Status.EXCLUDED
    if any(truth is Truth.UNKNOWN for truth, _ in gates):
        return Status.CONDITIONAL
    return Status.SUITABLE


_BARRED_BY = {Stance.REQUIRES: Truth.FALSE, Stance.EXCLUDES: Truth.TRUE}


def _preference(strategy: Strategy, balance: Balance, plan_set: PlanSet | None) -> Preference:
    if plan_set is None:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All strategies compared: the status and the rank of each in the order given, the intent reached, and who leads.

    Equal ranks tie. ``leading`` are the options of the first rank, unless nothing is possible.
    """

    standings: tuple[Standing, ...]
    statuses: tuple[Status, ...]
    ranks: tuple[int, ...]
    intent: Intent | None
    leading: tuple[StrategyId, ...]


def compare(standings: Sequence[Standing]) -> Comparison:
    """Compare all strategies as judged."""
    statuses = with_recommended([standing.place for standing in standings])
    keys = [
        order_of(status, standing.place.intent, standing.place.preference)
        for status, standing in zip(statuses, standings, strict=True)
    ]
    in_order = sorted(keys)
    ranks = [in_order.index(key) + 1 for key in keys]
    leading = (
        standing.strategy.id
        for standing, status, rank in zip(standings, statuses, ranks, strict=True)
        if rank == 1 and status in _POSSIBLE
    )
    return Comparison(
        standings=tuple(standings),
        statuses=tuple(statuses),
        ranks=tuple(ranks),
        intent=reached_intent(statuses, [standing.place.intent for standing in standings]),
        leading=tuple(sorted(leading)),
    )


_POSSIBLE = frozenset({Status.RECOMMENDED, Status.SUITABLE, Status.CONDITIONAL})
