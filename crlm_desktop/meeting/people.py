"""Who takes part in a meeting: disciplines, presence and times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from crlm_desktop.case.wording import Choice


class Discipline(Choice):
    """A specialty that speaks in the meeting."""

    LIVER_SURGERY = "liver_surgery", "liver surgery", "肝脏外科"
    COLORECTAL_SURGERY = "colorectal_surgery", "colorectal surgery", "结直肠外科"
    MEDICAL_ONCOLOGY = "medical_oncology", "medical oncology", "肿瘤内科"
    RADIOLOGY = "radiology", "radiology", "影像科"
    INTERVENTIONAL_RADIOLOGY = "interventional_radiology", "interventional radiology", "介入科"
    RADIATION_ONCOLOGY = "radiation_oncology", "radiation oncology", "放疗科"
    PATHOLOGY = "pathology", "pathology", "病理科"
    NURSING = "nursing", "specialist nursing", "专科护理"
    ANAESTHESIA = "anaesthesia", "anaesthesia", "麻醉科"
    HEPATOLOGY = "hepatology", "hepatology", "肝病科"
    OTHER = "other", "other", "其他"


class Presence(Choice):
    """How a person took part."""

    PRESENT = "present", "present", "到场"
    REMOTE = "remote", "remote", "远程"
    COVER = "cover", "cover for a colleague", "代班"
    APOLOGIES = "apologies", "apologies", "请假"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """One person at one meeting; without times the person was there from start to end. Times are local."""

    person: str
    discipline: Discipline
    presence: Presence = Presence.PRESENT
    arrived_at: time | None = None
    left_at: time | None = None

    @property
    def is_there(self) -> bool:
        """Whether the person took part at all."""
        return self.presence is not Presence.APOLOGIES
