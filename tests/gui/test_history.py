"""The history of a case in the window: revisions compared, looked at, and brought back so that undo takes it back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from crlm_desktop.case.identity import Identity
from crlm_desktop.gui.dialogs.history import History
from crlm_desktop.gui.main_window import MainWindow
from crlm_desktop.gui.models.text_rows import TextRow, TextRowsModel
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.workbench import CASE, CASES, Workbench
from crlm_desktop.services import history, review
from crlm_desktop.services.workplace import Role, Workplace
from tests.builders import a_case, a_lesion


@pytest.fixture
def bench(qtbot: QtBot, window: MainWindow, place: Workplace, tasks: Tasks) -> Workbench:
    """The window on a case of three revisions."""
    states = (
        a_case(fitness={"ecog": 1}),
        a_case(fitness={"ecog": 2}, lesions=[a_lesion()]),
        a_case(fitness={"ecog": 2}, lesions=[a_lesion(size_mm=26), a_lesion(id="L2", segments=["4a"])]),
    )
    stored = review.create_case(place, Identity(number="4711"), states[0])
    for base, case in enumerate(states[1:], start=1):
        review.record_case(place, stored.id, base_revision=base, case=case, reason=f"CT {base}")
    assert window.workbench is not None
    with qtbot.waitSignal(tasks.idle):
        window.workbench.open_case(stored.id)
    return window.workbench


def shown(bench: Workbench) -> History:
    bench.actions_.history.trigger()
    (dialog,) = bench.findChildren(History)
    return dialog


def test_that_the_key_shows_every_revision_with_author_moment_and_reason(
    qtbot: QtBot, bench: Workbench, place: Workplace
) -> None:
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(bench.case, Qt.Key.Key_H, both)
    qtbot.waitUntil(lambda: len(bench.findChildren(History)) == 1)
    (dialog,) = bench.findChildren(History)
    model = dialog.revisions.model()
    texts = [[model.index(row, column).data() for column in (0, 2, 3)] for row in range(model.rowCount())]
    assert texts == [["3", place.author, "CT 2"], ["2", place.author, "CT 1"], ["1", place.author, ""]]
    qtbot.waitUntil(dialog.revisions.hasFocus)


def test_that_one_revision_is_told_against_the_one_before_it(bench: Workbench) -> None:
    dialog = shown(bench)
    assert dialog.chosen == (3,)
    assert dialog.changes == (
        ("L1: Size", "20 mm", "26 mm"),
        ("Lesion L2", "no entry", "Segments S4a, Size 20 mm, State present"),
    )
    dialog.choose(1)
    assert dialog.changes == (("ECOG performance status", "unknown", "1"),)


def test_that_two_revisions_are_told_against_each_other(bench: Workbench) -> None:
    dialog = shown(bench)
    dialog.choose(1, 3)
    assert dialog.heading.text() == "From revision 1 to revision 3"
    assert dialog.changes[0] == ("ECOG performance status", "1", "2")
    assert [row[0] for row in dialog.changes[1:]] == ["Lesion L1", "Lesion L2"]
    assert not dialog.restore.isEnabled()


def test_that_an_earlier_revision_is_read_as_a_whole_and_changes_nothing(bench: Workbench, place: Workplace) -> None:
    dialog = shown(bench)
    dialog.choose(2)
    dialog.view.buttons[1].click()
    assert dialog.changes == (
        ("ECOG performance status", "2"),
        ("Lesion L1", "Segments S6, Size 20 mm, State present"),
    )
    dialog.reject()
    (row,) = review.list_cases(place)
    assert row.revision == 3


def test_that_the_newest_revision_cannot_be_restored(bench: Workbench) -> None:
    assert not shown(bench).restore.isEnabled()


def test_that_a_restored_revision_is_a_new_one_with_its_reason_and_can_be_undone(
    qtbot: QtBot, window: MainWindow, bench: Workbench, place: Workplace, tasks: Tasks
) -> None:
    dialog = shown(bench)
    dialog.choose(1)
    dialog.reason.line.setText("The CT was somebody else's")
    with qtbot.waitSignal(tasks.idle):
        dialog.restore.click()
    session = window.session
    assert session is not None
    assert session.stored is not None
    assert session.stored.case == a_case(fitness={"ecog": 1})
    assert history.revisions(place, session.stored.id)[0].reason == "The CT was somebody else's"
    assert bench.actions_.undo.text() == "Undo: Restore revision 1"
    with qtbot.waitSignal(tasks.idle):
        bench.actions_.undo.trigger()
    assert len(session.stored.case.lesions or ()) == 2


def test_that_restoring_asks_for_a_reason(bench: Workbench, place: Workplace) -> None:
    dialog = shown(bench)
    dialog.choose(1)
    dialog.reason.line.clear()
    dialog.restore.click()
    assert dialog.reason.problem == "Say why the earlier revision is brought back."
    (row,) = review.list_cases(place)
    assert row.revision == 3


def test_that_there_is_no_history_where_no_case_is_shown(bench: Workbench) -> None:
    bench.show_place(CASES)
    assert not bench.actions_.history.isEnabled()
    bench.show_place(CASE)
    assert bench.actions_.history.isEnabled()


def test_that_the_rows_are_a_sound_model(qtbot: QtBot) -> None:
    model = TextRowsModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_rows(("Field", "Value"), [TextRow(texts=("ECOG", "1"), value=1)])
    assert (tester.model().rowCount(), tester.model().columnCount()) == (1, 2)
    model.show_rows((), ())
    assert model.rowCount() == 0


def test_that_a_reader_compares_revisions_and_brings_none_back(bench: Workbench, place: Workplace) -> None:
    place.become(replace(place.user, role=Role.READER))
    dialog = shown(bench)
    dialog.choose(1)
    assert dialog.changes
    assert not dialog.restore.isEnabled()
    assert not dialog.reason.isEnabled()
    assert dialog.restore.toolTip()
