"""What the window shows while a registry is open: the rail, the header, the places and the status line."""

from __future__ import annotations

from functools import partial
from typing import cast

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from crlm_desktop.case.identity import CaseId
from crlm_desktop.errors import CrlmError, Tellable
from crlm_desktop.gui import wording
from crlm_desktop.gui.actions import Actions
from crlm_desktop.gui.allowing import allow
from crlm_desktop.gui.case_dialogs import CaseDialogs
from crlm_desktop.gui.command_palette.opening import PaletteOpening
from crlm_desktop.gui.connection_band import ConnectionBand
from crlm_desktop.gui.dialogs.help import HelpOpening
from crlm_desktop.gui.drafting.bar import DraftsBar
from crlm_desktop.gui.drafting.keeper import DraftKeeper
from crlm_desktop.gui.drafting.offering import Offering
from crlm_desktop.gui.help_places import page_of
from crlm_desktop.gui.meeting.desk import MeetingDesk
from crlm_desktop.gui.meeting.errand import Errand
from crlm_desktop.gui.meeting.meetings import MeetingsPanel
from crlm_desktop.gui.minutes_checking import MinutesChecking
from crlm_desktop.gui.panels.case import CasePanel
from crlm_desktop.gui.panels.cases import CasesPanel
from crlm_desktop.gui.panels.registry import RegistryPanel
from crlm_desktop.gui.place_names import CASE, CASES, MEETINGS, REGISTRY
from crlm_desktop.gui.preferences import Preferences
from crlm_desktop.gui.reading_band import ReadingBand
from crlm_desktop.gui.safekeeping import Safekeeping
from crlm_desktop.gui.session import CaseSession
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import Theme
from crlm_desktop.gui.undoing import Undoing
from crlm_desktop.gui.user_dialogs import UserDialogs
from crlm_desktop.gui.widgets.header import Header, other_language
from crlm_desktop.gui.widgets.message_band import MessageBand
from crlm_desktop.gui.widgets.rail import Rail
from crlm_desktop.gui.widgets.status_bar import StatusBar
from crlm_desktop.gui.window_keys import WindowKeys
from crlm_desktop.i18n import Catalogue, Language
from crlm_desktop.meeting.agenda import MeetingId
from crlm_desktop.services import roles
from crlm_desktop.services.drafts import option_names
from crlm_desktop.services.review import OpenCase
from crlm_desktop.services.workplace import Held, Workplace
from crlm_desktop.settings import Theme as ThemeChoice

_LEAST_PLACE = 80


class Workbench(QWidget):
    """Made anew when the language changes; the session, and with it the open case, outlives it."""

    language_asked = Signal(Language)
    theme_asked = Signal(ThemeChoice)
    leaving_asked = Signal()
    restoring_asked = Signal(object)
    locking_asked = Signal()
    lock_minutes_chosen = Signal(int)
    user_changed = Signal()

    def __init__(
        self,
        workplace: Workplace,
        session: CaseSession,
        desk: MeetingDesk,
        safekeeping: Safekeeping,
        *,
        preferences: Preferences,
        tasks: Tasks,
        catalogue: Catalogue,
        theme: Theme,
        keeper: DraftKeeper | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName("window")
        self._workplace = workplace
        self._session = session
        self._meeting_desk = desk
        self._preferences = preferences
        self._catalogue = catalogue
        self._theme = theme
        self._tasks = tasks
        self.actions_ = Actions(self, catalogue=catalogue)
        self.addActions(list(self.actions_.all))
        self._keys = WindowKeys(self.actions_.all, self)
        self.cases = CasesPanel(
            workplace, actions=self.actions_, preferences=preferences, tasks=tasks, catalogue=catalogue, theme=theme
        )
        self.case = CasePanel(
            session, actions=self.actions_, preferences=preferences, tasks=tasks, catalogue=catalogue, theme=theme
        )
        self.meetings = MeetingsPanel(desk, tasks=tasks, catalogue=catalogue, theme=theme)
        self.registry = RegistryPanel(
            workplace,
            safekeeping,
            actions=self.actions_,
            tasks=tasks,
            lock_minutes=preferences.settings.lock_minutes,
            catalogue=catalogue,
            theme=theme,
        )
        self.status = StatusBar(is_demonstration=workplace.is_demonstration, catalogue=catalogue, theme=theme)
        self.reading = ReadingBand(workplace, catalogue=catalogue, theme=theme)
        self.connection = ConnectionBand(workplace, catalogue=catalogue, theme=theme)
        self.band = MessageBand(catalogue=catalogue, theme=theme)
        self.errand = Errand(desk, self.meetings, session, self.status, catalogue=catalogue, theme=theme)
        self.drafts = DraftsBar(names=partial(option_names, workplace), catalogue=catalogue, theme=theme)
        self._places: dict[str, tuple[QWidget, QWidget]] = {
            CASES: (self.cases, self.cases.headline),
            CASE: (self.case, self.case.headline),
            MEETINGS: (self.meetings, self.meetings.headline),
            REGISTRY: (self.registry, self.registry.headline),
        }
        undo, redo = self.actions_.undo, self.actions_.redo
        self._undoing = Undoing(session, undo=undo, redo=redo, catalogue=catalogue, parent=self)
        self._offering = self._made_offering(keeper) if keeper is not None else None
        self._place = self._place_before = CASES
        self._help = HelpOpening(self, self._help_page, catalogue=catalogue)
        if session.new_case_draft is not None:
            self.cases.put_back(session.new_case_draft)
        self._lay_out()
        self._listen()
        CaseDialogs(
            workplace,
            session,
            self,
            actions=self.actions_,
            commit=self.case.commit,
            band=self.band,
            status=self.status,
            catalogue=catalogue,
            theme=theme,
        )
        MinutesChecking(
            workplace,
            self,
            actions=self.actions_,
            band=self.band,
            status=self.status,
            tasks=tasks,
            catalogue=catalogue,
            theme=theme,
        )
        self.meetings.headline.check_button.clicked.connect(self.actions_.check_minutes.trigger)
        user_dialogs = UserDialogs(
            workplace,
            self,
            actions=self.actions_,
            status=self.status,
            tasks=tasks,
            catalogue=catalogue,
            theme=theme,
        )
        user_dialogs.user_changed.connect(self.user_changed)
        self.palette_opening = PaletteOpening(
            workplace,
            session,
            self,
            actions=self.actions_,
            preferences=preferences,
            tasks=tasks,
            catalogue=catalogue,
            theme=theme,
        )
        self.palette_opening.case_wanted.connect(self.open_case)
        self.palette_opening.meeting_wanted.connect(self._open_meeting)
        self._allow()
        self.show_place(CASES)

    @property
    def place(self) -> str:
        """Where one is."""
        return self._place

    @property
    def place_names(self) -> tuple[str, ...]:
        """Every place there is."""
        return tuple(self._places)

    @Slot(str)
    def show_place(self, place: str) -> None:
        """Go to a place; what is still being typed where one is gets written first."""
        if self._place == CASE:
            self.case.commit()
        elif self._place == MEETINGS:
            self.meetings.commit()
        if place == CASE and self._place != CASE:
            self._place_before = self._place
        self._place = place
        panel, headline = self._places[place]
        self._pages.setCurrentWidget(panel)
        self._header.show_headline(headline)
        self._rail.show_place(CASES if place == CASE else place)
        self.band.clear()
        self.errand.refresh()
        self._undoing.show_place(is_at_case=place == CASE)
        if self._offering is not None:
            self._offering.show_place(place)
        may_export = roles.hindrance(self._workplace, "exporting.export_case") is None
        self.actions_.export_case.setEnabled(place == CASE and may_export)
        if isinstance(self._workplace.reading_only, Held):
            self._read_again()
        self.actions_.history.setEnabled(place == CASE)
        self.actions_.what_if.setEnabled(place == CASE)
        self.actions_.back.setEnabled(place == CASE)
        self._tell_state()
        self._refresh()
        if isinstance(panel, CasesPanel | CasePanel | MeetingsPanel):
            panel.focus()

    @Slot(str)
    def open_case(self, case_id: str) -> None:
        """Open a case and go to it; what is being typed about another one is written to that one first."""
        self.case.commit()
        try:
            self._session.open_case(CaseId(case_id))
        except CrlmError as error:
            self.tell(error)
            return
        self.show_place(CASE)

    @Slot()
    def look_again(self) -> None:
        """Show what others have written meanwhile, and who holds the registry now; what is half typed stays."""
        self._read_again()
        self._refresh()

    def go_on_connected(self) -> None:
        """Save what could not be saved while the server was not reached, then show what others have written."""
        _ = self._catalogue.gettext
        self.band.clear()
        if self._session.send_again():
            self.case.commit()
            self.meetings.commit()
        self.look_again()
        self.status.tell(_("The server is reached again."))

    def _refresh(self) -> None:
        panel, _headline = self._places[self._place]
        if isinstance(panel, CasesPanel | MeetingsPanel | RegistryPanel):
            panel.refresh()

    def _read_again(self) -> None:
        self.reading.refresh()
        try:
            self._session.reload()
            self._meeting_desk.reload()
        except CrlmError as error:
            self.tell(error)

    def remember(self) -> None:
        """Write what is being typed, and remember columns, splitters and folded sections."""
        self.case.commit()
        self.meetings.commit()
        self._remember_looks()

    def hold(self) -> None:
        """Keep what is being typed at its fields, unwritten, for whoever goes on with it."""
        from crlm_desktop.gui.drafting import restoring

        restoring.hold(self.case.form.typed(), self._session)
        self.case.options.keep_drafts()
        self.meetings.hold()
        self._remember_looks()

    def _remember_looks(self) -> None:
        self.cases.remember()
        self.case.remember()
        self.meetings.remember()
        self._session.new_case_draft = self.cases.typed

    def tell(self, told: Tellable) -> None:
        """Show a sentence that a person must read."""
        self.band.tell_one(told)

    @Slot(object)
    def _tell_told(self, told: object) -> None:
        # A signal cannot carry the type of a protocol.
        self.tell(cast(Tellable, told))

    def _lay_out(self) -> None:
        places = (
            (CASES, "folder-open", self.actions_.cases),
            (MEETINGS, "calendar-days", self.actions_.meetings),
            (REGISTRY, "database", self.actions_.registry),
        )
        self._rail = Rail(places, theme=self._theme)
        self._pages = QStackedWidget()
        # On a low screen the places, which scroll, give way to what must be read above them.
        self._pages.setMinimumHeight(_LEAST_PLACE)
        self._header = Header(
            user=self._workplace.user, actions=self.actions_, catalogue=self._catalogue, theme=self._theme
        )
        for panel, headline in self._places.values():
            self._pages.addWidget(panel)
            self._header.add_headline(headline)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._header)
        right.addWidget(self.reading)
        right.addWidget(self.connection)
        right.addWidget(self.errand)
        right.addWidget(self.band)
        right.addWidget(self.drafts)
        right.addWidget(self._pages, 1)
        upper = QHBoxLayout()
        upper.setSpacing(0)
        upper.addWidget(self._rail)
        upper.addLayout(right, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(upper, 1)
        outer.addWidget(self.status)

    def _allow(self) -> None:
        """Disable what the user's role may not do, and where nothing can be written what writes; each says why."""
        place, catalogue = self._workplace, self._catalogue
        actions, form = self.actions_, self.case.form.widget()
        assert form is not None
        for part, name in (
            (actions.new_case, "review.create_case"),
            (actions.import_case, "exporting.import_case"),
            (actions.export_case, "exporting.export_case"),
            (self.cases.new_button, "review.create_case"),
            (self.cases.file_button, "exporting.import_case"),
            (self.case.headline.identify_button, "review.record_identity"),
            (self.meetings.headline.new_button, "meetings.create"),
            (self.meetings.headline.minutes_button, "printing.minutes"),
            (self.meetings.headline.close_button, "meetings.close"),
            (self.registry.offers, "workplace.set_offers"),
            (actions.own_passphrase, "users.change_own_passphrase"),
        ):
            allow(part, name, place=place, catalogue=catalogue)
        if not allow(form, "review.record_case", place=place, catalogue=catalogue):
            self.case.guide.refuse(form.toolTip())

    def _listen(self) -> None:
        actions = self.actions_
        places = ((CASES, actions.cases), (MEETINGS, actions.meetings), (REGISTRY, actions.registry))
        for place, action in places:
            action.setData(place)
            action.triggered.connect(self._go)
        actions.back.triggered.connect(self._go_back)
        actions.find.triggered.connect(self._find)
        actions.new_case.triggered.connect(self._new_case)
        actions.import_case.triggered.connect(self._import_case)
        actions.undo.triggered.connect(self._undo)
        actions.what_if.triggered.connect(self.case.what_if.turn)
        actions.redo.triggered.connect(self._redo)
        actions.look_again.triggered.connect(self.look_again)
        self.reading.look_asked.connect(self.look_again)
        actions.language.triggered.connect(self._ask_language)
        actions.theme.triggered.connect(self._turn_theme)
        actions.help.triggered.connect(self._help.open)
        actions.unsaved.triggered.connect(self.drafts.take_focus)
        actions.unsaved.setEnabled(False)
        self.drafts.shown.connect(actions.unsaved.setEnabled)
        actions.leave.triggered.connect(self.leaving_asked)
        actions.lock.triggered.connect(self.locking_asked)
        self.registry.lock_minutes_chosen.connect(self.lock_minutes_chosen)
        self.cases.opened.connect(self.open_case)
        self.cases.told.connect(self.band.tell)
        self.meetings.told.connect(self.band.tell)
        self.meetings.case_wanted.connect(self._open_wanted)
        self.meetings.case_changed.connect(self._accept_case)
        self.registry.told.connect(self.band.tell)
        self.registry.backups.restoring_asked.connect(self.restoring_asked)
        self.registry.language_chosen.connect(self.language_asked)
        self.registry.theme_chosen.connect(self.theme_asked)
        self.registry.offers_changed.connect(self._session.reload)
        self._session.told.connect(self._tell_told)
        self.case.told.connect(self._tell_told)
        self._session.changed.connect(self._tell_state)
        # What is saved now shows that the disk has room again.
        self._session.changed.connect(self.band.clear_passing)
        self._meeting_desk.changed.connect(self.band.clear_passing)

    def _made_offering(self, keeper: DraftKeeper) -> Offering:
        return Offering(
            self.drafts,
            keeper,
            self._session,
            desk=self._meeting_desk,
            places=self,
            go=self.show_place,
            open_case=self.open_case,
            tell=self.band.tell,
            catalogue=self._catalogue,
        )

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._place == CASE:
            self._go_back()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _go(self) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        self.show_place(str(action.data()))

    @Slot()
    def _go_back(self) -> None:
        """Go back to where the case was opened."""
        stored = self._session.stored
        self.show_place(self._place_before)
        if stored is not None and self._place == CASES:
            self.cases.select(stored.id)

    @Slot(str, str)
    def _open_wanted(self, case_id: str, path: str) -> None:
        self.open_case(case_id)
        if path and self._place == CASE:
            self.case.jump(path)

    @Slot(str)
    def _open_meeting(self, meeting_id: str) -> None:
        self.show_place(MEETINGS)
        self.meetings.open_meeting(MeetingId(meeting_id))

    @Slot(object)
    def _accept_case(self, stored: object) -> None:
        assert isinstance(stored, OpenCase)
        self._session.accept(stored)

    @Slot()
    def _find(self) -> None:
        self.show_place(CASES)
        self.cases.search.setFocus()
        self.cases.search.selectAll()

    @Slot()
    def _new_case(self) -> None:
        self.show_place(CASES)
        self.cases.ask_for_case()

    @Slot()
    def _import_case(self) -> None:
        self.show_place(CASES)
        self.cases.ask_for_file()

    @Slot()
    def _undo(self) -> None:
        self.case.commit()
        self._session.undo_stack.undo()

    @Slot()
    def _redo(self) -> None:
        self._session.undo_stack.redo()

    def _help_page(self) -> str:
        return page_of(self._place, self.case, self.meetings)

    @Slot()
    def _ask_language(self) -> None:
        self.language_asked.emit(other_language(self._catalogue.language))

    @Slot()
    def _turn_theme(self) -> None:
        self.theme_asked.emit(ThemeChoice.LIGHT if self._theme.is_dark else ThemeChoice.DARK)

    @Slot()
    def _tell_state(self) -> None:
        _ = self._catalogue.gettext
        stored = self._session.stored
        if self._place != CASE or stored is None:
            self.status.show_state(self._workplace.name)
            return
        revision = stored.revision
        moment = wording.moment_text(revision.recorded_at, self._catalogue)
        self.status.show_state(_("Revision {number}, written {moment}").format(number=revision.number, moment=moment))
