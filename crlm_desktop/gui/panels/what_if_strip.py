"""The strip above the options on which facts are assumed, and what then differs from the record, in words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid
from typing_extensions import override

from crlm_desktop.case.record import Case
from crlm_desktop.engine.comparing_proposals import Difference, Subject
from crlm_desktop.gui.panels.options_bands import nearest_first
from crlm_desktop.gui.panels.options_changes import ChangesView
from crlm_desktop.gui.panels.options_context import Context
from crlm_desktop.gui.panels.options_summary import Rows
from crlm_desktop.gui.panels.what_if_facts import Assumable, assumables_of, start_of, suggested
from crlm_desktop.gui.panels.what_if_finder import FactFinder
from crlm_desktop.gui.panels.what_if_row import AssumptionRow, NumberBox
from crlm_desktop.gui.theme import MEDIUM, SMALL
from crlm_desktop.gui.widgets.arranging import empty, flowing
from crlm_desktop.gui.widgets.link import Link
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue

_CHANGES_SHOWN = 4


class WhatIfStrip(QFrame):
    """Holds the assumptions; ``assumed`` says that they are others now, ``left`` that the record is wanted again."""

    assumed = Signal()
    left = Signal()

    def __init__(self, *, catalogue: Catalogue) -> None:
        super().__init__()
        _ = catalogue.gettext
        self._catalogue = catalogue
        self._context: Context | None = None
        self._subjects: dict[str, Assumable] = {}
        self._rows: dict[str, AssumptionRow] = {}
        self.setObjectName("what_if")
        self.setProperty("ground", "what_if")
        back = Link(_("Back to the record"), name="leave_what_if")
        back.clicked.connect(self.left)
        head = QHBoxLayout()
        head.addWidget(label(_("What if – this is not the record"), Role.SECTION, wrap=True), 1)
        head.addWidget(back)
        self._suggestions = QWidget()
        self._suggestions_column = QVBoxLayout(self._suggestions)
        self._suggestions_column.setContentsMargins(0, 0, 0, 0)
        self._finder = FactFinder(catalogue=catalogue)
        self._finder.chosen.connect(self.assume)
        self._assumptions = QVBoxLayout()
        self._assumptions.setSpacing(MEDIUM)
        self._difference = Rows("what_if_difference")
        column = QVBoxLayout(self)
        column.setContentsMargins(MEDIUM, SMALL, MEDIUM, MEDIUM)
        column.setSpacing(SMALL)
        column.addLayout(head)
        column.addLayout(self._assumptions)
        column.addWidget(self._finder)
        column.addWidget(self._suggestions)
        column.addWidget(self._difference)
        self.setVisible(False)

    @property
    def assumptions(self) -> Mapping[str, object]:
        """What is assumed, by fact, as the engine reads it."""
        return MappingProxyType({fact: row.value for fact, row in self._rows.items()})

    @property
    def finder(self) -> FactFinder:
        """Where one types what is to be assumed."""
        return self._finder

    def row(self, fact: str) -> AssumptionRow | None:
        """Return the row of an assumption."""
        return self._rows.get(fact)

    def show_record(self, case: Case, context: Context) -> None:
        """Say what the record and its proposal are; assumptions about lesions that are gone go, too."""
        self._context = context
        self._subjects = {str(one.fact): one for one in assumables_of(case)}
        for fact in [fact for fact in self._rows if fact not in self._subjects]:
            self._forget(fact)
        for row in self._rows.values():
            row.show_record(context)
        self._offer()

    def show_difference(self, difference: Difference | None) -> None:
        """Tell what is otherwise than by the record; ``None`` while that is not known."""
        _ = self._catalogue.gettext
        if difference is None or not self._rows:
            self._difference.show_rows((), iter(()))
            return
        if not difference.changes:
            told = label(_("With this the proposal would be the same."), wrap=True)
            self._difference.show_rows("same", iter((told,)))
            return
        stand_otherwise = any(one.subject in (Subject.INTENT, Subject.OPTION) for one in difference.changes)
        words = (
            _("Otherwise than by the record:") if stand_otherwise else _("Every option stands as before; otherwise is:")
        )
        view = ChangesView(difference.changes, self._catalogue, shown=_CHANGES_SHOWN)
        self._difference.show_rows(difference.changes, iter((label(words, Role.SECTION, wrap=True), view)))

    def clear(self) -> None:
        """Assume nothing any more."""
        for fact in list(self._rows):
            self._forget(fact)
        self.show_difference(None)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    @Slot(str)
    def assume(self, fact: str) -> None:
        """Assume a fact otherwise, or go to it where it is assumed already."""
        subject = self._subjects.get(fact)
        if subject is None or self._context is None:
            return
        if fact not in self._rows:
            row = AssumptionRow(subject, start_of(subject, self._context), self._context)
            row.changed.connect(self.assumed)
            row.dropped.connect(self._drop)
            self._rows[fact] = row
            self._assumptions.addWidget(row)
            row.show()
            self._offer()
            self.assumed.emit()
        control = self._rows[fact].control
        control.setFocus()
        if isinstance(control, NumberBox):
            control.selectAll()

    @Slot(str)
    def _drop(self, fact: str) -> None:
        self._forget(fact)
        self._offer()
        self._finder.setFocus()
        self.assumed.emit()

    def _forget(self, fact: str) -> None:
        row = self._rows.pop(fact)
        if isValid(row):  # type: ignore[no-untyped-call]  # shiboken6 has no annotations.
            self._assumptions.removeWidget(row)
            row.hide()
            row.deleteLater()

    def _offer(self) -> None:
        """Offer what is not assumed yet: all of it by name, a few of it as links."""
        context = self._context
        assert context is not None
        free = [one for fact, one in self._subjects.items() if fact not in self._rows]
        self._finder.show_facts((str(one.fact), context.names.label(one.fact)) for one in free)
        empty(self._suggestions_column)
        links = []
        for one in suggested(free, context.proposal, nearest_first(context)):
            name = context.names.label(one.fact)
            link = Link(name, name=f"assume:{one.fact}")
            link.setProperty("fact", str(one.fact))
            link.clicked.connect(self._take_suggestion)
            links.append(link)
        if links:
            lead = label(self._catalogue.gettext("For instance:"), Role.SMALL)
            held = flowing(lead, *links)
            self._suggestions_column.addWidget(held)
            held.show()
        self._suggestions.setVisible(bool(links))

    @Slot()
    def _take_suggestion(self) -> None:
        self.assume(str(self.sender().property("fact")))
