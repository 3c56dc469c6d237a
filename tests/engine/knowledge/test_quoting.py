"""Texts that quote facts, in words."""

from __future__ import annotations

import pytest

from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts import FACTS, FactValue, Members, Possible, Provenance
from crlm_desktop.engine.interval import Interval, exactly
from crlm_desktop.engine.knowledge.quoting import NoValue, Quotation, in_words, plain_figure, quoted_names, teller
from crlm_desktop.engine.tri import FactId

PR_OR_SD = frozenset({"SD", "PR"})
BOTH = Members(frozenset({"ablation", "sirt"}), frozenset({"ablation", "sirt"}))


def words(name: str, possible: Possible | None) -> tuple[str, str]:
    """Return a value of a fact in words, in both languages."""
    hangs_on = frozenset({FactId(name)})
    value = FactValue(fact=FactId(name), possible=possible, provenance=Provenance.ENTERED, hangs_on=hangs_on)
    told = in_words(FACTS[name], value)
    assert isinstance(told, Text)
    return told.en, told.zh


def lack(name: str, possible: Possible | None, *, may_not_apply: bool = False) -> NoValue:
    """Return what a fact without a value is told as."""
    value = FactValue(
        fact=FactId(name),
        possible=possible,
        may_not_apply=may_not_apply,
        provenance=Provenance.ENTERED,
        hangs_on=frozenset({FactId(name)}),
    )
    told = in_words(FACTS[name], value)
    assert isinstance(told, NoValue)
    return told


NOT_KNOWN = NoValue(is_unknown=True, unit=Text("%", "%"))
NOTHING_TO_KNOW = NoValue(is_unknown=False, unit=Text("%", "%"))


@pytest.mark.parametrize(
    ("name", "possible", "en", "zh"),
    [
        ("lesions.max_mm", exactly(41), "41", "41"),
        ("lesions.max_mm", Interval(41, 300), "at least 41", "至少 41"),
        ("lesions.max_mm", Interval(0, 41), "at most 41", "至多 41"),
        ("lesions.max_mm", Interval(30, 41), "30–41", "30～41"),
        ("molecular.braf", frozenset({"v600e"}), "V600E", "V600E 突变"),
        ("molecular.ras", frozenset({"wild_type"}), "wild type", "野生型"),
        ("systemic.last_response", PR_OR_SD, "partial response or stable disease", "部分缓解 (PR)或疾病稳定 (SD)"),
        ("function.portal_hypertension", frozenset({True}), "yes", "是"),
        ("function.portal_hypertension", frozenset({False}), "no", "否"),
        ("local.treatments", BOTH, "ablation, SIRT", "消融、选择性内放射治疗 (SIRT)"),
        ("local.treatments", Members(frozenset({"ablation"}), BOTH.possibly), "at least ablation", "至少包括消融"),
        ("local.treatments", Members(frozenset(), frozenset()), "none", "无"),
    ],
)  # fmt: skip
def test_that_what_is_known_of_a_fact_is_told_in_words(name: str, possible: Possible | None, en: str, zh: str) -> None:
    assert words(name, possible) == (en, zh)


@pytest.mark.parametrize(
    ("name", "possible"),
    [
        ("lesions.max_mm", Interval(0, 300)),
        ("function.portal_hypertension", frozenset({True, False})),
        ("local.treatments", Members(frozenset(), frozenset({"sirt"}))),
    ],
)
def test_that_a_fact_of_which_nothing_is_known_has_no_value_to_tell(name: str, possible: Possible) -> None:
    assert lack(name, possible).is_unknown


def test_that_a_fact_that_does_not_apply_has_nothing_to_know() -> None:
    assert lack("lesions.max_mm", None) == NoValue(is_unknown=False, unit=Text("mm", "mm"))


def test_that_what_may_not_apply_is_not_told_as_if_it_did() -> None:
    assert lack("bevacizumab.weeks_since", Interval(3, 5), may_not_apply=True).is_unknown


@pytest.mark.parametrize(
    ("number", "figure"),
    [
        (30, "30"),
        (0.5, "0.5"),
        (29.96, "29.96"),
        (23.18293, "23.2"),
        (3.142857, "3.1"),
        (4.28571, "4.3"),
        (150.2857, "150.3"),
        (19.99999, "20"),
        (-0.0004, "0"),
    ],
)
def test_that_numbers_have_one_decimal_unless_that_makes_them_whole(number: float, figure: str) -> None:
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


@pytest.mark.parametrize(
    ("en", "zh", "told", "filled"),
    [
        ("Growth (here: {x} %): fast.", "增长（本例：{x}%）：快。", NOT_KNOWN,
         Text("Growth (here: not known): fast.", "增长（本例：未知）：快。")),
        ("Growth (here: {x} %): fast.", "增长（本例：{x}%）：快。", NOTHING_TO_KNOW,
         Text("Growth: fast.", "增长：快。")),
        ("Growth (here: {x} %): fast.", "增长（本例：{x}%）：快。", Text("at least 2", "至少 2"),
         Text("Growth (here: at least 2 %): fast.", "增长（本例：至少 2%）：快。")),
        ("Leaves {x} % of it.", "保留 {x}% 。", NOT_KNOWN, Text("Leaves not known of it.", "保留 未知 。")),
        ("A trial (HR 1.04) of {x}.", "试验（HR 1.04）：{x}", Text("1", "1"),
         Text("A trial (HR 1.04) of 1.", "试验（HR 1.04）：1")),
    ],
)  # fmt: skip
def test_that_no_unit_stands_after_a_fact_without_a_value(en: str, zh: str, told: Text | NoValue, filled: Text) -> None:
    assert Quotation(Text(en, zh), frozenset({"x"})).filled(lambda _: told) == filled


def test_that_brackets_of_which_a_part_is_known_tell_that_part() -> None:
    text = Quotation(Text("Enough ({x} %, needed: {y} %).", "足够（{x}%，需 {y}%）。"), frozenset({"x", "y"}))

    filled = text.filled(lambda name: Text("30", "30") if name == "x" else NOT_KNOWN)

    assert filled == Text("Enough (30 %, needed: not known).", "足够（30%，需 未知）。")
