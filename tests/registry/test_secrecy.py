"""Nothing leaks: no plain word about a person in any file of a registry, nor in an error."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from crlm_desktop.registry import connection
from crlm_desktop.registry.tables import Patient
from crlm_desktop.registry.unit import Registry
from tests.builders import a_case, a_meeting, an_opinion
from tests.registry.building import AUTHOR, CLOCK, PASSPHRASE, a_registry, add_case

NAME, NUMBER, QUESTION = "Persephone Quillfeather", "ZX-918273645", "Xylophonic question"
CHINESE = "欧阳娜娜"
SECRETS = (NAME, NUMBER, QUESTION, "Quillfeather", "918273645", CHINESE, "xylophonic", "quillfeather", PASSPHRASE)


def fill(registry: Registry) -> None:
    add_case(registry, "case-1", a_case(question=QUESTION), number=NUMBER, name=f"{NAME} {CHINESE}")
    with registry.unit(author=AUTHOR, at=CLOCK.now()) as unit:
        unit.opinions.give(an_opinion(text=f"{NAME} {CHINESE}"))
        unit.meetings.create(a_meeting(title=NAME))
        unit.seals.add(a_meeting().id, f"{NAME} {CHINESE}".encode())
        unit.meetings.close(a_meeting().id)


def leaks(folder: Path) -> Iterator[tuple[str, str]]:
    for file in (file for file in folder.rglob("*") if file.is_file()):
        content = file.read_bytes()
        for secret in SECRETS:
            if any(secret.encode(encoding) in content for encoding in ("utf-8", "utf-16-le", "utf-16-be")):
                yield file.name, secret


def test_that_no_file_beside_or_within_a_registry_holds_a_plain_word(tmp_path: Path) -> None:
    registry = a_registry(tmp_path / "secret.crlm")
    fill(registry)
    with registry.reading() as unit:
        assert len(unit.search.rows("quillfeather", limit=9)) == 1
    assert (tmp_path / "secret.crlm" / "registry.db-wal").stat().st_size > 0
    assert list(leaks(tmp_path)) == []
    registry.close()
    assert list(leaks(tmp_path)) == []


def test_that_nothing_of_a_registry_is_written_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for variable in ("TMPDIR", "SQLITE_TMPDIR", "TEMP", "TMP", "HOME"):
        monkeypatch.setenv(variable, str(elsewhere))
    monkeypatch.chdir(elsewhere)
    registry = a_registry(tmp_path / "secret.crlm")
    fill(registry)
    with registry.keeping.engine.connect() as connection:
        connection.exec_driver_sql("SELECT * FROM revisions, audit_log ORDER BY content, detail").all()
    registry.close()
    assert list(elsewhere.iterdir()) == []


def test_that_the_text_of_an_error_names_nobody(registry: Registry) -> None:
    fill(registry)
    with pytest.raises(sa.exc.IntegrityError) as failed:
        fill_again(registry)
    assert not any(secret in str(failed.value) for secret in SECRETS)


def test_that_not_even_what_a_server_says_of_an_error_names_anybody(server_registry: Registry) -> None:
    fill(server_registry)
    with pytest.raises(sa.exc.IntegrityError) as failed:
        take_number_twice(server_registry)
    assert "uq_patients_number_key" in str(failed.value)
    told = "".join(traceback.format_exception(failed.value))
    assert not any(secret in told.casefold() for secret in ("persephone", *(one.casefold() for one in SECRETS)))


def take_number_twice(registry: Registry) -> None:
    with registry.unit(author=AUTHOR, at=CLOCK.now()) as unit:
        for key in ("p8", "p9"):
            unit.cases._session.add(Patient(id=key, number="Persephone", number_key="persephone", name=NAME))
        unit.cases._session.flush()


def fill_again(registry: Registry) -> None:
    with registry.unit(author=AUTHOR, at=CLOCK.now()) as unit:
        unit.seals.add(a_meeting().id, NAME.encode())


def test_that_sqlcipher_says_nothing_on_its_own(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "some.db"
    file.write_bytes(b"not a registry" * 1000)
    with pytest.raises(Exception, match="not a database"):
        connection.connect(file, bytes(32))
    assert capfd.readouterr() == ("", "")
