"""Which plan of the chosen option the team takes over, or none of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crlm_desktop.engine.proposal import Plan
from crlm_desktop.gui.panels.options_plans import plan_line
from crlm_desktop.gui.theme import Theme
from crlm_desktop.gui.widgets.arranging import empty
from crlm_desktop.gui.widgets.radio_line import RadioLine
from crlm_desktop.i18n import Catalogue


class PlanPicker(QWidget):
    """A line a plan and a last one for a plan of the team's own; ``chosen`` tells the number, from 0, or ``None``."""

    chosen = Signal(object)

    def __init__(self, *, catalogue: Catalogue, theme: Theme) -> None:
        super().__init__()
        _ = catalogue.gettext
        self.setObjectName("plan_picker")
        self.setAccessibleName(_("Plan of the proposal"))
        self._catalogue = catalogue
        self._theme = theme
        self._plans: tuple[Plan, ...] = ()
        self._value: int | None = None
        self._lines: list[RadioLine] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    @property
    def value(self) -> int | None:
        """The number of the chosen plan; ``None`` for a plan of the team's own."""
        return self._value

    @property
    def lines(self) -> tuple[RadioLine, ...]:
        """The lines in the order in which they stand."""
        return tuple(self._lines)

    def show_plans(self, plans: Sequence[Plan], chosen: int | None) -> None:
        """Show these plans and the chosen one without telling anybody."""
        if tuple(plans) != self._plans:
            self._plans = tuple(plans)
            self._make_lines()
        self._value = chosen
        self._mark()

    def _make_lines(self) -> None:
        _ = self._catalogue.gettext
        empty(self._column)
        self._lines = [
            plan_line(number, plan, catalogue=self._catalogue, theme=self._theme)
            for number, plan in enumerate(self._plans)
        ]
        if self._plans:
            self._lines.append(RadioLine(None, _("another plan, in words"), name="plan:own", theme=self._theme))
        for line in self._lines:
            line.picked.connect(self._choose)
            self._column.addWidget(line)
            line.show()

    def _mark(self) -> None:
        for line in self._lines:
            line.setChecked(line.value == self._value)

    @Slot(object)
    def _choose(self, value: object) -> None:
        self._value = value if isinstance(value, int) else None
        self._mark()
        self.chosen.emit(self._value)
