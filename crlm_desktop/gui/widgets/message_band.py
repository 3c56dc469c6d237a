"""A band at the top of a place for what a person must read: it stays until it is put away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout

from crlm_desktop.errors import Tellable
from crlm_desktop.gui.theme import LARGE, SMALL, Theme
from crlm_desktop.gui.widgets.buttons import IconButton
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services.workplace import PASSING


class MessageBand(QFrame):
    """Hidden while there is nothing to read."""

    def __init__(self, *, catalogue: Catalogue, theme: Theme) -> None:
        super().__init__()
        _ = catalogue.gettext
        self.setObjectName("message_band")
        self.setProperty("ground", "problem")
        self._catalogue = catalogue
        self._text = label(role=Role.PLAIN, wrap=True)
        self._close = IconButton("x", tip=_("Put this message away"), name="close_message", theme=theme)
        self._close.clicked.connect(self.clear)
        row = QHBoxLayout(self)
        row.setContentsMargins(LARGE, SMALL, SMALL, SMALL)
        row.addWidget(self._text, 1)
        row.addWidget(self._close)
        self.clear()

    @property
    def text(self) -> str:
        """What is to be read."""
        return self._text.text()

    def tell(self, text: str) -> None:
        """Show ``text`` until it is put away."""
        self._is_passing = False
        self._text.setText(text)
        self.setVisible(True)

    def tell_one(self, told: Tellable) -> None:
        """Show a sentence until it is put away, or no longer true."""
        self.tell(self._catalogue.sentence(told))
        self._is_passing = told.code in PASSING

    def tell_all(self, told: Sequence[Tellable]) -> None:
        """Show several sentences until they are put away."""
        self.tell("\n".join(self._catalogue.sentence(one) for one in told))

    @Slot()
    def clear_passing(self) -> None:
        """Put away what was told of a disk that could not be written: something has been written since."""
        if self._is_passing:
            self.clear()

    @Slot()
    def clear(self) -> None:
        """Put the message away."""
        self._is_passing = False
        self._text.setText("")
        self.setVisible(False)
