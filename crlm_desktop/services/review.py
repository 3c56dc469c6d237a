"""Reviewing cases: finding, opening, recording, annotating, and looking back."""

from __future__ import annotations

import uuid

from crlm_desktop.case import identity as identities
from crlm_desktop.case.edits import empty_case
from crlm_desktop.case.identity import CaseId, Identity
from crlm_desktop.case.record import Case
from crlm_desktop.meeting import opinion as opinions
from crlm_desktop.meeting.opinion import Opinion, OpinionId, OpinionStance
from crlm_desktop.meeting.people import Discipline
from crlm_desktop.registry.faults import CASE_MOVED_ON, NUMBER_TAKEN, NUMBER_TAKEN_UNNAMED
from crlm_desktop.registry.values import CaseRow, MeetingRow, OpenCase, Revision
from crlm_desktop.services.roles import use_case
from crlm_desktop.services.workplace import Workplace

__all__ = [
    "CASE_MOVED_ON",
    "NUMBER_TAKEN",
    "NUMBER_TAKEN_UNNAMED",
    "CaseRow",
    "MeetingRow",
    "OpenCase",
    "Revision",
    "case_at",
    "count_cases",
    "create_case",
    "give_opinion",
    "history",
    "list_cases",
    "names_anybody",
    "open_case",
    "record_case",
    "record_identity",
    "withdraw_opinion",
]


@use_case
def list_cases(workplace: Workplace, query: str = "", *, limit: int = 500) -> tuple[CaseRow, ...]:
    """Return the cases that hold every word of ``query`` in number, name, question or notes, last changed first.

    An empty query returns all. Part of a word is enough; one Chinese character or one digit is.
    """
    with workplace.reading() as unit:
        return unit.search.rows(query, limit=limit)


@use_case
def count_cases(workplace: Workplace) -> int:
    """Return how many cases the registry holds."""
    with workplace.reading() as unit:
        return unit.search.count()


@use_case
def open_case(workplace: Workplace, case_id: CaseId) -> OpenCase:
    """Return a case as stored; one that is not there is refused."""
    with workplace.reading() as unit:
        return unit.cases.opened(case_id)


@use_case
def create_case(workplace: Workplace, identity: Identity, case: Case | None = None, *, reason: str = "") -> OpenCase:
    """Record a new case (of which nothing is known, unless given); a number that another case has is refused."""
    checked = identities.checked(identity, today=workplace.clock.today())
    case_id = CaseId(uuid.uuid4().hex)
    with workplace.unit() as unit:
        unit.cases.create(case_id, checked, case if case is not None else empty_case(), reason=reason)
        return unit.cases.opened(case_id)


@use_case
def record_case(workplace: Workplace, case_id: CaseId, *, base_revision: int, case: Case, reason: str = "") -> OpenCase:
    """Append a revision with ``case``; nothing is appended when it equals the newest one.

    ``base_revision`` is the number of the revision that the edit started from: when the case has moved on since,
    a `ConflictFault` says so and nothing is written.
    """
    with workplace.unit() as unit:
        unit.cases.record(case_id, case, base_revision=base_revision, reason=reason)
        return unit.cases.opened(case_id)


@use_case
def record_identity(workplace: Workplace, case_id: CaseId, identity: Identity) -> OpenCase:
    """Change number, name and birth date; a number that another case has is refused."""
    checked = identities.checked(identity, today=workplace.clock.today())
    with workplace.unit() as unit:
        unit.cases.identify(case_id, checked)
        return unit.cases.opened(case_id)


@use_case
def give_opinion(
    workplace: Workplace,
    case_id: CaseId,
    *,
    case_sha256: str,
    person: str,
    discipline: Discipline,
    stance: OpinionStance,
    strategy: str = "",
    text: str = "",
) -> OpenCase:
    """Record what a person thinks of the option ``strategy`` (empty: of the case as a whole).

    ``case_sha256`` names the revision the person has seen. An earlier opinion of the same person of the same
    discipline on the same option is withdrawn by it; it stays in the registry.
    """
    opinion = Opinion(
        id=OpinionId(uuid.uuid4().hex),
        case_id=case_id,
        case_sha256=case_sha256,
        person=person.strip(),
        discipline=discipline,
        strategy=strategy,
        stance=stance,
        text=text.strip(),
        given_at=workplace.clock.now(),
    )
    with workplace.unit() as unit:
        unit.opinions.give(opinions.checked(opinion))
        return unit.cases.opened(case_id)


@use_case
def withdraw_opinion(workplace: Workplace, opinion_id: OpinionId) -> OpenCase:
    """Withdraw an opinion; it stays in the registry as withdrawn, and is shown no more."""
    with workplace.unit() as unit:
        return unit.cases.opened(unit.opinions.withdraw(opinion_id))


@use_case
def history(workplace: Workplace, case_id: CaseId) -> tuple[Revision, ...]:
    """Return the revisions of a case, newest first."""
    with workplace.reading() as unit:
        return unit.cases.history(case_id)


@use_case
def case_at(workplace: Workplace, case_id: CaseId, revision: int) -> Case:
    """Return the case as it was at a revision; recording it again brings it back."""
    with workplace.reading() as unit:
        return unit.cases.at(case_id, revision)


@use_case
def names_anybody(workplace: Workplace, text: str) -> bool:
    """Whether a text holds the name or the number of somebody in the registry, or is part of one."""
    with workplace.reading() as unit:
        return unit.search.names_anybody(text)
