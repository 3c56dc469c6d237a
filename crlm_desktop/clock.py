"""The time, handed to whoever needs it, so that nothing below reads a clock by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the moment and the day."""

    def now(self) -> datetime:
        """Return the present moment in UTC, with its time zone."""
        ...

    def today(self) -> date:
        """Return the day on the wall calendar of whoever uses the program."""
        ...


class SystemClock:
    """The clock of this machine."""

    def now(self) -> datetime:
        """Return the present moment in UTC, with its time zone."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Return the day on the wall calendar in the time zone of this machine."""
        return datetime.now().astimezone().date()


@dataclass(frozen=True, slots=True)
class FixedClock:
    """A clock that stands still, for tests and demonstrations; a moment without its time zone is refused."""

    moment: datetime

    def __post_init__(self) -> None:
        if self.moment.tzinfo is None:
            raise ValueError("a clock needs a moment with its time zone")

    def now(self) -> datetime:
        """Return the fixed moment in UTC."""
        return self.moment.astimezone(UTC)

    def today(self) -> date:
        """Return the day of the fixed moment in that moment's own time zone."""
        return self.moment.date()
