"""The key facts of a case side by side: all where there is room, those that matter most where there is not."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QWidget
from typing_extensions import override

from crlm_desktop.gui.summaries import KeyFact
from crlm_desktop.gui.theme import Theme
from crlm_desktop.gui.widgets.readout import HEIGHT, Readout

# What stays longest when the room gets narrow, first.
_PRIORITY = ("person", "lesions", "ras", "braf", "mmr", "primary", "ecog", "presentation", "meeting")


class FactsRow(QWidget):
    """Readouts in the order in which they are said; ``asked`` carries the path of the one that is clicked."""

    asked = Signal(str)

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._readouts: dict[str, Readout] = {}
        self._known: dict[str, bool] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        # The facts follow the room, and not the room the facts.
        self._row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT)

    @property
    def readouts(self) -> tuple[Readout, ...]:
        """The facts, also those for which there is no room."""
        return tuple(self._readouts.values())

    def show_facts(self, facts: Sequence[KeyFact], *, only_when_known: Sequence[str] = ()) -> None:
        """Show these facts; those named in ``only_when_known`` go when nothing is known of them."""
        for fact in facts:
            readout = self._readouts.get(fact.id)
            if readout is None:
                readout = self._readouts[fact.id] = Readout(fact, theme=self._theme, parent=self)
                readout.asked.connect(self.asked)
                self._row.insertWidget(self._row.count() - 1, readout)
            readout.show_fact(fact)
            self._known[fact.id] = fact.is_known or fact.id not in only_when_known
        self._fit()

    @override
    def sizeHint(self) -> QSize:
        return QSize(sum(one.sizeHint().width() for one in self._readouts.values()), HEIGHT)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, HEIGHT)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.width()
        for name in sorted(self._readouts, key=_PRIORITY.index):
            readout = self._readouts[name]
            needed = readout.minimumSizeHint().width() if self._known[name] else 0
            readout.setVisible(self._known[name] and needed <= room)
            room -= needed
