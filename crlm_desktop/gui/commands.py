"""Undo: a command remembers the case before and after an edit that has been written already."""

from __future__ import annotations

from collections.abc import Callable
from zlib import crc32

from PySide6.QtGui import QUndoCommand
from typing_extensions import override

from crlm_desktop.case.record import Case
from crlm_desktop.case.wording import Text

# Writes a case as the newest revision; whether it was written.
Write = Callable[[Case], bool]


class CaseEdited(QUndoCommand):
    """One edit of a case; edits of the same field that follow each other are one step.

    It is pushed after the edit was written, so its first `redo` does nothing. Undoing writes a new revision with the
    old content; when that is refused the command has lost its ground and goes.
    """

    def __init__(self, path: str, name: Text, *, before: Case, after: Case, write: Write) -> None:
        super().__init__(name.en)
        self.path = path
        self.name = name
        self._before = before
        self._after = after
        self._write = write
        self._is_fresh = True

    @property
    def after(self) -> Case:
        """The case as the edit left it."""
        return self._after

    @override
    def undo(self) -> None:
        if not self._write(self._before):
            self.setObsolete(True)

    @override
    def redo(self) -> None:
        if self._is_fresh:
            self._is_fresh = False
        elif not self._write(self._after):
            self.setObsolete(True)

    @override
    def id(self) -> int:
        # Qt compares ids to find out what may merge; they are signed numbers of 32 bits.
        return crc32(self.path.encode()) & 0x7FFFFFFF

    @override
    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, CaseEdited) or other.path != self.path:
            return False
        self._after = other.after
        if self._after == self._before:
            self.setObsolete(True)
        return True
