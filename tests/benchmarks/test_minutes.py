"""How long the minutes of a meeting take, measured against the PDF library alone on as much text and as many lines.

The figure to watch is the ratio of the two: what composing, choosing lines and drawing livers costs above the
library's own work. `python -m pytest -n 0 --benchmark-enable tests/benchmarks/test_minutes.py` measures it.
"""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

from pytest_benchmark.fixture import BenchmarkFixture
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from crlm_desktop import paths
from crlm_desktop.case.identity import CaseId
from crlm_desktop.i18n import Language, catalogue_for
from crlm_desktop.meeting.sealed import SealedMeeting
from crlm_desktop.minutes.compose import minutes_content
from crlm_desktop.minutes.fonts import FontFiles, registered
from crlm_desktop.minutes.pdf import minutes_pdf
from crlm_desktop.minutes.style import styles_of
from tests.minutes.full_meeting import full_meeting
from tests.minutes.lines import texts

CASES = 10
FONTS = FontFiles.in_folder(paths.resource("fonts"))
SVG = paths.resource("liver", "couinaud.svg").read_text(encoding="utf-8")


def a_long_meeting() -> SealedMeeting:
    """Return a meeting of many cases, each with lesions, options, opinions and a decision."""
    full = full_meeting()
    cases = tuple(replace(full.cases[0], case_id=CaseId(f"case-{number}")) for number in range(CASES))
    agenda = tuple(replace(full.meeting.agenda[0], case_id=one.case_id) for one in cases)
    return replace(full, cases=cases, meeting=replace(full.meeting, agenda=agenda))


def test_the_minutes_of_ten_cases(benchmark: BenchmarkFixture) -> None:
    meeting, catalogue = a_long_meeting(), catalogue_for(Language.EN)
    registered(FONTS)

    pdf = benchmark(lambda: minutes_pdf(meeting, catalogue=catalogue, liver_svg=SVG, fonts=FONTS))

    assert pdf.startswith(b"%PDF")


def test_the_library_alone_on_the_same_text(benchmark: BenchmarkFixture) -> None:
    content = minutes_content(a_long_meeting(), catalogue=catalogue_for(Language.EN), sha256="0" * 64)
    lines = list(texts(content))
    styles = styles_of(registered(FONTS))

    def plain_pdf() -> bytes:
        story: list[Any] = []
        for line in lines:
            cells = line.replace("&", "&amp;").replace("<", "&lt;").split(" | ")
            flowables = [Paragraph(cell, styles.cell) for cell in cells]
            story.append(Table([flowables]) if len(cells) > 1 else flowables[0])
        file = BytesIO()
        SimpleDocTemplate(file, invariant=1, initialFontName=styles.fonts.regular).build(story)
        return file.getvalue()

    assert benchmark(plain_pdf).startswith(b"%PDF")
