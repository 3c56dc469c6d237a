"""The history of a case: its revisions, what differs between any two, and going back to one as a new revision."""

from __future__ import annotations

from crlm_desktop.case.edits import empty_case
from crlm_desktop.case.identity import CaseId
from crlm_desktop.errors import N_, Code, InputError, problem
from crlm_desktop.registry.values import OpenCase, Revision
from crlm_desktop.services.differences import FieldChange, field_changes
from crlm_desktop.services.review import history as revisions
from crlm_desktop.services.roles import use_case
from crlm_desktop.services.workplace import Workplace

__all__ = ["REASON_MISSING", "FieldChange", "Revision", "content", "difference", "restore", "revisions"]

REASON_MISSING = Code("history.reason-missing", N_("Say why the earlier revision is brought back."))


@use_case
def difference(workplace: Workplace, case_id: CaseId, first: int, second: int) -> tuple[FieldChange, ...]:
    """Return what differs from the revision ``first`` to the revision ``second``, which may be the earlier one."""
    with workplace.reading() as unit:
        return field_changes(unit.cases.at(case_id, first), unit.cases.at(case_id, second))


@use_case
def content(workplace: Workplace, case_id: CaseId, number: int) -> tuple[FieldChange, ...]:
    """Return every field of which something was known at a revision, as what it adds to knowing nothing."""
    with workplace.reading() as unit:
        return field_changes(empty_case(), unit.cases.at(case_id, number))


@use_case
def restore(workplace: Workplace, case_id: CaseId, number: int, *, base_revision: int, reason: str) -> OpenCase:
    """Record what a revision said as the newest one, with the reason for it; a missing reason is refused.

    ``base_revision`` is the newest revision that whoever asks has seen: when the case has moved on since, a
    `ConflictFault` says so and nothing is written.
    """
    if not reason.strip():
        raise InputError([problem("reason", REASON_MISSING)])
    with workplace.unit() as unit:
        earlier = unit.cases.at(case_id, number)
        unit.cases.record(case_id, earlier, base_revision=base_revision, reason=reason.strip())
        return unit.cases.opened(case_id)
