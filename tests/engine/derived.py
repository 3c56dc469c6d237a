"""Facts derived from a few parts of a record, for tests of the derivations."""

from __future__ import annotations

from typing import Any

from crlm_desktop.engine.facts import FactTable, FactValue, facts_of
from tests.builders import a_case, a_lesion


def table(**parts: Any) -> FactTable:
    """Return the facts of a case with these parts."""
    return facts_of(a_case(**parts))


def value(fact: str, **parts: Any) -> FactValue:
    """Return one fact of a case with these parts."""
    return table(**parts).value(fact)


def known(fact: str, **parts: Any) -> object:
    """Return what one fact of a case with these parts is known to be."""
    return value(fact, **parts).known


def of_lesion(attribute: str, **fields: Any) -> FactValue:
    """Return a fact of a lesion with these fields."""
    lesions = table(lesions=[a_lesion(**fields)]).lesions
    assert lesions is not None
    return lesions[0].value(attribute)
