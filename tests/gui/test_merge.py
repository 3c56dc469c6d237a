"""Two people on one case: the second to save sees what both changed, chooses where they clash, and loses nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from crlm_desktop.case.edits import with_value, with_values, without_entry
from crlm_desktop.case.identity import Identity
from crlm_desktop.gui.dialogs.merge import MergeDialog
from crlm_desktop.gui.main_window import MainWindow
from crlm_desktop.gui.session import CaseSession
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.workbench import Workbench
from crlm_desktop.services import history, review
from crlm_desktop.services.review import OpenCase
from crlm_desktop.services.workplace import Workplace
from tests.builders import a_case, a_lesion

OTHER = "Dr B. Other"


@pytest.fixture
def colleague(place: Workplace) -> Workplace:
    """Another workplace on the same registry: the file itself is opened by one process only."""
    made = Workplace(place._registry, engine=place.engine, clock=place.clock)
    made.become(replace(place.user, name=OTHER))
    return made


@pytest.fixture
def bench(qtbot: QtBot, window: MainWindow, place: Workplace, tasks: Tasks) -> Workbench:
    case = a_case(lesions=[a_lesion(), a_lesion(id="L2")], patient={"age_years": 62, "height_cm": 170})
    stored = review.create_case(place, Identity(number="4711"), case)
    assert window.workbench is not None
    with qtbot.waitSignal(tasks.idle):
        window.workbench.open_case(stored.id)
    return window.workbench


@pytest.fixture
def session(window: MainWindow, bench: Workbench) -> CaseSession:
    assert window.session is not None
    return window.session


def opened(session: CaseSession) -> OpenCase:
    assert session.stored is not None
    return session.stored


def saves(colleague: Workplace, session: CaseSession, **values: object) -> None:
    """Let the colleague save values, by their paths with two underscores for a dot."""
    stored = review.open_case(colleague, opened(session).id)
    case = with_values(stored.case, {path.replace("__", "."): value for path, value in values.items()})
    review.record_case(colleague, stored.id, base_revision=stored.revision.number, case=case)


def types(qtbot: QtBot, bench: Workbench, text: str) -> None:
    """Type an age as a person does."""
    control = bench.case.form.boxes["patient.age_years"].control
    assert isinstance(control, QLineEdit)
    control.setFocus()
    control.selectAll()
    qtbot.keyClicks(control, text)
    qtbot.keyClick(control, Qt.Key.Key_Return)


def asked(bench: Workbench) -> MergeDialog:
    (dialog,) = (one for one in bench.findChildren(MergeDialog) if one.isVisible())
    return dialog


def test_that_changes_of_different_fields_are_both_saved_as_a_new_revision(
    qtbot: QtBot, bench: Workbench, session: CaseSession, colleague: Workplace, tasks: Tasks
) -> None:
    saves(colleague, session, patient__height_cm=180)
    types(qtbot, bench, "63")
    dialog = asked(bench)
    assert dialog.rows == (("Height", "170 cm", "180 cm", "170 cm"), ("Age", "62 years", "62 years", "63 years"))
    assert not dialog.choices
    with qtbot.waitSignal(tasks.idle):
        qtbot.keyClick(dialog.save, Qt.Key.Key_Return)
    patient = opened(session).case.patient
    assert (patient.age_years, patient.height_cm) == (63, 180)
    newest, theirs, _first = history.revisions(colleague, opened(session).id)
    assert (newest.author, theirs.author) == (session.workplace.author, OTHER)
    assert not session.drafts
    assert bench.band.text == ""


def test_that_a_merge_is_taken_back_by_undo_and_leaves_the_other_change(
    qtbot: QtBot, bench: Workbench, session: CaseSession, colleague: Workplace
) -> None:
    saves(colleague, session, patient__height_cm=180)
    types(qtbot, bench, "63")
    asked(bench).save.click()
    bench.actions_.undo.trigger()
    patient = opened(session).case.patient
    assert (patient.age_years, patient.height_cm) == (62, 180)


@pytest.mark.parametrize(("place_of_choice", "age"), [(0, 70), (1, 63)])
def test_that_a_field_that_both_changed_must_be_chosen_before_anything_is_saved(
    qtbot: QtBot, bench: Workbench, session: CaseSession, colleague: Workplace, place_of_choice: int, age: int
) -> None:
    saves(colleague, session, patient__age_years=70)
    types(qtbot, bench, "63")
    dialog = asked(bench)
    assert dialog.rows == (("Age", "62 years", "70 years", "63 years"),)
    assert not dialog.save.isEnabled()
    (choice,) = dialog.choices.values()
    choice.buttons[place_of_choice].click()
    dialog.save.click()
    assert opened(session).case.patient.age_years == age
    assert not session.drafts


def test_that_escape_writes_nothing_and_keeps_what_was_typed(
    qtbot: QtBot, bench: Workbench, session: CaseSession, colleague: Workplace
) -> None:
    saves(colleague, session, patient__age_years=70)
    types(qtbot, bench, "63")
    qtbot.keyClick(asked(bench), Qt.Key.Key_Escape)
    assert session.drafts["patient.age_years"].text == "63"
    control = bench.case.form.boxes["patient.age_years"].control
    assert isinstance(control, QLineEdit)
    assert control.text() == "63"
    assert opened(session).case.patient.age_years == 70
    assert len(history.revisions(colleague, opened(session).id)) == 2


def test_that_a_lesion_that_the_other_removed_is_chosen_as_a_whole(
    bench: Workbench, session: CaseSession, colleague: Workplace
) -> None:
    stored = review.open_case(colleague, opened(session).id)
    review.record_case(colleague, stored.id, base_revision=1, case=without_entry(stored.case, "lesions[1]"))
    assert not session.edit("lesions[1].size_mm", 31, "31")
    dialog = asked(bench)
    assert [row[0] for row in dialog.rows] == ["Lesion L2"]
    assert dialog.rows[0][2] == "no entry"
    dialog.choices["lesions[L2]"].buttons[1].click()
    dialog.save.click()
    assert [(one.id, one.size_mm) for one in opened(session).case.lesions or ()] == [("L1", 20), ("L2", 31)]


def test_that_a_lesion_added_by_both_becomes_two(bench: Workbench, session: CaseSession, colleague: Workplace) -> None:
    stored = review.open_case(colleague, opened(session).id)
    added = with_value(stored.case, "lesions[2]", {"id": "L3", "size_mm": 9})
    review.record_case(colleague, stored.id, base_revision=1, case=added)
    assert not session.add_entry("lesions")
    asked(bench).save.click()
    assert [(one.id, one.size_mm) for one in opened(session).case.lesions or ()][2:] == [("L3", 9), ("L4", None)]


def test_that_somebody_who_saves_once_more_meanwhile_is_asked_about_again(
    qtbot: QtBot, bench: Workbench, session: CaseSession, colleague: Workplace
) -> None:
    saves(colleague, session, patient__height_cm=180)
    types(qtbot, bench, "63")
    first = asked(bench)
    saves(colleague, session, patient__weight_kg=80)
    first.save.click()
    again = asked(bench)
    assert again is not first
    again.save.click()
    patient = opened(session).case.patient
    assert (patient.age_years, patient.height_cm, patient.weight_kg) == (63, 180, 80)


def removes_first_lesion(colleague: Workplace, session: CaseSession) -> None:
    stored = review.open_case(colleague, opened(session).id)
    case = without_entry(stored.case, "lesions[0]")
    review.record_case(colleague, stored.id, base_revision=stored.revision.number, case=case)


def test_that_a_text_stays_at_its_own_lesion_when_the_other_removed_one_before_it(
    bench: Workbench, session: CaseSession, colleague: Workplace
) -> None:
    removes_first_lesion(colleague, session)
    assert not session.edit("lesions[1].size_mm", 31, "31")
    dialog = asked(bench)
    assert {path: draft.text for path, draft in session.drafts.items()} == {"lesions[0].size_mm": "31"}
    dialog.save.click()
    assert [(one.id, one.size_mm) for one in opened(session).case.lesions or ()] == [("L2", 31)]
    assert not session.drafts


def test_that_a_text_whose_lesion_the_other_removed_is_told_and_not_put_at_another(
    qtbot: QtBot, bench: Workbench, session: CaseSession, colleague: Workplace
) -> None:
    removes_first_lesion(colleague, session)
    assert not session.edit("lesions[0].size_mm", 31, "31")
    qtbot.keyClick(asked(bench), Qt.Key.Key_Escape)
    assert not session.drafts
    assert bench.band.text.startswith("Not saved, because its entry is not there any more: “31” was typed at Lesions 1")


def test_that_what_waits_at_a_field_follows_its_entry_through_a_merge(
    bench: Workbench, session: CaseSession, colleague: Workplace
) -> None:
    session.edit("lesions[1].size_mm", 5000, "5000")
    removes_first_lesion(colleague, session)
    assert not session.edit("patient.age_years", 63, "63")
    asked(bench).save.click()
    assert {path: draft.text for path, draft in session.drafts.items()} == {"lesions[0].size_mm": "5000"}
