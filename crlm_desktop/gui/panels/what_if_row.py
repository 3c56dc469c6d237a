"""One assumption: what is assumed, what the record says, and for a number a slider under the band of its flips."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSlider, QVBoxLayout, QWidget
from typing_extensions import override

from crlm_desktop.case.casefile import plain_number
from crlm_desktop.case.fields import FIELDS
from crlm_desktop.case.typed import read_text
from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts import FactKind
from crlm_desktop.engine.facts.assumptions import possible_of_typed
from crlm_desktop.engine.interval import Interval
from crlm_desktop.engine.knowledge.quoting import in_words
from crlm_desktop.errors import Problem
from crlm_desktop.gui import wording
from crlm_desktop.gui.panels.options_bands import line_of
from crlm_desktop.gui.panels.options_context import Context
from crlm_desktop.gui.panels.options_flips import interval_words
from crlm_desktop.gui.panels.what_if_facts import Assumable, rounded
from crlm_desktop.gui.theme import SMALL, repolish
from crlm_desktop.gui.widgets.arranging import at_ease
from crlm_desktop.gui.widgets.buttons import IconButton, Segments
from crlm_desktop.gui.widgets.choice_box import ChoiceBox
from crlm_desktop.gui.widgets.choices_button import ChoicesButton
from crlm_desktop.gui.widgets.flip_band import FlipBand, shown_range
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue

_NUMBER_WIDTH = 96
_HALF_A_HANDLE = 9


class AssumptionRow(QWidget):
    """Shows one assumption and tells when it becomes another (``changed``) or is dropped (``dropped``, its fact)."""

    changed = Signal()
    dropped = Signal(str)

    def __init__(self, subject: Assumable, value: object, context: Context) -> None:
        super().__init__()
        _ = context.catalogue.gettext
        self.subject = subject
        self._value = value
        self.setObjectName(f"assumption:{subject.fact}")
        self._name = context.names.label(subject.fact)
        self._now = label("", Role.SMALL)
        self._close = IconButton("x", tip=_("Take it as recorded again"), name="drop_assumption", theme=context.theme)
        self._close.setAccessibleName(_("{fact}: take it as recorded again").format(fact=self._name))
        self._close.clicked.connect(self._drop)
        self._head = QHBoxLayout()
        self._head.setSpacing(SMALL)
        self._head.addWidget(label(self._name, wrap=True), 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addLayout(self._head)
        self._number: _NumberPart | None = None
        self._control = self._make_control(context)
        self._head.addWidget(self._now)
        self._head.addWidget(self._control)
        unit = context.names.unit(subject.fact) if subject.declared.kind is FactKind.NUMBER else ""
        if unit:
            self._head.addWidget(label(unit, Role.SMALL))
        self._head.addWidget(self._close)
        self.show_record(context)

    @property
    def value(self) -> object:
        """What is assumed, as the engine reads it."""
        return self._value

    @property
    def control(self) -> QWidget:
        """Where it is chosen or typed."""
        return self._control

    @property
    def slider(self) -> QSlider | None:
        """Where a number is slid."""
        return self._number.slider if self._number is not None else None

    def show_record(self, context: Context) -> None:
        """Show what the record says, and for a number where the recorded case flips."""
        self._now.setText(recorded_words(self.subject, context))
        if self._number is not None:
            self._number.show_record(context)

    def _make_control(self, context: Context) -> QWidget:
        declared, catalogue = self.subject.declared, context.catalogue
        name = f"assumed:{self.subject.fact}"
        match declared.kind:
            case FactKind.NUMBER:
                assert isinstance(self._value, float)
                self._number = _NumberPart(self.subject, self._value, self._name, context)
                self._number.moved.connect(self._take)
                self._column.addWidget(self._number)
                return self._number.box
            case FactKind.STATEMENT:
                both = [(value, wording.yes_no(value, catalogue)) for value in (True, False)]
                segments = at_ease(Segments(both, unknown=wording.unknown(catalogue), name=name))
                segments.show_value(self._value)
                segments.call(self._name)
                segments.chosen.connect(self._take)
                return segments
            case FactKind.CHOICE:
                names = [(str(one), catalogue.pick(one.label)) for one in declared.choices]
                box = ChoiceBox(names, unknown=wording.unknown(catalogue), name=name, theme=context.theme)
                box.show_value(self._value)
                box.setAccessibleName(self._name)
                box.chosen.connect(self._take)
                return box
            case FactKind.SET:
                names = [(str(one), catalogue.pick(one.label)) for one in declared.choices]
                several = ChoicesButton(names, name=name, catalogue=catalogue, theme=context.theme)
                assert isinstance(self._value, tuple)
                several.show_values(self._value)
                several.setAccessibleName(self._name)
                several.chosen.connect(self._take)
                return several

    @Slot(object)
    def _take(self, value: object) -> None:
        if value != self._value:
            self._value = value
            self.changed.emit()

    @Slot()
    def _drop(self) -> None:
        self.dropped.emit(self.subject.fact)


def recorded_words(subject: Assumable, context: Context) -> str:
    """Return what the record says of a fact."""
    _ = context.catalogue.gettext
    value = context.names.value(subject.fact)
    if value.is_not_applicable:
        return _("now: does not apply")
    told = in_words(subject.declared, value)
    if not isinstance(told, Text):
        return _("now: not known")
    words = f"{context.catalogue.pick(told)} {context.names.unit(subject.fact)}".strip()
    return _("now: {value}").format(value=words)


class _NumberPart(QWidget):
    """A slider with the band of the flips over it, and the box in which the number can be typed."""

    moved = Signal(object)

    def __init__(self, subject: Assumable, number: float, name: str, context: Context) -> None:
        super().__init__()
        self._subject = subject
        declared = subject.declared
        self._low, self._high = declared.low, declared.high
        self.box = NumberBox(subject, number, catalogue=context.catalogue)
        self.box.setAccessibleName(name)
        self.box.entered.connect(self._take_typed)
        self.box.refused.connect(self._show_problem)
        self._problem = label(role=Role.PROBLEM, wrap=True)
        self._problem.setVisible(False)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName(f"slider:{subject.fact}")
        self.slider.setAccessibleName(name)
        self.slider.valueChanged.connect(self._take_slid)
        self._band: FlipBand | None = None
        self._beside = QHBoxLayout()
        self._beside.addWidget(self.slider)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(self._beside)
        self._column.addWidget(self._problem)

    def show_record(self, context: Context) -> None:
        """Show the flips of the recorded case, and let the slider go as far as the band does."""
        fact = self._subject.fact
        if self._band is not None:
            self._column.removeWidget(self._band)
            self._band.hide()
            self._band.deleteLater()
            self._band = None
        self._low, self._high = self._subject.declared.low, self._subject.declared.high
        if fact in context.proposal.flip_points:
            line = line_of(fact, context)
            low, high = shown_range(line)
            self._low, self._high = max(low, self._low), min(high, self._high)
            self._band = FlipBand(line, interval_words(fact, context), theme=context.theme)
            self._band.setObjectName(f"assumed_band:{fact}")
            self._band.setAccessibleName(self.box.accessibleName())
            self._band.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._band.stand_at(self.box.number)
            self._column.insertWidget(0, self._band)
        self._align()
        self._show_slid()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._align()

    def _align(self) -> None:
        """Let the handle stand under the place of its number on the band."""
        left = right = 0
        if self._band is not None:
            left = round(self._band.place_of(self._low, self.width())) - _HALF_A_HANDLE
            right = round(self.width() - self._band.place_of(self._high, self.width())) - _HALF_A_HANDLE
        self._beside.setContentsMargins(max(left, 0), 0, max(right, 0), 0)

    def _show_slid(self) -> None:
        step = self._subject.step
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, max(1, round((self._high - self._low) / step)))
            self.slider.setPageStep(max(1, self.slider.maximum() // 10))
            self.slider.setValue(round((self.box.number - self._low) / step))

    @Slot(int)
    def _take_slid(self, place: int) -> None:
        number = rounded(self._subject, min(self._low + place * self._subject.step, self._high))
        self.box.show_number(number)
        self._tell(number)

    @Slot(float)
    def _take_typed(self, number: float) -> None:
        self._show_slid()
        self._tell(number)

    def _tell(self, number: float) -> None:
        self._problem.setVisible(False)
        if self._band is not None:
            self._band.stand_at(number)
        self.moved.emit(number)

    @Slot(str)
    def _show_problem(self, words: str) -> None:
        self._problem.setText(words)
        self._problem.setVisible(bool(words))


class NumberBox(QLineEdit):
    """A number that is typed to its end, with its unit beside it; Up and Down move it by a step.

    A number may be followed by another unit, as in the record. What is none of the range is marked, explained and not
    taken: the number before stays assumed, which is said.
    """

    entered = Signal(float)
    refused = Signal(str)
    """Why what is typed is not taken; an empty text when nothing is wrong any more."""

    def __init__(self, assumable: Assumable, number: float, *, catalogue: Catalogue) -> None:
        super().__init__()
        self._assumable = assumable
        self._number = number
        self._catalogue = catalogue
        self.setObjectName(f"assumed:{assumable.fact}")
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFixedWidth(_NUMBER_WIDTH)
        self.editingFinished.connect(self._read)
        self.show_number(number)

    @property
    def number(self) -> float:
        """The number that is assumed."""
        return self._number

    def show_number(self, number: float) -> None:
        """Show a number without telling anybody."""
        self._number = number
        self.setText(plain_number(number))
        self._mark("")

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        if event.key() in steps:
            declared = self._assumable.declared
            moved = self._number + steps[Qt.Key(event.key())] * self._assumable.step
            self._take(rounded(self._assumable, min(max(moved, declared.low), declared.high)))
        elif event.key() == Qt.Key.Key_Escape and self.text() != plain_number(self._number):
            self.show_number(self._number)
        else:
            super().keyPressEvent(event)

    @Slot()
    def _read(self) -> None:
        if self.text() == plain_number(self._number):
            self._mark("")
            return
        field = FIELDS.get(self._assumable.declared.record_path or "")
        text = self.text().strip()
        if field is not None and text:
            typed = read_text(field, text)
            text = text if isinstance(typed, Problem) else str(typed)
        declared = self._assumable.declared
        read = possible_of_typed(declared, self._assumable.fact, self._assumable.fact, text.replace(",", "."))
        if isinstance(read, Interval):
            self._take(rounded(self._assumable, read.low))
            return
        low, high, now = (plain_number(one) for one in (declared.low, declared.high, self._number))
        words = self._catalogue.gettext("Allowed is {low} to {high}; {number} is still what is assumed.")
        self._mark(words.format(low=low, high=high, number=now))

    def _take(self, number: float) -> None:
        is_another = number != self._number
        self.show_number(number)
        if is_another:
            self.entered.emit(number)

    def _mark(self, problem: str) -> None:
        self.setToolTip(problem)
        self.setAccessibleDescription(problem)
        if bool(self.property("faulty")) is not bool(problem):
            self.setProperty("faulty", bool(problem))
            repolish(self)
        self.refused.emit(problem)
