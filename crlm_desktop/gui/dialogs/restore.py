"""The dialog that restores a backup: which one, what it holds, and only then the restoring itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from crlm_desktop.gui import wording
from crlm_desktop.gui.dialogs.working import WorkingDialog
from crlm_desktop.gui.tasks import Lane, Tasks
from crlm_desktop.gui.theme import SMALL, Theme
from crlm_desktop.gui.widgets.buttons import Kind, button
from crlm_desktop.gui.widgets.passphrase import PassphraseField
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue

if TYPE_CHECKING:
    from crlm_desktop.services.backups import Content

# Tells what the backup at that path holds, opened by that passphrase; runs in a worker.
Look = Callable[[Path, str], "Content"]


class Restore(WorkingDialog):
    """Asks which backup and where to; ``confirmed`` carries the registry, the backup and the passphrase."""

    confirmed = Signal(Path, Path, str)

    def __init__(
        self,
        target: Path,
        source: Path | None,
        look: Look,
        *,
        catalogue: Catalogue,
        theme: Theme,
        tasks: Tasks,
        parent: QWidget | None,
    ) -> None:
        _ = catalogue.gettext
        super().__init__(
            parent,
            name="restore",
            title=_("Restore a backup"),
            text=_(
                "The registry will be as it was when the backup was made. What is there now is kept beside it, under a "
                "name with today's date. The backup opens by the passphrases of the day on which it was made."
            ),
            width=560,
            catalogue=catalogue,
            tasks=tasks,
        )
        self._look = look
        self._target, self._source = target, source
        self._has_looked = False
        self._from = label(role=Role.SMALL, wrap=True)
        self._to = label(role=Role.SMALL, wrap=True)
        self._passphrase = PassphraseField(_("Passphrase"), name="passphrase", catalogue=catalogue, theme=theme)
        self.held = label(role=Role.DECIDED, wrap=True)
        self.held.setObjectName("held")
        self._lay_out()
        self._show_paths()
        self._passphrase.changed.connect(self._forget)

    def _lay_out(self) -> None:
        _ = self._catalogue.gettext
        choose = button(_("Another backup…"), kind=Kind.LINK, name="choose_backup")
        choose.clicked.connect(self._choose_backup)
        place = button(_("Another place…"), kind=Kind.LINK, name="choose_target")
        place.clicked.connect(self._choose_target)
        for text, change in ((self._from, choose), (self._to, place)):
            row = QHBoxLayout()
            row.setSpacing(SMALL)
            row.addWidget(text, 1)
            row.addWidget(change)
            self.column.addLayout(row)
        for part in (self._passphrase, self.held):
            self.column.addWidget(part)
        self.held.setVisible(False)
        self._go = button(_("Show what it holds"), kind=Kind.PRIMARY, name="restore_now")
        self._go.clicked.connect(self._submit)
        self.add_foot(self._go, locks=(self._passphrase,))
        self._passphrase.setFocus()

    @property
    def problem(self) -> str:
        """What is told to be wrong."""
        return self.told.text()

    @Slot()
    def _choose_backup(self) -> None:
        _ = self._catalogue.gettext
        start = str(self._source.parent if self._source is not None else self._target)
        chosen = QFileDialog.getExistingDirectory(self, _("Folder of the backup"), start)
        if chosen:
            self._source = Path(chosen)
            self._show_paths()
            self._forget()

    @Slot()
    def _choose_target(self) -> None:
        _ = self._catalogue.gettext
        chosen = QFileDialog.getExistingDirectory(self, _("Folder of the registry"), str(self._target.parent))
        if chosen:
            self._target = Path(chosen)
            self._show_paths()

    def _show_paths(self) -> None:
        _ = self._catalogue.gettext
        source = str(self._source) if self._source is not None else _("none chosen")
        self._from.setText(_("Backup: {path}").format(path=source))
        self._to.setText(_("It will be the registry {path}").format(path=self._target))
        self._go.setEnabled(self._source is not None)

    @Slot()
    def _forget(self) -> None:
        """What was told is not about what is chosen now."""
        _ = self._catalogue.gettext
        self._has_looked = False
        self.held.setVisible(False)
        self.show_text("")
        self._go.setText(_("Show what it holds"))

    @Slot()
    def _submit(self) -> None:
        assert self._source is not None
        if self._has_looked:
            self.confirmed.emit(self._target, self._source, self._passphrase.text)
            self.accept()
            return
        # A backup that is being made is not waited for.
        self.work_on(partial(self._look, self._source, self._passphrase.text), self._tell, lane=Lane.PURE)

    def _tell(self, told: object) -> None:
        _ = self._catalogue.gettext
        content = cast("Content", told)
        sentence = self._catalogue.ngettext(
            "{name}: {count} case, last changed on {moment}.",
            "{name}: {count} cases, last changed on {moment}.",
            content.cases,
        )
        changed = content.newest_change
        moment = wording.moment_text(changed, self._catalogue) if changed else wording.unknown(self._catalogue)
        self.held.setText(sentence.format(name=content.name, count=content.cases, moment=moment))
        self.held.setVisible(True)
        self._has_looked = True
        self._go.setText(_("Restore it"))
        self.fit()
