"""The albumin-bilirubin score of Johnson et al., J Clin Oncol 2015;33:550.

0.66 x log10(bilirubin in µmol/L) - 0.085 x albumin in g/L: grade 1 up to -2.60, grade 2 up to -1.39, grade 3 above.
Made for hepatocellular carcinoma; its use here is extrapolated. It speaks of the latest function that is recorded.
"""

from __future__ import annotations

from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts import FactId
from crlm_desktop.engine.facts.function import albi_grade, albi_parts
from crlm_desktop.engine.proposal import SourceId
from crlm_desktop.engine.scores.parts import Facts, Part, summed

JOHNSON_2015 = SourceId("johnson-2015")
NAME = Text("ALBI", "ALBI 评分")
GRADES = (Text("grade 1", "1 级"), Text("grade 2", "2 级"), Text("grade 3", "3 级"))


def _parts(facts: Facts) -> tuple[Part, ...]:
    bilirubin, albumin = (facts.value(FactId(f"function.{name}")) for name in ("bilirubin_umol_l", "albumin_g_l"))
    of_bilirubin, of_albumin = albi_parts(bilirubin, albumin)
    return Part("bilirubin", of_bilirubin, bilirubin.hangs_on), Part("albumin", of_albumin, albumin.hangs_on)


def _grade(score: float) -> Text:
    return GRADES[albi_grade(score) - 1]


ALBI = summed("albi", NAME, sources=(JOHNSON_2015,), parts=_parts, grade=_grade)
