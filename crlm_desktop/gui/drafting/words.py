"""Offers in words: what was typed when by whom, and how it differs from what stands now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import assert_never

from crlm_desktop.case.edits import value_at
from crlm_desktop.case.fields import field_of, name_of
from crlm_desktop.case.wording import Choice, Text
from crlm_desktop.gui import wording
from crlm_desktop.gui.drafting import content
from crlm_desktop.gui.drafting.offers import (
    Offer,
    agenda_item,
    field_path,
    has_place,
    identity_texts,
    is_unreadable,
    path_then,
)
from crlm_desktop.gui.drafts import OpinionDraft
from crlm_desktop.gui.meeting.about_page import particulars_of
from crlm_desktop.gui.meeting.entry_rows import Row
from crlm_desktop.gui.meeting.outcome_draft import ActionDraft, ConditionDraft, DissentDraft, OutcomeDraft, draft_of
from crlm_desktop.gui.meeting.particulars_form import particulars_texts
from crlm_desktop.gui.meeting.people import person_words
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services.drafts import DraftKind, Offered

Names = Mapping[str, Text]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What was typed at one place beside what stands there now; ``note`` says what else must be known."""

    label: str
    typed: str
    now: str
    note: str = ""


def headline(offer: Offer, now: datetime, catalogue: Catalogue) -> str:
    """Return when and by whom it was typed: the time alone when that was today."""
    _ = catalogue.gettext
    typed_at = offer.typed_at.astimezone()
    is_today = typed_at.date() == now.astimezone().date()
    time = f"{typed_at:%H:%M}" if is_today else catalogue.moment(typed_at)
    if not offer.author:
        return _("Unsaved input of {time}").format(time=time)
    return _("Unsaved input of {time} by {person}").format(time=time, person=offer.author)


def summary(offer: Offer, catalogue: Catalogue) -> str:
    """Return how much of what was typed about which case or in which meeting; never a name of a patient."""
    _ = catalogue.gettext
    parts = wording.listed(_counts(offer.drafts, catalogue), catalogue)
    if offer.begun is DraftKind.NEW_CASE:
        return _("a new case that was not created yet")
    if offer.begun is DraftKind.NEW_MEETING:
        return _("a new meeting that was not created yet")
    if offer.case_id is not None:
        number = next((one.case.identity.number for one in offer.drafts if one.case is not None), "")
        return _("{parts} in case {number}").format(parts=parts, number=number)
    meeting = next((one.meeting.meeting for one in offer.drafts if one.meeting is not None), None)
    if meeting is None:
        row = next(row for one in offer.drafts if one.case for row in one.case.meetings if row.id == offer.meeting_id)
        title, day = row.title, row.held_on
    else:
        title, day = meeting.title, meeting.held_on
    told = wording.day_text(day, catalogue)
    return _("{parts} in the meeting “{title}” of {day}").format(parts=parts, title=title, day=told)


def moved_on(offer: Offer, catalogue: Catalogue) -> str:
    """Return that a case was changed after this was typed; empty where none was."""
    _ = catalogue.gettext
    told = []
    for one in {one.case.id: one for one in offer.drafts if one.has_moved_on and one.case is not None}.values():
        assert one.case is not None
        number, then, now = one.case.identity.number, one.draft.revision, one.case.revision.number
        told.append(
            _("Case {number} was changed after this was typed: revision {then} then, {now} now.").format(
                number=number, then=then, now=now
            )
        )
    return " ".join(told)


def lines(offer: Offer, names: Names, catalogue: Catalogue) -> tuple[Line, ...]:
    """Return every difference between what was typed and what stands now; ``names`` are those of the options."""
    _ = catalogue.gettext
    found: list[Line] = []
    for one in offer.drafts:
        if is_unreadable(one.draft):
            note = _("Kept by another version of the program; it can only be read.")
            found.append(Line(label=_("Input"), typed=one.draft.text, now="", note=note))
            continue
        told = tuple(_lines(one, names, catalogue))
        if not has_place(one):
            note = _("It has no place any more; it can only be read.")
            told = tuple(line if line.note else replace(line, note=note) for line in told)
        found += told
    return tuple(found)


def _lines(one: Offered, names: Names, catalogue: Catalogue) -> Iterator[Line]:
    _ = catalogue.gettext
    match one.draft.key.kind:
        case DraftKind.FIELD:
            yield _field(one, catalogue)
        case DraftKind.OPINION | DraftKind.MEETING_OPINION:
            yield _opinion(one, names, catalogue)
        case DraftKind.OUTCOME:
            yield from _outcome(one, names, catalogue)
        case DraftKind.QUESTION:
            item = agenda_item(one)
            typed, now = content.words(one.draft.text), item.question if item is not None else ""
            yield _line(one, _("Question to the team"), typed, now, catalogue, gone=item is None)
        case DraftKind.PEOPLE:
            rows = [row_words(row, catalogue) for row in content.people(one.draft.text)]
            people = one.meeting.meeting.attendance if one.meeting is not None else ()
            now = "\n".join(person_words(person, catalogue) for person in people)
            yield Line(label=_("Who takes part"), typed="\n".join(rows), now=now or _nobody(catalogue))
        case DraftKind.PARTICULARS | DraftKind.NEW_MEETING:
            yield from _particulars(one, catalogue)
        case DraftKind.IDENTITY | DraftKind.NEW_CASE:
            yield from _identity(one, catalogue)
        case other:
            assert_never(other)


def row_words(row: Row, catalogue: Catalogue) -> str:
    """Return a row as it was typed in one line."""
    values = (value for value in row.values() if value)
    cells = (catalogue.pick(one.label) if isinstance(one, Choice) else one for one in values)
    return wording.listed(cells, catalogue)


def _counts(drafts: Iterable[Offered], catalogue: Catalogue) -> Iterator[str]:
    _, ngettext = catalogue.gettext, catalogue.ngettext
    counted = Counter(one.draft.key.kind for one in drafts)
    if count := counted[DraftKind.FIELD]:
        yield ngettext("{count} field", "{count} fields", count).format(count=count)
    if count := counted[DraftKind.OUTCOME]:
        yield ngettext("{count} decision or deferral", "{count} decisions or deferrals", count).format(count=count)
    if count := counted[DraftKind.OPINION] + counted[DraftKind.MEETING_OPINION]:
        yield ngettext("{count} opinion", "{count} opinions", count).format(count=count)
    if count := counted[DraftKind.QUESTION]:
        yield ngettext("{count} question to the team", "{count} questions to the team", count).format(count=count)
    if counted[DraftKind.PEOPLE]:
        yield _("the people who take part")
    if counted[DraftKind.PARTICULARS]:
        yield _("the particulars")
    if counted[DraftKind.IDENTITY]:
        yield _("number, name or birth date")


def _field(one: Offered, catalogue: Catalogue) -> Line:
    _ = catalogue.gettext
    typed, path = content.field_text(one.draft.text), field_path(one)
    known = path or one.draft.key.place
    field = field_of(known)
    assert field is not None, known
    name = catalogue.pick(name_of(known))
    if typed.entry:
        name = _("{entry}: {field}").format(entry=typed.entry, field=catalogue.pick(field.label))
    label = f"{name} ({wording.unit_text(field.unit, catalogue)})" if field.unit else name
    if path is None or one.case is None:
        gone = _("The entry of the list cannot be found any more; the text can only be read.")
        return Line(label=label, typed=typed.text, now="", note=gone)
    value = value_at(one.case.case, path)
    before_at = path_then(one)
    before = value_at(one.then, before_at) if one.then is not None and before_at is not None else value
    note = ""
    if before != value:
        note = _("Changed since it was typed; before: {value}").format(
            value=wording.value_text(field, before, catalogue)
        )
    return Line(
        label=label,
        typed=typed.text or _("(emptied)"),
        now=wording.value_text(field, value, catalogue),
        note=note,
    )


def _opinion(one: Offered, names: Names, catalogue: Catalogue) -> Line:
    _ = catalogue.gettext
    draft, strategy = content.opinion(one.draft.text), one.draft.key.place
    label = _("Opinion on the case as a whole")
    if strategy:
        label = _("Opinion on: {option}").format(option=_name(strategy, names, catalogue))
    given = [
        other
        for other in (one.case.opinions if one.case is not None else ())
        if (other.person, other.discipline, other.strategy) == (draft.person.strip(), draft.discipline, strategy)
    ]
    now = [
        _said(
            OpinionDraft(
                strategy=strategy,
                person=other.person,
                discipline=other.discipline,
                stance=other.stance,
                text=other.text,
            ),
            catalogue,
        )
        for other in given[-1:]
    ]
    return Line(label=label, typed=_said(draft, catalogue), now=now[0] if now else _("not given"))


def _said(draft: OpinionDraft, catalogue: Catalogue) -> str:
    _ = catalogue.gettext
    discipline = catalogue.pick(draft.discipline.label) if draft.discipline is not None else ""
    told = (draft.person.strip(), discipline, catalogue.pick(draft.stance.label), draft.text.strip())
    return " · ".join(part for part in told if part)


def _outcome(one: Offered, names: Names, catalogue: Catalogue) -> Iterator[Line]:
    item = agenda_item(one)
    typed = dict(_captured(content.outcome(one.draft.text), names, catalogue))
    now = dict(_captured(draft_of(item.outcome) if item is not None else OutcomeDraft(), names, catalogue))
    for heading, text in typed.items():
        if text != now[heading]:
            yield _line(one, heading, text, now[heading], catalogue, gone=item is None)


def _captured(draft: OutcomeDraft, names: Names, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    _, pick = catalogue.gettext, catalogue.pick
    yield _("Outcome"), _("Deferral") if draft.is_deferral else _("Decision")
    yield _("Options decided for"), wording.listed((_name(one, names, catalogue) for one in draft.options), catalogue)
    yield _("Plan"), draft.plan
    yield _("Rationale"), draft.rationale
    yield _("Alternatives considered"), draft.alternatives
    yield _("Agreement"), pick(draft.consensus.label)
    yield _("Dissent"), "\n".join(_cells(one, catalogue) for one in draft.dissents)
    yield _("Condition"), "\n".join(_cells(one, catalogue) for one in draft.conditions)
    yield _("Reason for the deviation"), draft.deviation_reason
    yield _("Why it is deferred"), pick(draft.reason.label) if draft.reason is not None else ""
    yield _("Note"), draft.note
    yield _("Actions"), "\n".join(_cells(one, catalogue) for one in draft.actions)


def _cells(row: DissentDraft | ConditionDraft | ActionDraft, catalogue: Catalogue) -> str:
    values = (value for one in fields(row) if (value := getattr(row, one.name)))
    return wording.listed((catalogue.pick(one.label) if isinstance(one, Choice) else one for one in values), catalogue)


def _particulars(one: Offered, catalogue: Catalogue) -> Iterator[Line]:
    _ = catalogue.gettext
    labels = {
        "title": _("Title"),
        "site": _("Site"),
        "held_on": _("Day"),
        "starts_at": _("Start"),
        "ends_at": _("End"),
        "chair": _("Chair"),
        "coordinator": _("Coordinator"),
    }
    now = particulars_texts(particulars_of(one.meeting.meeting)) if one.meeting is not None else {}
    typed = content.texts(one.draft.text)
    for name, label in labels.items():
        if name in typed and typed[name] != now.get(name, ""):
            yield Line(label=label, typed=typed[name] or _("(emptied)"), now=now.get(name, "") or _("nothing"))


def _identity(one: Offered, catalogue: Catalogue) -> Iterator[Line]:
    _ = catalogue.gettext
    labels = {"number": _("Number"), "name": _("Name"), "born_on": _("Birth date"), "source": _("Case file")}
    typed = content.texts(one.draft.text)
    now = identity_texts(one.case) if one.case is not None else {}
    for name, label in labels.items():
        if typed.get(name, "") != now.get(name, ""):
            yield Line(label=label, typed=typed.get(name) or _("(emptied)"), now=now.get(name) or _("nothing"))


def _line(one: Offered, heading: str, typed: str, now: str, catalogue: Catalogue, *, gone: bool) -> Line:
    """Return a line about a case of a meeting, under the case's number."""
    _ = catalogue.gettext
    number = one.case.identity.number if one.case is not None else one.draft.key.place
    note = _("The case is not on the agenda any more; the text can only be read.") if gone else ""
    return Line(
        label=_("Case {number}: {field}").format(number=number, field=heading),
        typed=typed or _("(emptied)"),
        now=now or _("nothing"),
        note=note,
    )


def _name(strategy: str, names: Names, catalogue: Catalogue) -> str:
    name = names.get(strategy)
    return catalogue.pick(name) if name is not None else strategy


def _nobody(catalogue: Catalogue) -> str:
    _ = catalogue.gettext
    return _("nobody")
