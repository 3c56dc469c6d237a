"""What the minutes say."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from crlm_desktop.engine.proposal import Argument, Override, Stance, Status, StrategyId, Tipping
from crlm_desktop.i18n import Language, catalogue_for
from crlm_desktop.meeting.decision import Deferral, DeferralReason, Outcome
from crlm_desktop.meeting.people import Discipline, Presence
from crlm_desktop.meeting.sealed import SealedCase
from crlm_desktop.minutes.compose import minutes_content
from crlm_desktop.minutes.content import LegendKind, LiverPicture, MinutesContent, Symbol, text_of
from crlm_desktop.minutes.option_sections import IN_FULL
from tests.builders import (
    a_case,
    a_decision,
    a_lesion,
    a_meeting,
    a_plan,
    a_proposal,
    a_sealed_case,
    a_sealed_meeting,
    an_argument,
    an_attendance,
    an_option,
    both,
)
from tests.minutes.full_meeting import full_meeting
from tests.minutes.lines import texts

GOLDEN = Path(__file__).resolve().parent.parent / "golden"
EN = catalogue_for(Language.EN)


def said(*cases: SealedCase, outcomes: Sequence[Outcome | None] = (), **fields: object) -> str:
    """Return every text of the English minutes of a meeting with these cases, one a line."""
    sealed = a_sealed_meeting(*cases, outcomes=outcomes, **fields)  # type: ignore[arg-type]
    return "\n".join(texts(minutes_content(sealed, catalogue=EN, sha256="0" * 64)))


def content_of(*cases: SealedCase, outcomes: Sequence[Outcome | None] = ()) -> MinutesContent:
    return minutes_content(a_sealed_meeting(*cases, outcomes=outcomes), catalogue=EN, sha256="0" * 64)


@pytest.mark.parametrize("language", Language)
def test_that_a_full_meeting_is_told_as_it_always_was(language: Language) -> None:
    content = minutes_content(full_meeting(), catalogue=catalogue_for(language), sha256="0123456789abcdef" * 4)
    told = "\n".join(texts(content)) + "\n"
    file = GOLDEN / f"minutes_{language.value}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        file.write_text(told, encoding="utf-8")

    assert told == file.read_text(encoding="utf-8"), "run with UPDATE_GOLDEN=1 and read the difference"


def test_that_the_chinese_minutes_hold_no_english_sentence() -> None:
    sealed = a_sealed_meeting(a_sealed_case(case=a_case(lesions=[a_lesion()])), outcomes=(None,))
    content = minutes_content(sealed, catalogue=catalogue_for(Language.ZH), sha256="0" * 64)
    english = said(a_sealed_case(case=a_case(lesions=[a_lesion()])), outcomes=(None,)).split("\n")
    common = {line for line in english if len(line.split()) > 1} & set(texts(content))

    assert common == {"Liver meeting"}


def test_that_nothing_of_an_empty_case_is_left_blank_or_told_as_no() -> None:
    told = said(a_sealed_case(), outcomes=(None,))

    for name in ("Question", "Wishes", "Systemic treatment", "RAS"):
        assert f"{name} not known" in told or f"{name}\nnot known" in told
    for title, name in (
        ("Fitness ", "ECOG performance status"),
        ("Liver function\n", "bilirubin"),
        ("Liver function\n", "portal hypertension"),
        ("Volumetry\n", "FLR"),
    ):
        sentence = told.split(f"{title}Not known: ")[1].split(".")[0]
        assert name in sentence.split(", ")
    assert "age not known, sex not known" in told


def test_that_an_empty_list_is_told_as_none_and_not_as_unknown() -> None:
    told = said(a_sealed_case(case=a_case(systemic=[], local_treatments=[], markers=[], lesions=[])))

    assert "Systemic treatment\nnone" in told
    assert "No lesion is left in the liver." in told
    assert "Lesions in the liver: none left." in told


def test_that_a_decision_without_a_needed_discipline_is_provisional() -> None:
    told = said(a_sealed_case())

    assert "Resection (provisional)" in told
    assert "Not quorate; without: medical oncology, radiology." in told
    assert "radiology | all cases | nobody: not quorate" in told


def test_that_a_quorate_decision_is_final() -> None:
    people = tuple(
        an_attendance(str(one), one)
        for one in (Discipline.LIVER_SURGERY, Discipline.MEDICAL_ONCOLOGY, Discipline.RADIOLOGY)
    )
    sealed = a_sealed_meeting(a_sealed_case())
    meeting = a_meeting(attendance=people, agenda=sealed.meeting.agenda)

    assert "provisional" not in said(a_sealed_case(), meeting=meeting)


def test_that_somebody_who_sent_apologies_does_not_count_as_present() -> None:
    sealed = a_sealed_meeting(a_sealed_case())
    meeting = a_meeting(
        attendance=(an_attendance("Dr Away", presence=Presence.APOLOGIES),), agenda=sealed.meeting.agenda
    )
    told = said(a_sealed_case(), meeting=meeting)

    assert "Nobody is recorded as present." in told
    assert "Apologies Dr Away (liver surgery)" in told
    assert "liver surgery | all cases | nobody: not quorate" in told


def test_that_a_deferral_tells_its_reason() -> None:
    content = content_of(a_sealed_case(), outcomes=(Deferral(reason=DeferralReason.OUT_OF_TIME),))
    (case,) = content.cases

    assert text_of(case.outcome) == "Deferred: out of time"
    assert case.outcome_symbol is Symbol.LATER


def test_that_the_map_shows_the_plan_that_was_decided() -> None:
    plans = (a_plan(essence=both("First")), a_plan(essence=both("Second")))
    proposal = a_proposal(an_option(plans=plans))
    case = a_sealed_case(case=a_case(lesions=[a_lesion()]), proposal=proposal)

    picture = the_picture(content_of(case, outcomes=(a_decision(plan_index=1),)))

    assert picture.plan == plans[1]
    assert text_of(picture.captions[0]) == "Shown is the plan that was decided."


def test_that_the_map_shows_no_plan_when_the_decision_names_none() -> None:
    proposal = a_proposal(an_option(plans=(a_plan(),)))
    case = a_sealed_case(case=a_case(lesions=[a_lesion()]), proposal=proposal)

    picture = the_picture(content_of(case, outcomes=(a_decision(plan_index=None),)))

    assert picture.plan is None
    assert [line.text for line in picture.legend] == ["no plan for this lesion"]


def test_that_an_undecided_case_shows_the_leading_proposal_as_such() -> None:
    proposal = a_proposal(an_option(plans=(a_plan(),)))
    case = a_sealed_case(case=a_case(lesions=[a_lesion()]), proposal=proposal)

    picture = the_picture(content_of(case, outcomes=(None,)))

    assert "nothing was decided" in text_of(picture.captions[0])
    assert picture.legend[0].kind is LegendKind.MODALITY


def the_picture(content: MinutesContent) -> LiverPicture:
    (picture,) = (
        block for section in content.cases[0].sections for block in section.blocks if isinstance(block, LiverPicture)
    )
    return picture


def test_that_an_option_that_the_proposal_does_not_hold_is_named_by_its_id() -> None:
    assert "Options chosen alpps" in said(a_sealed_case(), outcomes=(a_decision(options=("alpps",)),))


def test_that_an_excluded_option_tells_the_requirement_that_is_not_met() -> None:
    option = an_option(status=Status.EXCLUDED, arguments=(requirement(holds=False),))

    assert "not met: Enough remnant" in said(a_sealed_case(proposal=a_proposal(option)))


def test_that_an_open_requirement_tells_on_what_it_hangs() -> None:
    option = an_option(status=Status.CONDITIONAL, arguments=(requirement(holds=None, missing=("flr.percent",)),))
    told = said(a_sealed_case(proposal=a_proposal(option)))

    assert "? requires: Enough remnant (not known: " in told
    assert "flr.percent" not in told


def test_that_options_closed_by_the_same_reason_stand_together() -> None:
    names = ("Two stages", "Embolisation")
    options = tuple(
        an_option(name, status=Status.EXCLUDED, name=both(name), arguments=(requirement(holds=False),))
        for name in names
    )

    assert "Two stages; Embolisation: not met: Enough remnant" in said(a_sealed_case(proposal=a_proposal(*options)))


def test_that_of_many_open_options_the_further_ones_are_told_in_short() -> None:
    options = tuple(
        an_option(f"option-{number}", name=both(f"Option {number}"), arguments=(an_argument(text=both("Why not")),))
        for number in range(IN_FULL + 2)
    )
    told = said(a_sealed_case(proposal=a_proposal(*options)))

    assert f"[recommended] Option {IN_FULL - 1}" in told
    assert f"Further, recommended Option {IN_FULL}; Option {IN_FULL + 1}: Why not" in told


def test_that_the_steps_of_the_plan_that_was_decided_stand_only_with_the_decision() -> None:
    proposal = a_proposal(an_option(plans=(a_plan(essence=both("Wedges")),)))
    step = proposal.options[0].plans[0].steps[0].text.en

    decided = said(a_sealed_case(proposal=proposal), outcomes=(a_decision(plan_index=0),))
    open_ = said(a_sealed_case(proposal=proposal), outcomes=(None,))

    assert decided.count(step) == open_.count(step) == 1


@pytest.mark.parametrize("language", Language)
def test_that_words_taken_over_from_the_plan_are_not_told_a_second_time(language: Language) -> None:
    plan = a_plan(essence=both("Wedges"))
    proposal = a_proposal(an_option(plans=(plan,)))
    taken_over = catalogue_for(language).pick(plan.in_words)

    told = said(a_sealed_case(proposal=proposal), outcomes=(a_decision(plan_index=0, plan=taken_over),))
    edited = said(
        a_sealed_case(proposal=proposal), outcomes=(a_decision(plan_index=0, plan=f"{taken_over} On Friday."),)
    )

    assert "Plan in the team's words" not in told
    assert "On Friday." in edited


def test_that_an_open_case_tells_its_recommended_plan_in_steps() -> None:
    proposal = a_proposal(an_option(plans=(a_plan(),)))

    assert "Plan 1. " in said(a_sealed_case(proposal=proposal), outcomes=(None,))


def requirement(*, holds: bool | None, missing: tuple[str, ...] = ()) -> Argument:
    return an_argument(
        stance=Stance.REQUIRES, strength=None, holds=holds, missing=missing, text=both("Enough remnant"), sources=()
    )


def test_that_an_argument_that_does_not_hold_is_not_told() -> None:
    option = an_option(arguments=(an_argument(holds=False, text=both("Not so")),))

    assert "Not so" not in said(a_sealed_case(proposal=a_proposal(option)))


def test_that_only_scores_of_which_everything_is_known_are_told_in_one_line() -> None:
    content = minutes_content(full_meeting(), catalogue=EN, sha256="0" * 64)
    told = texts(content)

    assert "ALBI −2.74, grade 1" in told
    assert "Tumour burden" not in "\n".join(told)


def test_that_sources_are_numbered_in_the_order_of_their_first_citation_over_the_whole_meeting() -> None:
    content = minutes_content(full_meeting(), catalogue=EN, sha256="0" * 64)

    numbers = [line.number for line in content.sources]
    assert numbers == list(range(1, len(numbers) + 1))
    assert text_of(content.sources[0].words).startswith(
        "Guideline A et al., Journal 2023;34:10-32. guideline; grade IA"
    )


def test_that_the_check_code_is_the_beginning_of_the_sha_256() -> None:
    content = minutes_content(a_sealed_meeting(), catalogue=EN, sha256="0123456789abcdef" + "f" * 48)

    assert content.footer.check_code == "Check code 0123456789abcdef"


@pytest.mark.parametrize(("is_draft", "state"), [(True, "DRAFT"), (False, "FINAL")])
def test_that_a_draft_says_so(is_draft: bool, state: str) -> None:
    assert minutes_content(a_sealed_meeting(is_draft=is_draft), catalogue=EN, sha256="0" * 64).state == state


def test_that_invented_data_are_marked() -> None:
    real, invented = (
        minutes_content(a_sealed_meeting(is_demonstration=one), catalogue=EN, sha256="0" * 64) for one in (False, True)
    )

    assert real.demonstration == ""
    assert "invented data" in invented.demonstration


def test_that_the_thresholds_of_the_centre_are_told() -> None:
    own = Override(threshold="flr.normal_percent", label=both("Remnant"), unit="%", value=25, default=30)

    told = said(a_sealed_case(proposal=a_proposal(an_option(), overrides=(own,))))

    assert "Remnant 25 % (default 30)" in told
    assert "Set by this centre" not in said(a_sealed_case(proposal=a_proposal(an_option())))


def test_that_the_minutes_tell_with_which_measurement_another_option_leads() -> None:
    tipping = Tipping(
        fact="lesions[L2].size_mm",
        label=both("L2: size"),
        unit="mm",
        value=29,
        at=32,
        leading=(StrategyId("resection"),),
    )

    told = said(a_sealed_case(proposal=a_proposal(an_option(), tippings=(tipping,))))

    assert "Another option leads with" in told
    assert "L2: size 32 instead of 29 mm: Resection" in told
    assert "Another option leads with" not in said(a_sealed_case(proposal=a_proposal(an_option())))
