"""What a fact or a field of the record is called where it is said that something hangs on it."""

from __future__ import annotations

from collections.abc import Iterable

from crlm_desktop.case.fields import name_of
from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts import FACTS, Fact, FactId, lesion_of
from crlm_desktop.engine.facts.declaration import LESION_PREFIX
from crlm_desktop.engine.tri import in_natural_order


def declaration_of(fact: FactId) -> Fact | None:
    """Return the declaration of a fact of the case or of one lesion; ``None`` for a mere field of the record."""
    if not lesion_of(fact):
        return FACTS.get(fact)
    return FACTS.get(LESION_PREFIX + fact.rpartition(".")[2])


def label_of(fact: FactId) -> Text:
    """Return what a fact or a field of the record is called, that of a lesion with the lesion."""
    declared = declaration_of(fact)
    if declared is None:
        return name_of(fact)
    lesion = lesion_of(fact)
    if not lesion:
        return declared.label
    return Text(f"{lesion}: {declared.label.en.lower()}", f"{lesion}：{declared.label.zh}")


def labels_of(facts: Iterable[FactId]) -> Text:
    """Return what several are called as a list, each name once."""
    names = list(dict.fromkeys(label_of(fact) for fact in in_natural_order(facts)))
    return Text(", ".join(name.en for name in names), "、".join(name.zh for name in names))
