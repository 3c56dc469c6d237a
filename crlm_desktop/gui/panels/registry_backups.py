"""The part of the registry's place about its safety: backups, what must be known of them, restoring, the full check."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QFrame, QProgressBar, QVBoxLayout, QWidget

from crlm_desktop.errors import CrlmError
from crlm_desktop.gui import wording
from crlm_desktop.gui.allowing import allow
from crlm_desktop.gui.safekeeping import Safekeeping
from crlm_desktop.gui.theme import LARGE, MEDIUM
from crlm_desktop.gui.widgets.buttons import button
from crlm_desktop.gui.widgets.flow import FlowLayout
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import backups
from crlm_desktop.services.workplace import Damaged, Workplace

if TYPE_CHECKING:
    from crlm_desktop.services.integrity import Report

_SHOWN = 12


class BackupsCard(QFrame):
    """Says how things stand, and asks for backups; ``restoring_asked`` carries the backup that is suggested."""

    restoring_asked = Signal(object)

    def __init__(self, place: Workplace, safekeeping: Safekeeping, *, catalogue: Catalogue) -> None:
        super().__init__()
        _ = catalogue.gettext
        self.setObjectName("backups_card")
        self.setProperty("ground", "card")
        self._workplace = place
        self._safekeeping = safekeeping
        self._catalogue = catalogue
        self._standing: backups.Standing | None = None
        self.state = label(wrap=True)
        self.warnings = label(role=Role.PROBLEM, wrap=True)
        self.warnings.setObjectName("backup_warnings")
        self.report = label(wrap=True)
        self.report.setObjectName("check_report")
        self._progress = QProgressBar()
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(_("Working"))
        self._now = button(_("Back up now"), name="back_up_now")
        self._elsewhere = button(_("Back up to another folder…"), name="back_up_elsewhere")
        self._restore = button(_("Restore a backup…"), name="restore_backup")
        self._check = button(_("Check everything"), name="check_everything")
        if not isinstance(place.reading_only, Damaged):
            # A damaged registry may not tell its administrators any more; the dialog asks who it is.
            allow(self._restore, "restoring.let_replace", place=place, catalogue=catalogue)
        self._lay_out()
        self._now.clicked.connect(self._back_up)
        self._elsewhere.clicked.connect(self._back_up_elsewhere)
        self._restore.clicked.connect(self._ask_to_restore)
        self._check.clicked.connect(self._verify)
        safekeeping.changed.connect(self.refresh)
        safekeeping.failed.connect(self._tell_failure)
        safekeeping.verified.connect(self._tell_report)
        self.refresh()

    def _lay_out(self) -> None:
        _ = self._catalogue.gettext
        column = QVBoxLayout(self)
        column.setContentsMargins(LARGE, MEDIUM, LARGE, LARGE)
        column.setSpacing(MEDIUM)
        column.addWidget(label(_("Backups"), Role.SECTION))
        column.addWidget(label(self._explanation(), Role.MUTED, wrap=True))
        if not self._workplace.is_on_server:
            column.addWidget(self.state)
            column.addWidget(self.warnings)
        holder = QWidget()
        row = FlowLayout(holder)
        for one in (self._now, self._elsewhere, self._restore, self._check):
            if not self._workplace.is_on_server or one is self._check:
                row.addWidget(one)
        column.addWidget(holder)
        column.addWidget(self._progress)
        column.addWidget(self.report)

    def _explanation(self) -> str:
        _ = self._catalogue.gettext
        if self._workplace.is_demonstration:
            return _("The invented cases of the demonstration are backed up only when you ask for it.")
        if self._workplace.is_on_server:
            return _("The administrator of the server makes the backups of this registry, and restores them.")
        return _(
            "A backup is made every day the registry is open, encrypted like the registry and opened by the same "
            "passphrases. Seven days, four weeks and twelve months are kept."
        )

    @Slot()
    def refresh(self) -> None:
        """Look again how things stand."""
        is_working = self._safekeeping.is_working
        self._progress.setVisible(is_working)
        for one in (self._now, self._elsewhere):
            one.setEnabled(not is_working)
            allow(one, "backups.back_up", place=self._workplace, catalogue=self._catalogue)
        self._check.setEnabled(not is_working)
        if self._workplace.is_on_server:
            return
        try:
            self._standing = backups.standing(self._workplace.path, now=self._workplace.clock.now())
        except CrlmError as fault:
            self._show_warnings(self._catalogue.sentence(fault))
            return
        self.state.setText(self._state_text(self._standing))
        # While one is being made nobody is told that there is none.
        told = () if is_working or self._workplace.is_demonstration else self._standing.warnings
        self._show_warnings("\n".join(self._catalogue.sentence(one) for one in told))

    def _state_text(self, standing: backups.Standing) -> str:
        _ = self._catalogue.gettext
        lines = []
        if standing.backups:
            count = len(standing.backups)
            told = self._catalogue.ngettext(
                "{count} backup beside the registry, of {moment}.",
                "{count} backups beside the registry, the newest of {moment}.",
                count,
            )
            moment = wording.moment_text(standing.backups[0].made_at, self._catalogue)
            lines.append(told.format(count=count, moment=moment))
        else:
            lines.append(_("No backup beside the registry."))
        if standing.elsewhere is not None:
            moment = wording.moment_text(standing.elsewhere.at, self._catalogue)
            lines.append(_("Elsewhere: {path}, {moment}.").format(path=standing.elsewhere.path, moment=moment))
        return "\n".join(lines)

    def _show_warnings(self, text: str) -> None:
        self.warnings.setText(text)
        self.warnings.setVisible(bool(text))

    @Slot()
    def _back_up(self) -> None:
        self._safekeeping.back_up()

    @Slot()
    def _back_up_elsewhere(self) -> None:
        _ = self._catalogue.gettext
        chosen = QFileDialog.getExistingDirectory(self, _("Folder for the backup, best on another drive"))
        if chosen:
            self._safekeeping.back_up(Path(chosen))

    @Slot()
    def _ask_to_restore(self) -> None:
        newest = self._standing.backups[0].path if self._standing is not None and self._standing.backups else None
        self.restoring_asked.emit(newest)

    @Slot()
    def _verify(self) -> None:
        self.report.setText("")
        self._safekeeping.verify()

    @Slot(object)
    def _tell_failure(self, error: object) -> None:
        assert isinstance(error, CrlmError)
        self.report.setText(self._catalogue.sentences(error))

    @Slot(object)
    def _tell_report(self, told: object) -> None:
        _ = self._catalogue.gettext
        report = cast("Report", told)
        if report.is_good and report.cases is not None:
            whole = self._catalogue.ngettext(
                "All is whole: {count} case.", "All is whole: {count} cases.", report.cases
            )
            self.report.setText(whole.format(count=report.cases))
            return
        lines = [self._catalogue.sentence(finding) for finding in report.findings[:_SHOWN]]
        if len(report.findings) > _SHOWN:
            lines.append(
                _("{count} more; “crlm-desktop registry verify” tells all.").format(count=len(report.findings) - _SHOWN)
            )
        if report.cases is not None:
            fine = report.cases - len(report.affected)
            lines.append(_("Not affected: {fine} of {count} cases.").format(fine=fine, count=report.cases))
        self.report.setText("\n".join(lines))
