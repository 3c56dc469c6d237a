"""Keys of the window that a text field would take for editing: on Linux Ctrl+D, Ctrl+E and Ctrl+U are such."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from typing_extensions import override

# What is for the text while somebody is typing, whatever the window does with it elsewhere.
_OF_THE_TEXT = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


class WindowKeys(QObject):
    """Lets the keys of the actions through while a text field has the focus, but for undoing and redoing."""

    def __init__(self, actions: Iterable[QAction], parent: QWidget) -> None:
        super().__init__(parent)
        kept = {keys.toString() for one in _OF_THE_TEXT for keys in QKeySequence.keyBindings(one)}
        shortcuts = {keys.toString() for action in actions for keys in action.shortcuts()}
        self._keys = frozenset(shortcuts - kept - {"Ctrl+Z", "Ctrl+Shift+Z"})
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow)

    @Slot(QWidget, QWidget)
    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        if isinstance(now, QLineEdit | QPlainTextEdit):
            # A filter that is there already is moved, not doubled.
            now.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            is_ours = QKeySequence(event.keyCombination()).toString() in self._keys
            # As a plain press comes the key of an action that cannot be done now: it must not edit what is typed.
            if is_ours and event.type() == QEvent.Type.ShortcutOverride:
                event.ignore()
            return is_ours
        return super().eventFilter(watched, event)
