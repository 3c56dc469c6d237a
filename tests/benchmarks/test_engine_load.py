"""How long the shipped knowledge takes to load, from its texts and from the cache, beside the bare TOML parser."""

from __future__ import annotations

import tomllib

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from crlm_desktop import paths
from crlm_desktop.engine.entry import Engine
from crlm_desktop.services import compiled_knowledge, knowledge


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """The texts of the shipped edition by file name."""
    root = paths.resource("knowledge")
    return {file.relative_to(root).as_posix(): file.read_text(encoding="utf-8") for file in root.rglob("*.toml")}


def load_as_if_just_started() -> Engine:
    """Load the engine as a program that starts: the files read, the cache read or made."""
    knowledge._engine.cache_clear()
    compiled_knowledge._program_stamp.cache_clear()
    return knowledge.load_engine()


def load_without_the_cache() -> Engine:
    """Load the engine as a program that starts for the first time."""
    (paths.cache_folder() / compiled_knowledge.FILE).unlink(missing_ok=True)
    return load_as_if_just_started()


@pytest.mark.benchmark(group="the shipped knowledge")
def test_loading_the_engine_from_the_cache(benchmark: BenchmarkFixture) -> None:
    load_as_if_just_started()

    engine = benchmark(load_as_if_just_started)

    assert engine.edition.strategies


@pytest.mark.benchmark(group="the shipped knowledge")
def test_loading_the_engine_without_the_cache(benchmark: BenchmarkFixture) -> None:
    engine = benchmark(load_without_the_cache)

    assert engine.edition.strategies


@pytest.mark.benchmark(group="the shipped knowledge")
def test_parsing_its_texts_alone(benchmark: BenchmarkFixture, texts: dict[str, str]) -> None:
    def parse() -> int:
        return len([tomllib.loads(text) for text in texts.values()])

    assert benchmark(parse) == len(texts)
