"""The whole program at work, in a process of its own: `python -m tests.flows.working_session FOLDER OUTSIDE PART PIPE`.

It is started as somebody starts it (`crlm-desktop demo`), and driven by what one would press and type. What it shows
outside its own pages is told as JSON lines through the file descriptor PIPE; it may write below FOLDER and,
where it is asked to, into OUTSIDE.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from crlm_desktop import main
from crlm_desktop.case.identity import CaseId
from crlm_desktop.gui import app
from crlm_desktop.gui.dialogs.unexpected import UnexpectedError
from crlm_desktop.gui.main_window import MainWindow
from crlm_desktop.gui.meeting.leaving import LossWarning
from crlm_desktop.gui.workbench import Workbench
from crlm_desktop.services import meetings, review
from crlm_desktop.services.review import CaseRow

PATIENCE = 60
# A decision, an opinion, a field, who a case is about, a new case.
KINDS_TYPED = 5
DONE: dict[str, Any] = {"step": "done", "titles": [], "notices": [], "files": []}


def tell(**told: object) -> None:
    os.write(int(sys.argv[4]), (json.dumps(told) + "\n").encode())


def until(is_so: Callable[[], bool]) -> None:
    """Let the program go on until something is so."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end
        QTest.qWait(10)


class Session:
    """One person's work, step by step."""

    def __init__(self, folder: Path, outside: Path) -> None:
        self.folder = folder
        self.outside = outside

    @property
    def window(self) -> MainWindow:
        return next(one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow))

    @property
    def bench(self) -> Workbench:
        bench = self.window.workbench
        assert bench is not None
        return bench

    @property
    def rows(self) -> tuple[CaseRow, ...]:
        return tuple(self.bench.cases.model.rows)

    def settle(self, step: str) -> None:
        """Wait until nothing is under way, and tell what is to be seen beside the pages, and which files are open."""
        until(lambda: self.window.workbench is None or self.window._tasks.is_idle)
        titles = [one.windowTitle() for one in QApplication.topLevelWidgets()]
        titles += [one.title() for one in QGuiApplication.topLevelWindows()]
        bench = self.window.workbench
        notices = [bench.status.message, bench.band.text] if bench is not None else []
        files = [str(one) for one in written_files()]
        tell(step=step, titles=titles, notices=notices, files=files, seconds=round(time.process_time(), 1))

    def start(self) -> None:
        until(lambda: self.window.workbench is not None)
        until(lambda: bool(self.rows))
        self.settle("opened")

    def search(self) -> None:
        for row in self.rows:
            self.bench.cases.search.setText(row.name)
            QTest.qWait(1)
        self.settle("searched")
        self.bench.cases.search.setText("")
        self.settle("searched")

    def look(self) -> None:
        for row in self.rows[:1]:
            self.bench.open_case(row.id)
            self.settle("case opened")
        self.bench.actions_.history.trigger()
        self.settle("history")
        close_dialogs()

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self.rows[0].name)
        self.settle("copied")

    def edit(self) -> None:
        """Save a case, and refuse to save another because the disk is full."""
        row = self.rows[0]
        self.bench.open_case(row.id)
        box = self.bench.case.form.boxes["question"]
        enter(box.control, f"{row.name} {row.number}")
        box.commit()
        self.settle("saved")
        with full_disk():
            enter(box.control, f"{row.name} again " * 400)
            box.commit()
            self.settle("not saved")
            self.bench.registry.backups._now.click()
            self.settle("not backed up")
        assert self.bench.band.text or self.bench.status.message
        enter(box.control, f"{row.name} once more")
        box.commit()
        self.settle("saved")

    def back_up(self) -> None:
        self.bench.show_place("registry")
        self.bench.registry.backups._now.click()
        self.settle("backed up")

    def export(self) -> None:
        """Write a case file by the dialog, and read the case file again for another patient."""
        row = self.rows[1]
        self.bench.open_case(row.id)
        case_file = self.outside / "case.json"
        self.answering(case_file, self.bench.actions_.export_case.trigger)
        self.settle("exported")
        self.bench.show_place("cases")
        self.bench.cases.read_file(case_file)
        enter(self.bench.cases.bar.number.line, f"{row.number}-B")
        enter(self.bench.cases.bar.name.line, f"{row.name} B")
        self.bench.cases.bar.submit()
        until(lambda: self.bench.place == "case")
        self.settle("imported")
        assert case_file.is_file()

    def answering(self, path: Path, ask: Callable[[], object]) -> None:
        """Do what asks for a file, and answer as a person does."""

        def answer() -> None:
            dialog = QApplication.activeModalWidget()
            assert isinstance(dialog, QFileDialog)
            tell(step="file dialog", titles=[dialog.windowTitle(), *dialog.selectedFiles()], notices=[], files=[])
            name = dialog.findChild(QLineEdit, "fileNameEdit")
            assert isinstance(name, QLineEdit)
            name.setText(str(path))
            dialog.accept()

        QTimer.singleShot(300, answer)
        ask()

    def fail(self) -> None:
        """Be where a slot has failed, then fail in all other ways, with a patient in what the failures say."""
        until(lambda: any(isinstance(one, UnexpectedError) for one in QApplication.topLevelWidgets()))
        self.settle("failed")
        close_dialogs()
        row = self.rows[0]
        patient = f"{row.name} {row.number}"
        thread = threading.Thread(target=failure, args=(patient,))
        thread.start()
        thread.join()
        Unraisable(patient)
        try:
            failure(patient)
        except ValueError as error:
            interrupted = KeyboardInterrupt(patient)
            interrupted.__context__ = error
            sys.excepthook(KeyboardInterrupt, interrupted, None)
        self.settle("failed")
        close_dialogs()

    def be_refused(self) -> None:
        """Lock the window, and type a patient's name for a passphrase."""
        name = self.rows[0].name
        self.window.lock()
        assert self.window.locking is not None
        cover = self.window.locking.cover
        assert cover is not None
        self.settle("locked")
        passphrase = next(one for one in cover.findChildren(QLineEdit) if one.echoMode() is QLineEdit.EchoMode.Password)
        for typed in (name, "demonstration"):
            until(lambda: passphrase.isEnabled())
            QTest.qWait(1200)
            enter(passphrase, typed)
            QTest.keyClick(passphrase, Qt.Key.Key_Return)
            QTest.qWait(200)
            self.settle("passphrase typed")
        until(lambda: self.window.locking is not None and self.window.locking.cover is None)
        self.settle("unlocked")

    def type_drafts(self) -> None:
        """Half type at every kind of place, and wait until that is kept."""
        row = self.rows[2]
        (meeting,) = meetings.list_meetings(self.bench._workplace)
        bench = self.bench
        bench.show_place("meetings")
        bench.meetings.open_meeting(meeting.id)
        self.settle("meeting opened")
        bench.meetings.page.show_case(review_id(bench, row))
        self.settle("meeting opened")
        enter(bench.meetings.page.case.capture.form.rationale.edit, f"{row.name} {row.number}")
        bench.open_case(row.id)
        self.settle("case opened")
        opinions = bench.case.options._whole
        opinions.open_entry()
        enter(opinions.entry.words.edit, f"{row.name} {row.number}")
        size = bench.case.form.boxes["liver.volumes_ml.total"]
        enter(size.control, row.number)
        size.commit()
        bench.case._ask_identity()
        enter(bench.case.bar.name.line, f"{row.name} Typed")
        bench.actions_.new_case.trigger()
        enter(bench.cases.bar.name.line, f"{row.name} New")
        self.settle("typed")
        # After the full disk it is tried more seldom for a while.
        keeper = self.window._keeper
        assert keeper is not None
        until(lambda: len(keeper.kept) >= KINDS_TYPED)
        self.settle("kept")

    def find_drafts(self) -> None:
        """See what the run before has left, put it back, and close as one does."""
        until(lambda: bool(self.bench.drafts.rows))
        self.settle("offered")
        for row in self.bench.drafts.rows:
            row.set_open(True)
        self.settle("offered")
        self.bench.drafts.rows[0].restore.click()
        self.settle("put back")


def review_id(bench: Workbench, row: CaseRow) -> CaseId:
    return next(one.id for one in review.list_cases(bench._workplace, row.number))


def enter(field: QWidget, text: str) -> None:
    """Type over what stands in a field, as an input method does, which knows every letter."""
    assert isinstance(field, QLineEdit | QPlainTextEdit | QTextEdit)
    field.setFocus()
    field.selectAll()
    typed = QInputMethodEvent()
    typed.setCommitString(text)
    QApplication.sendEvent(field, typed)


def failure(patient: str) -> NoReturn:
    about = {"patient": patient}
    raise ValueError(about["patient"])


class Unraisable:
    """What fails where nobody can catch it."""

    def __init__(self, patient: str) -> None:
        self.patient = patient

    def __del__(self) -> None:
        raise ValueError(self.patient)


def close_dialogs() -> None:
    for one in QApplication.topLevelWidgets():
        if isinstance(one, MainWindow):
            continue
        if one.isVisible():
            one.close()


@contextmanager
def full_disk() -> Iterator[None]:
    """Let no file grow for a while."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def written_files() -> Iterator[Path]:
    """Yield the files that this process has open for writing."""
    for one in Path("/proc/self/fd").iterdir():
        try:
            target = one.readlink()
            flags = next(
                line for line in Path(f"/proc/self/fdinfo/{one.name}").read_text().splitlines() if "flags" in line
            )
        except OSError:
            continue
        if target.is_absolute() and target.is_file() and int(flags.split()[1], 8) & (os.O_WRONLY | os.O_RDWR):
            yield target


def hear_of_opened(folder: Path, outside: Path) -> None:
    """Tell of every file that Python opens for writing elsewhere."""

    def hear(event: str, arguments: tuple[object, ...]) -> None:
        if event != "open" or not isinstance(arguments[0], str):
            return
        flags = arguments[2] if isinstance(arguments[2], int) else 0
        path = os.path.abspath(arguments[0])  # noqa: PTH100 - a hook that opens nothing itself
        if flags & (os.O_WRONLY | os.O_RDWR) and not path.startswith((f"{folder}/", f"{outside}/", "/dev/", "/proc/")):
            tell(step="opened elsewhere", titles=[], notices=[], files=[path])

    sys.addaudithook(hear)


def drive(session: Session, part: str) -> None:
    """Do the first steps; the others after the program's own loop has met a failure in a slot and one in a worker."""
    if part == "return":
        do(session.start, session.find_drafts)
        tell(**DONE)
        QTimer.singleShot(0, leave)
        session.window.close()
        return
    do(session.start, session.search, session.look, session.copy, session.edit, session.back_up, session.export)
    patient = f"{session.rows[0].name} {session.rows[0].number}"
    QTimer.singleShot(0, partial(failure, patient))
    session.window._tasks.run(partial(failure, patient), lambda _answer: None)
    QTimer.singleShot(500, partial(go_on, session))


def leave() -> None:
    """Answer that what is half typed may stay unsaved."""
    dialog = QApplication.activeModalWidget()
    if isinstance(dialog, LossWarning):
        dialog.accept()
    else:
        QTimer.singleShot(50, leave)


def go_on(session: Session) -> None:
    do(session.fail, session.be_refused, session.type_drafts)
    tell(**DONE)


def do(*steps: Callable[[], None]) -> None:
    try:
        for step in steps:
            step()
    except BaseException:  # noqa: BLE001 - it is told where it is looked at
        tell(step="stopped", titles=[], notices=[], files=[], why=traceback.format_exc())
        os._exit(1)


def run(folder: Path, outside: Path, part: str) -> int:
    application = app.application_of([])
    hear_of_opened(folder, outside)
    QTimer.singleShot(0, application, partial(drive, Session(folder, outside), part))
    return main.main(["demo"])


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
