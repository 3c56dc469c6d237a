"""Closing a meeting, what stays of it, and its minutes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from crlm_desktop.case import edits
from crlm_desktop.case.identity import CaseId
from crlm_desktop.gui.meeting.desk import MeetingDesk
from crlm_desktop.gui.meeting.meetings import MeetingsPanel
from crlm_desktop.gui.meeting.page import MeetingPage
from crlm_desktop.gui.panels.options_opinions import OpinionsView
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import Theme
from crlm_desktop.i18n import Catalogue, Language, catalogue_for
from crlm_desktop.meeting.decision import Deferral, DeferralReason
from crlm_desktop.services import meetings, review
from crlm_desktop.services.workplace import Workplace
from tests.builders import a_decision
from tests.gui.meeting_values import COMBINED, a_meeting_with, a_planning_workplace, add_case


class Answers:
    """Stands for the person who is asked: whether to close, and where to write."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.is_sure = True
        self.suggested = ""

    def confirm(self, _parent: QWidget) -> bool:
        return self.is_sure

    def ask_path(self, _parent: QWidget, _title: str, suggested: str) -> str:
        self.suggested = suggested
        return str(self.folder / suggested)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    """A registry whose engine proposes plans."""
    with a_planning_workplace(tmp_path / "closing.crlm") as opened:
        yield opened


@pytest.fixture
def answers(tmp_path: Path) -> Answers:
    return Answers(tmp_path)


@pytest.fixture
def cases(place: Workplace) -> tuple[CaseId, CaseId]:
    return add_case(place, "H-1"), add_case(place, "H-2")


@pytest.fixture
def desk(place: Workplace, tasks: Tasks) -> MeetingDesk:
    return MeetingDesk(place, tasks)


@pytest.fixture
def panel(
    qtbot: QtBot,
    desk: MeetingDesk,
    cases: tuple[CaseId, CaseId],
    answers: Answers,
    tasks: Tasks,
    catalogue: Catalogue,
    theme: Theme,
) -> MeetingsPanel:
    """An open meeting on two cases, of which nothing has been decided."""
    meeting_id = a_meeting_with(desk.workplace, *cases)
    panel = MeetingsPanel(
        desk, tasks=tasks, catalogue=catalogue, theme=theme, confirm=answers.confirm, ask_path=answers.ask_path
    )
    qtbot.addWidget(panel)
    panel.resize(1294, 700)
    panel.show()
    panel.open_meeting(meeting_id)
    qtbot.waitUntil(lambda: tasks.is_idle)
    return panel


@pytest.fixture
def page(panel: MeetingsPanel) -> MeetingPage:
    return panel.page


def decide_all(desk: MeetingDesk, cases: tuple[CaseId, CaseId]) -> None:
    decision = a_decision(options=(COMBINED,), plan_index=0, rationale="One session")
    meetings.record_outcome(desk.workplace, desk.meeting.id, cases[0], decision)
    deferral = Deferral(reason=DeferralReason.OUT_OF_TIME)
    meetings.record_outcome(desk.workplace, desk.meeting.id, cases[1], deferral)
    desk.reload()


def close(qtbot: QtBot, page: MeetingPage, desk: MeetingDesk, tasks: Tasks) -> None:
    page.show_closing()
    with qtbot.waitSignal(desk.sealed_read):
        page.closing.seal.click()
    qtbot.waitUntil(lambda: tasks.is_idle)


def shown(widget: QWidget) -> list[str]:
    return [one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget) and one.text()]


def test_that_closing_names_everything_that_is_open(page: MeetingPage) -> None:
    page.show_closing()

    assert page.closing.title == "2 things are open"
    assert "Case H-1 is neither decided nor deferred." in shown(page.closing)
    assert not page.closing.seal.isEnabled()


@pytest.mark.parametrize("shown_page", ["about", "closing"])
def test_that_a_change_of_language_stays_on_the_page_that_is_shown(
    qtbot: QtBot, page: MeetingPage, desk: MeetingDesk, tasks: Tasks, theme: Theme, shown_page: str
) -> None:
    (page.show_about if shown_page == "about" else page.show_closing)()
    remade = MeetingsPanel(desk, tasks=tasks, catalogue=catalogue_for(Language.ZH), theme=theme)
    qtbot.addWidget(remade)
    remade.show()
    remade.activateWindow()
    remade.focus()
    qtbot.waitUntil(remade.page.column.list.hasFocus)
    qtbot.waitUntil(lambda: tasks.is_idle)

    assert remade.page.shown == shown_page


def test_that_a_click_on_the_first_case_leads_to_it_from_every_page(
    qtbot: QtBot, page: MeetingPage, cases: tuple[CaseId, CaseId]
) -> None:
    page.show_closing()
    page.activateWindow()
    agenda = page.column.list
    agenda.setFocus()
    qtbot.waitUntil(agenda.hasFocus)
    assert page.shown == "closing"
    first = agenda.visualRect(agenda.rows.index(0)).center()

    qtbot.mouseClick(agenda.viewport(), Qt.MouseButton.LeftButton, pos=first)

    assert (page.shown, page.case.case_id) == ("case", cases[0])


def test_that_what_is_open_leads_to_its_case(page: MeetingPage, cases: tuple[CaseId, CaseId]) -> None:
    page.show_closing()
    jump = page.closing.findChild(QAbstractButton, "jump:agenda[1]")
    assert jump is not None

    jump.click()

    assert page.shown == "case"
    assert page.case.case_id == cases[1]


def test_that_a_meeting_without_people_leads_to_them(page: MeetingPage, desk: MeetingDesk) -> None:
    desk.set_attendance(())
    page.show_closing()
    jump = page.closing.findChild(QAbstractButton, "jump:attendance")
    assert jump is not None

    jump.click()

    assert page.shown == "about"


def test_that_what_was_typed_and_not_recorded_keeps_the_meeting_open(
    page: MeetingPage, desk: MeetingDesk, cases: tuple[CaseId, CaseId]
) -> None:
    decide_all(desk, cases)
    page.show_case(cases[0])
    page.case.capture.form.rationale.edit.setPlainText("")

    page.show_closing()

    assert "What was typed about case H-1 is not recorded." in shown(page.closing)
    assert not page.closing.seal.isEnabled()


def an_opinion_is_typed(page: MeetingPage, case_id: CaseId, *, words: str) -> None:
    page.show_case(case_id)
    page.case.options.focus_opinion("")
    view = page.case.options.findChild(OpinionsView, "opinions:")
    assert view is not None
    view.entry.person.line.setText("Dr Grey")
    view.entry.words.edit.setPlainText(words)


def test_that_an_opinion_that_was_typed_and_not_given_keeps_the_meeting_open_until_it_is_discarded(
    qtbot: QtBot, page: MeetingPage, desk: MeetingDesk, cases: tuple[CaseId, CaseId], tasks: Tasks
) -> None:
    decide_all(desk, cases)
    page.show_case(cases[0])
    qtbot.waitUntil(lambda: tasks.is_idle)
    an_opinion_is_typed(page, cases[0], words="Not without a second look at the remnant.")

    page.show_closing()

    told = "An opinion on case H-1 was typed and not given: Not without a second look at the remnant."
    assert told in shown(page.closing)
    assert not page.closing.seal.isEnabled()

    discard = page.closing.findChild(QAbstractButton, "discard:agenda[0]")
    assert discard is not None
    discard.click()
    assert told not in shown(page.closing)
    assert page.closing.seal.isEnabled()
    # Going on does not bring it back from the entry in which it stood.
    page.show_closing()
    assert page.closing.seal.isEnabled()


def test_that_no_entry_of_an_opinion_stays_open_on_a_sealed_case(
    qtbot: QtBot, page: MeetingPage, desk: MeetingDesk, cases: tuple[CaseId, CaseId], tasks: Tasks
) -> None:
    decide_all(desk, cases)
    page.show_case(cases[0])
    qtbot.waitUntil(lambda: tasks.is_idle)
    an_opinion_is_typed(page, cases[0], words="")
    view = page.case.options.findChild(OpinionsView, "opinions:")
    assert view is not None
    view.entry.person.line.clear()

    close(qtbot, page, desk, tasks)
    page.show_case(cases[0])

    assert view.entry.isHidden()


def test_that_closing_asks_first(
    page: MeetingPage, desk: MeetingDesk, cases: tuple[CaseId, CaseId], answers: Answers
) -> None:
    decide_all(desk, cases)
    answers.is_sure = False

    page.show_closing()
    page.closing.seal.click()

    assert not desk.is_closed


def test_that_a_closed_meeting_is_sealed_and_says_so(
    qtbot: QtBot, page: MeetingPage, desk: MeetingDesk, cases: tuple[CaseId, CaseId], tasks: Tasks
) -> None:
    decide_all(desk, cases)

    close(qtbot, page, desk, tasks)

    assert desk.sealed is not None
    assert page.closing.title == "The meeting is sealed"
    assert f"SHA-256 {desk.sealed.sha256[:16]}…" in shown(page.closing)


def test_that_a_sealed_case_is_read_and_not_changed(
    qtbot: QtBot, page: MeetingPage, desk: MeetingDesk, cases: tuple[CaseId, CaseId], tasks: Tasks
) -> None:
    decide_all(desk, cases)
    close(qtbot, page, desk, tasks)

    page.show_case(cases[0])

    assert not page.case.capture.form.isVisible()
    assert {"Decided for", "Ablation plus resection", "One session"} <= set(shown(page.case.capture))
    assert page.case.question.isReadOnly()
    assert not any(one.text() == "Add an opinion" and one.isVisible() for one in page.findChildren(QAbstractButton))


def test_that_what_was_sealed_stays_when_the_record_changes(
    qtbot: QtBot, page: MeetingPage, desk: MeetingDesk, cases: tuple[CaseId, CaseId], tasks: Tasks
) -> None:
    decide_all(desk, cases)
    close(qtbot, page, desk, tasks)
    stored = review.open_case(desk.workplace, cases[0])
    changed = edits.with_value(stored.case, "lesions[0].size_mm", 99)
    review.record_case(desk.workplace, cases[0], base_revision=stored.revision.number, case=changed)

    desk.open_meeting(desk.meeting.id)
    page.show_meeting()
    qtbot.waitUntil(lambda: tasks.is_idle)
    page.show_case(cases[0])

    assert page.case.table.stored is not None
    assert (page.case.table.stored.case.lesions or ())[0].size_mm == 20


def test_that_minutes_of_an_open_meeting_are_a_draft(
    qtbot: QtBot, page: MeetingPage, tasks: Tasks, answers: Answers
) -> None:
    page.minutes.export(Language.EN)
    qtbot.waitUntil(lambda: tasks.is_idle, timeout=30_000)

    assert answers.suggested == "minutes-2026-11-26-en-draft.pdf"
    assert page.minutes.written == answers.folder / answers.suggested
    assert page.minutes.written.read_bytes().startswith(b"%PDF")
    assert page.minutes.text == f"Minutes written: {page.minutes.written}"
    assert page.minutes.open_folder.isVisible()


def test_that_minutes_of_a_sealed_meeting_are_final_in_the_chosen_language(
    qtbot: QtBot,
    page: MeetingPage,
    desk: MeetingDesk,
    cases: tuple[CaseId, CaseId],
    tasks: Tasks,
    answers: Answers,
) -> None:
    decide_all(desk, cases)
    close(qtbot, page, desk, tasks)

    page.minutes.export(Language.ZH)
    qtbot.waitUntil(lambda: tasks.is_idle, timeout=30_000)

    assert answers.suggested == "minutes-2026-11-26-zh.pdf"
    assert (answers.folder / answers.suggested).stat().st_size > 10_000


def test_that_minutes_that_cannot_be_written_are_told(
    qtbot: QtBot, page: MeetingPage, tasks: Tasks, answers: Answers
) -> None:
    answers.folder = answers.folder / "gone"

    with qtbot.waitSignal(page.minutes.told):
        page.minutes.export(Language.EN)

    assert not page.minutes.isVisible()
