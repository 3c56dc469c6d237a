"""The frame of every dialog: a title, what it says, its fields, and its buttons at the right."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from crlm_desktop.gui.dialogs.help_key import DialogHelp
from crlm_desktop.gui.theme import LARGE, MEDIUM, SMALL, WIDE
from crlm_desktop.gui.widgets.text import Role, label


class Dialog(QDialog):
    """A modal dialog with a heading; Esc leaves it, F1 explains what it stands before."""

    def __init__(self, parent: QWidget | None, *, name: str, title: str, text: str = "", width: int = 460) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setModal(True)
        self.setMinimumWidth(width)
        DialogHelp(self)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(WIDE, WIDE, WIDE, LARGE)
        self.column.setSpacing(MEDIUM)
        self.column.addWidget(label(title, Role.TITLE, wrap=True))
        if text:
            self.column.addWidget(label(text, Role.MUTED, wrap=True))

    def add_buttons(self, *buttons: QPushButton, left: tuple[QPushButton, ...] = ()) -> None:
        """Put the buttons at the foot: ``left`` at the left, the others at the right, the main one last."""
        row = QHBoxLayout()
        row.setContentsMargins(0, SMALL, 0, 0)
        row.setSpacing(SMALL)
        for one in left:
            one.setAutoDefault(False)
            row.addWidget(one)
        row.addStretch(1)
        for one in buttons:
            one.setAutoDefault(one is buttons[-1])
            row.addWidget(one)
        buttons[-1].setDefault(True)
        self.column.addLayout(row)

    def fit(self) -> None:
        """Be as high as what is in it, after a text has come or gone."""
        self.column.activate()
        self.resize(self.width(), self.column.totalHeightForWidth(self.width()))
