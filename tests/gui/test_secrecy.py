"""Nothing leaks: no byte that the program writes by itself names a demonstration patient, whatever one does."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crlm_desktop import paths, settings
from crlm_desktop.gui import crash
from crlm_desktop.gui.main_window import MainWindow
from crlm_desktop.gui.preferences import Preferences
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import Theme
from crlm_desktop.registry import backup, connection, keys
from crlm_desktop.services import demonstration, review, users
from crlm_desktop.services.users import Role
from tests.registry.building import AUTHOR, CHEAP, CLOCK
from tests.services.places import plain_engine

SECRET = "a passphrase nobody wrote down"


def identifiers() -> set[str]:
    """Return names and numbers of every demonstration patient."""
    told = [json.loads(file.read_bytes())["identity"] for file in paths.db("demo").glob("demo-*.json")]
    return {str(one[key]) for one in told for key in ("name", "number")}


def leaks(folder: Path, words: set[str]) -> Iterator[tuple[str, str]]:
    for file in (file for file in folder.rglob("*") if file.is_file()):
        content = file.read_bytes()
        for word in words:
            if any(word.encode(encoding) in content for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")):
                yield file.relative_to(folder).as_posix(), word


@pytest.fixture
def everywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One folder for all that can be written: home, temporary files, settings, logs, registries."""
    folder = tmp_path / "everywhere"
    folder.mkdir()
    for variable in ("TMPDIR", "SQLITE_TMPDIR", "TEMP", "TMP", "HOME", "CRLM_DESKTOP_HOME"):
        monkeypatch.setenv(variable, str(folder))
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.logs_errors(reason="a failure is provoked, to look at what its report holds")
@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_that_no_file_the_program_writes_names_a_patient(
    qtbot: QtBot, everywhere: Path, theme: Theme, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = identifiers()
    assert len(words) >= 24
    place = demonstration.build(everywhere / "demo.crlm", author=AUTHOR, clock=CLOCK, engine=plain_engine())
    preferences = Preferences(settings_of(everywhere), everywhere / "settings.json")
    window = MainWindow(preferences=preferences, theme=theme, tasks=tasks, clock=CLOCK, author=AUTHOR)
    qtbot.addWidget(window)
    window.show()
    window.use(place)
    assert window.workbench is not None
    row = review.list_cases(place)[0]
    window.workbench.open_case(row.id)
    window.workbench.cases.search.setText(row.name)
    QApplication.clipboard().setText(row.name)
    qtbot.waitUntil(lambda: tasks.is_idle)
    users.add_user(place, "Dr B.", Role.MEMBER, SECRET, cost=CHEAP)
    recovery_key = users.make_recovery_key(place, cost=CHEAP)
    with pytest.raises(Exception, match="wrong-passphrase"):
        users.enter(place, "Dr B.", row.name)
    provoke_a_report(row.name, monkeypatch)
    window.lock()
    backed_up(everywhere / "demo.crlm")
    assert (everywhere / "demo.crlm" / "registry.db-wal").stat().st_size > 0
    kinds = {file.name for file in everywhere.rglob("*") if file.is_file()}
    assert {"registry.db", "registry.db-wal", "keys.json", "lock", "attempts.json", "settings.json"} <= kinds
    assert any(name.startswith("fault-") for name in kinds)
    assert len(list(everywhere.rglob("registry.db"))) == 2

    secrets = words | {SECRET, recovery_key, recovery_key.replace("-", "")}
    assert list(leaks(everywhere, secrets)) == []
    assert window.close()
    assert list(leaks(everywhere, secrets)) == []


def test_that_a_leak_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "leak").write_bytes(b"\x00" + "李文博".encode("utf-16-le"))
    assert list(leaks(tmp_path, {"李文博"})) == [("leak", "李文博")]


def settings_of(folder: Path) -> settings.Settings:
    stored = settings.Settings(recent_registries=(str(folder / "demo.crlm"),))
    settings.save(stored, folder / "settings.json")
    return stored


def provoke_a_report(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (sys, threading):
        monkeypatch.setattr(module, "excepthook", module.excepthook)
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    crash.install(lambda _report: None, clock=CLOCK)
    try:
        raise ValueError(name)
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)


def backed_up(folder: Path) -> None:
    key = keys.unlock(keys.read(folder / "keys.json"), demonstration.PASSPHRASE)
    assert key is not None
    copied = backup.make(folder, key, kind=backup.ASKED, now=CLOCK.now()).path
    connection.connect(copied / "registry.db", key).close()
