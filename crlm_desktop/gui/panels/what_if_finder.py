"""The field in which one types what is to be assumed, and chooses among the facts that it finds."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QStringListModel, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit
from typing_extensions import override

from crlm_desktop.i18n import Catalogue

_SHOWN = 12


class FactFinder(QLineEdit):
    """Tells the fact that was ``chosen``; Down shows all there are, Enter takes the first one found."""

    chosen = Signal(str)

    def __init__(self, *, catalogue: Catalogue) -> None:
        super().__init__()
        _ = catalogue.gettext
        self.setObjectName("assume_more")
        self.setPlaceholderText(_("Assume something: type the name of a fact"))
        self.setAccessibleName(_("Assume something"))
        self._names: dict[str, str] = {}
        self._model = QStringListModel(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setMaxVisibleItems(_SHOWN)
        self._completer.activated[QModelIndex].connect(self._take)
        self.setCompleter(self._completer)
        popup = self._completer.popup()
        assert popup is not None, "a completer of this mode has one"
        self._popup = popup

    def show_facts(self, facts: Iterable[tuple[str, str]]) -> None:
        """Offer these facts, each with its name; of two with one name the first."""
        self._names = {}
        for fact, name in facts:
            self._names.setdefault(name, fact)
        self._model.setStringList(list(self._names))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and not self._popup.isVisible():
            self._completer.setCompletionPrefix(self.text())
            self._completer.complete()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.text().strip():
            self._completer.setCompletionPrefix(self.text().strip())
            if self._completer.setCurrentRow(0):
                self._tell(self._completer.currentCompletion())
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _take(self, index: QModelIndex | QPersistentModelIndex) -> None:
        self._tell(str(index.data()))

    def _tell(self, name: str) -> None:
        fact = self._names.get(name)
        if fact is not None:
            self._popup.hide()
            self.clear()
            self.chosen.emit(fact)
