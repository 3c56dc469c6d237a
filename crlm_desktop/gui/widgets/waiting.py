"""The wait after a wrong passphrase: counted down in words at the field, and nothing can be tried meanwhile."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from crlm_desktop.errors import CrlmError
from crlm_desktop.gui.widgets.passphrase import PassphraseField
from crlm_desktop.i18n import Catalogue


class Waiting(QObject):
    """Tells an error at the field; one with seconds to wait is told anew each second until they are over."""

    over = Signal()

    def __init__(self, field: PassphraseField, button: QWidget, *, catalogue: Catalogue, parent: QObject) -> None:
        super().__init__(parent)
        self._field = field
        self._button = button
        self._catalogue = catalogue
        self._error: CrlmError | None = None
        self._left = 0
        self._timer = QTimer(self)
        # A coarse timer may be over a twentieth too early, and the try with it.
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._count)

    def tell(self, error: CrlmError) -> None:
        """Tell the error, and count down when it names seconds."""
        self._field.tell(self._catalogue.sentences(error))
        seconds = error.params.get("seconds")
        if isinstance(seconds, int) and seconds > 0:
            self._error, self._left = error, seconds
            self._button.setEnabled(False)
            self._timer.start()

    @Slot()
    def _count(self) -> None:
        _ = self._catalogue.gettext
        assert self._error is not None
        self._left -= 1
        if self._left > 0:
            params = {**self._error.params, "seconds": self._left}
            self._field.say(self._catalogue.sentence(CrlmError(self._error.code, **params)))
            return
        self._timer.stop()
        self._field.say(_("The last try was wrong. You can try again now."))
        self._button.setEnabled(True)
        self.over.emit()
