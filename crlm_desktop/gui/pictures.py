"""Pictures of the main places of the window, for the documentation and for who has no screen."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QEventLoop,
    QMessageLogContext,
    QSize,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from crlm_desktop.case.identity import CaseId
from crlm_desktop.errors import N_, Code, EnvironmentFault
from crlm_desktop.gui import fonts, garbage
from crlm_desktop.gui.app import application_of
from crlm_desktop.gui.meeting.desk import MeetingDesk
from crlm_desktop.gui.place_names import CASE, MEETINGS
from crlm_desktop.gui.preferences import Preferences
from crlm_desktop.gui.safekeeping import Safekeeping
from crlm_desktop.gui.session import CaseSession
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import Theme
from crlm_desktop.gui.workbench import Workbench
from crlm_desktop.i18n import Language, catalogue_for
from crlm_desktop.services import meetings, review
from crlm_desktop.services.workplace import Workplace
from crlm_desktop.settings import Settings
from crlm_desktop.settings import Theme as ThemeChoice

SIZE = QSize(1366, 768)
_LOOKS = (ThemeChoice.LIGHT, ThemeChoice.DARK)
_POLL_MS = 20
_CALM_MS = 250
# What the headless platform says of each window it cannot show.
_KNOWN_WARNING = "This plugin does not support"

NOT_WRITTEN = Code("pictures.not_written", N_("The picture {path} cannot be written. Check the folder and its rights."))


def take_pictures(workplace: Workplace, folder: Path) -> tuple[Path, ...]:
    """Write a PNG picture of each main place in both languages and both themes; return the files.

    The window appears on no screen; the registry stays open and is not changed.
    """
    if QApplication.instance() is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = application_of([])
    folder.mkdir(parents=True, exist_ok=True)
    temporary = tempfile.TemporaryDirectory(prefix="crlm-desktop-pictures-")
    with temporary as own, _without_known_warnings(), garbage.collected_here():
        studio = Studio(workplace, settings_file=Path(own) / "settings.json", application=application)
        try:
            return tuple(path for picture in studio.pictures() for path in (picture.written(folder),))
        finally:
            studio.close()


@contextmanager
def _without_known_warnings() -> Iterator[None]:
    """Keep what the headless platform says of every window out of what the command says."""

    def tell(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        if text.startswith(_KNOWN_WARNING):
            return
        if before is not None:
            before(kind, context, text)
        else:
            sys.stderr.write(f"{text}\n")

    # The annotations of PySide know neither the handler that was there before nor that there may be none.
    before = cast("Callable[[QtMsgType, QMessageLogContext, str], None] | None", qInstallMessageHandler(tell))
    try:
        yield
    finally:
        qInstallMessageHandler(before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One place as it looks now, and the name of its file."""

    name: str
    grab: Callable[[Path], bool]

    def written(self, folder: Path) -> Path:
        """Write the picture and return its file."""
        path = folder / f"{self.name}.png"
        if not self.grab(path):
            raise EnvironmentFault(NOT_WRITTEN, path=str(path))
        return path


def _case_to_show(workplace: Workplace) -> CaseId | None:
    """Return the first case of the latest meeting that has several lesions, else the case with the most."""
    rows = review.list_cases(workplace)
    held = meetings.list_meetings(workplace)
    discussed = meetings.open_meeting(workplace, held[0].id).cases if held else ()
    for row in (*discussed, *sorted(rows, key=lambda row: -(row.lesion_count or 0))):
        if (row.lesion_count or 0) > 1:
            return row.id
    return rows[0].id if rows else None


class Studio:
    """Shows the places of a registry one after another, in each language and theme, on no screen."""

    def __init__(self, workplace: Workplace, *, settings_file: Path, application: QApplication) -> None:
        self._workplace = workplace
        self._application = application
        self._settings_file = settings_file
        self._tasks = Tasks()
        self._theme = Theme(ThemeChoice.LIGHT)
        self._session = CaseSession(workplace, self._tasks)
        self._desk = MeetingDesk(workplace, self._tasks)
        self._safekeeping = Safekeeping(workplace, self._tasks)
        held = meetings.list_meetings(workplace)
        self._meeting = held[0].id if held else None
        self._case = _case_to_show(workplace)

    def pictures(self) -> Iterator[Picture]:
        """Yield the pictures; each is to be written before the next is asked for."""
        for language in Language:
            for look in _LOOKS:
                yield from self._in(language, look)

    def close(self) -> None:
        """Put everything away that was made for the pictures."""
        self._session.close_case()
        self._safekeeping.stop()
        self._tasks.finish()
        self._settle()
        for one in (self._session, self._desk, self._safekeeping, self._theme, self._tasks):
            one.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def _in(self, language: Language, look: ThemeChoice) -> Iterator[Picture]:
        fonts.dress(self._application, language)
        self._theme.choose(look)
        self._theme.apply()
        bench = Workbench(
            self._workplace,
            self._session,
            self._desk,
            self._safekeeping,
            preferences=Preferences(Settings(), self._settings_file, language=language),
            tasks=self._tasks,
            catalogue=catalogue_for(language),
            theme=self._theme,
        )
        bench.resize(SIZE)
        bench.show()
        suffix = f"{language.value}-{look.value}"
        for place in bench.place_names:
            if place == CASE:
                if self._case is None:
                    continue
                bench.open_case(self._case)
            else:
                bench.show_place(place)
            self._settle()
            yield Picture(name=f"{place}-{suffix}", grab=_grabber(bench))
        if self._meeting is not None:
            bench.show_place(MEETINGS)
            bench.meetings.open_meeting(self._meeting)
            self._settle()
            bench.meetings.show_first_case()
            self._settle()
            yield Picture(name=f"meeting-{suffix}", grab=_grabber(bench))
            bench.meetings.show_list()
        bench.hide()
        bench.deleteLater()

    def _settle(self) -> None:
        """Let the window go on until nothing is under way and nothing moves any more."""
        loop = QEventLoop()
        calm = QTimer()
        calm.setSingleShot(True)
        calm.setInterval(_CALM_MS)
        calm.timeout.connect(loop.quit)
        poll = QTimer()
        poll.setInterval(_POLL_MS)

        def look() -> None:
            if not self._tasks.is_idle:
                calm.stop()
            elif not calm.isActive():
                calm.start()

        poll.timeout.connect(look)
        poll.start()
        loop.exec()


def _grabber(bench: Workbench) -> Callable[[Path], bool]:
    return lambda path: bench.grab().save(str(path))
