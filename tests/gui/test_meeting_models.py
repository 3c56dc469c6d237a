"""The models of the meetings' place keep Qt's contract."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from crlm_desktop.case.identity import CaseId
from crlm_desktop.gui.models.agenda import AgendaEntry, AgendaModel
from crlm_desktop.gui.models.meeting_rows import MeetingRowsModel
from crlm_desktop.i18n import Catalogue
from crlm_desktop.meeting.agenda import MeetingId, MeetingState
from crlm_desktop.services.meetings import MeetingRow


def an_entry(number: str) -> AgendaEntry:
    return AgendaEntry(
        case_id=CaseId(number),
        number=number,
        name="Ada Example",
        question="One operation?",
        outcome=None,
        state="not decided yet",
        is_recorded=True,
        is_provisional=False,
    )


def a_row(**fields: object) -> MeetingRow:
    made: dict[str, object] = {
        "id": MeetingId("m"),
        "title": "Liver meeting",
        "site": "",
        "held_on": date(2026, 11, 26),
        "state": MeetingState.OPEN,
        "case_count": 3,
        "outcome_count": 1,
        "closed_at": None,
    }
    return MeetingRow(**{**made, **fields})  # type: ignore[arg-type]  # fields by name


def test_that_the_agenda_keeps_the_contract_of_models(qtmodeltester: ModelTester) -> None:
    model = AgendaModel()
    model.show_entries([an_entry("H-1"), an_entry("H-2")], is_fixed=False)
    qtmodeltester.check(model)
    model.show_entries([an_entry("H-2")], is_fixed=True)
    qtmodeltester.check(model)


def test_that_the_list_of_meetings_keeps_the_contract_of_models(
    qtmodeltester: ModelTester, catalogue: Catalogue
) -> None:
    model = MeetingRowsModel(catalogue=catalogue)
    model.show_rows((a_row(),))
    qtmodeltester.check(model)


def test_that_a_case_dropped_below_another_is_told_with_its_new_place(qtbot: QtBot) -> None:
    model = AgendaModel()
    model.show_entries([an_entry("H-1"), an_entry("H-2"), an_entry("H-3")], is_fixed=False)
    data = model.mimeData([model.index(0)])

    with qtbot.waitSignal(model.moved) as told:
        model.dropMimeData(data, Qt.DropAction.MoveAction, 3, 0, QModelIndex())

    assert told.args == [0, 2]


def test_that_nothing_is_dropped_in_a_closed_meeting(qtbot: QtBot) -> None:
    model = AgendaModel()
    model.show_entries([an_entry("H-1"), an_entry("H-2")], is_fixed=True)

    with qtbot.assertNotEmitted(model.moved):
        model.dropMimeData(model.mimeData([model.index(0)]), Qt.DropAction.MoveAction, 2, 0, QModelIndex())


def test_that_a_row_says_how_many_cases_are_decided(catalogue: Catalogue) -> None:
    model = MeetingRowsModel(catalogue=catalogue)
    model.show_rows((a_row(), a_row(case_count=0, outcome_count=0)))

    assert [model.index(row, 3).data() for row in range(2)] == ["1 of 3 decided or deferred", "no case yet"]
