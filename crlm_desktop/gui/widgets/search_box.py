"""The field in which one types to find something."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit
from typing_extensions import override

from crlm_desktop.gui import icons
from crlm_desktop.gui.theme import Theme


class SearchBox(QLineEdit):
    """``textChanged`` at each key; ``left_down`` and ``accepted`` when one goes on to what was found."""

    left_down = Signal()
    accepted = Signal()

    def __init__(self, placeholder: str, *, name: str, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName(name)
        self.setAccessibleName(placeholder)
        self.setPlaceholderText(placeholder)
        self.setClearButtonEnabled(False)
        self._icon = self.addAction(
            icons.icon("search", theme.colour("muted")), QLineEdit.ActionPosition.LeadingPosition
        )

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Down:
                self.left_down.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.accepted.emit()
            case Qt.Key.Key_Escape if self.text():
                self.clear()
            case _:
                super().keyPressEvent(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and hasattr(self, "_icon"):
            self._icon.setIcon(icons.icon("search", self._theme.colour("muted")))
