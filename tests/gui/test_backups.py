"""Backups in the window: made by themselves and on demand, what must be known of them, and one brought back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from crlm_desktop.case import casefile
from crlm_desktop.case.identity import Identity
from crlm_desktop.gui.dialogs.restore import Restore
from crlm_desktop.gui.main_window import MainWindow
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.workbench import REGISTRY, Workbench
from crlm_desktop.registry import backup
from crlm_desktop.services import review
from crlm_desktop.services.workplace import Damaged, Workplace
from tests.builders import a_case
from tests.registry.building import PASSPHRASE
from tests.registry.test_backup import flip
from tests.services.places import plain_engine


@pytest.fixture
def bench(window: MainWindow) -> Workbench:
    assert window.workbench is not None
    window.workbench.show_place(REGISTRY)
    return window.workbench


def press(inside: QWidget, name: str) -> None:
    found = inside.findChild(QPushButton, name)
    assert found is not None
    found.click()


def kinds(place: Workplace) -> list[str]:
    return [one.kind for one in backup.listed(place.path)]


def warnings(bench: Workbench) -> str:
    return bench.registry.backups.warnings.text()


def test_that_opening_a_registry_makes_the_backup_of_the_day_once(
    qtbot: QtBot, window: MainWindow, place: Workplace, tasks: Tasks
) -> None:
    assert kinds(place) == [backup.DAILY]
    window._safekeeping.look()
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert kinds(place) == [backup.DAILY]


def test_that_a_backup_on_demand_is_made_and_counted(
    qtbot: QtBot, bench: Workbench, place: Workplace, tasks: Tasks
) -> None:
    press(bench, "back_up_now")
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert kinds(place) == [backup.DAILY, backup.ASKED]
    assert bench.registry.backups.state.text().startswith("2 backups beside the registry")


def test_that_backups_on_the_same_drive_alone_are_warned_of(bench: Workbench) -> None:
    assert "same drive" in warnings(bench)


def test_that_a_backup_into_another_folder_is_told_with_its_place(
    qtbot: QtBot, bench: Workbench, tasks: Tasks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "stick").mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(tmp_path / "stick"))
    press(bench, "back_up_elsewhere")
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert str(tmp_path / "stick" / "tests-asked-20261123T183000Z") in bench.registry.backups.state.text()


def test_that_a_backup_that_fails_is_told_at_once_and_stays_told(
    qtbot: QtBot, window: MainWindow, bench: Workbench, tasks: Tasks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(tmp_path / "unplugged"))
    press(bench, "back_up_elsewhere")
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert str(tmp_path / "unplugged") in bench.band.text
    assert str(tmp_path / "unplugged") in warnings(bench)
    press(bench, "back_up_now")
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert str(tmp_path / "unplugged") not in warnings(bench)


def test_that_the_full_check_tells_that_all_is_whole(
    qtbot: QtBot, bench: Workbench, place: Workplace, tasks: Tasks
) -> None:
    review.create_case(place, Identity(number="1"), a_case())
    press(bench, "check_everything")
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert bench.registry.backups.report.text() == "All is whole: 1 case."


def test_that_damage_shows_in_the_check_and_no_name_with_it(
    qtbot: QtBot, bench: Workbench, place: Workplace, tasks: Tasks
) -> None:
    review.create_case(place, Identity(number="1", name="Unmistakable"), a_case())
    flip(place.path / "registry.db", 30 * 4096 + 9)
    press(bench, "check_everything")
    qtbot.waitUntil(lambda: tasks.is_idle)
    told = bench.registry.backups.report.text()
    assert "1 pages of the file" in told
    assert "Unmistakable" not in told


def test_that_an_import_is_preceded_by_a_backup(
    qtbot: QtBot, window: MainWindow, bench: Workbench, place: Workplace, tasks: Tasks, tmp_path: Path
) -> None:
    for one in backup.listed(place.path):
        one.path.rename(one.path.with_name(".away"))
    (tmp_path / "case.json").write_text(casefile.pretty(a_case(question="Resect?")))
    bench.cases.read_file(tmp_path / "case.json")
    bench.cases.bar.submitted.emit(Identity(number="4711"))
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert kinds(place) == [backup.BEFORE_IMPORT]
    assert [row.number for row in review.list_cases(place)] == ["4711"]
    assert bench.cases.bar.isEnabled()


@pytest.fixture
def real_engine_is_not_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crlm_desktop.services.knowledge.load_engine", plain_engine)


@pytest.mark.usefixtures("real_engine_is_not_needed")
def test_that_a_backup_is_restored_after_it_was_shown_what_it_holds_and_what_it_replaces_is_kept(
    qtbot: QtBot, window: MainWindow, bench: Workbench, place: Workplace, tasks: Tasks
) -> None:
    review.create_case(place, Identity(number="1"), a_case())
    press(bench, "restore_backup")
    dialog = window.findChild(Restore)
    assert dialog is not None
    dialog._passphrase.line.setText(PASSPHRASE)
    press(dialog, "restore_now")
    qtbot.waitUntil(lambda: dialog.held.isVisible())
    assert dialog.held.text().startswith("Test registry: 0 cases")
    press(dialog, "restore_now")
    qtbot.waitUntil(lambda: window.workbench is not None and window.workbench is not bench)
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert window.workplace is not None
    assert window.workplace.path == place.path
    assert review.count_cases(window.workplace) == 0
    assert window.workbench is not None
    assert "tests.replaced-20261123T183000Z.crlm" in window.workbench.band.text


def test_that_a_wrong_passphrase_for_a_backup_is_told_and_nothing_is_closed(
    qtbot: QtBot, window: MainWindow, bench: Workbench
) -> None:
    press(bench, "restore_backup")
    dialog = window.findChild(Restore)
    assert dialog is not None
    dialog._passphrase.line.setText("not the passphrase")
    press(dialog, "restore_now")
    qtbot.waitUntil(lambda: bool(dialog.problem))
    assert "does not open the backup" in dialog.problem
    assert window.workplace is not None
    dialog.reject()


def test_that_a_damaged_registry_opens_for_reading_and_says_so(
    qtbot: QtBot, empty_window: MainWindow, place: Workplace, tasks: Tasks
) -> None:
    place._registry.reading_only = Damaged(reason="page 7")
    empty_window.use(place)
    qtbot.waitUntil(lambda: tasks.is_idle)
    bench = empty_window.workbench
    assert bench is not None
    assert "page 7" in bench.reading.text
    assert kinds(place) == []
    bench.show_place(REGISTRY)
    buttons = {one.objectName(): one.isEnabled() for one in bench.registry.backups.findChildren(QPushButton)}
    assert buttons == {
        "back_up_now": False,
        "back_up_elsewhere": False,
        "restore_backup": True,
        "check_everything": True,
    }


def test_that_the_first_screen_restores_a_registry_that_is_gone(
    qtbot: QtBot, empty_window: MainWindow, place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = place.back_up(backup.ASKED, to=None, wanted=lambda: True)
    place.close()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(made.path))
    assert empty_window.start is not None
    press(empty_window.start, "restore_registry")
    dialog = empty_window.findChild(Restore)
    assert dialog is not None
    said = " ".join(one.text() for one in dialog.findChildren(QLabel))
    assert str(made.path) in said
    assert f"registry {place.path}" in said
    dialog.reject()


def test_that_a_backup_from_another_drive_is_offered_to_the_registry_that_it_is_named_after(
    qtbot: QtBot, empty_window: MainWindow, place: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "stick").mkdir()
    made = place.back_up(backup.ASKED, to=tmp_path / "stick", wanted=lambda: True)
    place.close()
    empty_window._preferences.remember_registry(place.path)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(made.path))
    empty_window._choose_backup()
    dialog = empty_window.findChild(Restore)
    assert dialog is not None
    assert dialog._target == place.path
    dialog.reject()


def test_that_the_demonstration_says_that_it_is_not_backed_up_by_itself(
    qtbot: QtBot, empty_window: MainWindow, place: Workplace, tasks: Tasks
) -> None:
    place._registry._info = replace(place.info, is_demonstration=True)
    empty_window.use(place)
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert empty_window.workbench is not None
    card = empty_window.workbench.registry.backups
    assert any("only when you ask for it" in one.text() for one in card.findChildren(QLabel))
    assert (kinds(place), card.warnings.text()) == ([], "")
