"""The history of a case: who saved what when and why, what any two revisions differ in, and the way back."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QVBoxLayout, QWidget

from crlm_desktop.gui import change_words, wording
from crlm_desktop.gui.allowing import allow
from crlm_desktop.gui.dialogs.frame import Dialog
from crlm_desktop.gui.models.text_rows import TextRow, TextRowsModel
from crlm_desktop.gui.theme import SMALL, Theme
from crlm_desktop.gui.widgets.buttons import Kind, Segments, button
from crlm_desktop.gui.widgets.rows_table import RowsTable
from crlm_desktop.gui.widgets.splitter import Splitter
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.gui.widgets.text_field import TextField
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import history
from crlm_desktop.services.history import FieldChange, Revision
from crlm_desktop.services.review import OpenCase
from crlm_desktop.services.workplace import Workplace

_CHANGES, _RECORD = "changes", "record"
_WIDTH, _HEIGHT = 1080, 620


class History(Dialog):
    """One revision chosen is held against the one before it, two against each other.

    ``restoration_asked`` carries the number of the revision to bring back and the reason.
    """

    restoration_asked = Signal(int, str)

    def __init__(
        self, workplace: Workplace, stored: OpenCase, *, catalogue: Catalogue, theme: Theme, parent: QWidget | None
    ) -> None:
        _ = catalogue.gettext
        super().__init__(
            parent,
            name="history",
            title=_("History of the case"),
            text=_("Nothing that was saved is ever overwritten. Choose two revisions to compare them with each other."),
            width=_WIDTH,
        )
        self._workplace = workplace
        self._case_id = stored.id
        self._catalogue = catalogue
        self._revisions = {one.number: one for one in history.revisions(workplace, stored.id)}
        self._rows = TextRowsModel(self)
        self._details = TextRowsModel(self)
        self.revisions = RowsTable(self._rows, name="revisions", title=_("Revisions"))
        self.revisions.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.details = RowsTable(self._details, name="revision_details", title=_("Changes"))
        self.view = Segments(
            [(_CHANGES, _("What changed")), (_RECORD, _("The whole record"))], unknown=None, name="history_view"
        )
        self.view.call(_("Show"))
        self.view.show_value(_CHANGES)
        self.heading = label(role=Role.SECTION, wrap=True)
        self.reason = TextField(_("Reason for restoring"), name="restore_reason")
        self.restore = button(_("Restore"), name="restore")
        self._may_restore = allow(self.restore, "history.restore", place=workplace, catalogue=catalogue)
        self._lay_out(theme)
        self._rows.show_rows(
            (_("Revision"), _("Saved"), _("Author"), _("Reason")),
            [TextRow(texts=self._texts_of(one), value=one.number) for one in self._revisions.values()],
        )
        self.revisions.set_widths(76, 150, 120)
        self.revisions.selectionModel().selectionChanged.connect(self._refresh)
        self.view.chosen.connect(self._refresh)
        self.restore.clicked.connect(self._ask)
        # Not by `selectRow`, which heeds the keys that are held down, and this dialog is opened by some.
        self.choose(max(self._revisions))
        self.revisions.setFocus()

    @property
    def chosen(self) -> tuple[int, ...]:
        """The numbers of the chosen revisions, the earliest first."""
        rows = self.revisions.selectionModel().selectedRows()
        return tuple(sorted(self._number_at(index.row()) for index in rows))

    @property
    def changes(self) -> tuple[tuple[str, ...], ...]:
        """What is told at the right, row by row."""
        return tuple(row.texts for row in self._details.rows)

    def choose(self, *numbers: int) -> None:
        """Choose revisions, as a click and a click with Ctrl do."""
        model = self.revisions.selectionModel()
        model.clearSelection()
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for place, number in enumerate(self._revisions):
            if number in numbers:
                index = self._rows.index(place, 0)
                model.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
                model.select(index, flags)

    def _lay_out(self, theme: Theme) -> None:
        _ = self._catalogue.gettext
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(SMALL, 0, 0, 0)
        column.setSpacing(SMALL)
        column.addWidget(self.heading)
        column.addWidget(self.view)
        column.addWidget(self.details, 1)
        self._splitter = Splitter(
            Qt.Orientation.Horizontal,
            self.revisions,
            right,
            name="history_splitter",
            sizes=(480, 560),
            theme=theme,
        )
        self.column.addWidget(self._splitter, 1)
        way_back = QHBoxLayout()
        way_back.setSpacing(SMALL)
        way_back.addWidget(self.reason, 1)
        way_back.addWidget(self.restore, 0, Qt.AlignmentFlag.AlignBottom)
        self.column.addLayout(way_back)
        close = button(_("Close"), kind=Kind.PRIMARY, name="close")
        close.clicked.connect(self.reject)
        self.add_buttons(close)
        self.resize(_WIDTH, _HEIGHT)

    def _number_at(self, row: int) -> int:
        number = self._rows.rows[row].value
        assert isinstance(number, int)
        return number

    def _texts_of(self, revision: Revision) -> tuple[str, ...]:
        moment = wording.moment_text(revision.recorded_at, self._catalogue)
        author = revision.author or wording.unknown(self._catalogue)
        return str(revision.number), moment, author, revision.reason

    @Slot()
    def _refresh(self) -> None:
        _ = self._catalogue.gettext
        chosen, newest = self.chosen, max(self._revisions)
        is_one = len(chosen) == 1
        is_earlier = is_one and chosen[0] != newest
        for part in (self.reason, self.restore):
            part.setEnabled(is_earlier and self._may_restore)
        if is_earlier:
            self.reason.line.setText(_("Back to revision {number}").format(number=chosen[0]))
        elif not is_one:
            self.reason.line.clear()
        self.reason.tell("")
        self.view.setEnabled(is_one)
        if is_one and self.view.value == _RECORD:
            self._show_record(chosen[0])
        elif chosen:
            self._show_changes(chosen[0] - 1 if is_one else chosen[0], chosen[-1])
        else:
            self.heading.setText(_("Choose a revision."))
            self._details.show_rows((), ())

    def _show_record(self, number: int) -> None:
        _ = self._catalogue.gettext
        told = history.content(self._workplace, self._case_id, number)
        heading = _("What revision {number} says") if told else _("Revision {number} says nothing yet")
        self.heading.setText(heading.format(number=number))
        rows = [TextRow(texts=(self._name(one), self._words(one, one.after))) for one in told]
        self._details.show_rows((_("Field"), _("Value")), rows)
        self.details.set_widths(240)

    def _show_changes(self, first: int, second: int) -> None:
        _ = self._catalogue.gettext
        if first not in self._revisions:
            self.heading.setText(_("The first revision"))
            told = history.content(self._workplace, self._case_id, second)
        else:
            words = _("From revision {first} to revision {second}")
            self.heading.setText(words.format(first=first, second=second))
            told = history.difference(self._workplace, self._case_id, first, second)
        rows = [TextRow(texts=(self._name(one), *(self._words(one, side) for side in _sides(one)))) for one in told]
        self._details.show_rows((_("Field"), _("Before"), _("After")), rows)
        self.details.set_widths(200, 170)

    def _name(self, change: FieldChange) -> str:
        return change_words.field_name(change.path, self._catalogue)

    def _words(self, change: FieldChange, value: object) -> str:
        return change_words.value_words(change.path, value, self._catalogue)

    @Slot()
    def _ask(self) -> None:
        (number,) = self.chosen
        if not self.reason.text:
            self.reason.tell(self._catalogue.gettext(history.REASON_MISSING.sentence))
            self.reason.setFocus()
            return
        self.accept()
        self.restoration_asked.emit(number, self.reason.text)


def _sides(change: FieldChange) -> tuple[object, object]:
    return change.before, change.after
