"""The timeline of the open case with what has no date, and what one stands on in words."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from crlm_desktop.case.dates import PartialDate
from crlm_desktop.case.identity import CaseId
from crlm_desktop.case.timeline import Event, Track, curves_of, events_of, measured_words
from crlm_desktop.case.wording import Text
from crlm_desktop.gui.theme import LARGE, MEDIUM, SMALL, Theme
from crlm_desktop.gui.timeline.canvas import TimelineCanvas
from crlm_desktop.gui.widgets.arranging import empty
from crlm_desktop.gui.widgets.flow import FlowLayout
from crlm_desktop.gui.widgets.link import Link
from crlm_desktop.gui.widgets.text import ElidedLabel, Role, label
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services.review import OpenCase

_ZOOM = 1.5
_MEETING = "meeting:"


class TimelinePanel(QWidget):
    """Shows when what happened; ``field_wanted`` names the field of an event that was chosen."""

    field_wanted = Signal(str)

    def __init__(self, *, catalogue: Catalogue, theme: Theme) -> None:
        super().__init__()
        _ = catalogue.gettext
        self._catalogue = catalogue
        self._case_id: CaseId | None = None
        self.setObjectName("timeline")
        self.canvas = TimelineCanvas(catalogue=catalogue, theme=theme)
        self.canvas.chosen.connect(self._choose)
        self.canvas.pointed.connect(self._tell)
        self._nothing = label(
            _("Nothing has a date yet. Dates of diagnosis, imaging, treatments and markers come from the record."),
            Role.MUTED,
            wrap=True,
        )
        self._undated = QWidget()
        self._undated_flow = FlowLayout(self._undated, across=SMALL, down=0)
        page = QWidget()
        page.setObjectName("timeline_page")
        column = QVBoxLayout(page)
        column.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        column.setSpacing(MEDIUM)
        column.addWidget(self._nothing)
        column.addWidget(self.canvas)
        column.addWidget(self._undated)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setObjectName("timeline_scroll")
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(scroll, 1)
        outer.addWidget(self._strip())
        self.setFocusProxy(self.canvas)
        self._tell("")

    @property
    def told(self) -> str:
        """What is said of the event one stands on."""
        return self._told.text()

    def show_case(self, stored: OpenCase) -> None:
        """Show a case; what was in view of it stays in view."""
        is_another, self._case_id = stored.id != self._case_id, stored.id
        events = (*events_of(stored.case), *_meetings(stored))
        curves = curves_of(stored.case)
        self.canvas.show_events(events, curves, stored.case.as_of, is_another=is_another)
        has_dates = bool(self.canvas.lanes)
        self._nothing.setVisible(not has_dates)
        self.canvas.setVisible(has_dates)
        empty(self._undated_flow)
        for link in self._undated_links(events, stored):
            self._undated_flow.addWidget(link)
            link.show()
        self._undated.setVisible(self._undated_flow.count() > 0)
        self._tell(self.canvas.current.words if self.canvas.current is not None else "")

    def _undated_links(self, events: tuple[Event, ...], stored: OpenCase) -> Iterator[QWidget]:
        """Yield what has no date, each a way to the field where it belongs."""
        _ = self._catalogue.gettext
        told = [(event.name, event.path) for event in events if not event.is_dated]
        for curve in curves_of(stored.case):
            undated = [one for one in curve.values if one.on is None]
            told += [(measured_words(curve, one), one.path.replace(".value", ".on")) for one in undated]
        if told:
            yield label(_("Without a date:"), Role.SMALL)
        for name, path in told:
            link = Link(self._catalogue.pick(name), name=f"undated:{path}", tip=_("Go to the field"))
            link.setProperty("path", path)
            link.clicked.connect(self._want)
            yield link

    def _strip(self) -> QFrame:
        """Return the line under the timeline: what one stands on, and how to zoom."""
        _ = self._catalogue.gettext
        strip = QFrame()
        strip.setProperty("ground", "surface")
        strip.setProperty("rule", "over")
        self._told = ElidedLabel(role=Role.PLAIN)
        row = QHBoxLayout(strip)
        row.setContentsMargins(LARGE, 0, LARGE, 0)
        row.setSpacing(MEDIUM)
        row.addWidget(self._told, 1)
        for name, words, work in (
            ("timeline_closer", _("Closer (+)"), self._zoom_in),
            ("timeline_farther", _("Farther (−)"), self._zoom_out),
            ("timeline_all", _("All (0)"), self.canvas.show_all),
        ):
            link = Link(words, name=name)
            link.clicked.connect(work)
            row.addWidget(link)
        strip.setFixedHeight(30)
        return strip

    @Slot()
    def _zoom_in(self) -> None:
        self.canvas.zoom(1 / _ZOOM)

    @Slot()
    def _zoom_out(self) -> None:
        self.canvas.zoom(_ZOOM)

    @Slot(str)
    def _tell(self, words: str) -> None:
        _ = self._catalogue.gettext
        self._told.show_text(words or _("Arrow keys step through the events; Enter goes to the field."))

    @Slot(str)
    def _choose(self, path: str) -> None:
        if not path.startswith(_MEETING):
            self.field_wanted.emit(path)

    @Slot()
    def _want(self) -> None:
        self.field_wanted.emit(str(self.sender().property("path")))


def _meetings(stored: OpenCase) -> Iterator[Event]:
    for row in stored.meetings:
        yield Event(
            track=Track.MEETING,
            name=Text(row.title, row.title),
            path=f"{_MEETING}{row.id}",
            began=PartialDate.of(row.held_on),
        )
