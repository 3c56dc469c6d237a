"""Plans in stages: what makes the remnant grow, when it is measured again, and when the plan goes on or ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from math import ceil

from crlm_desktop.case.choices import Augmentation
from crlm_desktop.case.wording import Text
from crlm_desktop.engine.liver.segments import SEGMENT_4
from crlm_desktop.engine.planner.draft import Draft
from crlm_desktop.engine.planner.ground import Ground
from crlm_desktop.engine.planner.operation import Operation, takes_right_liver
from crlm_desktop.engine.planner.steps import Clause, Narrator
from crlm_desktop.engine.planner.ways import Ways
from crlm_desktop.engine.planner.wording import figure, span, within_line
from crlm_desktop.engine.proposal import Basis

STAGED = (Augmentation.PVE, Augmentation.TWO_STAGE_1, Augmentation.SIRT)
"""The ways to a larger remnant for which plans are made; all of them serve a resection of the right liver."""


def is_stageable(augmentation: Augmentation, operation: Operation, ways: Ways, vanished: int) -> bool:
    """Tell whether an outline can be carried out in these stages; ``vanished`` are the lesions that cannot be seen.

    What is embolised or irradiated is the right liver, with segment 4 where that goes too. Two stages need visible
    lesions on both sides: those in the remnant are cleared first, by wedges or heat.
    """
    if not takes_right_liver(operation) or not ways.anatomical:
        return False
    if augmentation is not Augmentation.TWO_STAGE_1:
        return True
    cleared_first = (ways.wedge | ways.ablate) & ~vanished
    return cleared_first != 0 and ways.anatomical & ~vanished != 0


class Staging:
    """Puts the stages of a plan into words, with the figures of its thresholds."""

    def __init__(self, ground: Ground) -> None:
        self._narrator = Narrator(ground)
        self._required = ground.required
        self._limits = ground.limits

    def clauses(self, draft: Draft, augmentation: Augmentation | None) -> Iterator[Clause]:
        """Yield what is done in the order of the days, straight away or in stages."""
        narrator = self._narrator
        match augmentation:
            case Augmentation.TWO_STAGE_1:
                first = (*narrator.wedges(draft), *narrator.ablation(draft, with_resection=False))
                yield from _prefixed(first, Text("First stage: ", "第一步："))
                yield self._embolised(draft)
                yield self._checkpoint(draft, augmentation)
                yield from _prefixed(narrator.resections(draft), Text("Second stage: ", "第二步："))
            case _:
                if augmentation is not None:
                    yield _irradiated() if augmentation is Augmentation.SIRT else self._embolised(draft)
                    yield self._checkpoint(draft, augmentation)
                yield from narrator.resections(draft)
                yield from narrator.wedges(draft)
                yield from narrator.ablation(draft, with_resection=draft.operation.is_resection)
        yield from narrator.radiotherapy(draft)
        yield from narrator.observation(draft)

    def _embolised(self, draft: Draft) -> Clause:
        with_4 = bool(draft.operation.taken & SEGMENT_4)
        text = Text("Portal vein embolisation of the right liver", "右肝门静脉栓塞（PVE）")
        if with_4:
            text = Text(f"{text.en} and of segment 4", "右肝及 4 段门静脉栓塞（PVE）")
        segments = ("4", "5", "6", "7", "8") if with_4 else ("5", "6", "7", "8")
        return Clause(
            action="pve",
            text=text,
            short=Text("portal vein embolisation", "门静脉栓塞"),
            segments=segments,
        )

    def _checkpoint(self, draft: Draft, augmentation: Augmentation) -> Clause:
        least, rate = span(self._required.percent), figure(self._limits.growth_per_week)
        if augmentation is Augmentation.SIRT:
            text = Text(
                f"Measure the remnant and the response from 3 months on; growth takes 3-12 months. "
                f"Go: FLR ≥ {least} %, disease controlled. No-go: progression.",
                f"自 3 个月起测量剩余肝并评估疗效，增生需 3～12 个月。"
                f"继续：FLR ≥ {least} % 且疾病受控；终止：疾病进展。",
            )
        else:
            text = Text(
                f"Measure the remnant again after 3-4 weeks. Go: FLR ≥ {least} % and growth ≥ {rate} % a week. "
                f"No-go: progression; with slower growth, consider venous deprivation, rescue ALPPS or waiting.",
                f"3～4 周后重新测量剩余肝。继续：FLR ≥ {least} % 且增长 ≥ {rate} %/周；终止：疾病进展；"
                f"增长较慢者考虑肝静脉剥夺、补救性 ALPPS 或等待。",
            )
        lack = self._lack(draft, augmentation)
        return Clause(
            action="remeasure",
            text=Text(text.en + lack.en, text.zh + lack.zh),
            short=Text("remeasurement", "重新测量剩余肝"),
        )

    def _lack(self, draft: Draft, augmentation: Augmentation) -> Text:
        """Return by how much the likely remnant falls short; for an embolisation also how long growth has to last."""
        lack = round(self._required.percent.high - draft.remnant.share.likely, 1)
        if lack <= 0 or not self._required.percent.is_exact:
            return Text("", "")
        points, weeks = figure(lack), ceil(lack / self._limits.growth_per_week)
        guess = draft.remnant.basis is Basis.ESTIMATED
        text = Text(
            f" Now {'likely ' if guess else ''}{points} percentage points short",
            f"目前{'估计' if guess else ''}差 {points} 个百分点",
        )
        if augmentation is Augmentation.SIRT:
            return Text(f"{text.en}.", f"{text.zh}。")
        return Text(f"{text.en}: {weeks} weeks at the least growth.", f"{text.zh}，按最低增长率约需 {weeks} 周。")


def _irradiated() -> Clause:
    return Clause(
        action="sirt",
        text=Text(
            "SIRT of the right liver (radiation lobectomy): control of the tumour while the remnant grows",
            "右肝选择性内放射治疗（放射性肝叶切除）：控制肿瘤，同时等待剩余肝增生",
        ),
        short=Text("SIRT of the right liver", "右肝 SIRT"),
        segments=("5", "6", "7", "8"),
    )


def _prefixed(clauses: Iterable[Clause], prefix: Text) -> Iterator[Clause]:
    for clause in clauses:
        text = within_line(clause.text)
        yield replace(clause, text=Text(prefix.en + text.en, prefix.zh + text.zh))
