"""Leaving the registry: what could not be written, of a case or of a meeting, is not lost without a question."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from crlm_desktop.case.identity import Identity
from crlm_desktop.gui.meeting.desk import MeetingDesk
from crlm_desktop.gui.meeting.leaving import LossWarning, may_leave
from crlm_desktop.gui.meeting.meetings import MeetingsPanel
from crlm_desktop.gui.session import CaseSession
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import Theme
from crlm_desktop.i18n import Catalogue, Language, catalogue_for
from crlm_desktop.services import review
from crlm_desktop.services.meetings import Particulars
from crlm_desktop.services.workplace import Workplace


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def desk(place: Workplace, tasks: Tasks) -> MeetingDesk:
    return MeetingDesk(place, tasks)


def answering_stay(parent: QWidget) -> list[str]:
    """Answer the question with staying; what it said is in the list afterwards."""
    asked: list[str] = []

    def stay() -> None:
        warning = parent.findChild(LossWarning)
        assert warning is not None
        asked.extend(label.text() for label in warning.findChildren(QLabel))
        warning.reject()

    QTimer.singleShot(0, stay)
    return asked


def test_that_leaving_asks_when_a_text_at_a_field_of_any_case_could_not_be_written(
    place: Workplace, session: CaseSession, desk: MeetingDesk, catalogue: Catalogue, parent: QWidget
) -> None:
    first, second = (review.create_case(place, Identity(number=number)) for number in ("H-1", "H-2"))
    session.open_case(first.id)
    session.edit("patient.age_years", 212, "212")
    session.open_case(second.id)
    asked = answering_stay(parent)

    assert not may_leave(session, desk, is_kept=True, catalogue=catalogue, parent=parent)
    assert any("about 1 case is not recorded yet" in text for text in asked)


def an_open_meeting(qtbot: QtBot, desk: MeetingDesk, tasks: Tasks, catalogue: Catalogue, theme: Theme) -> MeetingsPanel:
    """The place of the meetings on a meeting without cases."""
    if desk.opened is None:
        desk.create(Particulars(title="Tumour board", site="", held_on=date(2026, 11, 26)))
    made = MeetingsPanel(desk, tasks=tasks, catalogue=catalogue, theme=theme)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: tasks.is_idle)
    return made


def test_that_what_is_typed_at_the_head_of_a_meeting_is_written_before_one_leaves(
    qtbot: QtBot, desk: MeetingDesk, tasks: Tasks, catalogue: Catalogue, theme: Theme
) -> None:
    panel = an_open_meeting(qtbot, desk, tasks, catalogue, theme)
    qtbot.keyClicks(panel.page.about.particulars.fields["site"].line, "Northfield")

    panel.commit()

    assert desk.meeting.site == "Northfield"
    assert not desk.unrecorded_meetings


def test_that_an_impossible_time_outlives_a_change_of_language_and_leaving_asks(
    qtbot: QtBot,
    session: CaseSession,
    desk: MeetingDesk,
    tasks: Tasks,
    catalogue: Catalogue,
    theme: Theme,
    parent: QWidget,
) -> None:
    panel = an_open_meeting(qtbot, desk, tasks, catalogue, theme)
    qtbot.keyClicks(panel.page.about.particulars.fields["starts_at"].line, "25:99")
    panel.commit()

    remade = an_open_meeting(qtbot, desk, tasks, catalogue_for(Language.ZH), theme)
    field = remade.page.about.particulars.fields["starts_at"]
    assert field.text == "25:99"
    assert field.problem
    asked = answering_stay(parent)

    assert not may_leave(session, desk, is_kept=True, catalogue=catalogue, parent=parent)
    assert any("about 1 meeting" in text for text in asked)


def test_that_a_person_without_a_discipline_is_not_lost_without_a_question(
    qtbot: QtBot,
    session: CaseSession,
    desk: MeetingDesk,
    tasks: Tasks,
    catalogue: Catalogue,
    theme: Theme,
    parent: QWidget,
) -> None:
    panel = an_open_meeting(qtbot, desk, tasks, catalogue, theme)
    row = {"person": "Dr Ada Meier", "discipline": None, "presence": None, "arrived_at": "", "left_at": ""}
    panel.page.about.people.show_rows([row])
    panel.commit()
    asked = answering_stay(parent)

    assert not may_leave(session, desk, is_kept=True, catalogue=catalogue, parent=parent)
    assert any("about 1 meeting or its people" in text for text in asked)
