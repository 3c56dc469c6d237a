"""The line at the foot: what kind of data this is, what was just done, and how what is open stands."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from crlm_desktop.gui import icons
from crlm_desktop.gui.theme import LARGE, MEDIUM, SMALL, Theme
from crlm_desktop.gui.widgets.text import ElidedLabel, Role, label
from crlm_desktop.i18n import Catalogue

_SHOWN_MS = 8000
_ICON = 14


class DemonstrationMark(QFrame):
    """The mark that stands on every screen while the patients are invented."""

    def __init__(self, *, catalogue: Catalogue, theme: Theme) -> None:
        super().__init__()
        _ = catalogue.gettext
        self._theme = theme
        self.setObjectName("demonstration_mark")
        self._icon = QLabel()
        self.setFixedHeight(22)
        row = QHBoxLayout(self)
        row.setContentsMargins(SMALL, 0, SMALL, 0)
        row.setSpacing(SMALL - 2)
        row.addWidget(self._icon)
        row.addWidget(label(_("Demonstration: every patient is invented")))
        self.tint()
        theme.changed.connect(self.tint)

    @Slot()
    def tint(self) -> None:
        """Draw the icon in the present colours."""
        colour = self._theme.colour("demonstration")
        scale = self.devicePixelRatioF()
        self._icon.setPixmap(icons.pixmap("flask-conical", colour, size=_ICON, scale=scale))


class StatusBar(QFrame):
    """Left the mark of invented data and the last message, right the state of what is open."""

    def __init__(self, *, is_demonstration: bool, catalogue: Catalogue, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("status")
        self.setFixedHeight(30)
        self._message = ElidedLabel(role=Role.SMALL)
        self._message.setObjectName("status_message")
        self._state = label(role=Role.SMALL)
        self._state.setObjectName("status_state")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SHOWN_MS)
        self._timer.timeout.connect(self._clear)
        row = QHBoxLayout(self)
        row.setContentsMargins(MEDIUM, 0, LARGE, 0)
        row.setSpacing(MEDIUM)
        if is_demonstration:
            row.addWidget(DemonstrationMark(catalogue=catalogue, theme=theme))
        row.addWidget(self._message, 1)
        row.addWidget(self._state)

    @property
    def message(self) -> str:
        """The last message."""
        return self._message.text()

    def tell(self, text: str) -> None:
        """Show a message for a while."""
        self._message.show_text(text)
        self._timer.start()

    def show_state(self, text: str) -> None:
        """Show how what is open stands."""
        self._state.setText(text)

    @Slot()
    def _clear(self) -> None:
        self._message.show_text("")
