"""Laws of a proposal, over generated cases."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from crlm_desktop.case.edits import with_value
from crlm_desktop.engine import encoding
from crlm_desktop.engine.proposal import Argument, Option, Stance, Status, Strength
from tests.builders import a_case
from tests.engine.proposing import an_engine
from tests.laws.cases import parts_of_cases, told, untold

EXAMPLES = 25
PARTS = parts_of_cases()


def bars(argument: Argument) -> bool | None:
    """Return whether the argument excludes its option; ``None`` while that is unknown or where it never does."""
    if argument.stance is Stance.REQUIRES:
        return None if argument.holds is None else not argument.holds
    return argument.holds if argument.stance is Stance.EXCLUDES else None


def gates(option: Option) -> list[Argument]:
    """Return the requirements and exclusions of an option."""
    return [one for one in option.arguments if one.stance in (Stance.REQUIRES, Stance.EXCLUDES)]


@settings(max_examples=EXAMPLES)
@given(PARTS)
def test_that_every_option_has_the_status_of_its_arguments(parts: dict[str, Any]) -> None:
    for option in an_engine().propose(a_case(**parts)).options:
        settled = [bars(argument) for argument in gates(option)]
        against = any(
            one.stance is Stance.AGAINST and one.strength is Strength.STRONG and one.holds for one in option.arguments
        )
        if any(settled):
            assert option.status is Status.EXCLUDED
        elif None in settled:
            assert option.status is (Status.NOT_ADVISED if against else Status.CONDITIONAL)
            assert set(option.missing) == {fact for one in gates(option) for fact in one.missing}
        elif against:
            assert option.status is Status.NOT_ADVISED
        else:
            assert option.status in (Status.RECOMMENDED, Status.SUITABLE, Status.NOT_ADVISED)


@settings(max_examples=EXAMPLES)
@given(PARTS)
def test_that_an_argument_is_unknown_exactly_when_it_tells_what_is_missing(parts: dict[str, Any]) -> None:
    for option in an_engine().propose(a_case(**parts)).options:
        for argument in option.arguments:
            assert (argument.holds is None) is bool(argument.missing)


@settings(max_examples=EXAMPLES)
@given(PARTS.filter(lambda parts: bool(untold(parts))), st.data())
def test_that_filling_in_an_unknown_never_lifts_what_excludes_an_option(
    parts: dict[str, Any], data: st.DataObject
) -> None:
    path, values = data.draw(st.sampled_from(untold(parts)))
    case = a_case(**parts)

    before = an_engine().propose(case)
    after = an_engine().propose(with_value(case, path, data.draw(values)))

    for option in before.options:
        if option.status is Status.EXCLUDED:
            now = after.option(option.strategy)
            assert now is not None
            assert now.status is Status.EXCLUDED
            barring = {argument.id for argument in gates(option) if bars(argument)}
            assert barring <= {argument.id for argument in gates(now) if bars(argument)}


@settings(max_examples=EXAMPLES)
@given(PARTS)
def test_that_options_stand_by_rank_and_only_the_first_are_recommended(parts: dict[str, Any]) -> None:
    options = an_engine().propose(a_case(**parts)).options

    assert [one.rank for one in options] == sorted(one.rank for one in options)
    assert all(one.rank == 1 for one in options if one.status is Status.RECOMMENDED)
    assert len({one.intent for one in options if one.status is Status.RECOMMENDED}) <= 1


@settings(max_examples=EXAMPLES)
@given(PARTS)
def test_that_the_same_case_gives_the_same_bytes_and_they_come_back_the_same(parts: dict[str, Any]) -> None:
    one, other = an_engine().propose(a_case(**parts)), an_engine().propose(a_case(**parts))

    sealed = encoding.canonical(one)

    assert sealed == encoding.canonical(other)
    assert encoding.from_json(json.loads(sealed)) == one


@settings(max_examples=EXAMPLES)
@given(PARTS.filter(lambda parts: bool(told(parts))), st.data())
def test_that_assuming_what_is_recorded_changes_nothing(parts: dict[str, Any], data: st.DataObject) -> None:
    fact, value = data.draw(st.sampled_from(told(parts)))
    case = a_case(**parts)

    plain = encoding.to_json(an_engine().propose(case), None)
    assumed = encoding.to_json(an_engine().propose(case, {fact: value}), None)

    assert {**assumed, "assumed": {}} == plain


@settings(max_examples=EXAMPLES)
@given(PARTS)
def test_that_every_missing_fact_is_one_that_the_case_leaves_open(parts: dict[str, Any]) -> None:
    known = {fact for fact, _ in told(parts)}

    assert known.isdisjoint(one.fact for one in an_engine().propose(a_case(**parts)).missing)
