"""Where in the drawing each lesion goes: inside its segments, near what it is known to lie near, apart from others."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from crlm_desktop.case.choices import Depth, LesionState, Segment, Vessel
from crlm_desktop.case.record import Lesion
from crlm_desktop.engine.liver.drawing import Drawing, ShapeKind, drawn_as
from crlm_desktop.engine.liver.outline import Point, corners, distance_to, flattened, sides

SMALLEST_MM, LARGEST_MM = 6.0, 90.0
"""A smaller lesion is drawn as one of the smallest size, a larger one as one of the largest."""
UNKNOWN_MM = 12.0
GAP = 8.0
"""Least distance between two lesions, in units of the drawing."""
NUMBER_ROOM = 26.0
"""A lesion leaves that much around the number of its segment, if it can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """A lesion in its place."""

    lesion: Lesion
    centre: Point
    radius: float
    is_to_scale: bool


def is_vanished(lesion: Lesion) -> bool:
    """Whether a lesion can no longer be seen, by its state or by its size."""
    return lesion.state is LesionState.VANISHED or lesion.size_mm == 0


def shown_mm(lesion: Lesion) -> float | None:
    """Return the diameter at which a lesion is shown; a vanished one is shown at its former size."""
    return lesion.size_before_mm if is_vanished(lesion) else lesion.size_mm


def _drawn_mm(lesion: Lesion) -> tuple[float, bool]:
    """Return the diameter at which a lesion is drawn, and whether it is its own."""
    size = shown_mm(lesion)
    if size is None:
        return UNKNOWN_MM, False
    drawn = min(max(size, SMALLEST_MM), LARGEST_MM)
    return drawn, drawn == size


def placed_circles(drawing: Drawing, lesions: Iterable[Lesion]) -> tuple[Circle, ...]:
    """Place the lesions, the largest first, each where it fits best among those already placed."""
    sized = sorted(((_drawn_mm(lesion), lesion) for lesion in lesions), key=lambda pair: (-pair[0][0], pair[1].id))
    placed: list[Circle] = []
    for (size, is_to_scale), lesion in sized:
        radius = size / 2 * drawing.units_per_mm
        centre = _best_place(drawing, lesion, radius, placed)
        placed.append(Circle(lesion=lesion, centre=centre, radius=radius, is_to_scale=is_to_scale))
    return tuple(placed)


def _best_place(drawing: Drawing, lesion: Lesion, radius: float, placed: Sequence[Circle]) -> Point:
    """Return the spot of the lesion's first segment that costs least.

    Spots are tried from the cheapest at first sight; the costs that take long to reckon only add to that, so that the
    search ends where first sight alone costs more than the best spot found.
    """
    named = list(dict.fromkeys(part for segment in lesion.segments or () for part in drawn_as(segment)))
    region = drawing.regions[named[0]]
    reach = max(math.dist(region.centre, corner) for corner in region.polygon)
    near = [(one.centre, one.radius + radius + GAP) for one in placed]
    near = [(centre, apart) for centre, apart in near if math.dist(centre, region.centre) < reach + apart]

    def at_first_sight(at: Point) -> float:
        crowding = sum(apart - away for centre, apart in near if (away := math.dist(at, centre)) < apart)
        on_number = max(0.0, radius + NUMBER_ROOM - math.dist(at, region.label_at))
        return 8 * crowding + on_number + math.dist(at, region.centre) / 20

    terms = tuple(_terms(drawing, lesion, named, radius))
    best, least = region.centre, math.inf
    for cost, spot in sorted((at_first_sight(spot), spot) for spot in region.spots):
        if cost >= least:
            break
        full = cost
        for points, priced in terms:
            full += priced(distance_to(points, spot))
            if full >= least:
                break
        else:
            best, least = spot, full
    return best


_Term = tuple[tuple[Point, ...], Callable[[float], float]]


def _terms(drawing: Drawing, lesion: Lesion, named: Sequence[Segment], radius: float) -> Iterator[_Term]:
    """Yield what a place costs by its distance from sides to keep within, borders to lie on, vessels near by."""
    segment, neighbours = named[0], named[1:]
    yield _foreign_sides(drawing, segment, neighbours), lambda away: 2 * max(0.0, radius - away)
    for other in neighbours:
        border = corners(drawing.border(segment, other)) or drawing.regions[other].polygon
        yield border, lambda away: 4 * max(0.0, away - radius / 2)
    for points, wanted in _pulls(drawing, lesion, segment, radius):
        yield points, partial(_off, wanted)


def _off(wanted: float, away: float) -> float:
    return abs(away - wanted) / 2


def _foreign_sides(drawing: Drawing, segment: Segment, neighbours: Sequence[Segment]) -> tuple[Point, ...]:
    """Return the sides of a segment that a lesion is not said to cross."""
    shared = {line for other in neighbours for line in drawing.border(segment, other)}
    return corners(side for side in sides(drawing.regions[segment].polygon) if side not in shared)


def _pulls(
    drawing: Drawing, lesion: Lesion, segment: Segment, radius: float
) -> Iterator[tuple[tuple[Point, ...], float]]:
    """Yield what a lesion is known to lie near, with the distance of its centre from it."""
    if lesion.depth is Depth.SUBCAPSULAR and (surface := drawing.surface(segment)):
        yield corners(surface), radius
    kinds = {
        Vessel.HEPATIC_VEIN: ShapeKind.HEPATIC_VEIN,
        Vessel.PORTAL_PEDICLE: ShapeKind.PORTAL_VEIN,
        Vessel.INFERIOR_VENA_CAVA: ShapeKind.CAVA,
    }
    if lesion.vessel in kinds and lesion.vessel_distance_mm is not None:
        shapes = [shape for shape in drawing.shapes if shape.kind is kinds[lesion.vessel]]
        points = (point for shape in shapes for stroke in shape.strokes for point in flattened(stroke, pieces=2))
        yield tuple(points), radius + lesion.vessel_distance_mm * drawing.units_per_mm
