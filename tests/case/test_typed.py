"""What a person types in a field, as a value or as the problem with it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crlm_desktop.case.fields import FIELDS
from crlm_desktop.case.typed import read_text, show_value
from crlm_desktop.errors import Problem


@pytest.mark.parametrize(
    ("path", "text", "value"),
    [
        ("lesions[].size_mm", " 12,5 ", 12.5),
        ("lesions[].size_mm", "１２", 12),
        ("lesions[].size_mm", "", None),
        ("patient.age_years", "62", 62),
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
    assert read.code.sentence.format(**read.params) == sentence


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
