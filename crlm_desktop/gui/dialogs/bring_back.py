"""The dialog that brings a pack back: what it would change, what is to be chosen, and only then that."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QScrollArea, QWidget
from typing_extensions import override

from crlm_desktop.case.identity import CaseId
from crlm_desktop.case.record import Case
from crlm_desktop.case.wording import Text
from crlm_desktop.errors import CrlmError
from crlm_desktop.gui.dialogs.bring_back_view import PlanView
from crlm_desktop.gui.dialogs.merge import MergeDialog, MergeWords
from crlm_desktop.gui.dialogs.working import WorkingDialog
from crlm_desktop.gui.session import MovedOn
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import SMALL, Theme
from crlm_desktop.gui.widgets.buttons import Kind, button
from crlm_desktop.gui.widgets.passphrase import PassphraseField
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import pack_words, packing, unpacking
from crlm_desktop.services.drafts import option_names
from crlm_desktop.services.packing import Received
from crlm_desktop.services.unpacking import CasePlan, Choices, Plan
from crlm_desktop.services.workplace import Workplace

_WIDTH, _WIDE, _HIGH = 560, 980, 640


class BringBack(WorkingDialog):
    """Shows beforehand what a pack would change; ``brought`` carries what was written."""

    brought = Signal(object)

    def __init__(
        self,
        workplace: Workplace,
        source: Path | None,
        *,
        catalogue: Catalogue,
        theme: Theme,
        tasks: Tasks,
        parent: QWidget | None,
    ) -> None:
        _ = catalogue.gettext
        super().__init__(
            parent,
            name="bring_back",
            title=_("Bring a pack back"),
            text=_(
                "First it is shown what the pack would change. Then all of it is written, or nothing; "
                "a backup is made before."
            ),
            width=_WIDTH,
            catalogue=catalogue,
            tasks=tasks,
        )
        self._workplace = workplace
        self._theme = theme
        self._source = source
        self._received: Received | None = None
        self.planned: Plan | None = None
        self.view: PlanView | None = None
        self._records: dict[CaseId, Case] = {}
        self._from = label(role=Role.SMALL, wrap=True)
        self._passphrase = PassphraseField(
            _("Passphrase of the pack"), name="pack_passphrase", catalogue=catalogue, theme=theme
        )
        self.held = label(role=Role.DECIDED, wrap=True)
        self.held.setObjectName("held")
        self.warning = label(role=Role.PROBLEM, wrap=True)
        self._area = QScrollArea()
        self._lay_out()
        self._passphrase.changed.connect(self._forget)
        self._forget()

    def _lay_out(self) -> None:
        _ = self._catalogue.gettext
        choose = button(_("Choose the file…"), kind=Kind.LINK, name="choose_pack")
        choose.clicked.connect(self._choose)
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(self._from, 1)
        row.addWidget(choose)
        self.column.addLayout(row)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for part in (self._passphrase, self.held, self.warning):
            self.column.addWidget(part)
        self.column.addWidget(self._area, 1)
        self.go = button("", kind=Kind.PRIMARY, name="bring_back_now")
        self.go.clicked.connect(self._submit)
        self._cancel = button(_("Cancel"), name="cancel")
        self.add_foot(self.go, locks=(choose, self._passphrase, self._area), cancel=self._cancel)
        self._passphrase.setFocus()

    @Slot()
    def _choose(self) -> None:
        _ = self._catalogue.gettext
        start = str(self._source.parent if self._source is not None else Path.home())
        name, _chosen = QFileDialog.getOpenFileName(self, self.windowTitle(), start, _("Packs (*.crlmpack)"))
        if name:
            self.show_source(Path(name))

    def show_source(self, source: Path) -> None:
        """Take another file."""
        self._source = source
        self._forget()

    @Slot()
    def _forget(self) -> None:
        """What was told is not about what is chosen now."""
        _ = self._catalogue.gettext
        self._received = self.planned = self.view = None
        self._records = {}
        source = str(self._source) if self._source is not None else _("none chosen")
        self._from.setText(_("Pack: {path}").format(path=source))
        for part in (self.held, self.warning, self._area):
            part.setVisible(False)
        self._passphrase.setVisible(True)
        self.show_text("")
        self._cancel.setText(_("Cancel"))
        self.go.setVisible(True)
        self.go.setText(_("Show what it would change"))
        self.go.setEnabled(self._source is not None)

    @Slot()
    def _submit(self) -> None:
        if self._received is None or self.planned is None:
            assert self._source is not None
            self.work_on(partial(_looked, self._workplace, self._source, self._passphrase.text), self._tell)
            return
        assert self.view is not None
        choices = Choices(parts=self.view.chosen, records=self._records)
        language = self._catalogue.language
        work = partial(unpacking.bring_back, self._workplace, self._received, self.planned, choices, language=language)
        self.work_on(work, self._succeed)

    def _tell(self, told: tuple[Received, Plan]) -> None:
        _ = self._catalogue.gettext
        self._received, self.planned = told
        received, planned = told
        now, catalogue = self._workplace.clock.now(), self._catalogue
        warnings = [pack_words.freshness_words(planned.taking, planned.made_at, now, catalogue)]
        if warnings[0]:
            warnings.append(pack_words.since_words(planned, catalogue))
        self.held.setText(pack_words.held_words(received.pack, catalogue))
        self.warning.setText("\n".join(one for one in (*warnings, *pack_words.remarks(planned, catalogue)) if one))
        self.view = PlanView(planned, option_names(self._workplace), catalogue=catalogue, theme=self._theme)
        self.view.changed.connect(self._refresh)
        self.view.record_wanted.connect(self._ask_to_merge)
        self._area.setWidget(self.view)
        self._passphrase.setVisible(False)
        self.held.setVisible(True)
        self.warning.setVisible(bool(self.warning.text()))
        self._area.setVisible(True)
        self.go.setText(_("Bring the pack back"))
        self._refresh()
        self._grow()

    def _grow(self) -> None:
        """Be as large as what is shown needs, and no larger than the window it belongs to."""
        assert self.view is not None
        window = self.parentWidget()
        room = window.size() if window is not None else self.screen().availableSize()
        width = min(_WIDE, room.width())
        wanted = self.column.totalMinimumHeightForWidth(width) + self.view.heightForWidth(width) + SMALL
        self.resize(width, min(max(self.height(), wanted), _HIGH, room.height()))

    @Slot()
    def _refresh(self) -> None:
        """Let it be brought back once all is chosen and nothing stands against it."""
        _ = self._catalogue.gettext
        if self.planned is None or self.view is None:
            return
        is_chosen = len(self.view.chosen) + len(self._records) == self.planned.choices
        self.go.setEnabled(is_chosen and not self.planned.problems)
        if self.planned.done_at is not None and not self.planned.changes_anything:
            self.go.setVisible(False)
            self._cancel.setText(_("Done"))

    @Slot(object)
    def _ask_to_merge(self, case: object) -> None:
        _ = self._catalogue.gettext
        assert isinstance(case, CasePlan)
        assert case.merge is not None
        both = MovedOn(
            path="", name=Text("", ""), text="", base=case.merge.base, mine=case.merge.own, theirs=case.merge.others
        )
        words = MergeWords(
            title=_("{number}: both changed it").format(number=case.number),
            text=_(
                "What only one side has changed is taken from both. Where both have changed the same, choose. "
                "Nothing is written until the pack is brought back."
            ),
            theirs=_("Here"),
            mine=_("In the pack"),
            take_theirs=_("here"),
            take_mine=_("the pack"),
            save=_("Take these"),
        )
        dialog = MergeDialog(both, catalogue=self._catalogue, parent=self, words=words)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.merged.connect(partial(self._take_record, case.id))
        dialog.open()

    def _take_record(self, case_id: CaseId, _both: object, merged: object) -> None:
        assert isinstance(merged, Case)
        assert self.view is not None
        self._records[case_id] = merged
        self.view.show_chosen(case_id)
        self._refresh()

    def _succeed(self, done: Plan) -> None:
        self.brought.emit(done)
        self.accept()

    @override
    def show_failure(self, error: CrlmError) -> None:
        super().show_failure(error)
        self._refresh()


def _looked(workplace: Workplace, source: Path, passphrase: str) -> tuple[Received, Plan]:
    received = packing.receive(source, passphrase)
    return received, unpacking.compare(workplace, received)
