"""Packs at the workbench: the band of a working registry, and what follows when a pack was brought back."""

from __future__ import annotations

from PySide6.QtCore import Slot

from crlm_desktop.gui.allowing import allow
from crlm_desktop.gui.meeting.desk import MeetingDesk
from crlm_desktop.gui.meeting.meetings import MeetingsPanel
from crlm_desktop.gui.meeting.pack_band import PackBand, show_errand
from crlm_desktop.gui.session import CaseSession
from crlm_desktop.gui.theme import Theme
from crlm_desktop.gui.widgets.status_bar import StatusBar
from crlm_desktop.i18n import Catalogue


class Errand(PackBand):
    """Stays above every place of a working registry."""

    def __init__(
        self,
        desk: MeetingDesk,
        meetings: MeetingsPanel,
        session: CaseSession,
        status: StatusBar,
        *,
        catalogue: Catalogue,
        theme: Theme,
    ) -> None:
        super().__init__("errand", catalogue.gettext("Hand back…"), theme=theme)
        self._desk, self._meetings, self._session, self._status = desk, meetings, session, status
        self._catalogue = catalogue
        self.asked.connect(meetings.hand_back)
        meetings.packs.brought.connect(self._accept)
        headline, doing = meetings.headline, "packing.take_along" if desk.taking is None else "packing.hand_back"
        for part, name in (
            (headline.pack_button, doing),
            (headline.back_button, "unpacking.bring_back"),
            (self.link, "packing.hand_back"),
        ):
            allow(part, name, place=desk.workplace, catalogue=catalogue)

    def refresh(self) -> None:
        """Say where the meeting belongs, as of now."""
        show_errand(self, self._desk.taking, self._desk.workplace, self._catalogue)

    @Slot(object)
    def _accept(self, _done: object) -> None:
        _ = self._catalogue.gettext
        self._session.catch_up()
        self._meetings.refresh()
        self._status.tell(_("The pack was brought back."))
