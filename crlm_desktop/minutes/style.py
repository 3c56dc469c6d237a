"""How the minutes look: measures, colours and paragraph styles, all in one place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Final

from reportlab.lib.colors import Color, HexColor, white
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm

from crlm_desktop.minutes.content import Symbol
from crlm_desktop.minutes.fonts import Fonts


class Paper(Enum):
    """The sheet on which the minutes are laid out."""

    A4 = "A4"
    LETTER = "letter"

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        return A4 if self is Paper.A4 else LETTER


TEXT: Final = HexColor("#1B2430")
MUTED: Final = HexColor("#566273")
ACCENT: Final = HexColor("#0B5CAD")
HAIRLINE: Final = HexColor("#C3CAD4")
RULE: Final = HexColor("#8792A2")
PANEL: Final = HexColor("#F3F5F8")
WHITE: Final = white

SYMBOL_COLOURS: Final[dict[Symbol, Color]] = {
    Symbol.FILLED_CIRCLE: HexColor("#0B6B4F"),
    Symbol.RING: HexColor("#1F5FA8"),
    Symbol.QUESTION: HexColor("#8A5A00"),
    Symbol.TRIANGLE: HexColor("#A6401B"),
    Symbol.SLASH: HexColor("#5B6470"),
    Symbol.STOP: HexColor("#B3261E"),
    Symbol.CAUTION: HexColor("#8A5A00"),
    Symbol.NOTE: HexColor("#1F5FA8"),
    Symbol.CHECK: HexColor("#0B6B4F"),
    Symbol.HALF: HexColor("#8A5A00"),
    Symbol.LATER: HexColor("#8A5A00"),
    Symbol.DASH: HexColor("#5B6470"),
}

MARGIN_SIDE: Final = 17 * mm
MARGIN_TOP: Final = 22.5 * mm
MARGIN_BOTTOM: Final = 19.5 * mm
HAIR: Final = 0.4
CELL_X: Final = 4.0
CELL_Y: Final = 1.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Styles:
    """The paragraph styles of a document."""

    fonts: Fonts
    body: ParagraphStyle
    quiet: ParagraphStyle
    small: ParagraphStyle
    cell: ParagraphStyle
    number: ParagraphStyle
    head: ParagraphStyle
    head_right: ParagraphStyle
    label: ParagraphStyle
    item: ParagraphStyle
    step: ParagraphStyle
    title: ParagraphStyle
    kind: ParagraphStyle
    section: ParagraphStyle
    minor: ParagraphStyle
    case: ParagraphStyle
    case_outcome: ParagraphStyle
    source: ParagraphStyle


@cache
def styles_of(fonts: Fonts) -> Styles:
    """Return the styles that use a font."""
    body = ParagraphStyle(
        "body",
        fontName=fonts.regular,
        bulletFontName=fonts.bold,
        fontSize=9,
        leading=11.6,
        spaceAfter=2,
        textColor=TEXT,
        splitLongWords=1,
        allowWidows=0,
        allowOrphans=0,
    )
    strong = ParagraphStyle("strong", parent=body, fontName=fonts.bold)
    small = ParagraphStyle("small", parent=body, fontSize=8.2, leading=10.4, bulletFontSize=8.2, spaceAfter=0)
    head = ParagraphStyle("head", parent=strong, fontSize=7.5, leading=9.4, spaceAfter=0, textColor=MUTED)
    return Styles(
        fonts=fonts,
        body=body,
        quiet=ParagraphStyle("quiet", parent=small, spaceAfter=2, textColor=MUTED),
        small=ParagraphStyle("small prose", parent=small, spaceBefore=2, spaceAfter=2),
        cell=ParagraphStyle("cell", parent=small),
        number=ParagraphStyle("number", parent=small, alignment=TA_RIGHT),
        head=head,
        head_right=ParagraphStyle("head right", parent=head, alignment=TA_RIGHT),
        minor=ParagraphStyle("minor", parent=strong, leading=12, spaceBefore=3, spaceAfter=1),
        label=ParagraphStyle("label", parent=body, fontSize=7.5, leading=9.4, spaceAfter=0, textColor=MUTED),
        item=ParagraphStyle("item", parent=small, leading=10.4, leftIndent=13, bulletIndent=2, spaceAfter=0.5),
        step=ParagraphStyle("step", parent=small, leading=10.4, leftIndent=18, bulletIndent=2, spaceAfter=0.5),
        title=ParagraphStyle("title", parent=strong, fontSize=20, leading=26, spaceAfter=8),
        kind=ParagraphStyle("kind", parent=strong, leading=13, textColor=ACCENT, spaceAfter=0),
        section=ParagraphStyle(
            "section", parent=strong, fontSize=10.5, leading=12.5, textColor=ACCENT, spaceBefore=4, spaceAfter=1
        ),
        case=ParagraphStyle("case", parent=strong, fontSize=15, leading=18, spaceAfter=3),
        case_outcome=ParagraphStyle("case outcome", parent=body, fontSize=10.5, leading=13.5, spaceAfter=0),
        source=ParagraphStyle("source", parent=small, leftIndent=24, bulletIndent=0, spaceAfter=2),
    )


def cjk(style: ParagraphStyle) -> ParagraphStyle:
    """Return the style with Chinese line breaking."""
    return ParagraphStyle(f"{style.name} cjk", parent=style, wordWrap="CJK")
