"""Opinions on an option, or on the case as a whole: who thinks what, and an inline entry for one more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from crlm_desktop.errors import Problem
from crlm_desktop.gui import wording
from crlm_desktop.gui.drafts import OpinionDraft
from crlm_desktop.gui.panels.options_context import Intents
from crlm_desktop.gui.theme import SMALL, TINY, Theme
from crlm_desktop.gui.widgets.arranging import at_ease, beside, column, empty, flowing
from crlm_desktop.gui.widgets.buttons import Kind, Segments, button
from crlm_desktop.gui.widgets.choice_box import ChoiceBox
from crlm_desktop.gui.widgets.columns import ColumnsLayout
from crlm_desktop.gui.widgets.link import Link
from crlm_desktop.gui.widgets.signs import SignMark, stance_sign
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.gui.widgets.text_area import TextArea
from crlm_desktop.gui.widgets.text_field import TextField
from crlm_desktop.i18n import Catalogue
from crlm_desktop.meeting.opinion import Opinion, OpinionStance
from crlm_desktop.meeting.people import Discipline


class OpinionsView(QWidget):
    """The opinions that stand, in the order of their disciplines, and the entry behind a button."""

    def __init__(self, strategy: str, *, intents: Intents, catalogue: Catalogue, theme: Theme) -> None:
        super().__init__()
        _ = catalogue.gettext
        self.setObjectName(f"opinions:{strategy}")
        self._intents = intents
        self._catalogue = catalogue
        self._theme = theme
        self._shown: tuple[tuple[Opinion, ...], str, bool] | None = None
        self._is_read_only = False
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SMALL)
        self._nobody = label(_("Nobody has given an opinion yet."), Role.MUTED)
        self._strategy = strategy
        self._entry: OpinionEntry | None = None
        self.add = Link(_("Add an opinion"), name=f"add_opinion:{strategy}")
        self.add.clicked.connect(self.open_entry)
        inner = column(self._nobody, spacing=SMALL)
        inner.addLayout(self._rows)
        inner.addWidget(flowing(self.add))
        self.setLayout(inner)

    @property
    def entry(self) -> OpinionEntry:
        """The entry, made when it is first asked for: most options never get an opinion."""
        if self._entry is None:
            self._entry = OpinionEntry(self._strategy, catalogue=self._catalogue, theme=self._theme)
            self._entry.setVisible(False)
            self._entry.given.connect(self._intents.opinion_given)
            self._entry.cancelled.connect(self.close_entry)
            inner = self.layout()
            assert inner is not None
            inner.addWidget(self._entry)
        return self._entry

    @property
    def draft(self) -> OpinionDraft:
        """The opinion that is being typed."""
        return self._entry.draft if self._entry is not None else OpinionDraft(strategy=self._strategy)

    def show_opinions(self, opinions: Sequence[Opinion], *, current_sha256: str, read_only: bool = False) -> None:
        """Show the opinions on this option; those about an earlier revision are marked."""
        order = tuple(Discipline)
        standing = tuple(sorted(opinions, key=lambda one: (order.index(one.discipline), one.given_at)))
        if (standing, current_sha256, read_only) == self._shown:
            return
        self._shown = standing, current_sha256, read_only
        self._is_read_only = read_only
        if read_only and self._entry is not None:
            self._entry.setVisible(False)
        self.add.setVisible(not read_only and (self._entry is None or self._entry.isHidden()))
        self._nobody.setVisible(not standing)
        empty(self._rows)
        for opinion in standing:
            row = self._row(opinion, is_earlier=opinion.case_sha256 != current_sha256)
            self._rows.addWidget(row)
            row.show()

    @Slot()
    def open_entry(self) -> None:
        """Open the entry and put the focus into it."""
        self.entry.setVisible(True)
        self.add.setVisible(False)
        self.entry.setFocus()

    @Slot()
    def close_entry(self) -> None:
        """Put the entry away; what was typed in it comes back with it."""
        focus = QApplication.focusWidget()
        had_focus = focus is not None and self.entry.isAncestorOf(focus)
        self.entry.setVisible(False)
        self.add.setVisible(True)
        if had_focus:
            self.add.setFocus()

    def settle(self) -> None:
        """Put the entry away empty, after its opinion was given."""
        self.close_entry()
        self.entry.show_draft(OpinionDraft(strategy=self._strategy))

    def restore(self, draft: OpinionDraft) -> None:
        """Bring back what was typed, with its entry."""
        if self._entry is None and draft.is_empty:
            return
        self.entry.show_draft(draft)
        self.entry.setVisible(not draft.is_empty)
        self.add.setVisible(draft.is_empty)

    def _row(self, opinion: Opinion, *, is_earlier: bool) -> QWidget:
        _ = self._catalogue.gettext
        pick = self._catalogue.pick
        sign = SignMark(*stance_sign(opinion.stance), theme=self._theme)
        head = flowing(
            label(opinion.person, Role.SECTION),
            label(f"{pick(opinion.discipline.label)} · {pick(opinion.stance.label)}", Role.SMALL),
            label(wording.moment_text(opinion.given_at, self._catalogue), Role.SMALL),
            *(() if self._is_read_only else (self._withdraw(opinion),)),
        )
        parts: list[QWidget] = [head]
        if opinion.text:
            parts.append(_selectable(opinion.text))
        if is_earlier:
            parts.append(label(_("Given before the record was last changed."), Role.SMALL, wrap=True))
        return beside(sign, *parts, spacing=0)

    def _withdraw(self, opinion: Opinion) -> Link:
        _ = self._catalogue.gettext
        made = Link(_("Withdraw"), name=f"withdraw:{opinion.id}")
        made.setAccessibleName(_("Withdraw the opinion of {person}").format(person=opinion.person))
        made.setProperty("opinion", opinion.id)
        made.clicked.connect(self._tell_withdrawn)
        return made

    @Slot()
    def _tell_withdrawn(self) -> None:
        self._intents.opinion_withdrawn.emit(self.sender().property("opinion"))


class OpinionEntry(QWidget):
    """Person, discipline, stance and words of one opinion; Ctrl+Enter gives it, Esc puts the entry away."""

    given = Signal(object)
    cancelled = Signal()

    def __init__(self, strategy: str, *, catalogue: Catalogue, theme: Theme) -> None:
        super().__init__()
        _ = catalogue.gettext
        self.strategy = strategy
        self._catalogue = catalogue
        self.setObjectName(f"opinion_entry:{strategy}")
        self.person = TextField(_("Person"), name="person")
        names = [(one, catalogue.pick(one.label)) for one in Discipline]
        self.discipline = ChoiceBox(names, unknown=_("choose"), name="discipline", theme=theme)
        self.discipline.setAccessibleName(_("Discipline"))
        self._discipline_problem = label(role=Role.PROBLEM, wrap=True)
        self._discipline_problem.setVisible(False)
        stances = [(one, catalogue.pick(one.label)) for one in OpinionStance]
        self.stance = Segments(stances, unknown=None, name="stance")
        self.stance.call(_("Stance"))
        self.stance.show_value(OpinionStance.FOR)
        at_ease(self.stance)
        self.words = TextArea(_("In words"), name="words")
        self.give = button(_("Give the opinion"), kind=Kind.PRIMARY, name="give_opinion", tip="Ctrl+Return")
        cancel = button(_("Cancel"), kind=Kind.PLAIN, name="cancel_opinion", tip="Esc")
        self.give.clicked.connect(self._tell)
        cancel.clicked.connect(self.cancelled)
        self._lay_out(cancel)
        self.setFocusProxy(self.person)

    @property
    def draft(self) -> OpinionDraft:
        """What has been typed."""
        discipline, stance = self.discipline.value, self.stance.value
        assert isinstance(stance, OpinionStance)
        return OpinionDraft(
            strategy=self.strategy,
            person=self.person.text,
            discipline=discipline if isinstance(discipline, Discipline) else None,
            stance=stance,
            text=self.words.text,
        )

    def show_draft(self, draft: OpinionDraft) -> None:
        """Show a draft without problems."""
        self.person.line.setText(draft.person)
        self.discipline.show_value(draft.discipline)
        self.stance.show_value(draft.stance)
        self.words.show_text(draft.text)
        self.tell(())

    def tell(self, problems: Iterable[Problem]) -> None:
        """Say at each field what is wrong with it."""
        told = {one.path: self._catalogue.sentence(one) for one in problems}
        self.person.tell(told.get("person", ""))
        self.words.tell(told.get("text", ""))
        self._discipline_problem.setText(told.get("discipline", ""))
        self._discipline_problem.setVisible("discipline" in told)
        self.discipline.setAccessibleDescription(told.get("discipline", ""))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._tell()
        elif event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _tell(self) -> None:
        self.given.emit(self.draft)

    def _lay_out(self, cancel: QPushButton) -> None:
        _ = self._catalogue.gettext
        fields = QWidget()
        grid = ColumnsLayout(fields, column_width=150, most=2)
        grid.add(self.person)
        chosen = QWidget()
        chosen_column = column(label(_("Discipline"), Role.SMALL), self.discipline, spacing=TINY)
        chosen_column.addWidget(self._discipline_problem)
        chosen_column.addStretch(1)
        chosen.setLayout(chosen_column)
        grid.add(chosen)
        buttons = QHBoxLayout()
        buttons.setSpacing(SMALL)
        buttons.addWidget(self.give)
        buttons.addWidget(cancel)
        buttons.addStretch(1)
        self.setLayout(column(fields, self.stance, self.words, buttons))


def _selectable(text: str) -> QWidget:
    made = label(text, wrap=True)
    made.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return made
