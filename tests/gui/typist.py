"""A process with the whole window that types and never writes: `python -m tests.gui.typist FOLDER CASE MEETING`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

from PySide6.QtTest import QTest

from crlm_desktop.case.identity import CaseId
from crlm_desktop.clock import SystemClock
from crlm_desktop.gui import app, fonts
from crlm_desktop.gui.main_window import MainWindow
from crlm_desktop.gui.preferences import Preferences
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import Theme
from crlm_desktop.gui.workbench import Workbench
from crlm_desktop.i18n import Language
from crlm_desktop.meeting.agenda import MeetingId
from crlm_desktop.services import workplace
from crlm_desktop.settings import Settings
from crlm_desktop.settings import Theme as ThemeChoice
from tests.gui.meeting_values import planning_engine
from tests.registry.building import AUTHOR, PASSPHRASE

AGE = "6"
SIZE = "12 or 13"
OPINION = "Enough remnant on the left"
RATIONALE = "Bilobar, all within reach"


def main(folder: Path, case_id: CaseId, meeting_id: MeetingId) -> None:
    """Type at every kind of place, say so, and go on as if nothing would happen."""
    application = app.application_of([])
    fonts.dress(application, Language.EN)
    tasks = Tasks(application)
    window = MainWindow(
        preferences=Preferences(Settings(), folder.parent / "typist.json", language=Language.EN),
        theme=Theme(ThemeChoice.LIGHT, application),
        tasks=tasks,
        clock=SystemClock(),
        author=AUTHOR,
    )
    window.show()
    place = workplace.open_(folder, PASSPHRASE, author=AUTHOR, clock=SystemClock(), engine=planning_engine())
    window.use(place)
    bench = window.workbench
    assert bench is not None
    until(lambda: tasks.is_idle)
    type_everywhere(bench, tasks, case_id, meeting_id)
    sys.stdout.write("typed\n")
    sys.stdout.flush()
    application.exec()


def type_everywhere(bench: Workbench, tasks: Tasks, case_id: CaseId, meeting_id: MeetingId) -> None:
    """Half type a decision, an opinion, a text that is no number, and a number that is not left yet."""
    bench.show_place("meetings")
    bench.meetings.open_meeting(meeting_id)
    bench.meetings.page.show_case(case_id)
    until(lambda: tasks.is_idle)
    QTest.keyClicks(bench.meetings.page.case.capture.form.rationale.edit, RATIONALE)
    bench.open_case(case_id)
    until(lambda: tasks.is_idle)
    opinions = bench.case.options._whole
    opinions.open_entry()
    QTest.keyClicks(opinions.entry.words.edit, OPINION)
    size = bench.case.form.boxes["liver.volumes_ml.total"]
    QTest.keyClicks(size.control, SIZE)
    size.commit()
    bench.case.jump("patient.age_years")
    QTest.keyClicks(bench.case.form.boxes["patient.age_years"].control, AGE)


def until(is_so: Callable[[], bool]) -> None:
    """Let the window go on until something is so."""
    end = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < end
        QTest.qWait(10)


if __name__ == "__main__":
    main(Path(sys.argv[1]), cast(CaseId, sys.argv[2]), cast(MeetingId, sys.argv[3]))
