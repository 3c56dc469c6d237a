"""The shipped fonts: outlines that the PDF can take, and every character that names and minutes need."""

from __future__ import annotations

import hashlib

import pytest
from reportlab.pdfbase.ttfonts import TTFontFile

from crlm_desktop import paths

FILES = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")
LATIN_FILES = ("SourceSans3-Regular.ttf", "SourceSans3-Bold.ttf")
# Letters of names that Noto Sans SC lacks or may lack, and the higher superscripts.
LATIN_NEEDED = "ČčĎďĚěŇňŘřŠšŤťŮůŽžĄąĆćĘęŁłŃńŚśŹźŻżŐőŰűĞğİıŞşȘșȚțĐđÅåÆæØøÞþÐðßАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ⁴⁵⁶⁷⁸⁹⁰⁻"
# Hanzi of names that GB 2312 lacks, with accents, units, Greek and the signs of the minutes.
NEEDED = "喆堃玥昇珺翀赟甯祎龘曌㛃䶮𬭎𫖮ßéüåøμµ°²³½≥≤≠≈×±−–—…‘’“”·•→←↑↓●○▲△■□✓☆αβγ‰①、。《》（）：；"


@pytest.fixture(scope="module", params=FILES)
def font(request: pytest.FixtureRequest) -> TTFontFile:
    # ReportLab refuses outlines other than TrueType when it reads the file.
    return TTFontFile(str(paths.resource("fonts", request.param)))


def test_that_the_font_has_every_character_that_is_needed(font: TTFontFile) -> None:
    assert [character for character in NEEDED if ord(character) not in font.charToGlyph] == []


def test_that_the_font_has_every_character_of_gbk(font: TTFontFile) -> None:
    pairs = (bytes((high, low)) for high in range(0x81, 0xFF) for low in range(0x40, 0xFF))
    characters = (pair.decode("gbk", errors="ignore") for pair in pairs)
    hanzi = {character for character in characters if len(character) == 1 and "\u4e00" <= character <= "\u9fff"}

    assert len(hanzi) > 20_000
    assert {character for character in hanzi if ord(character) not in font.charToGlyph} == set()


def test_that_digits_are_of_one_width(font: TTFontFile) -> None:
    assert len({font.charWidths[ord(digit)] for digit in "0123456789"}) == 1


@pytest.mark.parametrize("name", LATIN_FILES)
def test_that_the_letters_of_european_names_are_there(name: str) -> None:
    # ReportLab refuses outlines other than TrueType when it reads the file.
    font = TTFontFile(str(paths.resource("fonts", name)))

    assert [character for character in LATIN_NEEDED if ord(character) not in font.charToGlyph] == []


@pytest.mark.parametrize("name", [*FILES, *LATIN_FILES])
def test_that_the_font_is_the_one_that_its_readme_names(name: str) -> None:
    digest = hashlib.sha256(paths.resource("fonts", name).read_bytes()).hexdigest()

    assert digest in paths.resource("fonts", "README.md").read_text(encoding="utf-8")
