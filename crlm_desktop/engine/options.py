"""How each strategy stands for one set of facts: excluded, conditional, not advised or suitable, and which lead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from crlm_desktop.engine.docket import Bar, Docket, bars_of, hope_of, place_of
from crlm_desktop.engine.expression.sheet import Sheet
from crlm_desktop.engine.facts import FactTable
from crlm_desktop.engine.knowledge.edition import Strategy
from crlm_desktop.engine.knowledge.rules import PLANNED_FACTS
from crlm_desktop.engine.planner.plan_facts import TREATED_BY
from crlm_desktop.engine.planner.plan_set import PlanSet
from crlm_desktop.engine.preference import Place, ranked
from crlm_desktop.engine.proposal import Intent, Status, StrategyId
from crlm_desktop.engine.scalar import Inquiry
from crlm_desktop.engine.tri import FactId, Truth

PlanOf = Callable[[Strategy], PlanSet]
"""What makes the plans of a planned strategy for the facts that are judged."""


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
    return _standing(docket, _bars(docket, inquiry.table), truths, plan_set, inquiry)


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
    hope = hope_of(docket, bars, truths)
    if hope in unplanned:
        if hope is standing.place.status:
            return standing
        return replace(standing, place=replace(standing.place, status=hope))
    plan_set = standing.plan_set
    if plan_set is not None:
        plan_set = plan_of(docket.strategy)
        _ask_of_plan(standing, truths, inquiry, plan_set, touched)
    if plan_set is standing.plan_set and bars == standing.bars and tuple(truths) == standing.truths:
        return standing
    return _standing(docket, bars, tuple(truths), plan_set, inquiry)


def _standing(
    docket: Docket, bars: tuple[Bar, ...], truths: tuple[Truth, ...], plan_set: PlanSet | None, inquiry: Inquiry
) -> Standing:
    has_lesions_told = inquiry.table.lesions is not None
    return Standing(
        docket=docket,
        bars=bars,
        truths=truths,
        plan_set=plan_set,
        place=place_of(docket, bars, truths, plan_set, has_lesions_told=has_lesions_told),
    )


def _bars(docket: Docket, table: FactTable) -> tuple[Bar, ...]:
    return bars_of(docket, lambda fact: table.value(fact).tri.truth)


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


def with_plan(inquiry: Inquiry, plan_set: PlanSet) -> Inquiry:
    """Return the inquiry in which conditions may also speak of the leading plan."""
    treated_by = {lesion: {TREATED_BY.attribute: value} for lesion, value in plan_set.treated_by.items()}
    return inquiry.extended(PLANNED_FACTS, plan_set.facts, of_lesions=treated_by)


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
    ranking = ranked([standing.place for standing in standings])
    leading = (
        standing.strategy.id
        for standing, status, rank in zip(standings, ranking.statuses, ranking.ranks, strict=True)
        if rank == 1 and status in _POSSIBLE
    )
    return Comparison(
        standings=tuple(standings),
        statuses=ranking.statuses,
        ranks=ranking.ranks,
        intent=ranking.intent,
        leading=tuple(sorted(leading)),
    )


_POSSIBLE = frozenset({Status.RECOMMENDED, Status.SUITABLE, Status.CONDITIONAL})
