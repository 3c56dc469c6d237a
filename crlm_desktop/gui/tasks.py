"""Work off the window's thread in lanes: the registry, its backups, pure work; answers are delivered in the window."""

from __future__ import annotations

import logging
from collections.abc import Callable
from enum import Enum
from typing import TypeVar, cast

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot
from shiboken6 import isValid
from typing_extensions import override

from crlm_desktop.errors import CrlmError

_log = logging.getLogger(__name__)
_Answer = TypeVar("_Answer")
# Tries that were given up wait for the network to tell so, and must not keep a new one waiting.
_MANY = 4


class Lane(Enum):
    """Which queue a piece of work waits in; the works of one lane run one after the other, but for a server's."""

    REGISTRY = "registry"
    # What takes long beside the work on the registry, and disturbs none of it.
    BACKUP = "backup"
    # What goes through all cases, takes minutes, and can be stopped.
    SURVEY = "survey"
    # What waits for a server that may not answer, and may be given up meanwhile for another try.
    SERVER = "server"
    PURE = "pure"


class Tasks(QObject):
    """Runs works of values and delivers their answers on the thread that made it.

    ``idle`` is emitted when nothing is waited for any more. An answer to a widget that is gone is dropped.
    """

    idle = Signal()
    _finished = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tasks")
        self._pending = 0
        self._lanes = {lane: _threads(self, _MANY if lane is Lane.SERVER else 1) for lane in Lane}
        self._finished.connect(self._deliver)

    @property
    def is_idle(self) -> bool:
        """Whether every work has been answered."""
        return self._pending == 0

    def run(
        self,
        work: Callable[[], _Answer],
        done: Callable[[_Answer], object],
        *,
        failed: Callable[[CrlmError], object] | None = None,
        broken: Callable[[], object] | None = None,
        lane: Lane = Lane.PURE,
    ) -> None:
        """Do ``work`` in a lane, then call ``done`` with its answer, or ``failed`` with what a person can act on.

        An error of another kind, and one that nobody asked to hear of, is raised in the window's thread, after
        ``broken`` was told that no answer will come.
        """
        self._pending += 1
        answer = _Work(cast(Callable[[], object], work), cast(Callable[[object], object], done), failed, broken)
        self._lanes[lane].start(_Runner(answer, self._finished.emit))

    def finish(self) -> None:
        """Wait until the works that have been started are over; their answers are still delivered by the event loop."""
        for lane in self._lanes.values():
            lane.waitForDone()

    @Slot(object)
    def _deliver(self, work: object) -> None:
        assert isinstance(work, _Work)
        self._pending -= 1
        try:
            work.deliver()
        finally:
            if self._pending == 0:
                self.idle.emit()


class _Work:
    """One work with whoever waits for it, and in the end its answer or its error."""

    def __init__(
        self,
        work: Callable[[], object],
        done: Callable[[object], object],
        failed: Callable[[CrlmError], object] | None,
        broken: Callable[[], object] | None,
    ) -> None:
        self._work = work
        self._broken = broken
        self._done = done
        self._failed = failed
        self._answer: object = None
        self._error: Exception | None = None

    def do(self) -> None:
        try:
            self._answer = self._work()
        except Exception as error:  # noqa: BLE001  # an outer ring: the error travels to the window's thread
            self._error = error

    def deliver(self) -> None:
        if self._error is None:
            if _is_there(self._done):
                self._done(self._answer)
        elif isinstance(self._error, CrlmError) and self._failed is not None:
            if _is_there(self._failed):
                self._failed(self._error)
        else:
            if self._broken is not None and _is_there(self._broken):
                self._broken()
            raise self._error


class _Runner(QRunnable):
    def __init__(self, work: _Work, tell: Callable[[_Work], None]) -> None:
        super().__init__()
        self._work = work
        self._tell = tell

    @override
    def run(self) -> None:
        self._work.do()
        try:
            self._tell(self._work)
        except RuntimeError:
            # The window, and the signal with it, went while the work was done.
            _log.debug("an answer came after the window had gone")


def _threads(parent: QObject, most: int) -> QThreadPool:
    pool = QThreadPool(parent)
    pool.setMaxThreadCount(most)
    # A thread that sleeps keeps its connection to the registry.
    pool.setExpiryTimeout(-1)
    return pool


def _is_there(callback: Callable[..., object]) -> bool:
    owner = getattr(callback, "__self__", None)
    # shiboken6 has no annotations.
    return not isinstance(owner, QObject) or bool(isValid(owner))  # type: ignore[no-untyped-call]
