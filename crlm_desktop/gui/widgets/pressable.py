"""A button that paints itself and is pressed by Enter as well as by Space and a click."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton
from typing_extensions import override


class Pressable(QAbstractButton):
    """Base of rows, headings and links: Qt presses a button of its own kind by Space alone."""

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_enter(event):
            self.click()
        else:
            super().keyPressEvent(event)


def is_enter(event: QKeyEvent) -> bool:
    """Whether Enter alone was pressed, on the keypad or beside the letters."""
    is_alone = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return is_alone and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
