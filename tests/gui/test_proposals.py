"""Proposals while somebody types: the newest case wins, those before it cost nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from crlm_desktop.engine.proposal import Proposal
from crlm_desktop.gui.proposals import Proposer, sha256_of
from crlm_desktop.gui.session import CaseSession
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.services import proposing, review
from crlm_desktop.services.review import OpenCase
from crlm_desktop.services.workplace import Workplace
from tests.gui.meeting_values import a_planning_workplace, add_case


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    """A registry whose engine proposes plans."""
    with a_planning_workplace(tmp_path / "proposals.crlm") as opened:
        yield opened


@pytest.fixture
def first(place: Workplace) -> OpenCase:
    return review.open_case(place, add_case(place, "H-1"))


@pytest.fixture
def other(place: Workplace, first: OpenCase) -> OpenCase:
    return review.open_case(place, add_case(place, "H-2", first.case.model_copy(update={"question": "Which?"})))


@contextmanager
def the_engine_busy(tasks: Tasks) -> Iterator[None]:
    """Whatever is asked for waits until this is over."""
    over = threading.Event()
    tasks.run(over.wait, lambda _: None)
    yield
    over.set()


@pytest.mark.parametrize("is_glimpse", [True, False])
def test_that_only_the_last_of_several_cases_is_worked_on(
    qtbot: QtBot, place: Workplace, first: OpenCase, other: OpenCase, tasks: Tasks, is_glimpse: bool
) -> None:
    proposer = Proposer(place, tasks, is_glimpse=is_glimpse)
    answers: list[Proposal | None] = []

    with the_engine_busy(tasks):
        for stored in (first, first, other):
            proposer.ask(stored, answers.append)
    qtbot.waitUntil(lambda: tasks.is_idle)

    *skipped, answer = answers
    assert skipped == [None, None]
    assert answer is not None
    assert answer.case_sha256 == sha256_of(place, other)
    assert (answer.missing == ()) is is_glimpse


def test_that_typing_makes_the_engine_answer_about_the_last_value_only(
    qtbot: QtBot, session: CaseSession, place: Workplace, first: OpenCase, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int | None] = []
    propose = proposing.propose

    def counted(engine: object, case: object, **options: object) -> Proposal:
        made.append(case.patient.age_years)  # type: ignore[attr-defined]  # any case
        return propose(engine, case, **options)  # type: ignore[arg-type]  # as it came

    session.open_case(first.id)
    qtbot.waitUntil(lambda: tasks.is_idle)
    monkeypatch.setattr(proposing, "propose", counted)

    with the_engine_busy(tasks):
        for age in (61, 62, 63):
            session.edit("patient.age_years", age)
    qtbot.waitUntil(lambda: tasks.is_idle)

    assert made == [63]
    assert session.proposal is not None
