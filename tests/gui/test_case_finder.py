"""Finding a case for the agenda: what is typed comes first."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from crlm_desktop.gui.meeting.case_finder import CaseFinder
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import Theme
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services.workplace import Workplace
from tests.gui.meeting_values import add_case


def test_that_a_case_whose_number_is_typed_comes_first(
    qtbot: QtBot, place: Workplace, tasks: Tasks, catalogue: Catalogue, theme: Theme
) -> None:
    add_case(place, "A-7")
    add_case(place, "AA-7")
    finder = CaseFinder(place, tasks, catalogue=catalogue, theme=theme)
    qtbot.addWidget(finder)

    finder.search.setText("a-7")
    qtbot.waitUntil(lambda: tasks.is_idle)

    assert [finder.hits.index(row).data().split()[0] for row in range(finder.hits.rowCount())] == ["A-7", "AA-7"]
