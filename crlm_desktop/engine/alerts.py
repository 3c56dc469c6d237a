"""Alerts: what the team must be told whatever it chooses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from crlm_desktop.engine.facts import FACTS
from crlm_desktop.engine.knowledge.edition import AlertRule
from crlm_desktop.engine.knowledge.quoting import teller
from crlm_desktop.engine.proposal import Alert, Severity
from crlm_desktop.engine.scalar import Inquiry
from crlm_desktop.engine.tri import Truth, in_natural_order


def alerts_of(rules: Sequence[AlertRule], inquiry: Inquiry, thresholds: Mapping[str, float]) -> tuple[Alert, ...]:
    """Return the alerts that hold, and those that must be told while it is unknown whether they hold; gravest first."""
    loudness = tuple(Severity)
    return tuple(sorted(_told(rules, inquiry, thresholds), key=lambda alert: loudness.index(alert.severity)))


def _told(rules: Sequence[AlertRule], inquiry: Inquiry, thresholds: Mapping[str, float]) -> Iterator[Alert]:
    told = teller(FACTS, inquiry.table.value, thresholds)
    for rule in rules:
        answer = inquiry.ask(rule.condition)
        text = {Truth.TRUE: rule.text, Truth.UNKNOWN: rule.text_unknown, Truth.FALSE: None}[answer.truth]
        if text is not None:
            yield Alert(
                id=rule.id,
                severity=rule.severity,
                text=text.filled(told),
                sources=rule.sources,
                missing=in_natural_order(answer.hangs_on),
            )
