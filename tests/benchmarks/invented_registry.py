"""A registry of very many invented cases: the rows that the program would have written, written in bulk.

The same number gives the same registry, up to its keys. `written_by_program` writes the same by the program's own
units, for the test that holds both equal. ``CRLM_REGISTRY_CASES=100000`` makes the benchmarks take so many cases;
such a registry is kept beside the other temporary files between runs.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random
from sqlite3 import Connection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from crlm_desktop import paths
from crlm_desktop.case import casefile
from crlm_desktop.case.identity import CaseId, Identity
from crlm_desktop.case.record import Case
from crlm_desktop.meeting.opinion import Opinion, OpinionId, OpinionStance
from crlm_desktop.meeting.people import Discipline
from crlm_desktop.registry import chaining, keys, projection, tables
from crlm_desktop.registry.beyond_tables import INDEXES
from crlm_desktop.registry.connection import connect
from crlm_desktop.registry.unit import Registry
from crlm_desktop.registry.values import Act
from crlm_desktop.services import meetings
from crlm_desktop.services.meetings import Particulars
from crlm_desktop.services.workplace import Workplace
from tests.builders import a_decision, an_attendance
from tests.laws.patched import patched_cases
from tests.registry.building import AUTHOR, CLOCK, PASSPHRASE, a_registry, reopened
from tests.services.places import plain_engine

VARIABLE = "CRLM_REGISTRY_CASES"
FEW = 200
"""How many cases there are in the ordinary test run."""

_RECORDS = 2000
"""How many different records there are; every case has its own person, number and history."""
_LESIONS = (1, 12)
_MEETING_OF = 5
_AT_ONCE = 5000
_FAMILIES = ("Example", "Sample", "Novák", "Ferrante", "Solberg", "Osei", "Whitcombe", "Dvořáček", "Müller", "Okafor")
_GIVEN = ("Ada", "Grace", "Jan", "Giulia", "Henrik", "Amara", "Eleanor", "Marek", "Tomás", "Yuki", "Sven", "Maria")
_CHINESE_FAMILIES = ("李", "王", "张", "刘", "陈", "杨", "欧阳", "赵", "黄", "周", "吴", "司马")
_CHINESE_GIVEN = "文博娜伟芳秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂"
_QUESTIONS = (
    "Resect, ablate, or both?",
    "Is the remnant large enough after six cycles?",
    "Restaged after chemotherapy: operate now?",
    "肝转移灶能否手术切除？",
    "化疗六周期后复查，是否可行消融治疗？",
    "右半肝病灶，剩余肝体积不足，如何转化？",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A case with what is computed of it alone: its bytes, its hash, what lists and searches know."""

    case: Case
    content: bytes
    sha256: str
    facts: Mapping[str, Any]
    lesions: tuple[Mapping[str, Any], ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A person with a case, and every record that was saved of it, one a minute."""

    case_id: CaseId
    patient_id: str
    identity: Identity
    at: datetime
    records: tuple[Record, ...]

    def moment(self, number: int) -> datetime:
        """Return when the revision of this number was saved."""
        return self.at + timedelta(minutes=number)


def wanted() -> int:
    """Return how many cases the environment asks for."""
    return int(os.environ.get(VARIABLE, FEW))


def folder_of(cases: int, scratch: Path) -> Path:
    """Return a closed registry of so many cases, which nobody may change: a small one is made in ``scratch``.

    A large one is made once and kept, until the schema or what it is made by is another.
    """
    if cases <= FEW:
        made = scratch / f"{cases}.crlm"
        return made if made.exists() else built(made, cases)
    home = Path(tempfile.gettempdir()) / "crlm-desktop-benchmarks"
    home.mkdir(exist_ok=True)
    kept = home / f"{cases}-{_version()}.crlm"
    if not kept.exists():
        beside = kept.with_suffix(f".{os.getpid()}")
        shutil.rmtree(beside, ignore_errors=True)
        built(beside, cases).rename(kept)
    return kept


def _version() -> str:
    made_by = (Path(__file__), *(Path(str(module.__file__)) for module in (projection, chaining)))
    read = [file.read_bytes() for file in (*made_by, paths.db("schema.sql"))]
    return hashlib.sha256(b"".join(read)).hexdigest()[:8]


def built(path: Path, cases: int) -> Path:
    """Make a registry of so many cases at ``path``, with some opinions and meetings, and close it."""
    a_registry(path).close()
    written_in_bulk(path, stories(cases))
    registry = reopened(path)
    try:
        _discuss(registry, cases)
    finally:
        registry.close()
    return path


# --- who and what ------------------------------------------------------------------------------------------------


def stories(number: int) -> Iterator[Story]:
    """Yield so many cases with their histories; every other has more than one revision."""
    pool, chance = records(min(number + 1, _RECORDS)), Random(number)
    first = CLOCK.now() - timedelta(minutes=10 * number)
    for at in range(number):
        place, saves = chance.randrange(len(pool)), chance.choice((1, 1, 2, 3))
        yield Story(
            case_id=CaseId(f"{chance.getrandbits(128):032x}"),
            patient_id=f"{chance.getrandbits(128):032x}",
            identity=_identity(at, chance),
            at=first + timedelta(minutes=10 * at),
            records=tuple(pool[(place + one) % len(pool)] for one in range(saves)),
        )


def _identity(at: int, chance: Random) -> Identity:
    # As many as there are, none twice: the factor and the power of ten have no divisor in common.
    digits = f"{(at * 7_654_321 + 1_234_567) % 10**8:08}"
    number = digits if chance.random() < 0.7 else f"MRN-{digits}"
    if chance.random() < 0.5:
        name = chance.choice(_CHINESE_FAMILIES) + "".join(chance.sample(_CHINESE_GIVEN, chance.choice((1, 2, 2))))
    else:
        name = f"{chance.choice(_GIVEN)} {chance.choice(_FAMILIES)}"
    born = date(1935, 1, 1) + timedelta(days=chance.randrange(20_000))
    return Identity(number=number, name=name, born_on=born if chance.random() < 0.8 else None)


@cache
def records(number: int) -> tuple[Record, ...]:
    chance, found = Random(1), dict[bytes, Record]()
    for case in patched_cases(2 * number, seed=5, lesions=_LESIONS):
        asked = case.model_copy(update={"question": chance.choice(_QUESTIONS)})
        found.setdefault(casefile.canonical(asked), _record(asked))
        if len(found) == number:
            break
    return tuple(found.values())


def _record(case: Case) -> Record:
    content, told, nobody = casefile.canonical(case), casefile.to_json(case), Identity(number="")
    facts = projection.facts(nobody, case, told)
    return Record(
        case=case,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        facts={name: value for name, value in facts.items() if name not in ("number", "name")},
        lesions=projection.lesion_facts(case),
        texts=projection.texts(nobody, told),
    )


# --- written by the program --------------------------------------------------------------------------------------


def written_by_program(registry: Registry, told: Iterable[Story]) -> None:
    """Write the cases as the use cases do, one transaction a save."""
    for story in told:
        for number, record in enumerate(story.records, start=1):
            with registry.unit(author=AUTHOR, at=story.moment(number)) as unit:
                if number == 1:
                    unit.cases.create(story.case_id, story.identity, record.case, reason="")
                else:
                    unit.cases.record(story.case_id, record.case, base_revision=number - 1, reason="")


def _discuss(registry: Registry, cases: int) -> None:
    """Give some opinions, and hold some meetings; the last one is still open."""
    place = Workplace(registry, engine=plain_engine(), clock=CLOCK)
    with registry.reading() as unit:
        ids = [row.id for row in unit.search.rows("", limit=max(20, cases // 100))]
    with registry.unit(author=AUTHOR, at=CLOCK.now()) as unit:
        for at, case_id in enumerate(ids):
            unit.opinions.give(_opinion(case_id, at))
    for at in range(2 + cases // 1000):
        meeting = meetings.create(place, Particulars(title="Liver meeting", site="", held_on=_meeting_day(at)))
        listed = [ids[(at * _MEETING_OF + one) % len(ids)] for one in range(_MEETING_OF)]
        meetings.set_attendance(place, meeting.meeting.id, [an_attendance()])
        for case_id in listed:
            meetings.add_case(place, meeting.meeting.id, case_id)
        if at:
            for case_id in listed:
                meetings.record_outcome(place, meeting.meeting.id, case_id, a_decision())
            meetings.close(place, meeting.meeting.id)


def _meeting_day(at: int) -> date:
    return CLOCK.now().date() + timedelta(days=7 - at)


def _opinion(case_id: CaseId, at: int) -> Opinion:
    return Opinion(
        id=OpinionId(f"{at:032x}"),
        case_id=case_id,
        case_sha256="c" * 64,
        person="Dr Grey",
        discipline=Discipline.LIVER_SURGERY,
        strategy="",
        stance=OpinionStance.FOR,
        text="",
        given_at=CLOCK.now(),
    )


# --- written in bulk ---------------------------------------------------------------------------------------------

_DIALECT = sqlite.dialect()
Row = dict[str, Any]


def written_in_bulk(path: Path, told: Iterable[Story]) -> None:
    """Write the cases into a closed registry, some thousand in a transaction."""
    key = keys.unlock(keys.read(path / keys.FILE_NAME), PASSPHRASE)
    assert key is not None
    connection = connect(path / "registry.db", key)
    # Whoever stops it makes it anew.
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -200000")
    try:
        chain, left = _Chain(connection), iter(told)
        while some := list(islice(left, _AT_ONCE)):
            connection.execute("BEGIN")
            _write(connection, chain, some)
            connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


class _Chain:
    """The audit chain as it grows: it takes up rows by their hashes, as `Audit` does."""

    def __init__(self, connection: Connection) -> None:
        statement = "SELECT newest_entry, newest_sha256 FROM registry_info"
        self.entry, self.sha256 = connection.execute(statement).fetchone()

    def entry_of(self, act: Act, subject: str, at: datetime, written: Mapping[str, str], **detail: str) -> Row:
        row = stored(
            tables.AuditEntry,
            id=self.entry + 1,
            at=at,
            author=AUTHOR,
            act=act.value,
            subject=subject,
            detail=json.dumps(detail, ensure_ascii=False, sort_keys=True),
            written=json.dumps(dict(written), sort_keys=True),
            previous_sha256=self.sha256,
        )
        row["sha256"] = chaining.entry_sha256(row)
        self.entry, self.sha256 = row["id"], row["sha256"]
        return row


def _write(connection: Connection, chain: _Chain, told: Sequence[Story]) -> None:
    rows: dict[type[tables.Base], list[Row]] = {table: [] for table in _TABLES}
    contents: list[tuple[int, str, str]] = []
    for story in told:
        _tell(story, chain, rows)
        contents.append((chain.entry, *_index_contents(story)))
    for table, found in rows.items():
        columns = ", ".join(f'"{name}"' for name in found[0])
        places = ", ".join("?" * len(found[0]))
        statement = f"INSERT INTO {table.__tablename__} ({columns}) VALUES ({places})"
        connection.executemany(statement, [tuple(row.values()) for row in found])
    for at, index in enumerate(INDEXES, start=1):
        pairs = [(entry[0], entry[at]) for entry in contents]
        connection.executemany(f"INSERT INTO {index} (rowid, text) VALUES (?, ?)", pairs)
    connection.execute("UPDATE registry_info SET newest_entry = ?, newest_sha256 = ?", (chain.entry, chain.sha256))


_TABLES = (tables.Patient, tables.Case, tables.Revision, tables.AuditEntry, tables.CaseFacts, tables.LesionFacts)


def _tell(story: Story, chain: _Chain, rows: dict[type[tables.Base], list[Row]]) -> None:
    """Add all rows of one case; what is replaced meanwhile stands in the log alone."""
    patient = stored(
        tables.Patient,
        id=story.patient_id,
        number=story.identity.number,
        number_key=projection.folded(story.identity.number),
        name=story.identity.name,
        born_on=story.identity.born_on,
    )
    rows[tables.Patient].append(patient)
    parent: str | None = None
    for number, record in enumerate(story.records, start=1):
        at = story.moment(number)
        case = stored(
            tables.Case, id=story.case_id, patient_id=story.patient_id, created_at=story.moment(1), head=number
        )
        revision = stored(
            tables.Revision,
            case_id=story.case_id,
            number=number,
            content=record.content,
            sha256=record.sha256,
            parent_sha256=parent,
            author=AUTHOR,
            recorded_at=at,
            reason="",
        )
        parent = record.sha256
        rows[tables.Revision].append(revision)
        written = _hashes(("cases", case, (story.case_id,)), ("revisions", revision, (story.case_id, number)))
        if number == 1:
            written |= _hashes(("patients", patient, (story.patient_id,)))
            rows[tables.AuditEntry].append(chain.entry_of(Act.CASE_CREATED, story.case_id, at, written))
        else:
            entry = chain.entry_of(Act.CASE_RECORDED, story.case_id, at, written, revision=str(number))
            rows[tables.AuditEntry].append(entry)
    rows[tables.Case].append(case)
    rows[tables.CaseFacts].append(_facts(story, touched=chain.entry))
    rows[tables.LesionFacts].extend(
        stored(tables.LesionFacts, case_id=story.case_id, position=position, **facts)
        for position, facts in enumerate(story.records[-1].lesions)
    )


def _facts(story: Story, *, touched: int) -> Row:
    newest = len(story.records)
    return stored(
        tables.CaseFacts,
        case_id=story.case_id,
        touched=touched,
        number=story.identity.number,
        name=story.identity.name,
        revision=newest,
        changed_at=story.moment(newest),
        **story.records[-1].facts,
    )


def _index_contents(story: Story) -> tuple[str, str]:
    folded = [projection.folded(one) for one in (story.identity.number, story.identity.name)]
    texts = [*(one for one in folded if one), *story.records[-1].texts]
    return "\n".join(texts), " xx ".join(projection.characters(one) for one in texts)


def _hashes(*written: tuple[str, Row, tuple[object, ...]]) -> dict[str, str]:
    return {chaining.key_of(table, key): chaining.row_sha256(table, row) for table, row, key in written}


def stored(table: type[tables.Base], **values: Any) -> Row:
    """Return a row with every column as the file holds it."""
    return {
        name: values.get(name) if bind is None or values.get(name) is None else bind(values[name])
        for name, bind in _binds(table).items()
    }


@cache
def _binds(table: type[tables.Base]) -> dict[str, Any]:
    columns = sa.inspect(table).columns
    return {column.name: column.type.dialect_impl(_DIALECT).bind_processor(_DIALECT) for column in columns}
