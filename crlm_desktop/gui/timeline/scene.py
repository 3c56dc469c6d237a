"""What a timeline shows, laid out for a view and a width: tracks one under the other, nothing over anything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF

from crlm_desktop.case.casefile import plain_number
from crlm_desktop.case.timeline import Curve, Event, Track
from crlm_desktop.gui.timeline.arrangement import View, rows_of

AXIS = 28
ROW = 24
PADDING = 8
CURVE = 64
MARK = 11.0
"""The width of the mark of a single day, in pixels."""
_DOT = 7.0
"""The size of the point of a value that is known to the day."""
_GAP = 10.0
_LABEL = 6.0


@dataclass(frozen=True, slots=True)
class Stop:
    """One thing that can be pointed at and stepped to: its mark, its label, its words and the field that tells it."""

    mark: QRectF
    label: QRectF
    text: str
    words: str
    path: str
    day: float
    is_exact: bool
    event: Event | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """One track or one tumour marker, as high as what is in it needs."""

    name: str
    top: float
    height: float
    stops: tuple[Stop, ...]
    track: Track | None = None
    greatest: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What there is to be shown: events and curves, of which only what has a date can be."""

    events: tuple[Event, ...] = ()
    curves: tuple[Curve, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """How the scene speaks: an event and a value in one line, their short texts, and how wide a text is."""

    event: Callable[[Event], str]
    name: Callable[[Event], str]
    value: Callable[[Curve, int], str]
    curve: Callable[[Curve], str]
    track: Callable[[Track], str]
    width: Callable[[str], float]


def lanes_of(shown: Shown, view: View, left: float, width: float, words: Words) -> tuple[Lane, ...]:
    """Return the lanes of what is shown, the plot beginning ``left`` pixels from the left and being so wide."""
    lanes: list[Lane] = []
    top = float(AXIS)
    for track in Track:
        events = [one for one in shown.events if one.track is track and one.is_dated]
        if events:
            lanes.append(_lane_of(track, events, top, view, left, width, words))
            top += lanes[-1].height
    for curve in shown.curves:
        lane = _curve_lane(curve, top, view, left, width, words)
        if lane.stops:
            lanes.append(lane)
            top += lane.height
    return tuple(lanes)


def _lane_of(
    track: Track, events: Sequence[Event], top: float, view: View, left: float, width: float, words: Words
) -> Lane:
    marks, labels = [], []
    for event in events:
        start, end = _ends(event, view, left, width)
        marks.append((start, end))
        labels.append(_label_of(event, (start, end), (left, left + width), words.width(words.name(event))))
    extents = [(min(mark[0], label[0]), max(mark[1], label[1])) for mark, label in zip(marks, labels, strict=True)]
    rows = rows_of(extents, gap=_GAP)
    stops = []
    for event, mark, label, row in zip(events, marks, labels, rows, strict=True):
        y = top + PADDING / 2 + row * ROW
        thick = ROW - 6 if event.is_stretch else MARK
        stops.append(
            Stop(
                mark=QRectF(mark[0], y + (ROW - thick) / 2, mark[1] - mark[0], thick),
                label=QRectF(label[0], y, label[1] - label[0], ROW),
                text=words.name(event),
                words=words.event(event),
                path=event.path,
                day=float(event.earliest.toordinal()),
                is_exact=event.is_exact,
                event=event,
            )
        )
    height = (max(rows) + 1) * ROW + PADDING
    return Lane(words.track(track), top, height, tuple(stops), track)


def _label_of(event: Event, mark: tuple[float, float], plot: tuple[float, float], wide: float) -> tuple[float, float]:
    """Return where the text of an event stands: behind its mark, or before it where the plot ends.

    The text of what lasts stands in it; of what began before the left edge where it can be read.
    """
    start, end = mark
    if event.is_stretch:
        at = max(start, plot[0]) + _LABEL
        if at + wide > plot[1] and start < plot[1]:
            at = max(plot[1] - wide, plot[0] + _LABEL)
        return at, at + wide
    if end + _LABEL + wide > plot[1] and plot[0] + wide < start < plot[1]:
        return start - _LABEL - wide, start - _LABEL
    return end + _LABEL, end + _LABEL + wide


def _ends(event: Event, view: View, left: float, width: float) -> tuple[float, float]:
    """Return where an event begins and ends; what took a day, or is known to the day, is as wide as a mark."""
    start = left + view.at(event.earliest.toordinal(), width)
    end = left + view.at(event.latest.toordinal() + 1, width)
    if event.goes_on:
        end = max(left + width, start + MARK)
    if end - start < MARK:
        middle = (start + end) / 2
        return middle - MARK / 2, middle + MARK / 2
    return start, end


def _curve_lane(curve: Curve, top: float, view: View, left: float, width: float, words: Words) -> Lane:
    greatest = max((one.value for one in curve.values if one.on is not None), default=0.0) or 1.0
    stops = []
    for place, one in enumerate(curve.values):
        if one.on is None:
            continue
        day = (one.on.earliest.toordinal() + one.on.latest.toordinal()) / 2
        start, end = (
            left + view.at(at.toordinal() + more, width) for at, more in ((one.on.earliest, 0), (one.on.latest, 1))
        )
        wide = max(end - start, _DOT) if not one.on.is_exact else _DOT
        x = left + view.at(day, width)
        y = top + CURVE - PADDING - one.value / greatest * (CURVE - 3 * PADDING)
        stops.append(
            Stop(
                mark=QRectF(x - wide / 2, y - _DOT / 2, wide, _DOT),
                label=QRectF(x - 20, y - 18, 40, 14),
                text=plain_number(one.value),
                words=words.value(curve, place),
                path=one.path,
                day=day,
                is_exact=one.on.is_exact,
            )
        )
    return Lane(words.curve(curve), top, CURVE, tuple(stops), None, greatest)
