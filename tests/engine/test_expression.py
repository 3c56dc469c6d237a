"""Conditions: what they read, with which numbers they compare, how they are told, and every way to write one wrong."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crlm_desktop.engine.expression import Condition, ExpressionError, compile_expression
from crlm_desktop.engine.expression.faults import (
    ALL_CODES,
    ALWAYS_APPLIES,
    BAD_LOOP,
    CODE_WANTED,
    COUNT_ALONE,
    EMPTY,
    KNOWN_NOT_HERE,
    LESION_ALONE,
    LOOP_INSIDE,
    LOOP_NAME,
    NEVER_FALSE,
    NEVER_TRUE,
    NO_CONSTANT,
    NOT_A_STATEMENT,
    NOT_ALLOWED,
    NOT_READ,
    NUMBER_WANTED,
    ONE_FACT,
    OTHER_UNIT,
    SIGN_NOT_ALLOWED,
    STATEMENT_COMPARED,
    TOO_DEEP,
    TOO_LONG,
    UNGUARDED,
    UNKNOWN_ATTRIBUTE,
    UNKNOWN_ATTRIBUTE_NEAR,
    UNKNOWN_CODE,
    UNKNOWN_CODE_NEAR,
    UNKNOWN_FACT,
    UNKNOWN_FACT_NEAR,
    UNKNOWN_THRESHOLD,
    UNKNOWN_THRESHOLD_NEAR,
    UNPRINTABLE,
    WHOLE_NUMBER,
)
from crlm_desktop.engine.facts import FACTS
from crlm_desktop.errors import Code, Problem


@dataclass(frozen=True)
class Named:
    """A threshold."""

    value: float
    unit: str


THRESHOLDS = {"ablation.max_count": Named(10, ""), "ablation.max_mm": Named(30, "mm"), "flr.normal": Named(30, "%")}


def compiled(text: str, *, may_ask_known: bool = False) -> Condition:
    return compile_expression(
        text, catalogue=FACTS, thresholds=THRESHOLDS, file="a.toml", line=7, may_ask_known=may_ask_known
    )


def problems_of(text: str) -> tuple[Problem, ...]:
    with pytest.raises(ExpressionError) as caught:
        compiled(text)
    return caught.value.problems


def test_that_a_condition_tells_which_facts_it_reads() -> None:
    condition = compiled("ecog <= 2 and any(l.size_mm > 30 for l in lesions)")
    assert condition.facts == {"fitness.ecog", "lesions[].size_mm", "lesions[].state"}


def test_that_a_condition_tells_the_numbers_that_it_compares_each_fact_with() -> None:
    condition = compiled("20 <= flr.percent < threshold.flr.normal or flr.percent > 40 and ecog in [0, 1]")
    assert condition.constants == {"flr.percent": (20, 30, 40), "fitness.ecog": (0, 1)}


def test_that_a_condition_tells_the_thresholds_that_it_names() -> None:
    condition = compiled(
        "not (lesions.count <= threshold.ablation.max_count)"
        " or count(l for l in lesions if l.size_mm > threshold.ablation.max_mm) >= threshold.ablation.max_count"
        " or threshold.flr.normal > flr.percent"
    )
    assert condition.thresholds == {"ablation.max_count", "ablation.max_mm", "flr.normal"}


def test_that_a_condition_may_go_over_several_lines() -> None:
    assert compiled("ecog <= 2\nand ras == 'mutated'").facts == {"fitness.ecog", "molecular.ras"}


def test_that_a_condition_that_always_holds_is_written_true() -> None:
    assert compiled("True").facts == frozenset()


def test_that_two_conditions_of_the_same_text_are_two() -> None:
    assert compiled("ecog <= 2") != compiled("ecog <= 2")


def test_that_asking_what_is_known_is_told() -> None:
    assert compiled("not is_known(ras)", may_ask_known=True).asks_what_is_known
    assert not compiled("ras == 'mutated'").asks_what_is_known


WORDINGS = [
    ("ecog <= 2", "ECOG performance status ≤ 2", "ECOG 体能状态 ≤ 2"),
    ("flr.percent >= 30", "Future liver remnant (FLR), measured ≥ 30 %", "实测剩余肝比例 (FLR) ≥ 30 %"),
    ("interval.months < 12", "Interval from primary to metastases < 12 months", "原发灶至肝转移的间隔 < 12 个月"),
    ("ecog != 2", "ECOG performance status ≠ 2", "ECOG 体能状态 ≠ 2"),
    ("ras == 'mutated'", "RAS: mutated", "RAS：突变型"),
    ("ras != 'mutated'", "RAS: not mutated", "RAS：非突变型"),
    (
        "braf not in ['v600e', 'other']",
        "BRAF: none of V600E, mutation other than V600E",
        "BRAF：不属于V600E 突变、非 V600E 突变",
    ),
    ("'7' in lesions.segments", "Segments involved include: segment 7", "受累肝段包括：S7 段"),
    ("not lesions.bilobar", "not: Bilobar disease", "非：双叶病灶"),
    (
        "(ecog == 0 or ecog == 1) and ras == 'mutated'",
        "(ECOG performance status = 0 or ECOG performance status = 1) and RAS: mutated",
        "（ECOG 体能状态 = 0 或 ECOG 体能状态 = 1） 且 RAS：突变型",
    ),
    (
        "is_applicable(systemic.last_response) and not is_known(ras)",
        "Response to the latest line is applicable and not: RAS is known",
        "最近一线疗效适用 且 非：RAS已知",
    ),
    (
        "any(l.size_mm > 30 for l in lesions if l.depth == 'deep')",
        "any lesion with Depth: deep has Size > 30 mm",
        "任一病灶（深度：深部）满足：最大径 > 30 mm",
    ),
    ("all(l.size_mm <= 30 for l in lesions)", "every lesion has Size ≤ 30 mm", "每个病灶均满足：最大径 ≤ 30 mm"),
    (
        "count(l for l in lesions if l.size_mm > 30) >= 2",
        "number of lesions with Size > 30 mm ≥ 2",
        "病灶数（最大径 > 30 mm）≥ 2",
    ),
    (
        "count(l.size_mm > 30 for l in lesions if l.depth == 'deep') < 2",
        "number of lesions with Depth: deep and with Size > 30 mm < 2",
        "病灶数（深度：深部，且最大径 > 30 mm）< 2",
    ),
    ("count(l for l in lesions) == 2", "number of lesions = 2", "病灶数 = 2"),
    (
        "not (ecog == 0 and offers.sirt)",
        "not (ECOG performance status = 0 and Offered here: selective internal radiotherapy)",
        "非（ECOG 体能状态 = 0 且 本中心可开展：选择性内放射治疗 (SIRT)）",
    ),
    ("True", "always", "始终成立"),
]


@pytest.mark.parametrize(("text", "en", "zh"), WORDINGS)
def test_that_a_condition_is_told_in_both_languages(text: str, en: str, zh: str) -> None:
    words = compiled(text, may_ask_known=True).wording
    assert (words.en, words.zh) == (en, zh)


FAULTS: list[tuple[str, Code]] = [
    ("", EMPTY),
    ("  \n ", EMPTY),
    ("ecog <", NOT_READ),
    ("a b", NOT_READ),
    ("ecog <= 2\x00", UNPRINTABLE),
    ("eccog < 3", UNKNOWN_FACT_NEAR),
    ("zzz < 3", UNKNOWN_FACT),
    ("any(l.sise_mm > 3 for l in lesions)", UNKNOWN_ATTRIBUTE_NEAR),
    ("any(l.qqq > 3 for l in lesions)", UNKNOWN_ATTRIBUTE),
    ("any(l for l in lesions)", LESION_ALONE),
    ("any(lesions[].size_mm > 3 for l in lesions)", NOT_READ),
    ("lesions.count <= threshold.ablation.max_cont", UNKNOWN_THRESHOLD_NEAR),
    ("lesions.count <= threshold.zzz", UNKNOWN_THRESHOLD),
    ("flr.percent < threshold.ablation.max_mm", OTHER_UNIT),
    ("flr.percent < threshold.ablation.max_count", OTHER_UNIT),
    ("lesions.count < threshold.flr.normal", OTHER_UNIT),
    ("lesions.count", NOT_A_STATEMENT),
    ("ras", NOT_A_STATEMENT),
    ("flr.percent < 'a'", NUMBER_WANTED),
    ("flr.percent < True", NUMBER_WANTED),
    ("flr.percent < [1]", NUMBER_WANTED),
    ("flr.percent < -'a'", NUMBER_WANTED),
    ("ras == 1", CODE_WANTED),
    ("7 in lesions.segments", CODE_WANTED),
    ("ras < 'mutated'", SIGN_NOT_ALLOWED),
    ("lesions.segments == '7'", SIGN_NOT_ALLOWED),
    ("'mutated' in ras", SIGN_NOT_ALLOWED),
    ("lesions.segments in ['7']", SIGN_NOT_ALLOWED),
    ("ras == 'mutant'", UNKNOWN_CODE_NEAR),
    ("ras == 'zzz'", UNKNOWN_CODE),
    ("ecog < 5", NEVER_FALSE),
    ("ecog > 4", NEVER_TRUE),
    ("ecog == 7", NEVER_TRUE),
    ("count(l for l in lesions) >= 0", NEVER_FALSE),
    ("count(l for l in lesions) > 'a'", NUMBER_WANTED),
    ("ras in ['mutated', 'wild_type']", ALL_CODES),
    ("ras in ['mutated', 'zzz']", UNKNOWN_CODE),
    ("ecog in [1, 9]", NEVER_TRUE),
    ("1 < 2", NO_CONSTANT),
    ("flr.percent < ecog", NO_CONSTANT),
    ("ecog in []", NO_CONSTANT),
    ("1 in [1]", NO_CONSTANT),
    ("1 in 2", NO_CONSTANT),
    ("ecog in flr.percent", NO_CONSTANT),
    ("ecog == 1.5", WHOLE_NUMBER),
    ("ecog == 1e999", WHOLE_NUMBER),
    ("ecog == 0x" + "f" * 3900, NEVER_TRUE),
    ("ecog < 0x" + "f" * 3900, NEVER_FALSE),
    ("lesions.max_mm > 1e999", NEVER_TRUE),
    ("offers.sirt == True", STATEMENT_COMPARED),
    ("offers.sirt in [True]", STATEMENT_COMPARED),
    ("any(l.size_mm > 3 for l in cases)", BAD_LOOP),
    ("any([l.size_mm > 3 for l in lesions])", BAD_LOOP),
    ("any(lesions.bilobar)", BAD_LOOP),
    ("any(any(k.size_mm > 3 for k in lesions) for l in lesions)", LOOP_INSIDE),
    ("count(l for l in lesions)", COUNT_ALONE),
    ("any(ras.size_mm > 3 for ras in lesions)", LOOP_NAME),
    ("any(lesions.size_mm > 3 for lesions in lesions)", LOOP_NAME),
    ("is_applicable(ecog)", ALWAYS_APPLIES),
    ("is_applicable()", ONE_FACT),
    ("is_applicable(zzz)", UNKNOWN_FACT),
    ("is_known(ras)", KNOWN_NOT_HERE),
    ("'7' in lesions.segmants", UNKNOWN_FACT_NEAR),
    ("raz in ['mutated']", UNKNOWN_FACT_NEAR),
    ("count(zzz for l in lesions) > 1", UNKNOWN_FACT),
    ("-1 < flr.percent", NEVER_FALSE),
    ("not bevacizumab.weeks_since < 6", UNGUARDED),
    ("systemic.last_response != 'PD'", UNGUARDED),
    ("any(l.vessel_distance_mm not in [1, 2] for l in lesions)", UNGUARDED),
    ("1 + 1", NOT_ALLOWED),
    ("False", NOT_ALLOWED),
    ("ecog is 2", NOT_ALLOWED),
    ("lambda: 1", NOT_ALLOWED),
    ("print('x')", NOT_ALLOWED),
    ("print('x') > 1", NOT_ALLOWED),
    ("ras.__class__.x() == 1", NOT_ALLOWED),
    ("is_applicable('ras')", NOT_ALLOWED),
    ("f'{ecog}' == 'a'", NO_CONSTANT),
    ("ecog <= 2 and " * 400 + "ecog <= 2", TOO_LONG),
    ("not " * 100 + "offers.sirt", TOO_DEEP),
    ("(" * 300 + "offers.sirt" + ")" * 300, NOT_READ),
    ("-" * 3000 + "1 < ecog", TOO_DEEP),
    ("-" * 300 + "1 < ecog", TOO_DEEP),
    ("ecog" + ".b" * 1000 + " < 1", TOO_DEEP),
]


@pytest.mark.parametrize(("text", "code"), FAULTS, ids=[f"{code.id}-{text[:30]}" for text, code in FAULTS])
def test_that_a_faulty_condition_is_refused_with_its_reason(text: str, code: Code) -> None:
    assert code.id in [problem.code.id for problem in problems_of(text)]


@pytest.mark.parametrize(("text", "code"), FAULTS, ids=[f"{code.id}-{text[:30]}" for text, code in FAULTS])
def test_that_every_fault_is_a_whole_sentence(text: str, code: Code) -> None:
    for problem in problems_of(text):
        sentence = problem.code.sentence.format(**problem.params)
        assert sentence.endswith((".", "?")), sentence


def test_that_a_fault_is_told_with_file_line_and_column() -> None:
    assert [problem.path for problem in problems_of("ecog <= 2\n  and eccog < 3")] == ["a.toml:8:7"]
    assert [problem.path for problem in problems_of("eccog < 3")] == ["a.toml:7:1"]
    assert [problem.path for problem in problems_of("ecog <= 2 and")] == ["a.toml:7:14"]


def test_that_every_fault_of_a_condition_is_told() -> None:
    found = problems_of("eccog < 3 and ras == 'mutant' or flr.percent > 200")
    assert [problem.code for problem in found] == [UNKNOWN_FACT_NEAR, UNKNOWN_CODE_NEAR, NEVER_TRUE]


def test_that_each_link_of_a_chain_is_checked() -> None:
    (found,) = problems_of("0 <= ecog < 3")
    assert (found.code, found.params["found"]) == (NEVER_FALSE, "0 <= ecog")


def test_that_a_long_fault_is_shown_cut() -> None:
    found = problems_of("print(" + ", ".join(["ecog"] * 100) + ")")[0].params["found"]
    assert str(found) == ("print(" + "ecog, " * 20)[:80] + "…"


def test_that_the_nearest_name_is_suggested() -> None:
    assert [problem.params["nearest"] for problem in problems_of("flr.percentage < 30")] == ["flr.percent"]


def test_that_a_fact_of_a_lesion_is_not_known_outside_a_loop() -> None:
    assert problems_of("l.size_mm > 3")[0].code is UNKNOWN_FACT


WORDS = (
    *("ecog", "ras", "'mutated'", "and", "or", "not", "(", ")", "[", "]", "in", "<", "<=", "==", "!=", "3", "0.5"),
    *("any(", "all(", "count(", "l.size_mm", "for", "l", "in", "lesions", "if", "is_applicable(", "lambda", "None"),
    *("systemic.last_response", "threshold.flr.normal", ",", ".", ":", "'x'", "'\\d'", "-", "+", "*", "True"),
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))


def sentences_of(text: str) -> list[str]:
    """Return what a reader sees of a text: the condition in words, or what is wrong with it."""
    try:
        return [compiled(text).wording.zh]
    except ExpressionError as error:
        return [problem.code.sentence.format(**problem.params) for problem in error.problems]


@settings(max_examples=300)
@given(TEXTS)
def test_that_any_text_is_a_condition_or_is_refused_with_reasons(text: str) -> None:
    assert all(sentences_of(text))


GUARDED = [
    "is_applicable(bevacizumab.weeks_since) and not bevacizumab.weeks_since < 6",
    "not is_applicable(bevacizumab.weeks_since) or not bevacizumab.weeks_since < 6",
    "bevacizumab.weeks_since < 6",
    "not any(l.vessel_distance_mm < 3 for l in lesions)",
    "any(l.vessel_distance_mm != 3 for l in lesions if is_applicable(l.vessel_distance_mm))",
    "not (not (systemic.last_response == 'PD'))",
]


@pytest.mark.parametrize("text", GUARDED)
def test_that_a_fact_that_can_lack_its_value_may_be_denied_under_a_guard(text: str) -> None:
    assert compiled(text).facts
