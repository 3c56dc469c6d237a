"""Facts on disease outside the liver, over all its sites."""

from __future__ import annotations

from crlm_desktop.case import choices as c
from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts.declaring import choice, number, statement
from crlm_desktop.engine.facts.recorded import SITES

_SITE_FIELDS = tuple(f"extrahepatic.{site}" for site in SITES)

EXTRAHEPATIC = (
    choice(
        "extrahepatic.status",
        Text("Disease outside the liver", "肝外病灶"),
        c.SiteState,
        about=Text(
            "The gravest state of all sites, in the order none, resectable, indeterminate, unresectable. "
            "None only when every site is said to be free.",
            "取各部位中最重者，依次为无、可切除、性质待定、不可切除。仅当每个部位均明确为无时才为“无”。",
        ),
        entered_at=_SITE_FIELDS,
    ),
    choice(
        "extrahepatic.status_except_lung",
        Text("Disease outside liver and lung", "肝肺以外的病灶"),
        c.SiteState,
        about=Text("As above, the lung left out.", "同上，不计肺部。"),
        entered_at=tuple(path for path in _SITE_FIELDS if path != "extrahepatic.lung"),
    ),
    statement(
        "extrahepatic.present",
        Text("Disease outside the liver is present", "存在肝外病灶"),
        about=Text(
            "True when a site is resectable or unresectable, false when every site is free; a site of "
            "indeterminate nature leaves it open.",
            "任一部位为可切除或不可切除时为是；各部位均无时为否；性质待定者尚不能判断。",
        ),
        entered_at=_SITE_FIELDS,
    ),
    number(
        "extrahepatic.staging_days",
        Text("Age of the staging", "分期检查距今天数"),
        unit="days",
        within=(0, 36500),
        about=Text("From the staging CT or PET to the date of the record.", "自分期 CT 或 PET 至病历截至日期。"),
        entered_at=("extrahepatic.staged_on", "as_of"),
    ),
)
