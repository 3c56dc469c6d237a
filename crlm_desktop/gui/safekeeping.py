"""Backups while a registry is open: the one of the day, in the background, and those that a person asks for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from crlm_desktop.errors import CrlmError
from crlm_desktop.gui.tasks import Lane, Tasks
from crlm_desktop.services import backups, integrity
from crlm_desktop.services.workplace import Workplace

# Often enough that the backup of a day is made soon after midnight where a window stays open.
_LOOK_EVERY_MS = 30 * 60 * 1000


class Safekeeping(QObject):
    """Makes backups off the window's thread; ``changed`` is emitted whenever one is begun, made or failed.

    ``failed`` carries what a person must know; ``verified`` the report of a full check.
    """

    changed = Signal()
    failed = Signal(object)
    verified = Signal(object)

    def __init__(self, workplace: Workplace, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._tasks = tasks
        self._ended = Event()
        self._running = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    @property
    def is_working(self) -> bool:
        """Whether a backup or a check is being made now."""
        return self._running > 0

    @property
    def is_over(self) -> bool:
        """Whether the registry is being closed; asked by whatever else works on it, on any thread."""
        return self._ended.is_set()

    @Slot()
    def look(self) -> None:
        """Make the backup of the day unless there is one."""
        self._begin(lambda: backups.daily(self._workplace, wanted=self._is_wanted), self._end)

    def back_up(self, to: Path | None = None) -> None:
        """Make a backup now, beside the registry or in another folder."""
        self._begin(lambda: backups.back_up(self._workplace, to=to, wanted=self._is_wanted), self._end)

    def verify(self) -> None:
        """Check all of the registry."""
        self._begin(lambda: integrity.verify_open(self._workplace, wanted=self._is_wanted), self._tell_report)

    def stop(self) -> None:
        """Give up what is being made, so that the registry can be closed at once."""
        self._timer.stop()
        self._ended.set()

    def _begin(self, work: Callable[[], object], done: Callable[[object], None]) -> None:
        self._running += 1
        self.changed.emit()
        self._tasks.run(work, done, failed=self._fail, broken=self._break, lane=Lane.BACKUP)

    def _is_wanted(self) -> bool:
        return not self._ended.is_set()

    def _end(self, _made: object) -> None:
        self._running -= 1
        self.changed.emit()

    def _tell_report(self, report: object) -> None:
        self._end(report)
        self.verified.emit(report)

    def _fail(self, error: CrlmError) -> None:
        self._end(None)
        if not self._ended.is_set():
            self.failed.emit(error)

    def _break(self) -> None:
        self._end(None)
