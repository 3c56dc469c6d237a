"""Facts on the lesions taken together, and those that derive for each of them."""

from __future__ import annotations

from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts.choices import CouinaudSegment, Distribution
from crlm_desktop.engine.facts.declaration import FactKind, Scope
from crlm_desktop.engine.facts.declaring import choice, number, statement

LESIONS = (
    number(
        "lesions.count",
        Text("Number of lesions", "病灶数目"),
        within=(0, 200),
        is_integer=True,
        about=Text(
            "Lesions that still need treatment: those present and those vanished on imaging, without those treated.",
            "仍需处理的病灶数：包括可见与影像学消失者，不含已治疗者。",
        ),
        entered_at=("lesions",),
    ),
    number(
        "lesions.count_present",
        Text("Number of visible lesions", "可见病灶数目"),
        within=(0, 200),
        is_integer=True,
        about=Text("Lesions that can be seen now.", "目前可见的病灶数。"),
        entered_at=("lesions",),
    ),
    number(
        "lesions.count_vanished",
        Text("Number of vanished lesions", "影像学消失的病灶数目"),
        within=(0, 200),
        is_integer=True,
        about=Text("Lesions that vanished on imaging and were not treated.", "影像学消失且未经治疗的病灶数。"),
        entered_at=("lesions",),
    ),
    number(
        "lesions.max_mm",
        Text("Largest lesion", "最大病灶直径"),
        unit="mm",
        within=(0, 300),
        about=Text(
            "Largest current diameter of the lesions that still need treatment; 0 when there is none.",
            "仍需处理的病灶中当前最大直径；无病灶时为 0。",
        ),
        entered_at=("lesions[].size_mm",),
    ),
    number(
        "lesions.max_before_mm",
        Text("Largest lesion before systemic treatment", "全身治疗前最大病灶直径"),
        unit="mm",
        within=(0, 300),
        about=Text(
            "Largest diameter before the present line of systemic treatment, over every lesion of the record; "
            "0 when there is none.",
            "本线全身治疗前全部病灶中的最大直径；无病灶时为 0。",
        ),
        entered_at=("lesions[].size_before_mm",),
    ),
    choice(
        "lesions.distribution",
        Text("Distribution of the lesions", "病灶分布"),
        Distribution,
        about=Text(
            "Hemilivers in which the lesions lie: segments 5-8 right, 2-4 left; a lesion across the border is in both.",
            "病灶所在半肝：5～8 段为右，2～4 段为左；跨界病灶视为双叶。",
        ),
        entered_at=("lesions[].segments",),
    ),
    statement(
        "lesions.bilobar",
        Text("Bilobar disease", "双叶病灶"),
        about=Text(
            "Whether both hemilivers (segments 5-8 and 2-4) hold disease.",
            "左右半肝（2～4 段与 5～8 段）是否均有病灶。",
        ),
        entered_at=("lesions[].segments",),
    ),
    choice(
        "lesions.segments",
        Text("Segments involved", "受累肝段"),
        CouinaudSegment,
        kind=FactKind.SET,
        about=Text(
            "Segments in which the lesions lie that still need treatment; segment 4 stands as 4a and 4b.",
            "仍需处理的病灶所在肝段；4 段记为 4a 与 4b。",
        ),
        entered_at=("lesions[].segments",),
    ),
    number(
        "lesions.segments_involved",
        Text("Number of segments involved", "受累肝段数"),
        within=(0, 8),
        is_integer=True,
        about=Text("Out of eight, 4a and 4b counting as one.", "共 8 段计，4a 与 4b 合计一段。"),
        entered_at=("lesions[].segments",),
    ),
)

OF_A_LESION = (
    choice(
        "lesions[].hemiliver",
        Text("Hemiliver", "所在半肝"),
        Distribution,
        scope=Scope.LESION,
        about=Text("Derived from the segments of the lesion.", "由病灶所在肝段推算。"),
        entered_at=("lesions[].segments",),
    ),
)
