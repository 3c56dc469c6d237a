"""Checking minutes in the window: what the registry sealed is told from what it did not, and from no minutes at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from crlm_desktop.gui.dialogs.checked_minutes import CheckedMinutes
from crlm_desktop.gui.main_window import MainWindow
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.i18n import Language
from crlm_desktop.services import meetings, printing
from crlm_desktop.services.workplace import Workplace
from tests.services.test_meetings import held


def checked(qtbot: QtBot, window: MainWindow, tasks: Tasks, path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Choose a file as a person does, and return what the dialog says; nothing where none came."""
    bench = window.workbench
    assert bench is not None
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(path), ""))
    bench.show_place("meetings")
    bench.meetings.headline.check_button.click()
    qtbot.waitUntil(lambda: tasks.is_idle)
    dialogs = [one for one in bench.findChildren(CheckedMinutes) if one.isVisible()]
    said = [one.text() for dialog in dialogs for one in dialog.findChildren(QLabel) if one.text()]
    for dialog in dialogs:
        dialog.accept()
    return said


def test_that_sealed_minutes_are_told_from_a_draft_and_from_other_files(
    qtbot: QtBot,
    window: MainWindow,
    place: Workplace,
    tasks: Tasks,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    meeting_id = held(place)
    draft = printing.minutes(place, meeting_id, language=Language.EN, to=tmp_path / "draft.pdf")
    meetings.close(place, meeting_id)
    sealed = printing.minutes(place, meeting_id, language=Language.EN, to=tmp_path / "sealed.pdf")
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"no PDF at all")

    good = checked(qtbot, window, tasks, sealed, monkeypatch)
    early = checked(qtbot, window, tasks, draft, monkeypatch)
    other = checked(qtbot, window, tasks, letter, monkeypatch)
    gone = checked(qtbot, window, tasks, tmp_path / "gone.pdf", monkeypatch)

    assert good[0] == "The minutes are what the registry has sealed."
    assert any("has sealed exactly the attached content" in one for one in good)
    assert early[0] == "These minutes are not what the registry has sealed."
    assert other[0] == "This file cannot be checked as minutes."
    assert gone == []
    assert window.workbench is not None
    assert "gone.pdf" in window.workbench.band.text
