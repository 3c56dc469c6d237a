"""Closing a meeting: what is open, each with a way to it; then sealed for good, with the beginning of its SHA-256."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from crlm_desktop.case.identity import CaseId
from crlm_desktop.errors import N_, Code, CrlmError, InputError, Problem, problem
from crlm_desktop.gui import wording
from crlm_desktop.gui.allowing import allow
from crlm_desktop.gui.dialogs.frame import Dialog
from crlm_desktop.gui.meeting.agenda_cases import AgendaCases
from crlm_desktop.gui.meeting.desk import MeetingDesk
from crlm_desktop.gui.meeting.quorum_view import quorum_words
from crlm_desktop.gui.theme import LARGE, MEDIUM, SMALL, WIDE, Theme
from crlm_desktop.gui.widgets.arranging import beside, empty, flowing
from crlm_desktop.gui.widgets.buttons import Kind, button
from crlm_desktop.gui.widgets.link import Link
from crlm_desktop.gui.widgets.signs import Sign, SignMark
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue
from crlm_desktop.meeting import agenda
from crlm_desktop.meeting.decision import Decision, Deferral
from crlm_desktop.services.packing import CLOSE_AT_HOME

UNRECORDED = Code("meeting.unrecorded", N_("What was typed about case {number} is not recorded."))
UNGIVEN = Code("meeting.opinion_ungiven", N_("An opinion on case {number} was typed and not given: {words}"))
_WORDS_SHOWN = 60
_WIDTH = 640
_HASH_SHOWN = 16


class ClosingPage(QScrollArea):
    """``case_wanted`` and ``about_wanted`` lead to what is open; ``opinions_discarded`` tells the case."""

    case_wanted = Signal(str)
    opinions_discarded = Signal(str)
    about_wanted = Signal()

    def __init__(
        self,
        desk: MeetingDesk,
        cases: AgendaCases,
        *,
        catalogue: Catalogue,
        theme: Theme,
        confirm: Callable[[QWidget], bool] | None = None,
    ) -> None:
        super().__init__()
        _ = catalogue.gettext
        self.setObjectName("closing")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._desk = desk
        self._cases = cases
        self._catalogue = catalogue
        self._theme = theme
        self._confirm = confirm if confirm is not None else partial(_asked, catalogue)
        self._title = label(role=Role.TITLE, wrap=True)
        self._text = label(role=Role.MUTED, wrap=True)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SMALL)
        self._progress = QProgressBar()
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(_("Sealing the meeting"))
        self._progress.setVisible(False)
        self._problem = label(role=Role.PROBLEM, wrap=True)
        self._problem.setVisible(False)
        self.seal = button(_("Close and seal…"), kind=Kind.PRIMARY, name="close_and_seal")
        self.seal.clicked.connect(self._close)
        self._lay_out()

    @property
    def title(self) -> str:
        """How the meeting stands."""
        return self._title.text()

    def refresh(self) -> None:
        """Show what is open, or that the meeting is sealed."""
        empty(self._rows)
        if self._desk.is_closed:
            self._show_sealed()
            return
        self._text.setText(
            self._catalogue.gettext(
                "Closing seals what is known, proposed, said and decided about each case. "
                "It never changes afterwards, whatever becomes of the record."
            )
        )
        found = tuple(self._open())
        for row in (*found, *self._remarks()):
            self._rows.addWidget(row)
            row.show()
        count = len(found)
        ready = self._catalogue.gettext("The meeting can be closed")
        words = self._catalogue.ngettext("{count} thing is open", "{count} things are open", count)
        self._title.setText(words.format(count=count) if count else ready)
        self.seal.setVisible(True)
        self.seal.setEnabled(not found and self._progress.isHidden())
        allow(self.seal, "meetings.close", place=self._desk.workplace, catalogue=self._catalogue)
        self._keep_at_home(is_ready=not found)

    def _keep_at_home(self, *, is_ready: bool) -> None:
        """Say in a working registry that its meeting is closed at home."""
        taking = self._desk.taking
        if taking is None:
            return
        self._text.setText(self._catalogue.sentence(CrlmError(CLOSE_AT_HOME, name=taking.registry_name)))
        if is_ready:
            self._title.setText(self._catalogue.gettext("The meeting can be handed back"))
        self.seal.setVisible(False)

    def _show_sealed(self) -> None:
        _ = self._catalogue.gettext
        meeting, sealed = self._desk.meeting, self._desk.sealed
        self._progress.setVisible(False)
        self.seal.setVisible(False)
        self._title.setText(_("The meeting is sealed"))
        moment = wording.moment_text(meeting.closed_at, self._catalogue) if meeting.closed_at is not None else ""
        self._text.setText(_("Closed {moment}. What was sealed does not change any more.").format(moment=moment))
        rows: list[QWidget] = []
        if sealed is not None:
            text = _("SHA-256 {begin}…").format(begin=sealed.sha256[:_HASH_SHOWN])
            told = label(text)
            told.setToolTip(sealed.sha256)
            told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            rows = [beside(SignMark(Sign.SEALED, "recommended", theme=self._theme), told)]
        for row in (*rows, *self._remarks()):
            self._rows.addWidget(row)
            row.show()

    def _open(self) -> Iterator[QWidget]:
        """Yield what keeps the meeting from being closed."""
        for one in closing_problems(self._desk):
            can_discard = one.code is UNGIVEN
            sentence = self._catalogue.sentence(one)
            yield self._row(Sign.TRIANGLE, "conditional", sentence, path=one.path, can_discard=can_discard)

    def _remarks(self) -> Iterator[QWidget]:
        """Yield what is told and does not keep the meeting from being closed."""
        outcomes = [item.outcome for item in self._desk.meeting.agenda]
        decided = sum(isinstance(one, Decision) for one in outcomes)
        deferred = sum(isinstance(one, Deferral) for one in outcomes)
        ngettext = self._catalogue.ngettext
        text = ngettext("{count} case decided", "{count} cases decided", decided).format(count=decided)
        more = ngettext("{count} deferred", "{count} deferred", deferred).format(count=deferred)
        yield self._row(Sign.NOTE, "muted", wording.listed((text, more), self._catalogue))
        yield self._row(Sign.NOTE, "muted", quorum_words(self._desk, self._cases, self._catalogue))

    def _row(self, sign: Sign, colour: str, text: str, *, path: str = "", can_discard: bool = False) -> QWidget:
        _ = self._catalogue.gettext
        parts: list[QWidget] = [label(text, wrap=True)]
        if path:
            link = Link(_("Go there"), name=f"jump:{path}")
            link.setAccessibleName(_("Go there: {text}").format(text=text))
            link.setProperty("path", path)
            link.clicked.connect(self._jump)
            parts.append(flowing(link, *((self._discarding(path, text),) if can_discard else ())))
        return beside(SignMark(sign, colour, theme=self._theme), *parts, spacing=0)

    def _discarding(self, path: str, text: str) -> Link:
        _ = self._catalogue.gettext
        made = Link(_("Discard it"), name=f"discard:{path}")
        made.setAccessibleName(_("Discard it: {text}").format(text=text))
        made.setProperty("path", path)
        made.clicked.connect(self._discard)
        return made

    @Slot()
    def _discard(self) -> None:
        case_id = self._case_at(str(self.sender().property("path")))
        self._desk.discard_opinions(case_id)
        self.opinions_discarded.emit(case_id)
        self.refresh()

    def _case_at(self, path: str) -> CaseId:
        return self._desk.meeting.agenda[int(path.removeprefix("agenda[").partition("]")[0])].case_id

    @Slot()
    def _jump(self) -> None:
        path = str(self.sender().property("path"))
        if path.startswith("agenda["):
            self.case_wanted.emit(self._case_at(path))
        else:
            self.about_wanted.emit()

    @Slot()
    def _close(self) -> None:
        if not self._confirm(self):
            return
        self._problem.setVisible(False)
        self._progress.setVisible(True)
        self.seal.setEnabled(False)
        self._desk.close(self._refuse)

    def _refuse(self, error: CrlmError) -> None:
        problems = error.problems if isinstance(error, InputError) else ()
        sentences = [self._catalogue.sentence(one) for one in problems] or [self._catalogue.sentence(error)]
        self._problem.setText("\n".join(sentences))
        self._problem.setVisible(True)
        self._progress.setVisible(False)
        self.refresh()

    def _lay_out(self) -> None:
        holder = QWidget()
        holder.setMaximumWidth(_WIDTH)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(MEDIUM)
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addLayout(self._rows)
        column.addWidget(self._problem)
        column.addWidget(self._progress)
        column.addWidget(flowing(self.seal))
        page = QWidget()
        outer = QVBoxLayout(page)
        outer.setContentsMargins(WIDE, LARGE, WIDE, WIDE)
        outer.addWidget(holder)
        outer.addStretch(1)
        self.setWidget(page)


def closing_problems(desk: MeetingDesk) -> tuple[Problem, ...]:
    """Return what keeps the meeting from being closed: what the rules say, and what was captured and not recorded."""
    meeting = desk.meeting
    numbers: dict[CaseId, str] = {item.case_id: desk.number(item.case_id) for item in meeting.agenda}
    try:
        agenda.closable(meeting, numbers=numbers)
        found: tuple[Problem, ...] = ()
    except InputError as error:
        found = error.problems
    told = {one.path for one in found}
    unrecorded = set(desk.unrecorded())
    for place, item in enumerate(meeting.agenda):
        path = f"agenda[{place}]"
        if item.case_id in unrecorded and path not in told:
            found = (*found, problem(path, UNRECORDED, number=numbers[item.case_id]))
        for draft in desk.ungiven(item.case_id):
            words = " ".join((draft.text or draft.person).split())
            shown = words if len(words) <= _WORDS_SHOWN else f"{words[:_WORDS_SHOWN]}…"
            found = (*found, problem(path, UNGIVEN, number=numbers[item.case_id], words=shown))
    return found


def _asked(catalogue: Catalogue, parent: QWidget) -> bool:
    _ = catalogue.gettext
    dialog = Dialog(
        parent,
        name="confirm_closing",
        title=_("Close and seal the meeting?"),
        text=_("This cannot be undone. Later changes of a record do not change what is sealed."),
    )
    cancel = button(_("Cancel"), name="cancel_closing")
    accept = button(_("Close and seal"), kind=Kind.PRIMARY, name="accept_closing")
    cancel.clicked.connect(dialog.reject)
    accept.clicked.connect(dialog.accept)
    dialog.add_buttons(cancel, accept)
    # What cannot be undone is not what Enter does.
    accept.setAutoDefault(False)
    accept.setDefault(False)
    cancel.setDefault(True)
    cancel.setFocus()
    return dialog.exec() == Dialog.DialogCode.Accepted
