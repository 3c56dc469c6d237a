"""The recovery key: made and shown once, to print; and used, when an administrator has lost their passphrase."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from pathlib import Path

from PySide6.QtCore import QMarginsF, Signal, Slot
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPdfWriter, QTextDocument
from PySide6.QtWidgets import QFileDialog, QWidget
from typing_extensions import override

from crlm_desktop.errors import CrlmError, InputError
from crlm_desktop.gui.dialogs.working import WorkingDialog
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import Theme
from crlm_desktop.gui.widgets.buttons import Kind, button
from crlm_desktop.gui.widgets.name_choice import NameChoice
from crlm_desktop.gui.widgets.new_passphrase import NewPassphrase
from crlm_desktop.gui.widgets.passphrase import PassphraseField
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.gui.widgets.waiting import Waiting
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import users
from crlm_desktop.services.workplace import Workplace

# Opens the registry at that path by that recovery key, as that administrator with that new passphrase.
RecoverBy = Callable[[Path, str, str, str], Workplace]
_DPI = 300
_MARGIN_MM = 22.0
_POINTS = 11.0
_FEATURES = ("liga", "kern", "calt", "locl", "pwid", "palt", "ccmp", "tnum")


def _paper_font(font: QFont) -> QFont:
    """Return the window's font in a size of paper.

    Without its features, whose other forms of figures Qt writes into a PDF as no characters at all: whoever copies
    the key out of the page would copy something else.
    """
    made = QFont()
    made.setFamilies(font.families())
    made.setPointSizeF(_POINTS)
    for feature in _FEATURES:
        made.setFeature(QFont.Tag(feature), 0)
    return made


class RecoveryKey(WorkingDialog):
    """Offers to make a recovery key, then shows it this once."""

    def __init__(self, place: Workplace, *, catalogue: Catalogue, tasks: Tasks, parent: QWidget | None) -> None:
        _ = catalogue.gettext
        super().__init__(
            parent,
            name="recovery_key",
            title=_("Recovery key"),
            text=_(
                "Whoever has lost the last administrator's passphrase can come in with the recovery key and set a new "
                "one. Print it and keep it locked away, not beside the computer. It opens everything; it is shown only "
                "now, and making a new one voids the one before."
            ),
            width=560,
            catalogue=catalogue,
            tasks=tasks,
        )
        self._workplace = place
        self._secret = ""
        self._shown = label(role=Role.TITLE, wrap=True)
        self._shown.setObjectName("recovery_key_text")
        self._shown.setVisible(False)
        self._written = label(role=Role.SMALL, wrap=True)
        self._written.setVisible(False)
        for part in (self._shown, self._written):
            self.column.addWidget(part)
        self._later = button(_("Later"), name="later")
        self._save = button(_("Save as PDF to print…"), name="save_recovery_key")
        self._make = button(_("Make the recovery key"), kind=Kind.PRIMARY, name="make_recovery_key")
        self._save.setVisible(False)
        self._save.clicked.connect(self._choose_file)
        self._make.clicked.connect(self._go_on)
        self.add_foot(self._save, self._make, locks=(), cancel=self._later)

    @property
    def secret(self) -> str:
        """The key, once it has been made."""
        return self._secret

    def write(self, to: Path) -> None:
        """Write the page with the key as a PDF."""
        writer = QPdfWriter(str(to))
        writer.setResolution(_DPI)
        writer.setTitle("CRLM Desktop")
        writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
        writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
        document = QTextDocument()
        document.setDefaultFont(_paper_font(self.font()))
        document.setHtml(self._page())
        document.print_(writer)

    def _page(self) -> str:
        _ = self._catalogue.gettext
        info = self._workplace.info
        groups = "&nbsp; ".join(escape(group) for group in self._secret.split("-"))
        lines = (
            _("Registry: {name}").format(name=info.name),
            _("Folder: {path}").format(path=self._workplace.path),
            _("Made on {day} by {user}").format(
                day=self._workplace.clock.today().isoformat(), user=self._workplace.author
            ),
            _("To use it: open the registry, choose “Use the recovery key…”, and set a new passphrase."),
            _("Whoever holds this page can read the whole registry. Lock it away; void it by making a new one."),
            _("The last character of each group is a check. There is no letter O, I, L or U: read 0, 1, 1 and V."),
        )
        told = "".join(f"<p>{escape(line)}</p>" for line in lines)
        title = escape(_("Recovery key"))
        return f"<h1>CRLM Desktop · {title}</h1><p style='font-size: 18pt'>{groups}</p>{told}"

    @Slot()
    def _go_on(self) -> None:
        if self._secret:
            self.accept()
            return
        self.work_on(partial(users.make_recovery_key, self._workplace), self._show)

    def _show(self, secret: str) -> None:
        _ = self._catalogue.gettext
        self._secret = secret
        self._shown.setText("   ".join(secret.split("-")))
        self._shown.setVisible(True)
        self._save.setVisible(True)
        self._later.setVisible(False)
        self._make.setText(_("I have it on paper"))
        self.fit()

    @Slot()
    def _choose_file(self) -> None:
        _ = self._catalogue.gettext
        name, _chosen = QFileDialog.getSaveFileName(
            self, _("Recovery key"), _("recovery-key.pdf"), _("PDF files (*.pdf)")
        )
        if not name:
            return
        self.write(Path(name))
        self._written.setText(
            _("Written: {file}. Print it, then delete the file: it is not encrypted.").format(file=name)
        )
        self._written.setVisible(True)
        self.fit()

    @override
    def reject(self) -> None:
        # A key that is shown is put away on purpose only: it is never shown again.
        if not self._secret:
            super().reject()


class Recover(WorkingDialog):
    """Asks for the recovery key, for which administrator it is, and for their new passphrase."""

    unlocked = Signal(Workplace)

    def __init__(
        self,
        path: Path,
        recover: RecoverBy,
        *,
        names: Sequence[str],
        catalogue: Catalogue,
        theme: Theme,
        tasks: Tasks,
        parent: QWidget | None,
    ) -> None:
        _ = catalogue.gettext
        super().__init__(
            parent,
            name="recover",
            title=_("Come in with the recovery key"),
            text=_("The administrator chosen here gets the new passphrase; the use of the key is recorded."),
            catalogue=catalogue,
            tasks=tasks,
        )
        self._path = path
        self._recover = recover
        self._key = PassphraseField(
            _("Recovery key, seven groups"), name="recovery_key_typed", catalogue=catalogue, theme=theme
        )
        self._who = NameChoice(_("Administrator"), names, catalogue=catalogue, theme=theme)
        self._passphrase = NewPassphrase(_("New passphrase"), name="new_passphrase", catalogue=catalogue, theme=theme)
        for part in (self._key, self._who, self._passphrase):
            self.column.addWidget(part)
        self._go = button(_("Set the passphrase and open"), kind=Kind.PRIMARY, name="recover_now")
        self._go.clicked.connect(self._submit)
        self.add_foot(
            self._go, locks=(self._key, self._who, self._passphrase), working=_("The registry is being opened")
        )
        self._waiting = Waiting(self._key, self._go, catalogue=catalogue, parent=self)
        self._key.setFocus()

    @property
    def problem(self) -> str:
        """What is told at the recovery key."""
        return self._key.problem

    @Slot()
    def _submit(self) -> None:
        self._key.tell("")
        if not self._passphrase.is_ready() or not self._who.is_ready():
            self.fit()
            return
        work = partial(self._recover, self._path, self._key.text, self._who.name or "", self._passphrase.text)
        self.work_on(work, self._succeed)

    def _succeed(self, workplace: Workplace) -> None:
        self.unlocked.emit(workplace)
        self.accept()

    @override
    def show_failure(self, error: CrlmError) -> None:
        if isinstance(error, InputError):
            self._key.tell("\n".join(self._catalogue.sentence(one) for one in error.problems))
        else:
            self._waiting.tell(error)
