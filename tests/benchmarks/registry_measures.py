"""What is measured of a registry: each thing as the window has it done, and as the bare driver does the same."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from sqlite3 import Connection

from crlm_desktop.case.identity import CaseId
from crlm_desktop.gui.panels.cases import FIRST_ROWS
from crlm_desktop.registry import keys, projection, tables
from crlm_desktop.registry.beyond_tables import INDEXES
from crlm_desktop.registry.connection import connect
from crlm_desktop.services import review, users, workplace
from crlm_desktop.services.workplace import Workplace
from tests.benchmarks.invented_registry import Record, records, stored
from tests.registry.building import AUTHOR, CLOCK, PASSPHRASE
from tests.services.places import plain_engine

TYPED = (
    *("a", "ad", "ada", "ada e", "ada example", "resect", "res abl", "or both", "is large", "nobody has this"),
    *("李", "李文", "文博", "欧阳", "转化", "化转", "肝转移", "李 resect", "转 resect"),
    *("1", "12", "123", "1234", "12345", "123456", "00000001", "mrn", "mrn 12", "12 34"),
)
"""What somebody types: letter by letter, one and two Chinese characters, numbers, two words, what is in no case."""

_PAGE = (
    "SELECT case_facts.*, (SELECT min(held_on) FROM meetings JOIN agenda_items ON meeting_id = meetings.id "
    "WHERE agenda_items.case_id = case_facts.case_id AND state = 'open') FROM case_facts ORDER BY touched DESC LIMIT ?"
)
_NEWEST = (
    "SELECT revisions.*, patients.* FROM cases JOIN patients ON patients.id = patient_id "
    "JOIN revisions ON case_id = cases.id AND revisions.number = head WHERE cases.id = ?"
)
_CASE = (
    _NEWEST,
    "SELECT * FROM opinions WHERE case_id = ? AND withdrawn_at IS NULL ORDER BY given_at, id",
    "SELECT * FROM meetings WHERE id IN (SELECT meeting_id FROM agenda_items WHERE case_id = ?)",
)


Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Times:
    """How long something took, in milliseconds, as the program and as the bare driver did it in the same run."""

    ours: float
    raw: float

    @property
    def ratio(self) -> float:
        """How many times the bare driver's time it is."""
        return self.ours / self.raw


def in_turn(ours: Work, raw: Work, *, rounds: int) -> Times:
    """Measure the processor time of both in turn, so that a busy machine is busy for both."""
    return prepared_in_turn(lambda: ours, lambda: raw, rounds=rounds, clock=time.process_time)


def prepared_in_turn(
    ours: Callable[[], Work],
    raw: Callable[[], Work],
    *,
    rounds: int,
    clock: Callable[[], float],
    at_once: int = 1,
) -> Times:
    """Measure two works, each of which is made ready anew, in turn, each ``at_once`` times after one that is not told.

    Told is what a tenth of the rounds stay under: the rest is what others do on the machine meanwhile.
    """
    found: tuple[list[float], list[float]] = ([], [])
    for _turn in range(max(1, rounds // at_once)):
        for times, prepare in zip(found, (ours, raw), strict=True):
            for place in range(at_once + 1):
                work = prepare()
                start = clock()
                work()
                if place:
                    times.append((clock() - start) * 1000)
    return Times(*(sorted(times)[len(times) // 10] for times in found))


def with_standard_cost(folder: Path) -> Path:
    """Give the only user of a closed registry a passphrase that costs what one costs."""
    with _opened(folder) as place:
        users.change_own_passphrase(place, PASSPHRASE, PASSPHRASE)
    return folder


def open_to_first_page(folder: Path) -> int:
    """Open a closed registry, count its cases, and read the first page."""
    with _opened(folder) as place:
        review.count_cases(place)
        return len(review.list_cases(place, limit=FIRST_ROWS))


def open_to_first_page_bare(folder: Path) -> int:
    """Derive the key of a closed registry, connect, and read the same page."""
    bare = _connected(folder)
    try:
        return len(bare.execute(_PAGE, (FIRST_ROWS,)).fetchall())
    finally:
        bare.close()


def _opened(folder: Path) -> Workplace:
    return workplace.open_(folder, PASSPHRASE, clock=CLOCK, engine=plain_engine())


def _connected(folder: Path) -> Connection:
    key = keys.unlock(keys.read(folder / keys.FILE_NAME), PASSPHRASE)
    assert key is not None
    return connect(folder / "registry.db", key)


class Bench:
    """One registry, to be written to, with what is done to it in both ways; each piece of work is done by a call."""

    def __init__(self, folder: Path) -> None:
        self.place, self.bare = _opened(folder), _connected(folder)
        chance = Random(7)
        ids = [row[0] for row in self.bare.execute("SELECT id FROM cases LIMIT 5000")]
        self._ids: Iterator[CaseId] = itertools.cycle([CaseId(one) for one in chance.sample(ids, len(ids))])
        self._records = itertools.cycle(records(200))

    def close(self) -> None:
        """Close the registry and the bare connection."""
        self.place.close()
        self.bare.close()

    def first_page_bare(self) -> int:
        """Read the first page."""
        return len(self.bare.execute(_PAGE, (FIRST_ROWS,)).fetchall())

    def search(self, words: str) -> int:
        """Find what somebody types, and count all cases, as the window does with every letter."""
        review.count_cases(self.place)
        return len(review.list_cases(self.place, words, limit=FIRST_ROWS))

    def open_case(self) -> str:
        """Open one case after the other."""
        return review.open_case(self.place, next(self._ids)).sha256

    def open_case_bare(self) -> int:
        """Read the same rows."""
        case_id = next(self._ids)
        self.bare.execute("BEGIN")
        found = [self.bare.execute(statement, (case_id,)).fetchall() for statement in _CASE]
        self.bare.execute("COMMIT")
        return len(found[0])

    def prepare_save(self) -> Work:
        """Return the save of another record of a case."""
        opened, record = review.open_case(self.place, next(self._ids)), next(self._records)
        base = opened.revision.number
        return lambda: review.record_case(self.place, opened.id, base_revision=base, case=record.case)

    def prepare_bare_save(self) -> Work:
        """Return the writing of the same rows by the bare driver, of which everything is known beforehand."""
        case_id, record = next(self._ids), next(self._records)
        texts = "\n".join(record.texts), " xx ".join(projection.characters(one) for one in record.texts)
        return lambda: _write(self.bare, case_id, record, texts)

    def prepare_plain_save(self) -> Work:
        """Return the writing of the revision and its number alone, which is the least that a save can be."""
        case_id, record = next(self._ids), next(self._records)
        bare = self.bare

        def write() -> None:
            bare.execute("BEGIN IMMEDIATE")
            _add_revision(bare, case_id, record)
            bare.execute("COMMIT")

        return write

    def saves(self, raw: Callable[[], Work], *, rounds: int, clock: Callable[[], float] = time.process_time) -> Times:
        """Measure saves beside what ``raw`` prepares, some at once: who writes after another reads all pages anew."""
        return prepared_in_turn(self.prepare_save, raw, rounds=rounds, clock=clock, at_once=30)


def _add_revision(bare: Connection, case_id: str, record: Record) -> int:
    newest = "SELECT number, sha256 FROM revisions WHERE case_id = ? ORDER BY number DESC LIMIT 1"
    number, parent = bare.execute(newest, (case_id,)).fetchone()
    values = (case_id, number + 1, record.content, record.sha256, parent, AUTHOR, "2026-11-23 18:30:00.000000", "")
    bare.execute("INSERT INTO revisions VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
    bare.execute("UPDATE cases SET head = ? WHERE id = ?", (number + 1, case_id))
    return number + 1


def _write(bare: Connection, case_id: str, record: Record, texts: tuple[str, str]) -> None:
    bare.execute("BEGIN IMMEDIATE")
    number = _add_revision(bare, case_id, record)
    (newest,) = bare.execute("SELECT max(id) FROM audit_log").fetchone()
    at, act, sha256 = "2026-11-23 18:30:00.000000", "case.recorded", "a" * 64
    entry = (newest + 1, at, AUTHOR, act, case_id, "{}", "{}", sha256, sha256)
    bare.execute("INSERT INTO audit_log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", entry)
    bare.execute("UPDATE registry_info SET newest_entry = ?, newest_sha256 = ?", (newest + 1, sha256))
    kept = "SELECT touched, number, name FROM case_facts WHERE case_id = ?"
    touched, hospital_number, name = bare.execute(kept, (case_id,)).fetchone()
    for index in INDEXES:
        bare.execute(f"DELETE FROM {index} WHERE rowid = ?", (touched,))
    bare.execute("DELETE FROM lesion_facts WHERE case_id = ?", (case_id,))
    bare.execute("DELETE FROM case_facts WHERE case_id = ?", (case_id,))
    facts = stored(
        tables.CaseFacts,
        case_id=case_id,
        touched=newest + 1,
        number=hospital_number,
        name=name,
        revision=number,
        changed_at=CLOCK.now(),
        **record.facts,
    )
    bare.execute(f"INSERT INTO case_facts VALUES ({', '.join('?' * len(facts))})", tuple(facts.values()))
    lesions = [
        tuple(stored(tables.LesionFacts, case_id=case_id, position=position, **one).values())
        for position, one in enumerate(record.lesions)
    ]
    bare.executemany("INSERT INTO lesion_facts VALUES (?, ?, ?, ?, ?, ?)", lesions)
    for index, content in zip(INDEXES, texts, strict=True):
        bare.execute(f"INSERT INTO {index} (rowid, text) VALUES (?, ?)", (newest + 1, f"{name}\n{content}"))
    bare.execute("COMMIT")
