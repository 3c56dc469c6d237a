"""The frame of dialogs that have something done: failure is told, a fault frees them, and nothing is left early."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QProgressBar, QPushButton
from pytestqt.qtbot import QtBot

from crlm_desktop.errors import Code, CrlmError
from crlm_desktop.gui.dialogs.working import WorkingDialog
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.widgets.buttons import Kind, button
from crlm_desktop.i18n import Catalogue

REFUSED = Code("tests.refused", "Refused: {why}.")


class Asking(WorkingDialog):
    def __init__(self, tasks: Tasks, catalogue: Catalogue) -> None:
        super().__init__(None, name="asking", title="Asking", catalogue=catalogue, tasks=tasks)
        self.line = QLineEdit()
        self.column.addWidget(self.line)
        self.go = button("Go", kind=Kind.PRIMARY, name="go")
        self.add_foot(self.go, locks=(self.line,), working="Asking somebody")
        self.answers: list[object] = []

    def take(self, answer: object) -> None:
        self.answers.append(answer)

    def bar(self) -> QProgressBar:
        found = self.findChild(QProgressBar)
        assert isinstance(found, QProgressBar)
        return found


@pytest.fixture
def dialog(qtbot: QtBot, tasks: Tasks, catalogue: Catalogue) -> Asking:
    made = Asking(tasks, catalogue)
    qtbot.addWidget(made)
    made.show()
    return made


def test_that_a_dialog_at_work_cannot_be_left_or_changed_until_the_answer_comes(qtbot: QtBot, dialog: Asking) -> None:
    may_end = threading.Event()
    dialog.work_on(lambda: may_end.wait(10), dialog.take)
    cancel = dialog.findChild(QPushButton, "cancel")
    assert cancel is not None
    assert (dialog.line.isEnabled(), dialog.go.isEnabled(), cancel.isEnabled()) == (False, False, False)
    assert dialog.bar().isVisible()
    assert dialog.bar().accessibleName() == "Asking somebody"
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    may_end.set()
    qtbot.waitUntil(lambda: dialog.answers == [True])
    assert (dialog.line.isEnabled(), dialog.go.isEnabled(), dialog.bar().isVisible()) == (True, True, False)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_that_a_refusal_is_told_in_the_dialog_and_gone_with_the_next_try(qtbot: QtBot, dialog: Asking) -> None:
    def refuse() -> None:
        raise CrlmError(REFUSED, why="today is a holiday")

    dialog.work_on(refuse, dialog.take)
    qtbot.waitUntil(lambda: dialog.told.text() == "Refused: today is a holiday.")
    assert dialog.told.isVisible()
    assert dialog.answers == []
    dialog.work_on(lambda: 7, dialog.take)
    assert not dialog.told.isVisible()
    qtbot.waitUntil(lambda: dialog.answers == [7])


def test_that_a_fault_of_ours_frees_the_dialog(qtbot: QtBot, dialog: Asking) -> None:
    def break_() -> None:
        raise RuntimeError("a fault of ours")

    with qtbot.captureExceptions() as raised:
        dialog.work_on(break_, dialog.take)
        qtbot.waitUntil(lambda: dialog.go.isEnabled())
    assert [str(one[1]) for one in raised] == ["a fault of ours"]
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
