"""The place of the registry: what it is, what the centre offers, how the window looks."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from crlm_desktop.case.choices import Offer
from crlm_desktop.gui.main_window import MainWindow
from crlm_desktop.gui.preferences import Preferences
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import Theme
from crlm_desktop.gui.workbench import REGISTRY, Workbench
from crlm_desktop.i18n import Language
from crlm_desktop.services.workplace import Workplace
from crlm_desktop.settings import Theme as ThemeChoice
from tests.registry.building import AUTHOR


@pytest.fixture
def bench(window: MainWindow) -> Workbench:
    assert window.workbench is not None
    window.workbench.show_place(REGISTRY)
    return window.workbench


def test_that_the_registry_says_what_it_is(bench: Workbench, place: Workplace) -> None:
    said = {label.text() for label in bench.registry.findChildren(QLabel)}
    assert {"Test registry", str(place.path), "0", AUTHOR} <= said


def test_that_what_the_centre_offers_is_written_at_once(qtbot: QtBot, bench: Workbench, place: Workplace) -> None:
    menu = bench.registry.offers.menu
    actions = {action.text(): action for action in menu.actions()}
    actions["liver resection"].trigger()
    actions["thermal ablation"].trigger()
    with qtbot.waitSignal(bench.registry.offers_changed):
        menu.closed.emit(menu.values)
    assert place.offers == (Offer.RESECTION, Offer.ABLATION)


def test_that_the_language_is_chosen_by_its_own_name(
    bench: Workbench, window: MainWindow, preferences: Preferences
) -> None:
    names = [button.text() for button in bench.registry.language.buttons]
    assert names == ["English", "简体中文"]
    bench.registry.language.buttons[1].click()
    assert preferences.settings.language is Language.ZH
    assert window.workbench is not None
    assert window.workbench.place == REGISTRY


def test_that_the_colours_are_chosen_and_shown(bench: Workbench, theme: Theme, preferences: Preferences) -> None:
    bench.registry.theme.buttons[2].click()
    assert theme.is_dark
    assert preferences.settings.theme is ThemeChoice.DARK
    bench.actions_.theme.trigger()
    assert bench.registry.theme.value is ThemeChoice.LIGHT


def test_that_closing_the_registry_goes_back_to_the_first_screen(
    qtbot: QtBot, bench: Workbench, window: MainWindow, tasks: Tasks
) -> None:
    qtbot.waitUntil(lambda: tasks.is_idle)
    bench.actions_.leave.trigger()
    assert window.workbench is None
    assert window.workplace is None
    assert window.start is not None
