"""The dialog that opens a pack on a laptop: what it holds, then a working registry is made from it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from crlm_desktop import paths
from crlm_desktop.clock import Clock
from crlm_desktop.gui.dialogs.working import WorkingDialog
from crlm_desktop.gui.tasks import Lane, Tasks
from crlm_desktop.gui.theme import SMALL, Theme
from crlm_desktop.gui.widgets.arranging import column, held
from crlm_desktop.gui.widgets.buttons import Kind, button
from crlm_desktop.gui.widgets.passphrase import PassphraseField
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.gui.widgets.text_field import TextField
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import pack_words
from crlm_desktop.services.packing import Received
from crlm_desktop.services.workplace import Workplace

# Reads the pack at that path by that passphrase; runs in a worker.
Receive = Callable[[Path, str], Received]
# Makes a working registry from a pack at that path with that passphrase of that person; runs in a worker.
Open = Callable[[Received, Path, str, str], Workplace]

_WIDTH = 560


class OpenPack(WorkingDialog):
    """Asks for the passphrase of a pack and shows what it holds; ``opened`` carries the working registry."""

    opened = Signal(Workplace)

    def __init__(
        self,
        source: Path,
        receive: Receive,
        open_: Open,
        *,
        clock: Clock,
        catalogue: Catalogue,
        theme: Theme,
        tasks: Tasks,
        parent: QWidget | None,
    ) -> None:
        _ = catalogue.gettext
        super().__init__(
            parent,
            name="open_pack",
            title=_("Open a pack"),
            text=_(
                "From the pack a working registry is made on this machine, in which everything works as usual. The "
                "meeting is handed back from there, and closed in the registry that it came from."
            ),
            width=_WIDTH,
            catalogue=catalogue,
            tasks=tasks,
        )
        self._source = source
        self._receive, self._open, self._clock = receive, open_, clock
        self._received: Received | None = None
        self._folder = paths.data_folder()
        self._passphrase = PassphraseField(
            _("Passphrase of the pack"), name="pack_passphrase", catalogue=catalogue, theme=theme
        )
        self.held = label(role=Role.DECIDED, wrap=True)
        self.held.setObjectName("held")
        self._warning = label(role=Role.PROBLEM, wrap=True)
        self._author = TextField(_("Your name, as it will stand at what you write"), name="traveller")
        self._place = label(role=Role.SMALL, wrap=True)
        self._lay_out()
        self._passphrase.changed.connect(self._forget)
        self._forget()

    @property
    def path(self) -> Path:
        """The folder that the working registry will be: named after the pack, with a number where there is one."""
        names = (f"{self._source.stem}{f'-{number}' if number > 1 else ''}.crlm" for number in count(1))
        return next(path for path in (self._folder / name for name in names) if not path.exists())

    def _lay_out(self) -> None:
        _ = self._catalogue.gettext
        choose = button(_("Another folder…"), kind=Kind.LINK, name="choose_folder")
        choose.clicked.connect(self._choose_folder)
        where = QHBoxLayout()
        where.setSpacing(SMALL)
        where.addWidget(self._place, 1)
        where.addWidget(choose)
        rule = _("You open it by the passphrase of the pack, until you choose another one.")
        self._making = held(column(self._author, where, label(rule, Role.SMALL, wrap=True)))
        self.column.addWidget(label(_("Pack: {path}").format(path=self._source), Role.SMALL, wrap=True))
        for part in (self._passphrase, self.held, self._warning, self._making):
            self.column.addWidget(part)
        self._go = button("", kind=Kind.PRIMARY, name="open_pack_now")
        self._go.clicked.connect(self._submit)
        self.add_foot(self._go, locks=(self._passphrase, self._making))
        self._passphrase.setFocus()

    @Slot()
    def _choose_folder(self) -> None:
        _ = self._catalogue.gettext
        chosen = QFileDialog.getExistingDirectory(self, _("Folder for the registry"), str(self._folder))
        if chosen:
            self._folder = Path(chosen)
            self._show_place()

    def _show_place(self) -> None:
        _ = self._catalogue.gettext
        self._place.setText(_("It will be in {path}").format(path=self.path))

    @Slot()
    def _forget(self) -> None:
        """What was told is not about what is typed now."""
        _ = self._catalogue.gettext
        self._received = None
        for part in (self.held, self._warning, self._making):
            part.setVisible(False)
        self.show_text("")
        self._go.setText(_("Show what the pack holds"))

    @Slot()
    def _submit(self) -> None:
        _ = self._catalogue.gettext
        if self._received is None:
            work = partial(self._receive, self._source, self._passphrase.text)
            self.work_on(work, self._tell, lane=Lane.PURE)
            return
        self._author.tell("" if self._author.text else _("A user needs a name."))
        if not self._author.text:
            self._author.setFocus()
            self.fit()
            return
        make = partial(self._open, self._received, self.path, self._passphrase.text, self._author.text)
        self.work_on(make, self._succeed)

    def _tell(self, received: Received) -> None:
        _ = self._catalogue.gettext
        pack = received.pack
        self._received = received
        self.held.setText(pack_words.held_words(pack, self._catalogue))
        warning = pack_words.freshness_words(pack.taking, pack.made_at, self._clock.now(), self._catalogue)
        self._warning.setText(warning)
        self._author.line.setText(pack.made_by)
        self._show_place()
        self.held.setVisible(True)
        self._warning.setVisible(bool(warning))
        self._making.setVisible(True)
        self._go.setText(_("Open it here"))
        self.fit()

    def _succeed(self, workplace: Workplace) -> None:
        self.opened.emit(workplace)
        self.accept()
