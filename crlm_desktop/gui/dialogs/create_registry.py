"""The dialog that creates a registry: its name, its place, and a passphrase typed twice."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QProgressBar, QWidget
from typing_extensions import override

from crlm_desktop import paths
from crlm_desktop.errors import CrlmError, InputError
from crlm_desktop.gui.dialogs.frame import Dialog
from crlm_desktop.gui.tasks import Lane, Tasks
from crlm_desktop.gui.theme import SMALL, Theme
from crlm_desktop.gui.widgets.buttons import Kind, button
from crlm_desktop.gui.widgets.passphrase import PassphraseField
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.gui.widgets.text_field import TextField
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services.workplace import LEAST_CHARACTERS, Workplace

# Makes the registry of that name at that path with that passphrase; runs in a worker.
Create = Callable[[Path, str, str], Workplace]

GOOD_CHARACTERS = 16
_NOT_IN_NAMES = '/\\:*?"<>|'


class CreateRegistry(Dialog):
    """Asks for what a new registry needs; ``created`` carries the open workplace."""

    created = Signal(Workplace)

    def __init__(
        self, create: Create, *, catalogue: Catalogue, theme: Theme, tasks: Tasks, parent: QWidget | None
    ) -> None:
        _ = catalogue.gettext
        super().__init__(
            parent,
            name="create_registry",
            title=_("Create a registry"),
            text=_(
                "A registry is a folder with one encrypted file. Without its passphrase nobody can read it, "
                "and nobody can restore a passphrase that is lost."
            ),
        )
        self._catalogue = catalogue
        self._create_registry = create
        self._tasks = tasks
        self._folder = paths.data_folder()
        self._name = TextField(_("Name of the registry"), name="registry_name", placeholder=_("Liver team"))
        self._first = PassphraseField(_("Passphrase"), name="passphrase", catalogue=catalogue, theme=theme)
        self._second = PassphraseField(
            _("Passphrase, once more"), name="passphrase_again", catalogue=catalogue, theme=theme
        )
        self._rule = label(role=Role.SMALL, wrap=True)
        self._place = label(role=Role.SMALL, wrap=True)
        self._problem = label(role=Role.PROBLEM, wrap=True)
        self._progress = QProgressBar()
        self._lay_out()
        self._name.changed.connect(self._show_place)
        self._first.changed.connect(self._judge)
        self._show_place()
        self._judge()

    def _lay_out(self) -> None:
        _ = self._catalogue.gettext
        choose = button(_("Another folder…"), kind=Kind.LINK, name="choose_folder")
        choose.clicked.connect(self._choose_folder)
        where = QHBoxLayout()
        where.setSpacing(SMALL)
        where.addWidget(self._place, 1)
        where.addWidget(choose)
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(_("The registry is being created"))
        self._progress.setVisible(False)
        self._problem.setVisible(False)
        self.column.addWidget(self._name)
        self.column.addLayout(where)
        self.column.addWidget(self._first)
        self.column.addWidget(self._rule)
        self.column.addWidget(self._second)
        self.column.addWidget(self._problem)
        self.column.addWidget(self._progress)
        self._cancel = button(_("Cancel"), name="cancel")
        self._create = button(_("Create the registry"), kind=Kind.PRIMARY, name="create")
        self._cancel.clicked.connect(self.reject)
        self._create.clicked.connect(self._submit)
        self.add_buttons(self._cancel, self._create)
        self._name.setFocus()

    @property
    def path(self) -> Path:
        """The folder that the registry will be."""
        name = "".join("-" if letter in _NOT_IN_NAMES else letter for letter in self._name.text).strip(". ")
        return self._folder / (name or self._catalogue.gettext("Registry"))

    @Slot()
    def _choose_folder(self) -> None:
        _ = self._catalogue.gettext
        chosen = QFileDialog.getExistingDirectory(self, _("Folder for the registry"), str(self._folder))
        if chosen:
            self._folder = Path(chosen)
            self._show_place()

    @Slot()
    def _show_place(self) -> None:
        _ = self._catalogue.gettext
        self._name.tell("")
        self._place.setText(_("It will be in {path}").format(path=self.path))

    @Slot()
    def _judge(self) -> None:
        """Tell the rule, and how far what is typed is from it."""
        _ = self._catalogue.gettext
        length = len(self._first.text)
        if length < LEAST_CHARACTERS:
            text = self._catalogue.ngettext(
                "At least {least} characters, {missing} more is needed. Several words are easy to keep in mind.",
                "At least {least} characters, {missing} more are needed. Several words are easy to keep in mind.",
                LEAST_CHARACTERS - length,
            ).format(least=LEAST_CHARACTERS, missing=LEAST_CHARACTERS - length)
        elif length < GOOD_CHARACTERS:
            text = _("Long enough. From {good} characters on it is hard to guess for a machine too.").format(
                good=GOOD_CHARACTERS
            )
        else:
            text = _("Strong: {length} characters.").format(length=length)
        self._rule.setText(text)

    @Slot()
    def _submit(self) -> None:
        _ = self._catalogue.gettext
        self._problem.setVisible(False)
        self._name.tell("" if self._name.text else _("A registry needs a name."))
        is_short = len(self._first.text) < LEAST_CHARACTERS
        self._first.tell(_("This passphrase is too short.") if is_short else "")
        differs = not is_short and self._first.text != self._second.text
        self._second.tell(_("The two passphrases differ.") if differs else "")
        if not self._name.text:
            self._name.setFocus()
        if is_short or differs or not self._name.text:
            self.fit()
            return
        self._work(is_working=True)
        work = partial(self._create_registry, self.path, self._first.text, self._name.text)
        self._tasks.run(work, self._succeed, failed=self._fail, lane=Lane.REGISTRY)

    def _succeed(self, workplace: Workplace) -> None:
        self.created.emit(workplace)
        self.accept()

    def _fail(self, error: CrlmError) -> None:
        self._work(is_working=False)
        problems = error.problems if isinstance(error, InputError) else (error,)
        self._problem.setText("\n".join(self._catalogue.sentence(one) for one in problems))
        self._problem.setVisible(True)
        self.fit()

    def _work(self, *, is_working: bool) -> None:
        self._progress.setVisible(is_working)
        for part in (self._name, self._first, self._second, self._create, self._cancel):
            part.setEnabled(not is_working)

    @override
    def reject(self) -> None:
        if self._create.isEnabled():
            super().reject()
