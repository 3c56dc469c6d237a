"""When nobody is at the window: no key and no mouse for a while, or a machine that has slept."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QWindow
from typing_extensions import override

from crlm_desktop.clock import Clock

TICK_SECONDS = 5
# A wall clock that went on this much further than the ticks did: the machine slept in between.
_SLEPT = timedelta(seconds=30)
_SIGNS_OF_LIFE = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletMove,
        QEvent.Type.TabletPress,
    }
)


class Idle(QObject):
    """``left`` tells that nobody has been there for so many minutes, or that the machine has woken up.

    What is typed and moved arrives at the windows of the program first: each is watched from when it has the focus.
    """

    left = Signal()

    def __init__(self, minutes: int, *, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("idle")
        self.minutes = minutes
        self._clock = clock
        self._quiet_seconds = 0
        self._ticked_at = clock.now()
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_SECONDS * 1000)
        self._timer.timeout.connect(self.tick)
        _application().focusWindowChanged.connect(self._watch)
        self._watch(QGuiApplication.focusWindow())

    def start(self) -> None:
        """Begin to count."""
        self._quiet_seconds = 0
        self._ticked_at = self._clock.now()
        self._timer.start()

    def stop(self) -> None:
        """Count no more, and watch no window."""
        self._timer.stop()
        _application().focusWindowChanged.disconnect(self._watch)

    @Slot()
    def tick(self) -> None:
        """Count one step of quiet time."""
        now = self._clock.now()
        has_slept = now - self._ticked_at > timedelta(seconds=TICK_SECONDS) + _SLEPT
        self._ticked_at = now
        self._quiet_seconds += TICK_SECONDS
        if has_slept or self._quiet_seconds >= self.minutes * 60:
            self._quiet_seconds = 0
            self.left.emit()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _SIGNS_OF_LIFE:
            self._quiet_seconds = 0
        return False

    @Slot(QWindow)
    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            # Qt keeps a filter once, however often it is installed.
            window.installEventFilter(self)


def _application() -> QGuiApplication:
    application = QGuiApplication.instance()
    assert isinstance(application, QGuiApplication)
    return application
