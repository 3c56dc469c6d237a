"""Leaving the registry: what could not be written at a field is not lost without a question."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from crlm_desktop.case.identity import Identity
from crlm_desktop.gui.meeting.desk import MeetingDesk
from crlm_desktop.gui.meeting.leaving import LossWarning, may_leave
from crlm_desktop.gui.session import CaseSession
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import review
from crlm_desktop.services.workplace import Workplace


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def desk(place: Workplace, tasks: Tasks) -> MeetingDesk:
    return MeetingDesk(place, tasks)


def test_that_leaving_asks_when_a_text_at_a_field_of_any_case_could_not_be_written(
    place: Workplace, session: CaseSession, desk: MeetingDesk, catalogue: Catalogue, parent: QWidget
) -> None:
    first, second = (review.create_case(place, Identity(number=number)) for number in ("H-1", "H-2"))
    session.open_case(first.id)
    session.edit("patient.age_years", 212, "212")
    session.open_case(second.id)
    asked: list[str] = []

    def stay() -> None:
        warning = parent.findChild(LossWarning)
        assert warning is not None
        asked.extend(label.text() for label in warning.findChildren(QLabel))
        warning.reject()

    QTimer.singleShot(0, stay)

    assert not may_leave(session, desk, catalogue=catalogue, parent=parent)
    assert any("about 1 case is not recorded yet" in text for text in asked)
