"""What was typed and could not be written: the text with the reason, kept at its field until it is put right."""

from __future__ import annotations

from dataclasses import dataclass

from crlm_desktop.errors import Tellable


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A text that stays in its field, and what is wrong with it."""

    text: str
    reason: Tellable
