"""How long a registry of very many cases takes, beside the same by the bare driver in the same run.

`CRLM_REGISTRY_CASES=100000 python -m pytest -n 0 --benchmark-enable tests/benchmarks/test_registry_scale.py` measures
it; each benchmark tells in its extra information how many times the bare driver's time it came to.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from crlm_desktop.gui.command_palette.finding import Finder
from crlm_desktop.gui.panels.cases import FIRST_ROWS
from crlm_desktop.i18n import Language, catalogue_for
from crlm_desktop.services import knowledge
from tests.benchmarks import invented_registry as invented
from tests.benchmarks import registry_measures as measures
from tests.benchmarks.registry_measures import Bench, Times, in_turn

CASES = invented.wanted()
A_PAGE = min(FIRST_ROWS, CASES)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed registry of many cases, which nobody may write to."""
    return invented.folder_of(CASES, tmp_path_factory.mktemp("registries"))


@pytest.fixture(scope="module")
def bench(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """A copy of the same, to be written to."""
    made = Bench(shutil.copytree(folder, tmp_path_factory.mktemp("registries") / "open.crlm"))
    yield made
    made.close()


def noted(benchmark: BenchmarkFixture, times: Times, *, of: str = "times the bare driver") -> None:
    benchmark.extra_info |= {
        "cases": CASES,
        "bare driver, ms": round(times.raw, 3),
        "program, ms": round(times.ours, 3),
        of: round(times.ratio, 2),
    }


def rounds(benchmark: BenchmarkFixture, number: int) -> int:
    return number if benchmark.enabled else 1


@pytest.mark.benchmark(group="a registry of many cases")
def test_opening_up_to_the_first_page(benchmark: BenchmarkFixture, folder: Path) -> None:
    ours, bare = (partial(one, folder) for one in (measures.open_to_first_page, measures.open_to_first_page_bare))

    assert benchmark(ours) == bare() == A_PAGE
    noted(benchmark, in_turn(ours, bare, rounds=rounds(benchmark, 9)))


@pytest.mark.benchmark(group="a registry of many cases")
def test_opening_as_a_user_does_with_the_standard_cost_of_a_passphrase(
    benchmark: BenchmarkFixture, folder: Path, tmp_path: Path
) -> None:
    # Half a second of Argon2 is worth measuring, and tests nothing.
    dear = measures.with_standard_cost(shutil.copytree(folder, tmp_path / "dear.crlm")) if benchmark.enabled else folder
    ours, bare = (partial(one, dear) for one in (measures.open_to_first_page, measures.open_to_first_page_bare))

    assert benchmark(ours) == bare() == A_PAGE
    noted(benchmark, in_turn(ours, bare, rounds=5))


@pytest.mark.benchmark(group="search as you type")
@pytest.mark.parametrize("words", measures.TYPED)
def test_searching_as_somebody_types(benchmark: BenchmarkFixture, bench: Bench, words: str) -> None:
    found = benchmark(bench.search, words)

    assert 0 <= found <= A_PAGE
    times = in_turn(partial(bench.search, words), bench.first_page_bare, rounds=rounds(benchmark, 5))
    noted(benchmark, times, of="times the first page by the bare driver")
    benchmark.extra_info["found"] = found


@pytest.mark.benchmark(group="search as you type")
@pytest.mark.parametrize("words", ["a", "ada e", "resect", "李文", "12 34"])
def test_the_palette_answering_a_letter(benchmark: BenchmarkFixture, bench: Bench, words: str) -> None:
    bench.place.engine = knowledge.load_engine()
    finder = Finder(bench.place, (), (), catalogue=catalogue_for(Language.ZH))
    # What is read once, when the palette opens.
    finder.find("")

    found = benchmark(finder.find, words)

    assert found.query == words
    times = in_turn(partial(finder.find, words), partial(bench.search, words), rounds=rounds(benchmark, 20))
    benchmark.extra_info |= {
        "cases": CASES,
        "search of the cases, ms": round(times.raw, 3),
        "palette, ms": round(times.ours, 3),
        "times the search of the cases": round(times.ratio, 2),
    }


@pytest.mark.benchmark(group="a registry of many cases")
def test_opening_one_case(benchmark: BenchmarkFixture, bench: Bench) -> None:
    assert len(benchmark(bench.open_case)) == 64
    assert bench.open_case_bare() == 1
    noted(benchmark, in_turn(bench.open_case, bench.open_case_bare, rounds=rounds(benchmark, 200)))


@pytest.mark.benchmark(group="a registry of many cases")
def test_saving_a_case_beside_the_same_rows(benchmark: BenchmarkFixture, bench: Bench) -> None:
    benchmark.pedantic(lambda save: save(), setup=lambda: ((bench.prepare_save(),), {}), rounds=rounds(benchmark, 30))

    noted(benchmark, bench.saves(bench.prepare_bare_save, rounds=rounds(benchmark, 30)))


@pytest.mark.benchmark(group="a registry of many cases")
def test_saving_a_case_beside_its_revision_alone(benchmark: BenchmarkFixture, bench: Bench) -> None:
    benchmark.pedantic(lambda save: save(), setup=lambda: ((bench.prepare_save(),), {}), rounds=rounds(benchmark, 30))

    noted(benchmark, bench.saves(bench.prepare_plain_save, rounds=rounds(benchmark, 30)))
