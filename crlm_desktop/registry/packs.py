"""Packs within one transaction: rows as the values of a pack, those values as rows, and what the log says of packs."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from crlm_desktop.case.identity import CaseId, Identity
from crlm_desktop.meeting import plain_json
from crlm_desktop.meeting.agenda import MeetingId
from crlm_desktop.meeting.decision import Outcome
from crlm_desktop.meeting.opinion import OpinionId
from crlm_desktop.registry import pack, projection, tables
from crlm_desktop.registry.audit import Audit
from crlm_desktop.registry.cases import Cases, identify
from crlm_desktop.registry.meetings import Meetings
from crlm_desktop.registry.opinions import value_of
from crlm_desktop.registry.pack import Base, Contents, Pack, PackedCase, PackedOpinion, PackedRevision, Recorded, Taking
from crlm_desktop.registry.transaction import Transaction
from crlm_desktop.registry.values import Act, Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseChange:
    """What is to be written of one case: revisions after its newest, who it is about, opinions new and withdrawn."""

    id: CaseId
    created_at: datetime
    identity: Identity
    revisions: tuple[PackedRevision, ...]
    opinions: tuple[PackedOpinion, ...]
    withdrawn: Mapping[OpinionId, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Out:
    """A meeting that was taken along: by whom, when, how long the pack is good; and when it was brought back last."""

    pack: str
    at: datetime
    by: str
    valid_until: datetime
    brought_back_at: datetime | None


class Packs:
    """What packs need of the registry within one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._session = transaction.session
        self._audit = Audit(transaction)
        self._cases = Cases(transaction)
        self._meetings = Meetings(transaction)

    def contents(self, meeting_id: MeetingId, case_ids: Iterable[CaseId] = ()) -> Contents:
        """Return a meeting with the cases of its agenda, and with others of those ids that are there."""
        meeting = self._meetings.value(meeting_id)
        rows = self._session.scalars(
            select(tables.Outcome).where(tables.Outcome.meeting_id == meeting_id).order_by(tables.Outcome.case_id)
        )
        wanted = dict.fromkeys((*(item.case_id for item in meeting.agenda), *case_ids))
        return Contents(
            meeting=meeting,
            recorded=tuple(
                Recorded(
                    case_id=CaseId(row.case_id),
                    revision=row.revision,
                    recorded_at=row.recorded_at,
                    recorded_by=row.recorded_by,
                )
                for row in rows
            ),
            cases=tuple(found for one in wanted if (found := self._case(one)) is not None),
        )

    def holder(self, number: str) -> CaseId | None:
        """Return the case that has a number, compared without regard to case and width; ``None`` when none has."""
        found = self._session.scalars(
            select(tables.Case.id)
            .join(tables.Patient, tables.Patient.id == tables.Case.patient_id)
            .where(tables.Patient.number_key == projection.folded(number))
        ).one_or_none()
        return None if found is None else CaseId(found)

    def free_numbers(self, case_ids: Iterable[CaseId]) -> None:
        """Let cases leave their numbers, so that one may take that of another; all of them are then brought."""
        for one in case_ids:
            row = self._session.get_one(tables.Case, one)
            # No number is compared as one that begins with a space.
            self._session.get_one(tables.Patient, row.patient_id).number_key = f" {row.patient_id}"
        self._session.flush()

    def bring_case(self, change: CaseChange, **detail: str) -> None:
        """Write what comes from elsewhere of one case, new or not; authors and moments stay those of elsewhere.

        The revisions must follow its newest one; the entry says where they come from.
        """
        row = self._session.get(tables.Case, change.id)
        if row is None:
            row = self._new_case(change)
        else:
            patient = self._session.get_one(tables.Patient, row.patient_id)
            identify(patient, change.identity)
        self._session.flush()
        self._session.add_all(_revision(change.id, one) for one in change.revisions)
        row.head = change.revisions[-1].number if change.revisions else row.head
        self._session.add_all(_opinion(one) for one in change.opinions)
        for opinion_id, at in change.withdrawn.items():
            self._session.get_one(tables.Opinion, opinion_id).withdrawn_at = at
        self._audit.add(Act.CASE_BROUGHT, change.id, **detail)
        self._cases.rebuild(change.id)

    def bring_outcome(self, meeting_id: MeetingId, told: Recorded, outcome: Outcome, *, from_pack: str) -> None:
        """Write the outcome of a case as it was recorded elsewhere; ``told.revision`` counts as here."""
        self._meetings.record_outcome(meeting_id, told.case_id, outcome, told=told, pack=from_pack)

    def fill(self, taken: Pack, **detail: str) -> None:
        """Write all that a pack holds into this registry, which is new, and note where it came from."""
        contents = taken.contents
        for one in contents.cases:
            change = CaseChange(
                id=one.id,
                created_at=one.created_at,
                identity=one.identity,
                revisions=one.revisions,
                opinions=one.opinions,
                withdrawn={},
            )
            self.bring_case(change, pack=taken.id)
        meeting = contents.meeting
        self._meetings.create(meeting)
        self._meetings.set_attendance(meeting.id, meeting.attendance)
        told = {one.case_id: one for one in contents.recorded}
        for item in meeting.agenda:
            self._meetings.add_case(meeting.id, item.case_id, question=item.question)
            if item.outcome is not None:
                self.bring_outcome(meeting.id, told[item.case_id], item.outcome, from_pack=taken.id)
        taking = json.dumps(plain_json.to_json(taken.taking), ensure_ascii=False, sort_keys=True)
        base = pack.base_to_text(taken.bases[-1])
        self._audit.add(Act.PACK_OPENED, self._info_id(), **detail, pack=taken.id, taking=taking, base=base)

    def taking(self) -> Taking | None:
        """Return which pack this registry was made from; ``None`` when it is no working registry."""
        entry = next(iter(self._noted(self._info_id(), Act.PACK_OPENED)), None)
        return None if entry is None else plain_json.from_json(Taking, json.loads(entry.detail["taking"]))

    def bases(self) -> tuple[Base, ...]:
        """Return the states in which this working registry came and was handed back, oldest first."""
        noted = self._noted(self._info_id(), Act.PACK_OPENED, Act.PACK_HANDED_BACK)
        return tuple(pack.base_from_text(entry.detail["base"]) for entry in noted)

    def known(self, meeting_id: MeetingId) -> frozenset[str]:
        """Return the ids of the packs of a meeting that were made or brought back here."""
        noted = self._noted(meeting_id, Act.PACK_TAKEN, Act.PACK_BROUGHT_BACK)
        return frozenset(entry.detail["pack"] for entry in noted)

    def brought(self, meeting_id: MeetingId) -> tuple[Entry, ...]:
        """Return the entries of the packs of a meeting that were brought back, oldest first."""
        return self._noted(meeting_id, Act.PACK_BROUGHT_BACK)

    def out(self, meeting_id: MeetingId) -> tuple[Out, ...]:
        """Return every taking along of a meeting, oldest first."""
        brought = {entry.detail["taking"]: entry.at for entry in self.brought(meeting_id)}
        return tuple(
            Out(
                pack=entry.detail["pack"],
                at=entry.at,
                by=entry.author,
                valid_until=datetime.fromisoformat(entry.detail["valid_until"]),
                brought_back_at=brought.get(entry.detail["pack"]),
            )
            for entry in self._noted(meeting_id, Act.PACK_TAKEN)
        )

    def _noted(self, subject: str, *acts: Act) -> tuple[Entry, ...]:
        return self._audit.entries(subject, acts=acts)

    def _info_id(self) -> str:
        return self._session.scalars(select(tables.RegistryInfo.id)).one()

    def _case(self, case_id: CaseId) -> PackedCase | None:
        row = self._session.get(tables.Case, case_id)
        if row is None:
            return None
        revisions = self._session.scalars(
            select(tables.Revision).where(tables.Revision.case_id == case_id).order_by(tables.Revision.number)
        )
        opinions = self._session.scalars(
            select(tables.Opinion)
            .where(tables.Opinion.case_id == case_id)
            .order_by(tables.Opinion.given_at, tables.Opinion.id)
        )
        return PackedCase(
            id=case_id,
            created_at=row.created_at,
            identity=self._cases.identity(case_id),
            revisions=tuple(_packed_revision(one) for one in revisions),
            opinions=tuple(
                PackedOpinion(opinion=value_of(one), recorded_by=one.recorded_by, withdrawn_at=one.withdrawn_at)
                for one in opinions
            ),
        )

    def _new_case(self, change: CaseChange) -> tables.Case:
        # The id of a person is used within one registry only; that of the case is the same everywhere.
        patient = tables.Patient(id=uuid.uuid4().hex)
        identify(patient, change.identity)
        self._session.add(patient)
        self._session.flush()
        row = tables.Case(id=change.id, patient_id=patient.id, created_at=change.created_at, head=1)
        self._session.add(row)
        return row


def _packed_revision(row: tables.Revision) -> PackedRevision:
    return PackedRevision(
        number=row.number,
        content=row.content.decode(),
        sha256=row.sha256,
        parent_sha256=row.parent_sha256,
        author=row.author,
        recorded_at=row.recorded_at,
        reason=row.reason,
    )


def _revision(case_id: CaseId, one: PackedRevision) -> tables.Revision:
    return tables.Revision(
        case_id=case_id,
        number=one.number,
        content=one.content.encode(),
        sha256=one.sha256,
        parent_sha256=one.parent_sha256,
        author=one.author,
        recorded_at=one.recorded_at,
        reason=one.reason,
    )


def _opinion(one: PackedOpinion) -> tables.Opinion:
    opinion = one.opinion
    return tables.Opinion(
        id=opinion.id,
        case_id=opinion.case_id,
        case_sha256=opinion.case_sha256,
        person=opinion.person,
        discipline=opinion.discipline,
        strategy=opinion.strategy,
        stance=opinion.stance,
        text=opinion.text,
        given_at=opinion.given_at,
        recorded_by=one.recorded_by,
        withdrawn_at=one.withdrawn_at,
    )
