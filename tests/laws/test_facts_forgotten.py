"""The law of derivations: who knows less may say less, but never anything else.

For a record without contradictions, whatever a fact is when everything is told must still be possible when some of it
is forgotten: so an answer that rests on the facts never turns round when a field is filled in.
"""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings

from crlm_desktop.case.casefile import from_json
from crlm_desktop.engine.facts import FACTS, FactValue, Members, Scope, facts_of
from crlm_desktop.engine.interval import Interval
from tests.laws.records import pairs

OF_THE_RECORD = {"liver.judged_unresectable", "flr.recorded_as_enlarged"}
"""What tells of the record itself, not of the person: whether the team has said so, or an enlargement is told of."""


def _covers(less: FactValue, more: FactValue) -> bool:
    """Tell whether what is possible when more is known is also possible when less is known."""
    if more.may_not_apply or more.is_not_applicable:
        lacks = less.may_not_apply or less.is_not_applicable
        if not lacks:
            return False
    match more.possible, less.possible:
        case None, _:
            return True
        case Interval() as inner, Interval() as outer:
            return outer.low <= inner.low and inner.high <= outer.high
        case Members() as inner, Members() as outer:
            return outer.surely <= inner.surely and inner.possibly <= outer.possibly
        case frozenset() as inner, frozenset() as outer:
            return inner <= outer
        case _:
            return False


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(pairs())
def test_that_forgetting_a_field_never_makes_a_fact_say_anything_else(
    pair: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    more, less = (facts_of(from_json(record)) for record in pair)
    for fact in FACTS.of(Scope.CASE):
        if fact.id in OF_THE_RECORD:
            continue
        assert _covers(less.value(fact.id), more.value(fact.id)), fact.id
    if less.lesions is not None:
        assert more.lesions is not None
        for known, forgot in zip(more.lesions, less.lesions, strict=True):
            for fact in FACTS.of(Scope.LESION):
                assert _covers(forgot.value(fact.attribute), known.value(fact.attribute)), (known.id, fact.attribute)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(pairs())
def test_that_only_what_is_open_hangs_on_something(pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
    table = facts_of(from_json(pair[1]))
    for fact in FACTS.of(Scope.CASE):
        found = table.value(fact.id)
        assert bool(found.hangs_on) is not found.is_settled, fact.id
