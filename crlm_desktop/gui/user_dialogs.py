"""What the workbench shows in windows of their own about its users and itself: passphrases, users, keys, about."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from crlm_desktop.gui.actions import Actions
from crlm_desktop.gui.dialogs.about import About
from crlm_desktop.gui.dialogs.keys import Keys
from crlm_desktop.gui.dialogs.own_passphrase import OwnPassphrase
from crlm_desktop.gui.dialogs.users import Users
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import Theme
from crlm_desktop.gui.widgets.status_bar import StatusBar
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services.workplace import Workplace


class UserDialogs(QObject):
    """Goes with a workbench, on whose ``status`` line it tells what was done."""

    user_changed = Signal()

    def __init__(
        self,
        workplace: Workplace,
        bench: QWidget,
        *,
        actions: Actions,
        status: StatusBar,
        tasks: Tasks,
        catalogue: Catalogue,
        theme: Theme,
    ) -> None:
        super().__init__(bench)
        self._workplace = workplace
        self._bench = bench
        self._actions, self._status = actions, status
        self._tasks = tasks
        self._catalogue = catalogue
        self._theme = theme
        actions.keys.triggered.connect(self._show_keys)
        actions.about.triggered.connect(self._show_about)
        actions.own_passphrase.triggered.connect(self._ask_own_passphrase)
        actions.users.triggered.connect(self._show_users)

    @Slot()
    def _show_keys(self) -> None:
        Keys(self._actions, catalogue=self._catalogue, theme=self._theme, parent=self._bench).exec()

    @Slot()
    def _show_about(self) -> None:
        About(self._workplace.engine.edition.version, catalogue=self._catalogue, parent=self._bench).exec()

    @Slot()
    def _ask_own_passphrase(self) -> None:
        dialog = OwnPassphrase(
            self._workplace, catalogue=self._catalogue, theme=self._theme, tasks=self._tasks, parent=self._bench
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.changed.connect(self._tell_passphrase)
        dialog.open()

    @Slot()
    def _tell_passphrase(self) -> None:
        _ = self._catalogue.gettext
        self._status.tell(_("Your new passphrase holds from now on."))

    @Slot()
    def _show_users(self) -> None:
        dialog = Users(
            self._workplace, catalogue=self._catalogue, theme=self._theme, tasks=self._tasks, parent=self._bench
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        before = self._workplace.user
        dialog.exec()
        if self._workplace.user != before:
            self.user_changed.emit()
