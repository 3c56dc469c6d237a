"""The law of trials: what is found by judging again only what a fact touches is what judging all anew finds."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import islice
from random import Random

import pytest

from crlm_desktop.case.record import Case
from crlm_desktop.engine.cuts import Cuts, cuts_of, told, what_it_can_be
from crlm_desktop.engine.docket import Docket, docket_of
from crlm_desktop.engine.expression.sheet import Sheet
from crlm_desktop.engine.facts import FactId, FactTable, FactValue, lesion_of, unknown_value
from crlm_desktop.engine.knowledge.edition import Edition
from crlm_desktop.engine.labelling import declaration_of
from crlm_desktop.engine.options import Comparison, sheet_of
from crlm_desktop.engine.proposal import Status
from crlm_desktop.engine.trials import Trials
from crlm_desktop.services.knowledge import load_edition
from tests.laws.patched import patched_cases

TRIED_OF_EACH = 6


@cache
def _shipped() -> tuple[Edition, tuple[Docket, ...], Sheet, Cuts]:
    edition = load_edition()
    dockets = tuple(docket_of(strategy) for strategy in edition.strategies)
    return edition, dockets, sheet_of(dockets), cuts_of(edition)


def _trials(table: FactTable) -> Trials:
    edition, dockets, sheet, _ = _shipped()
    return Trials(dockets, sheet, table, edition.values)


def _assuming(case: Case, value: FactValue) -> FactTable:
    lesion = lesion_of(value.fact)
    if lesion:
        return FactTable(case, given_of_lesions={lesion: {value.fact.rpartition(".")[2]: value}})
    return FactTable(case, given={value.fact: value})


def _tried(trials: Trials, chance: Random) -> Iterator[FactValue]:
    """Yield facts as they could be, whatever they are: any code, a number between the constants, not applicable."""
    *_, cuts = _shipped()
    facts = [fact for fact in sorted(trials.needed) if (one := declaration_of(fact)) is not None and one.can_be_assumed]
    for fact in chance.sample(facts, min(TRIED_OF_EACH, len(facts))):
        declared = declaration_of(fact)
        assert declared is not None
        constants = cuts.get(declared.id, ())
        anything = list(what_it_can_be(declared, unknown_value(declared, called=FactId(fact)), constants))
        yield told(FactId(fact), chance.choice(anything).possible)


def _ranks(comparison: Comparison) -> list[int | None]:
    """Return the ranks; what is excluded in a trial is not planned, and has none that means anything."""
    pairs = zip(comparison.statuses, comparison.ranks, strict=True)
    return [None if status is Status.EXCLUDED else rank for status, rank in pairs]


@pytest.mark.parametrize("seed", range(30))
def test_that_a_trial_stands_as_the_case_would_if_the_fact_were_so(seed: int) -> None:
    case = next(islice(patched_cases(1, seed=1000 + seed), 1))
    trials = _trials(FactTable(case))
    for value in _tried(trials, Random(seed)):
        anew = _trials(_assuming(case, value)).base
        assert trials.leading(value) == anew.leading, value
        found = trials.assuming(value)
        assert found.statuses == anew.statuses, value
        assert _ranks(found) == _ranks(anew), value
        assert found.intent is anew.intent, value
