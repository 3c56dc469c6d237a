"""Small arrangements of widgets: one under the other, beside a mark, and an emptied layout."""

from __future__ import annotations

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from crlm_desktop.gui.theme import MEDIUM, SMALL, Type, font
from crlm_desktop.gui.widgets.buttons import Segments
from crlm_desktop.gui.widgets.flow import FlowLayout


def column(*parts: QWidget | QLayout, spacing: int = SMALL) -> QVBoxLayout:
    """Return the parts one under the other."""
    made = QVBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(spacing)
    for part in parts:
        if isinstance(part, QWidget):
            made.addWidget(part)
        else:
            made.addLayout(part)
    return made


def held(layout: QLayout, *, name: str = "") -> QWidget:
    """Return a widget that holds the layout."""
    made = QWidget()
    made.setObjectName(name)
    made.setLayout(layout)
    return made


def beside(mark: QWidget, *parts: QWidget | QLayout, spacing: int = 2) -> QWidget:
    """Return the parts one under the other with a mark at their left."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SMALL)
    text = column(*parts, spacing=spacing)
    text.addStretch(1)
    marked = column(mark)
    marked.addStretch(1)
    row.addLayout(marked)
    row.addLayout(text, 1)
    return held(row)


def flowing(*parts: QWidget, across: int = SMALL, down: int = 0) -> QWidget:
    """Return the parts in a line that wraps where the room ends."""
    made = QWidget()
    flow = FlowLayout(made, across=across, down=down)
    for part in parts:
        flow.addWidget(part)
    return made


def at_ease(segments: Segments) -> Segments:
    """Give each of the values its own width, and the whole no more than they need."""
    bold = QFontMetrics(font(Type.PANEL, bold=True))
    widths = [bold.horizontalAdvance(one.text()) + 2 * MEDIUM for one in segments.buttons]
    row = segments.layout()
    assert isinstance(row, QHBoxLayout)
    for place, width in enumerate(widths):
        row.setStretch(place, width)
    segments.setFixedWidth(sum(widths))
    return segments


def empty(layout: QLayout) -> None:
    """Take every widget out of the layout; they go when control is back at the event loop."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
