"""Several values out of a closed set: unknown, none of them, or some, in the order in which they were chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QWidget
from typing_extensions import override

from crlm_desktop.gui import wording
from crlm_desktop.gui.theme import Theme
from crlm_desktop.gui.widgets.field_button import FieldButton
from crlm_desktop.i18n import Catalogue

Values = tuple[str, ...]


class StayingMenu(QMenu):
    """A menu that stays while its entries are ticked by Space or the mouse; Enter, Esc and a click elsewhere close it.

    Enter at once takes the entry it is on, as in every menu; after something was ticked it only closes.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._has_ticked = False
        self.aboutToShow.connect(self._begin)

    @Slot()
    def _begin(self) -> None:
        self._has_ticked = False

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        # Between the entries there is none, which the annotations of PySide do not know.
        action = cast("QAction | None", self.actionAt(event.position().toPoint()))
        if action is not None and action.isCheckable() and action.isEnabled():
            self._tick_now(action)
        else:
            super().mouseReleaseEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = cast("QAction | None", self.activeAction())
        if event.key() == Qt.Key.Key_Space and action is not None and action.isCheckable():
            self._tick_now(action)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if action is not None and not self._has_ticked and not action.isChecked():
                action.trigger()
            self.close()
        else:
            super().keyPressEvent(event)

    def _tick_now(self, action: QAction) -> None:
        self._has_ticked = True
        action.trigger()


class ChoicesMenu(StayingMenu):
    """The menu behind a field of several values; ``closed`` tells the values, `None` is unknown."""

    closed = Signal(object)

    def __init__(
        self, choices: Sequence[tuple[str, str]], *, unknown: str, none: str | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._values: Values | None = None
        self._unknown = self._tick(unknown)
        self._unknown.triggered.connect(self._choose_unknown)
        self._none = self._tick(none) if none is not None else None
        if self._none is not None:
            self._none.triggered.connect(self._choose_none)
        self.addSeparator()
        self._choices = {value: self._tick(text) for value, text in choices}
        for value, action in self._choices.items():
            action.setData(value)
            action.triggered.connect(self._choose)
        self.aboutToHide.connect(self._tell)

    @property
    def values(self) -> Values | None:
        """The values that are ticked; `None` is unknown."""
        return self._values

    def show_values(self, values: Sequence[str] | None) -> None:
        """Tick these values without telling anybody."""
        self._values = None if values is None else tuple(str(value) for value in values)
        self._refresh()

    @Slot()
    def _choose_unknown(self) -> None:
        self.show_values(None)

    @Slot()
    def _choose_none(self) -> None:
        self.show_values(())

    @Slot()
    def _choose(self) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        value = action.data()
        chosen = self._values or ()
        rest = tuple(one for one in chosen if one != value)
        if value not in chosen:
            self.show_values((*chosen, value))
        else:
            self.show_values(rest if rest or self._none is not None else None)

    @Slot()
    def _tell(self) -> None:
        self.closed.emit(self._values)

    def _tick(self, text: str) -> QAction:
        made = self.addAction(text)
        made.setCheckable(True)
        return made

    def _refresh(self) -> None:
        self._unknown.setChecked(self._values is None)
        if self._none is not None:
            self._none.setChecked(self._values == ())
        for value, action in self._choices.items():
            action.setChecked(value in (self._values or ()))


class ChoicesButton(FieldButton):
    """A field that shows its values in words and opens a menu to tick them."""

    chosen = Signal(object)

    def __init__(
        self,
        choices: Sequence[tuple[str, str]],
        *,
        can_be_none: bool = True,
        name: str,
        catalogue: Catalogue,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name=name, theme=theme, parent=parent)
        self._catalogue = catalogue
        self._names = dict(choices)
        self._values: Values | None = None
        none = wording.none(catalogue) if can_be_none else None
        self.menu = ChoicesMenu(choices, unknown=wording.unknown(catalogue), none=none, parent=self)
        self.menu.closed.connect(self._take)
        self.clicked.connect(self.open_menu)
        self.show_values(None)

    @property
    def values(self) -> Values | None:
        """The values; `None` is unknown."""
        return self._values

    def show_values(self, values: Sequence[str] | None) -> None:
        """Show these values without telling anybody."""
        self._values = None if values is None else tuple(str(value) for value in values)
        self.menu.show_values(self._values)
        text = self._in_words()
        self.say(text, is_unknown=self._values is None)
        self.setToolTip(text)

    @Slot()
    def open_menu(self) -> None:
        """Show the menu under the field."""
        self.open_under(self.menu)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._take(None)
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_menu()
        else:
            super().keyPressEvent(event)

    @Slot(object)
    def _take(self, told: object) -> None:
        values = cast("Values | None", told)
        if values != self._values:
            self.show_values(values)
            self.chosen.emit(values)

    def _in_words(self) -> str:
        if self._values is None:
            return wording.unknown(self._catalogue)
        if not self._values:
            return wording.none(self._catalogue)
        return wording.listed((self._names[value] for value in self._values), self._catalogue)
