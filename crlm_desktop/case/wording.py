"""Texts that exist in both languages of the program, kept together with what they name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from typing_extensions import override


@dataclass(frozen=True, slots=True)
class Text:
    """One text in English and in Simplified Chinese; a catalogue picks the one that is shown."""

    en: str
    zh: str


class Choice(StrEnum):
    """A closed set of stated values: each member is its text in the case file and knows its name in both languages."""

    label: Text

    def __new__(cls, value: str, en: str, zh: str) -> Choice:
        """Make the member whose case file text is ``value``."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = Text(en, zh)
        return member

    @override
    def __str__(self) -> str:
        """Return the text that stands in the case file."""
        return str(self.value)
