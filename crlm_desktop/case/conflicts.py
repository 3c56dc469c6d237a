"""Contradictions across fields: statements of which each may be true, but not all of them together."""

from __future__ import annotations

from collections.abc import Iterator

from crlm_desktop.case import choices as c
from crlm_desktop.case.casefile import plain_number
from crlm_desktop.case.conflict import Conflict, out_of_order
from crlm_desktop.case.conflicting_treatments import contradicting_treatments
from crlm_desktop.case.dates import PartialDate
from crlm_desktop.case.fields import name_of
from crlm_desktop.case.record import Case, Lesion, Volumes
from crlm_desktop.case.wording import Text

__all__ = ["Conflict", "conflicts"]

# Segment volumes are measured one by one; their sum may miss the whole by rounding and vessels.
VOLUME_TOLERANCE = 0.05
# A remnant in ml and in percent are two readings of one measurement, each rounded.
PERCENT_TOLERANCE = 5.0
SYNCHRONOUS_WITHIN_DAYS = 183
# Two readings of one lesion differ by so much.
SIZE_TOLERANCE_MM = 3.0
MONTHS_EARLY_DAYS = 31


def conflicts(case: Case) -> tuple[Conflict, ...]:
    """Return every contradiction in the case, in the order of the record; unknown fields contradict nothing."""
    found = (*_dates(case), *_primary(case), *_molecular(case), *_metastases(case), *_lesions(case), *_liver(case))
    return (*found, *contradicting_treatments(case))


def _dates(case: Case) -> Iterator[Conflict]:
    diagnosed, resected = case.primary.diagnosed_on, case.primary.resected_on
    if diagnosed and resected and resected.is_surely_before(diagnosed):
        yield out_of_order("primary.resected_on", resected, "primary.diagnosed_on", diagnosed)
    for path, day in _days(case):
        if case.as_of and day and case.as_of.is_surely_before(day):
            name, more = name_of(path), _STILL_GOES_ON if path.endswith(".ended_on") else Text("", "")
            yield Conflict(
                ("as_of", path),
                Text(
                    f"“{name.en}” is {day}, which lies after {case.as_of}, the date to which the record speaks."
                    f"{more.en}",
                    f"“{name.zh}”为 {day}，晚于病历截至日期 {case.as_of}。{more.zh}",
                ),
            )


_STILL_GOES_ON = Text(
    " A treatment whose end is only planned still goes on: say so, or correct one of the dates.",
    "若仅为计划结束日期，则治疗仍在进行：请标为正在进行，或更正日期。",
)


def _days(case: Case) -> Iterator[tuple[str, PartialDate | None]]:
    """Yield every date of something that has happened, with its path."""
    yield "primary.diagnosed_on", case.primary.diagnosed_on
    yield "primary.resected_on", case.primary.resected_on
    yield "metastases.detected_on", case.metastases.detected_on
    yield "extrahepatic.staged_on", case.extrahepatic.staged_on
    yield "imaging.ct_on", case.imaging.ct_on
    yield "imaging.liver_mri_on", case.imaging.liver_mri_on
    yield "imaging.pet_on", case.imaging.pet_on
    for index, marker in enumerate(case.markers or ()):
        yield f"markers[{index}].on", marker.on
    for index, line in enumerate(case.systemic or ()):
        yield f"systemic[{index}].started_on", line.started_on
        if not line.ongoing:
            yield f"systemic[{index}].ended_on", line.ended_on
    for index, treatment in enumerate(case.local_treatments or ()):
        yield f"local_treatments[{index}].on", treatment.on


def _primary(case: Case) -> Iterator[Conflict]:
    primary = case.primary
    if primary.state is c.PrimaryState.IN_SITU and primary.resected_on:
        yield Conflict(
            ("primary.state", "primary.resected_on"),
            Text(
                f"The primary is said to be in place, yet resected on {primary.resected_on}.",
                f"原发灶标为在位，却又记录于 {primary.resected_on} 切除。",
            ),
        )
    rectal = (c.PrimarySite.RECTUM, c.PrimarySite.RECTOSIGMOID)
    irradiated = primary.rectal_radiotherapy in (c.RectalRadiotherapy.PLANNED, c.RectalRadiotherapy.GIVEN)
    if irradiated and primary.site is not None and primary.site not in rectal:
        yield Conflict(
            ("primary.rectal_radiotherapy", "primary.site"),
            Text(
                f"Radiotherapy of the rectum is recorded, yet the primary lies in the {primary.site.label.en}.",
                f"记录了直肠放疗，但原发灶位于{primary.site.label.zh}。",
            ),
        )


def _molecular(case: Case) -> Iterator[Conflict]:
    if case.molecular.ras is c.Ras.WILD_TYPE and case.molecular.ras_variant:
        yield Conflict(
            ("molecular.ras", "molecular.ras_variant"),
            Text(
                f"RAS is said to be wild type, yet the variant {case.molecular.ras_variant} is recorded.",
                f"RAS 标为野生型，却记录了变异 {case.molecular.ras_variant}。",
            ),
        )
    if case.molecular.ras is c.Ras.MUTATED and case.molecular.braf is c.Braf.V600E:
        yield Conflict(
            ("molecular.ras", "molecular.braf"),
            Text(
                "RAS is recorded as mutated and BRAF as V600E: one tumour seldom has both, confirm the two results.",
                "同时记录 RAS 突变与 BRAF V600E：同一肿瘤很少并存，请核实两项结果。",
            ),
        )


def _metastases(case: Case) -> Iterator[Conflict]:
    diagnosed, found, stated = (
        case.primary.diagnosed_on,
        case.metastases.detected_on,
        case.metastases.presentation,
    )
    if diagnosed and found and stated:
        at_most = (found.latest - diagnosed.earliest).days
        at_least = (found.earliest - diagnosed.latest).days
        surely_late = at_least > SYNCHRONOUS_WITHIN_DAYS + MONTHS_EARLY_DAYS
        surely_early = at_most < SYNCHRONOUS_WITHIN_DAYS - MONTHS_EARLY_DAYS
        if (stated is c.Presentation.SYNCHRONOUS and surely_late) or (
            stated is c.Presentation.METACHRONOUS and surely_early
        ):
            yield Conflict(
                ("metastases.presentation", "metastases.detected_on", "primary.diagnosed_on"),
                Text(
                    f"The presentation is said to be {stated.label.en}, yet the metastases were found on {found} "
                    f"and the primary on {diagnosed}.",
                    f"转移时相标为{stated.label.zh}，但肝转移发现于 {found}，原发灶诊断于 {diagnosed}。",
                ),
            )
    yield from _episode(case)


def _episode(case: Case) -> Iterator[Conflict]:
    came_back = [
        (index, lesion)
        for index, lesion in enumerate(case.lesions or ())
        if lesion.previous_treatment not in (None, c.PreviousTreatment.NONE)
    ]
    if case.metastases.episode is c.Episode.FIRST and came_back:
        index, lesion = came_back[0]
        yield Conflict(
            ("metastases.episode", f"lesions[{index}].previous_treatment"),
            Text(
                f"This is said to be the first episode, yet {lesion.id} came back after an earlier treatment.",
                f"标为首次肝转移，但 {lesion.id} 为既往治疗后的局部复发。",
            ),
        )
    if case.metastases.episode is c.Episode.RECURRENCE and case.local_treatments == () and not came_back:
        yield Conflict(
            ("metastases.episode", "local_treatments"),
            Text(
                "This is said to be a recurrence, yet no earlier local treatment was given.",
                "标为复发，但记录无既往局部治疗。",
            ),
        )


def _lesions(case: Case) -> Iterator[Conflict]:
    for index, lesion in enumerate(case.lesions or ()):
        yield from _lesion(lesion, f"lesions[{index}]")
    yield from _grown_in_response(case)
    yield from _untreatable_in_resectable(case)


def _untreatable_in_resectable(case: Case) -> Iterator[Conflict]:
    """Yield lesions that nothing can treat in the team's judgement, in a liver that it calls technically resectable."""
    kept = [
        (index, lesion)
        for index, lesion in enumerate(case.lesions or ())
        if lesion.resectable is False and lesion.ablatable is not True and lesion.sbrt_feasible is not True
    ]
    if case.liver.technically_resectable and kept:
        ids_en, ids_zh = ", ".join(one.id for _, one in kept), "、".join(one.id for _, one in kept)
        yield Conflict(
            ("liver.technically_resectable", *(f"lesions[{index}].resectable" for index, _ in kept)),
            Text(
                "The disease is judged technically resectable, yet these lesions are judged not resectable, and "
                f"neither ablatable nor fit for SBRT: {ids_en}.",
                f"团队判断病灶技术上可切除，却判断以下病灶不可切除，且未判断可消融或可行 SBRT：{ids_zh}。",
            ),
        )


def _grown_in_response(case: Case) -> Iterator[Conflict]:
    """Yield lesions that grew by more than two readings differ while the only systemic treatment is said to work."""
    lines = case.systemic or ()
    if len(lines) != 1 or lines[0].response not in (c.Response.CR, c.Response.PR):
        return
    response = lines[0].response
    for index, lesion in enumerate(case.lesions or ()):
        before, now = lesion.size_before_mm, lesion.size_mm
        if before is not None and now is not None and now > before + SIZE_TOLERANCE_MM:
            yield Conflict(
                ("systemic[0].response", f"lesions[{index}].size_before_mm", f"lesions[{index}].size_mm"),
                Text(
                    f"The response is recorded as {response.label.en}, yet {lesion.id} grew from "
                    f"{plain_number(before)} to {plain_number(now)} mm.",
                    f"疗效记录为{response.label.zh}，但 {lesion.id} 由 {plain_number(before)} mm 增至 "
                    f"{plain_number(now)} mm。",
                ),
            )


def _lesion(lesion: Lesion, at: str) -> Iterator[Conflict]:
    size = lesion.size_mm
    if lesion.state is c.LesionState.VANISHED and size:
        yield Conflict(
            (f"{at}.state", f"{at}.size_mm"),
            Text(
                f"{lesion.id} is said to have vanished, yet measures {plain_number(size)} mm.",
                f"{lesion.id} 标为影像学消失，却记录大小为 {plain_number(size)} mm。",
            ),
        )
    if lesion.state is c.LesionState.PRESENT and size == 0:
        yield Conflict(
            (f"{at}.state", f"{at}.size_mm"),
            Text(
                f"{lesion.id} is said to be present, yet measures 0 mm.",
                f"{lesion.id} 标为可见，却记录大小为 0 mm。",
            ),
        )
    if lesion.vessel is c.Vessel.NONE and lesion.vessel_distance_mm is not None:
        yield Conflict(
            (f"{at}.vessel", f"{at}.vessel_distance_mm"),
            Text(
                f"{lesion.id} is said to have no vessel near, yet a distance to one is given.",
                f"{lesion.id} 标为邻近无血管，却记录了距血管距离。",
            ),
        )
    segments = lesion.segments or ()
    if c.Segment.S4 in segments and (c.Segment.S4A in segments or c.Segment.S4B in segments):
        yield Conflict(
            (f"{at}.segments",),
            Text(
                f"{lesion.id} names segment 4 as a whole and one of its parts.",
                f"{lesion.id} 同时填写了 S4 与其亚段。",
            ),
        )


def _liver(case: Case) -> Iterator[Conflict]:
    volumes = case.liver.volumes_ml
    if volumes is not None:
        yield from _volumes(volumes)
    remnant = case.liver.flr
    total = volumes.total if volumes is not None else None
    if remnant is None or remnant.ml is None or total is None:
        return
    if remnant.ml > total:
        yield Conflict(
            ("liver.flr.ml", "liver.volumes_ml.total"),
            Text(
                f"The remnant of {plain_number(remnant.ml)} ml is larger than the liver of {plain_number(total)} ml.",
                f"剩余肝体积 {plain_number(remnant.ml)} ml 大于全肝体积 {plain_number(total)} ml。",
            ),
        )
    elif remnant.percent is not None and not remnant.standardised:
        tumour = volumes.tumour if volumes is not None and volumes.tumour is not None else 0.0
        readings = (100 * remnant.ml / total, 100 * remnant.ml / max(total - tumour, 1.0))
        if all(abs(remnant.percent - reading) > PERCENT_TOLERANCE for reading in readings):
            yield Conflict(
                ("liver.flr.percent", "liver.flr.ml", "liver.volumes_ml.total"),
                Text(
                    f"The remnant of {plain_number(remnant.ml)} ml is {readings[1]:.0f} % of the liver, "
                    f"yet {plain_number(remnant.percent)} % is recorded.",
                    f"剩余肝体积 {plain_number(remnant.ml)} ml 约占 {readings[1]:.0f}%，"
                    f"却记录为 {plain_number(remnant.percent)}%。",
                ),
            )


def _volumes(volumes: Volumes) -> Iterator[Conflict]:
    if volumes.total is not None and volumes.tumour is not None and volumes.tumour >= volumes.total:
        yield Conflict(
            ("liver.volumes_ml.tumour", "liver.volumes_ml.total"),
            Text(
                f"The tumour of {plain_number(volumes.tumour)} ml is not smaller than the liver of "
                f"{plain_number(volumes.total)} ml.",
                f"肿瘤体积 {plain_number(volumes.tumour)} ml 不小于全肝体积 {plain_number(volumes.total)} ml。",
            ),
        )
    whole_four = volumes.segment_4
    halves = [part for part in (volumes.segment_4a, volumes.segment_4b) if part is not None]
    if whole_four is not None and sum(halves) > whole_four * (1 + VOLUME_TOLERANCE):
        yield Conflict(
            ("liver.volumes_ml.4", "liver.volumes_ml.4a", "liver.volumes_ml.4b"),
            Text("Segments 4a and 4b together are larger than segment 4.", "S4a 与 S4b 之和大于 S4。"),
        )
    fourth = whole_four if whole_four is not None else sum(halves)
    others = [volumes.of_segment(segment) for segment in c.Segment if not segment.startswith("4")]
    together = fourth + sum(part for part in others if part is not None)
    if volumes.total is not None and together > volumes.total * (1 + VOLUME_TOLERANCE):
        yield Conflict(
            ("liver.volumes_ml",),
            Text(
                f"The segments add up to {together:.0f} ml, more than the liver of {plain_number(volumes.total)} ml.",
                f"各肝段体积之和为 {together:.0f} ml，超过全肝体积 {plain_number(volumes.total)} ml。",
            ),
        )
