"""Which lesion is treated in which way: policies that give each lesion a way, and what a plan must use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import partial, reduce
from itertools import product
from operator import and_
from typing import assert_never

from crlm_desktop.engine.planner.operation import Operation
from crlm_desktop.engine.planner.target import Target
from crlm_desktop.engine.planner.ways import WAYS, Verdict, Verdicts, Way, Ways, places_where
from crlm_desktop.engine.proposal import LesionModality
from crlm_desktop.engine.tri import Truth


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
            case _:
                assert_never(self)


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
        """Return the first way that is open to the lesion, or ``None``.

        What may have vanished is left only where nothing could treat it if it were there.
        """
        if target.is_vanished and self.leaves_vanished:
            return Way.LEAVE
        for way, must_be_ideal in self.policy.order(target):
            verdict = verdicts.get(way)
            if verdict is not None and self.is_open(verdict) and (verdict.is_ideal or not must_be_ideal):
                return way
        return Way.LEAVE if self.is_open(verdicts.get(Way.LEAVE)) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choice:
    """What a manner chooses for every lesion while nothing anatomical is resected; ``none`` has no way."""

    manner: _Manner
    ways: Ways
    none: int
    open_to_knife: int

    def untreated(self, operation: Operation) -> int:
        """Return the lesions that have no way beside an operation."""
        widened = operation.cut & ~self.ways.leave
        return (self.none & ~(operation.inside | widened)) | (widened & ~self.open_to_knife)


class Assignments:
    """Gives the lesions of one case their ways for any operation, by every policy that differs."""

    def __init__(
        self, targets: Sequence[Target], verdicts: Sequence[Verdicts], must_use: frozenset[LesionModality]
    ) -> None:
        """``verdicts`` hold only the ways that the strategy allows."""
        self._targets = targets
        self._verdicts = verdicts
        self._must_use = tuple(modality for modality in LesionModality if modality in must_use)
        self._visible = places_where(not target.is_vanished for target in targets)
        places = range(len(targets))
        self._suited = {modality: sorted(places, key=partial(self._unsuited, modality)) for modality in self._must_use}
        policies_of_vanished = (True, False) if any(target.is_vanished for target in targets) else (True,)
        manners = (
            _Manner(policy=policy, is_sure=is_sure, leaves_vanished=leaves)
            for policy, is_sure, leaves in product(_policies(verdicts), (True, False), policies_of_vanished)
        )
        found: dict[tuple[Ways, int, bool], _Choice] = {}
        for manner in manners:
            choice = self._choice(manner)
            found.setdefault((choice.ways, choice.none, manner.is_sure), choice)
        self._choices = tuple(found.values())
        self._hopeless = reduce(and_, (choice.none for choice in self._choices))
        """The lesions that nothing but an operation can treat."""

    def _choice(self, manner: _Manner) -> _Choice:
        chosen = dict.fromkeys((*WAYS, None), 0)
        open_to_knife, bit = 0, 1
        for target, verdicts in zip(self._targets, self._verdicts, strict=True):
            chosen[manner.way_for(target, verdicts)] |= bit
            if manner.is_open(verdicts.get(Way.WEDGE)):
                open_to_knife |= bit
            bit <<= 1
        ways = Ways(*(chosen[way] for way in WAYS))
        return _Choice(manner=manner, ways=ways, none=chosen[None], open_to_knife=open_to_knife)

    def beside(self, operation: Operation) -> Iterator[Ways]:
        """Yield the ways of all lesions beside an operation; none when a lesion has no way, or a must is not met.

        What lies in what is taken goes with it; what is cut needs a wider cut, or is left when it has vanished.
        """
        inside, cut = operation.inside, operation.cut
        if self._hopeless & ~(inside | cut):
            return
        seen: set[Ways] = set()
        for choice in self._choices:
            _, wedge, ablate, sbrt, leave = choice.ways
            widened = cut & ~leave
            gone = inside | widened
            if choice.none & ~gone or widened & ~choice.open_to_knife:
                continue
            ways: Ways | None = Ways(inside, (wedge & ~gone) | widened, ablate & ~gone, sbrt & ~gone, leave & ~inside)
            if self._must_use:
                assert ways is not None
                ways = self._with_musts(operation, ways, choice.manner)
            if ways is not None and ways not in seen:
                seen.add(ways)
                yield ways

    def untreated(self, operation: Operation) -> tuple[int, int]:
        """Return how many lesions have no way beside an operation: at best, and surely."""
        counts = [(choice.untreated(operation).bit_count(), choice.manner.is_sure) for choice in self._choices]
        return min(count for count, _ in counts), min(count for count, is_sure in counts if is_sure)

    def _with_musts(self, operation: Operation, ways: Ways, manner: _Manner) -> Ways | None:
        """Return the ways so changed that each modality is used that must be, or ``None`` when that cannot be."""
        missing = [modality for modality in self._must_use if not self._is_met(ways, modality)]
        if not missing:
            return ways
        met = [modality for modality in self._must_use if modality not in missing]
        for place in self._preferred(operation, missing[0], manner):
            changed = ways.changed(place, _WAY_TO_USE[missing[0]])
            if all(self._is_met(changed, modality) for modality in met):
                found = self._with_musts(operation, changed, manner)
                if found is not None:
                    return found
        return None

    def _is_met(self, ways: Ways, modality: LesionModality) -> bool:
        """Tell whether a modality is used for a lesion that can be seen; observation is for those that cannot."""
        return ways.treated_by(modality) & (-1 if modality is LesionModality.LEAVE else self._visible) != 0

    def _preferred(self, operation: Operation, modality: LesionModality, manner: _Manner) -> Iterator[int]:
        """Yield the lesions beside the operation that the modality can treat, those first that it suits best."""
        way = _WAY_TO_USE[modality]
        barred = operation.inside if way in (Way.WEDGE, Way.LEAVE) else operation.inside | operation.cut
        barred |= 0 if way is Way.LEAVE else ~self._visible
        for place in self._suited[modality]:
            if not barred >> place & 1 and manner.is_open(self._verdicts[place].get(way)):
                yield place

    def _unsuited(self, modality: LesionModality, place: int) -> tuple[float, ...]:
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
            case _:
                assert_never(modality)


def _policies(verdicts: Sequence[Verdicts]) -> tuple[Policy, ...]:
    """Return the policies that can differ: those that weigh ways which the strategy allows."""
    ways = {way for each in verdicts for way in each}
    by_knife_or_heat = (Policy.KNIFE_FIRST, Policy.BY_DEPTH) if {Way.WEDGE, Way.ABLATE} <= ways else ()
    by_beam = (Policy.BEAM_FOR_LARGE,) if Way.SBRT in ways else ()
    return (Policy.HEAT_FIRST, *by_knife_or_heat, *by_beam)


_WAY_TO_USE = {
    LesionModality.RESECT: Way.WEDGE,
    LesionModality.ABLATE: Way.ABLATE,
    LesionModality.SBRT: Way.SBRT,
    LesionModality.LEAVE: Way.LEAVE,
}
