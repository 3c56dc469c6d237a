"""What revisions, seals, outcomes and lists say of themselves, held against each other."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crlm_desktop.case import casefile
from crlm_desktop.case.identity import Identity
from crlm_desktop.case.record import Case
from crlm_desktop.case.wording import Choice
from crlm_desktop.errors import CrlmError
from crlm_desktop.meeting import plain_json, sealed_json
from crlm_desktop.meeting.agenda import MeetingId
from crlm_desktop.meeting.decision import Decision, Deferral, Outcome
from crlm_desktop.registry import finding, projection
from crlm_desktop.registry.audit import TOUCHING
from crlm_desktop.registry.finding import Finding, found
from crlm_desktop.registry.meetings import Meetings
from crlm_desktop.registry.transaction import Transaction

_TOUCHING = ", ".join(f"'{act.value}'" for act in TOUCHING)
_CASES = (
    "SELECT cases.id, head, number, name, audit_log.id AS touched, at FROM cases "
    "LEFT JOIN patients ON patients.id = patient_id LEFT JOIN audit_log ON audit_log.id = "
    f"(SELECT max(id) FROM audit_log WHERE subject = cases.id AND act IN ({_TOUCHING})) ORDER BY cases.id"
)
_REVISIONS = "SELECT number, content, sha256, parent_sha256 FROM revisions WHERE case_id = ? ORDER BY number"
_NEWEST = "SELECT content FROM revisions WHERE case_id = ? AND number = ?"
_SEALS = (
    "SELECT meetings.id, state, content, sha256 FROM meetings LEFT JOIN seals ON seals.meeting_id = meetings.id "
    "WHERE state = 'closed' OR content IS NOT NULL ORDER BY meetings.id"
)
_OUTCOMES = (
    "SELECT meeting_id, outcomes.case_id, kind, options, outcomes.reason, value, revisions.number AS seen "
    "FROM outcomes LEFT JOIN revisions ON revisions.case_id = outcomes.case_id AND number = revision "
    "ORDER BY meeting_id, outcomes.case_id"
)
_NO_MOMENT = datetime.min.replace(tzinfo=UTC)
_READING_FAULTS = (CrlmError, ValueError, KeyError, TypeError)


def _revisions(session: Session) -> Iterator[Finding]:
    for row in _all(session, "SELECT id, head FROM cases ORDER BY id"):
        parent, newest = None, 0
        for revision in _all(session, _REVISIONS, row.id):
            key = f"{row.id}/{revision.number}"
            if _sha256(revision.content) != revision.sha256:
                yield found("revisions", key, finding.REVISION_ALTERED)
            elif _case(revision.content) is None:
                yield found("revisions", key, finding.REVISION_UNREADABLE)
            if revision.number != newest + 1 or revision.parent_sha256 != parent:
                yield found("revisions", key, finding.REVISION_BREAKS)
            parent, newest = revision.sha256, revision.number
        if newest != row.head:
            yield found("cases", str(row.id), finding.HEAD_WRONG, head=row.head, newest=newest)


def _seals(session: Session) -> Iterator[Finding]:
    # Nothing is written; the transaction is only what the aggregate asks for.
    unwritten = Transaction(session=session, author="", at=_NO_MOMENT)
    for row in _all(session, _SEALS):
        key = str(row.id)
        if row.content is None:
            yield found("meetings", key, finding.SEAL_MISSING)
            continue
        if row.state != "closed":
            yield found("seals", key, finding.SEAL_EARLY)
        if _sha256(row.content) != row.sha256:
            yield found("seals", key, finding.SEAL_ALTERED)
            continue
        try:
            sealed = sealed_json.decode(row.content)
        except _READING_FAULTS:
            yield found("seals", key, finding.SEAL_UNREADABLE)
            continue
        try:
            is_same = Meetings(unwritten).value(MeetingId(key)) == sealed.meeting
        except _READING_FAULTS:
            is_same = False
        if not is_same:
            yield found("meetings", key, finding.SEALED_OTHERWISE)


def _outcomes(session: Session) -> Iterator[Finding]:
    for row in _all(session, _OUTCOMES):
        key = f"{row.meeting_id}/{row.case_id}"
        if (row.options, row.reason) != _beside(row.kind, row.value):
            yield found("outcomes", key, finding.OUTCOME_WRONG)
        if row.seen is None:
            yield found("outcomes", key, finding.OUTCOME_UNSEEN)


def _beside(kind: str, value: str) -> tuple[str, str] | None:
    """Return what stands beside an outcome for reports, or ``None`` when it cannot be read."""
    wanted: type[Outcome] = Decision if kind == "decision" else Deferral
    try:
        outcome = plain_json.from_json(wanted, json.loads(value))
    except _READING_FAULTS:
        return None
    return (",".join(outcome.options), "") if isinstance(outcome, Decision) else ("", str(outcome.reason))


def _lists(session: Session) -> Iterator[Finding]:
    for row in _all(session, _CASES):
        newest = _all(session, _NEWEST, row.id, row.head)
        case = _case(newest[0].content) if newest else None
        if case is None:
            continue
        identity = Identity(number=str(row.number), name=str(row.name))
        expected = projection.facts(identity, case)
        kept = _facts(session, "case_facts", row.id)
        stands = {**expected, "touched": row.touched, "revision": row.head, "changed_at": row.at}
        if kept != [_stored(stands)]:
            yield found("case_facts", str(row.id), finding.LIST_DIFFERS)
        lesions = [_stored({**one, "position": place}) for place, one in enumerate(projection.lesion_facts(case))]
        if _facts(session, "lesion_facts", row.id) != lesions:
            yield found("lesion_facts", str(row.id), finding.LIST_DIFFERS)
    for table in ("case_facts", "lesion_facts"):
        for row in _all(session, f"SELECT DISTINCT case_id FROM {table} WHERE case_id NOT IN (SELECT id FROM cases)"):
            yield found(table, str(row.case_id), finding.LIST_STRAY)


def _facts(session: Session, table: str, case_id: object) -> list[dict[str, object]]:
    order = " ORDER BY position" if table == "lesion_facts" else ""
    statement = f"SELECT * FROM {table} WHERE case_id = ?{order}"
    rows = session.connection().exec_driver_sql(statement, (case_id,)).mappings()
    return [{name: value for name, value in row.items() if name != "case_id"} for row in rows]


def _stored(values: Mapping[str, object]) -> dict[str, object]:
    """Return values as the file holds them."""
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Choice) else value


def _all(session: Session, statement: str, *values: object) -> list[sa.Row[tuple[object, ...]]]:
    return list(session.connection().exec_driver_sql(statement, values))


def _case(content: object) -> Case | None:
    try:
        return casefile.parse(content) if isinstance(content, bytes) else None
    except _READING_FAULTS:
        return None


def _sha256(content: object) -> str:
    return hashlib.sha256(content).hexdigest() if isinstance(content, bytes) else ""


# Each with the table that a fault of reading is told of.
PARTS: tuple[tuple[str, Callable[[Session], Iterator[Finding]]], ...] = (
    ("revisions", _revisions),
    ("seals", _seals),
    ("outcomes", _outcomes),
    ("case_facts", _lists),
)
