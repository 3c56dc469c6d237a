"""The open case: edited in the form, written, undone by keys, with its contradictions and its options beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from crlm_desktop.case.casefile import parse
from crlm_desktop.case.edits import with_value
from crlm_desktop.case.identity import Identity
from crlm_desktop.case.record import Case
from crlm_desktop.gui.editors.entries_table import EntriesTable
from crlm_desktop.gui.editors.typed_line import TypedLine
from crlm_desktop.gui.main_window import MainWindow
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.workbench import CASES, Workbench
from crlm_desktop.services import knowledge, review
from crlm_desktop.services.review import OpenCase
from crlm_desktop.services.workplace import Workplace
from tests.builders import a_case, a_lesion

# A popover cannot come to the front on the headless platform, which says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def stored(place: Workplace) -> OpenCase:
    case = a_case(lesions=[a_lesion(), a_lesion(id="L2", segments=["2"])], patient={"age_years": 62})
    return review.create_case(place, Identity(number="4711", name="Eleanor Whitcombe"), case)


@pytest.fixture
def bench(qtbot: QtBot, stored: OpenCase, window: MainWindow, tasks: Tasks) -> Workbench:
    """The window with the case open."""
    assert window.workbench is not None
    with qtbot.waitSignal(tasks.idle):
        window.workbench.open_case(stored.id)
    return window.workbench


def now(place: Workplace, stored: OpenCase) -> Case:
    return review.open_case(place, stored.id).case


def field(bench: Workbench, path: str) -> TypedLine:
    control = bench.case.form.boxes[path].control
    assert isinstance(control, TypedLine)
    return control


def enter(qtbot: QtBot, bench: Workbench, path: str, text: str) -> None:
    line = field(bench, path)
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, text)
    qtbot.keyClick(line, Qt.Key.Key_Return)


def test_that_a_good_value_is_written_and_told_in_the_headline(
    qtbot: QtBot, bench: Workbench, place: Workplace, stored: OpenCase
) -> None:
    enter(qtbot, bench, "patient.age_years", "63")
    assert now(place, stored).patient.age_years == 63
    texts = [button.text() for button in bench.case.headline.readouts]
    assert "63, ?" in texts


def test_that_a_bad_value_writes_nothing_and_stays(
    qtbot: QtBot, bench: Workbench, place: Workplace, stored: OpenCase
) -> None:
    enter(qtbot, bench, "patient.age_years", "212")
    enter(qtbot, bench, "patient.height_cm", "170")
    case = now(place, stored)
    assert (case.patient.age_years, case.patient.height_cm) == (62, 170)
    assert field(bench, "patient.age_years").text() == "212"
    assert "18 to 110" in bench.case.form.boxes["patient.age_years"].problem


def test_that_undo_and_redo_go_by_keys_and_say_what_they_undo(
    qtbot: QtBot, bench: Workbench, place: Workplace, stored: OpenCase
) -> None:
    enter(qtbot, bench, "patient.age_years", "63")
    assert bench.actions_.undo.text() == "Undo: Age"
    line = field(bench, "patient.age_years")
    qtbot.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert now(place, stored).patient.age_years == 62
    assert line.text() == "62"
    assert bench.actions_.redo.text() == "Redo: Age"
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(line, Qt.Key.Key_Z, both)
    assert now(place, stored).patient.age_years == 63
    assert not bench.actions_.redo.isEnabled()


def test_that_the_keys_of_undo_take_back_typing_first(qtbot: QtBot, bench: Workbench) -> None:
    enter(qtbot, bench, "patient.height_cm", "170")
    line = field(bench, "patient.age_years")
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, "7")
    qtbot.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert line.text() == "62"
    assert bench.actions_.undo.text() == "Undo: Height"


def type_into_size(qtbot: QtBot, bench: Workbench, text: str) -> EntriesTable:
    """Type into the size of the first lesion, and leave its cell open."""
    table = bench.case.form.tables["lesions"]
    index = table.model.index_of("lesions[0].size_mm")
    table.view.setCurrentIndex(index)
    table.view.edit(index)
    editor = table.view.indexWidget(index)
    assert isinstance(editor, QLineEdit)
    qtbot.keyClicks(editor, text)
    return table


def test_that_the_keys_of_undo_reach_the_record_from_an_open_cell(
    qtbot: QtBot, bench: Workbench, place: Workplace, stored: OpenCase
) -> None:
    table = type_into_size(qtbot, bench, "77")
    table.commit()
    assert next(lesion.size_mm for lesion in now(place, stored).lesions or ()) == 77
    index = table.model.index_of("lesions[0].size_before_mm")
    table.view.setCurrentIndex(index)
    table.view.edit(index)

    qtbot.keyClick(table.view.indexWidget(index), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)

    assert now(place, stored).lesions == stored.case.lesions


def test_that_what_is_typed_in_an_open_cell_is_written_before_the_case_is_left(
    qtbot: QtBot, bench: Workbench, place: Workplace, stored: OpenCase
) -> None:
    type_into_size(qtbot, bench, "77")

    bench.remember()

    assert next(lesion.size_mm for lesion in now(place, stored).lesions or ()) == 77


def test_that_a_lesion_is_added_and_removed_and_both_can_be_undone(
    bench: Workbench, place: Workplace, stored: OpenCase
) -> None:
    table = bench.case.form.tables["lesions"]
    button = table.findChild(QPushButton, "add:lesions")
    assert button is not None
    button.click()
    assert [lesion.id for lesion in now(place, stored).lesions or ()] == ["L1", "L2", "L3"]
    assert table.view.currentIndex().row() == 2
    bench.actions_.undo.trigger()
    assert [lesion.id for lesion in now(place, stored).lesions or ()] == ["L1", "L2"]
    table.view.setCurrentIndex(table.model.index(0, 0))
    remove = table.findChild(QPushButton, "remove:lesions")
    assert remove is not None
    remove.click()
    assert [lesion.id for lesion in now(place, stored).lesions or ()] == ["L2"]
    bench.actions_.undo.trigger()
    assert [lesion.id for lesion in now(place, stored).lesions or ()] == ["L1", "L2"]


def test_that_a_contradiction_is_listed_and_leads_to_its_field(qtbot: QtBot, bench: Workbench) -> None:
    enter(qtbot, bench, "primary.diagnosed_on", "2026-05")
    enter(qtbot, bench, "primary.resected_on", "2026-01")
    assert len(bench.case.conflicts.conflicts) == 1
    assert bench.case.conflicts.isVisible()
    link = bench.case.conflicts.findChild(QPushButton, "conflict:0")
    assert link is not None
    link.click()
    assert field(bench, "primary.resected_on").hasFocus()
    enter(qtbot, bench, "primary.resected_on", "2026-06")
    assert not bench.case.conflicts.isVisible()


def test_that_a_change_by_somebody_else_is_told_and_nothing_typed_is_lost(
    qtbot: QtBot, bench: Workbench, place: Workplace, stored: OpenCase
) -> None:
    others = with_value(stored.case, "patient.height_cm", 180)
    review.record_case(place, stored.id, base_revision=stored.revision.number, case=others)
    enter(qtbot, bench, "patient.age_years", "63")
    assert bench.band.isVisible()
    assert field(bench, "patient.height_cm").text() == "180"
    assert field(bench, "patient.age_years").text() == "63"
    assert bench.case.form.boxes["patient.age_years"].problem
    qtbot.keyClick(field(bench, "patient.age_years"), Qt.Key.Key_A)
    field(bench, "patient.age_years").setText("64")
    field(bench, "patient.age_years").commit()
    assert now(place, stored).patient.age_years == 64


def test_that_the_scroll_position_stays_while_values_change(qtbot: QtBot, bench: Workbench) -> None:
    bar = bench.case.form.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    before = bar.value()
    bench.case.form.entered.emit("patient.weight_kg", 70, "70")
    assert bar.value() == before


def test_that_leaving_writes_what_is_still_being_typed(
    qtbot: QtBot, bench: Workbench, place: Workplace, stored: OpenCase
) -> None:
    line = field(bench, "patient.weight_kg")
    line.setFocus()
    qtbot.keyClicks(line, "70")
    bench.actions_.back.trigger()
    assert bench.place == CASES
    assert now(place, stored).patient.weight_kg == 70


def test_that_number_and_name_can_be_put_right(bench: Workbench, place: Workplace, stored: OpenCase) -> None:
    bench.case.headline.identity_asked.emit()
    assert bench.case.bar.number.line.text() == "4711"
    bench.case.bar.name.line.setText("E. Whitcombe")
    bench.case.bar.submit()
    assert review.open_case(place, stored.id).identity.name == "E. Whitcombe"
    assert not bench.case.bar.isVisible()


def test_that_the_options_change_while_one_edits(
    qtbot: QtBot, window: MainWindow, place: Workplace, stored: OpenCase, tasks: Tasks
) -> None:
    place.engine = knowledge.load_engine()
    bench = window.workbench
    assert bench is not None
    with qtbot.waitSignal(tasks.idle):
        bench.open_case(stored.id)
    session = window.session
    assert session is not None
    assert session.proposal is not None
    before = {option.strategy: option.status for option in session.proposal.options}
    with qtbot.waitSignal(session.proposed):
        session.edit("fitness.declines", ["resection"])
    assert session.proposal is not None
    after = {option.strategy: option.status for option in session.proposal.options}
    assert before != after


def test_that_the_case_file_is_written_where_it_is_asked_for_and_names_nobody(
    bench: Workbench, stored: OpenCase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "case.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_arguments: (str(target), ""))
    bench.actions_.export_case.trigger()
    text = target.read_text(encoding="utf-8")
    assert parse(text.encode()) == stored.case
    assert "Whitcombe" not in text
    assert str(target) in bench.status.message


def test_that_the_alerts_of_the_proposal_are_told_from_the_headline(
    qtbot: QtBot, window: MainWindow, place: Workplace, stored: OpenCase, tasks: Tasks
) -> None:
    place.engine = knowledge.load_engine()
    bench = window.workbench
    assert bench is not None
    with qtbot.waitSignal(tasks.idle):
        bench.open_case(stored.id)
    button = bench.case.headline.alerts_button
    assert button.isVisible()
    button.click()
    popover = QApplication.activePopupWidget()
    assert popover is not None
    said = " ".join(label.text() for label in popover.findChildren(QLabel))
    popover.close()
    assert "liver MRI" in said
