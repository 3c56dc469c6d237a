"""The albumin-bilirubin score of Johnson et al., J Clin Oncol 2015;33:550.

0.66 x log10(bilirubin in µmol/L) - 0.085 x albumin in g/L: grade 1 up to -2.60, grade 2 up to -1.39, grade 3 above.
Made for hepatocellular carcinoma; its use here is extrapolated.
"""

from __future__ import annotations

import math

from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts import FactId
from crlm_desktop.engine.facts.function import ALBI_PER_G_L, ALBI_PER_LOG, LEAST_BILIRUBIN_UMOL_L
from crlm_desktop.engine.interval import Interval
from crlm_desktop.engine.proposal import Score, SourceId
from crlm_desktop.engine.scores.parts import Facts, Part, ScoreRule, missing_of, points_of, value_and_range

JOHNSON_2015 = SourceId("johnson-2015")
NAME = Text("ALBI", "ALBI 评分")
GRADES = (Text("grade 1", "1 级"), Text("grade 2", "2 级"), Text("grade 3", "3 级"))


def _of(facts: Facts) -> Score:
    bilirubin, albumin = facts.value(FactId("function.bilirubin_umol_l")), facts.value(FactId("function.albumin_g_l"))
    assert bilirubin.interval is not None
    assert albumin.interval is not None
    parts = (
        Part("bilirubin", _of_bilirubin(bilirubin.interval), bilirubin.hangs_on),
        Part("albumin", albumin.interval.scaled(ALBI_PER_G_L), albumin.hangs_on),
    )
    albi, grade = facts.value(FactId("function.albi")).interval, facts.value(FactId("function.albi_grade"))
    assert albi is not None
    value, possible = value_and_range(albi)
    return Score(
        id=ALBI.id,
        name=NAME,
        value=value,
        range=possible,
        points=points_of(parts),
        grade=None if grade.number is None else GRADES[int(grade.number) - 1],
        outcome=None,
        sources=(JOHNSON_2015,),
        missing=missing_of(parts),
    )


def _of_bilirubin(umol_l: Interval) -> Interval:
    low, high = (ALBI_PER_LOG * math.log10(max(end, LEAST_BILIRUBIN_UMOL_L)) for end in (umol_l.low, umol_l.high))
    return Interval(low, high)


ALBI = ScoreRule(id="albi", name=NAME, sources=(JOHNSON_2015,), of=_of)
