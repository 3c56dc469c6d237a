"""The window on a registry that somebody else has open: it says who, shows what they save, and takes over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from crlm_desktop.case.identity import Identity
from crlm_desktop.gui.main_window import MainWindow
from crlm_desktop.gui.place_names import CASE, CASES, MEETINGS, REGISTRY
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.workbench import Workbench
from crlm_desktop.services import meetings, review, users, workplace
from crlm_desktop.services.roles import Role
from crlm_desktop.services.workplace import Workplace
from tests.builders import a_case, an_attendance
from tests.registry.building import AUTHOR, CHEAP, CLOCK, PASSPHRASE
from tests.services.places import plain_engine

OTHER = "Dr B. Second"
TUMOUR_BOARD = meetings.Particulars(title="Tumour board", site="", held_on=date(2026, 11, 26))


@pytest.fixture
def second(place: Workplace) -> Iterator[Workplace]:
    """The registry as the second one opens it, while ``place`` holds it."""
    review.create_case(place, Identity(number="1001", name="Eleanor Whitcombe"), a_case())
    users.add_user(place, OTHER, Role.CHAIR, PASSPHRASE, cost=CHEAP)
    opened = workplace.open_(place.path, PASSPHRASE, user=OTHER, clock=CLOCK, engine=plain_engine())
    yield opened
    opened.close()


@pytest.fixture
def bench(qtbot: QtBot, empty_window: MainWindow, second: Workplace, tasks: Tasks) -> Workbench:
    empty_window.use(second)
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert empty_window.workbench is not None
    return empty_window.workbench


def numbers(bench: Workbench) -> list[str]:
    model = bench.cases.table.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def test_that_the_band_names_the_holder_and_stays_at_every_place(bench: Workbench) -> None:
    for one in (CASES, MEETINGS, REGISTRY):
        bench.show_place(one)
        assert bench.reading.isVisible()
        assert AUTHOR in bench.reading.text
        assert "damaged" not in bench.reading.text


def test_that_what_writes_is_disabled_and_says_who_holds_the_registry(bench: Workbench, second: Workplace) -> None:
    case_id = review.list_cases(second)[0].id
    bench.open_case(case_id)
    form = bench.case.form.widget()
    assert form is not None
    own_passphrase = bench.registry.findChild(QPushButton, "own_passphrase_button")
    assert own_passphrase is not None
    assert not own_passphrase.isEnabled()
    parts = (
        bench.actions_.new_case,
        bench.actions_.import_case,
        bench.actions_.own_passphrase,
        bench.cases.new_button,
        bench.meetings.headline.new_button,
        bench.meetings.headline.minutes_button,
        bench.meetings.headline.close_button,
        bench.registry.offers,
        form,
    )
    assert [part.isEnabled() for part in parts] == [False] * len(parts)
    assert all(AUTHOR in part.toolTip() for part in parts)
    assert not bench.actions_.export_case.isEnabled()
    bench.show_place(REGISTRY)
    buttons = {one.objectName(): one.isEnabled() for one in bench.registry.backups.findChildren(QPushButton)}
    assert buttons == {
        "back_up_now": False,
        "back_up_elsewhere": False,
        "restore_backup": False,
        "check_everything": True,
    }


def test_that_an_open_meeting_can_be_read_and_nothing_of_it_changed(
    qtbot: QtBot, bench: Workbench, place: Workplace, tasks: Tasks
) -> None:
    meeting_id = meetings.create(place, TUMOUR_BOARD).meeting.id
    meetings.set_attendance(place, meeting_id, (an_attendance(),))
    case_id = review.list_cases(place)[0].id
    meetings.add_case(place, meeting_id, case_id)
    bench.show_place(MEETINGS)
    bench.meetings.open_meeting(meeting_id)
    qtbot.waitUntil(lambda: tasks.is_idle)
    page = bench.meetings.page
    assert not page.column.remove.isVisible()
    assert not page.column.finder.isVisible()
    assert not page.about.people.isVisible()
    page.show_case(case_id)
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert page.case.question.isReadOnly()
    assert not page.case.capture.form.isEnabled()


def test_that_looking_again_shows_what_the_holder_has_saved(
    qtbot: QtBot, bench: Workbench, place: Workplace, tasks: Tasks
) -> None:
    bench.show_place(CASES)
    qtbot.waitUntil(lambda: tasks.is_idle)
    review.create_case(place, Identity(number="2002", name="Amara Osei"), a_case())
    qtbot.mouseClick(bench.reading.look, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert numbers(bench) == ["2002", "1001"]


def test_that_the_open_case_is_read_again_when_the_window_comes_to_the_front(
    qtbot: QtBot, empty_window: MainWindow, bench: Workbench, place: Workplace
) -> None:
    stored = review.list_cases(place)[0]
    bench.open_case(stored.id)
    review.record_case(place, stored.id, base_revision=1, case=a_case(question="Ablation as well?"))
    empty_window.activateWindow()
    QApplication.sendEvent(empty_window, QEvent(QEvent.Type.WindowActivate))
    assert empty_window.session is not None
    assert empty_window.session.stored is not None
    assert empty_window.session.stored.case.question == "Ablation as well?"


def test_that_taking_over_is_refused_while_the_holder_is_there(
    qtbot: QtBot, empty_window: MainWindow, bench: Workbench, tasks: Tasks
) -> None:
    qtbot.mouseClick(bench.reading.take_over, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert empty_window.workbench is bench
    assert AUTHOR in bench.band.text
    assert bench.reading.isVisible()


def test_that_after_the_holder_has_closed_one_press_opens_for_writing_at_the_same_case(
    qtbot: QtBot, empty_window: MainWindow, bench: Workbench, place: Workplace, second: Workplace, tasks: Tasks
) -> None:
    case_id = review.list_cases(place)[0].id
    bench.open_case(case_id)
    place.close()
    bench.look_again()
    assert "can be taken over now" in bench.reading.text
    qtbot.mouseClick(bench.reading.take_over, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: empty_window.workbench is not bench and tasks.is_idle)
    after, session = empty_window.workbench, empty_window.session
    assert after is not None
    assert session is not None
    assert (after.place, after.reading.isVisible()) == (CASE, False)
    assert session.stored is not None
    assert session.stored.id == case_id
    assert session.edit("question", "Resection?")
    assert review.open_case(second, case_id).revision.author == OTHER


def test_that_a_registry_taken_over_behind_the_cover_stays_covered(
    qtbot: QtBot, empty_window: MainWindow, bench: Workbench, place: Workplace, second: Workplace, tasks: Tasks
) -> None:
    place.close()
    bench.reading.take_over.click()
    empty_window.lock()
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert second.reading_only is None
    assert empty_window.locking is not None
    assert empty_window.locking.cover is not None
    users.enter(second, OTHER, PASSPHRASE)
    empty_window.locking.cover.entered.emit(second.user)
    qtbot.waitUntil(lambda: tasks.is_idle)
    after = empty_window.workbench
    assert after is not None
    assert not after.reading.isVisible()
    assert after.cases.new_button.isEnabled()
