"""A small world of facts for tests of the logic: a catalogue of its own, and tables told value by value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from crlm_desktop.case import choices as c
from crlm_desktop.case.wording import Choice, Text
from crlm_desktop.engine.facts import (
    Fact,
    FactCatalogue,
    FactId,
    FactKind,
    FactValue,
    Members,
    Possible,
    Provenance,
    Scope,
    unknown_value,
)
from crlm_desktop.engine.facts.value import is_single
from crlm_desktop.engine.interval import Interval, exactly


class Colour(Choice):
    """A choice of three."""

    RED = "red", "red", "红"
    GREEN = "green", "green", "绿"
    BLUE = "blue", "blue", "蓝"


class Letter(Choice):
    """A choice of two, for sets."""

    P = "p", "P", "P"
    Q = "q", "Q", "Q"


def number(name: str, *, scope: Scope = Scope.CASE, is_integer: bool = False, can_lack_value: bool = False) -> Fact:
    """Declare a number from 0 to 10."""
    return Fact(
        id=FactId(name),
        kind=FactKind.NUMBER,
        label=Text(name, name),
        scope=scope,
        low=0,
        high=10,
        is_integer=is_integer,
        can_lack_value=can_lack_value,
    )


def coded(
    name: str,
    choices: type[Choice],
    *,
    kind: FactKind = FactKind.CHOICE,
    scope: Scope = Scope.CASE,
    can_lack_value: bool = False,
) -> Fact:
    """Declare a choice or a set."""
    return Fact(
        id=FactId(name),
        kind=kind,
        label=Text(name, name),
        scope=scope,
        choices=tuple(choices),
        can_lack_value=can_lack_value,
    )


def statement(name: str, *, scope: Scope = Scope.CASE) -> Fact:
    """Declare a statement."""
    return Fact(id=FactId(name), kind=FactKind.STATEMENT, label=Text(name, name), scope=scope)


WORLD = FactCatalogue(
    (
        number("x"),
        number("n", is_integer=True),
        number("since", can_lack_value=True),
        coded("colour", Colour),
        coded("reply", Colour, can_lack_value=True),
        statement("is_so"),
        coded("letters", Letter, kind=FactKind.SET),
        coded("lesions[].state", c.LesionState, scope=Scope.LESION),
        number("lesions[].size", scope=Scope.LESION),
        number("lesions[].gap", scope=Scope.LESION, can_lack_value=True),
        coded("lesions[].depth", c.Depth, scope=Scope.LESION),
        statement("lesions[].is_near", scope=Scope.LESION),
    )
)


def told(fact: str, possible: Possible | None, *, may_not_apply: bool = False, called: str = "") -> FactValue:
    """Return a value that hangs on its own fact while it is open."""
    is_open = possible is not None and (may_not_apply or not is_single(possible))
    name = FactId(called or fact)
    return FactValue(
        fact=name,
        possible=possible,
        may_not_apply=may_not_apply and possible is not None,
        provenance=Provenance.ENTERED,
        hangs_on=frozenset({name}) if is_open else frozenset(),
    )


@dataclass(frozen=True)
class ToldLesion:
    """One lesion of a told table; what is not told is unknown, but it is present unless told otherwise."""

    id: str
    values: Mapping[str, FactValue]

    def value(self, attribute: str) -> FactValue:
        """Return what is known of the fact."""
        found = self.values.get(attribute)
        if found is None:
            called = FactId(f"lesions[{self.id}].{attribute}")
            if attribute == "state":
                return told(called, frozenset({"present"}))
            return unknown_value(WORLD[f"lesions[].{attribute}"], called=called)
        return found


@dataclass(frozen=True)
class ToldTable:
    """A table of facts told value by value; what is not told is unknown."""

    values: Mapping[str, FactValue] = field(default_factory=dict)
    lesions: Sequence[ToldLesion] | None = ()
    catalogue: FactCatalogue = WORLD

    def value(self, fact: str) -> FactValue:
        """Return what is known of the fact."""
        return self.values.get(fact) or unknown_value(WORLD[fact])


def possible_of(value: object) -> Possible:
    """Return a number, a pair of numbers, a code, a truth value, or a list of codes as what a fact can be."""
    match value:
        case bool() | str():
            return frozenset({value})
        case int() | float():
            return exactly(value)
        case tuple((low, high)):
            return Interval(low, high)
        case Members():
            return value
        case _:
            assert isinstance(value, Iterable)
            return frozenset(value)


def a_told_lesion(lesion_id: str = "L1", **values: object) -> ToldLesion:
    """Return a lesion of which these facts are told."""
    return ToldLesion(
        lesion_id,
        {name: told(name, possible_of(v), called=f"lesions[{lesion_id}].{name}") for name, v in values.items()},
    )


def a_told_table(*lesions: ToldLesion, **values: object) -> ToldTable:
    """Return a table of which these facts are told."""
    return ToldTable({name: told(name, possible_of(value)) for name, value in values.items()}, lesions)
