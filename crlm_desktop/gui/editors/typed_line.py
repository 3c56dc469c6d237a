"""Fields in which one types: a line with its unit, and a text of several lines."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFocusEvent, QFont, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy, QWidget
from typing_extensions import override

from crlm_desktop.case.fields import Field, Kind
from crlm_desktop.case.typed import converted, read_text, show_value
from crlm_desktop.errors import Problem
from crlm_desktop.gui.drafts import Draft
from crlm_desktop.gui.theme import SMALL, Theme, repolish

_MOST_LINES = 12
_TEXT_MARGINS = 9
_UNDO_KEYS = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


class Line(QLineEdit):
    """A line that leaves the keys of undo to the record where nothing typed is left to undo."""

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo, redo = (event.matches(key) for key in _UNDO_KEYS)
            if (undo and not self.isUndoAvailable()) or (redo and not self.isRedoAvailable()):
                event.ignore()
                return False
        return super().event(event)


class TypedLine(Line):
    """One line for a number, a date or a short text; empty means unknown, the unit stands at the right.

    ``entered`` tells a value that can be written, ``refused`` the text that cannot; Esc brings the stored text back.
    """

    entered = Signal(object)
    refused = Signal(Draft)
    reverted = Signal()
    converting = Signal(str)
    """What the typed text comes to in the unit of the field, while it names another unit; else an empty text."""

    def __init__(
        self,
        field: Field,
        *,
        unit: str,
        unknown: str,
        name: str,
        theme: Theme,
        none: str = "none",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._field = field
        self._unit = unit
        self._none = none
        self._theme = theme
        self._stored: Any = None
        self._shown = ""
        self.setObjectName(name)
        self.setPlaceholderText(unknown)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(40)
        if unit:
            self.setTextMargins(0, 0, self.fontMetrics().horizontalAdvance(unit) + SMALL, 0)
        self.editingFinished.connect(self.commit)
        self.textChanged.connect(self._lean)
        self.textEdited.connect(self._convert)
        self._lean()

    @property
    def is_faulty(self) -> bool:
        """Whether the text in the field cannot be written."""
        return bool(self.property("faulty"))

    def show_value(self, value: Any) -> None:
        """Show a stored value; a text that is being typed stays."""
        self._stored = value
        if not self.isModified():
            self._show(self._as_text(value), faulty=False)

    def show_draft(self, draft: Draft) -> None:
        """Show a text that could not be written."""
        self._show(draft.text, faulty=True)

    def show_typed(self, text: str) -> None:
        """Show a text as if it had been typed just now; one that is being typed stays."""
        if self.typed is None:
            self._show(self._as_text(self._stored), faulty=False)
            self.setText(text)
            self.setModified(True)

    @property
    def typed(self) -> str | None:
        """What is being typed; ``None`` while the field shows what was written or refused."""
        return self.text() if self.text() != self._shown else None

    @Slot()
    def commit(self) -> None:
        """Read what was typed, and tell the value or what is wrong with it."""
        text = self.text()
        if text == self._shown:
            return
        value = [] if self._says_none(text) else read_text(self._field, text)
        if isinstance(value, Problem):
            self._show(text, faulty=True)
            self.refused.emit(Draft(text=text, reason=value))
            return
        self._show(self._as_text(value), faulty=False)
        if value == self._stored:
            self.reverted.emit()
        else:
            self.entered.emit(value)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and (self.is_faulty or self.text() != self._shown):
            self._show(self._as_text(self._stored), faulty=False)
            self.reverted.emit()
            return
        super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._unit:
            painter = QPainter(self)
            upright = QFont(self.font())
            upright.setItalic(False)
            painter.setFont(upright)
            painter.setPen(QColor(self._theme.colours.muted))
            room = self.rect().adjusted(0, 0, -SMALL, 0)
            painter.drawText(room, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), self._unit)

    def _show(self, text: str, *, faulty: bool) -> None:
        self._shown = text
        # Also when it is the same text: setting it forgets the typing, whose undo would come before the record's.
        self.setText(text)
        self.setModified(False)
        self._mark(faulty)
        self.setCursorPosition(len(text) if self.hasFocus() else 0)

    def _as_text(self, value: Any) -> str:
        return self._none if value == [] else show_value(self._field, value)

    def _says_none(self, text: str) -> bool:
        return self._field.kind is Kind.TEXTS and text.strip().casefold() in (self._none.casefold(), "none")

    @Slot()
    def _lean(self) -> None:
        self._mark(self.is_faulty)

    @Slot(str)
    def _convert(self, text: str) -> None:
        self.converting.emit(converted(self._field, text))

    def _mark(self, faulty: bool) -> None:
        # What stands in an empty field says that it is unknown, and leans like every unknown.
        looks = {"faulty": faulty, "empty": not self.text()}
        if any(self.property(name) is not value for name, value in looks.items()):
            for name, value in looks.items():
                self.setProperty(name, value)
            repolish(self)


class TypedText(QPlainTextEdit):
    """A text of several lines that grows with what is in it; empty means unknown."""

    entered = Signal(object)
    refused = Signal(Draft)
    reverted = Signal()

    def __init__(self, field: Field, *, unknown: str, name: str, lines: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = field
        self._lines = lines
        self._stored: Any = None
        self._shown = ""
        self.setObjectName(name)
        self.setPlaceholderText(unknown)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(2)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        self.textChanged.connect(self._lean)
        self._lean()
        self._grow()

    def show_value(self, value: Any) -> None:
        """Show a stored value; a text that is being typed stays."""
        self._stored = value
        if self.toPlainText() == self._shown:
            self._show(show_value(self._field, value), faulty=False)

    def show_draft(self, draft: Draft) -> None:
        """Show a text that could not be written."""
        self._show(draft.text, faulty=True)

    def show_typed(self, text: str) -> None:
        """Show a text as if it had been typed just now; one that is being typed stays."""
        if self.typed is None:
            self._show(show_value(self._field, self._stored), faulty=False)
            self.setPlainText(text)

    @property
    def typed(self) -> str | None:
        """What is being typed; ``None`` while the field shows what was written or refused."""
        return self.toPlainText() if self.toPlainText() != self._shown else None

    @Slot()
    def commit(self) -> None:
        """Read what was typed, and tell the value or what is wrong with it."""
        text = self.toPlainText()
        if text == self._shown:
            return
        value = read_text(self._field, text)
        if isinstance(value, Problem):
            self._show(text, faulty=True)
            self.refused.emit(Draft(text=text, reason=value))
            return
        self._show(show_value(self._field, value), faulty=False)
        if value == self._stored:
            self.reverted.emit()
        else:
            self.entered.emit(value)

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo, redo = (event.matches(key) for key in _UNDO_KEYS)
            document = self.document()
            if (undo and not document.isUndoAvailable()) or (redo and not document.isRedoAvailable()):
                event.ignore()
                return False
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        document = self.document()
        if event.key() == Qt.Key.Key_Escape and self.toPlainText() != show_value(self._field, self._stored):
            self._show(show_value(self._field, self._stored), faulty=False)
            self.reverted.emit()
        elif event.matches(QKeySequence.StandardKey.Undo) and not document.isUndoAvailable():
            event.ignore()
        else:
            super().keyPressEvent(event)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.commit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    @override
    def sizeHint(self) -> QSize:
        return QSize(200, self._wanted_height())

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(80, self._wanted_height())

    def _wanted_height(self) -> int:
        # The document of a plain text edit counts its height in lines.
        wanted = round(self.document().size().height())
        return max(self._lines, min(_MOST_LINES, wanted)) * self.fontMetrics().lineSpacing() + _TEXT_MARGINS

    @Slot()
    def _grow(self) -> None:
        is_long = self.document().size().height() > _MOST_LINES
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if is_long else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy)
        if self.minimumHeight() != self._wanted_height():
            self.setFixedHeight(self._wanted_height())
            self.updateGeometry()

    def _show(self, text: str, *, faulty: bool) -> None:
        self._shown = text
        if self.toPlainText() != text:
            self.setPlainText(text)
        self.document().clearUndoRedoStacks()
        self._mark(faulty)

    @Slot()
    def _lean(self) -> None:
        self._mark(bool(self.property("faulty")))

    def _mark(self, faulty: bool) -> None:
        looks = {"faulty": faulty, "empty": not self.toPlainText()}
        if any(self.property(name) is not value for name, value in looks.items()):
            for name, value in looks.items():
                self.setProperty(name, value)
            repolish(self)
