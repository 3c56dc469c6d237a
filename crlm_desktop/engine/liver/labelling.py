"""Where the label of each lesion stands: inside its circle where there is room, else beside it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from crlm_desktop.case.choices import LesionState
from crlm_desktop.engine.liver.drawing import Drawing
from crlm_desktop.engine.liver.outline import Box, Point
from crlm_desktop.engine.liver.placing import Circle

LABEL_SIZE = 26.0
"""Height of the letters of a label, in units of the drawing."""
LETTER_WIDTH = 0.6 * LABEL_SIZE
ROOM_AROUND_LABEL = 1.5
"""A label stands inside a lesion only if the pattern of the lesion can still be seen around it."""
MARGIN = 4.0
RINGS = 4
"""How far from a lesion its label may stand, in halves of its own height."""


def label_boxes(drawing: Drawing, circles: Sequence[Circle], labels: dict[str, str]) -> dict[str, Box]:
    """Place each label inside its circle where it fits, else beside it where it covers least of all else."""
    numbers = [_box_around(region.label_at, LABEL_SIZE, LABEL_SIZE) for region in drawing.regions.values()]
    boxes: dict[str, Box] = {}
    beside: list[Circle] = []
    for one in circles:
        width = LETTER_WIDTH * len(labels[one.lesion.id])
        is_crossed = one.lesion.state is LesionState.TREATED
        if not is_crossed and ROOM_AROUND_LABEL * math.hypot(width, LABEL_SIZE) / 2 <= one.radius:
            boxes[one.lesion.id] = _box_around(one.centre, width, LABEL_SIZE)
        else:
            beside.append(one)
    for one in beside:
        width = LETTER_WIDTH * len(labels[one.lesion.id])
        reach = one.radius + width + RINGS * LABEL_SIZE
        taken = [box for box in (*numbers, *boxes.values()) if box.distance_to(one.centre) < reach]
        close = [other for other in circles if math.dist(other.centre, one.centre) < reach + other.radius]
        boxes[one.lesion.id] = _freest(drawing, _beside(one, width), taken=taken, circles=close)
    return boxes


def _beside(one: Circle, width: float) -> Iterator[Box]:
    """Yield the places around a circle for a label of that width, the most usual first."""
    for ring in range(RINGS):
        for turn in (0, 180, 270, 90, 315, 45, 225, 135, 337.5, 22.5, 202.5, 157.5, 292.5, 247.5, 67.5, 112.5):
            across, down = math.cos(math.radians(turn)), math.sin(math.radians(turn))
            reach = one.radius + MARGIN + ring * LABEL_SIZE / 2
            yield _box_around(
                Point(
                    one.centre.x + across * (reach + width / 2),
                    one.centre.y + down * (reach + LABEL_SIZE / 2),
                ),
                width,
                LABEL_SIZE,
            )


def _freest(drawing: Drawing, places: Iterable[Box], *, taken: Sequence[Box], circles: Sequence[Circle]) -> Box:
    """Return the first place that covers nothing, else the first of those that cover least."""
    best: tuple[int, Box] | None = None
    for box in places:
        covered = _covered(drawing, box, taken=taken, circles=circles)
        if best is None or covered < best[0]:
            best = covered, box
        if covered == 0:
            break
    assert best is not None
    return best[1]


def _covered(drawing: Drawing, box: Box, *, taken: Sequence[Box], circles: Sequence[Circle]) -> int:
    """Return how many things a label would cover or leave: other labels, numbers, lesions, the drawing itself."""
    labels = sum(box.overlaps(other) for other in taken)
    lesions = sum(box.distance_to(one.centre) < one.radius for one in circles)
    return 2 * labels + lesions + (0 if drawing.view_box.holds(box) else 10)


def _box_around(centre: Point, width: float, height: float) -> Box:
    return Box(centre.x - width / 2, centre.y - height / 2, width, height)
