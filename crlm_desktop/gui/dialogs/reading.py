"""A page to read: Markdown in the colours of the theme, scrolled by the keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtWidgets import QTextBrowser, QWidget

from crlm_desktop.gui.dialogs.frame import Dialog
from crlm_desktop.gui.theme import LARGE, SMALL, TINY
from crlm_desktop.gui.widgets.buttons import Kind, button
from crlm_desktop.i18n import Catalogue

_WIDTH, _HEIGHT = 760, 520


class Reading(Dialog):
    """A page of its own in a window; nothing in it leads out of the program."""

    def __init__(
        self, title: str, markdown: str, *, catalogue: Catalogue, parent: QWidget | None, name: str = "reading"
    ) -> None:
        _ = catalogue.gettext
        super().__init__(parent, name=name, title=title, width=_WIDTH)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.page = QTextBrowser()
        self.page.setObjectName("reading_page")
        self.page.setAccessibleName(title)
        self.page.setOpenLinks(False)
        self.page.setMinimumHeight(_HEIGHT)
        self.page.setMarkdown(markdown)
        _space(self.page.document())
        self.column.addWidget(self.page, 1)
        close = button(_("Close"), kind=Kind.PRIMARY, name="close")
        close.clicked.connect(self.accept)
        self.add_buttons(close)
        self.page.setFocus()


def _space(document: QTextDocument) -> None:
    """Give headings air above and points of a list a little between them."""
    document.setDocumentMargin(SMALL)
    document.setIndentWidth(LARGE)
    block = document.begin()
    while block.isValid():
        form = block.blockFormat()
        form.setTopMargin(LARGE if form.headingLevel() and block != document.begin() else 0)
        form.setBottomMargin(TINY)
        form.setLineHeight(120, 1)
        QTextCursor(block).setBlockFormat(form)
        block = block.next()
