"""Patients and what a tumour board would expect of them: each vignette in the TOML files of this folder is one test."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from crlm_desktop import paths
from crlm_desktop.engine import entry
from crlm_desktop.engine.entry import Engine
from crlm_desktop.engine.knowledge.edition import Edition
from crlm_desktop.engine.proposal import Argument, Option, Proposal, Stance, Status
from crlm_desktop.engine.robustness import UNTRIED
from crlm_desktop.engine.scores import SCORES
from tests.vignettes.vignettes import Vignette, vignettes

VIGNETTES = vignettes()


@cache
def the_engine() -> Engine:
    folder = paths.resource("knowledge")
    files = sorted(folder.rglob("*.toml"))
    return Engine.load({path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in files})


@cache
def proposal_of(vignette: Vignette) -> Proposal:
    """Propose for a vignette; what is missing and where it flips, which take long, only where they are expected."""
    if not vignette.told.keys().isdisjoint({"missing", "asked_first"}):
        return the_engine().propose(vignette.case)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(entry, "missing_facts", lambda *_: ())
        patch.setattr(entry, "flip_points", lambda *_: {})
        patch.setattr(entry, "steadiness_of", lambda *_: UNTRIED)
        return the_engine().propose(vignette.case)


def proposals() -> Mapping[str, Proposal]:
    return {vignette.id: proposal_of(vignette) for vignette in VIGNETTES}


@pytest.mark.parametrize("vignette", VIGNETTES, ids=lambda vignette: vignette.id)
def test_that_the_vignette_ends_as_expected(vignette: Vignette) -> None:
    proposal = proposal_of(vignette)
    wrong = [*_of_whole(vignette.told, proposal)]
    for strategy, expected in vignette.options.items():
        option = proposal.option(strategy)
        assert option is not None, f"no strategy {strategy}"
        wrong += [f"{strategy}: {one}" for one in _of_option(expected, option)]
    assert not wrong, "\n".join(wrong)


def _of_whole(told: Mapping[str, Any], proposal: Proposal) -> list[str]:
    alerts = {alert.id for alert in proposal.alerts}
    found = {
        "recommended": sorted(one.strategy for one in proposal.options if one.status is Status.RECOMMENDED),
        "intent": "open" if proposal.intent is None else str(proposal.intent),
    }
    wrong = [_differs(key, told[key], found[key]) for key in found if key in told]
    wrong += [f"alert {one} is not told" for one in told.get("alerts", []) if one not in alerts]
    wrong += [f"alert {one} is told" for one in told.get("no_alerts", []) if one in alerts]
    missing = [one.fact for one in proposal.missing]
    wrong += [
        f"{one} is not among the missing facts {missing}" for one in told.get("missing", []) if one not in missing
    ]
    first = missing[0] if missing else "nothing"
    wrong.append(_differs("asked first", told.get("asked_first", first), first))
    shown = [str(one.strategy) for one in proposal.options]
    wanted = told.get("order", [])
    wrong.append(_differs("order", wanted, [one for one in shown if one in wanted]) if wanted else "")
    return [one for one in wrong if one]


def _of_option(expected: Mapping[str, Any], option: Option) -> list[str]:
    by_id = {argument.id: argument for argument in option.arguments}
    actions = [step.action for plan in option.plans[:1] for step in plan.steps]
    texts = " ".join(step.text.en for plan in option.plans[:1] for step in plan.steps)
    wrong = [
        _differs("status", expected.get("status", str(option.status)), str(option.status)),
        _differs("missing", sorted(expected.get("missing", option.missing)), sorted(option.missing)),
        *(_answer(by_id, one, True) for one in expected.get("holds", [])),
        *(_answer(by_id, one, False) for one in expected.get("fails", [])),
        *(_answer(by_id, one, None) for one in expected.get("open", [])),
        *(f"{one} is not disputed" for one in expected.get("disputed", []) if not by_id[one].equipoise),
        *(f"no step {one} in {actions}" for one in expected.get("actions", []) if one not in actions),
        _differs(
            "sequence", expected.get("sequence", []), [one for one in actions if one in expected.get("sequence", [])]
        ),
        *(f"no step says “{one}”: {texts}" for one in expected.get("says", []) if one not in texts),
        *(f"a step says “{one}”: {texts}" for one in expected.get("silent_on", []) if one in texts),
    ]
    return [one for one in wrong if one]


def _answer(by_id: Mapping[str, Argument], argument: str, holds: bool | None) -> str:
    found = by_id.get(argument)
    if found is None:
        return f"no argument {argument}"
    return "" if found.holds is holds else f"{argument}: expected {holds}, is {found.holds}"


def _differs(what: str, expected: object, found: object) -> str:
    return "" if expected == found else f"{what}: expected {expected}, is {found}"


def _statuses(strategy: str) -> set[str]:
    expected = (one.options.get(strategy, {}) for one in VIGNETTES)
    stated = {str(one["status"]) for one in expected if "status" in one}
    return stated | {"recommended" for one in VIGNETTES if strategy in one.told.get("recommended", [])}


def _edition() -> Edition:
    return the_engine().edition


@pytest.mark.parametrize("strategy", sorted(path.stem for path in paths.resource("knowledge", "strategies").iterdir()))
def test_that_every_strategy_has_vignettes_that_reach_it_exclude_it_and_hang_on_an_unknown(strategy: str) -> None:
    stated = _statuses(strategy)
    assert stated & {"recommended", "suitable"}, "no vignette reaches it"
    assert "excluded" in stated, "no vignette excludes it"
    assert "conditional" in stated, "no vignette hangs on an unknown"


@pytest.mark.parametrize("strategy", sorted(path.stem for path in paths.resource("knowledge", "strategies").iterdir()))
def test_that_every_conditional_vignette_names_the_facts_that_decide(strategy: str) -> None:
    hanging = [one for one in VIGNETTES if one.options.get(strategy, {}).get("status") == "conditional"]
    assert any(one.options[strategy].get("missing") for one in hanging)


def test_that_every_rule_holds_for_some_vignette_and_not_for_another() -> None:
    answers: dict[tuple[str, str], set[bool | None]] = {}
    for proposal in proposals().values():
        for option in proposal.options:
            for argument in option.arguments:
                answers.setdefault((option.strategy, argument.id), set()).add(argument.holds)
    never = [
        f"{strategy.id}: {rule.id} ({rule.stance}) never {needed}"
        for strategy in _edition().strategies
        for rule in strategy.rules
        for needed in (True, False)
        if needed not in answers[(strategy.id, rule.id)]
    ]
    assert not never, "\n".join(never)


def test_that_every_alert_is_told_to_some_vignette_and_not_to_another() -> None:
    told = [{alert.id for alert in proposal.alerts} for proposal in proposals().values()]
    for rule in _edition().alerts:
        assert any(rule.id in one for one in told), f"{rule.id} is never told"
        assert any(rule.id not in one for one in told), f"{rule.id} is always told"


def test_that_nothing_is_recommended_without_an_argument_for_it_that_holds() -> None:
    bare = [
        f"{name}: {option.strategy}"
        for name, proposal in proposals().items()
        for option in proposal.options
        if option.status is Status.RECOMMENDED
        and not any(one.stance is Stance.FOR and one.holds for one in option.arguments)
    ]
    assert not bare, "\n".join(bare)


def test_that_no_strategy_is_required_or_excluded_by_a_score() -> None:
    """Scores inform; Child-Pugh is asked as the measure of liver function that it is, and foretells no survival."""
    scores = tuple(rule.id for rule in SCORES if rule.id != "child_pugh")
    rules = [rule for strategy in _edition().strategies for rule in strategy.rules]
    barring = [rule for rule in rules if rule.stance in (Stance.REQUIRES, Stance.EXCLUDES)]
    scored = {
        f"{rule.id}: {fact}"
        for rule in barring
        for fact in rule.condition.facts
        if fact.rpartition(".")[2].startswith(scores)
    }

    assert barring
    assert not scored


def test_that_every_source_and_threshold_is_cited_by_the_edition() -> None:
    edition = _edition()
    cited = {source for strategy in edition.strategies for rule in strategy.rules for source in rule.sources}
    cited |= {source for alert in edition.alerts for source in alert.sources}
    cited |= {source for threshold in edition.thresholds.values() for source in threshold.sources}
    scored = {source for score in SCORES for source in score.sources}
    assert set(edition.sources) - cited <= scored
    assert all(
        threshold.sources and threshold.note.en and threshold.note.zh for threshold in edition.thresholds.values()
    )


def test_that_there_are_at_least_sixty_vignettes_and_no_two_of_one_name() -> None:
    names = [vignette.name for vignette in VIGNETTES]
    assert len(names) >= 60
    assert len(names) == len(set(names))
