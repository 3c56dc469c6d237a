"""What a plan takes as given, in words: of lesions, of volumes, of the remnant, and what it still hangs on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts.catalogue import FACTS
from crlm_desktop.engine.liver.room import largest_mm_within
from crlm_desktop.engine.liver.segments import needs_inferior_right_vein
from crlm_desktop.engine.liver.volumes import TYPICAL_ML, VolumeNote
from crlm_desktop.engine.planner.draft import Draft
from crlm_desktop.engine.planner.feasibility import is_held_by_site
from crlm_desktop.engine.planner.ground import Ground
from crlm_desktop.engine.planner.target import Target
from crlm_desktop.engine.planner.ways import AssumptionKind
from crlm_desktop.engine.planner.wording import figure, ids_of, joined, site, span
from crlm_desktop.engine.proposal import Basis, LesionModality
from crlm_desktop.engine.tri import FactId


class Premises:
    """Tells the premises of the drafts of one case."""

    def __init__(self, ground: Ground) -> None:
        self._targets = ground.targets
        self._verdicts = ground.verdicts
        self._reckoning = ground.reckoning
        self._required = ground.required
        self._limits = ground.limits
        self._named = ground.reckoning.planned.named
        self._mri_days = ground.source.value("imaging.liver_mri.days")

    def of(self, draft: Draft) -> tuple[Text, ...]:
        """Return the premises of one draft: what is open first, then what is assumed, then what volumes rest on."""
        return (
            *self._open(draft),
            *self._unseen(draft),
            *self._assumed(draft),
            *self._of_remnant(draft),
            *self._of_volumes(draft),
            *(self._of_threshold() if draft.operation.is_resection else ()),
        )

    def _open(self, draft: Draft) -> Iterator[Text]:
        """Yield for each lesion on what its treatment hangs."""
        for place, target in enumerate(self._targets):
            way = draft.ways.of(place)
            answer = self._verdicts[place][way].answer
            if answer.is_unknown:
                if way.modality is LesionModality.RESECT and is_held_by_site(target, self._named).is_unknown:
                    yield _too_large_for_site(target)
                what = joined(label_of(fact, target) for fact in sorted(answer.hangs_on))
                yield Text(f"{target.id}: hangs on {what.en} (not recorded)", f"{target.id}：取决于{what.zh}（未记录）")

    def _unseen(self, draft: Draft) -> Iterator[Text]:
        """Yield that lesions are left as vanished of which no dated liver MRI says so."""
        left = [target for place, target in enumerate(self._targets) if draft.ways.leave >> place & 1]
        if left and not self._mri_days.is_settled:
            ids = ids_of(left)
            yield Text(
                f"{ids.en} left without a dated liver MRI: that nothing is visible there is not settled",
                f"{ids.zh} 保留观察而无有日期的肝脏 MRI：该部位是否确无可见病灶尚未明确",
            )

    def _assumed(self, draft: Draft) -> Iterator[Text]:
        """Yield each kind of assumption once, with the lesions of which it is made."""
        for kind in AssumptionKind:
            lesions = [one.lesion for one in draft.assumptions if one.kind is kind]
            if lesions:
                what = self._assumption(kind)
                yield Text(f"Assumed of {', '.join(lesions)}: {what.en}", f"假定 {'、'.join(lesions)}：{what.zh}")

    def _assumption(self, kind: AssumptionKind) -> Text:
        duct, bowel = figure(self._limits.duct_distance_mm), figure(self._limits.bowel_distance_mm)
        match kind:
            case AssumptionKind.DUCT_FAR:
                return Text(
                    f"more than {duct} mm from a first or second order bile duct (distance not recorded)",
                    f"距一、二级胆管超过 {duct} mm（距离未记录）",
                )
            case AssumptionKind.BOWEL_FAR:
                return Text(
                    f"at least {bowel} mm from stomach, duodenum and bowel (distance not recorded)",
                    f"距胃、十二指肠及肠道至少 {bowel} mm（距离未记录）",
                )
            case AssumptionKind.PEDICLE_FAR:
                return Text(
                    "not deep at a portal pedicle, so that a wedge can reach it (depth or vessel not recorded)",
                    "并非位于门静脉蒂旁的深部，可行局部切除（深度或邻近血管未记录）",
                )
            case AssumptionKind.VISIBLE:
                return Text("still visible (state and size not recorded)", "目前仍可见（状态与大小未记录）")
            case AssumptionKind.WITHIN_PLANNED:
                return Text("goes with the planned resection (site not recorded)", "随拟行切除一并切除（部位未记录）")
            case _:
                assert_never(kind)

    def _of_remnant(self, draft: Draft) -> Iterator[Text]:
        if self._reckoning.is_measured_for(draft.operation):
            if self._reckoning.planned.named is None:
                yield Text(
                    "The measured remnant is taken as that of this resection; the record does not name the resection",
                    "实测剩余肝视为此切除方式的剩余肝；病历未注明测量所对应的切除方式",
                )
            if (taken := self._reckoning.losses(draft.ways)).high:
                yield self._taken_off(draft, figure(taken.likely))
        elif draft.remnant.basis is Basis.ESTIMATED and draft.operation.is_resection:
            yield Text(
                "Remnant estimated from population fractions (Abdalla et al., Surgery 2004), for 95 of 100 persons",
                "剩余肝按人群比例估算（Abdalla 等，Surgery 2004），区间涵盖 95% 的人群",
            )
        if needs_inferior_right_vein(draft.operation.taken):
            yield Text(
                "Segment 6 drains through an inferior right hepatic vein, or the right hepatic vein is kept",
                "6 段经右后下肝静脉回流，或保留肝右静脉",
            )

    def _taken_off(self, draft: Draft, losses: str) -> Text:
        measured, least = draft.remnant.share.likely, self._required.percent.high
        text = Text(
            f"Wedges and ablation zones (about {losses} %) are taken off the measured remnant of {figure(measured)} %; "
            "if the measurement leaves them out already, all of it stays",
            f"局部切除与消融范围（约 {losses}%）已从实测剩余肝 {figure(measured)}% 中扣除；若测量时已排除该范围，"
            "则以实测值为准",
        )
        if not self._reckoning.told(draft.operation, draft.ways).likely < least <= measured:
            return text
        return Text(
            f"{text.en}. Else less than {figure(least)} % stays: measure what this plan leaves",
            f"{text.zh}；否则剩余肝将不足 {figure(least)}%，应按本计划重新测量",
        )

    def _of_volumes(self, draft: Draft) -> Iterator[Text]:
        """Yield what the volumes rest on, where the plan rests on volumes."""
        if self._reckoning.is_measured_for(draft.operation):
            return
        losses = self._reckoning.losses(draft.ways)
        for note in self._reckoning.liver.notes:
            if note is not VolumeNote.TYPICAL_LIVER:
                yield _VOLUME_NOTES[note]
            elif losses.high:
                low, likely, high = (figure(one) for one in (TYPICAL_ML.low, TYPICAL_ML.likely, TYPICAL_ML.high))
                yield Text(
                    f"Wedges and ablation zones reckoned for a liver of {likely} ml ({low}-{high} ml)",
                    f"局部切除与消融范围按肝体积 {likely} ml（{low}～{high} ml）估算",
                )

    def _of_threshold(self) -> Iterator[Text]:
        percent = span(self._required.percent)
        if not self._required.percent.is_exact:
            yield Text(
                f"Threshold of the remnant {percent} %: liver quality or length of chemotherapy not recorded",
                f"剩余肝阈值 {percent}%：肝脏背景或化疗时长未记录",
            )
        elif self._required.is_by_chemotherapy:
            weeks = figure(self._limits.injury_weeks)
            yield Text(
                f"Threshold of the remnant {percent} % as for an injured liver: over {weeks} weeks of chemotherapy",
                f"化疗超过 {weeks} 周，剩余肝阈值按肝损伤取 {percent}%",
            )


_VOLUME_NOTES = {
    VolumeNote.TUMOUR_FROM_SIZES: Text(
        "Tumour volume reckoned from the diameters of the lesions", "肿瘤体积按病灶直径估算"
    ),
    VolumeNote.STANDARDISED: Text(
        "Shares of the liver volume that is estimated from the body surface (Vauthey et al., Liver Transpl 2002)",
        "比例以按体表面积估算的标准肝体积为分母（Vauthey 等，Liver Transpl 2002）",
    ),
    VolumeNote.CONTRADICTORY: Text(
        "The measured volumes contradict each other (segments larger than the liver, or tumour larger than the "
        "segments that hold it); population fractions were used instead",
        "实测体积相互矛盾（各段之和超过全肝，或肿瘤体积超过其所在肝段），改用人群比例",
    ),
    VolumeNote.TUMOUR_TAKEN_OFF: Text(
        "The measured segments add up to the liver with its tumour: the tumour was taken off those that hold lesions",
        "各段实测体积之和等于含肿瘤的全肝体积，已从病灶所在肝段中扣除肿瘤体积",
    ),
    VolumeNote.TUMOUR_PERHAPS_IN: Text(
        "Whether the measured segments include the tumour is not recorded: the remnant allows for both",
        "未记录各段实测体积是否包含肿瘤，剩余肝区间兼顾两种情况",
    ),
}


def _too_large_for_site(target: Target) -> Text:
    size, where, limit = target.likely_mm, site(target.segments), largest_mm_within(target.segments)
    assert size is not None, "only a lesion of known size is too large"
    assert limit is not None, "only one segment is too small"
    told, most = figure(size), figure(round(limit))
    return Text(
        f"{target.id}: {told} mm are more than {where.en} alone can hold (about {most} mm), so that it displaces "
        "or involves its neighbours and the extent of the resection is not known; record every segment that it reaches",
        f"{target.id}：{told} mm 超过 {where.zh} 单独所能容纳的大小（约 {most} mm），病灶必推挤或累及邻近肝段，"
        "切除范围未定；请记录其累及的全部肝段",
    )


def label_of(fact: FactId, target: Target) -> Text:
    """Return what a fact of a lesion is called within a line."""
    declared = FACTS.lesion_fact(fact.removeprefix(f"lesions[{target.id}]."))
    assert declared is not None, "a lesion's treatment hangs on facts of the lesion"
    return Text(declared.label.en[:1].lower() + declared.label.en[1:], declared.label.zh)
