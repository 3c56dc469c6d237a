"""An error that nobody expected: reported wherever it happens, kept, and never with what it says about a patient."""

from __future__ import annotations

import logging
import sys
import threading

import pytest
from pytestqt.qtbot import QtBot

from crlm_desktop import paths
from crlm_desktop.gui import crash
from tests.registry.building import CLOCK

SECRET = "Ada Unmistakable 7777"

pytestmark = pytest.mark.logs_errors(reason="an error that nobody expected is logged")


@pytest.fixture
def told(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The reports that the user is told."""
    reports: list[str] = []
    for module in (sys, threading):
        monkeypatch.setattr(module, "excepthook", module.excepthook)
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    crash.install(reports.append, clock=CLOCK)
    return reports


def fail() -> None:
    raise ValueError(SECRET)


class FailsAtItsEnd:
    def __del__(self) -> None:
        fail()


def kept() -> list[str]:
    return [file.read_text(encoding="utf-8") for file in sorted(paths.log_folder().glob("fault-*.txt"))]


def test_that_an_unexpected_error_is_reported_without_patient_data_and_kept(
    told: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    try:
        fail()
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    (report,) = told
    assert "ValueError" in report
    assert "test_crash.py" in report
    assert kept() == [report]
    assert SECRET not in report + caplog.text


def test_that_an_error_in_a_thread_and_one_at_an_objects_end_are_kept_without_what_they_say(
    told: list[str], caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    FailsAtItsEnd()
    second, first = kept()
    assert "_bootstrap_inner" in first
    assert "__del__" in second
    assert told == []
    assert SECRET not in first + second + caplog.text + "".join(capfd.readouterr())


def test_that_two_errors_of_one_second_keep_both_reports(told: list[str]) -> None:
    for kind in (KeyError, ValueError):
        sys.excepthook(kind, kind(SECRET), None)
    assert [("KeyError" in one, "ValueError" in one) for one in kept()] == [(False, True), (True, False)]
    assert len(told) == 2


def test_that_an_interruption_does_not_tell_what_it_came_upon(
    told: list[str], caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    interrupted = KeyboardInterrupt(SECRET)
    interrupted.__context__ = ValueError(SECRET)
    sys.excepthook(KeyboardInterrupt, interrupted, None)
    assert told == kept() == []
    assert [(record.levelno, record.getMessage()) for record in caplog.records] == [(logging.WARNING, "interrupted")]
    assert SECRET not in "".join(capfd.readouterr())
