"""Tab goes through what is shown in the order in which it is read, also where parts come and go."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLayout,
    QPlainTextEdit,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QWidget,
)
from typing_extensions import override

_MARGIN = 24


class ReadingOrder(QWidget):
    """Qt puts every widget that is made later at the end of its chain; within this one the layout decides."""

    @override
    def focusNextPrevChild(self, next: bool) -> bool:  # Qt calls it so
        order = list(tab_stops(self))
        current = QApplication.focusWidget()
        if current in order:
            place = order.index(current) + (1 if next else -1)
            if 0 <= place < len(order):
                _focus(order[place], is_forward=next)
                return True
            if (outer := _outer(self)) is not None:
                return outer.focusNextPrevChild(next)
            if (target := _outside(self, is_forward=next)) is not None:
                _focus(target, is_forward=next)
                return True
        return super().focusNextPrevChild(next)


def tab_stops(root: QWidget) -> Iterator[QWidget]:
    """Yield what Tab stops at within ``root``, in the order of its layouts."""
    for child in _children(root):
        if child.isHidden():
            continue
        is_stop = bool(child.focusPolicy() & Qt.FocusPolicy.TabFocus) and child.focusProxy() is None
        if is_stop and child.isEnabled() and not isinstance(child, QScrollArea):
            yield child
        if not isinstance(child, QAbstractItemView | QPlainTextEdit):
            yield from tab_stops(child)


def _children(widget: QWidget) -> Iterator[QWidget]:
    match widget:
        case QScrollArea():
            inner = widget.widget()
            if inner is not None:
                yield inner
        case QSplitter():
            parts = (widget.widget(place) for place in range(widget.count()))
            yield from (part for part in parts if part is not None)
        case QStackedWidget():
            current = widget.currentWidget()
            if current is not None:
                yield current
        case _:
            layout = widget.layout()
            if layout is not None:
                yield from _of_layout(layout)


def _of_layout(layout: QLayout) -> Iterator[QWidget]:
    place = 0
    while (item := layout.itemAt(place)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _of_layout(inner)
        place += 1


def _focus(target: QWidget, *, is_forward: bool) -> None:
    reason = Qt.FocusReason.TabFocusReason if is_forward else Qt.FocusReason.BacktabFocusReason
    target.setFocus(reason)
    parent = target.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(target, 0, _MARGIN)
        parent = parent.parentWidget()


def _outer(inner: QWidget) -> ReadingOrder | None:
    parent = inner.parentWidget()
    while parent is not None:
        if isinstance(parent, ReadingOrder):
            return parent
        parent = parent.parentWidget()
    return None


def _outside(container: QWidget, *, is_forward: bool) -> QWidget | None:
    """Return the next tab stop of Qt's own chain, counted from the container, that lies outside it."""
    step = QWidget.nextInFocusChain if is_forward else QWidget.previousInFocusChain
    found = step(container)
    while found is not None and found is not container:
        is_stop = bool(found.focusPolicy() & Qt.FocusPolicy.TabFocus) and found.isVisible() and found.isEnabled()
        if is_stop and not container.isAncestorOf(found):
            return found
        found = step(found)
    return None
