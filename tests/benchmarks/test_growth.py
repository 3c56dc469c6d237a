"""The picture of how a proposal's time grows: drawn as measured, to scale, with its axes and units."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.benchmarks import growth

SVG = "{http://www.w3.org/2000/svg}"
CURVES = (
    growth.Curve(name="whole proposal", colour="#123456", is_round=True, points=[(1, 10.0), (2, 100.0), (4, 316.2)]),
    growth.Curve(name="first answer", colour="#654321", is_round=False, points=[(1, 2.0), (2, 2.5), (4, 3.0)]),
)


def test_that_each_figure_stands_to_scale_of_powers_of_ten_above_its_number_of_lesions() -> None:
    picture = ElementTree.fromstring(growth.drawn(CURVES, 0.5))

    dots = [(float(dot.attrib["cx"]), float(dot.attrib["cy"])) for dot in picture.iter(f"{SVG}circle")]
    ground = growth.HEIGHT - growth.BOTTOM
    tenfold = (ground - growth.TOP) / 4

    assert [(ground - y) / tenfold - 1 for _, y in dots] == pytest.approx([1, 2, 2.5], abs=0.01)
    assert (dots[2][0] - growth.LEFT) / (dots[0][0] - growth.LEFT) == pytest.approx(4, abs=0.02)


def test_that_the_axes_are_named_with_their_unit_and_the_reference_with_its_figure() -> None:
    picture = ElementTree.fromstring(growth.drawn(CURVES, 0.5))

    words = {text.text for text in picture.iter(f"{SVG}text")}

    assert {"Number of lesions", "Processor time, ms", "whole proposal", "first answer"} <= words
    assert "reading a case file of four lesions: 0.5 ms" in words
    assert {"1", "2", "4", "0.1", "10", "100", "1,000"} <= words


def test_that_the_same_figures_give_the_same_picture() -> None:
    assert growth.drawn(CURVES, 0.5) == growth.drawn(CURVES, 0.5)
    assert growth.drawn(CURVES, 0.5) != growth.drawn(CURVES, 0.6)


def test_that_both_answers_are_measured_for_each_number_of_lesions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(growth, "LESIONS", (1, 3))
    monkeypatch.setattr(growth, "ROUNDS", 1)

    growth.main([str(tmp_path / "growth.svg")])

    picture = ElementTree.fromstring((tmp_path / "growth.svg").read_text(encoding="utf-8"))
    assert len(list(picture.iter(f"{SVG}circle"))) == 2
    assert len(list(picture.iter(f"{SVG}polyline"))) == 2
