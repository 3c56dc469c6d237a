"""How long the minutes are: a case takes one page or two, for real cases and the shipped knowledge."""

from __future__ import annotations

import itertools
from pathlib import Path

from crlm_desktop.i18n import Language
from crlm_desktop.services import demonstration, knowledge, meetings, printing
from tests.minutes.printing import bookmarks
from tests.registry.building import AUTHOR, CLOCK


def test_that_no_case_of_the_demonstration_takes_more_than_two_pages(tmp_path: Path) -> None:
    with demonstration.build(
        tmp_path / "demo.crlm", author=AUTHOR, clock=CLOCK, engine=knowledge.load_engine()
    ) as place:
        (meeting,) = meetings.list_meetings(place)
        pdf = printing.minutes(place, meeting.id, language=Language.EN, to=tmp_path / "minutes.pdf").read_bytes()

    begun = bookmarks(pdf)
    pages = {title: after - page for (title, page), (_next, after) in itertools.pairwise(begun.items())}
    cases = {title: count for title, count in pages.items() if title.startswith("Case ")}
    assert len(cases) == meeting.case_count
    assert {title: count for title, count in cases.items() if count > 2} == {}
