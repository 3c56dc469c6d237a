"""Line breaking for paragraphs with Chinese in them, by the rules of Chinese typesetting.

The PDF library by itself lets a line begin with a comma where two signs follow each other, and end with an opening
bracket.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import Any, Final, NamedTuple

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Paragraph
from reportlab.platypus.paragraph import FragLine, ParaLines
from typing_extensions import override

NEVER_FIRST: Final = frozenset("，。、；：！？）》〉」』】〕”’…—～％‰℃,.;:!?)]}%°")
"""Signs that no line begins with."""
NEVER_LAST: Final = frozenset("（《〈「『【〔“‘([{¥$#")
"""Signs that no line ends with."""
FIRST_CHINESE: Final = "\u2e80"
_NO_BREAK_SPACE = "\u00a0"
_FUZZ = 1e-6


class _Letter(NamedTuple):
    """A character with its width; a forced line break has no character. ``run`` is the library's run of text."""

    char: str
    width: float
    run: Any


class ChineseParagraph(Paragraph):
    """A paragraph that may break between any two Chinese characters, where punctuation allows it, and between words."""

    blPara: Any  # noqa: N815 - the name that the library gives it

    @override
    def breakLinesCJK(self, maxWidths: float | list[float] | tuple[float, ...]) -> Any:
        """Break into lines of these widths, of which the last one holds for all further lines."""
        if hasattr(self, "_splitpara"):
            # The first part of a paragraph that was split between two pages keeps its lines.
            return self.blPara
        if not self.frags:
            return super().breakLinesCJK(maxWidths)
        widths = list(maxWidths) if isinstance(maxWidths, (list, tuple)) else [maxWidths]
        letters = [letter for run in self.frags for letter in _letters(run)]
        return ParaLines(kind=1, lines=list(_lines(letters, widths)))


def _letters(run: Any) -> Iterator[_Letter]:
    if hasattr(run, "lineBreak"):
        # What splitting a paragraph between pages adds to the text of a break is not part of it.
        yield _Letter("", 0.0, run)
        return
    for char in run.text:
        yield _Letter(char, _width(char, run.fontName) * run.fontSize, run)


@cache
def _width(char: str, font: str) -> float:
    return stringWidth(char, font, 1)


def _lines(letters: Sequence[_Letter], widths: Sequence[float]) -> Iterator[FragLine]:
    """Yield the lines: as many letters in each as fit, broken at the last place where a break is allowed."""
    start, used, allowed, count, at = 0, 0.0, 0, 0, 0
    while at < len(letters):
        letter = letters[at]
        room = widths[min(count, len(widths) - 1)]
        if not letter.char:
            yield _line(letters[start : at + 1], room, is_forced=True)
            start, used, count, at = at + 1, 0.0, count + 1, at + 1
        elif used + letter.width > room + _FUZZ and at > start and not letter.char.isspace():
            end = allowed if allowed > start else at
            yield _line(letters[start:end], room, is_forced=False)
            start, used, count = end, sum(one.width for one in letters[end:at]), count + 1
        else:
            used, at = used + letter.width, at + 1
            if at < len(letters) and _may_break(letters[at - 2].char if at > 1 else "", letter.char, letters[at].char):
                allowed = at
    if start < len(letters):
        yield _line(letters[start:], widths[min(count, len(widths) - 1)], is_forced=False)


def _may_break(earlier: str, before: str, after: str) -> bool:
    """Whether a line may end between two characters, of which ``earlier`` precedes the first.

    It may not before a space or a closing sign, within a word, or between a number and its unit.
    """
    if after in NEVER_FIRST or before in NEVER_LAST or after.isspace() or before == _NO_BREAK_SPACE:
        return False
    if before.isspace():
        return not (earlier.isdigit() and after.isalpha() and after < FIRST_CHINESE)
    return before >= FIRST_CHINESE or after >= FIRST_CHINESE


def _line(letters: Sequence[_Letter], room: float, *, is_forced: bool) -> FragLine:
    groups = [list(group) for _id, group in groupby(letters, key=lambda letter: id(letter.run))]
    words = [group[0].run.clone(text="".join(letter.char for letter in group)) for group in groups]
    used = sum(letter.width for letter in letters)
    size = max(letter.run.fontSize for letter in letters)
    return FragLine(
        kind=1,
        extraSpace=room - used,
        wordCount=1,
        words=words,
        fontSize=size,
        ascent=size,
        descent=-0.2 * size,
        maxWidth=room,
        currentWidth=used,
        lineBreak=is_forced,
    )
