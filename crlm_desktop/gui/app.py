"""The program with its window: application, fonts, colours, what happens when something fails, and the event loop."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from crlm_desktop import settings as stored
from crlm_desktop.clock import Clock, SystemClock
from crlm_desktop.gui import crash, fonts, garbage
from crlm_desktop.gui.main_window import MainWindow
from crlm_desktop.gui.preferences import Preferences
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import Theme
from crlm_desktop.i18n import Language, catalogue_for


def run(*, demonstration: bool = False, language: Language | None = None, settings_file: Path | None = None) -> int:
    """Show the window until it is closed; return the exit code of the process.

    ``demonstration`` opens the invented cases at once. ``language`` holds for this time and is not remembered.
    """
    application = application_of(sys.argv)
    clock = SystemClock()
    crash.install(_tell_crash, clock=clock)
    window = make_window(
        application, clock=clock, language=language, settings_file=settings_file or stored.settings_file()
    )
    window.show()
    if demonstration:
        window.entrance.open_demonstration()
    with garbage.collected_here():
        return application.exec()


def application_of(arguments: list[str]) -> QApplication:
    """Return the application, made if there is none yet."""
    application = cast("QApplication | None", QApplication.instance()) or QApplication(arguments)
    application.setApplicationName("CRLM Desktop")
    application.setOrganizationName("crlm-desktop")
    application.setStyle("Fusion")
    return application


def make_window(
    application: QApplication, *, clock: Clock, settings_file: Path, language: Language | None = None
) -> MainWindow:
    """Return the window, dressed and not yet shown."""
    loaded = stored.load(settings_file)
    preferences = Preferences(loaded.settings, settings_file, language=language)
    fonts.dress(application, preferences.language)
    theme = Theme(loaded.settings.theme, application)
    theme.apply()
    tasks = Tasks(application)
    window = MainWindow(preferences=preferences, theme=theme, tasks=tasks, clock=clock, author=_author())
    if loaded.problems and window.start is not None:
        catalogue = catalogue_for(preferences.language)
        window.start.show_idle("\n".join(catalogue.sentence(problem) for problem in loaded.problems))
    return window


def _tell_crash(report: str) -> None:
    from crlm_desktop.gui.dialogs.unexpected import UnexpectedError

    window = next((one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow)), None)
    if window is None:
        UnexpectedError(report, catalogue=catalogue_for(Language.EN), parent=None).exec()
    elif window.findChild(UnexpectedError) is None:
        # One at a time: what fails while painting would fail again and again.
        dialog = UnexpectedError(report, catalogue=window.catalogue, parent=window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()


def _author() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""
