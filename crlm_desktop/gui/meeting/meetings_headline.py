"""What the header says in the place of the meetings: the list, or one meeting with what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from crlm_desktop.errors import Code, CrlmError
from crlm_desktop.gui import wording
from crlm_desktop.gui.meeting.desk import MeetingDesk
from crlm_desktop.gui.meeting.typed import time_text
from crlm_desktop.gui.theme import SMALL, Theme
from crlm_desktop.gui.widgets.buttons import IconButton, Kind, button
from crlm_desktop.gui.widgets.chips import Chip
from crlm_desktop.gui.widgets.signs import Sign
from crlm_desktop.gui.widgets.text import ElidedLabel, Role, label
from crlm_desktop.i18n import Catalogue
from crlm_desktop.meeting.agenda import Meeting
from crlm_desktop.services.packing import CLOSE_AT_HOME, CREATE_AT_HOME

_HASH_SHOWN = 8


class MeetingsHeadline(QStackedWidget):
    """Asks for a new meeting, for the list, for the minutes, for closing, and for what is done with packs."""

    creation_wanted = Signal()
    list_wanted = Signal()
    closing_wanted = Signal()
    taking_wanted = Signal()
    handing_back_wanted = Signal()
    bringing_back_wanted = Signal()

    def __init__(self, desk: MeetingDesk, *, catalogue: Catalogue, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("meetings_headline")
        self._desk = desk
        self._catalogue = catalogue
        self._theme = theme
        self._menu: QMenu | None = None
        self._list = self._of_list()
        self._one = self._of_meeting()
        self.addWidget(self._list)
        self.addWidget(self._one)

    def show_list(self) -> None:
        """Say that the list is shown."""
        self.setCurrentWidget(self._list)

    def show_meeting(self) -> None:
        """Say which meeting is shown and how it stands."""
        self.setCurrentWidget(self._one)
        meeting = self._desk.meeting
        self._title.show_text(meeting.title)
        self._when.show_text(when_words(meeting, self._catalogue))
        self._state.show_chip(*self._state_words())
        sealed = self._desk.sealed
        self._state.setToolTip(f"SHA-256 {sealed.sha256}" if sealed is not None else "")
        self.close_button.setVisible(not self._desk.is_closed)
        self.pack_button.setVisible(not self._desk.is_closed)

    def set_menu(self, menu: QMenu) -> None:
        """Offer the minutes by this menu."""
        self._menu = menu

    def _of_list(self) -> QWidget:
        _ = self._catalogue.gettext
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label(_("Meetings"), Role.HEADLINE))
        row.addStretch(1)
        self.new_button = button(_("New meeting"), kind=Kind.PRIMARY, name="new_meeting_button")
        self.new_button.clicked.connect(self.creation_wanted)
        self.back_button = button(_("Bring back…"), name="bring_back_button")
        self.back_button.setToolTip(_("Bring back a meeting that was taken along"))
        self.back_button.clicked.connect(self.bringing_back_wanted)
        self.check_button = button(_("Check minutes…"), kind=Kind.PLAIN, name="check_minutes_button")
        self.check_button.setToolTip(_("Whether a PDF file is what this registry has sealed"))
        row.addWidget(self.check_button)
        row.addSpacing(SMALL)
        row.addWidget(self.back_button)
        # Not before it has its place: a widget that is shown without a parent is a window for a moment.
        self.back_button.setVisible(self._desk.taking is None)
        row.addSpacing(SMALL)
        row.addWidget(self.new_button)
        self._keep_at_home(self.new_button, CREATE_AT_HOME)
        return made

    def _keep_at_home(self, part: QPushButton, code: Code) -> None:
        """Disable in a working registry what is done at home only, and say why."""
        taking = self._desk.taking
        if taking is not None:
            part.setEnabled(False)
            part.setToolTip(self._catalogue.sentence(CrlmError(code, name=taking.registry_name)))

    def _of_meeting(self) -> QWidget:
        _ = self._catalogue.gettext
        made = QWidget()
        back = IconButton("arrow-left", tip=_("Back to the meetings (Esc)"), name="back_to_meetings", theme=self._theme)
        back.clicked.connect(self.list_wanted)
        self._title = ElidedLabel(role=Role.TITLE)
        self._when = ElidedLabel(role=Role.SMALL)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._title)
        names.addWidget(self._when)
        self._state = Chip(Sign.RING, "", "muted", theme=self._theme)
        self.minutes_button = button(_("Minutes as PDF"), name="minutes_button", tip=_("Choose the language"))
        self.minutes_button.clicked.connect(self._open_menu)
        self.close_button = button(_("Close the meeting…"), name="close_meeting_button")
        self.close_button.clicked.connect(self.closing_wanted)
        self._keep_at_home(self.close_button, CLOSE_AT_HOME)
        self.pack_button = self._made_pack_button()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        row.addWidget(back)
        row.addLayout(names, 1)
        row.addWidget(self._state)
        row.addSpacing(SMALL)
        row.addWidget(self.minutes_button)
        row.addWidget(self.pack_button)
        row.addWidget(self.close_button)
        return made

    def _made_pack_button(self) -> QPushButton:
        _ = self._catalogue.gettext
        if self._desk.taking is not None:
            made = button(_("Hand back…"), name="hand_back_button", tip=_("Into a pack for the registry it came from"))
            made.clicked.connect(self.handing_back_wanted)
            return made
        made = button(_("Take along…"), name="take_along_button", tip=_("The meeting and its cases in one file"))
        made.clicked.connect(self.taking_wanted)
        return made

    def _state_words(self) -> tuple[Sign, str, str]:
        _ = self._catalogue.gettext
        if not self._desk.is_closed:
            return Sign.RING, _("open"), "suitable"
        sealed = self._desk.sealed
        begin = f" {sealed.sha256[:_HASH_SHOWN]}" if sealed is not None else ""
        return Sign.SEALED, _("sealed") + begin, "recommended"

    @Slot()
    def _open_menu(self) -> None:
        if self._menu is not None:
            self._menu.popup(self.minutes_button.mapToGlobal(QPoint(0, self.minutes_button.height() + 2)))


def when_words(meeting: Meeting, catalogue: Catalogue) -> str:
    """Return day, times and site of a meeting in one line."""
    parts = [wording.day_text(meeting.held_on, catalogue)]
    times = [time_text(one) for one in (meeting.starts_at, meeting.ends_at) if one is not None]
    if times:
        parts.append("–".join(times))
    if meeting.site:
        parts.append(meeting.site)
    return " · ".join(parts)
