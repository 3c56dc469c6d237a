"""Words as paragraphs: markup, control characters, fonts."""

from __future__ import annotations

from typing import Any

import pytest
from reportlab.platypus import Paragraph

from crlm_desktop import paths
from crlm_desktop.minutes.chinese import ChineseParagraph
from crlm_desktop.minutes.content import Span, Tone, muted, strong
from crlm_desktop.minutes.fonts import FontFiles, registered, runs, width_of
from crlm_desktop.minutes.page import fitted
from crlm_desktop.minutes.style import styles_of
from crlm_desktop.minutes.words import paragraph, printable

FONTS = registered(FontFiles.in_folder(paths.resource("fonts")))
STYLES = styles_of(FONTS)


def parts(made: Paragraph) -> list[tuple[str, str]]:
    """Return the runs of a paragraph: text and font."""
    frags: list[Any] = made.frags
    return [(frag.text, frag.fontName) for frag in frags]


def test_that_signs_of_markup_are_printed_as_they_are() -> None:
    made = parts(paragraph("a < b & c > d </font>", STYLES.body))

    assert "".join(text for text, _font in made) == "a < b & c > d </font>"


def test_that_strong_words_are_bold_and_muted_ones_are_not() -> None:
    made = paragraph((*strong("a"), *muted("b")), STYLES.body)

    assert parts(made) == [("a", FONTS.bold), ("b", FONTS.regular)]


def test_that_letters_that_the_main_font_lacks_come_from_the_further_one_in_its_weight() -> None:
    made = paragraph((Span("Dvořáček "), Span("Řehoř", Tone.STRONG)), STYLES.body)

    assert [font for text, font in parts(made) if "ř" in text or "Ř" in text] == [
        "SourceSans3-Regular",
        "SourceSans3-Bold",
        "SourceSans3-Bold",
    ]
    assert "".join(text for text, _font in parts(made)) == "Dvořáček Řehoř"


def test_that_a_letter_that_no_font_has_stays_in_the_text() -> None:
    assert [run.text for run in runs("a🙂b", FONTS.regular)] == ["a🙂b"]


def test_that_the_exponent_of_a_unit_is_printed_and_measured() -> None:
    assert [run.font for run in runs("10⁹/L", FONTS.regular)] == [FONTS.regular, "SourceSans3-Regular", FONTS.regular]
    assert width_of("10⁹/L", FONTS.regular, 10) > width_of("10/L", FONTS.regular, 10)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a\x00b\x1bc", "abc"), ("a\tb", "a b"), ("a\r\nb", "a\nb"), ("\u202eabc\u2066", "abc"), ("\ufeffx", "x")],
)
def test_that_control_and_formatting_characters_are_not_printed(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_that_only_text_with_chinese_in_it_breaks_by_chinese_rules() -> None:
    assert isinstance(paragraph("王芳 in an English line", STYLES.body), ChineseParagraph)
    assert not isinstance(paragraph("Zdeněk Dvořáček", STYLES.body), ChineseParagraph)


def test_that_a_line_that_is_too_long_ends_with_an_ellipsis_within_its_width() -> None:
    line = fitted("A heading that is much too long for its place", FONTS.bold, 9, 80)

    assert line.endswith("…")
    assert width_of(line, FONTS.bold, 9) <= 80
    assert fitted("short", FONTS.bold, 9, 80) == "short"
