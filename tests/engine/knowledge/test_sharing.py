"""Rules that several strategies share: read once, held by each of them, and refused where they cannot hold."""

from __future__ import annotations

import pytest

from crlm_desktop.engine.knowledge.loading import check, load
from crlm_desktop.engine.proposal import Stance
from tests.engine.edition_texts import ABLATION, RESECTION, SUPPORTIVE, edition_texts

FITNESS = """id = "fit"

[[excludes]]
id = "child-pugh-c"
when = "child_pugh == 'C'"
text = {en = "Child-Pugh C.", zh = "Child-Pugh C 级。"}
sources = ["trial-2025"]

[[against]]
id = "old"
strength = "weak"
when = "age >= 80"
text = {en = "Old age.", zh = "高龄。"}
sources = ["cohort-2018"]

[[step]]
action = "anaesthetist"
text = {en = "Ask the anaesthetist.", zh = "请麻醉科会诊。"}

[[step]]
action = "follow-up"
position = "after"
text = {en = "Follow up.", zh = "随访。"}
"""
OF_PLANS = """id = "plans"

[[against]]
id = "short"
strength = "strong"
when = "is_applicable(plan.flr_sufficient) and not plan.flr_sufficient"
text = {en = "Short.", zh = "不足。"}
sources = ["cohort-2018"]
"""


def sharing(strategy: str, *names: str) -> str:
    """Return the text of a strategy that shares rules."""
    listed = ", ".join(f'"{name}"' for name in names)
    return strategy.replace("intent =", f"shares = [{listed}]\nintent =", 1)


def shared_by_two(shared: str = FITNESS, name: str = "fit") -> dict[str, str]:
    """Return the edition in which resection and ablation share rules."""
    return edition_texts(
        {
            f"shared/{name}.toml": shared,
            "strategies/resection.toml": sharing(RESECTION, name),
            "strategies/ablation.toml": sharing(ABLATION, name),
        }
    )


def test_that_each_strategy_holds_the_shared_rules_after_its_own_of_the_same_stance() -> None:
    edition = load(shared_by_two())

    resection, ablation = edition.strategy("resection"), edition.strategy("ablation")

    assert resection is not None
    assert ablation is not None
    assert [rule.id for rule in resection.rules if rule.stance is Stance.EXCLUDES] == ["fitness", "child-pugh-c"]
    assert [rule.id for rule in resection.rules if rule.stance is Stance.AGAINST] == ["braf", "old"]
    assert [rule.id for rule in ablation.rules if rule.stance is Stance.EXCLUDES] == ["child-pugh-c"]


def test_that_shared_steps_frame_the_strategys_own() -> None:
    changed = {"shared/fit.toml": FITNESS, "strategies/supportive-care.toml": sharing(SUPPORTIVE, "fit")}

    supportive = load(edition_texts(changed)).strategy("supportive-care")

    assert supportive is not None
    assert [step.action for step in supportive.steps] == ["anaesthetist", "care", "follow-up"]


def test_that_a_shared_rule_may_be_contradicted_by_a_strategys_own() -> None:
    own = RESECTION.replace('id = "survival"\n', 'id = "survival"\ncontradicts = ["old"]\n')
    texts = edition_texts({"shared/fit.toml": FITNESS, "strategies/resection.toml": sharing(own, "fit")})

    assert check(texts) == ()


@pytest.mark.parametrize(
    ("changed", "place", "code"),
    [
        ({"strategies/resection.toml": sharing(RESECTION, "fitt")}, "resection.toml:5", "knowledge.unknown_shared"),
        ({"shared/lonely.toml": FITNESS.replace('"fit"', '"lonely"')}, "lonely.toml:1", "knowledge.unused_shared"),
        ({"shared/fit.toml": FITNESS.replace('"fit"', '"fat"')}, "fit.toml:1", "knowledge.wrong_shared_name"),
        ({"shared/fit.toml": 'id = "fit"\n'}, "fit.toml:1", "knowledge.nothing_shared"),
        (
            {"shared/fit.toml": FITNESS.replace('strength = "weak"', 'strength = "weak"\ncontradicts = ["survival"]')},
            "fit.toml:12",
            "knowledge.unknown_argument",
        ),
        (
            {"strategies/resection.toml": sharing(RESECTION.replace('id = "fitness"', 'id = "child-pugh-c"'), "fit")},
            "resection.toml:18",
            "knowledge.twice",
        ),
    ],
)
def test_that_what_cannot_be_shared_is_told_at_its_place(changed: dict[str, str], place: str, code: str) -> None:
    faults = [(one.path, one.code.id) for one in check({**shared_by_two(), **changed})]

    assert any(path.endswith(place) and found == code for path, found in faults), faults


def test_that_two_groups_with_a_rule_of_one_id_cannot_both_be_shared() -> None:
    changed = {
        "shared/fit.toml": FITNESS,
        "shared/also.toml": FITNESS.replace('"fit"', '"also"'),
        "strategies/resection.toml": sharing(RESECTION, "fit", "also"),
    }

    faults = [(one.path, one.code.id) for one in check(edition_texts(changed))]

    assert set(faults) == {("strategies/resection.toml:5", "knowledge.twice")}


def test_that_rules_on_plans_are_only_shared_by_strategies_with_plans() -> None:
    changed = {
        "shared/plans.toml": OF_PLANS,
        "strategies/resection.toml": sharing(RESECTION, "plans"),
        "strategies/supportive-care.toml": sharing(SUPPORTIVE, "plans"),
    }

    faults = [(one.path, one.code.id) for one in check(edition_texts(changed))]

    assert faults == [("strategies/supportive-care.toml:4", "knowledge.shared_needs_plan")]
