"""Editing on the liver map: lesions added and moved by mouse and keys, and not where nothing may be written."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from crlm_desktop.case.choices import Segment
from crlm_desktop.case.identity import Identity
from crlm_desktop.gui.main_window import MainWindow
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.widgets.liver_canvas import LiverCanvas
from crlm_desktop.gui.widgets.liver_menu import LiverMenu
from crlm_desktop.gui.widgets.liver_painting import liver_drawing
from crlm_desktop.gui.workbench import Workbench
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import review
from crlm_desktop.services.workplace import Workplace
from tests.builders import a_case, a_lesion

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def bench(qtbot: QtBot, window: MainWindow, place: Workplace, tasks: Tasks) -> Workbench:
    """The window with a case of two lesions open, both placed on the map."""
    lesions = [a_lesion(segments=["6", "7"]), a_lesion(id="L2", segments=["3"], size_mm=12)]
    stored = review.create_case(place, Identity(number="4711"), a_case(lesions=lesions))
    assert window.workbench is not None
    window.workbench.open_case(stored.id)
    qtbot.waitUntil(lambda: tasks.is_idle)
    return window.workbench


def canvas_of(bench: Workbench) -> LiverCanvas:
    return bench.case.map.canvas


def segment_place(canvas: LiverCanvas, segment: Segment) -> QPoint:
    """Return where the number of a segment stands."""
    return canvas._transform().map(QPointF(*liver_drawing().regions[segment].label_at)).toPoint()


def drag(qtbot: QtBot, canvas: LiverCanvas, lesion: str, to: QPoint) -> None:
    start = canvas.place_of(lesion).toPoint()
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
    for place in ((start + to) / 2, to):
        moved = QMouseEvent(
            QMouseEvent.Type.MouseMove,
            QPointF(place),
            canvas.mapToGlobal(QPointF(place)),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(canvas, moved)
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=to)


def segments(bench: Workbench) -> dict[str, list[str]]:
    stored = bench._session.stored
    assert stored is not None
    return {one.id: [str(segment) for segment in one.segments or ()] for one in stored.case.lesions or ()}


def test_that_a_lesion_is_dragged_to_another_segment_and_undo_brings_it_back(
    qtbot: QtBot, bench: Workbench, tasks: Tasks
) -> None:
    canvas = canvas_of(bench)

    drag(qtbot, canvas, "L2", segment_place(canvas, Segment.S4B))
    qtbot.waitUntil(lambda: tasks.is_idle)

    assert segments(bench) == {"L1": ["6", "7"], "L2": ["4b"]}
    bench.actions_.undo.trigger()
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert segments(bench)["L2"] == ["3"]


def test_that_a_lesion_dragged_within_what_it_reaches_keeps_all_of_it(
    qtbot: QtBot, bench: Workbench, tasks: Tasks
) -> None:
    canvas = canvas_of(bench)

    drag(qtbot, canvas, "L1", segment_place(canvas, Segment.S7))
    qtbot.waitUntil(lambda: tasks.is_idle)

    assert segments(bench)["L1"] == ["7", "6"]


def test_that_a_lesion_dropped_beside_the_liver_or_where_it_was_stays(qtbot: QtBot, bench: Workbench) -> None:
    canvas = canvas_of(bench)
    before = bench._session.stored

    drag(qtbot, canvas, "L2", QPoint(2, 2))
    drag(qtbot, canvas, "L2", segment_place(canvas, Segment.S3))

    assert bench._session.stored is before


def test_that_a_double_click_on_a_segment_adds_a_lesion_and_asks_its_size(
    qtbot: QtBot, bench: Workbench, tasks: Tasks
) -> None:
    canvas = canvas_of(bench)

    qtbot.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=segment_place(canvas, Segment.S2))
    qtbot.waitUntil(lambda: tasks.is_idle)

    assert segments(bench)["L3"] == ["2"]
    table = bench.case.form.tables["lesions"]
    assert table.view.hasFocus()
    field = table.current_field()
    assert field is not None
    assert field.path == "lesions[].size_mm"


def test_that_the_menu_key_moves_the_lesion_on_which_one_stands(qtbot: QtBot, bench: Workbench, tasks: Tasks) -> None:
    canvas = canvas_of(bench)
    canvas.setFocus()
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), canvas.mapToGlobal(QPoint(5, 5)))

    QApplication.sendEvent(canvas, event)

    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions()] == ["Go to L1 in the record", "Move L1 to segment"]
    moving = menu.actions()[1].menu()
    assert isinstance(moving, QMenu)
    next(action for action in moving.actions() if action.text() == "8").trigger()
    menu.close()
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert segments(bench)["L1"] == ["8"]


def test_that_beside_lesions_the_menu_offers_every_segment(
    qtbot: QtBot, catalogue: Catalogue, bench: Workbench
) -> None:
    made = LiverMenu(bench, catalogue=catalogue).made(lesion="", segment=None)
    qtbot.addWidget(made)
    listed = made.actions()[0].menu()
    assert isinstance(listed, QMenu)
    assert [action.text() for action in listed.actions()] == ["1", "2", "3", "4a", "4b", "5", "6", "7", "8"]


def test_that_nothing_is_edited_where_nothing_may_be_written(qtbot: QtBot, bench: Workbench) -> None:
    canvas = canvas_of(bench)
    canvas.let_edit(is_editable=False)
    before = bench._session.stored

    drag(qtbot, canvas, "L2", segment_place(canvas, Segment.S4B))
    qtbot.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=segment_place(canvas, Segment.S2))

    assert bench._session.stored is before
