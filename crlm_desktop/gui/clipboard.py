"""The clipboard: a name or a number that was copied from the program does not stay in it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QClipboard, QGuiApplication

from crlm_desktop.errors import CrlmError
from crlm_desktop.gui.tasks import Lane, Tasks
from crlm_desktop.services import review
from crlm_desktop.services.workplace import Workplace

HELD_MS = 60_000


class ClipboardGuard(QObject):
    """Looks at what the program copies; what names somebody of the registry goes after a minute, if still there."""

    def __init__(self, workplace: Workplace, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("clipboard_guard")
        self._workplace = workplace
        self._tasks = tasks
        self._held = ""
        self._asked = ""
        self._clipboard = QGuiApplication.clipboard()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(HELD_MS)
        self._timer.timeout.connect(self.clear)
        self._clipboard.dataChanged.connect(self._look)

    @property
    def is_holding(self) -> bool:
        """Whether the clipboard holds a name or a number that will be cleared."""
        return bool(self._held)

    @Slot()
    def clear(self) -> None:
        """Take out of the clipboard what names somebody, or what may; what came from elsewhere stays."""
        suspects = {text for text in (self._held, self._asked) if text}
        self._held = self._asked = ""
        self._timer.stop()
        if suspects and self._clipboard.text() in suspects:
            self._clipboard.clear()
        if self._clipboard.supportsSelection() and self._clipboard.ownsSelection():
            self._clipboard.clear(QClipboard.Mode.Selection)

    def stop(self) -> None:
        """Clear, and look no more: the registry is closed."""
        self._clipboard.dataChanged.disconnect(self._look)
        self.clear()

    @Slot()
    def _look(self) -> None:
        # Not every platform says whose it is; what is copied while one of our windows has the focus is ours.
        is_ours = self._clipboard.ownsClipboard() or QGuiApplication.focusWindow() is not None
        text = self._clipboard.text() if is_ours else ""
        self._held = ""
        self._timer.stop()
        self._asked = text
        if text.strip():
            work = partial(_looked_up, self._workplace, text)
            self._tasks.run(work, self._hold, failed=self._hold_unseen, lane=Lane.REGISTRY)

    def _hold(self, answer: tuple[str, bool]) -> None:
        text, names_somebody = answer
        if text != self._asked:
            return
        self._asked = ""
        if names_somebody:
            self._held = text
            self._timer.start()

    def _hold_unseen(self, _error: CrlmError) -> None:
        """Take for a name what the registry could not be asked about."""
        self._hold((self._asked, bool(self._asked)))


def _looked_up(workplace: Workplace, text: str) -> tuple[str, bool]:
    return text, review.names_anybody(workplace, text)
