"""What the tests of packs build with: a registry at home with an open meeting, a laptop, and the way there and back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from crlm_desktop.case.edits import with_value
from crlm_desktop.case.identity import CaseId, Identity
from crlm_desktop.clock import FixedClock
from crlm_desktop.i18n import Language
from crlm_desktop.meeting.agenda import MeetingId
from crlm_desktop.meeting.opinion import OpinionStance
from crlm_desktop.meeting.people import Discipline
from crlm_desktop.registry import integrity, opening
from crlm_desktop.registry.pack import Contents
from crlm_desktop.services import meetings, packing, review, unpacking, workplace
from crlm_desktop.services.unpacking import Choices, Plan
from crlm_desktop.services.workplace import Workplace
from tests.builders import a_case, a_decision, a_lesion, an_attendance
from tests.registry.building import CHEAP, CLOCK, PASSPHRASE
from tests.services.places import a_workplace, plain_engine

PACK_PASSPHRASE = "a passphrase for the road"
TRAVELLER = "Dr T. Traveller"


class Home:
    """A registry with an open meeting of two cases, each with an opinion and one with an outcome.

    It is a copy of one that was built once, because building takes long.
    """

    def __init__(self, folder: Path, built: Path) -> None:
        self.folder = folder
        shutil.copytree(built, folder / "home.crlm")
        self.place = workplace.open_(folder / "home.crlm", PASSPHRASE, clock=CLOCK, engine=plain_engine())
        (row,) = meetings.list_meetings(self.place)
        self.meeting: MeetingId = row.id
        self.ids = [item.case_id for item in meetings.open_meeting(self.place, row.id).meeting.agenda]

    def takes_along(self, name: str = "out.crlmpack", days: int = 14) -> Path:
        to = self.folder / name
        packing.take_along(self.place, self.meeting, PACK_PASSPHRASE, to=to, days=days, cost=CHEAP)
        return to

    def held(self) -> Contents:
        return contents(self.place, self.meeting)

    def brings_back(self, file: Path, choices: Choices | None = None) -> Plan:
        received = packing.receive(file, PACK_PASSPHRASE)
        planned = unpacking.compare(self.place, received)
        return unpacking.bring_back(self.place, received, planned, choices, language=Language.EN)

    def sees(self, file: Path) -> Plan:
        return unpacking.compare(self.place, packing.receive(file, PACK_PASSPHRASE))


def build(path: Path) -> None:
    """Build what `Home` is a copy of."""
    with a_workplace(path) as place:
        fill(place)


def fill(place: Workplace) -> MeetingId:
    """Prepare the meeting of two cases, and return it."""
    particulars = meetings.Particulars(title="Tumour board", site="General", held_on=CLOCK.today())
    meeting = meetings.create(place, particulars).meeting.id
    meetings.set_attendance(place, meeting, [an_attendance(), an_attendance("Dr White")])
    for number in ("H-1", "H-2"):
        case = a_case(lesions=[a_lesion()], patient={"age_years": 62, "height_cm": 170})
        stored = review.create_case(place, Identity(number=number, name=f"Name of {number}"), case)
        give(place, stored.id, "Dr Grey")
        meetings.add_case(place, meeting, stored.id)
    meetings.record_outcome(place, meeting, stored.id, a_decision())
    return meeting


@contextmanager
def laptop(pack: Path, name: str = "laptop.crlm", *, at: timedelta = timedelta(hours=1)) -> Iterator[Workplace]:
    """Open a working registry that is made from a pack, or that was made before."""
    clock = FixedClock(CLOCK.moment + at)
    path = pack.parent / name
    if path.exists():
        place = workplace.open_(path, PASSPHRASE, clock=clock, engine=plain_engine())
    else:
        received = packing.receive(pack, PACK_PASSPHRASE)
        place = packing.open_pack(
            received, path, PASSPHRASE, author=TRAVELLER, clock=clock, engine=plain_engine(), cost=CHEAP
        )
    with place:
        yield place


def hands_back(place: Workplace, name: str = "back.crlmpack") -> Path:
    to = place.path.parent / name
    packing.hand_back(place, PACK_PASSPHRASE, to=to, cost=CHEAP)
    return to


def contents(place: Workplace, meeting: MeetingId) -> Contents:
    """Return all that a pack of the meeting would hold, with every case there is."""
    with place.reading() as unit:
        return unit.packs.contents(meeting, unit.cases.ids())


def edit(place: Workplace, case_id: CaseId, path: str, value: object, reason: str = "") -> None:
    stored = review.open_case(place, case_id)
    case = with_value(stored.case, path, value)
    review.record_case(place, case_id, base_revision=stored.revision.number, case=case, reason=reason)


def value(place: Workplace, case_id: CaseId) -> tuple[int | None, float | None]:
    """Return age and height of a case."""
    patient = review.open_case(place, case_id).case.patient
    return patient.age_years, patient.height_cm


def give(place: Workplace, case_id: CaseId, person: str, strategy: str = "resection") -> None:
    stored = review.open_case(place, case_id)
    review.give_opinion(
        place,
        case_id,
        case_sha256=stored.sha256,
        person=person,
        discipline=Discipline.LIVER_SURGERY,
        stance=OpinionStance.FOR,
        strategy=strategy,
    )


def entries(place: Workplace) -> int:
    with place.reading() as unit:
        return len(unit.audit.entries())


def findings(place: Workplace) -> tuple[object, ...]:
    """Return what a full check finds of a registry."""
    folder, _slot, key = opening.unlocked_slot(place.path, PASSPHRASE, clock=CLOCK)
    return integrity.verify(folder, key).findings


def renumber(place: Workplace, **numbers: str) -> None:
    """Give cases, told by the number they have, other numbers; all leave theirs before any gets its new one."""
    held = {row.number: row.id for row in review.list_cases(place)}
    for number in numbers:
        review.record_identity(place, held[number.replace("_", "-")], Identity(number=f"on the way {number}"))
    for number, new in numbers.items():
        review.record_identity(place, held[number.replace("_", "-")], Identity(number=new))
