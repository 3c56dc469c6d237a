"""What the workbench asks about the open case in windows of their own: a file for it, its history, a merge."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from crlm_desktop.case.record import Case
from crlm_desktop.errors import CrlmError
from crlm_desktop.gui.actions import Actions
from crlm_desktop.gui.dialogs.history import History
from crlm_desktop.gui.dialogs.merge import MergeDialog
from crlm_desktop.gui.session import CaseSession, MovedOn
from crlm_desktop.gui.theme import Theme
from crlm_desktop.gui.widgets.message_band import MessageBand
from crlm_desktop.gui.widgets.status_bar import StatusBar
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import exporting
from crlm_desktop.services.workplace import Workplace


class CaseDialogs(QObject):
    """Goes with a workbench, on whose ``band`` it tells what failed and on whose ``status`` what was done.

    ``commit`` writes what is being typed about the case, so that a dialog shows and keeps all of it.
    """

    def __init__(
        self,
        workplace: Workplace,
        session: CaseSession,
        bench: QWidget,
        *,
        actions: Actions,
        commit: Callable[[], object],
        band: MessageBand,
        status: StatusBar,
        catalogue: Catalogue,
        theme: Theme,
    ) -> None:
        super().__init__(bench)
        self._workplace = workplace
        self._session = session
        self._bench = bench
        self._actions = actions
        self._commit = commit
        self._band, self._status = band, status
        self._catalogue = catalogue
        self._theme = theme
        actions.export_case.triggered.connect(self._export)
        actions.history.triggered.connect(self._show_history)
        session.moved_on.connect(self._ask_to_merge)

    @Slot()
    def _export(self) -> None:
        _ = self._catalogue.gettext
        stored = self._session.stored
        assert stored is not None
        self._commit()
        # A case file names nobody, and so does the name that is suggested for it.
        suggested = _("case.json")
        name, _chosen = QFileDialog.getSaveFileName(
            self._bench, self._actions.export_case.text(), suggested, _("Case files (*.json)")
        )
        if not name:
            return
        try:
            exporting.export_case(self._workplace, stored.id, to=Path(name), overwrite=True)
        except CrlmError as error:
            self._band.tell(self._catalogue.sentence(error))
            return
        self._status.tell(_("Written: {file}").format(file=name))

    @Slot()
    def _show_history(self) -> None:
        stored = self._session.stored
        assert stored is not None
        self._commit()
        dialog = History(self._workplace, stored, catalogue=self._catalogue, theme=self._theme, parent=self._bench)
        dialog.restoration_asked.connect(self._restore)
        dialog.open()

    @Slot(int, str)
    def _restore(self, number: int, reason: str) -> None:
        _ = self._catalogue.gettext
        if self._session.restore(number, reason):
            self._status.tell(_("Revision {number} was restored; undo takes it back.").format(number=number))

    @Slot(object)
    def _ask_to_merge(self, moved_on: object) -> None:
        assert isinstance(moved_on, MovedOn)
        dialog = MergeDialog(moved_on, catalogue=self._catalogue, parent=self._bench)
        dialog.merged.connect(self._merge)
        dialog.open()

    @Slot(object, object)
    def _merge(self, moved_on: object, case: object) -> None:
        _ = self._catalogue.gettext
        assert isinstance(moved_on, MovedOn)
        assert isinstance(case, Case)
        self._band.clear()
        if self._session.merge(moved_on, case):
            self._status.tell(_("Both changes are in the newest revision."))
