"""Cases and revisions: appended, never overwritten; a moved revision and a taken number are refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from crlm_desktop.case import casefile
from crlm_desktop.case.identity import CaseId, Identity
from crlm_desktop.case.record import Case
from crlm_desktop.errors import ConflictFault, CrlmError, InputError
from crlm_desktop.registry import faults
from crlm_desktop.registry.unit import Registry
from crlm_desktop.registry.values import OpenCase
from tests.builders import a_case, a_lesion
from tests.registry.building import AUTHOR, CLOCK, add_case
from tests.registry.tampering import is_refused

FIRST = a_case(fitness={"ecog": 1})
SECOND = a_case(fitness={"ecog": 2})


def record(registry: Registry, case_id: CaseId, case: Case, *, base: int, minutes: int = 0) -> OpenCase:
    at = CLOCK.now() + timedelta(minutes=minutes)
    with registry.unit(author=AUTHOR, at=at) as unit:
        unit.cases.record(case_id, case, base_revision=base, reason="checked again")
        return unit.cases.opened(case_id)


def opened(registry: Registry, case_id: CaseId) -> OpenCase:
    with registry.reading() as unit:
        return unit.cases.opened(case_id)


def test_that_a_new_case_has_one_revision_with_the_hash_of_its_record(registry: Registry) -> None:
    found = opened(registry, add_case(registry, "c1", FIRST, number="H-7", name="Ada Example"))
    assert found.identity == Identity(number="H-7", name="Ada Example")
    assert found.case == FIRST
    assert (found.revision.number, found.sha256) == (1, casefile.sha256(FIRST))
    assert (found.revision.author, found.revision.recorded_at) == (AUTHOR, CLOCK.now())


def test_that_a_case_comes_back_from_the_file_as_it_went_in(registry: Registry) -> None:
    lesions = [a_lesion(), a_lesion(id="L2", segments=["4a", "8"], size_mm=12.5)]
    case = a_case(question="可切除吗？", lesions=lesions, imaging={"ct_on": "2026-10"}, markers=[])
    assert opened(registry, add_case(registry, "c1", case)).case == case


def test_that_a_save_appends_a_revision_and_keeps_the_earlier_one(registry: Registry) -> None:
    case_id = add_case(registry, "c1", FIRST)
    after = record(registry, case_id, SECOND, base=1, minutes=5)
    assert (after.case, after.revision.number, after.revision.reason) == (SECOND, 2, "checked again")
    with registry.reading() as unit:
        assert [one.number for one in unit.cases.history(case_id)] == [2, 1]
        assert (unit.cases.at(case_id, 1), unit.cases.at(case_id, 2)) == (FIRST, SECOND)


def test_that_going_back_is_a_new_revision_with_the_old_content(registry: Registry) -> None:
    case_id = add_case(registry, "c1", FIRST)
    record(registry, case_id, SECOND, base=1)
    after = record(registry, case_id, FIRST, base=2)
    assert (after.revision.number, after.sha256) == (3, casefile.sha256(FIRST))


def test_that_saving_what_is_there_already_appends_nothing(registry: Registry) -> None:
    case_id = add_case(registry, "c1", FIRST)
    assert record(registry, case_id, FIRST, base=1, minutes=5) == opened(registry, case_id)
    with registry.reading() as unit:
        assert len(unit.cases.history(case_id)) == 1
        assert len(unit.audit.entries(case_id)) == 1


def test_that_a_save_that_started_from_an_older_revision_is_refused_and_writes_nothing(registry: Registry) -> None:
    case_id = add_case(registry, "c1", FIRST)
    record(registry, case_id, SECOND, base=1)
    with pytest.raises(ConflictFault) as refused:
        record(registry, case_id, a_case(fitness={"ecog": 3}), base=1)
    assert refused.value.code is faults.CASE_MOVED_ON
    assert dict(refused.value.params) == {"author": AUTHOR, "newest": 2, "base": 1}
    assert opened(registry, case_id).case == SECOND


def test_that_each_revision_names_the_hash_of_its_parent(registry: Registry) -> None:
    case_id = add_case(registry, "c1", FIRST)
    record(registry, case_id, SECOND, base=1)
    with registry.keeping.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT sha256, parent_sha256 FROM revisions ORDER BY number").all()
    assert [row.parent_sha256 for row in rows] == [None, rows[0].sha256]


@pytest.mark.parametrize(
    "statement", ["UPDATE revisions SET sha256 = ''", "DELETE FROM revisions", "DELETE FROM cases"]
)
def test_that_not_even_sql_alters_or_removes_a_revision(registry: Registry, statement: str) -> None:
    add_case(registry, "c1", FIRST)
    assert is_refused(registry, statement)


@pytest.mark.parametrize("number", ["H-7", "h-7", "Ｈ－７", " H-7"])
def test_that_a_number_that_a_case_has_is_refused_with_that_case(registry: Registry, number: str) -> None:
    add_case(registry, "c1", number="H-7", name="Ada Example")
    with pytest.raises(InputError) as refused:
        add_case(registry, "c2", number=number)
    (told,) = refused.value.problems
    assert (told.path, told.code, told.params["name"], told.params["case_id"]) == (
        "number",
        faults.NUMBER_TAKEN,
        "Ada Example",
        "c1",
    )
    with registry.reading() as unit:
        assert unit.cases.ids() == ("c1",)


def test_that_a_number_of_a_nameless_case_is_refused_without_inventing_a_name(registry: Registry) -> None:
    add_case(registry, "c1", number="H-7")
    with pytest.raises(InputError) as refused:
        add_case(registry, "c2", number="H-7")
    assert [one.code for one in refused.value.problems] == [faults.NUMBER_TAKEN_UNNAMED]


def test_that_an_identity_changes_without_a_new_revision(registry: Registry) -> None:
    case_id = add_case(registry, "c1", FIRST, number="H-7", name="Ada Example")
    renamed = Identity(number="h-7", name="Ada Other", born_on=date(1960, 2, 29))
    with registry.unit(author=AUTHOR, at=CLOCK.now()) as unit:
        unit.cases.identify(case_id, renamed)
    found = opened(registry, case_id)
    assert (found.identity, found.revision.number) == (renamed, 1)
    with registry.reading() as unit:
        assert [row.name for row in unit.search.rows("other", limit=9)] == ["Ada Other"]
        assert unit.search.rows("example", limit=9) == ()


def test_that_an_identity_cannot_take_the_number_of_another_case(registry: Registry) -> None:
    add_case(registry, "c1", number="H-7")
    case_id = add_case(registry, "c2", number="H-8")
    with pytest.raises(InputError), registry.unit(author=AUTHOR, at=CLOCK.now()) as unit:
        unit.cases.identify(case_id, replace(unit.cases.identity(case_id), number="H-7"))
    assert opened(registry, case_id).identity.number == "H-8"


def test_that_a_case_or_revision_that_is_not_there_is_told_as_such(registry: Registry) -> None:
    add_case(registry, "c1")
    with registry.reading() as unit:
        for act in (unit.cases.opened, unit.cases.history, unit.cases.current, unit.cases.identity):
            with pytest.raises(CrlmError) as refused:
                act(CaseId("elsewhere"))
            assert refused.value.code is faults.CASE_NOT_THERE
        with pytest.raises(CrlmError) as refused:
            unit.cases.at(CaseId("c1"), 2)
        assert (refused.value.code, dict(refused.value.params)) == (faults.NO_REVISION, {"number": 2, "newest": 1})


def test_that_all_cases_are_read_page_by_page_each_once_with_its_newest_record(registry: Registry) -> None:
    for number in range(5):
        add_case(registry, f"c{number}", number=f"N-{number}")
    with registry.unit(author=AUTHOR, at=CLOCK.now()) as unit:
        unit.cases.record(CaseId("c3"), a_case(question="Newest?"), base_revision=1, reason="")
    found, after = [], ""
    with registry.reading() as unit:
        while page := unit.cases.page(after, limit=2):
            assert len(page) <= 2
            found += page
            after = page[-1][0]

    assert [case_id for case_id, _case in found] == ["c0", "c1", "c2", "c3", "c4"]
    assert [None if case is None else case.question for _id, case in found] == [None, None, None, "Newest?", None]
