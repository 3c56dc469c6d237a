"""Buttons with an icon in the colours of the theme, and a choice between a few values side by side."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QWidget
from typing_extensions import override

from crlm_desktop.gui import icons
from crlm_desktop.gui.theme import CONTROL_HEIGHT, ICON, Theme
from crlm_desktop.gui.widgets.pressable import is_enter


class Kind(Enum):
    """How loudly a button speaks."""

    PRIMARY = "primary"
    USUAL = "usual"
    PLAIN = "plain"
    LINK = "link"


def button(text: str, *, kind: Kind = Kind.USUAL, name: str, tip: str = "") -> QPushButton:
    """Return a button with a text; ``name`` is its object name."""
    made = QPushButton(text)
    made.setObjectName(name)
    made.setProperty("kind", kind.value)
    made.setToolTip(tip)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    # Outside a dialog Qt presses a button by Space alone unless it is told so.
    made.setAutoDefault(True)
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return made


class IconButton(QToolButton):
    """A flat button with an icon of the set; its tip is also what it is called."""

    def __init__(self, icon: str, *, tip: str, name: str, theme: Theme, colour: str = "muted") -> None:
        super().__init__()
        self._icon = icon
        self._colour = colour
        self._theme = theme
        self.setObjectName(name)
        self.setAccessibleName(tip)
        self.setToolTip(tip)
        self.setIconSize(QSize(ICON, ICON))
        self.setFixedHeight(CONTROL_HEIGHT)
        self.setMinimumWidth(CONTROL_HEIGHT)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._tint()

    def show_icon(self, icon: str, colour: str | None = None) -> None:
        """Show another icon, in another colour of the theme if one is given."""
        self._icon = icon
        self._colour = colour or self._colour
        self._tint()

    def show_count(self, text: str) -> None:
        """Show a word or a number beside the icon."""
        self.setText(text)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setMinimumWidth(self.sizeHint().width())

    def follow(self, action: QAction) -> None:
        """Do what ``action`` does, and be enabled when it is."""
        self._action = action
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow_action)
        self._follow_action()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_enter(event):
            self.click()
        else:
            super().keyPressEvent(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._tint()

    @Slot()
    def _follow_action(self) -> None:
        self.setEnabled(self._action.isEnabled())
        self.setToolTip(self._action.toolTip())
        self.setAccessibleName(self._action.text())

    def _tint(self) -> None:
        colour, faint = self._theme.colour(self._colour), self._theme.colour("outline")
        self.setIcon(icons.icon(self._icon, colour, disabled=faint))


class Segments(QWidget):
    """A few values side by side, of which one is chosen; `None` is unknown and stands last, where it can be.

    Arrow keys move between the values, Backspace and Delete make it unknown.
    """

    chosen = Signal(object)

    def __init__(
        self, values: Sequence[tuple[object, str]], *, unknown: str | None, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        choices = [*values] if unknown is None else [*values, (None, unknown)]
        self._values = tuple(value for value, _ in choices)
        self._buttons = tuple(self._button(text) for _, text in choices)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for place, one in enumerate(self._buttons):
            one.setProperty("place", {0: "first", len(self._buttons) - 1: "last"}.get(place, "middle"))
            self._group.addButton(one, place)
            # Unknown is the longest word in both languages, and needs the most room.
            row.addWidget(one, max(4, one.fontMetrics().horizontalAdvance(one.text()) // 8))
        if unknown is not None:
            self._buttons[-1].setProperty("says", "unknown")
        self._buttons[-1].setChecked(True)
        self._group.idClicked.connect(self._tell)
        self.setFixedHeight(CONTROL_HEIGHT + 2)

    @property
    def value(self) -> object:
        """The chosen value; `None` is unknown."""
        return self._values[self._group.checkedId()]

    @property
    def buttons(self) -> tuple[QAbstractButton, ...]:
        """The buttons in the order of their values, unknown last."""
        return self._buttons

    def show_value(self, value: object) -> None:
        """Show ``value`` without telling anybody."""
        with QSignalBlocker(self._group):
            self._buttons[self._values.index(value)].setChecked(True)

    def call(self, label: str) -> None:
        """Let each button be called by the label of the field and its own value."""
        self.setAccessibleName(label)
        for one in self._buttons:
            one.setAccessibleName(f"{label}: {one.text()}")

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and None in self._values:
            self._buttons[-1].setFocus()
            self._buttons[-1].click()
        else:
            super().keyPressEvent(event)

    @Slot(int)
    def _tell(self, place: int) -> None:
        self.chosen.emit(self._values[place])

    def _button(self, text: str) -> QPushButton:
        made = QPushButton(text, self)
        made.setCheckable(True)
        made.setProperty("kind", "segment")
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        return made
