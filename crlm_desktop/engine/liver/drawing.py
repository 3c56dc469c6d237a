"""The drawing of the liver, read off one SVG text, so that the window and the minutes paint the same picture."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from xml.etree import ElementTree

from crlm_desktop.case.choices import Segment
from crlm_desktop.engine.liver.outline import (
    Box,
    Curve,
    Line,
    Point,
    Stroke,
    bounds,
    crossings,
    distance_to,
    flattened,
    is_inside,
    sides,
    straight,
)

DRAWN = tuple(segment for segment in Segment if segment is not Segment.S4)
"""The segments that the drawing shows, each by itself: 4 is 4a and 4b."""

GRID = 12.0
"""Distance, in units of the drawing, between the spots at which a lesion may be placed."""

_TOKEN = re.compile(r"[A-Za-z]|-?\d+(?:\.\d+)?")


class ShapeKind(Enum):
    """What a shape shows; the value is the first word of its id in the SVG."""

    SEGMENT = "segment"
    HEPATIC_VEIN = "vein"
    PORTAL_VEIN = "portal"
    CAVA = "cava"
    GALLBLADDER = "gallbladder"
    LIGAMENT = "ligament"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One thing that is painted: an area when ``width`` is ``None``, else a line of that width."""

    id: str
    kind: ShapeKind
    strokes: tuple[Stroke, ...]
    width: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """One segment as drawn: its polygon for measuring, and where its number stands.

    ``centre`` is its roomiest place, ``room`` the radius of the circle that fits there; ``spots`` are all over it.
    A segment ``behind`` lies behind its neighbours and is drawn as seen through them.
    """

    segment: Segment
    shape: Shape
    polygon: tuple[Point, ...]
    label_at: Point
    centre: Point
    room: float
    spots: tuple[Point, ...]
    is_behind: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """The whole picture: shapes in the order in which they are painted, and the segments among them."""

    view_box: Box
    units_per_mm: float
    shapes: tuple[Shape, ...]
    regions: Mapping[Segment, Region]

    def segment_at(self, point: Point) -> Segment | None:
        """Return the segment that is seen at a place, or ``None`` outside the liver."""
        return next((one.segment for one in self.regions.values() if is_inside(one.polygon, point)), None)

    def border(self, one: Segment, other: Segment) -> tuple[Line, ...]:
        """Return the lines that two segments share; empty when they are no neighbours."""
        theirs = {_undirected(side) for side in sides(self.regions[other].polygon)}
        return tuple(side for side in sides(self.regions[one].polygon) if _undirected(side) in theirs)

    def surface(self, segment: Segment) -> tuple[Line, ...]:
        """Return the lines at which a segment ends at the surface of the liver; empty when it lies inside."""
        others = {
            _undirected(side)
            for one in self.regions.values()
            if one.segment is not segment
            for side in sides(one.polygon)
        }
        return tuple(side for side in sides(self.regions[segment].polygon) if _undirected(side) not in others)


def _undirected(line: Line) -> frozenset[tuple[float, float]]:
    """Return what two outlines that run along the same line in opposite directions have in common."""
    return frozenset((round(end.x, 1), round(end.y, 1)) for end in line)


def drawn_as(segment: Segment) -> tuple[Segment, ...]:
    """Return the segments of the drawing that stand for ``segment``: 4 is 4a and 4b."""
    return (Segment.S4A, Segment.S4B) if segment is Segment.S4 else (segment,)


def read(svg: str) -> Drawing:
    """Read the drawing; one that is not as ``resources/liver/couinaud.svg`` describes is a ValueError that says where.

    Understood are paths of absolute M, L, C and Z; the first word of a path's id tells what it shows.
    """
    root = ElementTree.fromstring(svg)
    paths = {path.get("id", ""): path for path in root.iter() if path.tag.rpartition("}")[2] == "path"}
    shapes = {id_: _shape(id_, path) for id_, path in paths.items()}
    missing = [f"segment-{segment}" for segment in DRAWN if f"segment-{segment}" not in shapes]
    if missing:
        raise ValueError(f"the drawing lacks {', '.join(missing)}")
    regions: dict[Segment, Region] = {segment: _region(segment, shapes, paths) for segment in DRAWN}
    return Drawing(
        view_box=Box(*_numbers(root, "viewBox", 4)),
        units_per_mm=_numbers(root, "data-units-per-mm", 1)[0],
        shapes=tuple(shapes.values()),
        regions=MappingProxyType(regions),
    )


def _shape(id_: str, path: ElementTree.Element) -> Shape:
    try:
        kind = ShapeKind(id_.partition("-")[0])
        strokes = tuple(_strokes(path.get("d", "")))
    except ValueError as fault:
        raise ValueError(f"the path “{id_}” of the drawing: {fault}") from None
    width = path.get("stroke-width") if path.get("fill") == "none" else None
    return Shape(id=id_, kind=kind, strokes=strokes, width=None if width is None else float(width))


def _strokes(text: str) -> Iterator[Stroke]:
    words = _TOKEN.findall(text)
    starts = [index for index, word in enumerate(words) if word == "M"]
    if not starts or starts[0] != 0:
        raise ValueError("it does not begin with M")
    for start, end in zip(starts, [*starts[1:], len(words)], strict=True):
        yield _stroke(words[start:end])


def _stroke(words: list[str]) -> Stroke:
    is_closed = words[-1] == "Z"
    places = _commands(words[:-1] if is_closed else words)
    start, curves = places[0][1][0], list[Curve]()
    at = start
    for command, points in places[1:]:
        if command == "L" and len(points) == 1:
            curves.append(straight(at, points[0]))
        elif command == "C" and len(points) == 3:
            curves.append(Curve(*points))
        else:
            raise ValueError(f"{command} with {len(points)} points")
        at = curves[-1].end
    if is_closed and at != start:
        curves.append(straight(at, start))
    return Stroke(start=start, curves=tuple(curves), is_closed=is_closed)


def _commands(words: list[str]) -> list[tuple[str, list[Point]]]:
    """Group the words of one stroke into commands with their points; coordinates come in pairs."""
    grouped: list[tuple[str, list[float]]] = []
    for word in words:
        if word.isalpha():
            grouped.append((word, []))
        else:
            grouped[-1][1].append(float(word))
    if any(len(numbers) % 2 or not numbers for _, numbers in grouped) or len(grouped[0][1]) != 2:
        raise ValueError("its numbers are not pairs")
    return [(command, [Point(x, y) for x, y in zip(n[::2], n[1::2], strict=True)]) for command, n in grouped]


def _region(segment: Segment, shapes: Mapping[str, Shape], paths: Mapping[str, ElementTree.Element]) -> Region:
    id_ = f"segment-{segment}"
    polygon = flattened(shapes[id_].strokes[0])[:-1]
    spots = tuple(_spots(polygon))
    centre = max(spots, key=lambda spot: distance_to(polygon, spot))
    return Region(
        segment=segment,
        shape=shapes[id_],
        polygon=polygon,
        label_at=Point(*_numbers(paths[id_], "data-label", 2)),
        centre=centre,
        room=distance_to(polygon, centre),
        spots=spots,
        is_behind=paths[id_].get("data-behind") == "true",
    )


def _spots(polygon: tuple[Point, ...]) -> Iterator[Point]:
    """Yield the places of the drawing's grid that lie inside, row by row."""
    box = bounds(polygon)
    row = box.y // GRID + 1
    while row * GRID < box.y + box.height:
        for left, right in crossings(polygon, row * GRID):
            columns = range(int(left // GRID) + 1, math.ceil(right / GRID))
            yield from (Point(column * GRID, row * GRID) for column in columns)
        row += 1


def _numbers(element: ElementTree.Element, name: str, count: int) -> tuple[float, ...]:
    numbers = tuple(float(word) for word in element.get(name, "").split())
    if len(numbers) != count:
        raise ValueError(f"{name} of “{element.get('id', 'svg')}” needs {count} numbers")
    return numbers
