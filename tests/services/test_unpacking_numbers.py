"""Numbers of cases in a pack: exchanged, given up, taken twice; each case ends with one, and none is lost."""

from __future__ import annotations

import pytest

from crlm_desktop.case.identity import Identity
from crlm_desktop.errors import InputError
from crlm_desktop.registry import faults
from crlm_desktop.services import review, unpacking
from crlm_desktop.services.unpacking import Whose
from crlm_desktop.services.workplace import Workplace
from tests.services.packs import (
    Home,
    contents,
    edit,
    findings,
    hands_back,
    laptop,
    renumber,
    value,
)


def numbers_of(place: Workplace, home: Home) -> list[str]:
    return [review.open_case(place, one).identity.number for one in home.ids]


def test_that_numbers_exchanged_between_cases_elsewhere_come_home_and_twice_is_once(home: Home) -> None:
    with laptop(home.takes_along()) as place:
        renumber(place, H_1="H-2", H_2="h-1")
        edit(place, home.ids[0], "patient.age_years", 63)
        worked, back = contents(place, home.meeting), hands_back(place)
    assert home.brings_back(back).problems == ()
    assert home.held() == worked
    assert [[row.id for row in review.list_cases(home.place, one)] for one in ("H-2", "H-1")] == [
        [one] for one in home.ids
    ]
    assert not home.brings_back(back).changes_anything
    assert findings(home.place) == ()


def test_that_a_number_that_a_case_gave_up_elsewhere_comes_home_with_the_new_case_that_took_it(home: Home) -> None:
    with laptop(home.takes_along()) as place:
        renumber(place, H_1="H-3")
        taker = review.create_case(place, Identity(number="H-1")).id
        back = hands_back(place)
    home.brings_back(back)
    assert numbers_of(home.place, home) == ["H-3", "H-2"]
    assert review.open_case(home.place, taker).identity.number == "H-1"
    assert findings(home.place) == ()


def test_that_numbers_exchanged_at_home_stay_exchanged(home: Home) -> None:
    with laptop(home.takes_along()) as place:
        edit(place, home.ids[0], "patient.age_years", 63)
        back = hands_back(place)
    renumber(home.place, H_1="H-2", H_2="H-1")
    home.brings_back(back)
    assert numbers_of(home.place, home) == ["H-2", "H-1"]
    assert value(home.place, home.ids[0]) == (63, 170)


def test_that_one_number_given_to_two_cases_on_two_sides_is_told_and_nothing_is_brought_back(home: Home) -> None:
    with laptop(home.takes_along()) as place:
        renumber(place, H_2="H-７")
        edit(place, home.ids[0], "patient.age_years", 63)
        back = hands_back(place)
    renumber(home.place, H_1="h-7")
    (told,) = home.sees(back).problems
    assert told.problem is not None
    assert (told.id, told.problem.code) == (home.ids[1], faults.NUMBER_TAKEN_UNNAMED)
    with pytest.raises(InputError):
        home.brings_back(back)
    assert (numbers_of(home.place, home), value(home.place, home.ids[0])) == (["h-7", "H-2"], (62, 170))
    # The way out that the message names: one of them gets another number.
    renumber(home.place, h_7="H-1")
    home.brings_back(back)
    assert (numbers_of(home.place, home), value(home.place, home.ids[0])) == (["H-1", "H-７"], (63, 170))


def test_that_a_choice_between_two_numbers_may_take_one_that_another_case_gives_up(home: Home) -> None:
    with laptop(home.takes_along()) as place:
        renumber(place, H_1="H-2", H_2="H-5")
        back = hands_back(place)
    renumber(home.place, H_1="H-4")
    planned = home.sees(back)
    assert [one.path for one in planned.open_conflicts] == [f"number:{home.ids[0]}"]
    home.brings_back(back, unpacking.all_of(planned, Whose.PACK))
    assert numbers_of(home.place, home) == ["H-2", "H-5"]
    assert findings(home.place) == ()
