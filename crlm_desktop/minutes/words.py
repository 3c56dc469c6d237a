"""Words become paragraphs: markup escaped, tones turned into type, lines broken as the script asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from xml.sax.saxutils import escape

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph

from crlm_desktop.minutes.chinese import FIRST_CHINESE, ChineseParagraph
from crlm_desktop.minutes.content import Span, Tone, Words, plain, text_of
from crlm_desktop.minutes.style import MUTED, cjk

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]")
# The shipped font has no higher superscripts; a figure must not lose its exponent, printed or copied.
_SUPERSCRIPTS = {ord(sign): f"^{digit}" for digit, sign in zip("0456789", "⁰⁴⁵⁶⁷⁸⁹", strict=True)}

_cjk = cache(cjk)


def paragraph(words: Words | str, style: ParagraphStyle, *, bullet: str | None = None) -> Paragraph:
    """Return the words as a paragraph; text with Chinese in it may break between any two characters."""
    spans = plain(words) if isinstance(words, str) else words
    markup = "".join(_markup(spans))
    if any(char >= FIRST_CHINESE for char in text_of(spans)):
        return ChineseParagraph(markup, _cjk(style), bulletText=bullet)
    return Paragraph(markup, style, bulletText=bullet)


def printable(text: str) -> str:
    """Return the text without what a page cannot show: control and formatting characters, tabs, missing exponents."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\t", " ")).translate(_SUPERSCRIPTS)


def _markup(spans: Words) -> Iterator[str]:
    for span in spans:
        text = escape(printable(span.text)).replace("\n", "<br/>")
        match span:
            case Span(tone=Tone.MUTED):
                yield f'<font color="#{MUTED.hexval()[2:]}">{text}</font>'
            case Span(tone=Tone.STRONG):
                yield f"<b>{text}</b>"
            case _:
                yield text
