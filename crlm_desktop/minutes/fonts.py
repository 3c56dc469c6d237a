"""The typeface of the minutes: one TrueType family for every script, embedded as a subset."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from crlm_desktop.errors import N_, Code, EnvironmentFault

FONT_UNREADABLE = Code(
    "minutes.font-unreadable",
    N_("The font {path} cannot be read, so no minutes can be printed. Install CRLM Desktop again."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FontFiles:
    """Where the two weights are; both are TrueType with the characters of both languages."""

    regular: Path
    bold: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Fonts:
    """The names under which the two weights are known to the PDF library."""

    regular: str
    bold: str


@cache
def registered(files: FontFiles) -> Fonts:
    """Make the font known to the PDF library, once a process; a file that cannot be read is an `EnvironmentFault`."""
    fonts = Fonts(regular=files.regular.stem, bold=files.bold.stem)
    for name, path in ((fonts.regular, files.regular), (fonts.bold, files.bold)):
        pdfmetrics.registerFont(_read(name, path))
    for bold in (0, 1):
        for italic in (0, 1):
            addMapping(fonts.regular, bold, italic, fonts.bold if bold else fonts.regular)
    return fonts


def _read(name: str, path: Path) -> TTFont:
    try:
        return TTFont(name, path)
    except (TTFError, OSError) as fault:
        raise EnvironmentFault(FONT_UNREADABLE, path=str(path)) from fault
