"""A field of the record on the form: its label, the control that suits its kind, and the reason when it is refused."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from crlm_desktop.case.casefile import NOT_INTEGER, NOT_NUMBER
from crlm_desktop.case.fields import Field, Kind
from crlm_desktop.gui import wording
from crlm_desktop.gui.drafts import RESTORED, Draft
from crlm_desktop.gui.editors.typed_line import TypedLine, TypedText
from crlm_desktop.gui.theme import TINY, Theme, Type, font
from crlm_desktop.gui.widgets.buttons import Segments
from crlm_desktop.gui.widgets.choice_box import ChoiceBox
from crlm_desktop.gui.widgets.choices_button import ChoicesButton
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue

Control = TypedLine | TypedText | Segments | ChoiceBox | ChoicesButton

# A whole number of so few values is chosen rather than typed.
FEW = 6
LONG_TEXT = 1000
_LABEL_HEIGHT = 20


class FieldBox(QWidget):
    """One field: what is chosen or typed is told as ``entered``, what cannot be written as ``refused``.

    It paints its label itself, and has a line for a problem only while there is one: a form has many fields.
    """

    entered = Signal(str, object, str)
    refused = Signal(str, Draft)
    reverted = Signal(str)
    converting = Signal(object, str)

    def __init__(
        self,
        field: Field,
        *,
        path: str,
        catalogue: Catalogue,
        theme: Theme,
        is_labelled: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.path = path
        self.field = field
        self._catalogue = catalogue
        self._theme = theme
        self._label = catalogue.pick(field.label) if is_labelled else ""
        self._is_contradicted = False
        self._is_stored_known = False
        self._problem: QLabel | None = None
        self.setObjectName(f"box:{path}")
        self.control = control_for(field, path=path, catalogue=catalogue, theme=theme, parent=self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, _LABEL_HEIGHT if is_labelled else 0, 0, 0)
        self._column.setSpacing(TINY - 2)
        self._column.addWidget(self.control)
        self._column.addStretch(1)
        self._listen()
        self.setFocusProxy(self.control.buttons[-1] if isinstance(self.control, Segments) else self.control)

    @property
    def is_known(self) -> bool:
        """Whether the record says something here."""
        return self._is_stored_known

    @property
    def problem(self) -> str:
        """The reason why the text in the field is not written; empty when all is well."""
        return self._problem.text() if self._problem is not None else ""

    def show_value(self, value: Any) -> None:
        """Show the stored value; a text that is being typed stays."""
        self._is_stored_known = value is not None
        self._tell_problem("")
        show(self.control, value)

    def show_draft(self, draft: Draft) -> None:
        """Keep a text that could not be written, with the reason."""
        if isinstance(self.control, TypedLine | TypedText):
            if draft.reason.code is RESTORED:
                self.control.show_typed(draft.text)
            else:
                self.control.show_draft(draft)
        self._tell_problem(reason_text(draft, self.field, self._catalogue))

    @property
    def typed(self) -> str | None:
        """What is being typed; ``None`` when nothing is."""
        return self.control.typed if isinstance(self.control, TypedLine | TypedText) else None

    def mark(self, is_contradicted: bool) -> None:
        """Mark the field as one of those that contradict each other."""
        if self._is_contradicted != is_contradicted:
            self._is_contradicted = is_contradicted
            self.update()

    def commit(self) -> None:
        """Write what is still being typed."""
        if isinstance(self.control, TypedLine | TypedText):
            self.control.commit()

    def _listen(self) -> None:
        if isinstance(self.control, TypedLine):
            self.control.converting.connect(self._tell_conversion)
        match self.control:
            case TypedLine() | TypedText():
                self.control.entered.connect(self._enter)
                self.control.refused.connect(self._refuse)
                self.control.reverted.connect(self._revert)
            case Segments() | ChoiceBox() | ChoicesButton():
                self.control.chosen.connect(self._enter)

    @Slot(str)
    def _tell_conversion(self, result: str) -> None:
        self.converting.emit(self.field, result)

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

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._label:
            return
        painter = QPainter(self)
        painter.setFont(font(Type.SMALL, bold=self._is_contradicted))
        painter.setPen(self._theme.colour("problem" if self._is_contradicted else "muted"))
        room = QRect(0, 0, self.width(), _LABEL_HEIGHT - 2)
        shown = painter.fontMetrics().elidedText(self._label, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)

    def _tell_problem(self, sentence: str) -> None:
        if sentence == self.problem:
            return
        if self._problem is None:
            self._problem = label(role=Role.PROBLEM, wrap=True, parent=self)
            self._column.insertWidget(1, self._problem)
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))
        self.control.setAccessibleDescription(sentence)


def control_for(
    field: Field, *, path: str, catalogue: Catalogue, theme: Theme, parent: QWidget | None = None
) -> Control:
    """Return the control that suits the kind of ``field``, named after ``path`` and called by its label."""
    made = _made(field, path, catalogue, theme, parent)
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


def _made(field: Field, path: str, catalogue: Catalogue, theme: Theme, parent: QWidget | None) -> Control:
    unknown = wording.unknown(catalogue)
    match field.kind:
        case Kind.BOOLEAN:
            both = [(value, wording.yes_no(value, catalogue)) for value in (True, False)]
            return Segments(both, unknown=unknown, name=path, parent=parent)
        case Kind.INTEGER if (few := _few_values(field)) is not None:
            return Segments([(value, str(value)) for value in few], unknown="?", name=path, parent=parent)
        case Kind.CHOICE:
            names = wording.choice_names(field, catalogue)
            return ChoiceBox(names, unknown=unknown, name=path, theme=theme, parent=parent)
        case Kind.CHOICES:
            names = wording.choice_names(field, catalogue)
            return ChoicesButton(names, name=path, catalogue=catalogue, theme=theme, parent=parent)
        case Kind.TEXT if (field.max_length or 0) > LONG_TEXT:
            return TypedText(field, unknown=unknown, name=path, parent=parent)
        case _:
            unit = wording.unit_text(field.unit, catalogue)
            none = wording.none(catalogue)
            return TypedLine(field, unit=unit, unknown=unknown, name=path, theme=theme, none=none, parent=parent)


def _few_values(field: Field) -> range | None:
    if field.low is None or field.high is None or field.high - field.low >= FEW:
        return None
    return range(int(field.low), int(field.high) + 1)
