"""The dialog that restores a backup: which one, what it holds, and only then the restoring itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QProgressBar, QWidget
from typing_extensions import override

from crlm_desktop.errors import CrlmError
from crlm_desktop.gui import wording
from crlm_desktop.gui.dialogs.frame import Dialog
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import SMALL, Theme
from crlm_desktop.gui.widgets.buttons import Kind, button
from crlm_desktop.gui.widgets.passphrase import PassphraseField
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue

if TYPE_CHECKING:
    from crlm_desktop.services.backups import Content

# Tells what the backup at that path holds, opened by that passphrase; runs in a worker.
Look = Callable[[Path, str], "Content"]


class Restore(Dialog):
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
        )
        self._catalogue = catalogue
        self._tasks = tasks
        self._look = look
        self._target, self._source = target, source
        self._has_looked = False
        self._from = label(role=Role.SMALL, wrap=True)
        self._to = label(role=Role.SMALL, wrap=True)
        self._passphrase = PassphraseField(_("Passphrase"), name="passphrase", catalogue=catalogue, theme=theme)
        self.held = label(role=Role.DECIDED, wrap=True)
        self.held.setObjectName("held")
        self._problem = label(role=Role.PROBLEM, wrap=True)
        self._progress = QProgressBar()
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
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(_("Working"))
        for part in (self._passphrase, self.held, self._problem, self._progress):
            self.column.addWidget(part)
        for hidden in (self.held, self._problem, self._progress):
            hidden.setVisible(False)
        self._cancel = button(_("Cancel"), name="cancel")
        self._go = button(_("Show what it holds"), kind=Kind.PRIMARY, name="restore_now")
        self._cancel.clicked.connect(self.reject)
        self._go.clicked.connect(self._submit)
        self.add_buttons(self._cancel, self._go)
        self._passphrase.setFocus()

    @property
    def problem(self) -> str:
        """What is told to be wrong."""
        return self._problem.text()

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
        self._problem.setVisible(False)
        self._go.setText(_("Show what it holds"))

    @Slot()
    def _submit(self) -> None:
        assert self._source is not None
        if self._has_looked:
            self.confirmed.emit(self._target, self._source, self._passphrase.text)
            self.accept()
            return
        self._work(is_working=True)
        self._tasks.run(partial(self._look, self._source, self._passphrase.text), self._tell, failed=self._fail)

    def _tell(self, told: object) -> None:
        _ = self._catalogue.gettext
        self._work(is_working=False)
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
        self._problem.setVisible(False)
        self._has_looked = True
        self._go.setText(_("Restore it"))
        self.fit()

    def _fail(self, error: CrlmError) -> None:
        self._work(is_working=False)
        self._problem.setText(self._catalogue.sentences(error))
        self._problem.setVisible(True)
        self.fit()

    def _work(self, *, is_working: bool) -> None:
        self._progress.setVisible(is_working)
        for part in (self._passphrase, self._go, self._cancel):
            part.setEnabled(not is_working)

    @override
    def reject(self) -> None:
        if self._cancel.isEnabled():
            super().reject()
