"""The planner's answer for one strategy: its plans, and the facts that conditions may ask of the leading one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from crlm_desktop.engine.facts.value import FactValue
from crlm_desktop.engine.planner.plan_facts import EXISTS
from crlm_desktop.engine.proposal import Plan
from crlm_desktop.engine.tri import FactId, Tri

MAX_PLANS = 10


class PlanSet:
    """At most `MAX_PLANS` plans, best first, none beaten by another in every respect.

    ``facts`` holds a value for every case-wide fact of `PLAN_FACTS`; ``treated_by`` one for each lesion of the case, by
    its id. ``presumed`` names what the record leaves open and the leading plan takes as given: knowing it could still
    change the plan, though nothing hangs on it. The plans are chosen and put into words when they are first asked for:
    most sets are only asked for their facts.
    """

    __slots__ = ("_plans", "_write", "facts", "presumed", "treated_by")

    def __init__(
        self,
        *,
        facts: Mapping[FactId, FactValue],
        treated_by: Mapping[str, FactValue],
        write: Callable[[], tuple[Plan, ...]] = tuple,
        presumed: frozenset[FactId] = frozenset(),
    ) -> None:
        self.facts = facts
        self.treated_by = treated_by
        self.presumed = presumed
        self._write = write
        self._plans: tuple[Plan, ...] | None = None

    @property
    def plans(self) -> tuple[Plan, ...]:
        """The plans in words."""
        if self._plans is None:
            self._plans = self._write()
        return self._plans

    @property
    def exists(self) -> Tri:
        """Whether a plan exists, or on what that hangs."""
        return self.facts[EXISTS.id].tri
