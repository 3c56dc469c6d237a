"""The history of a case: any two revisions differ in fields with both values; going back is a new revision."""

from __future__ import annotations

from typing import Any

import pytest

from crlm_desktop.case.identity import CaseId, Identity
from crlm_desktop.case.record import Case
from crlm_desktop.errors import ConflictFault, InputError
from crlm_desktop.services import history, review
from crlm_desktop.services.differences import FieldChange, field_changes
from crlm_desktop.services.workplace import Workplace
from tests.builders import a_case, a_lesion


@pytest.fixture
def case_id(place: Workplace) -> CaseId:
    """A case of three revisions."""
    stored = review.create_case(place, Identity(number="H-1"), a_case(fitness={"ecog": 1}))
    for base, case in enumerate((a_case(fitness={"ecog": 2}), a_case(fitness={"ecog": 2}, question="Resect?")), 1):
        review.record_case(place, stored.id, base_revision=base, case=case, reason=f"visit {base}")
    return stored.id


def test_that_the_revisions_tell_who_saved_when_and_why_newest_first(place: Workplace, case_id: CaseId) -> None:
    told = [(one.number, one.author, one.reason) for one in history.revisions(place, case_id)]
    assert told == [(3, place.author, "visit 2"), (2, place.author, "visit 1"), (1, place.author, "")]


def test_that_any_two_revisions_are_compared_in_the_order_asked_for(place: Workplace, case_id: CaseId) -> None:
    assert history.difference(place, case_id, 1, 3) == (
        FieldChange(path="question", before=None, after="Resect?"),
        FieldChange(path="fitness.ecog", before=1, after=2),
    )
    assert history.difference(place, case_id, 3, 2) == (FieldChange(path="question", before="Resect?", after=None),)


def test_that_the_content_of_a_revision_is_every_field_that_was_known(place: Workplace, case_id: CaseId) -> None:
    assert history.content(place, case_id, 1) == (FieldChange(path="fitness.ecog", before=None, after=1),)


def test_that_going_back_is_a_new_revision_with_its_reason(place: Workplace, case_id: CaseId) -> None:
    stored = history.restore(place, case_id, 1, base_revision=3, reason=" entered at the wrong case ")
    assert stored.case == a_case(fitness={"ecog": 1})
    newest, *earlier = history.revisions(place, case_id)
    assert (newest.number, newest.reason) == (4, "entered at the wrong case")
    assert [one.number for one in earlier] == [3, 2, 1]


def test_that_going_back_without_a_reason_is_refused(place: Workplace, case_id: CaseId) -> None:
    with pytest.raises(InputError) as refused:
        history.restore(place, case_id, 1, base_revision=3, reason="  ")
    assert refused.value.problems[0].code is history.REASON_MISSING
    assert len(history.revisions(place, case_id)) == 3


def test_that_going_back_from_a_revision_that_is_not_the_newest_is_refused(place: Workplace, case_id: CaseId) -> None:
    with pytest.raises(ConflictFault):
        history.restore(place, case_id, 1, base_revision=2, reason="?")


def test_that_the_entries_of_a_list_are_told_apart_by_their_names_else_by_their_places() -> None:
    before = a_case(lesions=[a_lesion(size_mm=20), a_lesion(id="L2")], systemic=[{"line": 1}])
    after = a_case(lesions=[a_lesion(id="L2"), a_lesion(id="L3")], systemic=[{"line": 2}, {"line": 3}])
    assert [one.path for one in field_changes(before, after)] == ["lesions[L1]", "lesions[L3]", "systemic"]
    grown = a_case(lesions=[a_lesion(size_mm=21), a_lesion(id="L2")], systemic=[{"line": 1}, {"line": 2}])
    assert [(one.path, one.after) for one in field_changes(before, grown)] == [
        ("lesions[L1].size_mm", 21),
        ("systemic[1]", {"line": 2}),
    ]


def _a_site(value: Any) -> Case:
    return a_case(extrahepatic={"lung": value})


def test_that_a_site_is_told_by_its_fields_whichever_way_it_is_written() -> None:
    assert field_changes(_a_site("none"), _a_site({"state": "resectable", "count": 2})) == (
        FieldChange(path="extrahepatic.lung.state", before="none", after="resectable"),
        FieldChange(path="extrahepatic.lung.count", before=None, after=2),
    )


@pytest.mark.parametrize(("before", "after"), [(None, []), ([], None), ([{"id": "L1"}], None)])
def test_that_a_list_that_is_unknown_is_not_one_without_entries(before: Any, after: Any) -> None:
    change = FieldChange(path="lesions", before=before, after=after)
    assert field_changes(a_case(lesions=before), a_case(lesions=after)) == (change,)
