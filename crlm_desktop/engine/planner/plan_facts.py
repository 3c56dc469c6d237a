"""The facts of a strategy's leading plan, of which conditions of the knowledge may speak next to those of the case."""

from __future__ import annotations

from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts.declaration import Fact, FactKind, Scope
from crlm_desktop.engine.proposal import LesionModality
from crlm_desktop.engine.tri import FactId

_REMNANT = ("liver.flr.percent",)
_LESIONS = ("lesions",)


def _statement(name: str, label: Text, about: Text, *, entered_at: tuple[str, ...] = _LESIONS) -> Fact:
    return Fact(
        id=FactId(name),
        kind=FactKind.STATEMENT,
        label=label,
        help=about,
        entered_at=entered_at,
        can_be_assumed=False,
        can_lack_value=name != "plan.exists",
    )


def _count(name: str, label: Text, about: Text, *, high: float = 200) -> Fact:
    return Fact(
        id=FactId(name),
        kind=FactKind.NUMBER,
        label=label,
        help=about,
        low=0,
        high=high,
        is_integer=True,
        entered_at=_LESIONS,
        can_be_assumed=False,
        can_lack_value=name != "plan.untreated_lesions",
    )


def _percent(name: str, label: Text, about: Text, *, entered_at: tuple[str, ...] = _REMNANT) -> Fact:
    return Fact(
        id=FactId(name),
        kind=FactKind.NUMBER,
        label=label,
        help=about,
        unit="%",
        low=0,
        high=100,
        entered_at=entered_at,
        can_be_assumed=False,
        can_lack_value=True,
    )


EXISTS = _statement(
    "plan.exists",
    Text("Every lesion can be treated", "所有病灶均可处理"),
    Text(
        "Whether every lesion that needs treatment can be treated with the modalities of the strategy, each of those "
        "that it must use being used, while the remnant stays at or above the absolute floor. Before an augmentation "
        "the floor does not count: the remnant is measured again.",
        "能否以该策略的手段处理全部需要处理的病灶（必用手段均用到），同时剩余肝不低于绝对下限。拟行增容者暂不计下限，增容后重新测量。",
    ),
    entered_at=("lesions", "liver.flr.percent"),
)
UNTREATED = _count(
    "plan.untreated_lesions",
    Text("Lesions without a treatment", "无法处理的病灶数"),
    Text(
        "Lesions that none of the modalities of the strategy can treat, in the plan that leaves the fewest.",
        "该策略的任何手段均无法处理的病灶数（取遗留最少的计划）。",
    ),
)
PROCEDURES = _count(
    "plan.procedures",
    Text("Procedures", "操作次数"),
    Text(
        "Sessions under anaesthesia and courses of radiotherapy; resection and ablation together are one.",
        "麻醉下操作与放疗疗程的次数；切除与消融同期进行计一次。",
    ),
    high=9,
)
MAJOR = _statement(
    "plan.major_resection",
    Text("Major resection", "大范围肝切除"),
    Text("Whether three segments or more are taken wholly.", "是否整段切除三段或以上。"),
)
SEGMENTS_TAKEN = _count(
    "plan.resected_segments",
    Text("Segments taken", "整段切除的肝段数"),
    Text("Out of eight, 4a and 4b counting as one.", "共 8 段计，4a 与 4b 合计一段。"),
    high=8,
)
FLR = _percent(
    "plan.flr_percent",
    Text("Future liver remnant of the plan", "计划的剩余肝比例 (FLR)"),
    Text(
        "Measured where it was measured, else from segment volumes, else from population fractions with their "
        "interval; before any augmentation.",
        "有实测值时取实测值，否则由各段体积计算，再否则按人群比例估算并给出区间；均为增容前数值。",
    ),
)
FLR_THRESHOLD = _percent(
    "plan.flr_threshold_percent",
    Text("Threshold of the remnant", "剩余肝阈值"),
    Text("By liver quality; an interval while that is not known.", "依肝脏背景而定；背景未知时为区间。"),
    entered_at=("liver.quality",),
)
FLR_SUFFICIENT = _statement(
    "plan.flr_sufficient",
    Text("Remnant sufficient", "剩余肝足够"),
    Text(
        "Whether the remnant of the plan, before any augmentation, reaches the threshold of its liver quality.",
        "计划的剩余肝（增容前）是否达到相应肝脏背景的阈值。",
    ),
    entered_at=("liver.flr.percent", "liver.quality"),
)
FLR_DEFICIT = _percent(
    "plan.flr_deficit_percent",
    Text("Remnant short by", "剩余肝缺口"),
    Text(
        "Percentage points that the remnant lacks to its threshold; 0 when it reaches it.",
        "剩余肝距阈值相差的百分点；已达阈值者为 0。",
    ),
    entered_at=("liver.flr.percent", "liver.quality"),
)
FLR_MEASURED = _statement(
    "plan.flr_measured",
    Text("Remnant measured", "剩余肝为实测值"),
    Text(
        "Whether the remnant of the plan rests on measured volumes; not applicable where nothing is taken.",
        "计划的剩余肝是否基于实测体积；不损失肝实质者不适用。",
    ),
    entered_at=_REMNANT,
)
KEPT = _percent(
    "plan.parenchyma_kept_percent",
    Text("Parenchyma kept", "保留的肝实质"),
    Text(
        "What neither knife nor heat takes, of the liver without tumour.",
        "既未切除也未被消融的肝实质占去除肿瘤肝体积的比例。",
    ),
)
RESECTED = _count(
    "plan.resected_lesions", Text("Lesions resected", "切除的病灶数"), Text("In the leading plan.", "首选计划中。")
)
ABLATED = _count(
    "plan.ablated_lesions", Text("Lesions ablated", "消融的病灶数"), Text("In the leading plan.", "首选计划中。")
)
IRRADIATED = _count(
    "plan.irradiated_lesions",
    Text("Lesions treated by SBRT", "SBRT 的病灶数"),
    Text("In the leading plan.", "首选计划中。"),
)
OBSERVED = _count(
    "plan.observed_lesions",
    Text("Vanished lesions left and observed", "保留观察的消失病灶数"),
    Text("In the leading plan.", "首选计划中。"),
)
WEAKER = _count(
    "plan.weaker_treatments",
    Text("Lesions treated on weaker evidence", "证据较弱的处理"),
    Text(
        "Lesions that the leading plan treats in a way that is possible, though its evidence is weaker: ablation above "
        "the size of the trials or in the caudate lobe, radiotherapy, a wedge on the team's judgement alone.",
        "首选计划中处理方式可行但证据较弱的病灶数：超过试验尺寸或位于尾状叶的消融、放疗、仅凭团队判断的局部切除。",
    ),
)
AGAINST_ADVICE = _count(
    "plan.against_advice",
    Text("Lesions treated against advice", "不建议的处理"),
    Text(
        "Lesions that the leading plan treats in a way that is possible, though advised against, since nothing else is "
        "open to them: ablation above its size limit or beside a central bile duct, radiotherapy beside the bowel.",
        "首选计划中因别无他法而采用不建议手段的病灶数：超过尺寸上限或紧邻中央胆管的消融、紧邻肠道的放疗。",
    ),
)
ASSUMPTIONS = _count(
    "plan.assumptions",
    Text("Assumptions of the plan", "计划所作的假定数"),
    Text("What the record leaves open and the leading plan takes as given.", "病历未载而首选计划视为成立的事项数。"),
)
AUGMENTATION_NEEDED = _statement(
    "plan.augmentation_needed",
    Text("Augmentation of the remnant needed", "需要剩余肝增容"),
    Text(
        "Whether no plan that can be carried out at once leaves enough liver: of the resection that the team named or "
        "measured the remnant for, else of any. Not applicable where nothing may be resected.",
        "是否没有可一次完成且剩余肝足够的计划：以团队注明或已测量剩余肝的切除为准，否则考虑全部切除方式。不含切除者不适用。",
    ),
    entered_at=("liver.flr.percent", "liver.quality"),
)
BEAM_NEEDED = _statement(
    "plan.beam_needed",
    Text("Radiotherapy needed", "需要放疗"),
    Text(
        "Whether the other modality of the strategy alone cannot treat every lesion without going against advice. "
        "Not applicable where radiotherapy is not used next to another modality.",
        "该策略的另一手段单独使用时，是否无法在不违背建议的情况下处理全部病灶。未将放疗与其他手段联合者不适用。",
    ),
)
KNIFE_OR_HEAT_POSSIBLE = _statement(
    "plan.knife_or_heat_possible",
    Text("Possible by knife and heat", "切除与消融可处理"),
    Text(
        "Whether resection and ablation, as far as the person accepts and the centre offers them, can treat every "
        "lesion without going against advice. Not applicable where radiotherapy is not used next to another modality.",
        "在患者接受且本中心可开展的范围内，切除与消融能否在不违背建议的情况下处理全部病灶。未将放疗与其他手段联合者不适用。",
    ),
)
SPARING_ALTERNATIVE = _statement(
    "plan.sparing_alternative",
    Text("A plan that spares parenchyma", "存在保留实质的计划"),
    Text(
        "Whether, next to the leading plan, another plan of the same modalities keeps enough remnant "
        "without augmentation.",
        "除首选计划外，是否另有以相同手段、无需增容即可保留足够剩余肝的计划。",
    ),
)
TREATED_BY = Fact(
    id=FactId("lesions[].treated_by"),
    kind=FactKind.CHOICE,
    scope=Scope.LESION,
    label=Text("Treated by", "处理方式"),
    help=Text("What the leading plan of the strategy does to the lesion.", "该策略首选计划对此病灶的处理。"),
    choices=tuple(LesionModality),
    entered_at=_LESIONS,
    can_be_assumed=False,
    can_lack_value=True,
)

PLAN_FACTS: tuple[Fact, ...] = (
    EXISTS,
    UNTREATED,
    PROCEDURES,
    MAJOR,
    SEGMENTS_TAKEN,
    FLR,
    FLR_THRESHOLD,
    FLR_SUFFICIENT,
    FLR_DEFICIT,
    FLR_MEASURED,
    KEPT,
    RESECTED,
    ABLATED,
    IRRADIATED,
    OBSERVED,
    WEAKER,
    AGAINST_ADVICE,
    ASSUMPTIONS,
    AUGMENTATION_NEEDED,
    BEAM_NEEDED,
    KNIFE_OR_HEAT_POSSIBLE,
    SPARING_ALTERNATIVE,
    TREATED_BY,
)
"""What a condition may ask of a plan, to be added by `FactCatalogue.extended`; all speak of the leading plan."""
