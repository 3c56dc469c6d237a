"""Opinions: what one must say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crlm_desktop.case.identity import CaseId
from crlm_desktop.errors import InputError
from crlm_desktop.meeting.opinion import Opinion, OpinionId, OpinionStance, checked
from crlm_desktop.meeting.people import Discipline

OPINION = Opinion(
    id=OpinionId("o1"),
    case_id=CaseId("c1"),
    case_sha256="0" * 64,
    person="Dr A",
    discipline=Discipline.RADIOLOGY,
    strategy="ablation",
    stance=OpinionStance.FOR,
    text="",
    given_at=datetime(2026, 11, 23, 16, 0, tzinfo=UTC),
)


def test_that_an_opinion_for_an_option_needs_no_words() -> None:
    assert checked(OPINION) is OPINION


def test_that_a_comment_needs_words_and_a_person() -> None:
    with pytest.raises(InputError) as caught:
        checked(replace(OPINION, person=" ", stance=OpinionStance.NEUTRAL))
    assert [one.path for one in caught.value.problems] == ["person", "text"]


def test_that_endless_texts_are_refused_at_their_field() -> None:
    with pytest.raises(InputError) as caught:
        checked(replace(OPINION, person="x" * 201, text="x" * 20_001))
    assert [one.path for one in caught.value.problems] == ["person", "text"]
