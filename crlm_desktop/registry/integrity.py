"""The full check of a registry: file, references, revisions, seals, lists, search, chain; which cases are affected."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlcipher3 import dbapi2

from crlm_desktop.case import casefile
from crlm_desktop.case.identity import CaseId
from crlm_desktop.errors import N_, Code, CrlmError, EnvironmentFault, Param
from crlm_desktop.registry import faults, health, meeting_check, schema, search_check, tables, verifying
from crlm_desktop.registry.address import Place, ServerAddress
from crlm_desktop.registry.connection import access_to_used, connect, driver_faults
from crlm_desktop.registry.copies import DATA_NAME, is_always_wanted
from crlm_desktop.registry.report import Finding, Part, Report
from crlm_desktop.registry.search import lesion_rows
from crlm_desktop.registry.transaction import Transaction
from crlm_desktop.registry.unit import EPOCH, Unit
from crlm_desktop.registry.values import Head

__all__ = ["Finding", "Part", "Report", "verify"]

PAGE_BAD = Code("verify.page", N_("{count} pages of the file do not fit their check. First: {reason}."))
STRUCTURE_BAD = Code("verify.structure", N_("The structure of the file is damaged. First: {reason}."))
REFERENCES_BAD = Code("verify.references", N_("{count} rows of the table {table} point to nothing."))
REVISION_ALTERED = Code("verify.revision", N_("Case {case}: revision {number} does not fit its SHA-256."))
RECORD_BAD = Code("verify.record", N_("Case {case}: revision {number} is no record that can be read."))
CHAIN_BROKEN = Code("verify.chain", N_("Case {case}: revision {number} does not follow from the one before it."))
HEAD_WRONG = Code("verify.head", N_("Case {case} names revision {head} as its newest, but its newest is {newest}."))
CASE_UNREADABLE = Code("verify.case-unreadable", N_("Case {case} cannot be read."))
SEAL_ALTERED = Code("verify.seal", N_("Meeting {meeting}: what was sealed does not fit its SHA-256."))
SEAL_MISSING = Code("verify.seal-missing", N_("Meeting {meeting} is closed and has no seal."))
LIST_DIFFERS = Code("verify.list", N_("Case {case}: the list says something else than its newest revision."))
INDEX_DIFFERS = Code("verify.index", N_("Case {case}: the search index holds something else than its newest revision."))
STRAY = Code("verify.stray", N_("{count} entries of the list or the search belong to no case."))
UNREADABLE = Code("verify.unreadable", N_("It cannot be read to its end: {reason}."))


def verify(
    folder: Path, key: bytes, *, wanted: Callable[[], bool] = is_always_wanted, noted: Head | None = None
) -> Report:
    """Check everything that can be checked of the registry in ``folder``, which may be in use; nothing is written.

    ``noted`` is an entry of the audit log that somebody noted elsewhere with its hash: it must still be in the chain.

    A file that cannot be read at all is refused, as is one of a newer version. ``wanted`` is asked now and then; when
    it says no, the check is given up by an `EnvironmentFault`.
    """
    file = folder / DATA_NAME
    engine = sa.create_engine(
        "sqlite://",
        module=dbapi2,
        creator=lambda: connect(file, key, access=access_to_used(file)),
        poolclass=sa.QueuePool,
        hide_parameters=True,
    )
    check = _Check(engine, folder, wanted=wanted, noted=noted)
    try:
        with driver_faults(folder):
            connection = connect(file, key, access=access_to_used(file))
            try:
                found = schema.version_of(connection, folder)
            finally:
                connection.close()
    except EnvironmentFault as fault:
        if fault.code is not faults.DAMAGED:
            raise
        raise health.unreadable(folder, str(fault.params["reason"])) from fault
    return check.report(is_newest=found == schema.VERSION)


def verify_server(
    engine: sa.Engine, address: ServerAddress, *, wanted: Callable[[], bool], noted: Head | None
) -> Report:
    """Check everything that a user of a server can check there: all but the server's own files."""
    return _Check(engine, address, wanted=wanted, noted=noted).report(is_newest=True)


class _Check:
    """One run of the check; what cannot be read is a finding, and the rest is checked nevertheless."""

    def __init__(self, engine: sa.Engine, place: Place, *, wanted: Callable[[], bool], noted: Head | None) -> None:
        self.findings: list[Finding] = []
        self.checked: list[Part] = []
        self.case_count: int | None = None
        self.head: Head | None = None
        self._noted = noted
        self._place = place
        self._wanted = wanted
        self._engine = engine

    def report(self, *, is_newest: bool) -> Report:
        """Check part by part, and tell; of an older schema only what does not depend on the mapping."""
        if isinstance(self._place, Path):
            self._part(Part.FILE, self._file)
        self._part(Part.REFERENCES, self._references)
        if is_newest:
            self._part(Part.CASES, self._cases)
            self._part(Part.SEALS, self._seals)
            self._part(Part.CHAIN, self._chain)
        self._engine.dispose()
        return Report(cases=self.case_count, checked=tuple(self.checked), findings=tuple(self.findings), head=self.head)

    def _part(self, part: Part, look: Callable[[], None]) -> None:
        self._go_on()
        self.checked.append(part)
        try:
            look()
        except sa.exc.DatabaseError as error:
            self._add(part, UNREADABLE, reason=_reason(error))
            # A connection that met a damaged page may refuse all others.
            self._engine.dispose()

    def _go_on(self) -> None:
        if not self._wanted():
            self._engine.dispose()
            raise EnvironmentFault(faults.CHECK_STOPPED, path=str(self._place))

    def _add(self, part: Part, code: Code, *, case_id: str = "", **params: Param) -> None:
        if case_id:
            params = {"case": case_id, **params}
        self.findings.append(Finding(part=part, code=code, params=MappingProxyType(params), case_id=case_id))

    @contextmanager
    def _unit(self) -> Iterator[tuple[Session, Unit]]:
        with self._engine.connect() as connection, Session(connection) as session:
            yield session, Unit(Transaction(session=session, author="", at=EPOCH))

    def _rows(self, statement: str) -> list[tuple[object, ...]]:
        with self._engine.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(statement)]

    def _file(self) -> None:
        pages = self._rows("PRAGMA cipher_integrity_check")
        if pages:
            self._add(Part.FILE, PAGE_BAD, count=len(pages), reason=str(pages[0][0]))
        told = [str(row[0]) for row in self._rows("PRAGMA integrity_check(20)")]
        if told != ["ok"]:
            reason = " ".join(told[0].replace("*** in database main ***", "").split())
            self._add(Part.FILE, STRUCTURE_BAD, reason=reason)

    def _references(self) -> None:
        if isinstance(self._place, Path):
            broken = Counter(str(row[0]) for row in self._rows("PRAGMA foreign_key_check"))
        else:
            broken = Counter({table.name: self._count_lost(table) for table in tables.Base.metadata.sorted_tables})
        for table, count in sorted(broken.items()):
            if count:
                self._add(Part.REFERENCES, REFERENCES_BAD, count=count, table=table)

    def _count_lost(self, table: sa.Table) -> int:
        """Return how many rows of a table name a row of another that is not there."""
        lost = 0
        for key in table.foreign_key_constraints:
            other = key.referred_table.alias()
            found = sa.and_(*(one.parent == other.c[one.column.name] for one in key.elements))
            named = sa.and_(*(one.parent.is_not(None) for one in key.elements))
            wanted = select(sa.func.count()).select_from(table).where(named, ~sa.exists().where(found))
            with self._engine.connect() as connection:
                lost += connection.execute(wanted).scalar_one()
        return lost

    def _cases(self) -> None:
        with self._unit() as (_session, unit):
            ids = unit.cases.ids()
        self.case_count = len(ids)
        index = search_check.Index()
        for case_id in ids:
            self._go_on()
            try:
                with self._unit() as (session, unit):
                    if self._revisions(session, case_id):
                        self._projection(session, unit, case_id, index)
            except (sa.exc.SQLAlchemyError, CrlmError, ValueError, LookupError, TypeError):
                # A value that no column allows is damage too, and its text may be about a person.
                self._add(Part.CASES, CASE_UNREADABLE, case_id=case_id)
                self._engine.dispose()
        self._part(Part.LISTS, self._stray)
        self._part(Part.SEARCH, lambda: self._search(index))
        self._outcomes()

    def _revisions(self, session: Session, case_id: str) -> bool:
        """Check the revisions of one case; return whether its newest one can be trusted."""
        head = session.get_one(tables.Case, case_id).head
        rows = session.scalars(
            select(tables.Revision).where(tables.Revision.case_id == case_id).order_by(tables.Revision.number)
        )
        parent, newest, is_sound = None, 0, True
        for row in rows:
            if hashlib.sha256(row.content).hexdigest() != row.sha256:
                self._add(Part.CASES, REVISION_ALTERED, case_id=case_id, number=row.number)
                is_sound = False
            elif not _is_record(row.content):
                self._add(Part.CASES, RECORD_BAD, case_id=case_id, number=row.number)
                is_sound = False
            if row.number != newest + 1 or row.parent_sha256 != parent:
                self._add(Part.CASES, CHAIN_BROKEN, case_id=case_id, number=row.number)
            parent, newest = row.sha256, row.number
        if newest != head:
            self._add(Part.CASES, HEAD_WRONG, case_id=case_id, head=head, newest=newest)
        return is_sound and newest == head

    def _projection(self, session: Session, unit: Unit, case_id: str, index: search_check.Index) -> None:
        one = CaseId(case_id)
        # With its opinions and meetings: what cannot be read of them affects the case as well.
        opened = unit.cases.opened(one)
        case, identity = opened.case, opened.identity
        head = session.get_one(tables.Case, case_id).head
        expected = unit.search.expected(one, identity, case, revision=head)
        index.expect(expected.touched, case_id, identity, case)
        kept = session.get(tables.CaseFacts, case_id)
        lesions = session.scalars(
            select(tables.LesionFacts)
            .where(tables.LesionFacts.case_id == case_id)
            .order_by(tables.LesionFacts.position)
        )
        same_lesions = [_values(one) for one in lesions] == [_values(one) for one in lesion_rows(one, case)]
        if kept is None or _values(kept) != _values(expected) or not same_lesions:
            self._add(Part.LISTS, LIST_DIFFERS, case_id=case_id)

    def _stray(self) -> None:
        stray = "SELECT count(*) FROM {} WHERE case_id NOT IN (SELECT id FROM cases)"
        strays = sum(int(str(self._rows(stray.format(table))[0][0])) for table in ("case_facts", "lesion_facts"))
        if strays:
            self._add(Part.LISTS, STRAY, count=strays)

    def _search(self, index: search_check.Index) -> None:
        with self._engine.connect() as connection:
            differing, strays = index.compare(connection)
        for case_id in differing:
            self._add(Part.SEARCH, INDEX_DIFFERS, case_id=case_id)
        if strays:
            self._add(Part.SEARCH, STRAY, count=strays)

    def _outcomes(self) -> None:
        with self._engine.connect() as connection:
            for code, case_id, meeting in meeting_check.outcome_faults(connection):
                self._add(Part.CASES, code, case_id=case_id, meeting=meeting)

    def _seals(self) -> None:
        rows = self._rows(
            "SELECT meetings.id, state, content, sha256 FROM meetings "
            "LEFT JOIN seals ON seals.meeting_id = meetings.id "
            "WHERE state = 'closed' OR content IS NOT NULL ORDER BY meetings.held_on, meetings.id"
        )
        for meeting, state, content, sha256 in rows:
            if not isinstance(content, bytes):
                self._add(Part.SEALS, SEAL_MISSING, meeting=str(meeting))
            elif hashlib.sha256(content).hexdigest() != sha256:
                self._add(Part.SEALS, SEAL_ALTERED, meeting=str(meeting))
            else:
                with self._unit() as (_session, unit):
                    for code in meeting_check.seal_faults(unit.meetings, str(meeting), state, content):
                        self._add(Part.SEALS, code, meeting=str(meeting))

    def _chain(self) -> None:
        with self._engine.connect() as connection:
            # What is written meanwhile must not look like a row that no entry vouches for.
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN")
            known = {str(one) for one in connection.exec_driver_sql("SELECT id FROM cases").scalars()}
            self.head = verifying.head(connection)
            for one in verifying.findings(connection, noted=self._noted):
                case_id = one.case_id if one.case_id in known else ""
                self._add(Part.CHAIN, one.code, case_id=case_id, **one.params)


def _is_record(content: bytes) -> bool:
    try:
        casefile.parse(content)
    except (CrlmError, ValueError):
        return False
    return True


def _values(row: tables.Base) -> tuple[object, ...]:
    return tuple(getattr(row, column.key) for column in sa.inspect(type(row)).columns)


def _reason(error: sa.exc.DatabaseError) -> str:
    # The driver's own words name no value; SQLAlchemy's would quote the statement.
    return str(error.orig)
