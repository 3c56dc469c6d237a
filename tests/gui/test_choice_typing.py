"""Choosing by the keyboard: by typing what a value begins with, and by Enter in a menu of several values."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crlm_desktop.gui.theme import Theme
from crlm_desktop.gui.widgets.choice_box import ChoiceBox
from crlm_desktop.gui.widgets.choices_button import ChoicesMenu

NAMES = ("liver surgery", "medical oncology", "radiation oncology", "radiology", "interventional radiology")


@pytest.fixture
def box(qtbot: QtBot, theme: Theme) -> ChoiceBox:
    made = ChoiceBox([(name, name) for name in NAMES], unknown="choose", name="discipline", theme=theme)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [
        ("li", "liver surgery"),
        ("liver", "liver surgery"),
        ("radiol", "radiology"),
        ("radiation o", "radiation oncology"),
        ("rr", "radiology"),
        ("rrr", "radiation oncology"),
        ("i", "interventional radiology"),
        ("lx", "liver surgery"),
    ],
)
def test_that_typing_goes_to_the_value_that_begins_with_what_is_typed(
    qtbot: QtBot, box: ChoiceBox, typed: str, chosen: str
) -> None:
    qtbot.keyClicks(box, typed)
    assert box.value == chosen


def test_that_a_letter_after_a_while_begins_a_new_word(
    qtbot: QtBot, box: ChoiceBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.keyClicks(box, "l")
    monkeypatch.setattr(QApplication, "keyboardInputInterval", lambda: -1)
    qtbot.keyClicks(box, "i")
    assert box.value == "interventional radiology"


@pytest.fixture
def menu(qtbot: QtBot) -> ChoicesMenu:
    made = ChoicesMenu([("S2", "2"), ("S3", "3"), ("S4a", "4a")], unknown="unknown", none=None)
    qtbot.addWidget(made)
    # The headless platform shows no menu; what it does with its keys is the same.
    made.aboutToShow.emit()
    return made


def go_to(menu: ChoicesMenu, text: str) -> None:
    menu.setActiveAction(next(one for one in menu.actions() if one.text() == text))


def test_that_enter_takes_the_entry_it_is_on(qtbot: QtBot, menu: ChoicesMenu) -> None:
    go_to(menu, "3")
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert menu.values == ("S3",)


def test_that_enter_after_ticking_only_closes(qtbot: QtBot, menu: ChoicesMenu) -> None:
    go_to(menu, "3")
    qtbot.keyClick(menu, Qt.Key.Key_Space)
    go_to(menu, "4a")
    qtbot.keyClick(menu, Qt.Key.Key_Space)
    qtbot.keyClick(menu, Qt.Key.Key_Space)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert menu.values == ("S3",)
