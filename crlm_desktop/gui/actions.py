"""The actions of the window, each made once with its text, its keys and its tip."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from crlm_desktop.gui.help_pages import HELP_KEY
from crlm_desktop.gui.place_names import CASE, CASES, MEETINGS
from crlm_desktop.i18n import Catalogue


class Actions:
    """Every action; whoever can do it connects to it, and whoever shows it shows the same object."""

    def __init__(self, parent: QObject, *, catalogue: Catalogue) -> None:
        _ = catalogue.gettext
        self._parent = parent
        self._places: dict[str, str] = {}
        self.cases = self._make("cases", _("Cases"), "Ctrl+1")
        self.meetings = self._make("meetings", _("Meetings"), "Ctrl+2")
        self.registry = self._make("registry", _("Registry"), "Ctrl+3")
        self.find = self._make("find", _("Find a case"), QKeySequence.StandardKey.Find, place=CASES)
        self.palette = self._make("palette", _("Command palette"), "Ctrl+K")
        self.new_case = self._make("new_case", _("New case"), QKeySequence.StandardKey.New, place=CASES)
        self.import_case = self._make("import_case", _("Import a case file…"), "Ctrl+I", place=CASES)
        self.export_case = self._make("export_case", _("Export the case file…"), "Ctrl+E", place=CASE)
        self.history = self._make("history", _("History of the case"), "Ctrl+Shift+H", place=CASE)
        self.what_if = self._make("what_if", _("What if…"), "Ctrl+T", place=CASE)
        self.check_minutes = self._make("check_minutes", _("Check minutes…"), "Ctrl+Shift+M", place=MEETINGS)
        self.undo = self._make("undo", _("Undo"), QKeySequence.StandardKey.Undo, place=CASE)
        self.redo = self._make("redo", _("Redo"), "Ctrl+Shift+Z", place=CASE)
        self.back = self._make("back", _("Back to the cases"), "Alt+Left", place=CASE)
        self.unsaved = self._make("unsaved", _("Go to the unsaved input that is offered"), "Ctrl+U")
        self.look_again = self._make("look_again", _("Read again what others have written"), "F5")
        self.language = self._make("language", _("Change the language"), "Ctrl+Shift+L")
        self.theme = self._make("theme", _("Light or dark"), "Ctrl+D")
        self.help = self._make("help", _("Help"), HELP_KEY)
        self.keys = self._make("keys", _("Keys"), "Ctrl+/")
        self.about = self._make("about", _("About CRLM Desktop"))
        self.lock = self._make("lock", _("Lock the window"), "Ctrl+L")
        self.own_passphrase = self._make("own_passphrase", _("Change your passphrase…"))
        self.users = self._make("users", _("Users…"))
        self.leave = self._make("leave", _("Close the registry"), "Ctrl+W")

    @property
    def all(self) -> tuple[QAction, ...]:
        """Every action, in the order in which an overview lists them."""
        return tuple(value for value in vars(self).values() if isinstance(value, QAction))

    def place_of(self, action: QAction) -> str:
        """Return the place that an action is about; empty when it is about none."""
        return self._places.get(action.objectName(), "")

    def _make(self, name: str, text: str, *keys: str | QKeySequence.StandardKey, place: str = "") -> QAction:
        made = QAction(text, self._parent)
        made.setObjectName(name)
        self._places[name] = place
        if keys:
            made.setShortcuts([QKeySequence(one) for one in keys])
            shown = made.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            made.setToolTip(f"{text} ({shown})")
        return made
