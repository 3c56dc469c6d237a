"""Trials: all strategies judged anew with one fact taken as given, where only what that fact touches is done again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from crlm_desktop.engine.facts import FactId, FactTable, FactValue, Possible
from crlm_desktop.engine.facts.declaration import LESION_PREFIX
from crlm_desktop.engine.knowledge.edition import Edition, Strategy
from crlm_desktop.engine.options import Bar, Comparison, compare, judge, judge_again
from crlm_desktop.engine.planner.plan_facts import PLAN_FACTS
from crlm_desktop.engine.planner.plan_set import PlanSet
from crlm_desktop.engine.planner.planning import Planner
from crlm_desktop.engine.scalar import Inquiry
from crlm_desktop.engine.tracing import TracedTable

_OF_PLANS = frozenset(fact.id for fact in PLAN_FACTS)
PlanKey = tuple[object, ...]


class Trials:
    """One case judged as it is recorded or assumed (``base``), from which trials with one more assumption are made.

    ``needed`` is every fact that can bear on how any strategy stands, ``planned_from`` those that plans are made from.
    """

    def __init__(self, edition: Edition, table: FactTable) -> None:
        self.table = TracedTable.of(table)
        self.inquiry = Inquiry(self.table)
        self._thresholds = edition.values
        self._planner, self._read_by_planner = self.table.noting(lambda: Planner(self.table, self._thresholds))
        self._made: dict[tuple[FactId, Possible | None], Comparison] = {}
        self._plans: dict[PlanKey, tuple[PlanSet, frozenset[FactId]]] = {}
        standings = [judge(strategy, self.inquiry, self._base_plan) for strategy in edition.strategies]
        self.base: Comparison = compare(standings)
        self._needs = {strategy.id: self._needs_of(strategy) for strategy in edition.strategies}
        self.needed: frozenset[FactId] = frozenset().union(*self._needs.values())
        self.planned_from: frozenset[FactId] = frozenset().union(*(reads for _, reads in self._plans.values()))
        for fact in self.needed:
            value_of(self.table, fact)

    def _base_plan(self, strategy: Strategy) -> PlanSet:
        key = _plan_key(strategy)
        if key not in self._plans:
            plans, reads = self.table.noting(lambda: _plan(self._planner, strategy))
            self._plans[key] = (plans, reads | self._read_by_planner)
        return self._plans[key][0]

    def _needs_of(self, strategy: Strategy) -> frozenset[FactId]:
        """Return every fact that can bear on how the strategy stands, its plans included."""
        conditions = frozenset().union(*(rule.condition.facts for rule in strategy.rules)) - _OF_PLANS
        bars = {FactId(bar.fact) for bar in (*map(Bar, strategy.families), *map(Bar, strategy.offers))}
        planned = self._plans[_plan_key(strategy)][1] if strategy.is_planned else frozenset()
        return frozenset(self._each_lesion(conditions)) | bars | planned

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

    def _judged(self, value: FactValue) -> Comparison:
        table = self.table.assuming(value)
        changed = frozenset(one for one in self.touched_by(value.fact) if self._differs(table, one))
        if not changed:
            return self.base
        inquiry = Inquiry(table)
        plan_of = _Replanning(self._plans, table, self._thresholds, changed)
        asked = frozenset(generic(one) for one in changed)
        standings = [
            standing
            if self._needs[standing.strategy.id].isdisjoint(changed)
            else judge_again(standing, inquiry, plan_of, asked)
            for standing in self.base.standings
        ]
        if all(new is old for new, old in zip(standings, self.base.standings, strict=True)):
            return self.base
        return compare(standings)

    def _differs(self, table: FactTable, fact: FactId) -> bool:
        before, after = value_of(self.table, fact), value_of(table, fact)
        return (before.possible, before.may_not_apply) != (after.possible, after.may_not_apply)


class _Replanning:
    """Makes the plans of one trial: only those anew that were made from a fact which is now another."""

    def __init__(
        self,
        known: Mapping[PlanKey, tuple[PlanSet, frozenset[FactId]]],
        table: FactTable,
        thresholds: Mapping[str, float],
        changed: frozenset[FactId],
    ) -> None:
        self._known = known
        self._table = table
        self._thresholds = thresholds
        self._changed = changed
        self._planner: Planner | None = None
        self._made: dict[PlanKey, PlanSet] = {}

    def __call__(self, strategy: Strategy) -> PlanSet:
        key = _plan_key(strategy)
        if key not in self._made:
            known, reads = self._known[key]
            self._made[key] = self._anew(strategy) if reads & self._changed else known
        return self._made[key]

    def _anew(self, strategy: Strategy) -> PlanSet:
        if self._planner is None:
            self._planner = Planner(self._table, self._thresholds)
        return _plan(self._planner, strategy)


def _plan(planner: Planner, strategy: Strategy) -> PlanSet:
    return planner.plan(strategy.modalities, must_use=strategy.must_use, augmentation=strategy.augmentation)


def value_of(table: FactTable, fact: FactId) -> FactValue:
    """Return what is known of a fact of the case or, as ``lesions[L2].size_mm``, of one of its lesions."""
    lesion_id = lesion_of(fact)
    if not lesion_id:
        return table.value(fact)
    lesion = next(one for one in table.lesions or () if one.id == lesion_id)
    return lesion.value(fact.rpartition(".")[2])


def generic(fact: FactId) -> FactId:
    """Return a fact as conditions call it: one of any lesion as ``lesions[].size_mm``."""
    return FactId(LESION_PREFIX + fact.rpartition(".")[2]) if lesion_of(fact) else fact


def lesion_of(fact: FactId) -> str:
    """Return the lesion that a fact is told of; the empty text for a fact of the case."""
    return fact[len("lesions[") :].partition("]")[0] if fact.startswith("lesions[") else ""


def _plan_key(strategy: Strategy) -> PlanKey:
    return (strategy.modalities, strategy.must_use, strategy.augmentation)
