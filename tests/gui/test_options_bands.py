"""Where it flips: bands on which one sees which options lead where, and where the case stands."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from crlm_desktop.case.record import Case
from crlm_desktop.engine.proposal import FlipInterval, Proposal, Status, StrategyId
from crlm_desktop.gui.panels.options import OptionsPanel
from crlm_desktop.gui.panels.options_bands import line_of, nearest_first, now_words
from crlm_desktop.gui.panels.options_context import Context, Intents
from crlm_desktop.gui.panels.options_facts import FactNames
from crlm_desktop.gui.theme import Theme
from crlm_desktop.gui.widgets.flip_band import FlipBand, Line, Stretch, shown_range
from crlm_desktop.i18n import Catalogue
from tests.builders import a_case, a_lesion, an_option
from tests.gui.option_values import a_combined_option, a_full_proposal, a_stored_case, a_two_lesion_case

COMBINED, RESECTION = StrategyId("ablation-plus-resection"), StrategyId("resection")
SIZE, ECOG, ALBUMIN = "lesions.max_mm", "fitness.ecog", "function.albumin_g_l"
FLIPS = {
    SIZE: (
        FlipInterval(low=0, high=30, leading=(COMBINED,), closed_high=True),
        FlipInterval(low=30, high=300, leading=(RESECTION,), closed_low=False, closed_high=True),
    ),
    ECOG: (
        FlipInterval(low=0, high=2, leading=(COMBINED,), closed_high=True),
        FlipInterval(low=3, high=4, leading=(), closed_high=True),
    ),
    ALBUMIN: (
        FlipInterval(low=5, high=28, leading=(RESECTION, COMBINED)),
        FlipInterval(low=28, high=80, leading=(COMBINED,), closed_high=True),
    ),
}


def a_proposal_with_flips(case: Case, **fields: Any) -> Proposal:
    options = (a_combined_option(), an_option("resection", status=Status.SUITABLE, rank=2))
    return a_full_proposal(*options, case=case, **{"flip_points": FLIPS, **fields})


def context_of(case: Case, catalogue: Catalogue, theme: Theme, **fields: Any) -> Context:
    proposal = a_proposal_with_flips(case, **fields)
    names = FactNames(case, proposal, catalogue)
    return Context(proposal=proposal, names=names, catalogue=catalogue, theme=theme, intents=Intents())


def a_line(*ends: float, now: tuple[float, float] | None = None, is_whole: bool = False) -> Line:
    stretches = tuple(Stretch(low=low, high=high, words=f"from {low}", is_as_now=False) for low, high in pairwise(ends))
    return Line(stretches=stretches, borders=tuple(f"{end:g}" for end in ends[1:-1]), now=now, is_whole=is_whole)


@pytest.fixture
def panel(qtbot: QtBot, catalogue: Catalogue, theme: Theme) -> OptionsPanel:
    case = a_two_lesion_case(fitness={"ecog": 1})
    made = OptionsPanel(catalogue=catalogue, theme=theme)
    qtbot.addWidget(made)
    made.resize(560, 900)
    made.show_case(a_stored_case(case))
    made.show_proposal(a_proposal_with_flips(case))
    made.show()
    qtbot.waitExposed(made)
    return made


def heading(panel: OptionsPanel) -> QAbstractButton:
    found = panel.findChild(QAbstractButton, "heading:flips")
    assert found is not None
    return found


def bands(panel: OptionsPanel) -> list[FlipBand]:
    return [band for band in panel.findChildren(FlipBand) if band.isVisible()]


def test_that_the_bands_are_folded_away_at_first(panel: OptionsPanel) -> None:
    assert heading(panel).isVisible()
    assert heading(panel).accessibleDescription() == "3 facts"
    assert bands(panel) == []


def test_that_a_key_opens_the_bands_the_nearest_flip_first(qtbot: QtBot, panel: OptionsPanel) -> None:
    qtbot.keyClick(heading(panel), Qt.Key.Key_Return)

    assert [band.objectName() for band in bands(panel)] == [f"band:{SIZE}", f"band:{ECOG}", f"band:{ALBUMIN}"]


def test_that_a_band_says_the_same_in_words_and_can_be_reached_by_key(qtbot: QtBot, panel: OptionsPanel) -> None:
    heading(panel).click()
    band = bands(panel)[0]

    assert band.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert band.accessibleName() == "Largest lesion: now: 20 mm"
    assert band.accessibleDescription() == "up to 30 mm: Ablation plus resection; above 30 mm: Resection"


def test_that_a_fact_leads_to_its_field(qtbot: QtBot, panel: OptionsPanel) -> None:
    heading(panel).click()
    link = panel.findChild(QAbstractButton, f"fact:{ECOG}")
    assert link is not None

    with qtbot.waitSignal(panel.field_wanted) as told:
        link.click()

    assert told.args == ["fitness.ecog"]


def test_that_open_bands_follow_the_record(panel: OptionsPanel) -> None:
    heading(panel).click()
    changed = a_two_lesion_case(lesions=[a_lesion(size_mm=26)], fitness={"ecog": 1})

    panel.show_case(a_stored_case(changed))
    panel.show_proposal(a_proposal_with_flips(changed))

    assert bands(panel)[0].accessibleName() == "Largest lesion: now: 26 mm"


def test_that_bands_that_were_folded_show_the_latest_proposal_when_they_are_opened(panel: OptionsPanel) -> None:
    case = a_two_lesion_case()
    panel.show_proposal(a_proposal_with_flips(case, flip_points={SIZE: FLIPS[SIZE]}))

    heading(panel).click()

    assert [band.objectName() for band in bands(panel)] == [f"band:{SIZE}"]


def test_that_nothing_is_shown_where_nothing_flips(panel: OptionsPanel) -> None:
    panel.show_proposal(a_proposal_with_flips(a_two_lesion_case(), flip_points={}))

    assert not heading(panel).isVisible()


@pytest.mark.parametrize("section", ["scores", "missing", "flips"])
def test_that_a_folded_section_stays_folded_when_the_proposal_changes(panel: OptionsPanel, section: str) -> None:
    folding = panel.findChild(QAbstractButton, f"heading:{section}")
    body = panel.findChild(QWidget, {"scores": "score_rows", "missing": "missing_rows", "flips": "flips"}[section])
    assert folding is not None
    assert body is not None
    if section != "flips":
        folding.click()
    changed = a_two_lesion_case(fitness={"ecog": 2})

    panel.show_case(a_stored_case(changed))
    panel.show_proposal(a_proposal_with_flips(changed, missing=(), scores=()))
    panel.show_proposal(a_proposal_with_flips(changed))

    assert not body.isVisible()


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"lesions": [a_lesion(size_mm=26)]}, "now: 26 mm"),
        ({"lesions": [a_lesion(size_mm=26), a_lesion(id="L2", size_mm=None)]}, "now: at least 26 mm"),
        ({"lesions": None}, "now: not known"),
    ],
)
def test_that_it_is_said_how_large_the_largest_lesion_is(
    parts: dict[str, Any], words: str, catalogue: Catalogue, theme: Theme
) -> None:
    assert now_words(SIZE, context_of(a_case(**parts), catalogue, theme)) == words


def test_that_what_does_not_apply_is_not_called_unknown(catalogue: Catalogue, theme: Theme) -> None:
    fact = "systemic.weeks_since_last"
    intervals = (FlipInterval(low=0, high=6, leading=()), FlipInterval(low=6, high=5000, leading=(COMBINED,)))
    context = context_of(a_case(systemic=[]), catalogue, theme, flip_points={fact: intervals})

    assert now_words(fact, context) == "now: does not apply"


def test_that_facts_that_are_not_known_come_last(catalogue: Catalogue, theme: Theme) -> None:
    case = a_two_lesion_case(function={"albumin_g_l": 29})

    assert nearest_first(context_of(case, catalogue, theme)) == [ALBUMIN, SIZE, ECOG]


def test_that_the_stretches_meet_and_say_what_leads(catalogue: Catalogue, theme: Theme) -> None:
    line = line_of(ECOG, context_of(a_two_lesion_case(fitness={"ecog": 1}), catalogue, theme))

    assert [(one.low, one.high, one.words) for one in line.stretches] == [
        (-0.5, 2.5, "Ablation plus resection"),
        (2.5, 4.5, "nothing leads"),
    ]
    assert line.borders == ("2 | 3",)
    assert line.now == (1, 1)


def test_that_options_that_tie_are_both_named(catalogue: Catalogue, theme: Theme) -> None:
    line = line_of(ALBUMIN, context_of(a_two_lesion_case(), catalogue, theme))

    assert line.stretches[0].words == "Resection or Ablation plus resection"


def test_that_only_the_stretches_are_marked_in_which_the_same_leads_as_now(catalogue: Catalogue, theme: Theme) -> None:
    line = line_of(SIZE, context_of(a_two_lesion_case(), catalogue, theme))

    assert [one.is_as_now for one in line.stretches] == [True, False]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (a_line(0, 30, 300, now=(20, 20)), (12.5, 37.5)),
        (a_line(0, 6, 5000, now=(200, 200)), (0, 297)),
        (a_line(0, 30, 40, 100), (20, 50)),
        (a_line(-0.5, 2.5, 4.5, now=(1, 1), is_whole=True), (-0.5, 4.5)),
        (a_line(0, 24, 94.5, 96.5, 100, now=(24, 24)), (0, 100)),
    ],
)
def test_that_the_band_shows_every_border_and_the_value_with_room_around_them(
    line: Line, shown: tuple[float, float]
) -> None:
    assert shown_range(line) == shown


def test_that_the_band_is_drawn_to_scale(theme: Theme, qtbot: QtBot) -> None:
    band = FlipBand(a_line(0, 25, 100, now=(24, 24)), "", theme=theme)
    qtbot.addWidget(band)
    low, high = shown_range(a_line(0, 25, 100, now=(24, 24)))

    assert (band.place_of(low, 400), band.place_of(high, 400)) == (0, 400)
    assert band.place_of((low + high) / 2, 400) == pytest.approx(200)


def test_that_words_stand_under_a_band_on_which_they_have_no_room(theme: Theme, qtbot: QtBot) -> None:
    line = a_line(0, 30, 300, now=(20, 20))
    band = FlipBand(line, "up to 30 mm: from 0; above 30 mm: from 30", theme=theme)
    qtbot.addWidget(band)

    assert band.tells_all(400)
    assert not band.tells_all(60)
    assert band.heightForWidth(60) > band.heightForWidth(400)


def test_that_the_present_value_is_pointed_at(theme: Theme, qtbot: QtBot) -> None:
    band = FlipBand(a_line(0, 50, 100, now=(25, 25)), "", theme=theme)
    qtbot.addWidget(band)
    band.resize(400, band.heightForWidth(400))

    picture = band.grab().toImage()

    at = round(band.place_of(25, 400))
    assert _is(picture, at, 4, theme.colours.text)
    assert not _is(picture, at + 40, 4, theme.colours.text)


def _is(picture: QImage, x: int, y: int, colour: str) -> bool:
    scale = picture.devicePixelRatio()
    return picture.pixelColor(round(x * scale), round(y * scale)) == QColor(colour)


def test_that_every_band_has_its_room_when_they_are_opened(qtbot: QtBot, panel: OptionsPanel) -> None:
    panel.resize(380, 900)

    heading(panel).click()

    qtbot.waitUntil(lambda: all(band.height() >= band.heightForWidth(band.width()) for band in bands(panel)))
    assert all(label.height() > 0 for label in panel.findChildren(QLabel) if label.isVisible())
