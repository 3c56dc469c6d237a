"""The band of a registry whose server is not reached: what that means, and trying again."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from crlm_desktop.gui.theme import LARGE, SMALL, Theme
from crlm_desktop.gui.widgets.buttons import button
from crlm_desktop.gui.widgets.signs import Sign, SignMark
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services.places import ServerAddress
from crlm_desktop.services.workplace import Workplace


class ConnectionBand(QFrame):
    """Hidden while the server is reached."""

    trying_asked = Signal()

    def __init__(self, place: Workplace, *, catalogue: Catalogue, theme: Theme) -> None:
        super().__init__()
        _ = catalogue.gettext
        self.setObjectName("connection_band")
        self.setProperty("ground", "problem")
        address = place.place
        host = address.host or "localhost" if isinstance(address, ServerAddress) else ""
        self._text = label(
            _(
                "The server {host} is not reached, and nothing is saved until it is. What you type stays here; what "
                "was changed in the record is then saved by itself."
            ).format(host=host),
            role=Role.PLAIN,
            wrap=True,
        )
        self.again = button(_("Try again"), name="try_again", tip=_("Ask the server now; it is also tried by itself"))
        self.again.clicked.connect(self.trying_asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(LARGE, SMALL, SMALL, SMALL)
        row.setSpacing(SMALL)
        row.addWidget(SignMark(Sign.TRIANGLE, "text", theme=theme))
        row.addWidget(self._text, 1)
        row.addWidget(self.again)
        self.setVisible(False)

    def show_lost(self, *, is_lost: bool, is_trying: bool) -> None:
        """Be shown while the server is not reached."""
        self.setVisible(is_lost)
        self.again.setEnabled(not is_trying)
