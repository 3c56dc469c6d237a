"""Who takes part, as it is typed, and the quorum in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import time

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crlm_desktop.errors import N_, Code, CrlmError, Problem, problem
from crlm_desktop.gui import wording
from crlm_desktop.gui.drafts import DISCIPLINE_MISSING
from crlm_desktop.gui.meeting.capture import PAUSE_MS
from crlm_desktop.gui.meeting.entry_rows import Cell, CellKind, EntryRows, Row
from crlm_desktop.gui.meeting.typed import time_of, time_text
from crlm_desktop.gui.theme import Theme
from crlm_desktop.i18n import Catalogue
from crlm_desktop.meeting.people import Attendance, Discipline, Presence

NAME_MISSING = Code("attendance.name_missing", N_("Somebody who takes part needs a name."))
LEFT_EARLY = Code("attendance.left_early", N_("{person} cannot leave at {left} before arriving at {arrived}."))


class People(QWidget):
    """A row a person; ``changed`` carries the people whose rows are complete, in their order."""

    changed = Signal(object)

    def __init__(self, *, catalogue: Catalogue, theme: Theme) -> None:
        super().__init__()
        _ = catalogue.gettext
        self.setObjectName("people")
        self._catalogue = catalogue
        cells = (
            Cell(key="person", label=_("Person"), share=4),
            Cell(key="discipline", label=_("Discipline"), kind=CellKind.CHOICE, share=4, choices=tuple(Discipline)),
            Cell(
                key="presence",
                label=_("Presence"),
                kind=CellKind.CHOICE,
                share=3,
                choices=tuple(Presence),
                default=Presence.PRESENT,
            ),
            Cell(key="arrived_at", label=_("Arrived"), kind=CellKind.TIME, share=1),
            Cell(key="left_at", label=_("Left"), kind=CellKind.TIME, share=1),
        )
        self.rows = EntryRows(
            cells,
            name="attendance",
            add=_("Add a person"),
            remove=_("Remove this person"),
            catalogue=catalogue,
            theme=theme,
        )
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.settle)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.rows)
        self.rows.changed.connect(self._pause.start)

    def show_people(self, people: Iterable[Attendance]) -> None:
        """Show who takes part without telling anybody."""
        self.show_rows([_row(one) for one in people])

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show rows as they were typed."""
        self._pause.stop()
        self.rows.show_rows(rows)
        self.rows.tell({})

    def typed(self, written: Iterable[Attendance]) -> tuple[Row, ...] | None:
        """Return the rows in which something was typed that is not among the people written; else ``None``."""
        people, problems = self._read()
        if not problems and people == tuple(written):
            return None
        return tuple(row for row in self.rows.rows if _is_typed(row))

    @property
    def problems(self) -> dict[tuple[int, str], str]:
        """What keeps rows from being written, by row and cell."""
        return self._read()[1]

    @Slot()
    def settle(self) -> None:
        """Tell the people whose rows are complete, and at the others what they lack."""
        self._pause.stop()
        people, problems = self._read()
        self.rows.tell(problems)
        self.changed.emit(people)

    def _read(self) -> tuple[tuple[Attendance, ...], dict[tuple[int, str], str]]:
        people, problems = [], dict[tuple[int, str], str]()
        for place, row in enumerate(self.rows.rows):
            if not _is_typed(row):
                continue
            found = attendance_of(row)
            if isinstance(found, Attendance):
                people.append(found)
            else:
                problems |= {(place, one.path): self._catalogue.sentence(one) for one in found}
        return tuple(people), problems


def _is_typed(row: Row) -> bool:
    return any((row["person"], row["discipline"], row["arrived_at"], row["left_at"]))


def attendance_of(row: Row) -> Attendance | tuple[Problem, ...]:
    """Return the person that a row says, or every problem of it with the key of its cell."""
    person, discipline, presence = str(row["person"] or "").strip(), row["discipline"], row["presence"]
    found = [] if person else [problem("person", NAME_MISSING)]
    if not isinstance(discipline, Discipline):
        found.append(problem("discipline", DISCIPLINE_MISSING))
    arrived, left = (_time(row, key, found) for key in ("arrived_at", "left_at"))
    if arrived is not None and left is not None and left < arrived:
        found.append(problem("left_at", LEFT_EARLY, person=person, left=time_text(left), arrived=time_text(arrived)))
    if found or not isinstance(discipline, Discipline):
        return tuple(found)
    return Attendance(
        person=person,
        discipline=discipline,
        presence=presence if isinstance(presence, Presence) else Presence.PRESENT,
        arrived_at=arrived,
        left_at=left,
    )


def person_words(one: Attendance, catalogue: Catalogue) -> str:
    """Return in one line who took part, for which discipline, how and when."""
    _ = catalogue.gettext
    parts = [catalogue.pick(one.discipline.label), catalogue.pick(one.presence.label)]
    if one.arrived_at is not None:
        parts.append(_("from {time}").format(time=time_text(one.arrived_at)))
    if one.left_at is not None:
        parts.append(_("until {time}").format(time=time_text(one.left_at)))
    return _("{person}: {details}").format(person=one.person, details=wording.listed(parts, catalogue))


def _time(row: Row, key: str, found: list[Problem]) -> time | None:
    try:
        return time_of(str(row[key] or ""))
    except CrlmError as error:
        found.append(Problem(path=key, code=error.code, params=error.params))
        return None


def _row(one: Attendance) -> Row:
    return {
        "person": one.person,
        "discipline": one.discipline,
        "presence": one.presence,
        "arrived_at": time_text(one.arrived_at),
        "left_at": time_text(one.left_at),
    }
