"""Finding cases: parts of names and numbers in Latin and Chinese, words of the record, last changed first."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crlm_desktop.registry import projection
from crlm_desktop.registry.unit import Registry
from tests.builders import a_case
from tests.registry.building import AUTHOR, CLOCK, add_case

CASES = {
    "ada": ("MRN-20431", "Ada Müller", a_case(question="Two lesions in the right lobe: resect?")),
    "li": ("MRN-20999", "李文博", a_case(question="肝转移能否切除？")),
    "zhang": ("肝-7", "张三", a_case(fitness={"comorbidities": ["chronic hepatitis B", "糖尿病"]})),
    "bob": ("X/99", "", a_case(molecular={"ras_variant": "KRAS G12C"}, extrahepatic={"lung": {"note": "3 mm nodule"}})),
}


@pytest.fixture
def filled(registry: Registry) -> Registry:
    """The registry with the four cases above, the last one changed last."""
    for case_id, (number, name, case) in CASES.items():
        add_case(registry, case_id, case, number=number, name=name)
    return registry


def found(registry: Registry, query: str, limit: int = 50) -> list[str]:
    with registry.reading() as unit:
        return [row.id for row in unit.search.rows(query, limit=limit)]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("ada", ["ada"]),
        ("ADA MUL", ["ada"]),
        ("müller", ["ada"]),
        ("muller", ["ada"]),
        ("ller", ["ada"]),
        ("20431", ["ada"]),
        ("204 ada", ["ada"]),
        ("mrn", ["li", "ada"]),
        ("李", ["li"]),
        ("文博", ["li"]),
        ("李文博", ["li"]),
        ("张三", ["zhang"]),
        ("三", ["zhang"]),
        ("肝", ["zhang", "li"]),
        ("糖尿", ["zhang"]),
        ("99", ["bob", "li"]),
        ("9", ["bob", "li"]),
        ("２０９９９", ["li"]),
        ("g12c", ["bob"]),
        ("nodule", ["bob"]),
        ("x/99", ["bob"]),
        ("resect?", ["ada"]),
        ("hepatitis 张", ["zhang"]),
        ("李 20431", []),
        ("muller 三", []),
        ("nobody", []),
        ("%", []),
        ('"', []),
        ('ada" OR "li', []),
        ("*", []),
        ("", ["bob", "zhang", "li", "ada"]),
        ("   ", ["bob", "zhang", "li", "ada"]),
    ],
)
def test_that_a_query_finds_the_cases_that_hold_all_its_words(filled: Registry, query: str, ids: list[str]) -> None:
    assert found(filled, query) == ids


def test_that_words_are_not_found_across_two_texts(filled: Registry) -> None:
    assert found(filled, "31a") == []
    assert found(filled, "1a") == []
    assert found(filled, "7张") == []


def test_that_a_changed_case_comes_first_and_is_found_by_its_new_words_only(filled: Registry) -> None:
    with filled.unit(author=AUTHOR, at=CLOCK.now()) as unit:
        li = unit.cases.ids()[1]
        unit.cases.record(li, a_case(question="Ablation instead?"), base_revision=1, reason="")
    assert found(filled, "") == ["li", "bob", "zhang", "ada"]
    assert found(filled, "ablation") == ["li"]
    assert found(filled, "能否") == []


def test_that_a_limit_keeps_the_cases_changed_last(filled: Registry) -> None:
    assert found(filled, "", limit=2) == ["bob", "zhang"]
    assert found(filled, "mrn", limit=1) == ["li"]
    with filled.reading() as unit:
        assert unit.search.count() == 4


def test_that_words_of_both_lengths_are_found_together_the_newest_first_up_to_the_limit(registry: Registry) -> None:
    for number in range(12):
        add_case(registry, f"c{number}", name="Ada 李" if number % 3 else "Bob 王")
    assert found(registry, "ada 李", limit=3) == ["c11", "c10", "c8"]
    assert found(registry, "王 bob", limit=2) == ["c9", "c6"]
    assert found(registry, "ada 王") == []
    assert len(found(registry, "李 ada")) == 8


def test_that_a_query_that_no_text_could_hold_finds_nothing_and_breaks_nothing(filled: Registry) -> None:
    assert found(filled, "\ud800\0abc") == []
    assert found(filled, "a" * 100_000) == []


@pytest.fixture(scope="module")
def words() -> dict[str, str]:
    return {
        f"w{index}": text
        for index, text in enumerate(("Zoë Łukasz-Ng", "欧阳娜娜 2", "ΩΜΕΓΑ straße", "𠮷野家", "a b c"))
    }


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=st.data())
def test_that_every_part_of_a_word_of_a_name_finds_its_case(
    registry: Registry, words: dict[str, str], data: st.DataObject
) -> None:
    with registry.reading() as unit:
        is_empty = unit.search.count() == 0
    if is_empty:
        for case_id, name in words.items():
            add_case(registry, case_id, name=name)
    case_id = data.draw(st.sampled_from(sorted(words)))
    word = data.draw(st.sampled_from(words[case_id].split()))
    start = data.draw(st.integers(0, len(word) - 1))
    part = word[start : data.draw(st.integers(start + 1, len(word)))]
    if projection.characters(projection.folded(part)):
        assert case_id in found(registry, part)
