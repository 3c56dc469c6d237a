"""A decision or a deferral as it is typed: what is read from it, and where each problem is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from crlm_desktop.errors import InputError
from crlm_desktop.gui.meeting.outcome_draft import (
    ActionDraft,
    ConditionDraft,
    DissentDraft,
    OutcomeDraft,
    draft_of,
    outcome_of,
    problems_of,
)
from crlm_desktop.meeting.decision import (
    Action,
    Condition,
    Consensus,
    Decision,
    Deferral,
    DeferralReason,
    Dissent,
    Outcome,
)
from crlm_desktop.meeting.people import Discipline

DECISION = Decision(
    options=("resection",),
    plan_index=1,
    plan="Wedge resection of L1",
    rationale="It can be resected.",
    alternatives="Ablation: too close to the vein.",
    conditions=(Condition(text="If the remnant reaches 30 %", look_again_on=date(2026, 12, 18)),),
    consensus=Consensus.MAJORITY,
    dissents=(Dissent(person="Dr Ray", discipline=Discipline.RADIOLOGY, reason="Repeat the MRI first"),),
    deviation_reason="The patient prefers it.",
    actions=(Action(what="Book theatre", owner="Dr Grey", due_on=date(2026, 12, 4)),),
)
DEFERRAL = Deferral(reason=DeferralReason.PATHOLOGY_PENDING, note="RAS is awaited", actions=())


def paths(draft: OutcomeDraft) -> list[str]:
    return [one.path for one in problems_of(draft)]


@pytest.mark.parametrize("outcome", [DECISION, DEFERRAL])
def test_that_an_outcome_comes_back_from_its_draft(outcome: Outcome) -> None:
    assert outcome_of(draft_of(outcome)) == outcome


def test_that_a_draft_of_nothing_is_empty() -> None:
    assert draft_of(None).is_empty


def test_that_choosing_the_kind_captures_nothing_yet() -> None:
    assert OutcomeDraft(is_deferral=True, actions=(ActionDraft(what=" "),)).is_empty


def test_that_every_problem_of_a_decision_is_told_at_its_field() -> None:
    draft = OutcomeDraft(
        dissents=(DissentDraft(person="Dr Ray"),),
        conditions=(ConditionDraft(look_again_on="soon"),),
        actions=(ActionDraft(what="Book theatre"),),
    )

    assert set(paths(draft)) == {
        "options",
        "rationale",
        "dissents[0].discipline",
        "dissents[0].reason",
        "conditions[0].text",
        "conditions[0].look_again_on",
        "actions[0].owner",
    }


def test_that_a_problem_is_told_at_its_row_when_blank_rows_stand_before_it() -> None:
    draft = replace(draft_of(DECISION), actions=(ActionDraft(), ActionDraft(what="Book theatre")))

    assert paths(draft) == ["actions[1].owner"]


def test_that_blank_rows_are_left_out() -> None:
    draft = replace(draft_of(DECISION), dissents=(DissentDraft(),), conditions=(ConditionDraft(text="  "),))

    outcome = outcome_of(draft)

    assert isinstance(outcome, Decision)
    assert (outcome.dissents, outcome.conditions) == ((), ())


def test_that_a_deferral_needs_its_reason() -> None:
    with pytest.raises(InputError) as refused:
        outcome_of(OutcomeDraft(is_deferral=True, note="RAS is awaited"))

    assert [one.path for one in refused.value.problems] == ["reason"]


def test_that_a_deferral_keeps_what_was_typed_of_a_decision() -> None:
    draft = replace(draft_of(DECISION), is_deferral=True, reason=DeferralReason.OUT_OF_TIME)

    assert isinstance(outcome_of(draft), Deferral)
    assert outcome_of(replace(draft, is_deferral=False)) == DECISION


def test_that_a_plan_is_of_no_option_when_none_is_chosen() -> None:
    outcome = outcome_of(OutcomeDraft(plan="Observe", rationale="Frail", plan_index=1))

    assert outcome == Decision(options=(), plan="Observe", rationale="Frail")
