"""The dialog that creates a registry: its name, its place, its first administrator and their passphrase."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget
from typing_extensions import override

from crlm_desktop import paths
from crlm_desktop.errors import CrlmError, InputError
from crlm_desktop.gui.dialogs.working import WorkingDialog
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import SMALL, Theme
from crlm_desktop.gui.widgets.buttons import Kind, button
from crlm_desktop.gui.widgets.new_passphrase import NewPassphrase
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.gui.widgets.text_field import TextField
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import whereabouts
from crlm_desktop.services.workplace import Workplace

# Makes the registry of that name at that path with that passphrase of that administrator; runs in a worker.
Create = Callable[[Path, str, str, str], Workplace]

_NOT_IN_NAMES = '/\\:*?"<>|'


class CreateRegistry(WorkingDialog):
    """Asks for what a new registry needs; ``created`` carries the open workplace."""

    created = Signal(Workplace)

    def __init__(
        self,
        create: Create,
        *,
        author: str,
        catalogue: Catalogue,
        theme: Theme,
        tasks: Tasks,
        parent: QWidget | None,
    ) -> None:
        _ = catalogue.gettext
        super().__init__(
            parent,
            name="create_registry",
            title=_("Create a registry"),
            text=_(
                "A registry is a folder with one encrypted file, which nobody can read without a passphrase. "
                "You will be its administrator: you can add others, each with a passphrase of their own, "
                "and make a recovery key to print."
            ),
            catalogue=catalogue,
            tasks=tasks,
        )
        self._create_registry = create
        self._folder = paths.data_folder()
        self._name = TextField(_("Name of the registry"), name="registry_name", placeholder=_("Liver team"))
        self._author = TextField(_("Your name, as the others will see it"), name="administrator")
        self._author.line.setText(author)
        self._passphrase = NewPassphrase(_("Passphrase"), name="passphrase", catalogue=catalogue, theme=theme)
        self._place = label(role=Role.SMALL, wrap=True)
        self.warning = label(role=Role.PROBLEM, wrap=True)
        self.warning.setObjectName("whereabouts")
        self._lay_out()
        self._name.changed.connect(self._show_place)
        self._show_place()
        self._warn()

    def _lay_out(self) -> None:
        _ = self._catalogue.gettext
        choose = button(_("Another folder…"), kind=Kind.LINK, name="choose_folder")
        choose.clicked.connect(self._choose_folder)
        where = QHBoxLayout()
        where.setSpacing(SMALL)
        where.addWidget(self._place, 1)
        where.addWidget(choose)
        self.column.addWidget(self._name)
        self.column.addLayout(where)
        self.column.addWidget(self.warning)
        self.column.addWidget(self._author)
        self.column.addWidget(self._passphrase)
        self._create = button(_("Create the registry"), kind=Kind.PRIMARY, name="create")
        self._create.clicked.connect(self._submit)
        self.add_foot(
            self._create,
            locks=(self._name, self._author, self._passphrase),
            working=_("The registry is being created"),
        )
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
            self._warn()
            self.fit()

    @Slot()
    def _show_place(self) -> None:
        _ = self._catalogue.gettext
        self._name.tell("")
        self._place.setText(_("It will be in {path}").format(path=self.path))

    def _warn(self) -> None:
        """Tell a network share and a cloud's folder before anything is created there."""
        told = whereabouts.warnings(self._folder)
        self.warning.setText("\n".join(self._catalogue.sentence(one) for one in told))
        self.warning.setVisible(bool(told))

    @Slot()
    def _submit(self) -> None:
        _ = self._catalogue.gettext
        self.show_text("")
        is_ready = self._passphrase.is_ready()
        self._author.tell("" if self._author.text else _("A user needs a name."))
        self._name.tell("" if self._name.text else _("A registry needs a name."))
        for field in (self._author, self._name):
            if not field.text:
                field.setFocus()
                is_ready = False
        if not is_ready:
            self.fit()
            return
        work = partial(self._create_registry, self.path, self._passphrase.text, self._name.text, self._author.text)
        self.work_on(work, self._succeed)

    def _succeed(self, workplace: Workplace) -> None:
        self.created.emit(workplace)
        self.accept()

    @override
    def show_failure(self, error: CrlmError) -> None:
        # The paths of the problems name fields that stand here by their labels.
        problems = error.problems if isinstance(error, InputError) else (error,)
        self.show_text("\n".join(self._catalogue.sentence(one) for one in problems))
