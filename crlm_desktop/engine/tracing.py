"""A table of facts that remembers what was read for which fact, so that an assumption re-derives only what reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Self, TypeVar

from typing_extensions import override

from crlm_desktop.case.record import Case, Lesion
from crlm_desktop.engine.facts import FACTS, FactCatalogue, FactId, FactTable, FactValue, LesionFacts

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

    def assuming(self, value: FactValue) -> Self:
        """Return a table in which one fact, of the case or of a lesion, is as told, and only what reads it is new."""
        lesion = lesion_of(value.fact)
        readers = self.readers_of(value.fact)
        given, given_of_lesions = dict(self._given), dict(self._given_of_lesions)
        if lesion:
            attribute = value.fact.rpartition(".")[2]
            given_of_lesions[lesion] = {**given_of_lesions.get(lesion, {}), attribute: value}
        else:
            given[value.fact] = value
        table = type(self)(
            self.case, catalogue=self.catalogue, given=given, given_of_lesions=given_of_lesions, imported=self.imported
        )
        table.remember(self.known, but=readers)
        for mine, other in zip(self.lesions or (), table.lesions or (), strict=True):
            assert isinstance(mine, _TracedLesion)
            assert isinstance(other, _TracedLesion)
            other.remember(mine.known, but=readers)
        return table

    @property
    def known(self) -> Mapping[str, FactValue]:
        """What was asked so far, by the name under which it was asked."""
        return self._known

    def remember(self, known: Mapping[str, FactValue], *, but: frozenset[FactId]) -> None:
        """Take over what another table knows, except the named facts."""
        self._known.update((name, value) for name, value in known.items() if value.fact not in but)


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

    @property
    def known(self) -> Mapping[str, FactValue]:
        """What was asked so far, by attribute."""
        return self._known

    def remember(self, known: Mapping[str, FactValue], *, but: frozenset[FactId]) -> None:
        """Take over what another table knows of the same lesion, except the named facts."""
        self._known.update((name, value) for name, value in known.items() if value.fact not in but)


def value_of(table: FactTable, fact: FactId) -> FactValue:
    """Return what is known of a fact of the case or, as ``lesions[L2].size_mm``, of one of its lesions."""
    lesion_id = lesion_of(fact)
    if not lesion_id:
        return table.value(fact)
    lesion = next(one for one in table.lesions or () if one.id == lesion_id)
    return lesion.value(fact.rpartition(".")[2])


def lesion_of(fact: FactId) -> str:
    """Return the lesion that a fact is told of; the empty text for a fact of the case."""
    return fact[len("lesions[") :].partition("]")[0] if fact.startswith("lesions[") else ""
