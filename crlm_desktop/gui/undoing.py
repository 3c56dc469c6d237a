"""The actions of undo and redo: enabled when there is something to take back, and named after it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QKeySequence

from crlm_desktop.gui.commands import CaseEdited
from crlm_desktop.gui.session import CaseSession
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import roles


class Undoing(QObject):
    """Keeps both actions up with the undo stack of the open case; elsewhere than at the case they rest."""

    def __init__(
        self, session: CaseSession, *, undo: QAction, redo: QAction, catalogue: Catalogue, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._undo = undo
        self._redo = redo
        self._catalogue = catalogue
        self._is_at_case = False
        session.undo_stack.indexChanged.connect(self._refresh)
        session.changed.connect(self._refresh)
        self._refresh()

    def show_place(self, *, is_at_case: bool) -> None:
        """Take account of where one is."""
        self._is_at_case = is_at_case
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        _ = self._catalogue.gettext
        place = self._session.undo_stack.index()
        undone, redone = self._command(place - 1), self._command(place)
        # For who may not record, what another has changed rests on the stack until they go on.
        is_possible = self._is_at_case and roles.is_allowed(self._session.workplace.user.role, "review.record_case")
        self._undo.setEnabled(is_possible and undone is not None)
        self._redo.setEnabled(is_possible and redone is not None)
        _say(self._undo, _("Undo: {what}").format(what=self._name_of(undone)) if undone else _("Undo"))
        _say(self._redo, _("Redo: {what}").format(what=self._name_of(redone)) if redone else _("Redo"))

    def _command(self, place: int) -> CaseEdited | None:
        stack = self._session.undo_stack
        found = stack.command(place) if 0 <= place < stack.count() else None
        return found if isinstance(found, CaseEdited) else None

    def _name_of(self, command: CaseEdited) -> str:
        return self._catalogue.pick(command.name)


def _say(action: QAction, text: str) -> None:
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    action.setText(text)
    action.setToolTip(f"{text} ({keys})")
