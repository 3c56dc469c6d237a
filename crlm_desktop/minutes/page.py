"""The sheet around the text: header, footer, page numbers that are known only at the end, bookmarks."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import struct_time
from typing import Any, Protocol

from reportlab.lib.colors import Color
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate
from typing_extensions import override

from crlm_desktop import __version__
from crlm_desktop.minutes.content import MinutesContent
from crlm_desktop.minutes.fonts import Fonts, runs, width_of
from crlm_desktop.minutes.style import (
    ACCENT,
    HAIR,
    MARGIN_BOTTOM,
    MARGIN_SIDE,
    MARGIN_TOP,
    MUTED,
    RULE,
    TEXT,
    Paper,
)
from crlm_desktop.minutes.words import printable

FOOT_SIZE = 7.5
ATTACHMENT = "minutes.json"
# What the file says of the program that made it: by it somebody who verifies knows whether it can be made again.
PROGRAM = "CRLM Desktop {version}"


@dataclass(slots=True)
class Progress:
    """What is known while the pages are made: the case that is running, and on which page each part begins."""

    running: str = ""
    has_begun: bool = False
    pages: dict[str, int] = field(default_factory=dict)


class Begin(Flowable):
    """The beginning of a part of the document: a bookmark; ``running`` heads the pages that follow it."""

    def __init__(self, progress: Progress, *, key: str, title: str, level: int, running: str | None = None) -> None:
        super().__init__()
        self._progress = progress
        self._key = key
        self._title = title
        self._level = level
        self._running = running
        self.width = self.height = 0

    def draw(self) -> None:
        """Set the bookmark and remember the page."""
        canvas: Canvas = self.canv
        canvas.bookmarkHorizontal(self._key, 0, 20)
        canvas.addOutlineEntry(printable(self._title), self._key, level=self._level, closed=self._level == 0)
        self._progress.pages[self._key] = canvas.getPageNumber()
        if self._running is not None:
            self._progress.running = self._running
            self._progress.has_begun = True


class PageOf(Flowable):
    """The number of the page on which a part begins, filled in at the end, right-aligned; it leads there."""

    def __init__(self, key: str, *, width: float, height: float) -> None:
        super().__init__()
        self._key = key
        self.width = width
        self.height = height

    def draw(self) -> None:
        """Leave the place of the number to a form that is made when all pages are."""
        canvas: Canvas = self.canv
        canvas.saveState()
        canvas.translate(self.width, 2.6)
        canvas.doForm(_page_form(self._key))
        canvas.restoreState()
        canvas.linkRect("", self._key, (0, 0, self.width, self.height), relative=1)


def _page_form(key: str) -> str:
    return f"page-of-{key}"


def _total_form(page: int) -> str:
    return f"page-{page}"


class _Catalog(Protocol):
    Names: object


class _Stamp(Protocol):
    """The moment that a file says it was made at: the library offers its own clock, or the year 2000."""

    t: float
    lt: struct_time
    YMDhms: tuple[int, ...]


class _PdfDocument(Protocol):
    """What of the PDF library's document is used, which it leaves without types."""

    Catalog: _Catalog
    _timeStamp: _Stamp  # noqa: N815 - the library's name

    def Reference(self, thing: object) -> object:  # noqa: N802 - the library's name
        """Return a reference to an object of the file."""
        ...


class MinutesCanvas(Canvas):
    """A canvas that writes page numbers when all pages are known, and carries the sealed content as an attachment."""

    _doc: _PdfDocument

    def __init__(
        self, *args: Any, content: MinutesContent, fonts: Fonts, progress: Progress, sealed: bytes, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self._content = content
        self._fonts = fonts
        self._progress = progress
        self._sealed = sealed
        self._stamp(content.made_at)
        self.setViewerPreference("DisplayDocTitle", "true")

    def _stamp(self, made_at: datetime) -> None:
        stamp = self._doc._timeStamp  # noqa: SLF001 - the library has no other place for it
        told = made_at.astimezone(UTC).timetuple()
        stamp.t, stamp.lt, stamp.YMDhms = made_at.timestamp(), told, tuple(told)[:6]

    @override
    def save(self) -> None:
        """Fill in what had to wait for the last page, then write the file."""
        total = self.getPageNumber() - 1
        for page in range(1, total + 1):
            text = self._content.footer.page.format(page=page, total=total)
            self._late_text(_total_form(page), text, self._fonts.regular, FOOT_SIZE, MUTED)
        for key, page in self._progress.pages.items():
            self._late_text(_page_form(key), str(page), self._fonts.regular, 8.5, TEXT)
        self._attach()
        super().save()

    def _late_text(self, form: str, text: str, font: str, size: float, colour: Color) -> None:
        """Define the form that holds a text which ends at its origin."""
        self.beginForm(form, -math.ceil(width_of(text, font, size)) - 1, -math.ceil(size), 1, math.ceil(size))
        self.setFont(font, size)
        self.setFillColor(colour)
        self.drawRightString(0, 0, text)
        self.endForm()

    def _attach(self) -> None:
        stream = pdfdoc.PDFStream(content=self._sealed, filters=[pdfdoc.PDFZCompress])
        stream.dictionary["Type"] = pdfdoc.PDFName("EmbeddedFile")
        stream.dictionary["Subtype"] = pdfdoc.PDFName("application#2Fjson")
        reference = self._doc.Reference(stream)
        name = pdfdoc.PDFString(ATTACHMENT)
        specification = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Filespec"),
                "F": name,
                "UF": name,
                "EF": pdfdoc.PDFDictionary({"F": reference, "UF": reference}),
                "AFRelationship": pdfdoc.PDFName("Source"),
            }
        )
        names = pdfdoc.PDFArray([name, self._doc.Reference(specification)])
        self._doc.Catalog.Names = pdfdoc.PDFDictionary({"EmbeddedFiles": pdfdoc.PDFDictionary({"Names": names})})


class MinutesDocument(BaseDocTemplate):
    """The document template: one frame on each page, with header and footer around it."""

    def __init__(self, file: Any, *, content: MinutesContent, fonts: Fonts, progress: Progress, paper: Paper) -> None:
        width, height = paper.size
        super().__init__(
            file,
            pagesize=paper.size,
            title=printable(f"{content.headings.kind}: {content.running}"),
            author=printable(content.footer.registry),
            subject=content.state,
            creator=PROGRAM.format(version=__version__),
            lang=content.language,
            invariant=1,
            initialFontName=fonts.regular,
            initialFontSize=FOOT_SIZE,
        )
        self._content = content
        self._fonts = fonts
        self._progress = progress
        self._size = paper.size
        frame = Frame(
            MARGIN_SIDE,
            MARGIN_BOTTOM,
            width - 2 * MARGIN_SIDE,
            height - MARGIN_TOP - MARGIN_BOTTOM,
            leftPadding=0,
            rightPadding=0,
            topPadding=0,
            bottomPadding=0,
        )
        self.addPageTemplates([PageTemplate(id="minutes", frames=[frame], onPageEnd=self._draw_surroundings)])

    @property
    def text_width(self) -> float:
        """The width of the text in points."""
        return self._size[0] - 2 * MARGIN_SIDE

    def _draw_surroundings(self, canvas: Canvas, _document: BaseDocTemplate) -> None:
        with _kept(canvas):
            self._draw_header(canvas)
            self._draw_footer(canvas)
        self._progress.has_begun = False

    def _draw_header(self, canvas: Canvas) -> None:
        content, bold = self._content, self._fonts.bold
        left, right, top = MARGIN_SIDE, self._size[0] - MARGIN_SIDE, self._size[1] - 36
        canvas.setFont(bold, FOOT_SIZE)
        state_width = _draw_state(canvas, content.state, right, top, bold)
        demonstration = width_of(content.demonstration, bold, FOOT_SIZE)
        if content.demonstration:
            canvas.setFillColor(TEXT)
            canvas.drawRightString(right - state_width - 8, top, content.demonstration)
        room = right - left - state_width - demonstration - 24
        canvas.setFillColor(MUTED)
        running = fitted(content.running, self._fonts.regular, FOOT_SIZE, room)
        draw_text(canvas, left, top, running, font=self._fonts.regular, size=FOOT_SIZE)
        canvas.setStrokeColor(RULE)
        canvas.setLineWidth(HAIR)
        canvas.line(left, top - 7, right, top - 7)
        if self._progress.running and not self._progress.has_begun:
            canvas.setFillColor(TEXT)
            heading = fitted(self._progress.running, bold, 9, right - left)
            draw_text(canvas, left, top - 21, heading, font=bold, size=9)

    def _draw_footer(self, canvas: Canvas) -> None:
        footer, font = self._content.footer, self._fonts.regular
        left, right, y = MARGIN_SIDE, self._size[0] - MARGIN_SIDE, 44
        canvas.setStrokeColor(RULE)
        canvas.setLineWidth(HAIR)
        canvas.line(left, y + 11, right, y + 11)
        canvas.setFillColor(MUTED)
        first = fitted(f"{footer.registry} – {footer.versions}", font, FOOT_SIZE, right - left - 90)
        draw_text(canvas, left, y, first, font=font, size=FOOT_SIZE)
        canvas.setFont(font, FOOT_SIZE)
        code = f"{self._content.state} – {footer.check_code}"
        canvas.drawString(left, y - 11, fitted(footer.notice, font, FOOT_SIZE, right - left - 190))
        canvas.drawRightString(right, y - 11, code)
        canvas.translate(right, y)
        canvas.doForm(_total_form(canvas.getPageNumber()))


def _draw_state(canvas: Canvas, state: str, right: float, y: float, font: str) -> float:
    """Draw the state in a frame that ends at ``right``, and return its width."""
    width = width_of(state, font, FOOT_SIZE) + 8
    canvas.setStrokeColor(ACCENT)
    canvas.setFillColor(ACCENT)
    canvas.setLineWidth(0.7)
    canvas.roundRect(right - width, y - 3, width, 11.5, 2, stroke=1, fill=0)
    canvas.drawString(right - width + 4, y, state)
    return width


@contextmanager
def _kept(canvas: Canvas) -> Iterator[None]:
    canvas.saveState()
    yield
    canvas.restoreState()


def draw_text(canvas: Canvas, x: float, y: float, text: str, *, font: str, size: float) -> float:
    """Draw a line of text from ``x`` on, each letter in a font that has it, and return where it ends."""
    for run in runs(text, font):
        canvas.setFont(run.font, size * run.scale)
        canvas.drawString(x, y, run.text)
        x += width_of(run.text, font, size)
    return x


def fitted(text: str, font: str, size: float, width: float) -> str:
    """Return the text, shortened with an ellipsis where it is wider than there is room."""
    line = " ".join(printable(text).split())
    if width_of(line, font, size) <= width:
        return line
    while line and width_of(f"{line}…", font, size) > width:
        line = line[:-1]
    return f"{line.rstrip()}…"
