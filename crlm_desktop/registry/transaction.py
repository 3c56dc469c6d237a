"""One transaction, as the aggregates of the registry see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """The rows within reach, and in whose name and when they are changed."""

    session: Session
    author: str
    at: datetime
