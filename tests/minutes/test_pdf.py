"""The minutes as a file: the same bytes, text that can be read back, page numbers, bookmarks, fonts, attachment."""

from __future__ import annotations

import hashlib
import itertools
import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest
from pypdf import PdfReader

from crlm_desktop import paths
from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.i18n import Language, catalogue_for
from crlm_desktop.meeting import sealed_json
from crlm_desktop.meeting.decision import Action
from crlm_desktop.meeting.sealed import SealedMeeting
from crlm_desktop.minutes.compose import minutes_content
from crlm_desktop.minutes.fonts import FontFiles, registered
from crlm_desktop.minutes.style import MARGIN_SIDE, Paper
from tests.builders import (
    a_case,
    a_decision,
    a_lesion,
    a_meeting,
    a_sealed_case,
    a_sealed_meeting,
    an_attendance,
    an_opinion,
)
from tests.minutes.full_meeting import full_meeting
from tests.minutes.lines import texts
from tests.minutes.printing import bookmarks, pages_by_pdfium, pages_by_pypdf, printed, read

LANGUAGES = tuple(Language)
FULL = {language: printed(full_meeting(), language=language) for language in LANGUAGES}


def letters(text: str) -> str:
    """Return a text without its spaces, at which readers guess."""
    return "".join(text.split())


def test_that_the_same_content_gives_the_same_bytes() -> None:
    assert printed(full_meeting()) == FULL[Language.EN]


def test_that_the_file_tells_the_moment_of_sealing_as_its_own() -> None:
    closed_at = datetime(2026, 11, 6, 16, 5, 9, tzinfo=timezone(timedelta(hours=8)))
    sealed = replace(full_meeting(), meeting=replace(full_meeting().meeting, closed_at=closed_at))
    told = PdfReader(BytesIO(printed(sealed))).metadata
    assert told is not None
    assert (told.creation_date, told.modification_date) == (closed_at, closed_at)


def test_that_other_content_gives_other_bytes() -> None:
    assert printed(replace(full_meeting(), registry="Another")) != FULL[Language.EN]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("pages", [pages_by_pypdf, pages_by_pdfium])
def test_that_every_text_of_the_content_can_be_copied_from_the_pages(language: Language, pages: Any) -> None:
    content = minutes_content(full_meeting(), catalogue=catalogue_for(language), sha256="0" * 64)
    printed_letters = letters("".join(pages(FULL[language])))

    cells = [cell for text in texts(content) for line in text.split("\n") for cell in line.split(" | ")]
    phrases = [word for cell in cells for word in cell.split() if len(word) > 1 and not word.startswith("[")]
    assert [phrase for phrase in phrases if letters(phrase) not in printed_letters] == []


@pytest.mark.parametrize("pages", [pages_by_pypdf, pages_by_pdfium])
def test_that_names_in_latin_and_chinese_letters_can_be_found_in_either_language(pages: Any) -> None:
    for language in LANGUAGES:
        text = letters("".join(pages(FULL[language])))
        for name in ("ZdeněkDvořáček", "欧阳春华", "王芳", "Marchetti-Østergård", "168×10⁹/L"):
            assert name in text, (language, name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_each_page_bears_number_state_edition_check_code_registry_notice_and_mark(language: Language) -> None:
    code = hashlib.sha256(sealed_json.encode(full_meeting())).hexdigest()[:16]
    pages = pages_by_pdfium(FULL[language])
    content = minutes_content(full_meeting(), catalogue=catalogue_for(language), sha256=code)

    for number, page in enumerate(pages, 1):
        page_number = content.footer.page.format(page=number, total=len(pages))
        for text in (page_number, content.state, "2026.11", code, "Demonstration registry", "CRLM Desktop 0.1.0"):
            assert letters(text) in letters(page), (number, text)
        assert letters(content.footer.notice) in letters(page)
        assert letters(content.demonstration) in letters(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_the_list_of_cases_gives_the_pages_on_which_they_begin(language: Language) -> None:
    pdf = FULL[language]
    content = minutes_content(full_meeting(), catalogue=catalogue_for(language), sha256="")
    begun = [page + 1 for title, page in bookmarks(pdf).items() if "H" in title]
    pages = pages_by_pdfium(pdf)

    listed = letters(pages[0].split(content.headings.cases)[1])
    position = -1
    for case, page in zip(content.cases, begun, strict=True):
        position = listed.index(letters(case.heading), position + 1)
        assert str(page) in listed[position : position + 300]
        assert letters(case.heading) in letters(pages[page - 1])


def test_that_every_further_page_of_a_case_repeats_its_heading() -> None:
    starts = list(bookmarks(FULL[Language.EN]).values())
    pages = pages_by_pdfium(FULL[Language.EN])

    for start, after in itertools.pairwise(starts[1:]):
        assert "(continued)" not in pages[start]
        assert all("H-00417" in page or "H" in page for page in pages[start + 1 : after])
        assert all("(continued)" in page for page in pages[start + 1 : after])


def test_that_bookmarks_lead_to_the_meeting_each_case_its_parts_and_the_sources() -> None:
    titles = list(bookmarks(FULL[Language.EN]))
    parts = [entry.title for entry in read(FULL[Language.EN]).outline[3] if not isinstance(entry, list)]

    assert titles[0] == "Liver metastases meeting, week 48"
    assert titles[1].split() == ["Case", "1", "H-00417", "Zdeněk", "Dvořáček"]
    assert titles[-1] == "Sources"
    assert {"Lesions", "Options proposed", "Decision", "Actions"} <= set(parts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_title_language_and_registry_stand_in_the_file(language: Language) -> None:
    reader = read(FULL[language])
    root: Any = reader.trailer["/Root"]

    assert reader.metadata is not None
    assert "Liver metastases meeting, week 48" in (reader.metadata.title or "")
    assert reader.metadata.author == "Demonstration registry"
    assert root["/Lang"] == language.tag
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_every_font_is_embedded_as_a_subset(language: Language) -> None:
    fonts: dict[str, Any] = {}
    for page in read(FULL[language]).pages:
        fonts.update({name: font.get_object() for name, font in page["/Resources"]["/Font"].items()})  # type: ignore[index]

    assert {str(font["/BaseFont"])[8:] for font in fonts.values()} == {
        "NotoSansSC-Regular",
        "NotoSansSC-Bold",
        "SourceSans3-Regular",
        "SourceSans3-Bold",
    }
    for font in fonts.values():
        assert str(font["/BaseFont"])[7] == "+"
        assert "/FontFile2" in font["/FontDescriptor"]
        assert "/ToUnicode" in font


def test_that_the_sealed_content_is_attached_and_proves_the_check_code() -> None:
    sealed = full_meeting()
    (attached,) = read(FULL[Language.EN]).attachments["minutes.json"]

    assert attached == sealed_json.encode(sealed)
    assert json.loads(attached)["schema"] == "crlm.minutes/1"
    assert hashlib.sha256(attached).hexdigest()[:16] in pages_by_pdfium(FULL[Language.EN])[0]


def test_that_the_stored_bytes_are_attached_as_they_are() -> None:
    stored = sealed_json.encode(full_meeting()) + b"\n"

    (attached,) = read(printed(full_meeting(), sealed_bytes=stored)).attachments["minutes.json"]

    assert attached == stored


def test_that_minutes_are_printed_on_letter_paper_too() -> None:
    page = read(printed(a_sealed_meeting(a_sealed_case()), paper=Paper.LETTER)).pages[0]

    assert (page.mediabox.width, page.mediabox.height) == (612, 792)


def test_that_a_meeting_without_cases_has_one_page() -> None:
    (page,) = pages_by_pdfium(printed(a_sealed_meeting(meeting=a_meeting(), is_draft=True)))

    assert "There is no case on the agenda." in page
    assert "DRAFT" in page


def test_that_a_font_that_cannot_be_read_is_told_as_a_fault_of_the_installation(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"not a font")

    with pytest.raises(EnvironmentFault) as caught:
        registered(replace(FontFiles.in_folder(paths.resource("fonts")), regular=broken))

    assert caught.value.params == {"path": str(broken)}


def crowded() -> SealedMeeting:
    """Return a meeting in which everything is as long as it may be."""
    segments = ["1", "2", "3", "4a", "4b", "5", "6", "7", "8"]
    lesions = [
        a_lesion(
            id=f"L{number}" if number % 7 else f"Longest-name-{number:03}",
            segments=[segments[number % 9], segments[(number + 1) % 9]],
            size_mm=number % 40,
            depth="subcapsular",
            vessel="portal_pedicle",
            vessel_distance_mm=5,
            bile_duct_distance_mm=3,
            visible_on=["ct", "mri", "ultrasound"],
            resectable=False,
            ablatable=False,
            sbrt_feasible=True,
        )
        for number in range(40)
    ]
    case = a_case(
        question="问题" * 2000,
        fitness={"wishes": "Wishes that go on. " * 300, "comorbidities": [f"comorbidity {n}" for n in range(60)]},
        lesions=lesions,
        local_treatments=[{"kind": "hepatectomy", "note": "note text " * 1500}],
        systemic=[{"line": n + 1, "agents": ["fluorouracil"] * 19} for n in range(20)],
    )
    decision = a_decision(
        rationale="R" * 2000,
        plan="plan words " * 1800,
        alternatives="line\n" * 200,
        actions=(Action(what="w " * 4000, owner="O" * 200),),
    )
    opinions = tuple(
        an_opinion(id=f"o{number}", person="P" * 200, text=text)
        for number, text in enumerate(("中文长句没有空格，" * 300, "opinion " * 2000, "\n".join("lines") * 40))
    )
    sealed = a_sealed_case(case=case, opinions=opinions)
    sealed = replace(sealed, identity=replace(sealed.identity, number="9" * 200, name="欧阳" * 100))
    base = a_sealed_meeting(sealed, outcomes=(decision,), registry="R" * 300, program="P" * 300)
    people = tuple(an_attendance("Dr Somebody Of A Long Name") for _ in range(60))
    return replace(base, meeting=replace(base.meeting, title="T" * 300, site="S " * 300, attendance=people))


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_nothing_leaves_the_page_or_runs_into_header_and_footer_however_long_it_is(language: Language) -> None:
    document = pdfium.PdfDocument(printed(crowded(), language=language))
    width, height = Paper.A4.size
    # A long word that is followed by a comma may stand out by the comma, as the library breaks it.
    left, right = MARGIN_SIDE - 1, width - MARGIN_SIDE + 6
    for number, page in enumerate(document, 1):
        text = page.get_textpage()
        for index in range(text.count_chars()):
            x0, y0, x1, y1 = text.get_charbox(index)
            assert left <= x0 <= x1 <= right, (number, text.get_text_range(index, 40))
            assert 28 <= y0 <= y1 <= height - 25, (number, text.get_text_range(index, 40))
    document.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_no_line_of_text_lies_on_another(language: Language) -> None:
    document = pdfium.PdfDocument(FULL[language])
    for number, page in enumerate(document, 1):
        text = page.get_textpage()
        boxes = [text.get_rect(index) for index in range(text.count_rects())]
        for one, other in itertools.combinations(boxes, 2):
            across = min(one[2], other[2]) - max(one[0], other[0])
            up = min(one[3], other[3]) - max(one[1], other[1])
            assert across < 1 or up < 2.5, (number, text.get_text_bounded(*one), text.get_text_bounded(*other))
    document.close()


def test_that_no_heading_stands_alone_at_the_foot_of_a_page() -> None:
    headings = {"Disease", "Lesions", "Alerts", "What was missing", "Options proposed", "Opinions by discipline"}
    for pdf in (FULL[Language.EN], printed(crowded())):
        document = pdfium.PdfDocument(pdf)
        for page in document:
            lines = [line for line in page.get_textpage().get_text_range().split("\r\n") if line]
            body = [line for line in lines if "Check code" not in line and "Decision support" not in line]
            assert not headings & set(body[-3:]), body[-3:]
        document.close()
