"""Trials: all strategies judged anew with one fact taken as given, where only what that fact touches is done again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from crlm_desktop.engine.docket import Docket
from crlm_desktop.engine.expression.sheet import Sheet
from crlm_desktop.engine.facts import FactId, FactTable, FactValue, Possible
from crlm_desktop.engine.facts.declaration import LESION_PREFIX
from crlm_desktop.engine.options import Comparison, PlanOf, Standing, compare, judge, judge_again
from crlm_desktop.engine.planner.plan_facts import PLAN_FACTS
from crlm_desktop.engine.preference import INTENTS
from crlm_desktop.engine.proposal import Status, StrategyId
from crlm_desktop.engine.replanning import PlanBook
from crlm_desktop.engine.scalar import Inquiry
from crlm_desktop.engine.tracing import TracedTable, lesion_of, value_of

_OF_PLANS = frozenset(fact.id for fact in PLAN_FACTS)


class Trials:
    """One case judged as it is recorded or assumed (``base``), from which trials with one more assumption are made.

    ``needed`` is every fact that can bear on how any strategy stands, ``planned_from`` those that plans are made from.
    """

    def __init__(
        self, dockets: Sequence[Docket], sheet: Sheet, table: FactTable, thresholds: Mapping[str, float]
    ) -> None:
        """``sheet`` holds the conditions of the dockets (`sheet_of`)."""
        self.table = TracedTable.of(table)
        self.inquiry = Inquiry(self.table)
        self._plans = PlanBook(self.table, thresholds)
        told = iter(self.inquiry.truths(sheet))
        self.base: Comparison = compare([judge(docket, self.inquiry, self._plans.plans, told) for docket in dockets])
        planned = [docket.strategy for docket in dockets if docket.strategy.asks_for_plans]
        self.planned_from: frozenset[FactId] = frozenset().union(*map(self._plans.reads, planned))
        self._needs = {docket.strategy.id: self._needs_of(docket) for docket in dockets}
        self.needed: frozenset[FactId] = frozenset().union(*self._needs.values())
        for fact in self.needed:
            value_of(self.table, fact)
        self._made: dict[tuple[FactId, Possible | None], _Trial] = {}

    def _needs_of(self, docket: Docket) -> frozenset[FactId]:
        """Return every fact that can bear on how the strategy stands, its plans included."""
        strategy = docket.strategy
        conditions = frozenset(docket.readers) - _OF_PLANS
        planned = self._plans.reads(strategy) if strategy.asks_for_plans else frozenset()
        return frozenset(self._each_lesion(conditions)).union(docket.bars, planned)

    def _each_lesion(self, facts: Iterable[FactId]) -> Iterable[FactId]:
        for fact in facts:
            if not fact.startswith(LESION_PREFIX):
                yield fact
            else:
                attribute = fact.removeprefix(LESION_PREFIX)
                yield from (FactId(f"lesions[{lesion.id}].{attribute}") for lesion in self.table.lesions or ())

    def derived_with(self, fact: FactId) -> frozenset[FactId]:
        """Return the needed facts, other than itself, that hang on ``fact`` or on that field of the record."""
        return frozenset(one for one in self.needed if one != fact and fact in value_of(self.table, one).hangs_on)

    def touched_by(self, fact: FactId) -> frozenset[FactId]:
        """Return the needed facts that read ``fact``, directly or on the way, itself included."""
        return self.table.readers_of(fact) & self.needed

    def assuming(self, value: FactValue, *, between: Collection[StrategyId] | None = None) -> Comparison:
        """Compare all strategies with one fact, of the case or of a lesion, as told.

        Where only some of them can be touched by it, they are named by ``between``; the others stand as in the case.
        """
        trial = self._trial(value)
        standings = [
            standing if between is not None and standing.strategy.id not in between else trial.judged(standing)
            for standing in self.base.standings
        ]
        if all(new is old for new, old in zip(standings, self.base.standings, strict=True)):
            return self.base
        return compare(standings)

    def leading(self, value: FactValue, *, between: Collection[StrategyId] | None = None) -> tuple[StrategyId, ...]:
        """Return the strategies that lead with one fact as told (`Comparison.leading`), found with few plans.

        What is suitable and of the best intent leads; only while nothing is suitable must all be compared. ``between``
        leaves the others out of it.
        """
        trial = self._trial(value)
        for intent in INTENTS:
            rivals = [one for one in self.base.standings if one.place.intent is intent]
            if between is not None:
                rivals = [one for one in rivals if one.strategy.id in between]
            suitable = [one for one in map(trial.hopeful, rivals) if one.place.status is Status.SUITABLE]
            if suitable:
                best = min(one.place.preference for one in suitable)
                return tuple(sorted(one.strategy.id for one in suitable if one.place.preference == best))
        return self.assuming(value).leading

    def _trial(self, value: FactValue) -> _Trial:
        key = (value.fact, value.possible)
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = self._new_trial(value)
        return found

    def _new_trial(self, value: FactValue) -> _Trial:
        table = self.table.assuming(value)
        changed = frozenset(one for one in self.touched_by(value.fact) if self._differs(table, one))
        return _Trial(Inquiry(table), self._plans.for_trial(table, changed), changed, self._needs)

    def _differs(self, table: FactTable, fact: FactId) -> bool:
        before, after = value_of(self.table, fact), value_of(table, fact)
        return (before.possible, before.may_not_apply) != (after.possible, after.may_not_apply)


class _Trial:
    """One fact taken as given: what it changes, and the strategies judged again as they are asked for."""

    def __init__(
        self,
        inquiry: Inquiry,
        plan_of: PlanOf,
        changed: frozenset[FactId],
        needs: Mapping[StrategyId, frozenset[FactId]],
    ) -> None:
        self._inquiry = inquiry
        self._plan_of = plan_of
        self._changed = changed
        self._called = frozenset(generic(one) for one in changed)
        self._needs = needs

    def judged(self, standing: Standing) -> Standing:
        """Return how a strategy stands now."""
        return self._again(standing, _SURELY_OUT)

    def hopeful(self, standing: Standing) -> Standing:
        """Return how a strategy stands now, as far as it takes to know whether it is suitable."""
        return self._again(standing, _NOT_SUITABLE)

    def _again(self, standing: Standing, unplanned: frozenset[Status]) -> Standing:
        if self._needs[standing.strategy.id].isdisjoint(self._changed):
            return standing
        return judge_again(standing, self._inquiry, self._plan_of, self._called, unplanned=unplanned)


_SURELY_OUT = frozenset({Status.EXCLUDED})
_NOT_SUITABLE = frozenset(Status) - {Status.SUITABLE, Status.RECOMMENDED}


def generic(fact: FactId) -> FactId:
    """Return a fact as conditions call it: one of any lesion as ``lesions[].size_mm``."""
    return FactId(LESION_PREFIX + fact.rpartition(".")[2]) if lesion_of(fact) else fact
