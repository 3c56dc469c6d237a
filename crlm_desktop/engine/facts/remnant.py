"""Facts on the volumes of the liver and on its future remnant (FLR)."""

from __future__ import annotations

import math

from crlm_desktop.case import choices as c
from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts.declaring import number, statement
from crlm_desktop.engine.facts.source import Derivation, Source, derived, derived_of, within_range
from crlm_desktop.engine.facts.value import FactValue, one_of
from crlm_desktop.engine.interval import Interval, exactly
from crlm_desktop.engine.tri import FactId

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
        within=(0, 300),
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
    statement(
        "flr.recorded_as_enlarged",
        Text("Enlargement of the remnant is recorded", "病历载有剩余肝增容"),
        about=Text(
            "True once the record tells that the remnant was enlarged (after what it was measured, its size before, or "
            "an embolisation, deprivation or first stage among the treatments), false while nothing of it is recorded: "
            "it tells what the record says, so that growth is asked for only where there was something to grow.",
            "病历载明剩余肝曾增容（测量所在阶段、增容前比例，或治疗中有栓塞、静脉剥夺或第一步手术）时为真，无任何记录时为假："
            "它反映病历内容，故仅在确有增容时询问增长情况。",
        ),
        entered_at=("liver.flr.after", "liver.flr.before_percent", "local_treatments"),
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


TELV_CONSTANT_ML, TELV_PER_M2_ML = -794.41, 1267.28
"""Estimated total liver volume by body surface area: Vauthey et al., Liver Transpl 2002;8:233-240."""

_PERCENT = Interval(0, 100)
_STANDARDISED = Interval(0, 300)
_GROWTH = Interval(-100, 100)
_ENLARGING = {c.LocalKind.PVE, c.LocalKind.LVD, c.LocalKind.ALPPS_STAGE_1, c.LocalKind.TWO_STAGE_1}


def _interval(value: FactValue) -> Interval:
    assert value.interval is not None
    return value.interval


def _bsa(source: Source, fact: FactId) -> FactValue:
    height, weight = source.value("patient.height_cm"), source.value("patient.weight_kg")
    product = _interval(height) * _interval(weight)
    area = Interval(math.sqrt(product.low / 3600), math.sqrt(product.high / 3600))
    return derived_of(fact, area, [height, weight])


def _bmi(source: Source, fact: FactId) -> FactValue:
    height, weight = source.value("patient.height_cm"), source.value("patient.weight_kg")
    metres = _interval(height).scaled(0.01)
    return derived_of(fact, _interval(weight) / (metres * metres), [height, weight])


def _estimated_total(source: Source, fact: FactId) -> FactValue:
    area = source.value("patient.bsa_m2")
    volume = _interval(area).scaled(TELV_PER_M2_ML) + exactly(TELV_CONSTANT_ML)
    return derived_of(fact, volume, [area])


def _parenchyma(source: Source, fact: FactId) -> FactValue:
    total, tumour = source.value("liver.volumes_ml.total"), source.value("liver.volumes_ml.tumour")
    rest = within_range(_interval(total) - _interval(tumour), Interval(0, 8000))
    return derived_of(fact, rest, [total, tumour])


def _tumour_fraction(source: Source, fact: FactId) -> FactValue:
    total, tumour = source.value("liver.volumes_ml.total"), source.value("liver.volumes_ml.tumour")
    share = within_range((_interval(tumour) / _interval(total)).scaled(100), _PERCENT)
    return derived_of(fact, share, [total, tumour])


def _percent(source: Source, fact: FactId) -> FactValue:
    stated, ml = source.value("liver.flr.percent"), source.value("liver.flr.ml")
    if stated.is_settled:
        return derived_of(fact, _interval(stated), [stated])
    if not ml.is_settled:
        return derived(fact, _PERCENT, hangs_on=(fact,), read=[stated.fact, ml.fact])
    rest = source.value("liver.parenchyma_ml")
    return derived_of(fact, _share(_interval(ml), _interval(rest)), [ml, rest])


def _share(part: Interval, whole: Interval) -> Interval:
    """Return a part of a whole in percent; a whole that can be nothing leaves the upper end open."""
    if whole.low > 0:
        return within_range((part / whole).scaled(100), _PERCENT)
    return Interval(min(100 * part.low / whole.high, 100) if whole.high > 0 else 0, 100)


def _of_estimated(part: Interval, estimated: Interval) -> Interval:
    """Return a volume in percent of the estimated liver, which can be smaller than the real one."""
    return within_range((part / estimated).scaled(100), _STANDARDISED)


def _standardised(source: Source, fact: FactId) -> FactValue:
    """Derive sFLR: as stated when the statement is standardised, else by volume; of both when that is not told."""
    stated, ml = source.value("liver.flr.percent"), source.value("liver.flr.ml")
    is_standardised, estimated = source.value("liver.flr.standardised"), source.value("liver.estimated_total_ml")
    by_volume = _of_estimated(_interval(ml), _interval(estimated)) if ml.is_settled else _STANDARDISED
    volumes = [estimated] if ml.is_settled else [ml, estimated]
    if not stated.is_settled or is_standardised.tri.is_false:
        if ml.is_settled:
            return derived_of(fact, by_volume, [ml, estimated])
        return derived(fact, _STANDARDISED, hangs_on=(fact,), read=[stated.fact, ml.fact, estimated.fact])
    if is_standardised.tri.is_true:
        return derived_of(fact, _interval(stated), [stated, is_standardised])
    return derived_of(fact, by_volume.hull(_interval(stated)), [stated, is_standardised, *volumes])


def _of_body_weight(source: Source, fact: FactId) -> FactValue:
    ml, weight = source.value("liver.flr.ml"), source.value("patient.weight_kg")
    share = (_interval(ml) / _interval(weight)).scaled(0.1)
    return derived_of(fact, within_range(share, Interval(0, 20)), [ml, weight])


def _recorded_as_enlarged(source: Source, fact: FactId) -> FactValue:
    after, before = source.value("liver.flr.after"), source.value("liver.flr.before_percent")
    given = {one.kind for one in source.case.local_treatments or ()}
    if after.is_settled:
        is_told = after.known != str(c.Augmentation.NONE)
    else:
        is_told = before.is_settled or bool(given & _ENLARGING)
    return derived(fact, one_of((is_told,)), read=[after.fact, before.fact, "local_treatments"])


def _growth(source: Source, fact: FactId) -> FactValue:
    after, before, now = (
        source.value("liver.flr.after"),
        source.value("liver.flr.before_percent"),
        source.value("flr.percent"),
    )
    none = str(c.Augmentation.NONE)
    if after.candidates == {none}:
        return derived(fact, None, read=[after.fact])
    may_lack = none in after.candidates and not before.is_settled
    points = within_range(_interval(now) - _interval(before), _GROWTH)
    return derived(
        fact,
        points,
        hangs_on=(*now.hangs_on, *before.hangs_on, *(after.hangs_on if may_lack else ())),
        read=[now.fact, before.fact, after.fact],
        may_not_apply=may_lack,
    )


def _kinetic_growth(source: Source, fact: FactId) -> FactValue:
    growth, weeks = source.value("flr.growth_percent_points"), source.value("liver.flr.weeks_since")
    if growth.interval is None:
        return derived(fact, None, read=[growth.fact])
    since = _interval(weeks)
    rate = within_range(growth.interval / since, _GROWTH) if since.low > 0 else _GROWTH
    return derived(
        fact,
        rate,
        hangs_on=(*growth.hangs_on, *(weeks.hangs_on or ({weeks.fact} if since.low <= 0 else ()))),
        read=[growth.fact, weeks.fact],
        may_not_apply=growth.may_not_apply,
    )


DERIVATIONS: dict[str, Derivation] = {
    "patient.bsa_m2": _bsa,
    "patient.bmi_kg_m2": _bmi,
    "liver.estimated_total_ml": _estimated_total,
    "liver.parenchyma_ml": _parenchyma,
    "liver.tumour_fraction_percent": _tumour_fraction,
    "flr.percent": _percent,
    "flr.standardised_percent": _standardised,
    "flr.percent_of_body_weight": _of_body_weight,
    "flr.recorded_as_enlarged": _recorded_as_enlarged,
    "flr.growth_percent_points": _growth,
    "flr.kinetic_growth_percent_per_week": _kinetic_growth,
}
