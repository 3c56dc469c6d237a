"""The ways from the first screen into a registry: the demonstration, an own one, a new one, the recovery key."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from crlm_desktop.clock import Clock
from crlm_desktop.errors import CrlmError
from crlm_desktop.gui import in_worker
from crlm_desktop.gui.preferences import Preferences
from crlm_desktop.gui.start import StartScreen
from crlm_desktop.gui.tasks import Lane, Tasks
from crlm_desktop.gui.theme import Theme
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services.places import ServerAddress

if TYPE_CHECKING:
    from crlm_desktop.services.workplace import Workplace


class Entrance(QObject):
    """Goes with the first screen, on which it also tells what fails; dialogs are imported when they are asked for.

    ``use`` receives the workplace of an opened registry, ``begin`` that of one which did not exist before;
    ``tell_opened`` what is to be known once it is open.
    """

    def __init__(
        self,
        start: StartScreen,
        window: QWidget,
        *,
        use: Callable[[Workplace], None],
        begin: Callable[[Workplace], None],
        tell_opened: Callable[[object], None],
        preferences: Preferences,
        tasks: Tasks,
        clock: Clock,
        author: str,
        catalogue: Catalogue,
        theme: Theme,
    ) -> None:
        super().__init__(start)
        self._start, self._window = start, window
        self._use, self._begin = use, begin
        self._tell_opened = tell_opened
        self._preferences = preferences
        self._tasks = tasks
        self._clock = clock
        self._author = author
        self._catalogue = catalogue
        self._theme = theme
        start.demonstration_asked.connect(self.open_demonstration)
        start.creation_asked.connect(self._create_registry)
        start.opening_asked.connect(self._choose_registry)
        start.server_asked.connect(self.ask_for_server)
        start.registry_asked.connect(self.unlock)

    @Slot()
    def open_demonstration(self) -> None:
        """Open the registry of invented cases; the first time it is made."""
        _ = self._catalogue.gettext
        self._start.show_working(_("Opening the demonstration; the first time its cases are written…"))
        work = partial(in_worker.demonstration, self._author, self._clock)
        self._tasks.run(work, self._use, failed=self._tell, lane=Lane.REGISTRY)

    @Slot(object)
    def unlock(self, place: object) -> None:
        """Ask who opens the registry at the `Place` ``place``, and for the passphrase, and open it."""
        if isinstance(place, ServerAddress):
            self._open_server(place)
            return
        assert isinstance(place, Path)
        _ = self._catalogue.gettext
        # Whatever is clicked next waits for the dialog: two registries are not opened in one window.
        self._start.show_working(_("Looking at the registry…"))
        work = partial(in_worker.ways_in, place)
        self._tasks.run(work, self._ask_passphrase, failed=self._tell, lane=Lane.REGISTRY)

    @Slot()
    def ask_for_server(self) -> None:
        """Ask for the address of a registry on a server, and who comes, and open it."""
        self._open_server(None)

    def _open_server(self, address: ServerAddress | None) -> None:
        from crlm_desktop.gui.dialogs.open_server import OpenServer
        from crlm_desktop.services import arriving

        last = self._preferences.text(f"user:{address}") if address is not None else ""
        dialog = OpenServer(
            partial(in_worker.arrived, self._clock),
            in_worker.means,
            address=address,
            user=last or arriving.user(),
            catalogue=self._catalogue,
            theme=self._theme,
            tasks=self._tasks,
            parent=self._window,
        )
        dialog.opened.connect(self._use)
        dialog.not_kept.connect(self._tell_opened)
        _open(dialog)

    def _ask_passphrase(self, ways: in_worker.WaysIn) -> None:
        from crlm_desktop.gui.dialogs.unlock import Unlock

        self._start.show_idle()
        dialog = Unlock(
            ways.path,
            partial(in_worker.opened, self._author, self._clock),
            names=ways.names,
            last=self._preferences.text(f"user:{ways.path}"),
            has_recovery_key=ways.has_recovery_key,
            catalogue=self._catalogue,
            theme=self._theme,
            tasks=self._tasks,
            parent=self._window,
        )
        dialog.unlocked.connect(self._use)
        dialog.recovery_asked.connect(partial(self._recover, ways))
        _open(dialog)

    def _recover(self, ways: in_worker.WaysIn) -> None:
        from crlm_desktop.gui.dialogs.recovery import Recover

        dialog = Recover(
            ways.path,
            partial(in_worker.recovered, self._clock),
            names=ways.names,
            catalogue=self._catalogue,
            theme=self._theme,
            tasks=self._tasks,
            parent=self._window,
        )
        dialog.unlocked.connect(self._use)
        _open(dialog)

    @Slot()
    def _create_registry(self) -> None:
        from crlm_desktop.gui.dialogs.create_registry import CreateRegistry

        dialog = CreateRegistry(
            partial(in_worker.created, self._clock),
            author=self._author,
            catalogue=self._catalogue,
            theme=self._theme,
            tasks=self._tasks,
            parent=self._window,
        )
        dialog.created.connect(self._begin)
        _open(dialog)

    @Slot()
    def _choose_registry(self) -> None:
        _ = self._catalogue.gettext
        chosen = QFileDialog.getExistingDirectory(self._window, _("Folder of the registry"))
        if chosen:
            self.unlock(Path(chosen))

    def _tell(self, error: CrlmError) -> None:
        self._start.show_idle(self._catalogue.sentences(error))


def _open(dialog: QDialog) -> None:
    """Show a dialog before the first screen; it goes when it is closed."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
