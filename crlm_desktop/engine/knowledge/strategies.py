"""Reading a strategy, with the rules that it shares with others, and the alerts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from crlm_desktop.case.choices import Augmentation, Offer, TreatmentFamily
from crlm_desktop.case.wording import Choice
from crlm_desktop.engine.facts import FACTS, nearest
from crlm_desktop.engine.knowledge import faults as f
from crlm_desktop.engine.knowledge.edition import AlertRule, Rule, Strategy
from crlm_desktop.engine.knowledge.ground import is_new
from crlm_desktop.engine.knowledge.references import References
from crlm_desktop.engine.knowledge.rules import (
    PLANNED_FACTS,
    Bundle,
    joined,
    read_bundle,
    rules_in_order,
    steps_in_order,
)
from crlm_desktop.engine.knowledge.tables import Table
from crlm_desktop.engine.planner.plan_facts import EXISTS
from crlm_desktop.engine.planner.staging import STAGED
from crlm_desktop.engine.proposal import Intent, LesionModality, Severity, Stance, StrategyId

_MAX_PROCEDURES = 9


class WhenUnknown(Choice):
    """What an alert does while its condition is unknown."""

    TELL = "tell", "tell", "提示"
    SILENT = "silent", "silent", "不提示"


def read_strategy(table: Table, *, file: str, references: References, shared: Mapping[str, Bundle]) -> Strategy | None:
    """Read one strategy file; ``None`` when it has no usable id. ``shared`` are the shared rules by their id."""
    refused_before = references.refused_conditions
    strategy_id = table.id()
    expected = f"strategies/{strategy_id}.toml"
    if strategy_id and file != expected:
        table.fault("id", f.WRONG_NAME, id=strategy_id, expected=expected)
    modalities = frozenset(table.choices("modalities", LesionModality, may_be_empty=False))
    facts = PLANNED_FACTS if table.has("modalities") else FACTS
    beside = joined(_shared(table, shared), table)
    own = read_bundle(table, references, facts, bundle_id=strategy_id, beside=beside)
    main = table.choice("family", TreatmentFamily, required=False)
    families = table.choices("families", TreatmentFamily) or ((main,) if main else ())
    strategy = Strategy(
        id=StrategyId(strategy_id),
        name=table.bilingual("name"),
        essence=table.bilingual("essence"),
        families=families,
        offers=table.choices("offers", Offer),
        offers_any=table.choices("offers_any", Offer),
        intent=table.choice("intent", Intent) or Intent.NED,
        invasiveness=table.whole("invasiveness", within=(1, 9)),
        modalities=modalities,
        must_use=frozenset(table.choices("must_use", LesionModality)),
        augmentation=table.choice("augmentation", Augmentation, required=False),
        procedures=table.optional_whole("procedures", within=(0, _MAX_PROCEDURES)) or 0,
        own_steps=table.flag("own_steps"),
        rules=rules_in_order(own, beside),
        steps=steps_in_order(own, beside),
    )
    _check_whole(table, strategy)
    if strategy.is_planned and references.refused_conditions == refused_before and not _asks_for_a_plan(strategy.rules):
        table.fault("modalities", f.NO_PLAN_REQUIRED)
    table.close()
    return strategy if strategy_id else None


def _shared(table: Table, shared: Mapping[str, Bundle]) -> tuple[Bundle, ...]:
    """Return the shared rules that a strategy names; what does not exist, or needs a plan in vain, is reported."""
    found = []
    for name in dict.fromkeys(table.texts("shares")):
        bundle = shared.get(name)
        if bundle is None:
            near = nearest(name, shared)
            if near is None:
                table.fault("shares", f.UNKNOWN_SHARED, id=name)
            else:
                table.fault("shares", f.UNKNOWN_SHARED_NEAR, id=name, nearest=near)
        elif bundle.about_plan and not table.has("modalities"):
            table.fault("shares", f.SHARED_NEEDS_PLAN, id=name)
        else:
            found.append(bundle)
    return tuple(found)


def _check_whole(table: Table, strategy: Strategy) -> None:
    """Report what makes no sense of the strategy as a whole."""
    planned = strategy.is_planned
    if not (table.has("for") or table.has("against") or any(rule.strength for rule in strategy.rules)):
        table.fault("", f.NO_ARGUMENT)
    for modality in sorted(strategy.must_use - strategy.modalities):
        table.fault("must_use", f.MUST_USE_MORE, value=str(modality))
    if planned and table.has("procedures"):
        table.fault("procedures", f.ONLY_WITHOUT_PLAN, key="procedures")
    for key in ("must_use", "augmentation", "own_steps"):
        if table.has(key) and not table.has("modalities"):
            table.fault(key, f.ONLY_WITH_PLAN, key=key)
    if strategy.augmentation is not None and strategy.augmentation not in STAGED:
        value, allowed = str(strategy.augmentation), ", ".join(sorted(STAGED))
        table.fault("augmentation", f.NOT_ALLOWED, key="augmentation", value=value, allowed=allowed)
    if not planned and not table.has("step") and not strategy.steps:
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
