"""The clinical risk (Fong): now, for what is weighed before a resection, and as it was when the liver was resected.

A score of metastases is not made for a liver without any, yet trials of adjuvant treatment go by the score that the
person had: node-positive primary, interval of less than 12 months, more than one metastasis, CEA of more than 200 µg/L
before the resection, largest metastasis of more than 50 mm. Number and size are read off the treated lesions that the
record keeps; an empty list of lesions tells neither.
"""

from __future__ import annotations

from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts.declaring import number
from crlm_desktop.engine.facts.source import Derivation, LesionSource, Source, derived
from crlm_desktop.engine.facts.value import FactValue
from crlm_desktop.engine.interval import Interval, total
from crlm_desktop.engine.tri import FactId, Tri, tri, tri_or, unknown

CLINICAL_RISK = (
    number(
        "metastases.clinical_risk",
        Text("Clinical risk score now", "目前临床风险评分"),
        within=(0, 5),
        is_integer=True,
        about=Text(
            "Fong, with the present findings: one point each for a node-positive primary, an interval below 12 months, "
            "more than one metastasis, CEA above 200 µg/L (after chemotherapy that from after it), a metastasis above "
            "50 mm. Rules weigh it; none requires or excludes by it.",
            "以目前资料计算的 Fong 评分：原发灶淋巴结阳性、间隔 < 12 个月、转移灶多于一个、CEA > 200 µg/L"
            "（化疗后取化疗后值）、转移灶 > 50 mm 各 1 分。仅供权衡，不作为准入或排除依据。",
        ),
        entered_at=(
            "primary.n",
            "primary.diagnosed_on",
            "metastases.detected_on",
            "lesions",
            "lesions[].size_mm",
            "markers",
        ),
    ),
    number(
        "resected.clinical_risk",
        Text("Clinical risk score at the resection", "切除时临床风险评分"),
        within=(0, 5),
        is_integer=True,
        about=Text(
            "Fong: one point each for a node-positive primary, an interval below 12 months, more than one metastasis, "
            "CEA above 200 µg/L before the resection, a metastasis above 50 mm. Number and size of the treated lesions "
            "that the record keeps; CEA after chemotherapy, or before any where none was given.",
            "Fong 评分：原发灶淋巴结阳性、间隔 < 12 个月、转移灶多于一个、切除前 CEA > 200 µg/L、"
            "转移灶 > 50 mm 各 1 分。"
            "数目与大小取病历保留的已处理病灶；CEA 取化疗后值，未化疗者取治疗前值。",
        ),
        entered_at=(
            "primary.n",
            "primary.diagnosed_on",
            "metastases.detected_on",
            "lesions",
            "lesions[].size_mm",
            "markers",
        ),
    ),
)

INTERVAL_MONTHS, CEA_UG_L, SIZE_MM = 12, 200, 50

_LESIONS = FactId("lesions")


def _clinical_risk(source: Source, fact: FactId) -> FactValue:
    after, before = source.value("markers.cea_after_ug_l"), source.value("markers.cea_before_ug_l")
    cea = _by_chemotherapy(source, given=after, none=before)
    return _summed(source, fact, cea=cea, of_lesions=(_is_more_than_one(source), _is_any_large(source)))


def _clinical_risk_now(source: Source, fact: FactId) -> FactValue:
    of_lesions = (_is_above(source.value("lesions.count"), 1), _is_above(source.value("lesions.max_mm"), SIZE_MM))
    latest, before = source.value("markers.cea_ug_l"), source.value("markers.cea_before_ug_l")
    # One from before chemotherapy is not preoperative once it was given: then the value after it is asked for.
    is_from_before = latest.derived_from == before.derived_from
    given = source.value("markers.cea_after_ug_l") if is_from_before else latest
    return _summed(source, fact, cea=_by_chemotherapy(source, given=given, none=latest), of_lesions=of_lesions)


def _summed(
    source: Source, fact: FactId, *, cea: tuple[Tri, tuple[FactId, ...]], of_lesions: tuple[Tri, Tri]
) -> FactValue:
    """Return the sum of the points; ``cea`` is whether it is above the limit, and what was read for that."""
    months = source.value("interval.months")
    assert months.interval is not None
    points = (
        source.value("primary.node_positive").tri,
        Tri(months.interval.is_less(INTERVAL_MONTHS), months.hangs_on),
        cea[0],
        *of_lesions,
    )
    hangs_on = [path for point in points for path in point.hangs_on]
    return derived(fact, total(map(_adds, points)), hangs_on=hangs_on, read=[months.fact, *cea[1], "lesions"])


def _by_chemotherapy(source: Source, *, given: FactValue, none: FactValue) -> tuple[Tri, tuple[FactId, ...]]:
    """Return whether CEA is above the limit, by one value where chemotherapy was given and by another where none was.

    While nobody has told which, both must say the same.
    """
    is_given = source.value("systemic.given").tri
    if not is_given.is_unknown:
        cea = given if is_given.is_true else none
        return _is_above(cea, CEA_UG_L), (cea.fact,)
    after, before = _is_above(given, CEA_UG_L), _is_above(none, CEA_UG_L)
    read = (given.fact, none.fact)
    if after.truth is before.truth:
        return (after if after.hangs_on <= before.hangs_on else before), read
    return unknown(*after.hangs_on, *before.hangs_on, *is_given.hangs_on), read


def _adds(point: Tri) -> Interval:
    return Interval(float(point.is_true), float(not point.is_false))


def _is_more_than_one(source: Source) -> Tri:
    return tri(len(source.lesions) > 1) if source.lesions else unknown(_LESIONS)


def _is_any_large(source: Source) -> Tri:
    if not source.lesions:
        return unknown(_LESIONS)
    return tri_or(_was_large(lesion) for lesion in source.lesions)


def _was_large(lesion: LesionSource) -> Tri:
    """Return whether it was when resected: by the last size told, or by that before treatment where it vanished.

    A size that nobody told leaves it open, for it may have shrunk since the one before treatment.
    """
    size = lesion.value("size_mm")
    return _is_above(lesion.recorded("size_before_mm") if size.number == 0 else size, SIZE_MM)


def _is_above(value: FactValue, constant: float) -> Tri:
    assert value.interval is not None
    return Tri(value.interval.is_at_most(constant).opposite, value.hangs_on)


DERIVATIONS: dict[str, Derivation] = {
    "metastases.clinical_risk": _clinical_risk_now,
    "resected.clinical_risk": _clinical_risk,
}
