"""Finding cases: rows of the list by words in number, name, question and notes, last changed first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, bindparam, delete, func, select, text

from crlm_desktop.case.identity import CaseId, Identity
from crlm_desktop.case.record import Case
from crlm_desktop.meeting.agenda import MeetingState
from crlm_desktop.registry import projection, tables
from crlm_desktop.registry.audit import Audit
from crlm_desktop.registry.beyond_tables import INDEXES, full_text
from crlm_desktop.registry.transaction import Transaction
from crlm_desktop.registry.values import CaseRow

_TRIGRAM = 3
_LEAST_OF_A_NAME = 2
_MAX_QUERY = 200
# The newest by rowid first: sorting all hits of a common word would take longer than finding them.
_ONE_INDEX = "SELECT rowid FROM {index} WHERE {index} MATCH :words ORDER BY rowid DESC LIMIT :limit"
_BOTHINDEXES = (
    "SELECT rowid FROM search_trigrams WHERE search_trigrams MATCH :words AND rowid IN "
    "(SELECT rowid FROM search_characters WHERE search_characters MATCH :characters) ORDER BY rowid DESC LIMIT :limit"
)


class Search:
    """The projection of cases and its index, within one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._session = transaction.session
        self._audit = Audit(transaction)

    def count(self) -> int:
        """Return how many cases there are."""
        return self._session.scalars(select(func.count()).select_from(tables.CaseFacts)).one()

    def rows(self, query: str, *, limit: int) -> tuple[CaseRow, ...]:
        """Return at most ``limit`` rows that hold every word of ``query``, last changed first."""
        words = projection.folded(query[:_MAX_QUERY]).split()
        wanted = select(tables.CaseFacts).order_by(tables.CaseFacts.touched.desc()).limit(limit)
        if words:
            wanted = wanted.where(tables.CaseFacts.touched.in_(self._hits(words, limit)))
        return self._told(wanted)

    def names_anybody(self, words: str) -> bool:
        """Whether a text holds the number or the name of a person, or is a part of one of two characters or more."""
        plain = words.strip()[:_MAX_QUERY]
        if len(plain) < _LEAST_OF_A_NAME:
            return False
        person = tables.Patient
        held = [
            (column != "") & ((func.instr(plain, column) > 0) | (func.instr(column, plain) > 0))
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
        for index, content in zip(INDEXES, index_contents(identity, case), strict=True):
            statement = text(f"INSERT INTO {index} (rowid, text) VALUES (:row, :content)")
            self._session.execute(statement.bindparams(bindparam("row", row.touched), bindparam("content", content)))

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
        for index, statement in zip(INDEXES, full_text(), strict=True):
            self._session.execute(text(f"DROP TABLE IF EXISTS {index}"))
            self._session.execute(text(statement))

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

    def _hits(self, words: Iterable[str], limit: int) -> list[int]:
        long = " AND ".join(_phrase(word) for word in words if len(word) >= _TRIGRAM)
        short = [projection.characters(word) for word in words if len(word) < _TRIGRAM]
        characters = " AND ".join(_phrase(word) for word in short if word)
        values: dict[str, Any] = {"limit": limit}
        if long and characters:
            statement, values = _BOTHINDEXES, {**values, "words": long, "characters": characters}
        elif long or characters:
            statement = _ONE_INDEX.format(index=INDEXES[0] if long else INDEXES[1])
            values["words"] = long or characters
        else:
            return []
        return list(self._session.scalars(text(statement).bindparams(**values)))

    def _forget(self, case_id: CaseId) -> None:
        kept = self._session.get(tables.CaseFacts, case_id)
        if kept is None:
            return
        for index in INDEXES:
            self._session.execute(text(f"DELETE FROM {index} WHERE rowid = :row").bindparams(row=kept.touched))
        self._session.execute(delete(tables.LesionFacts).where(tables.LesionFacts.case_id == case_id))
        self._session.delete(kept)
        self._session.flush()


def index_contents(identity: Identity, case: Case) -> tuple[str, str]:
    """Return what each of the indexes holds of a case."""
    # A line break keeps a search from matching across two texts; in the other index a word of its own does.
    texts = projection.texts(identity, case)
    return "\n".join(texts), " xx ".join(projection.characters(one) for one in texts)


def lesion_rows(case_id: CaseId, case: Case) -> list[tables.LesionFacts]:
    """Return what the projection must say of the lesions of a case, as rows that are not stored."""
    return [
        tables.LesionFacts(case_id=case_id, position=position, **facts)
        for position, facts in enumerate(projection.lesion_facts(case))
    ]


def _phrase(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'
