"""What goes on around an open registry: where it lies, who else has it open, and taking it over from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from crlm_desktop.errors import Problem
from crlm_desktop.gui.tasks import Lane, Tasks
from crlm_desktop.services import whereabouts
from crlm_desktop.services.workplace import Held, Workplace

if TYPE_CHECKING:
    from crlm_desktop.gui.workbench import Workbench


class Surroundings(QObject):
    """Looks once where the registry lies, and at who holds it whenever the window comes to the front.

    ``bench`` is what the window shows of the registry, ``None`` while it is covered: there a person is told of its
    place, and sees what the holder has written. ``taken_over`` tells that everything can be written now, ``refused``
    why it still cannot.
    """

    taken_over = Signal()
    refused = Signal(object)

    def __init__(
        self, window: QWidget, place: Workplace, tasks: Tasks, *, bench: Callable[[], Workbench | None]
    ) -> None:
        super().__init__(window)
        self.setObjectName("surroundings")
        self._workplace = place
        self._tasks = tasks
        self._bench = bench
        self._is_over = False
        if isinstance(place.reading_only, Held):
            window.installEventFilter(self)

    def look(self) -> None:
        """Look where the registry lies; those of the demonstration and of a server may lie anywhere."""
        if not self._workplace.is_demonstration and not self._workplace.is_on_server:
            work = partial(whereabouts.warnings, self._workplace.path)
            self._tasks.run(work, self._tell, failed=self._refuse, lane=Lane.REGISTRY)

    def take_over(self) -> None:
        """Become the holder of a registry that somebody else held when it was opened, if it is free now."""
        self._tasks.run(self._workplace.take_over, self._tell_taken, failed=self._refuse, lane=Lane.REGISTRY)

    def stop(self) -> None:
        """Tell nothing any more: the registry is being closed."""
        self._is_over = True

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        bench = self._bench() if event.type() is QEvent.Type.WindowActivate and not self._is_over else None
        if bench is not None:
            bench.look_again()
        return super().eventFilter(watched, event)

    @Slot(object)
    def _tell(self, told: Sequence[Problem]) -> None:
        bench = self._bench() if told and not self._is_over else None
        if bench is not None and not bench.band.text:
            bench.band.tell_all(told)

    @Slot(object)
    def _tell_taken(self, _done: object) -> None:
        if not self._is_over:
            self.taken_over.emit()

    @Slot(object)
    def _refuse(self, error: object) -> None:
        if not self._is_over:
            self.refused.emit(error)
