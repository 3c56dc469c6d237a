"""A table of facts that remembers what was read for which fact, so that an assumption re-derives only what reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Self, TypeVar

from typing_extensions import override

from crlm_desktop.case.record import Case, Lesion
from crlm_desktop.engine.facts import FACTS, FactCatalogue, FactId, FactTable, FactValue, LesionFacts, lesion_of
from crlm_desktop.engine.facts.layers import TrialTable

Result = TypeVar("Result")

_NOTHING: Mapping[FactId, FactValue] = MappingProxyType({})


class TracedTable(FactTable):
    """What is known of one case, with what was read for each derived fact."""

    def __init__(
        self,
        case: Case,
        *,
        catalogue: FactCatalogue = FACTS,
        given: Mapping[FactId, FactValue] = _NOTHING,
        given_of_lesions: Mapping[str, Mapping[str, FactValue]] = MappingProxyType({}),
        imported: frozenset[str] = frozenset(),
    ) -> None:
        self._reads: dict[FactId, set[FactId]] = {}
        self._noting: list[set[FactId]] = [set()]
        self._readers: dict[FactId, set[FactId]] | None = None
        super().__init__(case, catalogue=catalogue, given=given, given_of_lesions=given_of_lesions, imported=imported)

    @classmethod
    def of(cls, table: FactTable) -> Self:
        """Return a traced table that knows the same."""
        return cls(
            table.case,
            catalogue=table.catalogue,
            given=table.given,
            given_of_lesions=table.given_of_lesions,
            imported=table.imported,
        )

    @override
    def _facts_of(self, recorded: tuple[Lesion, ...]) -> tuple[LesionFacts, ...]:
        given = self._given_of_lesions
        return tuple(
            _TracedLesion(self, lesion, position, given.get(lesion.id, {})) for position, lesion in enumerate(recorded)
        )

    @override
    def value(self, fact: str) -> FactValue:
        """Return what is known of the fact, and note that it was read."""
        known = self._known.get(fact)
        if known is None:
            known = self._derive(fact)
        self._noting[-1].add(known.fact)
        return known

    def _derive(self, fact: str) -> FactValue:
        derive = super().value
        found, reads = self.noting(lambda: derive(fact))
        self.note_reads(found.fact, reads)
        return found

    def noting(self, work: Callable[[], Result]) -> tuple[Result, frozenset[FactId]]:
        """Do ``work`` and return its result with the facts that it read itself."""
        self._noting.append(set())
        try:
            result = work()
        finally:
            reads = self._noting.pop()
        return result, frozenset(reads)

    def note(self, fact: FactId) -> None:
        """Note that a fact of a lesion is read for what is derived just now."""
        self._noting[-1].add(fact)

    def note_reads(self, fact: FactId, reads: frozenset[FactId]) -> None:
        """Remember what was read for a fact."""
        self._reads.setdefault(fact, set()).update(reads)
        self._readers = None

    def readers_of(self, fact: FactId) -> frozenset[FactId]:
        """Return the facts derived so far for which ``fact`` was read, directly or on the way, itself included."""
        if self._readers is None:
            self._readers = {}
            for reader, reads in self._reads.items():
                for one in reads:
                    self._readers.setdefault(one, set()).add(reader)
        found, pending = {fact}, [fact]
        while pending:
            new = self._readers.get(pending.pop(), set()) - found
            found |= new
            pending.extend(new)
        return frozenset(found)

    def assuming(self, value: FactValue) -> FactTable:
        """Return a table in which one fact, of the case or of a lesion, is as told, and only what reads it is new."""
        return TrialTable(self, value, self.readers_of(value.fact))


class _TracedLesion(LesionFacts):
    """One lesion of a traced table."""

    __slots__ = ("_trace",)

    def __init__(self, table: TracedTable, lesion: Lesion, position: int, given: Mapping[str, FactValue]) -> None:
        super().__init__(table, lesion, position, given)
        self._trace = table

    @override
    def value(self, attribute: str) -> FactValue:
        known = self._known.get(attribute)
        if known is None:
            known = self._derive(attribute)
        self._trace.note(known.fact)
        return known

    def _derive(self, attribute: str) -> FactValue:
        derive = super().value
        found, reads = self._trace.noting(lambda: derive(attribute))
        self._trace.note_reads(found.fact, reads)
        return found

    @override
    def recorded(self, attribute: str) -> FactValue:
        self._trace.note(self._name(attribute))
        return super().recorded(attribute)


def value_of(table: FactTable, fact: FactId) -> FactValue:
    """Return what is known of a fact of the case or, as ``lesions[L2].size_mm``, of one of its lesions."""
    lesion_id = lesion_of(fact)
    if not lesion_id:
        return table.value(fact)
    lesion = next(one for one in table.lesions or () if one.id == lesion_id)
    return lesion.value(fact.rpartition(".")[2])
