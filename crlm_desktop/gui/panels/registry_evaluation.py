"""The part of the registry's place that evaluates all cases: begun and stopped here, done off the window's thread."""

from __future__ import annotations

from functools import partial
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QProgressBar, QVBoxLayout, QWidget

from crlm_desktop.errors import CrlmError
from crlm_desktop.gui import wording
from crlm_desktop.gui.safekeeping import Safekeeping
from crlm_desktop.gui.tasks import Lane, Tasks
from crlm_desktop.gui.theme import LARGE, MEDIUM, SMALL, TINY
from crlm_desktop.gui.widgets.buttons import button
from crlm_desktop.gui.widgets.flow import FlowLayout
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services.workplace import Workplace

if TYPE_CHECKING:
    from crlm_desktop.services.evaluating import Evaluation

_LOOK_EVERY_MS = 200


class EvaluationCard(QFrame):
    """Tells for how many cases which option is recommended, and for how many facts are lacking."""

    def __init__(self, place: Workplace, safekeeping: Safekeeping, *, tasks: Tasks, catalogue: Catalogue) -> None:
        super().__init__()
        _ = catalogue.gettext
        self.setObjectName("evaluation_card")
        self.setProperty("ground", "card")
        self._workplace = place
        self._safekeeping = safekeeping
        self._tasks = tasks
        self._catalogue = catalogue
        self._stopped = Event()
        # Written by the worker, looked at by the timer.
        self._done, self._total = 0, 0
        self.begin = button(_("Evaluate all cases"), name="evaluate_all")
        self.stop = button(_("Stop"), name="stop_evaluating")
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(_("Cases evaluated"))
        self.state = label(wrap=True)
        self.state.setObjectName("evaluation_state")
        self.result = QWidget()
        self._lay_out()
        self.begin.clicked.connect(self._begin)
        self.stop.clicked.connect(self._stop)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._show_progress)
        self._show_working(is_working=False)

    def _lay_out(self) -> None:
        _ = self._catalogue.gettext
        column = QVBoxLayout(self)
        column.setContentsMargins(LARGE, MEDIUM, LARGE, LARGE)
        column.setSpacing(MEDIUM)
        column.addWidget(label(_("What is recommended for all cases"), Role.SECTION))
        explained = _(
            "Evaluates every case as it stands by the present knowledge and by what this centre can do. "
            "A thousand cases take about a quarter of a minute; you can go on working. Nothing is written."
        )
        column.addWidget(label(explained, Role.MUTED, wrap=True))
        holder = QWidget()
        row = FlowLayout(holder)
        row.addWidget(self.begin)
        row.addWidget(self.stop)
        column.addWidget(holder)
        column.addWidget(self.progress)
        column.addWidget(self.state)
        column.addWidget(self.result)
        self._grid = QGridLayout(self.result)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SMALL * 2)
        self._grid.setVerticalSpacing(TINY * 2)
        self._grid.setColumnStretch(1, 1)
        self.result.setVisible(False)

    @Slot()
    def _begin(self) -> None:
        from crlm_desktop.services import evaluating

        self._stopped.clear()
        self._done, self._total = 0, 0
        self.result.setVisible(False)
        self._show_working(is_working=True)
        work = partial(evaluating.evaluate_all, self._workplace, wanted=self._is_wanted, told=self._hear)
        self._tasks.run(work, self._show, failed=self._tell, broken=self._break, lane=Lane.SURVEY)

    @Slot()
    def _stop(self) -> None:
        self._stopped.set()

    def _is_wanted(self) -> bool:
        return not (self._stopped.is_set() or self._safekeeping.is_over)

    def _hear(self, done: int, total: int) -> None:
        self._done, self._total = done, total

    @Slot()
    def _show_progress(self) -> None:
        _ = self._catalogue.gettext
        self.progress.setRange(0, self._total)
        self.progress.setValue(self._done)
        if self._total:
            self.state.setText(_("{done} of {total} cases").format(done=self._done, total=self._total))

    def _show_working(self, *, is_working: bool) -> None:
        _ = self._catalogue.gettext
        self.begin.setEnabled(not is_working)
        self.stop.setVisible(is_working)
        self.progress.setVisible(is_working)
        if is_working:
            self.state.setText(_("Reading the cases"))
            self._show_progress()
            self._timer.start()
        else:
            self._timer.stop()
        self.state.setVisible(bool(self.state.text()))

    def _tell(self, error: CrlmError) -> None:
        self.state.setText(self._catalogue.sentence(error))
        self._show_working(is_working=False)

    def _break(self) -> None:
        self.state.setText("")
        self._show_working(is_working=False)

    def _show(self, found: Evaluation) -> None:
        _ = self._catalogue.gettext
        told = self._catalogue.ngettext(
            "{count} case by edition {edition}, {moment}",
            "{count} cases by edition {edition}, {moment}",
            len(found.cases),
        )
        moment = wording.moment_text(self._workplace.clock.now(), self._catalogue)
        self.state.setText(told.format(count=len(found.cases), edition=found.edition, moment=moment))
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for row, (count, words, role) in enumerate(self._rows(found)):
            number = label(f"{count}", role)
            self._grid.addWidget(number, row, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(label(words, role, wrap=True), row, 1)
        self.result.setVisible(True)
        self._show_working(is_working=False)

    def _rows(self, found: Evaluation) -> list[tuple[int, str, Role]]:
        from crlm_desktop.services.evaluating import Finding

        _ = self._catalogue.gettext
        told = (
            (Finding.MORE_OPEN, _("of these cases wait for facts that decide whether more can be reached")),
            (Finding.FACTS_LACK, _("nothing is recommended before facts that are lacking are known")),
            (Finding.NOTHING, _("nothing is recommended")),
            (Finding.UNREADABLE, _("cannot be read: check the registry")),
        )
        counts = [(found.count(finding), words, Role.MUTED) for finding, words in told]
        options = [(count, self._catalogue.pick(name), Role.PLAIN) for name, count in found.recommended()]
        return [*options, *(one for one in counts if one[0])]
