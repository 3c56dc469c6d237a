"""The status of each option: by what bars it, what it hangs on, and what speaks for and against it."""

from __future__ import annotations

import pytest

from crlm_desktop.case.wording import Text
from crlm_desktop.engine.entry import Engine
from crlm_desktop.engine.proposal import Intent, Stance, Status
from tests.builders import a_case, a_lesion
from tests.engine.edition_texts import ABLATION, CONVERSION, RESECTION, SUPPORTIVE, edition_texts
from tests.engine.proposing import FIT, proposed, statuses, the_argument, the_option


def test_that_each_option_has_the_status_of_its_arguments() -> None:
    proposal = proposed()

    assert statuses(proposal) == {
        "ablation": "recommended",
        "resection": "suitable",
        "systemic-conversion": "suitable",
        "supportive-care": "suitable",
    }
    assert proposal.intent is Intent.NED


def test_that_a_true_exclusion_excludes_and_says_so() -> None:
    option = the_option(proposed(fitness={"ecog": 3}), "resection")

    assert option.status is Status.EXCLUDED
    assert the_argument(option, "fitness").holds is True
    assert the_argument(option, "fitness").text == Text("ECOG 3.", "ECOG 3 分。")
    assert option.missing == ()


def test_that_a_false_requirement_excludes_and_says_what_would_have_to_change() -> None:
    option = the_option(proposed(lesions=[]), "resection")

    plan = the_argument(option, "plan")

    assert option.status is Status.EXCLUDED
    assert (plan.stance, plan.holds) == (Stance.REQUIRES, False)
    assert plan.change == Text("A larger remnant.", "增大剩余肝。")


def test_that_an_unknown_requirement_or_exclusion_makes_an_option_conditional() -> None:
    proposal = proposed(fitness={})

    assert the_option(proposal, "resection").status is Status.CONDITIONAL
    assert the_option(proposal, "resection").missing == ("fitness.ecog",)
    assert the_argument(the_option(proposal, "ablation"), "fitness").missing == ("fitness.ecog",)


def test_that_an_option_advised_against_in_any_case_keeps_no_intent_open() -> None:
    unknown_fitness = {"fitness": {"ecog": None}, "molecular": {"braf": "v600e"}, "lesions": [a_lesion(size_mm=60)]}
    proposal = proposed(**unknown_fitness)

    assert the_option(proposal, "resection").status is Status.NOT_ADVISED
    assert the_option(proposal, "resection").missing == ("fitness.ecog",)
    assert the_argument(the_option(proposal, "resection"), "braf").holds is True
    assert the_option(proposal, "resection").rank > the_option(proposal, "systemic-conversion").rank


def test_that_a_settled_exclusion_stands_above_what_is_unknown() -> None:
    proposal = proposed(fitness={}, lesions=[])

    assert the_option(proposal, "resection").status is Status.EXCLUDED


def test_that_a_strong_argument_against_makes_an_option_not_advised_whatever_speaks_for_it() -> None:
    option = the_option(proposed(molecular={"braf": "v600e"}), "resection")

    assert option.status is Status.NOT_ADVISED


def test_that_an_unknown_argument_does_not_weigh() -> None:
    option = the_option(proposed(), "resection")

    assert the_argument(option, "braf").holds is None
    assert option.status is Status.SUITABLE


def test_that_arguments_against_which_outweigh_make_an_option_not_advised() -> None:
    against = SUPPORTIVE.replace("[[for]]", "[[against]]")
    engine = Engine.load(edition_texts({"strategies/supportive-care.toml": against}))

    proposal = engine.propose(a_case(fitness={"ecog": 3}))

    assert the_option(proposal, "supportive-care").status is Status.NOT_ADVISED


def test_that_a_declined_family_excludes_and_an_empty_list_declines_nothing() -> None:
    declined = the_option(proposed(fitness={**FIT, "declines": ["resection"]}), "resection")
    not_declined = the_option(proposed(fitness={**FIT, "declines": []}), "resection")

    assert declined.status is Status.EXCLUDED
    assert the_argument(declined, "declines.resection").holds is True
    assert the_argument(declined, "declines.resection").change == Text(
        "The person would have to agree to resection.", "需患者同意手术切除。"
    )
    assert not_declined.status is Status.SUITABLE


def test_that_what_the_centre_does_not_offer_is_excluded_with_a_referral_as_the_change() -> None:
    option = the_option(proposed(centre={"offers": ["resection"]}), "ablation")

    missing = the_argument(option, "offers.ablation")

    assert option.status is Status.EXCLUDED
    assert missing.text == Text("This centre does not offer thermal ablation.", "本中心未开展热消融。")
    assert missing.change == Text("Referral to a centre that offers thermal ablation.", "转诊至可开展热消融的中心。")


def test_that_one_of_two_offers_either_of_which_serves_is_enough() -> None:
    text = ABLATION.replace('offers = ["ablation"]', 'offers_any = ["haic_pump", "haic_port"]')
    engine = Engine.load(edition_texts({"strategies/ablation.toml": text}))

    by_port = engine.propose(a_case(fitness=FIT, lesions=[a_lesion()], centre={"offers": ["haic_port"]}))
    by_neither = engine.propose(a_case(fitness=FIT, lesions=[a_lesion()], centre={"offers": ["ablation"]}))

    assert the_option(by_port, "ablation").status is Status.RECOMMENDED
    option = the_option(by_neither, "ablation")
    assert option.status is Status.EXCLUDED
    assert [one.id for one in option.arguments if one.id.startswith("offers.")] == [
        "offers.haic_pump",
        "offers.haic_port",
    ]


def test_that_nothing_is_excluded_because_nobody_said_what_is_declined_or_offered() -> None:
    assert all(argument.id != "offers.ablation" for argument in the_option(proposed(), "ablation").arguments)


def test_that_equal_options_tie_in_rank_and_are_both_recommended() -> None:
    twin = RESECTION.replace('id = "resection"', 'id = "twin"')
    engine = Engine.load(edition_texts({"strategies/twin.toml": twin, "strategies/ablation.toml": None}))

    proposal = engine.propose(a_case(fitness=FIT, lesions=[a_lesion()]))

    assert [(one.strategy, one.status, one.rank) for one in proposal.options[:3]] == [
        ("resection", Status.RECOMMENDED, 1),
        ("twin", Status.RECOMMENDED, 1),
        ("systemic-conversion", Status.SUITABLE, 3),
    ]


def test_that_a_conditional_option_of_a_better_intent_stands_before_settled_worse_ones_and_leaves_the_intent_open() -> (
    None
):
    proposal = proposed(lesions=[a_lesion(size_mm=None)], fitness={**FIT, "declines": ["resection"]})

    assert [(one.strategy, one.status) for one in proposal.options] == [
        ("systemic-conversion", Status.RECOMMENDED),
        ("ablation", Status.CONDITIONAL),
        ("supportive-care", Status.SUITABLE),
        ("resection", Status.EXCLUDED),
    ]
    assert proposal.intent is None


def test_that_a_conditional_option_of_the_same_intent_leaves_the_intent_settled() -> None:
    proposal = proposed(lesions=[a_lesion(size_mm=None)])

    assert statuses(proposal)["ablation"] == "conditional"
    assert statuses(proposal)["resection"] == "recommended"
    assert proposal.intent is Intent.NED


def test_that_arguments_whose_sources_disagree_are_marked_while_both_may_hold() -> None:
    open_, settled = (the_option(proposed(molecular=one), "resection") for one in ({}, {"braf": "wild_type"}))

    assert [one.id for one in open_.arguments if one.equipoise] == ["survival", "braf"]
    assert [one.id for one in settled.arguments if one.equipoise] == []


def test_that_a_planned_option_shows_its_plans_and_an_unplanned_one_its_own_steps() -> None:
    proposal = proposed(molecular={"ras": "wild_type"})

    assert the_option(proposal, "ablation").plans[0].treatments[0].lesion == "L1"
    (plan,) = the_option(proposal, "systemic-conversion").plans
    assert [(step.order, step.action) for step in plan.steps] == [(1, "systemic"), (2, "restage")]
    assert plan.procedures == 0


def test_that_a_step_whose_condition_is_false_is_left_out() -> None:
    (plan,) = the_option(proposed(molecular={"ras": "mutated"}), "systemic-conversion").plans

    assert [step.action for step in plan.steps] == ["systemic"]


def test_that_a_step_whose_condition_is_unknown_names_what_it_hangs_on() -> None:
    (plan,) = the_option(proposed(), "systemic-conversion").plans

    assert plan.steps[1].text.en == "If not ruled out: Restage after 8 weeks. [Not known: RAS.]"
    assert plan.steps[1].text.zh == "若未排除：8 周后再分期。【未知：RAS。】"


def test_that_a_step_names_a_fact_of_a_lesion_with_the_lesion() -> None:
    text = CONVERSION.replace("when = \"ras == 'wild_type'\"", "when = \"any(l.depth == 'deep' for l in lesions)\"")
    engine = Engine.load(edition_texts({"strategies/systemic-conversion.toml": text}))

    (plan,) = the_option(engine.propose(a_case(lesions=[a_lesion()])), "systemic-conversion").plans

    assert plan.steps[1].text.en == "If not ruled out: Restage after 8 weeks. [Not known: L1: depth.]"
    assert plan.steps[1].text.zh == "若未排除：8 周后再分期。【未知：L1：深度。】"


@pytest.mark.parametrize(("position", "order"), [("before", [1, 2]), ("after", [2, 1])])
def test_that_own_steps_stand_before_or_after_the_planned_ones(position: str, order: list[int]) -> None:
    step = f'[[step]]\naction = "pause"\nposition = "{position}"\ntext = {{en = "Pause.", zh = "停药。"}}\n'
    engine = Engine.load(edition_texts({"strategies/resection.toml": RESECTION + step}))

    option = the_option(engine.propose(a_case(fitness=FIT, lesions=[a_lesion()])), "resection")

    steps = option.plans[0].steps
    assert [step.order for step in steps] == [1, 2]
    assert sorted(range(1, 3), key=lambda at: steps[at - 1].action != "pause") == order


def test_that_a_strategy_without_a_plan_counts_its_own_procedures() -> None:
    text = CONVERSION.replace("invasiveness = 2", "invasiveness = 2\nprocedures = 1")
    engine = Engine.load(edition_texts({"strategies/systemic-conversion.toml": text}))

    option = the_option(engine.propose(a_case()), "systemic-conversion")

    assert option.plans[0].procedures == 1


def test_that_a_conversion_which_asks_whether_a_plan_exists_is_carried_out_by_its_own_steps() -> None:
    asking = CONVERSION.replace("invasiveness = 2", 'invasiveness = 2\nmodalities = ["ablate"]').replace(
        'when = "ecog <= 2"', 'when = "not plan.exists"'
    )
    engine = Engine.load(edition_texts({"strategies/systemic-conversion.toml": asking}))

    closed, small, unknown = (
        the_option(engine.propose(a_case(lesions=[a_lesion(**fields)])), "systemic-conversion")
        for fields in ({"ablatable": False}, {"size_mm": 20}, {"size_mm": None})
    )

    assert [one.status for one in (closed, small, unknown)] == [Status.RECOMMENDED, Status.EXCLUDED, Status.CONDITIONAL]
    for option in (closed, unknown):
        assert [step.action for step in option.plans[0].steps] == ["systemic", "restage"]
        assert option.plans[0].treatments == ()


def test_that_nothing_is_recommended_and_no_intent_is_reached_when_nothing_suits() -> None:
    engine = Engine.load(edition_texts({"strategies/supportive-care.toml": None}))

    proposal = engine.propose(a_case(fitness={"ecog": 4}, lesions=[]))

    assert set(statuses(proposal).values()) == {"excluded"}
    assert proposal.intent is None


def test_that_what_an_option_would_take_orders_nothing_where_nobody_told_the_lesions() -> None:
    ranks = {
        option.strategy: option.rank for option in Engine.load(edition_texts()).propose(a_case(fitness=FIT)).options
    }

    assert ranks["resection"] == ranks["ablation"]


def test_that_options_which_hang_on_the_lesions_are_ordered_by_arguments_that_hold() -> None:
    proposal = Engine.load(edition_texts()).propose(a_case(fitness=FIT, molecular={"braf": "v600e"}))

    ranks = {option.strategy: option.rank for option in proposal.options}

    assert ranks["ablation"] < ranks["resection"]
