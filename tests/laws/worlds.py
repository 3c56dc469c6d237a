"""Generated conditions over a small world, everything it can still turn out to be, and Python itself as the judge."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import CodeType

from hypothesis import strategies as st

from crlm_desktop.engine.facts import FactKind, FactValue, Members
from crlm_desktop.engine.interval import Interval
from crlm_desktop.engine.tri import Truth
from tests.engine.told import WORLD, ToldLesion, ToldTable, told

NUMBERS = (2, 5, 7)
"""The constants that generated conditions compare with; between them nothing can change."""

POINTS = (0, 1, 2, 3, 5, 6, 7, 8, 10)
"""One number of each stretch between the constants, the constants, and the ends."""

Possible = Interval | frozenset[str | bool] | Members | None


class _NotApplicable:
    """What Python sees of a fact that is not applicable: it compares with nothing."""

    def __lt__(self, other: object) -> bool:
        return False

    __le__ = __gt__ = __ge__ = __eq__ = __contains__ = __lt__

    def __hash__(self) -> int:
        return 0

    def __bool__(self) -> bool:
        return False


NOT_APPLICABLE = _NotApplicable()


class Named:
    """An object with attributes, for Python to evaluate a condition over."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self.__dict__.update(values)


@cache
def _compiled(text: str) -> CodeType:
    return compile(text, "condition", "eval")


def judged(text: str, values: Mapping[str, object], lesions: Iterable[Mapping[str, object]]) -> bool:
    """Return what Python itself says of a condition when everything is known."""
    untreated = [Named(lesion) for lesion in lesions if lesion["state"] != "treated"]
    names: dict[str, object] = {
        "__builtins__": {},
        **values,
        "lesions": untreated,
        "any": any,
        "all": all,
        "count": lambda answers: sum(1 for answer in answers if answer),
        "is_applicable": lambda value: value is not NOT_APPLICABLE,
    }
    return bool(eval(_compiled(text), names))


# --- what is known of a world ------------------------------------------------------------------------------------


def intervals(points: tuple[int, ...] = POINTS) -> st.SearchStrategy[Interval]:
    """Generate known and partly known numbers."""
    ends = st.tuples(st.sampled_from(points), st.sampled_from(points))
    return ends.map(lambda pair: Interval(min(pair), max(pair)))


def _whole() -> st.SearchStrategy[Interval]:
    return intervals(tuple(range(11)))


def _some(codes: Iterable[str | bool]) -> st.SearchStrategy[frozenset[str | bool]]:
    return st.frozensets(st.sampled_from(sorted(codes, key=str)), min_size=1)


@st.composite
def _members(draw: st.DrawFn, codes: frozenset[str]) -> Members:
    possibly = draw(st.frozensets(st.sampled_from(sorted(codes))))
    surely = draw(st.frozensets(st.sampled_from(sorted(possibly)))) if possibly else frozenset()
    return Members(surely, possibly)


def values_of(name: str, *, called: str = "") -> st.SearchStrategy[FactValue]:
    """Generate what can be known of one fact."""
    fact = WORLD[name]
    kinds: dict[FactKind, st.SearchStrategy[Possible]] = {
        FactKind.NUMBER: _whole() if fact.is_integer else intervals(),
        FactKind.STATEMENT: _some((True, False)),
        FactKind.CHOICE: _some(fact.codes),
        FactKind.SET: _members(fact.codes),
    }
    possible = kinds[fact.kind]
    if not fact.can_lack_value:
        return possible.map(lambda one: told(name, one, called=called))
    lacking = st.one_of(possible, st.none())
    return st.tuples(lacking, st.booleans()).map(lambda pair: told(name, pair[0], may_not_apply=pair[1], called=called))


@st.composite
def narrower(draw: st.DrawFn, value: FactValue) -> FactValue:
    """Generate what can be known of the same fact when more of it is told: nothing new is possible."""
    match value.possible:
        case Interval(low, high):
            inside = [point for point in sorted({*POINTS, low, high}) if low <= point <= high]
            ends = sorted((draw(st.sampled_from(inside)), draw(st.sampled_from(inside))))
            possible: Possible = Interval(ends[0], ends[1])
        case Members(surely, possibly):
            more = draw(st.frozensets(st.sampled_from(sorted(possibly)))) if possibly else frozenset()
            possible = Members(surely | more, surely | more)
        case None:
            return value
        case codes:
            possible = draw(st.frozensets(st.sampled_from(sorted(codes, key=str)), min_size=1))
    if value.may_not_apply and draw(st.booleans()):
        possible = None
    return told(value.fact, possible, may_not_apply=value.may_not_apply and draw(st.booleans()))


@st.composite
def told_more(draw: st.DrawFn, table: ToldTable) -> ToldTable:
    """Generate the same case when more of it is told."""
    lesions = [
        ToldLesion(one.id, {name: draw(narrower(value)) for name, value in one.values.items()})
        for one in table.lesions or ()
    ]
    return ToldTable({name: draw(narrower(value)) for name, value in table.values.items()}, tuple(lesions))


CASE_FACTS = ("x", "n", "since", "colour", "reply", "is_so", "letters")
LESION_FACTS = ("state", "size", "gap", "depth", "is_near")


def read_of_case(text: str) -> list[str]:
    """Return the facts of the case that a condition reads."""
    return [name for name in CASE_FACTS if re.search(rf"(?<![.\w]){name}\b", text)]


def read_of_lesions(text: str) -> list[str]:
    """Return the facts of each lesion that a condition reads; its state counts whenever lesions are asked."""
    if "for l in" not in text:
        return []
    return [name for name in LESION_FACTS if name == "state" or f"l.{name}" in text]


@st.composite
def tables(draw: st.DrawFn, text: str, max_lesions: int) -> ToldTable:
    """Generate what is known of the facts that a condition reads."""
    values = {name: draw(values_of(name)) for name in read_of_case(text)}
    names = read_of_lesions(text)
    number = draw(st.integers(0, max_lesions)) if names else 0
    lesions = [
        ToldLesion(at, {name: draw(values_of(f"lesions[].{name}", called=f"lesions[{at}].{name}")) for name in names})
        for at in (f"L{one}" for one in range(1, number + 1))
    ]
    return ToldTable(values, tuple(lesions))


@st.composite
def questions(draw: st.DrawFn, conditions: st.SearchStrategy[str], max_lesions: int = 2) -> tuple[str, ToldTable]:
    """Generate a condition and what is known of the facts that it reads."""
    text = draw(conditions)
    return text, draw(tables(text, max_lesions))


# --- conditions --------------------------------------------------------------------------------------------------

_SIGNS = ("<", "<=", ">=", ">", "==", "!=")
_GUARDS = (("{0} and ({1})", "is_applicable({2})"), ("{0} or ({1})", "not is_applicable({2})"))


def _number_atoms(name: str, *, signs: tuple[str, ...] = _SIGNS) -> st.SearchStrategy[str]:
    return st.tuples(st.sampled_from(signs), st.sampled_from(NUMBERS)).map(lambda pair: f"{name} {pair[0]} {pair[1]}")


def _lacking(name: str, atoms: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Guard what is said of a fact that can lack its value, or say it only in the affirmative."""
    guarded = st.tuples(st.sampled_from(_GUARDS), atoms).map(
        lambda pair: pair[0][0].format(pair[0][1].format("", "", name), pair[1])
    )
    return guarded.map(lambda text: f"({text})")


_CASE_ATOMS = st.one_of(
    _number_atoms("x"),
    _number_atoms("n"),
    st.sampled_from(["2 < x <= 7", "n in [2, 3, 4]", "x not in [5]"]),
    _lacking("since", _number_atoms("since")),
    st.sampled_from(["colour == 'red'", "colour != 'blue'", "colour in ['red', 'green']", "colour not in ['green']"]),
    _lacking("reply", st.sampled_from(["reply == 'red'", "reply != 'blue'", "reply in ['red', 'green']"])),
    st.sampled_from(["is_so", "not is_so", "'p' in letters", "'q' in letters", "'p' not in letters"]),
)
_LESION_ATOMS = st.one_of(
    _number_atoms("l.size"),
    _lacking("l.gap", _number_atoms("l.gap")),
    st.sampled_from(["l.depth == 'deep'", "l.depth != 'deep'", "l.is_near", "not l.is_near", "l.state == 'present'"]),
)


def _joined(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(parts, st.sampled_from(["and", "or"]), parts).map(lambda three: f"({' '.join(three)})"),
        parts.map(lambda part: f"(not {part})"),
    )


def _loops(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Generate quantifiers; ``inside`` is what is asked of each lesion."""
    filters = st.one_of(st.just(""), inside.map(lambda text: f" if {text}"))
    called = st.tuples(st.sampled_from(["any", "all"]), inside, filters).map(
        lambda three: f"{three[0]}({three[1]} for l in lesions{three[2]})"
    )
    counted = st.tuples(inside, filters, st.sampled_from(["<", ">=", "==", "!="]), st.sampled_from([1, 2])).map(
        lambda four: f"(count({four[0]} for l in lesions{four[1]}) {four[2]} {four[3]})"
    )
    return st.one_of(called, counted)


CASE_CONDITIONS = st.recursive(_CASE_ATOMS, _joined, max_leaves=5)
"""Conditions on facts of the case alone."""

LESION_CONDITIONS = _loops(st.recursive(_LESION_ATOMS, _joined, max_leaves=3))
"""One question to the lesions."""

MIXED_CONDITIONS = st.recursive(
    st.one_of(_CASE_ATOMS, _loops(st.recursive(st.one_of(_LESION_ATOMS, _CASE_ATOMS), _joined, max_leaves=3))),
    _joined,
    max_leaves=3,
)
"""Several questions to the case and to its lesions."""


# --- everything that can still come out --------------------------------------------------------------------------


@dataclass(frozen=True)
class Slot:
    """One fact that a condition reads, with everything that it can still be and the fact that it is reported as."""

    name: str
    lesion: int | None
    reported: str
    can_be: tuple[object, ...]


def slots(text: str, table: ToldTable) -> list[Slot]:
    """Return the facts that the text reads, with everything they can still be."""
    found = [_slot(name, None, table.value(name), WORLD[name].is_integer) for name in read_of_case(text)]
    for at, lesion in enumerate(table.lesions or ()):
        found += [_slot(name, at, lesion.value(name), False) for name in read_of_lesions(text)]
    return found


def _slot(name: str, lesion: int | None, value: FactValue, is_integer: bool) -> Slot:
    can_be = list(_can_be(value.possible, is_integer))
    if value.may_not_apply or value.possible is None:
        can_be.append(NOT_APPLICABLE)
    return Slot(name, lesion, value.fact, tuple(can_be))


def _can_be(possible: Possible, is_integer: bool) -> Iterator[object]:
    match possible:
        case Interval():
            points = range(11) if is_integer else sorted({*POINTS, possible.low, possible.high})
            yield from (point for point in points if point in possible)
        case Members():
            for extra in _subsets(possible.possibly - possible.surely):
                yield possible.surely | extra
        case None:
            return
        case codes:
            yield from codes


def _subsets(codes: frozenset[str]) -> Iterator[frozenset[str]]:
    ordered = sorted(codes)
    for size in range(len(ordered) + 1):
        yield from map(frozenset, itertools.combinations(ordered, size))


def completions(table: ToldTable, read: list[Slot]) -> Iterator[tuple[tuple[object, ...], Mapping[str, object], list]]:
    """Yield every way to fill in what is read: the values picked, those of the case, those of each lesion."""
    for picked in itertools.product(*(slot.can_be for slot in read)):
        values: dict[str, object] = {}
        lesions: list[dict[str, object]] = [{"state": "present"} for _ in table.lesions or ()]
        for slot, value in zip(read, picked, strict=True):
            (values if slot.lesion is None else lesions[slot.lesion])[slot.name] = value
        yield picked, values, lesions


def outcomes(text: str, table: ToldTable, read: list[Slot]) -> dict[tuple[object, ...], bool]:
    """Return what comes out of every way to fill in what is read."""
    return {picked: judged(text, values, lesions) for picked, values, lesions in completions(table, read)}


def number_of_ways(read: Iterable[Slot]) -> int:
    """Count the ways to fill in what is read."""
    ways = 1
    for slot in read:
        ways *= len(slot.can_be)
    return ways


def agreed(answers: Iterable[bool]) -> Truth:
    """Return the answer on which all agree, or unknown."""
    found = set(answers)
    if len(found) > 1:
        return Truth.UNKNOWN
    return Truth.TRUE if found == {True} else Truth.FALSE


def that_matter(read: list[Slot], answers: Mapping[tuple[object, ...], bool]) -> frozenset[str]:
    """Return the facts of which two values, all else alike, give different answers."""
    matter = set()
    for at, slot in enumerate(read):
        by_rest: dict[tuple[object, ...], set[bool]] = {}
        for picked, answer in answers.items():
            by_rest.setdefault((*picked[:at], *picked[at + 1 :]), set()).add(answer)
        if any(len(found) > 1 for found in by_rest.values()):
            matter.add(slot.reported)
    return frozenset(matter)
