"""The liver map: what it shows of a case and a plan, and how one points at lesions."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from crlm_desktop.case.choices import Segment
from crlm_desktop.engine.proposal import LesionModality
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import Theme
from crlm_desktop.gui.widgets.liver_map import LiverMap
from crlm_desktop.i18n import Catalogue
from crlm_desktop.settings import Theme as ThemeChoice
from tests.builders import a_case, a_lesion
from tests.gui.option_values import a_remnant_plan, a_two_lesion_case


@pytest.fixture
def liver(qtbot: QtBot, tasks: Tasks, catalogue: Catalogue, theme: Theme) -> LiverMap:
    """The map of a case with two lesions, placed."""
    made = LiverMap(tasks=tasks, catalogue=catalogue, theme=theme)
    qtbot.addWidget(made)
    made.resize(640, 360)
    with qtbot.waitSignal(made.placed):
        made.show_case(a_two_lesion_case())
    made.show()
    qtbot.waitExposed(made)
    return made


def picture(liver: LiverMap) -> QImage:
    return liver.canvas.grab().toImage()


def said(liver: LiverMap) -> list[str]:
    return [one.text() for one in liver.findChildren(QLabel) if one.isVisibleTo(liver) and one.text()]


def test_that_every_lesion_is_placed_in_its_segment(liver: LiverMap) -> None:
    assert {mark.lesion: mark.segments for mark in liver.canvas.shown.marks} == {
        "L1": (Segment.S6,),
        "L2": (Segment.S3,),
    }


@pytest.mark.parametrize("height", [180, 230, 360])
def test_that_a_large_lesion_at_the_edge_of_the_liver_is_seen_whole(
    qtbot: QtBot, tasks: Tasks, catalogue: Catalogue, theme: Theme, height: int
) -> None:
    liver = LiverMap(tasks=tasks, catalogue=catalogue, theme=theme)
    qtbot.addWidget(liver)
    liver.resize(500, height)
    lesions = [a_lesion(segments=["8"], size_mm=92), a_lesion(id="L2", segments=["5"], size_mm=66)]
    with qtbot.waitSignal(liver.placed):
        liver.show_case(a_case(lesions=lesions))
    liver.show()
    qtbot.waitExposed(liver)

    one, other = (mark for mark in sorted(liver.canvas.shown.marks, key=lambda mark: mark.lesion))
    apart = math.dist(one.centre, other.centre)
    between = liver.canvas.place_of("L2") - liver.canvas.place_of("L1")
    scale = math.hypot(between.x(), between.y()) / apart
    assert liver.canvas.place_of("L2").y() + other.radius * scale < liver.canvas.height()


def test_that_a_plan_gives_each_lesion_its_modality_and_hatches_what_is_taken(liver: LiverMap) -> None:
    before = picture(liver)

    liver.show_plan(a_remnant_plan(), "Ablation plus resection, plan 1")

    shown = liver.canvas.shown
    assert {mark.lesion: mark.modality for mark in shown.marks} == {
        "L1": LesionModality.RESECT,
        "L2": LesionModality.ABLATE,
    }
    assert shown.resected == {Segment.S6}
    assert picture(liver) != before
    assert {"Ablation plus resection, plan 1", "Remnant 71 % (66–76 %)", "resect", "ablate"} <= set(said(liver))


def test_that_segment_4_is_taken_with_both_its_parts(liver: LiverMap) -> None:
    liver.show_plan(a_remnant_plan(resected_segments=("4",)))

    assert liver.canvas.shown.resected == {Segment.S4A, Segment.S4B}


def test_that_a_plan_moves_no_lesion(liver: LiverMap) -> None:
    before = {mark.lesion: mark.centre for mark in liver.canvas.shown.marks}

    liver.show_plan(a_remnant_plan())

    assert {mark.lesion: mark.centre for mark in liver.canvas.shown.marks} == before


def test_that_a_lesion_without_a_segment_is_named_beside_the_drawing(qtbot: QtBot, liver: LiverMap) -> None:
    with qtbot.waitSignal(liver.placed):
        liver.show_case(a_case(lesions=[a_lesion(), a_lesion(id="L9", segments=None)]))

    assert "segment not known: L9" in said(liver)


def test_that_a_click_on_a_lesion_selects_it(qtbot: QtBot, liver: LiverMap) -> None:
    at = liver.canvas.place_of("L2").toPoint()

    with qtbot.waitSignal(liver.lesion_selected) as told:
        qtbot.mouseClick(liver.canvas, Qt.MouseButton.LeftButton, pos=at)

    assert told.args == ["L2"]


def test_that_keys_step_through_the_lesions_and_select_one(qtbot: QtBot, liver: LiverMap) -> None:
    liver.canvas.setFocus()
    qtbot.keyClick(liver.canvas, Qt.Key.Key_Right)
    qtbot.keyClick(liver.canvas, Qt.Key.Key_Right)

    with qtbot.waitSignal(liver.lesion_selected) as told:
        qtbot.keyClick(liver.canvas, Qt.Key.Key_Return)

    assert told.args == ["L2"]
    assert liver.canvas.accessibleDescription().startswith("L2 · S3 · 12 mm")


def test_that_what_is_known_of_a_lesion_is_told_with_its_treatment(liver: LiverMap) -> None:
    liver.show_plan(a_remnant_plan())

    assert liver.canvas.facts_of("L2").splitlines() == [
        "L2 · S3 · 12 mm",
        "In this plan: ablate (by the team's judgement)",
    ]


def test_that_lit_lesions_look_otherwise(liver: LiverMap) -> None:
    before = picture(liver)

    liver.light(("L1",))

    assert liver.canvas.lit == {"L1"}
    assert picture(liver) != before


def test_that_places_of_a_case_that_was_left_are_dropped(qtbot: QtBot, liver: LiverMap, tasks: Tasks) -> None:
    liver.show_case(a_case(lesions=[a_lesion(id="L7", segments=["8"])]))
    liver.clear()

    qtbot.waitUntil(lambda: tasks.is_idle)

    assert liver.canvas.shown.marks == ()


def test_that_the_map_is_painted_in_the_colours_of_the_theme(liver: LiverMap, theme: Theme) -> None:
    light = picture(liver)

    theme.choose(ThemeChoice.DARK)

    assert picture(liver) != light


def test_that_the_picture_is_sharp_at_twice_the_scale(liver: LiverMap) -> None:
    liver.canvas.resize(800, 480)

    assert liver.canvas.place_of("L1") != liver.canvas.place_of("L2")
    assert picture(liver).width() == 800
