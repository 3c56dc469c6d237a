"""What stands in a place where there is nothing yet: what it is for, and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from crlm_desktop.gui import icons
from crlm_desktop.gui.theme import MEDIUM, SMALL, Theme
from crlm_desktop.gui.widgets.buttons import Kind, button
from crlm_desktop.gui.widgets.text import Role, label

_ICON = 32
_WIDTH = 420


class EmptyState(QWidget):
    """An icon, a sentence, what to do, and a button that does it."""

    asked = Signal()

    def __init__(self, *, name: str, icon: str, theme: Theme) -> None:
        super().__init__()
        self.setObjectName(name)
        self._theme = theme
        self._icon_name = icon
        self._icon = QLabel()
        self._title = label(role=Role.TITLE, wrap=True)
        self._text = label(role=Role.MUTED, wrap=True)
        self._button = button("", kind=Kind.PRIMARY, name=f"{name}_button")
        self._button.clicked.connect(self.asked)
        column = QVBoxLayout(self)
        column.setSpacing(SMALL)
        column.addStretch(2)
        for part in (self._icon, self._title, self._text):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            part.setFixedWidth(_WIDTH)
            # An alignment within the column would ask a text of several lines for the height of one.
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(part)
            row.addStretch(1)
            column.addLayout(row)
        column.addSpacing(MEDIUM)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self.tint()
        theme.changed.connect(self.tint)

    @property
    def title(self) -> str:
        """The sentence."""
        return self._title.text()

    def say(self, title: str, text: str, button_text: str) -> None:
        """Say what is missing and what to do; without a text for it there is no button."""
        self._title.setText(title)
        self._text.setText(text)
        self._button.setText(button_text)
        self._button.setVisible(bool(button_text))

    @Slot()
    def tint(self) -> None:
        """Draw the icon in the present colours."""
        colour = self._theme.colour("muted")
        self._icon.setPixmap(icons.pixmap(self._icon_name, colour, size=_ICON, scale=self.devicePixelRatioF()))
