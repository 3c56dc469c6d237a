"""Facts on earlier local treatment of the liver."""

from __future__ import annotations

from crlm_desktop.case import choices as c
from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts.declaration import FactKind
from crlm_desktop.engine.facts.declaring import choice, number

LOCAL = (
    choice(
        "local.treatments",
        Text("Local treatments given", "已行局部治疗"),
        c.LocalKind,
        kind=FactKind.SET,
        about=Text("Every kind of local treatment of the liver that was given.", "肝脏已接受的各类局部治疗。"),
        entered_at=("local_treatments",),
    ),
    number(
        "local.hepatectomies",
        Text("Earlier hepatectomies", "既往肝切除次数"),
        within=(0, 100),
        is_integer=True,
        about=Text("Number of hepatectomies in the record.", "病历中肝切除的次数。"),
        entered_at=("local_treatments",),
    ),
    number(
        "local.months_since_curative",
        Text("Months since curative local treatment", "距末次根治性局部治疗的月数"),
        unit="months",
        within=(0, 1200),
        about=Text(
            "From the latest hepatectomy, ablation, SBRT or transplantation to the date of the record. "
            "Not applicable when there was none.",
            "自最近一次肝切除、消融、SBRT 或肝移植至病历截至日期。未行者不适用。",
        ),
        entered_at=("local_treatments[].on", "as_of"),
        can_lack_value=True,
    ),
)
