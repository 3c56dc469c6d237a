"""Printing of sealed meetings in tests, and reading back what was printed."""

from __future__ import annotations

from io import BytesIO

import pypdfium2 as pdfium  # type: ignore[import-untyped]
from pypdf import PdfReader

from crlm_desktop import paths
from crlm_desktop.i18n import Language, catalogue_for
from crlm_desktop.meeting.sealed import SealedMeeting
from crlm_desktop.minutes.fonts import FontFiles
from crlm_desktop.minutes.pdf import minutes_pdf
from crlm_desktop.minutes.style import Paper


def printed(
    sealed: SealedMeeting,
    *,
    language: Language = Language.EN,
    paper: Paper = Paper.A4,
    sealed_bytes: bytes | None = None,
) -> bytes:
    """Return the minutes of a meeting as a PDF."""
    return minutes_pdf(
        sealed,
        catalogue=catalogue_for(language),
        liver_svg=paths.resource("liver", "couinaud.svg").read_text(encoding="utf-8"),
        fonts=FontFiles.in_folder(paths.resource("fonts")),
        paper=paper,
        sealed_bytes=sealed_bytes,
    )


def read(pdf: bytes) -> PdfReader:
    """Return the file as pypdf reads it."""
    return PdfReader(BytesIO(pdf))


def bookmarks(pdf: bytes) -> dict[str, int]:
    """Return the bookmarks of the first level with the pages, from 0, to which they lead."""
    reader = read(pdf)
    entries = [entry for entry in reader.outline if not isinstance(entry, list)]
    return {entry.title or "": reader.get_destination_page_number(entry) or 0 for entry in entries}


def pages_by_pypdf(pdf: bytes) -> list[str]:
    """Return the text of each page as pypdf extracts it, without the ends of lines."""
    return ["".join(page.extract_text().split("\n")) for page in read(pdf).pages]


def pages_by_pdfium(pdf: bytes) -> list[str]:
    """Return the text of each page as PDFium, which most readers use, extracts it, without the ends of lines."""
    document = pdfium.PdfDocument(pdf)
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return ["".join(text.split("\r\n")) for text in texts]
