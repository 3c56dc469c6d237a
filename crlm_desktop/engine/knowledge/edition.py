"""The loaded knowledge: what an edition holds after every text of it has been checked; nothing in it changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from crlm_desktop.case.choices import Augmentation, Offer, TreatmentFamily
from crlm_desktop.case.wording import Choice, Text
from crlm_desktop.engine.expression import Condition
from crlm_desktop.engine.knowledge.quoting import Quotation
from crlm_desktop.engine.proposal import (
    Intent,
    LesionModality,
    Override,
    Severity,
    Source,
    SourceId,
    Stance,
    StrategyId,
    Strength,
)


class Position(Choice):
    """Where a step of a strategy stands relative to the steps that the planner makes."""

    BEFORE = "before", "before the planned steps", "计划步骤之前"
    AFTER = "after", "after the planned steps", "计划步骤之后"


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A number that rules use by name: its default, the ``value`` in force here, and why sources disagree on it."""

    name: str
    unit: str
    default: float
    value: float
    low: float
    high: float
    label: Text
    note: Text
    sources: tuple[SourceId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One requirement, exclusion or argument of a strategy; ``change`` says what would have to change for it.

    ``about_plan`` says that its condition speaks of the leading plan. ``contradicts`` names arguments of the other side
    with whose sources its own disagree.
    """

    id: str
    stance: Stance
    strength: Strength | None
    condition: Condition
    text: Quotation
    sources: tuple[SourceId, ...]
    change: Text | None = None
    contradicts: tuple[str, ...] = ()
    about_plan: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyStep:
    """A step that the strategy itself brings; without a ``condition`` it is always part of it."""

    action: str
    text: Quotation
    position: Position
    condition: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategy:
    """One way to treat: declining any of ``families`` and lacking any of ``offers`` excludes it.

    Of ``offers_any`` one is enough: lacking all of them excludes it. With ``modalities`` the planner makes plans, each
    of which uses every modality of ``must_use``. They are how a strategy of intent NED is carried out; any other one,
    and one with ``own_steps``, has ``modalities`` only for its conditions to ask whether there is such a plan, and its
    own ``steps``, of ``procedures`` procedures, are the plan. ``invasiveness`` is 1 (least) to 9.
    """

    id: StrategyId
    name: Text
    essence: Text
    families: tuple[TreatmentFamily, ...]
    offers: tuple[Offer, ...]
    offers_any: tuple[Offer, ...]
    intent: Intent
    invasiveness: int
    modalities: frozenset[LesionModality]
    must_use: frozenset[LesionModality]
    augmentation: Augmentation | None
    procedures: int
    own_steps: bool
    rules: tuple[Rule, ...]
    steps: tuple[StrategyStep, ...]

    @property
    def asks_for_plans(self) -> bool:
        """Whether its conditions speak of plans that the planner makes, lesion by lesion."""
        return bool(self.modalities)

    @property
    def is_planned(self) -> bool:
        """Whether the planner's plans are how it is carried out; else, as in a conversion, its own steps are."""
        return self.asks_for_plans and self.intent is Intent.NED and not self.own_steps


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRule:
    """What the team must be told when ``condition`` holds; ``text_unknown`` is told while that is not known."""

    id: str
    severity: Severity
    condition: Condition
    text: Quotation
    sources: tuple[SourceId, ...]
    text_unknown: Quotation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A whole edition of the knowledge; ``sha256`` covers the text of every file of it."""

    version: str
    notes: Text
    sha256: str
    sources: Mapping[SourceId, Source]
    thresholds: Mapping[str, Threshold]
    alerts: tuple[AlertRule, ...]
    strategies: tuple[Strategy, ...]

    def strategy(self, strategy_id: str) -> Strategy | None:
        """Return the strategy of that id, or ``None``."""
        return next((one for one in self.strategies if one.id == strategy_id), None)

    @property
    def overrides(self) -> tuple[Override, ...]:
        """The thresholds that the centre sets itself to something else than their default, by name."""
        changed = [self.thresholds[name] for name in sorted(self.thresholds)]
        return tuple(
            Override(threshold=one.name, label=one.label, unit=one.unit, value=one.value, default=one.default)
            for one in changed
            if one.value != one.default
        )

    @property
    def values(self) -> Mapping[str, float]:
        """The values of all thresholds in force."""
        return {name: threshold.value for name, threshold in self.thresholds.items()}
