"""Disease outside the liver on the form: a row a site, with its state, the number of lesions and a note."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from crlm_desktop.case.fields import FIELDS
from crlm_desktop.gui.editors.field_box import FieldBox
from crlm_desktop.gui.theme import MEDIUM, TINY, Theme
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue

_PARTS = ("state", "count", "note")


class SitesGrid(QWidget):
    """The sites one under the other; ``boxes`` are its fields by path."""

    def __init__(self, sites: tuple[str, ...], *, catalogue: Catalogue, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        _ = catalogue.gettext
        self.setObjectName("sites")
        self.boxes: dict[str, FieldBox] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(MEDIUM)
        grid.setVerticalSpacing(TINY)
        for column, heading in enumerate((_("Site"), _("Disease"), _("Number"), _("Note"))):
            grid.addWidget(label(heading, Role.SMALL, parent=self), 0, column)
        for row, site in enumerate(sites, start=1):
            name = catalogue.pick(FIELDS[f"extrahepatic.{site}.state"].label)
            grid.addWidget(label(name, parent=self), row, 0)
            for column, part in enumerate(_PARTS, start=1):
                path = f"extrahepatic.{site}.{part}"
                box = FieldBox(
                    FIELDS[path], path=path, catalogue=catalogue, theme=theme, is_labelled=False, parent=self
                )
                self.boxes[path] = box
                grid.addWidget(box, row, column)
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(2, 2)
        grid.setColumnStretch(3, 5)
