"""Pure edits of a case."""

from __future__ import annotations

import pytest

from crlm_desktop.case.casefile import from_json
from crlm_desktop.case.edits import (
    changed_paths,
    empty_case,
    joined,
    next_lesion_id,
    steps_of,
    value_at,
    with_value,
    with_values,
    without_entry,
)
from crlm_desktop.errors import InputError


def test_that_setting_a_value_leaves_the_case_before_as_it_was() -> None:
    before = empty_case()
    after = with_value(before, "fitness.ecog", 1)
    assert before.fitness.ecog is None
    assert after.fitness.ecog == 1


def test_that_setting_none_makes_a_value_unknown_again() -> None:
    assert with_value(with_value(empty_case(), "fitness.ecog", 1), "fitness.ecog", None) == empty_case()


def test_that_a_refused_value_names_its_path() -> None:
    with pytest.raises(InputError) as caught:
        with_value(empty_case(), "lesions[0].size_mm", 900)
    assert [one.path for one in caught.value.problems] == ["lesions[0].size_mm"]


def test_that_an_entry_is_appended_and_removed() -> None:
    one = with_value(empty_case(), "lesions[0]", {"id": "L1", "size_mm": 12})
    two = with_value(one, "lesions[1].size_mm", 30)
    assert [lesion.id for lesion in two.lesions or ()] == ["L1", "L2"]
    assert without_entry(two, "lesions[1]") == one
    assert without_entry(one, "lesions[0]").lesions == ()


def test_that_removing_what_is_not_there_is_an_error_of_the_caller() -> None:
    for path in ("lesions[0]", "fitness.ecog"):
        with pytest.raises(ValueError, match=r"^"):
            without_entry(empty_case(), path)


def test_that_a_detail_can_be_added_to_a_site_given_by_its_state_alone() -> None:
    case = with_value(empty_case(), "extrahepatic.lung.state", "resectable")
    assert value_at(with_value(case, "extrahepatic.lung.count", 2), "extrahepatic.lung.state") == "resectable"


def test_that_several_values_are_checked_together() -> None:
    case = with_values(empty_case(), {"fitness.ecog": 2, "primary.site": "rectum"})
    assert (value_at(case, "fitness.ecog"), value_at(case, "primary.site")) == (2, "rectum")
    assert value_at(case, "lesions[4].size_mm") is None


def test_that_a_lesion_id_is_never_given_twice_in_the_life_of_a_case() -> None:
    treated_before = from_json(
        {
            "schema": "crlm.case/1",
            "lesions": [{"id": "L1"}, {"id": "L4"}],
            "local_treatments": [{"kind": "ablation", "lesions": ["L2"]}],
        }
    )
    assert next_lesion_id(treated_before) == "L3"


def test_that_the_paths_that_differ_are_named() -> None:
    before = from_json({"schema": "crlm.case/1", "lesions": [{"id": "L1", "segments": ["2"]}], "fitness": {"asa": 2}})
    after = from_json({"schema": "crlm.case/1", "lesions": [{"id": "L1", "segments": ["3"]}, {"id": "L2"}]})
    assert changed_paths(before, after) == ("fitness", "lesions[0].segments", "lesions[1]")
    assert changed_paths(before, before) == ()


@pytest.mark.parametrize("path", ["fitness.ecog", "lesions[0].size_mm", "liver.volumes_ml.4a", "lesions[12]"])
def test_that_a_path_splits_into_steps_and_joins_again(path: str) -> None:
    assert joined(steps_of(path)) == path


@pytest.mark.parametrize("path", ["", "a..b", "lesions[x]", ".a", "a[1"])
def test_that_a_malformed_path_is_an_error_of_the_caller(path: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        steps_of(path)
