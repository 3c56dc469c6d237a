"""Cases: who they are about, and their revisions, which are only ever added."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.exc import NoResultFound

from crlm_desktop.case import casefile
from crlm_desktop.case.identity import CaseId, Identity
from crlm_desktop.case.record import Case
from crlm_desktop.errors import ConflictFault, CrlmError, InputError, problem
from crlm_desktop.registry import faults, projection, tables
from crlm_desktop.registry.audit import Audit
from crlm_desktop.registry.meetings import Meetings
from crlm_desktop.registry.opinions import Opinions
from crlm_desktop.registry.search import Search
from crlm_desktop.registry.transaction import Transaction
from crlm_desktop.registry.values import Act, OpenCase, Revision, Touched

_CASES, _PATIENTS, _REVISIONS = map(tables.table_of, (tables.Case, tables.Patient, tables.Revision))
# Past the mapping, since a person waits for it: mapped rows take longer to make than to read.
_NEWEST = (
    select(_REVISIONS, _PATIENTS.c.number.label("patient_number"), _PATIENTS.c.name, _PATIENTS.c.born_on)
    .join(_CASES, (_CASES.c.id == _REVISIONS.c.case_id) & (_CASES.c.head == _REVISIONS.c.number))
    .join(_PATIENTS, _PATIENTS.c.id == _CASES.c.patient_id)
    .where(_CASES.c.id == bindparam("case_id"))
)

_PAGE = (
    select(_REVISIONS.c.case_id, _REVISIONS.c.content)
    .join(_CASES, (_CASES.c.id == _REVISIONS.c.case_id) & (_CASES.c.head == _REVISIONS.c.number))
    .where(_CASES.c.id > bindparam("after"))
    .order_by(_CASES.c.id)
    .limit(bindparam("limit"))
)


class Cases:
    """The cases within one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._session = transaction.session
        self._audit = Audit(transaction)
        self._search = Search(transaction)
        self._opinions = Opinions(transaction)
        self._meetings = Meetings(transaction)

    def ids(self) -> tuple[CaseId, ...]:
        """Return the ids of all cases, in the order in which they were created."""
        return tuple(
            CaseId(one) for one in self._session.scalars(select(tables.Case.id).order_by(tables.Case.created_at))
        )

    def page(self, after: str, *, limit: int) -> tuple[tuple[CaseId, Case | None], ...]:
        """Return at most so many cases whose ids come ``after`` one, by id, each with its newest record.

        A record that cannot be read is ``None``.
        """
        found = self._session.execute(_PAGE, {"after": after, "limit": limit})
        return tuple((CaseId(row.case_id), _readable(row.content)) for row in found)

    def create(self, case_id: CaseId, identity: Identity, case: Case, *, reason: str) -> None:
        """Record a new case with its first revision; a number that another case has is refused."""
        self._refuse_taken(identity, but=None)
        patient = tables.Patient(id=uuid.uuid4().hex)
        identify(patient, identity)
        self._session.add(patient)
        self._session.flush()
        self._session.add(tables.Case(id=case_id, patient_id=patient.id, created_at=self._transaction.at, head=1))
        self._session.flush()
        record = casefile.to_json(case)
        self._append(case_id, casefile.canonical_json(record), number=1, parent=None, reason=reason)
        touched = self._touched(self._audit.add(Act.CASE_CREATED, case_id))
        self._search.project(case_id, identity, case, record, revision=1, touched=touched)

    def record(self, case_id: CaseId, case: Case, *, base_revision: int, reason: str) -> None:
        """Append a revision, unless the newest says the same; a `ConflictFault` when it is not ``base_revision``.

        A revision that this very save has written already, before its connection was lost, is not written again.
        """
        row, newest = self._row(case_id), self._newest(case_id)
        if base_revision != row.head:
            if self._is_written(case_id, case, base_revision):
                return
            raise ConflictFault(faults.CASE_MOVED_ON, author=newest.author, newest=row.head, base=base_revision)
        record = casefile.to_json(case)
        content = casefile.canonical_json(record)
        if content == newest.content:
            return
        row.head += 1
        self._append(case_id, content, number=row.head, parent=newest.sha256, reason=reason)
        touched = self._touched(self._audit.add(Act.CASE_RECORDED, case_id, revision=str(row.head)))
        self._search.project(case_id, _identity(newest), case, record, revision=row.head, touched=touched)

    def identify(self, case_id: CaseId, identity: Identity) -> None:
        """Change number, name and birth date of a case's person; nothing happens when they are the same."""
        row = self._row(case_id)
        if self.identity(case_id) == identity:
            return
        self._refuse_taken(identity, but=case_id)
        identify(self._session.get_one(tables.Patient, row.patient_id), identity)
        touched, case = self._touched(self._audit.add(Act.CASE_IDENTIFIED, case_id)), self.current(case_id)
        self._search.project(case_id, identity, case, casefile.to_json(case), revision=row.head, touched=touched)

    def identity(self, case_id: CaseId) -> Identity:
        """Return who a case is about."""
        patient = self._session.get_one(tables.Patient, self._row(case_id).patient_id)
        return Identity(number=patient.number, name=patient.name, born_on=patient.born_on)

    def of_number(self, number: str) -> CaseId | None:
        """Return the case that has a number, as numbers are compared; ``None`` when none has."""
        row = self._session.scalars(
            select(tables.Case.id)
            .join(tables.Patient, tables.Patient.id == tables.Case.patient_id)
            .where(tables.Patient.number_key == projection.folded(number))
        ).first()
        return CaseId(row) if row is not None else None

    def current(self, case_id: CaseId) -> Case:
        """Return the newest revision of a case."""
        return self.at(case_id, self._row(case_id).head)

    def at(self, case_id: CaseId, number: int) -> Case:
        """Return a case as it was at a revision."""
        return casefile.reread(self._revision(case_id, number).content)

    def history(self, case_id: CaseId) -> tuple[Revision, ...]:
        """Return the revisions of a case, newest first."""
        self._row(case_id)
        revisions = (
            select(tables.Revision).where(tables.Revision.case_id == case_id).order_by(tables.Revision.number.desc())
        )
        return tuple(_told(row) for row in self._session.scalars(revisions))

    def opened(self, case_id: CaseId) -> OpenCase:
        """Return a case with all that belongs to it."""
        newest = self._newest(case_id)
        return OpenCase(
            id=case_id,
            identity=_identity(newest),
            case=casefile.reread(newest.content),
            revision=_told(newest),
            opinions=self._opinions.of(case_id),
            meetings=self._meetings.rows(case_id),
        )

    def rebuild(self, case_id: CaseId) -> None:
        """Compute projection and index of a case anew from its identity and its newest revision."""
        head, touched = self._row(case_id).head, self._audit.touched(case_id)
        identity, case = self.identity(case_id), self.at(case_id, head)
        self._search.project(case_id, identity, case, casefile.to_json(case), revision=head, touched=touched)

    def _touched(self, entry: int) -> Touched:
        return Touched(entry=entry, at=self._transaction.at)

    def _append(self, case_id: CaseId, content: bytes, *, number: int, parent: str | None, reason: str) -> None:
        self._session.add(
            tables.Revision(
                case_id=case_id,
                number=number,
                content=content,
                sha256=hashlib.sha256(content).hexdigest(),
                parent_sha256=parent,
                author=self._transaction.author,
                recorded_at=self._transaction.at,
                reason=reason,
            )
        )
        self._session.flush()

    def _is_written(self, case_id: CaseId, case: Case, base_revision: int) -> bool:
        """Whether the author has the same record saved upon the same revision; others may have gone on since."""
        base, after = (self._session.get(tables.Revision, (case_id, base_revision + one)) for one in (0, 1))
        return (
            base is not None
            and after is not None
            and after.author == self._transaction.author
            and after.parent_sha256 == base.sha256
            and after.sha256 == hashlib.sha256(casefile.canonical(case)).hexdigest()
        )

    def _row(self, case_id: CaseId) -> tables.Case:
        row = self._session.get(tables.Case, case_id)
        if row is None:
            raise CrlmError(faults.CASE_NOT_THERE)
        return row

    def _newest(self, case_id: CaseId) -> Row[Any]:
        """Return the newest revision of a case together with who it is about."""
        self._session.flush()
        newest = self._session.execute(_NEWEST, {"case_id": case_id}).one_or_none()
        if newest is None:
            # One of the two is not there, and says so; without its person a case cannot be told either.
            self._revision(case_id, self._row(case_id).head)
            raise NoResultFound(f"case {case_id} is about nobody")
        return newest

    def _revision(self, case_id: CaseId, number: int) -> tables.Revision:
        row = self._session.get(tables.Revision, (case_id, number))
        if row is None:
            raise CrlmError(faults.NO_REVISION, number=number, newest=self._row(case_id).head)
        return row

    def _refuse_taken(self, identity: Identity, *, but: CaseId | None) -> None:
        taken = self._session.execute(
            select(tables.Case.id, tables.Patient.name)
            .join(tables.Patient, tables.Patient.id == tables.Case.patient_id)
            .where(tables.Patient.number_key == projection.folded(identity.number))
        ).one_or_none()
        if taken is None or taken.id == but:
            return
        code = faults.NUMBER_TAKEN if taken.name else faults.NUMBER_TAKEN_UNNAMED
        # The id lets the caller offer to open that case.
        raise InputError([problem("number", code, number=identity.number, name=taken.name, case_id=taken.id)])


def identify(patient: tables.Patient, identity: Identity) -> None:
    """Write into the row of a person who they are."""
    patient.number = identity.number
    patient.number_key = projection.folded(identity.number)
    patient.name = identity.name
    patient.born_on = identity.born_on


def _readable(content: bytes) -> Case | None:
    try:
        return casefile.reread(content)
    except InputError:
        return None


def _identity(newest: Row[Any]) -> Identity:
    return Identity(number=newest.patient_number, name=newest.name, born_on=newest.born_on)


def _told(row: tables.Revision | Row[Any]) -> Revision:
    return Revision(
        number=row.number, sha256=row.sha256, author=row.author, recorded_at=row.recorded_at, reason=row.reason
    )
