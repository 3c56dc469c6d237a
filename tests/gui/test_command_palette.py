"""The command palette finds actions, cases, meetings and knowledge, says why something cannot be, and goes there."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from crlm_desktop.gui.command_palette.entries import Kind
from crlm_desktop.gui.command_palette.finding import Found
from crlm_desktop.gui.command_palette.hindrances import action_entries
from crlm_desktop.gui.command_palette.palette import CommandPalette
from crlm_desktop.gui.dialogs.reading import Reading
from crlm_desktop.gui.main_window import MainWindow
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.workbench import CASE, CASES, MEETINGS, Workbench
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import knowledge, review
from crlm_desktop.services.workplace import Workplace
from tests.builders import a_case
from tests.gui.meeting_values import a_meeting_with, add_case

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def bench(window: MainWindow) -> Workbench:
    assert window.workbench is not None
    return window.workbench


def opened(qtbot: QtBot, bench: Workbench, tasks: Tasks) -> CommandPalette:
    """Open the palette by its key and wait for what it lists."""
    bench.window().activateWindow()
    qtbot.waitUntil(bench.window().isActiveWindow)
    qtbot.keyClick(bench, Qt.Key.Key_K, CONTROL)
    qtbot.waitUntil(lambda: tasks.is_idle and bench.palette_opening.palette is not None)
    palette = bench.palette_opening.palette
    assert palette is not None
    qtbot.waitUntil(palette.isActiveWindow)
    return palette


def typed(qtbot: QtBot, palette: CommandPalette, text: str, tasks: Tasks) -> list[str]:
    """Type a text and return the titles of what is found."""
    qtbot.keyClicks(palette.field, text)
    qtbot.waitUntil(lambda: tasks.is_idle)
    return [entry.title for entry in palette.model.entries]


def choose(qtbot: QtBot, bench: Workbench, palette: CommandPalette) -> None:
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bench.palette_opening.palette is None)


def test_that_an_action_is_done_when_the_palette_has_gone(qtbot: QtBot, bench: Workbench, tasks: Tasks) -> None:
    palette = opened(qtbot, bench, tasks)
    assert typed(qtbot, palette, "meet", tasks)[0] == "Meetings"
    choose(qtbot, bench, palette)
    qtbot.waitUntil(lambda: bench.place == MEETINGS)


def test_that_a_disabled_action_is_listed_says_why_and_is_not_done(
    qtbot: QtBot, bench: Workbench, tasks: Tasks
) -> None:
    palette = opened(qtbot, bench, tasks)
    assert typed(qtbot, palette, "history", tasks)[0] == "History of the case"
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.told.text() == "Open a case first."
    assert palette.isVisible()
    assert "Open a case first." in palette.field.accessibleDescription()


def test_that_every_disabled_action_has_its_reason_in_every_place(
    bench: Workbench, place: Workplace, catalogue: Catalogue
) -> None:
    case_id = add_case(place, "A-7")
    for name in bench.place_names:
        bench.open_case(case_id) if name == CASE else bench.show_place(name)
        entries = action_entries(bench.actions_, place, is_at_case=name == CASE, catalogue=catalogue)
        enabled = {action.objectName(): action.isEnabled() for action in bench.actions_.all}
        assert {one.id: one.refused == "" for one in entries} == {
            one: can for one, can in enabled.items() if one != "palette"
        }
    undo = next(one for one in entries if one.id == "undo")
    assert undo.refused == "Open a case first."


def test_that_a_case_is_found_by_number_name_and_note_and_opened(
    qtbot: QtBot, bench: Workbench, place: Workplace, tasks: Tasks
) -> None:
    case_id = add_case(place, "A-7")
    other = add_case(place, "B-8", a_case(question="Seen at Riverside"))
    assert review.list_cases(place, "riverside")[0].id == other
    palette = opened(qtbot, bench, tasks)
    assert typed(qtbot, palette, "riverside", tasks) == ["B-8 Ada Example"]
    palette.field.clear()
    assert typed(qtbot, palette, "example a-7", tasks)[0] == "A-7 Ada Example"
    choose(qtbot, bench, palette)
    qtbot.waitUntil(lambda: bench.place == CASE)
    assert bench.case.headline.isVisible()
    assert bench.palette_opening.palette is None
    assert review.open_case(place, case_id).identity.number == "A-7"


@pytest.mark.parametrize("query", ["2026-11-26", "26 nov", "liver meeting"])
def test_that_a_meeting_is_found_by_its_day_and_its_title_and_opened(
    qtbot: QtBot, bench: Workbench, place: Workplace, tasks: Tasks, query: str
) -> None:
    meeting_id = a_meeting_with(place)
    palette = opened(qtbot, bench, tasks)
    typed(qtbot, palette, query, tasks)
    assert palette.current is not None
    assert (palette.current.kind, palette.current.id) == (Kind.MEETING, meeting_id)
    choose(qtbot, bench, palette)
    qtbot.waitUntil(lambda: bench.place == MEETINGS and not bench.meetings.is_list)


def test_that_enter_before_the_answer_takes_what_is_found_for_the_whole_text(
    qtbot: QtBot, bench: Workbench, tasks: Tasks
) -> None:
    palette = opened(qtbot, bench, tasks)
    # At first the list stands as for the empty text, whose first entry leads to the cases.
    qtbot.keyClicks(palette.field, "meet")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bench.place == MEETINGS)


def test_that_an_answer_to_an_earlier_text_is_not_shown(qtbot: QtBot, bench: Workbench, tasks: Tasks) -> None:
    palette = opened(qtbot, bench, tasks)
    before = typed(qtbot, palette, "meet", tasks)
    palette.show_found(Found(query="me", entries=()))
    assert [entry.title for entry in palette.model.entries] == before


def test_that_arrows_go_round_and_what_is_chosen_is_told_to_a_screen_reader(
    qtbot: QtBot, bench: Workbench, tasks: Tasks
) -> None:
    palette = opened(qtbot, bench, tasks)
    QAbstractItemModelTester(palette.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert palette.field.accessibleDescription() == "Action, Cases, Ctrl+1"
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    assert palette.current == palette.model.entries[-1]
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.field.accessibleDescription() == "Action, Cases, Ctrl+1"


def test_that_escape_leaves_the_place_as_it_is(qtbot: QtBot, bench: Workbench, tasks: Tasks) -> None:
    palette = opened(qtbot, bench, tasks)
    typed(qtbot, palette, "meet", tasks)
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    assert bench.palette_opening.palette is None
    assert bench.place == CASES


def test_that_a_text_that_nothing_answers_is_said_to_find_nothing(qtbot: QtBot, bench: Workbench, tasks: Tasks) -> None:
    palette = opened(qtbot, bench, tasks)
    assert typed(qtbot, palette, "zzqq", tasks) == []
    assert palette.told.text() == "Nothing is found for “zzqq”."


def test_that_locking_closes_the_palette_and_empties_it(
    qtbot: QtBot, window: MainWindow, bench: Workbench, place: Workplace, tasks: Tasks
) -> None:
    add_case(place, "A-7")
    palette = opened(qtbot, bench, tasks)
    assert typed(qtbot, palette, "a-7", tasks) == ["A-7 Ada Example"]
    window.lock()
    assert not palette.isVisible()
    assert palette.model.entries == ()
    assert bench.palette_opening.palette is None


def test_that_what_was_chosen_comes_first_and_no_case_is_named_in_the_settings(
    qtbot: QtBot, bench: Workbench, place: Workplace, tasks: Tasks, tmp_path: Path
) -> None:
    case_id = add_case(place, "A-7")
    for text in ("meetings", "a-7"):
        palette = opened(qtbot, bench, tasks)
        typed(qtbot, palette, text, tasks)
        choose(qtbot, bench, palette)
        qtbot.waitUntil(lambda: tasks.is_idle)
    qtbot.waitUntil(lambda: bench.place == CASE)
    palette = opened(qtbot, bench, tasks)
    assert [entry.title for entry in palette.model.entries][:3] == ["A-7 Ada Example", "Meetings", "Cases"]
    kept = (tmp_path / "settings.json").read_text(encoding="utf-8")
    assert "action:meetings" in kept
    assert case_id not in kept


def test_that_knowledge_is_found_in_either_language_and_shown_with_its_sources(
    qtbot: QtBot, bench: Workbench, place: Workplace, tasks: Tasks
) -> None:
    place.engine = knowledge.load_engine()
    palette = opened(qtbot, bench, tasks)
    assert "Liver resection" in typed(qtbot, palette, "gqc", tasks)
    palette.field.clear()
    assert typed(qtbot, palette, "liver resection", tasks)[0] == "Liver resection"
    choose(qtbot, bench, palette)
    qtbot.waitUntil(lambda: len(bench.findChildren(Reading)) == 1)
    (page,) = bench.findChildren(Reading)
    text = page.page.toPlainText()
    strategy = next(one for one in place.engine.edition.strategies if one.name.en == "Liver resection")
    cited = {source for rule in strategy.rules for source in rule.sources}
    assert cited
    assert all(place.engine.edition.sources[source].citation in text for source in cited)
    assert "Requirements" in text
    page.reject()
