"""The score of Nordlinger et al., Cancer 1996;77:1254-62.

One point each: age of 60 or more; serosal extension of the primary (T4); node-positive primary; interval of less
than 24 months; four metastases or more; largest of 50 mm or more; resection margin of less than 10 mm. Exactly 60
years, four metastases and 50 mm count; exactly 24 months and a margin of exactly 10 mm do not.

It takes the present findings. The margin is known after the operation; no record holds it, so its point stays open
and the score is a range of one point: class and survival are told where that point does not change them.
"""

from __future__ import annotations

from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts import FactId
from crlm_desktop.engine.interval import Interval
from crlm_desktop.engine.proposal import SourceId
from crlm_desktop.engine.scores import inputs
from crlm_desktop.engine.scores.parts import Facts, Part, is_at_least, is_cleared, is_less, point, summed, survival

NAME = Text("Nordlinger score (margin open)", "Nordlinger 评分（切缘未定）")
AGE_YEARS, INTERVAL_MONTHS, COUNT, SIZE_MM = 60, 24, 4, 50
SECOND_FROM, THIRD_FROM = 3, 5
CLASSES = (Text("0-2 points", "0～2 分"), Text("3-4 points", "3～4 分"), Text("5-7 points", "5～7 分"))
TWO_YEAR_SURVIVAL_PERCENT = (79, 60, 43)


def _parts(facts: Facts) -> tuple[Part, ...] | None:
    if is_cleared(facts):
        return None
    return (
        point("age_from_60", is_at_least(facts.value(FactId("patient.age_years")), AGE_YEARS)),
        point("serosal_extension", inputs.is_t4(facts)),
        point("node_positive", inputs.node_positive(facts)),
        point("interval_under_24_months", is_less(inputs.interval_months(facts), INTERVAL_MONTHS)),
        point("four_or_more", is_at_least(inputs.count(facts), COUNT)),
        point("largest_from_50_mm", is_at_least(inputs.largest_mm(facts), SIZE_MM)),
        Part("margin_under_10_mm", Interval(0, 1)),
    )


def _class(points: float) -> int:
    return (points >= SECOND_FROM) + (points >= THIRD_FROM)


def _grade(points: float) -> Text:
    return CLASSES[_class(points)]


def _outcome(points: float) -> Text:
    return survival(TWO_YEAR_SURVIVAL_PERCENT[_class(points)], years=2)


NORDLINGER = summed(
    "nordlinger", NAME, sources=(SourceId("nordlinger-1996"),), parts=_parts, grade=_grade, outcome=_outcome
)
