"""Trials: all strategies judged anew with one fact taken as given, where only what that fact touches is done again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from crlm_desktop.engine.facts import FactId, FactTable, FactValue, Possible
from crlm_desktop.engine.facts.declaration import LESION_PREFIX
from crlm_desktop.engine.options import Comparison, Docket, PlanOf, Standing, compare, judge, judge_again
from crlm_desktop.engine.planner.plan_facts import PLAN_FACTS
from crlm_desktop.engine.proposal import StrategyId
from crlm_desktop.engine.replanning import PlanBook
from crlm_desktop.engine.scalar import Inquiry
from crlm_desktop.engine.tracing import TracedTable, lesion_of, value_of

_OF_PLANS = frozenset(fact.id for fact in PLAN_FACTS)


class Trials:
    """One case judged as it is recorded or assumed (``base``), from which trials with one more assumption are made.

    ``needed`` is every fact that can bear on how any strategy stands, ``planned_from`` those that plans are made from.
    """

    def __init__(self, dockets: Sequence[Docket], table: FactTable, thresholds: Mapping[str, float]) -> None:
        self.table = TracedTable.of(table)
        self.inquiry = Inquiry(self.table)
        self._plans = PlanBook(self.table, thresholds)
        self.base: Comparison = compare([judge(docket, self.inquiry, self._plans.plans) for docket in dockets])
        planned = [docket.strategy for docket in dockets if docket.strategy.asks_for_plans]
        self.planned_from: frozenset[FactId] = frozenset().union(*map(self._plans.reads, planned))
        self._needs = {docket.strategy.id: self._needs_of(docket) for docket in dockets}
        self.needed: frozenset[FactId] = frozenset().union(*self._needs.values())
        for fact in self.needed:
            value_of(self.table, fact)
        self._made: dict[tuple[FactId, Possible | None], Comparison] = {}

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

    def assuming(self, value: FactValue) -> Comparison:
        """Judge all strategies with one fact, of the case or of a lesion, as told; a trial is made once."""
        key = (value.fact, value.possible)
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = self._judged(value)
        return found

    def contest(self, value: FactValue, *, between: Collection[StrategyId], like: Comparison) -> Comparison:
        """Judge only some strategies with one fact as told; the others stand as they do in another comparison."""
        return self._judged(value, like=like, only=between)

    def _judged(
        self, value: FactValue, *, like: Comparison | None = None, only: Collection[StrategyId] | None = None
    ) -> Comparison:
        table = self.table.assuming(value)
        changed = frozenset(one for one in self.touched_by(value.fact) if self._differs(table, one))
        inquiry = Inquiry(table)
        plan_of = self._plans.for_trial(table, changed)
        asked = frozenset(generic(one) for one in changed)
        others = self.base if like is None else like
        standings = [
            self._again(standing, inquiry, plan_of, changed, asked)
            if only is None or standing.strategy.id in only
            else other
            for standing, other in zip(self.base.standings, others.standings, strict=True)
        ]
        if all(new is old for new, old in zip(standings, self.base.standings, strict=True)):
            return self.base
        return compare(standings)

    def _again(
        self,
        standing: Standing,
        inquiry: Inquiry,
        plan_of: PlanOf,
        changed: frozenset[FactId],
        asked: frozenset[FactId],
    ) -> Standing:
        if self._needs[standing.strategy.id].isdisjoint(changed):
            return standing
        return judge_again(standing, inquiry, plan_of, asked)

    def _differs(self, table: FactTable, fact: FactId) -> bool:
        before, after = value_of(self.table, fact), value_of(table, fact)
        return (before.possible, before.may_not_apply) != (after.possible, after.may_not_apply)


def generic(fact: FactId) -> FactId:
    """Return a fact as conditions call it: one of any lesion as ``lesions[].size_mm``."""
    return FactId(LESION_PREFIX + fact.rpartition(".")[2]) if lesion_of(fact) else fact
