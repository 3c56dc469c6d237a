"""The scores in the options panel."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from crlm_desktop.engine.proposal import Score
from crlm_desktop.gui.panels.options_context import Context, Intents
from crlm_desktop.gui.panels.options_facts import FactNames
from crlm_desktop.gui.panels.options_scores import ScoresView
from crlm_desktop.gui.theme import Theme
from crlm_desktop.i18n import Catalogue
from tests.builders import both
from tests.gui.option_values import SOURCE, a_full_proposal, a_two_lesion_case

SETTLED = Score(
    id="fong_crs",
    name=both("Clinical risk score"),
    value=2,
    range=(2, 2),
    points={},
    grade=both("low risk"),
    outcome=both("Series: 5-year survival 40 %"),
    sources=(SOURCE.id,),
)
OPEN = Score(
    id="albi",
    name=both("ALBI"),
    value=None,
    range=(-3.41, -2.123),
    points={},
    grade=None,
    outcome=None,
    sources=(),
    missing=("function.lung_shunt_percent", "molecular.her2"),
)


def a_view(qtbot: QtBot, catalogue: Catalogue, theme: Theme) -> tuple[ScoresView, Intents]:
    proposal = a_full_proposal(scores=(OPEN, SETTLED))
    intents = Intents()
    context = Context(
        proposal=proposal,
        names=FactNames(a_two_lesion_case(), proposal, catalogue),
        catalogue=catalogue,
        theme=theme,
        intents=intents,
    )
    view = ScoresView(proposal, context)
    qtbot.addWidget(view)
    view.resize(560, 200)
    view.show()
    return view, intents


def texts(view: QWidget) -> list[str]:
    """Return what is written, from the top to the bottom and from the left to the right."""
    labels = [one for one in view.findChildren(QLabel) if one.text()]
    return [one.text() for one in sorted(labels, key=lambda one: one.mapTo(view, one.rect().topLeft()).y())]


def test_that_a_settled_score_comes_first_with_its_class_and_what_was_published(
    qtbot: QtBot, catalogue: Catalogue, theme: Theme
) -> None:
    view, _ = a_view(qtbot, catalogue, theme)
    told = texts(view)

    assert told.index("2") < told.index("-3.41 to -2.12")
    assert "low risk\nSeries: 5-year survival 40 %" in told
    assert view.findChild(QWidget, "sources:esmo-2023") is not None


def test_that_a_score_that_is_open_says_what_it_lacks(qtbot: QtBot, catalogue: Catalogue, theme: Theme) -> None:
    view, intents = a_view(qtbot, catalogue, theme)
    value = view.findChild(QLabel, "score:albi")

    assert value.toolTip() == "Not known: Lung shunt, HER2"
    with qtbot.waitSignal(intents.fact_wanted) as asked:
        view.findChild(QWidget, "fact:molecular.her2").click()  # type: ignore[attr-defined]  # a link, found by name
    assert asked.args == ["molecular.her2"]
