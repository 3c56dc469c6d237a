"""A table of facts put over another one: what is assumed in a trial, or what a plan adds."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from typing_extensions import override

from crlm_desktop.engine.facts.declaration import LESION_PREFIX, FactCatalogue, lesion_of
from crlm_desktop.engine.facts.table import FactTable, LesionFacts, unknown_value
from crlm_desktop.engine.facts.value import FactValue
from crlm_desktop.engine.tri import FactId


class TrialTable(FactTable):
    """What is known of a case in which one fact is as told; what does not read that fact is as in the table beneath."""

    def __init__(self, beneath: FactTable, value: FactValue, readers: frozenset[FactId]) -> None:
        """``readers`` are the facts known beneath for which the fact was read, itself included."""
        lesion = lesion_of(value.fact)
        given, of_lesions = beneath.given, beneath.given_of_lesions
        if lesion:
            attribute = value.fact.rpartition(".")[2]
            of_lesions = MappingProxyType({**of_lesions, lesion: {**of_lesions.get(lesion, {}), attribute: value}})
        else:
            given = MappingProxyType({**given, value.fact: value})
        self.case = beneath.case
        self.imported = beneath.imported
        self._catalogue = beneath.catalogue
        self._given = given
        self._given_of_lesions = of_lesions
        self._known = {}
        self._beneath = beneath.known
        self._readers = readers
        self._lesions = None if beneath.lesions is None else self._over(beneath.lesions)

    def _over(self, lesions: tuple[LesionFacts, ...]) -> tuple[LesionFacts, ...]:
        touched = frozenset(map(lesion_of, self._readers))
        return tuple(
            _TrialLesion(self, one, self._given_of_lesions.get(one.id, {}), self._readers) if one.id in touched else one
            for one in lesions
        )

    @override
    def value(self, fact: str) -> FactValue:
        found = self._known.get(fact)
        if found is None:
            found = self._beneath.get(fact)
            if found is None or found.fact in self._readers:
                found = self._found(self._catalogue[fact])
            self._known[fact] = found
        return found


class _TrialLesion(LesionFacts):
    """A lesion of which some facts read what is assumed."""

    __slots__ = ("_beneath", "_readers")

    def __init__(
        self, table: TrialTable, beneath: LesionFacts, given: Mapping[str, FactValue], readers: frozenset[FactId]
    ) -> None:
        super().__init__(table, beneath.lesion, beneath.position, given)
        self._beneath = beneath.known
        self._readers = readers

    @override
    def value(self, attribute: str) -> FactValue:
        found = self._known.get(attribute)
        if found is None:
            found = self._beneath.get(attribute)
            if found is not None and found.fact not in self._readers:
                self._known[attribute] = found
            else:
                found = super().value(attribute)
        return found


class ExtendedTable(FactTable):
    """A table that also knows facts that a caller declares and tells, such as those of a plan."""

    def __init__(
        self,
        beneath: FactTable,
        catalogue: FactCatalogue,
        given: Mapping[FactId, FactValue],
        of_lesions: Mapping[str, Mapping[str, FactValue]],
    ) -> None:
        """Nothing of the case derives from them. A fact that the table beneath itself tells is a ValueError."""
        told = [*given, *(f"{LESION_PREFIX}{attribute}" for each in of_lesions.values() for attribute in each)]
        if any(name in beneath.catalogue for name in told):
            raise ValueError(f"facts that are known already: {[name for name in told if name in beneath.catalogue]}")
        self.case = beneath.case
        self.imported = beneath.imported
        self._catalogue = catalogue
        self._given = given
        self._given_of_lesions = of_lesions
        self._known = {}
        self._beneath = beneath
        self._lesions = None
        if beneath.lesions is not None:
            known = beneath.catalogue
            self._lesions = tuple(
                _ExtendedLesion(self, one, known, of_lesions.get(one.id, {})) for one in beneath.lesions
            )

    @override
    def value(self, fact: str) -> FactValue:
        found = self._given.get(FactId(fact))
        if found is not None:
            return found
        if fact in self._beneath.catalogue:
            return self._beneath.value(fact)
        return unknown_value(self._catalogue[fact])


class _ExtendedLesion(LesionFacts):
    """A lesion of which more is told than the table beneath knows."""

    __slots__ = ("_beneath", "_told_beneath")

    def __init__(
        self, table: ExtendedTable, beneath: LesionFacts, told_beneath: FactCatalogue, given: Mapping[str, FactValue]
    ) -> None:
        super().__init__(table, beneath.lesion, beneath.position, given)
        self._beneath = beneath
        self._told_beneath = told_beneath

    @override
    def value(self, attribute: str) -> FactValue:
        found = self._given.get(attribute)
        if found is not None:
            return found
        is_told_beneath = LESION_PREFIX + attribute in self._told_beneath
        return self._beneath.value(attribute) if is_told_beneath else self.recorded(attribute)
