"""Verifying: whatever somebody alters, removes, inserts or moves past the program is found, and found where it is."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from crlm_desktop.registry import chaining, covering, finding, integrity, meeting_check
from crlm_desktop.registry.integrity import Finding, Part
from crlm_desktop.registry.tables import Base, Patient
from crlm_desktop.registry.unit import Registry
from crlm_desktop.services import review, workplace
from crlm_desktop.services.workplace import Workplace
from tests.builders import a_case
from tests.registry.building import AUTHOR, CLOCK, PASSPHRASE
from tests.registry.full_registry import a_full_workplace
from tests.registry.tampering import findings, tampering, where
from tests.services.places import plain_engine

TABLES = Base.metadata.tables
# What the chain does not cover is found nevertheless where verifying computes it anew.
WATCHED = sorted({table.name for table in covering.tables()} | {"audit_log", "case_facts", "lesion_facts"})
ALL_COLUMNS = [(name, column.name) for name in WATCHED for column in TABLES[name].columns]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The closed registry that each `place` is a copy of."""
    folder = tmp_path_factory.mktemp("whole") / "tests.crlm"
    a_full_workplace(folder).close()
    return folder


@pytest.fixture
def place(whole: Path, tmp_path: Path) -> Iterator[Workplace]:
    path = Path(shutil.copytree(whole, tmp_path / "tests.crlm"))
    with workplace.open_(path, PASSPHRASE, user=AUTHOR, clock=CLOCK, engine=plain_engine()) as opened:
        yield opened


@pytest.fixture
def registry(place: Workplace) -> Registry:
    return place._registry


def keys(table: sa.Table) -> list[str]:
    return [column.name for column in table.primary_key]


def rows_of(connection: sa.Connection, table: sa.Table) -> list[dict[str, object]]:
    order = ", ".join(keys(table))
    return [dict(row._mapping) for row in connection.exec_driver_sql(f"SELECT * FROM {table.name} ORDER BY {order}")]


def name_of(table: sa.Table, row: dict[str, object]) -> str:
    return "/".join(str(row[name]) for name in keys(table))


def content_of(table: sa.Table, row: dict[str, object]) -> list[object]:
    return [value for name, value in row.items() if name not in keys(table)]


def other(value: object, column: sa.Column[object]) -> object:
    """Return another value that the column could hold."""
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, bytes):
        return value + b" "
    if isinstance(value, str):
        return value[:-1] + ("7" if value[-1:] != "7" else "8") if value else "x"
    assert value is None
    return 1 if column.type.python_type in (int, float) else "2026-01-02 00:00:00.000000"


def located(told: tuple[Finding, ...]) -> set[tuple[str, str]]:
    """Return table and key of every row found; of lists, which are computed anew, the case is told."""
    rows = {(str(one.params["table"]), str(one.params["key"])) for one in told if one.part is Part.CHAIN}
    cases = {one.case_id for one in told if one.part in (Part.LISTS, Part.CASES)}
    return rows | {(table, case_id) for table in ("case_facts", "lesion_facts") for case_id in cases}


def test_that_a_registry_that_only_the_program_has_written_has_nothing_wrong(registry: Registry) -> None:
    assert findings(registry) == ()


def test_that_the_example_has_two_rows_in_every_table(registry: Registry) -> None:
    with registry.keeping.engine.connect() as connection:
        counts = {name: len(rows_of(connection, TABLES[name])) for name in WATCHED}
    assert {name for name, count in counts.items() if count < 2} == {"registry_info"}


@pytest.mark.parametrize(("name", "column"), ALL_COLUMNS)
def test_that_a_column_that_was_altered_is_found_where_it_is(registry: Registry, name: str, column: str) -> None:
    table = TABLES[name]
    with tampering(registry) as connection:
        row = rows_of(connection, table)[-1]
        value = other(row[column], table.columns[column])
        statement = f'UPDATE {name} SET "{column}" = ? WHERE {where(keys(table))}'
        changed = connection.exec_driver_sql(statement, (value, *(row[key] for key in keys(table))))
        assert changed.rowcount == 1
    places = located(findings(registry))
    if (name, column) in covering.UNCOVERED_COLUMNS:
        # The head of the chain: what does not fit it any more is the end of the log.
        assert "audit_log" in {place[0] for place in places}
    elif (name, column) == ("audit_log", "id"):
        assert (name, str(value)) in places
    elif name == "lesion_facts":
        assert (name, str(row["case_id"])) in places
    else:
        assert (name, name_of(table, row)) in places


@pytest.mark.parametrize("name", WATCHED)
def test_that_a_row_that_was_removed_is_missed_where_it_was(registry: Registry, name: str) -> None:
    table = TABLES[name]
    with tampering(registry) as connection:
        rows = rows_of(connection, table)
        row = rows[0] if name != "audit_log" else rows[len(rows) // 2]
        connection.exec_driver_sql(
            f"DELETE FROM {name} WHERE {where(keys(table))}", tuple(row[key] for key in keys(table))
        )
    places = located(findings(registry))
    if name == "audit_log":
        assert (name, str(int(str(row["id"])) + 1)) in places
    else:
        assert (name, str(row["case_id"]) if name == "lesion_facts" else name_of(table, row)) in places


@pytest.mark.parametrize("name", sorted(set(WATCHED) - {"registry_info"}))
def test_that_a_row_that_was_inserted_is_found_where_it_is(registry: Registry, name: str) -> None:
    table = TABLES[name]
    with tampering(registry) as connection:
        rows = rows_of(connection, table)
        *_, last = keys(table)
        made = {**rows[-1], last: 99 if isinstance(rows[-1][last], int) else "f" * 32}
        if name == "case_facts":
            made["touched"] = 1
        if name == "patients":
            made["number_key"] = "other"
        if name == "users":
            made["name_key"] = "other"
        if name == "cases":
            made["patient_id"] = "other"
        marks = ", ".join("?" for _one in made)
        connection.exec_driver_sql(f"INSERT INTO {name} VALUES ({marks})", tuple(made.values()))
    told = findings(registry)
    if name == "case_facts":
        assert (Part.LISTS, integrity.STRAY) in {(one.part, one.code) for one in told}
    else:
        assert (name, str(made["case_id"]) if name == "lesion_facts" else name_of(table, made)) in located(told)


@pytest.mark.parametrize("name", sorted(set(WATCHED) - {"registry_info"}))
def test_that_two_rows_that_changed_places_are_both_found(registry: Registry, name: str) -> None:
    table = TABLES[name]
    with tampering(registry) as connection:
        first, *others = rows_of(connection, table)
        second = next(one for one in others if content_of(table, one) != content_of(table, first))
        aside: tuple[object, ...] = tuple(99 if isinstance(first[key], int) else "aside" for key in keys(table))
        sets = ", ".join(f'"{key}" = ?' for key in keys(table))
        one, another = (tuple(row[key] for key in keys(table)) for row in (first, second))
        for key, goes_to in ((one, aside), (another, one), (aside, another)):
            connection.exec_driver_sql(f"UPDATE {name} SET {sets} WHERE {where(keys(table))}", (*goes_to, *key))
    places = located(findings(registry))
    for row in (first, second):
        assert (name, str(row["case_id"]) if name == "lesion_facts" else name_of(table, row)) in places


def test_that_an_end_that_was_cut_off_with_all_that_it_wrote_is_missed(place: Workplace, registry: Registry) -> None:
    (case_id, *_rest) = review.list_cases(place)
    stored = review.open_case(place, case_id.id)
    with registry.keeping.engine.connect() as connection:
        before = rows_of(connection, TABLES["case_facts"])
    review.record_case(place, stored.id, base_revision=stored.revision.number, case=a_case(question="Later"))
    with tampering(registry) as connection:
        last = connection.exec_driver_sql("SELECT max(id) FROM audit_log").scalar_one()
        connection.exec_driver_sql("DELETE FROM audit_log WHERE id = ?", (last,))
        connection.exec_driver_sql("DELETE FROM revisions WHERE case_id = ? AND number = 3", (stored.id,))
        connection.exec_driver_sql("UPDATE cases SET head = 2 WHERE id = ?", (stored.id,))
        (facts,) = (row for row in before if row["case_id"] == stored.id)
        sets = ", ".join(f'"{column}" = ?' for column in facts)
        connection.exec_driver_sql(f"UPDATE case_facts SET {sets} WHERE case_id = ?", (*facts.values(), stored.id))
    ends = [one for one in findings(registry) if one.code is finding.END_MISSED]
    assert [(one.params["key"], one.params["expected"]) for one in ends] == [(str(last - 1), last)]


def test_that_an_end_that_was_cut_off_is_missed_even_with_the_head_moved(registry: Registry) -> None:
    with tampering(registry) as connection:
        last = connection.exec_driver_sql("SELECT max(id) FROM audit_log").scalar_one()
        connection.exec_driver_sql("DELETE FROM audit_log WHERE id = ?", (last,))
        connection.exec_driver_sql(
            "UPDATE registry_info SET newest_entry = ?, newest_sha256 = "
            "(SELECT sha256 FROM audit_log WHERE id = newest_entry - 1)",
            (last - 1,),
        )
    assert ("audit_log", str(last - 1)) in located(findings(registry))


def test_that_what_is_written_after_an_end_was_cut_off_does_not_hide_it(place: Workplace, registry: Registry) -> None:
    with tampering(registry) as connection:
        last = connection.exec_driver_sql("SELECT max(id) FROM audit_log").scalar_one()
        connection.exec_driver_sql("DELETE FROM audit_log WHERE id = ?", (last,))
    workplace.set_offers(place, None)
    breaks = [one for one in findings(registry) if one.code is finding.ENTRY_BREAKS]
    assert [(one.params["key"], one.params["before"]) for one in breaks] == [(str(last + 1), last - 1)]


def test_that_an_entry_with_its_own_hash_renewed_is_found_by_the_next(registry: Registry) -> None:
    with tampering(registry) as connection:
        row = rows_of(connection, TABLES["audit_log"])[4]
        altered = {**row, "author": "somebody else"}
        connection.exec_driver_sql(
            "UPDATE audit_log SET author = ?, sha256 = ? WHERE id = ?",
            (altered["author"], chaining.entry_sha256(altered), row["id"]),
        )
    (told,) = findings(registry)
    assert (told.code, told.params["key"]) == (finding.ENTRY_BREAKS, str(int(str(row["id"])) + 1))


def test_that_a_revision_that_fits_its_hash_again_is_found_by_the_chain(registry: Registry) -> None:
    with tampering(registry) as connection:
        row = rows_of(connection, TABLES["revisions"])[1]
        content = bytes(str(row["content"], "utf-8").replace("62", "63"), "utf-8")  # type: ignore[call-overload]
        connection.exec_driver_sql(
            "UPDATE revisions SET content = ?, sha256 = ? WHERE case_id = ? AND number = ?",
            (content, hashlib.sha256(content).hexdigest(), row["case_id"], row["number"]),
        )
    codes = {one.code for one in findings(registry)}
    assert codes >= {finding.ROW_ALTERED}
    assert integrity.REVISION_ALTERED not in codes


def test_that_a_seal_and_its_meeting_must_say_the_same(registry: Registry) -> None:
    with tampering(registry) as connection:
        (closed,) = connection.exec_driver_sql("SELECT id FROM meetings WHERE state = 'closed' LIMIT 1").all()
        connection.exec_driver_sql("UPDATE meetings SET chair = 'somebody else' WHERE id = ?", (closed.id,))
    told = findings(registry)
    assert ("meetings", closed.id) in located(told)
    assert [(one.code, one.params["meeting"]) for one in told if one.part is Part.SEALS] == [
        (meeting_check.SEALED_OTHERWISE, closed.id)
    ]


def test_that_a_guard_that_was_taken_away_is_missed(registry: Registry) -> None:
    with registry.keeping.engine.connect().execution_options(writes=True) as connection:
        connection.exec_driver_sql("DROP TRIGGER revisions_keep_on_update")
        connection.commit()
    (told,) = findings(registry)
    assert (told.code, told.params["key"]) == (finding.TRIGGER_ALTERED, "revisions_keep_on_update")


def test_that_a_table_that_is_gone_is_told_and_the_rest_is_verified(registry: Registry) -> None:
    with tampering(registry) as connection:
        connection.exec_driver_sql("DROP TABLE opinions")
        connection.exec_driver_sql("UPDATE patients SET name = 'Somebody'")
    tables = {one.params.get("table") for one in findings(registry)}
    assert {"opinions", "patients"} <= tables


def test_that_no_finding_names_anybody(registry: Registry) -> None:
    with tampering(registry) as connection:
        connection.exec_driver_sql("UPDATE patients SET name = 'Persephone'")
        connection.exec_driver_sql("UPDATE case_facts SET name = 'Persephone B.'")
    told = findings(registry)
    assert {one.part for one in told} == {Part.CHAIN, Part.LISTS, Part.SEARCH}
    assert not any("Persephone" in str(one.params) or "Ada" in str(one.params) for one in told)


def test_that_what_the_chain_leaves_out_is_listed_with_its_reason() -> None:
    assert set(covering.UNCOVERED) == {"audit_log", "case_facts", "drafts", "lesion_facts"}
    assert {table.name for table in covering.tables()} == set(TABLES) - set(covering.UNCOVERED)
    assert set(covering.UNCOVERED_COLUMNS) == {("registry_info", "newest_entry"), ("registry_info", "newest_sha256")}
    reasons = (*covering.UNCOVERED.values(), *covering.UNCOVERED_COLUMNS.values())
    assert all(len(reason.split()) > 5 for reason in reasons)


def test_that_an_entry_names_what_its_change_wrote(registry: Registry) -> None:
    with registry.keeping.engine.connect() as connection:
        acts = connection.exec_driver_sql("SELECT act, written FROM audit_log ORDER BY id").all()
    wrote = {act: sorted({name.partition("/")[0] for name in json.loads(written)}) for act, written in acts}
    assert wrote["case.created"] == ["cases", "patients", "revisions"]
    assert wrote["case.recorded"] == ["cases", "revisions"]
    assert wrote["meeting.closed"] == ["meetings", "seals"]
    assert wrote["meeting.case-unlisted"] == ["agenda_items", "outcomes"]
    assert wrote["opinion.given"] == ["opinions"]
    assert wrote["registry.created"] == ["registry_info", "users"]
    assert wrote["user.renamed"] == wrote["user.role-set"] == ["users"]


def test_that_nothing_is_committed_that_no_entry_vouches_for(registry: Registry) -> None:
    with (
        pytest.raises(AssertionError, match="without an audit entry after it: patients"),
        registry.unit(author=AUTHOR, at=CLOCK.now()) as unit,
    ):
        unit._session.scalars(sa.select(Patient)).all()[0].name = "Somebody"
    assert findings(registry) == ()


def test_that_a_chain_that_was_written_anew_is_found_by_an_entry_noted_elsewhere(registry: Registry) -> None:
    with registry.reading() as unit:
        noted = unit.audit.head()
    assert findings(registry, noted) == ()
    with tampering(registry) as connection:
        head = chaining.NOTHING
        for row in rows_of(connection, TABLES["audit_log"]):
            anew = {**row, "author": "somebody else", "previous_sha256": head}
            head = chaining.entry_sha256(anew)
            connection.exec_driver_sql(
                "UPDATE audit_log SET author = ?, previous_sha256 = ?, sha256 = ? WHERE id = ?",
                (anew["author"], anew["previous_sha256"], head, row["id"]),
            )
        connection.exec_driver_sql("UPDATE registry_info SET newest_sha256 = ?", (head,))
    assert findings(registry) == (), "who rewrites everything is not found by what is inside"
    assert [one.code for one in findings(registry, noted)] == [finding.NOTED_OTHERWISE]


def test_that_an_entry_put_behind_the_newest_keeps_nobody_from_working(place: Workplace, registry: Registry) -> None:
    with tampering(registry) as connection:
        made = rows_of(connection, TABLES["audit_log"])[-1]
        made["id"] = last = int(str(made["id"])) + 1
        marks = ", ".join("?" for _one in made)
        connection.exec_driver_sql(f"INSERT INTO audit_log VALUES ({marks})", tuple(made.values()))
    workplace.set_offers(place, None)
    places = {(one.params["key"], one.code) for one in findings(registry)}
    assert places == {(str(last), finding.ENTRY_ALTERED), (str(last), finding.ENTRY_BREAKS)}
    assert place.offers is None
