"""The plans of one strategy: every draft that its modalities allow, the one that leads, and what that answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crlm_desktop.case.choices import Augmentation
from crlm_desktop.engine.planner import answers
from crlm_desktop.engine.planner.comparing import before_next
from crlm_desktop.engine.planner.field import Enumeration, Field
from crlm_desktop.engine.planner.ground import Ground
from crlm_desktop.engine.planner.outlines import OutlineBook
from crlm_desktop.engine.planner.plan_set import MAX_PLANS, PlanSet
from crlm_desktop.engine.planner.target import Target
from crlm_desktop.engine.planner.writing import Writer
from crlm_desktop.engine.proposal import LesionModality, Plan
from crlm_desktop.engine.tri import FALSE, Tri, tri_not, unknown

_KNIFE_AND_HEAT = (LesionModality.RESECT, LesionModality.ABLATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a strategy asks of the planner."""

    modalities: frozenset[LesionModality]
    must_use: frozenset[LesionModality]
    augmentation: Augmentation | None


class StrategyPlanner:
    """Plans the strategies of one case in which there is something to treat; what they share is drafted once."""

    def __init__(self, ground: Ground, book: OutlineBook) -> None:
        """``book`` holds the outlines of the case under other assumptions, to which it adds."""
        self._ground = ground
        self._book = book
        self._lesions = [lesion.id for lesion in ground.source.lesions or ()]
        self._enumerations: dict[tuple[object, ...], Enumeration] = {}

    def plan_set(self, request: Request) -> PlanSet:
        """Return the plans of a strategy and what they answer."""
        enumeration = self._enumeration(request)
        straight, field = enumeration.field(None), enumeration.field(request.augmentation)
        draft, needed = field.leading_draft, _augmentation_needed(enumeration, straight)
        if draft is None or field.leading is None:
            exists = FALSE if request.augmentation is None else _staged_once_placed(self._ground.targets)
            facts = answers.without_plan(
                exists,
                untreated=enumeration.outlines.untreated,
                augmentation_needed=needed,
                hangs_on=enumeration.outlines.open_facts | exists.hangs_on,
            )
            return PlanSet(facts=facts, treated_by=answers.treated_by(None, (), self._lesions))
        return PlanSet(
            write=(lambda: self._written(field, request.augmentation)) if self._ground.explains else tuple,
            facts=answers.of_leading(
                draft,
                exists=field.exists,
                kept=self._ground.reckoning.kept(draft.operation, draft.ways),
                required=self._ground.required,
                augmentation_needed=needed,
                sparing_alternative=straight.sparing_alternative_to(field.leading),
                beside_beam=self._beside_beam(request.must_use),
            ),
            treated_by=answers.treated_by(draft, self._ground.targets, self._lesions),
            presumed=frozenset(one.fact for one in draft.assumptions),
        )

    def _beside_beam(self, must_use: frozenset[LesionModality]) -> answers.BesideBeam:
        others = must_use - {LesionModality.SBRT}
        if not others or others == must_use:
            return answers.BesideBeam()
        accepted = frozenset(one for one in _KNIFE_AND_HEAT if not self._ground.is_barred(one))
        return answers.BesideBeam(
            is_needed=tri_not(self._treat_every_lesion(others, must_use=others)),
            is_possible_otherwise=self._treat_every_lesion(accepted),
        )

    def _treat_every_lesion(
        self, modalities: frozenset[LesionModality], *, must_use: frozenset[LesionModality] = frozenset()
    ) -> Tri:
        """Tell whether these modalities can treat every lesion, none of them against advice."""
        request = Request(modalities=modalities, must_use=must_use, augmentation=None)
        field = self._enumeration(request).field(None)
        draft = field.leading_draft
        return FALSE if draft is None or draft.against_advice else field.exists

    def _written(self, field: Field, augmentation: Augmentation | None) -> tuple[Plan, ...]:
        shown = field.shown[:MAX_PLANS]
        writer = Writer(self._ground, field.verdicts)
        return tuple(
            writer.plan(field.drafting.draft(sketch), augmentation, before_next(shown, place, field.as_planned))
            for place, sketch in enumerate(shown)
        )

    def _enumeration(self, request: Request) -> Enumeration:
        is_for_resection = request.must_use <= {LesionModality.RESECT} or request.augmentation is not None
        key = (request.modalities, request.must_use, is_for_resection)
        found = self._enumerations.get(key)
        if found is None:
            outlines = self._book.of(self._ground, request.modalities, request.must_use)
            found = self._enumerations[key] = Enumeration(self._ground, outlines, is_for_resection=is_for_resection)
        return found


def _staged_once_placed(targets: Sequence[Target]) -> Tri:
    """Tell whether stages could serve after all: a lesion of unknown site may lie in the right liver."""
    sites = [target.fact("segments") for target in targets if not target.segments]
    return unknown(*sites) if sites else FALSE


def _augmentation_needed(enumeration: Enumeration, straight: Field) -> Tri | None:
    """Tell whether the remnant stands in the way of treating every lesion at once; ``None`` where nothing is resected.

    The team's judgement that the liver is not technically resectable is no matter of the remnant, and left aside.
    """
    if not enumeration.outlines.may_resect:
        return None
    field = enumeration.field(None, heeds_judgement=False) if enumeration.is_judged_unresectable else straight
    draft = field.leading_draft
    return FALSE if draft is None else tri_not(draft.good)
