"""Two have changed a case at once: what each changed, what is taken, and a choice where they exclude each other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from crlm_desktop.errors import InputError
from crlm_desktop.gui import change_words
from crlm_desktop.gui.dialogs.frame import Dialog
from crlm_desktop.gui.session import MovedOn
from crlm_desktop.gui.theme import LARGE, MEDIUM
from crlm_desktop.gui.widgets.buttons import Kind, Segments, button
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services.merging import Disagreement, Side, merge

_WIDTH, _HEIGHT = 980, 500
_TAKEN = 4
_NAME_WIDTH, _TAKEN_WIDTH = 150, 250


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeWords:
    """What the dialog says: its title and text, the two sides as columns and as choices, and its main button."""

    title: str
    text: str
    theirs: str
    mine: str
    take_theirs: str
    take_mine: str
    save: str


def _words(catalogue: Catalogue) -> MergeWords:
    _ = catalogue.gettext
    return MergeWords(
        title=_("Somebody else has changed this case too"),
        text=_(
            "What only one of you has changed is taken from both. Where both have changed the same, choose. "
            "Esc writes nothing: what you have typed stays at its field."
        ),
        theirs=_("Saved by the other"),
        mine=_("Yours"),
        take_theirs=_("the other's"),
        take_mine=_("yours"),
        save=_("Save both changes"),
    )


class MergeDialog(Dialog):
    """Shows mine, theirs and what both started from; ``merged`` carries the refused edit and the case that holds both.

    Leaving it writes nothing: what was typed stays at its field.
    """

    merged = Signal(object, object)

    def __init__(
        self, moved_on: MovedOn, *, catalogue: Catalogue, parent: QWidget | None, words: MergeWords | None = None
    ) -> None:
        _ = catalogue.gettext
        self._words = words if words is not None else _words(catalogue)
        super().__init__(parent, name="merge", title=self._words.title, text=self._words.text, width=_WIDTH)
        self._moved_on = moved_on
        self._catalogue = catalogue
        self._merge = merge(moved_on.base, mine=moved_on.mine, theirs=moved_on.theirs)
        self._choices: dict[str, Side] = {}
        self.choices: dict[str, Segments] = {}
        self._grid = QGridLayout()
        self._problem = label(role=Role.PROBLEM, wrap=True)
        self._problem.setVisible(False)
        self._later = button(_("Not now"), name="later")
        self.save = button(self._words.save, kind=Kind.PRIMARY, name="save_merge")
        self._lay_out()
        self._later.clicked.connect(self.reject)
        self.save.clicked.connect(self._submit)
        self._refresh()
        first = next(iter(self.choices.values()), None)
        (first.buttons[0] if first is not None else self.save).setFocus()

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The texts that are shown, row by row, without the choices."""
        return self._texts

    def _lay_out(self) -> None:
        _ = self._catalogue.gettext
        self._grid.setHorizontalSpacing(LARGE)
        self._grid.setVerticalSpacing(MEDIUM)
        titles = (_("Field"), _("Both started from"), self._words.theirs, self._words.mine, _("Taken"))
        for column, title in enumerate(titles):
            self._grid.addWidget(label(title, Role.SMALL), 0, column)
            self._grid.setColumnStretch(column, 0 if column == _TAKEN else 1)
        self._grid.setColumnMinimumWidth(0, _NAME_WIDTH)
        self._grid.setColumnMinimumWidth(_TAKEN, _TAKEN_WIDTH)
        texts: list[tuple[str, ...]] = []
        for one in self._merge.disagreements:
            texts.append(self._row(one.path, one.base, one.theirs, one.mine))
            self._grid.addWidget(self._choice(one), len(texts), _TAKEN, Qt.AlignmentFlag.AlignTop)
        for change in self._merge.theirs:
            texts.append(self._row(change.path, change.before, change.after, change.before))
            self._grid.addWidget(
                label(self._words.take_theirs, Role.MUTED), len(texts), _TAKEN, Qt.AlignmentFlag.AlignTop
            )
        for change in self._merge.mine:
            texts.append(self._row(change.path, change.before, change.before, change.after))
            self._grid.addWidget(
                label(self._words.take_mine, Role.MUTED), len(texts), _TAKEN, Qt.AlignmentFlag.AlignTop
            )
        self._texts = tuple(texts)
        self._grid.setRowStretch(len(texts) + 1, 1)
        inner = QWidget()
        inner.setLayout(self._grid)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(inner)
        self.column.addWidget(area, 1)
        self.column.addWidget(self._problem)
        self.add_buttons(self._later, self.save)
        self.resize(_WIDTH, _HEIGHT)

    def _row(self, path: str, *values: object) -> tuple[str, ...]:
        """Show the name of a field and its values, and return the texts."""
        name = change_words.field_name(path, self._catalogue)
        texts = (name, *(change_words.value_words(path, value, self._catalogue) for value in values))
        row = self._grid.rowCount()
        for column, text in enumerate(texts):
            made = label(text, Role.SECTION if column == 0 else Role.PLAIN, wrap=True)
            self._grid.addWidget(made, row, column, Qt.AlignmentFlag.AlignTop)
        return texts

    def _choice(self, one: Disagreement) -> Segments:
        _ = self._catalogue.gettext
        made = Segments(
            [(Side.THEIRS, self._words.take_theirs), (Side.MINE, self._words.take_mine)],
            unknown=_("choose"),
            name=f"take {one.path}",
        )
        made.call(change_words.field_name(one.path, self._catalogue))
        made.chosen.connect(partial(self._choose, one.path))
        self.choices[one.path] = made
        return made

    def _choose(self, path: str, side: object) -> None:
        if isinstance(side, Side):
            self._choices[path] = side
        else:
            self._choices.pop(path, None)
        self._refresh()

    def _refresh(self) -> None:
        self.save.setEnabled(len(self._choices) == len(self.choices))

    @Slot()
    def _submit(self) -> None:
        try:
            case = self._merge.chosen(self._choices)
        except InputError as error:
            self._problem.setText(self._catalogue.sentences(error))
            self._problem.setVisible(True)
            return
        self.accept()
        self.merged.emit(self._moved_on, case)
