"""What remains of the liver: a small bar with its threshold, and the same in words."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from crlm_desktop.engine.proposal import Plan
from crlm_desktop.gui.theme import Theme
from crlm_desktop.gui.widgets.signs import Sign
from crlm_desktop.i18n import Catalogue

_WIDTH = 180
_HEIGHT = 22


class Sufficiency(Enum):
    """How a remnant stands to its threshold; the value is the sign and the colour with which it is told."""

    ENOUGH = (Sign.YES, "recommended")
    IN_DOUBT = (Sign.QUESTION, "conditional")
    TOO_SMALL = (Sign.TRIANGLE, "not_advised")


def sufficiency(plan: Plan) -> Sufficiency | None:
    """Return how the remnant stands to its threshold, ``None`` where one of them is not told."""
    if plan.flr_percent is None or plan.flr_threshold_percent is None:
        return None
    low, _likely, high = plan.flr_percent
    if low >= plan.flr_threshold_percent:
        return Sufficiency.ENOUGH
    return Sufficiency.TOO_SMALL if high < plan.flr_threshold_percent else Sufficiency.IN_DOUBT


def remnant_words(plan: Plan, catalogue: Catalogue) -> str:
    """Return what remains, in short: likely, and lowest to highest where they differ."""
    _ = catalogue.gettext
    if plan.flr_figures is None:
        return ""
    low, likely, high = plan.flr_figures
    if low == high:
        return _("Remnant {likely} %").format(likely=likely)
    return _("Remnant {likely} % ({low}–{high} %)").format(likely=likely, low=low, high=high)


def threshold_words(plan: Plan, catalogue: Catalogue) -> str:
    """Return how the remnant stands to its threshold, in words; empty where none is told."""
    _ = catalogue.gettext
    if plan.flr_threshold_percent is None:
        return ""
    threshold = f"{plan.flr_threshold_percent:g}"
    match sufficiency(plan):
        case Sufficiency.ENOUGH:
            return _("above the threshold of {threshold} %").format(threshold=threshold)
        case Sufficiency.IN_DOUBT:
            return _("may lie below the threshold of {threshold} %").format(threshold=threshold)
        case Sufficiency.TOO_SMALL:
            return _("below the threshold of {threshold} %").format(threshold=threshold)
        case None:
            return _("threshold {threshold} %").format(threshold=threshold)


class RemnantBar(QWidget):
    """The liver as a bar: what may remain is filled, what certainly remains more strongly, the threshold a line."""

    def __init__(self, plan: Plan, *, theme: Theme) -> None:
        super().__init__()
        self._plan = plan
        self._theme = theme
        self.setFixedSize(QSize(_WIDTH, _HEIGHT))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._plan.flr_percent is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        low, likely, high = (self._across(value) for value in self._plan.flr_percent)
        state = sufficiency(self._plan)
        strong = self._theme.colour(state.value[1] if state is not None else "muted")
        track = QRectF(0, 7, self.width(), 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("line"))
        painter.drawRoundedRect(track, 4, 4)
        faint = self._theme.colour(state.value[1] if state is not None else "muted")
        faint.setAlphaF(0.4)
        painter.setBrush(faint)
        painter.drawRoundedRect(QRectF(0, 7, high, 8), 4, 4)
        painter.setBrush(strong)
        painter.drawRoundedRect(QRectF(0, 7, low, 8), 4, 4)
        painter.setPen(QPen(self._theme.colour("surface"), 2))
        painter.drawLine(QPointF(likely, 7), QPointF(likely, 15))
        if self._plan.flr_threshold_percent is not None:
            at = self._across(self._plan.flr_threshold_percent)
            painter.setPen(QPen(self._theme.colour("text"), 2))
            painter.drawLine(QPointF(at, 3), QPointF(at, 19))

    def _across(self, percent: float) -> float:
        return self.width() * min(max(percent, 0.0), 100.0) / 100
