"""All cases evaluated from the registry's place: begun, followed, stopped, and given up when the registry closes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from threading import Event

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from crlm_desktop.case.identity import Identity
from crlm_desktop.case.record import Case
from crlm_desktop.gui.main_window import MainWindow
from crlm_desktop.gui.panels.registry_evaluation import EvaluationCard
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.workbench import REGISTRY
from crlm_desktop.services import review
from crlm_desktop.services.workplace import Workplace
from tests.builders import a_case


@pytest.fixture
def card(window: MainWindow, place: Workplace) -> EvaluationCard:
    """The card over a registry of two cases."""
    for number in ("H-1", "H-2"):
        review.create_case(place, Identity(number=number), a_case())
    assert window.workbench is not None
    window.workbench.show_place(REGISTRY)
    return window.workbench.registry.evaluation


@pytest.fixture
def midway(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> Iterable[Event]:
    """Keep the engine in the midst of a case until the event is set; then it goes on asking."""
    goes_on = Event()

    def propose_many(cases: Iterable[Case], *, each: Callable[[], object]) -> object:
        for _case in cases:
            while True:
                each()
                goes_on.wait(0.01)
        raise AssertionError("nobody stopped it")

    monkeypatch.setattr(place.engine, "propose_many", propose_many, raising=False)
    return goes_on


def test_that_all_cases_are_evaluated_and_counted(qtbot: QtBot, card: EvaluationCard, tasks: Tasks) -> None:
    card.begin.click()
    assert not card.begin.isEnabled()
    assert card.stop.isVisible()
    qtbot.waitUntil(lambda: tasks.is_idle)

    assert card.state.text().startswith("2 cases by edition tests, ")
    assert {one.text() for one in card.result.findChildren(QLabel)} == {"2", "nothing is recommended"}
    assert card.begin.isEnabled()
    assert not card.stop.isVisible()
    assert not card.progress.isVisible()


def test_that_stopping_says_so_and_lets_it_be_begun_again(
    qtbot: QtBot, card: EvaluationCard, tasks: Tasks, midway: Event
) -> None:
    card.begin.click()
    qtbot.waitUntil(lambda: "of 2 cases" in card.state.text())
    card.stop.click()
    qtbot.waitUntil(lambda: tasks.is_idle)

    assert card.state.text() == "The evaluation was stopped before it was done; nothing was changed by it."
    assert card.begin.isEnabled()
    assert not card.result.isVisible()


def test_that_closing_the_registry_stops_it(
    qtbot: QtBot, card: EvaluationCard, window: MainWindow, tasks: Tasks, midway: Event
) -> None:
    card.begin.click()
    qtbot.waitUntil(lambda: "of 2 cases" in card.state.text())
    assert window.workbench is not None
    window.workbench.actions_.leave.trigger()
    qtbot.waitUntil(lambda: tasks.is_idle)

    assert window.workplace is None


def test_that_other_work_goes_on_meanwhile(qtbot: QtBot, card: EvaluationCard, tasks: Tasks, midway: Event) -> None:
    card.begin.click()
    answers: list[int] = []
    tasks.run(lambda: 7, answers.append)
    qtbot.waitUntil(lambda: answers == [7])
    card.stop.click()
    qtbot.waitUntil(lambda: tasks.is_idle)
