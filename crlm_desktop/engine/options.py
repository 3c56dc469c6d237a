"""How each strategy stands for one set of facts: excluded, conditional, not advised or suitable, and which lead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from crlm_desktop.case.choices import Offer, TreatmentFamily
from crlm_desktop.engine.expression.sheet import Sheet
from crlm_desktop.engine.facts import FactTable, FactValue
from crlm_desktop.engine.knowledge.edition import Strategy
from crlm_desktop.engine.knowledge.rules import PLANNED_FACTS
from crlm_desktop.engine.planner.plan_facts import KEPT, PROCEDURES, TREATED_BY
from crlm_desktop.engine.planner.plan_set import PlanSet
from crlm_desktop.engine.preference import (
    EVEN,
    Balance,
    Place,
    Preference,
    balance_of,
    by_arguments_alone,
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
    def is_declined(self) -> bool:
        """Whether it is the person who bars it."""
        return isinstance(self.by, TreatmentFamily)

    @property
    def fact(self) -> str:
        """The id of the fact that says so."""
        return f"declines.{self.by}" if self.is_declined else f"offers.{self.by}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Docket:
    """A strategy made ready to be judged often: which of its rules read which fact, and what bars it.

    ``gates`` are the positions of its requirements and exclusions, each with the answer that excludes the option.
    Of the offers in ``either`` one is enough, so that they bar only together.
    """

    strategy: Strategy
    bars: Mapping[FactId, Bar]
    either: frozenset[TreatmentFamily | Offer]
    gates: tuple[tuple[int, Truth], ...]
    strongly_against: tuple[int, ...]
    about_plan: tuple[int, ...]
    readers: Mapping[FactId, tuple[int, ...]]


def docket_of(strategy: Strategy) -> Docket:
    """Return the strategy made ready."""
    readers: dict[FactId, list[int]] = {}
    for at, rule in enumerate(strategy.rules):
        for fact in rule.condition.facts:
            readers.setdefault(fact, []).append(at)
    return Docket(
        strategy=strategy,
        bars={FactId(bar.fact): bar for bar in _bars_of(strategy)},
        either=frozenset(strategy.offers_any),
        gates=tuple((at, _BARRED_BY[one.stance]) for at, one in enumerate(strategy.rules) if one.stance in _BARRED_BY),
        strongly_against=tuple(
            at
            for at, rule in enumerate(strategy.rules)
            if (rule.stance, rule.strength) == (Stance.AGAINST, Strength.STRONG)
        ),
        about_plan=tuple(at for at, rule in enumerate(strategy.rules) if rule.about_plan),
        readers={fact: tuple(places) for fact, places in readers.items()},
    )


def _bars_of(strategy: Strategy) -> Iterator[Bar]:
    yield from map(Bar, strategy.families)
    yield from map(Bar, (*strategy.offers, *strategy.offers_any))


_BARRED_BY = {Stance.REQUIRES: Truth.FALSE, Stance.EXCLUDES: Truth.TRUE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One strategy as judged: what bars it, the answer of each of its rules in their order, and where that puts it.

    The status of a place is that before options are compared: `suitable`, not yet `recommended`.
    """

    docket: Docket
    bars: tuple[Bar, ...]
    truths: tuple[Truth, ...]
    plan_set: PlanSet | None
    place: Place

    @property
    def strategy(self) -> Strategy:
        """The strategy itself."""
        return self.docket.strategy


def sheet_of(dockets: Iterable[Docket]) -> Sheet:
    """Return all conditions that speak of no plan, one strategy after the other, to be asked together."""
    rules = (rule for docket in dockets for rule in docket.strategy.rules)
    return Sheet([rule.condition for rule in rules if not rule.about_plan])


def judge(docket: Docket, inquiry: Inquiry, plan_of: PlanOf, told: Iterator[Truth]) -> Standing:
    """Judge one strategy on the facts of the inquiry; ``told`` yields the answers of what speaks of no plan."""
    strategy = docket.strategy
    plan_set = plan_of(strategy) if strategy.asks_for_plans else None
    asked = inquiry if plan_set is None else with_plan(inquiry, plan_set)
    truths = tuple(asked.truth(rule.condition) if rule.about_plan else next(told) for rule in strategy.rules)
    return _standing(docket, _bars(docket, inquiry.table), truths, plan_set, has_lesions_told=_tells_lesions(inquiry))


def judge_again(
    standing: Standing,
    inquiry: Inquiry,
    plan_of: PlanOf,
    changed: frozenset[FactId],
    *,
    unplanned: frozenset[Status] = frozenset({Status.EXCLUDED}),
) -> Standing:
    """Judge a strategy on facts of which only the ``changed`` ones (as conditions call them) are others than before.

    Plans take long: where all that is known without one leaves no better status than one of ``unplanned``, it is given
    that status without a plan, and nothing else of its standing counts.
    """
    docket, rules = standing.docket, standing.strategy.rules
    bars = standing.bars if changed.isdisjoint(docket.bars) else _bars(docket, inquiry.table)
    truths = list(standing.truths)
    touched = {at for fact in changed for at in docket.readers.get(fact, ())}
    for at in touched.difference(docket.about_plan):
        truths[at] = inquiry.truth(rules[at].condition)
    hope = _hope(docket, bars, truths)
    if hope in unplanned:
        place = replace(standing.place, status=hope)
        return standing if place == standing.place else replace(standing, place=place)
    plan_set = standing.plan_set
    if plan_set is not None:
        plan_set = plan_of(docket.strategy)
        _ask_of_plan(standing, truths, inquiry, plan_set, touched)
    if plan_set is standing.plan_set and bars == standing.bars and tuple(truths) == standing.truths:
        return standing
    return _standing(docket, bars, tuple(truths), plan_set, has_lesions_told=_tells_lesions(inquiry))


def _tells_lesions(inquiry: Inquiry) -> bool:
    return inquiry.table.lesions is not None


def _hope(docket: Docket, bars: Sequence[Bar], truths: Sequence[Truth]) -> Status:
    """Return the best status that a strategy can still have by what does not speak of its plan."""
    rules = docket.strategy.rules
    gates = [(truths[at], barring) for at, barring in docket.gates if not rules[at].about_plan]
    if bars or any(truth is barring for truth, barring in gates):
        return Status.EXCLUDED
    if any(truth is Truth.UNKNOWN for truth, _ in gates):
        return Status.CONDITIONAL
    weigh_against = (truths[at] is Truth.TRUE and not rules[at].about_plan for at in docket.strongly_against)
    return Status.NOT_ADVISED if any(weigh_against) else Status.SUITABLE


def _ask_of_plan(
    standing: Standing, truths: list[Truth], inquiry: Inquiry, plan_set: PlanSet, touched: set[int]
) -> None:
    """Answer the rules that speak of the plan, unless plan and facts tell them the same as before."""
    before, about_plan = standing.plan_set, standing.docket.about_plan
    assert before is not None
    is_same = plan_set is before or (plan_set.facts == before.facts and plan_set.treated_by == before.treated_by)
    places = touched.intersection(about_plan) if is_same else about_plan
    asked = with_plan(inquiry, plan_set) if places else inquiry
    for at in places:
        truths[at] = asked.truth(standing.strategy.rules[at].condition)


def _bars(docket: Docket, table: FactTable) -> tuple[Bar, ...]:
    """Return what is stated to bar the strategy."""
    answers = ((bar, table.value(fact).tri) for fact, bar in docket.bars.items())
    stated = tuple(bar for bar, answer in answers if (answer.is_true if bar.is_declined else answer.is_false))
    if docket.either.issubset(bar.by for bar in stated):
        return stated
    return tuple(bar for bar in stated if bar.by not in docket.either)


def _standing(
    docket: Docket,
    bars: tuple[Bar, ...],
    truths: tuple[Truth, ...],
    plan_set: PlanSet | None,
    *,
    has_lesions_told: bool,
) -> Standing:
    strategy = docket.strategy
    weights = [
        (rule.stance, rule.strength)
        for rule, truth in zip(strategy.rules, truths, strict=True)
        if truth is Truth.TRUE and rule.strength is not None
    ]
    balance = balance_of(weights)
    status = _status(docket, truths, bars)
    if status is Status.SUITABLE and ((Stance.AGAINST, Strength.STRONG) in weights or balance < EVEN):
        status = Status.NOT_ADVISED
    preference = _preference(strategy, balance, plan_set)
    if status is Status.CONDITIONAL and not has_lesions_told:
        preference = by_arguments_alone(preference)
    return Standing(
        docket=docket,
        bars=bars,
        truths=truths,
        plan_set=plan_set,
        place=Place(
            status,
            strategy.intent,
            preference,
            can_prevail=status is not Status.CONDITIONAL or _can_prevail(docket, truths),
        ),
    )


def _can_prevail(docket: Docket, truths: Sequence[Truth]) -> bool:
    """Tell whether the arguments could prevail if all that is open turned out well."""
    if any(truths[at] is Truth.TRUE for at in docket.strongly_against):
        return False
    at_worst = {Stance.FOR: Truth.UNKNOWN, Stance.AGAINST: Truth.TRUE}
    holding = [
        (rule.stance, rule.strength)
        for rule, truth in zip(docket.strategy.rules, truths, strict=True)
        if rule.stance in at_worst and truth >= at_worst[rule.stance]
    ]
    return balance_of(holding) >= EVEN


def with_plan(inquiry: Inquiry, plan_set: PlanSet) -> Inquiry:
    """Return the inquiry in which conditions may also speak of the leading plan."""
    treated_by = {lesion: {TREATED_BY.attribute: value} for lesion, value in plan_set.treated_by.items()}
    return inquiry.extended(PLANNED_FACTS, plan_set.facts, of_lesions=treated_by)


def _status(docket: Docket, truths: Sequence[Truth], bars: Sequence[Bar]) -> Status:
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
    places = [standing.place for standing in standings]
    statuses = with_recommended(places)
    keys = [order_of(status, place) for status, place in zip(statuses, places, strict=True)]
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
        intent=reached_intent(statuses, places),
        leading=tuple(sorted(leading)),
    )


_POSSIBLE = frozenset({Status.RECOMMENDED, Status.SUITABLE, Status.CONDITIONAL})
