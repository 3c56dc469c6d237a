"""The planner's answer for one strategy: its plans, and the facts that conditions may ask of the leading one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from crlm_desktop.engine.facts.value import FactValue
from crlm_desktop.engine.planner.plan_facts import EXISTS
from crlm_desktop.engine.proposal import Plan
from crlm_desktop.engine.tri import FactId, Tri

MAX_PLANS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSet:
    """At most `MAX_PLANS` plans, best first, none beaten by another in every respect.

    ``facts`` holds a value for every case-wide fact of `PLAN_FACTS`; ``treated_by`` one for each lesion of the case, by
    its id. ``presumed`` names what the record leaves open and the leading plan takes as given: knowing it could still
    change the plan, though nothing hangs on it. ``left_out`` counts plans that stood equal but had no room.
    """

    plans: tuple[Plan, ...]
    facts: Mapping[FactId, FactValue]
    treated_by: Mapping[str, FactValue] = field(default_factory=lambda: MappingProxyType({}))
    presumed: frozenset[FactId] = frozenset()
    left_out: int = 0

    @property
    def exists(self) -> Tri:
        """Whether a plan exists, or on what that hangs."""
        return self.facts[EXISTS.id].tri
