"""Merging: what only one has changed is taken from both, what both have changed is chosen, and nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given

from crlm_desktop.case.casefile import from_json
from crlm_desktop.case.record import Case
from crlm_desktop.errors import InputError
from crlm_desktop.services.merging import Disagreement, Side, merge
from tests.builders import a_case, a_lesion
from tests.laws.records import records

CASES = records().map(from_json)
BASE = a_case(lesions=[a_lesion(size_mm=20), a_lesion(id="L2", size_mm=12)], fitness={"ecog": 1})


def test_that_fields_of_which_each_changed_another_are_taken_from_both() -> None:
    mine = a_case(lesions=[a_lesion(size_mm=21), a_lesion(id="L2", size_mm=12)], fitness={"ecog": 1})
    theirs = a_case(lesions=[a_lesion(size_mm=20), a_lesion(id="L2", size_mm=15)], fitness={"ecog": 2})
    found = merge(BASE, mine=mine, theirs=theirs)
    assert found.disagreements == ()
    assert [one.path for one in found.mine] == ["lesions[L1].size_mm"]
    assert {one.path for one in found.theirs} == {"lesions[L2].size_mm", "fitness.ecog"}
    assert found.chosen({}) == a_case(
        lesions=[a_lesion(size_mm=21), a_lesion(id="L2", size_mm=15)], fitness={"ecog": 2}
    )


@pytest.mark.parametrize(("side", "ecog"), [(Side.MINE, 0), (Side.THEIRS, 3)])
def test_that_a_field_that_both_have_changed_is_chosen(side: Side, ecog: int) -> None:
    mine, theirs = a_case(fitness={"ecog": 0}), a_case(fitness={"ecog": 3}, question="Resect?")
    found = merge(a_case(fitness={"ecog": 1}), mine=mine, theirs=theirs)
    assert found.disagreements == (Disagreement(path="fitness.ecog", base=1, mine=0, theirs=3),)
    assert found.mine == ()
    assert found.chosen({"fitness.ecog": side}) == a_case(fitness={"ecog": ecog}, question="Resect?")


def test_that_what_both_have_changed_alike_is_no_disagreement() -> None:
    found = merge(BASE, mine=a_case(fitness={"ecog": 2}), theirs=a_case(fitness={"ecog": 2}))
    assert found.disagreements == ()
    assert found.chosen({}) == a_case(fitness={"ecog": 2})


def test_that_an_entry_that_one_removed_and_the_other_changed_is_chosen_as_a_whole() -> None:
    mine = a_case(lesions=[a_lesion(size_mm=20), a_lesion(id="L2", size_mm=14)], fitness={"ecog": 1})
    theirs = a_case(lesions=[a_lesion(size_mm=20)], fitness={"ecog": 1})
    found = merge(BASE, mine=mine, theirs=theirs)
    (one,) = found.disagreements
    assert (one.path, one.mine["size_mm"], one.theirs) == ("lesions[L2]", 14, None)
    assert found.chosen({"lesions[L2]": Side.MINE}) == mine
    assert found.chosen({"lesions[L2]": Side.THEIRS}) == theirs


def test_that_two_lesions_added_under_one_id_stay_two_and_treatments_follow_theirs() -> None:
    mine = a_case(
        lesions=[a_lesion(), a_lesion(id="L3", size_mm=8)], local_treatments=[{"kind": "ablation", "lesions": ["L3"]}]
    )
    theirs = a_case(lesions=[a_lesion(), a_lesion(id="L3", size_mm=30)])
    found = merge(a_case(lesions=[a_lesion()]), mine=mine, theirs=theirs)
    assert found.disagreements == ()
    merged = found.chosen({})
    assert [(one.id, one.size_mm) for one in merged.lesions or ()] == [("L1", 20), ("L3", 30), ("L2", 8)]
    assert (merged.local_treatments or ())[0].lesions == ("L2",)


def test_that_entries_without_a_name_that_both_have_added_are_all_kept() -> None:
    first = {"line": 1}
    mine, theirs = a_case(systemic=[first, {"line": 2}]), a_case(systemic=[first, {"line": 3}])
    found = merge(a_case(systemic=[first]), mine=mine, theirs=theirs)
    assert found.disagreements == ()
    assert [one.line for one in found.chosen({}).systemic or ()] == [1, 3, 2]


def test_that_a_list_without_names_that_shrank_and_changed_is_chosen_as_a_whole() -> None:
    base = a_case(systemic=[{"line": 1}, {"line": 2}])
    mine, theirs = a_case(systemic=[{"line": 1}]), a_case(systemic=[{"line": 1}, {"line": 3}])
    found = merge(base, mine=mine, theirs=theirs)
    assert [one.path for one in found.disagreements] == ["systemic"]
    assert found.chosen({"systemic": Side.MINE}) == mine


def test_that_a_merge_that_makes_no_case_is_refused() -> None:
    many = [a_lesion(id=f"A{number}") for number in range(150)]
    others = [a_lesion(id=f"B{number}") for number in range(150)]
    found = merge(a_case(lesions=[]), mine=a_case(lesions=many), theirs=a_case(lesions=others))
    with pytest.raises(InputError):
        found.chosen({})


@given(base=CASES, mine=CASES)
def test_that_a_change_that_nobody_else_made_is_taken_whole(base: Case, mine: Case) -> None:
    for found in (merge(base, mine=mine, theirs=base), merge(base, mine=base, theirs=mine)):
        assert found.disagreements == ()
        assert found.chosen({}) == mine


@given(base=CASES, mine=CASES, theirs=CASES)
def test_that_every_field_of_the_merge_is_one_of_the_three(base: Case, mine: Case, theirs: Case) -> None:
    found = merge(base, mine=mine, theirs=theirs)
    for side in Side:
        try:
            merged = found.chosen({one.path: side for one in found.disagreements})
        except InputError:
            continue
        assert merged.patient.age_years in (base.patient.age_years, mine.patient.age_years, theirs.patient.age_years)
        if mine.fitness == base.fitness:
            assert merged.fitness == theirs.fitness
