"""Keys of the window reach it also from a field that would take them for editing, as it does on Linux."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from crlm_desktop.gui.window_keys import WindowKeys


class Greedy(QLineEdit):
    """A field that takes every key for editing, as the one of another system does with some."""

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def field(qtbot: QtBot, asked: list[str]) -> Iterator[Greedy]:
    window = QWidget()
    qtbot.addWidget(window)
    actions = []
    for name, keys in (("unsaved", "Ctrl+U"), ("undo", "Ctrl+Z")):
        action = QAction(name, window)
        action.setShortcut(keys)
        action.triggered.connect(lambda _checked=False, name=name: asked.append(name))
        actions.append(action)
    window.addActions(actions)
    WindowKeys(actions, window)
    made = Greedy()
    other = QLineEdit()
    column = QVBoxLayout(window)
    column.addWidget(other)
    column.addWidget(made)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    other.setFocus()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    # The window lives as long as the test.
    yield made
    window.close()


def test_that_a_key_of_the_window_is_not_taken_by_the_field(qtbot: QtBot, field: Greedy, asked: list[str]) -> None:
    qtbot.keyClick(field, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    assert asked == ["unsaved"]


def test_that_undoing_while_typing_stays_with_the_text(qtbot: QtBot, field: Greedy, asked: list[str]) -> None:
    qtbot.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert asked == []


def test_that_the_key_of_what_cannot_be_done_now_deletes_nothing(qtbot: QtBot, field: Greedy, asked: list[str]) -> None:
    field.setText("half typed")
    for action in field.window().actions():
        action.setEnabled(False)
    qtbot.keyClick(field, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    assert (field.text(), asked) == ("half typed", [])
