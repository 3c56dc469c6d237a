"""One case of the agenda: who it is, the question, what is proposed, and the capture of what is decided."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from crlm_desktop.case.identity import CaseId
from crlm_desktop.engine.proposal import Proposal
from crlm_desktop.errors import Problem
from crlm_desktop.gui import wording
from crlm_desktop.gui.meeting.agenda_cases import AgendaCases
from crlm_desktop.gui.meeting.capture import Capture
from crlm_desktop.gui.meeting.desk import MeetingDesk
from crlm_desktop.gui.meeting.on_table import CaseOnTable
from crlm_desktop.gui.panels.options import OptionsPanel
from crlm_desktop.gui.summaries import KeyFact, key_facts
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import LARGE, MEDIUM, SMALL, TINY, Theme
from crlm_desktop.gui.widgets.buttons import IconButton
from crlm_desktop.gui.widgets.liver_map import LiverMap
from crlm_desktop.gui.widgets.splitter import Splitter
from crlm_desktop.gui.widgets.text import ElidedLabel, Role, label
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import roles
from crlm_desktop.services.review import OpenCase

_MAP_HEIGHT = 230


class CasePage(QWidget):
    """``case_wanted`` asks for the whole case at a field (or at none), ``stepped`` for the next or previous case."""

    case_wanted = Signal(str, str)
    case_changed = Signal(object)
    stepped = Signal(int)

    def __init__(
        self, desk: MeetingDesk, cases: AgendaCases, tasks: Tasks, *, catalogue: Catalogue, theme: Theme
    ) -> None:
        super().__init__()
        self.setObjectName("meeting_case")
        self._desk = desk
        self._cases = cases
        self._catalogue = catalogue
        self._theme = theme
        self._case_id: CaseId | None = None
        self.table = CaseOnTable(desk, tasks, self)
        self.liver = LiverMap(tasks=tasks, catalogue=catalogue, theme=theme)
        self.options = OptionsPanel(catalogue=catalogue, theme=theme, drafts=desk.opinion_drafts)
        self.capture = Capture(desk, catalogue=catalogue, theme=theme)
        self._lay_out()
        self._listen()

    @property
    def case_id(self) -> CaseId | None:
        """The case that is shown."""
        return self._case_id

    def show_case(self, case_id: CaseId) -> None:
        """Show a case of the agenda; what has been captured of the one before is recorded or kept."""
        self.commit()
        self._case_id = self._desk.case_id = case_id
        self.capture.show_case(case_id)
        self.table.put(case_id)
        self.refresh()

    def refresh(self) -> None:
        """Show how the case stands on the agenda now."""
        _ = self._catalogue.gettext
        item = self._desk.meeting.item(self._case_id) if self._case_id is not None else None
        if item is None or self._case_id is None:
            return
        agenda = self._desk.meeting.agenda
        place = agenda.index(item)
        self._place.setText(_("{place} of {count}").format(place=place + 1, count=len(agenda)))
        self.previous.setEnabled(place > 0)
        self.next.setEnabled(place < len(agenda) - 1)
        typed = self._desk.question_drafts.pop((self._desk.meeting.id, self._case_id), None)
        if not self.question.isModified():
            self.question.setText(item.question if typed is None else typed)
            self.question.setModified(typed is not None)
        self.question.setReadOnly(self._desk.is_fixed)
        self.capture.show_quorum(self._quorum())

    @property
    def typed_question(self) -> str | None:
        """The question to the team as it is typed, where it is not written yet."""
        return self.question.text() if self._case_id is not None and self.question.isModified() else None

    def hold_question(self) -> None:
        """Keep the question that is being typed for when the case is shown again; it is not written."""
        typed = self.typed_question
        if typed is not None and self._case_id is not None:
            self._desk.question_drafts[self._desk.meeting.id, self._case_id] = typed
            self.question.setModified(False)

    def commit(self) -> None:
        """Write what is being typed, and keep the opinions that are not given yet."""
        self._ask()
        self.capture.settle()
        self.options.keep_drafts()

    def forget(self) -> None:
        """Show no case."""
        self._case_id = None
        self.capture.forget()
        self.table.clear()

    def _lay_out(self) -> None:
        _ = self._catalogue.gettext
        self._name = ElidedLabel(role=Role.TITLE)
        self._facts = ElidedLabel(role=Role.SMALL)
        self._place = label(role=Role.SMALL)
        tip = _("Open the whole case")
        self.whole = IconButton("external-link", tip=tip, name="open_whole_case", theme=self._theme)
        tip = _("Previous case (Ctrl+Left, Ctrl+Page Up)")
        self.previous = IconButton("chevron-left", tip=tip, name="previous_case", theme=self._theme)
        tip = _("Next case (Ctrl+Right, Ctrl+Page Down)")
        self.next = IconButton("chevron-right", tip=tip, name="next_case", theme=self._theme)
        self.question = QLineEdit()
        self.question.setObjectName("question")
        self.question.setAccessibleName(_("Question to the team"))
        self.question.setPlaceholderText(_("Question to the team"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._head())
        outer.addWidget(self._both(), 1)

    def _head(self) -> QFrame:
        head = QFrame()
        head.setProperty("ground", "surface")
        head.setProperty("rule", "under")
        first = QHBoxLayout()
        first.setSpacing(SMALL)
        first.addWidget(self._name)
        first.addWidget(self._facts, 1)
        first.addWidget(self._place)
        first.addWidget(self.previous)
        first.addWidget(self.next)
        first.addWidget(self.whole)
        column = QVBoxLayout(head)
        column.setContentsMargins(LARGE, SMALL, MEDIUM, SMALL)
        column.setSpacing(TINY)
        column.addLayout(first)
        column.addWidget(self.question)
        return head

    def _both(self) -> Splitter:
        proposed = QWidget()
        column = QVBoxLayout(proposed)
        column.setContentsMargins(0, SMALL, 0, 0)
        column.setSpacing(0)
        holder = QWidget()
        padded = QVBoxLayout(holder)
        padded.setContentsMargins(LARGE, 0, LARGE, 0)
        padded.addWidget(self.liver)
        holder.setMaximumHeight(_MAP_HEIGHT)
        # Neither may crowd the other out on a low screen.
        column.addWidget(holder, 3)
        column.addWidget(self.options, 7)
        return Splitter(
            Qt.Orientation.Horizontal,
            proposed,
            self.capture,
            name="meeting_splitter",
            sizes=(500, 500),
            theme=self._theme,
        )

    def _listen(self) -> None:
        self.table.changed.connect(self._take_case)
        self.table.proposed.connect(self._take_proposal)
        self.table.glimpsed.connect(self._take_glimpse)
        self.table.compared.connect(self.options.show_since)
        self.table.refused.connect(self._refuse_opinion)
        self.table.given.connect(self.options.settle)
        self.options.opinion_given.connect(self.table.give)
        self.options.opinion_withdrawn.connect(self.table.withdraw)
        self.options.plan_shown.connect(self.liver.show_plan)
        self.options.lesions_lit.connect(self.liver.light)
        self.options.field_wanted.connect(self._want_field)
        self.capture.form.changed.connect(self._follow_capture)
        self.question.editingFinished.connect(self._ask)
        self.whole.clicked.connect(self._want_case)
        self.previous.clicked.connect(self._step_back)
        self.next.clicked.connect(self._step_on)

    @Slot(object)
    def _take_case(self, stored: object) -> None:
        assert isinstance(stored, OpenCase)
        identity = stored.identity
        self._name.show_text(" ".join(part for part in (identity.number, identity.name) if part))
        self._facts.show_text(
            " · ".join(_told(fact) for fact in key_facts(stored.case, self._catalogue) if fact.is_known)
        )
        self.liver.show_case(stored.case)
        refused = roles.hindrance(self._desk.workplace, "review.give_opinion")
        self.options.show_case(stored, read_only=self._desk.is_closed, takes_opinions=refused is None)
        if self.table.proposal is None:
            self.options.show_waiting()
        self.case_changed.emit(stored)

    @Slot(object)
    def _take_proposal(self, proposal: object) -> None:
        assert isinstance(proposal, Proposal)
        self.options.show_proposal(proposal)
        self.capture.show_proposal(proposal)
        self._show_decided()

    @Slot(object)
    def _take_glimpse(self, glimpse: object) -> None:
        assert isinstance(glimpse, Proposal)
        self.options.show_glimpse(glimpse)
        self.capture.show_proposal(glimpse)
        self._show_decided()

    @Slot(str, object)
    def _refuse_opinion(self, strategy: str, problems: object) -> None:
        assert isinstance(problems, tuple)
        self.options.tell(strategy, [one for one in problems if isinstance(one, Problem)])

    @Slot()
    def _follow_capture(self) -> None:
        self.capture.show_quorum(self._quorum())
        self._show_decided()

    def _show_decided(self) -> None:
        """Let the map show the plan of what is being decided, or was."""
        draft = self._desk.draft(self._case_id) if self._case_id is not None else None
        if draft is not None and draft.options and not draft.is_deferral:
            self.options.point_at(draft.options[0], draft.plan_index)

    @Slot()
    def _ask(self) -> None:
        if self._case_id is not None and self.question.isModified() and not self._desk.is_fixed:
            self.question.setModified(False)
            self._desk.set_question(self._case_id, self.question.text())

    @Slot(str)
    def _want_field(self, path: str) -> None:
        if self._case_id is not None:
            self.commit()
            self.case_wanted.emit(self._case_id, path)

    @Slot()
    def _want_case(self) -> None:
        self._want_field("")

    @Slot()
    def _step_back(self) -> None:
        self.stepped.emit(-1)

    @Slot()
    def _step_on(self) -> None:
        self.stepped.emit(1)

    def _quorum(self) -> str:
        _ = self._catalogue.gettext
        absent = self._cases.absent(self._case_id) if self._case_id is not None else ()
        if not absent:
            return ""
        names = wording.listed((self._catalogue.pick(one.label) for one in absent), self._catalogue)
        return _("Provisional: nobody of {disciplines} takes part.").format(disciplines=names)


def _told(fact: KeyFact) -> str:
    """Return a fact in one line; one that does not speak for itself with its name."""
    return fact.text if fact.id in ("person", "primary", "presentation") else f"{fact.label} {fact.text}"
