"""Missing facts: what each can change, found by trying."""

from __future__ import annotations

import pytest

from crlm_desktop.case.wording import Text
from crlm_desktop.engine.missing import _by_weight, _Effect
from crlm_desktop.engine.proposal import Intent, MissingFact, Proposal, StrategyId
from crlm_desktop.engine.tri import FactId
from tests.builders import a_lesion
from tests.engine.proposing import FIT, proposed


def missing(proposal: Proposal, fact: str) -> MissingFact | None:
    """Return what is told of a missing fact."""
    return next((one for one in proposal.missing if one.fact == fact), None)


def test_that_a_fact_that_decides_most_options_stands_first() -> None:
    proposal = proposed(fitness={})

    first = proposal.missing[0]

    assert first.fact == "fitness.ecog"
    assert first.options_affected == ("ablation", "resection", "supportive-care", "systemic-conversion")
    assert first.could_reach is Intent.NED
    assert first.label == Text("ECOG performance status", "ECOG 体能状态")


def test_that_a_fact_that_can_only_close_options_opens_no_intent() -> None:
    found = missing(proposed(fitness={**FIT, "declines": ["ablation"]}), "molecular.braf")

    assert found is not None
    assert "resection" in found.options_affected


def test_that_a_fact_that_changes_no_status_is_not_told() -> None:
    assert missing(proposed(), "molecular.ras") is None


def test_that_a_missing_size_of_one_lesion_is_told_with_its_lesion() -> None:
    found = missing(proposed(lesions=[a_lesion(), a_lesion(id="L2", size_mm=None)]), "lesions[L2].size_mm")

    assert found is not None
    assert found.label == Text("L2: size", "L2：最大径")
    assert "ablation" in found.options_affected


def test_that_a_fact_opens_no_intent_that_a_settled_option_reaches_already() -> None:
    lesions = [a_lesion(), a_lesion(id="L2", size_mm=None)]

    beside_resection = missing(proposed(lesions=lesions), "lesions[L2].size_mm")
    alone = missing(proposed(lesions=lesions, fitness={**FIT, "declines": ["resection"]}), "lesions[L2].size_mm")

    assert beside_resection is not None
    assert beside_resection.could_reach is None
    assert alone is not None
    assert alone.could_reach is Intent.NED


def test_that_a_fact_is_told_for_each_option_that_hangs_on_it_with_others() -> None:
    proposal = proposed(fitness={}, lesions=[a_lesion(size_mm=None)])

    ecog, size = missing(proposal, "fitness.ecog"), missing(proposal, "lesions[L1].size_mm")

    assert ecog is not None
    assert size is not None
    assert "ablation" in ecog.options_affected
    assert "ablation" in size.options_affected


def test_that_nobody_having_told_the_lesions_is_a_missing_fact_of_its_own() -> None:
    found = missing(proposed(lesions=None), "lesions")

    assert found is not None
    assert found.could_reach is Intent.NED
    assert found.label == Text("Lesions", "肝内病灶")


def test_that_what_an_excluded_option_does_not_know_is_not_told() -> None:
    proposal = proposed(fitness={**FIT, "declines": ["resection"]})

    assert missing(proposal, "molecular.braf") is None


def test_that_nothing_is_missing_when_all_that_matters_is_known() -> None:
    proposal = proposed(molecular={"braf": "wild_type"}, liver={"quality": "normal", "technically_resectable": True})

    assert [
        one.fact for one in proposal.missing if not one.fact.startswith(("lesions", "systemic", "flr", "liver"))
    ] == []


def test_that_of_very_many_open_facts_those_not_tried_count_for_the_options_that_hang_on_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("crlm_desktop.engine.missing.MAX_TRIED", 0)

    proposal = proposed(lesions=[a_lesion(size_mm=None)])

    assert {one.fact: one.options_affected for one in proposal.missing} == {
        "lesions[L1].size_mm": ("ablation",),
        "molecular.braf": ("resection",),
    }


def test_that_of_facts_that_change_as_much_the_judgement_of_the_whole_liver_stands_first() -> None:
    effect = _Effect({StrategyId("resection")}, {Intent.NED})
    names = ("imaging.ct_on", "liver.technically_resectable", "lesions[L1].depth")
    found = [(FactId(name), effect) for name in names]

    assert next(fact for fact, _ in sorted(found, key=_by_weight)) == "liver.technically_resectable"
