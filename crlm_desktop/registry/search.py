"""Finding cases: rows of the list by words in number, name, question and notes, last changed first."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import islice
from typing import Any

from sqlalchemy import Select, bindparam, delete, func, insert, select, text

from crlm_desktop.case.casefile import to_json
from crlm_desktop.case.identity import CaseId, Identity
from crlm_desktop.case.record import Case
from crlm_desktop.meeting.agenda import MeetingState
from crlm_desktop.registry import projection, tables
from crlm_desktop.registry.audit import Audit
from crlm_desktop.registry.beyond_tables import INDEXES, full_text
from crlm_desktop.registry.transaction import Transaction
from crlm_desktop.registry.values import CaseRow, Touched

_TRIGRAM = 3
_LEAST_OF_A_NAME = 2
_MAX_QUERY = 200
# The newest by rowid first: sorting all hits of a common word would take longer than finding them.
_NEWEST_FIRST = "SELECT rowid FROM {index} WHERE {index} MATCH :words ORDER BY rowid DESC"
_READ_AT_ONCE = 200
# Rows for lists are read past the mapping: making a mapped row of each takes longer than reading it.
_FACTS, _LESIONS = tables.table_of(tables.CaseFacts), tables.table_of(tables.LesionFacts)
_LISTED = _FACTS.c
_TOUCHED = select(_LISTED.touched).where(_LISTED.case_id == bindparam("case_id"))
# Its lesions go with it.
_DROPPED = delete(_FACTS).where(_LISTED.case_id == bindparam("case"))
_ADDED = tuple(text(f"INSERT INTO {index} (rowid, text) VALUES (:row, :content)") for index in INDEXES)
_REMOVED = tuple(text(f"DELETE FROM {index} WHERE rowid = :row") for index in INDEXES)


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
        wanted = _rows().order_by(_LISTED.touched.desc()).limit(limit)
        if words:
            wanted = wanted.where(_LISTED.touched.in_(self._hits(words, limit)))
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
        for added, content in zip(_ADDED, index_contents(identity, record), strict=True):
            self._session.execute(added, {"row": touched.entry, "content": content})

    def expected(self, case_id: CaseId, identity: Identity, case: Case, *, revision: int) -> tables.CaseFacts:
        """Return what the list must say of a case, as a row that is not stored."""
        touched = self._audit.touched(case_id)
        return tables.CaseFacts(**_row(case_id, identity, case, to_json(case), revision, touched))

    def empty(self) -> None:
        """Forget all of the projection, and make the index anew: an index that is damaged cannot be emptied."""
        self._session.execute(delete(tables.LesionFacts))
        self._session.execute(delete(tables.CaseFacts))
        for index, statement in zip(INDEXES, full_text(), strict=True):
            self._session.execute(text(f"DROP TABLE IF EXISTS {index}"))
            self._session.execute(text(statement))

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

    def _hits(self, words: Iterable[str], limit: int) -> list[int]:
        long = " AND ".join(_phrase(word) for word in words if len(word) >= _TRIGRAM)
        short = [projection.characters(word) for word in words if len(word) < _TRIGRAM]
        characters = " AND ".join(_phrase(word) for word in short if word)
        asked = [(index, phrases) for index, phrases in zip(INDEXES, (long, characters), strict=True) if phrases]
        if not asked:
            return []
        with closing(self._newest_first(*asked[0])) as hits:
            if len(asked) == 1:
                return list(islice(hits, limit))
            # One index asked about each hit of the other would begin its search anew every time.
            with closing(self._newest_first(*asked[1])) as others:
                return list(islice(_in_both(hits, others), limit))

    def _newest_first(self, index: str, phrases: str) -> Generator[int]:
        """Yield the entries of an index that hold all phrases, the newest first, read as they are asked for."""
        statement = text(_NEWEST_FIRST.format(index=index)).bindparams(words=phrases)
        with self._session.scalars(statement, execution_options={"yield_per": _READ_AT_ONCE}) as found:
            yield from found

    def _forget(self, case_id: CaseId) -> None:
        kept = self._session.scalars(_TOUCHED, {"case_id": case_id}).one_or_none()
        if kept is None:
            return
        for removed in _REMOVED:
            self._session.execute(removed, {"row": kept})
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


def _in_both(some: Iterator[int], others: Iterator[int]) -> Iterator[int]:
    """Yield what two falling sequences have in common."""
    one, other = next(some, None), next(others, None)
    while one is not None and other is not None:
        if one == other:
            yield one
            one, other = next(some, None), next(others, None)
        elif one > other:
            one = next(some, None)
        else:
            other = next(others, None)


def index_contents(identity: Identity, record: Mapping[str, Any]) -> tuple[str, str]:
    """Return what each of the indexes holds of a case, of which ``record`` is the JSON."""
    # A line break keeps a search from matching across two texts; in the other index a word of its own does.
    texts = projection.texts(identity, record)
    return "\n".join(texts), " xx ".join(projection.characters(one) for one in texts)


def lesion_rows(case_id: CaseId, case: Case) -> list[tables.LesionFacts]:
    """Return what the projection must say of the lesions of a case, as rows that are not stored."""
    return [tables.LesionFacts(**facts) for facts in _lesion_facts(case_id, case)]


def _lesion_facts(case_id: CaseId, case: Case) -> list[dict[str, Any]]:
    return [
        {"case_id": case_id, "position": position, **facts}
        for position, facts in enumerate(projection.lesion_facts(case))
    ]


def _phrase(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'
