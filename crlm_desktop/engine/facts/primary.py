"""Facts on the primary tumour and on the course from it to the metastases."""

from __future__ import annotations

from crlm_desktop.case import choices as c
from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts.choices import Side
from crlm_desktop.engine.facts.declaring import choice, number, statement

PRIMARY = (
    choice(
        "primary.side",
        Text("Side of the primary", "原发灶侧别"),
        Side,
        about=Text(
            "Right: caecum to transverse colon. Left: splenic flexure to rectum. Derived from the site.",
            "右侧：盲肠至横结肠；左侧：脾曲至直肠。由原发灶部位推算。",
        ),
        entered_at=("primary.site",),
        aliases=("side",),
    ),
    statement(
        "primary.node_positive",
        Text("Node-positive primary", "原发灶淋巴结阳性"),
        about=Text("True for any N stage but N0.", "除 N0 外的任何 N 分期均为是。"),
        entered_at=("primary.n",),
    ),
    number(
        "primary.months_since_resection",
        Text("Months since resection of the primary", "距原发灶切除的月数"),
        unit="months",
        within=(0, 1200),
        about=Text(
            "From the resection of the primary to the date of the record. Not applicable while it was not resected.",
            "自原发灶切除至病历截至日期。原发灶未切除时不适用。",
        ),
        entered_at=("primary.resected_on", "as_of"),
        can_lack_value=True,
    ),
    statement(
        "molecular.kras_g12c",
        Text("KRAS G12C mutation", "KRAS G12C 突变"),
        about=Text("Derived from the RAS variant; RAS wild type means no.", "由 RAS 变异类型推算；RAS 野生型即为否。"),
        entered_at=("molecular.ras_variant", "molecular.ras"),
    ),
)

COURSE = (
    number(
        "interval.months",
        Text("Interval from primary to metastases", "原发灶至肝转移的间隔"),
        unit="months",
        within=(-240, 1200),
        about=Text(
            "From the diagnosis of the primary to the detection of the liver metastases, in calendar months. "
            "A stated presentation bounds it when a date is missing.",
            "自原发灶诊断至肝转移发现的日历月数。缺少日期时，以所填转移时相界定范围。",
        ),
        entered_at=("primary.diagnosed_on", "metastases.detected_on"),
        aliases=("dfi.months",),
    ),
    choice(
        "presentation",
        Text("Presentation of the metastases", "肝转移时相"),
        c.Presentation,
        about=Text(
            "As stated; else synchronous when the interval is at most 6 months.",
            "以填写为准；否则间隔不超过 6 个月为同时性。",
        ),
        entered_at=("metastases.presentation", "primary.diagnosed_on", "metastases.detected_on"),
    ),
    choice(
        "episode",
        Text("Episode of the liver disease", "肝脏疾病阶段"),
        c.Episode,
        about=Text(
            "As stated; else first when the liver was never treated locally, and recurrence when a lesion is a local "
            "recurrence after treatment.",
            "以填写为准；否则从未行肝脏局部治疗者为首次，存在治疗后局部复发病灶者为复发。",
        ),
        entered_at=("metastases.episode", "local_treatments"),
    ),
)
