"""What an earlier run left half typed, by case or meeting, and what of it differs from what stands now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from crlm_desktop.case.edits import joined, steps_of, value_at
from crlm_desktop.case.fields import FIELDS, field_of
from crlm_desktop.case.identity import CaseId
from crlm_desktop.case.record import Case
from crlm_desktop.case.typed import show_value
from crlm_desktop.errors import InputError
from crlm_desktop.gui.drafting import content
from crlm_desktop.gui.drafting.content import UnreadableError
from crlm_desktop.gui.meeting.about_page import particulars_of
from crlm_desktop.gui.meeting.outcome_draft import draft_of, outcome_of
from crlm_desktop.gui.meeting.particulars_form import particulars_texts
from crlm_desktop.gui.meeting.people import attendance_of
from crlm_desktop.meeting.agenda import AgendaItem, MeetingId, MeetingState
from crlm_desktop.services.drafts import DraftKind, KeptDraft, Offered
from crlm_desktop.services.review import OpenCase

_KINDS = tuple(DraftKind)
# What is not there yet, and so belongs to no case and no meeting.
_BEGUN = (DraftKind.NEW_CASE, DraftKind.NEW_MEETING)
_FIELDS = tuple(FIELDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """The drafts of one run about one case or one meeting; exactly one of the two ids is there.

    Of a case or a meeting that was only being begun neither is, and ``begun`` says which it was to be.
    """

    run: str
    case_id: CaseId | None
    meeting_id: MeetingId | None
    drafts: tuple[Offered, ...]

    @property
    def key(self) -> tuple[str, str]:
        """What tells this offer from the others."""
        return self.run, self.case_id or self.meeting_id or (self.begun.value if self.begun is not None else "")

    @property
    def begun(self) -> DraftKind | None:
        """What was being begun: a new case, a new meeting, or neither."""
        kind = self.drafts[0].draft.key.kind
        return kind if kind in _BEGUN else None

    @property
    def typed_at(self) -> datetime:
        """When something of it was typed last."""
        return max(one.draft.typed_at for one in self.drafts)

    @property
    def author(self) -> str:
        """Who typed it."""
        return self.drafts[0].draft.author

    @property
    def has_moved_on(self) -> bool:
        """Whether a case of it has been changed since."""
        return any(one.has_moved_on for one in self.drafts)

    @property
    def placed(self) -> tuple[Offered, ...]:
        """The drafts that can be put back to where they were."""
        return tuple(one for one in self.drafts if has_place(one))


def sorted_out(offered: Iterable[Offered]) -> tuple[tuple[Offer, ...], tuple[Offered, ...]]:
    """Return the offers, the latest first, and the drafts that say what stands there already: these are no news."""
    told, idle = dict[tuple[str, str, str, str], list[Offered]](), []
    for one in offered:
        if says_nothing_new(one):
            idle.append(one)
        else:
            case_id, meeting_id = _subject(one)
            kind = one.draft.key.kind
            begun = kind.value if kind in _BEGUN else ""
            told.setdefault((one.draft.run, case_id or "", meeting_id or "", begun), []).append(one)
    made = (
        Offer(
            run=run,
            case_id=CaseId(case_id) if case_id else None,
            meeting_id=MeetingId(meeting_id) if meeting_id else None,
            drafts=tuple(sorted(drafts, key=_in_order)),
        )
        for (run, case_id, meeting_id, _begun), drafts in told.items()
    )
    return tuple(sorted(made, key=lambda offer: offer.typed_at, reverse=True)), tuple(idle)


def says_nothing_new(one: Offered) -> bool:
    """Whether what was typed is what stands there now: it was written before the program ended."""
    kind, text = one.draft.key.kind, one.draft.text
    try:
        match kind:
            case DraftKind.FIELD:
                path = field_path(one)
                return path is not None and one.case is not None and _is_written(one.case, path, text)
            case DraftKind.OPINION | DraftKind.MEETING_OPINION:
                return content.opinion(text).is_empty or _is_given(one)
            case DraftKind.OUTCOME:
                item = agenda_item(one)
                return item is not None and _is_recorded(item, text)
            case DraftKind.QUESTION:
                item = agenda_item(one)
                return item is not None and content.words(text).strip() == item.question
            case DraftKind.PEOPLE:
                people = tuple(attendance_of(row) for row in content.people(text))
                return one.meeting is not None and people == one.meeting.meeting.attendance
            case DraftKind.PARTICULARS:
                head = particulars_texts(particulars_of(one.meeting.meeting)) if one.meeting is not None else None
                return content.texts(text) == head
            case DraftKind.IDENTITY | DraftKind.NEW_CASE:
                return one.case is not None and identity_texts(one.case) == _of_identity(content.texts(text))
            case DraftKind.NEW_MEETING:
                head = particulars_texts(particulars_of(one.meeting.meeting)) if one.meeting is not None else None
                return content.texts(text) == head
    except UnreadableError:
        return False


def has_place(one: Offered) -> bool:
    """Whether what was typed can be put back: its field, its case on the agenda, its open meeting are still there."""
    kind = one.draft.key.kind
    if is_unreadable(one.draft):
        return False
    match kind:
        case DraftKind.FIELD:
            return field_path(one) is not None
        case DraftKind.OPINION | DraftKind.MEETING_OPINION | DraftKind.IDENTITY:
            return one.case is not None
        case DraftKind.NEW_CASE | DraftKind.NEW_MEETING:
            return True
        case DraftKind.OUTCOME | DraftKind.QUESTION:
            return _is_open(one) and agenda_item(one) is not None
        case DraftKind.PEOPLE | DraftKind.PARTICULARS:
            return _is_open(one)


def is_unreadable(draft: KeptDraft) -> bool:
    """Whether nothing can be made of a draft: another version of the program kept it."""
    read = {
        DraftKind.FIELD: content.field_text,
        DraftKind.OPINION: content.opinion,
        DraftKind.MEETING_OPINION: content.opinion,
        DraftKind.OUTCOME: content.outcome,
        DraftKind.QUESTION: content.words,
        DraftKind.PEOPLE: content.people,
        DraftKind.PARTICULARS: content.texts,
        DraftKind.IDENTITY: content.texts,
        DraftKind.NEW_CASE: content.texts,
        DraftKind.NEW_MEETING: content.texts,
    }
    try:
        read[draft.key.kind](draft.text)
    except UnreadableError:
        return True
    return draft.key.kind is DraftKind.FIELD and field_of(draft.key.place) is None


def field_path(one: Offered) -> str | None:
    """Return where a text belongs in the record as it is now; ``None`` when that cannot be told any more.

    An entry of a list is found by its id. One that has none keeps its place only while its list is what it was.
    """
    if one.case is None:
        return None
    path, typed = one.draft.key.place, content.field_text(one.draft.text)
    steps = steps_of(path)
    if len(steps) < 2 or not isinstance(steps[1], int):
        return path
    if typed.entry:
        return _path_of_entry(one.case.case, path, typed.entry)
    now = value_at(one.case.case, str(steps[0])) or []
    before = value_at(one.then, str(steps[0])) if one.then is not None else now
    return path if before == now and steps[1] < len(now) else None


def path_then(one: Offered) -> str | None:
    """Return where the field of a text was in the record that was shown to whoever typed."""
    path, typed = one.draft.key.place, content.field_text(one.draft.text)
    return path if one.then is None or not typed.entry else _path_of_entry(one.then, path, typed.entry)


def _path_of_entry(case: Case, path: str, entry_id: str) -> str | None:
    part, _place, *rest = steps_of(path)
    entries = value_at(case, str(part)) or []
    places = [place for place, entry in enumerate(entries) if entry.get("id") == entry_id]
    return joined((part, places[0], *rest)) if places else None


def opinion_meeting(one: Offered) -> MeetingId | None:
    """Return the open meeting in which an opinion of a meeting is typed on; without one it goes to the case itself."""
    if one.draft.key.kind is not DraftKind.MEETING_OPINION or one.case is None:
        return None
    return next((row.id for row in one.case.meetings if row.state is MeetingState.OPEN), None)


def _in_order(one: Offered) -> tuple[int, int, str]:
    """Return where a draft stands among the others: fields in the order of the record."""
    key = one.draft.key
    field = field_of(key.place) if key.kind is DraftKind.FIELD else None
    return _KINDS.index(key.kind), _FIELDS.index(field.path) if field is not None else 0, key.place


def _subject(one: Offered) -> tuple[str | None, str | None]:
    key = one.draft.key
    if key.kind in _BEGUN:
        return None, None
    if key.kind in (DraftKind.FIELD, DraftKind.OPINION, DraftKind.IDENTITY):
        return key.subject, None
    if key.kind is DraftKind.MEETING_OPINION:
        meeting_id = opinion_meeting(one)
        return (None, meeting_id) if meeting_id is not None else (key.subject, None)
    return None, key.subject


def _is_written(case: OpenCase, path: str, text: str) -> bool:
    return content.field_text(text).text.strip() == field_words(case.case, path)


def agenda_item(one: Offered) -> AgendaItem | None:
    """Return what stands on the agenda about the case of a draft; ``None`` when it is not on it any more."""
    return one.meeting.meeting.item(CaseId(one.draft.key.place)) if one.meeting is not None else None


def field_words(case: Case, path: str) -> str:
    """Return what stands at a field as one would type it."""
    field = field_of(path)
    return show_value(field, value_at(case, path)) if field is not None else ""


def identity_texts(case: OpenCase) -> dict[str, str]:
    """Return who a case is about as one would type it."""
    who = case.identity
    born_on = who.born_on.isoformat() if who.born_on is not None else ""
    return {"number": who.number, "name": who.name, "born_on": born_on}


def _of_identity(texts: dict[str, str]) -> dict[str, str]:
    return {name: texts.get(name, "") for name in ("number", "name", "born_on")}


def _is_given(one: Offered) -> bool:
    draft = content.opinion(one.draft.text)
    return one.case is not None and any(
        (given.person, given.discipline, given.strategy, given.stance, given.text)
        == (draft.person.strip(), draft.discipline, draft.strategy, draft.stance, draft.text.strip())
        for given in one.case.opinions
    )


def _is_open(one: Offered) -> bool:
    return one.meeting is not None and one.meeting.meeting.state is MeetingState.OPEN


def _is_recorded(item: AgendaItem, text: str) -> bool:
    captured = content.outcome(text)
    if captured == draft_of(item.outcome):
        return True
    try:
        return outcome_of(captured) == item.outcome
    except InputError:
        return False
