"""The server of an open registry stops and comes back: nothing typed is lost, and nothing is saved twice."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from crlm_desktop.case.edits import with_values
from crlm_desktop.case.identity import Identity
from crlm_desktop.gui import connection
from crlm_desktop.gui.dialogs.merge import MergeDialog
from crlm_desktop.gui.main_window import MainWindow
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.workbench import Workbench
from crlm_desktop.services import review, workplace
from crlm_desktop.services.workplace import Workplace
from tests.builders import a_case
from tests.registry import cluster
from tests.registry.building import AUTHOR, CLOCK, PASSPHRASE
from tests.registry.servers import Servers
from tests.services.places import plain_engine

SOON = 15_000


class Stopping:
    """A server of this module's own, since it is stopped and started again."""

    def __init__(self, servers: Servers) -> None:
        self.servers = servers
        self._data = servers.cluster.folder / "data"
        self._again: subprocess.Popen[bytes] | None = None

    def stop(self) -> None:
        """Stop the server, as its administrator does."""
        file = self._data / "postmaster.pid"
        os.kill(int(file.read_text().split()[0]), signal.SIGINT)
        deadline = time.monotonic() + 30
        while file.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not file.exists()

    def start(self) -> None:
        """Start it again as it was."""
        command = shlex.split((self._data / "postmaster.opts").read_text())
        quiet = subprocess.DEVNULL
        user = cluster._unprivileged()
        self._again = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, user=user, cwd="/")
        cluster._wait(self.servers.cluster)

    def end(self) -> None:
        """End the server that was started again."""
        if self._again is not None:
            self._again.send_signal(signal.SIGQUIT)
            self._again.wait(30)


@pytest.fixture(scope="module")
def stopping() -> Iterator[Stopping]:
    with cluster.running() as running:
        made = Stopping(Servers(running))
        yield made
        made.end()


@pytest.fixture
def place(stopping: Stopping) -> Iterator[Workplace]:
    """A workplace on a registry on that server."""
    with (
        stopping.servers.registry() as opened,
        workplace.open_(opened.place, PASSPHRASE, user=AUTHOR, clock=CLOCK, engine=plain_engine()) as made,
    ):
        yield made


@pytest.fixture
def colleague(place: Workplace) -> Iterator[Workplace]:
    """Somebody else at another machine."""
    with workplace.open_(place.place, PASSPHRASE, user=AUTHOR, clock=CLOCK, engine=plain_engine()) as made:
        yield made


@pytest.fixture
def bench(
    qtbot: QtBot, place: Workplace, window: MainWindow, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> Workbench:
    monkeypatch.setattr(connection, "TRY_EVERY_MS", 100)
    stored = review.create_case(place, Identity(number="4711"), a_case(patient={"age_years": 62, "height_cm": 170}))
    assert window.workbench is not None
    with qtbot.waitSignal(tasks.idle):
        window.workbench.open_case(stored.id)
    return window.workbench


def types(qtbot: QtBot, bench: Workbench, field: str, text: str) -> None:
    control = bench.case.form.boxes[field].control
    assert isinstance(control, QLineEdit)
    control.setFocus()
    control.selectAll()
    qtbot.keyClicks(control, text)
    qtbot.keyClick(control, Qt.Key.Key_Return)


def saves(colleague: Workplace, **values: object) -> None:
    """Let the colleague save values of the patient in the only case there is."""
    case_id = review.list_cases(colleague)[0].id
    stored = review.open_case(colleague, case_id)
    case = with_values(stored.case, {f"patient.{name}": value for name, value in values.items()})
    review.record_case(colleague, stored.id, base_revision=stored.revision.number, case=case)


def ages(place: Workplace) -> list[int | None]:
    """Return the ages of the only case, revision by revision."""
    case_id = review.list_cases(place)[0].id
    numbers = sorted(one.number for one in review.history(place, case_id))
    return [review.case_at(place, case_id, number).patient.age_years for number in numbers]


def test_that_what_is_typed_while_the_server_is_stopped_is_saved_once_when_it_is_back(
    qtbot: QtBot, window: MainWindow, bench: Workbench, stopping: Stopping, colleague: Workplace
) -> None:
    stopping.stop()
    try:
        types(qtbot, bench, "patient.age_years", "63")
        qtbot.waitUntil(bench.connection.isVisible, timeout=SOON)
        types(qtbot, bench, "patient.height_cm", "171")
        assert window.session is not None
        assert {path: one.text for path, one in window.session.drafts.items()} == {
            "patient.age_years": "63",
            "patient.height_cm": "171",
        }
        assert bench.connection.again.isVisible()
    finally:
        stopping.start()
    bench.connection.again.click()
    qtbot.waitUntil(lambda: not bench.connection.isVisible(), timeout=SOON)
    assert not window.session.drafts
    assert bench.band.text == ""
    assert ages(colleague) == [62, 63, 63]
    stored = review.open_case(colleague, review.list_cases(colleague)[0].id)
    assert stored.case.patient.height_cm == 171


def test_that_what_another_saved_is_seen_by_looking_again_and_merged_where_both_typed(
    qtbot: QtBot, bench: Workbench, window: MainWindow, colleague: Workplace
) -> None:
    saves(colleague, height_cm=180)
    bench.look_again()
    height = bench.case.form.boxes["patient.height_cm"].control
    assert isinstance(height, QLineEdit)
    assert height.text() == "180"
    saves(colleague, age_years=70)
    types(qtbot, bench, "patient.age_years", "63")
    qtbot.waitUntil(lambda: bool(window.findChildren(MergeDialog)), timeout=SOON)
    dialog = window.findChildren(MergeDialog)[-1]
    assert dialog.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert ages(colleague) == [62, 62, 70]
