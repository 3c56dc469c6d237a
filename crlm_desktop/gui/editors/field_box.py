"""A field of the record on the form: its label, the control that suits its kind, and the reason when it is refused."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crlm_desktop.case.casefile import NOT_INTEGER, NOT_NUMBER
from crlm_desktop.case.fields import Field, Kind
from crlm_desktop.gui import wording
from crlm_desktop.gui.drafts import Draft
from crlm_desktop.gui.editors.typed_line import TypedLine, TypedText
from crlm_desktop.gui.theme import TINY, Theme
from crlm_desktop.gui.widgets.buttons import Segments
from crlm_desktop.gui.widgets.choice_box import ChoiceBox
from crlm_desktop.gui.widgets.choices_button import ChoicesButton
from crlm_desktop.gui.widgets.text import ElidedLabel, Role, label
from crlm_desktop.i18n import Catalogue

Control = TypedLine | TypedText | Segments | ChoiceBox | ChoicesButton

# A whole number of so few values is chosen rather than typed.
FEW = 6
LONG_TEXT = 1000


class FieldBox(QWidget):
    """One field: what is chosen or typed is told as ``entered``, what cannot be written as ``refused``."""

    entered = Signal(str, object, str)
    refused = Signal(str, Draft)
    reverted = Signal(str)

    def __init__(
        self, field: Field, *, path: str, catalogue: Catalogue, theme: Theme, is_labelled: bool = True
    ) -> None:
        super().__init__()
        self.path = path
        self.field = field
        self._catalogue = catalogue
        self._is_stored_known = False
        self.setObjectName(f"box:{path}")
        self.control = control_for(field, path=path, catalogue=catalogue, theme=theme)
        self._problem = label(role=Role.PROBLEM, wrap=True)
        self._problem.setVisible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TINY - 2)
        self._name = ElidedLabel(catalogue.pick(field.label), Role.SMALL)
        self._name.setBuddy(self.control)
        self._name.setVisible(is_labelled)
        column.addWidget(self._name)
        column.addWidget(self.control)
        column.addWidget(self._problem)
        column.addStretch(1)
        self._listen()
        self.setFocusProxy(self.control.buttons[-1] if isinstance(self.control, Segments) else self.control)

    @property
    def is_known(self) -> bool:
        """Whether the record says something here."""
        return self._is_stored_known

    @property
    def problem(self) -> str:
        """The reason why the text in the field is not written; empty when all is well."""
        return self._problem.text()

    def show_value(self, value: Any) -> None:
        """Show the stored value; a text that is being typed stays."""
        self._is_stored_known = value is not None
        self._tell_problem("")
        show(self.control, value)

    def show_draft(self, draft: Draft) -> None:
        """Keep a text that could not be written, with the reason."""
        if isinstance(self.control, TypedLine | TypedText):
            self.control.show_draft(draft)
        self._tell_problem(reason_text(draft, self.field, self._catalogue))

    def mark(self, is_contradicted: bool) -> None:
        """Mark the field as one of those that contradict each other."""
        role = (Role.PROBLEM if is_contradicted else Role.SMALL).value
        if self._name.property("role") != role:
            self._name.setProperty("role", role)
            self._name.style().unpolish(self._name)
            self._name.style().polish(self._name)

    def commit(self) -> None:
        """Write what is still being typed."""
        if isinstance(self.control, TypedLine | TypedText):
            self.control.commit()

    def _listen(self) -> None:
        match self.control:
            case TypedLine() | TypedText():
                self.control.entered.connect(self._enter)
                self.control.refused.connect(self._refuse)
                self.control.reverted.connect(self._revert)
            case Segments() | ChoiceBox() | ChoicesButton():
                self.control.chosen.connect(self._enter)

    @Slot(object)
    def _enter(self, value: object) -> None:
        self._tell_problem("")
        text = self.control.text() if isinstance(self.control, TypedLine) else ""
        if isinstance(self.control, TypedText):
            text = self.control.toPlainText()
        self.entered.emit(self.path, list(value) if isinstance(value, tuple) else value, text)

    @Slot(object)
    def _refuse(self, draft: Draft) -> None:
        self._tell_problem(reason_text(draft, self.field, self._catalogue))
        self.refused.emit(self.path, draft)

    @Slot()
    def _revert(self) -> None:
        self._tell_problem("")
        self.reverted.emit(self.path)

    def _tell_problem(self, sentence: str) -> None:
        if sentence != self._problem.text():
            self._problem.setText(sentence)
            self._problem.setVisible(bool(sentence))
            self.control.setAccessibleDescription(sentence)


def control_for(field: Field, *, path: str, catalogue: Catalogue, theme: Theme) -> Control:
    """Return the control that suits the kind of ``field``, named after ``path`` and called by its label."""
    made = _made(field, path, catalogue, theme)
    called = wording.label_with_unit(field, catalogue)
    if isinstance(made, Segments):
        made.call(called)
    else:
        made.setAccessibleName(called)
    made.setToolTip(help_text(field, catalogue))
    return made


def show(control: Control, value: Any) -> None:
    """Show a JSON value in a control without telling anybody."""
    match control:
        case ChoicesButton():
            control.show_values(value)
        case TypedLine() | TypedText() | Segments() | ChoiceBox():
            control.show_value(value)


def help_text(field: Field, catalogue: Catalogue) -> str:
    """Return what the field means and what is allowed in it, as far as its label does not say so."""
    explained = catalogue.pick(field.help) if field.help is not None else ""
    return "\n".join(part for part in (explained, wording.allowed_text(field, catalogue)) if part)


def reason_text(draft: Draft, field: Field, catalogue: Catalogue) -> str:
    """Return why a text was refused, and what is allowed where the reason itself does not say it."""
    _ = catalogue.gettext
    sentence = catalogue.sentence(draft.reason)
    allowed = wording.allowed_text(field, catalogue)
    if draft.reason.code not in (NOT_NUMBER, NOT_INTEGER) or not allowed:
        return sentence
    return _("{sentence} Allowed is {allowed}.").format(sentence=sentence, allowed=allowed)


def _made(field: Field, path: str, catalogue: Catalogue, theme: Theme) -> Control:
    unknown = wording.unknown(catalogue)
    match field.kind:
        case Kind.BOOLEAN:
            both = [(value, wording.yes_no(value, catalogue)) for value in (True, False)]
            return Segments(both, unknown=unknown, name=path)
        case Kind.INTEGER if (few := _few_values(field)) is not None:
            return Segments([(value, str(value)) for value in few], unknown="?", name=path)
        case Kind.CHOICE:
            names = wording.choice_names(field, catalogue)
            return ChoiceBox(names, unknown=unknown, name=path, theme=theme)
        case Kind.CHOICES:
            names = wording.choice_names(field, catalogue)
            return ChoicesButton(names, name=path, catalogue=catalogue, theme=theme)
        case Kind.TEXT if (field.max_length or 0) > LONG_TEXT:
            return TypedText(field, unknown=unknown, name=path)
        case _:
            unit = wording.unit_text(field.unit, catalogue)
            none = wording.none(catalogue)
            return TypedLine(field, unit=unit, unknown=unknown, name=path, theme=theme, none=none)


def _few_values(field: Field) -> range | None:
    if field.low is None or field.high is None or field.high - field.low >= FEW:
        return None
    return range(int(field.low), int(field.high) + 1)
