"""The content of the minutes as things to be set on pages, in reading order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, assert_never

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, FrameBG, Indenter, PageBreak, Spacer
from reportlab.platypus import Table as PdfTable

from crlm_desktop.engine.liver.drawing import Drawing
from crlm_desktop.minutes.content import (
    Block,
    CaseMinutes,
    Fact,
    Facts,
    Flag,
    Item,
    Items,
    LiverPicture,
    MinutesContent,
    Prose,
    Section,
    Sign,
    Span,
    Table,
    Tone,
    Words,
    text_of,
)
from crlm_desktop.minutes.map import LiverMap, Swatch
from crlm_desktop.minutes.page import Begin, PageOf, Progress
from crlm_desktop.minutes.style import CELL_X, PANEL, SYMBOL_COLOURS, Styles
from crlm_desktop.minutes.symbols import SymbolMark
from crlm_desktop.minutes.tables import BAND, BARE, RULED, pdf_table, room_for, set_in
from crlm_desktop.minutes.words import paragraph

LONG_FACT = 160
"""A value of more letters than this stands by itself instead of in the grid."""
MAP_WIDTH = 70 * mm
HEADING_HEIGHT = 10 * mm
HEADING_ROOM = 13 * mm
"""What must fit of a heading and its text, so that it never stands alone at the foot of a page."""
TABLE_ROOM = 22 * mm
"""What must fit of a table, so that its head does not stand with one row alone."""
INSET = 8.0
GAP = "\u00a0\u00a0 "
"""Stands between a label and what it labels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What every part of the layout needs."""

    styles: Styles
    drawing: Drawing
    width: float
    progress: Progress


def story(content: MinutesContent, layout: Layout) -> list[Flowable]:
    """Return the whole document."""
    flowables = [*_opening(content, layout), *_agenda(content, layout)]
    for case in content.cases:
        flowables.extend(_case(case, content, layout))
    flowables.extend(_sources(content, layout))
    return flowables


def _opening(content: MinutesContent, layout: Layout) -> Iterator[Flowable]:
    styles = layout.styles
    yield Begin(layout.progress, key="meeting", title=content.title, level=0, running="")
    yield paragraph(content.headings.kind, styles.kind)
    yield paragraph(content.title, styles.title)
    for number, section in enumerate(content.opening):
        yield from _section(section, layout, key=f"meeting-{number}")


def _agenda(content: MinutesContent, layout: Layout) -> Iterator[Flowable]:
    """Return the list of the cases with what became of them, and the pages on which they begin."""
    if not content.cases:
        return
    headings, styles = content.headings, layout.styles
    yield CondPageBreak(HEADING_ROOM)
    yield Begin(layout.progress, key="cases", title=headings.cases, level=1)
    yield paragraph(headings.cases, styles.section)
    shares = (5, 43, 4, 40, 8)
    widths = [layout.width * share / sum(shares) for share in shares]
    head = ("", headings.case, "", headings.decision)
    rows: list[list[Flowable]] = [
        [*(paragraph(title, styles.head) for title in head), paragraph(headings.page, styles.head_right)]
    ]
    rows.extend(_agenda_row(case, styles, widths[-1]) for case in content.cases)
    table = set_in(styles, rows, widths, style=RULED)
    table.repeatRows = 1
    table.spaceAfter = 6
    yield table


def _agenda_row(case: CaseMinutes, styles: Styles, page_width: float) -> list[Flowable]:
    return [
        paragraph(str(case.number), styles.cell),
        paragraph((Span(case.heading, Tone.STRONG), Span(f"{GAP}{text_of(case.brief)}", Tone.MUTED)), styles.cell),
        SymbolMark(case.outcome_symbol, bold_font=styles.fonts.bold),
        paragraph(case.outcome, styles.cell),
        PageOf(_case_key(case), width=page_width - CELL_X, height=styles.cell.leading),
    ]


def _case_key(case: CaseMinutes) -> str:
    return f"case-{case.number}"


def _case(case: CaseMinutes, content: MinutesContent, layout: Layout) -> Iterator[Flowable]:
    styles, key = layout.styles, _case_key(case)
    yield PageBreak()
    yield Begin(
        layout.progress,
        key=key,
        title=f"{case.name}  {case.heading}",
        level=0,
        running=case.running,
    )
    yield paragraph((Span(case.name), Span(f"{GAP}{text_of(case.particulars)}", Tone.MUTED)), styles.kind)
    yield paragraph(case.heading, styles.case)
    yield _outcome(case, layout)
    for number, section in enumerate(case.sections):
        yield from _section(section, layout, key=f"{key}-{number}")


def _outcome(case: CaseMinutes, layout: Layout) -> Flowable:
    """Return what became of the case, as a band below its heading."""
    styles = layout.styles
    mark = SymbolMark(case.outcome_symbol, bold_font=styles.fonts.bold, size=9, drop=3)
    row = [mark, paragraph(case.outcome, styles.case_outcome)]
    band = set_in(styles, [row], [20, layout.width - 20], style=BAND)
    band.spaceAfter = 2
    return band


def _sources(content: MinutesContent, layout: Layout) -> Iterator[Flowable]:
    if not content.sources:
        return
    if content.cases:
        yield PageBreak()
    yield Begin(layout.progress, key="sources", title=content.headings.sources, level=0, running="")
    yield paragraph(content.headings.sources, layout.styles.section)
    for source in content.sources:
        yield paragraph(source.words, layout.styles.source, bullet=f"{source.number}.")


def _section(section: Section, layout: Layout, *, key: str) -> Iterator[Flowable]:
    if section.is_framed:
        yield CondPageBreak(40 * mm)
        yield Spacer(0, 5)
        yield FrameBG(PANEL, left=0, right=0, start=True)
        yield Indenter(left=INSET, right=INSET)
        yield Spacer(0, 2)
        yield from _bare_section(section, replace(layout, width=layout.width - 2 * INSET), key=key)
        yield Spacer(0, 3)
        yield Indenter(left=-INSET, right=-INSET)
        yield FrameBG(start=False)
    else:
        yield from _bare_section(section, layout, key=key)


def _bare_section(section: Section, layout: Layout, *, key: str) -> Iterator[Flowable]:
    match section:
        case Section(is_minor=True, blocks=(Prose(label="", words=words),)):
            yield _prose(Prose(label=section.title, words=words), layout.styles)
            return
        case _:
            below = [flowable for block in section.blocks for flowable in _block(block, layout)]
    if section.title:
        yield CondPageBreak(_room_below(below))
        if not section.is_minor:
            yield Begin(layout.progress, key=key, title=section.title, level=1)
        yield paragraph(section.title, layout.styles.minor if section.is_minor else layout.styles.section)
    yield from below


def _room_below(flowables: Sequence[Flowable]) -> float:
    """Return the height that must be free for a heading: its own, and what the first thing below it asks for.

    A heading with nothing of its own stands over a section with a heading and a table.
    """
    if not flowables:
        return 2 * HEADING_HEIGHT + TABLE_ROOM
    first, *further = flowables
    if isinstance(first, CondPageBreak):
        return HEADING_HEIGHT + first.height
    # One line over a heading of its own would stand alone with it at the foot of a page.
    return HEADING_ROOM + (further[0].height if further and isinstance(further[0], CondPageBreak) else 0)


def _block(block: Block, layout: Layout) -> Iterator[Flowable]:
    match block:
        case Prose():
            yield _prose(block, layout.styles)
        case Facts():
            yield from _facts(block.facts, block.columns, layout)
        case Table():
            table = pdf_table(block, width=layout.width, styles=layout.styles)
            yield CondPageBreak(room_for(block, table, width=layout.width, at_least=TABLE_ROOM))
            yield table
        case Items():
            yield from (_item(item, layout.styles) for item in block.items)
            yield Spacer(0, 2)
        case Flag():
            yield from _flag(block, layout)
        case LiverPicture():
            yield _picture(block, layout)
        case _:
            assert_never(block)


def _prose(block: Prose, styles: Styles) -> Flowable:
    label = (Span(f"{block.label}{GAP}", Tone.STRONG),) if block.label else ()
    style = styles.quiet if block.is_quiet else styles.small if block.is_small else styles.body
    return paragraph((*label, *block.words), style)


def _item(item: Item, styles: Styles) -> Flowable:
    if isinstance(item.sign, Sign):
        return paragraph(item.words, styles.item, bullet=item.sign.value)
    return paragraph(item.words, styles.step, bullet=f"{item.sign}.")


def _facts(facts: Sequence[Fact], columns: int, layout: Layout) -> Iterator[Flowable]:
    """Yield short values as a grid, and the long ones by themselves after it."""
    short = [fact for fact in facts if len(text_of(fact.value)) <= LONG_FACT]
    if short:
        cells = [_fact(fact, layout.styles) for fact in short]
        cells.extend([Spacer(0, 0)] for _ in range(-len(cells) % columns))
        rows = [cells[start : start + columns] for start in range(0, len(cells), columns)]
        yield _side_by_side(layout.styles, rows, [layout.width / columns] * columns, space_after=3)
    for fact in facts:
        if len(text_of(fact.value)) > LONG_FACT:
            yield _prose(Prose(label=fact.label, words=fact.value), layout.styles)


def _side_by_side(
    styles: Styles, rows: Sequence[list[Any]], widths: Sequence[float], *, space_after: float = 0
) -> PdfTable:
    made = set_in(styles, rows, widths, style=BARE)
    made.spaceAfter = space_after
    return made


def _fact(fact: Fact, styles: Styles) -> list[Flowable]:
    return [paragraph(fact.label, styles.label), paragraph(fact.value, styles.cell)]


def _flag(flag: Flag, layout: Layout) -> Iterator[Flowable]:
    """Yield a line that begins with its symbol; a heading has its status at the right, and room below it."""
    styles = layout.styles
    mark = SymbolMark(flag.symbol, bold_font=styles.fonts.bold)
    if not flag.is_heading:
        words: Words = (Span(f"{flag.word}{GAP}", Tone.STRONG), *flag.words)
        yield _side_by_side(styles, [[mark, paragraph(words, styles.cell)]], [14, layout.width - 14], space_after=1)
        return
    yield CondPageBreak(HEADING_ROOM)
    yield Spacer(0, 2.5)
    name = (*flag.words, *((Span(f"{GAP}{flag.aside}", Tone.MUTED),) if flag.aside else ()))
    colour = SYMBOL_COLOURS[flag.symbol]
    status = ParagraphStyle("status", parent=styles.number, fontName=styles.fonts.bold, textColor=colour)
    row = [mark, paragraph(name, styles.body), paragraph(flag.word, status)]
    heading = _side_by_side(styles, [row], [14, layout.width - 14 - 90, 90])
    heading.keepWithNext = True
    yield heading


def _picture(picture: LiverPicture, layout: Layout) -> Flowable:
    """Return the map with its legend and the facts beside it."""
    styles = layout.styles
    liver = LiverMap(
        layout.drawing,
        picture.case,
        picture.plan,
        width=MAP_WIDTH,
        bold_font=styles.fonts.bold,
        scale_text=picture.scale,
    )
    beside = layout.width - MAP_WIDTH - 12
    right: list[Flowable] = [
        paragraph(picture.title, styles.head),
        *(paragraph(words, styles.label) for words in picture.captions),
        Spacer(0, 4),
    ]
    if picture.legend:
        samples = [[Swatch(line), paragraph(line.text, styles.cell)] for line in picture.legend]
        right.append(_side_by_side(styles, samples, [15, beside - 15], space_after=2))
    right.extend(_facts(picture.facts, 2, replace(layout, width=beside)))
    if picture.remnant:
        right.extend(_fact(picture.remnant, styles))
    return _side_by_side(styles, [[liver, right]], [MAP_WIDTH + 12, beside], space_after=4)
