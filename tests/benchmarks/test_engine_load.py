"""How long the shipped knowledge takes to load, checked and compiled, beside the bare TOML parser on the same texts."""

from __future__ import annotations

import tomllib

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from crlm_desktop import paths
from crlm_desktop.engine.entry import Engine


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """The texts of the shipped edition by file name."""
    root = paths.resource("knowledge")
    return {file.relative_to(root).as_posix(): file.read_text(encoding="utf-8") for file in root.rglob("*.toml")}


@pytest.mark.benchmark(group="the shipped knowledge")
def test_loading_the_engine(benchmark: BenchmarkFixture, texts: dict[str, str]) -> None:
    engine = benchmark(Engine.load, texts)

    assert engine.edition.strategies


@pytest.mark.benchmark(group="the shipped knowledge")
def test_parsing_its_texts_alone(benchmark: BenchmarkFixture, texts: dict[str, str]) -> None:
    def parse() -> int:
        return len([tomllib.loads(text) for text in texts.values()])

    assert benchmark(parse) == len(texts)
