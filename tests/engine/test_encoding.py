"""The proposal as JSON, and back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from crlm_desktop.engine import encoding
from crlm_desktop.engine.proposal import Override, Proposal
from crlm_desktop.errors import CrlmError
from tests.builders import a_lesion, both
from tests.engine.proposing import proposed

KEYS = {
    "schema", "engine", "edition", "edition_sha256", "case_sha256", "intent", "options", "alerts", "scores", "missing",
    "flip_points", "conflicts",
}  # fmt: skip


def a_full_proposal() -> Proposal:
    """Return a proposal in which everything that can be in one is there."""
    return proposed(
        {"ras": "mutated"},
        fitness={"ecog": 1, "declines": ["ablation"]},
        primary={"diagnosed_on": "2025-01-01", "resected_on": "2024-01-01"},
        lesions=[a_lesion(size_mm=20), a_lesion(id="L2", segments=["2"], size_mm=None)],
        liver={"quality": "normal"},
        function={"bilirubin_umol_l": 10.5, "albumin_g_l": 40},
    )


def test_that_the_keys_of_the_public_form_are_all_there() -> None:
    found = encoding.to_json(a_full_proposal(), "en")

    assert set(found) >= KEYS
    assert found["schema"] == "crlm.proposal/1"
    assert set(found["options"][0]) >= {"strategy", "status", "intent", "rank", "arguments", "plans", "missing"}
    argument = found["options"][0]["arguments"][0]
    assert set(argument) >= {"id", "stance", "strength", "holds", "text", "sources", "missing"}
    plan = next(option["plans"][0] for option in found["options"] if option["plans"])
    assert set(plan) >= {"steps", "flr_percent", "flr_threshold_percent", "procedures"}
    assert set(plan["steps"][0]) == {"order", "action", "lesions", "segments", "text"}
    assert set(found["scores"]["fong_crs"]) >= {"value", "range", "points", "missing"}
    assert set(found["missing"][0]) >= {"fact", "options_affected", "could_reach"}
    assert set(found["flip_points"]["fitness.ecog"][0]) >= {"from", "to", "leading"}
    assert set(found["conflicts"][0]) == {"paths", "text"}


@pytest.mark.parametrize(
    ("language", "name"), [("en", "Ablation"), ("zh", "消融"), (None, {"en": "Ablation", "zh": "消融"})]
)
def test_that_texts_are_told_in_the_language_asked_for_or_in_both(language: Any, name: object) -> None:
    found = encoding.to_json(a_full_proposal(), language)

    assert next(one["name"] for one in found["options"] if one["strategy"] == "ablation") == name


def test_that_whole_numbers_have_no_fraction() -> None:
    found = encoding.to_json(a_full_proposal(), "en")

    text = json.dumps(found)

    assert '"from": 0, "to": 2,' in text
    assert found["scores"]["fong_crs"]["range"] == [1, 5]
    assert ".0," not in text


def test_that_a_proposal_read_back_from_its_sealed_form_is_the_same() -> None:
    proposal = a_full_proposal()

    sealed = encoding.canonical(proposal)

    assert encoding.from_json(json.loads(sealed)) == proposal
    assert encoding.canonical(encoding.from_json(json.loads(sealed))) == sealed


def test_that_the_sealed_form_is_canonical_json_in_utf8() -> None:
    sealed = encoding.canonical(a_full_proposal())

    value = json.loads(sealed)

    assert sealed == json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert "肝切除".encode() in sealed


@pytest.mark.parametrize(
    "spoil",
    [
        lambda value: [],
        lambda value: {},
        lambda value: value | {"schema": "crlm.proposal/2"},
        lambda value: value | {"intent": "cure"},
        lambda value: value | {"options": [1]},
        lambda value: value | {"sources": None},
    ],
)
def test_that_what_is_no_proposal_is_refused(spoil: Callable[[dict[str, Any]], object]) -> None:
    value = encoding.to_json(a_full_proposal(), None)

    with pytest.raises(CrlmError) as caught:
        encoding.from_json(spoil(value))

    assert caught.value.code.id == "proposal.not_a_proposal"


def test_that_a_form_in_one_language_is_not_read_back() -> None:
    with pytest.raises(CrlmError):
        encoding.from_json(encoding.to_json(a_full_proposal(), "en"))


def test_that_the_thresholds_of_the_centre_are_sealed_and_read_back() -> None:
    own = Override(threshold="flr.normal_percent", label=both("Remnant"), unit="%", value=25.0, default=30.0)
    proposal = replace(a_full_proposal(), overrides=(own,))

    value = json.loads(encoding.canonical(proposal))

    assert value["overrides"] == [
        {
            "threshold": "flr.normal_percent",
            "label": {"en": own.label.en, "zh": own.label.zh},
            "unit": "%",
            "value": 25,
            "default": 30,
        }
    ]
    assert encoding.from_json(value) == proposal


def test_that_what_was_sealed_before_proposals_named_the_thresholds_of_the_centre_is_still_read() -> None:
    value = encoding.to_json(a_full_proposal(), None)
    del value["overrides"]

    assert encoding.from_json(value) == a_full_proposal()
