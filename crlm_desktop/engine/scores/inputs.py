"""The inputs that several scores share, each as it is now, before the operation that the team is discussing.

After chemotherapy a marker from before it is not the preoperative one: the value after it is then asked for.
"""

from __future__ import annotations

from crlm_desktop.case.choices import Presentation, TStage
from crlm_desktop.engine.facts import FactId, FactValue
from crlm_desktop.engine.scores.parts import Facts, is_among
from crlm_desktop.engine.tri import Tri


def count(facts: Facts) -> FactValue:
    """Return the number of lesions that still need treatment."""
    return facts.value(FactId("lesions.count"))


def largest_mm(facts: Facts) -> FactValue:
    """Return the present diameter of the largest of them, in mm."""
    return facts.value(FactId("lesions.max_mm"))


def interval_months(facts: Facts) -> FactValue:
    """Return the months from the primary to the metastases."""
    return facts.value(FactId("interval.months"))


def node_positive(facts: Facts) -> Tri:
    """Tell whether the primary was node-positive."""
    return facts.value(FactId("primary.node_positive")).tri


def is_t4(facts: Facts) -> Tri:
    """Tell whether the primary went through the serosa: T4, T4a or T4b."""
    return is_among(facts.value(FactId("primary.t")), TStage.T4, TStage.T4A, TStage.T4B)


def is_synchronous(facts: Facts) -> Tri:
    """Tell whether the metastases are synchronous, as stated or by the dates."""
    return is_among(facts.value(FactId("presentation")), Presentation.SYNCHRONOUS)


def extrahepatic(facts: Facts) -> Tri:
    """Tell whether there is disease outside the liver; a site of indeterminate nature leaves it open."""
    return facts.value(FactId("extrahepatic.present")).tri


def cea_ug_l(facts: Facts) -> FactValue:
    """Return the preoperative CEA in µg/L."""
    return _marker(facts, "markers.cea", "ug_l")


def ca19_9_ku_l(facts: Facts) -> FactValue:
    """Return the preoperative CA19-9 in kU/L."""
    return _marker(facts, "markers.ca19_9", "ku_l")


def _marker(facts: Facts, name: str, unit: str) -> FactValue:
    latest, before = facts.value(FactId(f"{name}_{unit}")), facts.value(FactId(f"{name}_before_{unit}"))
    if facts.value(FactId("systemic.given")).tri.is_true and latest.derived_from == before.derived_from:
        return facts.value(FactId(f"{name}_after_{unit}"))
    return latest
