"""A registry of every schema there was is brought up to the newest with all it holds, wholly or not at all."""

from __future__ import annotations

import hashlib
import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from crlm_desktop import paths
from crlm_desktop.case import casefile
from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.i18n import Language, catalogue_for
from crlm_desktop.meeting import sealed_json
from crlm_desktop.meeting.agenda import MeetingState
from crlm_desktop.registry import backup, connection, faults, integrity, keys, opening, schema, schema_text
from crlm_desktop.registry.values import Act, DraftKind
from crlm_desktop.services import meetings, review, workplace
from tests.registry.building import CLOCK
from tests.registry.schemas.make import AUTHOR, OTHER, OTHER_PASSPHRASE, PASSPHRASE, SHOWN
from tests.registry.test_schema import as_sets, schema_of
from tests.services.places import plain_engine

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "tests" / "registry" / "schemas"
ALL = sorted(folder.name for folder in KEPT.iterdir() if folder.name.isdigit())
OLDER = [version for version in ALL if version != schema.VERSION]
# Schemas between two that were kept, with which no version of the program was ever given to anybody.
NEVER_GIVEN: set[str] = set()
BREAKING = '''"""The migration in which something happens."""

import os
import signal

from alembic import op

revision = "9001"
down_revision = "{newest}"


def upgrade() -> None:
    op.execute("CREATE TABLE half (content BLOB)")
    op.execute("UPDATE meetings SET title = 'half done' WHERE state = 'open'")
    {end}
'''
ENDS = {
    "kill": "os.kill(os.getpid(), signal.SIGKILL)",
    "fail": 'op.execute("INSERT INTO nowhere VALUES (1)")',
    "full": 'op.execute("INSERT INTO half VALUES (zeroblob(20000000))")',
}


def copied(version: str, to: Path) -> Path:
    shutil.copytree(KEPT / version, to)
    return to


def key_of(folder: Path) -> bytes:
    key = keys.unlock(keys.read(folder / "keys.json"), PASSPHRASE)
    assert key is not None
    return key


def dumped(folder: Path) -> tuple[str, str]:
    """Return the version of the schema, and a hash of all that stands in the file."""
    opened = connection.connect(folder / "registry.db", key_of(folder))
    (version,) = opened.execute("SELECT version_num FROM alembic_version").fetchone()
    content = hashlib.sha256()
    for (table,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall():
        content.update(repr((table, opened.execute(f'SELECT * FROM "{table}"').fetchall())).encode())
    opened.close()
    return str(version), content.hexdigest()


def invented() -> list[dict[str, object]]:
    return [json.loads((paths.db("demo") / name).read_bytes()) for name in SHOWN]


def test_that_every_schema_before_the_newest_is_kept() -> None:
    there = [one.revision for one in ScriptDirectory(str(paths.db("migrations"))).walk_revisions()]
    missing = set(there) - set(ALL) - NEVER_GIVEN - {schema.VERSION}
    assert not missing, "keep a registry of it as schemas/README.md says, or name it in NEVER_GIVEN if it never left us"
    assert set(ALL) <= set(there)
    for version in ALL:
        assert dumped(KEPT / version)[0] == version
        assert (KEPT / version / "registry.db").stat().st_size < 300_000


@pytest.mark.parametrize("version", ALL)
def test_that_a_kept_registry_opens_with_all_it_holds(version: str, tmp_path: Path) -> None:
    folder = copied(version, tmp_path / "kept.crlm")
    with workplace.open_(folder, PASSPHRASE, author=AUTHOR, clock=CLOCK, engine=plain_engine()) as place:
        rows = {row.number: row for row in review.list_cases(place)}
        for told in invented():
            who, case = told["identity"], casefile.from_json(told["case"])
            assert isinstance(who, dict)
            stored = review.open_case(place, rows[str(who["number"])].id)
            born_on = stored.identity.born_on
            assert (stored.identity.name, str(born_on)) == (who["name"], who["born_on"])
            asked_again = case.model_copy(update={"question": f"{case.question} (again)"})
            assert casefile.sha256(stored.case) == casefile.sha256(asked_again)
            assert (stored.revision.number, stored.revision.reason) == (2, "Asked again")
            assert [one.text for one in stored.opinions][-1] == "Said against"
            assert [row.id for row in review.list_cases(place, str(who["name"]))] == [stored.id]
        held = {row.title: row for row in meetings.list_meetings(place)}
        assert {title: row.state for title, row in held.items()} == {
            "First": MeetingState.CLOSED,
            "Second": MeetingState.OPEN,
        }
        assert [row.outcome_count for row in held.values()] == [2, 2]
        sealed = meetings.sealed(place, held["First"].id)
        assert [one.identity.name for one in sealed.cases] == [told["identity"]["name"] for told in invented()]  # type: ignore[index]
        assert sealed_json.decode(sealed_json.encode(sealed)) == sealed
        review.record_case(place, rows["DEMO-001"].id, base_revision=2, case=casefile.from_json(invented()[0]["case"]))
    assert integrity.verify(folder, key_of(folder)).findings == ()
    assert as_sets(schema_of(folder / "registry.db", key_of(folder))) == as_sets(
        schema_text.of_mapping().split("\n", 1)[1]
    )


@pytest.mark.parametrize("version", ALL)
def test_that_its_history_its_users_and_its_drafts_are_there(version: str, tmp_path: Path) -> None:
    folder = copied(version, tmp_path / "kept.crlm")
    registry = opening.open_(folder, PASSPHRASE, clock=CLOCK)
    with registry.reading() as unit:
        acts = [entry.act for entry in unit.audit.entries()]
        names = [user.name for user in unit.users.all()]
        first = [unit.cases.at(case_id, 1) for case_id in unit.cases.ids()]
        drafts = unit.drafts.of(AUTHOR)
    registry.close()
    assert acts[0] is Act.REGISTRY_CREATED
    assert {Act.CASE_CREATED, Act.CASE_RECORDED, Act.OPINION_GIVEN, Act.MEETING_CLOSED} <= set(acts)
    expected = {casefile.sha256(casefile.from_json(told["case"])) for told in invented()}
    assert {casefile.sha256(case) for case in first} == expected
    assert names == [AUTHOR, OTHER] if version >= "0002" else names == [AUTHOR]
    kinds = [(draft.key.kind, draft.text) for draft in drafts]
    assert kinds == ([(DraftKind.FIELD, '{"entry":"","text":"6"}')] if version >= "0004" else [])
    if version >= "0002":
        opening.open_(folder, OTHER_PASSPHRASE, user=OTHER, clock=CLOCK).close()


@pytest.mark.parametrize("version", OLDER)
def test_that_it_is_backed_up_before_as_it_was(version: str, tmp_path: Path) -> None:
    folder = copied(version, tmp_path / "kept.crlm")
    before = dumped(folder)
    opening.open_(folder, PASSPHRASE, clock=CLOCK).close()
    (made,) = backup.listed(folder)
    assert made.path.name == f"schema-{version}-20261123T183000Z"
    assert dumped(made.path) == before
    assert dumped(folder)[0] == schema.VERSION


@pytest.fixture
def migrations(tmp_path: Path) -> Path:
    """The shipped migrations, to which a test adds one."""
    return Path(shutil.copytree(paths.db("migrations"), tmp_path / "db" / "migrations"))


@pytest.mark.parametrize("version", [ALL[0], ALL[-1]])
def test_that_a_last_migration_that_fails_undoes_all_before_it(
    version: str, tmp_path: Path, migrations: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copied(version, tmp_path / "kept.crlm")
    before = dumped(folder)
    newest = BREAKING.format(newest=schema.VERSION, end=ENDS["fail"])
    (migrations / "versions" / "9001_end.py").write_text(newest)
    with monkeypatch.context() as newer:
        newer.setattr(schema, "VERSION", "9001")
        newer.setattr(paths, "db", lambda *parts: (tmp_path / "db").joinpath(*parts))
        with pytest.raises(EnvironmentFault) as refused:
            opening.open_(folder, PASSPHRASE, clock=CLOCK)
    assert refused.value.code is faults.NOT_BROUGHT_UP
    assert refused.value.params["reason"] == "OperationalError", "it failed earlier than was meant"
    assert dumped(folder) == before
    opening.open_(folder, PASSPHRASE, clock=CLOCK).close()
    assert integrity.verify(folder, key_of(folder)).findings == ()


@pytest.mark.skipif(sys.platform == "win32", reason="killed and limited by what Windows does not have")
@pytest.mark.parametrize("end", ["kill", "full"])
def test_that_a_last_migration_that_is_killed_or_finds_no_room_undoes_all_before_it(
    end: str, tmp_path: Path, migrations: Path
) -> None:
    folder = copied(ALL[0], tmp_path / "kept.crlm")
    before = dumped(folder)
    newest = BREAKING.format(newest=schema.VERSION, end=ENDS[end])
    (migrations / "versions" / "9001_end.py").write_text(newest)
    command = [sys.executable, "-m", "tests.registry.schema_migrating", str(folder), str(migrations), end]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if end == "kill":
        assert done.returncode == -signal.SIGKILL, done.stderr
    else:
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["code"] in (faults.DISK_FULL.id, faults.DISK_FAULT.id)
    (made,) = backup.listed(folder)
    assert dumped(made.path) == before
    assert dumped(folder) == before
    opening.open_(folder, PASSPHRASE, clock=CLOCK).close()
    assert integrity.verify(folder, key_of(folder)).findings == ()


def test_that_a_registry_of_a_newer_program_is_refused_with_both_versions_and_left_as_it_is(tmp_path: Path) -> None:
    folder = copied(ALL[-1], tmp_path / "kept.crlm")
    opened = connection.connect(folder / "registry.db", key_of(folder))
    opened.execute("UPDATE alembic_version SET version_num = '9001'")
    opened.close()
    before = (folder / "registry.db").read_bytes()
    for way in (
        lambda: opening.open_(folder, PASSPHRASE, clock=CLOCK),
        lambda: integrity.verify(folder, key_of(folder)),
        lambda: opening.open_to_rebuild(folder, key_of(folder), clock=CLOCK),
    ):
        with pytest.raises(EnvironmentFault) as refused:
            way()
        assert refused.value.code is faults.NEWER
        told = catalogue_for(Language.EN).sentence(refused.value)
        assert "9001" in told
        assert schema.VERSION in told
    assert (folder / "registry.db").read_bytes() == before
    assert backup.listed(folder) == ()
