"""The liver map on paper, drawn on a page of its own and looked at."""

from __future__ import annotations

import io
from typing import Any

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest
from reportlab.pdfgen.canvas import Canvas

from crlm_desktop import paths
from crlm_desktop.case.record import Case
from crlm_desktop.engine.liver.drawing import read
from crlm_desktop.minutes.map import LiverMap
from tests.builders import a_case, a_lesion

DRAWING = read(paths.resource("liver", "couinaud.svg").read_text(encoding="utf-8"))
MARGIN, WIDTH = 100, 400


def inked(case: Case) -> tuple[tuple[float, float, float, float], tuple[float, float, float, float]]:
    """Return the box of what is drawn, and the room that the map takes: left, top, right, bottom in points."""
    drawn = LiverMap(DRAWING, case, None, width=WIDTH, bold_font="Helvetica-Bold", scale_text="50 mm")
    page = (WIDTH + 2 * MARGIN, drawn.height + 2 * MARGIN)
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=page)
    drawn.drawOn(canvas, MARGIN, MARGIN)
    canvas.save()
    image: Any = pdfium.PdfDocument(file.getvalue())[0].render(scale=2).to_pil().convert("L")
    box = image.point(lambda grey: 255 * (grey < 250)).getbbox()
    left, top, right, bottom = (side / 2 for side in box)
    return (left, top, right, bottom), (MARGIN, MARGIN, MARGIN + WIDTH, MARGIN + drawn.height)


@pytest.mark.parametrize("segment", ["4a", "5", "6", "7"])
def test_that_nothing_of_a_large_lesion_is_drawn_beyond_the_room_of_the_map(segment: str) -> None:
    crowding = [a_lesion(segments=["8"], size_mm=92), a_lesion(id="L2", segments=[segment], size_mm=85)]

    (left, top, right, bottom), room = inked(a_case(lesions=crowding))

    assert left >= room[0] - 1
    assert top >= room[1] - 1
    assert right <= room[2] + 1
    assert bottom <= room[3] + 1


def test_that_the_map_of_small_lesions_is_as_wide_as_its_room() -> None:
    alone, room = inked(a_case())
    small, _room = inked(a_case(lesions=[a_lesion(segments=["4b"], size_mm=12)]))

    assert small == alone
    assert alone[2] - alone[0] > 0.9 * (room[2] - room[0])
