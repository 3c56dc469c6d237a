"""The clocks: moments carry their time zone, days are those of the wall calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from crlm_desktop.clock import Clock, FixedClock, SystemClock

LATE_IN_BEIJING = datetime(2026, 11, 24, 1, 30, tzinfo=timezone(timedelta(hours=8)))


def test_that_a_fixed_clock_tells_the_moment_in_utc() -> None:
    assert FixedClock(LATE_IN_BEIJING).now() == datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
    assert FixedClock(LATE_IN_BEIJING).now().tzinfo is UTC


def test_that_a_fixed_clock_tells_the_day_of_its_own_place() -> None:
    assert FixedClock(LATE_IN_BEIJING).today() == date(2026, 11, 24)


def test_that_a_moment_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        FixedClock(datetime(2026, 11, 24))  # noqa: DTZ001 - the very thing that is refused


def test_that_the_systems_clock_goes_on_and_knows_its_zone() -> None:
    clock: Clock = SystemClock()
    first = clock.now()

    assert first.tzinfo is UTC
    assert clock.now() >= first
    assert abs(clock.today() - first.date()) <= timedelta(days=1)
