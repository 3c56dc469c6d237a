"""The plans of an option: which there are, their steps in order, what happens to each lesion, what remains."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QEnterEvent, QFocusEvent, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from crlm_desktop.engine.proposal import Option, Plan, Step, Treatment
from crlm_desktop.gui.panels.options_context import Context, Intents
from crlm_desktop.gui.panels.options_words import clauses
from crlm_desktop.gui.theme import MEDIUM, RADIUS, SMALL, TINY, Theme, Type, font
from crlm_desktop.gui.widgets.arranging import beside, column, flowing, held
from crlm_desktop.gui.widgets.patterns import Swatch
from crlm_desktop.gui.widgets.pressable import Pressable
from crlm_desktop.gui.widgets.radio_line import RadioLine
from crlm_desktop.gui.widgets.remnant import RemnantBar, remnant_words, sufficiency, threshold_words
from crlm_desktop.gui.widgets.signs import Sign, SignMark
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue

_WRAP = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class PlansView(QWidget):
    """A row a plan of which one is chosen, and under them everything about that one."""

    def __init__(self, option: Option, chosen: int, context: Context) -> None:
        super().__init__()
        self.setObjectName("plans")
        self._option = option
        self._context = context
        self._rows: list[RadioLine] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(TINY)
        if len(option.plans) > 1:
            for number, plan in enumerate(option.plans):
                row = plan_line(number, plan, catalogue=context.catalogue, theme=context.theme)
                row.picked.connect(self._choose)
                self._rows.append(row)
                self._column.addWidget(row)
        self._detail: QWidget | None = None
        self.choose(chosen)

    @property
    def chosen(self) -> int:
        """The number of the chosen plan, from 0."""
        return self._chosen

    def choose(self, number: int) -> None:
        """Show the plan of that number."""
        self._chosen = number if number < len(self._option.plans) else 0
        for row in self._rows:
            row.setChecked(row.value == self._chosen)
        if self._detail is not None:
            self._column.removeWidget(self._detail)
            self._detail.hide()
            self._detail.deleteLater()
        self._detail = PlanDetail(self._option.plans[self._chosen], self._context)
        self._column.addWidget(self._detail)
        self._detail.show()

    @Slot(object)
    def _choose(self, number: object) -> None:
        if isinstance(number, int) and number != self._chosen:
            self.choose(number)
            self._context.intents.plan_chosen.emit(self._option.strategy, number)


def plan_line(number: int, plan: Plan, *, catalogue: Catalogue, theme: Theme) -> RadioLine:
    """Return a plan to choose: its number, its essence and what remains."""
    _ = catalogue.gettext
    remnant = "" if plan.flr_figures is None else _("{percent} %").format(percent=plan.flr_figures[1])
    text = f"{number + 1}.  {catalogue.pick(plan.essence)}"
    line = RadioLine(number, text, name=f"plan:{number}", theme=theme, aside=remnant)
    line.setAccessibleDescription(remnant_words(plan, catalogue))
    return line


class PlanDetail(QWidget):
    """Steps, lesions, remnant and assumptions of one plan."""

    def __init__(self, plan: Plan, context: Context) -> None:
        super().__init__()
        self.setObjectName("plan_detail")
        inner = QVBoxLayout(self)
        inner.setContentsMargins(0, TINY, 0, 0)
        inner.setSpacing(SMALL)
        for step in plan.steps:
            inner.addWidget(StepRow(step, context))
        if plan.treatments:
            inner.addWidget(_lesions(plan.treatments, context))
        if plan.flr_percent is not None:
            inner.addWidget(_remnant(plan, context))
        if plan.comparison is not None:
            told = label(context.catalogue.pick(plan.comparison), Role.MUTED, wrap=True)
            told.setObjectName("plan_comparison")
            inner.addWidget(told)
        if plan.assumptions:
            inner.addWidget(_assumptions(plan, context))


class StepRow(Pressable):
    """One step with its number; pointing at it lights its lesions up, a click keeps them lit."""

    def __init__(self, step: Step, context: Context) -> None:
        super().__init__()
        self._intents: Intents = context.intents
        self._theme: Theme = context.theme
        self._lesions = step.lesions
        self._number = str(step.order)
        self._heights: dict[int, int] = {}
        self.setText(context.catalogue.pick(step.text))
        self.setObjectName(f"step:{step.order}")
        self.setAccessibleName(f"{step.order}. {self.text()}")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if step.lesions else Qt.FocusPolicy.NoFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.clicked.connect(self._tell)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = max(20, self._room(width).height()) + TINY
        return self._heights[width]

    @override
    def sizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(360))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(120, 20)

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        self._light(is_on=True)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._light(is_on=self.isChecked())

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._light(is_on=True)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._light(is_on=self.isChecked())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._theme
        is_marked = self.isChecked() or (self.underMouse() and bool(self._lesions))
        if is_marked or self.hasFocus():
            painter.setPen(QPen(colours.colour("accent"), 1.5) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(colours.colour("selected" if self.isChecked() else "hover"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(-0.5, 0.5, -1, -0.5), RADIUS, RADIUS)
        disc = QRectF(1, TINY / 2 + 0.5, 18, 18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.colour("line"))
        painter.drawEllipse(disc)
        painter.setPen(colours.colour("text"))
        painter.setFont(font(Type.SMALL, bold=True))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, self._number)
        painter.setFont(font(Type.PANEL))
        painter.drawText(self._room(self.width()), _WRAP, self.text())

    def _room(self, width: int) -> QRect:
        room = QRect(18 + SMALL, TINY // 2, width - 18 - SMALL - TINY, 10_000)
        return QFontMetrics(font(Type.PANEL)).boundingRect(room, _WRAP, self.text())

    def _light(self, *, is_on: bool) -> None:
        self._intents.lesions_lit.emit(self._lesions if is_on else ())

    @Slot()
    def _tell(self) -> None:
        self._light(is_on=self.isChecked())


class LesionChip(QWidget):
    """What a plan does to one lesion: pattern, lesion and word; pointing at it lights the lesion up."""

    def __init__(self, treatment: Treatment, context: Context) -> None:
        super().__init__()
        _ = context.catalogue.gettext
        self._intents = context.intents
        self._lesion = treatment.lesion
        words = f"{treatment.lesion} {context.catalogue.pick(treatment.modality.label)}"
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(TINY)
        row.addWidget(Swatch(treatment.modality, theme=context.theme))
        row.addWidget(label(words))
        if treatment.judged:
            mark = SignMark(Sign.PERSON, "muted", theme=context.theme)
            mark.setToolTip(_("By the team's judgement"))
            row.addWidget(mark)
            words = _("{treatment}, by the team's judgement").format(treatment=words)
        self.setAccessibleName(words)

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        self._intents.lesions_lit.emit((self._lesion,))

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._intents.lesions_lit.emit(())


def _lesions(treatments: Sequence[Treatment], context: Context) -> QWidget:
    made = flowing(*(LesionChip(one, context) for one in treatments), across=MEDIUM, down=TINY)
    made.setObjectName("plan_lesions")
    return made


def _remnant(plan: Plan, context: Context) -> QWidget:
    """Return bar and words of what remains, with how the volumes are known."""
    line: list[QWidget] = [
        RemnantBar(plan, theme=context.theme),
        label(remnant_words(plan, context.catalogue), Role.SECTION),
    ]
    state = sufficiency(plan)
    if state is not None:
        sign, colour = state.value
        line.append(SignMark(sign, colour, theme=context.theme))
    words = [threshold_words(plan, context.catalogue)]
    if plan.flr_basis is not None:
        words.append(context.catalogue.pick(plan.flr_basis.label))
    told = label(clauses((word for word in words if word), context.catalogue), Role.MUTED, wrap=True)
    return held(column(flowing(*line), told, spacing=0), name="plan_remnant")


def _assumptions(plan: Plan, context: Context) -> QWidget:
    _ = context.catalogue.gettext
    lines = [label(_("Taken as given because the record leaves it open:"), Role.SMALL, wrap=True)]
    lines += [label(f"– {context.catalogue.pick(text)}", Role.MUTED, wrap=True) for text in plan.assumptions]
    made = beside(SignMark(Sign.NOTE, "muted", theme=context.theme), *lines)
    made.setObjectName("plan_assumptions")
    return made
