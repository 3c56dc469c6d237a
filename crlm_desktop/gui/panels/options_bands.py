"""Where it flips: for each numeric fact in play a band on which one sees how far the next flip is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from crlm_desktop.engine.facts import FactValue
from crlm_desktop.engine.proposal import FlipInterval, Proposal, Status
from crlm_desktop.gui.panels.options_context import Context, FactLinks
from crlm_desktop.gui.panels.options_flips import interval_words, leading_names
from crlm_desktop.gui.theme import MEDIUM, SMALL
from crlm_desktop.gui.widgets.arranging import empty
from crlm_desktop.gui.widgets.flip_band import FlipBand, Line, Stretch, border_texts
from crlm_desktop.gui.widgets.text import Role, label

_FAR = float("inf")


class FlipsView(QWidget):
    """The bands of a proposal, the nearest flip first; they are made when they are first to be seen."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("flips")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(MEDIUM)
        self._waiting: Context | None = None
        self._key: object = None

    def show_flips(self, context: Context | None) -> None:
        """Show the flip points of the proposal of ``context``; ``None`` shows none."""
        key = _key(context)
        if key == self._key:
            return
        self._key = key
        self._waiting = context
        if context is None:
            empty(self._column)
        elif self.isVisible():
            self._make(context)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        if self._waiting is not None:
            self._make(self._waiting)
        super().showEvent(event)

    def _make(self, context: Context) -> None:
        self._waiting = None
        empty(self._column)
        for fact in nearest_first(context):
            row = FlipRow(fact, context)
            self._column.addWidget(row)
            row.show()


class FlipRow(QWidget):
    """One fact: its name, what it is now, and its band."""

    def __init__(self, fact: str, context: Context) -> None:
        super().__init__()
        self.setObjectName(f"flip:{fact}")
        now = now_words(fact, context)
        head = QHBoxLayout()
        head.setSpacing(SMALL)
        head.addWidget(FactLinks("", (fact,), context), 1)
        head.addWidget(label(now, Role.SMALL), 0, Qt.AlignmentFlag.AlignTop)
        self.band = FlipBand(line_of(fact, context), interval_words(fact, context), theme=context.theme)
        self.band.setObjectName(f"band:{fact}")
        self.band.setAccessibleName(f"{context.names.label(fact)}: {now}")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.band)


def nearest_first(context: Context) -> list[str]:
    """Return the facts with flip points: those that need to change least first, those that are not known last."""
    return sorted(context.proposal.flip_points, key=lambda fact: _distance(fact, context))


def now_words(fact: str, context: Context) -> str:
    """Return what a fact is now, with its unit; of what is known in part between which numbers it lies."""
    _ = context.catalogue.gettext
    value = context.names.value(fact)
    if value.is_not_applicable:
        return _("now: does not apply")
    now = _now(value, context.proposal.flip_points[fact])
    if now is None:
        return _("now: not known")
    unit = context.names.unit(fact)
    low, high = (f"{round(one, 2):g} {unit}".strip() for one in now)
    if low == high:
        return _("now: {value}").format(value=low)
    if now[1] == context.proposal.flip_points[fact][-1].high:
        return _("now: at least {value}").format(value=low)
    if now[0] == context.proposal.flip_points[fact][0].low:
        return _("now: at most {value}").format(value=high)
    return _("now: {low} to {high}").format(low=low, high=high)


def line_of(fact: str, context: Context) -> Line:
    """Return the intervals of a fact as a line; whole numbers have their borders halfway between them."""
    intervals = context.proposal.flip_points[fact]
    is_whole = context.names.is_whole(fact)
    around = 0.5 if is_whole else 0.0
    edges = [
        intervals[0].low - around,
        *((one.high + other.low) / 2 for one, other in pairwise(intervals)),
        intervals[-1].high + around,
    ]
    now = _now(context.names.value(fact), intervals)
    leading = _leading_now(context, intervals, now)
    stretches = tuple(
        Stretch(
            low=low,
            high=high,
            words=leading_names(one, context),
            is_as_now=bool(leading) and frozenset(one.leading) == leading,
        )
        for one, (low, high) in zip(intervals, pairwise(edges), strict=True)
    )
    return Line(
        stretches=stretches,
        borders=border_texts([(_figure(one.high), _figure(other.low)) for one, other in pairwise(intervals)]),
        now=now,
        is_whole=is_whole,
    )


def _leading_now(
    context: Context, intervals: Sequence[FlipInterval], now: tuple[float, float] | None
) -> frozenset[str]:
    """Return what leads for the case as it is; while that hangs on something else, what leads around the value."""
    recommended = [one.strategy for one in context.proposal.options if one.status is Status.RECOMMENDED]
    around = [one.leading for one in intervals if now is not None and one.low <= now[0] and now[1] <= one.high]
    return frozenset(recommended or (around[0] if len(around) == 1 else ()))


def _now(value: FactValue, intervals: Sequence[FlipInterval]) -> tuple[float, float] | None:
    """Return the least and the greatest number that a fact can be; ``None`` when it is none, or any at all."""
    known = value.interval
    if known is None or value.may_not_apply:
        return None
    low, high = max(known.low, intervals[0].low), min(known.high, intervals[-1].high)
    return None if (low, high) == (intervals[0].low, intervals[-1].high) else (low, high)


def _distance(fact: str, context: Context) -> float:
    """Return by which share of itself a known number would have to change for others to lead."""
    intervals = context.proposal.flip_points[fact]
    now = _now(context.names.value(fact), intervals)
    if now is None:
        return _FAR
    cuts = [end for one, other in pairwise(intervals) for end in (one.high, other.low)]
    if any(now[0] < cut < now[1] for cut in cuts):
        return 0.0
    return min(abs(one - cut) / max(abs(one), abs(cut), 1.0) for one in now for cut in cuts)


def _figure(value: float) -> str:
    return f"{round(value, 2):g}"


def _key(context: Context | None) -> object:
    """Return all that the bands depend on."""
    if context is None:
        return None
    proposal: Proposal = context.proposal
    flips = tuple(proposal.flip_points.items())
    leading = tuple((one.strategy, one.name) for one in proposal.options if one.status is Status.RECOMMENDED)
    return flips, leading, tuple(context.names.value(fact) for fact in proposal.flip_points)
