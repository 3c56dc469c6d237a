"""What can be done with packs in the place of the meetings: taken along, handed back, brought back."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from crlm_desktop.gui.dialogs.bring_back import BringBack
from crlm_desktop.gui.dialogs.make_pack import AskPath, Make, MakePack
from crlm_desktop.gui.meeting.desk import MeetingDesk
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import Theme
from crlm_desktop.i18n import Catalogue
from crlm_desktop.meeting.agenda import MeetingId
from crlm_desktop.services import meetings, packing
from crlm_desktop.services.packing import Made
from crlm_desktop.services.workplace import Workplace


class Packs(QObject):
    """Opens the dialogs; ``brought`` carries what was brought back, ``taken`` tells that a pack was written."""

    brought = Signal(object)
    taken = Signal()

    def __init__(
        self,
        desk: MeetingDesk,
        *,
        tasks: Tasks,
        catalogue: Catalogue,
        theme: Theme,
        ask_path: AskPath | None = None,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._tasks = tasks
        self._catalogue = catalogue
        self._theme = theme
        self._ask_path = ask_path
        self._window = parent

    @Slot()
    def take_along(self) -> None:
        """Ask for what a pack of the open meeting needs, and write it."""
        meeting = self._desk.meeting
        make = partial(_take_along, self._desk.workplace, meeting.id)
        self._ask(make, meeting.held_on.isoformat(), is_handed_back=False)

    @Slot()
    def hand_back(self) -> None:
        """Ask for what the pack for home needs, and write it."""
        taking = self._desk.taking
        assert taking is not None, "this registry did not come from a pack"
        meeting = meetings.open_meeting(self._desk.workplace, taking.meeting).meeting
        self._ask(partial(_hand_back, self._desk.workplace), meeting.held_on.isoformat(), is_handed_back=True)

    @Slot()
    def bring_back(self) -> None:
        """Ask for a pack that was handed back, show what it would change, and write that."""
        dialog = BringBack(
            self._desk.workplace,
            None,
            catalogue=self._catalogue,
            theme=self._theme,
            tasks=self._tasks,
            parent=self._window.window(),
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.brought.connect(self.brought)
        dialog.open()

    def _ask(self, make: Make, held_on: str, *, is_handed_back: bool) -> None:
        dialog = MakePack(
            make,
            packing.suggested_name(held_on, is_handed_back=is_handed_back),
            is_handed_back=is_handed_back,
            catalogue=self._catalogue,
            theme=self._theme,
            tasks=self._tasks,
            parent=self._window.window(),
            ask_path=self._ask_path,
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self.taken)
        dialog.open()


def _take_along(workplace: Workplace, meeting_id: MeetingId, path: Path, passphrase: str, days: int) -> Made:
    # The dialog for the file has asked about overwriting.
    return packing.take_along(workplace, meeting_id, passphrase, to=path, days=days, overwrite=True)


def _hand_back(workplace: Workplace, path: Path, passphrase: str, _days: int) -> Made:
    return packing.hand_back(workplace, passphrase, to=path, overwrite=True)
