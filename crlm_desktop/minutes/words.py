"""Words become paragraphs: markup escaped, tones turned into type, lines broken as the script asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from xml.sax.saxutils import escape

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph

from crlm_desktop.minutes.chinese import FIRST_CHINESE, ChineseParagraph
from crlm_desktop.minutes.content import Tone, Words, plain, text_of
from crlm_desktop.minutes.fonts import Run, bold_of, runs
from crlm_desktop.minutes.style import MUTED, cjk

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]")

_cjk = cache(cjk)


def paragraph(words: Words | str, style: ParagraphStyle, *, bullet: str | None = None) -> Paragraph:
    """Return the words as a paragraph; text with Chinese in it may break between any two characters."""
    spans = plain(words) if isinstance(words, str) else words
    markup = "".join(_markup(spans, style))
    if any(char >= FIRST_CHINESE for char in text_of(spans)):
        return ChineseParagraph(markup, _cjk(style), bulletText=bullet)
    return Paragraph(markup, style, bulletText=bullet)


def printable(text: str) -> str:
    """Return the text without what a page cannot show: control and formatting characters, tabs."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\t", " "))


def _markup(spans: Words, style: ParagraphStyle) -> Iterator[str]:
    for span in spans:
        font = bold_of(style.fontName) if span.tone is Tone.STRONG else style.fontName
        text = "".join(_run_markup(run, style, font) for run in runs(printable(span.text), font))
        yield f'<font color="#{MUTED.hexval()[2:]}">{text}</font>' if span.tone is Tone.MUTED else text


def _run_markup(run: Run, style: ParagraphStyle, font: str) -> str:
    text = escape(run.text).replace("\n", "<br/>")
    if run.font == style.fontName:
        return text
    size = f' size="{style.fontSize * run.scale:.2f}"' if run.font != font else ""
    return f'<font name="{run.font}"{size}>{text}</font>'
