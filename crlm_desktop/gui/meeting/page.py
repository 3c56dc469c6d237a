"""One meeting: its agenda at the left, and at the right the case on the table, the meeting itself, or its closing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crlm_desktop.case.identity import CaseId
from crlm_desktop.errors import CrlmError
from crlm_desktop.gui.meeting.about_page import AboutPage
from crlm_desktop.gui.meeting.agenda_cases import AgendaCases
from crlm_desktop.gui.meeting.agenda_column import AgendaColumn
from crlm_desktop.gui.meeting.case_page import CasePage
from crlm_desktop.gui.meeting.closing_page import ClosingPage
from crlm_desktop.gui.meeting.desk import MeetingDesk
from crlm_desktop.gui.meeting.minutes_bar import AskPath, MinutesBar
from crlm_desktop.gui.meeting.outcome_words import outcome_state
from crlm_desktop.gui.meeting.pack_band import PackBand, show_outings
from crlm_desktop.gui.meeting_keys import NEXT_KEYS, PREVIOUS_KEYS
from crlm_desktop.gui.models.agenda import AgendaEntry
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import Theme
from crlm_desktop.gui.widgets.reading_order import ReadingOrder
from crlm_desktop.i18n import Catalogue
from crlm_desktop.meeting.decision import Decision


class MeetingPage(ReadingOrder):
    """Shows the meeting on the desk; ``case_wanted`` asks for a whole case, at a field or at none."""

    case_wanted = Signal(str, str)
    case_changed = Signal(object)

    def __init__(
        self,
        desk: MeetingDesk,
        tasks: Tasks,
        *,
        catalogue: Catalogue,
        theme: Theme,
        confirm: Callable[[QWidget], bool] | None = None,
        ask_path: AskPath | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName("meeting_page")
        self._desk = desk
        self._catalogue = catalogue
        self.cases = AgendaCases(desk, tasks, self)
        self.column = AgendaColumn(desk, tasks, catalogue=catalogue, theme=theme)
        self.about = AboutPage(desk, self.cases, catalogue=catalogue, theme=theme)
        self.case = CasePage(desk, self.cases, tasks, catalogue=catalogue, theme=theme)
        self.closing = ClosingPage(desk, self.cases, catalogue=catalogue, theme=theme, confirm=confirm)
        self.minutes = MinutesBar(desk, tasks, catalogue=catalogue, theme=theme, ask_path=ask_path)
        _ = catalogue.gettext
        self.out = PackBand("meeting_out", _("Bring back…"), theme=theme)
        self._lay_out()
        self._listen()

    @property
    def shown(self) -> str:
        """Which page is shown: ``about``, ``case`` or ``closing``."""
        return {self.about: "about", self.case: "case", self.closing: "closing"}[self._pages.currentWidget()]

    def show_meeting(self) -> None:
        """Show the page on which one was; of a meeting just opened its first case that is open, else itself."""
        self.minutes.hide()
        self.case.forget()
        self.refresh()
        if self._desk.page in ("about", "closing"):
            (self.show_about if self._desk.page == "about" else self.show_closing)()
            return
        item = next((one for one in self._desk.meeting.agenda if one.outcome is None), None)
        case_id = self._desk.case_id or (item.case_id if item is not None else None)
        if case_id is not None and self._desk.meeting.item(case_id) is not None and self._has_content():
            self.show_case(case_id)
        else:
            self.show_about()

    @Slot()
    def refresh(self) -> None:
        """Show how the meeting stands now."""
        if self._desk.opened is None:
            return
        self.show_outings()
        self.cases.read()
        self.column.list.rows.show_entries(list(self._entries()), is_fixed=self._desk.is_fixed)
        self.column.finder.show_listed(frozenset(item.case_id for item in self._desk.meeting.agenda))
        self.about.show_meeting(self._desk.meeting)
        if self.case.case_id is not None:
            if self._desk.meeting.item(self.case.case_id) is None:
                self.case.forget()
                self.show_about()
            else:
                self.column.list.stand_on(self.case.case_id if self.shown == "case" else "")
                self.case.refresh()
        self.closing.refresh()
        self.column.refresh()

    def show_outings(self) -> None:
        """Say with whom the cases of the meeting are, where they are out in a pack; a closed one takes none back."""
        if self._desk.is_closed:
            self.out.tell("")
            return
        try:
            show_outings(self.out, self._desk.workplace, self._desk.meeting.id, self._catalogue)
        except CrlmError as error:
            self.out.tell("")
            self._desk.told.emit(error)

    @Slot()
    def show_about(self) -> None:
        """Show the page about the meeting itself."""
        self._turn_to(self.about, "about")

    @Slot()
    def show_closing(self) -> None:
        """Show what is open, and close the meeting."""
        self.commit()
        self.closing.refresh()
        self._turn_to(self.closing, "closing")

    @Slot(str)
    def _forget_opinions(self, case_id: str) -> None:
        self.case.options.forget_drafts(CaseId(case_id))

    @Slot(str)
    def show_case(self, case_id: str) -> None:
        """Show a case of the agenda."""
        if self.shown == "case" and self.case.case_id == case_id:
            return
        if self._desk.is_closed and self._desk.sealed is None:
            return
        self.about.settle()
        self.case.show_case(CaseId(case_id))
        self._turn_to(self.case, "case")
        self.column.list.stand_on(case_id)
        self.column.refresh()

    def forget(self) -> None:
        """Show no meeting; what is half typed of it stays on the desk."""
        self.about.forget()
        self.case.forget()

    def show_case_again(self, case_id: CaseId) -> None:
        """Show a case with what was put back on the desk about it, also where it is shown already."""
        if self.shown == "case" and self.case.case_id == case_id:
            self.case.show_case(case_id)
        else:
            self.show_case(case_id)

    def show_about_again(self) -> None:
        """Show the meeting itself with what was put back on the desk about it."""
        self.about.forget()
        self.about.show_meeting(self._desk.meeting)

    def commit(self) -> None:
        """Record what is complete and not recorded yet."""
        if self._desk.opened is not None:
            self.about.settle()
            self.case.commit()

    @Slot(int)
    def step(self, by: int) -> None:
        """Go to the next or the previous case of the agenda."""
        order = [item.case_id for item in self._desk.meeting.agenda] if self._desk.opened is not None else []
        if not order:
            return
        current = self.case.case_id if self.shown == "case" else None
        place = order.index(current) + by if current in order else (0 if by > 0 else len(order) - 1)
        if 0 <= place < len(order):
            self.show_case(order[place])

    def _turn_to(self, page: QWidget, name: str) -> None:
        if page is not self.case:
            self.case.commit()
        self._pages.setCurrentWidget(page)
        self._desk.page = name
        self.column.show_page(name)
        self.column.refresh()

    def _has_content(self) -> bool:
        return not self._desk.is_closed or self._desk.sealed is not None

    def _entries(self) -> Iterator[AgendaEntry]:
        rows = {row.id: row for row in self._desk.opened.cases} if self._desk.opened is not None else {}
        sealed = self._desk.sealed
        named = {one.case_id: one.identity for one in sealed.content.cases} if sealed is not None else {}
        for item in self._desk.meeting.agenda:
            row, identity = rows.get(item.case_id), named.get(item.case_id)
            is_decided = isinstance(item.outcome, Decision)
            yield AgendaEntry(
                case_id=item.case_id,
                number=identity.number if identity is not None else row.number if row is not None else item.case_id,
                name=identity.name if identity is not None else row.name if row is not None else "",
                question=item.question,
                outcome=item.outcome,
                state=outcome_state(item.outcome, self._catalogue),
                is_recorded=self._desk.is_recorded(item.case_id),
                is_provisional=is_decided and bool(self.cases.absent(item.case_id)),
            )

    def _lay_out(self) -> None:
        self._pages = QStackedWidget()
        for page in (self.about, self.case, self.closing):
            self._pages.addWidget(page)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.out)
        right.addWidget(self.minutes)
        right.addWidget(self._pages, 1)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.column)
        outer.addLayout(right, 1)

    def _listen(self) -> None:
        self.column.about_wanted.connect(self.show_about)
        self.column.closing_wanted.connect(self.show_closing)
        self.column.list.picked.connect(self.show_case)
        self.column.list.went_on.connect(self.case.options.setFocus)
        self.closing.case_wanted.connect(self.show_case)
        self.closing.opinions_discarded.connect(self._forget_opinions)
        self.closing.about_wanted.connect(self.show_about)
        self.case.stepped.connect(self.step)
        self.case.case_wanted.connect(self.case_wanted)
        self.case.case_changed.connect(self.case_changed)
        self.case.capture.form.changed.connect(self._mark_unrecorded)
        self.cases.ready.connect(self.refresh)
        self._desk.changed.connect(self.refresh)
        self._desk.sealed_read.connect(self._show_sealed)
        for keys, slot in ((NEXT_KEYS, self._step_on), (PREVIOUS_KEYS, self._step_back)):
            for key in keys:
                QShortcut(QKeySequence(key), self).activated.connect(slot)

    @Slot()
    def _mark_unrecorded(self) -> None:
        self.column.list.rows.show_entries(list(self._entries()), is_fixed=self._desk.is_fixed)

    @Slot()
    def _show_sealed(self) -> None:
        self.refresh()
        case_id = self.case.case_id
        if self.shown == "case" and case_id is not None:
            self.case.show_case(case_id)

    @Slot()
    def _step_on(self) -> None:
        self.step(1)

    @Slot()
    def _step_back(self) -> None:
        self.step(-1)
