"""The dialog for one user: name and role, a first passphrase, or a new one for somebody who has lost theirs."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from crlm_desktop.gui.dialogs.frame import Dialog
from crlm_desktop.gui.theme import Theme
from crlm_desktop.gui.widgets.buttons import Kind, Segments, button
from crlm_desktop.gui.widgets.new_passphrase import NewPassphrase
from crlm_desktop.gui.widgets.text import Role as TextRole
from crlm_desktop.gui.widgets.text import label
from crlm_desktop.gui.widgets.text_field import TextField
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services.roles import Role
from crlm_desktop.services.workplace import User


class EditUser(Dialog):
    """``wanted`` carries id (empty: a new user), name, role and passphrase (empty: none is set)."""

    wanted = Signal(str, str, object, str)

    def __init__(
        self, user: User | None, *, asks_passphrase: bool, catalogue: Catalogue, theme: Theme, parent: QWidget | None
    ) -> None:
        _ = catalogue.gettext
        if user is None:
            title, text = _("Add a user"), _("Tell them this passphrase; they can change it once they are in.")
        elif asks_passphrase:
            title = _("New passphrase for {name}").format(name=user.name)
            text = _(
                "The present one is void from then on. Tell them the new one; they can change it once they are in."
            )
        else:
            title, text = _("Name and role of {name}").format(name=user.name), ""
        super().__init__(parent, name="edit_user", title=title, text=text)
        self._user = user
        self._catalogue = catalogue
        self._name = TextField(_("Name, by which they are chosen at opening"), name="user_name")
        roles = [(role, catalogue.pick(role.label)) for role in Role]
        self._role = Segments(roles, unknown=None, name="user_role")
        self._role.call(_("Role"))
        self._passphrase = NewPassphrase(_("Passphrase"), name="user_passphrase", catalogue=catalogue, theme=theme)
        self._asks_name = user is None or not asks_passphrase
        self._asks_passphrase = asks_passphrase
        self._name.line.setText(user.name if user is not None else "")
        self._role.show_value(user.role if user is not None else Role.MEMBER)
        explained = label(_role_texts(catalogue), TextRole.SMALL, wrap=True)
        for part, is_asked in (
            (self._name, self._asks_name),
            (self._role, self._asks_name),
            (explained, self._asks_name),
            (self._passphrase, asks_passphrase),
        ):
            part.setVisible(is_asked)
            self.column.addWidget(part)
        cancel = button(_("Cancel"), name="cancel")
        save = button(_("Add") if user is None else _("Save"), kind=Kind.PRIMARY, name="save_user")
        cancel.clicked.connect(self.reject)
        save.clicked.connect(self._submit)
        self.add_buttons(cancel, save)
        (self._name if self._asks_name else self._passphrase).setFocus()

    @Slot()
    def _submit(self) -> None:
        _ = self._catalogue.gettext
        is_ready = not self._asks_passphrase or self._passphrase.is_ready()
        if self._asks_name:
            self._name.tell("" if self._name.text else _("A user needs a name."))
            is_ready = is_ready and bool(self._name.text)
        if not is_ready:
            self.fit()
            return
        passphrase = self._passphrase.text if self._asks_passphrase else ""
        user_id = self._user.id if self._user is not None else ""
        self.wanted.emit(user_id, self._name.text, self._role.value, passphrase)
        self.accept()


def _role_texts(catalogue: Catalogue) -> str:
    _ = catalogue.gettext
    return "\n".join(
        (
            _("Chair: all that members do, closes meetings, and says what the centre can do."),
            _("Member: enters cases and opinions, prepares meetings, records decisions, prints."),
            _("Administrator: all that a chair does, and the users."),
            _("Reader: sees everything, changes and exports nothing."),
        )
    )
