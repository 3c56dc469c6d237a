"""How steady what leads is: what the panel says of measurements that are a little off."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from crlm_desktop.engine.proposal import Robustness, StrategyId, Tipping
from crlm_desktop.gui.panels.options import OptionsPanel
from crlm_desktop.gui.theme import Theme
from crlm_desktop.i18n import Catalogue
from tests.builders import an_option, both
from tests.gui.option_values import a_combined_option, a_full_proposal, a_stored_case, cut_texts

SIZE = "lesions[L2].size_mm"
REMNANT = "flr.percent"
STABLE, FRAGILE = Robustness.STABLE, Robustness.FRAGILE
TIPPING = Tipping(fact=SIZE, label=both("L2: size"), unit="mm", value=29, at=31, leading=(StrategyId("resection"),))


@pytest.fixture
def panel(qtbot: QtBot, catalogue: Catalogue, theme: Theme) -> OptionsPanel:
    made = OptionsPanel(catalogue=catalogue, theme=theme)
    qtbot.addWidget(made)
    made.resize(520, 600)
    made.show_case(a_stored_case())
    made.show()
    qtbot.waitExposed(made)
    return made


def show(panel: OptionsPanel, **fields: Any) -> list[str]:
    """Show a proposal with these fields and return what is said on how steady it is."""
    panel.show_proposal(a_full_proposal(a_combined_option(), an_option("resection", rank=2), **fields))
    rows = panel.findChild(QWidget, "steadiness")
    assert rows is not None
    shown = [one for one in rows.findChildren(QWidget) if one.isVisibleTo(panel)]
    return [
        one.accessibleName() or one.text()
        for one in shown
        if isinstance(one, QLabel | QAbstractButton) and (one.accessibleName() or one.text())
    ]


def test_that_nothing_is_said_while_nothing_was_tried(panel: OptionsPanel) -> None:
    assert show(panel) == []


@pytest.mark.parametrize(
    ("tried", "words"),
    [
        ([SIZE], "Stable: The same options lead with the measured size 3 mm off."),
        (
            ["lesions[L1].size_mm", SIZE],
            "Stable: The same options lead with any one of the measured sizes 3 mm off.",
        ),
        ([REMNANT], "Stable: The same options lead with the measured remnant 5 points off."),
        (
            [REMNANT, SIZE],
            "Stable: The same options lead with the measured remnant 5 points or any one size 3 mm off.",
        ),
    ],
)
def test_that_a_stable_proposal_names_only_what_was_tried(panel: OptionsPanel, tried: list[str], words: str) -> None:
    assert show(panel, missing=(), robustness=dict.fromkeys(tried, STABLE)) == [words]


def test_that_stable_does_not_reassure_where_facts_are_missing(panel: OptionsPanel) -> None:
    (words,) = show(panel, robustness={SIZE: STABLE})

    assert words.endswith("3 mm off. That says nothing of what is not known.")


def test_that_a_fragile_proposal_says_at_which_value_what_leads(panel: OptionsPanel) -> None:
    said = show(panel, robustness={REMNANT: STABLE, SIZE: FRAGILE}, tippings=(TIPPING,))

    assert said == [
        "Fragile: A little off in one measurement, and others lead:",
        "Enter L2: Size",
        "at 31 mm (measured 29 mm): Resection",
        "Stable with these off: Future liver remnant (FLR), measured",
    ]


def test_that_it_is_said_where_nothing_would_lead(panel: OptionsPanel) -> None:
    nothing = Tipping(fact=SIZE, label=both("L2: size"), unit="mm", value=29, at=31, leading=())

    assert "at 31 mm (measured 29 mm): nothing leads" in show(panel, robustness={SIZE: FRAGILE}, tippings=(nothing,))


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_that_what_tips_over_leads_to_its_field_by_key(qtbot: QtBot, panel: OptionsPanel, key: Qt.Key) -> None:
    show(panel, robustness={SIZE: FRAGILE}, tippings=(TIPPING,))
    link = panel.findChild(QAbstractButton, f"fact:{SIZE}")
    assert link is not None
    assert link.focusPolicy() & Qt.FocusPolicy.TabFocus

    with qtbot.waitSignal(panel.field_wanted) as told:
        qtbot.keyClick(link, key)

    assert told.args == ["lesions[1].size_mm"]


def test_that_a_sealed_case_names_what_tips_over_without_leading_to_its_field(panel: OptionsPanel) -> None:
    panel.show_case(a_stored_case(), read_only=True)

    said = show(panel, robustness={SIZE: FRAGILE}, tippings=(TIPPING,))

    assert "L2: Size" in said
    assert panel.findChild(QAbstractButton, f"fact:{SIZE}") is None


def test_that_it_goes_with_the_case(panel: OptionsPanel) -> None:
    show(panel, robustness={SIZE: STABLE})

    panel.clear()

    rows = panel.findChild(QWidget, "steadiness")
    assert rows is not None
    assert not rows.isVisible()


def test_that_a_first_answer_keeps_what_was_said_until_the_whole_one_comes(panel: OptionsPanel) -> None:
    show(panel, robustness={SIZE: FRAGILE}, tippings=(TIPPING,))

    panel.show_glimpse(a_full_proposal(a_combined_option(), an_option("resection", rank=2)))

    assert panel.findChild(QWidget, f"tipping:{SIZE}") is not None


@pytest.mark.parametrize("width", [340, 520, 900])
def test_that_nothing_of_it_is_cut(qtbot: QtBot, panel: OptionsPanel, width: int) -> None:
    panel.resize(width, 900)
    show(panel, robustness={REMNANT: STABLE, SIZE: FRAGILE}, tippings=(TIPPING,))

    qtbot.waitUntil(lambda: cut_texts(panel) == [])
