"""The open case: its record at the left, what the engine proposes at the right, both always about the same revision."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from crlm_desktop.case.conflicts import conflicts
from crlm_desktop.case.fields import Field
from crlm_desktop.case.identity import CaseId, Identity
from crlm_desktop.engine.proposal import Plan, Proposal
from crlm_desktop.errors import CrlmError
from crlm_desktop.gui.actions import Actions
from crlm_desktop.gui.editors.field_guide import FieldGuide
from crlm_desktop.gui.editors.identity_bar import IdentityBar
from crlm_desktop.gui.editors.record_form import RecordForm
from crlm_desktop.gui.panels.case_headline import CaseHeadline
from crlm_desktop.gui.panels.case_views import RECORD, TIMELINE, CaseViews
from crlm_desktop.gui.panels.options import OptionsPanel
from crlm_desktop.gui.panels.options_session import OptionsDesk
from crlm_desktop.gui.panels.what_if import WhatIfDesk
from crlm_desktop.gui.preferences import Preferences
from crlm_desktop.gui.session import CaseSession
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import LARGE, SMALL, Theme
from crlm_desktop.gui.timeline.panel import TimelinePanel
from crlm_desktop.gui.widgets.arranging import column as column_of
from crlm_desktop.gui.widgets.arranging import held
from crlm_desktop.gui.widgets.conflicts_card import ConflictsCard
from crlm_desktop.gui.widgets.liver_map import LiverMap
from crlm_desktop.gui.widgets.popover import Popover
from crlm_desktop.gui.widgets.signs import severity_sign
from crlm_desktop.gui.widgets.splitter import Splitter
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import roles
from crlm_desktop.services.review import OpenCase

_SPLIT = "case.split"
_RECORD_SPLIT = "case.record"
_FOLDED = "case.folded"
_VIEW = "case.view"


class CasePanel(QWidget):
    """Shows the session's case and sends it what is entered; others that know a field's path call `jump`."""

    told = Signal(object)

    def __init__(
        self,
        session: CaseSession,
        *,
        actions: Actions,
        preferences: Preferences,
        tasks: Tasks,
        catalogue: Catalogue,
        theme: Theme,
    ) -> None:
        super().__init__()
        self.setObjectName("case_panel")
        self._session = session
        self._preferences = preferences
        self._catalogue = catalogue
        self._theme = theme
        self._shown_id: CaseId | None = None
        self.headline = CaseHeadline(actions=actions, catalogue=catalogue, theme=theme)
        self.bar = IdentityBar(catalogue=catalogue)
        self.form = RecordForm(catalogue=catalogue, theme=theme)
        self.conflicts = ConflictsCard(catalogue=catalogue)
        self.guide = FieldGuide(catalogue=catalogue)
        self.map = LiverMap(tasks=tasks, catalogue=catalogue, theme=theme)
        self.options = OptionsPanel(catalogue=catalogue, theme=theme, drafts=session.opinion_drafts)
        self._desk = OptionsDesk(self.options, session, tasks)
        self.what_if = WhatIfDesk(self.options, self._desk, session, tasks, catalogue=catalogue, theme=theme)
        self.timeline = TimelinePanel(catalogue=catalogue, theme=theme)
        self._lay_out()
        self._listen()
        if session.stored is not None:
            self._show_case(session.stored)
        if session.proposal is not None:
            self._show_proposal(session.proposal)
        self._desk.show_session()

    @Slot(str)
    def jump(self, path: str) -> None:
        """Go to the field at ``path``."""
        self.views.show_view(RECORD)
        self.form.jump(path)

    def focus(self) -> None:
        """Put the focus on what is shown of the case, so that its keys move it and Tab goes on from there."""
        (self.form if self.views.view == RECORD else self.timeline).setFocus()

    def commit(self) -> None:
        """Write what is still being typed, and keep the opinions that are not given yet."""
        self.form.commit()
        self.options.keep_drafts()

    def remember(self) -> None:
        """Remember the splitters, the folded sections, and what is half typed of who the case is about."""
        self._keep_identity()
        self._preferences.remember_layout(_SPLIT, self._splitter.saveState())
        self._preferences.remember_layout(_RECORD_SPLIT, self._record.saveState())
        self._preferences.remember_text(_VIEW, self.views.view)
        self._preferences.remember_text(_FOLDED, ",".join(self.form.closed_sections))

    def _lay_out(self) -> None:
        self.form.put_on_top(self.conflicts)
        above = QFrame()
        above.setProperty("ground", "surface")
        margins = QVBoxLayout(above)
        margins.setContentsMargins(LARGE, SMALL, LARGE, SMALL)
        margins.addWidget(self.map)
        record = held(column_of(self.form, self.guide, spacing=0))
        below = self.views = CaseViews(
            (RECORD, self._catalogue.gettext("Record"), record),
            (TIMELINE, self._catalogue.gettext("Timeline"), self.timeline),
            catalogue=self._catalogue,
        )
        self.views.show_view(self._preferences.text(_VIEW) or RECORD)
        self._record = Splitter(
            Qt.Orientation.Vertical, above, below, name="record_splitter", sizes=(262, 420), theme=self._theme
        )
        self._splitter = Splitter(
            Qt.Orientation.Horizontal,
            self._record,
            self.options,
            name="case_splitter",
            sizes=(720, 570),
            theme=self._theme,
        )
        for splitter, name in ((self._splitter, _SPLIT), (self._record, _RECORD_SPLIT)):
            state = self._preferences.layout(name)
            if not state.isEmpty():
                splitter.restoreState(state)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.bar)
        outer.addWidget(self._splitter, 1)
        folded = self._preferences.text(_FOLDED)
        self.form.close_sections(tuple(name for name in folded.split(",") if name))

    def _listen(self) -> None:
        self._session.changed.connect(self._show_case)
        self._session.drafts_changed.connect(self._show_drafts)
        self._session.proposed.connect(self._show_proposal)
        self.form.entered.connect(self._enter)
        self.form.refused.connect(self._session.keep_draft)
        self.form.reverted.connect(self._session.drop_draft)
        self.form.added.connect(self._add)
        self.form.removed.connect(self._remove)
        self.form.focused.connect(self._explain)
        self.form.converting.connect(self._tell_conversion)
        self.headline.jump_asked.connect(self.jump)
        self.headline.identity_asked.connect(self._ask_identity)
        self.headline.alerts_asked.connect(self._show_alerts)
        self.conflicts.jump_asked.connect(self.jump)
        self.bar.submitted.connect(self._identify)
        self.bar.cancelled.connect(self._drop_identity)
        self.options.field_wanted.connect(self.jump)
        self.timeline.field_wanted.connect(self.jump)
        self.options.plan_shown.connect(self._show_plan)
        self.options.lesions_lit.connect(self._light)
        self.map.lesion_selected.connect(self._go_to_lesion)
        self.map.canvas.added.connect(self._add_lesion)
        self.map.canvas.moved.connect(self._move_lesion)
        self._desk.told.connect(self.told)
        self.what_if.told.connect(self.told)

    @Slot(object)
    def _show_case(self, stored: OpenCase) -> None:
        is_another = stored.id != self._shown_id
        if is_another:
            self._keep_identity()
        self._shown_id = stored.id
        self.form.show_case(stored.case, self._session.drafts)
        found = conflicts(stored.case)
        self.conflicts.show_conflicts(found)
        self.form.mark(frozenset(path for one in found for path in one.paths))
        self.headline.show_case(stored)
        self.map.show_case(stored.case)
        self.map.canvas.let_edit(is_editable=roles.hindrance(self._session.workplace, "review.record_case") is None)
        self.timeline.show_case(stored)
        if self._session.proposal is None and is_another:
            self.headline.show_proposal(None)
        if is_another:
            self.bar.hide()
            self.form.verticalScrollBar().setValue(0)
            self.show_identity_draft()

    @Slot()
    def _show_drafts(self) -> None:
        if self._session.stored is not None:
            self.form.show_case(self._session.stored.case, self._session.drafts)

    @Slot(object)
    def _show_proposal(self, proposal: Proposal) -> None:
        self.headline.show_proposal(proposal)

    @Slot(str, object, str)
    def _enter(self, path: str, value: object, text: str) -> None:
        self._session.edit(path, value, text)

    @Slot(object)
    def _explain(self, field: object) -> None:
        self.guide.show_field(field if isinstance(field, Field) else None)

    @Slot(object, str)
    def _tell_conversion(self, field: object, result: str) -> None:
        assert isinstance(field, Field)
        self.guide.show_conversion(field, result)

    @Slot(str)
    def _add(self, part: str) -> None:
        self._session.add_entry(part)

    @Slot(str)
    def _remove(self, path: str) -> None:
        self._session.remove_entry(path)

    @Slot(object, str)
    def _show_plan(self, plan: object, title: str) -> None:
        self.map.show_plan(cast("Plan | None", plan), title)

    @Slot(object)
    def _light(self, lesions: object) -> None:
        self.map.light(cast(Iterable[str], lesions))

    @Slot(str)
    def _go_to_lesion(self, lesion_id: str) -> None:
        stored = self._session.stored
        lesions = (stored.case.lesions or ()) if stored is not None else ()
        for place, lesion in enumerate(lesions):
            if lesion.id == lesion_id:
                self.form.jump(f"lesions[{place}].segments")

    @Slot(str)
    def _add_lesion(self, segment: str) -> None:
        """Add a lesion in a segment, and go to where its size is entered."""
        stored = self._session.stored
        count = len(stored.case.lesions or ()) if stored is not None else 0
        if self._session.add_entry("lesions", {"segments": [segment]}):
            self.jump(f"lesions[{count}].size_mm")

    @Slot(str, str)
    def _move_lesion(self, lesion_id: str, segment: str) -> None:
        """Let the centre of a lesion be in another segment; of one that it reaches already the others stay."""
        stored = self._session.stored
        for place, lesion in enumerate((stored.case.lesions or ()) if stored is not None else ()):
            if lesion.id == lesion_id:
                reached = [str(one) for one in lesion.segments or ()]
                others = [one for one in reached if one != segment] if segment in reached else []
                self._session.edit(f"lesions[{place}].segments", [segment, *others])

    @Slot()
    def _ask_identity(self) -> None:
        _ = self._catalogue.gettext
        stored = self._session.stored
        if stored is not None:
            self.bar.ask(_("Whose case this is"), _("Save"), identity=stored.identity)

    @property
    def typed_identity(self) -> dict[str, str] | None:
        """What is half typed of who the case is about; ``None`` when nothing is."""
        return self.bar.typed if self._shown_id is not None else None

    def show_identity_draft(self) -> None:
        """Ask who the case is about, with what was half typed of that, where anything was."""
        stored = self._session.stored
        typed = self._session.identity_drafts.get(stored.id) if stored is not None else None
        if typed is not None:
            self._ask_identity()
            self.bar.put_back(typed)

    def _keep_identity(self) -> None:
        """Let what is half typed of who the shown case is about outlive the panel and the case's being left."""
        if self._shown_id is None:
            return
        typed = self.typed_identity
        if typed is not None:
            self._session.identity_drafts[self._shown_id] = typed
        else:
            self._session.identity_drafts.pop(self._shown_id, None)

    @Slot()
    def _drop_identity(self) -> None:
        self.bar.hide()
        self._keep_identity()

    @Slot(object)
    def _identify(self, identity: Identity) -> None:
        try:
            self._session.identify(identity)
        except CrlmError as error:
            self.bar.refuse(error)
            return
        self._drop_identity()

    @Slot()
    def _show_alerts(self) -> None:
        _ = self._catalogue.gettext
        proposal = self._session.proposal
        if proposal is None:
            return
        pick = self._catalogue.pick
        lines = [(*severity_sign(one.severity), pick(one.severity.label), pick(one.text)) for one in proposal.alerts]
        popover = Popover(_("What the team must be told"), lines, theme=self._theme, parent=self)
        popover.open_under(self.headline.alerts_button)
