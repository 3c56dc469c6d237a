"""The Oslo score for liver transplantation (Hagness 2013; Dueland).

One point each: largest tumour of more than 55 mm; CEA of more than 80 µg/L; less than 24 months from the resection
of the primary; progressive disease at transplantation. Boundaries are strict: exactly 55 mm, 80 µg/L or 24 months
adds nothing. The published descriptions disagree on exactly 55 mm: that of the Oslo group's site counts it.

It speaks of the day of the record as if it were that of the transplantation: present findings, the response to the
latest systemic line, and after chemotherapy no CEA from before it. It is made only where the
team has said that the liver is not technically resectable, and not while the primary is in place.
"""

from __future__ import annotations

from crlm_desktop.case.choices import Response
from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts import FactId
from crlm_desktop.engine.proposal import SourceId
from crlm_desktop.engine.scores import inputs
from crlm_desktop.engine.scores.parts import Facts, Part, is_among, is_cleared, is_less, is_more, point, summed

NAME = Text("Oslo score (transplantation)", "Oslo 评分（肝移植）")
SIZE_MM, CEA_UG_L, MONTHS = 55, 80, 24
TWO, THREE_FROM = 2, 3
OUTCOMES = (
    Text("Series: 5-year survival 63 to 92 %", "原始队列：5 年生存率 63%～92%"),
    Text("Series: 5-year survival about 60 %", "原始队列：5 年生存率约 60%"),
    Text("Series: 5-year survival 8.3 %", "原始队列：5 年生存率 8.3%"),
)


def _parts(facts: Facts) -> tuple[Part, ...] | None:
    months = facts.value(FactId("primary.months_since_resection"))
    is_unresectable = facts.value(FactId("liver.technically_resectable")).tri.is_false
    if is_cleared(facts) or months.is_not_applicable or not is_unresectable:
        return None
    response = facts.value(FactId("systemic.last_response"))
    return (
        point("largest_over_55_mm", is_more(inputs.largest_mm(facts), SIZE_MM)),
        point("cea_over_80", is_more(inputs.cea_ug_l(facts), CEA_UG_L)),
        point("under_24_months_from_primary", is_less(months, MONTHS)),
        point("progressive_disease", is_among(response, Response.PD)),
    )


def _outcome(points: float) -> Text:
    return OUTCOMES[(points >= TWO) + (points >= THREE_FROM)]


OSLO = summed("oslo", NAME, sources=(SourceId("oslo-score"),), parts=_parts, outcome=_outcome)
