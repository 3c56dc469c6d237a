"""The colours: enough contrast in both themes, followed and told when they change."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crlm_desktop.gui.theme import DARK, LIGHT, Colours, Theme, contrast, mixed, style_sheet
from crlm_desktop.settings import Theme as ThemeChoice

TEXTS = (
    "text",
    "muted",
    "accent",
    "problem",
    "stop",
    "recommended",
    "suitable",
    "conditional",
    "not_advised",
    "excluded",
)
GROUNDS = ("background", "surface", "field")
PAIRS = (
    ("text", "hover"),
    ("text", "selected"),
    ("muted", "hover"),
    ("muted", "selected"),
    ("accent", "hover"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("demonstration", "demonstration_ground"),
    ("problem", "problem_ground"),
    ("text", "problem_ground"),
    ("accent", "problem_ground"),
)
ENOUGH = 4.5
THEMES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


@THEMES
def test_that_every_text_colour_can_be_read_on_every_ground(colours: Colours) -> None:
    pairs = [*itertools.product(TEXTS, GROUNDS), *PAIRS]
    poor = {
        f"{text} on {ground}": round(contrast(getattr(colours, text), getattr(colours, ground)), 2)
        for text, ground in pairs
        if contrast(getattr(colours, text), getattr(colours, ground)) < ENOUGH
    }
    assert poor == {}


@THEMES
def test_that_the_word_in_a_chip_can_be_read_on_its_tint(colours: Colours) -> None:
    for status in ("recommended", "suitable", "conditional", "not_advised", "excluded"):
        colour = getattr(colours, status)
        assert contrast(colour, mixed(colour, colours.surface, 0.10)) >= ENOUGH, status


def test_that_contrast_is_that_of_the_guideline() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@THEMES
def test_that_the_style_sheet_leaves_no_name_unfilled(colours: Colours) -> None:
    assert "$" not in style_sheet(colours)


def test_that_a_change_of_colours_is_told_once(qtbot: QtBot, theme: Theme) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.choose(ThemeChoice.DARK)
    assert theme.is_dark
    with qtbot.assertNotEmitted(theme.changed):
        theme.choose(ThemeChoice.DARK)


def test_that_the_colours_follow_the_system_while_nothing_else_is_chosen(qtbot: QtBot, dressed: QApplication) -> None:
    hints = dressed.styleHints()
    follower = Theme(ThemeChoice.SYSTEM, dressed)
    with qtbot.waitSignal(follower.changed):
        hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert follower.is_dark
    with qtbot.waitSignal(follower.changed):
        hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert not follower.is_dark
    follower.choose(ThemeChoice.DARK)
    with qtbot.assertNotEmitted(follower.changed):
        hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    follower.deleteLater()
