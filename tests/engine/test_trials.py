"""Trials: the same as judging everything anew, though only what is touched is judged again."""

from __future__ import annotations

from typing import Any

import pytest

from crlm_desktop.engine.cuts import told
from crlm_desktop.engine.entry import Engine
from crlm_desktop.engine.facts import FactId, Members, Possible, facts_of, lesion_of
from crlm_desktop.engine.interval import exactly
from crlm_desktop.engine.tracing import TracedTable, value_of
from crlm_desktop.engine.tri import Truth
from crlm_desktop.engine.trials import Trials, generic
from tests.builders import a_case, a_lesion
from tests.engine.edition_texts import ABLATION, edition_texts
from tests.engine.proposing import FIT, an_engine, trials_by


def trials_on(assume: dict[str, object] | None = None, **parts: Any) -> Trials:
    """Return the trials on a fit person with two small lesions."""
    lesions = [a_lesion(), a_lesion(id="L2", segments=["3"], size_mm=25)]
    case = a_case(**{"fitness": FIT, "lesions": lesions, **parts})
    edition = an_engine().edition
    return trials_by(edition, facts_of(case, assume=assume))


@pytest.mark.parametrize(
    ("fact", "possible", "typed"),
    [
        ("fitness.ecog", exactly(3), 3),
        ("lesions[L2].size_mm", exactly(45), 45),
        ("lesions[L1].ablatable", frozenset({False}), False),
        ("lesions.max_mm", exactly(31), 31),
        ("lesions.count", exactly(0), 0),
        ("flr.percent", exactly(15), 15),
        ("systemic.weeks_on_treatment", exactly(20), 20),
        ("chemotherapy.weeks", exactly(20), 20),
        ("molecular.braf", frozenset({"v600e"}), "v600e"),
        ("declines.ablation", frozenset({True}), True),
        ("offers.ablation", frozenset({False}), False),
        ("local.treatments", Members(frozenset({"sirt"}), frozenset({"sirt"})), ["sirt"]),
        ("liver.technically_resectable", frozenset({False}), False),
        ("liver.quality", frozenset({"cirrhosis"}), "cirrhosis"),
    ],
)
def test_that_a_trial_gives_what_judging_everything_anew_gives(fact: str, possible: Possible, typed: object) -> None:
    trial = trials_on().assuming(told(FactId(fact), possible))

    anew = trials_on({fact: typed}).base

    assert trial.statuses == anew.statuses
    assert trial.leading == anew.leading
    assert trial.intent == anew.intent
    assert trials_on().leading(told(FactId(fact), possible)) == anew.leading


def test_that_a_fact_of_each_lesion_is_needed_where_a_rule_asks_all_of_them() -> None:
    asking = ABLATION.replace("lesions.max_mm <=", "all(l.depth == 'deep' for l in lesions) or lesions.max_mm <=")
    edition = Engine.load(edition_texts({"strategies/ablation.toml": asking})).edition
    case = a_case(fitness=FIT, lesions=[a_lesion(size_mm=45), a_lesion(id="L2", depth="deep")])
    trials = trials_by(edition, facts_of(case))

    trial = trials.assuming(told(FactId("lesions[L1].depth"), frozenset({"deep"})))

    assert {"lesions[L1].depth", "lesions[L2].depth"} <= trials.needed
    assert [standing.truths[0] for standing in (trials.base.standings[0], trial.standings[0])] == [
        Truth.UNKNOWN,
        Truth.TRUE,
    ]


def test_that_a_trial_of_what_is_so_already_is_the_case_itself() -> None:
    trials = trials_on()

    assert trials.assuming(told(FactId("fitness.ecog"), exactly(1))) is trials.base


def test_that_a_trial_of_what_changes_no_answer_is_the_case_itself() -> None:
    trials = trials_on()

    assert trials.assuming(told(FactId("fitness.ecog"), exactly(0))) is trials.base


def test_that_a_trial_of_a_fact_that_nothing_reads_is_the_case_itself() -> None:
    trials = trials_on()

    assert trials.assuming(told(FactId("patient.sex"), frozenset({"female"}))) is trials.base


def test_that_the_facts_that_read_a_fact_are_found_through_others() -> None:
    table = TracedTable.of(facts_of(a_case(function={"bilirubin_umol_l": 10, "albumin_g_l": 40})))
    table.value("function.albi_grade")

    assert table.readers_of(FactId("function.albumin_g_l")) == {
        "function.albumin_g_l",
        "function.albi",
        "function.albi_grade",
    }


def test_that_only_what_reads_an_assumed_fact_is_derived_anew() -> None:
    table = TracedTable.of(facts_of(a_case(function={"bilirubin_umol_l": 10, "albumin_g_l": 40}, fitness=FIT)))
    ecog, grade = table.value("ecog"), table.value("function.albi_grade")

    other = table.assuming(told(FactId("function.albumin_g_l"), exactly(15)))

    assert other.value("ecog") is ecog
    assert other.value("function.albi_grade") != grade


def test_that_a_fact_of_one_lesion_is_told_by_its_lesion_and_called_by_any() -> None:
    table = TracedTable.of(facts_of(a_case(lesions=[a_lesion(), a_lesion(id="L2", size_mm=33)])))
    fact = FactId("lesions[L2].size_mm")

    assert lesion_of(fact) == "L2"
    assert lesion_of(FactId("lesions.count")) == ""
    assert generic(fact) == "lesions[].size_mm"
    assert value_of(table, fact).number == 33
    assert table.assuming(told(fact, exactly(50))).value("lesions.max_mm").number == 50
