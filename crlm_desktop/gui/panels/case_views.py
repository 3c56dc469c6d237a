"""The views of a case under its map, of which one is shown: the record, the timeline."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crlm_desktop.gui.theme import LARGE, SMALL
from crlm_desktop.gui.widgets.arranging import at_ease
from crlm_desktop.gui.widgets.buttons import Segments
from crlm_desktop.i18n import Catalogue

RECORD = "record"
TIMELINE = "timeline"


class CaseViews(QWidget):
    """Shows one of its views; ``turned`` tells which one is shown now."""

    turned = Signal(str)

    def __init__(self, *views: tuple[str, str, QWidget], catalogue: Catalogue) -> None:
        super().__init__()
        self.setObjectName("case_views")
        self._widgets = {name: widget for name, _title, widget in views}
        self._choice = at_ease(Segments([(name, title) for name, title, _w in views], unknown=None, name="case_view"))
        self._choice.call(catalogue.gettext("What is shown of the case"))
        self._choice.chosen.connect(self._turn)
        self._pages = QStackedWidget()
        for _name, _title, widget in views:
            self._pages.addWidget(widget)
        head = QFrame()
        row = QHBoxLayout(head)
        row.setContentsMargins(LARGE, SMALL, LARGE, 0)
        row.addWidget(self._choice)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self._pages, 1)
        self.show_view(views[0][0])

    @property
    def view(self) -> str:
        """The view that is shown."""
        return str(self._choice.value)

    def show_view(self, name: str) -> None:
        """Show a view; one that is not there leaves things as they are."""
        if name in self._widgets:
            self._choice.show_value(name)
            self._pages.setCurrentWidget(self._widgets[name])

    @Slot(object)
    def _turn(self, name: object) -> None:
        self.show_view(str(name))
        self.turned.emit(str(name))
