"""The plans of one case and of the trials on it: made once for each strategy, and anew only where they could differ."""

from __future__ import annotations

from collections.abc import Mapping

from crlm_desktop.engine.facts import FactId, FactTable, FactValue
from crlm_desktop.engine.knowledge.edition import Strategy
from crlm_desktop.engine.options import PlanOf
from crlm_desktop.engine.planner.keeping import keep
from crlm_desktop.engine.planner.plan_set import PlanSet
from crlm_desktop.engine.planner.planning import Planner
from crlm_desktop.engine.tracing import TracedTable, value_of

PlanKey = tuple[object, ...]

_WEEKS = FactId("chemotherapy.weeks")
_INJURY_WEEKS = "chemotherapy.injury_weeks"


class PlanBook:
    """Every plan made for one case; strategies that ask the planner for the same share them."""

    def __init__(self, table: TracedTable, thresholds: Mapping[str, float]) -> None:
        self._table = table
        self._thresholds = thresholds
        self._planner, self._read_at_first = table.noting(lambda: Planner(table, thresholds))
        self._plans: dict[PlanKey, tuple[PlanSet, frozenset[FactId]]] = {}
        self._anew: dict[tuple[object, ...], dict[PlanKey, PlanSet]] = {}

    def plans(self, strategy: Strategy) -> PlanSet:
        """Return the plans of a strategy for the case itself."""
        return self._made(strategy)[0]

    def reads(self, strategy: Strategy) -> frozenset[FactId]:
        """Return the facts that its plans were made from."""
        return self._made(strategy)[1]

    def turns_of(self, fact: FactId) -> tuple[float, ...]:
        """Return numbers, in order, at which plans may become others with a fact, besides the thresholds."""
        return self._planner.turns_of(fact)

    def _made(self, strategy: Strategy) -> tuple[PlanSet, frozenset[FactId]]:
        key = _key(strategy)
        found = self._plans.get(key)
        if found is None:
            plans, reads = self._table.noting(lambda: plan_for(self._planner, strategy))
            found = self._plans[key] = (plans, reads | self._read_at_first)
        return found

    def for_trial(self, table: FactTable, changed: frozenset[FactId]) -> PlanOf:
        """Return what makes the plans for a table in which only the ``changed`` facts are others.

        Where the planner sees no difference they are those of the case, or of an earlier trial.
        """
        planners: list[Planner] = []

        def plans(strategy: Strategy) -> PlanSet:
            known, reads = self._made(strategy)
            differing = self._differing(table, reads & changed)
            if not differing:
                return known
            made = self._anew.get(differing)
            if made is None:
                keep(self._anew, differing, made := {})
            key = _key(strategy)
            if key not in made:
                if not planners:
                    planners.append(self._planner.assuming(table, changed))
                made[key] = plan_for(planners[0], strategy)
            return made[key]

        return plans

    def _differing(self, table: FactTable, facts: frozenset[FactId]) -> tuple[tuple[FactId, object], ...]:
        """Return those of the facts that the planner sees otherwise than in the case, with what it sees."""
        seen = ((fact, self._seen(value_of(table, fact))) for fact in sorted(facts))
        return tuple((fact, one) for fact, one in seen if one != self._seen(value_of(self._table, fact)))

    def _seen(self, value: FactValue) -> object:
        """Return what the planner sees of a fact: of the weeks of chemotherapy, only whether they are too many."""
        if value.fact == _WEEKS and value.interval is not None:
            limit = self._thresholds[_INJURY_WEEKS]
            return (value.interval.low > limit, value.interval.high > limit)
        return (value.possible, value.may_not_apply)


def plan_for(planner: Planner, strategy: Strategy) -> PlanSet:
    """Plan by what the person accepts and the centre offers, where plans are how the strategy is carried out."""
    modalities = strategy.modalities
    if strategy.is_planned:
        modalities = planner.without_barred(modalities, must_use=strategy.must_use)
    return planner.plan(modalities, must_use=strategy.must_use, augmentation=strategy.augmentation)


def _key(strategy: Strategy) -> PlanKey:
    return (strategy.modalities, strategy.must_use, strategy.augmentation, strategy.is_planned)
