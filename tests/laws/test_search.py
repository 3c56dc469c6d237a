"""The law of the search: passing over operations never passes over the best outline."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crlm_desktop.case.choices import Augmentation
from crlm_desktop.engine.facts.assumptions import facts_of
from crlm_desktop.engine.planner.ground import ground_of
from crlm_desktop.engine.planner.operation import Operation
from crlm_desktop.engine.planner.outlines import OutlineBook
from crlm_desktop.engine.planner.search import Search
from crlm_desktop.engine.planner.sketch import Reckoned, Sketching
from crlm_desktop.engine.proposal import LesionModality
from crlm_desktop.engine.tri import Truth
from tests.builders import a_case
from tests.engine.planner.asked import ABLATE, RESECT, SBRT, THRESHOLDS
from tests.laws.test_planner import LESION_FIELDS

MANY = settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
LESIONS = st.lists(st.fixed_dictionaries({}, optional=LESION_FIELDS), min_size=1, max_size=9).map(
    lambda found: [{"id": f"L{number}", **fields} for number, fields in enumerate(found, 1)]
)
LIVERS = st.fixed_dictionaries(
    {},
    optional={
        "quality": st.sampled_from(["normal", "cirrhosis"]),
        "technically_resectable": st.booleans(),
        "volumes_ml": st.fixed_dictionaries({"total": st.integers(900, 2200)}),
        "flr": st.fixed_dictionaries(
            {"percent": st.integers(10, 90)},
            optional={
                "resection": st.sampled_from(["right hepatectomy", "segment 6"]),
                "after": st.sampled_from(["none", "pve"]),
            },
        ),
    },
)
REQUESTS = st.sampled_from(
    [
        ({RESECT}, {RESECT}, None),
        ({RESECT}, {RESECT}, Augmentation.PVE),
        ({RESECT, ABLATE}, {RESECT}, Augmentation.TWO_STAGE_1),
        ({RESECT, ABLATE}, {RESECT, ABLATE}, None),
        ({RESECT, SBRT}, {RESECT, SBRT}, None),
        ({ABLATE, SBRT}, {ABLATE, SBRT}, None),
        ({RESECT, ABLATE, SBRT}, set(), None),
    ]
)
Request = tuple[set[LesionModality], set[LesionModality], Augmentation | None]


def searched(lesions: list[dict[str, Any]], liver: dict[str, Any], ras: str, request: Request) -> Search:
    """Return the search for what a strategy asks of a case."""
    modalities, must_use, augmentation = request
    table = facts_of(a_case(lesions=lesions, liver=liver, molecular={"ras": ras}))
    ground = ground_of(table, THRESHOLDS)
    outlines = OutlineBook().of(ground, frozenset(modalities), frozenset(must_use))
    sketching = Sketching(ground, outlines.marks, augmentation=augmentation)
    return Search(outlines, sketching, ground.reckoning, augmentation)


@MANY
@given(LESIONS, LIVERS, st.sampled_from(["mutated", "wild_type"]), REQUESTS, st.sampled_from([None, 60.0, 85.0]))
def test_that_the_best_outline_is_that_of_a_search_that_passes_over_nothing(
    lesions: list[dict[str, Any]], liver: dict[str, Any], ras: str, request_: Request, over: float | None
) -> None:
    search = searched(lesions, liver, ras, request_)

    def order(reckoned: Reckoned) -> tuple[object, ...]:
        outline = reckoned.outline
        return (search.judge(reckoned).faults, outline.weaker, -round(reckoned.kept), outline.after_kept)

    every = [one for one in search if over is None or one.kept > over]
    best = search.best() if over is None else search.best(keeping_over=over)
    expected = min(every, key=order, default=None)
    assert (best is None) == (expected is None)
    if best is not None and expected is not None:
        assert order(best) == order(expected)


@MANY
@given(LESIONS, LIVERS, st.sampled_from(["mutated", "wild_type"]), REQUESTS)
def test_that_an_outline_that_surely_stands_is_found_wherever_there_is_one(
    lesions: list[dict[str, Any]], liver: dict[str, Any], ras: str, request_: Request
) -> None:
    search = searched(lesions, liver, ras, request_)

    assert search.has_one_that_stands() == any(search.judge(one).stands is Truth.TRUE for one in search)


@MANY
@given(LESIONS, LIVERS, st.sampled_from(["mutated", "wild_type"]), REQUESTS)
def test_that_the_foremost_outline_stands_most_surely_and_then_takes_the_fewest_segments(
    lesions: list[dict[str, Any]], liver: dict[str, Any], ras: str, request_: Request
) -> None:
    search = searched(lesions, liver, ras, request_)

    def size(operation: Operation) -> tuple[float, ...]:
        return (operation.size,)

    found = search.foremost(size)
    every = [(2 - search.judge(one).stands, one.outline.operation.size) for one in search]
    assert (found is None) == (not every)
    if found is not None:
        assert (2 - search.judge(found).stands, found.outline.operation.size) == min(every)
