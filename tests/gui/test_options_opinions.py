"""Opinions in the options panel: given at a card, refused at their field, never lost."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from crlm_desktop.case.identity import CaseId, Identity
from crlm_desktop.gui.panels.options import OptionsPanel
from crlm_desktop.gui.panels.options_opinions import OpinionsView
from crlm_desktop.gui.panels.options_session import OptionsDesk
from crlm_desktop.gui.session import CaseSession
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import Theme
from crlm_desktop.i18n import Catalogue
from crlm_desktop.meeting.opinion import OpinionStance
from crlm_desktop.meeting.people import Discipline
from crlm_desktop.services import review
from crlm_desktop.services.workplace import Workplace
from tests.builders import an_opinion
from tests.gui.option_values import a_full_proposal, a_stored_case, a_two_lesion_case

RESECTION = "resection"


@pytest.fixture
def case_id(place: Workplace) -> CaseId:
    return review.create_case(place, Identity(number="H-1"), a_two_lesion_case()).id


@pytest.fixture
def panel(
    qtbot: QtBot, session: CaseSession, case_id: CaseId, tasks: Tasks, catalogue: Catalogue, theme: Theme
) -> OptionsPanel:
    """The panel on an open case whose proposal has come."""
    made = OptionsPanel(catalogue=catalogue, theme=theme)
    qtbot.addWidget(made)
    OptionsDesk(made, session)
    made.resize(560, 700)
    made.show()
    session.open_case(case_id)
    qtbot.waitUntil(lambda: tasks.is_idle)
    made.open_card(RESECTION)
    return made


def opinions_of(panel: OptionsPanel, strategy: str) -> OpinionsView:
    card = panel.cards.card(strategy)
    found = card.opinions if card is not None else panel.findChild(OpinionsView, f"opinions:{strategy}")
    assert found is not None
    return found


def shown(view: OpinionsView) -> list[str]:
    return [one.text() for one in view.findChildren(QLabel) if one.isVisibleTo(view)]


def write(view: OpinionsView, *, person: str = "Dr Grey", words: str = "One operation is enough.") -> None:
    view.open_entry()
    view.entry.person.line.setText(person)
    view.entry.discipline.show_value(Discipline.LIVER_SURGERY)
    view.entry.stance.show_value(OpinionStance.AGAINST)
    view.entry.words.edit.setPlainText(words)


def test_that_an_opinion_is_written_and_shown(qtbot: QtBot, panel: OptionsPanel, session: CaseSession) -> None:
    view = opinions_of(panel, RESECTION)
    write(view)

    qtbot.mouseClick(view.entry.give, Qt.MouseButton.LeftButton)

    assert session.stored is not None
    (opinion,) = session.stored.opinions
    assert (opinion.person, opinion.stance, opinion.strategy) == ("Dr Grey", OpinionStance.AGAINST, RESECTION)
    assert opinion.case_sha256 == session.stored.sha256
    qtbot.waitUntil(lambda: "One operation is enough." in shown(view))
    assert not view.entry.isVisible()
    assert view.entry.draft.is_empty


def test_that_ctrl_enter_gives_the_opinion(qtbot: QtBot, panel: OptionsPanel, session: CaseSession) -> None:
    view = opinions_of(panel, RESECTION)
    write(view)

    qtbot.keyClick(view.entry.words.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    assert session.stored is not None
    assert len(session.stored.opinions) == 1


def test_that_an_opinion_on_the_whole_case_names_no_option(
    qtbot: QtBot, panel: OptionsPanel, session: CaseSession
) -> None:
    view = opinions_of(panel, "")
    write(view)

    qtbot.mouseClick(view.entry.give, Qt.MouseButton.LeftButton)

    assert session.stored is not None
    assert [one.strategy for one in session.stored.opinions] == [""]


def test_that_every_problem_is_told_at_its_field(qtbot: QtBot, panel: OptionsPanel, session: CaseSession) -> None:
    view = opinions_of(panel, RESECTION)
    view.open_entry()

    qtbot.mouseClick(view.entry.give, Qt.MouseButton.LeftButton)

    assert view.entry.person.problem == "An opinion needs the name of the person who holds it."
    assert "Choose the discipline for which the person speaks." in shown(view)
    assert session.stored is not None
    assert session.stored.opinions == ()


def test_that_a_comment_without_words_is_refused_at_the_words(qtbot: QtBot, panel: OptionsPanel) -> None:
    view = opinions_of(panel, RESECTION)
    write(view, words="")
    view.entry.stance.show_value(OpinionStance.NEUTRAL)

    qtbot.mouseClick(view.entry.give, Qt.MouseButton.LeftButton)

    assert view.entry.words.problem.startswith("A comment needs words")
    assert view.entry.isVisible()


def test_that_a_withdrawn_opinion_is_shown_no_more(qtbot: QtBot, panel: OptionsPanel, session: CaseSession) -> None:
    view = opinions_of(panel, RESECTION)
    write(view)
    qtbot.mouseClick(view.entry.give, Qt.MouseButton.LeftButton)
    assert session.stored is not None

    panel.intents.opinion_withdrawn.emit(session.stored.opinions[0].id)

    assert session.stored.opinions == ()
    assert "Nobody has given an opinion yet." in shown(view)


def test_that_escape_puts_the_entry_away_and_keeps_what_was_typed(qtbot: QtBot, panel: OptionsPanel) -> None:
    view = opinions_of(panel, RESECTION)
    write(view)

    qtbot.keyClick(view.entry.person.line, Qt.Key.Key_Escape)
    assert not view.entry.isVisible()
    view.open_entry()

    assert view.entry.words.text == "One operation is enough."


def test_that_what_is_typed_about_a_case_comes_back_with_it(
    qtbot: QtBot, panel: OptionsPanel, session: CaseSession, case_id: CaseId, place: Workplace, tasks: Tasks
) -> None:
    other = review.create_case(place, Identity(number="H-2"), a_two_lesion_case()).id
    write(opinions_of(panel, RESECTION))

    session.open_case(other)
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert opinions_of(panel, RESECTION).entry.draft.is_empty
    session.open_case(case_id)
    qtbot.waitUntil(lambda: tasks.is_idle)

    view = opinions_of(panel, RESECTION)
    assert view.entry.words.text == "One operation is enough."
    assert view.entry.isVisible()


def test_that_opinions_stand_in_the_order_of_their_disciplines(
    qtbot: QtBot, catalogue: Catalogue, theme: Theme
) -> None:
    panel = OptionsPanel(catalogue=catalogue, theme=theme)
    qtbot.addWidget(panel)
    radiology = an_opinion(person="Dr Ray", discipline=Discipline.RADIOLOGY, strategy="ablation-plus-resection")
    surgery = an_opinion(person="Dr Grey", strategy="ablation-plus-resection", case_sha256="earlier")
    panel.show_case(a_stored_case(opinions=(radiology, surgery)))
    panel.show_proposal(a_full_proposal())
    panel.open_card("ablation-plus-resection")

    said = shown(opinions_of(panel, "ablation-plus-resection"))

    assert said.index("Dr Grey") < said.index("Dr Ray")
    assert "Given before the record was last changed." in said
