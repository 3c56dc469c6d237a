"""Days and times as they are typed in a meeting."""

from __future__ import annotations

from datetime import date, time

import pytest

from crlm_desktop.errors import CrlmError
from crlm_desktop.gui.meeting.typed import day_of, time_of


@pytest.mark.parametrize("text", ["16:30", "16.30", "1630", "16 : 30", "16：30", "16h30"])
def test_that_a_time_is_read_as_it_is_written(text: str) -> None:
    assert time_of(text) == time(16, 30)


@pytest.mark.parametrize("text", ["", "  "])
def test_that_nothing_typed_is_no_day_and_no_time(text: str) -> None:
    assert (day_of(text), time_of(text)) == (None, None)


@pytest.mark.parametrize(
    "text", [" 2026-12-04 ", "4.12.2026", "04. 12. 2026", "2026/12/4", "2026年12月4日", "２０２６－１２－０４"]
)
def test_that_a_day_is_read_as_people_write_it(text: str) -> None:
    assert day_of(text) == date(2026, 12, 4)


@pytest.mark.parametrize("text", ["25:00", "16:70", "noon", "16:3"])
def test_that_what_is_no_time_is_refused_with_what_was_typed(text: str) -> None:
    with pytest.raises(CrlmError) as refused:
        time_of(text)

    assert refused.value.params == {"value": text}


@pytest.mark.parametrize("text", ["4/12/2026", "2026-02-30", "31.2.2026", "2026-12", "soon"])
def test_that_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(CrlmError):
        day_of(text)
