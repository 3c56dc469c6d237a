"""The place of the meetings: the list, a new one, and the one that is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from crlm_desktop.errors import CrlmError
from crlm_desktop.gui.meeting.desk import MeetingDesk
from crlm_desktop.gui.meeting.meetings_headline import MeetingsHeadline
from crlm_desktop.gui.meeting.meetings_table import MeetingTable
from crlm_desktop.gui.meeting.minutes_bar import AskPath
from crlm_desktop.gui.meeting.packs import Packs
from crlm_desktop.gui.meeting.page import MeetingPage
from crlm_desktop.gui.meeting.particulars_form import ParticularsForm
from crlm_desktop.gui.models.meeting_rows import ROW_ROLE, MeetingRowsModel
from crlm_desktop.gui.tasks import Lane, Tasks
from crlm_desktop.gui.theme import LARGE, MEDIUM, SMALL, Theme
from crlm_desktop.gui.widgets.buttons import Kind, button
from crlm_desktop.gui.widgets.empty_state import EmptyState
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue
from crlm_desktop.meeting.agenda import MeetingId
from crlm_desktop.services import meetings
from crlm_desktop.services.meetings import MeetingRow, Particulars


class MeetingsPanel(QWidget):
    """Shows the desk; ``case_wanted`` asks for a whole case (id, path of a field or empty), ``case_changed`` carries
    a case as stored after an opinion was given here, ``told`` a sentence that a person must read; ``list_shown`` tells
    that no meeting is open any more.
    """

    case_wanted = Signal(str, str)
    case_changed = Signal(object)
    told = Signal(str)
    list_shown = Signal()

    def __init__(
        self,
        desk: MeetingDesk,
        *,
        tasks: Tasks,
        catalogue: Catalogue,
        theme: Theme,
        confirm: Callable[[QWidget], bool] | None = None,
        ask_path: AskPath | None = None,
        ask_pack: AskPath | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName("meetings_panel")
        self._desk = desk
        self._tasks = tasks
        self._catalogue = catalogue
        self._theme = theme
        self.packs = Packs(desk, tasks=tasks, catalogue=catalogue, theme=theme, ask_path=ask_pack, parent=self)
        self.headline = MeetingsHeadline(desk, catalogue=catalogue, theme=theme)
        self.model = MeetingRowsModel(catalogue=catalogue, parent=self)
        self.table = MeetingTable(self.model, catalogue=catalogue, theme=theme)
        self.new = ParticularsForm(catalogue=catalogue)
        self._confirm, self._ask_path = confirm, ask_path
        self._page: MeetingPage | None = None
        self._asked: dict[str, str] = {}
        self._lay_out()
        self._listen()
        if desk.opened is not None:
            self._show_page()
        else:
            self.show_list()
        if desk.new_draft is not None:
            self._fill_new(desk.new_draft)

    @property
    def page(self) -> MeetingPage:
        """The page of the open meeting, made when the first meeting is opened."""
        if self._page is None:
            self._page = self._made_page()
        return self._page

    @property
    def is_list(self) -> bool:
        """Whether the list is shown."""
        return self._stack.currentWidget() is self._list_page

    def refresh(self) -> None:
        """Read again what is shown: records may have changed elsewhere."""
        self.commit()
        if self._desk.opened is None:
            self._read_rows()
        else:
            case_id = self.page.case.case_id
            self._desk.reload()
            if case_id is not None and self.page.shown == "case":
                self.page.case.show_case(case_id)

    @property
    def made_page(self) -> MeetingPage | None:
        """The page of a meeting, if one has been shown."""
        return self._page

    def focus(self) -> None:
        """Put the focus where one goes on."""
        (self.table if self.is_list else self.page.column.list).setFocus()

    def commit(self) -> None:
        """Record what is complete and not recorded yet."""
        if self._page is not None:
            self._page.commit()

    def hold(self) -> None:
        """Keep the question that is being typed; what is complete of an outcome is recorded as it is at each pause."""
        if self._page is not None:
            self._page.case.hold_question()
            self._page.commit()

    def open_meeting(self, meeting_id: MeetingId) -> None:
        """Open a meeting."""
        self.commit()
        if self._desk.open_meeting(meeting_id):
            self._show_page()

    def show_first_case(self) -> None:
        """Show the first case on the agenda of the open meeting, where there is one."""
        if self._desk.opened is not None and self._desk.meeting.agenda:
            self.page.show_case(self._desk.meeting.agenda[0].case_id)

    @Slot()
    def show_list(self) -> None:
        """Leave the open meeting and show the list."""
        self.commit()
        if self._page is not None:
            self._page.forget()
        self._desk.leave()
        self._stack.setCurrentWidget(self._list_page)
        self.headline.show_list()
        self._read_rows()
        self.list_shown.emit()

    @Slot()
    def ask_for_meeting(self) -> None:
        """Show the form of a new meeting."""
        if not self.is_list:
            self.show_list()
        if self._bar.isHidden():
            self._begin_new()
        self.new.setFocus()

    @property
    def typed_new(self) -> dict[str, str] | None:
        """What is half typed of a new meeting, by the names of the fields; ``None`` when nothing is."""
        return None if self._bar.isHidden() or self.new.texts == self._asked else self.new.texts

    def put_back_new(self, texts: Mapping[str, str]) -> None:
        """Ask for a new meeting with what was half typed of it."""
        self.ask_for_meeting()
        self._fill_new(texts)

    def remember(self) -> None:
        """Let what is half typed of a new meeting outlive the panel."""
        self._desk.new_draft = self.typed_new

    def _begin_new(self) -> None:
        today = self._desk.workplace.clock.today()
        self.new.show_particulars(Particulars(title="", site="", held_on=today))
        self._asked = self.new.texts
        self._bar.setVisible(True)

    def _fill_new(self, texts: Mapping[str, str]) -> None:
        if self._bar.isHidden():
            self._begin_new()
        self.new.show_texts({name: texts.get(name, "") for name in self.new.fields})

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self._bar.isHidden() and self.is_list:
            self._put_bar_away()
        elif event.key() == Qt.Key.Key_Escape and not self.is_list:
            self.show_list()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        _ = self._catalogue.gettext
        self._empty = EmptyState(name="no_meetings", icon="calendar-days", theme=self._theme)
        self._empty.say(
            _("No meeting yet"),
            _("A meeting has an agenda of cases. The team's decisions are recorded in it, and its minutes printed."),
            _("New meeting"),
        )
        self._lists = QStackedWidget()
        self._lists.addWidget(self.table)
        self._lists.addWidget(self._empty)
        self._list_page = QWidget()
        column = QVBoxLayout(self._list_page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._new_bar())
        column.addWidget(self._lists, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._list_page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)

    def _new_bar(self) -> QFrame:
        _ = self._catalogue.gettext
        self._bar = QFrame()
        self._bar.setObjectName("new_meeting_bar")
        self._bar.setProperty("ground", "surface")
        self._bar.setProperty("rule", "under")
        self.create_button = button(_("Create and open"), kind=Kind.PRIMARY, name="create_meeting")
        self.create_button.clicked.connect(self._create)
        cancel = button(_("Cancel"), name="cancel_meeting")
        cancel.clicked.connect(self._put_bar_away)
        buttons = QHBoxLayout()
        buttons.setSpacing(SMALL)
        buttons.addWidget(self.create_button)
        buttons.addWidget(cancel)
        buttons.addStretch(1)
        column = QVBoxLayout(self._bar)
        column.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        column.setSpacing(SMALL)
        column.addWidget(label(_("New meeting"), Role.SECTION))
        column.addWidget(self.new)
        column.addLayout(buttons)
        for field in self.new.fields.values():
            field.line.returnPressed.connect(self._create)
        self._bar.setVisible(False)
        return self._bar

    def _listen(self) -> None:
        self.table.activated.connect(self._open_row)
        self._empty.asked.connect(self.ask_for_meeting)
        self.headline.creation_wanted.connect(self.ask_for_meeting)
        self.headline.list_wanted.connect(self.show_list)
        self.headline.taking_wanted.connect(self._take_along)
        self.headline.handing_back_wanted.connect(self.hand_back)
        self.headline.bringing_back_wanted.connect(self._bring_back)
        self.packs.taken.connect(self._show_outings)
        self._desk.told.connect(self._tell)
        self._desk.changed.connect(self._follow)
        self._desk.sealed_read.connect(self._follow)

    @Slot()
    def hand_back(self) -> None:
        """Write what this working registry holds into a pack; what stands complete in a field is recorded first."""
        self.commit()
        self.packs.hand_back()

    @Slot()
    def _take_along(self) -> None:
        self.commit()
        self.packs.take_along()

    @Slot()
    def _bring_back(self) -> None:
        self.commit()
        self.packs.bring_back()

    @Slot()
    def _show_outings(self) -> None:
        if self._desk.opened is not None:
            self.page.show_outings()

    def _made_page(self) -> MeetingPage:
        made = MeetingPage(
            self._desk,
            self._tasks,
            catalogue=self._catalogue,
            theme=self._theme,
            confirm=self._confirm,
            ask_path=self._ask_path,
        )
        self._stack.addWidget(made)
        self.headline.set_menu(made.minutes.menu(self))
        self.headline.closing_wanted.connect(made.show_closing)
        made.out.asked.connect(self._bring_back)
        made.case_wanted.connect(self.case_wanted)
        made.case_changed.connect(self.case_changed)
        made.minutes.told.connect(self._tell)
        made.case.table.told.connect(self._tell)
        return made

    def _read_rows(self) -> None:
        work = partial(meetings.list_meetings, self._desk.workplace)
        self._tasks.run(work, self._show_rows, failed=self._tell, lane=Lane.REGISTRY)

    @Slot(object)
    def _show_rows(self, rows: tuple[MeetingRow, ...]) -> None:
        self.model.show_rows(rows)
        self._lists.setCurrentWidget(self.table if rows else self._empty)
        if rows and not self.table.currentIndex().isValid():
            self.table.selectRow(0)

    @Slot(QModelIndex)
    def _open_row(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if isinstance(row, MeetingRow):
            self.open_meeting(row.id)

    @Slot()
    def _create(self) -> None:
        read = self.new.read()
        found = self._desk.create(read) if isinstance(read, Particulars) else read
        if found:
            self.new.tell(found)
            return
        self._put_bar_away()
        self._show_page()

    @Slot()
    def _put_bar_away(self) -> None:
        self._bar.setVisible(False)
        self.table.setFocus()

    def _show_page(self) -> None:
        self._stack.setCurrentWidget(self.page)
        self.page.show_meeting()
        self.headline.show_meeting()
        self.page.column.list.setFocus()

    @Slot()
    def _follow(self) -> None:
        if self._desk.opened is not None:
            self.headline.show_meeting()

    @Slot(object)
    def _tell(self, told: object) -> None:
        assert isinstance(told, CrlmError)
        self.told.emit(self._catalogue.sentence(told))
