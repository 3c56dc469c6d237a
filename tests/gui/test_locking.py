"""The locked window: nothing of a case is seen, nothing typed is lost, and another user goes on in their own name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QPlainTextEdit, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from crlm_desktop.case.identity import Identity
from crlm_desktop.gui.clipboard import ClipboardGuard
from crlm_desktop.gui.cover import Cover
from crlm_desktop.gui.dialogs.keys import Keys
from crlm_desktop.gui.idle import TICK_SECONDS, Idle
from crlm_desktop.gui.main_window import MainWindow
from crlm_desktop.gui.preferences import Preferences
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import Theme
from crlm_desktop.gui.workbench import CASE, Workbench
from crlm_desktop.services import meetings, review, users
from crlm_desktop.services.users import Role
from crlm_desktop.services.workplace import Workplace
from tests.builders import a_case, a_lesion
from tests.registry.building import AUTHOR, CHEAP, CLOCK, PASSPHRASE

NAME, NUMBER = "Eleanor Whitcombe", "ZX-4711"
READER, OTHER = "Dr Reader", "the passphrase of another"


@dataclass(slots=True)
class MovingClock:
    """A clock that a test moves on."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment

    def today(self) -> date:
        return self.moment.date()


@pytest.fixture
def bench(qtbot: QtBot, window: MainWindow, place: Workplace, tasks: Tasks) -> Workbench:
    """The window with a case open, in a registry with a second user."""
    users.add_user(place, READER, Role.READER, OTHER, cost=CHEAP)
    case = a_case(lesions=[a_lesion()], patient={"age_years": 62})
    stored = review.create_case(place, Identity(number=NUMBER, name=NAME), case)
    assert window.workbench is not None
    with qtbot.waitSignal(tasks.idle):
        window.workbench.open_case(stored.id)
    return window.workbench


def cover_of(window: MainWindow) -> Cover:
    assert window.locking is not None
    assert window.locking.cover is not None
    return window.locking.cover


def enter(qtbot: QtBot, window: MainWindow, tasks: Tasks, passphrase: str, name: str = AUTHOR) -> None:
    cover = cover_of(window)
    cover._who.box.choose(name)
    qtbot.keyClicks(cover._passphrase.line, passphrase)
    qtbot.keyClick(cover._passphrase.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: tasks.is_idle, timeout=30_000)  # Argon2 takes its time where other tests run beside it.


def texts_seen() -> Iterator[str]:
    for widget in QApplication.allWidgets():
        if not widget.isVisible():
            continue
        yield from (widget.toolTip(), widget.windowTitle(), widget.accessibleName(), widget.accessibleDescription())
        if isinstance(widget, QLabel | QLineEdit):
            yield widget.text()
        if isinstance(widget, QPlainTextEdit):
            yield widget.toPlainText()


def test_that_nothing_visible_names_the_patient_while_locked(window: MainWindow, bench: Workbench) -> None:
    assert any(NAME in text for text in texts_seen())
    bench.actions_.lock.trigger()
    assert bench.actions_.lock.shortcut().toString() == "Ctrl+L"
    assert [text for text in texts_seen() if NAME in text or NUMBER in text] == []
    assert not bench.isVisible()
    assert window.centralWidget() is cover_of(window)
    assert window.windowTitle() == "CRLM Desktop"


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_that_locking_puts_away_dialogs_menus_and_tips(window: MainWindow, bench: Workbench, theme: Theme) -> None:
    dialog = Keys(bench.actions_, catalogue=window.catalogue, theme=theme, parent=bench)
    dialog.open()
    popup = QWidget(bench, Qt.WindowType.Window)
    popup.show()
    QToolTip.showText(window.pos(), NAME, window)
    window.lock()
    assert (dialog.isVisible(), popup.isVisible()) == (False, False)
    assert dialog.result() == QDialog.DialogCode.Rejected
    assert [one for one in QApplication.topLevelWidgets() if one.isVisible() and NAME in one.windowTitle()] == []


def test_that_what_was_half_typed_is_there_again_and_nothing_was_written(
    qtbot: QtBot, window: MainWindow, bench: Workbench, place: Workplace, tasks: Tasks
) -> None:
    card = next(iter(bench.case.options.cards))
    card.opinions.open_entry()
    card.opinions.entry.words.show_text("half a thought")
    bench.case.form.entered.emit("patient.age_years", 212, "212")
    window.lock()
    assert window.session is not None
    assert window.session.stored is not None
    assert window.session.stored.revision.number == 1
    enter(qtbot, window, tasks, PASSPHRASE)
    assert window.workbench is bench
    assert bench.isVisible()
    assert bench.place == CASE
    assert card.opinions.entry.words.text == "half a thought"
    age = bench.case.form.boxes["patient.age_years"]
    assert isinstance(age.control, QLineEdit)
    assert age.control.text() == "212"
    assert review.history(place, window.session.stored.id)[0].number == 1
    card.opinions.settle()


def type_half(qtbot: QtBot, bench: Workbench, path: str, text: str) -> QWidget:
    control = bench.case.form.boxes[path].control
    assert isinstance(control, QLineEdit | QPlainTextEdit)
    control.setFocus()
    qtbot.waitUntil(control.hasFocus)
    qtbot.keyClicks(control, text)
    return control


@pytest.mark.parametrize("path", ["patient.weight_kg", "question"])
def test_that_a_value_that_was_half_typed_when_the_window_locked_is_written_by_who_completes_it(
    qtbot: QtBot, window: MainWindow, bench: Workbench, place: Workplace, tasks: Tasks, path: str
) -> None:
    assert window.session is not None
    assert window.session.stored is not None
    control = type_half(qtbot, bench, path, "45")

    window.lock()
    QApplication.processEvents()

    assert len(review.history(place, window.session.stored.id)) == 1
    enter(qtbot, window, tasks, PASSPHRASE)
    assert bench.case.form.boxes[path].typed == "45"
    window.activateWindow()
    control.setFocus()
    qtbot.waitUntil(control.hasFocus)
    qtbot.keyClicks(control, ".5")
    age = bench.case.form.boxes["patient.age_years"].control
    age.setFocus()
    qtbot.waitUntil(age.hasFocus)
    written = window.session.stored.case
    assert "45.5" in (written.question, str(written.patient.weight_kg))


def test_that_what_was_half_typed_stays_unwritten_when_another_goes_on(
    qtbot: QtBot, window: MainWindow, bench: Workbench, place: Workplace, tasks: Tasks
) -> None:
    users.add_user(place, "Dr Member", Role.MEMBER, OTHER, cost=CHEAP)
    assert window.session is not None
    assert window.session.stored is not None
    type_half(qtbot, bench, "patient.weight_kg", "45")

    window.lock()
    enter(qtbot, window, tasks, OTHER, "Dr Member")

    assert window.workbench is not None
    assert window.workbench is not bench
    assert len(review.history(place, window.session.stored.id)) == 1
    box = window.workbench.case.form.boxes["patient.weight_kg"]
    assert (box.typed, box.problem) == (
        "45",
        "Put back and not written yet: Enter writes it, Esc brings back what is stored.",
    )
    assert isinstance(box.control, QLineEdit)
    window.activateWindow()
    box.control.setFocus()
    qtbot.keyClick(box.control, Qt.Key.Key_Return)
    assert review.history(place, window.session.stored.id)[0].author == "Dr Member"


def test_that_a_wrong_passphrase_opens_nothing_and_has_to_wait(
    qtbot: QtBot, window: MainWindow, bench: Workbench, tasks: Tasks
) -> None:
    window.lock()
    enter(qtbot, window, tasks, "not the one")
    cover = cover_of(window)
    assert "the next try is possible in 1 s" in cover.problem
    assert not cover._unlock.isEnabled()
    assert not bench.isVisible()


def test_that_another_user_goes_on_in_their_own_name_and_role(
    qtbot: QtBot, window: MainWindow, bench: Workbench, place: Workplace, tasks: Tasks
) -> None:
    window.lock()
    enter(qtbot, window, tasks, OTHER, READER)
    again = window.workbench
    assert again is not None
    assert again is not bench
    assert (place.author, again.place) == (READER, CASE)
    assert again._header.user.toolTip() == f"{READER} · reader"
    assert not again.actions_.new_case.isEnabled()
    assert "You are here as reader" in again.cases.new_button.toolTip()
    form = again.case.form.widget()
    assert form is not None
    assert not form.isEnabled()
    assert again.case.guide.text == "You are here as reader; this is for: chair, member, administrator."
    again.show_place("cases")
    again.show_place(CASE)
    assert not again.actions_.export_case.isEnabled()


def test_that_a_reader_sees_a_meeting_and_why_nothing_of_it_can_be_recorded(
    qtbot: QtBot, window: MainWindow, bench: Workbench, place: Workplace, tasks: Tasks
) -> None:
    particulars = meetings.Particulars(title="Tumour board", site="", held_on=CLOCK.today())
    meeting = meetings.create(place, particulars).meeting
    meetings.add_case(place, meeting.id, review.list_cases(place)[0].id)
    window.lock()
    enter(qtbot, window, tasks, OTHER, READER)
    assert window.workbench is not None
    panel = window.workbench.meetings
    window.workbench.show_place("meetings")
    panel.open_meeting(meeting.id)
    panel.show_first_case()
    qtbot.waitUntil(lambda: tasks.is_idle)
    capture = panel.page.case.capture
    assert (capture.form.isEnabled(), capture.record_button.isEnabled()) == (False, False)
    assert "You are here as reader" in capture.form.toolTip()
    assert not panel.headline.close_button.isEnabled()
    panel.page.show_closing()
    assert not panel.page.closing.seal.isEnabled()
    assert panel.page.closing.seal.toolTip() == "You are here as reader; this is for: chair, administrator."


def test_that_an_administrator_has_everything_enabled(bench: Workbench) -> None:
    form = bench.case.form.widget()
    assert form is not None
    assert form.isEnabled()
    assert bench.actions_.new_case.isEnabled()
    assert bench.actions_.export_case.isEnabled()
    assert bench._header.user.toolTip() == f"{AUTHOR} · administrator"


def test_that_locking_keeps_what_is_half_typed_in_the_name_of_who_typed_it(
    window: MainWindow, bench: Workbench, place: Workplace
) -> None:
    bench.case.form.entered.emit("patient.age_years", 212, "212")
    window.lock()
    with place.reading() as unit:
        assert [draft.key.place for draft in unit.drafts.of(AUTHOR)] == ["patient.age_years"]


def test_that_a_locked_window_closes_once_what_is_half_typed_is_kept(window: MainWindow, bench: Workbench) -> None:
    bench.case.form.entered.emit("patient.age_years", 212, "212")
    window.lock()
    assert window.close()


def test_that_a_locked_window_whose_half_typed_input_cannot_be_kept_does_not_close(
    qtbot: QtBot, window: MainWindow, bench: Workbench, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crlm_desktop.gui.drafting.keeper.DraftKeeper.keep", lambda _keeper: False)
    bench.case.form.entered.emit("patient.age_years", 212, "212")
    window.lock()
    assert not window.close()
    assert window.isVisible()
    assert "not recorded yet" in cover_of(window)._told.text()
    enter(qtbot, window, tasks, PASSPHRASE)
    assert window.session is not None
    window.session.drop_draft("patient.age_years")
    window.lock()
    assert window.close()


def idle(minutes: int, clock: MovingClock) -> tuple[Idle, list[str]]:
    left: list[str] = []
    made = Idle(minutes, clock=clock)
    made.left.connect(lambda: left.append("left"))
    return made, left


def test_that_nobody_for_so_many_minutes_locks_and_a_key_begins_anew(window: MainWindow, bench: Workbench) -> None:
    assert window.locking is not None
    watching = window.locking.idle
    ticks = watching.minutes * 60 // TICK_SECONDS
    for _ in range(ticks - 1):
        watching.tick()
    handle = window.windowHandle()
    assert handle is not None
    QApplication.sendEvent(handle, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Shift, Qt.KeyboardModifier.NoModifier))
    for _ in range(ticks - 1):
        watching.tick()
    assert not window.locking.is_locked
    watching.tick()
    assert window.locking.is_locked


def test_that_a_machine_that_has_slept_locks_at_once() -> None:
    clock = MovingClock(CLOCK.now())
    watching, left = idle(10, clock)
    clock.moment += timedelta(seconds=TICK_SECONDS)
    watching.tick()
    assert left == []
    clock.moment += timedelta(seconds=TICK_SECONDS + 31)
    watching.tick()
    assert left == ["left"]


def test_that_the_minutes_are_chosen_and_remembered(
    window: MainWindow, bench: Workbench, preferences: Preferences
) -> None:
    assert preferences.settings.lock_minutes == 10
    bench.registry.lock_minutes.buttons[0].click()
    assert preferences.settings.lock_minutes == 2
    assert window.locking is not None
    assert window.locking.idle.minutes == 2


def test_that_a_copied_name_is_cleared_after_a_while_and_other_text_stays(
    qtbot: QtBot, window: MainWindow, bench: Workbench, tasks: Tasks
) -> None:
    assert window.locking is not None
    guard: ClipboardGuard = window.locking.guard
    clipboard = QApplication.clipboard()
    guard._timer.setInterval(30)
    clipboard.setText("portal vein embolisation")
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert not guard.is_holding
    clipboard.setText(f"see {NUMBER}")
    qtbot.waitUntil(lambda: guard.is_holding)
    qtbot.waitUntil(lambda: clipboard.text() == "")
    clipboard.setText(NAME)
    qtbot.waitUntil(lambda: guard.is_holding)
    clipboard.setText("something newer")
    qtbot.waitUntil(lambda: tasks.is_idle)
    qtbot.wait(60)
    assert clipboard.text() == "something newer"


def test_that_locking_clears_a_copied_name_at_once(window: MainWindow, bench: Workbench) -> None:
    QApplication.clipboard().setText(NAME)
    window.lock()
    assert QApplication.clipboard().text() == ""


def test_that_a_name_is_held_for_a_minute() -> None:
    from crlm_desktop.gui import clipboard

    assert clipboard.HELD_MS == 60_000
