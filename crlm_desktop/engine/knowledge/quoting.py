"""Texts that quote facts: "FLR {flr.percent} %" is filled with what is known of the fact, in both languages."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

from crlm_desktop.case.casefile import plain_number
from crlm_desktop.case.wording import Text
from crlm_desktop.engine.expression.wording import unit_in_words
from crlm_desktop.engine.facts import Fact, FactCatalogue, FactValue, Members
from crlm_desktop.engine.interval import Interval

THRESHOLD_PREFIX = "threshold."
_UNKNOWN = Text("not known", "未知")
_HERE_UNKNOWN = Text("here: not known", "本例：未知")
_IN_BRACKETS = re.compile(r"(\s?)([(（])([^()（）]*)([)）])")
_NONE = Text("none", "无")
_YES, _NO = Text("yes", "是"), Text("no", "否")


@dataclass(frozen=True, slots=True)
class NoValue:
    """What a quoted fact without a value is told as: not known, or that there is nothing to know; and its unit."""

    is_unknown: bool
    unit: Text


Told = Callable[[str], Text | NoValue]
"""What tells a quoted name in words."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Plain text, and the name that is quoted after it, if any."""

    plain: str
    name: str | None


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A stretch of one side of a text; ``unknown`` is what brackets say instead while nothing in them is known.

    Outside brackets, and in brackets that quote nothing, ``unknown`` is ``None``.
    """

    pieces: tuple[_Piece, ...]
    unknown: _Piece | None = None

    def told(self, words: Mapping[str, str | NoValue]) -> tuple[_Piece, ...]:
        """Return what the stretch says when its names are told so; nothing where a fact in brackets does not apply."""
        if self.unknown is None:
            return self.pieces
        quoted = [words[piece.name] for piece in self.pieces if piece.name is not None]
        lacking = [word for word in quoted if isinstance(word, NoValue)]
        if any(not one.is_unknown for one in lacking):
            return ()
        return (self.unknown,) if len(lacking) == len(quoted) else self.pieces


@dataclass(frozen=True, slots=True)
class _Side:
    """One language of a text, read once: many cases fill it in."""

    stretches: tuple[_Stretch, ...]
    unknown: str

    def filled_with(self, words: Mapping[str, str]) -> str:
        """Fill in the names, of which each has a value."""
        pieces = (piece for stretch in self.stretches for piece in stretch.pieces)
        return "".join([piece.plain if piece.name is None else f"{piece.plain}{words[piece.name]}" for piece in pieces])

    def filled(self, words: Mapping[str, str | NoValue], unit_of: Callable[[NoValue], str]) -> str:
        """Fill in the names; after a fact without a value its unit is left out."""
        made, plain, unit = "", "", ""
        for stretch in self.stretches:
            for piece in stretch.told(words):
                plain += piece.plain
                if piece.name is not None:
                    word = words[piece.name]
                    made += _without_unit(plain, unit)
                    made += self.unknown if isinstance(word, NoValue) else word
                    plain, unit = "", unit_of(word) if isinstance(word, NoValue) else ""
        return made + _without_unit(plain, unit)


def _without_unit(plain: str, unit: str) -> str:
    stripped = plain.lstrip()
    return stripped.removeprefix(unit) if unit and stripped.startswith(unit) else plain


def _side_of(text: str, *, unknown: str, here_unknown: str) -> _Side:
    stretches, start = [], 0
    for brackets in _IN_BRACKETS.finditer(text):
        stretches.append(_Stretch(_pieces_of(text[start : brackets.start()])))
        pieces = _pieces_of(brackets[0])
        space, opening, _, closing = brackets.groups()
        instead = _Piece(f"{space}{opening}{here_unknown}{closing}", None)
        stretches.append(_Stretch(pieces, instead if any(piece.name for piece in pieces) else None))
        start = brackets.end()
    return _Side((*stretches, _Stretch(_pieces_of(text[start:]))), unknown)


def _pieces_of(text: str) -> tuple[_Piece, ...]:
    return tuple(
        _Piece(plain, None if name is None else name.strip()) for plain, name, _, _ in string.Formatter().parse(text)
    )


@dataclass(frozen=True, slots=True)
class Quotation:
    """A text with the names that it quotes: facts of the case or of the plan, and ``threshold.…``.

    What stands in brackets says how it is in this case: "(here: {lesions.count})". Where nothing quoted in them is
    known, they say that instead of numbers with units; where a fact quoted in them does not apply, they fall away.
    The two sides are read when the text is first filled.
    """

    text: Text
    names: frozenset[str]
    _en: _Side = field(init=False, repr=False, compare=False)
    _zh: _Side = field(init=False, repr=False, compare=False)
    _plain: Text | None = field(init=False, default=None, repr=False, compare=False)
    _is_read: bool = field(init=False, default=False, repr=False, compare=False)

    def read(self) -> None:
        """Read both sides; braces that do not match are a ValueError."""
        en = _side_of(self.text.en, unknown=_UNKNOWN.en, here_unknown=_HERE_UNKNOWN.en)
        zh = _side_of(self.text.zh, unknown=_UNKNOWN.zh, here_unknown=_HERE_UNKNOWN.zh)
        object.__setattr__(self, "_en", en)
        object.__setattr__(self, "_zh", zh)
        plain = None if self.names else Text(en.filled({}, _unit_en), zh.filled({}, _unit_zh))
        object.__setattr__(self, "_plain", plain)
        object.__setattr__(self, "_is_read", True)

    def filled(self, told: Told) -> Text:
        """Return the text with every name replaced by what ``told`` says of it."""
        if not self._is_read:
            self.read()
        if self._plain is not None:
            return self._plain
        words = {name: told(name) for name in self.names}
        values = {name: word for name, word in words.items() if isinstance(word, Text)}
        if len(values) == len(words):
            return Text(
                self._en.filled_with({name: word.en for name, word in values.items()}),
                self._zh.filled_with({name: word.zh for name, word in values.items()}),
            )
        en = {name: word if isinstance(word, NoValue) else word.en for name, word in words.items()}
        zh = {name: word if isinstance(word, NoValue) else word.zh for name, word in words.items()}
        return Text(self._en.filled(en, _unit_en), self._zh.filled(zh, _unit_zh))


def _unit_en(none: NoValue) -> str:
    return none.unit.en


def _unit_zh(none: NoValue) -> str:
    return none.unit.zh


def quoted_names(text: str) -> frozenset[str]:
    """Return the names that one side of a text quotes; braces that do not match are a ValueError."""
    names = set()
    for _, name, spec, conversion in string.Formatter().parse(text):
        if name is None:
            continue
        if not name.strip() or spec or conversion:
            raise ValueError(name)
        names.add(name.strip())
    return frozenset(names)


def teller(catalogue: FactCatalogue, value_of: Callable[[str], FactValue], thresholds: Mapping[str, float]) -> Told:
    """Return what tells a quoted name of one case in words; each name is put into words once."""

    @cache
    def told(name: str) -> Text | NoValue:
        if name.startswith(THRESHOLD_PREFIX):
            return _same(plain_number(thresholds[name.removeprefix(THRESHOLD_PREFIX)]))
        fact = catalogue[name]
        return in_words(fact, value_of(fact.id))

    return told


def in_words(fact: Fact, value: FactValue) -> Text | NoValue:
    """Return what is known of a fact in words, without its unit: "41", "at least 41", "66–76"."""
    possible = value.possible
    if possible is None:
        return NoValue(is_unknown=False, unit=unit_in_words(fact.unit))
    if value.may_not_apply or (not value.is_settled and possible == fact.anything):
        return NoValue(is_unknown=True, unit=unit_in_words(fact.unit))
    match possible:
        case Interval():
            return _interval(fact, possible)
        case Members():
            return _members(fact, possible)
        case _:
            labels = [_label(fact, code) for code in sorted(possible, key=lambda code: _position(fact, code))]
            return Text(" or ".join(label.en for label in labels), "或".join(label.zh for label in labels))


def _interval(fact: Fact, interval: Interval) -> Text:
    low, high = plain_figure(interval.low), plain_figure(interval.high)
    if interval.is_exact or low == high:
        return _same(low)
    if interval.high >= fact.high:
        return Text(f"at least {low}", f"至少 {low}")
    if interval.low <= fact.low:
        return Text(f"at most {high}", f"至多 {high}")
    return Text(f"{low}–{high}", f"{low}～{high}")


def _members(fact: Fact, members: Members) -> Text | NoValue:
    sure = [fact.label_of(code) for code in _in_order(fact, members.surely)]
    more = members.surely != members.possibly
    if not sure:
        return NoValue(is_unknown=True, unit=unit_in_words(fact.unit)) if more else _NONE
    en, zh = ", ".join(label.en for label in sure), "、".join(label.zh for label in sure)
    return Text(f"at least {en}", f"至少包括{zh}") if more else Text(en, zh)


def _label(fact: Fact, code: str | bool) -> Text:
    if isinstance(code, bool):
        return _YES if code else _NO
    return fact.label_of(code)


def _position(fact: Fact, code: str | bool) -> int:
    return int(not code) if isinstance(code, bool) else [str(choice) for choice in fact.choices].index(code)


def _in_order(fact: Fact, codes: frozenset[str]) -> list[str]:
    return [str(choice) for choice in fact.choices if str(choice) in codes]


def plain_figure(number: float) -> str:
    """Return a number as a clinician writes it: with one decimal at most.

    Where that would make a whole number of what is not one, it has two: 29.96 is below 30.
    """
    for decimals in (1, 2):
        figure = round(number, decimals)
        if figure == number or not figure.is_integer():
            return plain_number(figure)
    return plain_number(round(number))


def _same(word: str) -> Text:
    return Text(word, word)
