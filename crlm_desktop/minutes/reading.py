"""A PDF file in, what of it minutes are told by: the attached content, and for each page its words and a hash."""

from __future__ import annotations

import hashlib
import logging
import struct
import zlib
from dataclasses import dataclass
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, PdfObject, StreamObject

from crlm_desktop.minutes.page import ATTACHMENT

# What a file that is no sound PDF makes pypdf raise, wherever in it the fault is met.
_FAULTS = (
    *(PyPdfError, ValueError, LookupError, TypeError, AttributeError, AssertionError, ArithmeticError),
    *(RecursionError, NotImplementedError, EOFError, MemoryError, zlib.error, struct.error),
)
# How a stream is packed does not matter, nor where a page hangs in the tree.
_UNTOLD = frozenset({"/Length", "/Filter", "/DecodeParms", "/Parent"})
# Stamps of whoever wrote the file, not of what it says.
_STAMPS = frozenset({"/Producer", "/Creator", "/CreationDate", "/ModDate"})


class UnreadableError(Exception):
    """The file is no PDF, or not a sound one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page: its words, without their spaces, and the hash of all that is drawn on it and laid over it."""

    letters: str
    sha256: str
    size: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What a PDF file holds: ``attached`` is the content of minutes, ``None`` when none is attached.

    ``creator`` is the program that made it, as it says itself; ``around`` the hash of everything but the pages.
    """

    attached: bytes | None
    language: str
    creator: str
    pages: tuple[Page, ...]
    around: str


def read(pdf: bytes) -> Printed:
    """Read a PDF file, whatever its bytes; one that cannot be read is an `UnreadableError`."""
    # What pypdf has to say of a file that is not sound is told by its error, or by what differs.
    logger = logging.getLogger("pypdf")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        return _read(pdf)
    except _FAULTS as fault:
        raise UnreadableError(str(fault)) from fault
    finally:
        logger.setLevel(level)


def _read(pdf: bytes) -> Printed:
    reader = PdfReader(BytesIO(pdf))
    if reader.is_encrypted:
        raise UnreadableError("encrypted")
    root = _dictionary(reader.trailer["/Root"])
    hashes = _Hashes([page.indirect_reference for page in reader.pages])
    pages = tuple(
        Page(
            letters="".join(page.extract_text().split()),
            sha256=hashes.of(page),
            size=(float(page.mediabox.width), float(page.mediabox.height)),
        )
        for page in reader.pages
    )
    info = _dictionary(reader.trailer.get("/Info", DictionaryObject()))
    return Printed(
        attached=_attached(reader),
        language=str(root.get("/Lang", "")),
        creator=str(info.get("/Creator", "")),
        pages=pages,
        around=_around(root, info, hashes),
    )


def _attached(reader: PdfReader) -> bytes | None:
    found = [one.content for one in reader.attachment_list if one.name == ATTACHMENT]
    if len(found) > 1:
        raise UnreadableError(f"{len(found)} attachments are called {ATTACHMENT}")
    return found[0] if found else None


def _around(root: DictionaryObject, info: DictionaryObject, hashes: _Hashes) -> str:
    """Return the hash of bookmarks, forms, scripts, other attachments, title and the like."""
    parts = [f"{name}{hashes.of(value)}" for name, value in _told(root) if name not in ("/Pages", "/Names")]
    parts += [f"{name}{hashes.of(value)}" for name, value in _told(info) if name not in _STAMPS]
    names = _dictionary(root.get("/Names", DictionaryObject()))
    for name, value in _told(names):
        if name != "/EmbeddedFiles":
            parts.append(f"{name}{hashes.of(value)}")
            continue
        # The content itself is held against the registry; what else is attached, or under which names, is told here.
        files = _dictionary(value).get("/Names", ArrayObject())
        listed = files.get_object()
        parts.append(f"{name}{[str(one) for one in listed[::2]] if isinstance(listed, ArrayObject) else '?'}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _dictionary(value: PdfObject | None) -> DictionaryObject:
    found = value.get_object() if value is not None else None
    if not isinstance(found, DictionaryObject):
        raise UnreadableError("a dictionary is missing")
    return found


def _told(value: DictionaryObject) -> list[tuple[str, PdfObject]]:
    return sorted((str(name), value.raw_get(name)) for name in value if name not in _UNTOLD)


class _Hashes:
    """Hashes of PDF objects by what they say, wherever they stand in the file; a page is named by its number."""

    def __init__(self, pages: list[IndirectObject | None]) -> None:
        self._pages = {(one.idnum, one.generation): number for number, one in enumerate(pages, 1) if one is not None}
        self._known: dict[tuple[int, int], str] = {}

    def of(self, value: PdfObject | None) -> str:
        """Return the hash of an object with all that it refers to, but for other pages."""
        if isinstance(value, IndirectObject):
            return self._referred(value)
        if isinstance(value, StreamObject):
            text = f"{self._entries(value)}{hashlib.sha256(value.get_data()).hexdigest()}"
        elif isinstance(value, DictionaryObject):
            text = self._entries(value)
        elif isinstance(value, ArrayObject):
            text = "[" + " ".join(self.of(one) for one in list.__iter__(value)) + "]"
        elif isinstance(value, NameObject):
            text = f"name {value}"
        else:
            text = f"{type(value).__name__} {value!r}"
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

    def _entries(self, value: DictionaryObject) -> str:
        return "<<" + " ".join(f"{name} {self.of(one)}" for name, one in _told(value)) + ">>"

    def _referred(self, value: IndirectObject) -> str:
        key = (value.idnum, value.generation)
        if key in self._pages:
            return f"page {self._pages[key]}"
        if key not in self._known:
            # Bookmarks refer to one another in circles.
            self._known[key] = "circle"
            self._known[key] = self.of(value.get_object())
        return self._known[key]
