"""The capture of what becomes of a case: a decision taken over from the proposal or in own words, or a deferral."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crlm_desktop.engine.proposal import Plan, Proposal
from crlm_desktop.errors import Problem
from crlm_desktop.gui.meeting.entry_rows import Cell, CellKind, EntryRows, Row
from crlm_desktop.gui.meeting.option_picker import OptionPicker
from crlm_desktop.gui.meeting.outcome_draft import ActionDraft, ConditionDraft, DissentDraft, OutcomeDraft
from crlm_desktop.gui.meeting.outcome_words import concordance_of, concordance_sign
from crlm_desktop.gui.meeting.plan_picker import PlanPicker
from crlm_desktop.gui.theme import MEDIUM, SMALL, TINY, Theme
from crlm_desktop.gui.widgets.arranging import at_ease, column, flowing, held
from crlm_desktop.gui.widgets.buttons import Segments
from crlm_desktop.gui.widgets.chips import Chip
from crlm_desktop.gui.widgets.choice_box import ChoiceBox
from crlm_desktop.gui.widgets.link import Link
from crlm_desktop.gui.widgets.signs import Sign
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.gui.widgets.text_area import TextArea
from crlm_desktop.i18n import Catalogue
from crlm_desktop.meeting.decision import Concordance, Consensus, Decision, DeferralReason
from crlm_desktop.meeting.people import Discipline

_ROW = re.compile(r"(\w+)\[(\d+)\]\.(\w+)")
_DEVIATING = (Concordance.DEVIATING_WITH_REASON, Concordance.DEVIATING_WITHOUT_REASON)


class OutcomeForm(QWidget):
    """Shows a draft and tells every change of it; it records nothing."""

    changed = Signal()

    def __init__(self, *, catalogue: Catalogue, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("outcome_form")
        self._catalogue = catalogue
        self._theme = theme
        self._proposal: Proposal | None = None
        self._taken_over = ""
        self._build_decision()
        self._build_rows()
        self._build_deferral()
        self._lay_out()
        self._listen()
        self.show_draft(OutcomeDraft())

    @property
    def draft(self) -> OutcomeDraft:
        """What stands in the form."""
        consensus, reason = self.consensus.value, self.reason.value
        assert isinstance(consensus, Consensus)
        return OutcomeDraft(
            is_deferral=self.kind.value is True,
            options=self.options.values,
            plan_index=self.plan_choice.value,
            plan=self.plan.edit.toPlainText(),
            rationale=self.rationale.edit.toPlainText(),
            alternatives=self.alternatives.edit.toPlainText(),
            consensus=consensus,
            dissents=tuple(DissentDraft(**row) for row in self.dissents.rows),  # type: ignore[arg-type]  # cells by key
            conditions=tuple(ConditionDraft(**row) for row in self.conditions.rows),  # type: ignore[arg-type]  # as above
            deviation_reason=self.deviation.edit.toPlainText(),
            reason=reason if isinstance(reason, DeferralReason) else None,
            note=self.note.edit.toPlainText(),
            actions=tuple(ActionDraft(**row) for row in self.action_rows.rows),  # type: ignore[arg-type]  # as above
        )

    def show_proposal(self, proposal: Proposal | None) -> None:
        """Offer the options of a proposal; what has been captured stays."""
        draft = self.draft
        self._proposal = proposal
        self.options.show_proposal(proposal)
        self._show_plans(draft.plan_index)
        self._refresh()

    def show_draft(self, draft: OutcomeDraft) -> None:
        """Show a draft without telling anybody."""
        self.kind.show_value(draft.is_deferral)
        self.options.show_values(draft.options)
        self._show_plans(draft.plan_index)
        for area, text in (
            (self.plan, draft.plan),
            (self.rationale, draft.rationale),
            (self.alternatives, draft.alternatives),
            (self.deviation, draft.deviation_reason),
            (self.note, draft.note),
        ):
            area.show_text(text)
        self.consensus.show_value(draft.consensus)
        self.reason.show_value(draft.reason)
        self.dissents.show_rows([_row(one) for one in draft.dissents])
        self.conditions.show_rows([_row(one) for one in draft.conditions])
        self.action_rows.show_rows([_row(one) for one in draft.actions])
        self._taken_over = draft.plan if self._plan_in_words() == draft.plan else ""
        self.tell(())
        self._refresh()

    def tell(self, problems: Iterable[Problem]) -> None:
        """Say at each field what is wrong with it."""
        sentences = {one.path: self._catalogue.sentence(one) for one in problems}
        self._options_problem.setText(sentences.get("options", ""))
        self._options_problem.setVisible("options" in sentences)
        self._reason_problem.setText(sentences.get("reason", ""))
        self._reason_problem.setVisible("reason" in sentences)
        self.plan.tell(sentences.get("plan", ""))
        self.rationale.tell(sentences.get("rationale", ""))
        self.alternatives.tell(sentences.get("alternatives", ""))
        self.deviation.tell(sentences.get("deviation_reason", ""))
        self.note.tell(sentences.get("note", ""))
        for part, rows in (("dissents", self.dissents), ("conditions", self.conditions), ("actions", self.action_rows)):
            rows.tell(_of_rows(part, sentences))

    def focus_words(self) -> None:
        """Put the focus into the words that give the reason."""
        (self.note if self.draft.is_deferral else self.rationale).setFocus()

    def focus_first_problem(self) -> None:
        """Put the focus into the first field about which something is told."""
        places: list[tuple[bool, QWidget]] = [
            (not self._options_problem.isHidden(), self.options.lines[0] if self.options.lines else self.plan),
            *((bool(area.problem), area) for area in (self.plan, self.rationale, self.alternatives)),
            *self._faulty_lines(self.dissents),
            *self._faulty_lines(self.conditions),
            (bool(self.deviation.problem), self.deviation),
            (not self._reason_problem.isHidden(), self.reason),
            (bool(self.note.problem), self.note),
            *self._faulty_lines(self.action_rows),
        ]
        for is_faulty, widget in places:
            if is_faulty:
                widget.setFocus()
                return

    def _faulty_lines(self, rows: EntryRows) -> list[tuple[bool, QWidget]]:
        return [(bool(line.problem), next(iter(line.controls.values()))) for line in rows.lines]

    def _build_decision(self) -> None:
        _ = self._catalogue.gettext
        self.kind = Segments([(False, _("Decision")), (True, _("Deferral"))], unknown=None, name="outcome_kind")
        self.kind.call(_("Outcome"))
        self.options = OptionPicker(catalogue=self._catalogue, theme=self._theme)
        self._options_problem = label(role=Role.PROBLEM, wrap=True)
        self.plan_choice = PlanPicker(catalogue=self._catalogue, theme=self._theme)
        self._plan_part = held(column(label(_("Plan of the proposal"), Role.SMALL), self.plan_choice, spacing=TINY))
        self.plan = TextArea(_("Plan in the team's words"), name="plan", lines=2)
        self.take_over = Link(_("Put the words of the chosen plan here"), name="take_over")
        self.rationale = TextArea(_("Rationale"), name="rationale", placeholder=_("required"), lines=2)
        self.alternatives = TextArea(_("Alternatives considered, and why not"), name="alternatives", lines=1)
        names = [(one, self._catalogue.pick(one.label)) for one in Consensus]
        self.consensus = Segments(names, unknown=None, name="consensus")
        self.consensus.call(_("Agreement"))
        for segments in (self.kind, self.consensus):
            at_ease(segments)
        self.concordance = Chip(*_chip(Concordance.CONCORDANT, self._catalogue), theme=self._theme)
        self.deviation = TextArea(_("Why this is not what the proposal recommends"), name="deviation_reason", lines=1)

    def _build_rows(self) -> None:
        _ = self._catalogue.gettext
        person = Cell(key="person", label=_("Person"), share=3)
        discipline = Cell(
            key="discipline", label=_("Discipline"), kind=CellKind.CHOICE, share=3, choices=tuple(Discipline)
        )
        self.dissents = self._rows(
            "dissents",
            (person, discipline, Cell(key="reason", label=_("Reason"), share=5)),
            add=_("Add a dissent"),
            remove=_("Remove this dissent"),
        )
        again = Cell(key="look_again_on", label=_("Look again on"), kind=CellKind.DAY, share=2)
        self.conditions = self._rows(
            "conditions",
            (Cell(key="text", label=_("Condition"), share=6), again),
            add=_("Add a condition"),
            remove=_("Remove this condition"),
        )
        due = Cell(key="due_on", label=_("Due on"), kind=CellKind.DAY, share=2)
        self.action_rows = self._rows(
            "actions",
            (
                Cell(key="what", label=_("What is to be done"), share=4),
                Cell(key="owner", label=_("Owner"), share=3),
                due,
            ),
            add=_("Add an action"),
            remove=_("Remove this action"),
        )

    def _rows(self, name: str, cells: tuple[Cell, ...], *, add: str, remove: str) -> EntryRows:
        return EntryRows(cells, name=name, add=add, remove=remove, catalogue=self._catalogue, theme=self._theme)

    def _build_deferral(self) -> None:
        _ = self._catalogue.gettext
        names = [(one, self._catalogue.pick(one.label)) for one in DeferralReason]
        self.reason = ChoiceBox(names, unknown=_("choose"), name="deferral_reason", theme=self._theme)
        self.reason.setAccessibleName(_("Why it is deferred"))
        self._reason_problem = label(role=Role.PROBLEM, wrap=True)
        self.note = TextArea(_("Note"), name="note", lines=2)

    def _lay_out(self) -> None:
        _ = self._catalogue.gettext
        agreement = flowing(label(_("Agreement"), Role.SMALL), self.consensus)
        compared = flowing(label(_("Compared with the proposal"), Role.SMALL), self.concordance)
        self._compared = held(column(compared, self.deviation))
        self._decision = held(
            column(
                label(_("Options decided for"), Role.SMALL),
                self.options,
                self._options_problem,
                self._plan_part,
                self.plan,
                flowing(self.take_over),
                self._compared,
                self.rationale,
                self.alternatives,
                agreement,
                self.dissents,
                self.conditions,
            )
        )
        self._deferral = held(
            column(label(_("Why it is deferred"), Role.SMALL), self.reason, self._reason_problem, self.note)
        )
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(MEDIUM)
        outer.addWidget(flowing(self.kind))
        outer.addWidget(self._decision)
        outer.addWidget(self._deferral)
        outer.addWidget(self.action_rows)
        outer.addStretch(1)
        for parts in (self._decision, self._deferral):
            inner = parts.layout()
            assert inner is not None
            inner.setSpacing(SMALL)

    def _listen(self) -> None:
        for told in (self.kind.chosen, self.consensus.chosen, self.reason.chosen):
            told.connect(self._change)
        self.options.chosen.connect(self._choose_options)
        self.plan_choice.chosen.connect(self._choose_plan)
        self.take_over.clicked.connect(self._take_over)
        for area in (self.plan, self.rationale, self.alternatives, self.deviation, self.note):
            area.changed.connect(self._change)
        for rows in (self.dissents, self.conditions, self.action_rows):
            rows.changed.connect(self._change)

    @Slot()
    def _change(self) -> None:
        self._refresh()
        self.changed.emit()

    @Slot(object)
    def _choose_options(self, _values: object) -> None:
        before = self._plan_in_words()
        self._show_plans(0 if self._plans() else None)
        self._follow_plan(before)
        self._change()

    @Slot(object)
    def _choose_plan(self, _value: object) -> None:
        self._follow_plan(self._taken_over)
        self._change()

    def _follow_plan(self, before: str) -> None:
        """Put the words of the chosen plan into the text, unless somebody has written other words there."""
        written = self.plan.text
        if not written or written in (before.strip(), self._taken_over.strip()):
            self._taken_over = self._plan_in_words()
            self.plan.show_text(self._taken_over)

    @Slot()
    def _take_over(self) -> None:
        self._taken_over = self._plan_in_words()
        self.plan.show_text(self._taken_over)
        self._change()

    def _plans(self) -> tuple[Plan, ...]:
        """Return the plans of the option that was chosen first."""
        values = self.options.values
        option = self._proposal.option(values[0]) if self._proposal is not None and values else None
        return option.plans if option is not None else ()

    def _plan_in_words(self) -> str:
        plans, index = self._plans(), self.plan_choice.value
        return self._catalogue.pick(plans[index].in_words) if index is not None and index < len(plans) else ""

    def _show_plans(self, chosen: int | None) -> None:
        plans = self._plans()
        self.plan_choice.show_plans(plans, chosen)
        self._plan_part.setVisible(bool(plans))

    def _refresh(self) -> None:
        draft = self.draft
        self._decision.setVisible(not draft.is_deferral)
        self._deferral.setVisible(draft.is_deferral)
        words = self._plan_in_words()
        self.take_over.setVisible(bool(words) and self.plan.text != words)
        is_said = bool(draft.options or draft.plan.strip()) and self._proposal is not None
        self._compared.setVisible(is_said)
        if is_said and self._proposal is not None:
            decision = Decision(options=draft.options, plan=draft.plan, deviation_reason=draft.deviation_reason)
            found = concordance_of(decision, self._proposal)
            self.concordance.show_chip(*_chip(found, self._catalogue))
            self.deviation.setVisible(found in _DEVIATING)


def _chip(found: Concordance, catalogue: Catalogue) -> tuple[Sign, str, str]:
    sign, colour = concordance_sign(found)
    return sign, catalogue.pick(found.label), colour


def _row(draft: DissentDraft | ConditionDraft | ActionDraft) -> Row:
    return asdict(draft)


def _of_rows(part: str, sentences: dict[str, str]) -> dict[tuple[int, str], str]:
    matches = ((_ROW.fullmatch(path), sentence) for path, sentence in sentences.items())
    return {
        (int(match[2]), match[3]): sentence for match, sentence in matches if match is not None and match[1] == part
    }
