"""The engine as others call it."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from crlm_desktop import __version__
from crlm_desktop.case import casefile
from crlm_desktop.case.edits import empty_case
from crlm_desktop.engine import encoding
from crlm_desktop.engine.entry import Engine
from crlm_desktop.errors import InputError
from tests.builders import a_case, a_lesion
from tests.engine.edition_texts import edition_texts
from tests.engine.proposing import FIT, an_engine, proposed, statuses, the_argument, the_option


def test_that_a_proposal_names_engine_edition_and_case() -> None:
    case, texts = a_case(fitness=FIT, lesions=[a_lesion()]), edition_texts()

    proposal = Engine.load(texts).propose(case)

    assert proposal.engine == __version__
    assert proposal.edition == "2026.11"
    assert proposal.edition_sha256 == an_engine().edition.sha256
    assert proposal.case_sha256 == casefile.sha256(case)


def test_that_an_edition_with_a_fault_is_refused() -> None:
    with pytest.raises(InputError):
        Engine.load(edition_texts({"alerts.toml": "alert = 1"}))


def test_that_an_empty_case_is_answered_with_what_is_missing() -> None:
    proposal = an_engine().propose(empty_case())

    assert proposal.intent is None
    assert set(statuses(proposal).values()) <= {"conditional", "suitable", "recommended"}
    assert {"fitness.ecog", "lesions"} <= {one.fact for one in proposal.missing}


def test_that_an_assumption_changes_the_answer_but_not_the_case() -> None:
    plain, assumed = proposed(), proposed({"ecog": "3"})

    assert statuses(plain)["resection"] == "suitable"
    assert statuses(assumed)["resection"] == "excluded"
    assert assumed.case_sha256 == plain.case_sha256
    assert dict(assumed.assumed) == {"fitness.ecog": 3}
    assert dict(plain.assumed) == {}


@pytest.mark.parametrize(
    ("value", "told"),
    [(3, 3), (2.0, 2), ("3", 3), (None, "unknown"), ("unknown", "unknown")],
)
def test_that_an_assumed_number_is_told_as_a_number(value: object, told: object) -> None:
    assert proposed({"fitness.ecog": value}).assumed["fitness.ecog"] == told


def test_that_assumed_statements_are_told_as_true_or_false_and_sets_as_they_would_be_typed() -> None:
    assumed = proposed({"declines.resection": True, "systemic.drugs": ["oxaliplatin", "irinotecan"]}).assumed

    assert dict(assumed) == {"declines.resection": True, "systemic.drugs": "irinotecan,oxaliplatin"}


def test_that_assumed_numbers_and_statements_keep_their_kind_when_they_are_sealed_and_read_back() -> None:
    made = proposed({"lesions[L1].size_mm": "32.5", "declines.resection": "no", "primary.site": "caecum"})

    sealed = json.loads(encoding.canonical(made))

    assert sealed["assumed"] == {
        "declines.resection": False,
        "lesions[L1].size_mm": 32.5,
        "primary.site": "caecum",
    }
    assert encoding.from_json(sealed).assumed == made.assumed


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("lesions.count", 3, "“Number of lesions” is assumed to be 3, yet by the recorded lesions it is 1"),
        ("lesions.max_mm", 50, "assumed to be 50, yet by the recorded lesions it is 22"),
        ("lesions.bilobar", "true", "assumed to be yes, yet by the recorded lesions it is no"),
        ("lesions.segments", "2,3", "assumed to be segment 2, segment 3, yet by the recorded lesions it is segment 6"),
    ],
)
def test_that_what_is_assumed_of_all_lesions_against_the_recorded_ones_is_told(
    name: str, value: object, told: str
) -> None:
    case = a_case(fitness=FIT, lesions=[a_lesion(size_mm=22, segments=["6"])])

    (conflict,) = an_engine().propose(case, {name: value}, looks_ahead=False).conflicts

    assert conflict.paths == ("lesions",)
    assert told in conflict.text.en
    assert "计划仅针对已记录的病灶" in conflict.text.zh


@pytest.mark.parametrize(
    "assume",
    [
        {"lesions.count": 1},
        {"lesions.count": "unknown"},
        {"lesions.max_mm": 50},
        {"lesions.bilobar": "false"},
        {"lesions.segments": "6"},
        {"lesions.max_mm": 50, "lesions[L1].size_mm": 50},
        {"fitness.ecog": 3},
    ],
)
def test_that_an_assumption_that_the_recorded_lesions_allow_contradicts_nothing(assume: dict[str, object]) -> None:
    case = a_case(fitness=FIT, lesions=[a_lesion(size_mm=None, segments=["6"])])

    assert an_engine().propose(case, assume, looks_ahead=False).conflicts == ()


def test_that_without_recorded_lesions_their_number_may_be_assumed() -> None:
    assert an_engine().propose(a_case(fitness=FIT), {"lesions.count": 3}, looks_ahead=False).conflicts == ()


def test_that_an_assumption_about_no_fact_is_refused() -> None:
    with pytest.raises(InputError):
        proposed({"ecoq": "3"})


def test_that_a_first_answer_differs_from_the_whole_one_only_by_what_looking_ahead_finds() -> None:
    case = a_case(fitness=FIT, lesions=[a_lesion(size_mm=None)])

    first, whole = an_engine().propose(case, looks_ahead=False), an_engine().propose(case)

    assert whole.missing
    assert whole.flip_points
    assert replace(whole, missing=(), flip_points={}, robustness={}, tippings=()) == first


def test_that_contradictions_of_the_record_are_told() -> None:
    proposal = proposed(primary={"diagnosed_on": "2025-01-01", "resected_on": "2024-01-01"})

    assert [one.paths for one in proposal.conflicts] == [("primary.resected_on", "primary.diagnosed_on")]


def test_that_every_cited_source_stands_in_the_proposal_and_no_other() -> None:
    proposal = proposed()

    cited = {source for option in proposal.options for argument in option.arguments for source in argument.sources}
    cited.update(source for one in (*proposal.alerts, *proposal.scores) for source in one.sources)

    assert [source.id for source in proposal.sources] == sorted(cited)
    assert proposal.source("trial-2025") is not None
    assert proposal.source("nobody-2020") is None
    assert proposal.option("nothing") is None


def test_that_several_threads_get_the_same_bytes() -> None:
    case = a_case(fitness=FIT, lesions=[a_lesion(), a_lesion(id="L2", segments=["3"], size_mm=None)])

    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(lambda _: encoding.canonical(an_engine().propose(case)), range(8)))

    assert len(found) == 1


def test_that_a_proposal_names_the_thresholds_that_the_centre_sets_itself_and_goes_by_them() -> None:
    engine = Engine.load(edition_texts({"centre.toml": '"ablation.max_mm" = 15'}))
    case = a_case(fitness=FIT, lesions=[a_lesion(size_mm=20)])

    own, usual = engine.propose(case), an_engine().propose(case)

    assert [(one.threshold, one.value, one.default) for one in own.overrides] == [("ablation.max_mm", 15, 30)]
    assert usual.overrides == ()
    assert the_argument(the_option(own, "ablation"), "small").holds is False
    assert the_argument(the_option(usual, "ablation"), "small").holds is True
    assert own.edition_sha256 != usual.edition_sha256
