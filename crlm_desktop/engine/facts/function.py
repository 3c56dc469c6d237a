"""Facts on the function of the liver: ALBI and Child-Pugh."""

from __future__ import annotations

import math

from crlm_desktop.case import choices as c
from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts.choices import ChildPugh
from crlm_desktop.engine.facts.declaring import choice, number
from crlm_desktop.engine.facts.source import Derivation, Source, derived, derived_of
from crlm_desktop.engine.facts.value import FactValue, one_of
from crlm_desktop.engine.interval import Interval, total
from crlm_desktop.engine.tri import FactId

FUNCTION = (
    number(
        "function.albi",
        Text("ALBI score", "ALBI 评分"),
        within=(-7, 2),
        about=Text(
            "0.66 x log10(bilirubin in µmol/L) - 0.085 x albumin in g/L (Johnson et al., J Clin Oncol 2015;33:550).",
            "0.66 × log10(胆红素 µmol/L) - 0.085 × 白蛋白 g/L (Johnson 等, J Clin Oncol 2015;33:550)。",
        ),
        entered_at=("function.bilirubin_umol_l", "function.albumin_g_l"),
        aliases=("albi",),
    ),
    number(
        "function.albi_grade",
        Text("ALBI grade", "ALBI 分级"),
        within=(1, 3),
        is_integer=True,
        about=Text("1 up to -2.60, 2 up to -1.39, 3 above.", "≤ -2.60 为 1 级，≤ -1.39 为 2 级，以上为 3 级。"),
        entered_at=("function.bilirubin_umol_l", "function.albumin_g_l"),
        aliases=("albi_grade",),
    ),
    number(
        "function.child_pugh_points",
        Text("Child-Pugh score", "Child-Pugh 评分"),
        within=(5, 15),
        is_integer=True,
        about=Text(
            "From bilirubin (2 and 3 mg/dl at 17.1 µmol/L each), albumin, INR, ascites and encephalopathy.",
            "由胆红素（2 与 3 mg/dl，按 17.1 µmol/L 换算）、白蛋白、INR、腹水与肝性脑病计算。",
        ),
        entered_at=(
            "function.bilirubin_umol_l",
            "function.albumin_g_l",
            "function.inr",
            "function.ascites",
            "function.encephalopathy",
        ),
    ),
    choice(
        "function.child_pugh",
        Text("Child-Pugh class", "Child-Pugh 分级"),
        ChildPugh,
        about=Text("A for 5-6, B for 7-9, C for 10-15 points.", "5～6 分为 A，7～9 分为 B，10～15 分为 C。"),
        entered_at=(
            "function.bilirubin_umol_l",
            "function.albumin_g_l",
            "function.inr",
            "function.ascites",
            "function.encephalopathy",
        ),
        aliases=("child_pugh",),
    ),
)


ALBI_PER_LOG, ALBI_PER_G_L = 0.66, -0.085
ALBI_GRADE_1_TO, ALBI_GRADE_2_TO = -2.60, -1.39
LEAST_BILIRUBIN_UMOL_L = 1.0
"""No laboratory reports less than about 1 µmol/L; less would send the logarithm towards minus infinity."""

UMOL_L_PER_MG_DL = 17.1

_ASCITES = {str(c.Ascites.NONE): 1, str(c.Ascites.MILD): 2, str(c.Ascites.MODERATE_SEVERE): 3}
_ENCEPHALOPATHY = {
    str(c.Encephalopathy.NONE): 1,
    str(c.Encephalopathy.GRADE_1_2): 2,
    str(c.Encephalopathy.GRADE_3_4): 3,
}


def albi_parts(bilirubin: FactValue, albumin: FactValue) -> tuple[Interval, Interval]:
    """Return what bilirubin in µmol/L and albumin in g/L each add to the ALBI score."""
    assert albumin.interval is not None
    low, high = (ALBI_PER_LOG * math.log10(max(end, LEAST_BILIRUBIN_UMOL_L)) for end in _ends(bilirubin))
    return Interval(low, high), albumin.interval.scaled(ALBI_PER_G_L)


def _albi(source: Source, fact: FactId) -> FactValue:
    bilirubin, albumin = source.value("function.bilirubin_umol_l"), source.value("function.albumin_g_l")
    return derived_of(fact, total(albi_parts(bilirubin, albumin)), [bilirubin, albumin])


def _albi_grade(source: Source, fact: FactId) -> FactValue:
    score = source.value("function.albi")
    assert score.interval is not None
    grades = Interval(albi_grade(score.interval.low), albi_grade(score.interval.high))
    return derived_of(fact, grades, [score])


def albi_grade(score: float) -> int:
    """Return the grade, 1 to 3, of an ALBI score."""
    return 1 + (score > ALBI_GRADE_1_TO) + (score > ALBI_GRADE_2_TO)


CHILD_PUGH_PARTS = ("bilirubin_umol_l", "albumin_g_l", "inr", "ascites", "encephalopathy")


def child_pugh_part(value: FactValue) -> Interval:
    """Return the points of one part of the Child-Pugh score: 1 to 3, as far as the part is known."""
    match value.fact:
        case "function.bilirubin_umol_l":
            ends = [_bilirubin_points(end) for end in _ends(value)]
        case "function.albumin_g_l":
            ends = [1 + (end <= 35) + (end < 28) for end in _ends(value)]
        case "function.inr":
            ends = [1 + (end >= 1.7) + (end > 2.3) for end in _ends(value)]
        case "function.ascites":
            ends = [_ASCITES[str(code)] for code in value.candidates]
        case _:
            ends = [_ENCEPHALOPATHY[str(code)] for code in value.candidates]
    return Interval(min(ends), max(ends))


def _bilirubin_points(umol_l: float) -> int:
    return 1 + (umol_l >= 2 * UMOL_L_PER_MG_DL) + (umol_l > 3 * UMOL_L_PER_MG_DL)


def _ends(value: FactValue) -> tuple[float, float]:
    assert value.interval is not None
    return value.interval.low, value.interval.high


def _child_pugh_points(source: Source, fact: FactId) -> FactValue:
    parts = [source.value(f"function.{name}") for name in CHILD_PUGH_PARTS]
    points = [child_pugh_part(part) for part in parts]
    open_ = [path for part, each in zip(parts, points, strict=True) if not each.is_exact for path in part.hangs_on]
    return derived(fact, total(points), hangs_on=open_, read=[part.fact for part in parts])


def _child_pugh(source: Source, fact: FactId) -> FactValue:
    points = source.value("function.child_pugh_points")
    low, high = (int(end) for end in _ends(points))
    return derived_of(fact, one_of(child_pugh_class(score) for score in range(low, high + 1)), [points])


def child_pugh_class(points: int) -> ChildPugh:
    """Return the class of so many points."""
    return ChildPugh.A if points <= 6 else ChildPugh.B if points <= 9 else ChildPugh.C


DERIVATIONS: dict[str, Derivation] = {
    "function.albi": _albi,
    "function.albi_grade": _albi_grade,
    "function.child_pugh_points": _child_pugh_points,
    "function.child_pugh": _child_pugh,
}
