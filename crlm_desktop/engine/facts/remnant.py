"""Facts on the volumes of the liver and on its future remnant (FLR)."""

from __future__ import annotations

from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts.declaring import number

REMNANT = (
    number(
        "patient.bsa_m2",
        Text("Body surface area", "体表面积"),
        unit="m²",
        within=(0.8, 4.4),
        about=Text("By Mosteller's formula from height and weight.", "由身高与体重按 Mosteller 公式计算。"),
        entered_at=("patient.height_cm", "patient.weight_kg"),
    ),
    number(
        "patient.bmi_kg_m2",
        Text("Body mass index", "体质指数 (BMI)"),
        unit="kg/m²",
        within=(4, 300),
        about=Text("Weight over height squared.", "体重除以身高的平方。"),
        entered_at=("patient.height_cm", "patient.weight_kg"),
    ),
    number(
        "liver.estimated_total_ml",
        Text("Estimated total liver volume", "估算标准肝体积 (TELV)"),
        unit="ml",
        within=(220, 4800),
        about=Text(
            "-794.41 + 1267.28 x body surface area (Vauthey et al., Liver Transpl 2002;8:233-240).",
            "-794.41 + 1267.28 × 体表面积 (Vauthey 等, Liver Transpl 2002;8:233-240)。",
        ),
        entered_at=("patient.height_cm", "patient.weight_kg"),
    ),
    number(
        "liver.parenchyma_ml",
        Text("Liver volume without tumour", "去除肿瘤的肝体积"),
        unit="ml",
        within=(0, 8000),
        about=Text("Measured liver volume minus the tumour in it.", "实测全肝体积减去肿瘤体积。"),
        entered_at=("liver.volumes_ml.total", "liver.volumes_ml.tumour"),
    ),
    number(
        "liver.tumour_fraction_percent",
        Text("Tumour in the liver", "肿瘤占肝脏比例"),
        unit="%",
        within=(0, 100),
        about=Text("Measured tumour volume over measured liver volume.", "实测肿瘤体积占实测全肝体积的比例。"),
        entered_at=("liver.volumes_ml.total", "liver.volumes_ml.tumour"),
    ),
    number(
        "flr.percent",
        Text("Future liver remnant (FLR), measured", "实测剩余肝比例 (FLR)"),
        unit="%",
        within=(0, 100),
        about=Text(
            "The measured remnant of the planned resection: the stated percentage, else its volume over the measured "
            "liver volume without tumour. Never estimated.",
            "拟行切除的实测剩余肝：以填写的百分比为准，否则为其体积除以去除肿瘤的实测肝体积。不作估算。",
        ),
        entered_at=("liver.flr.percent", "liver.flr.ml"),
        aliases=("flr",),
    ),
    number(
        "flr.standardised_percent",
        Text("Standardised future liver remnant", "标准化剩余肝比例 (sFLR)"),
        unit="%",
        within=(0, 100),
        about=Text(
            "The stated percentage when it is standardised, else the volume over the estimated total liver volume.",
            "所填百分比为标准化值时取之，否则为剩余肝体积除以估算标准肝体积。",
        ),
        entered_at=("liver.flr.ml", "patient.height_cm", "patient.weight_kg"),
        aliases=("sflr.percent",),
    ),
    number(
        "flr.percent_of_body_weight",
        Text("Remnant to body weight", "剩余肝体重比"),
        unit="%",
        within=(0, 20),
        about=Text(
            "Volume of the remnant over body weight, 1 ml taken as 1 g.", "剩余肝体积与体重之比，1 ml 按 1 g 计。"
        ),
        entered_at=("liver.flr.ml", "patient.weight_kg"),
    ),
    number(
        "flr.growth_percent_points",
        Text("Growth of the remnant", "剩余肝增生度"),
        unit="%",
        within=(-100, 100),
        about=Text(
            "Degree of hypertrophy: FLR now minus FLR before augmentation, in percentage points. "
            "Not applicable without augmentation.",
            "增生度：当前 FLR 减去增容前 FLR（百分点）。未行增容者不适用。",
        ),
        entered_at=("liver.flr.before_percent", "liver.flr.percent"),
        can_lack_value=True,
    ),
    number(
        "flr.kinetic_growth_percent_per_week",
        Text("Kinetic growth rate of the remnant", "剩余肝动态增长率 (KGR)"),
        unit="%/week",
        within=(-100, 100),
        about=Text(
            "Growth in percentage points over the weeks since augmentation. Not applicable without augmentation.",
            "增生度除以距增容的周数。未行增容者不适用。",
        ),
        entered_at=("liver.flr.before_percent", "liver.flr.percent", "liver.flr.weeks_since"),
        aliases=("kgr.percent_per_week",),
        can_lack_value=True,
    ),
)
