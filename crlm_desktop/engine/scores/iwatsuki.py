"""The grading of Iwatsuki et al., J Am Coll Surg 1999;189:291-299, doi 10.1016/s1072-7515(99)00089-7.

Grade 1, and one more for each of: three tumours or more; largest of more than 80 mm; interval of 30 months or less;
both lobes. Exactly 30 months counts, exactly 80 mm does not. Disease outside the liver makes it grade 6.

It takes the present findings. A positive margin would make it grade 6 too; before the operation the grade is that
of a resection with a free margin, and its name says so.
"""

from __future__ import annotations

from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts import FactId
from crlm_desktop.engine.interval import Interval, exactly, total
from crlm_desktop.engine.proposal import Score, SourceId
from crlm_desktop.engine.scores import inputs
from crlm_desktop.engine.scores.parts import (
    Facts,
    ScoreRule,
    is_at_least,
    is_at_most,
    is_cleared,
    is_more,
    point,
    scored,
    survival,
)
from crlm_desktop.engine.tri import Tri

IWATSUKI_1999 = SourceId("iwatsuki-1999")
ID = "iwatsuki"
NAME = Text("Iwatsuki grade (margin free)", "Iwatsuki 分级（切缘阴性时）")
COUNT, SIZE_MM, INTERVAL_MONTHS = 3, 80, 30
OUTSIDE_LIVER_GRADE = 6
FIVE_YEAR_SURVIVAL_PERCENT = (48.3, 36.6, 19.9, 11.9, 9.4)
"""Of grades 1 to 5; for grade 6 the evidence gives none."""


def _of(facts: Facts) -> Score | None:
    if is_cleared(facts):
        return None
    extrahepatic = inputs.extrahepatic(facts)
    risks = (
        point("three_or_more", is_at_least(inputs.count(facts), COUNT)),
        point("largest_over_80_mm", is_more(inputs.largest_mm(facts), SIZE_MM)),
        point("interval_to_30_months", is_at_most(inputs.interval_months(facts), INTERVAL_MONTHS)),
        point("both_lobes", facts.value(FactId("lesions.bilobar")).tri),
    )
    outside = point("extrahepatic", extrahepatic, adds=OUTSIDE_LIVER_GRADE)
    return scored(
        ID,
        NAME,
        sources=(IWATSUKI_1999,),
        whole=_whole(total(risk.adds for risk in risks), extrahepatic),
        parts=(outside,) if extrahepatic.is_true else (*risks, outside),
        outcome=_outcome,
    )


def _whole(risks: Interval, extrahepatic: Tri) -> Interval:
    if extrahepatic.is_true:
        return exactly(OUTSIDE_LIVER_GRADE)
    grade = risks + exactly(1)
    return grade if extrahepatic.is_false else grade.hull(exactly(OUTSIDE_LIVER_GRADE))


def _outcome(grade: float) -> Text | None:
    return None if grade == OUTSIDE_LIVER_GRADE else survival(FIVE_YEAR_SURVIVAL_PERCENT[int(grade) - 1])


IWATSUKI = ScoreRule(id=ID, name=NAME, sources=(IWATSUKI_1999,), of=_of)
