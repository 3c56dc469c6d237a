"""The page about the meeting itself: its particulars, who takes part, the quorum."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from crlm_desktop.gui.meeting.agenda_cases import AgendaCases
from crlm_desktop.gui.meeting.desk import MeetingDesk
from crlm_desktop.gui.meeting.entry_rows import Row
from crlm_desktop.gui.meeting.particulars_form import ParticularsForm
from crlm_desktop.gui.meeting.people import People, person_words
from crlm_desktop.gui.meeting.quorum_view import QuorumView
from crlm_desktop.gui.theme import LARGE, SMALL, WIDE, Theme
from crlm_desktop.gui.widgets.arranging import column as column_of
from crlm_desktop.gui.widgets.arranging import held
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue
from crlm_desktop.meeting.agenda import Meeting, MeetingId
from crlm_desktop.meeting.people import Attendance
from crlm_desktop.services.meetings import Particulars

_WIDTH = 880


class AboutPage(QScrollArea):
    """What is complete is written when a field is left or typing pauses; what is not stays with its reason."""

    def __init__(self, desk: MeetingDesk, cases: AgendaCases, *, catalogue: Catalogue, theme: Theme) -> None:
        super().__init__()
        _ = catalogue.gettext
        self.setObjectName("about_meeting")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._desk = desk
        self._shown: MeetingId | None = None
        self._people_written: tuple[Attendance, ...] | None = None
        self.particulars = ParticularsForm(catalogue=catalogue)
        self.people = People(catalogue=catalogue, theme=theme)
        self._catalogue = catalogue
        self._people_words = label(wrap=True)
        self._people_words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.quorum = QuorumView(desk, cases, catalogue=catalogue, theme=theme)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(WIDE, LARGE, WIDE, WIDE)
        column.setSpacing(SMALL)
        for title, part in (
            (_("Particulars"), self.particulars),
            (_("Who takes part"), held(column_of(self.people, self._people_words))),
            (_("Quorum"), self.quorum),
        ):
            column.addWidget(label(title, Role.SECTION))
            part.setMaximumWidth(_WIDTH)
            column.addWidget(part)
            column.addSpacing(LARGE)
        column.addStretch(1)
        self.setWidget(page)
        self.particulars.finished.connect(self._write_particulars)
        self.people.changed.connect(self._write_people)

    def show_meeting(self, meeting: Meeting) -> None:
        """Show the meeting as stored; rows that are being typed stay."""
        is_another = meeting.id != self._shown
        self._shown = meeting.id
        self.particulars.show_particulars(particulars_of(meeting), anew=is_another)
        self.particulars.set_read_only(self._desk.is_fixed)
        if is_another and not self._desk.is_fixed and (typed := self._desk.particulars_drafts.get(meeting.id)):
            self.particulars.show_texts(typed)
        if is_another or meeting.attendance != self._people_written:
            kept = self._desk.people_drafts.get(meeting.id)
            if is_another and kept is not None and not self._desk.is_fixed:
                self.people.show_rows(kept)
            else:
                self.people.show_people(meeting.attendance)
            self._people_written = meeting.attendance
        self.people.setVisible(not self._desk.is_fixed)
        self._people_words.setVisible(self._desk.is_fixed)
        self._people_words.setText("\n".join(person_words(one, self._catalogue) for one in meeting.attendance))
        self.quorum.refresh()

    def typed_people(self) -> tuple[Row, ...] | None:
        """Return the rows of people as they are typed, where they are not what is written."""
        return self.people.typed(self._desk.meeting.attendance) if self._is_typed_at else None

    def typed_particulars(self) -> dict[str, str] | None:
        """Return what is typed at the head, where it is not what is written."""
        return self.particulars.texts if self._is_typed_at and self.particulars.is_typed else None

    def forget(self) -> None:
        """Show no meeting: what is half typed is on the desk, and shown when the meeting is."""
        self._shown = None

    @property
    def _is_typed_at(self) -> bool:
        opened = self._desk.opened
        return opened is not None and opened.meeting.id == self._shown and not self._desk.is_fixed

    def settle(self) -> None:
        """Write what is complete."""
        if self._shown is not None and not self._desk.is_fixed:
            self.particulars.commit()
            self.people.settle()

    @Slot()
    def _write_particulars(self) -> None:
        read = self.particulars.read()
        found = self._desk.change_particulars(read) if isinstance(read, Particulars) else read
        if found:
            self._desk.particulars_drafts[self._desk.meeting.id] = self.particulars.texts
            self.particulars.tell(found)
        else:
            self._desk.particulars_drafts.pop(self._desk.meeting.id, None)
            self.particulars.settle()

    @Slot(object)
    def _write_people(self, people: object) -> None:
        assert isinstance(people, tuple)
        meeting = self._desk.meeting
        if self.people.problems:
            self._desk.people_drafts[meeting.id] = self.people.rows.rows
        else:
            self._desk.people_drafts.pop(meeting.id, None)
        if people != meeting.attendance:
            self._people_written = people
            self._desk.set_attendance(people)


def particulars_of(meeting: Meeting) -> Particulars:
    """Return what stands at the head of a meeting."""
    return Particulars(
        title=meeting.title,
        site=meeting.site,
        held_on=meeting.held_on,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        chair=meeting.chair,
        coordinator=meeting.coordinator,
    )
