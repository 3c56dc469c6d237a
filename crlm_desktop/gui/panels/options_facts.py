"""Facts by name, as the window speaks of them: what they are called, and which field of the record settles them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from crlm_desktop.case.fields import field_of, name_of
from crlm_desktop.case.record import Case
from crlm_desktop.engine.facts import FACTS, Fact, FactId, FactTable, FactValue
from crlm_desktop.engine.facts.assumptions import facts_of
from crlm_desktop.engine.facts.declaration import LESION_PREFIX
from crlm_desktop.engine.planner.plan_facts import PLAN_FACTS
from crlm_desktop.engine.proposal import Proposal
from crlm_desktop.engine.tracing import value_of
from crlm_desktop.gui import wording
from crlm_desktop.i18n import Catalogue

_OF_A_LESION = re.compile(r"lesions\[([^\]]+)\]\.(.+)")
_OF_AN_ENTRY = re.compile(r"(\w+)\[\]\.(\w+)")
_FACTS = FACTS.extended(PLAN_FACTS)


class FactNames:
    """The names and the fields of the facts of one case; of one that cannot be changed no field is wanted."""

    def __init__(self, case: Case, proposal: Proposal, catalogue: Catalogue, *, leads: bool = True) -> None:
        self._leads = leads
        self._case = case
        self._catalogue = catalogue
        self._assumed = proposal.assumed
        self._told = {one.fact: catalogue.pick(one.label) for one in proposal.missing}

    @cached_property
    def _table(self) -> FactTable:
        return facts_of(self._case, assume=self._assumed)

    def label(self, fact: str) -> str:
        """Return what a fact is called; that of one lesion begins with the lesion."""
        if fact in self._told:
            return self._told[fact]
        lesion = _OF_A_LESION.fullmatch(fact)
        known = _declared(fact)
        if known is None:
            # A field that no rule compares, such as a date, is missing by its own name.
            return self.field(fact) if field_of(fact) is not None else fact
        name = self._catalogue.pick(known.label)
        return f"{lesion[1]}: {name}" if lesion else name

    def labels(self, facts: Iterable[str]) -> list[str]:
        """Return the names of several facts, each once."""
        return list(dict.fromkeys(self.label(fact) for fact in facts))

    def field(self, path: str) -> str:
        """Return what the field at a path of the record is called."""
        return self._catalogue.pick(name_of(path))

    def unit(self, fact: str) -> str:
        """Return the unit of a fact; empty where it has none."""
        known = _declared(fact)
        return wording.unit_text(known.unit, self._catalogue) if known is not None else ""

    def value(self, fact: str) -> FactValue:
        """Return what is known of a fact of the case, or of one of its lesions."""
        return value_of(self._table, FactId(fact))

    def is_whole(self, fact: str) -> bool:
        """Whether a fact is counted in whole numbers."""
        known = _declared(fact)
        return known is not None and known.is_integer

    def path(self, fact: str) -> str | None:
        """Return the field of the record that settles a fact, ``None`` where there is no single one."""
        if not self._leads:
            return None
        known = _declared(fact)
        if known is None:
            return fact if field_of(fact) is not None else None
        place = next(iter((*known.entered_at, *((known.record_path,) if known.record_path else ()))), None)
        if place is None:
            return None
        lesion = _OF_A_LESION.fullmatch(fact)
        return self._of_lesion(place, lesion[1]) if lesion else self._of_entry(place)

    def _of_lesion(self, place: str, lesion_id: str) -> str:
        ids = [lesion.id for lesion in self._case.lesions or ()]
        if lesion_id not in ids or not place.startswith(LESION_PREFIX):
            return place.partition("[")[0]
        return place.replace("[]", f"[{ids.index(lesion_id)}]", 1)

    def _of_entry(self, place: str) -> str:
        """Return the first entry of a list that does not say it yet; the list itself when there is none."""
        match = _OF_AN_ENTRY.fullmatch(place)
        if match is None:
            return place.removesuffix("[]")
        part, item = match[1], match[2]
        for index, entry in enumerate(getattr(self._case, part) or ()):
            if getattr(entry, item, None) is None:
                return f"{part}[{index}].{item}"
        return part


def _declared(fact: str) -> Fact | None:
    lesion = _OF_A_LESION.fullmatch(fact)
    return _FACTS.get(LESION_PREFIX + lesion[2] if lesion else fact)
