"""The case under the cursor of the list: who, what, the question, and how the leading options stand."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from crlm_desktop.engine.proposal import Option, Proposal, Status
from crlm_desktop.errors import CrlmError
from crlm_desktop.gui import wording
from crlm_desktop.gui.summaries import key_facts
from crlm_desktop.gui.tasks import Lane, Tasks
from crlm_desktop.gui.theme import LARGE, MEDIUM, SMALL, TINY, Theme
from crlm_desktop.gui.widgets.buttons import Kind, button
from crlm_desktop.gui.widgets.signs import SignMark, status_sign
from crlm_desktop.gui.widgets.text import ElidedLabel, Role, label
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import proposing, review
from crlm_desktop.services.review import CaseRow, OpenCase
from crlm_desktop.services.workplace import Workplace

# While one runs down the list nothing is read; where one stays, it is.
SETTLED_MS = 90
MOST_OPTIONS = 4


class CasePreview(QScrollArea):
    """Shows a row of the list at once, and the rest as soon as it has been read; ``opened`` asks for the case."""

    opened = Signal(str)

    def __init__(self, workplace: Workplace, *, tasks: Tasks, catalogue: Catalogue, theme: Theme) -> None:
        super().__init__()
        _ = catalogue.gettext
        self.setObjectName("case_preview")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(260)
        self._workplace = workplace
        self._tasks = tasks
        self._catalogue = catalogue
        self._theme = theme
        self._row: CaseRow | None = None
        self._name = label(role=Role.TITLE, wrap=True)
        self._number = label(role=Role.MUTED)
        self._open = button(_("Open"), kind=Kind.PRIMARY, name="open_case")
        self._open.clicked.connect(self._ask)
        self._rest: QWidget | None = None
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLED_MS)
        self._timer.timeout.connect(self._read)

    def show_row(self, row: CaseRow | None) -> None:
        """Show who it is, and ask for the rest when one stays."""
        self._row = row
        self._page.setVisible(row is not None)
        if row is None:
            return
        self._name.setText(row.name or row.number)
        self._number.setText(row.number if row.name else "")
        self._timer.start()

    def _lay_out(self) -> None:
        self._page = QFrame()
        self._page.setProperty("ground", "surface")
        self._column = QVBoxLayout(self._page)
        self._column.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        self._column.setSpacing(MEDIUM)
        titles = QVBoxLayout()
        titles.setSpacing(0)
        titles.addWidget(self._name)
        titles.addWidget(self._number)
        head = QHBoxLayout()
        head.addLayout(titles, 1)
        head.addWidget(self._open, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(head)
        self._column.addStretch(1)
        self.setWidget(self._page)
        self._page.setVisible(False)

    @Slot()
    def _ask(self) -> None:
        if self._row is not None:
            self.opened.emit(self._row.id)

    @Slot()
    def _read(self) -> None:
        if self._row is not None:
            work = partial(review.open_case, self._workplace, self._row.id)
            self._tasks.run(work, self._propose, failed=self._show_fault, lane=Lane.REGISTRY)

    def _propose(self, stored: OpenCase) -> None:
        if self._row is not None and self._row.id == stored.id:
            self._tasks.run(partial(_proposed, self._workplace, stored), self._show_case)

    def _show_case(self, found: tuple[OpenCase, Proposal]) -> None:
        stored, proposal = found
        if self._row is None or self._row.id != stored.id:
            return
        self._put(self._details(stored, proposal))

    def _show_fault(self, error: CrlmError) -> None:
        self._put(label(self._catalogue.sentence(error), Role.PROBLEM, wrap=True))

    def _put(self, widget: QWidget) -> None:
        if self._rest is not None:
            self._column.removeWidget(self._rest)
            self._rest.hide()
            self._rest.deleteLater()
        self._rest = widget
        self._column.insertWidget(1, widget)

    def _details(self, stored: OpenCase, proposal: Proposal) -> QWidget:
        _ = self._catalogue.gettext
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(MEDIUM)
        if stored.case.question:
            column.addWidget(label(stored.case.question, wrap=True))
        column.addLayout(self._facts(stored))
        column.addWidget(label(_("Options"), Role.SECTION))
        leading = [option for option in proposal.options if option.status is not Status.EXCLUDED][:MOST_OPTIONS]
        for option in leading:
            column.addLayout(self._option(option))
        if not leading:
            column.addWidget(label(_("Every option is excluded."), Role.MUTED, wrap=True))
        self._tell_missing(column, proposal)
        return made

    def _facts(self, stored: OpenCase) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(MEDIUM)
        grid.setVerticalSpacing(TINY)
        for row, fact in enumerate(key_facts(stored.case, self._catalogue)):
            grid.addWidget(label(fact.label, Role.MUTED), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(fact.text, Role.PLAIN if fact.is_known else Role.UNKNOWN, wrap=True), row, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _option(self, option: Option) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(SignMark(*status_sign(option.status), theme=self._theme), 0, Qt.AlignmentFlag.AlignTop)
        titles = QVBoxLayout()
        titles.setSpacing(0)
        titles.addWidget(ElidedLabel(self._catalogue.pick(option.name)))
        status = self._catalogue.pick(option.status.label)
        titles.addWidget(ElidedLabel(status, Role.SMALL))
        row.addLayout(titles, 1)
        return row

    def _tell_missing(self, column: QVBoxLayout, proposal: Proposal) -> None:
        _ = self._catalogue.gettext
        if not proposal.missing:
            return
        first = [self._catalogue.pick(fact.label) for fact in proposal.missing[:3]]
        told = wording.listed(first, self._catalogue)
        text = _("Most decisive of what is missing: {facts}").format(facts=told)
        column.addWidget(label(text, Role.MUTED, wrap=True))


def _proposed(workplace: Workplace, stored: OpenCase) -> tuple[OpenCase, Proposal]:
    return stored, proposing.propose(workplace.engine, stored.case, offers=workplace.offers)
