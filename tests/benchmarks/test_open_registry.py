"""How long a registry takes: opening and the first page, beside the same by the bare driver; a search; a save."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from crlm_desktop.case.identity import CaseId
from crlm_desktop.registry import connection, keys
from crlm_desktop.registry.unit import Registry
from tests.builders import a_case, a_lesion
from tests.registry.building import AUTHOR, CLOCK, PASSPHRASE, a_registry, an_identity, reopened

CASES = 200
PAGE = 50
NAMES = ("Ada Example", "李文博", "Jan Novák", "欧阳娜", "Grace Sample")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed registry of many cases."""
    path = tmp_path_factory.mktemp("benchmark") / "many.crlm"
    registry, chance = a_registry(path), random.Random(20261123)
    with registry.unit(author=AUTHOR, at=CLOCK.now()) as unit:
        for number in range(CASES):
            lesions = [a_lesion(id=f"L{n + 1}", size_mm=chance.randint(3, 90)) for n in range(chance.randint(1, 8))]
            case = a_case(question="Resect, ablate, or both?", patient={"age_years": 40 + number % 45}, lesions=lesions)
            identity = an_identity(f"MRN-{number:06}", NAMES[number % len(NAMES)])
            unit.cases.create(CaseId(f"c{number}"), identity, case, reason="")
    registry.close()
    return path


@pytest.fixture(scope="module")
def opened(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """A copy of the same registry, open; the first one stays closed for those who open it."""
    registry = reopened(shutil.copytree(folder, tmp_path_factory.mktemp("benchmark") / "open.crlm"))
    yield registry
    registry.close()


def test_opening_a_registry_up_to_its_first_page(benchmark: BenchmarkFixture, folder: Path) -> None:
    def open_and_list() -> int:
        registry = reopened(folder)
        with registry.reading() as unit:
            rows = unit.search.rows("", limit=PAGE)
        registry.close()
        return len(rows)

    assert benchmark(open_and_list) == PAGE


def test_opening_by_the_bare_driver_up_to_its_first_page(benchmark: BenchmarkFixture, folder: Path) -> None:
    def open_and_list() -> int:
        key = keys.unlock(keys.read(folder / "keys.json"), PASSPHRASE)
        assert key is not None
        bare = connection.connect(folder / "registry.db", key)
        rows = bare.execute("SELECT * FROM case_facts ORDER BY touched DESC LIMIT ?", (PAGE,)).fetchall()
        bare.close()
        return len(rows)

    assert benchmark(open_and_list) == PAGE


@pytest.mark.parametrize("query", ["exam", "文博", "娜", "0001"])
def test_searching(benchmark: BenchmarkFixture, opened: Registry, query: str) -> None:
    def search() -> int:
        with opened.reading() as unit:
            return len(unit.search.rows(query, limit=PAGE))

    assert benchmark(search) > 0


def test_opening_one_case(benchmark: BenchmarkFixture, opened: Registry) -> None:
    def open_case() -> int:
        with opened.reading() as unit:
            return unit.cases.opened(CaseId("c7")).revision.number

    assert benchmark(open_case) == 1


def test_saving_a_revision(benchmark: BenchmarkFixture, opened: Registry) -> None:
    case_id, ages = CaseId("c8"), iter(range(10**9))

    def save() -> None:
        with opened.unit(author=AUTHOR, at=CLOCK.now()) as unit:
            base = unit.cases.opened(case_id).revision.number
            unit.cases.record(case_id, a_case(question=f"Version {next(ages)}"), base_revision=base, reason="")

    benchmark(save)
