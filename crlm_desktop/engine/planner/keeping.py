"""What is worked out for a case and for trials on it is kept only for the case and the latest trials."""

from __future__ import annotations

from itertools import islice
from typing import TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")

MOST_KEPT = 24


def keep(kept: dict[Key, Value], key: Key, value: Value) -> None:
    """Add what was worked out for a key; the first thing kept, which is that of the case, always stays."""
    if len(kept) >= MOST_KEPT:
        del kept[next(islice(kept, 1, None))]
    kept[key] = value
