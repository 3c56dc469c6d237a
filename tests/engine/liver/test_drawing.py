"""The drawing of the liver: what the reader relies on, held by the picture that is shipped."""

from __future__ import annotations

from itertools import combinations

import pytest

from crlm_desktop import paths
from crlm_desktop.case.choices import Segment
from crlm_desktop.engine.liver.drawing import DRAWN, Drawing, ShapeKind, drawn_as, read
from crlm_desktop.engine.liver.outline import Point, distance_to, is_inside

NEIGHBOURS = {
    (Segment.S7, Segment.S8),
    (Segment.S6, Segment.S7),
    (Segment.S5, Segment.S6),
    (Segment.S5, Segment.S8),
    (Segment.S4A, Segment.S8),
    (Segment.S4A, Segment.S4B),
    (Segment.S4B, Segment.S5),
    (Segment.S4A, Segment.S5),
    (Segment.S1, Segment.S4A),
    (Segment.S1, Segment.S2),
    (Segment.S2, Segment.S3),
    (Segment.S3, Segment.S4A),
    (Segment.S3, Segment.S4B),
}


@pytest.fixture(scope="module")
def svg() -> str:
    return paths.resource("liver", "couinaud.svg").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def drawing(svg: str) -> Drawing:
    return read(svg)


def test_that_every_segment_is_drawn_once(drawing: Drawing) -> None:
    assert tuple(drawing.regions) == DRAWN
    assert [shape.id for shape in drawing.shapes if shape.kind is ShapeKind.SEGMENT].count("segment-4a") == 1


def test_that_veins_portal_branches_cava_gallbladder_and_ligaments_are_drawn(drawing: Drawing) -> None:
    assert {shape.kind for shape in drawing.shapes} == set(ShapeKind)


def test_that_only_the_caudate_lobe_lies_behind(drawing: Drawing) -> None:
    assert [segment for segment, region in drawing.regions.items() if region.is_behind] == [Segment.S1]


def test_that_the_right_liver_is_at_the_viewers_left_and_upper_segments_lie_above_lower_ones(drawing: Drawing) -> None:
    at = {segment: region.centre for segment, region in drawing.regions.items()}

    assert at[Segment.S7].x < at[Segment.S8].x < at[Segment.S4A].x < at[Segment.S2].x
    assert at[Segment.S6].x < at[Segment.S5].x < at[Segment.S4B].x < at[Segment.S3].x
    for upper, lower in (
        (Segment.S7, Segment.S6),
        (Segment.S8, Segment.S5),
        (Segment.S4A, Segment.S4B),
        (Segment.S2, Segment.S3),
    ):
        assert at[upper].y < at[lower].y


def test_that_just_the_neighbours_of_anatomy_share_a_border(drawing: Drawing) -> None:
    sharing = {pair for pair in combinations(DRAWN, 2) if drawing.border(*pair)}

    assert sharing == {tuple(sorted(pair, key=DRAWN.index)) for pair in NEIGHBOURS}


def test_that_a_border_is_the_same_from_both_sides(drawing: Drawing) -> None:
    assert len(drawing.border(Segment.S7, Segment.S8)) == len(drawing.border(Segment.S8, Segment.S7)) > 0


def test_that_segments_do_not_overlap(drawing: Drawing) -> None:
    for region in drawing.regions.values():
        others = [one for one in drawing.regions.values() if one is not region]
        assert not [spot for spot in region.spots for other in others if is_inside(other.polygon, spot)]


def test_that_numbers_and_centres_stand_inside_their_segments(drawing: Drawing) -> None:
    for segment, region in drawing.regions.items():
        assert drawing.segment_at(region.label_at) is segment
        assert drawing.segment_at(region.centre) is segment
        assert region.room == distance_to(region.polygon, region.centre) > 30


def test_that_beside_the_liver_there_is_no_segment(drawing: Drawing) -> None:
    assert drawing.segment_at(Point(5, 5)) is None


def test_that_an_inner_segment_has_no_surface_and_an_outer_one_has(drawing: Drawing) -> None:
    assert drawing.surface(Segment.S4A) == ()
    assert drawing.surface(Segment.S6)


def test_that_segment_4_is_drawn_as_its_halves() -> None:
    assert drawn_as(Segment.S4) == (Segment.S4A, Segment.S4B)
    assert drawn_as(Segment.S7) == (Segment.S7,)


def test_that_the_drawn_liver_is_as_wide_as_a_liver(drawing: Drawing) -> None:
    xs = [point.x for region in drawing.regions.values() for point in region.polygon]

    assert 200 <= (max(xs) - min(xs)) / drawing.units_per_mm <= 260


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('id="segment-4a"', 'id="segment-9"', "lacks segment-4a"),
        ('id="cava-above"', 'id="stomach"', "“stomach”"),
        ('data-label="148 170"', 'data-label="148"', "data-label of “segment-7” needs 2 numbers"),
        ('data-units-per-mm="4"', "", "data-units-per-mm"),
    ],
)
def test_that_a_drawing_that_lacks_something_is_refused(svg: str, old: str, new: str, told: str) -> None:
    assert old in svg
    with pytest.raises(ValueError, match=told):
        read(svg.replace(old, new))


@pytest.mark.parametrize("path", ["", "L 1 1", "M 0 0 l 1 1", "M 0 0 L 1", "M 0 0 C 1 1 2 2", "M 0 0 H 3", "M 0 0 0 1"])
def test_that_a_path_of_other_commands_is_refused_by_its_id(path: str) -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path id="vein-left" d="{path}"/></svg>'

    with pytest.raises(ValueError, match="“vein-left”"):
        read(svg)
