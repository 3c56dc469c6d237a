"""Work off the window's thread: where it runs, where its answers arrive, and what becomes of errors."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from crlm_desktop.errors import Code, CrlmError, EnvironmentFault
from crlm_desktop.gui.tasks import Lane, Tasks

FAULT = Code("test.fault", "Something in the surroundings is at fault.")


def test_that_work_is_done_elsewhere_and_its_answer_arrives_in_the_window(qtbot: QtBot, tasks: Tasks) -> None:
    threads: list[str] = []

    def work() -> int:
        threads.append(threading.current_thread().name)
        return 42

    answers: list[int] = []

    def take(answer: int) -> None:
        answers.append(answer)
        threads.append(threading.current_thread().name)

    with qtbot.waitSignal(tasks.idle):
        tasks.run(work, take)
    assert answers == [42]
    assert threads[0] != threads[1] == threading.main_thread().name


def test_that_the_works_of_a_lane_keep_their_order(qtbot: QtBot, tasks: Tasks) -> None:
    answers: list[int] = []
    with qtbot.waitSignal(tasks.idle):
        for number in range(20):
            tasks.run(lambda number=number: number, answers.append, lane=Lane.REGISTRY)  # type: ignore[misc]
    assert answers == list(range(20))


def test_that_a_fault_is_told_to_whoever_asked(qtbot: QtBot, tasks: Tasks) -> None:
    told: list[CrlmError] = []

    def work() -> None:
        raise EnvironmentFault(FAULT)

    with qtbot.waitSignal(tasks.idle):
        tasks.run(work, told.append, failed=told.append)
    assert [error.code for error in told] == [FAULT]


def test_that_an_error_of_ours_is_raised_in_the_window(qtbot: QtBot, tasks: Tasks) -> None:
    broken: list[str] = []

    def work() -> None:
        raise ZeroDivisionError

    with qtbot.captureExceptions() as caught, qtbot.waitSignal(tasks.idle):
        tasks.run(work, lambda _answer: None, failed=lambda _error: None, broken=lambda: broken.append("told"))
    assert [kind for kind, _error, _trace in caught] == [ZeroDivisionError]
    assert broken == ["told"]


def test_that_an_answer_to_a_widget_that_is_gone_is_dropped(qtbot: QtBot, tasks: Tasks) -> None:
    class Waiter(QObject):
        def take(self, answer: object) -> None:
            pytest.fail(f"{answer} came too late")

    waiter = Waiter()
    gate = threading.Event()
    tasks.run(gate.wait, waiter.take)
    delete(waiter)
    with qtbot.waitSignal(tasks.idle):
        gate.set()
