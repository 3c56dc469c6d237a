"""What a pack would change, in words: for the command line and the window alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING, assert_never

from crlm_desktop.case.casefile import shown
from crlm_desktop.case.fields import name_of
from crlm_desktop.case.identity import CaseId
from crlm_desktop.case.wording import Text
from crlm_desktop.i18n import Catalogue
from crlm_desktop.meeting.agenda import AgendaItem
from crlm_desktop.meeting.decision import Decision, Deferral, Outcome
from crlm_desktop.meeting.people import Attendance
from crlm_desktop.registry.pack import Pack, Taking
from crlm_desktop.services import packing
from crlm_desktop.services.bringing import CasePlan, Plan, Standing
from crlm_desktop.services.pack_parts import UNKNOWN, Part, Place
from crlm_desktop.services.packing import Freshness

if TYPE_CHECKING:
    from crlm_desktop.registry.packs import Out

_LONGEST = 120
_COMMA = Text(", ", "，")


def joining_reason(case: CasePlan, plan: Plan, catalogue: Catalogue) -> str:
    """Return the reason of the revision that joins what both sides have saved."""
    _ = catalogue.gettext
    if not case.revisions:
        return ""
    first, last = case.revisions[0].number, case.revisions[-1].number
    ancestor = first - 1 - case.behind
    return _(
        "Brought back from a pack of {person}: revisions {first} to {last} were made elsewhere from revision "
        "{ancestor}; this one joins them with revision {ours}."
    ).format(person=plan.made_by, first=first, last=last, ancestor=ancestor, ours=first - 1)


def case_words(case: CasePlan, catalogue: Catalogue) -> str:
    """Return in one sentence what would become of a case, without its number."""
    _, ngettext = catalogue.gettext, catalogue.ngettext
    told = [_standing_words(case, catalogue)]
    if case.opinions and case.standing is not Standing.NEW_CASE:
        count = len(case.opinions)
        told.append(ngettext("{count} opinion", "{count} opinions", count).format(count=count))
    if case.withdrawn:
        count = len(case.withdrawn)
        told.append(ngettext("{count} opinion withdrawn", "{count} opinions withdrawn", count).format(count=count))
    if case.is_identity_changed:
        told.append(_("number, name or birth date"))
    return _joined(told[1:] if len(told) > 1 and case.standing is Standing.NOTHING_NEW else told, catalogue)


def _standing_words(case: CasePlan, catalogue: Catalogue) -> str:
    _, ngettext = catalogue.gettext, catalogue.ngettext
    count = len(case.revisions)
    match case.standing:
        case Standing.NOTHING_NEW:
            return _("nothing new")
        case Standing.NEW_CASE:
            return ngettext("new case: {count} revision", "new case: {count} revisions", count).format(count=count)
        case Standing.FORWARD:
            return ngettext("{count} new revision", "{count} new revisions", count).format(count=count)
        case Standing.BOTH if case.is_to_choose:
            return _("both changed it ({count} in the pack, {behind} here), and some fields differently").format(
                count=count, behind=case.behind
            )
        case Standing.BOTH:
            return _(
                "both changed it ({count} in the pack, {behind} here), in different fields: both are taken"
            ).format(count=count, behind=case.behind)
        case Standing.NOT_POSSIBLE:
            return _("cannot be brought back")
        case other:
            assert_never(other)


def part_name(part: Part, numbers: Mapping[CaseId, str], catalogue: Catalogue) -> str:
    """Return what a part is about; ``numbers`` are those of the cases."""
    _ = catalogue.gettext
    number = numbers.get(CaseId(part.key), part.key)
    match part.place:
        case Place.PARTICULAR:
            return _particular_names(catalogue)[part.key]
        case Place.PERSON:
            there = part.home or part.pack or part.base
            assert isinstance(there, Attendance)
            return _("{person} ({discipline})").format(
                person=there.person, discipline=catalogue.pick(there.discipline.label)
            )
        case Place.ORDER:
            return _("Order of the agenda")
        case Place.LISTED:
            return _("{number}: on the agenda").format(number=number)
        case Place.QUESTION:
            return _("{number}: question").format(number=number)
        case Place.OUTCOME:
            return _("{number}: outcome").format(number=number)
        case Place.NUMBER:
            return _("{number}: number").format(number=number)
        case Place.NAME:
            return _("{number}: name").format(number=number)
        case Place.BORN_ON:
            return _("{number}: birth date").format(number=number)
        case other:
            assert_never(other)


def _particular_names(catalogue: Catalogue) -> Mapping[str, str]:
    _ = catalogue.gettext
    return {
        "title": _("Title"),
        "site": _("Site"),
        "held_on": _("Date"),
        "starts_at": _("Start"),
        "ends_at": _("End"),
        "chair": _("Chair"),
        "coordinator": _("Coordinator"),
    }


def value_words(
    value: object, *, numbers: Mapping[CaseId, str], options: Mapping[str, Text], catalogue: Catalogue
) -> str:
    """Return one of the three values of a part in words."""
    _ = catalogue.gettext
    match value:
        case None | "":
            return _("nothing")
        case _ if value is UNKNOWN:
            return _("not known here")
        case Attendance():
            return _attendance_words(value, catalogue)
        case AgendaItem() | Decision() | Deferral():
            return _shortened(_item_words(value, options, catalogue))
        case tuple():
            return _joined([numbers.get(CaseId(one), one) for one in value], catalogue)
        case datetime():
            return catalogue.moment(value)
        case date():
            return catalogue.day(value)
        case time():
            return value.isoformat("minutes")
        case _:
            return _shortened(str(value))


def _attendance_words(one: Attendance, catalogue: Catalogue) -> str:
    parts = [catalogue.pick(one.presence.label)]
    if one.arrived_at is not None or one.left_at is not None:
        times = (moment.isoformat("minutes") if moment is not None else "" for moment in (one.arrived_at, one.left_at))
        parts.append("–".join(times))
    return _joined(parts, catalogue)


def _item_words(value: AgendaItem | Outcome, options: Mapping[str, Text], catalogue: Catalogue) -> str:
    _ = catalogue.gettext
    if not isinstance(value, AgendaItem):
        return _outcome_words(value, options, catalogue)
    parts = [value.question] if value.question else []
    if value.outcome is not None:
        parts.append(_outcome_words(value.outcome, options, catalogue))
    return "; ".join(parts) or _("on the agenda")


def _outcome_words(outcome: Outcome, options: Mapping[str, Text], catalogue: Catalogue) -> str:
    _ = catalogue.gettext
    if isinstance(outcome, Deferral):
        reason = catalogue.pick(outcome.reason.label)
        told = _("deferred: {reason}").format(reason=reason)
        return f"{told}; {outcome.note}" if outcome.note else told
    names = [catalogue.pick(options[one]) if one in options else one for one in outcome.options]
    told = _("decided: {what}").format(what=_joined(names, catalogue) if names else outcome.plan)
    return f"{told}; {outcome.rationale}"


def freshness_words(taking: Taking, made_at: datetime, now: datetime, catalogue: Catalogue) -> str:
    """Return that a pack is not good any more, or that nobody can tell; nothing while it is good."""
    _, ngettext = catalogue.gettext, catalogue.ngettext
    match packing.freshness(taking, now=now, made_at=made_at):
        case Freshness.GOOD:
            return ""
        case Freshness.STALE:
            days = (now - taking.at).days
            return ngettext(
                "This was taken along on {at}, {days} day ago, and should have been brought back until {until}.",
                "This was taken along on {at}, {days} days ago, and should have been brought back until {until}.",
                days,
            ).format(at=catalogue.moment(taking.at), until=catalogue.moment(taking.valid_until), days=days)
        case Freshness.CLOCK_BEHIND:
            return _(
                "The clock of this machine is behind: the pack was made on {at}. "
                "How old it is cannot be told; check the clock."
            ).format(at=catalogue.moment(made_at))
        case other:
            assert_never(other)


def errand_words(taking: Taking, now: datetime, catalogue: Catalogue) -> str:
    """Return where the meeting of a working registry belongs, and until when it is to be handed back."""
    _ = catalogue.gettext
    told = _("Working registry of “{registry}”, taken along by {person} on {at}.").format(
        registry=taking.registry_name, person=taking.by, at=catalogue.moment(taking.at)
    )
    match packing.freshness(taking, now=now):
        case Freshness.GOOD:
            until = catalogue.moment(taking.valid_until)
            more = _("Hand it back until {until}; the meeting is closed there.").format(until=until)
        case Freshness.STALE:
            until = catalogue.moment(taking.valid_until)
            more = _(
                "It should have been handed back until {until}: much may have changed there since. "
                "Hand it back; nothing is lost."
            ).format(until=until)
        case Freshness.CLOCK_BEHIND:
            more = _("The clock of this machine is behind that; check it.")
        case other:
            assert_never(other)
    return _("{first} {second}").format(first=told, second=more)


def held_words(pack: Pack, catalogue: Catalogue) -> str:
    """Return what a pack holds, without naming a patient."""
    ngettext = catalogue.ngettext
    meeting, count = pack.contents.meeting, len(pack.contents.cases)
    decided = sum(item.outcome is not None for item in meeting.agenda)
    taken = ngettext(
        "{registry}: {title}, {day}; {count} case, {decided} with an outcome. Taken along by {person} on {at}.",
        "{registry}: {title}, {day}; {count} cases, {decided} with an outcome. Taken along by {person} on {at}.",
        count,
    )
    back = ngettext(
        "{registry}: {title}, {day}; {count} case, {decided} with an outcome. Handed back by {person} on {at}.",
        "{registry}: {title}, {day}; {count} cases, {decided} with an outcome. Handed back by {person} on {at}.",
        count,
    )
    return (back if pack.is_handed_back else taken).format(
        registry=pack.taking.registry_name,
        title=meeting.title,
        day=catalogue.day(meeting.held_on),
        count=count,
        decided=decided,
        person=pack.made_by,
        at=catalogue.moment(pack.made_at),
    )


def remarks(plan: Plan, catalogue: Catalogue) -> tuple[str, ...]:
    """Return what is to be known of a pack before anything of it is written."""
    _ = catalogue.gettext
    told = []
    if plan.done_at is not None:
        told.append(_("This pack was brought back already, on {at}.").format(at=catalogue.moment(plan.done_at)))
    if not plan.is_known:
        told.append(
            _(
                "This registry does not know that the pack was made; it may have been restored from an earlier backup. "
                "Whatever of the meeting differs is to be chosen."
            )
        )
    if plan.closed_at is not None:
        told.append(
            _("The meeting was closed here on {at}, and takes nothing any more.").format(
                at=catalogue.moment(plan.closed_at)
            )
        )
    if plan.untaken:
        numbers = numbers_of(plan)
        names = _joined([part_name(one, numbers, catalogue) for one in plan.untaken], catalogue)
        told.append(_("Not taken from the pack: {names}.").format(names=names))
    if not plan.changes_anything:
        told.append(_("It holds nothing that is not here."))
    return tuple(told)


def plan_lines(plan: Plan, options: Mapping[str, Text], catalogue: Catalogue) -> Iterator[str]:
    """Yield what bringing a pack back would change, line by line."""
    _ = catalogue.gettext
    numbers = numbers_of(plan)

    def words(value: object) -> str:
        return value_words(value, numbers=numbers, options=options, catalogue=catalogue)

    def recorded(value: object) -> str:
        return shown(value) if value is not None else _("unknown")

    yield from remarks(plan, catalogue)
    for case in plan.cases:
        yield _("{what}: {change}").format(what=case.number, change=case_words(case, catalogue))
        if case.problem is not None:
            yield f"  {catalogue.sentence(case.problem)}"
        for clash in case.merge.disagreements if case.merge is not None else ():
            name, home, pack = catalogue.pick(name_of(clash.path)), recorded(clash.theirs), recorded(clash.mine)
            yield "  " + _("To choose: {name}: here {home}, in the pack {pack}").format(name=name, home=home, pack=pack)
    for part in plan.taken_parts:
        name = part_name(part, numbers, catalogue)
        change = _("{before} → {after}").format(before=words(part.home), after=words(part.pack))
        yield _("{what}: {change}").format(what=name, change=change)
    for part in plan.open_conflicts:
        name, home, pack = part_name(part, numbers, catalogue), words(part.home), words(part.pack)
        yield _("To choose: {name}: here {home}, in the pack {pack}").format(name=name, home=home, pack=pack)


def numbers_of(plan: Plan) -> Mapping[CaseId, str]:
    """Return the numbers by which the cases of a pack are known here."""
    return {one.id: one.number for one in plan.cases}


def since_words(plan: Plan, catalogue: Catalogue) -> str:
    """Return what was changed at home since the pack was taken along."""
    _, ngettext = catalogue.gettext, catalogue.ngettext
    cases, parts = sum(one.behind > 0 for one in plan.cases), len(plan.at_home) + len(plan.conflicts)
    told = []
    if cases:
        told.append(ngettext("{count} case", "{count} cases", cases).format(count=cases))
    if parts:
        told.append(
            ngettext("{count} thing of the meeting", "{count} things of the meeting", parts).format(count=parts)
        )
    if not told:
        return _("Nothing that it holds was changed here since.")
    return _("Changed here since: {what}.").format(what=_joined(told, catalogue))


def out_words(out: Out, now: datetime, catalogue: Catalogue) -> str:
    """Return where the cases of a meeting are: with whom, since when, and until when the pack is good."""
    _ = catalogue.gettext
    at, until = catalogue.moment(out.at), catalogue.moment(out.valid_until)
    if now > out.valid_until:
        return _(
            "Taken along by {person} on {at}, to be brought back until {until}: that is over. "
            "What is changed here meanwhile has to be joined."
        ).format(person=out.by, at=at, until=until)
    return _(
        "Taken along by {person} on {at}, to be brought back until {until}. "
        "What is changed here meanwhile has to be joined."
    ).format(person=out.by, at=at, until=until)


def _joined(texts: list[str], catalogue: Catalogue) -> str:
    return catalogue.pick(_COMMA).join(texts)


def _shortened(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 1]}…"
