"""The capture of a decision: what is taken over from the proposal, and what stays the team's own."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from crlm_desktop.gui.meeting.outcome_draft import OutcomeDraft, problems_of
from crlm_desktop.gui.meeting.outcome_form import OutcomeForm
from crlm_desktop.gui.theme import Theme
from crlm_desktop.i18n import Catalogue
from tests.gui.meeting_values import COMBINED, CONDITIONAL, SUITABLE, PlanningEngine
from tests.gui.option_values import a_two_lesion_case

FIRST_PLAN = "1. Wedge resection of segment 6 (L1)\n2. Ablation of L2"


@pytest.fixture
def form(qtbot: QtBot, catalogue: Catalogue, theme: Theme) -> OutcomeForm:
    """The form with a proposal to choose from."""
    made = OutcomeForm(catalogue=catalogue, theme=theme)
    qtbot.addWidget(made)
    made.show_proposal(PlanningEngine().propose(a_two_lesion_case()))
    made.resize(500, 900)
    made.show()
    return made


def choose(qtbot: QtBot, form: OutcomeForm, strategy: str) -> None:
    line = form.findChild(QAbstractButton, f"choose:{strategy}")
    assert line is not None
    qtbot.keyClick(line, Qt.Key.Key_Space)


def shown(form: OutcomeForm) -> list[str]:
    return [one.text() for one in form.findChildren(QLabel) if one.isVisibleTo(form) and one.text()]


def test_that_choosing_an_option_takes_over_its_first_plan_in_words(qtbot: QtBot, form: OutcomeForm) -> None:
    with qtbot.waitSignal(form.changed):
        choose(qtbot, form, COMBINED)

    assert form.draft.options == (COMBINED,)
    assert form.draft.plan_index == 0
    assert form.draft.plan == FIRST_PLAN


def test_that_another_plan_replaces_the_words_of_the_first(qtbot: QtBot, form: OutcomeForm) -> None:
    choose(qtbot, form, COMBINED)

    form.plan_choice.lines[1].click()

    assert form.draft.plan_index == 1
    assert form.draft.plan == FIRST_PLAN


def test_that_own_words_are_not_replaced_unasked(qtbot: QtBot, form: OutcomeForm) -> None:
    form.plan.edit.setPlainText("As the patient wishes")

    choose(qtbot, form, COMBINED)

    assert form.draft.plan == "As the patient wishes"
    assert form.take_over.isVisible()
    form.take_over.click()
    assert form.draft.plan == FIRST_PLAN


def test_that_the_option_that_was_chosen_first_carries_the_plan(qtbot: QtBot, form: OutcomeForm) -> None:
    choose(qtbot, form, SUITABLE)
    choose(qtbot, form, COMBINED)

    assert form.draft.options == (SUITABLE, COMBINED)
    assert form.draft.plan_index is None


def test_that_unticking_an_option_takes_its_plan_along(qtbot: QtBot, form: OutcomeForm) -> None:
    choose(qtbot, form, COMBINED)
    choose(qtbot, form, COMBINED)

    assert form.draft.is_empty


@pytest.mark.parametrize(
    ("strategy", "words", "asks"),
    [
        (COMBINED, "follows the proposal", False),
        (CONDITIONAL, "follows a conditional option", False),
        (SUITABLE, "deviates, without a reason", True),
    ],
)
def test_that_the_decision_is_compared_with_the_proposal(
    qtbot: QtBot, form: OutcomeForm, strategy: str, words: str, asks: bool
) -> None:
    choose(qtbot, form, strategy)

    assert form.concordance.text == words
    assert form.deviation.isVisible() is asks


def test_that_a_reason_makes_a_deviation_one_with_a_reason(qtbot: QtBot, form: OutcomeForm) -> None:
    choose(qtbot, form, SUITABLE)

    form.deviation.edit.setPlainText("No ablation this month")

    assert form.concordance.text == "deviates, with a reason"


def test_that_excluded_options_can_be_chosen_behind_their_link(qtbot: QtBot, form: OutcomeForm) -> None:
    line = form.findChild(QAbstractButton, "choose:immunotherapy")
    more = form.findChild(QAbstractButton, "excluded_choices")
    assert line is not None
    assert more is not None
    assert not line.isVisible()

    more.click()

    assert line.isVisible()


def test_that_a_deferral_asks_for_its_reason_and_keeps_the_decision(qtbot: QtBot, form: OutcomeForm) -> None:
    choose(qtbot, form, COMBINED)

    form.kind.buttons[1].click()

    assert form.reason.isVisible()
    assert not form.options.isVisible()
    assert form.draft.options == (COMBINED,)


def test_that_rows_are_added_and_removed(form: OutcomeForm) -> None:
    form.dissents.add.click()
    form.dissents.lines[0].controls["person"].setText("Dr Ray")
    form.dissents.add.click()
    assert [one.person for one in form.draft.dissents] == ["Dr Ray", ""]

    form.dissents.lines[0].remove.click()

    assert [one.person for one in form.draft.dissents] == [""]


def test_that_problems_stand_at_their_fields(qtbot: QtBot, form: OutcomeForm) -> None:
    form.action_rows.add.click()
    form.action_rows.lines[0].controls["what"].setText("Book theatre")

    form.tell(problems_of(form.draft))

    assert "A decision needs an option or a plan in the team's own words." in shown(form)
    assert form.rationale.problem == "A decision needs its rationale."
    assert form.action_rows.lines[0].problem == "An action needs an owner."


def test_that_showing_a_draft_tells_nobody(qtbot: QtBot, form: OutcomeForm) -> None:
    with qtbot.assertNotEmitted(form.changed):
        form.show_draft(OutcomeDraft(options=(COMBINED,), plan_index=1, rationale="One session"))

    assert form.draft == OutcomeDraft(options=(COMBINED,), plan_index=1, rationale="One session")
