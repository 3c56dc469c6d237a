"""Which lesion is treated in which way: policies that give each lesion a way, and what a plan must use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import product

from crlm_desktop.engine.planner.operation import Operation
from crlm_desktop.engine.planner.target import Target
from crlm_desktop.engine.planner.ways import Verdict, Verdicts, Way
from crlm_desktop.engine.proposal import LesionModality
from crlm_desktop.engine.tri import Truth

Ways = tuple[Way, ...]
"""What is done to each lesion, by its position."""


class Policy(Enum):
    """In which order the ways are tried for a lesion.

    ``BY_DEPTH`` is the knife below the capsule and heat for all else (Nieuwenhuizen et al., Cancers 2020).
    """

    HEAT_FIRST = "heat_first"
    KNIFE_FIRST = "knife_first"
    BEAM_FOR_LARGE = "beam_for_large"
    BY_DEPTH = "by_depth"

    def order(self, target: Target) -> tuple[tuple[Way, bool], ...]:
        """Return the ways to try for one lesion, each with whether it counts only where it is ideal."""
        match self:
            case Policy.HEAT_FIRST:
                return _HEAT_FIRST
            case Policy.KNIFE_FIRST:
                return _KNIFE_FIRST
            case Policy.BEAM_FOR_LARGE:
                return ((Way.ABLATE, True), (Way.SBRT, False), (Way.ABLATE, False), (Way.WEDGE, False))
            case Policy.BY_DEPTH:
                return _KNIFE_FIRST if target.is_subcapsular else _HEAT_FIRST


_HEAT_FIRST = ((Way.ABLATE, True), (Way.WEDGE, False), (Way.ABLATE, False), (Way.SBRT, False))
_KNIFE_FIRST = ((Way.WEDGE, False), (Way.ABLATE, True), (Way.ABLATE, False), (Way.SBRT, False))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Manner:
    """How boldly ways are chosen: only those surely open, or also those that hang on something unknown."""

    policy: Policy
    is_sure: bool
    leaves_vanished: bool

    def is_open(self, verdict: Verdict | None) -> bool:
        """Tell whether a way with this verdict may be chosen."""
        if verdict is None:
            return False
        return verdict.answer.truth >= (Truth.TRUE if self.is_sure else Truth.UNKNOWN)

    def way_for(self, target: Target, verdicts: Verdicts) -> Way | None:
        """Return the first way that is open to the lesion, or ``None``."""
        if target.is_vanished and self.leaves_vanished:
            return Way.LEAVE
        for way, must_be_ideal in self.policy.order(target):
            verdict = verdicts.get(way)
            if verdict is not None and self.is_open(verdict) and (verdict.is_ideal or not must_be_ideal):
                return way
        return Way.LEAVE if target.is_vanished else None


class Assignments:
    """Gives the lesions of one case their ways for any operation, by every policy that differs."""

    def __init__(
        self, targets: Sequence[Target], verdicts: Sequence[Verdicts], must_use: frozenset[LesionModality]
    ) -> None:
        """``verdicts`` hold only the ways that the strategy allows."""
        self._targets = targets
        self._verdicts = verdicts
        self._must_use = must_use
        any_vanished = any(target.is_vanished for target in targets)
        manners = (
            _Manner(policy=policy, is_sure=is_sure, leaves_vanished=leaves)
            for policy, is_sure, leaves in product(Policy, (True, False), (True, False) if any_vanished else (True,))
        )
        found: dict[tuple[tuple[Way | None, ...], bool], _Manner] = {}
        for manner in manners:
            found.setdefault((self._unoperated(manner), manner.is_sure), manner)
        self._choices = tuple((choice, manner) for (choice, _), manner in found.items())

    def _unoperated(self, manner: _Manner) -> tuple[Way | None, ...]:
        pairs = zip(self._targets, self._verdicts, strict=True)
        return tuple(manner.way_for(target, verdicts) for target, verdicts in pairs)

    def of(self, operation: Operation) -> Iterator[Ways]:
        """Yield the ways of all lesions beside an operation; none when a lesion has no way, or a must is not met."""
        seen: set[Ways] = set()
        for choice, manner in self._choices:
            ways = self._beside(operation, choice, manner)
            if ways is not None:
                ways = self._with_musts(operation, ways, manner)
            if ways is not None and ways not in seen:
                seen.add(ways)
                yield ways

    def untreated(self, operation: Operation) -> tuple[int, int]:
        """Return how many lesions have no way beside an operation: at best, and surely."""
        counts = [
            sum(1 for place, way in enumerate(choice) if self._way_beside(operation, place, way, manner) is None)
            for choice, manner in self._choices
        ]
        sure = [count for count, (_, manner) in zip(counts, self._choices, strict=True) if manner.is_sure]
        return min(counts), min(sure, default=min(counts))

    def _beside(self, operation: Operation, choice: tuple[Way | None, ...], manner: _Manner) -> Ways | None:
        ways = []
        for place, way in enumerate(choice):
            chosen = self._way_beside(operation, place, way, manner)
            if chosen is None:
                return None
            ways.append(chosen)
        return tuple(ways)

    def _way_beside(self, operation: Operation, place: int, way: Way | None, manner: _Manner) -> Way | None:
        """Return the way of one lesion: with the operation where it lies in it, by a wider cut where it is cut."""
        if place in operation.inside:
            return Way.ANATOMICAL
        if place in operation.cut and way not in (Way.LEAVE, Way.WEDGE):
            return Way.WEDGE if manner.is_open(self._verdicts[place].get(Way.WEDGE)) else None
        return way

    def _with_musts(self, operation: Operation, ways: Ways, manner: _Manner) -> Ways | None:
        """Return the ways so changed that each modality is used that must be, or ``None`` when that cannot be."""
        missing = [modality for modality in LesionModality if modality in self._must_use and not _uses(ways, modality)]
        if not missing:
            return ways
        for place in self._preferred(operation, missing[0], manner):
            changed = (*ways[:place], _WAY_TO_USE[missing[0]], *ways[place + 1 :])
            still_used = [one for one in LesionModality if one in self._must_use and one not in missing]
            if all(_uses(changed, modality) for modality in still_used):
                found = self._with_musts(operation, changed, manner)
                if found is not None:
                    return found
        return None

    def _preferred(self, operation: Operation, modality: LesionModality, manner: _Manner) -> list[int]:
        """Return the lesions beside the operation that the modality can treat, those first that it suits best."""
        way = _WAY_TO_USE[modality]
        places = [
            place
            for place, verdicts in enumerate(self._verdicts)
            if place not in operation.inside
            and (place not in operation.cut or way in (Way.WEDGE, Way.LEAVE))
            and manner.is_open(verdicts.get(way))
        ]
        return sorted(places, key=lambda place: (*self._unsuited(place, modality), place))

    def _unsuited(self, place: int, modality: LesionModality) -> tuple[float, ...]:
        """Return how little a modality suits a lesion, next to what else could treat it; less is better."""
        target, verdicts = self._targets[place], self._verdicts[place]
        heat, knife = verdicts.get(Way.ABLATE), verdicts.get(Way.WEDGE)
        is_ideal_for_heat = heat is not None and heat.answer.is_true and heat.is_ideal
        is_easy_to_resect = knife is not None and knife.answer.is_true
        match modality:
            case LesionModality.RESECT:
                return (target.is_deep, is_ideal_for_heat and not target.is_subcapsular, -target.size.low)
            case LesionModality.ABLATE:
                return (not is_ideal_for_heat, target.is_subcapsular, target.size.low)
            case LesionModality.SBRT:
                return (is_ideal_for_heat, is_easy_to_resect, not target.is_deep, target.size.low)
            case LesionModality.LEAVE:
                return (0.0,)


_WAY_TO_USE = {
    LesionModality.RESECT: Way.WEDGE,
    LesionModality.ABLATE: Way.ABLATE,
    LesionModality.SBRT: Way.SBRT,
    LesionModality.LEAVE: Way.LEAVE,
}


def _uses(ways: Ways, modality: LesionModality) -> bool:
    return any(way.modality is modality for way in ways)
