"""What can be done at a place of the liver map: a lesion added to a segment, or moved to another one."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from crlm_desktop.case.choices import Segment
from crlm_desktop.engine.liver.drawing import DRAWN
from crlm_desktop.i18n import Catalogue


class LiverMenu(QObject):
    """Makes the menu of a lesion or of a segment; ``added`` names a segment, ``moved`` a lesion and a segment."""

    added = Signal(str)
    moved = Signal(str, str)
    sought = Signal(str)

    def __init__(self, parent: QWidget, *, catalogue: Catalogue) -> None:
        super().__init__(parent)
        self._window = parent
        self._catalogue = catalogue

    def made(self, *, lesion: str, segment: Segment | None) -> QMenu:
        """Return the menu for what is at a place: a lesion, else a segment, else any segment of the liver."""
        _ = self._catalogue.gettext
        menu = QMenu(self._window)
        if lesion:
            seek = menu.addAction(_("Go to {lesion} in the record").format(lesion=lesion))
            seek.setData(lesion)
            seek.triggered.connect(self._seek)
            move = menu.addMenu(_("Move {lesion} to segment").format(lesion=lesion))
            self._list(move, DRAWN, f"{lesion} ", self._move)
        elif segment is not None:
            add = menu.addAction(_("Add a lesion in segment {segment}").format(segment=segment))
            add.setData(str(segment))
            add.triggered.connect(self._add)
        else:
            add_to = menu.addMenu(_("Add a lesion in segment"))
            self._list(add_to, DRAWN, "", self._add)
        return menu

    def _list(self, menu: QMenu, segments: Iterable[Segment], before: str, work: Callable[[], None]) -> None:
        for segment in segments:
            action = QAction(str(segment), menu)
            action.setData(f"{before}{segment}")
            action.triggered.connect(work)
            menu.addAction(action)

    def _data(self) -> str:
        action = self.sender()
        assert isinstance(action, QAction)
        return str(action.data())

    @Slot()
    def _add(self) -> None:
        self.added.emit(self._data())

    @Slot()
    def _move(self) -> None:
        lesion, segment = self._data().rsplit(" ", 1)
        self.moved.emit(lesion, segment)

    @Slot()
    def _seek(self) -> None:
        self.sought.emit(self._data())
