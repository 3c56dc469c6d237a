"""Three-valued answers: single values, what an unknown hangs on, and that none is taken for a condition."""

from __future__ import annotations

import copy
import pickle

import pytest

from crlm_desktop.engine.tri import (
    FALSE,
    TRUE,
    FactId,
    Tri,
    Truth,
    in_natural_order,
    tri,
    tri_and,
    tri_not,
    tri_or,
    unknown,
)

RAS, FLR = FactId("molecular.ras"), FactId("flr.percent")


def test_that_true_and_false_are_single_values() -> None:
    assert Tri(Truth.TRUE) is TRUE
    assert Tri(Truth.FALSE, [RAS]) is FALSE


@pytest.mark.parametrize("answer", [TRUE, FALSE])
def test_that_a_settled_answer_stays_single_when_copied_and_pickled(answer: Tri) -> None:
    assert copy.deepcopy(answer) is answer
    assert pickle.loads(pickle.dumps(answer)) is answer


def test_that_an_unknown_answer_is_pickled_with_what_it_hangs_on() -> None:
    assert pickle.loads(pickle.dumps(unknown(RAS))) == unknown(RAS)


@pytest.mark.parametrize("answer", [TRUE, FALSE, unknown(RAS)])
def test_that_an_answer_is_never_a_condition(answer: Tri) -> None:
    with pytest.raises(TypeError, match="not a condition"):
        bool(answer)


def test_that_an_answer_does_not_change() -> None:
    with pytest.raises(AttributeError, match="does not change"):
        TRUE.truth = Truth.FALSE


def test_that_each_answer_says_which_of_the_three_it_is() -> None:
    told = [(answer.is_true, answer.is_false, answer.is_unknown) for answer in (TRUE, FALSE, unknown())]
    assert told == [(True, False, False), (False, True, False), (False, False, True)]


def test_that_a_stated_value_is_settled_and_none_hangs_on_the_given_facts() -> None:
    assert [tri(True, RAS), tri(False, RAS), tri(None, RAS)] == [TRUE, FALSE, unknown(RAS)]


def test_that_equal_answers_have_equal_hashes() -> None:
    assert len({unknown(RAS), unknown(RAS), unknown(FLR), TRUE}) == 3
    assert unknown(RAS) != "unknown"


def test_that_an_answer_shows_itself_with_what_it_hangs_on() -> None:
    assert [repr(answer) for answer in (TRUE, unknown(RAS, FLR))] == ["TRUE", "unknown(flr.percent, molecular.ras)"]


def test_that_what_follows_a_false_part_of_and_is_not_hung_on() -> None:
    assert tri_and([unknown(RAS), FALSE]) is FALSE
    assert tri_and([FALSE, unknown(RAS)]) is FALSE


def test_that_a_true_part_of_or_settles_it() -> None:
    assert tri_or([unknown(RAS), TRUE]) is TRUE


def test_that_an_unknown_join_hangs_on_its_unknown_parts_only() -> None:
    assert tri_and([TRUE, unknown(RAS), unknown(FLR)]) == unknown(RAS, FLR)
    assert tri_or([FALSE, unknown(RAS)]) == unknown(RAS)


def test_that_nothing_joined_is_true_by_and_and_false_by_or() -> None:
    assert tri_and([]) is TRUE
    assert tri_or([]) is FALSE


def test_that_a_negation_hangs_on_what_the_answer_hangs_on() -> None:
    assert [tri_not(TRUE), tri_not(FALSE), tri_not(unknown(RAS))] == [FALSE, TRUE, unknown(RAS)]


def test_that_facts_are_listed_as_a_person_counts_the_lesions() -> None:
    sizes = [FactId(f"lesions[L{number}].size_mm") for number in (10, 2, 1)]

    listed = in_natural_order([FactId("lesions"), FactId("lesions[L2].depth"), *sizes, FactId("fitness.ecog")])

    assert listed == (
        "fitness.ecog",
        "lesions",
        "lesions[L1].size_mm",
        "lesions[L2].depth",
        "lesions[L2].size_mm",
        "lesions[L10].size_mm",
    )
