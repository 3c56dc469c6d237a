"""What is half typed is kept in the registry while it is typed, kind by kind, and goes when it was written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from crlm_desktop.case.identity import CaseId
from crlm_desktop.gui.drafting.keeper import DraftKeeper
from crlm_desktop.gui.main_window import MainWindow
from crlm_desktop.gui.meeting.leaving import LossWarning
from crlm_desktop.gui.meeting.page import MeetingPage
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.workbench import Workbench
from crlm_desktop.meeting.agenda import MeetingId
from crlm_desktop.meeting.people import Discipline
from crlm_desktop.registry.unit import Registry, Unit
from crlm_desktop.services import drafts, meetings, review
from crlm_desktop.services.drafts import DraftKind
from crlm_desktop.services.workplace import Workplace
from tests.builders import a_decision
from tests.gui.meeting_values import a_meeting_with, a_planning_workplace, add_case
from tests.registry.building import AUTHOR


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    with a_planning_workplace(tmp_path / "tests.crlm") as opened:
        yield opened


@pytest.fixture
def case_id(place: Workplace) -> CaseId:
    return add_case(place, "H-17")


@pytest.fixture
def meeting_id(place: Workplace, case_id: CaseId) -> MeetingId:
    return a_meeting_with(place, case_id)


@pytest.fixture
def bench(window: MainWindow) -> Workbench:
    assert window.workbench is not None
    return window.workbench


@pytest.fixture
def keeper(window: MainWindow) -> DraftKeeper:
    """The keeper of the window; the tests say when two seconds are over."""
    assert window._keeper is not None
    window._keeper._timer.stop()
    return window._keeper


def kept(place: Workplace) -> dict[tuple[DraftKind, str], Any]:
    """Return what the registry keeps, by kind and place."""
    with place.reading() as unit:
        return {(one.key.kind, one.key.place): json.loads(one.text) for one in unit.drafts.of(AUTHOR)}


def age_of(bench: Workbench) -> QLineEdit:
    control = bench.case.form.boxes["patient.age_years"].control
    assert isinstance(control, QLineEdit)
    return control


def a_meeting_page(qtbot: QtBot, bench: Workbench, tasks: Tasks, meeting_id: MeetingId) -> MeetingPage:
    bench.show_place("meetings")
    bench.meetings.open_meeting(meeting_id)
    qtbot.waitUntil(lambda: tasks.is_idle)
    return bench.meetings.page


def test_that_a_text_in_a_field_that_was_not_left_is_kept_and_not_written(
    qtbot: QtBot, place: Workplace, case_id: CaseId, bench: Workbench, keeper: DraftKeeper
) -> None:
    bench.open_case(case_id)
    before = review.open_case(place, case_id)
    age_of(bench).clear()
    qtbot.keyClicks(age_of(bench), "21")

    assert keeper.keep()

    assert kept(place) == {(DraftKind.FIELD, "patient.age_years"): {"entry": "", "text": "21"}}
    assert review.open_case(place, case_id) == before


def test_that_two_seconds_of_typing_are_kept_without_being_asked_for(
    qtbot: QtBot, place: Workplace, case_id: CaseId, bench: Workbench, window: MainWindow
) -> None:
    bench.open_case(case_id)
    qtbot.keyClicks(age_of(bench), "1")

    qtbot.waitUntil(lambda: bool(kept(place)), timeout=4000)

    assert window._keeper is not None


def test_that_nothing_is_written_while_nothing_is_pending_or_has_changed(
    qtbot: QtBot,
    case_id: CaseId,
    bench: Workbench,
    keeper: DraftKeeper,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bench.open_case(case_id)
    writes: list[int] = []
    write = drafts.keep

    def counted(workplace: Workplace, kept_drafts: Any, *, gone: Any = ()) -> None:
        writes.append(len(tuple(kept_drafts)))
        write(workplace, kept_drafts, gone=gone)

    monkeypatch.setattr(drafts, "keep", counted)
    keeper.keep()
    qtbot.keyClicks(age_of(bench), "1")
    for _time in range(3):
        keeper.keep()

    assert writes == [1]


def test_that_a_draft_goes_when_its_field_is_written_and_leaves_no_trace(
    qtbot: QtBot, place: Workplace, case_id: CaseId, bench: Workbench, keeper: DraftKeeper
) -> None:
    bench.open_case(case_id)
    age_of(bench).clear()
    qtbot.keyClicks(age_of(bench), "71")
    keeper.keep()
    with place.reading() as unit:
        entries = unit.audit.entries()
    qtbot.keyClick(age_of(bench), Qt.Key.Key_Return)
    keeper.keep()

    assert kept(place) == {}
    assert review.open_case(place, case_id).case.patient.age_years == 71
    with place.reading() as unit:
        assert len(unit.audit.entries()) == len(entries) + 1


def test_that_esc_takes_the_draft_of_a_field_away(
    qtbot: QtBot, place: Workplace, case_id: CaseId, bench: Workbench, keeper: DraftKeeper
) -> None:
    bench.open_case(case_id)
    qtbot.keyClicks(age_of(bench), "1")
    keeper.keep()
    qtbot.keyClick(age_of(bench), Qt.Key.Key_Escape)
    keeper.keep()

    assert kept(place) == {}


def test_that_a_refused_text_stays_kept_while_another_case_is_open(
    qtbot: QtBot, place: Workplace, case_id: CaseId, bench: Workbench, keeper: DraftKeeper
) -> None:
    other = add_case(place, "H-18")
    bench.open_case(case_id)
    age_of(bench).setFocus()
    age_of(bench).clear()
    qtbot.keyClicks(age_of(bench), "212")
    bench.open_case(other)
    keeper.keep()

    with place.reading() as unit:
        (draft,) = unit.drafts.of(AUTHOR)
    assert (draft.key.subject, json.loads(draft.text)["text"], draft.revision) == (case_id, "212", 1)


def test_that_what_is_typed_in_a_cell_is_kept_with_the_lesion_it_is_about(
    qtbot: QtBot, place: Workplace, case_id: CaseId, bench: Workbench, keeper: DraftKeeper
) -> None:
    bench.open_case(case_id)
    bench.case.jump("lesions[1].size_mm")
    view = bench.case.form.tables["lesions"].view
    view.edit(view.currentIndex())
    editor = view.indexWidget(view.currentIndex())
    qtbot.keyClicks(editor, "3")
    keeper.keep()

    lesion = (review.open_case(place, case_id).case.lesions or ())[1]
    assert kept(place) == {(DraftKind.FIELD, "lesions[1].size_mm"): {"entry": lesion.id, "text": "3"}}


def test_that_a_half_written_opinion_is_kept_until_it_is_given(
    qtbot: QtBot, place: Workplace, case_id: CaseId, bench: Workbench, keeper: DraftKeeper, tasks: Tasks
) -> None:
    bench.open_case(case_id)
    qtbot.waitUntil(lambda: tasks.is_idle)
    opinions = bench.case.options._whole
    opinions.open_entry()
    qtbot.keyClicks(opinions.entry.words.edit, "Enough remnant")
    keeper.keep()
    assert kept(place)[DraftKind.OPINION, ""]["text"] == "Enough remnant"

    qtbot.keyClicks(opinions.entry.person.line, "Dr Li")
    opinions.entry.discipline.show_value(Discipline.LIVER_SURGERY)
    opinions.entry.give.click()
    keeper.keep()

    assert kept(place) == {}
    assert len(review.open_case(place, case_id).opinions) == 1


def test_that_a_decision_without_its_rationale_is_kept_until_it_is_recorded(
    qtbot: QtBot,
    place: Workplace,
    case_id: CaseId,
    meeting_id: MeetingId,
    bench: Workbench,
    keeper: DraftKeeper,
    tasks: Tasks,
) -> None:
    page = a_meeting_page(qtbot, bench, tasks, meeting_id)
    form = page.case.capture.form
    qtbot.keyClicks(form.plan.edit, "Resect both")
    keeper.keep()
    assert kept(place)[DraftKind.OUTCOME, case_id]["plan"] == "Resect both"

    qtbot.keyClicks(form.rationale.edit, "Within reach")
    qtbot.keyClicks(form.deviation.edit, "The patient wishes it")
    page.case.capture.record()
    keeper.keep()

    assert meetings.open_meeting(place, meeting_id).meeting.agenda[0].outcome is not None
    assert kept(place) == {}


def test_that_a_person_without_a_discipline_a_time_that_is_none_and_a_question_are_kept(
    qtbot: QtBot,
    place: Workplace,
    case_id: CaseId,
    meeting_id: MeetingId,
    bench: Workbench,
    keeper: DraftKeeper,
    tasks: Tasks,
) -> None:
    page = a_meeting_page(qtbot, bench, tasks, meeting_id)
    page.show_about()
    page.about.people.rows.add_row()
    line = page.about.people.rows.lines[-1].controls["person"]
    qtbot.keyClicks(line, "Dr Ada Mei")
    page.about.particulars.fields["ends_at"].line.clear()
    qtbot.keyClicks(page.about.particulars.fields["ends_at"].line, "25:9")
    keeper.keep()
    found = kept(place)
    assert [row["person"] for row in found[DraftKind.PEOPLE, ""]][-1] == "Dr Ada Mei"
    assert found[DraftKind.PARTICULARS, ""]["ends_at"] == "25:9"

    page.show_case(case_id)
    page.case.question.clear()
    qtbot.keyClicks(page.case.question, "Ablate or")
    keeper.keep()
    assert kept(place)[DraftKind.QUESTION, case_id] == "Ablate or"


def test_that_a_meeting_that_was_opened_and_read_keeps_nothing(
    qtbot: QtBot, place: Workplace, meeting_id: MeetingId, bench: Workbench, keeper: DraftKeeper, tasks: Tasks
) -> None:
    page = a_meeting_page(qtbot, bench, tasks, meeting_id)
    page.show_about()
    keeper.keep()

    assert kept(place) == {}


def test_that_closing_a_meeting_forgets_what_was_half_typed_in_it(
    qtbot: QtBot,
    place: Workplace,
    case_id: CaseId,
    meeting_id: MeetingId,
    bench: Workbench,
    keeper: DraftKeeper,
    tasks: Tasks,
) -> None:
    meetings.record_outcome(place, meeting_id, case_id, a_decision())
    page = a_meeting_page(qtbot, bench, tasks, meeting_id)
    page.show_about()
    qtbot.keyClicks(page.about.particulars.fields["ends_at"].line, "25:99")
    keeper.keep()
    assert kept(place)

    meetings.close(place, meeting_id)

    assert kept(place) == {}


@pytest.fixture
def read_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the file refuse every write, as a registry on a medium that can only be read does."""

    def reading(self: Registry, *, author: str, at: datetime) -> AbstractContextManager[Unit]:
        return self._transaction(author=author, at=at, writes=False)

    monkeypatch.setattr(Registry, "unit", reading)


def test_that_a_registry_that_can_only_be_read_keeps_no_drafts_and_says_so_once(
    qtbot: QtBot, case_id: CaseId, bench: Workbench, keeper: DraftKeeper, read_only: None
) -> None:
    bench.open_case(case_id)
    age_of(bench).clear()
    qtbot.keyClicks(age_of(bench), "21")

    assert not keeper.keep()

    assert "cannot be kept in the registry now" in bench.band.text
    assert "can only be read" in bench.band.text
    assert age_of(bench).text() == "21"
    bench.band.clear()
    keeper.keep()
    assert bench.band.text == ""


@pytest.mark.parametrize(("writable", "words"), [(True, "It is kept as unsaved input"), (False, "would be lost")])
def test_that_leaving_says_whether_what_is_half_typed_is_kept_or_lost(
    qtbot: QtBot,
    place: Workplace,
    case_id: CaseId,
    window: MainWindow,
    bench: Workbench,
    keeper: DraftKeeper,
    monkeypatch: pytest.MonkeyPatch,
    writable: bool,
    words: str,
    request: pytest.FixtureRequest,
) -> None:
    bench.open_case(case_id)
    age_of(bench).setFocus()
    age_of(bench).clear()
    qtbot.keyClicks(age_of(bench), "212")
    if not writable:
        request.getfixturevalue("read_only")
    asked: list[str] = []

    def stay() -> None:
        warning = window.findChild(LossWarning)
        assert warning is not None
        asked.extend(label.text() for label in warning.findChildren(QLabel))
        warning.reject()

    QTimer.singleShot(0, stay)
    window.close_registry()

    assert any(words in text for text in asked)
    assert bool(kept(place)) is writable
