"""Decisions and deferrals: what they must say, and how they relate to the proposal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crlm_desktop.errors import InputError
from crlm_desktop.meeting.decision import (
    Action,
    Concordance,
    Condition,
    Decision,
    Deferral,
    DeferralReason,
    Dissent,
    checked,
    concordance,
)
from crlm_desktop.meeting.people import Discipline

DECISION = Decision(options=("resection",), rationale="One lesion, well placed.")


def test_that_a_decision_with_an_option_and_a_rationale_is_accepted() -> None:
    assert checked(DECISION) is DECISION


def test_that_a_plan_in_own_words_stands_for_an_option() -> None:
    own = Decision(options=(), plan="Wait and repeat the MRI.", rationale="Unclear finding.")
    assert checked(own) is own


def test_that_everything_missing_is_told_at_its_field() -> None:
    decision = Decision(
        options=(),
        dissents=(Dissent(person=" ", discipline=Discipline.RADIOLOGY, reason=""),),
        conditions=(Condition(text=""),),
        actions=(Action(what="", owner=""),),
        alternatives="x" * 20_001,
    )
    with pytest.raises(InputError) as caught:
        checked(decision)
    assert {one.path for one in caught.value.problems} == {
        "options",
        "rationale",
        "dissents[0].person",
        "dissents[0].reason",
        "conditions[0].text",
        "actions[0].what",
        "actions[0].owner",
        "alternatives",
    }


def test_that_a_deferral_needs_only_its_reason() -> None:
    deferral = Deferral(reason=DeferralReason.IMAGING_NOT_DONE)
    assert checked(deferral) is deferral


def test_that_a_deferral_with_an_endless_note_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        checked(Deferral(reason=DeferralReason.WITHDRAWN, note="x" * 20_001))
    assert [one.path for one in caught.value.problems] == ["note"]


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        (DECISION, Concordance.CONCORDANT),
        (replace(DECISION, options=("resection", "sbrt")), Concordance.CONDITIONAL),
        (replace(DECISION, options=("alpps",)), Concordance.DEVIATING_WITHOUT_REASON),
        (replace(DECISION, options=("alpps",), deviation_reason="Fast growth."), Concordance.DEVIATING_WITH_REASON),
        (replace(DECISION, options=(), plan="Wait."), Concordance.DEVIATING_WITHOUT_REASON),
    ],
)
def test_that_a_decision_is_compared_with_what_was_proposed(decision: Decision, expected: Concordance) -> None:
    assert concordance(decision, recommended=("resection", "ablation"), conditional=("sbrt",)) is expected
