"""Conditions as clauses: each an `and` of `or`s over atoms, which many conditions then answer side by side.

The laws of distribution and De Morgan hold in Kleene's strong logic, so that the plain answer of the clauses is that of
the tree. A condition that would need more than `MAX_CLAUSES` either way, or that speaks of the lesions, has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from crlm_desktop.engine.expression.tree import And, Atom, Node, Not, Or, Quantifier

MAX_CLAUSES = 8
_MAX_LITERALS = 64


@dataclass(frozen=True, slots=True)
class Literal:
    """An atom, or that it does not hold."""

    atom: Atom
    is_positive: bool


Clause = tuple[Literal, ...]
"""Literals of which one must hold; of none, it never holds."""


@dataclass(frozen=True, slots=True)
class Clauses:
    """All of the clauses must hold for the condition to hold, or, when it ``is_contrary``, for it not to hold."""

    clauses: tuple[Clause, ...]
    is_contrary: bool


def clauses_of(tree: Node) -> Clauses | None:
    """Return the condition as few clauses, itself or its contrary; ``None`` when it cannot be written so."""
    straight, contrary = _all_of(tree, is_positive=True), _all_of(tree, is_positive=False)
    if straight is not None and (contrary is None or len(straight) <= len(contrary)):
        return Clauses(straight, is_contrary=False)
    return None if contrary is None else Clauses(contrary, is_contrary=True)


def _all_of(node: Node, *, is_positive: bool) -> tuple[Clause, ...] | None:
    """Return the clauses of a node or of its contrary."""
    match node:
        case Quantifier():
            return None
        case Not(part):
            return _all_of(part, is_positive=not is_positive)
        case And(parts) | Or(parts):
            found = [_all_of(part, is_positive=is_positive) for part in parts]
            several = [one for one in found if one is not None]
            if len(several) < len(found):
                return None
            return _joined(several) if isinstance(node, And) is is_positive else _distributed(several)
        case _:
            return ((Literal(node, is_positive),),)


def _joined(parts: Sequence[tuple[Clause, ...]]) -> tuple[Clause, ...] | None:
    together = tuple(dict.fromkeys(clause for part in parts for clause in part))
    return together if len(together) <= MAX_CLAUSES else None


def _distributed(parts: Sequence[tuple[Clause, ...]]) -> tuple[Clause, ...] | None:
    """Return the clauses of which any part holds: each takes one clause of every part."""
    number = 1
    for part in parts:
        number *= len(part)
    if number > MAX_CLAUSES:
        return None
    made = (tuple(dict.fromkeys(literal for clause in picked for literal in clause)) for picked in product(*parts))
    found = tuple(dict.fromkeys(made))
    return found if all(len(clause) <= _MAX_LITERALS for clause in found) else None
