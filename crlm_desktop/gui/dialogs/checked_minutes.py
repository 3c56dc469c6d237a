"""What was found of minutes that were checked: whether they are what the registry has sealed, and by which signs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from crlm_desktop.errors import Problem
from crlm_desktop.gui.dialogs.frame import Dialog
from crlm_desktop.gui.theme import Theme
from crlm_desktop.gui.widgets.arranging import beside
from crlm_desktop.gui.widgets.buttons import Kind, button
from crlm_desktop.gui.widgets.signs import Sign, SignMark
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue

if TYPE_CHECKING:
    from crlm_desktop.services.verifying import Checked

_WIDTH = 560


class CheckedMinutes(Dialog):
    """The verdict first, then what does not hold, then what does."""

    def __init__(
        self, checked: Checked, *, file: str, catalogue: Catalogue, theme: Theme, parent: QWidget | None
    ) -> None:
        _ = catalogue.gettext
        title = (
            _("The minutes are what the registry has sealed.")
            if checked.is_good
            else _("These minutes are not what the registry has sealed.")
            if checked.sealed is not None
            else _("This file cannot be checked as minutes.")
        )
        super().__init__(parent, name="checked_minutes", title=title, text=file, width=_WIDTH)
        self._catalogue, self._theme = catalogue, theme
        self._list(checked.faults, Sign.NO, "problem")
        self._list(checked.told, Sign.YES, "recommended")
        close = button(_("Close"), kind=Kind.PRIMARY, name="close")
        close.clicked.connect(self.accept)
        self.add_buttons(close)

    def _list(self, told: Iterable[Problem], sign: Sign, colour: str) -> None:
        for one in told:
            words = label(self._catalogue.sentence(one), Role.PLAIN, wrap=True)
            self.column.addWidget(beside(SignMark(sign, colour, theme=self._theme), words))
