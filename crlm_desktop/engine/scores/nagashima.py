"""The score of Nagashima et al., World J Gastroenterol 2006;12:6305, doi 10.3748/wjg.v12.i39.6305.

The sum of 0.60034 for a node-positive primary, 0.67838 for an interval of less than 12 months, 0.54877 for serosal
extension (T4), 0.85412 for more than one metastasis, 1.35657 for a largest of more than 50 mm and 1.19430 for
resectable disease outside the liver. Stage A up to 3, B up to 5, C above. Exactly 12 months and exactly 50 mm add
nothing.

It takes the present findings. It was made for persons all of whose disease can be resected, so it is not made where
disease outside the liver is unresectable.
"""

from __future__ import annotations

from crlm_desktop.case.choices import SiteState
from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts import FactId
from crlm_desktop.engine.proposal import SourceId
from crlm_desktop.engine.scores import inputs
from crlm_desktop.engine.scores.parts import Facts, Part, is_among, is_cleared, is_less, is_more, point, summed

NAME = Text("Nagashima score", "Nagashima 评分")
INTERVAL_MONTHS, SIZE_MM = 12, 50
A_TO, B_TO = 3, 5
STAGES = (
    Text("stage A (up to 3)", "A 期（≤ 3）"),
    Text("stage B (above 3, up to 5)", "B 期（> 3 且 ≤ 5）"),
    Text("stage C (above 5)", "C 期（> 5）"),
)


def _parts(facts: Facts) -> tuple[Part, ...] | None:
    outside = is_among(facts.value(FactId("extrahepatic.status")), SiteState.UNRESECTABLE)
    if is_cleared(facts) or outside.is_true:
        return None
    return (
        point("node_positive", inputs.node_positive(facts), adds=0.60034),
        point("interval_under_12_months", is_less(inputs.interval_months(facts), INTERVAL_MONTHS), adds=0.67838),
        point("serosal_extension", inputs.is_t4(facts), adds=0.54877),
        point("more_than_one", is_more(inputs.count(facts), 1), adds=0.85412),
        point("largest_over_50_mm", is_more(inputs.largest_mm(facts), SIZE_MM), adds=1.35657),
        point("resectable_extrahepatic", inputs.extrahepatic(facts), adds=1.19430),
    )


def _grade(points: float) -> Text:
    return STAGES[(points > A_TO) + (points > B_TO)]


NAGASHIMA = summed("nagashima", NAME, sources=(SourceId("nagashima-2006"),), parts=_parts, grade=_grade)
