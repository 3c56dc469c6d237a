"""The minutes as a PDF file: the same sealed content gives the same bytes."""

from __future__ import annotations

import hashlib
from functools import partial
from io import BytesIO

from reportlab import rl_config

from crlm_desktop.engine.liver import drawing
from crlm_desktop.i18n import Catalogue
from crlm_desktop.meeting import sealed_json
from crlm_desktop.meeting.sealed import SealedMeeting
from crlm_desktop.minutes.compose import minutes_content
from crlm_desktop.minutes.fonts import FontFiles, registered
from crlm_desktop.minutes.layout import Layout, story
from crlm_desktop.minutes.page import MinutesCanvas, MinutesDocument, Progress
from crlm_desktop.minutes.style import Paper, styles_of

# Streams are compressed as bytes; the detour over base 85 would make the files a fifth larger and is slow.
rl_config.useA85 = 0


def minutes_pdf(
    sealed: SealedMeeting,
    *,
    catalogue: Catalogue,
    liver_svg: str,
    fonts: FontFiles,
    paper: Paper = Paper.A4,
    sealed_bytes: bytes | None = None,
) -> bytes:
    """Return the minutes of a sealed meeting in the language of the catalogue.

    ``sealed_bytes`` are the bytes that closing the meeting stored: they are attached to the file, and the check code is
    the beginning of their SHA-256. Without them (a draft) they are made of ``sealed``.
    """
    attached = sealed_json.encode(sealed) if sealed_bytes is None else sealed_bytes
    content = minutes_content(sealed, catalogue=catalogue, sha256=hashlib.sha256(attached).hexdigest())
    typefaces, progress, file = registered(fonts), Progress(), BytesIO()
    document = MinutesDocument(file, content=content, fonts=typefaces, progress=progress, paper=paper)
    layout = Layout(
        styles=styles_of(typefaces), drawing=drawing.read(liver_svg), width=document.text_width, progress=progress
    )
    canvas = partial(MinutesCanvas, content=content, fonts=typefaces, progress=progress, sealed=attached)
    document.build(story(content, layout), canvasmaker=canvas)
    return file.getvalue()
