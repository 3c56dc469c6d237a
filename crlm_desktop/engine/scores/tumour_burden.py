"""The tumour burden score, Ann Surg 2018;267:132-141, doi 10.1097/SLA.0000000000002064.

The square root of (largest diameter in cm)² + (number of tumours)², of what the liver holds now. Zone 1 below 3,
zone 2 from 3 to below 9, zone 3 from 9.
"""

from __future__ import annotations

import math

from crlm_desktop.case.wording import Text
from crlm_desktop.engine.interval import Interval
from crlm_desktop.engine.proposal import Score, SourceId
from crlm_desktop.engine.scores import inputs
from crlm_desktop.engine.scores.parts import Facts, Part, ScoreRule, is_cleared, scored, survival

TBS_2018 = SourceId("tbs-2018")
ID = "tumour_burden"
NAME = Text("Tumour burden score", "肿瘤负荷评分 (TBS)")
ZONE_2_FROM, ZONE_3_FROM = 3.0, 9.0
ZONES = (
    Text("zone 1 (below 3)", "1 区（< 3）"),
    Text("zone 2 (3 to below 9)", "2 区（3～< 9）"),
    Text("zone 3 (9 and more)", "3 区（≥ 9）"),
)
FIVE_YEAR_SURVIVAL_PERCENT = (68.9, 49.4, 25.5)


def burden_parts(facts: Facts) -> tuple[Part, Part]:
    """Return the largest diameter in cm and the number of tumours."""
    size, count = inputs.largest_mm(facts), inputs.count(facts)
    assert size.interval is not None
    assert count.interval is not None
    return (
        Part("largest_cm", size.interval.scaled(0.1), size.hangs_on),
        Part("tumours", count.interval, count.hangs_on),
    )


def burden(facts: Facts) -> Interval:
    """Return the score as far as it is known."""
    largest, tumours = (part.adds for part in burden_parts(facts))
    return Interval(math.hypot(largest.low, tumours.low), math.hypot(largest.high, tumours.high))


def zone(score: float) -> int:
    """Return the zone of a score, counted from 0."""
    return (score >= ZONE_2_FROM) + (score >= ZONE_3_FROM)


def _of(facts: Facts) -> Score | None:
    if is_cleared(facts):
        return None
    return scored(
        ID,
        NAME,
        sources=(TBS_2018,),
        whole=burden(facts),
        parts=burden_parts(facts),
        grade=lambda score: ZONES[zone(score)],
        outcome=lambda score: survival(FIVE_YEAR_SURVIVAL_PERCENT[zone(score)]),
    )


TUMOUR_BURDEN = ScoreRule(id=ID, name=NAME, sources=(TBS_2018,), of=_of)
