"""The modified clinical score of Brudvik et al., Ann Surg 2019;269:120-126, doi 10.1097/SLA.0000000000002319.

One point each: RAS mutated; node-positive primary; largest tumour of more than 50 mm (exactly 50 mm adds nothing).
0 to 3 are low, intermediate, moderate and high risk. It takes the present findings.
"""

from __future__ import annotations

from crlm_desktop.case.choices import Ras
from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts import FactId
from crlm_desktop.engine.proposal import SourceId
from crlm_desktop.engine.scores import inputs
from crlm_desktop.engine.scores.parts import Facts, Part, is_among, is_cleared, is_more, point, summed

NAME = Text("Modified clinical score (Brudvik)", "改良临床评分（Brudvik）")
SIZE_MM = 50
CLASSES = (
    Text("low risk (0)", "低危（0 分）"),
    Text("intermediate risk (1)", "中低危（1 分）"),
    Text("moderate risk (2)", "中高危（2 分）"),
    Text("high risk (3)", "高危（3 分）"),
)


def _parts(facts: Facts) -> tuple[Part, ...] | None:
    if is_cleared(facts):
        return None
    return (
        point("ras_mutated", is_among(facts.value(FactId("molecular.ras")), Ras.MUTATED)),
        point("node_positive", inputs.node_positive(facts)),
        point("largest_over_50_mm", is_more(inputs.largest_mm(facts), SIZE_MM)),
    )


def _grade(points: float) -> Text:
    return CLASSES[int(points)]


MODIFIED_CRS = summed("modified_crs", NAME, sources=(SourceId("brudvik-2019"),), parts=_parts, grade=_grade)
