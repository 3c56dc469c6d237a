"""The score of Konopke et al., Liver Int 2009;29:89-102, doi 10.1111/j.1478-3231.2008.01845.x.

One point each: four metastases or more; CEA of 200 µg/L or more; synchronous metastases. 0 is low risk, 1
intermediate, 2 and 3 high. Exactly four metastases and exactly 200 µg/L count. It takes the present findings, and
after chemotherapy no CEA from before it; synchronous is what the record states, else what it derives from the dates
(within 6 months).
"""

from __future__ import annotations

from crlm_desktop.case.wording import Text
from crlm_desktop.engine.proposal import SourceId
from crlm_desktop.engine.scores import inputs
from crlm_desktop.engine.scores.parts import Facts, Part, is_at_least, is_cleared, point, summed

NAME = Text("Konopke score", "Konopke 评分")
COUNT, CEA_UG_L = 4, 200
HIGH_FROM = 2
CLASSES = (
    Text("low risk (0)", "低危（0 分）"),
    Text("intermediate risk (1)", "中危（1 分）"),
    Text("high risk (2-3)", "高危（2～3 分）"),
)


def _parts(facts: Facts) -> tuple[Part, ...] | None:
    if is_cleared(facts):
        return None
    return (
        point("four_or_more", is_at_least(inputs.count(facts), COUNT)),
        point("cea_from_200", is_at_least(inputs.cea_ug_l(facts), CEA_UG_L)),
        point("synchronous", inputs.is_synchronous(facts)),
    )


def _grade(points: float) -> Text:
    return CLASSES[min(int(points), HIGH_FROM)]


KONOPKE = summed("konopke", NAME, sources=(SourceId("konopke-2009"),), parts=_parts, grade=_grade)
