"""Where the lesions of a case stand in the drawing of the liver, and what a plan does to them and to the segments."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import assert_never

from crlm_desktop.case.choices import Depth, LesionState, Segment, Vessel
from crlm_desktop.case.record import Case, Lesion
from crlm_desktop.engine.liver.drawing import Drawing, ShapeKind, drawn_as
from crlm_desktop.engine.liver.outline import Box, Line, Point, distance_to, flattened, sides
from crlm_desktop.engine.proposal import LesionModality, Plan, Treatment

LABEL_SIZE = 26.0
"""Height of the letters of a label, in units of the drawing."""
LETTER_WIDTH = 0.6 * LABEL_SIZE
LONGEST_LABEL = 4
SMALLEST_MM, LARGEST_MM = 6.0, 90.0
"""A smaller lesion is drawn as one of the smallest size, a larger one as one of the largest."""
UNKNOWN_MM = 12.0
GAP = 8.0
ROOM_AROUND_LABEL = 1.5
"""A label stands inside a lesion only if the pattern of the lesion can still be seen around it."""


class Hatch(Enum):
    """The pattern that tells modalities apart without colour."""

    RISING = "rising"
    DOTS = "dots"
    CROSSED = "crossed"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a modality is painted: its hue on paper (``#rrggbb``, Okabe and Ito's palette) and its pattern."""

    hue: str
    hatch: Hatch


def look_of(modality: LesionModality | None) -> Look:
    """Return how a lesion is painted; ``None`` is a lesion of which no plan speaks."""
    match modality:
        case LesionModality.RESECT:
            return Look(hue="#D55E00", hatch=Hatch.RISING)
        case LesionModality.ABLATE:
            return Look(hue="#0072B2", hatch=Hatch.DOTS)
        case LesionModality.SBRT:
            return Look(hue="#009E73", hatch=Hatch.CROSSED)
        case LesionModality.LEAVE | None:
            return Look(hue="#5B6470", hatch=Hatch.NONE)
        case _:
            assert_never(modality)


@dataclass(frozen=True, slots=True, kw_only=True)
class LesionMark:
    """One lesion in the drawing: a circle, a label, and what is known of the lesion.

    Within its segments the place is schematic. ``is_to_scale`` is false where the size is unknown, or too small or too
    large to be drawn as it is; a vanished lesion has the size it had. The label stands in the middle of ``label_box``,
    inside the circle or beside it.
    ``modality`` is ``None`` where no plan speaks of the lesion; ``is_judged`` tells that the team's judgement chose it.
    """

    lesion: str
    label: str
    centre: Point
    radius: float
    is_to_scale: bool
    is_size_known: bool
    is_vanished: bool
    segments: tuple[Segment, ...]
    state: LesionState | None
    modality: LesionModality | None
    is_judged: bool
    label_box: Box
    is_label_inside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LesionMap:
    """The marks, largest first (paint in this order), and the segments that the plan takes wholly.

    ``unplaced`` are the labels of the lesions whose segment nobody has told; they are named beside the drawing.
    """

    marks: tuple[LesionMark, ...]
    resected: frozenset[Segment]
    unplaced: tuple[str, ...]


def lesion_map(drawing: Drawing, case: Case, plan: Plan | None = None) -> LesionMap:
    """Return the marks of all lesions of the case: the same case gives the same places, whatever the plan."""
    lesions = case.lesions or ()
    labels = {lesion.id: map_label(lesion.id, number) for number, lesion in enumerate(lesions, 1)}
    circles = _circles(drawing, [lesion for lesion in lesions if lesion.segments])
    boxes = _label_boxes(drawing, circles, labels)
    treatments = {one.lesion: one for one in plan.treatments} if plan else {}
    return LesionMap(
        marks=tuple(_mark(one, labels, boxes, treatments.get(one.lesion.id)) for one in circles),
        resected=frozenset(
            drawn for name in (plan.resected_segments if plan else ()) for drawn in drawn_as(_SEGMENTS[name])
        ),
        unplaced=tuple(labels[lesion.id] for lesion in lesions if not lesion.segments),
    )


_SEGMENTS = {str(segment): segment for segment in Segment}


def map_label(lesion_id: str, number: int) -> str:
    """Return what stands at a lesion in the drawing: its id, or its number in the record when the id is long."""
    return lesion_id if len(lesion_id) <= LONGEST_LABEL else str(number)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Circle:
    lesion: Lesion
    centre: Point
    radius: float
    is_to_scale: bool


def _mark(one: _Circle, labels: dict[str, str], boxes: dict[str, Box], treatment: Treatment | None) -> LesionMark:
    box = boxes[one.lesion.id]
    return LesionMark(
        lesion=one.lesion.id,
        label=labels[one.lesion.id],
        centre=one.centre,
        radius=one.radius,
        is_to_scale=one.is_to_scale,
        is_size_known=_size_mm(one.lesion) is not None,
        is_vanished=is_vanished(one.lesion),
        segments=one.lesion.segments or (),
        state=one.lesion.state,
        modality=treatment.modality if treatment else None,
        is_judged=treatment.judged if treatment else False,
        label_box=box,
        is_label_inside=box.distance_to(one.centre) == 0,
    )


def is_vanished(lesion: Lesion) -> bool:
    """Whether a lesion can no longer be seen, by its state or by its size."""
    return lesion.state is LesionState.VANISHED or lesion.size_mm == 0


def _size_mm(lesion: Lesion) -> float | None:
    """Return the diameter at which a lesion is shown; a vanished one is shown at its former size."""
    return lesion.size_before_mm if is_vanished(lesion) else lesion.size_mm


def _drawn_mm(lesion: Lesion) -> tuple[float, bool]:
    """Return the diameter at which a lesion is drawn, and whether it is its own."""
    size = _size_mm(lesion)
    if size is None:
        return UNKNOWN_MM, False
    drawn = min(max(size, SMALLEST_MM), LARGEST_MM)
    return drawn, drawn == size


def _circles(drawing: Drawing, lesions: Iterable[Lesion]) -> tuple[_Circle, ...]:
    """Place the lesions, the largest first, each where it fits best among those already placed."""
    sized = sorted(((_drawn_mm(lesion), lesion) for lesion in lesions), key=lambda pair: (-pair[0][0], pair[1].id))
    placed: list[_Circle] = []
    for (size, is_to_scale), lesion in sized:
        radius = size / 2 * drawing.units_per_mm
        centre = _best_place(drawing, lesion, radius, placed)
        placed.append(_Circle(lesion=lesion, centre=centre, radius=radius, is_to_scale=is_to_scale))
    return tuple(placed)


def _best_place(drawing: Drawing, lesion: Lesion, radius: float, placed: Sequence[_Circle]) -> Point:
    """Return the spot of the lesion's first segment that costs least; of equal spots, the first in the drawing."""
    named = list(dict.fromkeys(part for segment in lesion.segments or () for part in drawn_as(segment)))
    region, neighbours = drawing.regions[named[0]], named[1:]
    borders = [drawing.border(region.segment, other) or sides(drawing.regions[other].polygon) for other in neighbours]
    foreign = _foreign_sides(drawing, region.segment, neighbours)
    near = [(one.centre, one.radius + radius + GAP) for one in placed]
    pulls = list(_pulls(drawing, lesion, region.segment, radius))

    def cost(at: Point) -> float:
        crowding = sum(max(0.0, apart - math.dist(at, other)) for other, apart in near)
        off_border = sum(max(0.0, distance_to(border, at) - radius / 2) for border in borders)
        outside = max(0.0, radius - distance_to(foreign, at))
        on_number = max(0.0, radius + LABEL_SIZE - math.dist(at, region.label_at))
        pulled = sum(abs(distance_to(lines, at) - wanted) for lines, wanted in pulls)
        return 8 * crowding + 4 * off_border + 2 * outside + on_number + pulled / 2 + math.dist(at, region.centre) / 20

    return min(region.spots, key=cost)


def _foreign_sides(drawing: Drawing, segment: Segment, neighbours: Sequence[Segment]) -> tuple[Line, ...]:
    """Return the sides of a segment that a lesion is not said to cross."""
    shared = {line for other in neighbours for line in drawing.border(segment, other)}
    return tuple(side for side in sides(drawing.regions[segment].polygon) if side not in shared)


def _pulls(
    drawing: Drawing, lesion: Lesion, segment: Segment, radius: float
) -> Iterator[tuple[tuple[Line, ...], float]]:
    """Yield the lines near which a lesion is known to lie, with the distance of its centre from them."""
    if lesion.depth is Depth.SUBCAPSULAR and (surface := drawing.surface(segment)):
        yield surface, radius
    kinds = {
        Vessel.HEPATIC_VEIN: ShapeKind.HEPATIC_VEIN,
        Vessel.PORTAL_PEDICLE: ShapeKind.PORTAL_VEIN,
        Vessel.INFERIOR_VENA_CAVA: ShapeKind.CAVA,
    }
    if lesion.vessel in kinds and lesion.vessel_distance_mm is not None:
        shapes = [shape for shape in drawing.shapes if shape.kind is kinds[lesion.vessel]]
        lines = tuple(line for shape in shapes for stroke in shape.strokes for line in _lines(flattened(stroke)))
        yield lines, radius + lesion.vessel_distance_mm * drawing.units_per_mm


def _lines(points: Sequence[Point]) -> Iterator[Line]:
    return (Line(*ends) for ends in pairwise(points))


def _label_boxes(drawing: Drawing, circles: Sequence[_Circle], labels: dict[str, str]) -> dict[str, Box]:
    """Place each label inside its circle where it fits, else beside it where it covers least of all else."""
    numbers = [_box_around(region.label_at, LABEL_SIZE, LABEL_SIZE) for region in drawing.regions.values()]
    boxes: dict[str, Box] = {}
    beside: list[_Circle] = []
    for one in circles:
        width = LETTER_WIDTH * len(labels[one.lesion.id])
        is_crossed = one.lesion.state is LesionState.TREATED
        if not is_crossed and ROOM_AROUND_LABEL * math.hypot(width, LABEL_SIZE) / 2 <= one.radius:
            boxes[one.lesion.id] = _box_around(one.centre, width, LABEL_SIZE)
        else:
            beside.append(one)
    for one in beside:
        taken = [*numbers, *boxes.values()]
        width = LETTER_WIDTH * len(labels[one.lesion.id])
        boxes[one.lesion.id] = min(
            _beside(one, width), key=lambda box: _covered(drawing, box, taken=taken, circles=circles)
        )
    return boxes


def _beside(one: _Circle, width: float) -> Iterator[Box]:
    """Yield the places around a circle for a label of that width, the most usual first."""
    for ring in range(4):
        for turn in (0, 180, 270, 90, 315, 45, 225, 135, 337.5, 22.5, 202.5, 157.5, 292.5, 247.5, 67.5, 112.5):
            across, down = math.cos(math.radians(turn)), math.sin(math.radians(turn))
            reach = one.radius + GAP / 2 + ring * LABEL_SIZE / 2
            yield _box_around(
                Point(
                    one.centre.x + across * (reach + width / 2),
                    one.centre.y + down * (reach + LABEL_SIZE / 2),
                ),
                width,
                LABEL_SIZE,
            )


def _covered(drawing: Drawing, box: Box, *, taken: Sequence[Box], circles: Sequence[_Circle]) -> int:
    """Return how many things a label would cover or leave: other labels, numbers, lesions, the drawing itself."""
    labels = sum(box.overlaps(other) for other in taken)
    lesions = sum(box.distance_to(one.centre) < one.radius for one in circles)
    return 2 * labels + lesions + (0 if drawing.view_box.holds(box) else 10)


def _box_around(centre: Point, width: float, height: float) -> Box:
    return Box(centre.x - width / 2, centre.y - height / 2, width, height)
