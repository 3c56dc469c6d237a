"""Alerts: told when they hold, silent when they do not, and while unknown only where that must be told."""

from __future__ import annotations

from typing import Any

from crlm_desktop.case.wording import Text
from crlm_desktop.engine.proposal import Alert, Severity
from tests.engine.proposing import proposed

RECENT = [{"line": 1, "agents": ["bevacizumab"], "ended_on": "2026-11-01"}]


def alerts(**parts: Any) -> dict[str, Alert]:
    """Return the alerts on a case by their id."""
    return {alert.id: alert for alert in proposed(**parts).alerts}


def test_that_an_alert_that_holds_quotes_the_facts() -> None:
    found = alerts(systemic=RECENT, as_of="2026-11-22")["bevacizumab-interval"]

    assert found.text == Text("3 weeks since bevacizumab.", "距贝伐珠单抗 3 周。")
    assert found.severity is Severity.STOP
    assert found.sources == ("cohort-2018",)


def test_that_an_alert_that_does_not_hold_is_not_told() -> None:
    assert "bevacizumab-interval" not in alerts(systemic=RECENT, as_of="2026-12-31")
    assert "portal-hypertension" not in alerts(function={"portal_hypertension": False})


def test_that_an_alert_is_silent_while_unknown_unless_it_must_be_told() -> None:
    found = alerts()

    assert "bevacizumab-interval" not in found
    assert found["portal-hypertension"].text.en == "Portal hypertension is not known."
    assert found["portal-hypertension"].missing == ("function.portal_hypertension",)


def test_that_an_alert_about_the_record_itself_is_told_while_the_fact_is_not_recorded() -> None:
    assert "ras-untested" in alerts()
    assert "ras-untested" not in alerts(molecular={"ras": "mutated"})


def test_that_the_gravest_alert_stands_first() -> None:
    found = alerts(systemic=RECENT, as_of="2026-11-22")

    assert [one.severity for one in found.values()] == [Severity.STOP, Severity.WARN, Severity.NOTE]
