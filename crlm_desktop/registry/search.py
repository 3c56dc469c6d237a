"""Finding cases: rows of the list by words in number, name, question and notes, last changed first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, bindparam, delete, func, insert, select

from crlm_desktop.case.casefile import to_json
from crlm_desktop.case.identity import CaseId, Identity
from crlm_desktop.case.record import Case
from crlm_desktop.meeting.agenda import MeetingState
from crlm_desktop.registry import projection, tables
from crlm_desktop.registry.audit import Audit
from crlm_desktop.registry.dialect import is_on_server
from crlm_desktop.registry.search_index import index_of
from crlm_desktop.registry.transaction import Transaction
from crlm_desktop.registry.values import CaseRow, Touched

_LEAST_OF_A_NAME = 2
_MAX_QUERY = 200
# Rows for lists are read past the mapping: making a mapped row of each takes longer than reading it.
_FACTS, _LESIONS = tables.table_of(tables.CaseFacts), tables.table_of(tables.LesionFacts)
_LISTED = _FACTS.c
_TOUCHED = select(_LISTED.touched).where(_LISTED.case_id == bindparam("case_id"))
# Its lesions go with it.
_DROPPED = delete(_FACTS).where(_LISTED.case_id == bindparam("case"))


class Search:
    """The projection of cases and its index, within one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._session = transaction.session
        self._audit = Audit(transaction)
        self._index = index_of(transaction.session)

    def count(self) -> int:
        """Return how many cases there are."""
        return self._session.scalars(select(func.count()).select_from(tables.CaseFacts)).one()

    def rows(self, query: str, *, limit: int) -> tuple[CaseRow, ...]:
        """Return at most ``limit`` rows that hold every word of ``query``, last changed first."""
        words = projection.folded(query[:_MAX_QUERY]).split()
        wanted = _rows().order_by(_LISTED.touched.desc()).limit(limit)
        if words:
            wanted = wanted.where(_LISTED.touched.in_(self._index.hits(words, limit)))
        return self._told(wanted)

    def names_anybody(self, words: str) -> bool:
        """Whether a text holds the number or the name of a person, or is a part of one of two characters or more."""
        plain = words.strip()[:_MAX_QUERY]
        if len(plain) < _LEAST_OF_A_NAME:
            return False
        person = tables.Patient
        within = func.strpos if is_on_server(self._session) else func.instr
        held = [
            (column != "") & ((within(plain, column) > 0) | (within(column, plain) > 0))
            for column in (person.number, person.name)
        ]
        return self._session.scalars(select(person.id).where(held[0] | held[1]).limit(1)).first() is not None

    def rows_of(self, case_ids: Sequence[CaseId]) -> tuple[CaseRow, ...]:
        """Return the rows of some cases, in their order."""
        rows = {row.id: row for row in self._told(_rows().where(_LISTED.case_id.in_(case_ids)))}
        return tuple(rows[case_id] for case_id in case_ids)

    def project(
        self,
        case_id: CaseId,
        identity: Identity,
        case: Case,
        record: Mapping[str, Any],
        *,
        revision: int,
        touched: Touched,
    ) -> None:
        """Bring projection and index of one case up to its newest revision and its last audit entry.

        ``record`` is the case as JSON, which whoever saves it has made already.
        """
        self._session.flush()
        self._forget(case_id)
        self._session.execute(insert(_FACTS), _row(case_id, identity, case, record, revision, touched))
        lesions = _lesion_facts(case_id, case)
        if lesions:
            self._session.execute(insert(_LESIONS), lesions)
        self._index.put(case_id, touched.entry, projection.texts(identity, record))

    def expected(self, case_id: CaseId, identity: Identity, case: Case, *, revision: int) -> tables.CaseFacts:
        """Return what the list must say of a case, as a row that is not stored."""
        touched = self._audit.touched(case_id)
        return tables.CaseFacts(**_row(case_id, identity, case, to_json(case), revision, touched))

    def empty(self) -> None:
        """Forget all of the projection, and make the index anew: an index that is damaged cannot be emptied."""
        self._session.execute(delete(tables.LesionFacts))
        self._session.execute(delete(tables.CaseFacts))
        self._index.empty()

    def _told(self, wanted: Select[Any]) -> tuple[CaseRow, ...]:
        self._session.flush()
        return tuple(
            CaseRow(
                id=CaseId(row.case_id),
                number=row.number,
                name=row.name,
                age_years=row.age_years,
                sex=row.sex,
                presentation=row.presentation,
                lesion_count=row.lesion_count,
                ras=row.ras,
                braf=row.braf,
                mmr=row.mmr,
                completeness=row.completeness,
                revision=row.revision,
                changed_at=row.changed_at,
                next_meeting_on=row.next_meeting_on,
            )
            for row in self._session.execute(wanted)
        )

    def _forget(self, case_id: CaseId) -> None:
        kept = self._session.scalars(_TOUCHED, {"case_id": case_id}).one_or_none()
        if kept is None:
            return
        self._index.forget(case_id, kept)
        self._session.execute(_DROPPED, {"case": case_id})


def _rows() -> Select[Any]:
    """Return the question for the rows of a list, each with the date of the next open meeting that it is on."""
    meetings, agenda = tables.table_of(tables.Meeting), tables.table_of(tables.AgendaItem)
    next_meeting = (
        select(func.min(meetings.c.held_on))
        .join(agenda, agenda.c.meeting_id == meetings.c.id)
        .where(agenda.c.case_id == _LISTED.case_id, meetings.c.state == MeetingState.OPEN)
        .correlate(_FACTS)
        .scalar_subquery()
    )
    return select(*_LISTED, next_meeting.label("next_meeting_on"))


def _row(
    case_id: CaseId, identity: Identity, case: Case, record: Mapping[str, Any], revision: int, touched: Touched
) -> dict[str, Any]:
    facts = projection.facts(identity, case, record)
    return {"case_id": case_id, "touched": touched.entry, "revision": revision, "changed_at": touched.at, **facts}


def lesion_rows(case_id: CaseId, case: Case) -> list[tables.LesionFacts]:
    """Return what the projection must say of the lesions of a case, as rows that are not stored."""
    return [tables.LesionFacts(**facts) for facts in _lesion_facts(case_id, case)]


def _lesion_facts(case_id: CaseId, case: Case) -> list[dict[str, Any]]:
    return [
        {"case_id": case_id, "position": position, **facts}
        for position, facts in enumerate(projection.lesion_facts(case))
    ]
