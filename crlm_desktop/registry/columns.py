"""Column types: moments in UTC, and the closed sets of the record as their stated texts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, String
from sqlalchemy.types import TypeDecorator
from typing_extensions import override

from crlm_desktop.case.wording import Choice


class Moment(TypeDecorator[datetime]):
    """A moment with its time zone in, the same moment in UTC out; kept as UTC."""

    impl = DateTime
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without its time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    @override
    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Chosen(TypeDecorator[Choice]):
    """A member of a closed set, kept as its text in the case file."""

    impl = String
    cache_ok = True

    def __init__(self, choices: type[Choice]) -> None:
        super().__init__(40)
        self.choices = choices
        self._members = {str(choice): choice for choice in choices}

    @override
    def process_bind_param(self, value: Choice | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    @override
    def process_result_value(self, value: Any | None, dialect: Dialect) -> Choice | None:
        return None if value is None else self._members[value]
