"""Assumptions (what-if): facts told by name, checked against the catalogue, put over what the record says."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import assert_never

from crlm_desktop.case.edits import with_values
from crlm_desktop.case.fields import Kind, field_of
from crlm_desktop.case.record import Case
from crlm_desktop.engine.facts.catalogue import FACTS
from crlm_desktop.engine.facts.declaration import Fact, FactKind, Scope
from crlm_desktop.engine.facts.table import FactTable, unknown_value
from crlm_desktop.engine.facts.value import FactValue, Members, Possible, Provenance, is_single, one_of
from crlm_desktop.engine.interval import Interval, exactly
from crlm_desktop.engine.tri import FactId
from crlm_desktop.errors import N_, Code, InputError, Problem, problem

UNKNOWN = "unknown"
NOT_APPLICABLE = "not_applicable"

NO_FACT = Code("assume.no_fact", N_("There is no fact “{name}”. `crlm-desktop knowledge facts` lists them all."))
NO_FACT_NEAR = Code("assume.no_fact_near", N_("There is no fact “{name}”. Did you mean “{nearest}”?"))
NO_LESION = Code("assume.no_lesion", N_("The case has no lesion {lesion}."))
NO_ENTRY = Code("assume.no_entry", N_("The case has no entry {name}."))
TWICE = Code("assume.twice", N_("{name} is assumed twice."))
NOT_ASSUMABLE = Code("assume.not_assumable", N_("{name} follows from the plan and cannot be assumed."))
NOT_NUMBER = Code("assume.not_number", N_("{name}: “{value}” is not a number."))
NOT_WHOLE = Code("assume.not_whole", N_("{name}: “{value}” is not a whole number."))
OUT_OF_RANGE = Code("assume.out_of_range", N_("{name}: {value} is out of range; allowed is {low} to {high}."))
OUT_OF_RANGE_UNIT = Code(
    "assume.out_of_range_unit", N_("{name}: {value} is out of range; allowed is {low} to {high} {unit}.")
)
NOT_TRUTH = Code("assume.not_truth", N_("{name}: “{value}” is neither true nor false."))
NOT_CODE = Code("assume.not_code", N_("{name} is never “{value}”. Allowed are: {allowed}."))
ALWAYS_APPLIES = Code("assume.always_applies", N_("{name} always applies; it cannot be assumed not to."))

_LESIONS = "lesions["
_OF_LESION = re.compile(r"lesions\[([^\]]+)\]\.(\w+)")
_OF_ENTRY = re.compile(r"(\w+)\[(\d{1,4})\]\.\w+")
_TRUE = ("true", "yes", "1")
_FALSE = ("false", "no", "0")


def facts_of(case: Case, *, assume: Mapping[str, object] | None = None, imported: Iterable[str] = ()) -> FactTable:
    """Return what is known of the facts of a case, with ``assume`` put over it; the case itself is not touched.

    An assumption is told by the id or an alias of a fact, by ``lesions[L2].size_mm``, or by the path of a field that
    is not a fact, such as a date. Its value is typed text or a value: a number or an `Interval`, true or false, a code,
    a list of codes; ``"unknown"`` or ``None``, and ``"not_applicable"`` where that can be. What derives from an
    assumed fact derives anew; assuming a derived fact overrides its derivation. Every fault of the assumptions is told
    together by an `InputError`. ``imported`` are the paths of the record that an import filled in.
    """
    paths = frozenset(imported)
    if not assume:
        return FactTable(case, imported=paths)
    reading = _Reading(case)
    for name, value in assume.items():
        reading.read(name, value)
    if reading.problems:
        raise InputError(reading.problems)
    return FactTable(
        with_values(case, reading.fields) if reading.fields else case,
        given=MappingProxyType(reading.of_case),
        given_of_lesions=MappingProxyType(reading.of_lesions),
        imported=paths,
    )


class _Reading:
    """Sorts assumptions into facts of the case, facts of lesions and fields of the record."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self.problems: list[Problem] = []
        self.of_case: dict[FactId, FactValue] = {}
        self.of_lesions: dict[str, dict[str, FactValue]] = {}
        self.fields: dict[str, object] = {}

    def read(self, name: str, value: object) -> None:
        fact = FACTS.get(name)
        of_lesion = _OF_LESION.fullmatch(name)
        if fact is not None and fact.scope is Scope.CASE:
            self._read_of_case(fact, name, value)
        elif of_lesion is not None:
            self._read_of_lesion(of_lesion[1], of_lesion[2], name, value)
        elif (field := field_of(name)) is not None and field.kind in (Kind.DATE, Kind.TEXT, Kind.TEXTS):
            self._read_field(name, value)
        else:
            self._no_fact(name)

    def _read_field(self, name: str, value: object) -> None:
        entry = _OF_ENTRY.fullmatch(name)
        entries = () if entry is None else getattr(self._case, entry[1]) or ()
        if "[" in name and (entry is None or int(entry[2]) >= len(entries)):
            self.problems.append(problem(name, NO_ENTRY, name=name))
        else:
            self.fields[name] = None if value == UNKNOWN else value

    def _read_of_case(self, fact: Fact, name: str, value: object) -> None:
        if fact.id in self.of_case:
            self.problems.append(problem(name, TWICE, name=fact.id))
        read = read_assumed(fact, fact.id, name, value)
        if isinstance(read, Problem):
            self.problems.append(read)
        else:
            self.of_case[fact.id] = read

    def _read_of_lesion(self, lesion_id: str, attribute: str, name: str, value: object) -> None:
        fact = FACTS.lesion_fact(attribute)
        if fact is None:
            self._no_fact(name)
        elif self._case.lesion(lesion_id) is None:
            self.problems.append(problem(name, NO_LESION, lesion=lesion_id))
        else:
            read = read_assumed(fact, FactId(f"lesions[{lesion_id}].{attribute}"), name, value)
            if isinstance(read, Problem):
                self.problems.append(read)
            else:
                self.of_lesions.setdefault(lesion_id, {})[attribute] = read

    def _no_fact(self, name: str) -> None:
        near = self._nearest_of_lesion(name) if name.startswith(_LESIONS) else FACTS.nearest(name)
        if near is None:
            self.problems.append(problem(name, NO_FACT, name=name))
        else:
            self.problems.append(problem(name, NO_FACT_NEAR, name=name, nearest=near))

    def _nearest_of_lesion(self, name: str) -> str | None:
        lesion_id, _, attribute = name.removeprefix(_LESIONS).partition("].")
        known = [lesion.id for lesion in self._case.lesions or ()] or ["L1"]
        near = FACTS.nearest(attribute, scope=Scope.LESION)
        return near and f"{_LESIONS}{lesion_id if lesion_id in known else known[0]}].{near}"


def read_assumed(fact: Fact, called: FactId, path: str, value: object) -> FactValue | Problem:
    """Return an assumed value, or what is wrong with it."""
    if not fact.can_be_assumed:
        return problem(path, NOT_ASSUMABLE, name=called)
    if value is None or value == UNKNOWN:
        return unknown_value(fact, called=called)
    if value == NOT_APPLICABLE:
        if not fact.can_lack_value:
            return problem(path, ALWAYS_APPLIES, name=called)
        return _assumed(called, None)
    possible = possible_of_typed(fact, called, path, value)
    return possible if isinstance(possible, Problem) else _assumed(called, possible)


def _assumed(called: FactId, possible: Possible | None) -> FactValue:
    is_settled = possible is None or is_single(possible)
    return FactValue(
        fact=called,
        possible=possible,
        provenance=Provenance.ASSUMED,
        hangs_on=frozenset() if is_settled else frozenset({called}),
    )


def possible_of_typed(fact: Fact, called: str, path: str, value: object) -> Possible | Problem:
    """Return what a typed text or a value says the fact is, or the problem with it at ``path``."""
    match fact.kind:
        case FactKind.NUMBER:
            return _number(fact, called, path, value)
        case FactKind.STATEMENT:
            word = str(value).strip().lower()
            if word not in (*_TRUE, *_FALSE):
                return problem(path, NOT_TRUTH, name=called, value=str(value))
            return one_of((word in _TRUE,))
        case FactKind.CHOICE:
            return _codes(fact, called, path, [value])
        case FactKind.SET:
            listed = value.split(",") if isinstance(value, str) else value
            codes = _codes(fact, called, path, listed if isinstance(listed, Iterable) else [listed])
            if isinstance(codes, Problem):
                return codes
            members = frozenset(str(code) for code in codes)
            return Members(members, members)
        case _:
            assert_never(fact.kind)


def _number(fact: Fact, called: str, path: str, value: object) -> Interval | Problem:
    if isinstance(value, Interval):
        interval = value
    else:
        number = _float(value)
        if number is None:
            return problem(path, NOT_NUMBER, name=called, value=str(value))
        interval = exactly(number)
    if fact.is_integer and not (float(interval.low).is_integer() and float(interval.high).is_integer()):
        return problem(path, NOT_WHOLE, name=called, value=str(value))
    if interval.low < fact.low or interval.high > fact.high:
        return _out_of_range(fact, called, path, value)
    return interval


def _out_of_range(fact: Fact, called: str, path: str, value: object) -> Problem:
    low, high = f"{fact.low:.15g}", f"{fact.high:.15g}"
    if not fact.unit:
        return problem(path, OUT_OF_RANGE, name=called, value=str(value), low=low, high=high)
    return problem(path, OUT_OF_RANGE_UNIT, name=called, value=str(value), low=low, high=high, unit=fact.unit)


def _float(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _codes(fact: Fact, called: str, path: str, values: Iterable[object]) -> frozenset[str | bool] | Problem:
    codes = [str(value).strip() for value in values]
    for code in codes:
        if code not in fact.codes and not (code == "" and fact.kind is FactKind.SET):
            return problem(path, NOT_CODE, name=called, value=code, allowed=", ".join(sorted(fact.codes)))
    return one_of(code for code in codes if code)
