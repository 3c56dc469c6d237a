"""What if: facts taken otherwise than recorded change what is shown, never what is recorded, decided or printed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from crlm_desktop.case.identity import Identity
from crlm_desktop.gui.main_window import MainWindow
from crlm_desktop.gui.panels.case import CasePanel
from crlm_desktop.gui.panels.what_if_row import AssumptionRow, NumberBox
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.widgets.flip_band import FlipBand
from crlm_desktop.gui.workbench import Workbench
from crlm_desktop.services import knowledge, review
from crlm_desktop.services.workplace import Workplace
from tests.benchmarks.test_propose import a_case_of
from tests.builders import a_case
from tests.services.places import a_workplace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

BILIRUBIN = "function.bilirubin_umol_l"
HIGH = 60.0
"""µmol/L, at which nothing leads any more."""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    """A registry with the engine of the shipped knowledge."""
    with a_workplace(tmp_path / "what-if.crlm", knowledge.load_engine()) as opened:
        yield opened


@pytest.fixture
def bench(qtbot: QtBot, window: MainWindow, place: Workplace, tasks: Tasks) -> Workbench:
    """The window with a case of three lesions open."""
    stored = review.create_case(place, Identity(number="4711"), a_case_of(3))
    review.create_case(place, Identity(number="4712"), a_case())
    assert window.workbench is not None
    window.workbench.open_case(stored.id)
    qtbot.waitUntil(lambda: tasks.is_idle)
    return window.workbench


def assumed(qtbot: QtBot, bench: Workbench, tasks: Tasks, fact: str) -> AssumptionRow:
    """Assume a fact as a person does, and return its row once the engine has answered."""
    if not bench.case.what_if.is_open:
        bench.actions_.what_if.trigger()
    bench.case.what_if.strip.assume(fact)
    row = bench.case.what_if.strip.row(fact)
    assert row is not None
    answered(qtbot, tasks)
    return row


def answered(qtbot: QtBot, tasks: Tasks) -> None:
    qtbot.wait(80)  # the slider has come to rest
    qtbot.waitUntil(lambda: tasks.is_idle)


def statuses(panel: CasePanel) -> list[tuple[str, str]]:
    return [(card.strategy, card.option.status.value) for card in panel.options.cards]


def said(panel: CasePanel) -> str:
    return "\n".join(one.text() for one in panel.what_if.strip.findChildren(QLabel) if one.isVisible())


def type_number(qtbot: QtBot, row: AssumptionRow, text: str) -> NumberBox:
    box = row.control
    assert isinstance(box, NumberBox)
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, text)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    return box


def test_that_an_assumption_changes_what_is_shown_and_nothing_that_is_recorded(
    qtbot: QtBot, bench: Workbench, place: Workplace, tasks: Tasks
) -> None:
    session = bench.case.what_if.strip
    before, proposal = statuses(bench.case), bench._session.proposal
    row = assumed(qtbot, bench, tasks, BILIRUBIN)

    type_number(qtbot, row, "60")
    answered(qtbot, tasks)

    assert dict(session.assumptions) == {BILIRUBIN: HIGH}
    assert statuses(bench.case) != before
    assert "Best reachable intent: open; before: no evidence of disease." in said(bench.case)
    assert "now: 11 µmol/L" in said(bench.case)
    intent = bench.case.options.findChild(QLabel, "intent")
    assert intent is not None
    assert "recorded" not in intent.text()
    assert bench._session.proposal is proposal
    stored = bench._session.stored
    assert stored is not None
    assert review.open_case(place, stored.id).revision.number == 1

    bench.actions_.what_if.trigger()

    assert not bench.case.what_if.is_open
    assert statuses(bench.case) == before
    # Nothing says that options were otherwise: they never were.
    assert not any("was:" in card.heading.accessibleDescription() for card in bench.case.options.cards)


def test_that_the_slider_and_the_box_tell_the_same(qtbot: QtBot, bench: Workbench, tasks: Tasks) -> None:
    row = assumed(qtbot, bench, tasks, BILIRUBIN)
    assert row.slider is not None
    row.slider.setFocus()
    at = row.slider.value()

    qtbot.keyClick(row.slider, Qt.Key.Key_Right)
    answered(qtbot, tasks)

    assert row.slider.value() == at + 1
    assert row.value == 12.0
    assert isinstance(row.control, QLineEdit)
    assert row.control.text() == "12"


def test_that_a_number_that_cannot_be_is_marked_and_not_taken(qtbot: QtBot, bench: Workbench, tasks: Tasks) -> None:
    row = assumed(qtbot, bench, tasks, BILIRUBIN)

    box = type_number(qtbot, row, "5000")

    assert box.property("faulty") is True
    assert "Allowed is 0 to 1000; 11 is still what is assumed." in said(bench.case)
    assert row.value == 11.0
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert box.text() == "11"
    assert bench.case.what_if.is_open


def test_that_a_choice_begins_at_what_is_recorded_and_the_band_marks_what_is_assumed(
    qtbot: QtBot, bench: Workbench, tasks: Tasks
) -> None:
    ras = assumed(qtbot, bench, tasks, "molecular.ras")
    assert ras.value == "mutated"
    assert "With this the proposal would be the same." in said(bench.case)

    row = assumed(qtbot, bench, tasks, BILIRUBIN)
    band = row.findChild(FlipBand)
    assert band is not None
    before = [one.is_as_now for one in band.line.stretches]
    type_number(qtbot, row, "60")
    answered(qtbot, tasks)

    assert [one.is_as_now for one in band.line.stretches] != before
    assert next(one for one in band.line.stretches if one.is_as_now).low <= HIGH


def test_that_a_fact_is_found_by_typing_and_escape_goes_back_to_the_record(
    qtbot: QtBot, bench: Workbench, tasks: Tasks
) -> None:
    bench.actions_.what_if.trigger()
    finder = bench.case.what_if.strip.finder
    assert finder.hasFocus()

    qtbot.keyClicks(finder, "biliru")
    qtbot.keyClick(finder, Qt.Key.Key_Return)
    answered(qtbot, tasks)

    row = bench.case.what_if.strip.row(BILIRUBIN)
    assert isinstance(row, AssumptionRow)
    assert row.control.hasFocus()
    qtbot.keyClicks(row.control, "3.5 mg/dL")
    qtbot.keyClick(row.control, Qt.Key.Key_Return)
    assert row.value == 59.9
    qtbot.keyClick(row.control, Qt.Key.Key_Escape)
    assert not bench.case.what_if.is_open
    assert bench.place == "case"


def test_that_no_opinion_is_given_on_what_is_only_assumed(qtbot: QtBot, bench: Workbench, tasks: Tasks) -> None:
    panel = bench.case.options
    strategy = next(iter(panel.cards)).strategy
    panel.focus_opinion(strategy)
    card = panel.cards.card(strategy)
    assert card is not None
    card.opinions.entry.words.edit.setPlainText("Enough remnant on the left")

    row = assumed(qtbot, bench, tasks, BILIRUBIN)
    assert not card.opinions.entry.isVisible()
    row.dropped.emit(BILIRUBIN)
    answered(qtbot, tasks)

    again = panel.cards.card(strategy)
    assert again is not None
    assert again.opinions.draft.text == "Enough remnant on the left"


def test_that_the_record_can_be_edited_meanwhile_and_the_assumption_holds(
    qtbot: QtBot, bench: Workbench, tasks: Tasks
) -> None:
    row = assumed(qtbot, bench, tasks, BILIRUBIN)
    type_number(qtbot, row, "60")
    bench.case.form.entered.emit("fitness.ecog", 2, "2")
    answered(qtbot, tasks)

    assert dict(bench.case.what_if.strip.assumptions) == {BILIRUBIN: HIGH}
    assert "Best reachable intent: open" in said(bench.case)


def test_that_an_assumption_about_a_lesion_goes_with_the_lesion(qtbot: QtBot, bench: Workbench, tasks: Tasks) -> None:
    assumed(qtbot, bench, tasks, "lesions[L3].size_mm")
    assumed(qtbot, bench, tasks, "lesions[L1].size_mm")

    bench._session.remove_entry("lesions[2]")
    answered(qtbot, tasks)

    assert list(bench.case.what_if.strip.assumptions) == ["lesions[L1].size_mm"]
    assert bench.band.text == ""


def test_that_another_case_is_shown_as_it_is_recorded(
    qtbot: QtBot, bench: Workbench, place: Workplace, tasks: Tasks
) -> None:
    assumed(qtbot, bench, tasks, BILIRUBIN)
    other = next(row for row in review.list_cases(place) if row.number == "4712")

    bench.open_case(other.id)
    answered(qtbot, tasks)

    assert not bench.case.what_if.is_open
    assert bench._session.proposal is not None
    assert [one for one, _status in statuses(bench.case)] == [one.strategy for one in bench._session.proposal.options]
