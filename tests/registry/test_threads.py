"""One open registry on several threads: the window writes while a worker reads, and neither sees a half."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from crlm_desktop.errors import ConflictFault
from crlm_desktop.registry.unit import Registry
from tests.builders import a_case
from tests.registry.building import AUTHOR, CLOCK, add_case

THREADS, EACH = 4, 6


def test_that_saves_and_lists_of_several_threads_neither_lose_nor_tear_anything(registry: Registry) -> None:
    def write(thread: int) -> None:
        for number in range(EACH):
            add_case(registry, f"t{thread}-{number}", a_case(question=f"question {thread}"))

    def read(_: int) -> list[int]:
        counts = []
        for _turn in range(EACH):
            with registry.reading() as unit:
                counts.append(unit.search.count())
                assert counts[-1] == len(unit.cases.ids()) == len(unit.search.rows("question", limit=99))
        return counts

    with ThreadPoolExecutor(2 * THREADS) as pool:
        written = [pool.submit(write, thread) for thread in range(THREADS)]
        read_by = [pool.submit(read, thread) for thread in range(THREADS)]
        for one in written:
            one.result()
        assert all(sorted(one.result()) == one.result() for one in read_by)
    with registry.reading() as unit:
        assert unit.search.count() == THREADS * EACH


def test_that_of_two_saves_from_one_revision_one_is_kept_and_one_is_told(registry: Registry) -> None:
    case_id = add_case(registry, "c1")

    def save(number: int) -> int | None:
        try:
            with registry.unit(author=AUTHOR, at=CLOCK.now()) as unit:
                unit.cases.record(case_id, a_case(question=f"{number}"), base_revision=1, reason="")
        except ConflictFault:
            return None
        return number

    with ThreadPoolExecutor(THREADS) as pool:
        saved = [number for number in pool.map(save, range(THREADS)) if number is not None]
    with registry.reading() as unit:
        assert [unit.cases.current(case_id).question] == [f"{number}" for number in saved]
        assert len(unit.cases.history(case_id)) == 2
