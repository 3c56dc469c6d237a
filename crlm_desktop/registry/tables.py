"""The mapping: every table of the registry, typed; its rows never leave the registry."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import ClassVar

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    Time,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from crlm_desktop.case.choices import Braf, LesionState, Mmr, Presentation, Ras, Sex
from crlm_desktop.meeting.agenda import MeetingState
from crlm_desktop.meeting.opinion import OpinionStance
from crlm_desktop.meeting.people import Discipline, Presence
from crlm_desktop.registry.columns import Chosen, Moment
from crlm_desktop.registry.user import Role

ID = String(32)
SHA256 = String(64)
PERSON = String(200)


class Base(DeclarativeBase):
    """What every table shares: constraints that are named, so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {datetime: Moment, date: Date, time: Time, bytes: LargeBinary}


class RegistryInfo(Base):
    """The one row that says what this registry is; ``offers`` is a JSON list, or nothing.

    ``newest_entry`` and ``newest_sha256`` are the head of the audit chain: an end that was cut off is missed here.
    """

    __tablename__ = "registry_info"
    __table_args__ = (CheckConstraint("singleton = 1", name="one_row"),)

    singleton: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[str] = mapped_column(ID)
    name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
    is_demonstration: Mapped[bool]
    offers: Mapped[str | None] = mapped_column(Text)
    newest_entry: Mapped[int]
    newest_sha256: Mapped[str] = mapped_column(SHA256)


class Patient(Base):
    """A person; ``number_key`` is the number as it is compared: without regard to case and width of letters."""

    __tablename__ = "patients"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    number: Mapped[str] = mapped_column(String(200))
    number_key: Mapped[str] = mapped_column(String(400), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    born_on: Mapped[date | None]


class Case(Base):
    """A case of a person; ``head`` is the number of its newest revision."""

    __tablename__ = "cases"
    __table_args__ = (CheckConstraint("head >= 1", name="head"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    patient_id: Mapped[str] = mapped_column(ForeignKey("patients.id"), unique=True)
    created_at: Mapped[datetime]
    head: Mapped[int]


class Revision(Base):
    """A saved state of a case: the canonical record with its hash and its parent's; rows are only ever added."""

    __tablename__ = "revisions"
    __table_args__ = (
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("(number = 1) = (parent_sha256 IS NULL)", name="parent"),
        CheckConstraint("length(sha256) = 64", name="sha256"),
    )

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes]
    sha256: Mapped[str] = mapped_column(SHA256)
    parent_sha256: Mapped[str | None] = mapped_column(SHA256)
    author: Mapped[str] = mapped_column(PERSON)
    recorded_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)


class CaseFacts(Base):
    """The projection of a case for lists; ``touched`` is the audit entry of its last change and orders the list."""

    __tablename__ = "case_facts"
    __table_args__ = (CheckConstraint("completeness BETWEEN 0 AND 100", name="completeness"),)

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    touched: Mapped[int] = mapped_column(ForeignKey("audit_log.id"), unique=True)
    number: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(200))
    age_years: Mapped[int | None]
    sex: Mapped[Sex | None] = mapped_column(Chosen(Sex))
    presentation: Mapped[Presentation | None] = mapped_column(Chosen(Presentation))
    lesion_count: Mapped[int | None]
    ras: Mapped[Ras | None] = mapped_column(Chosen(Ras))
    braf: Mapped[Braf | None] = mapped_column(Chosen(Braf))
    mmr: Mapped[Mmr | None] = mapped_column(Chosen(Mmr))
    completeness: Mapped[int]
    revision: Mapped[int]
    changed_at: Mapped[datetime]


class LesionFacts(Base):
    """The projection of one lesion, in the order of the record; ``segments`` are joined by commas."""

    __tablename__ = "lesion_facts"

    case_id: Mapped[str] = mapped_column(ForeignKey("case_facts.case_id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    lesion: Mapped[str] = mapped_column(String(16))
    segments: Mapped[str | None] = mapped_column(String(80))
    size_mm: Mapped[float | None]
    state: Mapped[LesionState | None] = mapped_column(Chosen(LesionState))


class Opinion(Base):
    """What a person thinks of an option; one that was withdrawn keeps its row."""

    __tablename__ = "opinions"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    case_sha256: Mapped[str] = mapped_column(SHA256)
    person: Mapped[str] = mapped_column(PERSON)
    discipline: Mapped[Discipline] = mapped_column(Chosen(Discipline))
    strategy: Mapped[str] = mapped_column(String(100))
    stance: Mapped[OpinionStance] = mapped_column(Chosen(OpinionStance))
    text: Mapped[str] = mapped_column(Text)
    given_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(PERSON)
    withdrawn_at: Mapped[datetime | None]


class Meeting(Base):
    """A meeting; once closed, no row that belongs to it changes."""

    __tablename__ = "meetings"
    __table_args__ = (CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    site: Mapped[str] = mapped_column(Text)
    held_on: Mapped[date] = mapped_column(index=True)
    starts_at: Mapped[time | None]
    ends_at: Mapped[time | None]
    chair: Mapped[str] = mapped_column(Text)
    coordinator: Mapped[str] = mapped_column(Text)
    state: Mapped[MeetingState] = mapped_column(Chosen(MeetingState))
    closed_at: Mapped[datetime | None]


class Attendance(Base):
    """One person at one meeting, in the order given."""

    __tablename__ = "attendances"

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person: Mapped[str] = mapped_column(PERSON)
    discipline: Mapped[Discipline] = mapped_column(Chosen(Discipline))
    presence: Mapped[Presence] = mapped_column(Chosen(Presence))
    arrived_at: Mapped[time | None]
    left_at: Mapped[time | None]


class AgendaItem(Base):
    """One case on one agenda, at its place."""

    __tablename__ = "agenda_items"

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True, index=True)
    position: Mapped[int]
    question: Mapped[str] = mapped_column(Text)


class Outcome(Base):
    """What the team said of one case: ``value`` is the decision or the deferral as JSON.

    ``options`` (joined by commas) and ``reason`` stand beside it for reports; ``revision`` is what the team saw.
    """

    __tablename__ = "outcomes"
    __table_args__ = (
        ForeignKeyConstraint(["meeting_id", "case_id"], ["agenda_items.meeting_id", "agenda_items.case_id"]),
        CheckConstraint("kind IN ('decision', 'deferral')", name="kind"),
        Index(None, "case_id"),
    )

    meeting_id: Mapped[str] = mapped_column(ID, primary_key=True)
    case_id: Mapped[str] = mapped_column(ID, primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    options: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(String(40))
    value: Mapped[str] = mapped_column(Text)
    revision: Mapped[int]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(PERSON)


class Seal(Base):
    """What closing a meeting froze, as bytes with their hash; rows are only ever added."""

    __tablename__ = "seals"
    __table_args__ = (CheckConstraint("length(sha256) = 64", name="sha256"),)

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    content: Mapped[bytes]
    sha256: Mapped[str] = mapped_column(SHA256)
    sealed_at: Mapped[datetime]
    sealed_by: Mapped[str] = mapped_column(PERSON)


class Draft(Base):
    """Input that was not written, as it stood in its field; it belongs to its author and is neither entry nor revision.

    ``run`` is the opening of the registry in which it was typed: two of them never overwrite each other.
    """

    __tablename__ = "drafts"
    __table_args__ = (Index(None, "author"), Index(None, "subject"))

    run: Mapped[str] = mapped_column(ID, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject: Mapped[str] = mapped_column(ID, primary_key=True)
    place: Mapped[str] = mapped_column(String(200), primary_key=True)
    author: Mapped[str] = mapped_column(PERSON)
    text: Mapped[str] = mapped_column(Text)
    revision: Mapped[int | None]
    typed_at: Mapped[datetime]


class User(Base):
    """A user, named by the id of their key slot; ``name_key`` is the name as it is compared. Rows are never removed."""

    __tablename__ = "users"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    name: Mapped[str] = mapped_column(PERSON)
    name_key: Mapped[str] = mapped_column(String(400), unique=True)
    role: Mapped[Role] = mapped_column(Chosen(Role))
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class AuditEntry(Base):
    """Who did what to what, when; rows are only ever added, one a change.

    ``written`` is a JSON object: the rows that the change wrote, each with its hash, or null for one it removed.
    ``sha256`` is the hash of this row, which holds that of the row before it (see `chaining`).
    """

    __tablename__ = "audit_log"
    __table_args__ = (
        Index(None, "subject"),
        CheckConstraint("length(previous_sha256) = 64 AND length(sha256) = 64", name="sha256"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    author: Mapped[str] = mapped_column(PERSON)
    act: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(ID)
    detail: Mapped[str] = mapped_column(Text)
    written: Mapped[str] = mapped_column(Text)
    previous_sha256: Mapped[str] = mapped_column(SHA256)
    sha256: Mapped[str] = mapped_column(SHA256)


def table_of(mapped: type[Base]) -> Table:
    """Return the table behind a mapping, for what is read or written past it."""
    table = mapped.__table__
    assert isinstance(table, Table)
    return table
