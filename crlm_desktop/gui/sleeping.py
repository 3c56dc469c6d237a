"""The system's own word that the machine is about to sleep, where it gives one: logind's, over D-Bus."""

from __future__ import annotations

from PySide6.QtCore import SLOT, QObject, Signal, Slot
from PySide6.QtDBus import QDBusConnection

SERVICE = "org.freedesktop.login1"
PATH = "/org/freedesktop/login1"
INTERFACE = "org.freedesktop.login1.Manager"
SIGNAL = "PrepareForSleep"


class Sleeping(QObject):
    """``begins`` tells that the machine is about to sleep. Where there is no logind it is never emitted."""

    begins = Signal()

    def __init__(self, bus: QDBusConnection, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sleeping")
        self._bus = bus
        self.is_heard = bus.isConnected() and self._listen(is_wanted=True)

    def stop(self) -> None:
        """Listen no more."""
        if self.is_heard:
            self._listen(is_wanted=False)
            self.is_heard = False

    def _listen(self, *, is_wanted: bool) -> bool:
        act = self._bus.connect if is_wanted else self._bus.disconnect
        # The annotations of PySide ask for bytes, and PySide itself refuses them.
        slot = SLOT("_prepare(bool)")
        return bool(act(SERVICE, PATH, INTERFACE, SIGNAL, self, slot))  # type: ignore[call-overload]

    @Slot(bool)
    def _prepare(self, begins: bool) -> None:
        # It is sent once more, with false, when the machine is awake again.
        if begins:
            self.begins.emit()
