"""The tumour burden score, Ann Surg 2018;267:132-141, doi 10.1097/SLA.0000000000002064.

The square root of (largest diameter in cm)² + (number of tumours)², of what the liver holds now. Zone 1 below 3, zone 2
from 3 to below 9, zone 3 from 9.
"""

from __future__ import annotations

import math

from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts import FactId
from crlm_desktop.engine.interval import Interval
from crlm_desktop.engine.proposal import Score, SourceId
from crlm_desktop.engine.scores.parts import Facts, Part, ScoreRule, is_cleared, missing_of, points_of, value_and_range

TBS_2018 = SourceId("tbs-2018")
NAME = Text("Tumour burden score", "肿瘤负荷评分 (TBS)")
ZONE_2_FROM, ZONE_3_FROM = 3.0, 9.0
ZONES = (
    Text("zone 1 (below 3)", "1 区（< 3）"),
    Text("zone 2 (3 to below 9)", "2 区（3～< 9）"),
    Text("zone 3 (9 and more)", "3 区（≥ 9）"),
)
FIVE_YEAR_SURVIVAL_PERCENT = (68.9, 49.4, 25.5)


def _of(facts: Facts) -> Score | None:
    if is_cleared(facts):
        return None
    size, count = facts.value(FactId("lesions.max_mm")), facts.value(FactId("lesions.count"))
    assert size.interval is not None
    assert count.interval is not None
    parts = (
        Part("largest_cm", size.interval.scaled(0.1), size.hangs_on),
        Part("tumours", count.interval, count.hangs_on),
    )
    largest, tumours = (part.adds for part in parts)
    total = Interval(math.hypot(largest.low, tumours.low), math.hypot(largest.high, tumours.high))
    value, possible = value_and_range(total)
    zones = {_zone(total.low), _zone(total.high)}
    zone = zones.pop() if len(zones) == 1 else None
    return Score(
        id=TUMOUR_BURDEN.id,
        name=NAME,
        value=value,
        range=possible,
        points=points_of(parts),
        grade=None if zone is None else ZONES[zone],
        outcome=None if zone is None else _outcome(zone),
        sources=(TBS_2018,),
        missing=missing_of(parts),
    )


def _zone(score: float) -> int:
    return (score >= ZONE_2_FROM) + (score >= ZONE_3_FROM)


def _outcome(zone: int) -> Text:
    percent = FIVE_YEAR_SURVIVAL_PERCENT[zone]
    return Text(f"In the original series: 5-year survival {percent} %.", f"原始队列：5 年生存率 {percent}%。")


TUMOUR_BURDEN = ScoreRule(id="tumour_burden", name=NAME, sources=(TBS_2018,), of=_of)
