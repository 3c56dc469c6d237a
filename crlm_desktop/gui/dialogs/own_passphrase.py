"""The dialog in which one gives oneself another passphrase; the present one is asked for."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from crlm_desktop.errors import CrlmError
from crlm_desktop.gui.dialogs.working import WorkingDialog
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import Theme
from crlm_desktop.gui.widgets.buttons import Kind, button
from crlm_desktop.gui.widgets.new_passphrase import NewPassphrase
from crlm_desktop.gui.widgets.passphrase import PassphraseField
from crlm_desktop.gui.widgets.waiting import Waiting
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import users
from crlm_desktop.services.workplace import Workplace


class OwnPassphrase(WorkingDialog):
    """``changed`` tells that the new passphrase holds."""

    changed = Signal()

    def __init__(
        self, place: Workplace, *, catalogue: Catalogue, theme: Theme, tasks: Tasks, parent: QWidget | None
    ) -> None:
        _ = catalogue.gettext
        super().__init__(
            parent,
            name="own_passphrase",
            title=_("Change your passphrase"),
            text=_("It is yours, {name}: the passphrases of the others stay as they are.").format(name=place.author),
            catalogue=catalogue,
            tasks=tasks,
        )
        self._workplace = place
        self._old = PassphraseField(_("Present passphrase"), name="old_passphrase", catalogue=catalogue, theme=theme)
        self._new = NewPassphrase(_("New passphrase"), name="new_passphrase", catalogue=catalogue, theme=theme)
        self.column.addWidget(self._old)
        self.column.addWidget(self._new)
        self._change = button(_("Change it"), kind=Kind.PRIMARY, name="change_passphrase")
        self._change.clicked.connect(self._submit)
        self.add_foot(self._change, locks=(self._old, self._new))
        self._waiting = Waiting(self._old, self._change, catalogue=catalogue, parent=self)
        self._old.setFocus()

    @property
    def problem(self) -> str:
        """What is told at the present passphrase."""
        return self._old.problem

    @Slot()
    def _submit(self) -> None:
        self._old.tell("")
        if not self._new.is_ready():
            self.fit()
            return
        work = partial(users.change_own_passphrase, self._workplace, self._old.text, self._new.text)
        self.work_on(work, self._succeed)

    def _succeed(self, _nothing: None) -> None:
        self.changed.emit()
        self.accept()

    @override
    def show_failure(self, error: CrlmError) -> None:
        self._waiting.tell(error)
