"""Locking the window: the workbench is put behind the cover as it is, and comes back as it was."""

from __future__ import annotations

import sys
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal, Slot
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QToolTip, QWidget
from typing_extensions import override

from crlm_desktop.errors import CrlmError
from crlm_desktop.gui.clipboard import ClipboardGuard
from crlm_desktop.gui.cover import Cover
from crlm_desktop.gui.idle import Idle
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import Theme
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import demonstration, users
from crlm_desktop.services.workplace import User, Workplace

if TYPE_CHECKING:
    from crlm_desktop.clock import Clock
    from crlm_desktop.gui.sleeping import Sleeping


class Locking(QObject):
    """Locks one window on one open registry: when asked, when nobody is there, and after the machine has slept.

    ``unlocked`` tells whether it is another user who goes on.
    """

    locked = Signal()
    unlocked = Signal(bool)

    def __init__(
        self, window: QMainWindow, place: Workplace, *, minutes: int, clock: Clock, theme: Theme, tasks: Tasks
    ) -> None:
        super().__init__(window)
        self.setObjectName("locking")
        self._workplace = place
        self._theme = theme
        self._tasks = tasks
        self._hidden: QWidget | None = None
        self._focus: QWidget | None = None
        self._user_before = place.user
        self.cover: Cover | None = None
        self.catalogue: Catalogue | None = None
        self.guard = ClipboardGuard(place, tasks, self)
        self.idle = Idle(minutes, clock=clock, parent=self)
        self.idle.left.connect(self.lock)
        self.idle.start()
        self._sleeping = _sleeping(self)

    @property
    def _window(self) -> QMainWindow:
        # Asked for, not kept: a child that keeps its window would take it along from within its own end.
        window = self.parent()
        assert isinstance(window, QMainWindow)
        return window

    @property
    def is_locked(self) -> bool:
        """Whether the cover is shown."""
        return self.cover is not None

    @Slot()
    def lock(self) -> None:
        """Cover the window: dialogs, menus and tips are put away, and so are names in the clipboard."""
        if self.is_locked or self.catalogue is None:
            return
        self._close_what_stands_before()
        self.guard.clear()
        self._user_before = self._workplace.user
        focus = QApplication.focusWidget()
        # A field that loses the focus writes what is typed in it: half a number would become a fact.
        with NothingFinished(focus):
            self._hidden = self._window.takeCentralWidget()
        # What had the focus in a dialog has gone with it.
        self._focus = focus if focus is not None and self._hidden.isAncestorOf(focus) else None
        self.cover = Cover(
            self._names(),
            partial(users.enter, self._workplace),
            user=self._workplace.user,
            registry=self._workplace.name,
            hint=self._hint(self.catalogue),
            catalogue=self.catalogue,
            theme=self._theme,
            tasks=self._tasks,
        )
        self.cover.entered.connect(self._unlock)
        self._window.setCentralWidget(self.cover)
        self.cover.setFocus()
        self.locked.emit()

    def stop(self) -> None:
        """Lock no more: the registry is being closed."""
        self.idle.stop()
        self.guard.stop()
        if self._sleeping is not None:
            self._sleeping.stop()
        if self._hidden is not None:
            self._hidden.deleteLater()
            self._hidden = None
        self.cover = None

    def _names(self) -> list[str]:
        """Return who may go on; a disk that fails at this moment leaves the window no less locked."""
        try:
            return [known.user.name for known in users.list_users(self._workplace) if known.has_passphrase]
        except CrlmError:
            return [self._workplace.author]

    def _hint(self, catalogue: Catalogue) -> str:
        """Return the passphrase where it is public: of the registry whose patients are invented."""
        if not self._workplace.is_demonstration:
            return ""
        text = catalogue.gettext("Demonstration: every patient is invented, and the passphrase is “{passphrase}”.")
        return text.format(passphrase=demonstration.PASSPHRASE)

    def _close_what_stands_before(self) -> None:
        QToolTip.hideText()
        for widget in QApplication.topLevelWidgets():
            if widget is self._window or not widget.isVisible():
                continue
            if isinstance(widget, QDialog):
                # What a dialog is busy with goes on; it is only not seen.
                widget.reject()
            if widget.isVisible():
                widget.hide()

    @Slot(object)
    def _unlock(self, user: object) -> None:
        assert isinstance(user, User)
        assert self._hidden is not None
        covered = self._window.takeCentralWidget()
        self._window.setCentralWidget(self._hidden)
        self._hidden.show()
        if self._focus is not None:
            self._focus.setFocus()
        self._hidden, self._focus, self.cover = None, None, None
        if covered is not None:
            covered.deleteLater()
        self.idle.start()
        self.unlocked.emit(user.id != self._user_before.id)


def _sleeping(locking: Locking) -> Sleeping | None:
    """Let the system's word that it is about to sleep lock; elsewhere than on Linux, the clock tells it afterwards."""
    if sys.platform != "linux":
        return None
    from PySide6.QtDBus import QDBusConnection

    from crlm_desktop.gui.sleeping import Sleeping

    made = Sleeping(QDBusConnection.systemBus(), locking)
    made.begins.connect(locking.lock)
    return made


class NothingFinished(QObject):
    """Keeps from a field, for a while, that it has lost the focus."""

    def __init__(self, field: QWidget | None) -> None:
        super().__init__()
        self._field = field

    def __enter__(self) -> None:
        if self._field is not None:
            self._field.installEventFilter(self)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._field is not None:
            self._field.removeEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return event.type() == QEvent.Type.FocusOut or super().eventFilter(watched, event)
