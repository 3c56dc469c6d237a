"""What joins the options panel to the open case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from crlm_desktop.case.identity import CaseId
from crlm_desktop.gui.panels.options import OptionsPanel
from crlm_desktop.gui.panels.options_session import OptionsDesk
from crlm_desktop.gui.session import CaseSession
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import Theme
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services.workplace import Workplace
from tests.gui.meeting_values import COMBINED, a_planning_workplace, add_case


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    """A registry whose engine proposes plans."""
    with a_planning_workplace(tmp_path / "options.crlm") as opened:
        yield opened


@pytest.fixture
def case_id(place: Workplace) -> CaseId:
    return add_case(place, "H-1")


@pytest.fixture
def panel(qtbot: QtBot, session: CaseSession, tasks: Tasks, catalogue: Catalogue, theme: Theme) -> OptionsPanel:
    made = OptionsPanel(catalogue=catalogue, theme=theme)
    qtbot.addWidget(made)
    OptionsDesk(made, session, tasks)
    return made


def test_that_an_opened_case_shows_its_proposal(
    qtbot: QtBot, panel: OptionsPanel, session: CaseSession, case_id: CaseId, tasks: Tasks
) -> None:
    session.open_case(case_id)
    qtbot.waitUntil(lambda: tasks.is_idle)

    assert next(iter(panel.cards)).strategy == COMBINED
    assert panel.state == ""


def test_that_a_first_answer_comes_before_the_whole_one(
    qtbot: QtBot, panel: OptionsPanel, session: CaseSession, case_id: CaseId, tasks: Tasks
) -> None:
    seen: list[tuple[bool, int]] = []
    panel.plan_shown.connect(lambda *_: seen.append((session.proposal is None, len(list(panel.cards)))))

    session.open_case(case_id)
    qtbot.waitUntil(lambda: tasks.is_idle)

    assert seen[0] == (True, 4)


def test_that_a_closed_case_leaves_the_panel_empty(
    qtbot: QtBot, panel: OptionsPanel, session: CaseSession, case_id: CaseId, tasks: Tasks
) -> None:
    session.open_case(case_id)
    qtbot.waitUntil(lambda: tasks.is_idle)

    session.close_case()

    assert list(panel.cards) == []
