"""A draft turned into the plan of a proposal: steps, treatments, remnant, essence and premises."""

from __future__ import annotations

from collections.abc import Sequence

from crlm_desktop.case.choices import Augmentation
from crlm_desktop.case.wording import Text
from crlm_desktop.engine.liver.segments import codes_of
from crlm_desktop.engine.planner.draft import Draft
from crlm_desktop.engine.planner.ground import Ground
from crlm_desktop.engine.planner.premises import Premises
from crlm_desktop.engine.planner.staging import Staging
from crlm_desktop.engine.planner.steps import Clause
from crlm_desktop.engine.planner.target import Target
from crlm_desktop.engine.planner.ways import Verdicts, Way
from crlm_desktop.engine.planner.wording import joined, sentence_of
from crlm_desktop.engine.proposal import Plan, Step, Treatment


class Writer:
    """Writes the plans of one case."""

    def __init__(self, ground: Ground, verdicts: Sequence[Verdicts]) -> None:
        self._targets = ground.targets
        self._verdicts = verdicts
        self._required = ground.required
        self._reckoning = ground.reckoning
        self._staging = Staging(ground)
        self._premises = Premises(ground)

    def plan(self, draft: Draft, augmentation: Augmentation | None, comparison: Text | None) -> Plan:
        """Write one plan; ``comparison`` says why it stands before the next."""
        clauses = tuple(self._staging.clauses(draft, augmentation))
        is_told = self._reckoning.is_tellable(draft.ways)
        share, percent = self._reckoning.told(draft.operation, draft.ways), self._required.percent
        return Plan(
            steps=tuple(_step(order, clause) for order, clause in enumerate(clauses, 1)),
            treatments=tuple(
                self._treatment(place, target, draft.ways.of(place)) for place, target in enumerate(self._targets)
            ),
            essence=_essence(clauses, augmentation),
            resected_segments=codes_of(draft.operation.taken),
            flr_percent=(share.low, share.likely, share.high) if is_told else None,
            flr_threshold_percent=percent.low if percent.is_exact else None,
            flr_basis=draft.remnant.basis if is_told and share.low < 100 else None,
            procedures=draft.procedures,
            assumptions=self._premises.of(draft),
            comparison=comparison,
        )

    def _treatment(self, place: int, target: Target, way: Way) -> Treatment:
        """Return what is done to a lesion, and whether the team's judgement opened this way or closed another."""
        judged = self._verdicts[place][way].judged or any(
            verdict.judged and verdict.answer.is_false for verdict in self._verdicts[place].values()
        )
        return Treatment(lesion=target.id, modality=way.modality, judged=judged)


def _step(order: int, clause: Clause) -> Step:
    return Step(order=order, action=clause.action, text=clause.text, lesions=clause.lesions, segments=clause.segments)


def _essence(clauses: Sequence[Clause], augmentation: Augmentation | None) -> Text:
    line = sentence_of(clause.short for clause in clauses if clause.action != "remeasure")
    if augmentation not in (Augmentation.TWO_STAGE_1, Augmentation.ALPPS_STAGE_1):
        return line
    return joined((Text("Two stages", "分两步"), Text(line.en[:1].lower() + line.en[1:], line.zh)), en=": ", zh="：")
