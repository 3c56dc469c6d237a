"""A text of several lines with its label above it, which grows with what is typed, and what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from crlm_desktop.gui.theme import TINY, repolish
from crlm_desktop.gui.widgets.text import Role, label

_MOST_LINES = 12
_MARGINS = 18


class TextArea(QWidget):
    """The label, the text and the reason why it was refused; Tab goes on to the next field."""

    changed = Signal()

    def __init__(self, text: str, *, name: str, placeholder: str = "", lines: int = 2) -> None:
        super().__init__()
        self.edit = _GrowingText(lines)
        self.edit.setObjectName(name)
        self.edit.setAccessibleName(text)
        self.edit.setPlaceholderText(placeholder)
        self._problem = label(role=Role.PROBLEM, wrap=True)
        self._problem.setVisible(False)
        self._name = label(text, Role.SMALL)
        self._name.setBuddy(self.edit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TINY)
        column.addWidget(self._name)
        # Not before it has its place: a widget that is shown without a parent is a window for a moment.
        self._name.setVisible(bool(text))
        column.addWidget(self.edit)
        column.addWidget(self._problem)
        self.setFocusProxy(self.edit)
        self.edit.textChanged.connect(self.changed)

    @property
    def text(self) -> str:
        """What is typed, without spaces around it."""
        return self.edit.toPlainText().strip()

    @property
    def problem(self) -> str:
        """What is told about it."""
        return self._problem.text()

    def show_text(self, text: str) -> None:
        """Show a text without telling anybody; one that stands there already keeps its cursor."""
        if text != self.edit.toPlainText():
            with QSignalBlocker(self.edit):
                self.edit.setPlainText(text)
            self.edit.fit()

    def tell(self, sentence: str) -> None:
        """Say what is wrong; an empty sentence says that nothing is."""
        if sentence == self._problem.text():
            return
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))
        self.edit.setAccessibleDescription(sentence)
        self.edit.setProperty("faulty", bool(sentence))
        repolish(self.edit)


class _GrowingText(QPlainTextEdit):
    """As high as its text, between a least and a most number of lines."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        self._least = lines
        self._height = 0
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self.fit)
        self.fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    @override
    def sizeHint(self) -> QSize:
        return QSize(240, self._height)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(80, self._height)

    @Slot()
    def fit(self) -> None:
        """Ask for the height of the text; the layout gives it, so that nothing is laid out within its own layout."""
        # The document of a plain text edit counts its height in lines.
        wanted = round(self.document().size().height())
        is_long = wanted > _MOST_LINES
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if is_long else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if self.verticalScrollBarPolicy() is not policy:
            self.setVerticalScrollBarPolicy(policy)
        height = max(self._least, min(wanted, _MOST_LINES)) * self.fontMetrics().lineSpacing() + _MARGINS
        if height != self._height:
            self._height = height
            self.updateGeometry()
