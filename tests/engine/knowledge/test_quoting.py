"""Texts that quote facts, in words."""

from __future__ import annotations

import pytest

from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts import FACTS, FactValue, Members, Possible, Provenance
from crlm_desktop.engine.interval import Interval, exactly
from crlm_desktop.engine.knowledge.quoting import Quotation, in_words, plain_figure, quoted_names, teller
from crlm_desktop.engine.tri import FactId

PR_OR_SD = frozenset({"SD", "PR"})
BOTH = Members(frozenset({"ablation", "sirt"}), frozenset({"ablation", "sirt"}))


def words(name: str, possible: Possible | None, *, may_not_apply: bool = False) -> tuple[str, str]:
    """Return a value of a fact in words, in both languages."""
    hangs_on = frozenset({FactId(name)})
    value = FactValue(
        fact=FactId(name),
        possible=possible,
        may_not_apply=may_not_apply,
        provenance=Provenance.ENTERED,
        hangs_on=hangs_on,
    )
    told = in_words(FACTS[name], value)
    return told.en, told.zh


@pytest.mark.parametrize(
    ("name", "possible", "en", "zh"),
    [
        ("lesions.max_mm", exactly(41), "41", "41"),
        ("lesions.max_mm", Interval(41, 300), "at least 41", "至少 41"),
        ("lesions.max_mm", Interval(0, 41), "at most 41", "至多 41"),
        ("lesions.max_mm", Interval(30, 41), "30–41", "30～41"),
        ("lesions.max_mm", Interval(0, 300), "unknown", "未知"),
        ("lesions.max_mm", None, "not applicable", "不适用"),
        ("molecular.braf", frozenset({"v600e"}), "V600E", "V600E 突变"),
        ("molecular.ras", frozenset({"wild_type"}), "wild type", "野生型"),
        ("systemic.last_response", PR_OR_SD, "partial response or stable disease", "部分缓解 (PR)或疾病稳定 (SD)"),
        ("function.portal_hypertension", frozenset({True}), "yes", "是"),
        ("function.portal_hypertension", frozenset({False}), "no", "否"),
        ("function.portal_hypertension", frozenset({True, False}), "unknown", "未知"),
        ("local.treatments", BOTH, "ablation, SIRT", "消融、选择性内放射治疗 (SIRT)"),
        ("local.treatments", Members(frozenset({"ablation"}), BOTH.possibly), "at least ablation", "至少包括消融"),
        ("local.treatments", Members(frozenset(), frozenset({"sirt"})), "unknown", "未知"),
        ("local.treatments", Members(frozenset(), frozenset()), "none", "无"),
    ],
)  # fmt: skip
def test_that_what_is_known_of_a_fact_is_told_in_words(name: str, possible: Possible | None, en: str, zh: str) -> None:
    assert words(name, possible) == (en, zh)


def test_that_what_may_not_apply_is_not_told_as_if_it_did() -> None:
    assert words("bevacizumab.weeks_since", Interval(3, 5), may_not_apply=True) == ("unknown", "未知")


@pytest.mark.parametrize(
    ("number", "figure"),
    [
        (30, "30"),
        (0.5, "0.5"),
        (29.96, "29.96"),
        (23.18293, "23.2"),
        (4.28571, "4.29"),
        (150.2857, "150"),
        (19.99999, "20"),
        (-0.0004, "0"),
    ],
)
def test_that_numbers_are_told_as_they_are_up_to_three_decimals(number: float, figure: str) -> None:
    assert plain_figure(number) == figure


def test_that_names_are_read_from_single_braces_and_doubled_ones_stand_for_themselves() -> None:
    assert quoted_names("FLR {flr.percent} % {{not}} { ecog }") == {"flr.percent", "ecog"}


@pytest.mark.parametrize("text", ["{", "{ecog", "ecog}", "{}", "{ecog!r}", "{ecog:d}"])
def test_that_other_braces_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        quoted_names(text)


def test_that_facts_and_thresholds_are_filled_in_in_both_languages() -> None:
    text = Quotation(
        Text("{ecog} against {threshold.x} {{%}}", "{ecog} 对 {threshold.x}"), frozenset({"ecog", "threshold.x"})
    )
    value = FactValue(fact=FactId("fitness.ecog"), possible=exactly(1), provenance=Provenance.ENTERED)

    filled = text.filled(teller(FACTS, lambda _: value, {"x": 2.5}))

    assert filled == Text("1 against 2.5 {%}", "1 对 2.5")


def test_that_a_text_without_quotations_loses_only_its_doubled_braces() -> None:
    assert Quotation(Text("a {{b}}", "甲"), frozenset()).filled(lambda _: Text("", "")) == Text("a {b}", "甲")
