"""Chips and signs: legible in both themes, and never told by colour alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from crlm_desktop.engine.liver.lesion_map import look_of
from crlm_desktop.engine.proposal import LesionModality, Severity, Status
from crlm_desktop.gui.theme import DARK, LIGHT, Colours, Theme, contrast, mixed
from crlm_desktop.gui.widgets.chips import TINT, StatusChip
from crlm_desktop.gui.widgets.liver_painting import RESECTED_TINT
from crlm_desktop.gui.widgets.patterns import modality_colour
from crlm_desktop.gui.widgets.signs import Sign, paint_sign, severity_sign, stance_sign, status_sign
from crlm_desktop.i18n import Catalogue
from crlm_desktop.meeting.opinion import OpinionStance

LEGIBLE = 4.5
THEMES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


def colour_of(colours: Colours, name: str) -> str:
    return str(getattr(colours, name))


@THEMES
@pytest.mark.parametrize("status", list(Status))
def test_that_the_word_of_a_status_is_legible_on_its_chip(status: Status, colours: Colours) -> None:
    tone = colour_of(colours, status_sign(status)[1])

    assert contrast(tone, mixed(tone, colours.surface, TINT)) >= LEGIBLE


@THEMES
@pytest.mark.parametrize("severity", list(Severity))
def test_that_the_sign_of_an_alert_is_seen(severity: Severity, colours: Colours) -> None:
    assert contrast(colour_of(colours, severity_sign(severity)[1]), colours.background) >= LEGIBLE


@THEMES
def test_that_the_numbers_of_the_segments_are_legible(colours: Colours) -> None:
    taken = mixed(colours.resect, colours.liver, RESECTED_TINT)

    assert contrast(colours.text, colours.liver) >= LEGIBLE
    assert contrast(colours.text, taken) >= LEGIBLE


@THEMES
@pytest.mark.parametrize("modality", list(LesionModality))
def test_that_what_is_done_to_a_lesion_stands_out_from_the_liver(modality: LesionModality, colours: Colours) -> None:
    # 3:1 is what WCAG asks of graphics.
    assert contrast(colour_of(colours, modality_colour(modality)), colours.liver) >= 3


def test_that_no_two_statuses_share_a_sign() -> None:
    signs = [status_sign(status)[0] for status in Status]

    assert len(set(signs)) == len(signs)


def test_that_no_two_stances_share_a_sign() -> None:
    assert len({stance_sign(stance)[0] for stance in OpinionStance}) == len(OpinionStance)


def test_that_no_two_treatments_share_a_pattern() -> None:
    patterns = [look_of(modality).hatch for modality in LesionModality]

    assert len(set(patterns)) == len(patterns)


@pytest.mark.parametrize("sign", list(Sign))
def test_that_every_sign_paints_something(sign: Sign, theme: Theme) -> None:
    image = QImage(28, 28, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)

    paint_sign(painter, QRectF(7, 7, 14, 14), sign, QColor("#000000"), scale=1.0)

    painter.end()
    assert any(image.pixelColor(x, y).alpha() > 0 for x in range(28) for y in range(28))


def test_that_a_chip_is_called_by_its_word(qtbot: QtBot, catalogue: Catalogue, theme: Theme) -> None:
    chip = StatusChip(Status.SUITABLE, catalogue=catalogue, theme=theme)
    qtbot.addWidget(chip)

    chip.show_status(Status.NOT_ADVISED)

    assert chip.accessibleName() == "not advised"
