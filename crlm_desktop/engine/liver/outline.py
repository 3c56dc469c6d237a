"""Plane geometry of a drawing: outlines of cubic curves, flattened, measured and hatched; y grows downwards."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, repeat
from typing import NamedTuple

FLATNESS = 5
"""Straight pieces into which a curve is flattened: enough for measuring, not for drawing."""


class Point(NamedTuple):
    """A place in the drawing, in its own units."""

    x: float
    y: float


class Line(NamedTuple):
    """A straight line from one place to another."""

    start: Point
    end: Point


class Curve(NamedTuple):
    """A cubic Bézier curve from wherever the stroke is, by two control points, to its end."""

    control_1: Point
    control_2: Point
    end: Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """A chain of curves from ``start``; a closed one encloses an area. Straight lines are curves too."""

    start: Point
    curves: tuple[Curve, ...]
    is_closed: bool


class Box(NamedTuple):
    """A rectangle: its upper left corner and its size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self) -> Point:
        """The middle of the rectangle."""
        return Point(self.x + self.width / 2, self.y + self.height / 2)

    def overlaps(self, other: Box) -> bool:
        """Whether the two share an area."""
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )

    def holds(self, other: Box) -> bool:
        """Whether the other lies wholly within."""
        return (
            self.x <= other.x
            and self.y <= other.y
            and other.x + other.width <= self.x + self.width
            and other.y + other.height <= self.y + self.height
        )

    def distance_to(self, point: Point) -> float:
        """Return how far the place is from the rectangle; 0 inside."""
        dx = max(self.x - point.x, 0.0, point.x - self.x - self.width)
        dy = max(self.y - point.y, 0.0, point.y - self.y - self.height)
        return math.hypot(dx, dy)


def straight(start: Point, end: Point) -> Curve:
    """Return the straight line as a curve."""
    third = Point((end.x - start.x) / 3, (end.y - start.y) / 3)
    return Curve(Point(start.x + third.x, start.y + third.y), Point(end.x - third.x, end.y - third.y), end)


def flattened(stroke: Stroke, *, pieces: int = FLATNESS) -> tuple[Point, ...]:
    """Return the corners of the polygon, or of the open line, that stands for the stroke."""
    corners, start = [stroke.start], stroke.start
    for curve in stroke.curves:
        corners.extend(_at(start, curve, step / pieces) for step in range(1, pieces + 1))
        start = curve.end
    return tuple(corners)


def _at(start: Point, curve: Curve, t: float) -> Point:
    u = 1 - t
    a, b, c, d = u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t
    one, two, end = curve
    return Point(a * start.x + b * one.x + c * two.x + d * end.x, a * start.y + b * one.y + c * two.y + d * end.y)


def bounds(points: Iterable[Point]) -> Box:
    """Return the least rectangle that holds all the places; of none it is a ValueError."""
    xs, ys = zip(*points, strict=True)
    return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def sides(polygon: Sequence[Point]) -> tuple[Line, ...]:
    """Return the sides of the polygon, the one that closes it included."""
    return tuple(Line(*ends) for ends in pairwise((*polygon, polygon[0])))


def crossings(polygon: Sequence[Point], y: float) -> tuple[tuple[float, float], ...]:
    """Return the stretches of the horizontal line at ``y`` that lie in the polygon, from left to right."""
    xs = sorted(
        a.x + (y - a.y) * (b.x - a.x) / (b.y - a.y) for a, b in sides(polygon) if (a.y <= y < b.y) or (b.y <= y < a.y)
    )
    return tuple(zip(xs[::2], xs[1::2], strict=True))


def is_inside(polygon: Sequence[Point], point: Point) -> bool:
    """Whether the place lies in the polygon."""
    return any(left <= point.x <= right for left, right in crossings(polygon, point.y))


def distance_to(points: Iterable[Point], at: Point) -> float:
    """Return how far the place is from the nearest of the points; of none it is infinite.

    Corners of flattened outlines lie so close together that this serves for their lines, at a tenth of the time.
    """
    return min(map(math.dist, repeat(at), points), default=math.inf)


def corners(lines: Iterable[Line]) -> tuple[Point, ...]:
    """Return where the lines begin and end, each place once."""
    return tuple(dict.fromkeys(end for line in lines for end in line))


def diagonals(polygon: Sequence[Point], *, spacing: float, rising: bool = True) -> tuple[Line, ...]:
    """Return the hatching of the polygon: parallel lines at 45 degrees, ``spacing`` apart, that end at its sides.

    Lines of neighbouring polygons continue each other, because all lie on one grid of the drawing.
    """
    turned = [_turned(point, rising) for point in polygon]
    first = math.ceil(min(point.y for point in turned) / spacing)
    last = math.floor(max(point.y for point in turned) / spacing)
    return tuple(
        Line(_turned_back(Point(left, row * spacing), rising), _turned_back(Point(right, row * spacing), rising))
        for row in range(first, last + 1)
        for left, right in crossings(turned, row * spacing)
    )


def dots(polygon: Sequence[Point], *, spacing: float) -> tuple[Point, ...]:
    """Return the dots of a dotted pattern that lie in the polygon: staggered rows on one grid of the drawing."""
    box = bounds(polygon)
    rows = range(math.ceil(box.y / spacing), math.floor((box.y + box.height) / spacing) + 1)
    return tuple(
        Point((column + row % 2 / 2) * spacing, row * spacing)
        for row in rows
        for left, right in crossings(polygon, row * spacing)
        for column in range(math.ceil(left / spacing - row % 2 / 2), math.floor(right / spacing - row % 2 / 2) + 1)
    )


_HALF = math.sqrt(0.5)


def _turned(point: Point, rising: bool) -> Point:
    sign = 1 if rising else -1
    return Point((point.x - sign * point.y) * _HALF, (sign * point.x + point.y) * _HALF)


def _turned_back(point: Point, rising: bool) -> Point:
    sign = 1 if rising else -1
    return Point((point.x + sign * point.y) * _HALF, (point.y - sign * point.x) * _HALF)


def circle(centre: Point, radius: float, *, corners: int = 32) -> tuple[Point, ...]:
    """Return the polygon that stands for a circle."""
    turns = [2 * math.pi * step / corners for step in range(corners)]
    return tuple(Point(centre.x + radius * math.cos(turn), centre.y + radius * math.sin(turn)) for turn in turns)
