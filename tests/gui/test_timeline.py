"""The timeline of a case: where things stand on it, and how one zooms, steps through it and goes to a field."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crlm_desktop.case.identity import Identity
from crlm_desktop.gui.main_window import MainWindow
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.timeline.arrangement import LEAST_DAYS, View, rows_of, ticks_of, whole_of
from crlm_desktop.gui.timeline.panel import TimelinePanel
from crlm_desktop.gui.widgets.link import Link
from crlm_desktop.gui.workbench import Workbench
from crlm_desktop.services import meetings, review
from crlm_desktop.services.meetings import Particulars
from crlm_desktop.services.workplace import Workplace
from tests.builders import a_case

GAP = 4.0
WIDTH = 600.0
_DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@given(st.lists(st.tuples(st.floats(-500, 500), st.floats(1, 300)), max_size=25))
def test_that_nothing_in_a_row_touches_another(told: list[tuple[float, float]]) -> None:
    extents = [(left, left + wide) for left, wide in told]
    rows = rows_of(extents, gap=GAP)
    for row in set(rows):
        there = sorted(extent for extent, of in zip(extents, rows, strict=True) if of == row)
        assert all(one[1] + GAP <= other[0] for one, other in pairwise(there))
    assert set(rows) == set(range(max(rows, default=-1) + 1))


@given(st.lists(_DAYS, min_size=1, max_size=20))
def test_that_everything_with_a_date_is_in_the_whole_view(days: list[date]) -> None:
    view = whole_of(days)
    assert all(0 < view.at(day.toordinal(), WIDTH) < WIDTH for day in days)


@given(st.lists(_DAYS, min_size=1, max_size=9), st.floats(0.1, 10), st.floats(0, 1))
def test_that_zooming_keeps_the_day_under_the_pointer_in_its_place(
    days: list[date], factor: float, share: float
) -> None:
    whole = whole_of(days)
    around = whole.first + share * whole.days
    view = whole.zoomed(factor, around, whole)
    assert LEAST_DAYS <= view.days <= whole.days * 2
    middle = view.first + view.days / 2
    if whole.first < middle < whole.first + whole.days:
        assert abs(view.at(around, WIDTH) - whole.at(around, WIDTH)) < 0.01


@given(_DAYS, st.floats(LEAST_DAYS, 40_000))
def test_that_ticks_are_first_days_of_months_and_never_crowd(day: date, days: float) -> None:
    view = View(day.toordinal(), days)
    ticks = list(ticks_of(view, WIDTH, least_apart=80))
    assert all(tick.day == 1 for tick in ticks)
    places = [view.at(tick.toordinal(), WIDTH) for tick in ticks]
    assert all(other - one > 60 for one, other in pairwise(places))


@pytest.fixture
def bench(qtbot: QtBot, window: MainWindow, place: Workplace, tasks: Tasks) -> Workbench:
    """The window on the timeline of a case."""
    case = a_case(
        as_of="2026-11-20",
        primary={"diagnosed_on": "2026-03-05"},
        metastases={"detected_on": "2026-03"},
        imaging={"ct_on": "2026-11-03"},
        markers=[{"name": "CEA", "value": 12}, {"name": "CEA", "value": 9.1, "on": "2026-11-09"}],
        systemic=[{"line": 1, "regimen": "FOLFOX", "started_on": "2026-04-01", "ended_on": "2026-09-01"}],
        local_treatments=[{"kind": "ablation"}],
    )
    stored = review.create_case(place, Identity(number="4711"), case)
    review.create_case(place, Identity(number="4712"), a_case())
    opened = meetings.create(place, Particulars(title="Liver board", site="", held_on=date(2026, 11, 26)))
    meetings.add_case(place, opened.meeting.id, stored.id, question="")
    assert window.workbench is not None
    window.workbench.open_case(stored.id)
    qtbot.waitUntil(lambda: tasks.is_idle)
    window.workbench.case.views.show_view("timeline")
    window.workbench.case.focus()
    return window.workbench


def timeline(bench: Workbench) -> TimelinePanel:
    return bench.case.timeline


def test_that_arrow_keys_go_through_the_events_in_time_and_enter_to_the_field(qtbot: QtBot, bench: Workbench) -> None:
    canvas = timeline(bench).canvas
    assert canvas.hasFocus()
    seen = []
    for _time in range(8):
        qtbot.keyClick(canvas, Qt.Key.Key_Right)
        seen.append(timeline(bench).told)

    assert seen[:6] == [
        "Mar 2026: Liver metastases found",
        "5 Mar 2026: Primary diagnosed",
        "1 Apr 2026 to 1 Sep 2026: Line 1, FOLFOX",
        "3 Nov 2026: CT",
        "9 Nov 2026: CEA 9.1",
        "26 Nov 2026: Liver board",
    ]
    assert seen[-1] == seen[5]
    assert canvas.accessibleDescription() == "26 Nov 2026: Liver board"
    for _time in range(3):
        qtbot.keyClick(canvas, Qt.Key.Key_Left)
    qtbot.keyClick(canvas, Qt.Key.Key_Return)

    assert bench.case.views.view == "record"
    assert bench.case.form.tables["systemic"].view.hasFocus()


def test_that_what_has_no_date_is_listed_and_leads_to_its_field(bench: Workbench) -> None:
    links = {one.objectName(): one for one in timeline(bench).findChildren(Link)}
    assert [one.text() for name, one in links.items() if name.startswith("undated:")] == ["Ablation", "CEA 12"]

    links["undated:markers[0].on"].click()

    assert bench.case.views.view == "record"
    assert bench.case.form.tables["markers"].view.hasFocus()


def test_that_keys_and_wheel_zoom_and_an_edit_leaves_the_view(qtbot: QtBot, bench: Workbench, tasks: Tasks) -> None:
    canvas = timeline(bench).canvas
    whole = canvas.view
    assert whole is not None
    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    assert canvas.view is not None
    assert canvas.view.days < whole.days
    place = QPointF(canvas.width() - 60, 40)
    wheel = QWheelEvent(
        place,
        canvas.mapToGlobal(place),
        QPoint(),
        QPoint(0, 240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # it is Qt's
    )
    before = canvas.view
    QApplication.sendEvent(canvas, wheel)
    near = canvas.view
    assert near is not None
    assert near.days < before.days

    bench.case.form.entered.emit("imaging.pet_on", "2026-10-01", "2026-10-01")
    qtbot.waitUntil(lambda: tasks.is_idle)

    assert canvas.view == near
    assert [stop.words for lane in canvas.lanes for stop in lane.stops if "PET" in stop.words] == ["1 Oct 2026: PET"]
    qtbot.keyClick(canvas, Qt.Key.Key_0)
    assert canvas.view == whole


def test_that_a_value_known_to_the_month_is_as_wide_as_that_month(qtbot: QtBot, bench: Workbench, tasks: Tasks) -> None:
    bench.case.form.entered.emit("markers[0].on", "2026-09", "2026-09")
    qtbot.waitUntil(lambda: tasks.is_idle)

    (curve,) = [lane for lane in timeline(bench).canvas.lanes if lane.track is None]
    month, day = curve.stops
    assert [(stop.text, stop.is_exact) for stop in curve.stops] == [("12", False), ("9.1", True)]
    assert month.mark.width() > 2 * day.mark.width()
    assert month.words == "Sep 2026: CEA 12"


def test_that_a_case_without_dates_says_so(qtbot: QtBot, bench: Workbench, place: Workplace, tasks: Tasks) -> None:
    other = next(row for row in review.list_cases(place) if row.number == "4712")
    bench.open_case(other.id)
    qtbot.waitUntil(lambda: tasks.is_idle)

    assert not timeline(bench).canvas.isVisible()
    assert timeline(bench).canvas.lanes == ()
