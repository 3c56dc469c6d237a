"""The place of the meetings: lists, a new meeting, an agenda, people, and what is captured of each case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from crlm_desktop.case.identity import CaseId
from crlm_desktop.gui.meeting.desk import MeetingDesk
from crlm_desktop.gui.meeting.leaving import LossWarning, may_leave
from crlm_desktop.gui.meeting.meetings import MeetingsPanel
from crlm_desktop.gui.meeting.page import MeetingPage
from crlm_desktop.gui.session import CaseSession
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import Theme
from crlm_desktop.i18n import Catalogue
from crlm_desktop.meeting.agenda import MeetingId
from crlm_desktop.meeting.decision import Decision, Deferral, DeferralReason
from crlm_desktop.meeting.people import Discipline, Presence
from crlm_desktop.services import meetings
from crlm_desktop.services.workplace import Workplace
from tests.builders import a_decision
from tests.gui.meeting_values import COMBINED, a_meeting_with, a_planning_workplace, add_case
from tests.gui.option_values import cut_texts


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    """A registry whose engine proposes plans."""
    with a_planning_workplace(tmp_path / "meetings.crlm") as opened:
        yield opened


@pytest.fixture
def cases(place: Workplace) -> tuple[CaseId, CaseId, CaseId]:
    return add_case(place, "H-1"), add_case(place, "H-2"), add_case(place, "H-3")


@pytest.fixture
def desk(place: Workplace, tasks: Tasks) -> MeetingDesk:
    return MeetingDesk(place, tasks)


@pytest.fixture
def panel(
    qtbot: QtBot,
    desk: MeetingDesk,
    cases: tuple[CaseId, CaseId, CaseId],
    tasks: Tasks,
    catalogue: Catalogue,
    theme: Theme,
) -> MeetingsPanel:
    """The place with one meeting in the list, which has the first two cases."""
    a_meeting_with(desk.workplace, *cases[:2])
    made = MeetingsPanel(desk, tasks=tasks, catalogue=catalogue, theme=theme)
    qtbot.addWidget(made)
    made.resize(1294, 700)
    made.show()
    qtbot.waitExposed(made)
    qtbot.waitUntil(lambda: tasks.is_idle)
    return made


@pytest.fixture
def page(qtbot: QtBot, panel: MeetingsPanel, tasks: Tasks) -> MeetingPage:
    """The meeting, opened, on its first case with its proposal."""
    panel.open_meeting(panel.model.rows[0].id)
    qtbot.waitUntil(lambda: tasks.is_idle)
    return panel.page


def shown(widget: QWidget) -> list[str]:
    return [one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget) and one.text()]


def click(qtbot: QtBot, widget: QWidget, name: str) -> None:
    found = widget.findChild(QAbstractButton, name)
    assert found is not None, name
    found.click()


def decide(qtbot: QtBot, page: MeetingPage, rationale: str = "One session clears both lobes.") -> None:
    click(qtbot, page.case, f"choose:{COMBINED}")
    page.case.capture.form.rationale.edit.setPlainText(rationale)


# The list


def test_that_enter_opens_the_chosen_meeting(qtbot: QtBot, panel: MeetingsPanel, desk: MeetingDesk) -> None:
    panel.table.setFocus()

    qtbot.keyClick(panel.table, Qt.Key.Key_Return)

    assert desk.opened is not None
    assert desk.meeting.title == "Liver meeting"
    assert not panel.is_list


def test_that_a_new_meeting_is_created_and_opened(qtbot: QtBot, panel: MeetingsPanel, desk: MeetingDesk) -> None:
    panel.ask_for_meeting()
    panel.new.fields["title"].line.setText("Extra board")
    panel.new.fields["starts_at"].line.setText("1630")

    qtbot.keyClick(panel.new.fields["title"].line, Qt.Key.Key_Return)

    assert desk.meeting.title == "Extra board"
    assert desk.meeting.held_on == desk.workplace.clock.today()
    assert str(desk.meeting.starts_at) == "16:30:00"
    assert panel.page.shown == "about"


def test_that_what_is_wrong_with_a_new_meeting_is_told_at_its_fields(panel: MeetingsPanel, desk: MeetingDesk) -> None:
    panel.ask_for_meeting()
    panel.create_button.click()
    assert panel.new.fields["title"].problem == "A meeting needs a title."

    panel.new.fields["title"].line.setText("Extra board")
    panel.new.fields["held_on"].line.setText("tomorrow")
    panel.create_button.click()

    assert panel.new.fields["held_on"].problem == "“tomorrow” is not a day; write it as 2026-12-04."
    assert desk.opened is None


def test_that_an_empty_registry_says_what_to_do(
    qtbot: QtBot, place: Workplace, tasks: Tasks, catalogue: Catalogue, theme: Theme
) -> None:
    panel = MeetingsPanel(MeetingDesk(place, tasks), tasks=tasks, catalogue=catalogue, theme=theme)
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitUntil(lambda: tasks.is_idle)

    assert "No meeting yet" in shown(panel)


def test_that_escape_leads_back_to_the_list(qtbot: QtBot, panel: MeetingsPanel, page: MeetingPage) -> None:
    qtbot.keyClick(page.column.list, Qt.Key.Key_Escape)

    assert panel.is_list


# The agenda


def test_that_a_case_is_found_and_put_on_the_agenda(
    qtbot: QtBot, page: MeetingPage, desk: MeetingDesk, tasks: Tasks
) -> None:
    page.column.finder.search.setText("H-3")
    qtbot.waitUntil(lambda: tasks.is_idle)

    qtbot.keyClick(page.column.finder.search, Qt.Key.Key_Return)

    assert [desk.number(item.case_id) for item in desk.meeting.agenda] == ["H-1", "H-2", "H-3"]


def test_that_a_case_on_the_agenda_cannot_be_added_again(
    qtbot: QtBot, page: MeetingPage, desk: MeetingDesk, tasks: Tasks
) -> None:
    page.column.finder.search.setText("H-1")
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert page.column.finder.hits.index(0).data() == "H-1 Ada Example (on the agenda)"

    qtbot.keyClick(page.column.finder.search, Qt.Key.Key_Return)

    assert len(desk.meeting.agenda) == 2


def test_that_alt_and_an_arrow_key_move_a_case(qtbot: QtBot, page: MeetingPage, desk: MeetingDesk) -> None:
    page.column.list.setFocus()

    qtbot.keyClick(page.column.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)

    assert [desk.number(item.case_id) for item in desk.meeting.agenda] == ["H-2", "H-1"]
    current = page.column.list.current
    assert current is not None
    assert current.number == "H-1"


def test_that_a_case_that_was_taken_off_can_be_put_back_with_its_outcome(
    qtbot: QtBot, page: MeetingPage, desk: MeetingDesk, cases: tuple[CaseId, ...]
) -> None:
    meetings.record_outcome(desk.workplace, desk.meeting.id, cases[0], a_decision())
    desk.reload()
    page.column.list.stand_on(cases[0])
    qtbot.keyClick(page.column.list, Qt.Key.Key_Delete)
    assert [item.case_id for item in desk.meeting.agenda] == [cases[1]]

    page.column.put_back.click()

    assert [item.case_id for item in desk.meeting.agenda] == list(cases[:2])
    assert desk.outcome(cases[0]) == a_decision()


@pytest.mark.parametrize("key", [Qt.Key.Key_Right, Qt.Key.Key_PageDown])
def test_that_one_key_leads_to_the_next_case(
    qtbot: QtBot, page: MeetingPage, cases: tuple[CaseId, ...], key: Qt.Key
) -> None:
    assert page.case.case_id == cases[0]
    page.column.list.setFocus()

    qtbot.keyClick(page.column.list, key, Qt.KeyboardModifier.ControlModifier)

    assert page.case.case_id == cases[1]


def test_that_the_question_is_written_when_its_field_is_left(
    qtbot: QtBot, page: MeetingPage, desk: MeetingDesk, cases: tuple[CaseId, ...]
) -> None:
    page.case.question.setFocus()
    qtbot.keyClicks(page.case.question, "Resect or ablate?")

    page.step(1)

    item = desk.meeting.item(cases[0])
    assert item is not None
    assert item.question == "Resect or ablate?"


# The capture


def test_that_a_complete_decision_is_recorded_when_typing_pauses(
    qtbot: QtBot, page: MeetingPage, desk: MeetingDesk, cases: tuple[CaseId, ...]
) -> None:
    decide(qtbot, page)

    with qtbot.waitSignal(desk.recorded) as told:
        pass

    outcome = desk.outcome(cases[0])
    assert told.args == [cases[0]]
    assert isinstance(outcome, Decision)
    assert (outcome.options, outcome.plan_index) == ((COMBINED,), 0)
    assert page.case.capture.state.startswith("Recorded ")


def test_that_an_incomplete_decision_says_what_it_lacks(qtbot: QtBot, page: MeetingPage) -> None:
    click(qtbot, page.case, f"choose:{COMBINED}")

    assert page.case.capture.state == "Not yet recorded. A decision needs its rationale."


def test_that_ctrl_enter_leads_to_what_is_lacking(qtbot: QtBot, page: MeetingPage, desk: MeetingDesk) -> None:
    form = page.case.capture.form
    click(qtbot, page.case, f"choose:{COMBINED}")

    qtbot.keyClick(form.plan.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    assert form.rationale.problem == "A decision needs its rationale."
    assert desk.outcome(page.case.case_id or CaseId("")) is None


def test_that_nothing_typed_is_lost_by_going_to_the_next_case(
    qtbot: QtBot, page: MeetingPage, desk: MeetingDesk, tasks: Tasks, cases: tuple[CaseId, ...]
) -> None:
    page.case.capture.form.alternatives.edit.setPlainText("Ablation: too close to the vein.")
    page.step(1)
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert page.case.capture.form.alternatives.text == ""

    page.step(-1)

    assert page.case.capture.form.alternatives.text == "Ablation: too close to the vein."
    assert not desk.is_recorded(cases[0])


def test_that_a_complete_decision_is_recorded_by_going_elsewhere(
    qtbot: QtBot, panel: MeetingsPanel, page: MeetingPage, desk: MeetingDesk, cases: tuple[CaseId, ...]
) -> None:
    decide(qtbot, page)
    meeting_id = desk.meeting.id

    panel.show_list()

    item = meetings.open_meeting(desk.workplace, meeting_id).meeting.item(cases[0])
    assert item is not None
    assert isinstance(item.outcome, Decision)


def test_that_drafts_outlive_the_panel(
    qtbot: QtBot, page: MeetingPage, desk: MeetingDesk, tasks: Tasks, catalogue: Catalogue, theme: Theme
) -> None:
    page.case.capture.form.note.edit.setPlainText("to be kept")

    again = MeetingsPanel(desk, tasks=tasks, catalogue=catalogue, theme=theme)
    qtbot.addWidget(again)

    assert again.page.case.capture.form.note.text == "to be kept"


def test_that_a_deferral_is_recorded_with_its_reason(
    qtbot: QtBot, page: MeetingPage, desk: MeetingDesk, cases: tuple[CaseId, ...]
) -> None:
    form = page.case.capture.form
    form.kind.buttons[1].click()
    form.reason.choose(DeferralReason.PATHOLOGY_PENDING)

    page.case.capture.record()

    assert desk.outcome(cases[0]) == Deferral(reason=DeferralReason.PATHOLOGY_PENDING)


def test_that_an_outcome_that_was_taken_back_stays_in_words_and_is_not_recorded_by_itself(
    qtbot: QtBot, page: MeetingPage, desk: MeetingDesk, cases: tuple[CaseId, ...]
) -> None:
    decide(qtbot, page)
    page.case.capture.record()

    page.case.capture.take_back.click()
    page.step(1)
    page.step(-1)

    assert desk.outcome(cases[0]) is None
    assert page.case.capture.form.rationale.text == "One session clears both lobes."


def test_that_a_decision_without_its_disciplines_is_said_to_be_provisional(qtbot: QtBot, page: MeetingPage) -> None:
    decide(qtbot, page)

    said = " ".join(shown(page.case.capture))
    assert "Provisional: nobody of" in said
    assert "interventional radiology" in said


def test_that_an_opinion_is_given_in_the_meeting(
    qtbot: QtBot, panel: MeetingsPanel, page: MeetingPage, tasks: Tasks
) -> None:
    card = page.case.options.cards.card(COMBINED)
    assert card is not None
    page.case.options.open_card(COMBINED)
    card.opinions.open_entry()
    card.opinions.entry.person.line.setText("Dr Ray")
    card.opinions.entry.discipline.show_value(Discipline.RADIOLOGY)

    with qtbot.waitSignal(panel.case_changed) as told:
        card.opinions.entry.give.click()

    assert [one.person for one in (told.args or [])[0].opinions] == ["Dr Ray"]


# The meeting itself


def test_that_people_are_written_with_discipline_presence_and_times(
    qtbot: QtBot, page: MeetingPage, desk: MeetingDesk
) -> None:
    page.show_about()
    rows = page.about.people.rows
    rows.add.click()
    line = rows.lines[-1]
    line.show_row({"person": "Dr Ray", "discipline": Discipline.RADIOLOGY, "arrived_at": "16:10"})

    page.about.settle()

    added = desk.meeting.attendance[-1]
    assert (added.person, added.discipline, added.presence) == ("Dr Ray", Discipline.RADIOLOGY, Presence.PRESENT)
    assert str(added.arrived_at) == "16:10:00"


def test_that_an_incomplete_person_is_told_and_kept_beside_the_others(page: MeetingPage, desk: MeetingDesk) -> None:
    page.show_about()
    page.about.people.rows.add.click()
    page.about.people.rows.lines[-1].show_row({"person": "Dr Ray", "left_at": "noon"})

    page.about.settle()

    assert page.about.people.rows.lines[-1].problem == (
        "Choose the discipline for which the person speaks. “noon” is not a time; write it as 16:30."
    )
    assert [one.person for one in desk.meeting.attendance] == ["Dr Grey"]
    assert page.about.people.rows.rows[-1]["person"] == "Dr Ray"


def test_that_the_quorum_names_the_disciplines_of_which_nobody_is_there(
    qtbot: QtBot, page: MeetingPage, tasks: Tasks
) -> None:
    qtbot.waitUntil(lambda: tasks.is_idle)

    assert page.about.quorum.summary == (
        "Quorum: nobody of medical oncology, radiology. Decisions that need them are provisional."
    )


def test_that_a_particular_that_is_refused_stays_with_its_reason(page: MeetingPage, desk: MeetingDesk) -> None:
    page.show_about()
    field = page.about.particulars.fields["ends_at"]
    field.line.setText("15:00")
    field.line.setModified(True)

    field.line.editingFinished.emit()
    desk.reload()

    assert field.problem == "The end 15:00 lies before the start 16:00."
    assert field.text == "15:00"
    assert desk.meeting.ends_at is None


def test_that_a_changed_particular_is_written(page: MeetingPage, desk: MeetingDesk) -> None:
    page.show_about()
    field = page.about.particulars.fields["chair"]
    field.line.setText("Dr Grey")
    field.line.setModified(True)

    field.line.editingFinished.emit()

    assert desk.meeting.chair == "Dr Grey"


@pytest.mark.parametrize("size", [(952, 550), (1294, 678), (1900, 1000)])
def test_that_no_text_of_a_case_is_cut(
    qtbot: QtBot, panel: MeetingsPanel, page: MeetingPage, size: tuple[int, int]
) -> None:
    panel.resize(*size)
    decide(qtbot, page)
    page.case.capture.form.dissents.add.click()

    qtbot.waitUntil(lambda: cut_texts(page) == [])


def test_that_a_meeting_that_is_not_there_is_told(qtbot: QtBot, panel: MeetingsPanel) -> None:
    with qtbot.waitSignal(panel.told):
        panel.open_meeting(MeetingId("gone"))

    assert panel.is_list


# Leaving


def test_that_what_is_complete_or_untouched_is_nothing_to_lose(
    qtbot: QtBot,
    panel: MeetingsPanel,
    page: MeetingPage,
    session: CaseSession,
    desk: MeetingDesk,
    catalogue: Catalogue,
) -> None:
    decide(qtbot, page)
    panel.commit()

    assert may_leave(session, desk, is_kept=True, catalogue=catalogue, parent=panel)


def test_that_leaving_asks_when_something_incomplete_would_be_lost(
    panel: MeetingsPanel, page: MeetingPage, session: CaseSession, desk: MeetingDesk, catalogue: Catalogue
) -> None:
    page.case.capture.form.rationale.edit.setPlainText("Half a decision")

    def stay() -> None:
        warning = panel.findChild(LossWarning)
        assert warning is not None
        assert any("about 1 case" in text for text in shown(warning))
        warning.reject()

    QTimer.singleShot(0, stay)

    assert not may_leave(session, desk, is_kept=True, catalogue=catalogue, parent=panel)


def test_that_leaving_asks_when_an_opinion_is_half_typed(
    panel: MeetingsPanel, page: MeetingPage, session: CaseSession, desk: MeetingDesk, catalogue: Catalogue
) -> None:
    card = next(iter(page.case.options.cards))
    card.opinions.open_entry()
    card.opinions.entry.words.show_text("The margin is too narrow because")
    panel.commit()
    asked: list[bool] = []

    def stay() -> None:
        warning = panel.findChild(LossWarning)
        assert warning is not None
        asked.append(True)
        warning.reject()

    QTimer.singleShot(0, stay)

    assert not may_leave(session, desk, is_kept=True, catalogue=catalogue, parent=panel)
    assert asked == [True]


def test_that_what_is_put_back_as_it_was_is_nothing_to_lose(
    page: MeetingPage, desk: MeetingDesk, cases: tuple[CaseId, ...]
) -> None:
    page.case.capture.form.rationale.edit.setPlainText("Half a decision")
    assert len(desk.unrecorded_cases) == 1

    page.case.capture.form.rationale.edit.setPlainText("")

    assert desk.unrecorded_cases == frozenset()
