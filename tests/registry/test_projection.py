"""The projection: what lists know of a case follows from its newest revision, and from nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crlm_desktop.case.casefile import to_json
from crlm_desktop.case.choices import Braf, Mmr, Presentation, Ras, Sex
from crlm_desktop.case.identity import Identity
from crlm_desktop.registry.address import ServerAddress
from crlm_desktop.registry.completeness import ASKED, ASKED_OF_A_LESION, completeness
from crlm_desktop.registry.projection import lesion_count, presentation
from crlm_desktop.registry.unit import Registry
from tests.builders import a_case, a_lesion
from tests.registry.building import AUTHOR, CLOCK, add_case

LESION = st.fixed_dictionaries(
    {},
    optional={
        "segments": st.lists(st.sampled_from("12345678"), min_size=1, max_size=3, unique=True),
        "size_mm": st.integers(0, 200),
        "state": st.sampled_from(["present", "vanished", "treated"]),
    },
)
CASE = st.fixed_dictionaries(
    {},
    optional={
        "question": st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(str.strip),
        "patient": st.fixed_dictionaries(
            {"age_years": st.integers(18, 99), "sex": st.sampled_from(["female", "male"])}
        ),
        "molecular": st.fixed_dictionaries({"ras": st.sampled_from(["wild_type", "mutated"])}),
        "lesions": st.lists(LESION, max_size=4),
    },
)


def everything(registry: Registry) -> list[list[tuple[Any, ...]]]:
    """Return all rows of the projection, and every term of the index with its place."""
    if isinstance(registry.place, ServerAddress):
        tables = ("case_facts", "lesion_facts", "case_search")
        with registry.keeping.engine.connect() as connection:
            rows = [connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables]
            return [[tuple(row) for row in one] for one in rows]
    # What is made in `temp` goes with the transaction, which is not committed.
    with registry.keeping.engine.connect().execution_options(writes=True) as connection:
        for index in ("search_trigrams", "search_characters"):
            connection.exec_driver_sql(f"CREATE VIRTUAL TABLE temp.v_{index} USING fts5vocab(main, {index}, instance)")
        statements = (
            "SELECT * FROM case_facts ORDER BY case_id",
            "SELECT * FROM lesion_facts ORDER BY case_id, position",
            "SELECT * FROM temp.v_search_trigrams ORDER BY 1, 2, 3, 4",
            "SELECT * FROM temp.v_search_characters ORDER BY 1, 2, 3, 4",
        )
        return [[tuple(row) for row in connection.exec_driver_sql(one)] for one in statements]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(edits=st.lists(st.tuples(st.integers(0, 3), CASE, st.booleans()), min_size=1, max_size=6))
def test_that_a_rebuilt_projection_equals_the_kept_one(
    registry: Registry, edits: list[tuple[int, dict[str, Any], bool]]
) -> None:
    for step, (which, parts, is_identity) in enumerate(edits):
        with registry.unit(author=AUTHOR, at=CLOCK.now() + timedelta(seconds=step)) as unit:
            ids = unit.cases.ids()
        if which >= len(ids):
            add_case(registry, f"c{len(ids)}", a_case(**parts))
            continue
        with registry.unit(author=AUTHOR, at=CLOCK.now() + timedelta(seconds=step)) as unit:
            if is_identity:
                unit.cases.identify(ids[which], Identity(number=f"N-{ids[which]}", name=f"Name {step}"))
            else:
                base = unit.cases.opened(ids[which]).revision.number
                unit.cases.record(ids[which], a_case(**parts), base_revision=base, reason="")
    kept = everything(registry)
    with registry.unit(author=AUTHOR, at=CLOCK.now()) as unit:
        unit.rebuild()
    assert everything(registry) == kept


def test_that_a_row_tells_what_the_record_says(registry: Registry) -> None:
    case = a_case(
        patient={"age_years": 62, "sex": "male"},
        molecular={"ras": "mutated", "braf": "wild_type", "mmr": "proficient"},
        metastases={"presentation": "synchronous"},
        lesions=[a_lesion(), a_lesion(id="L2", state="treated"), a_lesion(id="L3", state="vanished")],
    )
    add_case(registry, "c1", case, number="H-7", name="Ada Example")
    with registry.reading() as unit:
        (row,) = unit.search.rows("", limit=9)
    assert (row.id, row.number, row.name) == ("c1", "H-7", "Ada Example")
    assert (row.age_years, row.sex, row.presentation, row.lesion_count) == (62, Sex.MALE, Presentation.SYNCHRONOUS, 2)
    assert (row.ras, row.braf, row.mmr) == (Ras.MUTATED, Braf.WILD_TYPE, Mmr.PROFICIENT)
    assert (row.revision, row.changed_at, row.next_meeting_on) == (1, CLOCK.now(), None)


def test_that_a_row_of_an_empty_case_knows_nothing(registry: Registry) -> None:
    add_case(registry, "c1")
    with registry.reading() as unit:
        (row,) = unit.search.rows("", limit=9)
    unknown = (row.age_years, row.sex, row.presentation, row.lesion_count, row.ras, row.braf, row.mmr)
    assert set(unknown) == {None}
    assert row.completeness == 0


@pytest.mark.parametrize(
    ("diagnosed", "detected", "expected"),
    [
        ("2026-01-15", "2026-07-15", Presentation.SYNCHRONOUS),
        ("2026-01-15", "2026-07-16", Presentation.METACHRONOUS),
        ("2026-01-15", "2025-12-01", Presentation.SYNCHRONOUS),
        ("2026-01", "2026-06", Presentation.SYNCHRONOUS),
        ("2026-01", "2026-07", None),
        ("2026-01", "2026-08", Presentation.METACHRONOUS),
        ("2025", "2026", None),
        (None, "2026-07-15", None),
        ("2026-01-15", None, None),
    ],
)
def test_that_the_presentation_follows_from_the_dates_unless_they_leave_it_open(
    diagnosed: str | None, detected: str | None, expected: Presentation | None
) -> None:
    case = a_case(primary={"diagnosed_on": diagnosed}, metastases={"detected_on": detected})
    assert presentation(case) is expected


def test_that_a_stated_presentation_stands_above_the_dates() -> None:
    stated = a_case(
        primary={"diagnosed_on": "2020-01-01"},
        metastases={"detected_on": "2026-01-01", "presentation": "synchronous"},
    )
    assert presentation(stated) is Presentation.SYNCHRONOUS


@pytest.mark.parametrize(("lesions", "count"), [(None, None), ([], 0), ([{}], 1), ([{"state": "treated"}], 0)])
def test_that_lesions_nobody_told_of_are_not_counted_as_none(lesions: list[Any] | None, count: int | None) -> None:
    assert lesion_count(a_case(lesions=lesions)) == count


def a_record(**parts: Any) -> dict[str, Any]:
    return to_json(a_case(**parts))


def test_that_completeness_is_the_share_of_what_is_asked() -> None:
    assert completeness(a_record()) == 0
    assert completeness(a_record(question="Resect?", fitness={"ecog": 0, "comorbidities": []})) == 100 * 3 // len(ASKED)
    asked = len(ASKED) + len(ASKED_OF_A_LESION)
    assert completeness(a_record(lesions=[{"size_mm": 0}])) == 100 * 2 // asked


def test_that_radiotherapy_is_asked_of_a_rectal_primary_only() -> None:
    rectal, sigmoid = (a_record(primary={"site": site}) for site in ("rectum", "sigmoid"))
    assert (completeness(rectal), completeness(sigmoid)) == (100 // (len(ASKED) + 1), 100 // len(ASKED))
