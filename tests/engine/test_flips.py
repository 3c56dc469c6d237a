"""Flip points: exact intervals, with the ends that belong to them."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import pytest

from crlm_desktop.engine.entry import Engine
from crlm_desktop.engine.facts import FactId, facts_of
from crlm_desktop.engine.flips import _halved as halved
from crlm_desktop.engine.flips import _plainest as plainest
from crlm_desktop.engine.flips import flips_of
from crlm_desktop.engine.proposal import FlipInterval
from crlm_desktop.engine.trials import Trials
from tests.builders import a_case, a_lesion
from tests.engine.edition_texts import SUPPORTIVE, edition_texts
from tests.engine.proposing import FIT, an_engine, proposed, statuses, trials_by

PERSON = {"height_cm": 170, "weight_kg": 60}


def told(flips: tuple[FlipInterval, ...]) -> list[tuple[str, float, float, str, tuple[str, ...]]]:
    """Return flip intervals as a reader writes them: ``[`` and ``]`` are ends that belong to the interval."""
    return [
        ("[" if one.closed_low else "(", one.low, one.high, "]" if one.closed_high else ")", tuple(one.leading))
        for one in flips
    ]


def test_that_the_size_flips_exactly_at_its_threshold_and_the_threshold_belongs_below() -> None:
    assert told(proposed().flip_points["lesions.max_mm"]) == [
        ("[", 0, 30, "]", ("ablation",)),
        ("(", 30, 300, "]", ("resection",)),
    ]


def test_that_whole_numbers_flip_from_one_to_the_next() -> None:
    assert told(proposed().flip_points["fitness.ecog"]) == [
        ("[", 0, 2, "]", ("ablation",)),
        ("[", 3, 4, "]", ("supportive-care",)),
    ]


def test_that_a_fact_on_which_nothing_turns_has_no_flip_points() -> None:
    proposal = proposed(fitness={**FIT, "declines": ["ablation", "resection"]})

    assert "lesions.max_mm" not in proposal.flip_points
    assert all(len(flips) > 1 for flips in proposal.flip_points.values())


def test_that_the_intervals_of_every_fact_cover_its_range_without_gap_and_neighbours_differ() -> None:
    for fact, flips in proposed(liver={"quality": "normal", "flr": {"percent": 35}}).flip_points.items():
        for one, other in pairwise(flips):
            assert one.leading != other.leading, fact
            assert other.low in (one.high, one.high + 1), fact
            if one.high == other.low:
                assert one.closed_high is not other.closed_low, fact


def test_that_assuming_a_number_of_an_interval_leads_to_what_it_tells() -> None:
    lesions = [a_lesion(segments=["5", "6", "7", "8"], size_mm=70)]
    proposal = proposed(lesions=lesions, liver={"quality": "normal"})

    for fact, flips in proposal.flip_points.items():
        for one in flips:
            for number in {one.low, one.high, (one.low + one.high) / 2}:
                inside = (number > one.low or one.closed_low) and (number < one.high or one.closed_high)
                if inside and (float(number).is_integer() or fact in ("flr.percent", "lesions.max_mm")):
                    assumed = proposed({fact: number}, lesions=lesions, liver={"quality": "normal"})
                    leading = tuple(sorted(option.strategy for option in assumed.options if option.rank == 1))
                    assert leading == one.leading, (fact, number)


def test_that_the_floor_of_the_remnant_is_a_flip_point_of_a_measured_remnant() -> None:
    parts = {
        "lesions": [a_lesion(segments=["5", "6", "7", "8"], size_mm=70, resectable=True)],
        "liver": {"quality": "normal", "flr": {"percent": 35, "resection": "right hepatectomy"}},
    }

    flips = proposed(**parts).flip_points["flr.percent"]

    assert 20 in {one.high for one in flips}
    assert statuses(proposed({"flr.percent": 19.9}, **parts))["resection"] == "excluded"
    assert statuses(proposed({"flr.percent": 20}, **parts))["resection"] == "recommended"


def trials_of(**parts: object) -> Trials:
    """Return the trials on a case."""
    edition = an_engine().edition
    return trials_by(edition, facts_of(a_case(**parts)))


@pytest.mark.parametrize(("cuts", "expected"), [((), 30.0), ((17.5,), 30.0)])
def test_that_a_flip_at_no_known_cut_is_found_by_halving_and_told_exactly(
    cuts: tuple[float, ...], expected: float
) -> None:
    trials = trials_of(fitness=FIT, lesions=[a_lesion(size_mm=20, resectable=True)])

    flips = flips_of(FactId("lesions[L1].size_mm"), trials, {FactId("lesions[].size_mm"): cuts})

    assert expected in {one.high for one in flips}
    at = next(one for one in flips if one.high == expected)
    assert at.closed_high
    assert at.leading == ("ablation",)


@pytest.mark.parametrize(
    ("still", "expected"),
    [
        (lambda number: number < 30, (math.nextafter(30, 0), 30)),
        (lambda number: number <= 30, (30, math.nextafter(30, 100))),
        (lambda number: number < 18.25, (math.nextafter(18.25, 0), 18.25)),
    ],
)
def test_that_a_plain_number_where_things_turn_is_found_exactly(
    still: Callable[[float], bool], expected: tuple[float, float]
) -> None:
    assert halved(0.1, 99.7, still) == expected


def test_that_a_number_of_many_decimals_where_things_turn_is_found_closely() -> None:
    turn = 100 / 7

    left, right = halved(0, 100, lambda number: number < turn)

    assert left < turn <= right
    assert right - left < 1e-5


def test_that_the_plainest_number_has_the_fewest_decimals() -> None:
    assert plainest(29.96, 30.04) == 30
    assert plainest(29.91, 29.96) == 29.96
    assert plainest(1 / 3, math.nextafter(1 / 3, 1)) == math.nextafter(1 / 3, 1)


@pytest.mark.parametrize(
    ("small", "middle", "large"),
    [
        ("patient.bsa_m2 < 1.6", "patient.bsa_m2 >= 1.6 and patient.bsa_m2 <= 2.2", "patient.bsa_m2 > 2.2"),
        ("patient.bsa_m2 < 1.9", "patient.bsa_m2 >= 1.6 and patient.bsa_m2 <= 2.2", "patient.bsa_m2 >= 1.9"),
    ],
)
def test_that_an_option_that_leads_only_in_between_is_found(small: str, middle: str, large: str) -> None:
    strong = SUPPORTIVE.replace('"moderate"', '"strong"')
    texts = {
        f"strategies/{name}.toml": text.replace("supportive-care", name).replace("ecog >= 3", when)
        for name, text, when in (("small", SUPPORTIVE, small), ("middle", strong, middle), ("large", SUPPORTIVE, large))
    }
    left_out = (f"strategies/{name}.toml" for name in ("resection", "ablation", "systemic-conversion"))
    edition = Engine.load(edition_texts({**texts, **dict.fromkeys(left_out)})).edition
    trials = trials_by(edition, facts_of(a_case(patient=PERSON)))

    flips = flips_of(FactId("patient.weight_kg"), trials, {})

    assert [one.leading for one in flips] == [("small",), ("middle",), ("large",)]
    assert [round(one.high, 3) for one in flips] == [54.212, 102.494, 300]
