"""Changes of a proposal, sentence by sentence: the first ones at once, the others when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crlm_desktop.engine.comparing_proposals import Change
from crlm_desktop.gui.theme import TINY
from crlm_desktop.gui.widgets.arranging import flowing
from crlm_desktop.gui.widgets.link import Link
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue

_SHOWN = 5


class ChangesView(QWidget):
    """The sentences, each under what it is about."""

    def __init__(self, changes: tuple[Change, ...], catalogue: Catalogue, *, shown: int = _SHOWN) -> None:
        super().__init__()
        _ = catalogue.gettext
        column = _column(self)
        for row in _rows(changes[:shown], catalogue):
            column.addWidget(row)
        self._rest = QWidget()
        rest = _column(self._rest)
        further = changes[shown:]
        for row in _rows(further, catalogue):
            rest.addWidget(row)
        self._rest.setVisible(False)
        if further:
            words = catalogue.ngettext("{count} more", "{count} more", len(further)).format(count=len(further))
            more = Link(words, name="more_changes", tip=_("Show or hide them"))
            more.clicked.connect(self._turn)
            column.addWidget(self._rest)
            column.addWidget(flowing(more))

    @Slot()
    def _turn(self) -> None:
        self._rest.setVisible(self._rest.isHidden())


def _rows(changes: tuple[Change, ...], catalogue: Catalogue) -> Iterator[QWidget]:
    for subject, of_subject in groupby(changes, key=lambda one: one.subject):
        yield label(catalogue.pick(subject.label), Role.SMALL)
        for change in of_subject:
            yield label(catalogue.pick(change.text), wrap=True)


def _column(widget: QWidget) -> QVBoxLayout:
    made = QVBoxLayout(widget)
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(TINY)
    return made
