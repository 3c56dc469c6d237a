"""The planner's door: from the facts of a case to the plans of one strategy, and the facts of the leading one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from crlm_desktop.case.choices import Augmentation
from crlm_desktop.engine.facts.declaration import lesion_of
from crlm_desktop.engine.facts.source import Source
from crlm_desktop.engine.interval import Interval, exactly
from crlm_desktop.engine.planner import answers
from crlm_desktop.engine.planner.ground import Ground, Workings, ground_of
from crlm_desktop.engine.planner.outlines import OutlineBook
from crlm_desktop.engine.planner.plan_facts import UNTREATED
from crlm_desktop.engine.planner.plan_set import PlanSet
from crlm_desktop.engine.planner.staging import STAGED
from crlm_desktop.engine.planner.strategy import Request, StrategyPlanner
from crlm_desktop.engine.planner.thresholds import Limits
from crlm_desktop.engine.proposal import LesionModality
from crlm_desktop.engine.tri import FALSE, FactId, unknown

LESIONS = FactId("lesions")
REMNANT = FactId("flr.percent")
_JUDGED = FactId("liver.technically_resectable")
NO_MUST: frozenset[LesionModality] = frozenset()


def plan(
    table: Source,
    *,
    modalities: frozenset[LesionModality],
    thresholds: Mapping[str, float],
    must_use: frozenset[LesionModality] = NO_MUST,
    augmentation: Augmentation | None = None,
) -> PlanSet:
    """Return the plans of one strategy for a case; for several strategies of one case, keep a `Planner`."""
    return Planner(table, thresholds).plan(modalities, must_use=must_use, augmentation=augmentation)


@dataclass(frozen=True, slots=True)
class Shared:
    """What the planners of one case under several assumptions work out once."""

    outlines: OutlineBook
    workings: Workings


class Planner:
    """Makes the plans of all strategies for one case; what they share is worked out once.

    ``thresholds`` are the edition's numbers by name; one of `thresholds.NAMES` that is missing is a KeyError.
    """

    def __init__(
        self,
        table: Source,
        thresholds: Mapping[str, float],
        *,
        like: Ground | None = None,
        but: frozenset[str] = frozenset(),
        shared: Shared | None = None,
    ) -> None:
        """``like``, ``but`` and ``shared`` hold what a planner of the same case has worked out already (`assuming`)."""
        self._thresholds = thresholds
        self._shared = Shared(OutlineBook(), Workings(Limits.of(thresholds))) if shared is None else shared
        self._ground = ground_of(table, thresholds, like=like, but=but, workings=self._shared.workings)
        self._strategies = StrategyPlanner(self._ground, self._shared.outlines)
        self._made: dict[Request, PlanSet] = {}

    def assuming(self, table: Source, changed: frozenset[FactId]) -> Planner:
        """Return the planner of the same case while the ``changed`` facts are others; what stays is taken over."""
        is_about_all = _JUDGED in changed
        but = frozenset(one.id for one in self._ground.targets) if is_about_all else frozenset(map(lesion_of, changed))
        return Planner(table, self._thresholds, like=self._ground, but=but, shared=self._shared)

    def turns_of(self, fact: FactId) -> tuple[float, ...]:
        """Return numbers, in order, at which plans may become others with a fact, besides the thresholds.

        A measured remnant is compared with what each operation can leave, at least and at most.
        """
        if fact != REMNANT:
            return ()
        shares = self._ground.reckoning.liver.shares
        rests = [shares.of(one.taken).rest for one in self._ground.operations.joining(self._ground.targets).found]
        return tuple(sorted({end for rest in rests for end in (rest.low, rest.high)}))

    def without_barred(
        self, modalities: frozenset[LesionModality], *, must_use: frozenset[LesionModality]
    ) -> frozenset[LesionModality]:
        """Return the modalities without those that may be used but are declined, or surely not offered here.

        The only modality of a strategy is kept, as what it must use is: what bars them bars the strategy itself.
        """
        if len(modalities) == 1:
            return modalities
        return frozenset(one for one in modalities if one in must_use or not self._ground.is_barred(one))

    def plan(
        self,
        modalities: frozenset[LesionModality],
        *,
        must_use: frozenset[LesionModality] = NO_MUST,
        augmentation: Augmentation | None = None,
    ) -> PlanSet:
        """Return the plans that treat every lesion by these modalities, each of ``must_use`` at least once.

        A vanished lesion may always be left and observed. With an augmentation the plans are staged, and the remnant is
        that before it; an augmentation that is none of `STAGED` is a ValueError.
        """
        if augmentation is not None and augmentation not in STAGED:
            raise ValueError(f"no staged plans for {augmentation}")
        request = Request(modalities=modalities, must_use=must_use, augmentation=augmentation)
        found = self._made.get(request)
        if found is None:
            found = self._made[request] = self._planned(request)
        return found

    def _planned(self, request: Request) -> PlanSet:
        if self._ground.targets:
            return self._strategies.plan_set(request)
        lesions = [lesion.id for lesion in self._ground.source.lesions or ()]
        if self._ground.lesions_known:
            facts = answers.without_plan(FALSE, untreated=exactly(0), augmentation_needed=FALSE, hangs_on=frozenset())
        else:
            facts = answers.without_plan(
                unknown(LESIONS),
                untreated=Interval(UNTREATED.low, UNTREATED.high),
                augmentation_needed=None,
                hangs_on=frozenset({LESIONS}),
            )
        return PlanSet(facts=facts, treated_by=answers.treated_by(None, (), lesions))
