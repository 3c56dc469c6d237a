"""The palette as one sees it: a field, and under it what it finds; the keys stay in the field."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QMoveEvent
from PySide6.QtWidgets import QAbstractItemView, QDialog, QFrame, QListView, QVBoxLayout, QWidget
from typing_extensions import override

from crlm_desktop.gui.command_palette.entries import Entry
from crlm_desktop.gui.command_palette.finding import Found
from crlm_desktop.gui.command_palette.rows import ENTRY_ROLE, LINE_HEIGHT, EntriesModel, EntryDelegate
from crlm_desktop.gui.theme import LARGE, MEDIUM, SMALL, Theme
from crlm_desktop.gui.widgets.search_box import SearchBox
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue

_WIDTH = 640
_MOST_LINES = 9
_FROM_TOP = 88
_PAGE = 8
_SETTLED_MS = 1000


class CommandPalette(QDialog):
    """``chosen`` tells the entry; ``wanted`` asks for what answers a text, given by `show_found`.

    Enter before the answer is there waits for it, so that never something is chosen that was found for less.
    """

    wanted = Signal(str)
    chosen = Signal(object)

    def __init__(self, *, catalogue: Catalogue, theme: Theme, parent: QWidget) -> None:
        _ = catalogue.gettext
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("command_palette")
        self.setWindowTitle(_("Command palette"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(_WIDTH)
        self._catalogue = catalogue
        self._place = QPoint()
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLED_MS)
        self._is_answered = False
        self._is_awaited = False
        self.field = _Field(_("Action, case, meeting, strategy or source"), name="palette_field", theme=theme)
        self.field.setProperty("bare", True)
        self.model = EntriesModel(catalogue=catalogue, parent=self)
        self.list = self._made_list(theme)
        self.told = label(role=Role.MUTED, wrap=True)
        self.told.setObjectName("palette_told")
        self.told.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        self.told.setVisible(False)
        self._lay_out()
        self.field.textChanged.connect(self._ask)
        self.field.accepted.connect(self._choose)
        self.field.moved.connect(self._move)
        self.list.clicked.connect(self._choose)
        self.list.selectionModel().currentChanged.connect(self._announce)

    @property
    def current(self) -> Entry | None:
        """The entry that Enter takes."""
        entry = self.list.currentIndex().data(ENTRY_ROLE)
        return entry if isinstance(entry, Entry) else None

    def open_over(self, widget: QWidget) -> None:
        """Open over the upper middle of ``widget``."""
        self._place = widget.mapToGlobal(QPoint((widget.width() - _WIDTH) // 2, _FROM_TOP))
        self._settling.start()
        self.move(self._place)
        self.show()
        self.activateWindow()
        self.field.setFocus()
        self._ask(self.field.text())

    @override
    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        # On X11 a window that grows while it appears may be put into the corner of the screen.
        if self._settling.isActive() and event.pos() != self._place:
            QTimer.singleShot(0, self, partial(self.move, self._place))

    def show_found(self, found: Found) -> None:
        """Show what answers the text; an answer to an earlier text is not one."""
        if found.query != self.field.text():
            return
        _ = self._catalogue.gettext
        self._is_answered = True
        self.model.show_entries(found.entries)
        self.tell("" if found.entries else _("Nothing is found for “{query}”.").format(query=found.query.strip()))
        if found.entries:
            self.list.setCurrentIndex(self.model.index(0))
        self._fit()
        if self._is_awaited:
            self._choose()

    def tell(self, text: str) -> None:
        """Say something in the place of the list's end, such as that nothing is found."""
        self.told.setText(text)
        self.told.setVisible(bool(text))
        self._fit()

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.WindowDeactivate and self.isVisible():
            # Whoever goes on elsewhere has done with it.
            self.reject()
        return super().event(event)

    def _made_list(self, theme: Theme) -> QListView:
        _ = self._catalogue.gettext
        made = QListView()
        made.setObjectName("palette_list")
        made.setAccessibleName(_("What is found"))
        made.setModel(self.model)
        made.setItemDelegate(EntryDelegate(catalogue=self._catalogue, theme=theme, parent=made))
        made.setUniformItemSizes(True)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return made

    def _lay_out(self) -> None:
        head = QFrame()
        head.setProperty("rule", "under")
        inner = QVBoxLayout(head)
        inner.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        inner.addWidget(self.field)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.list)
        column.addWidget(self.told)

    @Slot(str)
    def _ask(self, text: str) -> None:
        self._is_answered = self._is_awaited = False
        self.wanted.emit(text)

    @Slot()
    def _choose(self) -> None:
        if not self._is_answered:
            self._is_awaited = True
            return
        self._is_awaited = False
        entry = self.current
        if entry is None:
            return
        if entry.refused:
            self.tell(entry.refused)
            self._say(entry.refused)
            return
        self.accept()
        self.chosen.emit(entry)

    @Slot(int)
    def _move(self, lines: int) -> None:
        count = self.model.rowCount()
        if count:
            row = self.list.currentIndex().row() + lines
            # By one line one goes round; by a page only to the end.
            row = row % count if abs(lines) == 1 else min(max(row, 0), count - 1)
            self.list.setCurrentIndex(self.model.index(row))

    @Slot(QModelIndex, QModelIndex)
    def _announce(self, current: QModelIndex, _before: QModelIndex) -> None:
        """Tell a screen reader, whose focus stays in the field, what Enter takes now."""
        entry = current.data(ENTRY_ROLE)
        if isinstance(entry, Entry):
            told = self.model.told(entry)
            self.field.setAccessibleDescription(told)
            self._say(told)

    def _say(self, text: str) -> None:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.field, text))

    def _fit(self) -> None:
        lines = min(self.model.rowCount(), _MOST_LINES)
        self.list.setFixedHeight(lines * LINE_HEIGHT)
        self.list.setVisible(lines > 0)
        self._column.activate()
        is_wrapped = self._column.hasHeightForWidth()
        self.setFixedHeight(
            self._column.totalHeightForWidth(_WIDTH) if is_wrapped else self._column.totalSizeHint().height()
        )


class _Field(SearchBox):
    """Keeps the focus; the arrows and the page keys move in the list, Esc leaves at once."""

    moved = Signal(int)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: _PAGE, Qt.Key.Key_PageUp: -_PAGE}
        if (lines := steps.get(Qt.Key(event.key()))) is not None:
            self.moved.emit(lines)
        elif event.key() == Qt.Key.Key_Escape:
            # The dialog takes it.
            event.ignore()
        else:
            super().keyPressEvent(event)
