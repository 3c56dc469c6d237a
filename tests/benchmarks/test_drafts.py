"""How long keeping what is half typed takes on the window's thread: looking, and writing, beside a bare commit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot

from crlm_desktop.gui import app, fonts
from crlm_desktop.gui.drafting.keeper import DraftKeeper
from crlm_desktop.gui.drafting.pending import pending_of
from crlm_desktop.gui.meeting.desk import MeetingDesk
from crlm_desktop.gui.preferences import Preferences
from crlm_desktop.gui.safekeeping import Safekeeping
from crlm_desktop.gui.session import CaseSession
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import Theme
from crlm_desktop.gui.workbench import Workbench
from crlm_desktop.i18n import Language, catalogue_for
from crlm_desktop.registry import connection, keys
from crlm_desktop.services.workplace import Workplace
from crlm_desktop.settings import Settings
from crlm_desktop.settings import Theme as ThemeChoice
from tests.gui.meeting_values import a_planning_workplace, add_case
from tests.registry.building import PASSPHRASE


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    with a_planning_workplace(tmp_path / "benchmark.crlm") as opened:
        yield opened


class Typing:
    """A window on a case in which one types on and on."""

    def __init__(self, place: Workplace, folder: Path, qtbot: QtBot) -> None:
        application = app.application_of([])
        assert isinstance(application, QApplication)
        fonts.dress(application, Language.EN)
        self.tasks = Tasks(application)
        self.session = CaseSession(place, self.tasks)
        self.desk = MeetingDesk(place, self.tasks)
        self.safekeeping = Safekeeping(place, self.tasks)
        self.bench = Workbench(
            place,
            self.session,
            self.desk,
            self.safekeeping,
            preferences=Preferences(Settings(), folder / "settings.json", language=Language.EN),
            tasks=self.tasks,
            catalogue=catalogue_for(Language.EN),
            theme=Theme(ThemeChoice.LIGHT, application),
        )
        qtbot.addWidget(self.bench)
        self.bench.open_case(add_case(place, "H-17"))
        qtbot.waitUntil(lambda: self.tasks.is_idle)
        self.keeper = DraftKeeper(place, self.read, self.tasks)
        control = self.bench.case.form.boxes["patient.age_years"].control
        assert isinstance(control, QLineEdit)
        self.line = control
        self.count = 0

    def read(self) -> dict[object, object]:
        return pending_of(self.session, self.desk, self.bench)  # type: ignore[return-value]

    def type(self) -> None:
        self.count += 1
        self.line.setText(f"{self.count} or more")


@pytest.fixture
def typing(place: Workplace, tmp_path: Path, qtbot: QtBot) -> Iterator[Typing]:
    made = Typing(place, tmp_path, qtbot)
    yield made
    made.tasks.finish()
    qtbot.waitUntil(lambda: made.tasks.is_idle)


def test_looking_for_what_is_half_typed(benchmark: BenchmarkFixture, typing: Typing) -> None:
    typing.type()

    assert len(benchmark(typing.read)) == 1


def test_looking_when_nothing_has_changed(benchmark: BenchmarkFixture, typing: Typing) -> None:
    typing.type()
    typing.keeper.keep()

    assert benchmark(typing.keeper.keep)


def test_keeping_what_was_typed_on(benchmark: BenchmarkFixture, typing: Typing) -> None:
    def keep() -> bool:
        typing.type()
        return typing.keeper.keep()

    assert benchmark(keep)


def test_a_commit_of_one_row_by_the_bare_driver(benchmark: BenchmarkFixture, place: Workplace) -> None:
    key = keys.unlock(keys.read(place.path / "keys.json"), PASSPHRASE)
    assert key is not None
    bare = connection.connect(place.path / "registry.db", key)
    count = iter(range(10**9))

    def write() -> None:
        bare.execute("BEGIN IMMEDIATE")
        bare.execute(
            "INSERT OR REPLACE INTO drafts VALUES ('r', 'k', 's', 'p', 'a', ?, 1, '2026-11-23 18:30:00')",
            (str(next(count)),),
        )
        bare.execute("COMMIT")

    benchmark(write)
    bare.close()
