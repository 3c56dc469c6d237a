"""Drafts: what is half typed is kept beside the record, and offered to its author when the registry is opened again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crlm_desktop.case.identity import CaseId
from crlm_desktop.case.record import Case
from crlm_desktop.case.wording import Text
from crlm_desktop.errors import CrlmError
from crlm_desktop.meeting.agenda import MeetingId
from crlm_desktop.registry.values import DraftKey, DraftKind, KeptDraft, OpenCase, OpenMeeting
from crlm_desktop.services.roles import use_case
from crlm_desktop.services.workplace import Workplace

if TYPE_CHECKING:
    from crlm_desktop.registry.unit import Unit

__all__ = ["DraftKey", "DraftKind", "KeptDraft", "Offered", "keep", "offered", "option_names"]

_OF_MEETING = (DraftKind.OUTCOME, DraftKind.QUESTION, DraftKind.PEOPLE, DraftKind.PARTICULARS)
_OF_CASE_ON_AGENDA = (DraftKind.OUTCOME, DraftKind.QUESTION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A draft of an earlier opening, with its case and its meeting as they are now; ``None`` where there is none.

    Of a case or a meeting that was only being begun it is the one that is there under the same number, or under the
    same title on the same day.
    ``then`` is the record as whoever typed saw it, where the case has moved on since.
    """

    draft: KeptDraft
    case: OpenCase | None = None
    then: Case | None = None
    meeting: OpenMeeting | None = None

    @property
    def has_moved_on(self) -> bool:
        """Whether the case has been changed since the draft was typed."""
        seen = self.draft.revision
        return self.case is not None and seen is not None and self.case.revision.number > seen


@use_case
def keep(workplace: Workplace, drafts: Iterable[KeptDraft], *, gone: Iterable[KeptDraft] = ()) -> None:
    """Keep what is half typed in the author's name, and forget those that are gone, in one transaction.

    Neither leaves a trace in the audit log. A registry that cannot be written refuses with its fault.
    """
    with workplace.unit() as unit:
        unit.drafts.keep(drafts)
        for draft in gone:
            unit.drafts.drop(draft.run, [draft.key])


@use_case
def offered(workplace: Workplace, *, run: str) -> tuple[Offered, ...]:
    """Return what the author left half typed in other runs, the latest first, with how things stand now."""
    with workplace.reading() as unit:
        return tuple(_offered(unit, draft) for draft in unit.drafts.of(workplace.author) if draft.run != run)


@use_case
def option_names(workplace: Workplace) -> Mapping[str, Text]:
    """Return the names of the options by their strategies, as the present edition of the knowledge has them."""
    return {strategy.id: strategy.name for strategy in workplace.engine.edition.strategies}


def _offered(unit: Unit, draft: KeptDraft) -> Offered:
    key = draft.key
    if key.kind is DraftKind.NEW_CASE:
        same = unit.cases.of_number(_texts(draft).get("number", ""))
        return Offered(draft=draft, case=_case(unit, same) if same is not None else None)
    if key.kind is DraftKind.NEW_MEETING:
        return Offered(draft=draft, meeting=_same_meeting(unit, _texts(draft)))
    meeting = _meeting(unit, MeetingId(key.subject)) if key.kind in _OF_MEETING else None
    case_id = key.place if key.kind in _OF_CASE_ON_AGENDA else "" if meeting is not None else key.subject
    case = _case(unit, CaseId(case_id)) if case_id else None
    then = None
    if case is not None and draft.revision is not None and draft.revision < case.revision.number:
        then = unit.cases.at(case.id, draft.revision)
    return Offered(draft=draft, case=case, then=then, meeting=meeting)


def _texts(draft: KeptDraft) -> dict[str, str]:
    """Return what was typed by the names of the fields; nothing of a draft that another version has kept."""
    try:
        found = json.loads(draft.text)
    except ValueError:
        return {}
    return {str(name): str(text) for name, text in found.items()} if isinstance(found, dict) else {}


def _same_meeting(unit: Unit, texts: Mapping[str, str]) -> OpenMeeting | None:
    looked_for = texts.get("title"), texts.get("held_on")
    same = (row.id for row in unit.meetings.rows() if (row.title, row.held_on.isoformat()) == looked_for)
    found = next(same, None)
    return _meeting(unit, found) if found is not None else None


def _case(unit: Unit, case_id: CaseId) -> OpenCase | None:
    try:
        return unit.cases.opened(case_id)
    except CrlmError:
        return None


def _meeting(unit: Unit, meeting_id: MeetingId) -> OpenMeeting | None:
    try:
        return unit.meetings.opened(meeting_id)
    except CrlmError:
        return None
