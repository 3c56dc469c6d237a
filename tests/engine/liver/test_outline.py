"""Plane geometry of the drawing."""

from __future__ import annotations

import math

import pytest

from crlm_desktop.engine.liver.outline import (
    Box,
    Curve,
    Point,
    Stroke,
    bounds,
    circle,
    corners,
    diagonals,
    distance_to,
    dots,
    flattened,
    is_inside,
    sides,
    straight,
)

SQUARE = (Point(0, 0), Point(100, 0), Point(100, 100), Point(0, 100))


def test_that_a_straight_curve_is_flattened_to_places_on_the_line() -> None:
    stroke = Stroke(start=Point(0, 0), curves=(straight(Point(0, 0), Point(30, 60)),), is_closed=False)

    assert all(point.y == pytest.approx(2 * point.x) for point in flattened(stroke))
    assert flattened(stroke)[-1] == Point(30, 60)


def test_that_a_curve_is_flattened_within_its_control_points() -> None:
    curve = Curve(Point(0, 50), Point(100, 50), Point(100, 0))
    box = bounds(flattened(Stroke(start=Point(0, 0), curves=(curve,), is_closed=False)))

    assert box[:3] == (0, 0, 100)
    assert box.height == pytest.approx(36, abs=2)


def test_that_places_are_told_to_be_inside_or_outside() -> None:
    assert is_inside(SQUARE, Point(50, 50))
    assert not is_inside(SQUARE, Point(150, 50))
    assert not is_inside(SQUARE, Point(50, 150))


def test_that_the_sides_close_the_polygon_and_their_corners_are_named_once() -> None:
    assert len(sides(SQUARE)) == 4
    assert corners(sides(SQUARE)) == SQUARE


def test_that_the_distance_to_nothing_is_infinite() -> None:
    assert distance_to((), Point(0, 0)) == math.inf
    assert distance_to(SQUARE, Point(-3, -4)) == 5


@pytest.mark.parametrize("rising", [True, False])
def test_that_diagonals_end_on_the_sides_and_are_as_far_apart_as_told(rising: bool) -> None:
    lines = [line for line in diagonals(SQUARE, spacing=10, rising=rising) if math.dist(*line) > 1]
    slopes = {round((end.y - start.y) / (end.x - start.x)) for start, end in lines}

    assert slopes == {-1 if rising else 1}
    for line in lines:
        assert all(min(abs(end.x), abs(100 - end.x), abs(end.y), abs(100 - end.y)) < 1e-6 for end in line)
    assert len(lines) == pytest.approx(100 * math.sqrt(2) / 10, abs=2)


def test_that_dots_lie_inside_and_stand_staggered() -> None:
    places = dots(circle(Point(50, 50), 40), spacing=10)

    assert all(math.dist(place, Point(50, 50)) <= 40 for place in places)
    assert {place.x % 10 for place in places} == {0, 5}


def test_that_boxes_know_what_they_overlap_hold_and_how_far_a_place_is() -> None:
    box = Box(0, 0, 10, 10)

    assert box.overlaps(Box(9, 9, 5, 5))
    assert not box.overlaps(Box(10, 0, 5, 5))
    assert box.holds(Box(1, 1, 2, 2))
    assert not box.holds(Box(9, 9, 5, 5))
    assert box.distance_to(Point(13, 14)) == 5
    assert box.distance_to(Point(5, 5)) == 0
    assert box.centre == Point(5, 5)
