"""The meeting itself: when, where, led by whom, who took part, and which disciplines the cases called for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, time

from crlm_desktop.meeting import quorum
from crlm_desktop.meeting.agenda import Meeting
from crlm_desktop.meeting.people import Attendance, Discipline, Presence
from crlm_desktop.meeting.sealed import SealedMeeting
from crlm_desktop.minutes.content import (
    Block,
    Fact,
    Facts,
    Prose,
    Section,
    Span,
    Table,
    TableKind,
    Tone,
    Words,
    muted,
    plain,
)
from crlm_desktop.minutes.telling import Teller


def particulars(sealed: SealedMeeting, state: str, teller: Teller) -> Section:
    """Return site, day, times and who led and wrote."""
    _ = teller.catalogue.gettext
    meeting = sealed.meeting
    facts = (
        Fact(label=_("Site"), value=teller.text(meeting.site)),
        Fact(label=_("Date"), value=plain(teller.long_date(meeting.held_on))),
        Fact(label=_("Start"), value=teller.text(clock(meeting.starts_at))),
        Fact(label=_("End"), value=teller.text(clock(meeting.ends_at))),
        Fact(label=_("Chair"), value=teller.text(meeting.chair)),
        Fact(label=_("Coordinator"), value=teller.text(meeting.coordinator)),
        Fact(label=_("Sealed"), value=_sealed_at(meeting, teller)),
        Fact(label=_("State of these minutes"), value=(Span(state, Tone.STRONG),)),
    )
    return Section(title="", blocks=(Facts(facts=facts, columns=4),))


def _sealed_at(meeting: Meeting, teller: Teller) -> Words:
    _ = teller.catalogue.gettext
    if meeting.closed_at is None:
        return muted(_("not sealed"))
    return plain(f"{meeting.closed_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC")


def clock(moment: time | None) -> str:
    """Return a time of day in hours and minutes; empty when it is not known."""
    return moment.isoformat("minutes") if moment else ""


def attendance(meeting: Meeting, teller: Teller) -> Section:
    """Return who took part, of which discipline and when; then who sent apologies."""
    _ = teller.catalogue.gettext
    there = [one for one in meeting.attendance if one.is_there]
    away = [one for one in meeting.attendance if not one.is_there]
    blocks: list[Block] = []
    if there:
        head = (_("Name"), _("Discipline"), _("Presence"), _("Time"))
        rows = tuple(_present(one, teller) for one in _by_discipline(there))
        blocks.append(Table(kind=TableKind.ATTENDANCE, head=head, rows=rows))
    else:
        blocks.append(Prose(words=muted(_("Nobody is recorded as present."))))
    apologies = [
        f"{one.person}{teller.in_brackets(teller.catalogue.pick(one.discipline.label))}" for one in _by_discipline(away)
    ]
    blocks.append(
        Prose(
            label=teller.catalogue.pick(Presence.APOLOGIES.label).capitalize(),
            words=plain(teller.listing(apologies)) if apologies else plain(_("none")),
        )
    )
    return Section(title=_("Attendance"), blocks=tuple(blocks))


def _by_discipline(people: Sequence[Attendance]) -> list[Attendance]:
    order = tuple(Discipline)
    return sorted(people, key=lambda one: order.index(one.discipline))


def _present(one: Attendance, teller: Teller) -> tuple[Words, ...]:
    _ = teller.catalogue.gettext
    match one.arrived_at, one.left_at:
        case None, None:
            times = _("whole meeting")
        case arrived, None:
            times = _("from {time}").format(time=clock(arrived))
        case None, left:
            times = _("until {time}").format(time=clock(left))
        case arrived, left:
            times = f"{clock(arrived)}–{clock(left)}"
    return (
        (Span(one.person, Tone.STRONG),),
        teller.choice(one.discipline),
        teller.choice(one.presence),
        plain(times),
    )


def quorum_by_discipline(sealed: SealedMeeting, teller: Teller) -> Section:
    """Return each discipline that a case called for: for which cases, and who stood for it."""
    _ = teller.catalogue.gettext
    calls = [
        set(quorum.needed(one.case, item.outcome if (item := sealed.meeting.item(one.case_id)) else None))
        for one in sealed.cases
    ]
    rows = []
    for discipline in Discipline:
        numbers = [number for number, called in enumerate(calls, 1) if discipline in called]
        if numbers:
            rows.append(_quorum_row(discipline, numbers, len(calls), sealed.meeting, teller))
    if not rows:
        return Section(title=_("Quorum"), blocks=(Prose(words=muted(_("There is no case on the agenda."))),))
    head = (_("Discipline"), _("Needed for"), _("Represented by"))
    return Section(title=_("Quorum"), blocks=(Table(kind=TableKind.QUORUM, head=head, rows=tuple(rows)),))


def _quorum_row(
    discipline: Discipline, numbers: Sequence[int], count: int, meeting: Meeting, teller: Teller
) -> tuple[Words, ...]:
    _, ngettext = teller.catalogue.gettext, teller.catalogue.ngettext
    listed = teller.listing(str(number) for number in numbers)
    needed = (
        _("all cases")
        if len(numbers) == count
        else ngettext("case {numbers}", "cases {numbers}", len(numbers)).format(numbers=listed)
    )
    people = [one.person for one in meeting.attendance if one.is_there and one.discipline is discipline]
    stands: Words = plain(teller.listing(people)) if people else (Span(_("nobody: not quorate"), Tone.STRONG),)
    return (teller.choice(discipline), plain(needed), stands)
