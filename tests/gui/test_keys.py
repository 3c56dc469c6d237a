"""The overview of the keys: complete, found by typing, and no key means two things."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from pytestqt.qtbot import QtBot

from crlm_desktop.gui.dialogs.keys import Keys
from crlm_desktop.gui.main_window import MainWindow
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import Theme
from crlm_desktop.gui.workbench import MEETINGS, Workbench
from crlm_desktop.services.workplace import Workplace
from tests.gui.meeting_values import a_meeting_with, add_case


@pytest.fixture
def bench(window: MainWindow) -> Workbench:
    assert window.workbench is not None
    return window.workbench


@pytest.fixture
def keys(qtbot: QtBot, window: MainWindow, bench: Workbench, theme: Theme) -> Keys:
    made = Keys(bench.actions_, catalogue=window.catalogue, theme=theme, parent=bench)
    qtbot.addWidget(made)
    return made


def test_that_every_action_with_a_key_stands_once_with_all_its_keys(keys: Keys, bench: Workbench) -> None:
    shown = Counter(text for _keys, text in keys.shown)
    with_keys = [action for action in bench.actions_.all if not action.shortcut().isEmpty()]
    assert all(shown[action.text()] == 1 for action in with_keys)
    assert ("Ctrl+/", "Keys") in keys.shown
    assert ("F1", "Help") in keys.shown


def test_that_typing_leaves_what_answers_it_by_key_or_by_words(qtbot: QtBot, keys: Keys) -> None:
    qtbot.keyClicks(keys.search, "ctrl+k")
    assert keys.shown == [("Ctrl+K", "Command palette")]
    keys.search.setText("agenda case")
    assert keys.shown[0][1] == "Next case on the agenda"
    keys.search.setText("zzqq")
    assert keys.shown == []
    assert not keys.nothing.isHidden()


def test_that_one_key_shows_the_overview(qtbot: QtBot, bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(Keys, "exec", lambda dialog: asked.append(dialog.objectName()))
    qtbot.keyClick(bench, Qt.Key.Key_Slash, Qt.KeyboardModifier.ControlModifier)
    assert asked == ["keys"]


def test_that_no_key_means_two_things_with_a_meeting_on_the_table(
    qtbot: QtBot, bench: Workbench, place: Workplace, tasks: Tasks
) -> None:
    meeting_id = a_meeting_with(place, add_case(place, "A-7"))
    bench.show_place(MEETINGS)
    bench.meetings.open_meeting(meeting_id)
    bench.meetings.show_first_case()
    qtbot.waitUntil(lambda: tasks.is_idle)
    used = [keys.toString() for action in bench.actions_.all for keys in action.shortcuts()]
    used += [shortcut.key().toString() for shortcut in bench.findChildren(QShortcut)]
    used += [QKeySequence(keys).toString() for keys in ("Alt+Up", "Alt+Down")]
    assert "Ctrl+Right" in used
    assert [keys for keys, count in Counter(used).items() if count > 1] == []
