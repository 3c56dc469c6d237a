"""The cases of the registry as a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFontMetrics
from typing_extensions import override

from crlm_desktop.case.choices import Braf, Mmr, Presentation, Ras, Sex
from crlm_desktop.case.wording import Choice
from crlm_desktop.gui import wording
from crlm_desktop.gui.models.entries import UNKNOWN_MARK
from crlm_desktop.gui.summaries import person_text
from crlm_desktop.gui.theme import SMALL, TINY, Theme, Type, font
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services.review import CaseRow

ROW_ROLE = int(Qt.ItemDataRole.UserRole)
SORT_ROLE = ROW_ROLE + 1
KNOWN_ROLE = ROW_ROLE + 2
# What the name has at least; it gets whatever room the others leave.
LEAST_NAME = 140
MOST_STATED = 124
MOST_BRAF = 80
_LONG_DAY = date(2026, 12, 28)
_ROOT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its title, the text of a row in it, what it is sorted by, and whether the value is known."""

    id: str
    title: str
    width: int
    text: Callable[[CaseRow], str]
    key: Callable[[CaseRow], str | int | float]
    is_known: Callable[[CaseRow], bool] = lambda _row: True
    is_number: bool = False


class CaseRowsModel(QAbstractTableModel):
    """Holds the rows that were found; ``more_wanted`` tells that one scrolls to the end of what was asked for."""

    more_wanted = Signal()

    def __init__(self, *, catalogue: Catalogue, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: tuple[CaseRow, ...] = ()
        self._has_more = False
        self.columns = case_columns(catalogue)

    @property
    def rows(self) -> tuple[CaseRow, ...]:
        """The rows as they were found."""
        return self._rows

    def show_rows(self, rows: tuple[CaseRow, ...], *, has_more: bool) -> None:
        """Show these rows; ``has_more`` says that the registry holds others that fit.

        Rows that come after those that are shown already are added, so that nobody who scrolls loses the place.
        """
        shown = len(self._rows)
        self._has_more = has_more
        if shown and rows[:shown] == self._rows:
            if len(rows) > shown:
                self.beginInsertRows(_ROOT, shown, len(rows) - 1)
                self._rows = rows
                self.endInsertRows()
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    @override
    def canFetchMore(self, parent: Index) -> bool:
        return self._has_more and not parent.isValid()

    @override
    def fetchMore(self, parent: Index) -> None:
        self._has_more = False
        self.more_wanted.emit()

    @override
    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], self.columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return column.text(row)
            case Qt.ItemDataRole.ForegroundRole if not column.is_known(row):
                return self._theme.colour("muted")
            case Qt.ItemDataRole.TextAlignmentRole if column.is_number:
                return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{column.title}: {column.text(row)}"
            case _ if role == ROW_ROLE:
                return row
            case _ if role == SORT_ROLE:
                return column.key(row)
            case _ if role == KNOWN_ROLE:
                return column.is_known(row)
            case _:
                return None

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            across = Qt.AlignmentFlag.AlignRight if self.columns[section].is_number else Qt.AlignmentFlag.AlignLeft
            return int(across | Qt.AlignmentFlag.AlignVCenter)
        return None


def case_columns(catalogue: Catalogue) -> tuple[Column, ...]:
    """Return the columns of the list of cases, each as wide as what usually stands in it."""
    _ = catalogue.gettext
    return (
        Column(
            id="number",
            title=_("Number"),
            width=_width("DEMO-000"),
            text=lambda row: row.number,
            key=lambda row: row.number,
        ),
        Column(
            id="name",
            title=_("Name"),
            width=LEAST_NAME,
            text=lambda row: row.name,
            key=lambda row: row.name.casefold(),
        ),
        Column(
            id="age",
            title=_("Age, sex"),
            width=_width(_("Age, sex"), person_text(88, Sex.FEMALE, catalogue)),
            text=lambda row: person_text(row.age_years, row.sex, catalogue),
            key=lambda row: row.age_years or -1,
            is_known=lambda row: row.age_years is not None or row.sex is not None,
        ),
        _stated("presentation", _("Presentation"), Presentation, catalogue),
        Column(
            id="lesions",
            title=_("Lesions"),
            width=_width(_("Lesions")),
            text=lambda row: UNKNOWN_MARK if row.lesion_count is None else str(row.lesion_count),
            key=lambda row: -1 if row.lesion_count is None else row.lesion_count,
            is_known=lambda row: row.lesion_count is not None,
            is_number=True,
        ),
        _stated("ras", "RAS", Ras, catalogue),
        _stated("braf", "BRAF", Braf, catalogue, most=MOST_BRAF),
        _stated("mmr", "MMR", Mmr, catalogue),
        Column(
            id="completeness",
            title=_("Known"),
            width=_width(_("Known"), "100 %"),
            text=lambda row: f"{row.completeness} %",
            key=lambda row: row.completeness,
            is_number=True,
        ),
        Column(
            id="next_meeting",
            title=_("Next meeting"),
            width=_width(_("Next meeting"), wording.short_day_text(_LONG_DAY, catalogue)),
            text=lambda row: _next_meeting(row, catalogue),
            key=lambda row: (row.next_meeting_on or date.max).toordinal(),
            is_known=lambda row: row.next_meeting_on is not None,
        ),
        Column(
            id="changed",
            title=_("Last change"),
            width=_width(_("Last change"), wording.day_text(_LONG_DAY, catalogue)),
            text=lambda row: wording.day_text(row.changed_at.astimezone().date(), catalogue),
            key=lambda row: row.changed_at.timestamp(),
        ),
    )


def _stated(name: str, title: str, choices: type[Choice], catalogue: Catalogue, *, most: int = MOST_STATED) -> Column:
    def text(row: CaseRow) -> str:
        return wording.choice_text(getattr(row, name), catalogue)

    samples = [catalogue.pick(choice.label) for choice in choices]
    return Column(
        id=name,
        title=title,
        width=min(_width(title, wording.unknown(catalogue), *samples), most),
        text=text,
        key=lambda row: str(getattr(row, name) or "~"),
        is_known=lambda row: getattr(row, name) is not None,
    )


def _next_meeting(row: CaseRow, catalogue: Catalogue) -> str:
    return "–" if row.next_meeting_on is None else wording.short_day_text(row.next_meeting_on, catalogue)


def _width(*samples: str) -> int:
    metrics = QFontMetrics(font(Type.PANEL))
    return max(metrics.horizontalAdvance(sample) for sample in samples) + 2 * SMALL + TINY
