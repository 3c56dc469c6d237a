"""Finding cases: rows of the list by words in number, name, question and notes, last changed first."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, delete, func, select

from crlm_desktop.case.identity import CaseId, Identity
from crlm_desktop.case.record import Case
from crlm_desktop.meeting.agenda import MeetingState
from crlm_desktop.registry import projection, tables
from crlm_desktop.registry.audit import Audit
from crlm_desktop.registry.dialect import is_on_server
from crlm_desktop.registry.search_index import index_of
from crlm_desktop.registry.transaction import Transaction
from crlm_desktop.registry.values import CaseRow

_LEAST_OF_A_NAME = 2
_MAX_QUERY = 200


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
        wanted = select(tables.CaseFacts).order_by(tables.CaseFacts.touched.desc()).limit(limit)
        if words:
            wanted = wanted.where(tables.CaseFacts.touched.in_(self._index.hits(words, limit)))
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
        rows = {
            row.id: row for row in self._told(select(tables.CaseFacts).where(tables.CaseFacts.case_id.in_(case_ids)))
        }
        return tuple(rows[case_id] for case_id in case_ids)

    def project(self, case_id: CaseId, identity: Identity, case: Case, *, revision: int) -> None:
        """Bring projection and index of one case up to its newest revision and its last audit entry."""
        self._forget(case_id)
        row = self.expected(case_id, identity, case, revision=revision)
        self._session.add(row)
        self._session.flush()
        self._session.add_all(lesion_rows(case_id, case))
        self._session.flush()
        self._index.put(row, projection.texts(identity, case))

    def expected(self, case_id: CaseId, identity: Identity, case: Case, *, revision: int) -> tables.CaseFacts:
        """Return what the list must say of a case, as a row that is not stored."""
        touched, changed_at = self._audit.touched(case_id)
        return tables.CaseFacts(
            case_id=case_id,
            touched=touched,
            revision=revision,
            changed_at=changed_at,
            **projection.facts(identity, case),
        )

    def empty(self) -> None:
        """Forget all of the projection, and make the index anew: an index that is damaged cannot be emptied."""
        self._session.execute(delete(tables.LesionFacts))
        self._session.execute(delete(tables.CaseFacts))
        self._index.empty()

    def _told(self, wanted: Select[tables.CaseFacts]) -> tuple[CaseRow, ...]:
        next_meeting = (
            select(func.min(tables.Meeting.held_on))
            .join(tables.AgendaItem, tables.AgendaItem.meeting_id == tables.Meeting.id)
            .where(tables.AgendaItem.case_id == tables.CaseFacts.case_id, tables.Meeting.state == MeetingState.OPEN)
            .correlate(tables.CaseFacts)
            .scalar_subquery()
        )
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
                next_meeting_on=held_on,
            )
            for row, held_on in self._session.execute(wanted.add_columns(next_meeting))
        )

    def _forget(self, case_id: CaseId) -> None:
        kept = self._session.get(tables.CaseFacts, case_id)
        if kept is None:
            return
        self._index.forget(kept)
        self._session.execute(delete(tables.LesionFacts).where(tables.LesionFacts.case_id == case_id))
        self._session.delete(kept)
        self._session.flush()


def lesion_rows(case_id: CaseId, case: Case) -> list[tables.LesionFacts]:
    """Return what the projection must say of the lesions of a case, as rows that are not stored."""
    return [
        tables.LesionFacts(case_id=case_id, position=position, **facts)
        for position, facts in enumerate(projection.lesion_facts(case))
    ]
