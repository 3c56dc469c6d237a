"""How a value becomes words in one language: numbers with units, dates, choices, and what is not known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, assert_never

from crlm_desktop.case.casefile import plain_number
from crlm_desktop.case.choices import Segment
from crlm_desktop.case.fields import FIELDS, Field, Kind
from crlm_desktop.case.record import Record
from crlm_desktop.case.wording import Choice
from crlm_desktop.engine.proposal import Proposal, Source
from crlm_desktop.errors import N_
from crlm_desktop.i18n import Catalogue, Language
from crlm_desktop.minutes.content import Fact, Span, Tone, Words, muted, plain


@dataclass(frozen=True, slots=True)
class Punctuation:
    """The signs that join words and sentences in one language."""

    listing: str
    comma: str
    semicolon: str
    colon: str
    stop: str
    between_sentences: str
    opening: str
    closing: str


_ENGLISH = Punctuation(", ", ", ", "; ", ": ", ".", " ", " (", ")")
_CHINESE = Punctuation("、", "，", "；", "：", "。", "", "（", "）")


def punctuation_of(language: Language) -> Punctuation:
    """Return the signs of a language."""
    match language:
        case Language.EN:
            return _ENGLISH
        case Language.ZH:
            return _CHINESE
        case _:
            assert_never(language)


@dataclass(slots=True)
class Citations:
    """The sources of the document, numbered in the order in which they are first cited."""

    cited: dict[str, Source | None] = field(default_factory=dict)

    def numbers(self, ids: Iterable[str], proposal: Proposal) -> tuple[int, ...]:
        """Return the numbers of the sources of a proposal, giving new ones the next."""
        for id_ in ids:
            self.cited.setdefault(id_, proposal.source(id_))
        order = list(self.cited)
        return tuple(sorted(order.index(id_) + 1 for id_ in set(ids)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """What the parts of the document share: the language, its signs, and the sources cited so far."""

    catalogue: Catalogue
    citations: Citations = field(default_factory=Citations)

    @property
    def signs(self) -> Punctuation:
        """The signs of the language."""
        return punctuation_of(self.catalogue.language)

    @property
    def unknown(self) -> Words:
        """The words for what nobody has told."""
        _ = self.catalogue.gettext
        return muted(_("not known"))

    def text(self, text: str | None) -> Words:
        """Return a free text as it was written; an empty one is not known."""
        return plain(text) if text else self.unknown

    def choice(self, choice: Choice | None) -> Words:
        """Return the name of a stated value."""
        return plain(self.catalogue.pick(choice.label)) if choice is not None else self.unknown

    def listing(self, parts: Iterable[str]) -> str:
        """Return the parts as a list within a sentence."""
        return self.signs.listing.join(parts)

    def segments(self, segments: Sequence[Segment] | None) -> Words:
        """Return the numbers of segments."""
        return plain(self.listing(str(segment) for segment in segments)) if segments else self.unknown

    def long_date(self, day: date) -> str:
        """Return a date as it stands in a title."""
        _ = self.catalogue.gettext
        return _("{day} {month} {year}").format(day=day.day, month=_(MONTHS[day.month - 1]), year=day.year)

    def quantity(self, number: float | None, unit: str = "") -> Words:
        """Return a number with its unit."""
        if number is None:
            return self.unknown
        _ = self.catalogue.gettext
        times = "× " if unit.startswith("10") else ""
        return plain(f"{plain_number(number)} {times}{_(unit)}".rstrip())

    def sourced(self, words: Words, ids: Iterable[str], proposal: Proposal) -> Words:
        """Return the words with the numbers of their sources behind them."""
        numbers = self.citations.numbers(tuple(ids), proposal)
        return (*words, Span(f"\u00a0[{', '.join(map(str, numbers))}]", Tone.MUTED)) if numbers else words

    def in_brackets(self, text: str) -> str:
        """Return the text in the brackets of the language, with the space that goes before them."""
        return f"{self.signs.opening}{text}{self.signs.closing}"

    def value(self, value: Any, of: Field) -> Words:
        """Return what a field of the record holds; an empty list says that there is none."""
        _ = self.catalogue.gettext
        if value is None:
            return self.unknown
        match of.kind:
            case Kind.INTEGER | Kind.NUMBER:
                return self.quantity(value, of.unit)
            case Kind.BOOLEAN:
                return plain(_("yes") if value else _("no"))
            case Kind.CHOICE:
                return self.choice(value)
            case Kind.CHOICES:
                names = [self.catalogue.pick(choice.label) for choice in value]
                return plain(self.listing(names) if names else _("none"))
            case Kind.TEXTS:
                return plain(self.listing(value) if value else _("none"))
            case Kind.DATE | Kind.TEXT:
                return plain(str(value))
            case Kind.ENTRIES:
                raise ValueError(of.path)
            case _:
                assert_never(of.kind)

    def in_one_line(self, facts: Sequence[Fact]) -> Words:
        """Return facts one behind the other, and at the end the names of those that nobody has told."""
        _ = self.catalogue.gettext
        known = [(Span(f"{one.label} ", Tone.MUTED), *one.value) for one in facts if one.value != self.unknown]
        names = [within_sentence(one.label) for one in facts if one.value == self.unknown]
        told = joined(known, self.signs.semicolon)
        if not names:
            return told
        sentence = _("Not known: {names}.").format(names=self.listing(names))
        return (
            *told,
            Span((f"{self.signs.stop}{self.signs.between_sentences}" if told else "") + sentence, Tone.MUTED),
        )

    def fact(self, record: Record, path: str, *, label: str = "") -> Fact:
        """Return the name and the value of the field at ``path`` of a case."""
        known = FIELDS[path]
        return Fact(label=label or self.catalogue.pick(known.label), value=self.value(value_in(record, path), known))


def within_sentence(name: str) -> str:
    """Return the name of a field as it stands within a sentence; abbreviations keep their capitals."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def value_in(record: Record, path: str) -> Any:
    """Return the value at a path without list entries, or ``None`` when it, or a part on its way, is unknown."""
    value: Any = record
    for name in path.split("."):
        if value is None:
            return None
        value = getattr(value, f"segment_{name}" if name[0].isdigit() else name)
    return value


def joined(parts: Sequence[Words], between: str) -> Words:
    """Return the parts as one, with a text between them."""
    spans: list[Span] = []
    for index, part in enumerate(parts):
        spans.extend((Span(between), *part) if index else part)
    return tuple(spans)


UNITS_IN_WORDS = (N_("years"), N_("weeks"))
MONTHS = (
    N_("January"),
    N_("February"),
    N_("March"),
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
)
