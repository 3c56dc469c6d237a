"""Missing facts, the most decisive first: found by really trying what each of them can still be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crlm_desktop.engine.cuts import Cuts, what_it_can_be
from crlm_desktop.engine.describing import Explained
from crlm_desktop.engine.facts import Fact, FactId, FactKind, FactValue
from crlm_desktop.engine.labelling import declaration_of, label_of
from crlm_desktop.engine.options import Comparison
from crlm_desktop.engine.preference import INTENTS
from crlm_desktop.engine.proposal import Intent, MissingFact, Status, StrategyId
from crlm_desktop.engine.tracing import value_of
from crlm_desktop.engine.tri import counted
from crlm_desktop.engine.trials import Trials

MAX_TRIED = 40
"""How many missing facts are tried: forty lesions of which little is told leave hundreds open."""
_JUDGED = FactId("liver.technically_resectable")
_GRADES = tuple(Status)
_SETTLED_AND_POSSIBLE = frozenset({Status.RECOMMENDED, Status.SUITABLE})


@dataclass(slots=True)
class _Effect:
    """What knowing one fact was seen to do: the options whose status it changes, and the intents that it opens."""

    affected: set[StrategyId]
    opened: set[Intent]

    def see(self, before: Comparison, after: Comparison) -> None:
        """Note every option whose status one trial changed."""
        for standing, old, new in zip(after.standings, before.statuses, after.statuses, strict=True):
            if old is not new:
                self.affected.add(standing.strategy.id)
            if _GRADES.index(new) < _GRADES.index(old) and (new in _SETTLED_AND_POSSIBLE or standing.place.is_open):
                self.opened.add(standing.place.intent)


def missing_facts(explanations: Sequence[Explained], trials: Trials, cuts: Cuts) -> tuple[MissingFact, ...]:
    """Return the facts that can change a status, by how many statuses each can change, then by how far up.

    A fact on which it hangs whether an option is possible counts for that option even when it takes another missing
    fact as well to settle it. Of a record that leaves very much open, the facts on which most options rest are tried;
    the others count for every option of which an argument hangs on them, which is the most that they can change. What
    only a plan takes as given stands among its assumptions. An intent is told as one that a fact could open only while
    no option of it, or of a better one, is possible as the record stands, and only by an option for which the
    arguments could prevail.
    """
    alive = [one for one in explanations if one.standing.place.status is not Status.EXCLUDED]
    resting: dict[FactId, list[Explained]] = {}
    for one in alive:
        for fact in one.open_facts:
            resting.setdefault(fact, []).append(one)
    in_order = sorted(resting, key=lambda fact: (-len(resting[fact]), counted(fact)))
    found = [(fact, _seen_of(fact, resting[fact], trials, cuts)) for fact in in_order[:MAX_TRIED]]
    found += [(fact, _most_of(fact, resting[fact])) for fact in in_order[MAX_TRIED:]]
    decisive = [(fact, effect) for fact, effect in found if effect.affected]
    at_hand = _intents_at_hand(trials.base)
    return tuple(_missing(fact, effect, at_hand) for fact, effect in sorted(decisive, key=_by_weight))


def _intents_at_hand(base: Comparison) -> frozenset[Intent]:
    """Return the intents that no missing fact can open any more: some option as good or better is possible already."""
    places = zip(base.statuses, base.standings, strict=True)
    reached = [INTENTS.index(standing.place.intent) for status, standing in places if status in _SETTLED_AND_POSSIBLE]
    return frozenset(INTENTS[min(reached) :]) if reached else frozenset()


def _by_weight(found: tuple[FactId, _Effect]) -> tuple[int, int, bool, tuple[tuple[int, str], ...]]:
    """Return what missing facts are sorted by; of equal ones the team's judgement of the whole liver comes first."""
    fact, effect = found
    opened = min((INTENTS.index(one) for one in effect.opened), default=len(INTENTS))
    return -len(effect.affected), opened, fact != _JUDGED, counted(fact)


def _most_of(fact: FactId, resting: Sequence[Explained]) -> _Effect:
    """Return the most that a fact can do which is not tried."""
    hanging = [one.standing for one in resting if fact in one.hanging]
    return _Effect({one.strategy.id for one in hanging}, {one.place.intent for one in hanging if one.place.can_prevail})


def _seen_of(fact: FactId, resting: Sequence[Explained], trials: Trials, cuts: Cuts) -> _Effect:
    """Try a missing fact on the options whose answers or plans rest on it: what is settled stays as it is."""
    effect = _Effect(set(), set())
    for one in resting:
        if fact in one.deciding:
            effect.affected.add(one.standing.strategy.id)
            if one.standing.place.can_prevail:
                effect.opened.add(one.standing.place.intent)
    between = frozenset(one.standing.strategy.id for one in resting)
    for value in _to_try(fact, trials, cuts):
        effect.see(trials.base, trials.assuming(value, between=between))
    return effect


def _to_try(fact: FactId, trials: Trials, cuts: Cuts) -> Iterator[FactValue]:
    """Yield what a missing fact, or else each fact that derives from a missing field of the record, can still be."""
    declared = declaration_of(fact)
    if declared is not None and (declared.kind is not FactKind.NUMBER or declared.id in cuts):
        yield from _values(fact, declared, trials, cuts)
        return
    for derived in sorted(trials.derived_with(fact)):
        of_derived = declaration_of(derived)
        assert of_derived is not None, "what strategies need are facts"
        yield from _values(derived, of_derived, trials, cuts)


def _values(fact: FactId, declared: Fact, trials: Trials, cuts: Cuts) -> Iterator[FactValue]:
    return what_it_can_be(declared, value_of(trials.table, fact), cuts.get(declared.id, ()))


def _missing(fact: FactId, effect: _Effect, at_hand: frozenset[Intent]) -> MissingFact:
    return MissingFact(
        fact=fact,
        label=label_of(fact),
        options_affected=tuple(sorted(effect.affected)),
        could_reach=min(effect.opened - at_hand, key=INTENTS.index, default=None),
    )
