"""What is half typed at this moment: in the fields of the window, and what could not be written and waits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from crlm_desktop.case.edits import steps_of, value_at
from crlm_desktop.case.identity import CaseId
from crlm_desktop.gui.drafting import content
from crlm_desktop.gui.drafting.content import FieldText
from crlm_desktop.gui.drafts import OpinionDrafts
from crlm_desktop.gui.meeting.desk import MeetingDesk
from crlm_desktop.gui.meeting.meetings import MeetingsPanel
from crlm_desktop.gui.panels.case import CasePanel
from crlm_desktop.gui.panels.cases import CasesPanel
from crlm_desktop.gui.session import CaseSession
from crlm_desktop.services.drafts import DraftKey, DraftKind
from crlm_desktop.services.review import OpenCase


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What stands in a field and is not written, as canonical JSON, and the revision that was shown beside it."""

    text: str
    revision: int | None = None


Pending = dict[DraftKey, Typed]


class Places(Protocol):
    """The panels in which one types."""

    cases: CasesPanel
    case: CasePanel
    meetings: MeetingsPanel


def pending_of(session: CaseSession, desk: MeetingDesk, places: Places | None) -> Pending:
    """Return everything that would be lost now, by where it is typed."""
    if places is not None:
        places.case.options.keep_drafts()
    return dict((*_of_cases(session, places), *_of_identities(session, places), *_of_meetings(desk, places)))


def _of_cases(session: CaseSession, places: Places | None) -> Iterator[tuple[DraftKey, Typed]]:
    for case_id, drafts in session.unwritten():
        for path, draft in drafts.items():
            # Where one chooses, nothing was typed.
            if draft.text:
                yield _field(session.seen(case_id), case_id, path, draft.text)
    if places is not None and session.stored is not None:
        for path, text in places.case.form.typed().items():
            yield _field(session.stored, session.stored.id, path, text)
    revisions = {case_id: seen.revision.number for case_id, seen in session.all_seen().items()}
    yield from _opinions(session.opinion_drafts, DraftKind.OPINION, revisions)


def _of_identities(session: CaseSession, places: Places | None) -> Iterator[tuple[DraftKey, Typed]]:
    identities, new = dict(session.identity_drafts), session.new_case_draft
    if places is not None:
        new = places.cases.typed
        if session.stored is not None:
            typed = places.case.typed_identity
            identities = {case_id: one for case_id, one in identities.items() if case_id != session.stored.id}
            identities |= {session.stored.id: typed} if typed is not None else {}
    for case_id, texts in identities.items():
        yield DraftKey(kind=DraftKind.IDENTITY, subject=case_id, place=""), Typed(text=content.encode(texts))
    if new is not None:
        yield DraftKey(kind=DraftKind.NEW_CASE, subject="", place=""), Typed(text=content.encode(new))


def _of_meetings(desk: MeetingDesk, places: Places | None) -> Iterator[tuple[DraftKey, Typed]]:
    page = places.meetings.made_page if places is not None else None
    rows, heads = dict(desk.people_drafts), dict(desk.particulars_drafts)
    questions = dict(desk.question_drafts)
    if page is not None and desk.opened is not None and not desk.is_closed:
        meeting_id = desk.meeting.id
        page.case.options.keep_drafts()
        if (people := page.about.typed_people()) is not None:
            rows[meeting_id] = people
        if (head := page.about.typed_particulars()) is not None:
            heads[meeting_id] = head
        if page.case.case_id is not None and (question := page.case.typed_question) is not None:
            questions[meeting_id, page.case.case_id] = question
    new = places.meetings.typed_new if places is not None else desk.new_draft
    if new is not None:
        yield DraftKey(kind=DraftKind.NEW_MEETING, subject="", place=""), Typed(text=content.encode(new))
    for meeting, people in rows.items():
        yield DraftKey(kind=DraftKind.PEOPLE, subject=meeting), Typed(text=content.encode(people))
    for meeting, head in heads.items():
        yield DraftKey(kind=DraftKind.PARTICULARS, subject=meeting), Typed(text=content.encode(head))
    for (meeting, case), question in questions.items():
        key = DraftKey(kind=DraftKind.QUESTION, subject=meeting, place=case)
        yield key, Typed(text=content.encode(question), revision=desk.revision(case))
    for meeting, case, captured in desk.half_captured():
        key = DraftKey(kind=DraftKind.OUTCOME, subject=meeting, place=case)
        yield key, Typed(text=content.encode(captured), revision=desk.revision(case))
    yield from _opinions(desk.opinion_drafts, DraftKind.MEETING_OPINION, desk.revisions)


def _field(case: OpenCase | None, case_id: CaseId, path: str, text: str) -> tuple[DraftKey, Typed]:
    entry = ""
    steps = steps_of(path)
    if case is not None and len(steps) > 1 and isinstance(steps[1], int):
        entry = str(value_at(case.case, f"{steps[0]}[{steps[1]}].id") or "")
    key = DraftKey(kind=DraftKind.FIELD, subject=case_id, place=path)
    revision = case.revision.number if case is not None else None
    return key, Typed(text=content.encode(FieldText(text=text, entry=entry)), revision=revision)


def _opinions(
    drafts: OpinionDrafts, kind: DraftKind, revisions: Mapping[CaseId, int]
) -> Iterator[tuple[DraftKey, Typed]]:
    for (case_id, strategy), draft in drafts.items():
        key = DraftKey(kind=kind, subject=case_id, place=strategy)
        yield key, Typed(text=content.encode(draft), revision=revisions.get(case_id))
