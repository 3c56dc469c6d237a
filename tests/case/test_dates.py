"""Dates of which the day or the month may be unknown."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crlm_desktop.case.dates import PartialDate


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2026-11-23", date(2026, 11, 23), date(2026, 11, 23)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_that_a_date_stands_for_every_day_it_can_be(text: str, earliest: date, latest: date) -> None:
    read = PartialDate.parse(text)
    assert (read.earliest, read.latest, str(read)) == (earliest, latest, text)


@pytest.mark.parametrize(
    "text", ["", "26", "2026-13", "2026-00", "2026-02-30", "2026-1-1", "1899", "2101", "２０２６", "2026-11-23T00"]
)
def test_that_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        PartialDate.parse(text)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)))
def test_that_an_exact_day_reads_back_as_itself(day: date) -> None:
    assert PartialDate.parse(day.isoformat()) == PartialDate.of(day)
    assert PartialDate.of(day).is_exact


def test_that_one_date_is_surely_before_another_only_when_no_day_of_theirs_crosses() -> None:
    assert PartialDate.parse("2026-01").is_surely_before(PartialDate.parse("2026-02"))
    assert not PartialDate.parse("2026").is_surely_before(PartialDate.parse("2026-12-31"))
    assert not PartialDate.parse("2026").is_exact
