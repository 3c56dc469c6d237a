"""Buttons of every kind: pressed by Enter and by Space, since nobody remembers which of them a toolkit wants."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from crlm_desktop.gui.editors.section import SectionHeading
from crlm_desktop.gui.theme import Theme
from crlm_desktop.gui.widgets.buttons import IconButton, button

MAKERS: dict[str, Callable[[Theme], QAbstractButton]] = {
    "text": lambda _theme: button("New meeting", name="new"),
    "icon": lambda theme: IconButton("x", tip="Forget", name="forget", theme=theme),
    "heading": lambda theme: SectionHeading("Lesions", name="heading", theme=theme),
}


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_that_enter_and_space_press_a_button(qtbot: QtBot, theme: Theme, kind: str, key: Qt.Key) -> None:
    made = MAKERS[kind](theme)
    qtbot.addWidget(made)
    made.show()

    with qtbot.waitSignal(made.clicked):
        qtbot.keyClick(made, key)
