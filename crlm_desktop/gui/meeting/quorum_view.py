"""The quorum: which disciplines the cases call for, and who is there for each."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QVBoxLayout, QWidget

from crlm_desktop.gui import wording
from crlm_desktop.gui.meeting.agenda_cases import AgendaCases
from crlm_desktop.gui.meeting.desk import MeetingDesk
from crlm_desktop.gui.theme import SMALL, TINY, Theme
from crlm_desktop.gui.widgets.arranging import beside, empty
from crlm_desktop.gui.widgets.columns import ColumnsLayout
from crlm_desktop.gui.widgets.signs import Sign, SignMark
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue
from crlm_desktop.meeting.people import Discipline


class QuorumView(QWidget):
    """A line a discipline; a decision without one of those is provisional, and that is said."""

    def __init__(self, desk: MeetingDesk, cases: AgendaCases, *, catalogue: Catalogue, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("quorum")
        self._desk = desk
        self._cases = cases
        self._catalogue = catalogue
        self._theme = theme
        self._summary = label(wrap=True)
        self._lines = QWidget()
        self._grid = ColumnsLayout(self._lines, column_width=220, most=3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        column.addWidget(self._summary)
        column.addWidget(self._lines)

    @property
    def summary(self) -> str:
        """The quorum in one sentence."""
        return self._summary.text()

    def refresh(self) -> None:
        """Show how the quorum stands now."""
        self._summary.setText(quorum_words(self._desk, self._cases, self._catalogue))
        empty(self._grid)
        for line in self._entries():
            self._grid.add(line)
            line.show()

    def _entries(self) -> Iterator[QWidget]:
        _ = self._catalogue.gettext
        for discipline, case_ids in self._cases.needed().items():
            people = present(self._desk, discipline)
            name = label(self._catalogue.pick(discipline.label), Role.SECTION)
            who = wording.listed(people, self._catalogue) or _("nobody")
            numbers = [self._desk.number(case_id) for case_id in case_ids]
            parts = [name, label(who, Role.PLAIN if people else Role.MUTED, wrap=True)]
            if not people and numbers:
                text = _("provisional: {cases}").format(cases=wording.listed(numbers, self._catalogue))
                parts.append(label(text, Role.SMALL, wrap=True))
            sign, colour = (Sign.YES, "recommended") if people else (Sign.TRIANGLE, "conditional")
            yield beside(SignMark(sign, colour, theme=self._theme), *parts, spacing=TINY // 2)


def present(desk: MeetingDesk, discipline: Discipline) -> list[str]:
    """Return who is there for a discipline."""
    return [one.person for one in desk.meeting.attendance if one.discipline is discipline and one.is_there]


def quorum_words(desk: MeetingDesk, cases: AgendaCases, catalogue: Catalogue) -> str:
    """Return the quorum of the meeting in one sentence."""
    _ = catalogue.gettext
    lacking = [one for one in cases.needed() if not present(desk, one)]
    if not lacking:
        return _("Quorum: every discipline that the cases call for is there.")
    names = wording.listed((catalogue.pick(one.label) for one in lacking), catalogue)
    return _("Quorum: nobody of {disciplines}. Decisions that need them are provisional.").format(disciplines=names)
