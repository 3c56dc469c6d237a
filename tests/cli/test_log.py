"""The command that prints the audit log: CSV, by day, in both languages, and no patient in it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from crlm_desktop.case.identity import Identity
from crlm_desktop.cli.log import ACTS
from crlm_desktop.cli.passphrases import VARIABLE
from crlm_desktop.registry.values import Act
from crlm_desktop.services import exporting, review, users
from crlm_desktop.services.roles import Role
from tests.cli.conftest import Command
from tests.registry.building import AUTHOR, CHEAP, PASSPHRASE
from tests.services.places import a_workplace


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, PASSPHRASE)
    with a_workplace(tmp_path / "r.crlm") as place:
        stored = review.create_case(place, Identity(number="H-77123", name="Unmistakable Person"))
        exporting.export_case(place, stored.id, to=tmp_path / "Unmistakable Person.json")
        users.add_user(place, "=cmd()", Role.READER, PASSPHRASE, cost=CHEAP)
    return tmp_path / "r.crlm"


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_that_the_log_is_printed_line_by_line_and_names_no_patient(command: Command, path: Path) -> None:
    done = command("registry", "log", path, "--user", AUTHOR)
    assert (done.code, done.err) == (0, "")
    found = rows(done.out)
    assert [one["act"] for one in found][:5] == [
        "registry.created",
        "user.entered",
        "case.created",
        "case.exported",
        "user.added",
    ]
    assert [one["entry"] for one in found] == [str(number) for number in range(1, len(found) + 1)]
    assert (found[3]["what"], found[3]["details"]) == ("case file exported", "revision=1")
    for word in ("Unmistakable", "H-77123"):
        assert word not in done.out


def test_that_the_log_begins_at_a_day_and_speaks_chinese(command: Command, path: Path) -> None:
    assert [one["act"] for one in rows(command("registry", "log", path, "--user", AUTHOR, "--since", "2026-11-25").out)]
    later = command("registry", "log", path, "--user", AUTHOR, "--since", "2099-01-01", "--lang", "zh")
    assert later.out == "条目,时间,用户,行为,内容,对象,详情\n"
    assert command("registry", "log", path, "--since", "yesterday").code == 2


def test_that_a_reader_is_refused_and_a_name_that_looks_like_a_formula_is_none(command: Command, path: Path) -> None:
    refused = command("registry", "log", path, "--user", "=cmd()")
    assert (refused.code, refused.out) == (1, "")
    assert "administrator" in refused.err
    found = rows(command("registry", "log", path, "--user", AUTHOR).out)
    assert "'=cmd()" in [one["user"] for one in found]
    assert "user.refused" in [one["act"] for one in found]


def test_that_every_act_has_its_words() -> None:
    assert set(ACTS) == set(Act)
