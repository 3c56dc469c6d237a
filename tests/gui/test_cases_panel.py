"""The place of the cases: found by typing, created, read from a file, opened, shown beside the list."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from crlm_desktop.case.casefile import to_json
from crlm_desktop.case.identity import Identity
from crlm_desktop.gui.main_window import MainWindow
from crlm_desktop.gui.models.case_rows import CaseRowsModel
from crlm_desktop.gui.panels.cases import CasesPanel
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import Theme
from crlm_desktop.gui.widgets.empty_state import EmptyState
from crlm_desktop.gui.workbench import CASE, CASES, Workbench
from crlm_desktop.i18n import Catalogue, Language
from crlm_desktop.services import review
from crlm_desktop.services.workplace import Workplace
from tests.builders import a_case, a_lesion
from tests.gui.keyboard import type_text


@pytest.fixture
def bench(qtbot: QtBot, window: MainWindow, place: Workplace, tasks: Tasks) -> Workbench:
    """The window on a registry of three cases."""
    review.create_case(place, Identity(number="1001", name="Eleanor Whitcombe"), a_case(lesions=[a_lesion()]))
    review.create_case(place, Identity(number="1002", name="李文博"), a_case(question="手术联合消融？"))
    review.create_case(place, Identity(number="2003", name="Amara Osei"))
    assert window.workbench is not None
    with qtbot.waitSignal(tasks.idle):
        window.workbench.cases.refresh()
    return window.workbench


def numbers(panel: CasesPanel) -> list[str]:
    return [row.number for row in panel.model.rows]


def find(qtbot: QtBot, panel: CasesPanel, tasks: Tasks, text: str) -> list[str]:
    panel.search.setFocus()
    with qtbot.waitSignal(tasks.idle):
        type_text(qtbot, panel.search, text)
    qtbot.waitUntil(lambda: tasks.is_idle)
    return numbers(panel)


def press(widget: Workbench, name: str) -> None:
    button = widget.findChild(QPushButton, name)
    assert button is not None
    button.click()


@pytest.mark.parametrize("language", Language)
def test_that_every_column_has_room_on_a_laptop_screen(
    qtbot: QtBot, window: MainWindow, bench: Workbench, language: Language
) -> None:
    window.change_language(language)
    window.resize(1358, 728)
    assert window.workbench is not None
    table = window.workbench.cases.table
    qtbot.waitUntil(lambda: table.viewport().width() > 900)

    assert table.horizontalScrollBar().maximum() == 0


@pytest.mark.parametrize(
    ("typed", "found"), [("osei", ["2003"]), ("100", ["1002", "1001"]), ("李", ["1002"]), ("消融", ["1002"])]
)
def test_that_a_case_is_found_while_one_types(
    qtbot: QtBot, bench: Workbench, tasks: Tasks, typed: str, found: list[str]
) -> None:
    assert sorted(find(qtbot, bench.cases, tasks, typed)) == sorted(found)


def test_that_the_advice_of_an_empty_place_is_shown_whole(qtbot: QtBot, theme: Theme) -> None:
    state = EmptyState(name="nothing", icon="search", theme=theme)
    qtbot.addWidget(state)
    state.resize(1200, 600)
    state.show()
    state.say("No case holds " + "x" * 300, "Search looks at numbers, names, questions and notes. " * 3, "Show all")
    qtbot.waitUntil(lambda: state.width() == 1200)
    advice = next(one for one in state.findChildren(QLabel) if one.text().startswith("Search looks"))

    qtbot.waitUntil(lambda: advice.height() >= advice.heightForWidth(advice.width()))


def test_that_a_search_without_hits_says_what_was_looked_for_and_goes_back(
    qtbot: QtBot, bench: Workbench, tasks: Tasks
) -> None:
    assert find(qtbot, bench.cases, tasks, "nobody") == []
    assert "nobody" in bench.cases.nothing_found.title
    with qtbot.waitSignal(tasks.idle):
        press(bench, "nothing_found_button")
    qtbot.waitUntil(lambda: len(numbers(bench.cases)) == 3)


def test_that_an_empty_registry_says_what_to_do(window: MainWindow, tasks: Tasks, qtbot: QtBot) -> None:
    assert window.workbench is not None
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert window.workbench.cases.no_cases.isVisible()
    press(window.workbench, "no_cases_button")
    assert window.workbench.cases.bar.isVisible()


def test_that_a_case_is_created_with_a_number_and_opened(qtbot: QtBot, bench: Workbench, place: Workplace) -> None:
    bench.actions_.new_case.trigger()
    bar = bench.cases.bar
    qtbot.keyClicks(bar.number.line, "4711")
    type_text(qtbot, bar.name.line, "王芳")
    qtbot.keyClicks(bar.born_on.line, "1961-02-03")
    qtbot.keyClick(bar.born_on.line, Qt.Key.Key_Return)
    assert bench.place == CASE
    (row,) = review.list_cases(place, "4711")
    assert review.open_case(place, row.id).identity == Identity(number="4711", name="王芳", born_on=date(1961, 2, 3))


@pytest.mark.parametrize(
    ("number", "born_on", "told"),
    [
        ("", "", "A case needs a number"),
        ("1001", "", "1001"),
        ("4711", "1961-02", "“1961-02” is not a day"),
        ("4711", "2031-01-01", "lies after today"),
    ],
)
def test_that_a_bad_identity_is_explained_and_kept(
    qtbot: QtBot, bench: Workbench, number: str, born_on: str, told: str
) -> None:
    bench.actions_.new_case.trigger()
    bar = bench.cases.bar
    bar.number.line.setText(number)
    bar.born_on.line.setText(born_on)
    bar.submit()
    said = " ".join(label.text() for label in bar.findChildren(QLabel))
    assert told in said
    assert bar.isVisible()
    assert bar.number.line.text() == number
    assert bench.place == CASES


def test_that_a_case_file_becomes_a_case(
    qtbot: QtBot, bench: Workbench, place: Workplace, tasks: Tasks, tmp_path: Path
) -> None:
    file = tmp_path / "case.json"
    file.write_text(json.dumps(to_json(a_case(patient={"age_years": 62}))), encoding="utf-8")
    bench.cases.read_file(file)
    bench.cases.bar.number.line.setText("4711")
    bench.cases.bar.submit()
    # A backup comes first, in a worker.
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert bench.place == CASE
    (row,) = review.list_cases(place, "4711")
    assert row.age_years == 62


def test_that_every_problem_of_a_case_file_is_told(
    qtbot: QtBot, bench: Workbench, tasks: Tasks, tmp_path: Path
) -> None:
    file = tmp_path / "case.json"
    file.write_text('{"schema": "crlm.case/1", "patient": {"age_years": 212, "heigth_cm": 170}}', encoding="utf-8")
    bench.cases.read_file(file)
    bench.cases.bar.number.line.setText("4711")
    bench.cases.bar.submit()
    qtbot.waitUntil(lambda: tasks.is_idle)
    said = " ".join(label.text() for label in bench.cases.bar.findChildren(QLabel))
    assert "patient.age_years" in said
    assert "height_cm" in said


def test_that_the_case_under_the_cursor_is_shown_beside_the_list(qtbot: QtBot, bench: Workbench, tasks: Tasks) -> None:
    for place in range(3):
        index = bench.cases.table.model().index(place, 0)
        if index.data() == "1001":
            bench.cases.table.setCurrentIndex(index)
    qtbot.waitUntil(lambda: any("up to 20 mm" in label.text() for label in bench.cases.preview.findChildren(QLabel)))


def test_that_enter_opens_the_chosen_case(qtbot: QtBot, bench: Workbench, tasks: Tasks) -> None:
    find(qtbot, bench.cases, tasks, "osei")
    qtbot.keyClick(bench.cases.search, Qt.Key.Key_Down)
    assert bench.cases.table.hasFocus()
    qtbot.keyClick(bench.cases.table, Qt.Key.Key_Return)
    assert bench.place == CASE


def test_that_a_column_sorts_the_list(bench: Workbench) -> None:
    bench.cases.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    model = bench.cases.table.model()
    assert [model.index(row, 0).data() for row in range(3)] == ["1001", "1002", "2003"]


def test_that_the_model_is_sound(
    qtmodeltester: ModelTester, bench: Workbench, catalogue: Catalogue, theme: Theme
) -> None:
    model = CaseRowsModel(catalogue=catalogue, theme=theme)
    model.show_rows(bench.cases.model.rows, has_more=False)
    qtmodeltester.check(model)


def test_that_more_rows_are_asked_for_once_when_one_reaches_the_end(
    qtbot: QtBot, bench: Workbench, catalogue: Catalogue, theme: Theme
) -> None:
    model = CaseRowsModel(catalogue=catalogue, theme=theme)
    model.show_rows(bench.cases.model.rows, has_more=True)
    root = bench.cases.table.rootIndex()
    assert model.canFetchMore(root)
    with qtbot.waitSignal(model.more_wanted):
        model.fetchMore(root)
    assert not model.canFetchMore(root)


def test_that_rows_that_come_later_are_added_to_those_that_are_shown(
    qtbot: QtBot, bench: Workbench, catalogue: Catalogue, theme: Theme
) -> None:
    rows = bench.cases.model.rows
    model = CaseRowsModel(catalogue=catalogue, theme=theme)
    model.show_rows(rows[:1], has_more=True)
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.rowsInserted):
        model.show_rows(rows, has_more=False)
    assert model.rows == rows
    with qtbot.waitSignal(model.modelReset):
        model.show_rows(rows[1:], has_more=False)
