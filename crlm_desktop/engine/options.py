"""How each strategy stands for one set of facts: excluded, conditional, not advised or suitable, and which lead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from crlm_desktop.engine.docket import Bar, Docket, bars_of, bound_of, hope_of, place_of
from crlm_desktop.engine.expression.sheet import Sheet
from crlm_desktop.engine.facts import FactTable
from crlm_desktop.engine.knowledge.edition import Strategy
from crlm_desktop.engine.knowledge.rules import PLANNED_FACTS
from crlm_desktop.engine.planner.plan_facts import TREATED_BY
from crlm_desktop.engine.planner.plan_set import PlanSet
from crlm_desktop.engine.preference import Bound, Place, ranked
from crlm_desktop.engine.proposal import Intent, Status, StrategyId
from crlm_desktop.engine.scalar import Extension, Inquiry
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened:
    """A strategy on facts of which some are others than before, as far as it is known without its plans.

    ``truths`` are those of before where a rule speaks of a plan. ``hope`` is the best status that it can still have.
    """

    standing: Standing
    bars: tuple[Bar, ...]
    truths: tuple[Truth, ...]
    touched: frozenset[int]
    hope: Status

    @property
    def bound(self) -> Bound:
        """What its preference begins with at best, whatever its plan turns out to be."""
        return bound_of(self.standing.docket, self.truths)


def reopened(standing: Standing, inquiry: Inquiry, changed: frozenset[FactId]) -> Reopened:
    """Judge anew what speaks of no plan; only the ``changed`` facts, as conditions call them, are others now."""
    docket, rules = standing.docket, standing.strategy.rules
    bars = standing.bars if changed.isdisjoint(docket.bars) else _bars(docket, inquiry.table)
    truths = list(standing.truths)
    touched = frozenset(at for fact in changed for at in docket.readers.get(fact, ()))
    for at in touched.difference(docket.about_plan):
        truths[at] = inquiry.truth(rules[at].condition)
    return Reopened(
        standing=standing, bars=bars, truths=tuple(truths), touched=touched, hope=hope_of(docket, bars, truths)
    )


def judge_again(
    reopened: Reopened,
    inquiry: Inquiry,
    plan_of: PlanOf,
) -> Standing:
    """Judge a strategy anew, its plans included.

    Plans take long: what is excluded without one is given that status, and nothing else of its standing counts.
    """
    standing = reopened.standing
    if reopened.hope is Status.EXCLUDED:
        if standing.place.status is Status.EXCLUDED:
            return standing
        return replace(standing, place=replace(standing.place, status=Status.EXCLUDED))
    truths, plan_set = reopened.truths, standing.plan_set
    if plan_set is not None:
        plan_set = plan_of(standing.strategy)
        truths = _asked_of_plan(reopened, inquiry, plan_set)
    if plan_set is standing.plan_set and reopened.bars == standing.bars and truths == standing.truths:
        return standing
    return _standing(standing.docket, reopened.bars, truths, plan_set, inquiry)


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


def _asked_of_plan(reopened: Reopened, inquiry: Inquiry, plan_set: PlanSet) -> tuple[Truth, ...]:
    """Answer the rules that speak of the plan, unless plan and facts tell them the same as before."""
    before, about_plan = reopened.standing.plan_set, reopened.standing.docket.about_plan
    assert before is not None
    is_same = plan_set is before or (plan_set.facts == before.facts and plan_set.treated_by == before.treated_by)
    places = reopened.touched.intersection(about_plan) if is_same else about_plan
    if not places:
        return reopened.truths
    truths, asked = list(reopened.truths), with_plan(inquiry, plan_set)
    for at in places:
        truths[at] = asked.truth(reopened.standing.strategy.rules[at].condition)
    return tuple(truths)


def with_plan(inquiry: Inquiry, plan_set: PlanSet) -> Inquiry:
    """Return the inquiry in which conditions may also speak of the leading plan; strategies of a plan set share it."""
    return inquiry.extended_by(plan_set, _facts_of)


def _facts_of(plan_set: PlanSet) -> Extension:
    treated_by = {lesion: {TREATED_BY.attribute: value} for lesion, value in plan_set.treated_by.items()}
    return Extension(PLANNED_FACTS, plan_set.facts, treated_by)


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
