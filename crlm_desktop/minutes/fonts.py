"""The typefaces of the minutes: one for both languages, and a second one for the letters of names that it lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from crlm_desktop.errors import N_, Code, EnvironmentFault

FONT_UNREADABLE = Code(
    "minutes.font-unreadable",
    N_("The font {path} cannot be read, so no minutes can be printed. Install CRLM Desktop again."),
)
# Noto Sans SC draws its Latin letters as those of Source Sans, enlarged by this much.
FURTHER_SCALE = 1.117


@dataclass(frozen=True, slots=True, kw_only=True)
class FontFiles:
    """Where the fonts are, in two weights: the main one, and the one with further letters. All are TrueType."""

    regular: Path
    bold: Path
    further_regular: Path
    further_bold: Path

    @classmethod
    def in_folder(cls, folder: Path) -> FontFiles:
        """Return the fonts that the program ships."""
        return cls(
            regular=folder / "NotoSansSC-Regular.ttf",
            bold=folder / "NotoSansSC-Bold.ttf",
            further_regular=folder / "SourceSans3-Regular.ttf",
            further_bold=folder / "SourceSans3-Bold.ttf",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Fonts:
    """The names under which the main font is known to the PDF library."""

    regular: str
    bold: str


class Run(NamedTuple):
    """Text of one font, at its size relative to the rest."""

    text: str
    font: str
    scale: float


_FURTHER: dict[str, str] = {}
"""The further font of each main font."""
_BOLD: dict[str, str] = {}
"""The bold weight of each main font; a bold one is its own."""


@cache
def registered(files: FontFiles) -> Fonts:
    """Make the fonts known to the PDF library, once a process; a file that cannot be read is an `EnvironmentFault`."""
    fonts = Fonts(regular=files.regular.stem, bold=files.bold.stem)
    for main, further in ((files.regular, files.further_regular), (files.bold, files.further_bold)):
        pdfmetrics.registerFont(_read(main))
        pdfmetrics.registerFont(_read(further))
        _FURTHER[main.stem] = further.stem
        for name in (main.stem, further.stem):
            _map_to_itself(name)
    _BOLD.update({fonts.regular: fonts.bold, fonts.bold: fonts.bold})
    return fonts


def bold_of(font: str) -> str:
    """Return the bold weight of a main font."""
    return _BOLD[font]


def _map_to_itself(name: str) -> None:
    """Tell the PDF library that the weights of a font are fonts of their own."""
    for bold in (0, 1):
        for italic in (0, 1):
            addMapping(name, bold, italic, name)


def _read(path: Path) -> TTFont:
    try:
        return TTFont(path.stem, path)
    except (TTFError, OSError) as fault:
        raise EnvironmentFault(FONT_UNREADABLE, path=str(path)) from fault


def runs(text: str, font: str) -> Iterator[Run]:
    """Yield the text in runs of one font each: the main font wherever it has the letters, else the further one."""
    if not any(_is_further(letter, font) for letter in set(text)):
        yield Run(text, font, 1.0)
        return
    for is_further, letters in groupby(text, key=lambda letter: _is_further(letter, font)):
        if is_further:
            yield Run("".join(letters), _FURTHER[font], FURTHER_SCALE)
        else:
            yield Run("".join(letters), font, 1.0)


@cache
def _is_further(letter: str, font: str) -> bool:
    """Whether only the further font can show a letter; what neither has stays with the main one."""
    further = _FURTHER.get(font)
    return further is not None and not _has(font, letter) and _has(further, letter)


def _has(font: str, letter: str) -> bool:
    known = pdfmetrics.getFont(font)
    return isinstance(known, TTFont) and ord(letter) in known.face.charToGlyph


def width_of(text: str, font: str, size: float) -> float:
    """Return the width of a line of text in points, whatever fonts its letters need."""
    return sum(pdfmetrics.stringWidth(run.text, run.font, size * run.scale) for run in runs(text, font))
