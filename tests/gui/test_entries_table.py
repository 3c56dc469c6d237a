"""Lists of the record in tables: added to, edited cell by cell, told to be none or not known."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from crlm_desktop.gui.editors.entries_table import EntriesTable
from crlm_desktop.gui.editors.entry_delegate import EntryDelegate
from crlm_desktop.gui.models.entries import EntriesModel
from crlm_desktop.gui.theme import Theme
from crlm_desktop.i18n import Catalogue
from tests.builders import a_lesion

# A menu cannot come to the front on the headless platform, which says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def table(qtbot: QtBot, catalogue: Catalogue, theme: Theme) -> EntriesTable:
    made = EntriesTable("lesions", catalogue=catalogue, theme=theme)
    qtbot.addWidget(made)
    made.resize(1400, 400)
    made.show()
    qtbot.waitExposed(made)
    made.show_entries([a_lesion(), a_lesion(id="L2", size_mm=35)], {})
    return made


def cell(table: EntriesTable, path: str) -> QModelIndex:
    index = table.model.index_of(path)
    assert index.isValid()
    return index


def edit(table: EntriesTable, path: str) -> object:
    index = cell(table, path)
    table.view.setCurrentIndex(index)
    table.view.edit(index)
    return table.view.indexWidget(index)


def press(table: EntriesTable, name: str) -> None:
    button = table.findChild(QPushButton, name)
    assert button is not None
    button.click()


def test_that_the_model_is_sound(qtmodeltester: ModelTester, catalogue: Catalogue, theme: Theme) -> None:
    model = EntriesModel("lesions", catalogue=catalogue, theme=theme)
    qtmodeltester.check(model)
    model.show_entries([a_lesion(), a_lesion(id="L2")], {})
    qtmodeltester.check(model)
    model.show_entries([a_lesion()], {})
    qtmodeltester.check(model)


def test_that_rows_bear_the_ids_of_lesions_and_unknown_cells_a_question_mark(table: EntriesTable) -> None:
    assert table.model.headerData(1, Qt.Orientation.Vertical) == "L2"
    assert cell(table, "lesions[1].size_mm").data() == "35"
    assert cell(table, "lesions[1].depth").data() == "?"
    assert cell(table, "lesions[1].segments").data() == "S6"


def test_that_a_number_is_typed_into_a_cell(qtbot: QtBot, table: EntriesTable) -> None:
    editor = edit(table, "lesions[0].size_mm")
    assert isinstance(editor, QLineEdit)
    qtbot.keyClicks(editor, "28")
    with qtbot.waitSignal(table.entered) as told:
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert told.args == ["lesions[0].size_mm", 28, "28"]


def test_that_a_bad_value_of_a_cell_stays_and_is_explained_under_the_table(qtbot: QtBot, table: EntriesTable) -> None:
    editor = edit(table, "lesions[1].size_mm")
    assert isinstance(editor, QLineEdit)
    qtbot.keyClicks(editor, "big")
    with qtbot.assertNotEmitted(table.entered), qtbot.waitSignal(table.refused) as told:
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert told.args is not None
    path, draft = told.args
    table.show_entries(list(table.model.entries), {path: draft})
    assert cell(table, "lesions[1].size_mm").data() == "big"
    assert table.problems.text() == "L2, Size: “big” is not a number. Allowed is 0 to 300 mm; also in cm."


def test_that_a_choice_in_a_cell_is_told_when_it_is_made(qtbot: QtBot, table: EntriesTable) -> None:
    editor = edit(table, "lesions[0].depth")
    assert isinstance(editor, QComboBox)
    with qtbot.waitSignal(table.entered) as told:
        place = [editor.itemData(place) for place in range(editor.count())].index("deep")
        editor.setCurrentIndex(place)
        editor.activated.emit(place)
    assert told.args is not None
    assert told.args[:2] == ["lesions[0].depth", "deep"]


def test_that_the_first_segment_chosen_holds_the_centre(qtbot: QtBot, table: EntriesTable) -> None:
    table.show_entries([{"id": "L1"}], {})
    delegate = table.view.itemDelegate()
    assert isinstance(delegate, EntryDelegate)
    editor = edit(table, "lesions[0].segments")
    menu = editor._menu  # type: ignore[attr-defined]
    qtbot.waitUntil(menu.isVisible)
    actions = {action.text(): action for action in menu.actions()}
    actions["S8"].trigger()
    actions["S5"].trigger()
    with qtbot.waitSignal(table.entered) as told:
        menu.close()
    assert told.args is not None
    assert told.args[:2] == ["lesions[0].segments", ["8", "5"]]


def test_that_a_cell_is_made_unknown_by_delete(qtbot: QtBot, table: EntriesTable) -> None:
    table.view.setCurrentIndex(cell(table, "lesions[0].size_mm"))
    with qtbot.waitSignal(table.entered) as told:
        qtbot.keyClick(table.view, Qt.Key.Key_Delete)
    assert told.args is not None
    assert told.args[:2] == ["lesions[0].size_mm", None]


def test_that_the_entry_of_the_current_cell_is_removed(qtbot: QtBot, table: EntriesTable) -> None:
    table.view.setCurrentIndex(cell(table, "lesions[1].size_mm"))
    with qtbot.waitSignal(table.removed) as told:
        press(table, "remove:lesions")
    assert told.args == ["lesions[1]"]


def test_that_an_empty_list_and_an_unknown_one_are_told_apart(qtbot: QtBot, table: EntriesTable) -> None:
    table.show_entries(None, {})
    with qtbot.waitSignal(table.entered) as told:
        press(table, "none:lesions")
    assert told.args is not None
    assert told.args[:2] == ["lesions", []]
    table.show_entries([], {})
    with qtbot.waitSignal(table.entered) as told:
        press(table, "unknown:lesions")
    assert told.args is not None
    assert told.args[:2] == ["lesions", None]


def test_that_the_cursor_goes_to_an_entry_that_was_asked_for(qtbot: QtBot, table: EntriesTable) -> None:
    with qtbot.waitSignal(table.added):
        press(table, "add:lesions")
    table.show_entries([*table.model.entries, {"id": "L3"}], {})
    assert table.view.currentIndex().row() == 2
    assert table.view.hasFocus()
