"""Who a case is about: number, name and birth date in one line, for a new case and for a correction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout
from typing_extensions import override

from crlm_desktop.case.dates import PartialDate
from crlm_desktop.case.identity import Identity
from crlm_desktop.errors import N_, Code, CrlmError, InputError, Problem
from crlm_desktop.gui.theme import LARGE, MEDIUM, SMALL
from crlm_desktop.gui.widgets.buttons import Kind, button
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.gui.widgets.text_field import TextField
from crlm_desktop.i18n import Catalogue

BORN_NOT_A_DAY = Code("identity.born_not_a_day", N_("“{value}” is not a day; write it as 1962-04-11."))
SHOWN_PROBLEMS = 8


class IdentityBar(QFrame):
    """Asks for an identity; ``submitted`` carries it, and whatever is refused is told at its field."""

    submitted = Signal(Identity)
    cancelled = Signal()

    def __init__(self, *, catalogue: Catalogue) -> None:
        super().__init__()
        _ = catalogue.gettext
        self._catalogue = catalogue
        self._asked: dict[str, str] = {}
        self.setObjectName("identity_bar")
        self.setProperty("ground", "surface")
        self.setProperty("rule", "under")
        self._title = label(role=Role.SECTION)
        self._source = label(role=Role.MUTED, wrap=True)
        self.number = TextField(_("Number"), name="identity_number", placeholder=_("required"))
        self.name = TextField(_("Name"), name="identity_name", placeholder=_("may be left open"))
        self.born_on = TextField(_("Birth date"), name="identity_born_on", placeholder="1962-04-11")
        self._problems = label(role=Role.PROBLEM, wrap=True)
        self._accept = button("", kind=Kind.PRIMARY, name="identity_accept")
        self._cancel = button(_("Cancel"), name="identity_cancel")
        self._accept.clicked.connect(self.submit)
        self._cancel.clicked.connect(self.cancelled)
        self._lay_out()
        self.setVisible(False)

    def _lay_out(self) -> None:
        fields = QHBoxLayout()
        fields.setSpacing(MEDIUM)
        fields.addWidget(self.number, 2)
        fields.addWidget(self.name, 3)
        fields.addWidget(self.born_on, 2)
        buttons = QVBoxLayout()
        buttons.setContentsMargins(0, 20, 0, 0)
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(self._cancel)
        row.addWidget(self._accept)
        buttons.addLayout(row)
        buttons.addStretch(1)
        fields.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        column.setSpacing(SMALL)
        column.addWidget(self._title)
        column.addWidget(self._source)
        column.addLayout(fields)
        column.addWidget(self._problems)

    def ask(self, title: str, accept: str, *, identity: Identity | None = None, source: str = "") -> None:
        """Show the bar with its heading, the text of its button and what is known so far."""
        self._title.setText(title)
        self._accept.setText(accept)
        self._source.setText(source)
        self._source.setVisible(bool(source))
        known = identity or Identity(number="")
        self.number.line.setText(known.number)
        self.name.line.setText(known.name)
        self.born_on.line.setText(known.born_on.isoformat() if known.born_on is not None else "")
        self._asked = self._texts()
        self._clear_problems()
        self.setVisible(True)
        self.number.setFocus()
        self.number.line.selectAll()

    @property
    def typed(self) -> dict[str, str] | None:
        """What stands in the fields, by their names; ``None`` while nothing is asked, or nothing else was typed."""
        texts = self._texts()
        return None if self.isHidden() or texts == self._asked else texts

    def put_back(self, texts: Mapping[str, str]) -> None:
        """Show what was typed and not written as if it had been typed just now."""
        for name, field in self._fields().items():
            field.line.setText(texts.get(name, ""))

    @Slot()
    def submit(self) -> None:
        """Read the fields, and tell the identity or what is wrong with the birth date."""
        self._clear_problems()
        try:
            born_on = _day(self.born_on.text)
        except ValueError:
            told = Problem(path="born_on", code=BORN_NOT_A_DAY, params={"value": self.born_on.text})
            self.born_on.tell(self._catalogue.sentence(told))
            self.born_on.setFocus()
            return
        self.submitted.emit(Identity(number=self.number.text, name=self.name.text, born_on=born_on))

    def refuse(self, error: CrlmError) -> None:
        """Tell why the identity, or what comes with it, was refused; what was typed stays."""
        problems = error.problems if isinstance(error, InputError) else ()
        fields = self._fields()
        others = []
        for one in problems:
            if one.path in fields:
                fields[one.path].tell(self._catalogue.sentence(one))
            else:
                others.append(
                    f"{one.path}: {self._catalogue.sentence(one)}" if one.path else self._catalogue.sentence(one)
                )
        if not problems:
            others.append(self._catalogue.sentence(error))
        self._problems.setText("\n".join(self._shortened(others)))
        self._problems.setVisible(bool(others))
        faulty = next((field for name, field in fields.items() if field.problem), self.number)
        faulty.setFocus()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.submit()
        elif event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

    def _shortened(self, lines: list[str]) -> list[str]:
        rest = len(lines) - SHOWN_PROBLEMS
        if rest <= 0:
            return lines
        more = self._catalogue.ngettext("and {count} more", "and {count} more", rest).format(count=rest)
        return [*lines[:SHOWN_PROBLEMS], more]

    def _fields(self) -> dict[str, TextField]:
        return {"number": self.number, "name": self.name, "born_on": self.born_on}

    def _texts(self) -> dict[str, str]:
        return {name: field.text for name, field in self._fields().items()}

    def _clear_problems(self) -> None:
        self._problems.setVisible(False)
        for field in self._fields().values():
            field.tell("")


def _day(text: str) -> date | None:
    if not text:
        return None
    found = PartialDate.typed(text)
    if not found.is_exact:
        raise ValueError(text)
    return found.earliest
