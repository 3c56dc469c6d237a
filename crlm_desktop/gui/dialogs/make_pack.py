"""The dialog that writes a pack: its passphrase, how long it is good, and then where the file is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from crlm_desktop.gui.dialogs.working import WorkingDialog
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import Theme
from crlm_desktop.gui.widgets.arranging import column, held
from crlm_desktop.gui.widgets.buttons import Kind, Segments, button
from crlm_desktop.gui.widgets.new_passphrase import NewPassphrase
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services.packing import SUFFIX, USUAL_DAYS, Made

# Writes the pack at that path with that passphrase, good for so many days; runs in a worker.
Make = Callable[[Path, str, int], Made]
# Asks where to write: the parent, the title, the suggested file; the empty text when nothing was chosen.
AskPath = Callable[[QWidget, str, str], str]

DAYS = (3, 7, USUAL_DAYS, 30, 60)
_WIDTH = 520


class MakePack(WorkingDialog):
    """Takes a meeting along, or hands it back (``is_handed_back``); in the end it says what was written where."""

    def __init__(
        self,
        make: Make,
        suggested: str,
        *,
        is_handed_back: bool,
        catalogue: Catalogue,
        theme: Theme,
        tasks: Tasks,
        parent: QWidget | None,
        ask_path: AskPath | None = None,
    ) -> None:
        _ = catalogue.gettext
        super().__init__(
            parent,
            name="make_pack",
            title=_("Hand the meeting back") if is_handed_back else _("Take the meeting along"),
            text=_explained(catalogue, is_handed_back=is_handed_back),
            width=_WIDTH,
            catalogue=catalogue,
            tasks=tasks,
        )
        self._make = make
        self._suggested = suggested
        self._ask_path = ask_path if ask_path is not None else partial(_asked, catalogue)
        self._passphrase = NewPassphrase(
            _("Passphrase of the pack"), name="pack_passphrase", catalogue=catalogue, theme=theme
        )
        self.days = Segments([(days, str(days)) for days in DAYS], unknown=None, name="pack_days")
        self.days.call(_("Good for so many days"))
        self.days.show_value(USUAL_DAYS)
        self._asking = held(column(self._passphrase))
        self._lasting = held(
            column(
                label(_("Good for so many days; after that it can still be brought back, with a warning"), Role.SMALL),
                self.days,
                spacing=4,
            )
        )
        self._lasting.setVisible(not is_handed_back)
        self.written = label(role=Role.DECIDED, wrap=True)
        self.written.setObjectName("pack_written")
        self.written.setVisible(False)
        for part in (self._asking, self._lasting, self.written):
            self.column.addWidget(part)
        self._go = button(_("Write the pack…"), kind=Kind.PRIMARY, name="write_pack")
        self._go.clicked.connect(self._submit)
        self._cancel = button(_("Cancel"), name="cancel")
        self.add_foot(self._go, locks=(self._asking, self._lasting), cancel=self._cancel)
        self._passphrase.setFocus()

    @Slot()
    def _submit(self) -> None:
        if not self._passphrase.is_ready():
            self.fit()
            return
        name = self._ask_path(self, self.windowTitle(), self._suggested)
        if not name:
            return
        path = Path(name) if name.lower().endswith(SUFFIX) else Path(f"{name}{SUFFIX}")
        days = self.days.value
        assert isinstance(days, int)
        self.work_on(partial(self._make, path, self._passphrase.text, days), self._tell_made)

    def _tell_made(self, made: Made) -> None:
        _ = self._catalogue.gettext
        told = self._catalogue.ngettext(
            "{count} case was written to {path}. To be brought back until {until}.",
            "{count} cases were written to {path}. To be brought back until {until}.",
            made.cases,
        ).format(count=made.cases, path=made.path, until=self._catalogue.moment(made.valid_until))
        self.written.setText(told + "\n" + _("Tell its passphrase by another way than the file goes."))
        for part in (self._asking, self._lasting, self._go):
            part.setVisible(False)
        self.written.setVisible(True)
        self._cancel.setText(_("Done"))
        self._cancel.setFocus()
        self.fit()


def _explained(catalogue: Catalogue, *, is_handed_back: bool) -> str:
    _ = catalogue.gettext
    if is_handed_back:
        return _(
            "What was recorded here is written into one encrypted file, to be brought back in the registry that the "
            "meeting came from. You can go on here and hand back again."
        )
    return _(
        "The meeting and its cases, with all their revisions and opinions, are written into one encrypted file for a "
        "laptop. What is half typed is not in it. The file and its name say nothing about anybody."
    )


def _asked(catalogue: Catalogue, parent: QWidget, title: str, suggested: str) -> str:
    _ = catalogue.gettext
    start = str(Path.home() / suggested)
    name, _chosen = QFileDialog.getSaveFileName(parent, title, start, _("Packs (*.crlmpack)"))
    return name
