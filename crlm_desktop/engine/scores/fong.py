"""The clinical risk score of Fong et al., Ann Surg 1999;230:309-318, doi 10.1097/00000658-199909000-00004.

One point each: node-positive primary; interval from primary to metastases of less than 12 months (synchronous ones
count); more than one tumour; preoperative CEA of more than 200 µg/L; largest tumour of more than 50 mm. Boundaries are
strict: exactly 12 months, 200 µg/L or 50 mm adds nothing.

The score asks for what holds before the operation. Ayez et al. (Ann Surg Oncol 2011;18:2757) found it predictive with
the findings after chemotherapy and unreliable with those before it, so the two are kept apart: `FONG` takes the present
findings, and after chemotherapy no CEA from before it; `FONG_BEFORE` takes those before the present systemic line, and
applies only when systemic treatment was given.
"""

from __future__ import annotations

from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts import FactId, FactValue
from crlm_desktop.engine.proposal import Score, SourceId
from crlm_desktop.engine.scores.parts import (
    Facts,
    Part,
    ScoreRule,
    is_cleared,
    is_less,
    is_more,
    missing_of,
    point,
    points_of,
    value_and_range,
)

FONG_1999, AYEZ_2011 = SourceId("fong-1999"), SourceId("ayez-2011")
INTERVAL_MONTHS, CEA_UG_L, SIZE_MM = 12, 200, 50
HIGH_FROM = 3

NAME = Text("Clinical risk score (Fong)", "临床风险评分（Fong）")
NAME_BEFORE = Text("Clinical risk score (Fong) before chemotherapy", "化疗前临床风险评分（Fong）")
LOW, HIGH = Text("low risk (0-2)", "低危（0～2 分）"), Text("high risk (3-5)", "高危（3～5 分）")
FIVE_YEAR_SURVIVAL_PERCENT = (60, 44, 40, 20, 25, 14)
MEDIAN_SURVIVAL_MONTHS = (74, 51, 47, 33, 20, 22)


def _now(facts: Facts) -> Score | None:
    if is_cleared(facts):
        return None
    return _score(facts, "fong_crs", NAME, size="lesions.max_mm", cea=_cea_now(facts))


def _before(facts: Facts) -> Score | None:
    if is_cleared(facts) or not facts.value(FactId("systemic.given")).tri.is_true:
        return None
    cea = facts.value(FactId("markers.cea_before_ug_l"))
    return _score(facts, "fong_crs_before", NAME_BEFORE, size="lesions.max_before_mm", cea=cea)


def _cea_now(facts: Facts) -> FactValue:
    """Return the latest CEA; once chemotherapy was given, a value from before it is not the preoperative one."""
    latest, before = facts.value(FactId("markers.cea_ug_l")), facts.value(FactId("markers.cea_before_ug_l"))
    if facts.value(FactId("systemic.given")).tri.is_true and latest.derived_from == before.derived_from:
        return facts.value(FactId("markers.cea_after_ug_l"))
    return latest


def _score(facts: Facts, score_id: str, name: Text, *, size: str, cea: FactValue) -> Score:
    parts = (
        point("node_positive", facts.value(FactId("primary.node_positive")).tri),
        point("interval_under_12_months", is_less(facts.value(FactId("interval.months")), INTERVAL_MONTHS)),
        point("more_than_one_tumour", is_more(facts.value(FactId("lesions.count")), 1)),
        point("cea_over_200", is_more(cea, CEA_UG_L)),
        point("largest_over_50_mm", is_more(facts.value(FactId(size)), SIZE_MM)),
    )
    return _told(score_id, name, parts)


def _told(score_id: str, name: Text, parts: tuple[Part, ...]) -> Score:
    total = parts[0].adds
    for part in parts[1:]:
        total = total + part.adds
    value, possible = value_and_range(total)
    return Score(
        id=score_id,
        name=name,
        value=value,
        range=possible,
        points=points_of(parts),
        grade=LOW if possible[1] < HIGH_FROM else HIGH if possible[0] >= HIGH_FROM else None,
        outcome=None if value is None else _outcome(int(value)),
        sources=(FONG_1999, AYEZ_2011),
        missing=missing_of(parts),
    )


def _outcome(points: int) -> Text:
    percent, months = FIVE_YEAR_SURVIVAL_PERCENT[points], MEDIAN_SURVIVAL_MONTHS[points]
    return Text(
        f"In the original series: 5-year survival {percent} %, median {months} months.",
        f"原始队列：5 年生存率 {percent}%，中位生存 {months} 个月。",
    )


FONG = ScoreRule(id="fong_crs", name=NAME, sources=(FONG_1999, AYEZ_2011), of=_now)
FONG_BEFORE = ScoreRule(id="fong_crs_before", name=NAME_BEFORE, sources=(FONG_1999, AYEZ_2011), of=_before)
