"""A panel that opens at a button and closes when one goes on: alerts, and whatever needs more words than a tip."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from crlm_desktop.gui.theme import MEDIUM, SMALL, Theme
from crlm_desktop.gui.widgets.signs import Sign, SignMark
from crlm_desktop.gui.widgets.text import Role, label

_WIDTH = 380

# A sign, the name of its colour, a word, and a sentence.
Line = tuple[Sign, str, str, str]


class Popover(QFrame):
    """Lines, each with its symbol, its word and its sentence."""

    def __init__(self, title: str, lines: Sequence[Line], *, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popover")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(title)
        self.setFixedWidth(_WIDTH)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        column.setSpacing(MEDIUM)
        column.addWidget(label(title, Role.SECTION))
        for sign, colour, word, sentence in lines:
            texts = QVBoxLayout()
            texts.setSpacing(0)
            texts.addWidget(label(word, Role.SMALL))
            texts.addWidget(label(sentence, wrap=True))
            row = QHBoxLayout()
            row.setSpacing(SMALL)
            row.addWidget(SignMark(sign, colour, theme=theme), 0, Qt.AlignmentFlag.AlignTop)
            row.addLayout(texts, 1)
            column.addLayout(row)

    def open_under(self, widget: QWidget) -> None:
        """Open under ``widget``, its right edge at the widget's right edge."""
        self.setFixedHeight(self._column.totalHeightForWidth(_WIDTH))
        corner = widget.mapToGlobal(QPoint(widget.width() - self.width(), widget.height() + 4))
        self.move(corner)
        self.show()
