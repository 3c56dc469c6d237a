"""Opening a pack on the first screen: the file, its passphrase, and the working registry that is made from it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QFileDialog

from crlm_desktop.clock import Clock
from crlm_desktop.gui import in_worker
from crlm_desktop.gui.start import StartScreen
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import Theme
from crlm_desktop.i18n import Catalogue

if TYPE_CHECKING:
    from crlm_desktop.services.workplace import Workplace


class PackOpening(QObject):
    """Goes with the first screen; ``use`` shows the registry that was opened."""

    def __init__(
        self,
        start: StartScreen,
        use: Callable[[Workplace], None],
        *,
        clock: Clock,
        catalogue: Catalogue,
        theme: Theme,
        tasks: Tasks,
    ) -> None:
        super().__init__(start)
        self._start, self._use = start, use
        self._clock = clock
        self._catalogue = catalogue
        self._theme = theme
        self._tasks = tasks
        start.pack_asked.connect(self._choose)

    def ask(self, source: Path) -> None:
        """Ask for the passphrase of a pack, and open the working registry that is made from it."""
        from crlm_desktop.gui.dialogs.open_pack import OpenPack

        dialog = OpenPack(
            source,
            in_worker.received,
            partial(in_worker.pack_opened, self._clock),
            clock=self._clock,
            catalogue=self._catalogue,
            theme=self._theme,
            tasks=self._tasks,
            parent=self._start.window(),
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.opened.connect(self._use)
        dialog.open()

    @Slot()
    def _choose(self) -> None:
        _ = self._catalogue.gettext
        title, filters = _("Open a pack"), _("Packs (*.crlmpack)")
        name, _chosen = QFileDialog.getOpenFileName(self._start, title, str(Path.home()), filters)
        if name:
            self.ask(Path(name))
