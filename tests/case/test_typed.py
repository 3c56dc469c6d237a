"""What a person types in a field, as a value or as the problem with it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crlm_desktop.case.casefile import OUT_OF_RANGE_UNIT
from crlm_desktop.case.fields import FIELDS, Field
from crlm_desktop.case.typed import converted, read_text, show_value
from crlm_desktop.case.units import OtherUnit, other_units
from crlm_desktop.errors import Problem
from crlm_desktop.i18n import Language, catalogue_for


@pytest.mark.parametrize(
    ("path", "text", "value"),
    [
        ("lesions[].size_mm", " 12,5 ", 12.5),
        ("lesions[].size_mm", "１２", 12),
        ("lesions[].size_mm", "", None),
        ("patient.age_years", "62", 62),
        ("lesions[].size_mm", "2.35 cm", 23.5),
        ("lesions[].size_mm", "２．４厘米", 24),
        ("lesions[].size_mm", "24mm", 24),
        ("function.bilirubin_umol_l", "2 mg/dl", 34.2),
        ("function.bilirubin_umol_l", "20 μmol/L", 20),
        ("function.creatinine_umol_l", "1,2 mg/dL", 106.1),
        ("function.albumin_g_l", "3.9 g/dL", 39),
        ("function.platelets_1e9_l", "150000 /µl", 150),
        ("function.platelets_1e9_l", "150 x10^9/L", 150),
        ("patient.height_cm", "1.72 m", 172),
        ("patient.weight_kg", "154 lb", 69.9),
        ("patient.age_years", "62 岁", 62),
        ("liver.flr.percent", "34 %", 34),
        ("primary.diagnosed_on", "2026/3/9", "2026-03-09"),
        ("primary.diagnosed_on", "2026.11", "2026-11"),
        ("question", "  Resect?  ", "Resect?"),
        ("systemic[].agents", "oxaliplatin; bevacizumab；", ["oxaliplatin", "bevacizumab"]),
    ],
)
def test_that_typed_text_becomes_the_value_it_means(path: str, text: str, value: Any) -> None:
    assert read_text(FIELDS[path], text) == value


@pytest.mark.parametrize(
    ("path", "text", "sentence"),
    [
        ("patient.age_years", "sixty", "“sixty” is not a whole number."),
        ("patient.age_years", "61.5", "“61.5” is not a whole number."),
        ("patient.age_years", "17", "“17” is out of range; allowed is 18 to 110 years."),
        ("lesions[].size_mm", "1e2", "“1e2” is not a number."),
        ("lesions[].size_mm", "999", "“999” is out of range; allowed is 0 to 300 mm."),
        ("lesions[].size_mm", "40 cm", "“40 cm” is out of range; allowed is 0 to 300 mm."),
        (
            "function.bilirubin_umol_l",
            "20 mmol/l",
            "“20 mmol/l” is not a number with a unit of this field; allowed are: µmol/L, mg/dL.",
        ),
        ("function.inr", "1.1 x", "“1.1 x” is not a number."),
        (
            "imaging.ct_on",
            "31/12/2026",
            "“31/12/2026” is not a date; allowed is YYYY-MM-DD, YYYY-MM or YYYY, from 1900 to 2100.",
        ),
        ("molecular.ras_variant", "x" * 201, "This is too long: at most 200 are allowed."),
    ],
)
def test_that_what_cannot_be_meant_is_explained(path: str, text: str, sentence: str) -> None:
    read = read_text(FIELDS[path], text)
    assert isinstance(read, Problem)
    assert catalogue_for(Language.EN).sentence(read) == sentence


def test_that_a_unit_that_is_a_word_is_told_in_the_language_of_the_sentence() -> None:
    read = read_text(FIELDS["patient.age_years"], "17")
    assert isinstance(read, Problem)
    assert "110 岁" in catalogue_for(Language.ZH).sentence(read)


def test_that_what_is_being_typed_in_another_unit_is_told_in_that_of_the_field() -> None:
    bilirubin = FIELDS["function.bilirubin_umol_l"]
    assert converted(bilirubin, "1.2 mg/dL") == "20.5 µmol/L"
    assert [converted(bilirubin, text) for text in ("1.2", "1.2 m", "20 µmol/L", "two mg/dL")] == [""] * 4


_OTHERS = [(field, unit) for field in FIELDS.values() for unit in other_units(field)]


@given(st.sampled_from(_OTHERS), st.decimals(min_value=0, max_value=5000, places=2))
def test_that_a_number_in_another_unit_is_the_same_amount(told: tuple[Field, OtherUnit], amount: Decimal) -> None:
    field, unit = told
    read = read_text(field, f"{amount} {unit.text}")
    meant = float(amount * unit.factor)
    if isinstance(read, Problem):
        assert read.code is OUT_OF_RANGE_UNIT
        assert field.low is not None
        assert field.high is not None
        assert not field.low <= round(meant, 1) <= field.high
    else:
        assert abs(read - meant) <= 0.05 + 1e-9


@given(st.floats(min_value=0, max_value=300).map(lambda number: round(number, 3)))
def test_that_a_shown_number_reads_back_as_itself(number: float) -> None:
    field = FIELDS["lesions[].size_mm"]
    assert read_text(field, show_value(field, number)) == number


@given(st.text())
def test_that_no_text_in_a_number_or_date_field_ends_in_anything_but_a_value_or_a_problem(text: str) -> None:
    for path in ("lesions[].size_mm", "patient.age_years", "as_of"):
        read = read_text(FIELDS[path], text)
        assert read is None or isinstance(read, (int, float, str, Problem))


def test_that_a_choice_is_never_typed() -> None:
    with pytest.raises(ValueError, match=r"molecular\.ras"):
        read_text(FIELDS["molecular.ras"], "mutated")


def test_that_unknown_is_shown_as_nothing_and_lists_with_semicolons() -> None:
    assert show_value(FIELDS["fitness.ecog"], None) == ""
    assert show_value(FIELDS["systemic[].agents"], ["a", "b"]) == "a; b"
    assert show_value(FIELDS["as_of"], "2026-11") == "2026-11"
