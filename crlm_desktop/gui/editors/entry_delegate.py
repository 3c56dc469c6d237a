"""The editors in the cells of a table of entries: a line, a list of choices, or a menu of several."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QComboBox,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from crlm_desktop.case.fields import Field, Kind
from crlm_desktop.case.typed import converted, read_text, show_value
from crlm_desktop.errors import Problem
from crlm_desktop.gui import wording
from crlm_desktop.gui.drafts import Draft
from crlm_desktop.gui.editors.typed_line import Line
from crlm_desktop.gui.models.entries import DRAFT_ROLE, VALUE_ROLE, EntriesModel
from crlm_desktop.gui.theme import Theme
from crlm_desktop.gui.widgets.choices_button import ChoicesMenu
from crlm_desktop.i18n import Catalogue

Index = QModelIndex | QPersistentModelIndex


class EntryDelegate(QStyledItemDelegate):
    """Reads what is typed or chosen in a cell; ``entered`` tells a value, ``refused`` a text that is none."""

    entered = Signal(str, object, str)
    refused = Signal(str, Draft)
    reverted = Signal(str)
    converting = Signal(object, str)

    def __init__(self, *, catalogue: Catalogue, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._theme = theme

    @override
    def createEditor(self, parent: QWidget | None, option: QStyleOptionViewItem, index: Index) -> QWidget:
        assert parent is not None
        field = _field(index)
        match field.kind:
            case Kind.CHOICE | Kind.BOOLEAN:
                editor: QWidget = self._choice_editor(parent, field)
            case Kind.CHOICES:
                editor = _MenuEditor(parent, field, self._catalogue)
                editor.closed.connect(self._commit_menu)
            case _:
                editor = Line(parent)
                editor.setFrame(False)
                editor.setPlaceholderText(wording.unknown(self._catalogue))
                editor.textEdited.connect(partial(self._convert, field))
        editor.setAccessibleName(wording.label_with_unit(field, self._catalogue))
        return editor

    def _convert(self, field: Field, text: str) -> None:
        self.converting.emit(field, converted(field, text))

    @override
    def setEditorData(self, editor: QWidget, index: Index) -> None:
        value = index.data(VALUE_ROLE)
        match editor:
            case _MenuEditor():
                editor.open_with(value)
            case QComboBox():
                places = [place for place in range(editor.count()) if editor.itemData(place) == value]
                editor.setCurrentIndex(places[0] if places else 0)
                QTimer.singleShot(0, editor, editor.showPopup)
            case QLineEdit():
                draft = index.data(DRAFT_ROLE)
                editor.setText(
                    draft.text if isinstance(draft, Draft) else _as_text(_field(index), value, self._catalogue)
                )
                editor.selectAll()
            case _:
                super().setEditorData(editor, index)

    @override
    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        assert isinstance(model, EntriesModel)
        path = model.path(index)
        match editor:
            case _MenuEditor():
                values = editor.values
                self._tell(index, path, list(values) if values is not None else None)
            case QComboBox():
                self._tell(index, path, editor.currentData())
            case QLineEdit():
                self._read(index, path, editor.text())
            case _:
                super().setModelData(editor, model, index)

    @override
    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        editor.setGeometry(option.rect)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        if index.data(DRAFT_ROLE) is not None:
            painter.save()
            painter.setPen(QColor(self._theme.colours.problem))
            painter.drawRect(option.rect.adjusted(1, 1, -2, -2))
            painter.restore()

    @override
    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        # The popup of a choice takes the focus; the cell must not think that its editor was left.
        if isinstance(editor, _MenuEditor) and event.type() is QEvent.Type.FocusOut:
            return False
        if isinstance(editor, QLineEdit) and _is_enter(event):
            self.commitData.emit(editor)
            self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
            return True
        return super().eventFilter(editor, event)

    def _choice_editor(self, parent: QWidget, field: Field) -> QComboBox:
        made = QComboBox(parent)
        made.setFrame(False)
        made.addItem(wording.unknown(self._catalogue), None)
        if field.kind is Kind.BOOLEAN:
            for value in (True, False):
                made.addItem(wording.yes_no(value, self._catalogue), value)
        for text, name in wording.choice_names(field, self._catalogue):
            made.addItem(name, text)
        widest = max(made.fontMetrics().horizontalAdvance(made.itemText(place)) for place in range(made.count()))
        made.view().setMinimumWidth(widest + 40)
        made.activated.connect(self._commit_choice)
        return made

    @Slot()
    def _commit_choice(self) -> None:
        self._commit(self.sender())

    @Slot()
    def _commit_menu(self) -> None:
        self._commit(self.sender())

    def _commit(self, editor: QObject) -> None:
        assert isinstance(editor, QWidget)
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def _read(self, index: Index, path: str, text: str) -> None:
        field = _field(index)
        if field.kind is Kind.TEXTS and text.strip().casefold() in ("none", wording.none(self._catalogue)):
            self._tell(index, path, [])
            return
        value = read_text(field, text)
        if isinstance(value, Problem):
            self.refused.emit(path, Draft(text=text, reason=value))
        else:
            self._tell(index, path, value, text)

    def _tell(self, index: Index, path: str, value: Any, text: str = "") -> None:
        if value != index.data(VALUE_ROLE):
            self.entered.emit(path, value, text)
        elif index.data(DRAFT_ROLE) is not None:
            self.reverted.emit(path)


class _MenuEditor(QWidget):
    """The editor of a cell of several values: nothing but the menu under it."""

    closed = Signal()

    def __init__(self, parent: QWidget, field: Field, catalogue: Catalogue) -> None:
        super().__init__(parent)
        none = None if field.item == "segments" and field.path.startswith("lesions") else wording.none(catalogue)
        names = wording.choice_names(field, catalogue)
        self._menu = ChoicesMenu(names, unknown=wording.unknown(catalogue), none=none)
        # A menu among its children would be taken for a part of the cell when the view orders the focus.
        self.destroyed.connect(self._menu.deleteLater)
        self._menu.closed.connect(self._tell)

    @property
    def values(self) -> tuple[str, ...] | None:
        """The values that are ticked."""
        return self._menu.values

    def open_with(self, values: Any) -> None:
        """Tick these values and show the menu under the cell."""
        self._menu.show_values(values)
        QTimer.singleShot(0, self, self._open)

    @Slot()
    def _open(self) -> None:
        self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    @Slot()
    def _tell(self) -> None:
        self.closed.emit()


def _is_enter(event: QEvent) -> bool:
    if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
        return False
    return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def _field(index: Index) -> Field:
    model = index.model()
    assert isinstance(model, EntriesModel)
    return model.fields[index.column()]


def _as_text(field: Field, value: Any, catalogue: Catalogue) -> str:
    return wording.none(catalogue) if value == [] else show_value(field, value)
