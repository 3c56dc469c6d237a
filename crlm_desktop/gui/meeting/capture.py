"""The capture of one case: the form, whether what stands in it is recorded, and what has been sealed instead."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from crlm_desktop.case.identity import CaseId
from crlm_desktop.engine.proposal import Proposal
from crlm_desktop.errors import Problem
from crlm_desktop.gui.allowing import allow
from crlm_desktop.gui.meeting.desk import MeetingDesk
from crlm_desktop.gui.meeting.outcome_draft import problems_of
from crlm_desktop.gui.meeting.outcome_form import OutcomeForm
from crlm_desktop.gui.meeting.outcome_view import OutcomeView
from crlm_desktop.gui.theme import LARGE, MEDIUM, SMALL, Theme
from crlm_desktop.gui.widgets.arranging import beside, column, held
from crlm_desktop.gui.widgets.buttons import Kind, button
from crlm_desktop.gui.widgets.link import Link
from crlm_desktop.gui.widgets.signs import Sign, SignMark
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue

# A pause in typing after which what is complete is recorded.
PAUSE_MS = 900


class Capture(QWidget):
    """What is complete is recorded by itself when typing pauses; what is not is kept, and its state is told.

    ``absent`` is what the quorum lacks, in words. Nothing that stands in the form is lost by going elsewhere.
    """

    recorded = Signal(str)

    def __init__(self, desk: MeetingDesk, *, catalogue: Catalogue, theme: Theme) -> None:
        super().__init__()
        _ = catalogue.gettext
        self.setObjectName("capture")
        self._desk = desk
        self._catalogue = catalogue
        self._theme = theme
        self._case_id: CaseId | None = None
        self._is_checked = False
        self.form = OutcomeForm(catalogue=catalogue, theme=theme)
        self._may_record = allow(self.form, "meetings.record_outcome", place=desk.workplace, catalogue=catalogue)
        self.view = OutcomeView(catalogue=catalogue)
        self._state = label(role=Role.SMALL, wrap=True)
        self._state.setObjectName("capture_state")
        self._sign = SignMark(Sign.RING, "muted", theme=theme)
        self._quorum = label(role=Role.SMALL, wrap=True)
        self.record_button = button(_("Record"), kind=Kind.PRIMARY, name="record", tip=_("Record now (Ctrl+Enter)"))
        self.take_back = Link(_("Take back"), name="take_back", tip=_("Take the recorded outcome back; its words stay"))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._lay_out()
        self.form.changed.connect(self._change)
        self._pause.timeout.connect(self._record_quietly)
        self.record_button.clicked.connect(self.record)
        self.take_back.clicked.connect(self._take_back)

    @property
    def state(self) -> str:
        """Whether what stands in the form is recorded, in words."""
        return self._state.text()

    def show_case(self, case_id: CaseId) -> None:
        """Show what has been captured of a case; what stands in the form of the case before is recorded or kept."""
        self.settle()
        self._case_id = case_id
        self._is_checked = False
        self._stack.setCurrentWidget(self._sealed_page if self._desk.is_closed else self._form_page)
        if not self._desk.is_closed:
            self.form.show_proposal(None)
            self.form.show_draft(self._desk.draft(case_id))
            self._tell_state()

    def show_proposal(self, proposal: Proposal) -> None:
        """Offer the options of the proposal about the case."""
        self.form.show_proposal(proposal)
        if self._desk.is_closed and self._case_id is not None:
            self.view.show_outcome(self._desk.outcome(self._case_id), proposal)

    def show_quorum(self, text: str) -> None:
        """Say which disciplines the decision lacks."""
        self._quorum.setText(text)
        self._quorum.setVisible(bool(text))

    def settle(self) -> None:
        """Record what is complete and not recorded yet."""
        self._pause.stop()
        if self._case_id is not None and not self._desk.is_closed:
            self._record_quietly()

    def forget(self) -> None:
        """Show no case."""
        self._pause.stop()
        self._case_id = None

    @Slot()
    def record(self) -> None:
        """Record now, or say at each field what keeps it from being recorded."""
        if self._case_id is None or self._desk.is_closed:
            return
        self._pause.stop()
        self._is_checked = True
        found = self._desk.record(self._case_id)
        self.form.tell(found)
        if found:
            self.form.focus_first_problem()
        else:
            self._is_checked = False
            self.recorded.emit(self._case_id)
        self._tell_state()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.record()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        self._form_page = QWidget()
        parts = QVBoxLayout(self._form_page)
        parts.setContentsMargins(0, 0, 0, 0)
        parts.setSpacing(0)
        parts.addWidget(_scrolled(self.form, "capture_scroll"), 1)
        parts.addWidget(self._foot())
        self._sealed_page = _scrolled(self.view, "sealed_scroll")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._form_page)
        self._stack.addWidget(self._sealed_page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)
        self.setMinimumWidth(320)

    def _foot(self) -> QFrame:
        foot = QFrame()
        foot.setProperty("ground", "surface")
        foot.setProperty("rule", "over")
        words = column(beside(self._sign, self._state), self._quorum, spacing=0)
        row = QHBoxLayout(foot)
        row.setContentsMargins(LARGE, SMALL, LARGE, SMALL)
        row.setSpacing(SMALL)
        row.addWidget(held(words), 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.take_back)
        row.addSpacing(SMALL)
        row.addWidget(self.record_button)
        return foot

    @Slot()
    def _change(self) -> None:
        if self._case_id is None:
            return
        draft = self.form.draft
        self._desk.keep(self._case_id, draft)
        if self._is_checked:
            self.form.tell(problems_of(draft))
        self._pause.start()
        self._tell_state()

    @Slot()
    def _record_quietly(self) -> None:
        """Record what is complete; what is not stays, and nobody is interrupted by it."""
        if self._case_id is None or self._desk.is_recorded(self._case_id) or self._desk.is_taken_back(self._case_id):
            return
        if not problems_of(self._desk.draft(self._case_id)):
            self._desk.record(self._case_id)
            self.recorded.emit(self._case_id)
        self._tell_state()

    @Slot()
    def _take_back(self) -> None:
        if self._case_id is not None:
            self._pause.stop()
            self._desk.take_back(self._case_id)
            self._tell_state()

    def _tell_state(self) -> None:
        case_id = self._case_id
        if case_id is None:
            return
        outcome = self._desk.outcome(case_id)
        is_recorded = self._desk.is_recorded(case_id)
        found = () if is_recorded else problems_of(self._desk.draft(case_id))
        self.take_back.setVisible(outcome is not None and self._may_record)
        self.record_button.setEnabled(self._may_record and (not is_recorded or outcome is None))
        if self._is_checked and outcome is None and not found:
            found = problems_of(self._desk.draft(case_id))
        if is_recorded and not found:
            sign, text = (Sign.RING, self._nothing()) if outcome is None else (Sign.YES, self._recorded())
            self._sign.show_sign(sign, "muted" if outcome is None else "recommended")
        else:
            self._sign.show_sign(Sign.QUESTION, "conditional")
            text = self._unrecorded(found, has_earlier=outcome is not None)
        self._state.setText(text)

    def _nothing(self) -> str:
        return self._catalogue.gettext("Nothing recorded yet")

    def _recorded(self) -> str:
        _ = self._catalogue.gettext
        moment = self._desk.recorded_at(self._case_id) if self._case_id is not None else None
        if moment is None:
            return _("Recorded")
        return _("Recorded {time}").format(time=f"{moment.astimezone():%H:%M}")

    def _unrecorded(self, found: tuple[Problem, ...], *, has_earlier: bool) -> str:
        _, ngettext = self._catalogue.gettext, self._catalogue.ngettext
        lead = _("The last changes are not recorded yet.") if has_earlier else _("Not yet recorded.")
        if not found:
            return lead
        sentence = self._catalogue.sentence(found[0])
        if more := len(found) - 1:
            sentence += " " + ngettext("And {count} more.", "And {count} more.", more).format(count=more)
        return f"{lead} {sentence}"


def _scrolled(content: QWidget, name: str) -> QScrollArea:
    page = QWidget()
    page.setObjectName(f"{name}_page")
    inner = QVBoxLayout(page)
    inner.setContentsMargins(LARGE, MEDIUM, LARGE, LARGE)
    inner.addWidget(content)
    made = QScrollArea()
    made.setObjectName(name)
    made.setWidgetResizable(True)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setWidget(page)
    return made
