"""How steady what leads is, as the command line tells it."""

from __future__ import annotations

from crlm_desktop.cli.robustness_lines import robustness_lines
from crlm_desktop.engine.proposal import Proposal, Robustness, StrategyId, Tipping
from crlm_desktop.i18n import Language, catalogue_for
from tests.builders import a_proposal, an_option, both

L2 = "lesions[L2].size_mm"


def fragile(*leading: str) -> Proposal:
    """Return a proposal that tips over with the size of L2."""
    tipping = Tipping(
        fact=L2, label=both("L2: size"), unit="mm", value=29, at=32, leading=tuple(map(StrategyId, leading))
    )
    verdicts = {L2: Robustness.FRAGILE, "lesions[L1].size_mm": Robustness.STABLE}
    return a_proposal(an_option(), an_option("sbrt"), robustness=verdicts, tippings=(tipping,))


def lines(proposal: Proposal, language: Language = Language.EN) -> list[str]:
    return list(robustness_lines(proposal, catalogue_for(language)))


def test_that_the_tipping_measurement_is_told_with_what_leads_there_and_the_others_as_stable() -> None:
    assert lines(fragile("sbrt")) == [
        "Fragile: with L2: size of 32 mm instead of 29 this leads: Sbrt",
        "Stable: the same leads with these measured otherwise: L1: size",
    ]
    assert lines(fragile("resection", "sbrt"))[0].endswith("instead of 29 these lead: Resection; Sbrt")


def test_that_it_is_told_when_nothing_leads_any_more() -> None:
    assert lines(fragile())[0] == "Fragile: with L2: size of 32 mm instead of 29 nothing leads"


def test_that_it_is_told_in_chinese() -> None:
    assert lines(fragile("sbrt"), Language.ZH)[0].startswith("不稳定：若（中）L2: size 为 32 mm（而非 29）")


def test_that_nothing_is_told_where_nothing_was_tried() -> None:
    assert lines(a_proposal()) == []
