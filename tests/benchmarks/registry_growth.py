"""How a registry's times grow with its cases, as a picture: ``python -m tests.benchmarks.registry_growth 1000 10000``.

Each number of cases is generated once and kept (`invented_registry`); the same run measures the bare driver.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from tests.benchmarks import growth, invented_registry
from tests.benchmarks.growth import Curve, Words
from tests.benchmarks.registry_measures import (
    TYPED,
    Bench,
    Times,
    in_turn,
    open_to_first_page,
    open_to_first_page_bare,
)

PICTURE = Path(__file__).resolve().parent.parent.parent / "docs" / "pictures" / "registry-growth.svg"
CASES = (1_000, 10_000, 100_000)
WORDS = Words(
    title="Times of a registry by the number of its cases",
    across="Number of cases",
    upwards="Processor time, ms",
    reference="first page by the bare driver: {ms} ms",
    is_by_powers=True,
)
_LOOKS = (
    ("slowest search", "#8a3ffc", True),
    ("opening", "#1f5f8b", True),
    ("usual search", "#b4552d", False),
    ("save", "#2c7a51", False),
    ("one case", "#444444", True),
)


def main(arguments: Sequence[str]) -> None:
    """Measure registries of so many cases each, print the figures, and write the picture among the documents'."""
    numbers = [int(one) for one in arguments] or list(CASES)
    found = {number: measured(number) for number in numbers}
    points = {name: [(number, found[number][name].ours) for number in numbers] for name, _colour, _is_round in _LOOKS}
    curves = [
        Curve(name=name, colour=colour, is_round=is_round, points=points[name]) for name, colour, is_round in _LOOKS
    ]
    reference = found[numbers[-1]]["usual search"].raw
    PICTURE.write_text(growth.drawn(curves, reference, WORDS), encoding="utf-8")


def measured(cases: int, *, rounds: int = 9) -> dict[str, Times]:
    """Return what each thing took in a registry of so many cases."""
    with tempfile.TemporaryDirectory(prefix="crlm-growth-") as scratch:
        kept = invented_registry.folder_of(cases, Path(scratch))
        opening = in_turn(partial(open_to_first_page, kept), partial(open_to_first_page_bare, kept), rounds=rounds)
        bench = Bench(shutil.copytree(kept, Path(scratch) / "open.crlm"))
        try:
            searches = {
                words: in_turn(partial(bench.search, words), bench.first_page_bare, rounds=rounds // 2)
                for words in TYPED
            }
            in_order = sorted(searches.values(), key=lambda times: times.ours)
            found = {
                "opening": opening,
                "slowest search": in_order[-1],
                "usual search": in_order[len(in_order) // 2],
                "one case": in_turn(bench.open_case, bench.open_case_bare, rounds=20 * rounds),
                "save": bench.saves(bench.prepare_bare_save, rounds=4 * rounds),
                "save beside its revision alone": bench.saves(bench.prepare_plain_save, rounds=4 * rounds),
                "save, by the clock on the wall": bench.saves(
                    bench.prepare_bare_save, rounds=4 * rounds, clock=time.perf_counter
                ),
            }
        finally:
            bench.close()
    _tell(cases, found, searches)
    return found


def _tell(cases: int, found: dict[str, Times], searches: dict[str, Times]) -> None:
    told = {**found, **{f"search “{words}”": times for words, times in searches.items()}}
    for name, times in told.items():
        figures = f"{times.ours:9.2f} ms {times.raw:9.2f} ms bare {times.ratio:7.2f}"
        sys.stdout.write(f"{cases:>9,}  {name:<32} {figures}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
