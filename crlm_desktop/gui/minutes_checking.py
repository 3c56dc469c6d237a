"""Checking minutes: a PDF file is chosen and held against what is attached to it and what the open registry sealed."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from crlm_desktop.errors import CrlmError
from crlm_desktop.gui.actions import Actions
from crlm_desktop.gui.dialogs.checked_minutes import CheckedMinutes
from crlm_desktop.gui.tasks import Lane, Tasks
from crlm_desktop.gui.theme import Theme
from crlm_desktop.gui.widgets.message_band import MessageBand
from crlm_desktop.gui.widgets.status_bar import StatusBar
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import verifying
from crlm_desktop.services.workplace import Workplace

if TYPE_CHECKING:
    from crlm_desktop.services.verifying import Checked


class MinutesChecking(QObject):
    """Goes with a workbench, on whose ``status`` it says that it works, and on whose ``band`` what failed."""

    def __init__(
        self,
        workplace: Workplace,
        bench: QWidget,
        *,
        actions: Actions,
        band: MessageBand,
        status: StatusBar,
        tasks: Tasks,
        catalogue: Catalogue,
        theme: Theme,
    ) -> None:
        super().__init__(bench)
        self._workplace = workplace
        self._bench = bench
        self._band, self._status = band, status
        self._tasks = tasks
        self._catalogue = catalogue
        self._theme = theme
        actions.check_minutes.triggered.connect(self._choose)

    @Slot()
    def _choose(self) -> None:
        _ = self._catalogue.gettext
        chosen, _kind = QFileDialog.getOpenFileName(self._bench, _("Check minutes"), "", _("PDF files (*.pdf)"))
        if chosen:
            self.check(Path(chosen))

    def check(self, path: Path) -> None:
        """Check a file away from the window's thread, and show what was found."""
        _ = self._catalogue.gettext
        self._band.clear()
        self._status.tell(_("Checking {file}…").format(file=path.name))
        work = partial(_checked, self._workplace, path)
        self._tasks.run(work, partial(self._show, path), failed=self._tell, lane=Lane.REGISTRY)

    def _show(self, path: Path, checked: Checked) -> None:
        _ = self._catalogue.gettext
        self._status.tell(_("Checked: {file}").format(file=path.name))
        CheckedMinutes(checked, file=str(path), catalogue=self._catalogue, theme=self._theme, parent=self._bench).open()

    def _tell(self, error: CrlmError) -> None:
        self._band.tell(self._catalogue.sentences(error))


def _checked(workplace: Workplace, path: Path) -> Checked:
    return verifying.held_against(workplace, verifying.check_file(path))
