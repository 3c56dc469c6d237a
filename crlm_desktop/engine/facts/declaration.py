"""The declaration of a fact, and a catalogue of them that finds a fact by its name and suggests the nearest one."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import assert_never

from crlm_desktop.case.wording import Choice, Text
from crlm_desktop.engine.facts.value import Members, Possible, one_of
from crlm_desktop.engine.interval import Interval
from crlm_desktop.engine.tri import FactId

LESION_PREFIX = "lesions[]."


class FactKind(Enum):
    """What a fact is: a number, a statement (true or false), one code out of a set, or a set of codes."""

    NUMBER = "number"
    STATEMENT = "statement"
    CHOICE = "choice"
    SET = "set"


class Scope(Enum):
    """What a fact is told of: the case as a whole, or each of its lesions."""

    CASE = "case"
    LESION = "lesion"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One fact, declared once for rules, forms, what-if, import, minutes and documentation.

    A fact that is a field of the record bears the field's path as its id and in ``record_path``; that of a lesion is
    written ``lesions[].size_mm`` here, ``lesions[L2].size_mm`` where one lesion is meant, and ``l.size_mm`` in a
    condition. ``low`` and ``high`` bound a number; ``choices`` are the codes of a choice or a set. ``can_lack_value``
    says that the fact can be not applicable. ``entered_at`` names the fields that settle it when it is derived.
    """

    id: FactId
    kind: FactKind
    label: Text
    scope: Scope = Scope.CASE
    unit: str = ""
    low: float = 0
    high: float = 0
    is_integer: bool = False
    choices: tuple[Choice, ...] = ()
    help: Text | None = None
    record_path: str | None = None
    entered_at: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    can_lack_value: bool = False
    can_be_assumed: bool = True
    anything: Possible = field(init=False, repr=False, compare=False)
    """Everything that the fact can be when nothing is known of it."""

    def __post_init__(self) -> None:
        """Refuse a set that can lack its value: what is not there is the empty set; and a number without a range."""
        if self.kind is FactKind.SET and self.can_lack_value:
            raise ValueError(f"{self.id}: a set always has a value")
        if self.kind is FactKind.NUMBER and not self.low < self.high:
            raise ValueError(f"{self.id}: a number needs a range")
        object.__setattr__(self, "anything", self._anything())

    @property
    def attribute(self) -> str:
        """The name after the loop variable in a condition over lesions (``size_mm``)."""
        return self.id.removeprefix(LESION_PREFIX)

    @property
    def codes(self) -> frozenset[str]:
        """The codes that a condition may compare a choice or a set with."""
        return frozenset(str(choice) for choice in self.choices)

    def _anything(self) -> Possible:
        match self.kind:
            case FactKind.NUMBER:
                return Interval(self.low, self.high)
            case FactKind.STATEMENT:
                return one_of((True, False))
            case FactKind.CHOICE:
                return one_of(self.codes)
            case FactKind.SET:
                return Members(frozenset(), self.codes)
            case _:
                assert_never(self.kind)

    def label_of(self, code: str) -> Text:
        """Return the name of one of the fact's codes; a code it does not have is a KeyError."""
        for choice in self.choices:
            if str(choice) == code:
                return choice.label
        raise KeyError(code)


class FactCatalogue:
    """The facts that conditions may name, by id and by alias; a caller may extend it by facts of its own."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._facts = {fact.id: fact for fact in facts}
        self._names: dict[str, Fact] = {}
        for fact in self._facts.values():
            for name in (fact.id, *fact.aliases):
                if self._names.setdefault(name, fact) is not fact:
                    raise ValueError(f"two facts are called {name}")

    def __iter__(self) -> Iterator[Fact]:
        """Iterate over all facts in the order of declaration."""
        return iter(self._facts.values())

    def __len__(self) -> int:
        """Count the facts."""
        return len(self._facts)

    def __contains__(self, name: object) -> bool:
        """Tell whether a fact has that id or alias."""
        return name in self._names

    def __getitem__(self, name: str) -> Fact:
        """Return the fact of that id or alias; an unknown name is a KeyError."""
        return self._names[name]

    def get(self, name: str) -> Fact | None:
        """Return the fact of that id or alias, or ``None``."""
        return self._names.get(name)

    @property
    def by_id(self) -> Mapping[FactId, Fact]:
        """The facts by their id."""
        return MappingProxyType(self._facts)

    def of(self, scope: Scope) -> tuple[Fact, ...]:
        """Return the facts of the case, or those of a lesion, in the order of declaration."""
        return tuple(fact for fact in self if fact.scope is scope)

    def lesion_fact(self, attribute: str) -> Fact | None:
        """Return the fact of a lesion that a condition calls ``l.<attribute>``, or ``None``."""
        return self._names.get(LESION_PREFIX + attribute)

    def nearest(self, name: str, *, scope: Scope = Scope.CASE) -> str | None:
        """Return the name most like ``name`` among the facts of the scope (attributes for lesions), or ``None``."""
        if scope is Scope.LESION:
            names = [fact.attribute for fact in self.of(scope)]
        else:
            names = [known for known, fact in self._names.items() if fact.scope is scope]
        return nearest(name, names)

    def extended(self, facts: Iterable[Fact]) -> FactCatalogue:
        """Return a catalogue that also has the given facts, such as those of a plan; a name twice is a ValueError."""
        return FactCatalogue((*self, *facts))


def nearest(name: str, names: Iterable[str]) -> str | None:
    """Return the one of ``names`` that is most like ``name``, or ``None`` when none is like it."""
    allowed = sorted(names)
    close = difflib.get_close_matches(name.lower(), allowed, n=1, cutoff=0.6)
    tails = [known for known in allowed if known.rpartition(".")[2] == name.rpartition(".")[2]]
    return close[0] if close else (tails[0] if tails else None)


def lesion_of(fact: FactId) -> str:
    """Return the lesion that a fact is told of; the empty text for a fact of the case."""
    return fact[len("lesions[") :].partition("]")[0] if fact.startswith("lesions[") else ""
