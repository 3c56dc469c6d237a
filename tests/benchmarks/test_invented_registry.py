"""The registry of very many invented cases is one that the program would have written, and is whole."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from crlm_desktop.meeting.agenda import MeetingState
from crlm_desktop.registry import cases, covering, keys
from crlm_desktop.registry.connection import connect
from crlm_desktop.services import integrity, workplace
from tests.benchmarks import invented_registry as invented
from tests.registry.building import CLOCK, PASSPHRASE, a_registry, reopened

CASES = 15


@pytest.fixture
def by_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cases written by the program's own units, with the ids of the invented people."""
    told = list(invented.stories(CASES))
    ids = iter(told)
    monkeypatch.setattr(cases, "uuid", SimpleNamespace(uuid4=lambda: SimpleNamespace(hex=next(ids).patient_id)))
    registry = a_registry(tmp_path / "program.crlm")
    invented.written_by_program(registry, told)
    registry.close()
    return tmp_path / "program.crlm"


def rows(folder: Path, table: str) -> list[tuple[object, ...]]:
    key = keys.unlock(keys.read(folder / keys.FILE_NAME), PASSPHRASE)
    assert key is not None
    connection = connect(folder / "registry.db", key)
    try:
        listed = "id, at, author, act, subject, detail, written" if table == covering.LOG else "*"
        # The entries of the founding tell of what is each registry's own.
        since = " WHERE act LIKE 'case.%'" if table == covering.LOG else ""
        return sorted(map(tuple, connection.execute(f"SELECT {listed} FROM {table}{since}").fetchall()), key=repr)
    finally:
        connection.close()


def test_that_what_is_written_in_bulk_is_row_by_row_what_the_program_writes(by_program: Path, tmp_path: Path) -> None:
    in_bulk = tmp_path / "bulk.crlm"
    a_registry(in_bulk).close()
    invented.written_in_bulk(in_bulk, invented.stories(CASES))

    for table in ("patients", "cases", "revisions", "case_facts", "lesion_facts", covering.LOG):
        found = rows(in_bulk, table)
        assert found == rows(by_program, table), table
        assert len(found) >= CASES


def test_that_an_invented_registry_is_whole_to_its_last_row(tmp_path: Path) -> None:
    made = invented.folder_of(CASES, tmp_path)

    report = integrity.verify(workplace.enter_closed(made, PASSPHRASE, clock=CLOCK))

    assert report.findings == ()
    assert report.cases == CASES
    registry = reopened(made)
    with registry.reading() as unit:
        states = {row.state for row in unit.meetings.rows()}
        opinions = sum(len(unit.opinions.of(case_id)) for case_id in unit.cases.ids())
    registry.close()
    assert states == set(MeetingState)
    assert opinions == CASES
