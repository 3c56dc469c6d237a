"""Where the lesions of a case stand in the drawing of the liver, and what a plan does to them and to the segments."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from crlm_desktop.case.choices import LesionState, Segment
from crlm_desktop.case.record import Case
from crlm_desktop.engine.liver.drawing import Drawing, drawn_as
from crlm_desktop.engine.liver.labelling import LABEL_SIZE, label_boxes
from crlm_desktop.engine.liver.outline import Box, Point
from crlm_desktop.engine.liver.placing import Circle, is_vanished, placed_circles, shown_mm
from crlm_desktop.engine.proposal import LesionModality, Plan, Treatment

__all__ = [
    "LABEL_SIZE",
    "Hatch",
    "LesionMap",
    "LesionMark",
    "Look",
    "extent",
    "is_vanished",
    "lesion_map",
    "look_of",
    "map_label",
]

LONGEST_LABEL = 4
"""A lesion with a longer id is labelled by its number."""
EDGE = 4.0
"""A lesion is painted that much beyond its radius, in units of the drawing: its line and what sets it off."""


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
    circles = placed_circles(drawing, [lesion for lesion in lesions if lesion.segments])
    boxes = label_boxes(drawing, circles, labels)
    treatments = {one.lesion: one for one in plan.treatments} if plan else {}
    return LesionMap(
        marks=tuple(_mark(one, labels, boxes, treatments.get(one.lesion.id)) for one in circles),
        resected=frozenset(
            drawn for name in (plan.resected_segments if plan else ()) for drawn in drawn_as(_SEGMENTS[name])
        ),
        unplaced=tuple(labels[lesion.id] for lesion in lesions if not lesion.segments),
    )


_SEGMENTS = {str(segment): segment for segment in Segment}


def extent(drawing: Drawing, shown: LesionMap) -> Box:
    """Return what is to be seen: the drawing, and the whole of every lesion and label that reaches beyond it."""
    reached = [_box_around(mark.centre, mark.radius + EDGE) for mark in shown.marks]
    boxes = (drawing.view_box, *reached, *(mark.label_box for mark in shown.marks))
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    right, foot = max(box.x + box.width for box in boxes), max(box.y + box.height for box in boxes)
    return Box(left, top, right - left, foot - top)


def _box_around(centre: Point, reach: float) -> Box:
    return Box(centre.x - reach, centre.y - reach, 2 * reach, 2 * reach)


def map_label(lesion_id: str, number: int) -> str:
    """Return what stands at a lesion in the drawing: its id, or its number in the record when the id is long."""
    return lesion_id if len(lesion_id) <= LONGEST_LABEL else f"#{number}"


def _mark(one: Circle, labels: dict[str, str], boxes: dict[str, Box], treatment: Treatment | None) -> LesionMark:
    box = boxes[one.lesion.id]
    return LesionMark(
        lesion=one.lesion.id,
        label=labels[one.lesion.id],
        centre=one.centre,
        radius=one.radius,
        is_to_scale=one.is_to_scale,
        is_size_known=shown_mm(one.lesion) is not None,
        is_vanished=is_vanished(one.lesion),
        segments=one.lesion.segments or (),
        state=one.lesion.state,
        modality=treatment.modality if treatment else None,
        is_judged=treatment.judged if treatment else False,
        label_box=box,
        is_label_inside=box.distance_to(one.centre) == 0,
    )
