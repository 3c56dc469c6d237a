"""What is garbage of Qt is freed on the thread of the window, whatever a worker allocates meanwhile."""

from __future__ import annotations

import gc
import threading

from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from crlm_desktop.gui import garbage
from crlm_desktop.gui.tasks import Tasks


class Kept(QObject):
    """Keeps itself, so that only the collector frees it, and tells on which thread that is."""

    def __init__(self, freed: list[str]) -> None:
        super().__init__()
        self._myself = self
        self._freed = freed
        self._timer = QTimer(self)
        self._timer.start(10_000)

    def __del__(self) -> None:
        self._freed.append(threading.current_thread().name)


def _many_cycles() -> int:
    made = 0
    for _time in range(200_000):
        one: list[object] = []
        one.append(one)
        made += 1
    return made


def test_that_a_worker_frees_no_object_of_the_window(qtbot: QtBot, tasks: Tasks) -> None:
    freed: list[str] = []
    Kept(freed)
    done: list[int] = []

    tasks.run(_many_cycles, done.append)
    qtbot.waitUntil(lambda: done == [200_000])

    assert freed == []
    gc.collect()
    assert freed == [threading.main_thread().name]


def test_that_garbage_is_collected_when_it_is_due_and_not_before() -> None:
    gc.collect()
    freed: list[str] = []
    Kept(freed)
    garbage.collect_if_due()
    assert freed == []

    _many_cycles()
    garbage.collect_if_due()

    assert freed == [threading.main_thread().name]


def test_that_python_collects_by_itself_again_afterwards() -> None:
    gc.enable()
    with garbage.collected_here():
        assert not gc.isenabled()
    assert gc.isenabled()
    gc.disable()
