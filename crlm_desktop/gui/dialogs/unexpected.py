"""The dialog for an error that nobody expected: the window stays, the report can be copied."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from crlm_desktop.gui.dialogs.frame import Dialog
from crlm_desktop.gui.widgets.buttons import Kind, button
from crlm_desktop.i18n import Catalogue


class UnexpectedError(Dialog):
    """Says what happened and what did not, and shows the report."""

    def __init__(self, report: str, *, catalogue: Catalogue, parent: QWidget | None) -> None:
        _ = catalogue.gettext
        super().__init__(
            parent,
            name="unexpected_error",
            title=_("Something went wrong that should not have"),
            text=_(
                "The program goes on. What you have entered before is stored; the last step may not be. "
                "The report below says where it happened. It holds nothing about patients, and is in the log too."
            ),
            width=620,
        )
        self._report = QPlainTextEdit(report)
        self._report.setObjectName("report")
        self._report.setAccessibleName(_("Report"))
        self._report.setReadOnly(True)
        self._report.setMinimumHeight(220)
        self.column.addWidget(self._report)
        copy = button(_("Copy the report"), name="copy_report")
        close = button(_("Close"), kind=Kind.PRIMARY, name="close")
        copy.clicked.connect(self._copy)
        close.clicked.connect(self.accept)
        self.add_buttons(copy, close)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report.toPlainText())
