"""Meetings held against what was sealed of them, and outcomes against what stands beside them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import sqlalchemy as sa

from crlm_desktop.errors import N_, Code, CrlmError
from crlm_desktop.meeting import plain_json, sealed_json
from crlm_desktop.meeting.agenda import MeetingId
from crlm_desktop.meeting.decision import Decision, Deferral, Outcome
from crlm_desktop.registry.meetings import Meetings

SEAL_UNREADABLE = Code("verify.seal-unreadable", N_("Meeting {meeting}: what was sealed cannot be read."))
SEAL_EARLY = Code("verify.seal-early", N_("Meeting {meeting}: there is a seal, although the meeting is not closed."))
SEALED_OTHERWISE = Code(
    "verify.sealed-otherwise", N_("Meeting {meeting} says something else than what was sealed of it.")
)
OUTCOME_WRONG = Code(
    "verify.outcome",
    N_("Case {case}: its outcome in the meeting {meeting} cannot be read, or what stands beside it differs from it."),
)
OUTCOME_UNSEEN = Code(
    "verify.outcome-unseen", N_("Case {case}: its outcome in the meeting {meeting} names a revision that is not there.")
)
_OUTCOMES = (
    "SELECT meeting_id, outcomes.case_id, kind, options, outcomes.reason, value, revisions.number AS seen "
    "FROM outcomes LEFT JOIN revisions ON revisions.case_id = outcomes.case_id AND number = revision "
    "ORDER BY meeting_id, outcomes.case_id"
)
_READING_FAULTS = (CrlmError, ValueError, LookupError, TypeError)


def seal_faults(meetings: Meetings, meeting_id: str, state: object, content: bytes) -> Iterator[Code]:
    """Yield what is wrong with a seal whose content fits its hash."""
    if state != "closed":
        yield SEAL_EARLY
    try:
        sealed = sealed_json.decode(content)
    except _READING_FAULTS:
        yield SEAL_UNREADABLE
        return
    try:
        told = meetings.value(MeetingId(meeting_id))
        # Earlier versions read the clock twice in closing: a moment apart is no alteration, and the chain has the row.
        is_same = replace(told, closed_at=sealed.meeting.closed_at) == sealed.meeting
    except _READING_FAULTS:
        is_same = False
    if not is_same:
        yield SEALED_OTHERWISE


def outcome_faults(connection: sa.Connection) -> Iterator[tuple[Code, str, str]]:
    """Yield what is wrong with outcomes, each with its case and its meeting."""
    for row in connection.exec_driver_sql(_OUTCOMES):
        if (row.options, row.reason) != _beside(row.kind, row.value):
            yield OUTCOME_WRONG, str(row.case_id), str(row.meeting_id)
        if row.seen is None:
            yield OUTCOME_UNSEEN, str(row.case_id), str(row.meeting_id)


def _beside(kind: str, value: str) -> tuple[str, str] | None:
    """Return what stands beside an outcome for reports, or ``None`` when it cannot be read."""
    wanted: type[Outcome] = Decision if kind == "decision" else Deferral
    try:
        outcome = plain_json.from_json(wanted, json.loads(value))
    except _READING_FAULTS:
        return None
    return (",".join(outcome.options), "") if isinstance(outcome, Decision) else ("", str(outcome.reason))
