"""A labelled line of text with room for what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from crlm_desktop.gui.theme import TINY, repolish
from crlm_desktop.gui.widgets.text import Role, label


class TextField(QWidget):
    """A label, the line and the reason why it was refused."""

    changed = Signal(str)

    def __init__(self, text: str, *, name: str, placeholder: str = "") -> None:
        super().__init__()
        self.line = QLineEdit()
        self.line.setObjectName(name)
        self.line.setAccessibleName(text)
        self.line.setPlaceholderText(placeholder)
        self._problem = label(role=Role.PROBLEM, wrap=True)
        self._problem.setVisible(False)
        name_label = label(text, Role.SMALL)
        name_label.setBuddy(self.line)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TINY)
        column.addWidget(name_label)
        column.addWidget(self.line)
        column.addWidget(self._problem)
        column.addStretch(1)
        self.setFocusProxy(self.line)
        self.line.textEdited.connect(self.changed)

    @property
    def text(self) -> str:
        """What is typed, without spaces around it."""
        return self.line.text().strip()

    @property
    def problem(self) -> str:
        """What is told about it."""
        return self._problem.text()

    def tell(self, sentence: str) -> None:
        """Say what is wrong; an empty sentence says that nothing is."""
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))
        self.line.setAccessibleDescription(sentence)
        self.line.setProperty("faulty", bool(sentence))
        repolish(self.line)
