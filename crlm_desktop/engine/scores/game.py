"""The GAME score, Br J Surg 2018;105:1210-20, doi 10.1002/bjs.10838.

One point each: KRAS mutated; CEA of 20 µg/L or more; node-positive primary. Tumour burden score from 3 to below 9
one point, from 9 two. Disease outside the liver two. Low 0-1, medium 2-3, high from 4. Exactly 20 µg/L, 3 and 9
count.

KRAS is asked alone: RAS mutated does not settle it while the record does not name the gene. It takes the present
findings, and after chemotherapy no CEA from before it. A population study of 1105 persons found that it does not
separate them well enough to decide before an operation.
"""

from __future__ import annotations

from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts import FactId
from crlm_desktop.engine.interval import Interval
from crlm_desktop.engine.proposal import SourceId
from crlm_desktop.engine.scores import inputs
from crlm_desktop.engine.scores.parts import Facts, Part, is_at_least, is_cleared, point, summed
from crlm_desktop.engine.scores.tumour_burden import burden, burden_parts, zone

SOURCES = (SourceId("game-2018"), SourceId("scores-in-population"))
NAME = Text("GAME score", "GAME 评分")
CEA_UG_L = 20
MEDIUM_FROM, HIGH_FROM = 2, 4
CLASSES = (
    Text("low risk (0-1)", "低危（0～1 分）"),
    Text("medium risk (2-3)", "中危（2～3 分）"),
    Text("high risk (4-7)", "高危（4～7 分）"),
)
FIVE_YEAR_SURVIVAL_PERCENT = (73.4, 50.6, 11.3)
MEDIAN_SURVIVAL_MONTHS = (68.1, 46.7, 32.4)
"""Of the population study, not of the original series."""


def _parts(facts: Facts) -> tuple[Part, ...] | None:
    if is_cleared(facts):
        return None
    return (
        point("kras_mutated", facts.value(FactId("molecular.kras_mutated")).tri),
        point("cea_from_20", is_at_least(inputs.cea_ug_l(facts), CEA_UG_L)),
        point("node_positive", inputs.node_positive(facts)),
        _of_burden(facts),
        point("extrahepatic", inputs.extrahepatic(facts), adds=2),
    )


def _of_burden(facts: Facts) -> Part:
    known = burden(facts)
    points = Interval(zone(known.low), zone(known.high))
    hangs_on = frozenset[FactId]().union(*(part.hangs_on for part in burden_parts(facts)))
    return Part("tumour_burden", points, frozenset() if points.is_exact else hangs_on)


def _class(points: float) -> int:
    return (points >= MEDIUM_FROM) + (points >= HIGH_FROM)


def _grade(points: float) -> Text:
    return CLASSES[_class(points)]


def _outcome(points: float) -> Text:
    percent, months = FIVE_YEAR_SURVIVAL_PERCENT[_class(points)], MEDIAN_SURVIVAL_MONTHS[_class(points)]
    return Text(
        f"Series: 5-year survival {percent} %; population: median {months} months",
        f"原始队列：5 年生存率 {percent}%；人群研究：中位生存 {months} 个月",
    )


GAME = summed("game", NAME, sources=SOURCES, parts=_parts, grade=_grade, outcome=_outcome)
