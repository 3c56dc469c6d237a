"""Reading a strategy and its rules, and the alerts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from crlm_desktop.case.choices import Augmentation, Offer, TreatmentFamily
from crlm_desktop.case.wording import Choice
from crlm_desktop.engine.facts import FACTS, FactCatalogue
from crlm_desktop.engine.knowledge import faults as f
from crlm_desktop.engine.knowledge.edition import AlertRule, Position, Rule, Strategy, StrategyStep
from crlm_desktop.engine.knowledge.ground import is_new
from crlm_desktop.engine.knowledge.references import References
from crlm_desktop.engine.knowledge.tables import Table
from crlm_desktop.engine.planner.plan_facts import EXISTS, PLAN_FACTS
from crlm_desktop.engine.planner.staging import STAGED
from crlm_desktop.engine.proposal import Intent, LesionModality, Severity, Stance, StrategyId, Strength

PLANNED_FACTS = FACTS.extended(PLAN_FACTS)
"""The facts that the conditions of a planned strategy may name: those of the case, and those of its best plan."""

_OF_PLANS = frozenset(fact.id for fact in PLAN_FACTS)
_OPPOSITE = {Stance.FOR: Stance.AGAINST, Stance.AGAINST: Stance.FOR}
_MAX_PROCEDURES = 9


class WhenUnknown(Choice):
    """What an alert does while its condition is unknown."""

    TELL = "tell", "tell", "提示"
    SILENT = "silent", "silent", "不提示"


def read_strategy(table: Table, *, file: str, references: References) -> Strategy | None:
    """Read one strategy file; ``None`` when it has no usable id."""
    refused_before = references.refused_conditions
    strategy_id = table.id()
    expected = f"strategies/{strategy_id}.toml"
    if strategy_id and file != expected:
        table.fault("id", f.WRONG_NAME, id=strategy_id, expected=expected)
    modalities = frozenset(table.choices("modalities", LesionModality))
    facts = PLANNED_FACTS if table.has("modalities") else FACTS
    main = table.choice("family", TreatmentFamily, required=False)
    families = table.choices("families", TreatmentFamily) or ((main,) if main else ())
    strategy = Strategy(
        id=StrategyId(strategy_id),
        name=table.bilingual("name"),
        essence=table.bilingual("essence"),
        families=families,
        offers=table.choices("offers", Offer),
        intent=table.choice("intent", Intent) or Intent.NED,
        invasiveness=table.whole("invasiveness", within=(1, 9)),
        modalities=modalities,
        must_use=frozenset(table.choices("must_use", LesionModality)),
        augmentation=table.choice("augmentation", Augmentation, required=False),
        procedures=table.optional_whole("procedures", within=(0, _MAX_PROCEDURES)) or 0,
        rules=tuple(_rules(table, references, facts)),
        steps=tuple(_steps(table, references, facts)),
    )
    _check_whole(table, strategy)
    if strategy.is_planned and references.refused_conditions == refused_before and not _asks_for_a_plan(strategy.rules):
        table.fault("modalities", f.NO_PLAN_REQUIRED)
    table.close()
    return strategy if strategy_id else None


def _rules(table: Table, references: References, facts: FactCatalogue) -> Iterator[Rule]:
    places: dict[str, str] = {}
    stances: dict[str, Stance] = {}
    tables = [(stance, one) for stance in Stance for one in table.tables(str(stance))]
    read = [_rule(one, stance, references, facts) for stance, one in tables]
    for (stance, one), (rule_id, _, _) in zip(tables, read, strict=True):
        if is_new(one, rule_id, places):
            stances[rule_id] = stance
    for (stance, one), (rule_id, contradicted, rule) in zip(tables, read, strict=True):
        for other in contradicted:
            if stances.get(other) is not _OPPOSITE[stance]:
                one.fault("contradicts", f.UNKNOWN_ARGUMENT, id=other)
        if rule is not None and rule_id:
            yield rule


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


def _check_whole(table: Table, strategy: Strategy) -> None:
    """Report what makes no sense of the strategy as a whole."""
    planned = strategy.is_planned
    if not (table.has("for") or table.has("against")):
        table.fault("", f.NO_ARGUMENT)
    for modality in sorted(strategy.must_use - strategy.modalities):
        table.fault("must_use", f.MUST_USE_MORE, value=str(modality))
    if planned and table.has("procedures"):
        table.fault("procedures", f.ONLY_WITHOUT_PLAN, key="procedures")
    for key in ("must_use", "augmentation"):
        if table.has(key) and not table.has("modalities"):
            table.fault(key, f.ONLY_WITH_PLAN, key=key)
    if strategy.augmentation is not None and strategy.augmentation not in STAGED:
        value, allowed = str(strategy.augmentation), ", ".join(sorted(STAGED))
        table.fault("augmentation", f.NOT_ALLOWED, key="augmentation", value=value, allowed=allowed)
    if not planned and not table.has("step"):
        table.fault("", f.NO_STEPS)


def _asks_for_a_plan(rules: Iterable[Rule]) -> bool:
    return any(rule.stance is Stance.REQUIRES and EXISTS.id in rule.condition.facts for rule in rules)


def read_alerts(table: Table, references: References) -> tuple[AlertRule, ...]:
    """Read ``alerts.toml``, in the order of the file."""
    places: dict[str, str] = {}
    read = [(one, _alert(one, references)) for one in table.tables("alert")]
    table.close()
    return tuple(alert for one, (alert_id, alert) in read if is_new(one, alert_id, places) and alert is not None)


def _alert(table: Table, references: References) -> tuple[str, AlertRule | None]:
    alert_id = table.id()
    severity = table.choice("severity", Severity)
    condition = references.condition(table, "when", FACTS, may_ask_known=True)
    text = references.quotation(table, "text", FACTS)
    text_unknown = references.optional_quotation(table, "text_unknown", FACTS)
    tells = table.choice("when_unknown", WhenUnknown, required=False) is WhenUnknown.TELL
    if tells != (text_unknown is not None):
        table.fault("when_unknown", f.UNKNOWN_TEXT)
    sources = references.sources(table, of=alert_id)
    table.close()
    if severity is None or condition is None:
        return alert_id, None
    alert = AlertRule(
        id=alert_id,
        severity=severity,
        condition=condition,
        text=text,
        sources=sources,
        text_unknown=text_unknown,
    )
    return alert_id, alert
