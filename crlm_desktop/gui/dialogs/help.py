"""Opening the help about where one is: from the screen itself, and from whatever dialog stands before it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from crlm_desktop.errors import CrlmError
from crlm_desktop.gui.dialogs.help_key import HELP_NAME, ScreenHelp
from crlm_desktop.gui.help_pages import Page, read_page
from crlm_desktop.i18n import Catalogue


class HelpOpening(ScreenHelp):
    """The help of a screen; ``page`` tells which page is about what is done on it now."""

    def __init__(self, screen: QWidget, page: Callable[[], str], *, catalogue: Catalogue) -> None:
        super().__init__(screen)
        self._screen = screen
        self._page = page
        self._catalogue = catalogue
        self.asked.connect(self._open_before)

    @Slot()
    def open(self) -> None:
        """Open the page about the screen."""
        self._open_before(self._screen)

    @Slot(QWidget)
    def _open_before(self, parent: QWidget) -> None:
        from crlm_desktop.gui.dialogs.reading import Reading

        try:
            page = read_page(self._page(), self._catalogue.language)
        except CrlmError as error:
            page = Page(title=self._catalogue.gettext("Help"), text=self._catalogue.sentences(error))
        Reading(page.title, page.text, name=HELP_NAME, catalogue=self._catalogue, parent=parent).open()
