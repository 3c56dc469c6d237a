"""One transaction, as the aggregates of the registry see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.registry.written import Written


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """The rows within reach, in whose name and when they are changed, and what no audit entry has taken up yet."""

    session: Session
    author: str
    at: datetime
    # Why nothing new may be written in it: what an earlier one wrote must be looked at first.
    refusal: EnvironmentFault | None = None
    written: Written = field(init=False)

    def __post_init__(self) -> None:
        """Watch the session from the beginning."""
        object.__setattr__(self, "written", Written(self.session))
