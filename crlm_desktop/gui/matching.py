"""How well a text answers what is typed: whole, begun, in it, by initials, or by letters in their order."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from crlm_desktop.gui.initials import initials, is_chinese

WHOLE, BEGUN, AT_WORD, WITHIN, INITIALS, SCATTERED = 100.0, 90.0, 80.0, 70.0, 60.0, 40.0
# Letters that lie further apart than this many times the word say nothing any more.
_WIDEST = 4
_LEAST_SCATTERED = 3


@dataclass(frozen=True, slots=True)
class Searched:
    """A text made ready: folded, where its words begin, and by which letters each character is also found."""

    text: str
    heads: tuple[int, ...]
    letters: tuple[frozenset[str], ...]


def searched(text: str) -> Searched:
    """Make a text ready to be searched."""
    folded = fold(text)
    heads = tuple(at for at in range(len(folded)) if _is_head(folded, at))
    return Searched(folded, heads, tuple(initials(folded[at]) | {folded[at]} for at in heads))


def fold(text: str) -> str:
    """Return a text as it is compared: without case, width or accents."""
    parted = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(one for one in parted if not unicodedata.combining(one)).split())


def score(query: str, texts: Sequence[Searched]) -> float | None:
    """Return how well the texts answer a query, at most 100; ``None`` when a word of it is in none of them.

    The first of the texts is the one that is shown, and weighs more.
    """
    words = fold(query).split()
    total = 0.0
    for word in words:
        best = max(
            (found - (5.0 if place else 0.0) for place, text in enumerate(texts) if (found := _score(word, text))),
            default=None,
        )
        if best is None:
            return None
        total += best
    return total / len(words) if words else None


def _score(word: str, text: Searched) -> float | None:
    if word == text.text:
        return WHOLE
    at = text.text.find(word)
    if at == 0:
        return BEGUN
    if at > 0:
        return AT_WORD if at in text.heads else WITHIN
    return _score_initials(word, text) or _score_scattered(word, text.text)


def _score_initials(word: str, text: Searched) -> float | None:
    """Match a word with the beginnings of words that follow one another; a Chinese character is a word."""
    for start in range(len(text.letters) - len(word) + 1):
        if len(word) > 1 and all(letter in text.letters[start + at] for at, letter in enumerate(word)):
            return INITIALS + (5.0 if start == 0 else 0.0)
    return None


def _score_scattered(word: str, text: str) -> float | None:
    """Match letters in their order, the nearer together the better."""
    if len(word) < _LEAST_SCATTERED:
        return None
    starts = (at for at, letter in enumerate(text) if letter == word[0])
    widths = [width for start in starts if (width := _width(word, text, start)) is not None]
    if not widths or min(widths) > _WIDEST * len(word):
        return None
    return SCATTERED * len(word) / min(widths)


def _width(word: str, text: str, start: int) -> int | None:
    at = start
    for letter in word[1:]:
        at = text.find(letter, at + 1)
        if at < 0:
            return None
    return at - start + 1


def _is_head(text: str, at: int) -> bool:
    here = text[at]
    if not here.isalnum():
        return False
    before = text[at - 1] if at else " "
    return is_chinese(here) or not before.isalnum() or is_chinese(before)
