"""Bringing a pack back at home: what it would change, and that written in one transaction or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crlm_desktop.errors import ConflictFault, CrlmError, EnvironmentFault, InputError
from crlm_desktop.i18n import Language, catalogue_for
from crlm_desktop.meeting.agenda import AgendaItem, Meeting
from crlm_desktop.registry import pack_faults
from crlm_desktop.registry.pack import Pack, PackedRevision
from crlm_desktop.registry.values import Act
from crlm_desktop.services import backups, bringing, pack_words
from crlm_desktop.services.bringing import CasePlan, Choices, Plan, Standing, all_of
from crlm_desktop.services.pack_parts import PARTICULARS, Part, Whose
from crlm_desktop.services.packing import Received
from crlm_desktop.services.roles import use_case
from crlm_desktop.services.workplace import Workplace

if TYPE_CHECKING:
    from crlm_desktop.registry.unit import Unit

__all__ = ["CasePlan", "Choices", "Part", "Plan", "Standing", "Whose", "all_of", "bring_back", "compare"]


@use_case
def compare(workplace: Workplace, received: Received) -> Plan:
    """Return what bringing a pack back would change here; nothing is written. A pack of another registry is refused."""
    with workplace.reading() as unit:
        return _plan(workplace, unit, received, Choices())


@use_case
def bring_back(
    workplace: Workplace, received: Received, planned: Plan, choices: Choices | None = None, *, language: Language
) -> Plan:
    """Write what ``planned`` shows, with the sides that were chosen, in one transaction; a backup is made before it.

    What differs from ``planned`` by then is a `ConflictFault`, and nothing is written. A pack that was brought back
    already and changes nothing leaves no trace. ``language`` is that of the reason of joining revisions.
    """
    chosen = choices if choices is not None else Choices()
    if planned.problems:
        raise InputError([one.problem for one in planned.problems if one.problem is not None])
    missing = {one.path for one in planned.open_conflicts} - set(chosen.parts)
    missing |= {one.id for one in planned.cases if one.is_to_choose} - set(chosen.records)
    if missing:
        raise CrlmError(pack_faults.NOT_CHOSEN, count=len(missing))
    if planned.done_at is not None and not planned.changes_anything:
        return planned
    if planned.changes_anything:
        backups.before_import(workplace)
    with workplace.unit() as unit:
        if _plan(workplace, unit, received, Choices()) != planned:
            raise ConflictFault(pack_faults.MOVED_ON)
        done = _plan(workplace, unit, received, chosen)
        if done.problems:
            raise InputError([one.problem for one in done.problems if one.problem is not None])
        _write(workplace, unit, received.pack, done, chosen, language)
        unit.audit.add(
            Act.PACK_BROUGHT_BACK,
            done.taking.meeting,
            pack=done.pack,
            taking=done.taking.pack,
            sha256=received.sha256,
            made_by=done.made_by,
            made_at=done.made_at.isoformat(),
            holds=",".join(base.pack for base in received.pack.bases),
        )
    return done


def _plan(workplace: Workplace, unit: Unit, received: Received, choices: Choices) -> Plan:
    pack, path = received.pack, str(received.path)
    if pack.taking.registry != workplace.info.id:
        theirs = pack.taking.registry_name
        raise EnvironmentFault(pack_faults.OTHER_REGISTRY, path=path, theirs=theirs, ours=workplace.name)
    if not pack.is_handed_back:
        raise EnvironmentFault(pack_faults.NOT_HANDED_BACK, path=path)
    meeting_id = pack.taking.meeting
    if meeting_id not in {row.id for row in unit.meetings.rows()}:
        raise EnvironmentFault(pack_faults.NO_MEETING, path=path)
    brought = unit.packs.brought(meeting_id)
    known = unit.packs.known(meeting_id) | {one for entry in brought for one in entry.detail["holds"].split(",")}
    done = [entry.at for entry in brought if entry.detail["pack"] == pack.id]
    return bringing.plan(
        unit.packs.contents(meeting_id, [one.id for one in pack.contents.cases]),
        pack,
        known=known,
        done_at=done[-1] if done else None,
        holder=unit.packs.holder,
        chosen=choices.parts,
    )


def _write(workplace: Workplace, unit: Unit, pack: Pack, done: Plan, choices: Choices, language: Language) -> None:
    catalogue = catalogue_for(language)
    unit.packs.free_numbers([case.id for case in done.cases if case.is_identity_changed])
    for case in done.cases:
        if not case.is_changed:
            continue
        merged = choices.records.get(case.id)
        if case.merge is not None and merged is None:
            merged = case.merge.chosen({})
        reason = pack_words.joining_reason(case, done, catalogue)
        change = bringing.change_of(case, merged, author=workplace.author, at=unit.at, reason=reason)
        unit.packs.bring_case(change, pack=done.pack, revisions=_numbers(change.revisions), behind=str(case.behind))
    if done.takes_meeting:
        _write_meeting(unit, pack, done)


def _numbers(revisions: tuple[PackedRevision, ...]) -> str:
    return f"{revisions[0].number}-{revisions[-1].number}" if revisions else ""


def _write_meeting(unit: Unit, pack: Pack, done: Plan) -> None:
    wanted = done.meeting
    before = unit.meetings.value(wanted.id)
    if any(getattr(before, field) != getattr(wanted, field) for field in PARTICULARS):
        unit.meetings.change_particulars(wanted)
    if before.attendance != wanted.attendance:
        unit.meetings.set_attendance(wanted.id, wanted.attendance)
    for item in before.agenda:
        if wanted.item(item.case_id) is None:
            unit.meetings.remove_case(wanted.id, item.case_id)
    for item in wanted.agenda:
        _write_item(unit, pack, done, before, item)
    order = tuple(item.case_id for item in wanted.agenda)
    if tuple(item.case_id for item in unit.meetings.value(wanted.id).agenda) != order:
        unit.meetings.reorder(wanted.id, order)


def _write_item(unit: Unit, pack: Pack, done: Plan, before: Meeting, item: AgendaItem) -> None:
    meeting_id, case_id, was = before.id, item.case_id, before.item(item.case_id)
    if was is None:
        unit.meetings.add_case(meeting_id, case_id, question=item.question)
    elif was.question != item.question:
        unit.meetings.set_question(meeting_id, case_id, item.question)
    if item.outcome == (was.outcome if was is not None else None):
        return
    if item.outcome is None:
        unit.meetings.record_outcome(meeting_id, case_id, None)
        return
    told = next(one for one in pack.contents.recorded if one.case_id == case_id)
    case = next(one for one in done.cases if one.id == case_id)
    unit.packs.bring_outcome(meeting_id, bringing.as_here(told, case), item.outcome, from_pack=done.pack)
