"""The help by F1: a page for each place in both languages, and nothing on it that the window does not have."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from crlm_desktop import paths
from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.gui import help_pages as pages
from crlm_desktop.gui.dialogs.keys import Keys
from crlm_desktop.gui.dialogs.reading import Reading
from crlm_desktop.gui.help_pages import PAGES, read_page
from crlm_desktop.gui.help_places import page_of
from crlm_desktop.gui.main_window import MainWindow
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import Theme
from crlm_desktop.gui.widgets.buttons import IconButton
from crlm_desktop.gui.workbench import CASE, MEETINGS, REGISTRY, Workbench
from crlm_desktop.i18n import Language, catalogue_for
from crlm_desktop.services.workplace import Workplace
from tests.gui.meeting_values import a_meeting_with, add_case

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_KEY = re.compile(r"`(.+?)`")
_HAN = re.compile(r"[\u4e00-\u9fff]")
# Of the widgets that say them in their own words: the arrows, the timeline, what is recorded, the list of cases.
_OF_WIDGETS = {"Left", "Right", "Up", "Down", "Shift+Left", "Shift+Right", "+", "-", "0", "Ctrl+Enter"}


@pytest.fixture
def bench(window: MainWindow) -> Workbench:
    assert window.workbench is not None
    return window.workbench


def opened() -> Reading:
    found = QApplication.activeModalWidget()
    assert isinstance(found, Reading)
    return found


def title_at(qtbot: QtBot, widget: QWidget) -> str:
    """Press F1 at a widget, and return the title of the page that opens; it is left again by Esc."""
    # Without a window manager nothing gives the window its keys back when a dialog has gone.
    widget.window().activateWindow()
    qtbot.waitUntil(widget.window().isActiveWindow)
    qtbot.keyClick(widget, Qt.Key.Key_F1)
    page = opened()
    title = page.windowTitle()
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    return title


def test_that_the_pages_name_only_what_the_window_has_and_the_same_in_both_languages(
    bench: Workbench, window: MainWindow, theme: Theme
) -> None:
    overview = Keys(bench.actions_, catalogue=window.catalogue, theme=theme, parent=bench)
    known = {key for keys, _text in overview.shown for key in keys.split(", ")} | _OF_WIDGETS
    translated = catalogue_for(Language.ZH)
    for name in PAGES:
        english, chinese = (read_page(name, language).text for language in (Language.EN, Language.ZH))
        named = _BOLD.findall(english)
        assert [one for one in named if translated.gettext(one) == one] == []
        assert [translated.gettext(one) for one in named] == _BOLD.findall(chinese)
        assert set(_KEY.findall(english)) - known == set()
        assert _KEY.findall(english) == _KEY.findall(chinese)
        assert english.count("\n") == chinese.count("\n")


@pytest.mark.parametrize("name", PAGES)
def test_that_a_page_is_written_in_its_language_and_short(name: str) -> None:
    english, chinese = (read_page(name, language) for language in (Language.EN, Language.ZH))
    assert english.title
    assert not _HAN.search(english.title + english.text)
    assert _HAN.search(chinese.title)
    assert all(_HAN.search(line) or "`" in line for line in chinese.text.splitlines() if line)
    assert len(english.text.split()) < 300


def test_that_no_mark_of_the_writing_is_left_on_a_page_as_it_is_shown(qapp: QApplication) -> None:
    for name in PAGES:
        for language in Language:
            shown = QTextDocument()
            shown.setMarkdown(read_page(name, language).text)
            assert not set("*`#") & set(shown.toPlainText()), (name, language)


def test_that_every_page_with_the_program_is_reached_and_every_title_is_its_own() -> None:
    for language in Language:
        there = {file.stem for file in paths.resource("help", language.value).iterdir()}
        assert there == set(PAGES)
        titles = sorted(read_page(name, language).title for name in PAGES)
        assert all(one != other for one, other in pairwise(titles))


def test_that_f1_explains_each_place_and_each_part_of_a_case_and_of_a_meeting(
    qtbot: QtBot, bench: Workbench, place: Workplace, tasks: Tasks
) -> None:
    case_id = add_case(place, "A-7")
    meeting_id = a_meeting_with(place, case_id)
    assert title_at(qtbot, bench) == "Cases"
    bench.open_case(case_id)
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert title_at(qtbot, bench) == "A case: its record"
    bench.case.views.show_view("timeline")
    assert title_at(qtbot, bench) == "A case: its timeline"
    bench.actions_.what_if.trigger()
    assert title_at(qtbot, bench) == "A case: its options, and what if"
    bench.actions_.what_if.trigger()
    bench.show_place(MEETINGS)
    assert title_at(qtbot, bench) == "Meetings"
    bench.meetings.open_meeting(meeting_id)
    bench.meetings.show_first_case()
    assert title_at(qtbot, bench) == "A meeting and the case on the table"
    bench.meetings.page.show_closing()
    assert title_at(qtbot, bench) == "Closing a meeting"
    bench.show_place(REGISTRY)
    assert title_at(qtbot, bench) == "Registry"
    qtbot.waitUntil(lambda: tasks.is_idle)


def test_that_the_options_are_explained_while_they_have_the_focus(
    qtbot: QtBot, bench: Workbench, place: Workplace, tasks: Tasks
) -> None:
    bench.open_case(add_case(place, "A-7"))
    qtbot.waitUntil(lambda: tasks.is_idle)
    bench.case.options.setFocus()
    assert page_of(bench.place, bench.case, bench.meetings) == pages.OPTIONS
    bench.case.form.setFocus()
    assert (bench.place, page_of(bench.place, bench.case, bench.meetings)) == (CASE, pages.RECORD)


def test_that_a_dialog_explains_the_place_before_which_it_stands_and_the_help_opens_no_second_one(
    qtbot: QtBot, bench: Workbench, window: MainWindow, theme: Theme
) -> None:
    bench.show_place(REGISTRY)
    dialog = Keys(bench.actions_, catalogue=window.catalogue, theme=theme, parent=bench)
    dialog.open()
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClick(dialog.search, Qt.Key.Key_F1)
    page = opened()
    assert page.windowTitle() == "Registry"
    qtbot.waitUntil(page.isActiveWindow)
    qtbot.keyClick(page, Qt.Key.Key_F1)
    assert opened() is page
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert QApplication.activeModalWidget() is dialog
    dialog.reject()


def test_that_the_first_screen_explains_itself_by_key_by_button_and_in_chinese(
    qtbot: QtBot, empty_window: MainWindow
) -> None:
    assert empty_window.start is not None
    assert title_at(qtbot, empty_window.start) == "The first screen"
    empty_window.change_language(Language.ZH)
    shown = empty_window.start.findChild(IconButton, "help")
    assert shown is not None
    qtbot.mouseClick(shown, Qt.MouseButton.LeftButton)
    page = opened()
    assert page.windowTitle() == "首屏"
    assert "打开演示" in page.page.toPlainText()
    page.reject()


def test_that_a_page_that_is_not_with_the_program_is_told_in_its_place(
    qtbot: QtBot, empty_window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_parts: str) -> None:
        raise EnvironmentFault(paths.MISSING_FILE, path="help/en/start.md")

    monkeypatch.setattr(paths, "resource", missing)
    qtbot.keyClick(empty_window, Qt.Key.Key_F1)
    page = opened()
    assert "A file of the program is missing: help/en/start.md." in page.page.toPlainText()
    page.reject()
