"""What bringing a pack back would change, as a page: what is to be chosen, the cases, and the parts of the meeting."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from crlm_desktop.case.identity import CaseId
from crlm_desktop.case.wording import Text
from crlm_desktop.gui.theme import LARGE, SMALL, TINY, Theme
from crlm_desktop.gui.widgets.arranging import beside
from crlm_desktop.gui.widgets.buttons import Segments, button
from crlm_desktop.gui.widgets.signs import Sign, SignMark
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import pack_words
from crlm_desktop.services.unpacking import CasePlan, Part, Plan, Standing, Whose

_NAME_WIDTH, _CHOICE_WIDTH = 170, 240


class PlanView(QWidget):
    """``record_wanted`` carries a case whose record is to be chosen field by field; ``changed`` tells of a choice."""

    record_wanted = Signal(object)
    changed = Signal()

    def __init__(self, planned: Plan, options: Mapping[str, Text], *, catalogue: Catalogue, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("plan_view")
        self._planned = planned
        self._options = options
        self._catalogue = catalogue
        self._theme = theme
        self._numbers = pack_words.numbers_of(planned)
        self._chosen: dict[str, Whose] = {}
        self.choices: dict[str, Segments] = {}
        self._records: dict[CaseId, QWidget] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, SMALL, 0)
        self._column.setSpacing(SMALL)
        self._add_choices()
        self._add_cases()
        self._add_parts()
        self._column.addStretch(1)

    @property
    def chosen(self) -> Mapping[str, Whose]:
        """The sides that were chosen, by the paths of the parts."""
        return dict(self._chosen)

    def show_chosen(self, case_id: CaseId) -> None:
        """Say of a record that it was chosen."""
        _ = self._catalogue.gettext
        told = self._records[case_id]
        told.setProperty("role", Role.SMALL.value)
        told.setVisible(True)

    def _add_choices(self) -> None:
        _ = self._catalogue.gettext
        records = [one for one in self._planned.cases if one.is_to_choose]
        if not records and not self._planned.open_conflicts:
            return
        grid = self._grid(_("To choose: both sides changed the same"))
        titles = ("", _("Both started from"), _("Here"), _("In the pack"), _("Taken"))
        for place, title in enumerate(titles):
            grid.addWidget(label(title, Role.SMALL), 0, place)
        for place in (1, 2, 3):
            grid.setColumnStretch(place, 1)
        grid.setColumnMinimumWidth(4, _CHOICE_WIDTH)
        for case in records:
            self._add_record(grid, case)
        for part in self._planned.open_conflicts:
            row = grid.rowCount()
            name = pack_words.part_name(part, self._numbers, self._catalogue)
            self._put(grid, row, 0, name, Role.SECTION)
            for place, value in enumerate((part.base, part.home, part.pack), start=1):
                self._put(grid, row, place, self._words(value))
            grid.addWidget(self._choice(part, name), row, 4, Qt.AlignmentFlag.AlignTop)

    def _add_record(self, grid: QGridLayout, case: CasePlan) -> None:
        _, ngettext = self._catalogue.gettext, self._catalogue.ngettext
        assert case.merge is not None
        row, count = grid.rowCount(), len(case.merge.disagreements)
        grid.addWidget(label(_("{number}: record").format(number=case.number), Role.SECTION), row, 0)
        told = ngettext("{count} field was changed differently", "{count} fields were changed differently", count)
        grid.addWidget(label(told.format(count=count), wrap=True), row, 1, 1, 3)
        choose = button(_("Choose field by field…"), name=f"choose:{case.number}")
        choose.clicked.connect(partial(self._want_record, case))
        grid.addWidget(choose, row, 4)
        mark = beside(SignMark(Sign.YES, "recommended", theme=self._theme), label(_("chosen"), Role.SMALL))
        mark.setVisible(False)
        self._records[case.id] = mark
        grid.addWidget(mark, row + 1, 4)

    def _want_record(self, case: CasePlan, _is_checked: bool = False) -> None:
        self.record_wanted.emit(case)

    def _choice(self, part: Part, name: str) -> Segments:
        _ = self._catalogue.gettext
        made = Segments(
            [(Whose.HOME, _("here")), (Whose.PACK, _("the pack"))], unknown=_("choose"), name=f"take {part.path}"
        )
        made.call(name)
        made.chosen.connect(partial(self._choose, part.path))
        self.choices[part.path] = made
        return made

    def _choose(self, path: str, whose: object) -> None:
        if isinstance(whose, Whose):
            self._chosen[path] = whose
        else:
            self._chosen.pop(path, None)
        self.changed.emit()

    def _add_cases(self) -> None:
        _ = self._catalogue.gettext
        grid = self._grid(_("Cases"))
        grid.setColumnStretch(1, 1)
        for case in self._planned.cases:
            row = grid.rowCount()
            is_new = case.is_changed or case.standing is Standing.NOT_POSSIBLE
            self._put(grid, row, 0, case.number, Role.PLAIN if is_new else Role.MUTED)
            words = pack_words.case_words(case, self._catalogue)
            self._put(grid, row, 1, words, Role.PLAIN if is_new else Role.MUTED)
            if case.problem is not None:
                self._put(grid, row + 1, 1, self._catalogue.sentence(case.problem), Role.PROBLEM)

    def _add_parts(self) -> None:
        _ = self._catalogue.gettext
        if not self._planned.taken_parts:
            return
        grid = self._grid(_("Meeting and identity: taken from the pack"))
        for place, title in enumerate(("", _("Here"), _("In the pack"))):
            grid.addWidget(label(title, Role.SMALL), 0, place)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        for part in self._planned.taken_parts:
            row = grid.rowCount()
            self._put(grid, row, 0, pack_words.part_name(part, self._numbers, self._catalogue))
            self._put(grid, row, 1, self._words(part.home), Role.MUTED)
            self._put(grid, row, 2, self._words(part.pack))

    def _grid(self, title: str) -> QGridLayout:
        self._column.addSpacing(SMALL)
        self._column.addWidget(label(title, Role.SECTION))
        made = QGridLayout()
        made.setHorizontalSpacing(LARGE)
        made.setVerticalSpacing(TINY * 2)
        made.setColumnMinimumWidth(0, _NAME_WIDTH)
        self._column.addLayout(made)
        return made

    def _put(self, grid: QGridLayout, row: int, place: int, text: str, role: Role = Role.PLAIN) -> None:
        grid.addWidget(label(text, role, wrap=True), row, place, Qt.AlignmentFlag.AlignTop)

    def _words(self, value: object) -> str:
        return pack_words.value_words(value, numbers=self._numbers, options=self._options, catalogue=self._catalogue)
