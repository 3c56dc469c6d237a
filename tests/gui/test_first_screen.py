"""The first screen: a registry created, unlocked, refused, remembered, forgotten."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from crlm_desktop import paths
from crlm_desktop.case.identity import Identity
from crlm_desktop.clock import SystemClock
from crlm_desktop.gui.dialogs.create_registry import CreateRegistry
from crlm_desktop.gui.dialogs.unlock import Unlock
from crlm_desktop.gui.main_window import MainWindow
from crlm_desktop.gui.preferences import Preferences
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import Theme
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import demonstration, knowledge, review, workplace
from crlm_desktop.services.workplace import Workplace
from tests.registry.building import AUTHOR, CHEAP, CLOCK, PASSPHRASE
from tests.services.places import a_workplace, plain_engine


def create(path: Path, passphrase: str, name: str, author: str) -> Workplace:
    return workplace.create(path, passphrase, name=name, author=author, clock=CLOCK, engine=plain_engine(), cost=CHEAP)


def open_(path: Path, user: str | None, passphrase: str) -> Workplace:
    return workplace.open_(path, passphrase, user=user, clock=SystemClock(), engine=plain_engine())


@pytest.fixture
def creation(qtbot: QtBot, catalogue: Catalogue, theme: Theme, tasks: Tasks) -> CreateRegistry:
    made = CreateRegistry(create, author=AUTHOR, catalogue=catalogue, theme=theme, tasks=tasks, parent=None)
    qtbot.addWidget(made)
    made.show()
    return made


def said(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


def press(widget: QWidget, name: str) -> None:
    button = widget.findChild(QPushButton, name)
    assert button is not None
    button.click()


def type_into(qtbot: QtBot, widget: QWidget, name: str, text: str) -> None:
    line = widget.findChild(QWidget, name)
    assert line is not None
    qtbot.keyClicks(line, text)


def test_that_a_registry_is_created_with_a_passphrase_typed_twice(qtbot: QtBot, creation: CreateRegistry) -> None:
    type_into(qtbot, creation, "registry_name", "Liver team")
    type_into(qtbot, creation, "passphrase", PASSPHRASE)
    type_into(qtbot, creation, "passphrase_again", PASSPHRASE)
    with qtbot.waitSignal(creation.created) as told:
        press(creation, "create")
    assert told.args is not None
    opened: Workplace = told.args[0]
    assert opened.name == "Liver team"
    path = opened.path
    opened.close()
    with open_(path, AUTHOR, PASSPHRASE) as again:
        assert review.count_cases(again) == 0


def test_that_the_rule_of_passphrases_is_told_while_one_types(qtbot: QtBot, creation: CreateRegistry) -> None:
    assert "At least 8 characters, 8 more are needed." in said(creation)
    type_into(qtbot, creation, "passphrase", "seven77")
    assert "1 more is needed" in said(creation)
    type_into(qtbot, creation, "passphrase", "8")
    assert "Long enough." in said(creation)
    type_into(qtbot, creation, "passphrase", " and so on and on")
    assert "Strong" in said(creation)


@pytest.mark.parametrize(
    ("name", "first", "second", "told"),
    [
        ("", PASSPHRASE, PASSPHRASE, "A registry needs a name."),
        ("Liver team", "short", "short", "This passphrase is too short."),
        ("Liver team", PASSPHRASE, "another one", "The two passphrases differ."),
    ],
)
def test_that_nothing_is_created_while_something_is_wrong(
    qtbot: QtBot, creation: CreateRegistry, name: str, first: str, second: str, told: str
) -> None:
    type_into(qtbot, creation, "registry_name", name)
    type_into(qtbot, creation, "passphrase", first)
    type_into(qtbot, creation, "passphrase_again", second)
    with qtbot.assertNotEmitted(creation.created):
        press(creation, "create")
    assert told in said(creation)
    assert not creation.path.exists()


def test_that_a_registry_that_exists_is_not_written_over(qtbot: QtBot, creation: CreateRegistry) -> None:
    type_into(qtbot, creation, "registry_name", "Liver team")
    creation.path.mkdir(parents=True)
    type_into(qtbot, creation, "passphrase", PASSPHRASE)
    type_into(qtbot, creation, "passphrase_again", PASSPHRASE)
    press(creation, "create")
    qtbot.waitUntil(lambda: "exists already" in said(creation))
    assert creation.isVisible()


def test_that_a_wrong_passphrase_is_told_at_the_field_and_stays_in_it(
    qtbot: QtBot, catalogue: Catalogue, theme: Theme, tasks: Tasks, tmp_path: Path
) -> None:
    path = tmp_path / "own.crlm"
    a_workplace(path).close()
    dialog = Unlock(path, open_, catalogue=catalogue, theme=theme, tasks=tasks, parent=None)
    qtbot.addWidget(dialog)
    dialog.show()
    type_into(qtbot, dialog, "passphrase", "not this one")
    unlock = dialog.findChild(QPushButton, "unlock_now")
    assert unlock is not None
    with qtbot.waitSignal(tasks.idle):
        press(dialog, "unlock_now")
    assert not unlock.isEnabled()
    assert "does not open the registry" in dialog.problem
    assert dialog.isVisible()
    line = dialog.findChild(QWidget, "passphrase")
    assert line is not None
    assert line.property("text") == "not this one"
    qtbot.keyClick(line, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(line, PASSPHRASE)
    qtbot.waitUntil(unlock.isEnabled)
    assert dialog.problem == "The last try was wrong. You can try again now."
    with qtbot.waitSignal(dialog.unlocked) as told:
        press(dialog, "unlock_now")
    assert told.args is not None
    told.args[0].close()


def test_that_a_registry_is_remembered_by_its_folder_only_and_can_be_forgotten(
    qtbot: QtBot, empty_window: MainWindow, preferences: Preferences, tmp_path: Path, tasks: Tasks
) -> None:
    empty_window.use(a_workplace(tmp_path / "own.crlm"))
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert preferences.settings.recent_registries == (str(tmp_path / "own.crlm"),)
    empty_window.close_registry()
    assert empty_window.start is not None
    assert empty_window.start.findChild(QPushButton, "recent:own.crlm") is not None
    empty_window.start.forgetting_asked.emit(tmp_path / "own.crlm")
    assert preferences.settings.recent_registries == ()


def test_that_a_second_registry_is_not_opened_while_the_first_is_being_looked_at(
    qtbot: QtBot, empty_window: MainWindow, tasks: Tasks, tmp_path: Path
) -> None:
    path = tmp_path / "first.crlm"
    create(path, PASSPHRASE, "First", AUTHOR).close()
    empty_window.entrance.unlock(path)
    assert empty_window.start is not None
    demonstration_button = empty_window.start.findChild(QPushButton, "open_demonstration")
    assert demonstration_button is not None
    assert not demonstration_button.isEnabled()
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert len([one for one in empty_window.findChildren(Unlock) if one.isVisible()]) == 1
    assert demonstration_button.isEnabled()


def test_that_a_registry_that_comes_second_is_closed_again(
    qtbot: QtBot, window: MainWindow, place: Workplace, tmp_path: Path
) -> None:
    late = create(tmp_path / "late.crlm", PASSPHRASE, "Late", AUTHOR)
    window.use(late)
    assert window.workplace is place
    open_(tmp_path / "late.crlm", AUTHOR, PASSPHRASE).close()


def test_that_the_title_of_the_window_names_no_patient(
    qtbot: QtBot, window: MainWindow, place: Workplace, tasks: Tasks
) -> None:
    stored = review.create_case(place, Identity(number="4711", name="Eleanor Whitcombe"))
    assert window.workbench is not None
    with qtbot.waitSignal(tasks.idle):
        window.workbench.open_case(stored.id)
    assert window.windowTitle() == "CRLM Desktop"


def test_that_the_demonstration_opens_and_is_marked_as_such(
    qtbot: QtBot, empty_window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crlm_desktop.registry.opening.STANDARD_COST", CHEAP, raising=False)
    built = partial(demonstration.open_or_build, author=AUTHOR, clock=CLOCK, engine=plain_engine())
    monkeypatch.setattr("crlm_desktop.gui.in_worker.demonstration", lambda _author, _clock: built())
    assert empty_window.start is not None
    with qtbot.waitSignal(empty_window.registry_opened, timeout=20_000):
        press(empty_window.start, "open_demonstration")
    assert empty_window.workbench is not None
    qtbot.waitUntil(lambda: len(empty_window.workbench.cases.model.rows) >= 12)  # type: ignore[union-attr]
    mark = empty_window.workbench.findChild(QWidget, "demonstration_mark")
    assert mark is not None
    for name in empty_window.workbench.place_names:
        empty_window.workbench.show_place(name)
        assert mark.isVisible(), name


def test_that_the_safety_notice_stands_on_the_first_screen(empty_window: MainWindow) -> None:
    notice = empty_window.findChild(QLabel, "safety_notice")
    assert notice is not None
    assert notice.isVisible()
    assert "not a medical device" in notice.text()


def test_that_a_faulty_file_of_the_centre_is_told_with_its_place_and_the_reason(
    qtbot: QtBot, catalogue: Catalogue, theme: Theme, tasks: Tasks, tmp_path: Path
) -> None:
    paths.centre_file().parent.mkdir(parents=True, exist_ok=True)
    paths.centre_file().write_text('"flr.normal_percent" = 15\n', encoding="utf-8")

    def opening(path: Path, user: str | None, passphrase: str) -> Workplace:
        return workplace.open_(path, passphrase, user=user, clock=CLOCK, engine=knowledge.load_engine())

    dialog = Unlock(tmp_path / "any.crlm", opening, catalogue=catalogue, theme=theme, tasks=tasks, parent=None)
    qtbot.addWidget(dialog)
    dialog.show()
    type_into(qtbot, dialog, "passphrase", PASSPHRASE)
    with qtbot.waitSignal(tasks.idle):
        press(dialog, "unlock_now")

    assert f"{paths.centre_file()}:1: 15 is outside the range" in dialog.problem
