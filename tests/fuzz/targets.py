"""The two targets of the fuzzer: a case file, and a knowledge file among the sound files of a small edition."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

from crlm_desktop import paths
from crlm_desktop.case import casefile
from tests.engine.knowledge.test_sharing import shared_by_two
from tests.fuzz.laws import asked_case, hold_for_a_case_file, hold_for_knowledge_file

CORPUS = Path(__file__).parent / "corpus"
_CENTRE = '"flr.normal_percent" = 25\n'


def case_file(data: bytes) -> None:
    """Hold the law for a case file that consists of these bytes."""
    hold_for_a_case_file(data)


def knowledge_file(data: bytes) -> None:
    """Hold the law for a knowledge file: the first byte, a letter from ``a`` on, says which, the rest is its bytes."""
    if data:
        names = sorted(_texts())
        hold_for_knowledge_file(names[(data[0] - ord("a")) % len(names)], data[1:], _texts())


TARGETS: Mapping[str, Callable[[bytes], None]] = {"case-file": case_file, "knowledge": knowledge_file}


def inputs(target: str) -> Iterator[tuple[str, bytes]]:
    """Yield what a target is tried with, by a name: what the fuzzer begins with, and what it once found."""
    yield from _SEEDS[target]()
    for file in sorted((CORPUS / target).iterdir()):
        yield file.name, file.read_bytes()


def _cases() -> Iterator[tuple[str, bytes]]:
    yield "small", casefile.canonical(asked_case())
    for file in sorted(paths.db("demo").glob("demo-*.json"))[:3]:
        yield file.name, file.read_bytes().partition(b'"case":')[2].strip().removesuffix(b"}")


def _knowledge() -> Iterator[tuple[str, bytes]]:
    for number, (name, text) in enumerate(sorted(_texts().items())):
        yield name, bytes([ord("a") + number]) + text.encode()


_SEEDS: Mapping[str, Callable[[], Iterator[tuple[str, bytes]]]] = {"case-file": _cases, "knowledge": _knowledge}


@cache
def _texts() -> dict[str, str]:
    return {**shared_by_two(), "centre.toml": _CENTRE}
