"""Facts on systemic treatment."""

from __future__ import annotations

from crlm_desktop.case import choices as c
from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts.choices import DrugClass
from crlm_desktop.engine.facts.declaration import FactKind
from crlm_desktop.engine.facts.declaring import choice, number, statement

SYSTEMIC = (
    statement(
        "systemic.given",
        Text("Systemic treatment given", "已行全身治疗"),
        about=Text("Whether any line of systemic treatment was begun.", "是否已开始任何一线全身治疗。"),
        entered_at=("systemic",),
    ),
    number(
        "systemic.lines",
        Text("Lines of systemic treatment", "全身治疗线数"),
        within=(0, 50),
        is_integer=True,
        about=Text(
            "The highest line begun; an entry without number counts as a line.",
            "已开始的最高线数；未填线数的条目计为一线。",
        ),
        entered_at=("systemic",),
        aliases=("lines",),
    ),
    number(
        "systemic.cycles",
        Text("Cycles of the latest line", "最近一线的周期数"),
        within=(0, 200),
        is_integer=True,
        about=Text("0 when no systemic treatment was given.", "未行全身治疗者为 0。"),
        entered_at=("systemic[].cycles",),
        aliases=("cycles",),
    ),
    number(
        "systemic.total_cycles",
        Text("Cycles in all", "累计周期数"),
        within=(0, 10000),
        is_integer=True,
        about=Text("Over all lines; 0 when no systemic treatment was given.", "各线合计；未行全身治疗者为 0。"),
        entered_at=("systemic[].cycles",),
    ),
    number(
        "systemic.weeks_on_treatment",
        Text("Weeks on the latest line", "最近一线持续周数"),
        unit="weeks",
        within=(0, 2000),
        about=Text(
            "From the start of the latest line to its end, or to the date of the record while it goes on. "
            "0 when no systemic treatment was given.",
            "最近一线自开始至结束（仍在进行者至病历截至日期）。未行全身治疗者为 0。",
        ),
        entered_at=("systemic[].started_on", "systemic[].ended_on"),
    ),
    choice(
        "systemic.last_response",
        Text("Response to the latest line", "最近一线疗效"),
        c.Response,
        about=Text("Not applicable when no systemic treatment was given.", "未行全身治疗者不适用。"),
        entered_at=("systemic[].response",),
        aliases=("response",),
        can_lack_value=True,
    ),
    choice(
        "systemic.last_intent",
        Text("Intent of the latest line", "最近一线目的"),
        c.SystemicIntent,
        about=Text("Not applicable when no systemic treatment was given.", "未行全身治疗者不适用。"),
        entered_at=("systemic[].intent",),
        can_lack_value=True,
    ),
    statement(
        "systemic.ongoing",
        Text("Systemic treatment goes on", "全身治疗进行中"),
        about=Text(
            "Of the latest line: as stated, else false when it has an end. False when none was given.",
            "指最近一线：以填写为准，有结束日期者为否。未行全身治疗者为否。",
        ),
        entered_at=("systemic[].ongoing",),
    ),
    number(
        "systemic.weeks_since_last",
        Text("Weeks since systemic treatment", "距末次全身治疗周数"),
        unit="weeks",
        within=(0, 5000),
        about=Text(
            "From the end of the latest line to the date of the record; 0 while it goes on. "
            "Not applicable when none was given.",
            "自最近一线结束至病历截至日期；进行中为 0。未行全身治疗者不适用。",
        ),
        entered_at=("systemic[].ended_on", "as_of"),
        can_lack_value=True,
    ),
    choice(
        "systemic.drugs",
        Text("Drugs given", "已用药物类别"),
        DrugClass,
        kind=FactKind.SET,
        about=Text(
            "Classes of the drugs of all lines, read from the agents and from the customary regimen names.",
            "各线药物的类别，由药物名称与常用方案名称识别。",
        ),
        entered_at=("systemic[].agents", "systemic[].regimen"),
    ),
    number(
        "bevacizumab.weeks_since",
        Text("Weeks since bevacizumab", "距末次贝伐珠单抗周数"),
        unit="weeks",
        within=(0, 5000),
        about=Text(
            "From the end of the latest line with bevacizumab to the date of the record; 0 while it goes on. "
            "Not applicable when it was never given.",
            "自最近一次含贝伐珠单抗治疗结束至病历截至日期；进行中为 0。从未使用者不适用。",
        ),
        entered_at=("systemic[].ended_on", "systemic[].agents", "as_of"),
        can_lack_value=True,
    ),
)
