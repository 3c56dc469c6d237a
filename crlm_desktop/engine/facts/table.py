"""What is known of every fact of one case: read off the record, derived when asked for, and remembered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from operator import attrgetter
from types import MappingProxyType
from typing import assert_never

from crlm_desktop.case.record import Case, Lesion
from crlm_desktop.engine.facts import (
    clinical_risk,
    extrahepatic,
    function,
    judgement,
    lesions,
    local,
    markers,
    primary,
    remnant,
    setting,
    systemic,
)
from crlm_desktop.engine.facts.catalogue import FACTS
from crlm_desktop.engine.facts.declaration import LESION_PREFIX, Fact, FactCatalogue, FactKind, Scope
from crlm_desktop.engine.facts.source import Derivation, LesionDerivation
from crlm_desktop.engine.facts.value import FactValue, Members, Possible, Provenance, one_of
from crlm_desktop.engine.interval import exactly
from crlm_desktop.engine.tri import FactId, Tri

DERIVATIONS: Mapping[str, Derivation] = MappingProxyType(
    primary.DERIVATIONS
    | lesions.DERIVATIONS
    | remnant.DERIVATIONS
    | judgement.DERIVATIONS
    | function.DERIVATIONS
    | extrahepatic.DERIVATIONS
    | systemic.DERIVATIONS
    | markers.DERIVATIONS
    | local.DERIVATIONS
    | clinical_risk.DERIVATIONS
    | setting.DERIVATIONS
)
LESION_DERIVATIONS: Mapping[str, LesionDerivation] = MappingProxyType(lesions.LESION_DERIVATIONS)

NOTHING: Mapping[FactId, FactValue] = MappingProxyType({})
UNKNOWN_LESION = "?"
"""Stands for the id of a lesion of which nothing is known, not even whether there is one."""


def unknown_value(fact: Fact, *, called: FactId | None = None, hangs_on: FactId | None = None) -> FactValue:
    """Return the value of a fact of which nothing is known."""
    name = called or fact.id
    return FactValue(
        fact=name,
        possible=fact.anything,
        may_not_apply=fact.can_lack_value,
        provenance=Provenance.NOT_GIVEN,
        hangs_on=frozenset({hangs_on or name}),
    )


class LesionFacts:
    """What is known of one lesion; facts are called by their attribute (``size_mm``)."""

    __slots__ = ("_given", "_known", "_table", "id", "lesion", "position")

    def __init__(self, table: FactTable, lesion: Lesion, position: int, given: Mapping[str, FactValue]) -> None:
        self.id = lesion.id
        self.lesion = lesion
        self.position = position
        self._table = table
        self._given = given
        self._known: dict[str, FactValue] = {}

    @property
    def needs_treatment(self) -> Tri:
        """Whether the lesion still needs treatment: present or vanished on imaging, not treated."""
        return lesions.needs_treatment(self.value("state"))

    def value(self, attribute: str) -> FactValue:
        """Return what is known of a fact of this lesion; an attribute that lesions do not have is a KeyError."""
        found = self._known.get(attribute)
        if found is None:
            derive = LESION_DERIVATIONS.get(attribute)
            if derive is None or attribute in self._given:
                found = self.recorded(attribute)
            else:
                found = derive(self._table, self, self._name(attribute))
            self._known[attribute] = found
        return found

    @property
    def known(self) -> Mapping[str, FactValue]:
        """What was asked so far, by attribute."""
        return self._known

    def recorded(self, attribute: str) -> FactValue:
        """Return what was assumed or recorded of it, before anything is derived."""
        given = self._given.get(attribute)
        if given is not None:
            return given
        fact, name = self._table.catalogue[LESION_PREFIX + attribute], self._name(attribute)
        if fact.record_path is None:
            return unknown_value(fact, called=name)
        stated = getattr(self.lesion, attribute)
        if stated is None:
            return unknown_value(fact, called=name)
        path = f"lesions[{self.position}].{attribute}"
        return _stated(fact, name, stated, imported=path in self._table.imported)

    def _name(self, attribute: str) -> FactId:
        return FactId(f"lesions[{self.id}].{attribute}")


class FactTable:
    """What is known of one case. Nothing in it changes; what is derived is computed once, when it is first asked for.

    ``given`` overrides what would be read or derived (assumptions, facts of a plan), for the case by fact id and for
    lesions by lesion id and attribute. ``imported`` are the paths of the record that an import filled in.
    """

    def __init__(
        self,
        case: Case,
        *,
        catalogue: FactCatalogue = FACTS,
        given: Mapping[FactId, FactValue] = NOTHING,
        given_of_lesions: Mapping[str, Mapping[str, FactValue]] = MappingProxyType({}),
        imported: frozenset[str] = frozenset(),
    ) -> None:
        self.case = case
        self.imported = imported
        self._catalogue = catalogue
        self._given = given
        self._given_of_lesions = given_of_lesions
        self._known: dict[str, FactValue] = {}
        self._lesions = None if case.lesions is None else self._facts_of(case.lesions)

    def _facts_of(self, recorded: tuple[Lesion, ...]) -> tuple[LesionFacts, ...]:
        given = self._given_of_lesions
        return tuple(
            LesionFacts(self, lesion, position, given.get(lesion.id, {})) for position, lesion in enumerate(recorded)
        )

    @property
    def catalogue(self) -> FactCatalogue:
        """The declarations of the facts that the table tells."""
        return self._catalogue

    @property
    def lesions(self) -> tuple[LesionFacts, ...] | None:
        """The facts of each lesion in the order of the record; ``None`` when nobody has told which there are."""
        return self._lesions

    @property
    def given(self) -> Mapping[FactId, FactValue]:
        """What overrides the record and the derivations, by fact of the case."""
        return self._given

    @property
    def given_of_lesions(self) -> Mapping[str, Mapping[str, FactValue]]:
        """What overrides them for lesions, by lesion id and attribute."""
        return self._given_of_lesions

    @property
    def assumed(self) -> frozenset[FactId]:
        """The facts that were assumed, those of lesions as ``lesions[L2].size_mm``."""
        values = [*self._given.values(), *(v for each in self._given_of_lesions.values() for v in each.values())]
        return frozenset(value.fact for value in values if value.provenance is Provenance.ASSUMED)

    def value(self, fact: str) -> FactValue:
        """Return what is known of a fact of the case, by its id or alias; an unknown name is a KeyError."""
        found = self._known.get(fact)
        if found is None:
            found = self._known[fact] = self._found(self.catalogue[fact])
        return found

    @property
    def known(self) -> Mapping[str, FactValue]:
        """What was asked so far, by the name under which it was asked."""
        return self._known

    def _found(self, fact: Fact) -> FactValue:
        given = self._given.get(fact.id)
        if given is not None:
            return given
        derive = DERIVATIONS.get(fact.id)
        if derive is not None:
            found = derive(self, fact.id)
            is_blank = not found.is_settled and found.possible == _BLANK[fact.id].possible
            return replace(found, provenance=Provenance.NOT_GIVEN) if is_blank else found
        read = _READERS.get(fact.id)
        stated = None if read is None else read(self.case)
        if stated is None:
            return _BLANK.get(fact.id) or unknown_value(fact)
        return _stated(fact, fact.id, stated, imported=fact.record_path in self.imported)


def _stated(fact: Fact, name: FactId, stated: object, *, imported: bool) -> FactValue:
    provenance = Provenance.IMPORTED if imported else Provenance.ENTERED
    return FactValue(fact=name, possible=possible_of(fact, stated), provenance=provenance)


def possible_of(fact: Fact, stated: object) -> Possible:
    """Return a value of the record as what a fact can be: just that."""
    match fact.kind:
        case FactKind.NUMBER:
            assert isinstance(stated, int | float)
            return exactly(stated)
        case FactKind.STATEMENT:
            assert isinstance(stated, bool)
            return one_of((stated,))
        case FactKind.CHOICE:
            assert isinstance(stated, str)
            return one_of((stated,))
        case FactKind.SET:
            assert isinstance(stated, tuple | frozenset)
            codes = frozenset(str(code) for code in stated)
            return Members(codes, codes)
        case _:
            assert_never(fact.kind)


def _reader(path: str) -> Callable[[Case], object]:
    """Return what reads a field of the case; ``None`` on the way is an unknown value."""
    *parts, name = path.split(".")
    to_part = attrgetter(".".join(parts[:1]))
    inner = parts[1:]
    name = f"segment_{name}" if inner == ["volumes_ml"] and name not in ("total", "tumour") else name

    def read(case: Case) -> object:
        part = to_part(case)
        for step in inner:
            part = getattr(part, step)
            if part is None:
                return None
        return getattr(part, name)

    return read


_READERS: Mapping[FactId, Callable[[Case], object]] = MappingProxyType(
    {fact.id: _reader(fact.record_path) for fact in FACTS.of(Scope.CASE) if fact.record_path is not None}
)

_BLANK: Mapping[FactId, FactValue] = MappingProxyType({fact.id: unknown_value(fact) for fact in FACTS.of(Scope.CASE)})
