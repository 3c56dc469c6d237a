"""What an earlier run left half typed is offered with what differs, put back where it was, or discarded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from crlm_desktop.case.edits import with_value
from crlm_desktop.case.identity import CaseId
from crlm_desktop.gui.drafting.content import FieldText
from crlm_desktop.gui.drafts import OpinionDraft
from crlm_desktop.gui.main_window import MainWindow
from crlm_desktop.gui.meeting.outcome_draft import ActionDraft, OutcomeDraft
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.workbench import Workbench
from crlm_desktop.i18n import Language
from crlm_desktop.meeting.agenda import MeetingId
from crlm_desktop.meeting.people import Discipline, Presence
from crlm_desktop.services import meetings, review
from crlm_desktop.services.drafts import DraftKind
from crlm_desktop.services.workplace import Workplace
from tests.builders import a_case, a_lesion
from tests.gui.draft_values import AGE, leave, left_over, line_of, only_row
from tests.gui.meeting_values import a_meeting_with, a_planning_workplace, add_case
from tests.registry.building import AUTHOR, CLOCK

Opened = Callable[[], Workbench]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    with a_planning_workplace(tmp_path / "tests.crlm") as opened:
        yield opened


@pytest.fixture
def case_id(place: Workplace) -> CaseId:
    lesions = [a_lesion(id="L1", size_mm=20), a_lesion(id="L2", size_mm=30)]
    return add_case(place, "H-17", a_case(patient={"age_years": 64}, lesions=lesions))


@pytest.fixture
def meeting_id(place: Workplace, case_id: CaseId) -> MeetingId:
    return a_meeting_with(place, case_id)


@pytest.fixture
def opened(qtbot: QtBot, empty_window: MainWindow, place: Workplace, tasks: Tasks) -> Opened:
    """Open the window on the registry, as after a crash."""

    def open_now() -> Workbench:
        empty_window.use(place)
        qtbot.waitUntil(lambda: tasks.is_idle)
        assert empty_window.workbench is not None
        return empty_window.workbench

    return open_now


def test_that_an_offer_says_when_by_whom_what_and_how_it_differs_without_a_patients_name(
    place: Workplace, case_id: CaseId, opened: Opened, empty_window: MainWindow
) -> None:
    leave(place, DraftKind.FIELD, case_id, AGE, FieldText(text="212"))
    row = only_row(opened())

    time = f"{(CLOCK.now() - timedelta(minutes=4)).astimezone():%H:%M}"
    assert row.text.text() == f"Unsaved input of {time} by {AUTHOR}: 1 field in case H-17."
    assert [(line.label, line.typed, line.now) for line in row.lines] == [("Age (years)", "212", "64")]
    row.unfold.click()
    shown = " ".join(label.text() for label in row.findChildren(QLabel))
    assert "212" in shown
    assert "Ada" not in shown
    assert empty_window.windowTitle() == "CRLM Desktop"


def test_that_nothing_is_shown_where_nothing_was_left(opened: Opened, case_id: CaseId) -> None:
    assert opened().drafts.isHidden()


def test_that_a_refused_text_is_put_back_with_its_reason_and_the_focus(
    place: Workplace, case_id: CaseId, opened: Opened
) -> None:
    leave(place, DraftKind.FIELD, case_id, AGE, FieldText(text="212"))
    bench = opened()
    only_row(bench).restore.click()

    assert line_of(bench, AGE).text() == "212"
    assert "18 to 110" in bench.case.form.boxes[AGE].problem
    assert line_of(bench, AGE).hasFocus()
    assert left_over(place) == 0
    with place.reading() as unit:
        assert len(unit.drafts.of(AUTHOR)) == 1
    assert bench.drafts.isHidden()


def test_that_a_text_that_can_be_written_is_put_back_unwritten_until_enter(
    qtbot: QtBot, place: Workplace, case_id: CaseId, opened: Opened
) -> None:
    leave(place, DraftKind.FIELD, case_id, AGE, FieldText(text="71"))
    bench = opened()
    only_row(bench).restore.click()
    assert line_of(bench, AGE).text() == "71"
    assert "not written yet" in bench.case.form.boxes[AGE].problem
    assert review.open_case(place, case_id).case.patient.age_years == 64

    qtbot.keyClick(line_of(bench, AGE), Qt.Key.Key_Return)

    assert review.open_case(place, case_id).case.patient.age_years == 71
    assert bench.case.form.boxes[AGE].problem == ""


def test_that_esc_brings_back_what_is_stored_after_putting_back(
    qtbot: QtBot, place: Workplace, case_id: CaseId, opened: Opened
) -> None:
    leave(place, DraftKind.FIELD, case_id, AGE, FieldText(text="71"))
    bench = opened()
    only_row(bench).restore.click()
    qtbot.keyClick(line_of(bench, AGE), Qt.Key.Key_Escape)

    assert line_of(bench, AGE).text() == "64"
    assert not bench._session.drafts


def test_that_a_long_text_is_put_back_as_it_was_typed(place: Workplace, case_id: CaseId, opened: Opened) -> None:
    leave(place, DraftKind.FIELD, case_id, "question", FieldText(text="Seen on 3 May,\nasks for"))
    bench = opened()
    only_row(bench).restore.click()

    question = bench.case.form.boxes["question"].control
    assert isinstance(question, QPlainTextEdit)
    assert question.toPlainText() == "Seen on 3 May,\nasks for"


def test_that_a_text_about_a_lesion_finds_it_at_its_new_place(
    place: Workplace, case_id: CaseId, opened: Opened
) -> None:
    leave(place, DraftKind.FIELD, case_id, "lesions[1].size_mm", FieldText(text="3x", entry="L2"))
    moved = a_case(lesions=[a_lesion(id="L2", size_mm=30)])
    review.record_case(place, case_id, base_revision=1, case=moved)
    bench = opened()
    assert [(line.label, line.typed, line.now) for line in only_row(bench).lines] == [("L2: Size (mm)", "3x", "30")]
    only_row(bench).restore.click()

    assert dict(bench._session.drafts).keys() == {"lesions[0].size_mm"}


def test_that_a_text_about_a_lesion_that_is_gone_can_only_be_read(
    place: Workplace, case_id: CaseId, opened: Opened
) -> None:
    leave(place, DraftKind.FIELD, case_id, "lesions[1].size_mm", FieldText(text="3x", entry="L2"))
    moved = a_case(lesions=[a_lesion(id="L1", size_mm=20), a_lesion(id="L3", size_mm=5)])
    review.record_case(place, case_id, base_revision=1, case=moved)
    row = only_row(opened())

    assert not row.restore.isEnabled()
    assert "cannot be found any more" in row.lines[0].note
    assert row.lines[0].typed == "3x"


def test_that_a_text_in_a_list_without_ids_is_not_put_to_another_entry(
    place: Workplace, case_id: CaseId, opened: Opened
) -> None:
    first = with_value(review.open_case(place, case_id).case, "systemic", [{"line": 1}])
    review.record_case(place, case_id, base_revision=1, case=first)
    leave(place, DraftKind.FIELD, case_id, "systemic[0].cycles", FieldText(text="4 or 5"), revision=2)
    other = with_value(first, "systemic", [{"line": 1, "cycles": 2}, {"line": 2}])
    review.record_case(place, case_id, base_revision=2, case=other)

    assert not only_row(opened()).restore.isEnabled()


def test_that_it_is_said_when_the_case_and_the_very_field_were_changed_since(
    place: Workplace, case_id: CaseId, opened: Opened
) -> None:
    leave(place, DraftKind.FIELD, case_id, AGE, FieldText(text="212"))
    changed = with_value(review.open_case(place, case_id).case, AGE, 66)
    review.record_case(place, case_id, base_revision=1, case=changed)
    row = only_row(opened())

    assert row.note.text() == "Case H-17 was changed after this was typed: revision 1 then, 2 now."
    assert row.lines[0].note == "Changed since it was typed; before: 64"
    assert row.lines[0].now == "66"


def test_that_what_was_written_before_the_end_is_not_offered_and_is_forgotten(
    qtbot: QtBot, place: Workplace, case_id: CaseId, opened: Opened
) -> None:
    leave(place, DraftKind.FIELD, case_id, AGE, FieldText(text="64"))
    bench = opened()

    assert bench.drafts.isHidden()
    assert left_over(place) == 0


def test_that_discarding_forgets_it_and_can_be_taken_back(place: Workplace, case_id: CaseId, opened: Opened) -> None:
    leave(place, DraftKind.FIELD, case_id, AGE, FieldText(text="212"))
    bench = opened()
    only_row(bench).discard.click()
    assert left_over(place) == 0
    assert bench.drafts.rows == ()
    assert not bench.drafts.isHidden()

    bench.drafts.bring_back.click()

    assert left_over(place) == 1
    assert only_row(bench).lines[0].typed == "212"


def test_that_a_discarded_offer_is_said_only_until_one_goes_elsewhere(
    place: Workplace, case_id: CaseId, opened: Opened
) -> None:
    leave(place, DraftKind.FIELD, case_id, AGE, FieldText(text="212"))
    bench = opened()
    only_row(bench).discard.click()
    bench.show_place("meetings")

    assert bench.drafts.isHidden()


def test_that_one_goes_to_an_offer_only_while_there_is_one(place: Workplace, case_id: CaseId, opened: Opened) -> None:
    leave(place, DraftKind.FIELD, case_id, AGE, FieldText(text="212"))
    bench = opened()
    assert bench.actions_.unsaved.isEnabled()
    only_row(bench).restore.click()
    assert not bench.actions_.unsaved.isEnabled()


def test_that_an_offer_is_reached_and_answered_by_key(
    qtbot: QtBot, place: Workplace, case_id: CaseId, opened: Opened
) -> None:
    leave(place, DraftKind.FIELD, case_id, AGE, FieldText(text="212"))
    bench = opened()
    bench.actions_.unsaved.trigger()
    row = only_row(bench)
    assert row.restore.hasFocus()
    qtbot.keyClick(row.restore, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is row.discard
    qtbot.keyClick(row.discard, Qt.Key.Key_Backtab)
    qtbot.keyClick(row.restore, Qt.Key.Key_Space)

    assert line_of(bench, AGE).hasFocus()


def test_that_somebody_else_is_offered_nothing(place: Workplace, case_id: CaseId, opened: Opened) -> None:
    leave(place, DraftKind.FIELD, case_id, AGE, FieldText(text="212"))
    place.become(replace(place.user, id="other", name="Dr B. Other"))
    bench = opened()

    assert bench.drafts.isHidden()
    assert left_over(place) == 1


def test_that_something_newer_in_the_field_is_not_overwritten(
    qtbot: QtBot, place: Workplace, case_id: CaseId, opened: Opened
) -> None:
    leave(place, DraftKind.FIELD, case_id, AGE, FieldText(text="212"))
    bench = opened()
    bench.open_case(case_id)
    line_of(bench, AGE).clear()
    qtbot.keyClicks(line_of(bench, AGE), "1")
    only_row(bench).restore.click()

    assert line_of(bench, AGE).text() == "1"
    assert "Something newer is half typed" in bench.band.text
    assert left_over(place) == 1


def test_that_at_a_case_only_what_is_about_it_is_offered(
    place: Workplace, case_id: CaseId, meeting_id: MeetingId, opened: Opened
) -> None:
    other = add_case(place, "H-18")
    leave(place, DraftKind.FIELD, case_id, AGE, FieldText(text="212"))
    leave(place, DraftKind.FIELD, other, AGE, FieldText(text="213"))
    leave(place, DraftKind.QUESTION, meeting_id, case_id, "Ablate or")
    bench = opened()
    assert len(bench.drafts.rows) == 2
    bench.drafts.rows[0].unfold.click()
    bench.show_place("meetings")
    assert sum(row.is_open for row in bench.drafts.rows) == 1
    bench.open_case(other)

    assert [line.typed for line in only_row(bench).lines] == ["213"]


def test_that_an_opinion_is_put_back_into_its_entry(
    qtbot: QtBot, place: Workplace, case_id: CaseId, opened: Opened, tasks: Tasks
) -> None:
    typed = OpinionDraft(strategy="resection", person="Dr Li", text="Enough remnant")
    leave(place, DraftKind.OPINION, case_id, "resection", typed)
    bench = opened()
    assert only_row(bench).lines[0].typed == "Dr Li · for · Enough remnant"
    only_row(bench).restore.click()
    qtbot.waitUntil(lambda: tasks.is_idle)

    card = bench.case.options.cards.card("resection")
    assert card is not None
    assert card.draft == typed
    assert card.opinions.entry.person.line.hasFocus()


def test_that_an_opinion_on_an_option_that_is_not_proposed_any_more_is_not_lost(
    qtbot: QtBot, place: Workplace, case_id: CaseId, opened: Opened, tasks: Tasks
) -> None:
    leave(place, DraftKind.OPINION, case_id, "alpps", OpinionDraft(strategy="alpps", text="Not here"))
    bench = opened()
    only_row(bench).restore.click()
    qtbot.waitUntil(lambda: tasks.is_idle)
    bench.show_place("cases")

    assert bench._session.opinion_drafts[case_id, "alpps"].text == "Not here"


def test_that_an_opinion_of_a_meeting_is_put_back_in_it(
    qtbot: QtBot, place: Workplace, case_id: CaseId, meeting_id: MeetingId, opened: Opened, tasks: Tasks
) -> None:
    leave(place, DraftKind.MEETING_OPINION, case_id, "", OpinionDraft(strategy="", text="Wait for the MRI"))
    bench = opened()
    assert "1 opinion in the meeting “Liver meeting”" in only_row(bench).text.text()
    only_row(bench).restore.click()
    qtbot.waitUntil(lambda: tasks.is_idle)

    assert bench.meetings.page.case.options._whole.draft.text == "Wait for the MRI"
    assert left_over(place) == 0


def test_that_a_decision_is_put_back_and_only_recorded_by_a_person(
    qtbot: QtBot, place: Workplace, case_id: CaseId, meeting_id: MeetingId, opened: Opened, tasks: Tasks
) -> None:
    typed = OutcomeDraft(
        plan="Resect both",
        rationale="Within reach",
        deviation_reason="Her wish",
        actions=(ActionDraft(what="Book the theatre", owner="R. Nwosu", due_on="2026-12-04"),),
    )
    leave(place, DraftKind.OUTCOME, meeting_id, case_id, typed)
    bench = opened()
    only_row(bench).restore.click()
    qtbot.waitUntil(lambda: tasks.is_idle)
    page = bench.meetings.page
    assert page.case.capture.form.draft == typed
    bench.show_place("cases")
    assert meetings.open_meeting(place, meeting_id).meeting.agenda[0].outcome is None
    bench.show_place("meetings")
    page.show_case(case_id)
    page.case.capture.record()

    assert meetings.open_meeting(place, meeting_id).meeting.agenda[0].outcome is not None


def test_that_people_the_head_and_a_question_are_put_back_as_they_were_typed(
    qtbot: QtBot, place: Workplace, case_id: CaseId, meeting_id: MeetingId, opened: Opened, tasks: Tasks
) -> None:
    row = {"person": "Dr Ada Mei", "discipline": None, "presence": Presence.PRESENT, "arrived_at": "", "left_at": ""}
    surgeon = {**row, "person": "Dr Z", "discipline": Discipline.LIVER_SURGERY}
    head = {
        "title": "Liver meeting",
        "site": "General Hospital",
        "held_on": "2026-11-26",
        "starts_at": "25:9",
        "ends_at": "",
        "chair": "",
        "coordinator": "",
    }
    leave(place, DraftKind.PEOPLE, meeting_id, "", (surgeon, row), revision=None)
    leave(place, DraftKind.PARTICULARS, meeting_id, "", head, revision=None)
    leave(place, DraftKind.QUESTION, meeting_id, case_id, "Ablate or")
    before = meetings.open_meeting(place, meeting_id)
    bench = opened()
    offer = only_row(bench)
    assert [line.typed for line in offer.lines if line.label == "Start"] == ["25:9"]
    offer.restore.click()
    qtbot.waitUntil(lambda: tasks.is_idle)

    page = bench.meetings.page
    assert page.case.question.text() == "Ablate or"
    assert [one["person"] for one in page.about.people.rows.rows] == ["Dr Z", "Dr Ada Mei"]
    assert page.about.particulars.fields["starts_at"].text == "25:9"
    assert page.about.particulars.fields["starts_at"].problem
    assert meetings.open_meeting(place, meeting_id) == before
    assert left_over(place) == 0


def test_that_a_decision_about_a_case_that_left_the_agenda_can_only_be_read(
    place: Workplace, case_id: CaseId, meeting_id: MeetingId, opened: Opened
) -> None:
    leave(place, DraftKind.OUTCOME, meeting_id, case_id, OutcomeDraft(rationale="Within reach"))
    meetings.remove_case(place, meeting_id, case_id)
    row = only_row(opened())

    assert not row.restore.isEnabled()
    assert "not on the agenda any more" in row.lines[0].note


def test_that_what_another_version_kept_can_be_read_and_discarded(
    place: Workplace, case_id: CaseId, meeting_id: MeetingId, opened: Opened
) -> None:
    leave(place, DraftKind.OUTCOME, meeting_id, case_id, {"of": "another version"})
    row = only_row(opened())

    assert not row.restore.isEnabled()
    assert row.discard.isEnabled()
    assert row.lines[0].typed == '{"of":"another version"}'


def test_that_a_normal_end_leaves_what_is_half_typed_to_the_next_opening(
    qtbot: QtBot, place: Workplace, case_id: CaseId, opened: Opened, empty_window: MainWindow, tasks: Tasks,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    bench = opened()
    bench.open_case(case_id)
    line_of(bench, AGE).clear()
    qtbot.keyClicks(line_of(bench, AGE), "212")
    with monkeypatch.context() as patched:
        patched.setattr("crlm_desktop.gui.meeting.leaving.may_leave", lambda *_args, **_named: True)
        patched.setattr(place, "close", lambda: None)
        empty_window.close_registry()

    assert [line.typed for line in only_row(opened()).lines] == ["212"]


def test_that_the_offer_is_told_in_chinese_and_outlives_a_change_of_language(
    qtbot: QtBot, place: Workplace, case_id: CaseId, opened: Opened, empty_window: MainWindow, tasks: Tasks
) -> None:
    leave(place, DraftKind.FIELD, case_id, AGE, FieldText(text="212"))
    opened()
    empty_window.change_language(Language.ZH)
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert empty_window.workbench is not None

    assert "未保存的输入内容：病例 H-17（1 个字段）。" in only_row(empty_window.workbench).text.text()


@pytest.mark.parametrize("place_name", ["cases", "meetings"])
def test_that_on_a_low_screen_one_offer_is_shown_with_all_its_words(
    qtbot: QtBot,
    place: Workplace,
    case_id: CaseId,
    meeting_id: MeetingId,
    opened: Opened,
    empty_window: MainWindow,
    tasks: Tasks,
    place_name: str,
) -> None:
    leave(place, DraftKind.FIELD, case_id, AGE, FieldText(text="212"))
    leave(place, DraftKind.OUTCOME, meeting_id, case_id, OutcomeDraft(rationale="Within reach"))
    changed = with_value(review.open_case(place, case_id).case, AGE, 66)
    review.record_case(place, case_id, base_revision=1, case=changed)
    empty_window.setMinimumSize(1, 1)
    empty_window.resize(683, 384)
    bench = opened()
    bench.show_place(place_name)
    qtbot.waitUntil(lambda: tasks.is_idle)
    row = only_row(bench)
    row.unfold.click()

    def is_whole() -> bool:
        labels = (row.text, row.note)
        return all(one.isHidden() or one.height() >= one.heightForWidth(one.width()) for one in labels)

    qtbot.waitUntil(is_whole)
    assert "1 more follows" in bench.drafts._more.text()
    assert bench.drafts.geometry().bottom() < bench._pages.geometry().top() + 1


def test_that_an_offer_that_is_told_anew_takes_the_focus_from_nobody(
    qtbot: QtBot, place: Workplace, case_id: CaseId, opened: Opened
) -> None:
    leave(place, DraftKind.FIELD, case_id, "fitness.wishes", FieldText(text="Stay at"))
    bench = opened()
    bench.open_case(case_id)
    bench.actions_.unsaved.trigger()
    assert only_row(bench).restore.hasFocus()
    line_of(bench, "patient.height_cm").setFocus()
    qtbot.keyClicks(line_of(bench, "patient.height_cm"), "171")
    qtbot.keyClick(line_of(bench, "patient.height_cm"), Qt.Key.Key_Return)

    assert review.open_case(place, case_id).case.patient.height_cm == 171
    assert line_of(bench, "patient.height_cm").hasFocus()
