"""The command ``registry evaluate``: counts, cases by their ids, and what another edition would recommend otherwise."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pytest

from crlm_desktop import paths
from crlm_desktop.case.identity import Identity
from crlm_desktop.cli.passphrases import VARIABLE
from crlm_desktop.clock import SystemClock
from crlm_desktop.services import review, workplace
from tests.builders import a_case
from tests.cli.conftest import Command
from tests.laws.patched import patched_cases
from tests.registry.building import AUTHOR, CHEAP, PASSPHRASE
from tests.services.places import plain_engine

CASES = 6
NAME = "Ada Unmistakable"


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A closed registry of a few cases, with its passphrase in the surroundings."""
    path = tmp_path / "team.crlm"
    with workplace.create(
        path, PASSPHRASE, name="Team", author=AUTHOR, clock=SystemClock(), engine=plain_engine(), cost=CHEAP
    ) as place:
        for at, case in enumerate([a_case(), *patched_cases(CASES - 1, seed=4)]):
            review.create_case(place, Identity(number=f"UNIQUE-{at}", name=NAME), case)
    monkeypatch.setenv(VARIABLE, PASSPHRASE)
    return path


def test_that_options_and_lacking_facts_are_counted_and_nobody_is_named(command: Command, registry: Path) -> None:
    done = command("registry", "evaluate", registry)

    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"{CASES} cases by edition ")
    assert "nothing is recommended before facts that are lacking are known" in done.out
    assert NAME not in done.out
    assert "UNIQUE" not in done.out


def test_that_each_case_is_a_line_by_its_id(command: Command, registry: Path) -> None:
    done = command("registry", "evaluate", registry, "--format", "csv")

    rows = list(csv.DictReader(StringIO(done.out)))
    assert len(rows) == len({row["case"] for row in rows}) == CASES
    assert {row["finding"] for row in rows} <= {"recommended", "more-open", "facts-lack", "nothing"}
    assert all(bool(row["recommended"]) == (row["finding"] in ("recommended", "more-open")) for row in rows)


def test_that_the_same_knowledge_beside_recommends_the_same(command: Command, registry: Path) -> None:
    done = command("registry", "evaluate", registry, "--against", paths.resource("knowledge"))

    assert done.code == 0
    assert "recommends the same for all cases" in done.out


def test_that_an_edition_that_is_not_there_is_refused_before_anything_is_read(
    command: Command, registry: Path, tmp_path: Path
) -> None:
    done = command("registry", "evaluate", registry, "--against", tmp_path / "nowhere")

    assert done.code == 1
    assert str(tmp_path / "nowhere") in done.err
    assert done.out == ""


def test_that_thresholds_of_a_centre_go_with_another_edition_only(
    command: Command, registry: Path, tmp_path: Path
) -> None:
    done = command("registry", "evaluate", registry, "--centre", tmp_path / "centre.toml")

    assert done.code == 2
    assert "--against" in done.err
