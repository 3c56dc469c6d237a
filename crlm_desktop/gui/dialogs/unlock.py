"""The dialog that unlocks a registry: who one is, and the passphrase; a wrong one is told at the field, and stays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from crlm_desktop.errors import CrlmError
from crlm_desktop.gui.dialogs.working import WorkingDialog
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import Theme
from crlm_desktop.gui.widgets.buttons import Kind, button
from crlm_desktop.gui.widgets.name_choice import NameChoice
from crlm_desktop.gui.widgets.passphrase import PassphraseField
from crlm_desktop.gui.widgets.waiting import Waiting
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services.workplace import Workplace

# Opens the registry at that path as that user (nobody's in particular: None) with that passphrase; runs in a worker.
Open = Callable[[Path, str | None, str], Workplace]


class Unlock(WorkingDialog):
    """Asks for user and passphrase; ``unlocked`` carries the open workplace.

    ``recovery_asked`` tells that the passphrase is lost and the recovery key at hand.
    """

    unlocked = Signal(Workplace)
    recovery_asked = Signal()

    def __init__(
        self,
        path: Path,
        open_registry: Open,
        *,
        names: Sequence[str] = (),
        last: str = "",
        has_recovery_key: bool = False,
        catalogue: Catalogue,
        theme: Theme,
        tasks: Tasks,
        parent: QWidget | None,
    ) -> None:
        _ = catalogue.gettext
        super().__init__(
            parent,
            name="unlock",
            title=_("Unlock “{name}”").format(name=path.name),
            text=str(path),
            width=420,
            catalogue=catalogue,
            tasks=tasks,
        )
        self._path = path
        self._open_registry = open_registry
        self._who = NameChoice(_("User"), names, chosen=last, catalogue=catalogue, theme=theme)
        self._passphrase = PassphraseField(_("Passphrase"), name="passphrase", catalogue=catalogue, theme=theme)
        self.column.addWidget(self._who)
        self.column.addWidget(self._passphrase)
        self._unlock = button(_("Unlock"), kind=Kind.PRIMARY, name="unlock_now")
        self._unlock.clicked.connect(self._submit)
        self._recover = button(_("Use the recovery key…"), kind=Kind.LINK, name="use_recovery_key")
        self._recover.setVisible(has_recovery_key)
        self._recover.clicked.connect(self._ask_recovery)
        self.add_foot(
            self._unlock,
            locks=(self._who, self._passphrase),
            working=_("The registry is being opened"),
            left=(self._recover,),
        )
        self._waiting = Waiting(self._passphrase, self._unlock, catalogue=catalogue, parent=self)
        (self._passphrase if self._who.name or not self._who.isVisibleTo(self) else self._who).setFocus()

    @property
    def problem(self) -> str:
        """What is told at the field."""
        return self._passphrase.problem

    @Slot()
    def _submit(self) -> None:
        self._passphrase.tell("")
        if not self._who.is_ready():
            self.fit()
            return
        self.work_on(partial(self._open_registry, self._path, self._who.name, self._passphrase.text), self._succeed)

    def _succeed(self, workplace: Workplace) -> None:
        self.unlocked.emit(workplace)
        self.accept()

    @override
    def show_failure(self, error: CrlmError) -> None:
        self._waiting.tell(error)

    @Slot()
    def _ask_recovery(self) -> None:
        self.reject()
        self.recovery_asked.emit()
