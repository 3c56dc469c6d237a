"""Packs in the window: a meeting taken along, the laptop that says where it belongs, and what came back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QDialog, QPushButton
from pytestqt.qtbot import QtBot

from crlm_desktop.clock import FixedClock
from crlm_desktop.gui.dialogs.bring_back import BringBack
from crlm_desktop.gui.dialogs.make_pack import MakePack
from crlm_desktop.gui.dialogs.merge import MergeDialog
from crlm_desktop.gui.dialogs.open_pack import OpenPack
from crlm_desktop.gui.main_window import MainWindow
from crlm_desktop.gui.pack_opening import PackOpening
from crlm_desktop.gui.place_names import CASES, MEETINGS
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.workbench import Workbench
from crlm_desktop.meeting.decision import Deferral, DeferralReason
from crlm_desktop.services import meetings, packing
from crlm_desktop.services.workplace import Role
from tests.builders import a_decision
from tests.registry.building import CHEAP, CLOCK
from tests.services.packs import PACK_PASSPHRASE, TRAVELLER, Home, build, edit, hands_back, laptop, value

LATE = Deferral(reason=DeferralReason.OUT_OF_TIME)
_Dialog = TypeVar("_Dialog", bound=QDialog)


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    for function in (packing.take_along, packing.hand_back, packing.open_pack):
        monkeypatch.setitem(getattr(function, "__wrapped__", function).__kwdefaults__, "cost", CHEAP)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("built") / "home.crlm"
    build(path)
    return path


@pytest.fixture
def home(tmp_path: Path, built: Path) -> Iterator[Home]:
    made = Home(tmp_path, built)
    with made.place:
        yield made


@pytest.fixture
def bench(qtbot: QtBot, empty_window: MainWindow, home: Home, tasks: Tasks) -> Workbench:
    empty_window.use(home.place)
    bench = empty_window.workbench
    assert bench is not None
    bench.show_place(MEETINGS)
    bench.meetings.open_meeting(home.meeting)
    qtbot.waitUntil(lambda: tasks.is_idle)
    return bench


def shown(window: MainWindow, kind: type[_Dialog]) -> _Dialog:
    (dialog,) = (one for one in window.findChildren(kind) if one.isVisible())
    return dialog


def looks(qtbot: QtBot, window: MainWindow, file: Path, tasks: Tasks) -> BringBack:
    """Open the dialog and let it show what a pack would change."""
    assert window.workbench is not None
    window.workbench.meetings.headline.back_button.click()
    dialog = shown(window, BringBack)
    assert not dialog.go.isEnabled()
    dialog.show_source(file)
    qtbot.keyClicks(dialog._passphrase.line, PACK_PASSPHRASE)
    dialog.go.click()
    qtbot.waitUntil(lambda: tasks.is_idle)
    return dialog


def test_that_a_meeting_is_taken_along_and_says_then_with_whom_its_cases_are_and_when_that_is_over(
    qtbot: QtBot, empty_window: MainWindow, bench: Workbench, home: Home, tasks: Tasks
) -> None:
    to = home.folder / "MDT.crlmpack"
    suggested: list[str] = []
    bench.meetings.packs._ask_path = lambda _parent, _title, name: suggested.append(name) or str(to.with_suffix(""))
    page = bench.meetings.page
    assert not page.out.isVisible()
    bench.meetings.headline.pack_button.click()
    dialog = shown(empty_window, MakePack)
    dialog._go.click()
    assert dialog._passphrase.first.problem == "This passphrase is too short."
    qtbot.keyClicks(dialog._passphrase.first.line, PACK_PASSPHRASE)
    qtbot.keyClicks(dialog._passphrase.second.line, PACK_PASSPHRASE)
    dialog.days.buttons[0].click()
    dialog._go.click()
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert suggested == ["MDT-2026-11-23.crlmpack"]
    assert dialog.written.text().startswith(f"2 cases were written to {to}.")
    dialog.reject()
    assert packing.receive(to, PACK_PASSPHRASE).pack.taking.valid_until == CLOCK.moment + timedelta(days=3)
    assert page.out.isVisible()
    assert page.out.text.startswith("Taken along by Dr A. Tester on ")
    assert not page.out.is_warning
    home.takes_along("2.crlmpack", days=1)
    home.place.clock = FixedClock(CLOCK.moment + timedelta(days=2))
    bench.show_place(CASES)
    bench.show_place(MEETINGS)
    assert page.out.is_warning
    assert "that is over" in page.out.text
    assert "1 earlier pack is out too." in page.out.text


def test_that_a_pack_is_opened_on_the_first_screen_as_a_working_registry(
    qtbot: QtBot, empty_window: MainWindow, home: Home, tasks: Tasks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRLM_DESKTOP_HOME", str(tmp_path / "own"))
    file = home.takes_along("MDT.crlmpack")
    opening = empty_window.findChild(PackOpening)
    assert opening is not None
    opening.ask(file)
    dialog = shown(empty_window, OpenPack)
    qtbot.keyClicks(dialog._passphrase.line, "not this one")
    dialog._go.click()
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert "does not open the pack" in dialog.told.text()
    dialog._passphrase.line.clear()
    qtbot.keyClicks(dialog._passphrase.line, PACK_PASSPHRASE)
    dialog._go.click()
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert dialog.held.text().startswith("Test registry: Tumour board, 23 Nov 2026; 2 cases, 1 with an outcome.")
    dialog._author.line.setText(TRAVELLER)
    dialog._go.click()
    qtbot.waitUntil(lambda: empty_window.workbench is not None, timeout=20_000)
    bench = empty_window.workbench
    assert bench is not None
    assert empty_window.workplace is not None
    assert empty_window.workplace.path == tmp_path / "own" / "data" / "MDT.crlm"
    assert bench.errand.text.startswith("Working registry of “Test registry”, taken along by Dr A. Tester on ")
    assert not bench.errand.is_warning


def test_that_a_working_registry_warns_when_it_is_stale_and_closes_nothing(
    qtbot: QtBot, empty_window: MainWindow, home: Home, tasks: Tasks
) -> None:
    with laptop(home.takes_along()) as place:
        meetings.record_outcome(place, home.meeting, home.ids[0], a_decision())
        empty_window.use(place)
        bench = empty_window.workbench
        assert bench is not None
        bench.show_place(MEETINGS)
        assert not bench.meetings.headline.new_button.isEnabled()
        assert bench.meetings.headline.back_button.isHidden()
        bench.meetings.open_meeting(home.meeting)
        bench.meetings.page.show_closing()
        qtbot.waitUntil(lambda: tasks.is_idle)
        closing = bench.meetings.page.closing
        assert (closing.title, closing.seal.isVisible()) == ("The meeting can be handed back", False)
        assert "Test registry" in bench.meetings.headline.close_button.toolTip()
        place.clock = FixedClock(CLOCK.moment + timedelta(days=20))
        bench.show_place(CASES)
        assert bench.errand.is_warning
        assert "should have been handed back" in bench.errand.text
        bench.meetings.packs._ask_path = lambda *_asked: str(home.folder / "back.crlmpack")
        bench.errand.link.click()
        dialog = shown(empty_window, MakePack)
        for field in (dialog._passphrase.first, dialog._passphrase.second):
            qtbot.keyClicks(field.line, PACK_PASSPHRASE)
        dialog._go.click()
        qtbot.waitUntil(lambda: tasks.is_idle)
        dialog.reject()
        empty_window.close_registry()
    assert packing.receive(home.folder / "back.crlmpack", PACK_PASSPHRASE).pack.is_handed_back


def test_that_what_came_back_is_shown_chosen_and_only_then_written(
    qtbot: QtBot, empty_window: MainWindow, bench: Workbench, home: Home, tasks: Tasks
) -> None:
    first, second = home.ids
    pack = home.takes_along()
    with laptop(pack) as place:
        edit(place, first, "patient.age_years", 63)
        edit(place, second, "patient.age_years", 64)
        meetings.record_outcome(place, home.meeting, first, LATE)
        back = hands_back(place)
    edit(home.place, first, "patient.age_years", 70)
    meetings.record_outcome(home.place, home.meeting, first, a_decision())
    session = empty_window.session
    assert session is not None
    bench.open_case(second)
    session.edit("patient.height_cm", 180)
    bench.show_place(MEETINGS)
    wrong = looks(qtbot, empty_window, pack, tasks)
    assert "is the one that was taken along" in wrong.told.text()
    assert wrong.view is None
    wrong.reject()
    dialog = looks(qtbot, empty_window, back, tasks)
    assert dialog.view is not None
    assert dialog.planned is not None
    assert not dialog.go.isEnabled()
    (part,) = dialog.view.choices.values()
    part.buttons[1].click()
    assert not dialog.go.isEnabled()
    choose = dialog.findChild(QPushButton, "choose:H-1")
    assert choose is not None
    choose.click()
    merging = shown(empty_window, MergeDialog)
    assert merging.rows == (("Age", "62 years", "70 years", "63 years"),)
    (field,) = merging.choices.values()
    field.buttons[0].click()
    merging.save.click()
    assert value(home.place, first) == (70, 170)
    assert dialog.go.isEnabled()
    dialog.go.click()
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert [value(home.place, one) for one in home.ids] == [(70, 170), (64, 180)]
    assert session.stored is not None
    assert session.stored.case.patient.age_years == 64
    # Undoing the height would take back what came from the pack, too.
    assert not session.undo_stack.canUndo()
    assert home.held().meeting.agenda[0].outcome == LATE
    assert bench.meetings._desk.outcome(first) == LATE
    assert bench.status.message == "The pack was brought back."
    assert not bench.meetings.page.out.isVisible()
    again = looks(qtbot, empty_window, back, tasks)
    assert again.warning.text().startswith("This pack was brought back already, on ")
    assert not again.go.isVisible()
    again.reject()


def test_that_who_may_not_is_told_why(qtbot: QtBot, empty_window: MainWindow, home: Home) -> None:
    home.place.become(replace(home.place.user, role=Role.MEMBER))
    empty_window.use(home.place)
    assert empty_window.workbench is not None
    headline = empty_window.workbench.meetings.headline
    for part in (headline.pack_button, headline.back_button):
        assert not part.isEnabled()
        assert "chair, administrator" in part.toolTip()
