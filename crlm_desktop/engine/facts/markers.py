"""Facts on tumour markers."""

from __future__ import annotations

from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts.declaring import number

_MARKER_HELP = Text(
    "The latest measurement by moment, then date, then order of entry; µg/L equals ng/mL, kU/L equals U/mL.",
    "按时点、日期、录入顺序取最近一次；µg/L 等同 ng/mL，kU/L 等同 U/mL。",
)
_BEFORE_HELP = Text("The latest measurement before chemotherapy.", "化疗前最近一次检测。")
_AFTER_HELP = Text("The latest measurement after chemotherapy.", "化疗后最近一次检测。")

MARKERS = (
    number(
        "markers.cea_ug_l",
        Text("CEA", "CEA"),
        unit="µg/L",
        within=(0, 1_000_000),
        about=_MARKER_HELP,
        entered_at=("markers",),
        aliases=("cea",),
    ),
    number(
        "markers.cea_before_ug_l",
        Text("CEA before chemotherapy", "化疗前 CEA"),
        unit="µg/L",
        within=(0, 1_000_000),
        about=_BEFORE_HELP,
        entered_at=("markers",),
    ),
    number(
        "markers.cea_after_ug_l",
        Text("CEA after chemotherapy", "化疗后 CEA"),
        unit="µg/L",
        within=(0, 1_000_000),
        about=_AFTER_HELP,
        entered_at=("markers",),
    ),
    number(
        "markers.cea_fall_percent",
        Text("Fall of CEA", "CEA 下降幅度"),
        unit="%",
        within=(-1_000_000, 100),
        about=Text(
            "From the value before chemotherapy to the latest one; negative when it rose.",
            "由化疗前至最近一次的下降比例；升高者为负。",
        ),
        entered_at=("markers",),
    ),
    number(
        "markers.ca19_9_ku_l",
        Text("CA19-9", "CA19-9"),
        unit="kU/L",
        within=(0, 1_000_000),
        about=_MARKER_HELP,
        entered_at=("markers",),
    ),
    number(
        "markers.ca19_9_before_ku_l",
        Text("CA19-9 before chemotherapy", "化疗前 CA19-9"),
        unit="kU/L",
        within=(0, 1_000_000),
        about=_BEFORE_HELP,
        entered_at=("markers",),
    ),
)
