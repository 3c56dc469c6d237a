"""Where lesions are drawn."""

from __future__ import annotations

import math
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crlm_desktop import paths
from crlm_desktop.case.choices import Segment
from crlm_desktop.engine.liver.drawing import DRAWN, ShapeKind, drawn_as, read
from crlm_desktop.engine.liver.lesion_map import Hatch, LesionMap, LesionMark, extent, lesion_map, look_of, map_label
from crlm_desktop.engine.liver.outline import Point, corners, distance_to, flattened, is_inside
from crlm_desktop.engine.proposal import LesionModality
from tests.builders import a_case, a_lesion, a_plan

DRAWING = read(paths.resource("liver", "couinaud.svg").read_text(encoding="utf-8"))
SEGMENTS = [str(segment) for segment in Segment]


def mapped(*lesions: dict[str, Any]) -> LesionMap:
    return lesion_map(DRAWING, a_case(lesions=list(lesions)))


def only(*lesions: dict[str, Any]) -> LesionMark:
    (mark,) = mapped(*lesions).marks
    return mark


@pytest.mark.parametrize("segment", DRAWN)
def test_that_a_lesion_stands_inside_its_segment(segment: Segment) -> None:
    mark = only(a_lesion(segments=[str(segment)], size_mm=15))

    assert DRAWING.segment_at(mark.centre) is segment


def test_that_a_lesion_is_drawn_to_scale() -> None:
    mark = only(a_lesion(size_mm=20))

    assert mark.radius * 2 == 20 * DRAWING.units_per_mm
    assert mark.is_to_scale


@pytest.mark.parametrize("size", [2, 200, None])
def test_that_a_size_that_cannot_be_drawn_is_not_to_scale(size: int | None) -> None:
    mark = only(a_lesion(size_mm=size))

    assert not mark.is_to_scale
    assert mark.is_size_known is (size is not None)
    assert 0 < mark.radius < 200


def test_that_the_whole_of_a_lesion_at_the_edge_is_to_be_seen() -> None:
    shown = mapped(a_lesion(segments=["8"], size_mm=92), a_lesion(id="L2", segments=["5"], size_mm=66))
    box = extent(DRAWING, shown)

    lowest = max(mark.centre.y + mark.radius for mark in shown.marks)
    assert lowest > DRAWING.view_box.height
    assert box.y + box.height >= lowest
    assert box.holds(DRAWING.view_box)


def test_that_lesions_within_the_drawing_change_nothing_of_what_is_to_be_seen() -> None:
    assert extent(DRAWING, mapped(a_lesion(), a_lesion(id="L2", segments=["2"]))) == DRAWING.view_box
    assert extent(DRAWING, mapped()) == DRAWING.view_box


def test_that_a_vanished_lesion_has_its_former_size() -> None:
    mark = only(a_lesion(size_mm=0, size_before_mm=20))

    assert (mark.is_vanished, mark.is_size_known, mark.radius) == (True, True, 10 * DRAWING.units_per_mm)


@pytest.mark.parametrize(("one", "other"), [("8", "7"), ("4a", "4b"), ("2", "3"), ("6", "5"), ("1", "2")])
def test_that_a_lesion_of_two_segments_lies_across_their_border(one: str, other: str) -> None:
    mark = only(a_lesion(segments=[one, other], size_mm=30))
    first, second = (next(segment for segment in Segment if segment == name) for name in (one, other))
    border = corners(DRAWING.border(first, second))

    assert DRAWING.segment_at(mark.centre) is first
    assert distance_to(border, mark.centre) < mark.radius


def test_that_a_lesion_of_segment_4_lies_across_the_border_of_its_halves() -> None:
    mark = only(a_lesion(segments=["4"], size_mm=30))

    assert distance_to(corners(DRAWING.border(Segment.S4A, Segment.S4B)), mark.centre) < mark.radius


def test_that_a_subcapsular_lesion_lies_nearer_to_the_surface_than_a_deep_one() -> None:
    surface = corners(DRAWING.surface(Segment.S6))
    near = only(a_lesion(depth="subcapsular", size_mm=10))
    far = only(a_lesion(depth="deep", size_mm=10))

    assert distance_to(surface, near.centre) < distance_to(surface, far.centre)


def test_that_a_lesion_at_a_hepatic_vein_is_drawn_at_one() -> None:
    veins = [shape for shape in DRAWING.shapes if shape.kind is ShapeKind.HEPATIC_VEIN]
    walls = [point for shape in veins for stroke in shape.strokes for point in flattened(stroke)]
    mark = only(a_lesion(segments=["8"], size_mm=10, vessel="hepatic_vein", vessel_distance_mm=0))

    assert distance_to(walls, mark.centre) - mark.radius < 12


def test_that_lesions_of_one_segment_stand_apart() -> None:
    marks = mapped(*(a_lesion(id=f"L{number}", segments=["7"], size_mm=12) for number in range(1, 7))).marks

    for one, other in combinations(marks, 2):
        assert math.dist(one.centre, other.centre) > one.radius + other.radius


def test_that_labels_cover_neither_each_other_nor_the_number_of_a_segment() -> None:
    marks = mapped(*(a_lesion(id=f"L{n}", segments=[SEGMENTS[n % 9]], size_mm=6 + n) for n in range(1, 13))).marks
    numbers = [region.label_at for region in DRAWING.regions.values()]

    for one, other in combinations(marks, 2):
        assert not one.label_box.overlaps(other.label_box)
    assert not [mark.label for mark in marks for number in numbers if mark.label_box.distance_to(number) == 0]


def test_that_a_label_stands_inside_a_large_lesion_and_beside_a_small_one() -> None:
    assert only(a_lesion(size_mm=40)).is_label_inside
    small = only(a_lesion(size_mm=8))
    assert not small.is_label_inside
    assert small.label_box.distance_to(small.centre) >= small.radius


def test_that_a_long_id_is_replaced_by_its_number_in_the_record() -> None:
    marks = mapped(a_lesion(id="L1"), a_lesion(id="Metastasis-two")).marks

    assert {mark.lesion: mark.label for mark in marks} == {"L1": "L1", "Metastasis-two": "#2"}
    assert map_label("L123", 9) == "L123"


def test_that_a_lesion_without_a_segment_is_named_beside_the_drawing() -> None:
    shown = mapped(a_lesion(id="L1"), a_lesion(id="L2", segments=None))

    assert [mark.lesion for mark in shown.marks] == ["L1"]
    assert shown.unplaced == ("L2",)


def test_that_the_plan_colours_lesions_and_never_moves_them() -> None:
    case = a_case(lesions=[a_lesion(id="L1"), a_lesion(id="L2", segments=["2"])])
    plan = a_plan({"L1": LesionModality.ABLATE}, resected_segments=("4", "5"))

    without, planned = lesion_map(DRAWING, case), lesion_map(DRAWING, case, plan)

    assert [mark.centre for mark in without.marks] == [mark.centre for mark in planned.marks]
    assert {mark.lesion: mark.modality for mark in planned.marks} == {"L1": LesionModality.ABLATE, "L2": None}
    assert planned.resected == {Segment.S4A, Segment.S4B, Segment.S5}


def test_that_an_unknown_and_an_empty_list_of_lesions_give_an_empty_map() -> None:
    assert lesion_map(DRAWING, a_case()).marks == ()
    assert mapped().marks == ()


def test_that_treatments_differ_by_hue_and_by_pattern() -> None:
    looks = [look_of(one) for one in (LesionModality.RESECT, LesionModality.ABLATE, LesionModality.SBRT)]

    assert len({look.hue for look in looks}) == len({look.hatch for look in looks}) == 3
    assert look_of(LesionModality.LEAVE).hatch is look_of(None).hatch is Hatch.NONE


LESIONS = st.lists(
    st.fixed_dictionaries(
        {
            "segments": st.lists(st.sampled_from(SEGMENTS), min_size=1, max_size=3, unique=True),
            "size_mm": st.none() | st.integers(0, 300),
            "depth": st.sampled_from([None, "subcapsular", "deep"]),
            "vessel": st.sampled_from([None, "hepatic_vein", "portal_pedicle", "inferior_vena_cava"]),
            "vessel_distance_mm": st.none() | st.integers(0, 50),
        }
    ),
    max_size=5,
)


@settings(max_examples=40)
@given(LESIONS)
def test_that_every_lesion_with_a_segment_is_drawn_in_its_first_one_and_always_at_the_same_place(
    lesions: list[dict[str, Any]],
) -> None:
    made = [a_lesion(id=f"L{number}", **lesion) for number, lesion in enumerate(lesions, 1)]

    shown = mapped(*made)

    assert shown == mapped(*made)
    assert {mark.lesion for mark in shown.marks} == {lesion["id"] for lesion in made}
    for mark in shown.marks:
        first = drawn_as(mark.segments[0])[0]
        assert is_inside(DRAWING.regions[first].polygon, Point(*mark.centre))
