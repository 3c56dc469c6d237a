"""Reading rules and steps: those of one strategy, and those that several strategies share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from crlm_desktop.engine.facts import FACTS, FactCatalogue
from crlm_desktop.engine.knowledge import faults as f
from crlm_desktop.engine.knowledge.edition import Position, Rule, StrategyStep
from crlm_desktop.engine.knowledge.ground import is_new
from crlm_desktop.engine.knowledge.references import References
from crlm_desktop.engine.knowledge.tables import Table
from crlm_desktop.engine.planner.plan_facts import PLAN_FACTS
from crlm_desktop.engine.proposal import Stance, Strength

PLANNED_FACTS = FACTS.extended(PLAN_FACTS)
"""The facts that the conditions of a planned strategy may name: those of the case, and those of its best plan."""

_OF_PLANS = frozenset(fact.id for fact in PLAN_FACTS)
_OPPOSITE = {Stance.FOR: Stance.AGAINST, Stance.AGAINST: Stance.FOR}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """Rules and steps that stand together; ``places`` says where each rule stands, ``stances`` on which side."""

    id: str
    rules: tuple[Rule, ...] = ()
    steps: tuple[StrategyStep, ...] = ()
    places: Mapping[str, str]
    stances: Mapping[str, Stance]

    @property
    def about_plan(self) -> bool:
        """Whether any condition of it speaks of plans."""
        conditions = (step.condition for step in self.steps if step.condition is not None)
        return any(rule.about_plan for rule in self.rules) or any(
            not condition.facts.isdisjoint(_OF_PLANS) for condition in conditions
        )


NO_BUNDLE = Bundle(id="", places={}, stances={})


def read_shared(table: Table, *, file: str, references: References) -> Bundle:
    """Read a file of shared rules; its arguments may contradict each other only."""
    shared_id = table.id()
    expected = f"shared/{shared_id}.toml"
    if shared_id and file != expected:
        table.fault("id", f.WRONG_SHARED_NAME, id=shared_id, expected=expected)
    bundle = read_bundle(table, references, PLANNED_FACTS, bundle_id=shared_id)
    if not bundle.places and not bundle.steps:
        table.fault("", f.NOTHING_SHARED)
    table.close()
    return bundle


def read_bundle(
    table: Table, references: References, facts: FactCatalogue, *, bundle_id: str, beside: Bundle = NO_BUNDLE
) -> Bundle:
    """Read the rules and steps of a table; ``beside`` are those that hold with them, which they may contradict."""
    places, stances = dict(beside.places), dict(beside.stances)
    tables = [(stance, one) for stance in Stance for one in table.tables(str(stance))]
    read = [_rule(one, stance, references, facts) for stance, one in tables]
    for (stance, one), (rule_id, _, _) in zip(tables, read, strict=True):
        if is_new(one, rule_id, places):
            stances[rule_id] = stance
    for (stance, one), (_, contradicted, _) in zip(tables, read, strict=True):
        for other in contradicted:
            if stances.get(other) is not _OPPOSITE[stance]:
                one.fault("contradicts", f.UNKNOWN_ARGUMENT, id=other)
    rules = tuple(rule for rule_id, _, rule in read if rule is not None and rule_id)
    steps = tuple(_steps(table, references, facts))
    return Bundle(id=bundle_id, rules=rules, steps=steps, places=places, stances=stances)


def joined(bundles: tuple[Bundle, ...], table: Table) -> Bundle:
    """Return several bundles as one; an id that two of them hold is reported at the key ``shares`` of the table."""
    places: dict[str, str] = {}
    stances: dict[str, Stance] = {}
    for bundle in bundles:
        for rule_id, place in bundle.places.items():
            if rule_id in places:
                table.fault("shares", f.TWICE, id=rule_id, first=places[rule_id])
            places.setdefault(rule_id, place)
        stances.update(bundle.stances)
    return Bundle(
        id="",
        rules=tuple(rule for bundle in bundles for rule in bundle.rules),
        steps=tuple(step for bundle in bundles for step in bundle.steps),
        places=places,
        stances=stances,
    )


def rules_in_order(own: Bundle, shared: Bundle) -> tuple[Rule, ...]:
    """Return the rules by stance, the strategy's own before those that it shares."""
    rules = (*own.rules, *shared.rules)
    return tuple(rule for stance in Stance for rule in rules if rule.stance is stance)


def steps_in_order(own: Bundle, shared: Bundle) -> tuple[StrategyStep, ...]:
    """Return the steps in the order of the days: what is shared comes first before the plan, and last after it."""
    first = (step for step in shared.steps if step.position is Position.BEFORE)
    last = (step for step in shared.steps if step.position is Position.AFTER)
    return (*first, *own.steps, *last)


def _rule(
    table: Table, stance: Stance, references: References, facts: FactCatalogue
) -> tuple[str, tuple[str, ...], Rule | None]:
    """Return the id, what it contradicts, and the rule when its condition can be used."""
    rule_id = table.id()
    weighs = stance in _OPPOSITE
    condition = references.condition(table, "when", facts)
    strength = table.choice("strength", Strength) if weighs else None
    contradicts = table.texts("contradicts") if weighs else ()
    text = references.quotation(table, "text", facts)
    sources = references.sources(table, of=rule_id)
    change = None if weighs else table.optional_bilingual("change")
    table.close()
    if condition is None:
        return rule_id, contradicts, None
    rule = Rule(
        id=rule_id,
        stance=stance,
        strength=strength,
        condition=condition,
        text=text,
        sources=sources,
        change=change,
        contradicts=contradicts,
        about_plan=not condition.facts.isdisjoint(_OF_PLANS),
    )
    return rule_id, contradicts, rule


def _steps(table: Table, references: References, facts: FactCatalogue) -> Iterator[StrategyStep]:
    for one in table.tables("step"):
        condition = references.condition(one, "when", facts) if one.has("when") else None
        step = StrategyStep(
            action=one.id("action"),
            text=references.quotation(one, "text", facts),
            position=one.choice("position", Position, required=False) or Position.BEFORE,
            condition=condition,
        )
        one.close()
        yield step
