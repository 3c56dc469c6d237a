"""What changed between two proposals: each kind of change is told, in both languages, and nothing else."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from crlm_desktop.engine import encoding
from crlm_desktop.engine.comparing_proposals import Cause, Difference, Subject, difference_of
from crlm_desktop.engine.entry import Engine
from crlm_desktop.engine.proposal import (
    Alert,
    Intent,
    Option,
    Plan,
    Proposal,
    Score,
    Severity,
    Stance,
    Status,
    Strength,
)
from tests.builders import a_case, a_lesion, a_plan, a_proposal, an_argument, an_option, both
from tests.engine.edition_texts import ABLATION, edition_texts
from tests.engine.proposing import FIT, an_engine, proposed


def said(before: Proposal, after: Proposal) -> list[str]:
    """Return the English sentences on what changed."""
    return [change.text.en for change in difference_of(before, after).changes]


def said_of(before: Option, after: Option) -> list[str]:
    """Return the English sentences on what changed of one option."""
    return said(a_proposal(before), a_proposal(after))


def test_that_of_the_same_proposal_nothing_is_told() -> None:
    proposal = proposed()

    found = difference_of(proposal, encoding.from_json(json.loads(encoding.canonical(proposal))))

    assert found == Difference(causes=(), changes=())
    assert found.essence.en == "Neither the record nor the knowledge has changed."


def test_that_a_lesion_that_grew_tells_what_no_longer_holds_and_that_the_record_is_the_cause() -> None:
    before, after = proposed(lesions=[a_lesion(size_mm=20)]), proposed(lesions=[a_lesion(size_mm=45)])

    found = difference_of(before, after)

    assert found.causes == (Cause.RECORD,)
    assert found.essence.en == "Changed: the record."
    assert found.essence.zh == "已改变：病历记录。"
    told = {change.text.en for change in found.changes}
    assert "Ablation: for: “At most 30 mm” no longer holds." in told
    assert "消融：支持：“不超过 30 mm”不再成立。" in {change.text.zh for change in found.changes}
    assert {change.option for change in found.changes if change.subject is Subject.ARGUMENT} == {"ablation"}


def test_that_another_edition_is_told_as_the_cause_with_the_arguments_that_came_and_went() -> None:
    case = a_case(fitness=FIT, lesions=[a_lesion(size_mm=20)])
    changed = ABLATION.replace('id = "small"', 'id = "tiny"')
    other = Engine.load(edition_texts({"strategies/ablation.toml": changed}))

    found = difference_of(an_engine().propose(case), other.propose(case))

    assert found.causes == (Cause.KNOWLEDGE,)
    assert [change.text.en for change in found.changes] == [
        "Ablation: for: “At most 30 mm” is new, and holds.",
        "Ablation: for: “At most 30 mm” is no longer in the knowledge.",
    ]


@pytest.mark.parametrize(
    ("fields", "causes", "told"),
    [
        ({"engine": "0.2.0"}, (Cause.ENGINE,), "Changed: the engine; the proposal is the same."),
        (
            {"assumed": {"fitness.ecog": "1"}},
            (Cause.ASSUMPTIONS,),
            "Changed: what was assumed; the proposal is the same.",
        ),
        (
            {"case_sha256": "a", "edition_sha256": "b", "engine": "0.2.0"},
            (Cause.RECORD, Cause.KNOWLEDGE, Cause.ENGINE),
            "Changed: the record, the knowledge and the engine; the proposal is the same.",
        ),
    ],
)
def test_that_a_cause_without_effect_is_told_as_such(
    fields: dict[str, object], causes: tuple[Cause, ...], told: str
) -> None:
    before = a_proposal(an_option())

    found = difference_of(before, replace(before, **fields))  # type: ignore[arg-type]

    assert found.causes == causes
    assert found.essence.en == told


def test_that_an_intent_that_came_within_reach_is_told_and_one_that_became_open() -> None:
    conversion, open_ = a_proposal(intent=Intent.CONVERSION), a_proposal(intent=None)

    assert said(conversion, a_proposal()) == ["Best reachable intent: no evidence of disease; before: conversion."]
    assert said(conversion, open_) == ["Best reachable intent: open; before: conversion."]


def test_that_status_is_told_before_rank_and_rank_only_of_the_first() -> None:
    suitable = an_option(status=Status.SUITABLE, rank=2)

    assert said_of(an_option(), suitable) == [f"{suitable.name.en}: suitable; before: recommended."]
    assert said_of(replace(suitable, rank=1), suitable) == [f"{suitable.name.en}: rank 2; before: 1."]
    assert said_of(replace(suitable, rank=4), replace(suitable, rank=5)) == []


def test_that_options_that_came_and_went_are_told() -> None:
    one, other = an_option("sbrt"), an_option("tace-salvage", status=Status.NOT_ADVISED)

    assert said(a_proposal(one), a_proposal(other)) == [
        "Tace salvage is new: not advised.",
        "Sbrt is no longer among the options; before: recommended.",
    ]


def test_that_nothing_is_told_of_an_option_that_was_and_is_excluded() -> None:
    before = an_option(status=Status.EXCLUDED, rank=4, arguments=(an_argument(holds=True),))

    assert said_of(before, replace(before, rank=2, arguments=(an_argument(holds=False),))) == []


def test_that_an_argument_that_became_unknown_names_the_fact() -> None:
    before = an_option(arguments=(an_argument(text=both("Small.")),))
    after = an_option(arguments=(an_argument(text=both("Small."), holds=None, missing=("fitness.ecog",)),))

    (told,) = said_of(before, after)
    (back,) = said_of(after, before)
    (new,) = said_of(an_option(), after)

    assert told.endswith(": for: “Small” hangs on what is not known: ECOG performance status.")
    assert back.endswith(": for: “Small” holds now.")
    assert new == told


def test_that_an_argument_that_weighs_otherwise_is_told_while_it_holds() -> None:
    before = an_option(arguments=(an_argument(strength=Strength.STRONG),))
    after = an_option(arguments=(an_argument(strength=Strength.MODERATE, stance=Stance.AGAINST),))
    idle = an_option(arguments=(an_argument(strength=Strength.WEAK, holds=False),))

    (told,) = said_of(before, after)

    assert told.endswith("weighs moderate against; before: strong for.")
    assert said_of(idle, an_option(arguments=(an_argument(strength=Strength.STRONG, holds=False),))) == []
    assert said_of(idle, an_option()) == []
    requirement = an_argument(stance=Stance.REQUIRES, strength=None)
    (required,) = said_of(an_option(arguments=(requirement,)), before)
    assert required.endswith("weighs strong for; before: requires.")


def a_plan_of(words: str, flr: tuple[float, float, float] | None) -> Plan:
    """Return a plan that says what it is, with its remnant."""
    return a_plan(essence=both(words), flr_percent=flr)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ([], [("Wedge", None)], ["now with a plan: Wedge."]),
        ([("Wedge", None)], [], ["there is no plan any more; before: Wedge."]),
        ([("Wedge", (30, 30, 30))], [("Lobe", (30, 30, 30))], ["leading plan Lobe; before: Wedge."]),
        (
            [("Wedge", (30, 30, 30))],
            [("Wedge", (24.6, 31, 40))],
            ["remnant of the leading plan 31 % (25–40 %); before: 30 %."],
        ),
        ([("Wedge", None)], [("Wedge", (40, 40, 40))], ["remnant of the leading plan 40 %; before: not known."]),
        ([("Wedge", None), ("Lobe", None)], [("Wedge", None)], []),
    ],
)
def test_that_what_changed_of_the_leading_plan_is_told(
    before: list[tuple[str, tuple[float, float, float] | None]],
    after: list[tuple[str, tuple[float, float, float] | None]],
    told: list[str],
) -> None:
    old, new = (an_option(plans=tuple(a_plan_of(*plan) for plan in plans)) for plans in (before, after))

    assert said_of(old, new) == [f"{old.name.en}: {one}" for one in told]


def test_that_alerts_that_came_went_and_changed_are_told() -> None:
    alert = Alert(id="mri", severity=Severity.WARN, text=both("No MRI."), sources=())
    louder = replace(alert, severity=Severity.STOP)

    def alerted(*alerts: Alert) -> Proposal:
        return a_proposal(alerts=alerts)

    assert said(alerted(), alerted(alert)) == [f"New: {alert.text.en}"]
    assert said(alerted(alert), alerted()) == [f"No longer told: {alert.text.en}"]
    assert said(alerted(alert), alerted(louder)) == [f"Now: {alert.text.en} Before: {alert.text.en}"]
    assert said(alerted(alert), alerted(alert)) == []


def test_that_scores_are_told_with_value_range_and_grade() -> None:
    score = Score(
        id="fong", name=both("Fong"), value=3, range=(3, 3), points={}, grade=both("high"), outcome=None, sources=()
    )
    open_ = replace(score, value=None, range=(1, 4), grade=None)
    name, grade = score.name.en, both("high").en

    def scored(*scores: Score) -> Proposal:
        return a_proposal(scores=scores)

    assert said(scored(open_), scored(score)) == [f"{name}: 3 ({grade}); before: 1 to 4."]
    assert said(scored(), scored(score)) == [f"{name}: 3 ({grade}); before: not reckoned."]
    assert said(scored(score), scored()) == [f"{name}: not reckoned; before: 3 ({grade})."]


def test_that_changes_stand_by_subject_and_each_has_both_languages() -> None:
    before = proposed(lesions=[a_lesion(size_mm=20)], liver={"quality": "normal", "flr": {"percent": 45}})
    after = proposed(lesions=[a_lesion(size_mm=60), a_lesion(id="L2", segments=["2"])], fitness={"ecog": 2})

    changes = difference_of(before, after).changes

    places = [tuple(Subject).index(change.subject) for change in changes]
    assert places == sorted(places)
    assert len(set(places)) >= 3
    for change in changes:
        assert change.text.en.endswith(".")
        assert change.text.zh.endswith("。")


def test_that_of_an_option_that_became_excluded_the_plan_is_not_told() -> None:
    before = an_option(plans=(a_plan(),))

    assert said_of(before, replace(before, status=Status.EXCLUDED, plans=())) == [
        f"{before.name.en}: excluded; before: recommended."
    ]


def test_that_a_new_argument_that_does_not_hold_is_not_told() -> None:
    assert said_of(an_option(), an_option(arguments=(an_argument(holds=False),))) == []
