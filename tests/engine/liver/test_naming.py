"""Planned resections as teams write them, read as segments."""

from __future__ import annotations

import pytest

from crlm_desktop.engine.liver.naming import named_segments
from crlm_desktop.engine.liver.segments import codes_of

WRITTEN = {
    "right hepatectomy": "5 6 7 8",
    "Right Lobectomy": "5 6 7 8",
    "extended right hepatectomy": "4 5 6 7 8",
    "right trisectionectomy with caudate": "1 4 5 6 7 8",
    "right hemihepatectomy + S1": "1 5 6 7 8",
    "left hepatectomy": "2 3 4",
    "left trisegmentectomy": "2 3 4 5 8",
    "mesohepatectomy": "4 5 8",
    "left lateral sectionectomy": "2 3",
    "left lateral segmentectomy and S6": "2 3 6",
    "left medial sectionectomy": "4",
    "right anterior sectionectomy": "5 8",
    "right posterior sectionectomy": "6 7",
    "bisegmentectomy S7-S8": "7 8",
    "segments 5, 6 and 7": "5 6 7",
    "segments IVb and V": "4b 5",
    "segmentectomy VI": "6",
    "S5-8": "5 6 7 8",
    "Right hepatectomy plus wedge S2": "5 6 7 8",
    "PVE, then right hepatectomy": "5 6 7 8",
    "right hepatectomy after embolisation of segment 4": "5 6 7 8",
    "右半肝切除术": "5 6 7 8",
    "扩大右半肝切除": "4 5 6 7 8",
    "右半肝+S1切除": "1 5 6 7 8",
    "左外叶切除": "2 3",
    "Ⅴ、Ⅷ段切除": "5 8",
    "S5、S6段切除": "5 6",
    "5-8段切除": "5 6 7 8",
}


@pytest.mark.parametrize(("text", "segments"), WRITTEN.items())
def test_that_a_written_resection_is_read_as_its_segments(text: str, segments: str) -> None:
    taken = named_segments(text)
    assert taken is not None
    assert " ".join(codes_of(taken)) == segments


@pytest.mark.parametrize(
    "text", ["liver resection", "ALPPS stage 2", "wedge S2", "to be decided", "肝切除", "局部切除 S6"]
)
def test_that_a_text_that_names_no_anatomical_resection_is_read_as_none(text: str) -> None:
    assert named_segments(text) is None
