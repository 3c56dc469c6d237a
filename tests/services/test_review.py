"""Reviewing cases: each act answers with the case as stored."""

from __future__ import annotations

from datetime import date

import pytest

from crlm_desktop.case import casefile
from crlm_desktop.case import identity as identities
from crlm_desktop.case.edits import empty_case, with_value
from crlm_desktop.case.identity import CaseId, Identity
from crlm_desktop.errors import ConflictFault, CrlmError, InputError
from crlm_desktop.meeting.opinion import OpinionId, OpinionStance
from crlm_desktop.meeting.people import Discipline
from crlm_desktop.services import review
from crlm_desktop.services.review import OpenCase
from crlm_desktop.services.workplace import Workplace
from tests.builders import a_case
from tests.registry.building import AUTHOR, CLOCK


@pytest.fixture
def place(either_place: Workplace) -> Workplace:
    return either_place


def give(
    place: Workplace, opened: OpenCase, stance: OpinionStance, *, person: str = "Dr Grey", strategy: str = "resection"
) -> OpenCase:
    return review.give_opinion(
        place,
        opened.id,
        case_sha256=opened.sha256,
        person=person,
        discipline=Discipline.LIVER_SURGERY,
        stance=stance,
        strategy=strategy,
        text="  because  ",
    )


def test_that_a_new_case_knows_nothing_but_who_it_is_about(place: Workplace) -> None:
    opened = review.create_case(place, Identity(number=" H-7 ", name="Ada Example"))
    assert (opened.identity, opened.case) == (Identity(number="H-7", name="Ada Example"), empty_case())
    assert opened == review.open_case(place, opened.id)
    assert [row.id for row in review.list_cases(place, "ada")] == [opened.id]
    assert review.count_cases(place) == 1


def test_that_an_edit_is_recorded_with_its_author_time_and_reason(place: Workplace) -> None:
    opened = review.create_case(place, Identity(number="H-7"), a_case(fitness={"ecog": 1}))
    edited = with_value(opened.case, "fitness.ecog", 2)
    after = review.record_case(place, opened.id, base_revision=1, case=edited, reason="seen in clinic")
    assert after.case == edited
    assert [(one.number, one.author, one.recorded_at, one.reason) for one in review.history(place, opened.id)] == [
        (2, AUTHOR, CLOCK.now(), "seen in clinic"),
        (1, AUTHOR, CLOCK.now(), ""),
    ]
    assert review.case_at(place, opened.id, 1) == opened.case


def test_that_an_edit_of_a_case_that_moved_on_is_refused(place: Workplace) -> None:
    opened = review.create_case(place, Identity(number="H-7"))
    review.record_case(place, opened.id, base_revision=1, case=a_case(question="?"))
    with pytest.raises(ConflictFault) as refused:
        review.record_case(place, opened.id, base_revision=1, case=a_case(question="!"))
    assert refused.value.code is review.CASE_MOVED_ON


def test_that_an_impossible_identity_is_refused_with_every_reason(place: Workplace) -> None:
    with pytest.raises(InputError) as refused:
        review.create_case(place, Identity(number=" ", born_on=date(2026, 11, 24)))
    assert {(one.path, one.code) for one in refused.value.problems} == {
        ("number", identities.NUMBER_MISSING),
        ("born_on", identities.BORN_LATE),
    }
    assert review.count_cases(place) == 0


def test_that_a_taken_number_names_the_case_that_has_it(place: Workplace) -> None:
    first = review.create_case(place, Identity(number="H-7", name="Ada Example"))
    with pytest.raises(InputError) as refused:
        review.create_case(place, Identity(number="H-7"))
    (told,) = refused.value.problems
    assert (told.code, told.params["case_id"], told.params["name"]) == (
        review.NUMBER_TAKEN,
        first.id,
        "Ada Example",
    )


def test_that_an_identity_can_be_corrected(place: Workplace) -> None:
    opened = review.create_case(place, Identity(number="H-7", name="Ada Exmaple"))
    corrected = Identity(number="H-7", name="Ada Example", born_on=date(1960, 1, 1))
    assert review.record_identity(place, opened.id, corrected).identity == corrected
    assert review.list_cases(place, "exmaple") == ()


def test_that_an_opinion_stands_until_its_person_gives_another_on_the_same_option(place: Workplace) -> None:
    opened = review.create_case(place, Identity(number="H-7"))
    give(place, opened, OpinionStance.FOR)
    give(place, opened, OpinionStance.FOR, person="Dr Okonkwo")
    give(place, opened, OpinionStance.FOR, strategy="ablation")
    after = give(place, opened, OpinionStance.AGAINST)
    assert {(one.person, one.strategy, one.stance) for one in after.opinions} == {
        ("Dr Okonkwo", "resection", OpinionStance.FOR),
        ("Dr Grey", "ablation", OpinionStance.FOR),
        ("Dr Grey", "resection", OpinionStance.AGAINST),
    }
    assert {(one.text, one.case_sha256, one.given_at) for one in after.opinions} == {
        ("because", casefile.sha256(opened.case), CLOCK.now())
    }


def test_that_an_opinion_is_withdrawn_once(place: Workplace) -> None:
    opened = give(place, review.create_case(place, Identity(number="H-7")), OpinionStance.FOR)
    (opinion,) = opened.opinions
    assert review.withdraw_opinion(place, opinion.id).opinions == ()
    for gone in (opinion.id, OpinionId("elsewhere")):
        with pytest.raises(CrlmError) as refused:
            review.withdraw_opinion(place, gone)
        assert refused.value.code.id == "opinion.not-there"


def test_that_an_opinion_without_a_person_is_refused(place: Workplace) -> None:
    opened = review.create_case(place, Identity(number="H-7"))
    with pytest.raises(InputError):
        give(place, opened, OpinionStance.FOR, person="  ")


def test_that_an_opinion_on_a_case_that_is_not_there_is_refused(place: Workplace) -> None:
    opened = review.create_case(place, Identity(number="H-7"))
    with pytest.raises(CrlmError) as refused:
        review.give_opinion(
            place,
            CaseId("elsewhere"),
            case_sha256=opened.sha256,
            person="Dr Grey",
            discipline=Discipline.LIVER_SURGERY,
            stance=OpinionStance.FOR,
        )
    assert refused.value.code.id == "case.not-there"
