"""The users of the registry: who may come in and as what; an administrator adds, changes and takes away."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QMenu, QScrollArea, QWidget
from typing_extensions import override

from crlm_desktop.errors import CrlmError
from crlm_desktop.gui import wording
from crlm_desktop.gui.allowing import allow
from crlm_desktop.gui.dialogs.edit_user import EditUser
from crlm_desktop.gui.dialogs.recovery import RecoveryKey
from crlm_desktop.gui.dialogs.working import WorkingDialog
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import LARGE, SMALL, Theme
from crlm_desktop.gui.widgets.buttons import IconButton, Kind, button
from crlm_desktop.gui.widgets.text import ElidedLabel, Role, label
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import users
from crlm_desktop.services.users import KnownUser
from crlm_desktop.services.workplace import Workplace

_WIDTH = 640
_LIST_HEIGHT = 220


class Users(WorkingDialog):
    """Lists the users; ``changed`` tells that one's own name or role may be another."""

    changed = Signal()

    def __init__(
        self, place: Workplace, *, catalogue: Catalogue, theme: Theme, tasks: Tasks, parent: QWidget | None
    ) -> None:
        _ = catalogue.gettext
        super().__init__(
            parent,
            name="users",
            title=_("Users of “{name}”").format(name=place.name),
            text=_explanation(place, catalogue),
            width=_WIDTH,
            catalogue=catalogue,
            tasks=tasks,
        )
        self._workplace = place
        self._theme = theme
        self._list = QScrollArea()
        self._list.setWidgetResizable(True)
        self._list.setMinimumHeight(_LIST_HEIGHT)
        self._list.setAccessibleName(_("Users"))
        self._recovery = label(role=Role.SMALL, wrap=True)
        for part in (self._list, self._recovery):
            self.column.addWidget(part)
        self._add = button(_("Add a user…"), name="add_user")
        self._make_key = button(_("Recovery key…"), name="recovery_key_button")
        close = button(_("Close"), kind=Kind.PRIMARY, name="close")
        self._add.clicked.connect(self._ask_new)
        self._make_key.clicked.connect(self._offer_recovery_key)
        self.add_foot(locks=(self._list,), left=(self._add, self._make_key), cancel=close)
        self._make_key.setVisible(not place.is_on_server)
        self._read()

    @property
    def problem(self) -> str:
        """What is told of a change that was refused."""
        return self.told.text()

    @Slot()
    def _read(self) -> None:
        _ = self._catalogue.gettext
        allow(self._add, "users.add_user", place=self._workplace, catalogue=self._catalogue)
        allow(self._make_key, "users.make_recovery_key", place=self._workplace, catalogue=self._catalogue)
        try:
            listed = users.list_users(self._workplace)
            made_at = users.recovery_key_made_at(self._workplace)
        except CrlmError as error:
            self.show_text(self._catalogue.sentences(error))
            return
        self._list.setWidget(self._rows(listed))
        if self._workplace.is_on_server:
            self._recovery.setText(
                _("Whoever has lost the password gets a new one here; the last administrator, from the server's own.")
            )
        elif made_at is not None:
            moment = wording.moment_text(made_at, self._catalogue)
            self._recovery.setText(_("A recovery key was made on {moment}.").format(moment=moment))
        else:
            self._recovery.setText(_("There is no recovery key yet: make one and print it."))

    def _rows(self, listed: tuple[KnownUser, ...]) -> QWidget:
        _ = self._catalogue.gettext
        made = QWidget()
        grid = QGridLayout(made)
        grid.setContentsMargins(SMALL, SMALL, SMALL, SMALL)
        grid.setHorizontalSpacing(LARGE)
        grid.setVerticalSpacing(SMALL)
        for column, text in enumerate((_("Name"), _("Role"), _("Access"))):
            grid.addWidget(label(text, Role.SECTION), 0, column)
        for row, known in enumerate(listed, 1):
            is_oneself = known.user.id == self._workplace.user.id
            name = _("{name} (you)").format(name=known.user.name) if is_oneself else known.user.name
            grid.addWidget(ElidedLabel(name), row, 0)
            grid.addWidget(label(self._catalogue.pick(known.user.role.label)), row, 1)
            grid.addWidget(label(self._access(known), Role.MUTED), row, 2)
            if not is_oneself or self._workplace.user.role is users.Role.ADMINISTRATOR:
                grid.addWidget(self._change_button(known), row, 3)
        grid.setColumnStretch(0, 1)
        grid.setRowStretch(len(listed) + 1, 1)
        return made

    def _access(self, known: KnownUser) -> str:
        _ = self._catalogue.gettext
        if not known.user.is_active:
            return _("taken away")
        return _("has a passphrase") if known.has_passphrase else _("has no passphrase yet")

    def _change_button(self, known: KnownUser) -> QWidget:
        _ = self._catalogue.gettext
        tip = _("Change {name}").format(name=known.user.name)
        made = IconButton("pencil", tip=tip, name=f"change:{known.user.name}", theme=self._theme)
        made.clicked.connect(partial(self._open_menu, made, known))
        allow(made, "users.rename_user", place=self._workplace, catalogue=self._catalogue)
        return made

    def menu_of(self, known: KnownUser, parent: QWidget) -> QMenu:
        """Return what can be done about a user."""
        _ = self._catalogue.gettext
        menu = QMenu(parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        doings: list[tuple[str, str, Callable[[], None]]] = [
            ("edit", _("Name and role…"), partial(self._ask_change, known)),
            ("reset", _("New passphrase…"), partial(self._ask_passphrase, known)),
        ]
        if known.user.is_active:
            doings.append(("revoke", _("Take access away"), partial(self._revoke, known)))
        for name, text, do in doings:
            action = QAction(text, menu)
            action.setObjectName(name)
            action.triggered.connect(do)
            menu.addAction(action)
        return menu

    def _open_menu(self, at: QWidget, known: KnownUser) -> None:
        self.menu_of(known, at).popup(at.mapToGlobal(QPoint(0, at.height() + 2)))

    @Slot()
    def _ask_new(self) -> None:
        self._ask(EditUser(None, asks_passphrase=True, catalogue=self._catalogue, theme=self._theme, parent=self))

    def _ask_change(self, known: KnownUser) -> None:
        dialog = EditUser(known.user, asks_passphrase=False, catalogue=self._catalogue, theme=self._theme, parent=self)
        self._ask(dialog)

    def _ask_passphrase(self, known: KnownUser) -> None:
        dialog = EditUser(known.user, asks_passphrase=True, catalogue=self._catalogue, theme=self._theme, parent=self)
        self._ask(dialog)

    def _ask(self, dialog: EditUser) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.wanted.connect(self._store)
        dialog.open()

    @Slot(str, str, object, str)
    def _store(self, user_id: str, name: str, role: object, passphrase: str) -> None:
        assert isinstance(role, users.Role)
        self.work_on(partial(_stored, self._workplace, user_id, name, role, passphrase), self._succeed)

    def _revoke(self, known: KnownUser) -> None:
        self.work_on(partial(users.revoke_user, self._workplace, known.user.id), self._succeed)

    @Slot()
    def _offer_recovery_key(self) -> None:
        dialog = RecoveryKey(self._workplace, catalogue=self._catalogue, tasks=self._tasks, parent=self)
        dialog.finished.connect(self._read)
        dialog.open()

    def _succeed(self, _nothing: object) -> None:
        self._read()
        self.changed.emit()

    @override
    def show_failure(self, error: CrlmError) -> None:
        super().show_failure(error)
        self._read()


def _stored(place: Workplace, user_id: str, name: str, role: users.Role, passphrase: str) -> None:
    if not user_id:
        users.add_user(place, name, role, passphrase)
    elif passphrase:
        users.reset_passphrase(place, user_id, passphrase)
    else:
        users.rename_user(place, user_id, name)
        users.set_role(place, user_id, role)


def _explanation(place: Workplace, catalogue: Catalogue) -> str:
    _ = catalogue.gettext
    if place.is_on_server:
        return _(
            "Each is a login of the server with a password of their own. Who is taken away cannot come in any more."
        )
    return _(
        "Each has a passphrase of their own. Taking access away does not encrypt anew: who has copied the "
        "registry before can open that copy as before."
    )
