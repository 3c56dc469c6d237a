"""What becomes of a case while it is being typed: texts and choices, from which a decision or a deferral is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar, assert_never

from crlm_desktop.errors import N_, Code, CrlmError, InputError, Problem, problem
from crlm_desktop.gui.drafts import DISCIPLINE_MISSING
from crlm_desktop.gui.meeting.typed import day_of, day_text
from crlm_desktop.meeting import decision as decisions
from crlm_desktop.meeting.decision import (
    Action,
    Condition,
    Consensus,
    Decision,
    Deferral,
    DeferralReason,
    Dissent,
    Outcome,
)
from crlm_desktop.meeting.people import Discipline

REASON_MISSING = Code("deferral.reason_missing", N_("A deferral needs its reason."))


@dataclass(frozen=True, slots=True, kw_only=True)
class DissentDraft:
    """A dissent as it is typed."""

    person: str = ""
    discipline: Discipline | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionDraft:
    """A condition as it is typed."""

    text: str = ""
    look_again_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionDraft:
    """An action as it is typed."""

    what: str = ""
    owner: str = ""
    due_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeDraft:
    """Everything that the capture of one case holds; both kinds are kept, so that changing the kind loses nothing."""

    is_deferral: bool = False
    options: tuple[str, ...] = ()
    plan_index: int | None = None
    plan: str = ""
    rationale: str = ""
    alternatives: str = ""
    consensus: Consensus = Consensus.CONSENSUS
    dissents: tuple[DissentDraft, ...] = ()
    conditions: tuple[ConditionDraft, ...] = ()
    deviation_reason: str = ""
    reason: DeferralReason | None = None
    note: str = ""
    actions: tuple[ActionDraft, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been captured."""
        return _trimmed(replace(self, is_deferral=False)) == OutcomeDraft()


def draft_of(outcome: Outcome | None) -> OutcomeDraft:
    """Return the draft that shows an outcome."""
    match outcome:
        case None:
            return OutcomeDraft()
        case Deferral():
            return OutcomeDraft(
                is_deferral=True, reason=outcome.reason, note=outcome.note, actions=_action_drafts(outcome.actions)
            )
        case Decision():
            return OutcomeDraft(
                options=outcome.options,
                plan_index=outcome.plan_index,
                plan=outcome.plan,
                rationale=outcome.rationale,
                alternatives=outcome.alternatives,
                consensus=outcome.consensus,
                dissents=tuple(
                    DissentDraft(person=one.person, discipline=one.discipline, reason=one.reason)
                    for one in outcome.dissents
                ),
                conditions=tuple(
                    ConditionDraft(text=one.text, look_again_on=day_text(one.look_again_on))
                    for one in outcome.conditions
                ),
                deviation_reason=outcome.deviation_reason,
                actions=_action_drafts(outcome.actions),
            )
        case _:
            assert_never(outcome)


def outcome_of(draft: OutcomeDraft) -> Outcome:
    """Return what a draft says; an `InputError` tells every problem with the path of its field in the draft.

    Rows in which nothing was typed are left out.
    """
    reading = _Reading(draft)
    outcome: Outcome = reading.deferral() if draft.is_deferral else reading.decision()
    found = [*reading.problems, *_checked(outcome, reading)]
    if found:
        raise InputError(found)
    return outcome


def problems_of(draft: OutcomeDraft) -> tuple[Problem, ...]:
    """Return what keeps a draft from being recorded."""
    try:
        outcome_of(draft)
    except InputError as error:
        return error.problems
    return ()


Row = TypeVar("Row", DissentDraft, ConditionDraft, ActionDraft)
_PLACE = re.compile(r"(\w+)\[(\d+)\]")


class _Reading:
    """Reads one draft and remembers which rows were left out, and what could not be read."""

    def __init__(self, draft: OutcomeDraft) -> None:
        self._draft = draft
        self.problems: list[Problem] = []
        self._places: dict[str, list[int]] = {}

    def decision(self) -> Decision:
        draft = self._draft
        return Decision(
            options=draft.options,
            plan_index=draft.plan_index if draft.options else None,
            plan=draft.plan.strip(),
            rationale=draft.rationale.strip(),
            alternatives=draft.alternatives.strip(),
            consensus=draft.consensus,
            dissents=tuple(self._dissents()),
            conditions=tuple(self._conditions()),
            deviation_reason=draft.deviation_reason.strip(),
            actions=tuple(self._actions()),
        )

    def deferral(self) -> Deferral:
        draft = self._draft
        if draft.reason is None:
            self.problems.append(problem("reason", REASON_MISSING))
        return Deferral(
            reason=draft.reason or DeferralReason.OUT_OF_TIME,
            note=draft.note.strip(),
            actions=tuple(self._actions()),
        )

    def in_draft(self, found: Problem) -> Problem:
        """Return a problem of the outcome with the path of its row in the draft."""
        match = _PLACE.match(found.path)
        if match is None:
            return found
        row = self._places[match[1]][int(match[2])]
        return replace(found, path=f"{match[1]}[{row}]{found.path[match.end() :]}")

    def _dissents(self) -> Iterator[Dissent]:
        for place, row in self._kept("dissents", self._draft.dissents):
            if row.discipline is None:
                self.problems.append(problem(f"dissents[{place}].discipline", DISCIPLINE_MISSING))
            yield Dissent(
                person=row.person.strip(), discipline=row.discipline or Discipline.OTHER, reason=row.reason.strip()
            )

    def _conditions(self) -> Iterator[Condition]:
        for place, row in self._kept("conditions", self._draft.conditions):
            day = self._day(f"conditions[{place}].look_again_on", row.look_again_on)
            yield Condition(text=row.text.strip(), look_again_on=day)

    def _actions(self) -> Iterator[Action]:
        for place, row in self._kept("actions", self._draft.actions):
            day = self._day(f"actions[{place}].due_on", row.due_on)
            yield Action(what=row.what.strip(), owner=row.owner.strip(), due_on=day)

    def _kept(self, part: str, rows: Sequence[Row]) -> list[tuple[int, Row]]:
        kept = [(place, row) for place, row in enumerate(rows) if not _is_blank(row)]
        self._places[part] = [place for place, _row in kept]
        return kept

    def _day(self, path: str, text: str) -> date | None:
        try:
            return day_of(text)
        except CrlmError as error:
            self.problems.append(Problem(path=path, code=error.code, params=error.params))
            return None


def _checked(outcome: Outcome, reading: _Reading) -> list[Problem]:
    try:
        decisions.checked(outcome)
    except InputError as error:
        return [reading.in_draft(one) for one in error.problems]
    return []


def _action_drafts(actions: Sequence[Action]) -> tuple[ActionDraft, ...]:
    return tuple(ActionDraft(what=one.what, owner=one.owner, due_on=day_text(one.due_on)) for one in actions)


def _is_blank(row: DissentDraft | ConditionDraft | ActionDraft) -> bool:
    match row:
        case DissentDraft():
            return not (row.person.strip() or row.reason.strip() or row.discipline)
        case ConditionDraft():
            return not (row.text.strip() or row.look_again_on.strip())
        case ActionDraft():
            return not (row.what.strip() or row.owner.strip() or row.due_on.strip())
        case _:
            assert_never(row)


def _trimmed(draft: OutcomeDraft) -> OutcomeDraft:
    """Return the draft without blank rows and blanks."""
    return replace(
        draft,
        plan=draft.plan.strip(),
        rationale=draft.rationale.strip(),
        alternatives=draft.alternatives.strip(),
        deviation_reason=draft.deviation_reason.strip(),
        note=draft.note.strip(),
        dissents=tuple(row for row in draft.dissents if not _is_blank(row)),
        conditions=tuple(row for row in draft.conditions if not _is_blank(row)),
        actions=tuple(row for row in draft.actions if not _is_blank(row)),
    )
