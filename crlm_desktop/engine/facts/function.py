"""Facts on the function of the liver: ALBI and Child-Pugh."""

from __future__ import annotations

from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts.choices import ChildPugh
from crlm_desktop.engine.facts.declaring import choice, number

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
