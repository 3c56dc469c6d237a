"""The connection to the server of an open registry: watched, and tried again while it is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from crlm_desktop.gui.tasks import Lane, Tasks
from crlm_desktop.services.workplace import Workplace

if TYPE_CHECKING:
    from crlm_desktop.gui.workbench import Workbench

# To look costs nothing: it is known since something was asked last.
_LOOK_EVERY_MS = 250
TRY_EVERY_MS = 3000


class Connection(QObject):
    """Tries off the window's thread, so that nothing else waits for a server that does not answer.

    ``bench`` is what the window shows, ``None`` while it is covered: what could not be saved is saved again there as
    soon as the server is back and the window is not covered. ``came_back`` tells it.
    """

    came_back = Signal()

    def __init__(
        self, place: Workplace, tasks: Tasks, parent: QObject | None, *, bench: Callable[[], Workbench | None]
    ) -> None:
        super().__init__(parent)
        self.setObjectName("connection")
        self._workplace = place
        self._tasks = tasks
        self._bench = bench
        self._is_trying = False
        self._owes_return = False
        self._looking, self._waiting = QTimer(self), QTimer(self)
        self._looking.setInterval(_LOOK_EVERY_MS)
        self._looking.timeout.connect(self._look)
        self._waiting.setSingleShot(True)
        self._waiting.timeout.connect(self.try_again)
        if place.is_on_server:
            place.leave_reaching()
            self._looking.start()

    @Slot()
    def try_again(self) -> None:
        """Try to reach the server now."""
        if self._is_trying or not self._looking.isActive():
            return
        self._is_trying = True
        self._tasks.run(self._workplace.reach, self._come_back, failed=self._stay, broken=self._break, lane=Lane.SERVER)

    def stop(self) -> None:
        """Try no more: the registry is being closed."""
        self._looking.stop()
        self._waiting.stop()

    @Slot()
    def _look(self) -> None:
        bench = self._bench()
        is_lost = self._workplace.is_out_of_reach
        if is_lost:
            self._owes_return = True
            if not self._is_trying and not self._waiting.isActive():
                self._waiting.start(TRY_EVERY_MS)
        if bench is None:
            return
        bench.connection.show_lost(is_lost=is_lost, is_trying=self._is_trying)
        if self._owes_return and not is_lost:
            self._owes_return = False
            bench.go_on_connected()
            self.came_back.emit()

    @Slot(object)
    def _come_back(self, _nothing: object) -> None:
        self._is_trying = False
        if self._looking.isActive():
            self._look()

    @Slot(object)
    def _stay(self, _error: object) -> None:
        self._is_trying = False

    def _break(self) -> None:
        self._is_trying = False
