"""The key of the help in a dialog: it asks the screen behind for the page about what the dialog stands before."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow, QWidget

from crlm_desktop.gui.help_pages import HELP_KEY

# What the dialog is called that shows a page of the help.
HELP_NAME = "help"


class ScreenHelp(QObject):
    """Goes with a screen of the window that has help; ``asked`` carries the widget before which it is to open."""

    asked = Signal(QWidget)


class DialogHelp(QObject):
    """Lets a dialog open the help of the screen that it stands before; the help itself has none."""

    def __init__(self, dialog: QWidget) -> None:
        super().__init__(dialog)
        self._dialog = dialog
        QShortcut(QKeySequence(HELP_KEY), dialog).activated.connect(self._ask)

    @Slot()
    def _ask(self) -> None:
        if self._dialog.objectName() == HELP_NAME:
            return
        for one in _screen_behind(self._dialog).findChildren(
            ScreenHelp, options=Qt.FindChildOption.FindDirectChildrenOnly
        ):
            one.asked.emit(self._dialog)


def _screen_behind(dialog: QWidget) -> QWidget:
    """Return what fills the window behind a dialog; the cover of a locked one has no help."""
    top = dialog
    while (parent := top.parentWidget()) is not None:
        top = parent
    return top.centralWidget() if isinstance(top, QMainWindow) else top
