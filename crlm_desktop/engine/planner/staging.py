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

STAGED = (
    Augmentation.PVE,
    Augmentation.LVD,
    Augmentation.TWO_STAGE_1,
    Augmentation.ALPPS_STAGE_1,
    Augmentation.SIRT,
)
"""The ways to a larger remnant for which plans are made; all of them serve a resection of the right liver."""

_BLOCKS_PORTAL_VEIN = (Augmentation.PVE, Augmentation.LVD, Augmentation.TWO_STAGE_1, Augmentation.ALPPS_STAGE_1)


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
    """Puts the stages of a plan into words, with the figures of its thresholds; what was done is not planned again."""

    def __init__(self, ground: Ground) -> None:
        self._narrator = Narrator(ground)
        self._required = ground.required
        self._limits = ground.limits
        self._reckoning = ground.reckoning
        self._given = ground.augmented
        growth = ground.source.value("flr.kinetic_growth_percent_per_week").interval
        self._growth = growth.low if growth is not None and growth.is_exact and ground.augmented is not None else None

    def clauses(self, draft: Draft, augmentation: Augmentation | None) -> Iterator[Clause]:
        """Yield what is done in the order of the days, straight away or in stages."""
        narrator = self._narrator
        if augmentation in (Augmentation.TWO_STAGE_1, Augmentation.ALPPS_STAGE_1):
            first = (*narrator.wedges(draft), *narrator.ablation(draft, with_resection=False))
            yield from _prefixed((*first, *self._enlarging(draft, augmentation)), Text("First stage: ", "第一步："))
            yield self._checkpoint(draft, augmentation)
            yield from _prefixed(narrator.resections(draft), Text("Second stage: ", "第二步："))
        else:
            if augmentation is not None:
                yield from self._enlarging(draft, augmentation)
                yield self._checkpoint(draft, augmentation)
            yield from narrator.resections(draft)
            yield from narrator.wedges(draft)
            yield from narrator.ablation(draft, with_resection=draft.operation.is_resection)
        yield from narrator.radiotherapy(draft)
        yield from narrator.observation(draft)

    def _enlarging(self, draft: Draft, augmentation: Augmentation) -> Iterator[Clause]:
        """Yield what makes the remnant grow, unless it has been done."""
        if augmentation is self._given:
            return
        is_blocked = self._given in _BLOCKS_PORTAL_VEIN
        with_4 = bool(draft.operation.taken & SEGMENT_4)
        segments = ("4", "5", "6", "7", "8") if with_4 else ("5", "6", "7", "8")
        match augmentation:
            case Augmentation.SIRT:
                yield _irradiated()
            case Augmentation.LVD:
                yield Clause(
                    action="lvd",
                    text=_deprived(with_4=with_4, is_blocked=is_blocked),
                    short=Text("liver venous deprivation", "肝静脉剥夺"),
                    segments=segments,
                )
            case Augmentation.ALPPS_STAGE_1:
                yield Clause(
                    action="alpps-stage-1",
                    text=_split(is_blocked=is_blocked),
                    short=Text("first stage of ALPPS", "ALPPS 第一步"),
                    segments=segments,
                )
            case _:
                if not is_blocked:
                    yield Clause(
                        action="pve",
                        text=_embolised(with_4=with_4),
                        short=Text("portal vein embolisation", "门静脉栓塞"),
                        segments=segments,
                    )

    def _checkpoint(self, draft: Draft, augmentation: Augmentation) -> Clause:
        least, rate = span(self._required.percent), figure(self._limits.growth_per_week)
        match augmentation:
            case Augmentation.SIRT:
                text = Text(
                    f"Measure the remnant and the response from 3 months on; growth takes 3-12 months. "
                    f"Go: FLR ≥ {least} %, disease controlled. No-go: progression.",
                    f"自 3 个月起测量剩余肝并评估疗效，增生需 3～12 个月。"
                    f"继续：FLR ≥ {least}% 且疾病受控；终止：疾病进展。",
                )
            case Augmentation.ALPPS_STAGE_1:
                text = Text(
                    f"Measure the remnant and its function before the second stage. Go: FLR ≥ {least} %. "
                    f"Delay: liver failure or a MELD score above 10. No-go: progression.",
                    f"第二步前测量剩余肝体积并评估肝功能。继续：FLR ≥ {least}%；推迟：肝功能衰竭或 MELD 评分 > 10；"
                    f"终止：疾病进展。",
                )
            case _:
                text = Text(
                    f"Measure the remnant again after 3-4 weeks. Go: FLR ≥ {least} % and growth ≥ {rate} % a week. "
                    f"No-go: progression; with slower growth, consider {_OTHERWISE[augmentation].en}.",
                    f"3～4 周后重新测量剩余肝。继续：FLR ≥ {least}% 且增长 ≥ {rate}%/周；终止：疾病进展；"
                    f"增长较慢者考虑{_OTHERWISE[augmentation].zh}。",
                )
        lack = self._lack(draft, augmentation)
        return Clause(
            action="remeasure",
            text=Text(text.en + lack.en, text.zh + lack.zh),
            short=Text("remeasurement", "重新测量剩余肝"),
        )

    def _lack(self, draft: Draft, augmentation: Augmentation) -> Text:
        """Return by how much the likely remnant falls short; for an embolisation also how long growth has to last."""
        left = self._reckoning.told(draft.operation, draft.ways)
        lack = round(self._required.percent.high - left.likely, 1)
        if lack <= 0 or not self._required.percent.is_exact:
            return Text("", "")
        text = self._shortage(draft, lack, left.high)
        if augmentation in (Augmentation.SIRT, Augmentation.ALPPS_STAGE_1):
            return Text(f"{text.en}.", f"{text.zh}。")
        if lack > left.likely * self._limits.growth_seen / 100:
            return self._out_of_reach(text, lack, left.likely)
        if self._growth is None:
            weeks = ceil(lack / self._limits.growth_per_week)
            return Text(f"{text.en}: {_weeks(weeks)} at the least growth.", f"{text.zh}，按最低增长率约需 {weeks} 周。")
        if self._growth <= 0:
            return Text(f"{text.en}, and it has not grown.", f"{text.zh}，且未见增长。")
        weeks = ceil(lack / self._growth)
        return Text(
            f"{text.en}: about {_weeks(weeks)} at the growth measured so far.",
            f"{text.zh}，按目前实测增长率约需 {weeks} 周。",
        )

    def _shortage(self, draft: Draft, lack: float, at_most: float) -> Text:
        """Return by how much the remnant falls short, and for one that was measured also by the measurement alone."""
        points = figure(lack)
        if draft.remnant.basis is Basis.ESTIMATED:
            return Text(f" Now likely {points} percentage points short", f"目前估计差 {points} 个百分点")
        measured = round(self._required.percent.high - at_most, 1)
        if measured == lack:
            return Text(f" Now {points} percentage points short", f"目前差 {points} 个百分点")
        by_itself = (
            Text(f"{figure(measured)} by the measurement alone", f"仅按实测值差 {figure(measured)} 个")
            if measured > 0
            else Text("none by the measurement alone", "仅按实测值不差")
        )
        return Text(
            f" Now about {points} percentage points short, wedges and ablation zones taken off ({by_itself.en})",
            f"扣除局部切除与消融范围后目前约差 {points} 个百分点（{by_itself.zh}）",
        )

    def _out_of_reach(self, shortage: Text, lack: float, remnant: float) -> Text:
        """Return that the remnant would have to grow more than remnants have grown: no weeks are counted then."""
        seen = figure(self._limits.growth_seen)
        if remnant <= 0:
            return Text(f"{shortage.en}: unlikely to be reached.", f"{shortage.zh}：难以达到。")
        growth = f"{100 * lack / remnant:.0f}"
        return Text(
            f"{shortage.en}: unlikely to be reached, for the remnant would have to grow by {growth} % of its size, "
            f"and by {seen} % it grew in the best series of portal vein embolisation.",
            f"{shortage.zh}：难以达到，剩余肝须增大自身的 {growth}%，而门静脉栓塞系列中最佳者增大 {seen}%。",
        )


_OTHERWISE = {
    Augmentation.PVE: Text("venous deprivation, rescue ALPPS or waiting", "肝静脉剥夺、补救性 ALPPS 或等待"),
    Augmentation.TWO_STAGE_1: Text("venous deprivation, rescue ALPPS or waiting", "肝静脉剥夺、补救性 ALPPS 或等待"),
    Augmentation.LVD: Text("rescue ALPPS or waiting", "补救性 ALPPS 或等待"),
}


def _weeks(number: int) -> str:
    return f"{number} week" if number == 1 else f"{number} weeks"


def _embolised(*, with_4: bool) -> Text:
    if with_4:
        return Text("Portal vein embolisation of the right liver and of segment 4", "右肝及 4 段门静脉栓塞（PVE）")
    return Text("Portal vein embolisation of the right liver", "右肝门静脉栓塞（PVE）")


def _deprived(*, with_4: bool, is_blocked: bool) -> Text:
    veins = (
        Text("right and middle hepatic veins", "肝右静脉和肝中静脉")
        if with_4
        else Text("right hepatic vein", "肝右静脉")
    )
    if is_blocked:
        return Text(
            f"Embolisation of the {veins.en}: the portal vein is blocked already",
            f"{veins.zh}栓塞（门静脉已阻断）",
        )
    portal = Text("right liver and of segment 4", "右肝及 4 段") if with_4 else Text("right liver", "右肝")
    return Text(
        f"Liver venous deprivation: embolisation of the portal vein of the {portal.en} and of the {veins.en}",
        f"肝静脉剥夺（LVD）：{portal.zh}门静脉及{veins.zh}栓塞",
    )


def _split(*, is_blocked: bool) -> Text:
    if is_blocked:
        return Text(
            "ALPPS as a rescue: the parenchyma is split, the portal vein being blocked already",
            "补救性 ALPPS：离断肝实质（门静脉已阻断）",
        )
    return Text(
        "ALPPS: the portal vein of the right liver is ligated and the parenchyma split, laparoscopic or in part where "
        "the centre does so",
        "ALPPS：结扎右肝门静脉并离断肝实质，有条件的中心可行腹腔镜或部分离断",
    )


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
