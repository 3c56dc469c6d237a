"""Drafts: what is half typed is kept beside the record, and offered to its author when the registry is opened again."""

from __future__ import annotations

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
    meeting = _meeting(unit, MeetingId(key.subject)) if key.kind in _OF_MEETING else None
    case_id = key.place if key.kind in _OF_CASE_ON_AGENDA else "" if meeting is not None else key.subject
    case = _case(unit, CaseId(case_id)) if case_id else None
    then = None
    if case is not None and draft.revision is not None and draft.revision < case.revision.number:
        then = unit.cases.at(case.id, draft.revision)
    return Offered(draft=draft, case=case, then=then, meeting=meeting)


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
