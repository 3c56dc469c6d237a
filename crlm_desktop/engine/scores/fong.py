"""The clinical risk score of Fong et al., Ann Surg 1999;230:309-318, doi 10.1097/00000658-199909000-00004.

One point each: node-positive primary; interval from primary to metastases of less than 12 months (synchronous ones
count); more than one tumour; preoperative CEA of more than 200 µg/L; largest tumour of more than 50 mm. Boundaries
are strict: exactly 12 months, 200 µg/L or 50 mm adds nothing.

The score asks for what holds before the operation. Ayez et al. (Ann Surg Oncol 2011;18:2757) found it predictive
with the findings after chemotherapy and unreliable with those before it, so the two are kept apart: `FONG` takes
the present findings, and after chemotherapy no CEA from before it; `FONG_BEFORE` takes those before the present
systemic line, and applies only when systemic treatment was given.
"""

from __future__ import annotations

from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts import FactId, FactValue
from crlm_desktop.engine.proposal import SourceId
from crlm_desktop.engine.scores import inputs
from crlm_desktop.engine.scores.parts import Facts, Part, is_cleared, is_less, is_more, point, summed

SOURCES = (SourceId("fong-1999"), SourceId("ayez-2011"))
INTERVAL_MONTHS, CEA_UG_L, SIZE_MM = 12, 200, 50
HIGH_FROM = 3

NAME = Text("Clinical risk score (Fong)", "临床风险评分（Fong）")
NAME_BEFORE = Text("Clinical risk score (Fong) before chemotherapy", "化疗前临床风险评分（Fong）")
LOW, HIGH = Text("low risk (0-2)", "低危（0～2 分）"), Text("high risk (3-5)", "高危（3～5 分）")
FIVE_YEAR_SURVIVAL_PERCENT = (60, 44, 40, 20, 25, 14)
MEDIAN_SURVIVAL_MONTHS = (74, 51, 47, 33, 20, 22)


def _now(facts: Facts) -> tuple[Part, ...] | None:
    if is_cleared(facts):
        return None
    return _parts(facts, size=inputs.largest_mm(facts), cea=inputs.cea_ug_l(facts))


def _before(facts: Facts) -> tuple[Part, ...] | None:
    if is_cleared(facts) or not facts.value(FactId("systemic.given")).tri.is_true:
        return None
    size, cea = facts.value(FactId("lesions.max_before_mm")), facts.value(FactId("markers.cea_before_ug_l"))
    return _parts(facts, size=size, cea=cea)


def _parts(facts: Facts, *, size: FactValue, cea: FactValue) -> tuple[Part, ...]:
    return (
        point("node_positive", inputs.node_positive(facts)),
        point("interval_under_12_months", is_less(inputs.interval_months(facts), INTERVAL_MONTHS)),
        point("more_than_one_tumour", is_more(inputs.count(facts), 1)),
        point("cea_over_200", is_more(cea, CEA_UG_L)),
        point("largest_over_50_mm", is_more(size, SIZE_MM)),
    )


def _grade(points: float) -> Text:
    return HIGH if points >= HIGH_FROM else LOW


def _outcome(points: float) -> Text:
    percent, months = FIVE_YEAR_SURVIVAL_PERCENT[int(points)], MEDIAN_SURVIVAL_MONTHS[int(points)]
    return Text(
        f"Series: 5-year survival {percent} %, median {months} months",
        f"原始队列：5 年生存率 {percent}%，中位生存 {months} 个月",
    )


FONG = summed("fong_crs", NAME, sources=SOURCES, parts=_now, grade=_grade, outcome=_outcome)
FONG_BEFORE = summed("fong_crs_before", NAME_BEFORE, sources=SOURCES, parts=_before, grade=_grade, outcome=_outcome)
