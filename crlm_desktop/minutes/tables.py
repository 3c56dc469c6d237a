"""Tables of the minutes: hairlines between rows, none between columns, heads that repeat, rows that stay whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from reportlab.platypus import Flowable, TableStyle
from reportlab.platypus import Table as PdfTable

from crlm_desktop.minutes.content import Table, TableKind, Words, text_of
from crlm_desktop.minutes.style import CELL_X, CELL_Y, HAIR, HAIRLINE, PANEL, RULE, Styles
from crlm_desktop.minutes.words import paragraph

SHARES: Final[dict[TableKind, tuple[float, ...]]] = {
    TableKind.ATTENDANCE: (36, 28, 20, 16),
    TableKind.QUORUM: (28, 28, 44),
    TableKind.LESIONS: (7, 8.6, 7, 9.4, 43.5, 14, 10.5),
    TableKind.ACTIONS: (58, 26, 16),
}
"""Widths of the columns of each table, in shares of the whole."""

NUMBERS: Final[dict[TableKind, frozenset[int]]] = {TableKind.LESIONS: frozenset({2, 3})}
"""Columns of figures, which are aligned at their right."""

RULED: Final = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("LEFTPADDING", (0, 0), (-1, -1), CELL_X),
        ("RIGHTPADDING", (0, 0), (-1, -1), CELL_X),
        ("LEFTPADDING", (0, 0), (0, -1), 0),
        ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), CELL_Y),
        ("BOTTOMPADDING", (0, 0), (-1, -1), CELL_Y),
        ("LINEBELOW", (0, 1), (-1, -1), HAIR, HAIRLINE),
        ("LINEBELOW", (0, 0), (-1, 0), 0.7, RULE),
    ]
)
"""A head with a rule below it, rows with hairlines between them."""

BARE: Final = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), CELL_X * 1.5),
        ("TOPPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
    ]
)
"""Things side by side, without any rule."""

BAND: Final = TableStyle(
    [
        ("BACKGROUND", (0, 0), (-1, -1), PANEL),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 6),
        ("LEFTPADDING", (1, 0), (1, -1), 2),
        ("TOPPADDING", (0, 0), (-1, -1), 4),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
    ]
)
"""One line on a coloured ground."""

TALL: Final = 900
"""A cell of more letters than this may be taller than a page; only then may a row be split."""


SMALL: Final = 6
"""A table of no more rows stays whole on one page."""


def room_for(table: Table, made: PdfTable, *, width: float, at_least: float) -> float:
    """Return the height that must be free for a table to begin: all of a small one, ``at_least`` of a large one."""
    is_whole = len(table.rows) <= SMALL and not _has_tall_row(table)
    return made.wrap(width, 0)[1] if is_whole else at_least


def pdf_table(table: Table, *, width: float, styles: Styles) -> PdfTable:
    """Return the table, as wide as told."""
    shares = SHARES[table.kind]
    numbers = NUMBERS.get(table.kind, frozenset())
    heads = (styles.head, styles.head_right)
    rows: list[list[Flowable]] = [
        [paragraph(title, heads[column in numbers]) for column, title in enumerate(table.head)],
        *([_cell(cell, column in numbers, styles) for column, cell in enumerate(row)] for row in table.rows),
    ]
    widths = [width * share / sum(shares) for share in shares]
    made = set_in(styles, rows, widths, style=RULED)
    made.repeatRows = 1
    made.splitInRow = int(_has_tall_row(table))
    made.spaceAfter = 6
    return made


def set_in(styles: Styles, rows: Sequence[list[Any]], widths: Sequence[float], *, style: TableStyle) -> PdfTable:
    """Return a table of flowables; the library wants a font for them, and would take one that is not embedded."""
    fonts = TableStyle([("FONT", (0, 0), (-1, -1), styles.fonts.regular)], parent=style)
    return PdfTable(rows, colWidths=list(widths), hAlign="LEFT", style=fonts)


def _cell(words: Words, is_number: bool, styles: Styles) -> Flowable:
    return paragraph(words, styles.number if is_number else styles.cell)


def _has_tall_row(table: Table) -> bool:
    return any(len(text_of(cell)) > TALL for row in table.rows for cell in row)
