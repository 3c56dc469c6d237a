"""Killed while somebody types: what was typed up to two seconds before is offered, and put back where it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from crlm_desktop.gui.drafting.bar import OfferRow
from crlm_desktop.gui.drafting.keeper import INTERVAL_MS
from crlm_desktop.gui.main_window import MainWindow
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.workbench import Workbench
from crlm_desktop.services import review, workplace
from crlm_desktop.services.workplace import Workplace
from tests.builders import a_case
from tests.gui import typist
from tests.gui.meeting_values import a_meeting_with, a_planning_workplace, add_case, planning_engine
from tests.registry.building import AUTHOR, CLOCK, PASSPHRASE

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def killed(tmp_path: Path) -> Path:
    """A registry in which a process typed, was let be for two seconds, and was killed."""
    folder = tmp_path / "killed.crlm"
    with a_planning_workplace(folder) as place:
        case_id = add_case(place, "H-17", a_case())
        meeting_id = a_meeting_with(place, case_id)
    command = [sys.executable, "-m", "tests.gui.typist", str(folder), case_id, meeting_id]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "packaging")))}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "typed\n"
        time.sleep(INTERVAL_MS / 1000 + 0.3)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    return folder


@pytest.fixture
def reopened(killed: Path) -> Iterator[Workplace]:
    with workplace.open_(killed, PASSPHRASE, author=AUTHOR, clock=CLOCK, engine=planning_engine()) as place:
        yield place


def test_that_everything_typed_two_seconds_before_a_kill_is_offered_and_can_be_put_back(
    qtbot: QtBot, empty_window: MainWindow, reopened: Workplace, tasks: Tasks
) -> None:
    empty_window.use(reopened)
    bench = empty_window.workbench
    assert bench is not None
    qtbot.waitUntil(lambda: len(bench.drafts.rows) == 2)
    (case_id,) = (row.id for row in review.list_cases(reopened))
    assert review.open_case(reopened, case_id).case.patient.age_years is None

    of_case = row_about(bench, "2 fields, 1 opinion in case H-17")
    assert [(line.typed, line.now) for line in of_case.lines] == [
        (typist.AGE, "unknown"),
        (typist.SIZE, "unknown"),
        ("for · " + typist.OPINION, "not given"),
    ]
    of_case.restore.click()
    qtbot.waitUntil(lambda: tasks.is_idle)
    boxes = bench.case.form.boxes
    age, volume = boxes["patient.age_years"].control, boxes["liver.volumes_ml.total"].control
    assert isinstance(age, QLineEdit)
    assert isinstance(volume, QLineEdit)
    assert (age.text(), volume.text(), volume.property("faulty")) == (typist.AGE, typist.SIZE, True)
    assert bench.case.options._whole.draft.text == typist.OPINION
    assert age.hasFocus()
    assert review.open_case(reopened, case_id).case.patient.age_years is None

    bench.show_place("meetings")
    row_about(bench, "1 decision or deferral in the meeting").restore.click()
    qtbot.waitUntil(lambda: tasks.is_idle)
    form = bench.meetings.page.case.capture.form
    assert form.draft.rationale == typist.RATIONALE
    assert bench.drafts.rows == ()


def row_about(bench: Workbench, words: str) -> OfferRow:
    return next(row for row in bench.drafts.rows if words in row.text.text())
