"""Putting back what was half typed: to its field, its form, its rows; nothing is written by it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from crlm_desktop.case import edits
from crlm_desktop.case.fields import field_of
from crlm_desktop.case.identity import CaseId
from crlm_desktop.case.record import Case
from crlm_desktop.case.typed import read_text
from crlm_desktop.errors import InputError, Problem, Tellable
from crlm_desktop.gui.drafting import content
from crlm_desktop.gui.drafting.offers import field_path, opinion_meeting
from crlm_desktop.gui.drafts import RESTORED, Draft
from crlm_desktop.gui.meeting.desk import MeetingDesk
from crlm_desktop.gui.session import CaseSession
from crlm_desktop.meeting.agenda import MeetingId
from crlm_desktop.services.drafts import DraftKind, Offered


def to_case(drafts: Iterable[Offered], session: CaseSession) -> None:
    """Put what was typed about a case to its fields and its opinions."""
    for one in drafts:
        if one.case is None:
            continue
        match one.draft.key.kind:
            case DraftKind.FIELD if (path := field_path(one)) is not None:
                text = content.field_text(one.draft.text).text
                reason = reason_of(one.case.case, path, text)
                session.put_back(one.case.id, {path: Draft(text=text, reason=reason)})
            case DraftKind.OPINION | DraftKind.MEETING_OPINION if opinion_meeting(one) is None:
                session.opinion_drafts[one.case.id, one.draft.key.place] = content.opinion(one.draft.text)
            case DraftKind.IDENTITY:
                session.identity_drafts[one.case.id] = content.texts(one.draft.text)
            case _:
                pass


def to_meeting(drafts: Iterable[Offered], desk: MeetingDesk) -> None:
    """Put what was typed in a meeting to its head, its people and its cases."""
    for one in drafts:
        key, text = one.draft.key, one.draft.text
        meeting_id = MeetingId(key.subject)
        match key.kind:
            case DraftKind.OUTCOME:
                desk.recapture(meeting_id, CaseId(key.place), content.outcome(text))
            case DraftKind.QUESTION:
                desk.question_drafts[meeting_id, CaseId(key.place)] = content.words(text)
            case DraftKind.PEOPLE:
                desk.people_drafts[meeting_id] = content.people(text)
            case DraftKind.PARTICULARS:
                desk.particulars_drafts[meeting_id] = content.texts(text)
            case DraftKind.MEETING_OPINION:
                desk.opinion_drafts[CaseId(key.subject), key.place] = content.opinion(text)
            case _:
                pass


def hold(typed: Mapping[str, str], session: CaseSession) -> None:
    """Keep what is being typed in the fields of the open case, by path, as if it had been put back there."""
    stored = session.stored
    if stored is not None:
        held = {path: Draft(text=text, reason=reason_of(stored.case, path, text)) for path, text in typed.items()}
        session.put_back(stored.id, held)


def reason_of(case: Case, path: str, text: str) -> Tellable:
    """Return why a text cannot be written at a field; of one that can, that it was put back and waits for Enter."""
    field = field_of(path)
    assert field is not None, path
    value = read_text(field, text)
    if isinstance(value, Problem):
        return value
    try:
        edits.with_value(case, path, value)
    except InputError as error:
        return error.problems[0]
    return Problem(path=path, code=RESTORED)
