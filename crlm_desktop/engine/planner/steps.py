"""The steps of a plan in words: resections, wedges, ablation, radiotherapy, observation, in the order of the day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from crlm_desktop.case.choices import Ras
from crlm_desktop.case.wording import Text
from crlm_desktop.engine.liver.resections import MAJOR_FROM
from crlm_desktop.engine.liver.segments import is_within
from crlm_desktop.engine.planner.draft import Draft
from crlm_desktop.engine.planner.ground import Ground
from crlm_desktop.engine.planner.target import Target
from crlm_desktop.engine.planner.ways import Way, places_in
from crlm_desktop.engine.planner.wording import (
    by_site,
    figure,
    ids_of,
    joined,
    lesions_with_size,
    segments_of,
    within_line,
)

_NOTHING = Text("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One thing that is done: its stable word, what the step says, and how the line that sums a plan up names it."""

    action: str
    text: Text
    short: Text
    lesions: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()


class Narrator:
    """Puts the drafts of one case into words."""

    def __init__(self, ground: Ground) -> None:
        self._targets = ground.targets
        self._verdicts = ground.verdicts
        self._limits = ground.limits
        self._ras = ground.source.value("molecular.ras").known
        flr = ground.source.case.liver.flr
        self._planned_as = flr.resection if flr is not None else None

    def treated(self, draft: Draft, way: Way) -> list[Target]:
        """Return the lesions that a draft treats in one way."""
        return [self._targets[place] for place in places_in(draft.ways.at(way))]

    def _last_resorts(self, draft: Draft, way: Way) -> Text:
        """Return what a step adds on the lesions that it treats against advice, since nothing else is open to them."""
        places = places_in(draft.ways.at(way))
        ids = ids_of(self._targets[place] for place in places if self._verdicts[place][way].is_last_resort)
        if not ids.en:
            return _NOTHING
        return Text(f"; {ids.en}: advised against, a last resort", f"；{ids.zh}：不建议，仅作为最后手段")

    def resections(self, draft: Draft) -> Iterator[Clause]:
        """Yield the anatomical resections, each with its lesions; one that crosses parts is told at the first."""
        inside = self.treated(draft, Way.ANATOMICAL)
        if draft.operation.takes is None:
            yield self._unnamed(inside)
            return
        approach = _NOTHING
        if draft.operation.size < MAJOR_FROM:
            approach = Text(", laparoscopic or robotic where the site allows", "，部位允许时行腹腔镜或机器人手术")
        for part in draft.operation.parts:
            held = [one for one in inside if is_within(one.segments, part.takes) or one.segments & part.takes]
            inside = [one for one in inside if one not in held]
            yield self._clause(part.action, part.name, held, part.segments, after=approach)

    def wedges(self, draft: Draft) -> Iterator[Clause]:
        """Yield the parenchyma-sparing resections as one step."""
        targets = self.treated(draft, Way.WEDGE)
        if not targets:
            return
        places, ids = by_site(targets), ids_of(targets)
        text = Text(f"Parenchyma-sparing resection {places.en}", f"保留肝实质的局部切除：{places.zh}")
        if not draft.operation.is_resection:
            text = Text(
                f"{text.en}, laparoscopic or robotic where the site allows",
                f"{text.zh}，部位允许时行腹腔镜或机器人手术",
            )
        yield Clause(
            action="wedge",
            text=text,
            short=Text(f"parenchyma-sparing resection of {ids.en}", f"局部切除 {ids.zh}"),
            lesions=_ids(targets),
            segments=segments_of(targets),
        )

    def ablation(self, draft: Draft, *, with_resection: bool) -> Iterator[Clause]:
        """Yield the ablations as one step, in the session of the resection where there is one."""
        targets = self.treated(draft, Way.ABLATE)
        if not targets:
            return
        places, ids, margin = by_site(targets), ids_of(targets), self._margin()
        session = Text(", same session", "，与切除同期") if with_resection or draft.ways.wedge else _NOTHING
        large = [one for one in targets if one.size.low > self._limits.ablation_ideal_mm]
        cautions = (self._large(large) if large else _NOTHING, self._last_resorts(draft, Way.ABLATE))
        caution = joined(cautions, en="", zh="")
        yield Clause(
            action="ablation",
            text=Text(
                f"Microwave ablation {places.en}{session.en}, {margin.en}{caution.en}",
                f"微波消融：{places.zh}{session.zh}，{margin.zh}{caution.zh}",
            ),
            short=Text(f"microwave ablation of {ids.en}", f"微波消融 {ids.zh}"),
            lesions=_ids(targets),
            segments=segments_of(targets),
        )

    def radiotherapy(self, draft: Draft) -> Iterator[Clause]:
        """Yield the radiotherapy as one step; the doses are those of Rusthoven 2009 and of the cohorts after it."""
        targets = self.treated(draft, Way.SBRT)
        if targets:
            places, ids, spared = by_site(targets), ids_of(targets), figure(self._limits.spared_liver_ml)
            caution = self._last_resorts(draft, Way.SBRT)
            yield Clause(
                action="sbrt",
                text=Text(
                    f"SBRT {places.en}, BED10 ≥ 100 Gy, at least {spared} ml of liver spared{caution.en}",
                    f"SBRT：{places.zh}，BED10 ≥ 100 Gy，受保护肝体积 ≥ {spared} ml{caution.zh}",
                ),
                short=Text(f"SBRT of {ids.en}", f"SBRT {ids.zh}"),
                lesions=_ids(targets),
                segments=segments_of(targets),
            )

    def observation(self, draft: Draft) -> Iterator[Clause]:
        """Yield the vanished lesions that are left; sources disagree on leaving them, and the step says so."""
        targets = self.treated(draft, Way.LEAVE)
        if targets:
            places, ids = by_site(targets), ids_of(targets)
            yield Clause(
                action="observation",
                text=Text(
                    f"Leave and observe {places.en}: MRI every 3 months; sources disagree on whether the original site "
                    "should rather be resected or ablated",
                    f"保留观察：{places.zh}，每 3 个月复查 MRI；是否应切除或消融原病灶部位，证据不一",
                ),
                short=Text(f"observation of {ids.en}", f"观察 {ids.zh}"),
                lesions=_ids(targets),
                segments=segments_of(targets),
            )

    def _margin(self) -> Text:
        """Return the margin to aim at: 10 mm when RAS is mutated (Calandri 2018), else 5 mm with 10 mm ideal."""
        least, ideal = figure(self._limits.ablation_margin_mm), figure(self._limits.ablation_margin_ideal_mm)
        if self._ras == Ras.MUTATED:
            return Text(f"margin ≥ {ideal} mm (RAS mutated)", f"消融边缘 ≥ {ideal} mm（RAS 突变型）")
        if self._ras == Ras.WILD_TYPE:
            return Text(
                f"margin ≥ {least} mm, ideally ≥ {ideal} mm (RAS wild type)",
                f"消融边缘 ≥ {least} mm，理想为 ≥ {ideal} mm（RAS 野生型）",
            )
        return Text(
            f"margin ≥ {least} mm, ≥ {ideal} mm if RAS is mutated (RAS not recorded)",
            f"消融边缘 ≥ {least} mm，RAS 突变者 ≥ {ideal} mm（RAS 未记录）",
        )

    def _large(self, targets: list[Target]) -> Text:
        ids, limit = ids_of(targets), figure(self._limits.ablation_ideal_mm)
        return Text(
            f"; {ids.en} above {limit} mm: possible, but control is less certain",
            f"；{ids.zh} 超过 {limit} mm：可行，但局部控制把握较小",
        )

    def _unnamed(self, inside: list[Target]) -> Clause:
        """Return the operation that the team planned and the record does not name."""
        if self._planned_as:
            name = Text(f"Planned resection ({self._planned_as})", f"拟行切除（{self._planned_as}）")
        else:
            name = Text("Planned resection (extent not recorded)", "拟行切除（范围未记录）")
        return self._clause("planned-resection", name, inside, ())

    def _clause(
        self,
        action: str,
        name: Text,
        targets: list[Target],
        segments: tuple[str, ...],
        *,
        after: Text = _NOTHING,
    ) -> Clause:
        held = lesions_with_size(targets)
        named = joined((name, held), en=": ", zh="：") if targets else name
        return Clause(
            action=action,
            text=Text(f"{named.en}{after.en}", f"{named.zh}{after.zh}"),
            short=within_line(name),
            lesions=_ids(targets),
            segments=segments,
        )


def _ids(targets: list[Target]) -> tuple[str, ...]:
    return tuple(target.id for target in targets)
