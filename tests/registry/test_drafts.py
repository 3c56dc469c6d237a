"""Drafts in the registry: kept, replaced and forgotten without a trace, only for their author, only encrypted."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from crlm_desktop import paths
from crlm_desktop.errors import InputError
from crlm_desktop.registry import connection, migrating
from crlm_desktop.registry.unit import Registry
from crlm_desktop.registry.user import Role, User
from crlm_desktop.registry.values import DraftKey, DraftKind, KeptDraft
from tests.registry.building import AUTHOR, CLOCK, a_registry, add_case, reopened
from tests.registry.test_schema import KEY, as_sets, key_of, schema_of

AGE = DraftKey(kind=DraftKind.FIELD, subject="c1", place="patient.age_years")
WORDS = DraftKey(kind=DraftKind.OUTCOME, subject="m1", place="c1")


def a_draft(key: DraftKey = AGE, text: str = '"212"', *, run: str = "r1", revision: int | None = 1) -> KeptDraft:
    return KeptDraft(run=run, key=key, text=text, revision=revision, typed_at=CLOCK.now())


def keep(registry: Registry, *drafts: KeptDraft, author: str = AUTHOR) -> None:
    with registry.unit(author=author, at=CLOCK.now()) as unit:
        unit.drafts.keep(drafts)


def texts(registry: Registry, author: str = AUTHOR) -> list[str]:
    with registry.reading() as unit:
        return [draft.text for draft in unit.drafts.of(author)]


def test_that_a_draft_comes_back_as_it_was_typed_after_the_registry_was_closed(tmp_path: Path) -> None:
    registry = a_registry(tmp_path / "r.crlm")
    keep(registry, a_draft(text='"疑似 L3"'))
    registry.close()

    registry = reopened(tmp_path / "r.crlm")
    with registry.reading() as unit:
        kept = unit.drafts.of(AUTHOR)
    registry.close()

    assert kept == (replace(a_draft(text='"疑似 L3"'), author=AUTHOR),)


def test_that_what_is_typed_on_replaces_what_stood_there_before(registry: Registry) -> None:
    keep(registry, a_draft(text='"2"'))
    keep(registry, a_draft(text='"21"'))

    assert texts(registry) == ['"21"']


def test_that_another_opening_of_the_registry_overwrites_nothing(registry: Registry) -> None:
    keep(registry, a_draft(text='"before the crash"'))
    later = CLOCK.now() + timedelta(minutes=1)
    keep(registry, replace(a_draft(text='"after it"', run="r2"), typed_at=later))

    assert texts(registry) == ['"after it"', '"before the crash"']


def test_that_a_draft_belongs_to_its_author_alone(registry: Registry) -> None:
    keep(registry, a_draft(text='"mine"'))
    with registry.unit(author="Dr B. Other", at=CLOCK.now()) as unit:
        unit.drafts.drop("r1", [AGE])

    assert texts(registry, "Dr B. Other") == []
    assert texts(registry) == ['"mine"']


def test_that_dropping_a_draft_leaves_the_others_and_dropping_it_again_is_no_matter(registry: Registry) -> None:
    keep(registry, a_draft(), a_draft(WORDS, '"words"'))
    for _time in range(2):
        with registry.unit(author=AUTHOR, at=CLOCK.now()) as unit:
            unit.drafts.drop("r1", [AGE])

    assert texts(registry) == ['"words"']


def test_that_what_is_over_takes_everybodys_drafts_about_it_along(folder_registry: Registry) -> None:
    registry = folder_registry
    keep(registry, a_draft(), a_draft(WORDS))
    keep(registry, a_draft(WORDS, run="r2"), author="Dr B. Other")
    with registry.unit(author=AUTHOR, at=CLOCK.now()) as unit:
        unit.drafts.drop_of("m1")

    assert len(texts(registry)) == 1
    assert texts(registry, "Dr B. Other") == []


def test_that_a_draft_is_neither_an_audit_entry_nor_a_revision(registry: Registry) -> None:
    add_case(registry, "c1")

    def traces() -> tuple[int, int]:
        with registry.keeping.engine.connect() as plain:
            counted = (
                plain.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() for table in ("audit_log", "revisions")
            )
            return tuple(int(str(one)) for one in counted)  # type: ignore[return-value]

    before = traces()
    keep(registry, a_draft())
    with registry.unit(author=AUTHOR, at=CLOCK.now()) as unit:
        unit.drafts.drop("r1", [AGE])

    assert traces() == before


def test_that_no_file_of_the_registry_shows_what_was_half_typed(tmp_path: Path) -> None:
    registry = a_registry(tmp_path / "r.crlm")
    keep(registry, a_draft(text='"unmistakable-words-of-a-draft"'))
    seen = [path.name for path in registry.path.rglob("*") if path.is_file() and b"unmistakable" in path.read_bytes()]
    registry.close()

    assert seen == []


@pytest.fixture
def previous(tmp_path: Path) -> Path:
    """A registry of the schema before the drafts, with a case in it."""
    folder = tmp_path / "previous.crlm"
    registry = a_registry(folder)
    add_case(registry, "c1", name="张三")
    registry.close()
    plain = connection.connect(folder / "registry.db", key_of(folder))
    plain.execute("DROP TABLE drafts")
    plain.execute("UPDATE alembic_version SET version_num = ?", (before_drafts(),))
    plain.close()
    return folder


def before_drafts() -> str:
    revision = ScriptDirectory(str(paths.db("migrations"))).get_revision("0004").down_revision
    assert isinstance(revision, str)
    return revision


def test_that_the_registry_from_before_is_what_the_earlier_migrations_make(previous: Path, tmp_path: Path) -> None:
    earlier = tmp_path / "migrations"
    shutil.copytree(paths.db("migrations"), earlier)
    for path in (earlier / "versions").glob("*.py"):
        if path.name[:4] > before_drafts():
            path.unlink()
    file = tmp_path / "earlier.db"
    connection.connect(file, KEY, access=connection.Access.CREATING).close()
    migrating.upgrade(file, KEY, migrations=earlier)

    assert as_sets(schema_of(previous / "registry.db", key_of(previous))) == as_sets(schema_of(file, KEY))


def test_that_a_registry_from_before_the_drafts_is_brought_up_with_its_cases_and_keeps_drafts(previous: Path) -> None:
    registry = reopened(previous)
    keep(registry, a_draft())
    with registry.reading() as unit:
        names = [row.name for row in unit.search.rows("", limit=9)]
    kept = texts(registry)
    registry.close()

    assert names == ["张三"]
    assert kept == ['"212"']


def test_that_drafts_go_with_their_author_when_the_name_changes_and_stay_from_who_takes_the_old_one(
    folder_registry: Registry,
) -> None:
    registry = folder_registry
    keep(registry, a_draft(text='"mine"'))
    keep(registry, a_draft(WORDS, '"of another"'), author="Dr B. Other")
    assert registry.user is not None
    with registry.unit(author=AUTHOR, at=CLOCK.now()) as unit:
        unit.users.rename(registry.user.id, "Dr A. Renamed")

    assert texts(registry, "Dr A. Renamed") == ['"mine"']
    assert texts(registry) == []
    assert texts(registry, "Dr B. Other") == ['"of another"']


def test_that_a_rename_that_is_refused_leaves_the_drafts_where_they_were(registry: Registry) -> None:
    keep(registry, a_draft(text='"mine"'))
    assert registry.user is not None
    other = User(id="u2", name="Dr B. Other", role=Role.MEMBER, created_at=CLOCK.now())
    with registry.unit(author=AUTHOR, at=CLOCK.now()) as unit:
        unit.users.add(other)
    with pytest.raises(InputError), registry.unit(author=AUTHOR, at=CLOCK.now()) as unit:
        unit.users.rename(registry.user.id, "Dr B. Other")

    assert texts(registry) == ['"mine"']
