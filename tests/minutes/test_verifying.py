"""Minutes held against their own content: what is as it was printed, and every way in which it may not be."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Rectangle
from pypdf.generic import DictionaryObject, NameObject, StreamObject, TextStringObject

from crlm_desktop.i18n import Language
from crlm_desktop.meeting import sealed_json
from crlm_desktop.minutes import verifying
from crlm_desktop.minutes.style import Paper
from crlm_desktop.minutes.verifying import Checked
from tests.builders import a_sealed_case, a_sealed_meeting
from tests.minutes.printing import printed

MEETING = a_sealed_meeting(a_sealed_case())
OTHER = replace(MEETING, registry="Another registry")
CONTENT = sealed_json.encode(MEETING)


@cache
def pdf(language: Language = Language.EN) -> bytes:
    return printed(MEETING, language=language)


@cache
def _made(content: bytes, tag: str, paper: Paper) -> bytes | None:
    language = next((one for one in Language if one.tag == tag), None)
    if language is None:
        return None
    return printed(sealed_json.decode(content), language=language, paper=paper, sealed_bytes=content)


def checked(file: bytes) -> Checked:
    return verifying.check(file, print_=lambda _sealed, content, tag, paper: _made(content, tag, paper))


def faults(file: bytes) -> list[str]:
    return [one.code.id.removeprefix("minutes.") for one in checked(file).faults]


def changed(change: Callable[[PdfWriter], object], file: bytes | None = None) -> bytes:
    """Return the minutes as another program would leave them after a change."""
    writer = PdfWriter(clone_from=BytesIO(file if file is not None else pdf()))
    change(writer)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def nothing(_writer: PdfWriter) -> None:
    """Change nothing but how the file is written."""


def attach(content: bytes) -> Callable[[PdfWriter], None]:
    def change(writer: PdfWriter) -> None:
        for one in writer.attachment_list:
            one.content = content

    return change


def cover(writer: PdfWriter) -> None:
    writer.add_annotation(0, Rectangle(rect=(50, 500, 400, 700), interior_color="ffffff"))


def overprint(writer: PdfWriter) -> None:
    page = writer.pages[0]
    more = StreamObject()
    more.set_data(page.get_contents().get_data() + b"\n1 g 60 500 200 40 re f\n")  # type: ignore[union-attr]
    page[NameObject("/Contents")] = writer._add_object(more)


@pytest.mark.parametrize("language", list(Language))
def test_that_minutes_as_they_were_printed_are_told_so_by_every_byte(language: Language) -> None:
    done = checked(pdf(language))
    assert [one.code for one in done.told] == [verifying.CONTENT_WHOLE, verifying.SAME_BYTES]
    assert (done.faults, done.sealed) == ((), MEETING)


def test_that_minutes_on_another_paper_are_told_so_too() -> None:
    assert checked(printed(MEETING, paper=Paper.LETTER)).is_good


def test_that_a_file_that_another_program_wrote_anew_still_shows_the_same_pages() -> None:
    done = checked(changed(nothing))
    assert done.is_good
    assert done.told[-1].code is verifying.SAME_PAGES


def test_that_altered_words_are_found_with_their_pages() -> None:
    altered = printed(OTHER, sealed_bytes=CONTENT)
    done = checked(altered)
    assert [one.code for one in done.faults] == [verifying.WORDS_DIFFER, verifying.AROUND_DIFFERS]
    count = len(PdfReader(BytesIO(altered)).pages)
    assert done.faults[0].params["pages"] == ", ".join(str(number + 1) for number in range(count))


@pytest.mark.parametrize("change", [cover, overprint])
def test_that_what_is_laid_or_drawn_over_a_page_is_found(change: Callable[[PdfWriter], None]) -> None:
    done = checked(changed(change))
    assert [one.code for one in done.faults] == [verifying.DRAWING_DIFFERS]
    assert done.faults[0].params["pages"] == "1"


def test_that_an_exchanged_content_is_found_by_check_code_and_words() -> None:
    found = faults(changed(attach(sealed_json.encode(OTHER))))
    assert found == ["code-differs", "words-differ", "around-differs"]


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"\xff", CONTENT[:-1], CONTENT + b" ", CONTENT.replace(b'"cases"', b'"cases2"')]
)
def test_that_an_altered_content_that_no_program_wrote_is_found(content: bytes) -> None:
    assert faults(changed(attach(content))) == ["content-unreadable"]


def test_that_a_removed_content_is_told_apart_from_a_pdf_that_is_no_minutes() -> None:
    assert faults(changed(lambda writer: writer.root_object.pop("/Names"))) == ["attachment-removed"]
    blank = PdfWriter()
    blank.add_blank_page(200, 200)
    written = BytesIO()
    blank.write(written)
    assert faults(written.getvalue()) == ["not-minutes"]


def test_that_a_removed_and_an_added_page_are_found() -> None:
    assert "pages-more-or-less" in faults(changed(lambda writer: writer.remove_page(0)))
    assert "pages-more-or-less" in faults(changed(lambda writer: writer.add_blank_page(200, 200)))


@pytest.mark.parametrize(
    "change",
    [
        lambda writer: writer.root_object.update({NameObject("/OpenAction"): DictionaryObject()}),
        lambda writer: writer.add_attachment("second.json", b"{}"),
        lambda writer: writer.add_metadata({"/Title": "Another meeting"}),
        lambda writer: writer.add_outline_item(title="Another decision", page_number=0),
    ],
)
def test_that_what_is_altered_beside_the_pages_is_found(change: Callable[[PdfWriter], object]) -> None:
    assert faults(changed(change)) == ["around-differs"]


def test_that_a_second_content_is_not_chosen_from() -> None:
    assert faults(changed(lambda writer: writer.add_attachment("minutes.json", CONTENT))) == ["not-a-pdf"]


def test_that_minutes_of_another_version_are_read_as_far_as_that_goes() -> None:
    as_other = {"/Creator": "CRLM Desktop 9.9.9"}
    assert checked(changed(lambda writer: writer.add_metadata(as_other))).is_good
    drawn_otherwise = changed(lambda writer: (writer.add_metadata(as_other), cover(writer)))
    done = checked(drawn_otherwise)
    assert [one.code for one in done.faults] == [verifying.OTHER_VERSION]
    assert done.faults[0].params["creator"] == "CRLM Desktop 9.9.9"
    assert faults(changed(attach(sealed_json.encode(OTHER)), drawn_otherwise)) == ["code-differs", "other-version"]


def test_that_a_language_that_is_not_spoken_cannot_be_compared() -> None:
    def claim(writer: PdfWriter) -> None:
        writer.root_object[NameObject("/Lang")] = TextStringObject("tlh")

    assert faults(changed(claim)) == ["other-version"]


def test_that_a_draft_is_told_as_one() -> None:
    assert faults(printed(replace(MEETING, is_draft=True))) == ["draft"]


@pytest.mark.parametrize("file", [b"", b"no pdf", b"%PDF-1.4\n", b"%PDF-1.4\n%%EOF", b"PK\x03\x04" * 50, b"\x00" * 99])
def test_that_a_file_that_is_no_pdf_is_told_so(file: bytes) -> None:
    assert faults(file) == ["not-a-pdf"]


def test_that_no_byte_of_a_pdf_ends_in_anything_but_words() -> None:
    chance = random.Random(7)
    for _number in range(12):
        mangled = bytearray(pdf())
        for _byte in range(chance.choice((1, 3, 40))):
            mangled[chance.randrange(len(mangled))] = chance.randrange(256)
        del mangled[chance.choice((len(mangled), chance.randrange(len(mangled)))) :]
        done = checked(bytes(mangled))
        assert done.told or done.faults
        if bytes(mangled) != pdf():
            assert verifying.SAME_BYTES not in [one.code for one in done.told]
