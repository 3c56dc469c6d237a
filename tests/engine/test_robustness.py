"""Whether what leads is stable or fragile when remnant and sizes are measured a little otherwise."""

from __future__ import annotations

import json
from typing import Any

import pytest

from crlm_desktop.engine import encoding
from crlm_desktop.engine.entry import Engine
from crlm_desktop.engine.proposal import Proposal, Robustness, Status
from tests.builders import a_case, a_lesion
from tests.engine.edition_texts import edition_texts
from tests.engine.proposing import an_engine, proposed

L1, L2 = "lesions[L1].size_mm", "lesions[L2].size_mm"


def two_lesions(**second: Any) -> Proposal:
    """Return what is proposed for two lesions of which the first is small."""
    return proposed(lesions=[a_lesion(size_mm=12), a_lesion(**{"id": "L2", "segments": ["3"], **second})])


def tippings(proposal: Proposal) -> list[tuple[str, float, float, tuple[str, ...]]]:
    """Return fact, value, where it tips and what leads there."""
    return [(one.fact, one.value, one.at, one.leading) for one in proposal.tippings]


def test_that_a_size_near_a_limit_is_fragile_and_says_at_what_size_another_leads() -> None:
    proposal = two_lesions(size_mm=29)

    assert proposal.robustness == {L1: Robustness.STABLE, L2: Robustness.FRAGILE}
    assert tippings(proposal) == [(L2, 29, 32, ("resection",))]
    assert proposal.tippings[0].label.en == "L2: size"


def test_that_a_size_at_a_limit_tips_on_the_side_where_the_limit_is_crossed() -> None:
    assert tippings(two_lesions(size_mm=30)) == [(L2, 30, 33, ("resection",))]
    assert tippings(two_lesions(size_mm=33)) == [(L2, 33, 30, ("ablation",))]


@pytest.mark.parametrize("size", [20, 26.5])
def test_that_sizes_far_from_any_limit_are_stable(size: float) -> None:
    proposal = two_lesions(size_mm=size)

    assert proposal.robustness == {L1: Robustness.STABLE, L2: Robustness.STABLE}
    assert proposal.tippings == ()


def test_that_a_size_that_is_not_known_is_neither_stable_nor_fragile() -> None:
    assert L2 not in two_lesions(size_mm=None).robustness


@pytest.mark.parametrize(
    ("percent", "verdict"), [(40, Robustness.STABLE), (25, Robustness.STABLE), (22, Robustness.FRAGILE)]
)
def test_that_a_measured_remnant_is_tried_five_points_off(percent: float, verdict: Robustness) -> None:
    # Only a right hepatectomy takes the lesion out, so that the measured remnant is the plan's; its floor is 20 %.
    lesion = a_lesion(segments=["5", "6", "7", "8"], size_mm=90)
    flr = {"percent": percent, "resection": "right hepatectomy"}

    proposal = proposed(lesions=[lesion], liver={"quality": "normal", "flr": flr})

    assert proposal.robustness["flr.percent"] is verdict


def test_that_a_fragile_verdict_is_what_proposing_at_that_number_gives() -> None:
    proposal = two_lesions(size_mm=29)
    (tipping,) = proposal.tippings

    there = two_lesions(size_mm=tipping.at)

    assert tuple(option.strategy for option in there.options if option.rank == 1) == tipping.leading


def test_that_nothing_is_tried_while_nothing_leads_or_nobody_looks_ahead() -> None:
    only_local = Engine.load(
        edition_texts({"strategies/systemic-conversion.toml": None, "strategies/supportive-care.toml": None})
    )
    case = a_case(fitness={"ecog": 4}, lesions=[a_lesion(size_mm=29)])

    nothing_leads, glimpse = only_local.propose(case), an_engine().propose(case, looks_ahead=False)

    assert {option.status for option in nothing_leads.options} == {Status.EXCLUDED}
    assert an_engine().propose(case).robustness
    for proposal in (nothing_leads, glimpse):
        assert (proposal.robustness, proposal.tippings) == ({}, ())


def test_that_robustness_is_sealed_and_read_back() -> None:
    proposal = two_lesions(size_mm=29)

    value = json.loads(encoding.canonical(proposal))

    assert value["robustness"] == {L1: "stable", L2: "fragile"}
    assert value["tippings"] == [
        {
            "fact": L2,
            "label": {"en": "L2: size", "zh": proposal.tippings[0].label.zh},
            "unit": "mm",
            "value": 29,
            "at": 32,
            "leading": ["resection"],
        }
    ]
    assert encoding.from_json(value) == proposal


def test_that_a_size_on_which_nothing_turns_has_no_verdict() -> None:
    only_care = Engine.load(
        edition_texts(
            {
                "strategies/systemic-conversion.toml": None,
                "strategies/resection.toml": None,
                "strategies/ablation.toml": None,
            }
        )
    )

    proposal = only_care.propose(a_case(fitness={"ecog": 3}, lesions=[a_lesion(size_mm=29)]))

    assert [option.strategy for option in proposal.options if option.rank == 1] == ["supportive-care"]
    assert proposal.robustness == {}
