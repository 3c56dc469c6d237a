"""One of a few values side by side, of which one is always chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from crlm_desktop.gui.theme import CONTROL_HEIGHT


class OneOf(QWidget):
    """Buttons of which one is down; arrow keys move between them, ``chosen`` tells the value."""

    chosen = Signal(object)

    def __init__(self, values: Sequence[tuple[object, str]], *, name: str, called: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(called)
        self._values = tuple(value for value, _text in values)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for place, (_value, text) in enumerate(values):
            one = QPushButton(text)
            one.setCheckable(True)
            one.setProperty("kind", "segment")
            one.setProperty("place", {0: "first", len(values) - 1: "last"}.get(place, "middle"))
            one.setAccessibleName(f"{called}: {text}")
            one.setMinimumWidth(one.fontMetrics().horizontalAdvance(text) + 24)
            one.setSizePolicy(QSizePolicy.Policy.MinimumExpanding, QSizePolicy.Policy.Fixed)
            self._group.addButton(one, place)
            row.addWidget(one)
        self._group.button(0).setChecked(True)
        self._group.idClicked.connect(self._tell)
        self.setFixedHeight(CONTROL_HEIGHT + 2)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self._group.button(0))

    @property
    def value(self) -> object:
        """The chosen value."""
        return self._values[self._group.checkedId()]

    @property
    def buttons(self) -> tuple[QAbstractButton, ...]:
        """The buttons in the order of their values."""
        return tuple(self._group.buttons())

    def show_value(self, value: object) -> None:
        """Show ``value`` without telling anybody."""
        with QSignalBlocker(self._group):
            self._group.button(self._values.index(value)).setChecked(True)

    @Slot(int)
    def _tell(self, place: int) -> None:
        self.chosen.emit(self._values[place])
