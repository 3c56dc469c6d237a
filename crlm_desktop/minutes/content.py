"""What the minutes say, without layout: a small vocabulary of words, blocks, cases and the whole document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import NamedTuple

from crlm_desktop.case.record import Case
from crlm_desktop.engine.proposal import LesionModality, Plan


class Tone(Enum):
    """How words are meant: muted is what is not known, or less important than the rest."""

    PLAIN = "plain"
    MUTED = "muted"
    STRONG = "strong"


class Span(NamedTuple):
    """Words of one tone; a newline in them begins a new line."""

    text: str
    tone: Tone = Tone.PLAIN


Words = tuple[Span, ...]


def plain(text: str) -> Words:
    """Return the text as words."""
    return (Span(text),)


def muted(text: str) -> Words:
    """Return the text as words that stand back."""
    return (Span(text, Tone.MUTED),)


def strong(text: str) -> Words:
    """Return the text as words that stand out."""
    return (Span(text, Tone.STRONG),)


def text_of(words: Words) -> str:
    """Return the words without their tones."""
    return "".join(span.text for span in words)


class Symbol(Enum):
    """A sign that tells a status or a severity without colour; it always stands with its word."""

    FILLED_CIRCLE = "filled circle"
    RING = "ring"
    QUESTION = "question mark"
    TRIANGLE = "triangle"
    SLASH = "slashed circle"
    STOP = "octagon"
    CAUTION = "triangle with exclamation mark"
    NOTE = "i in a circle"
    CHECK = "check mark"
    HALF = "half-filled circle"
    LATER = "arrow"
    DASH = "dash"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A name and what is known under it."""

    label: str
    value: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """A paragraph; ``label``, when there is one, stands before it; it may stand back, or be set in small letters."""

    words: Words
    label: str = ""
    is_quiet: bool = False
    is_small: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Names and values in ``columns`` columns, read row by row."""

    facts: tuple[Fact, ...]
    columns: int = 2


class TableKind(Enum):
    """Which table it is, from which the layout knows its columns."""

    ATTENDANCE = "attendance"
    QUORUM = "quorum"
    LESIONS = "lesions"
    ACTIONS = "actions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under a head that repeats on each page."""

    kind: TableKind
    head: tuple[str, ...]
    rows: tuple[tuple[Words, ...], ...]


class Sign(Enum):
    """What a line of a list is: for, against, open, a step with its number, or just a line."""

    FOR = "+"
    AGAINST = "−"
    OPEN = "?"
    LINE = "·"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of a list, after its sign or its number."""

    sign: Sign | int
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """A list."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A line that begins with a symbol and its word: an option, an alert, a decision."""

    symbol: Symbol
    word: str
    words: Words
    aside: str = ""
    is_heading: bool = False


class LegendKind(Enum):
    """What a line of the legend explains."""

    MODALITY = "modality"
    VANISHED = "vanished"
    TREATED = "treated"
    SIZE_UNKNOWN = "size unknown"
    RESECTED = "resected segment"


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendLine:
    """One line of the legend of the liver map; ``modality`` belongs to the kind of that name."""

    kind: LegendKind
    text: str
    modality: LesionModality | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LiverPicture:
    """The liver map of a case, as one plan treats it (``None``: no plan), with its legend and what stands beside it."""

    case: Case
    plan: Plan | None
    title: str
    legend: tuple[LegendLine, ...]
    captions: tuple[Words, ...]
    facts: tuple[Fact, ...]
    remnant: Fact | None
    scale: str


Block = Prose | Facts | Table | Items | Flag | LiverPicture


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Blocks under a title: a framed one stands out, a minor one stands under the section before it."""

    title: str
    blocks: tuple[Block, ...]
    is_framed: bool = False
    is_minor: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMinutes:
    """One case: on the agenda by its heading and ``brief`` with ``outcome`` in one line, then by itself.

    ``name`` is its place in the document, such as “Case 3”; ``running`` heads its further pages.
    """

    number: int
    name: str
    heading: str
    running: str
    brief: Words
    particulars: Words
    outcome: Words
    outcome_symbol: Symbol
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Footer:
    """What stands at the foot of each page; ``page`` holds the places of the numbers ``{page}`` and ``{total}``."""

    registry: str
    versions: str
    check_code: str
    notice: str
    page: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Headings:
    """The names of the parts of the document."""

    kind: str
    cases: str
    case: str
    decision: str
    page: str
    sources: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """One publication in the numbered list at the end."""

    number: int
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesContent:
    """The whole document in one language (``language`` is its BCP 47 tag); ``running`` heads every page.

    ``made_at`` is the moment that the file tells: the same content gives the same bytes, whenever it is printed.
    """

    language: str
    made_at: datetime
    title: str
    running: str
    state: str
    is_final: bool
    demonstration: str
    headings: Headings
    opening: tuple[Section, ...]
    cases: tuple[CaseMinutes, ...]
    sources: tuple[SourceLine, ...]
    footer: Footer
