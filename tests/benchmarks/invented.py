"""Invented rules of two to five comparisons over sixty facts of every kind, and cases in which some facts are unknown.

The same seed gives the same rules and cases on every machine. A rule is a plain tree, which is written in the language
of conditions here and in those of other rule engines in `peers.py`, and judged by hand by `judged`.
"""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, combinations, product
from random import Random

from crlm_desktop.case.wording import Choice, Text
from crlm_desktop.engine.facts import Fact, FactCatalogue, FactId, FactKind, FactTable, FactValue, Provenance
from crlm_desktop.engine.facts.table import possible_of, unknown_value
from crlm_desktop.engine.tri import Truth
from tests.builders import a_case

UNKNOWN_SHARE = 0.15
LEAST, MOST = 0, 10
"""Every number lies between them; those that are not whole have one decimal."""


class Code(Choice):
    """The codes of choices and sets."""

    A = "a", "a", "a"
    B = "b", "b", "b"
    C = "c", "c", "c"
    D = "d", "d", "d"
    E = "e", "e", "e"
    F = "f", "f", "f"


Value = float | bool | str | tuple[str, ...]
Plain = Mapping[str, Value | None]
"""A case: the value of each fact by its name, ``None`` where it is unknown."""

_KINDS = (
    *[(FactKind.NUMBER, True)] * 14,
    *[(FactKind.NUMBER, False)] * 14,
    *[(FactKind.CHOICE, False)] * 16,
    *[(FactKind.STATEMENT, False)] * 12,
    *[(FactKind.SET, False)] * 4,
)


def _facts() -> Iterator[Fact]:
    chance = Random(7)
    for at, (kind, is_integer) in enumerate(_KINDS):
        has_codes = kind in (FactKind.CHOICE, FactKind.SET)
        yield Fact(
            id=FactId(f"fact{at}"),
            kind=kind,
            label=Text(f"fact {at}", f"事实 {at}"),
            low=LEAST,
            high=MOST,
            is_integer=is_integer,
            choices=tuple(Code)[: chance.randint(3, len(Code))] if has_codes else (),
        )


FACTS = tuple(_facts())
CATALOGUE = FactCatalogue(FACTS)


def codes_of(fact: Fact) -> tuple[str, ...]:
    """Return the codes of a choice or a set as plain texts, in their order."""
    return tuple(str(choice) for choice in fact.choices)


# --- rules -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Compared:
    """A number compared with a constant."""

    fact: Fact
    sign: str
    constant: float


@dataclass(frozen=True)
class OneOf:
    """A choice that is one of some codes."""

    fact: Fact
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Stated:
    """A statement that is true."""

    fact: Fact


@dataclass(frozen=True)
class Holding:
    """A set that holds a code."""

    fact: Fact
    code: str


Atom = Compared | OneOf | Stated | Holding


@dataclass(frozen=True)
class Denied:
    """The contrary of a comparison."""

    part: Atom


@dataclass(frozen=True)
class Joined:
    """Both of two rules, or one of them."""

    word: str
    left: Rule
    right: Rule


Rule = Atom | Denied | Joined


def rules(number: int, seed: int = 1) -> list[Rule]:
    """Return so many rules; one may ask a fact more than once."""
    chance = Random(seed)
    return [_rule(chance, chance.randint(2, 5)) for _ in range(number)]


def _rule(chance: Random, comparisons: int) -> Rule:
    if comparisons == 1:
        atom = _atom(chance)
        return Denied(atom) if chance.random() < 0.2 else atom
    left = chance.randint(1, comparisons - 1)
    return Joined(chance.choice(("and", "or")), _rule(chance, left), _rule(chance, comparisons - left))


def _atom(chance: Random) -> Atom:
    fact = chance.choice(FACTS)
    match fact.kind:
        case FactKind.NUMBER if fact.is_integer:
            return Compared(fact, chance.choice(("<", "<=", "==", ">=", ">")), chance.randint(1, 9))
        case FactKind.NUMBER:
            return Compared(fact, chance.choice(("<", "<=", ">=", ">")), chance.randint(1, 99) / 10)
        case FactKind.CHOICE:
            return OneOf(fact, tuple(sorted(chance.sample(codes_of(fact), chance.randint(1, 2)))))
        case FactKind.STATEMENT:
            return Stated(fact)
        case FactKind.SET:
            return Holding(fact, chance.choice(codes_of(fact)))


def written(rule: Rule) -> str:
    """Return a rule in the language of conditions."""
    match rule:
        case Joined(word, left, right):
            return f"({written(left)} {word} {written(right)})"
        case Denied(part):
            return f"(not {written(part)})"
        case Compared(fact, sign, constant):
            return f"{fact.id} {sign} {constant}"
        case OneOf(fact, codes):
            return f"{fact.id} in {list(codes)}"
        case Stated(fact):
            return fact.id
        case Holding(fact, code):
            return f"'{code}' in {fact.id}"


# --- cases -------------------------------------------------------------------------------------------------------


def cases(number: int, seed: int = 2) -> list[Plain]:
    """Return so many cases."""
    chance = Random(seed)
    return [
        {fact.id: None if chance.random() < UNKNOWN_SHARE else _value(fact, chance) for fact in FACTS}
        for _ in range(number)
    ]


def _value(fact: Fact, chance: Random) -> Value:
    match fact.kind:
        case FactKind.NUMBER:
            return chance.randint(LEAST, MOST) if fact.is_integer else chance.randint(10 * LEAST, 10 * MOST) / 10
        case FactKind.CHOICE:
            return chance.choice(codes_of(fact))
        case FactKind.STATEMENT:
            return chance.random() < 0.5
        case FactKind.SET:
            return tuple(code for code in codes_of(fact) if chance.random() < 0.4)


_UNKNOWN = {fact.id: unknown_value(fact) for fact in FACTS}


def table_of(case: Plain) -> FactTable:
    """Return a case as a table of facts, all of them at hand."""
    table = FactTable(a_case(), catalogue=CATALOGUE, given={fact.id: _known(fact, case[fact.id]) for fact in FACTS})
    for fact in FACTS:
        table.value(fact.id)
    return table


def _known(fact: Fact, value: Value | None) -> FactValue:
    if value is None:
        return _UNKNOWN[fact.id]
    return FactValue(fact=fact.id, possible=possible_of(fact, value), provenance=Provenance.ENTERED)


# --- judged by hand ----------------------------------------------------------------------------------------------

_SIGNS: Mapping[str, Callable[[object, object], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    ">=": operator.ge,
    ">": operator.gt,
}


def judged(rule: Rule, case: Plain) -> int:
    """Return what Kleene's tables say of a rule, as the number of a `Truth`."""
    match rule:
        case Joined(word, left, right):
            return (min if word == "and" else max)(judged(left, case), judged(right, case))
        case Denied(part):
            return Truth.TRUE - judged(part, case)
    value = case[rule.fact.id]
    if value is None:
        return Truth.UNKNOWN
    match rule:
        case Compared(_, sign, constant):
            holds = _SIGNS[sign](value, constant)
        case OneOf(_, codes):
            holds = value in codes
        case Stated():
            holds = bool(value)
        case Holding(_, code):
            holds = isinstance(value, tuple) and code in value
    return Truth.TRUE if holds else Truth.FALSE


def judged_exactly(rule: Rule, case: Plain) -> int:
    """Return the same, but where it stays unknown try everything that the facts can be that are asked repeatedly."""
    plain = judged(rule, case)
    asked = Counter(atom.fact.id for atom in _atoms(rule))
    repeated = [fact for fact in FACTS if asked[fact.id] > 1 and case[fact.id] is None]
    if plain != Truth.UNKNOWN or not repeated:
        return plain
    ways = product(*(_everything(fact) for fact in repeated))
    found = {judged(rule, {**case, **dict(zip([fact.id for fact in repeated], way, strict=True))}) for way in ways}
    return found.pop() if len(found) == 1 else Truth.UNKNOWN


def _atoms(rule: Rule) -> Iterator[Atom]:
    match rule:
        case Joined(_, left, right):
            yield from _atoms(left)
            yield from _atoms(right)
        case Denied(part):
            yield part
        case _:
            yield rule


def _everything(fact: Fact) -> list[Value]:
    """Return all that a fact can be; of a number that is not whole one value on and between any two constants."""
    match fact.kind:
        case FactKind.NUMBER if fact.is_integer:
            return list(range(LEAST, MOST + 1))
        case FactKind.NUMBER:
            return [step / 20 for step in range(20 * LEAST, 20 * MOST + 1)]
        case FactKind.CHOICE:
            return list(codes_of(fact))
        case FactKind.STATEMENT:
            return [True, False]
        case FactKind.SET:
            codes = codes_of(fact)
            return list(chain.from_iterable(combinations(codes, size) for size in range(len(codes) + 1)))
