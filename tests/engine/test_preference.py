"""Preference: lexicographic, in the order that the module writes down."""

from __future__ import annotations

import pytest

from crlm_desktop.engine.preference import (
    EVEN,
    Balance,
    Place,
    Preference,
    balance_of,
    order_of,
    preference_of,
    reached_intent,
    weight_of,
    with_recommended,
)
from crlm_desktop.engine.proposal import Intent, Stance, Status, Strength

PLAIN = Preference(against_strong=0, against_moderate=0, removed_percent=0, procedures=0, invasiveness=1)


def preference(
    *, strong: int = 0, moderate: int = 0, kept: float = 100, procedures: int = 1, invasive: int = 1
) -> Preference:
    """Return a preference by what a reader names."""
    return preference_of(
        Balance(strong, moderate, 0), parenchyma_kept_percent=kept, procedures=procedures, invasiveness=invasive
    )


def test_that_arguments_for_count_up_and_those_against_count_down_by_strength() -> None:
    holding = [
        (Stance.FOR, Strength.STRONG),
        (Stance.AGAINST, Strength.STRONG),
        (Stance.AGAINST, Strength.MODERATE),
        (Stance.FOR, Strength.WEAK),
    ]

    assert balance_of([weight_of(*one) for one in holding]) == Balance(0, -1, 1)
    assert balance_of([]) == EVEN


@pytest.mark.parametrize(
    ("preferred", "other"),
    [
        (preference(strong=1), preference(moderate=5, kept=100)),
        (preference(moderate=1, kept=20), preference(kept=100)),
        (preference(kept=90, procedures=3), preference(kept=80, procedures=1)),
        (preference(procedures=1, invasive=9), preference(procedures=2, invasive=1)),
        (preference(invasive=2), preference(invasive=3)),
    ],
)
def test_that_an_earlier_criterion_decides_whatever_the_later_ones_say(
    preferred: Preference, other: Preference
) -> None:
    assert preferred < other


def test_that_weak_arguments_do_not_decide_between_options() -> None:
    weak = preference_of(Balance(0, 0, 3), parenchyma_kept_percent=100, procedures=1, invasiveness=1)

    assert weak == preference()


def test_that_parenchyma_is_compared_to_the_whole_percent() -> None:
    assert preference(kept=70.2) == preference(kept=69.8)
    assert preference(kept=71) < preference(kept=70)


def test_that_only_suitable_options_of_the_best_intent_are_recommended() -> None:
    places = [
        Place(Status.CONDITIONAL, Intent.NED, PLAIN),
        Place(Status.SUITABLE, Intent.CONVERSION, PLAIN),
        Place(Status.SUITABLE, Intent.CONVERSION, PLAIN),
        Place(Status.SUITABLE, Intent.CONVERSION, PLAIN._replace(invasiveness=2)),
        Place(Status.SUITABLE, Intent.CONTROL, PLAIN),
        Place(Status.NOT_ADVISED, Intent.NED, PLAIN),
    ]

    assert with_recommended(places) == [
        Status.CONDITIONAL,
        Status.RECOMMENDED,
        Status.RECOMMENDED,
        Status.SUITABLE,
        Status.SUITABLE,
        Status.NOT_ADVISED,
    ]


def test_that_without_a_suitable_option_nothing_is_recommended() -> None:
    places = [Place(Status.CONDITIONAL, Intent.NED, PLAIN), Place(Status.EXCLUDED, Intent.CONTROL, PLAIN)]

    assert with_recommended(places) == [Status.CONDITIONAL, Status.EXCLUDED]
    assert reached_intent([Status.CONDITIONAL, Status.EXCLUDED], places) is None


@pytest.mark.parametrize(
    ("conditional", "reached"),
    [(Intent.NED, None), (Intent.CONVERSION, Intent.CONVERSION), (Intent.CONTROL, Intent.CONVERSION)],
)
def test_that_only_a_conditional_option_of_a_better_intent_leaves_the_intent_open(
    conditional: Intent, reached: Intent | None
) -> None:
    statuses = [Status.RECOMMENDED, Status.CONDITIONAL]

    places = [Place(Status.SUITABLE, Intent.CONVERSION, PLAIN), Place(Status.CONDITIONAL, conditional, PLAIN)]

    assert reached_intent(statuses, places) is reached


def test_that_a_conditional_option_that_cannot_prevail_leaves_no_intent_open_and_stands_behind_what_is_possible() -> (
    None
):
    hopeless = Place(Status.CONDITIONAL, Intent.NED, PLAIN, can_prevail=False)
    control = Place(Status.SUITABLE, Intent.CONTROL, PLAIN)

    assert reached_intent([Status.RECOMMENDED, Status.CONDITIONAL], [control, hopeless]) is Intent.CONTROL
    assert order_of(Status.SUITABLE, control) < order_of(Status.CONDITIONAL, hopeless)


def test_that_what_is_possible_is_shown_by_intent_and_the_rest_after_it() -> None:
    shown = [
        (Status.RECOMMENDED, Intent.CONVERSION),
        (Status.SUITABLE, Intent.NED),
        (Status.CONDITIONAL, Intent.NED),
        (Status.SUITABLE, Intent.CONTROL),
        (Status.NOT_ADVISED, Intent.NED),
        (Status.EXCLUDED, Intent.NED),
    ]

    keys = [order_of(status, Place(status, intent, PLAIN)) for status, intent in shown]

    assert keys == sorted(set(keys))
