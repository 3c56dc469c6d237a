"""The keys that lead from case to case of a meeting."""

from __future__ import annotations

# Within a text the arrows move by words; the page keys lead to the next case from everywhere.
NEXT_KEYS = ("Ctrl+Right", "Ctrl+PgDown")
PREVIOUS_KEYS = ("Ctrl+Left", "Ctrl+PgUp")
