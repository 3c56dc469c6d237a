"""Evaluating a whole registry: the same as case by case, with what it says of each as a whole; stopped at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import pytest

from crlm_desktop.case.choices import Offer
from crlm_desktop.case.identity import CaseId, Identity
from crlm_desktop.engine.entry import Engine
from crlm_desktop.engine.proposal import Status
from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.services import evaluating, knowledge, proposing, review, workplace
from crlm_desktop.services.evaluating import STOPPED, Changed, Evaluation, Finding
from crlm_desktop.services.workplace import Workplace
from tests.builders import a_case
from tests.laws.patched import patched_cases
from tests.registry.tampering import tampering
from tests.services.places import a_workplace

CASES = 12


@pytest.fixture(scope="module")
def engine() -> Engine:
    return knowledge.load_engine()


@pytest.fixture
def place(tmp_path: Path, engine: Engine) -> Iterator[Workplace]:
    made = a_workplace(tmp_path / "r.crlm", engine)
    yield made
    made.close()


def fill(place: Workplace, number: int = CASES) -> list[CaseId]:
    return [
        review.create_case(place, Identity(number=f"H-{at}"), case).id
        for at, case in enumerate(patched_cases(number, seed=11))
    ]


def test_that_each_case_is_recommended_what_it_is_alone(place: Workplace, engine: Engine) -> None:
    ids = fill(place)
    workplace.set_offers(place, (Offer.RESECTION, Offer.ABLATION))

    found = evaluating.evaluate_all(place)

    assert sorted(one.case_id for one in found.cases) == sorted(ids)
    assert found.edition == engine.edition.version
    for one in found.cases:
        case = review.open_case(place, one.case_id).case
        proposal = proposing.glimpse(engine, case, offers=place.offers)
        alone = {option.strategy for option in proposal.options if option.status is Status.RECOMMENDED}
        assert set(one.recommended) == alone
        assert (one.finding in (Finding.RECOMMENDED, Finding.MORE_OPEN)) == bool(alone)
        assert (one.finding is Finding.RECOMMENDED) == (bool(alone) and proposal.intent is not None)


def test_that_a_case_of_which_nothing_is_known_waits_for_facts(place: Workplace) -> None:
    review.create_case(place, Identity(number="H-1"), a_case())

    found = evaluating.evaluate_all(place)

    assert [one.finding for one in found.cases] == [Finding.FACTS_LACK]
    assert found.recommended() == ()


def test_that_options_are_counted_the_most_frequent_first(place: Workplace) -> None:
    fill(place, 30)

    counts = [count for _name, count in evaluating.evaluate_all(place).recommended()]

    assert counts == sorted(counts, reverse=True)
    assert sum(counts) > 0


def test_that_it_tells_how_far_it_is(place: Workplace) -> None:
    fill(place)
    told: list[tuple[int, int]] = []

    evaluating.evaluate_all(place, told=lambda done, total: told.append((done, total)))

    assert told == [(done, CASES) for done in range(1, CASES + 1)]


def test_that_an_empty_registry_is_evaluated_to_nothing(place: Workplace) -> None:
    assert evaluating.evaluate_all(place).cases == ()


def test_that_it_can_be_stopped_in_its_midst_and_nothing_is_changed(place: Workplace) -> None:
    fill(place, 40)
    with place.reading() as unit:
        before = unit.audit.head()
    stopped, begun, faults = Event(), Event(), list[EnvironmentFault]()

    def work() -> None:
        try:
            while True:
                evaluating.evaluate_all(place, wanted=lambda: not stopped.is_set(), told=lambda _d, _a: begun.set())
        except EnvironmentFault as fault:
            faults.append(fault)

    worker = Thread(target=work)
    worker.start()
    assert begun.wait(30)
    stopped.set()
    worker.join(60)

    assert [fault.code for fault in faults] == [STOPPED]
    with place.reading() as unit:
        assert unit.audit.head() == before


def test_that_a_record_that_cannot_be_read_is_told_and_the_others_are_evaluated(place: Workplace) -> None:
    ids = fill(place, 3)
    with tampering(place._registry) as connection:
        connection.exec_driver_sql("UPDATE revisions SET content = ? WHERE case_id = ?", (b"{}", ids[1]))

    found = {one.case_id: one.finding for one in evaluating.evaluate_all(place).cases}

    assert found[ids[1]] is Finding.UNREADABLE
    assert Finding.UNREADABLE not in (found[ids[0]], found[ids[2]])


def test_that_what_another_edition_recommends_otherwise_is_told_by_case(place: Workplace) -> None:
    fill(place, 20)
    now = evaluating.evaluate_all(place)
    first = next(one for one in now.cases if one.recommended)
    others = (replace(one, recommended=()) if one is first else one for one in now.cases)
    later = Evaluation(edition="2027.1", names=now.names, cases=tuple(others))

    assert evaluating.changed(now, now) == ()
    assert evaluating.changed(now, later) == (Changed(case_id=first.case_id, before=first.recommended, after=()),)
