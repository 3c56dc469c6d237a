"""Tab goes through options and meetings in the order in which they are read, also where parts came later."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from crlm_desktop.gui.panels.options import OptionsPanel
from crlm_desktop.gui.theme import Theme
from crlm_desktop.gui.widgets.reading_order import ReadingOrder, tab_stops
from crlm_desktop.i18n import Catalogue
from tests.gui.option_values import a_full_proposal, a_stored_case


class Form(QWidget):
    """A field before, a part whose fields came in another order, a field after."""

    def __init__(self) -> None:
        super().__init__()
        outer = QVBoxLayout(self)
        self.before, self.part, self.after = _line("before"), ReadingOrder(), _line("after")
        for one in (self.before, self.part, self.after):
            outer.addWidget(one)
        column = QVBoxLayout(self.part)
        column.addWidget(_line("last"))
        column.insertWidget(0, _line("first"))
        column.insertWidget(1, _line("second"))


def _line(name: str) -> QLineEdit:
    made = QLineEdit()
    made.setObjectName(name)
    return made


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    made = Form()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    return made


def pressed(qtbot: QtBot, start: QWidget, key: Qt.Key, times: int) -> list[str]:
    start.setFocus()
    seen = []
    for _turn in range(times):
        focused = QApplication.focusWidget()
        assert focused is not None
        seen.append(focused.objectName())
        qtbot.keyClick(focused, key)
    return seen


def test_that_tab_goes_through_a_part_from_above_to_below_and_on(qtbot: QtBot, form: Form) -> None:
    start = form.part.findChild(QLineEdit, "first")
    assert start is not None

    assert pressed(qtbot, start, Qt.Key.Key_Tab, 4) == ["first", "second", "last", "after"]


def test_that_back_tab_goes_the_other_way(qtbot: QtBot, form: Form) -> None:
    start = form.part.findChild(QLineEdit, "last")
    assert start is not None

    assert pressed(qtbot, start, Qt.Key.Key_Backtab, 4) == ["last", "second", "first", "before"]


def test_that_the_stops_of_an_open_card_are_in_reading_order(qtbot: QtBot, catalogue: Catalogue, theme: Theme) -> None:
    panel = OptionsPanel(catalogue=catalogue, theme=theme)
    qtbot.addWidget(panel)
    panel.show_case(a_stored_case())
    panel.show_proposal(a_full_proposal())
    panel.open_card("ablation-plus-resection")

    stops = [one.objectName() for one in tab_stops(panel)]

    assert stops[:7] == [
        "option_heading:ablation-plus-resection",
        "plan:0",
        "plan:1",
        "step:1",
        "step:2",
        "source:esmo-2023",
        "source:esmo-2023",
    ]
    assert stops.index("add_opinion:ablation-plus-resection") < stops.index("option_heading:sirt-then-resection")
