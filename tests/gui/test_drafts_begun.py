"""A case and a meeting that are only being begun, and who a case is about: kept while typed, offered, put back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from crlm_desktop.case.identity import CaseId, Identity
from crlm_desktop.gui.drafting.keeper import DraftKeeper
from crlm_desktop.gui.main_window import MainWindow
from crlm_desktop.gui.meeting.leaving import LossWarning
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.workbench import Workbench
from crlm_desktop.i18n import Language
from crlm_desktop.services import exporting, meetings, review
from crlm_desktop.services.drafts import DraftKind
from crlm_desktop.services.workplace import Workplace
from tests.builders import a_case
from tests.gui.draft_values import leave, left_over, only_row
from tests.gui.meeting_values import a_planning_workplace, add_case
from tests.registry.building import AUTHOR

WHO = {"number": "H-99", "name": "Ada Half-Typed", "born_on": "1961-0"}
MEETING = {
    "title": "Liver meet",
    "site": "",
    "held_on": "2026-12",
    "starts_at": "8",
    "ends_at": "",
    "chair": "Dr G",
    "coordinator": "",
}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    with a_planning_workplace(tmp_path / "tests.crlm") as opened:
        yield opened


@pytest.fixture
def case_id(place: Workplace) -> CaseId:
    return add_case(place, "H-17", a_case())


@pytest.fixture
def bench(qtbot: QtBot, window: MainWindow, tasks: Tasks) -> Workbench:
    assert window.workbench is not None
    qtbot.waitUntil(lambda: tasks.is_idle)
    return window.workbench


@pytest.fixture
def keeper(window: MainWindow) -> DraftKeeper:
    """The keeper of the window; the tests say when two seconds are over."""
    assert window._keeper is not None
    window._keeper._timer.stop()
    return window._keeper


def kept(place: Workplace) -> dict[DraftKind, Any]:
    with place.reading() as unit:
        return {one.key.kind: json.loads(one.text) for one in unit.drafts.of(AUTHOR)}


def reopened(qtbot: QtBot, window: MainWindow, place: Workplace, tasks: Tasks) -> Workbench:
    window.use(place)
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert window.workbench is not None
    return window.workbench


def retype(qtbot: QtBot, line: QLineEdit, text: str) -> None:
    line.selectAll()
    qtbot.keyClicks(line, text)


def test_that_a_new_case_is_kept_while_it_is_typed_and_goes_when_it_is_created(
    qtbot: QtBot, bench: Workbench, keeper: DraftKeeper, place: Workplace
) -> None:
    bench.actions_.new_case.trigger()
    keeper.keep()
    assert kept(place) == {}
    for line, text in zip((bench.cases.bar.number.line, bench.cases.bar.name.line), WHO.values(), strict=False):
        retype(qtbot, line, text)
    keeper.keep()
    assert kept(place) == {DraftKind.NEW_CASE: {**WHO, "born_on": ""}}
    bench.show_place("meetings")
    keeper.keep()
    assert kept(place) == {DraftKind.NEW_CASE: {**WHO, "born_on": ""}}
    bench.cases.bar.submit()
    keeper.keep()
    assert [row.number for row in review.list_cases(place)] == ["H-99"]
    assert kept(place) == {}


def test_that_a_new_case_that_is_given_up_keeps_nothing(
    qtbot: QtBot, bench: Workbench, keeper: DraftKeeper, place: Workplace
) -> None:
    bench.actions_.new_case.trigger()
    retype(qtbot, bench.cases.bar.number.line, "H-99")
    keeper.keep()
    qtbot.keyClick(bench.cases.bar.number.line, Qt.Key.Key_Escape)
    keeper.keep()
    assert kept(place) == {}


def test_that_a_new_case_from_a_file_is_put_back_with_its_file(
    qtbot: QtBot, empty_window: MainWindow, place: Workplace, case_id: CaseId, tasks: Tasks, tmp_path: Path
) -> None:
    file = tmp_path / "case.json"
    exporting.export_case(place, case_id, to=file)
    leave(place, DraftKind.NEW_CASE, "", "", {**WHO, "born_on": "", "source": str(file)}, revision=None)
    bench = reopened(qtbot, empty_window, place, tasks)
    lines = [(line.label, line.typed, line.now) for line in only_row(bench).lines]
    assert ("Case file", str(file), "nothing") in lines
    only_row(bench).restore.click()
    bench.cases.bar.submit()
    qtbot.waitUntil(lambda: len(review.list_cases(place)) == 2)


def test_that_a_new_case_is_offered_without_its_name_and_put_back_half_typed(
    qtbot: QtBot, empty_window: MainWindow, place: Workplace, tasks: Tasks
) -> None:
    leave(place, DraftKind.NEW_CASE, "", "", WHO, revision=None)
    bench = reopened(qtbot, empty_window, place, tasks)
    row = only_row(bench)
    assert row.text.text().endswith(f"by {AUTHOR}: a new case that was not created yet.")
    assert [(line.label, line.typed) for line in row.lines] == [
        ("Number", "H-99"),
        ("Name", "Ada Half-Typed"),
        ("Birth date", "1961-0"),
    ]
    row.restore.click()
    bar = bench.cases.bar
    assert (bar.isVisible(), bar.number.text, bar.name.text, bar.born_on.text) == (True, *WHO.values())
    assert review.list_cases(place) == ()
    assert left_over(place) == 0
    assert kept(place) == {DraftKind.NEW_CASE: WHO}


def test_that_a_case_and_a_meeting_that_were_created_before_the_end_are_no_news(
    qtbot: QtBot, empty_window: MainWindow, place: Workplace, tasks: Tasks
) -> None:
    review.create_case(place, Identity(number="H-99", name="Ada"))
    head = {**MEETING, "held_on": "2026-12-01", "starts_at": ""}
    particulars = meetings.Particulars(title="Liver meet", site="", held_on=place.clock.today(), chair="Dr G")
    meetings.create(place, particulars)
    head["held_on"] = place.clock.today().isoformat()
    leave(place, DraftKind.NEW_CASE, "", "", {"number": "h-99", "name": "Ada", "born_on": ""}, revision=None)
    leave(place, DraftKind.NEW_MEETING, "", "", head, revision=None)
    bench = reopened(qtbot, empty_window, place, tasks)
    (row,) = bench.drafts.rows
    assert [(line.typed, line.now) for line in row.lines] == [("h-99", "H-99")]
    assert left_over(place) == 1


def test_that_a_new_meeting_is_kept_offered_and_put_back_with_what_is_wrong_with_it(
    qtbot: QtBot, empty_window: MainWindow, place: Workplace, tasks: Tasks
) -> None:
    leave(place, DraftKind.NEW_MEETING, "", "", MEETING, revision=None)
    bench = reopened(qtbot, empty_window, place, tasks)
    row = only_row(bench)
    assert row.text.text().endswith(": a new meeting that was not created yet.")
    assert ("Day", "2026-12") in [(line.label, line.typed) for line in row.lines]
    row.restore.click()
    assert bench.place == "meetings"
    assert bench.meetings.new.texts == MEETING
    assert bench.meetings.new.fields["held_on"].problem
    assert kept(place) == {DraftKind.NEW_MEETING: MEETING}
    retype(qtbot, bench.meetings.new.fields["held_on"].line, "2026-12-04")
    retype(qtbot, bench.meetings.new.fields["starts_at"].line, "08:00")
    bench.meetings.create_button.click()
    assert [row.title for row in meetings.list_meetings(place)] == ["Liver meet"]
    assert empty_window._keeper is not None
    empty_window._keeper.keep()
    assert kept(place) == {}


def test_that_a_new_meeting_of_which_nothing_was_typed_keeps_nothing(
    bench: Workbench, keeper: DraftKeeper, place: Workplace
) -> None:
    bench.show_place("meetings")
    bench.meetings.ask_for_meeting()
    keeper.keep()
    assert kept(place) == {}


def test_that_who_a_case_is_about_is_kept_while_another_case_is_open_and_goes_when_it_is_saved(
    qtbot: QtBot, bench: Workbench, keeper: DraftKeeper, place: Workplace, case_id: CaseId
) -> None:
    other = add_case(place, "H-18", a_case())
    bench.open_case(case_id)
    bench.case.headline.identify_button.click()
    retype(qtbot, bench.case.bar.name.line, "Ada Right")
    bench.open_case(other)
    assert bench.case.bar.isHidden()
    keeper.keep()
    assert list(kept(place)) == [DraftKind.IDENTITY]
    bench.open_case(case_id)
    assert (bench.case.bar.isVisible(), bench.case.bar.name.text) == (True, "Ada Right")
    bench.case.bar.submit()
    keeper.keep()
    assert kept(place) == {}
    assert review.open_case(place, case_id).identity.name == "Ada Right"


def test_that_who_a_case_is_about_is_offered_against_what_stands_now_and_put_back(
    qtbot: QtBot, empty_window: MainWindow, place: Workplace, tasks: Tasks, case_id: CaseId
) -> None:
    leave(place, DraftKind.IDENTITY, case_id, "", {**WHO, "number": "H-17"}, revision=None)
    bench = reopened(qtbot, empty_window, place, tasks)
    row = only_row(bench)
    assert row.text.text().endswith(": number, name or birth date in case H-17.")
    assert ("Name", "Ada Half-Typed") in [(line.label, line.typed) for line in row.lines]
    row.restore.click()
    assert bench.place == "case"
    assert (bench.case.bar.isVisible(), bench.case.bar.name.text) == (True, "Ada Half-Typed")
    assert left_over(place) == 0
    assert list(kept(place)) == [DraftKind.IDENTITY]


def test_that_what_is_begun_survives_a_change_of_language(
    qtbot: QtBot, window: MainWindow, bench: Workbench, keeper: DraftKeeper, place: Workplace, case_id: CaseId
) -> None:
    bench.open_case(case_id)
    bench.case.headline.identify_button.click()
    retype(qtbot, bench.case.bar.name.line, "Ada Right")
    bench.actions_.new_case.trigger()
    retype(qtbot, bench.cases.bar.number.line, "H-99")
    bench.show_place("meetings")
    bench.meetings.ask_for_meeting()
    retype(qtbot, bench.meetings.new.fields["title"].line, "Liver")
    keeper.keep()
    before = kept(place)
    assert set(before) == {DraftKind.IDENTITY, DraftKind.NEW_CASE, DraftKind.NEW_MEETING}
    window.change_language(Language.ZH)
    keeper.keep()
    assert kept(place) == before
    anew = window.workbench
    assert anew is not None
    assert (anew.cases.bar.number.text, anew.meetings.new.fields["title"].text) == ("H-99", "Liver")


def test_that_leaving_asks_while_a_case_is_being_begun(
    qtbot: QtBot, window: MainWindow, bench: Workbench, keeper: DraftKeeper
) -> None:
    bench.actions_.new_case.trigger()
    retype(qtbot, bench.cases.bar.number.line, "H-99")
    asked: list[str] = []

    def stay() -> None:
        dialog = window.findChild(LossWarning)
        assert dialog is not None
        asked.append(dialog.windowTitle())
        dialog.reject()

    QTimer.singleShot(0, stay)
    assert not window.close()
    assert asked


def test_that_an_earlier_case_stays_offered_while_a_newer_one_is_typed(
    qtbot: QtBot, empty_window: MainWindow, place: Workplace, tasks: Tasks
) -> None:
    leave(place, DraftKind.NEW_CASE, "", "", WHO, revision=None)
    bench = reopened(qtbot, empty_window, place, tasks)
    bench.actions_.new_case.trigger()
    retype(qtbot, bench.cases.bar.number.line, "H-100")
    only_row(bench).restore.click()
    assert bench.cases.bar.number.text == "H-100"
    assert left_over(place) == 1
    assert "newer" in bench.band.text
