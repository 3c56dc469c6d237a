"""Other rule engines that may be installed beside ours, each given the same rules and cases in its own way.

None of them knows an unknown value. So each case tells of a number how small and how great it can be, of a set what it
surely holds and what it can hold, and of the rest a code of its own for unknown; and each rule is asked whether it
surely holds and, if not, whether it surely fails. That is what Kleene's tables say, and the quickest of the ways tried.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec

from crlm_desktop.engine.facts import Fact, FactKind
from crlm_desktop.engine.tri import Truth
from tests.benchmarks.invented import (
    FACTS,
    LEAST,
    MOST,
    Compared,
    Denied,
    Holding,
    Joined,
    OneOf,
    Plain,
    Rule,
    Stated,
    codes_of,
)

UNKNOWN_CODE = "?"
_OTHER_SIGN = {"<": ">=", "<=": ">", ">=": "<", ">": "<="}


@dataclass(frozen=True)
class Asker:
    """A way to ask all rules of one case: it takes a case made ready, and gives back the number of a `Truth` each."""

    name: str
    made_ready: Callable[[Plain], object]
    ask: Callable[[object], Sequence[int]]

    def __str__(self) -> str:
        return self.name


def told(case: Plain) -> dict[str, object]:
    """Return a case as engines are told it that know no unknown value."""
    return {name: value for fact in FACTS for name, value in _told_of(fact, case[fact.id])}


def _told_of(fact: Fact, value: object) -> Iterator[tuple[str, object]]:
    match fact.kind:
        case FactKind.NUMBER:
            low, high = (LEAST, MOST) if value is None else (value, value)
            yield f"{fact.id}_low", low
            yield f"{fact.id}_high", high
        case FactKind.SET:
            surely, possibly = ((), codes_of(fact)) if value is None else (value, value)
            yield f"{fact.id}_surely", list(surely)
            yield f"{fact.id}_possibly", list(possibly)
        case _:
            yield fact.id, UNKNOWN_CODE if value is None else value


def askers(rules: Sequence[Rule]) -> list[Asker]:
    """Return what can be asked here."""
    found: list[Asker] = []
    if find_spec("datalogic_py"):
        found += _datalogic(rules)
    if find_spec("zen"):
        found.append(_zen(rules))
    return found


# --- what is surely so -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """A comparison of something told with a constant."""

    name: str
    sign: str
    constant: object


@dataclass(frozen=True)
class All:
    """All of the parts."""

    parts: tuple[Sure, ...]


@dataclass(frozen=True)
class Any:
    """Any of the parts."""

    parts: tuple[Sure, ...]


Sure = Told | All | Any


def surely(rule: Rule, *, holds: bool) -> Sure:
    """Return when a rule surely holds, or surely fails."""
    match rule:
        case Joined(word, left, right):
            joined = All if (word == "and") is holds else Any
            return joined(tuple(_flat(joined, [surely(left, holds=holds), surely(right, holds=holds)])))
        case Denied(part):
            return surely(part, holds=not holds)
        case Compared():
            return _surely_compared(rule, holds=holds)
        case OneOf(fact, codes):
            return Told(fact.id, "in", codes if holds else tuple(one for one in codes_of(fact) if one not in codes))
        case Stated(fact):
            return Told(fact.id, "is", holds)
        case Holding(fact, code):
            return Told(f"{fact.id}_surely", "has", code) if holds else Told(f"{fact.id}_possibly", "has not", code)


def _flat(joined: type[All | Any], parts: Iterable[Sure]) -> Iterator[Sure]:
    for part in parts:
        if isinstance(part, joined):
            yield from part.parts
        else:
            yield part


def _surely_compared(rule: Compared, *, holds: bool) -> Sure:
    low, high, constant = f"{rule.fact.id}_low", f"{rule.fact.id}_high", rule.constant
    if rule.sign == "==":
        if holds:
            return All((Told(low, ">=", constant), Told(high, "<=", constant)))
        return Any((Told(high, "<", constant), Told(low, ">", constant)))
    sign = rule.sign if holds else _OTHER_SIGN[rule.sign]
    return Told(high if sign in ("<", "<=") else low, sign, constant)


# --- datalogic-py ------------------------------------------------------------------------------------------------


def _datalogic(rules: Sequence[Rule]) -> Iterator[Asker]:
    """Yield it by the names of facts and by their places in a list, from values of Python and parsed before."""
    datalogic = importlib.import_module("datalogic_py")
    engine = datalogic.Engine()
    places = {name: at for at, name in enumerate(told({fact.id: None for fact in FACTS}))}
    by_name = engine.compile([_json_of(rule, lambda name: {"var": name}) for rule in rules])
    by_place = engine.compile([_json_of(rule, lambda name: {"var": places[name]}) for rule in rules])

    def values(case: Plain) -> list[object]:
        return list(told(case).values())

    def parsed(shape: Callable[[Plain], object]) -> Callable[[Plain], object]:
        return lambda case: datalogic.DataHandle(json.dumps(shape(case)))

    yield Asker("datalogic-py by name", told, by_name.evaluate)
    yield Asker("datalogic-py by name, parsed before", parsed(told), by_name.evaluate_data)
    yield Asker("datalogic-py by place", values, by_place.evaluate)
    yield Asker("datalogic-py by place, parsed before", parsed(values), by_place.evaluate_data)


def _json_of(rule: Rule, variable: Callable[[str], object]) -> object:
    holds, fails = (_json(surely(rule, holds=holds), variable) for holds in (True, False))
    return {"if": [holds, int(Truth.TRUE), fails, int(Truth.FALSE), int(Truth.UNKNOWN)]}


def _json(sure: Sure, variable: Callable[[str], object]) -> object:
    match sure:
        case All(parts):
            return {"and": [_json(part, variable) for part in parts]}
        case Any(parts):
            return {"or": [_json(part, variable) for part in parts]}
        case Told(name, "in", (only,)):
            return {"===": [variable(name), only]}
        case Told(name, "in", codes):
            return {"in": [variable(name), list(codes)]}
        case Told(name, "is", wanted):
            return {"===": [variable(name), wanted]}
        case Told(name, "has", code):
            return {"in": [code, variable(name)]}
        case Told(name, "has not", code):
            return {"!": [{"in": [code, variable(name)]}]}
        case Told(name, sign, constant):
            return {sign: [variable(name), constant]}


# --- zen-engine --------------------------------------------------------------------------------------------------


def _zen(rules: Sequence[Rule]) -> Asker:
    """Return it with all rules in one expression, which is much quicker than one expression for each."""
    zen = importlib.import_module("zen")
    parts = (
        f"({_expression(surely(rule, holds=True))} ? 2 : ({_expression(surely(rule, holds=False))} ? 0 : 1))"
        for rule in rules
    )
    return Asker("zen-engine", told, zen.compile_expression(f"[{', '.join(parts)}]").evaluate)


def _expression(sure: Sure) -> str:
    match sure:
        case All(parts):
            return f"({' and '.join(map(_expression, parts))})"
        case Any(parts):
            return f"({' or '.join(map(_expression, parts))})"
        case Told(name, "in", (only,)):
            return f"{name} == '{only}'"
        case Told(name, "in", codes):
            return f"{name} in {list(codes)}"
        case Told(name, "is", wanted):
            return f"{name} == {json.dumps(wanted)}"
        case Told(name, "has", code):
            return f"'{code}' in {name}"
        case Told(name, "has not", code):
            return f"not ('{code}' in {name})"
        case Told(name, sign, constant):
            return f"{name} {sign} {constant}"
