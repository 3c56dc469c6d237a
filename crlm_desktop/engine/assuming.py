"""What was assumed of a case, as a proposal tells it: each value, and what contradicts the recorded lesions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from crlm_desktop.case.casefile import plain_number
from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts import FACTS, Fact, FactKind, FactTable, FactValue, Members
from crlm_desktop.engine.facts.assumptions import UNKNOWN
from crlm_desktop.engine.knowledge.quoting import in_words
from crlm_desktop.engine.labelling import declaration_of
from crlm_desktop.engine.proposal import Assumed, Contradiction
from crlm_desktop.engine.tri import FactId

_OF_ALL_LESIONS = "lesions."


def assumed_values(assume: Mapping[str, object], table: FactTable) -> Mapping[str, Assumed]:
    """Return what was assumed, each fact by its id, whatever alias it was called by.

    What is exactly known of a number or a statement is told as one, all else as it would be typed.
    """
    named = {FACTS[name].id if name in FACTS else FactId(name): value for name, value in assume.items()}
    given = _given(table)
    return MappingProxyType({name: _told(name, value, given.get(name)) for name, value in sorted(named.items())})


def _given(table: FactTable) -> Mapping[FactId, FactValue]:
    of_lesions = (value for values in table.given_of_lesions.values() for value in values.values())
    return {value.fact: value for value in (*table.given.values(), *of_lesions)}


def _told(name: FactId, value: object, given: FactValue | None) -> Assumed:
    declared = declaration_of(name)
    if declared is not None and given is not None and given.is_settled:
        if declared.kind is FactKind.NUMBER and given.number is not None:
            return int(given.number) if given.number.is_integer() else given.number
        if declared.kind is FactKind.STATEMENT and given.possible is not None:
            return given.tri.is_true
    return _typed(value)


def _typed(value: object) -> str:
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ",".join(sorted(map(str, value)))
    return UNKNOWN if value is None else str(value)


def as_typed(value: Assumed) -> str:
    """Return an assumed value as a person types it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else plain_number(value)


def against_lesions(table: FactTable) -> Iterator[Contradiction]:
    """Yield what is assumed of all lesions together although it is not so of the lesions that are recorded.

    A plan treats the recorded lesions, whatever number of them is assumed.
    """
    if not table.lesions:
        return
    recorded = FactTable(table.case, given_of_lesions=table.given_of_lesions)
    of_all = {fact: value for fact, value in table.given.items() if fact.startswith(_OF_ALL_LESIONS)}
    for fact, assumed in of_all.items():
        found = recorded.value(fact)
        if not _may_be(assumed, found):
            yield Contradiction(paths=("lesions",), text=_contradicting(FACTS[fact], assumed, found))


def _contradicting(fact: Fact, assumed: FactValue, found: FactValue) -> Text:
    ours, theirs = in_words(fact, assumed), in_words(fact, found)
    assert isinstance(ours, Text), "what contradicts something is known"
    assert isinstance(theirs, Text), "what is contradicted is known"
    return Text(
        f"“{fact.label.en}” is assumed to be {ours.en}, yet by the recorded lesions it is {theirs.en}; "
        "plans treat the recorded lesions.",
        f"假设“{fact.label.zh}”为 {ours.zh}，但按已记录的病灶为 {theirs.zh}；计划仅针对已记录的病灶。",
    )


def _may_be(assumed: FactValue, found: FactValue) -> bool:
    """Whether a fact, which always applies, can be what is assumed of it by what is known of it."""
    if assumed.interval is not None and found.interval is not None:
        return assumed.interval.low <= found.interval.high and found.interval.low <= assumed.interval.high
    if isinstance(assumed.possible, Members):
        ours, theirs = assumed.members, found.members
        return ours.surely <= theirs.possibly and theirs.surely <= ours.possibly
    return not assumed.candidates.isdisjoint(found.candidates)
