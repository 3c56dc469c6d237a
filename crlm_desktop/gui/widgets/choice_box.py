"""A choice out of a closed set, of which unknown is always one and looks like it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QElapsedTimer, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from typing_extensions import override

from crlm_desktop.gui.theme import Theme
from crlm_desktop.gui.widgets.field_button import FieldButton


class ChoiceBox(FieldButton):
    """Values with their names; the first entry is unknown, its value `None`.

    Up and Down step through the values; typing goes to the next one that begins with what is typed, the same letter
    again to the one after it. Backspace and Delete make it unknown. The wheel scrolls the form, never the value.
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
        self._typed = ""
        self._last_key = QElapsedTimer()
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
                self._type(event.text().casefold())
            case Qt.Key.Key_Space if self._is_typing():
                self._type(" ")
            case _:
                super().keyPressEvent(event)

    def _step(self, by: int) -> None:
        place = min(max(self._place + by, 0), len(self._choices) - 1)
        self.choose(self._choices[place][0])

    def _is_typing(self) -> bool:
        """Whether the last letter was typed so lately that another one goes with it."""
        return self._last_key.isValid() and self._last_key.elapsed() < QApplication.keyboardInputInterval() * 2

    def _type(self, letter: str) -> None:
        self._typed = self._typed + letter if self._is_typing() else letter
        self._last_key.start()
        is_repeated = len(set(self._typed)) == 1
        # A word that goes on may stay where it is; a letter alone, or again, goes to the next.
        start = self._place + 1 if is_repeated else self._place
        wanted = letter if is_repeated else self._typed
        after = (*self._choices[start:], *self._choices[:start])
        for value, name in after:
            if name.casefold().startswith(wanted):
                self.choose(value)
                return

    @Slot(QAction)
    def _take(self, action: QAction) -> None:
        place = int(action.data())
        self.choose(self._choices[place][0])
