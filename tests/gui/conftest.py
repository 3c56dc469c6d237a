"""A dressed application, an open workplace, and the window on it, for the tests that drive real widgets."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from crlm_desktop import settings
from crlm_desktop.gui import app, fonts, garbage
from crlm_desktop.gui.main_window import MainWindow
from crlm_desktop.gui.meeting import leaving
from crlm_desktop.gui.preferences import Preferences
from crlm_desktop.gui.session import CaseSession
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import Theme
from crlm_desktop.i18n import Catalogue, Language, catalogue_for
from crlm_desktop.services.workplace import Workplace
from crlm_desktop.settings import Theme as ThemeChoice
from tests.registry.building import AUTHOR, CLOCK
from tests.services.places import a_workplace


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> QApplication:
    """The application with our style and fonts, in English."""
    # What the test before has put away goes now: whatever is there is dressed anew with the application.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    app.application_of([])
    fonts.dress(qapp, Language.EN)
    return qapp


@pytest.fixture(autouse=True)
def garbage_collected_here() -> Iterator[None]:
    """Collect garbage on the thread of the widgets alone, as the program does."""
    with garbage.collected_here():
        yield
        garbage.collect_if_due()


@pytest.fixture(scope="module", autouse=True)
def _leave_no_widgets_to_others() -> Iterator[None]:
    """Free what the tests of a module left, before a worker's thread of other tests could."""
    yield
    gc.collect()


@pytest.fixture
def catalogue() -> Catalogue:
    return catalogue_for(Language.EN)


@pytest.fixture
def theme(dressed: QApplication) -> Theme:
    made = Theme(ThemeChoice.LIGHT, dressed)
    made.apply()
    return made


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.finish()
    qtbot.waitUntil(lambda: made.is_idle)


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    return Preferences(settings.Settings(), tmp_path / "settings.json", language=Language.EN)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    """A workplace on an empty registry in the test's own folder, closed afterwards."""
    with a_workplace(tmp_path / "tests.crlm") as opened:
        yield opened


@pytest.fixture
def session(place: Workplace, tasks: Tasks) -> CaseSession:
    # The session of the test before goes now, with the edits in its undo stack: that must not end the program.
    gc.collect()
    return CaseSession(place, tasks)


@pytest.fixture
def empty_window(
    qtbot: QtBot, preferences: Preferences, theme: Theme, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> MainWindow:
    """The window with its first screen; at the end of the test it closes without asking about what is half typed."""
    made = MainWindow(preferences=preferences, theme=theme, tasks=tasks, clock=CLOCK, author=AUTHOR)

    def lose_everything(_window: QWidget) -> None:
        monkeypatch.setattr(leaving, "may_leave", lambda *_args, **_named: True)

    qtbot.addWidget(made, before_close_func=lose_everything)
    made.show()
    # Keys and the focus belong to the window that is active.
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


@pytest.fixture
def window(qtbot: QtBot, empty_window: MainWindow, place: Workplace, tasks: Tasks) -> MainWindow:
    """The window on an open, empty registry."""
    empty_window.use(place)
    qtbot.waitUntil(lambda: tasks.is_idle)
    return empty_window
