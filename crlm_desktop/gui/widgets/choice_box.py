"""A choice out of a closed set, of which unknown is always one and looks like it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget
from typing_extensions import override

from crlm_desktop.gui.theme import Theme
from crlm_desktop.gui.widgets.field_button import FieldButton


class ChoiceBox(FieldButton):
    """Values with their names; the first entry is unknown, its value `None`.

    Up and Down step through the values, a letter goes to the next one that begins with it, Backspace and Delete make
    it unknown. The wheel scrolls the form, never the value.
    """

    chosen = Signal(object)

    def __init__(
        self,
        values: Sequence[tuple[object, str]],
        *,
        unknown: str,
        name: str,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name=name, theme=theme, parent=parent)
        self._choices: tuple[tuple[object, str], ...] = ((None, unknown), *values)
        self._place = 0
        self.clicked.connect(self.open_menu)
        self.show_value(None)

    @property
    def value(self) -> object:
        """The chosen value; `None` is unknown."""
        return self._choices[self._place][0]

    @property
    def choices(self) -> tuple[tuple[object, str], ...]:
        """The values with their names, unknown first."""
        return self._choices

    def show_value(self, value: object) -> None:
        """Show ``value`` without telling anybody."""
        places = [place for place, (known, _name) in enumerate(self._choices) if known == value]
        self._place = places[0] if places else 0
        text = self._choices[self._place][1]
        self.say(text, is_unknown=self._place == 0)

    def choose(self, value: object) -> None:
        """Show ``value`` and tell it, when it is another."""
        if value != self.value:
            self.show_value(value)
            self.chosen.emit(self.value)

    @Slot()
    def open_menu(self) -> None:
        """Open the list of values at the one that is chosen."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        group = QActionGroup(menu)
        for place, (_value, name) in enumerate(self._choices):
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(place == self._place)
            action.setData(place)
            group.addAction(action)
        group.triggered.connect(self._take)
        self.open_under(menu)
        menu.setActiveAction(group.actions()[self._place])

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Backspace | Qt.Key.Key_Delete:
                self.choose(None)
            case Qt.Key.Key_Down:
                self._step(1)
            case Qt.Key.Key_Up:
                self._step(-1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_F4:
                self.open_menu()
            case _ if event.text().isalnum() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self._go_to(event.text())
            case _:
                super().keyPressEvent(event)

    def _step(self, by: int) -> None:
        place = min(max(self._place + by, 0), len(self._choices) - 1)
        self.choose(self._choices[place][0])

    def _go_to(self, letter: str) -> None:
        after = (*self._choices[self._place + 1 :], *self._choices[: self._place + 1])
        found = (value for value, name in after if name.casefold().startswith(letter.casefold()))
        for value in found:
            self.choose(value)
            return

    @Slot(QAction)
    def _take(self, action: QAction) -> None:
        place = int(action.data())
        self.choose(self._choices[place][0])
