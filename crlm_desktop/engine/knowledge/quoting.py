"""Texts that quote facts: "FLR {flr.percent} %" is filled with what is known of the fact, in both languages."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from crlm_desktop.case.casefile import plain_number
from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts import Fact, FactCatalogue, FactValue, Members
from crlm_desktop.engine.interval import Interval

THRESHOLD_PREFIX = "threshold."
_UNKNOWN = Text("unknown", "未知")
_NOT_APPLICABLE = Text("not applicable", "不适用")
_NONE = Text("none", "无")
_YES, _NO = Text("yes", "是"), Text("no", "否")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A text with the names that it quotes: facts of the case or of the plan, and ``threshold.…``."""

    text: Text
    names: frozenset[str]

    def filled(self, told: Callable[[str], Text]) -> Text:
        """Return the text with every name replaced by what ``told`` says of it."""
        if not self.names:
            return Text(*(_joined(side, {}) for side in (self.text.en, self.text.zh)))
        words = {name: told(name) for name in self.names}
        return Text(
            _joined(self.text.en, {name: word.en for name, word in words.items()}),
            _joined(self.text.zh, {name: word.zh for name, word in words.items()}),
        )


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


def _joined(side: str, words: Mapping[str, str]) -> str:
    parts = string.Formatter().parse(side)
    return "".join(plain + (words[name.strip()] if name is not None else "") for plain, name, _, _ in parts)


def teller(
    catalogue: FactCatalogue, value_of: Callable[[str], FactValue], thresholds: Mapping[str, float]
) -> Callable[[str], Text]:
    """Return what tells a quoted name of one case in words."""

    def told(name: str) -> Text:
        if name.startswith(THRESHOLD_PREFIX):
            return _same(plain_figure(thresholds[name.removeprefix(THRESHOLD_PREFIX)]))
        fact = catalogue[name]
        return in_words(fact, value_of(fact.id))

    return told


def in_words(fact: Fact, value: FactValue) -> Text:
    """Return what is known of a fact in words, without its unit: "41", "at least 41", "66–76", "unknown"."""
    possible = value.possible
    if possible is None:
        return _NOT_APPLICABLE
    if value.may_not_apply or (not value.is_settled and possible == fact.anything):
        return _UNKNOWN
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


def _members(fact: Fact, members: Members) -> Text:
    sure = [fact.label_of(code) for code in _in_order(fact, members.surely)]
    more = members.surely != members.possibly
    if not sure:
        return _UNKNOWN if more else _NONE
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
    """Return a number as a text says it: as it is up to three decimals, else rounded to three or four figures."""
    if round(number, 3) == number:
        return plain_number(number)
    size = abs(number)
    figure = f"{number:.{0 if size >= 100 else 1 if size >= 10 else 2}f}"
    plain = figure.rstrip("0").rstrip(".") if "." in figure else figure
    return "0" if plain == "-0" else plain


def _same(word: str) -> Text:
    return Text(word, word)
