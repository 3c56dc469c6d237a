"""The options panel: what it says about a proposal, and that it stays where it is while the proposal changes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from crlm_desktop.engine.proposal import Intent, Override, Plan, Status
from crlm_desktop.gui.panels.options import OptionsPanel
from crlm_desktop.gui.theme import Theme
from crlm_desktop.i18n import Catalogue
from tests.builders import an_option, both
from tests.gui.option_values import (
    a_combined_option,
    a_conditional_option,
    a_full_proposal,
    a_stored_case,
    an_excluded_option,
    cut_texts,
)

COMBINED = "ablation-plus-resection"


@pytest.fixture
def panel(qtbot: QtBot, catalogue: Catalogue, theme: Theme) -> OptionsPanel:
    """The panel with a full proposal, as wide as beside a record."""
    made = OptionsPanel(catalogue=catalogue, theme=theme)
    qtbot.addWidget(made)
    made.resize(560, 500)
    made.show_case(a_stored_case())
    made.show_proposal(a_full_proposal())
    made.show()
    qtbot.waitExposed(made)
    return made


def texts(widget: QWidget) -> list[str]:
    """Return what labels and buttons say that a person can see, in the order of the widgets."""
    shown = [one for one in widget.findChildren(QWidget) if one.isVisibleTo(widget)]
    return [one.text() for one in shown if isinstance(one, QLabel | QAbstractButton) and one.text()]


def said(widget: QWidget) -> str:
    return "\n".join(texts(widget))


def click(qtbot: QtBot, panel: QWidget, name: str) -> None:
    found = panel.findChild(QAbstractButton, name)
    assert found is not None, name
    qtbot.waitUntil(lambda: found.height() > 0)
    qtbot.mouseClick(found, Qt.MouseButton.LeftButton)


def test_that_the_best_reachable_intent_is_told(panel: OptionsPanel) -> None:
    assert "Best reachable intent: no evidence of disease" in texts(panel)


def test_that_an_intent_that_hangs_on_an_unknown_is_told_as_such(panel: OptionsPanel) -> None:
    panel.show_proposal(a_full_proposal(a_conditional_option(), intent=None))

    assert "The best reachable intent hangs on what is not known" in texts(panel)


def test_that_alerts_stand_with_their_word_the_loudest_first(panel: OptionsPanel) -> None:
    alerts = [one.accessibleName() for one in panel.findChildren(QLabel) if one.textFormat() is Qt.TextFormat.RichText]

    assert alerts == ["Stop: Bevacizumab ended 3 weeks ago", "Note: HER2 was not tested"]


def test_that_the_thresholds_of_the_centre_are_told_after_the_alerts(panel: OptionsPanel) -> None:
    own = Override(threshold="flr.normal_percent", label=both("Remnant"), unit="%", value=25, default=30)
    panel.show_proposal(a_full_proposal(overrides=(own,)))

    rows = [one.accessibleName() for one in panel.findChildren(QLabel) if one.textFormat() is Qt.TextFormat.RichText]

    assert rows[-1] == "Set by this centre: Remnant 25 %; the default is 30"


def test_that_options_stand_in_the_order_of_the_proposal(panel: OptionsPanel) -> None:
    assert [card.strategy for card in panel.cards] == [COMBINED, "sirt-then-resection", "immunotherapy"]


def test_that_a_heading_says_rank_name_and_status(panel: OptionsPanel) -> None:
    headings = [card.heading.accessibleName() for card in panel.cards]

    assert headings == [
        "1 Ablation plus resection: recommended",
        "2 Sirt then resection: conditional",
        "Immunotherapy: excluded",
    ]


def test_that_options_of_one_rank_are_shown_as_a_tie(panel: OptionsPanel) -> None:
    panel.show_proposal(a_full_proposal(a_combined_option(), an_option("resection")))

    assert [card.heading.accessibleName() for card in panel.cards] == [
        "1 tie Ablation plus resection: recommended",
        "1 tie Resection: recommended",
    ]


def test_that_excluded_options_are_folded_with_their_reason(panel: OptionsPanel) -> None:
    card = panel.cards.card("immunotherapy")

    assert card is not None
    assert not card.isVisible()
    assert "Not met: The tumour is mismatch repair deficient" in card.heading.accessibleDescription()


def test_that_an_open_excluded_option_says_what_would_have_to_change(panel: OptionsPanel) -> None:
    panel.open_card("immunotherapy")

    card = panel.cards.card("immunotherapy")
    assert card is not None
    assert card.isVisible()
    assert "What would have to change: Another result of the test" in texts(card)
    assert "Not met: The tumour is mismatch repair deficient" in texts(card)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_that_a_key_opens_a_card(qtbot: QtBot, panel: OptionsPanel, key: Qt.Key) -> None:
    card = panel.cards.card(COMBINED)
    assert card is not None

    qtbot.keyClick(card.heading, key)

    assert card.is_open


def test_that_an_open_card_shows_steps_lesions_remnant_and_assumptions(panel: OptionsPanel) -> None:
    panel.open_card(COMBINED)

    card = panel.cards.card(COMBINED)
    assert card is not None
    shown = texts(card)
    for text in (
        "Wedge resection of segment 6 (L1)",
        "Ablation of L2",
        "L1 resect",
        "L2 ablate",
        "Remnant 71 % (66–76 %)",
        "above the threshold of 30 %; estimated",
        "– L2 is seen on ultrasound",
    ):
        assert text in shown


def test_that_only_arguments_that_hold_or_may_hold_are_shown(panel: OptionsPanel) -> None:
    panel.open_card(COMBINED)

    shown = said(panel)
    assert "RAS is mutated" in shown
    assert "This does not hold" not in shown


def test_that_what_is_met_is_folded_behind_a_line(qtbot: QtBot, panel: OptionsPanel) -> None:
    panel.open_card(COMBINED)
    assert "Every lesion can be treated" not in texts(panel)

    click(qtbot, panel, "met_conditions")

    assert "Every lesion can be treated" in texts(panel)


def test_that_an_option_says_where_it_leads(panel: OptionsPanel) -> None:
    panel.open_card(COMBINED)

    assert "Largest lesion up to 30 mm" in texts(panel)


def test_that_a_missing_fact_leads_to_its_field(qtbot: QtBot, panel: OptionsPanel) -> None:
    with qtbot.waitSignal(panel.field_wanted) as told:
        click(qtbot, panel, "fact:function.lung_shunt_percent")

    assert told.args == ["function.lung_shunt_percent"]


def test_that_a_fact_that_changes_nothing_is_named_as_such(panel: OptionsPanel) -> None:
    assert "Would change nothing today: HER2" in texts(panel)


def test_that_the_plan_of_the_leading_option_is_to_be_seen(qtbot: QtBot, catalogue: Catalogue, theme: Theme) -> None:
    panel = OptionsPanel(catalogue=catalogue, theme=theme)
    qtbot.addWidget(panel)
    panel.show_case(a_stored_case())

    with qtbot.waitSignal(panel.plan_shown) as told:
        panel.show_proposal(a_full_proposal())

    plan, title = told.args or []
    assert isinstance(plan, Plan)
    assert plan.essence.en == "Resect L1, ablate L2"
    assert title == "Ablation plus resection, plan 1"


def test_that_another_plan_can_be_chosen(qtbot: QtBot, panel: OptionsPanel) -> None:
    panel.open_card(COMBINED)

    with qtbot.waitSignal(panel.plan_shown) as told:
        click(qtbot, panel, "plan:1")

    assert (told.args or [])[1] == "Ablation plus resection, plan 2"
    assert "may lie below the threshold of 30 %" in said(panel)


def test_that_focus_on_a_step_lights_its_lesions(qtbot: QtBot, panel: OptionsPanel) -> None:
    panel.open_card(COMBINED)
    step = panel.findChild(QAbstractButton, "step:2")
    assert step is not None

    with qtbot.waitSignal(panel.lesions_lit) as told:
        step.setFocus()

    assert told.args == [("L2",)]


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_that_a_source_opens_with_everything_that_can_be_copied(qtbot: QtBot, panel: OptionsPanel) -> None:
    panel.open_card(COMBINED)

    click(qtbot, panel, "source:esmo-2023")

    popover = panel.findChild(QWidget, "source_popover")
    assert popover is not None
    assert {"Cervantes A, et al. Ann Oncol 2023;34:10-32", "10.1016/j.annonc.2022.10.003"} <= set(texts(popover))
    popover.close()


def test_that_an_open_card_stays_open_and_in_place_when_the_proposal_changes(qtbot: QtBot, panel: OptionsPanel) -> None:
    panel.resize(560, 300)
    panel.open_card("sirt-then-resection")
    card = panel.cards.card("sirt-then-resection")
    scroll = panel.findChild(QScrollArea, "options_scroll")
    assert card is not None
    assert scroll is not None
    qtbot.waitUntil(lambda: scroll.verticalScrollBar().maximum() > 100)
    scroll.verticalScrollBar().setValue(100)
    before = card.mapTo(panel, card.rect().topLeft()).y()

    proposal = a_full_proposal()
    panel.show_proposal(replace(proposal, alerts=(*proposal.alerts, replace(proposal.alerts[0], id="more"))))
    qtbot.wait(20)

    assert panel.cards.card("sirt-then-resection") is card
    assert card.is_open
    assert card.mapTo(panel, card.rect().topLeft()).y() == before


def test_that_a_change_of_status_is_said_on_the_card(panel: OptionsPanel) -> None:
    changed = replace(a_conditional_option(), status=Status.SUITABLE)

    panel.show_proposal(a_full_proposal(a_combined_option(), changed, an_excluded_option()))

    card = panel.cards.card("sirt-then-resection")
    assert card is not None
    assert "was: conditional" in card.heading.accessibleDescription()


def test_that_options_that_are_gone_leave_no_card(panel: OptionsPanel) -> None:
    panel.show_proposal(a_full_proposal(a_combined_option()))

    assert [card.strategy for card in panel.cards] == [COMBINED]


def test_that_waiting_is_said_only_when_it_takes_a_while(qtbot: QtBot, panel: OptionsPanel) -> None:
    panel.show_waiting()
    assert panel.state == ""

    qtbot.waitUntil(lambda: panel.state != "")
    assert panel.state == "Looking again…"

    panel.show_proposal(a_full_proposal())
    assert panel.state == ""


def test_that_a_first_answer_keeps_what_would_change_the_one_before(qtbot: QtBot, panel: OptionsPanel) -> None:
    glimpse = a_full_proposal(a_combined_option(status=Status.SUITABLE), missing=(), flip_points={})

    panel.show_glimpse(glimpse)

    card = panel.cards.card(COMBINED)
    assert card is not None
    assert card.option.status is Status.SUITABLE
    assert panel.findChild(QAbstractButton, "fact:function.lung_shunt_percent") is not None
    qtbot.waitUntil(lambda: panel.state == "Looking again…")


def test_that_nothing_of_a_case_stays_when_it_is_left(panel: OptionsPanel) -> None:
    panel.clear()

    assert list(panel.cards) == []
    assert "Best reachable intent: no evidence of disease" not in texts(panel)


def test_that_no_option_open_is_said(panel: OptionsPanel) -> None:
    panel.show_proposal(a_full_proposal(an_excluded_option(intent=Intent.NED), intent=None))

    assert "No option is open for what is recorded" in texts(panel)


@pytest.mark.parametrize("width", [340, 420, 560, 900])
def test_that_no_text_of_an_open_card_is_cut(qtbot: QtBot, panel: OptionsPanel, width: int) -> None:
    panel.resize(width, 900)
    for card in list(panel.cards):
        panel.open_card(card.strategy)

    qtbot.waitUntil(lambda: cut_texts(panel) == [])
