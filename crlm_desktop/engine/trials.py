"""Trials: all strategies judged anew with one fact taken as given, where only what that fact touches is done again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from crlm_desktop.engine.docket import Docket
from crlm_desktop.engine.expression.sheet import Sheet
from crlm_desktop.engine.facts import FactId, FactTable, FactValue, Possible, lesion_of
from crlm_desktop.engine.facts.declaration import LESION_PREFIX
from crlm_desktop.engine.facts.table import LESION_DERIVATIONS
from crlm_desktop.engine.options import (
    Comparison,
    PlanOf,
    Reopened,
    Standing,
    compare,
    judge,
    judge_again,
    reopened,
)
from crlm_desktop.engine.planner.plan_facts import PLAN_FACTS
from crlm_desktop.engine.preference import INTENTS, Bound, Place, Preference
from crlm_desktop.engine.proposal import Status, StrategyId
from crlm_desktop.engine.replanning import PlanBook
from crlm_desktop.engine.scalar import Inquiry
from crlm_desktop.engine.tracing import TracedTable, value_of

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
        for lesion in self.table.lesions or ():
            for attribute in LESION_DERIVATIONS:
                lesion.value(attribute)  # so that a trial knows which of them read what it assumes
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
        self._leading: dict[_TrialKey, tuple[StrategyId, ...]] = {}
        self._latest: tuple[_TrialKey, _Trial] | None = None

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

    def turns_of(self, fact: FactId) -> tuple[float, ...]:
        """Return numbers, in order, at which plans may become others with a fact, besides the constants of the cuts."""
        return self._plans.turns_of(fact)

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

        What is suitable and of the best intent leads; while nothing is, what is conditional and could still become so.
        ``between`` leaves the others out of it, as long as one of them is suitable.
        """
        if between is not None:
            return self._found_leading(value, between)
        key = _key_of(value)
        found = self._leading.get(key)
        if found is None:
            found = self._leading[key] = self._found_leading(value, None)
        return found

    def _found_leading(self, value: FactValue, between: Collection[StrategyId] | None) -> tuple[StrategyId, ...]:
        trial = self._trial(value)
        for is_wanted in (_is_suitable, _is_open):
            for intent in INTENTS:
                rivals = [one for one in self.base.standings if one.place.intent is intent]
                if between is not None and is_wanted is _is_suitable:
                    rivals = [one for one in rivals if one.strategy.id in between]
                leaders = trial.leaders_of(rivals, is_wanted)
                if leaders:
                    return tuple(sorted(one.strategy.id for one in leaders))
        return self.assuming(value).leading

    def _trial(self, value: FactValue) -> _Trial:
        """Return the trial of a value; only the latest is kept, since each holds a table and planners of its own."""
        key = _key_of(value)
        if self._latest is None or self._latest[0] != key:
            self._latest = (key, self._new_trial(value))
        return self._latest[1]

    def _new_trial(self, value: FactValue) -> _Trial:
        table = self.table.assuming(value)
        changed = frozenset(one for one in self.touched_by(value.fact) if self._differs(table, one))
        return _Trial(Inquiry(table), self._plans.for_trial(table, changed), changed, self._needs)

    def _differs(self, table: FactTable, fact: FactId) -> bool:
        before, after = value_of(self.table, fact), value_of(table, fact)
        return (before.possible, before.may_not_apply) != (after.possible, after.may_not_apply)


_TrialKey = tuple[FactId, Possible | None]


def _key_of(value: FactValue) -> _TrialKey:
    return (value.fact, value.possible)


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
        self._opened: dict[StrategyId, Reopened] = {}
        self._again: dict[StrategyId, Standing] = {}

    def judged(self, standing: Standing) -> Standing:
        """Return how a strategy stands now."""
        if self._is_untouched(standing):
            return standing
        return self._judged_again(self._reopened(standing))

    def leaders_of(self, rivals: Iterable[Standing], is_wanted: Callable[[Place], bool]) -> list[Standing]:
        """Return those of these strategies that are wanted and that none other of them is preferred over.

        They are judged in the order of what they can reach at best, so that most need no plans.
        """
        settled = [one for one in rivals if self._is_untouched(one)]
        leaders, best = _foremost([one for one in settled if is_wanted(one.place)])
        touched = [self._reopened(one) for one in rivals if not self._is_untouched(one)]
        hopeful = [(one.bound, at, one) for at, one in enumerate(touched) if one.hope in _WANTED_FROM[is_wanted]]
        for bound, _, one in sorted(hopeful, key=_by_bound):
            if best is not None and bound > best[:2]:
                break
            judged = self._judged_again(one)
            if is_wanted(judged.place):
                leaders, best = _foremost([*leaders, judged])
        return leaders

    def _is_untouched(self, standing: Standing) -> bool:
        return self._needs[standing.strategy.id].isdisjoint(self._changed)

    def _reopened(self, standing: Standing) -> Reopened:
        found = self._opened.get(standing.strategy.id)
        if found is None:
            found = self._opened[standing.strategy.id] = reopened(standing, self._inquiry, self._called)
        return found

    def _judged_again(self, one: Reopened) -> Standing:
        found = self._again.get(one.standing.strategy.id)
        if found is None:
            found = self._again[one.standing.strategy.id] = judge_again(one, self._inquiry, self._plan_of)
        return found


def _is_suitable(place: Place) -> bool:
    return place.status is Status.SUITABLE


def _is_open(place: Place) -> bool:
    return place.is_open


_WANTED_FROM: Mapping[Callable[[Place], bool], frozenset[Status]] = {
    _is_suitable: frozenset({Status.SUITABLE}),
    _is_open: frozenset({Status.SUITABLE, Status.CONDITIONAL}),
}
"""What is hoped of a strategy without its plans that may yet turn out to be wanted."""


def _foremost(standings: Sequence[Standing]) -> tuple[list[Standing], Preference | None]:
    """Return those of which the preference is the best, and that preference."""
    if not standings:
        return [], None
    best = min(one.place.preference for one in standings)
    return [one for one in standings if one.place.preference == best], best


def _by_bound(hopeful: tuple[Bound, int, Reopened]) -> tuple[Bound, int]:
    return hopeful[:2]


def generic(fact: FactId) -> FactId:
    """Return a fact as conditions call it: one of any lesion as ``lesions[].size_mm``."""
    return FactId(LESION_PREFIX + fact.rpartition(".")[2]) if lesion_of(fact) else fact
