"""The rule for facts that can be not applicable: a condition may deny something of them only under a guard.

A comparison says that there is a value and that it compares so: of a fact that is not applicable every comparison is
false. `bevacizumab.weeks_since < 6` therefore does not hold of a person who never had bevacizumab. Denied, the same
reading would make "it is not less than six weeks" true of her, which a reader may or may not have meant: so the author
has to say it, by `is_applicable(x) and not (x < 6)` or by `not is_applicable(x) or not (x < 6)`.
"""

from __future__ import annotations

from collections.abc import Iterator

from crlm_desktop.engine.expression.tree import (
    And,
    AppliesAtom,
    Atom,
    KnownAtom,
    Node,
    Not,
    Or,
    Quantifier,
)
from crlm_desktop.engine.facts.declaration import FactCatalogue
from crlm_desktop.engine.tri import FactId


def unguarded(node: Node, catalogue: FactCatalogue) -> tuple[Atom, ...]:
    """Return the atoms that deny something of a fact that can be not applicable, without a guard."""
    return tuple(_unguarded(node, catalogue, denied=False, guarded=frozenset()))


def _unguarded(node: Node, catalogue: FactCatalogue, *, denied: bool, guarded: frozenset[FactId]) -> Iterator[Atom]:
    match node:
        case Not(part):
            yield from _unguarded(part, catalogue, denied=not denied, guarded=guarded)
        case And(parts):
            inner = guarded | {part.fact for part in parts if isinstance(part, AppliesAtom)}
            for part in parts:
                yield from _unguarded(part, catalogue, denied=denied, guarded=inner)
        case Or(parts):
            inner = guarded | {fact for part in parts for fact in _let_pass(part)}
            for part in parts:
                yield from _unguarded(part, catalogue, denied=denied, guarded=inner)
        case Quantifier():
            yield from _in_lesions(node, catalogue, guarded)
        case AppliesAtom() | KnownAtom():
            return
        case _:
            if denied and node.fact not in guarded and catalogue.by_id[node.fact].can_lack_value:
                yield node


def _let_pass(part: Node) -> frozenset[FactId]:
    """Return the fact whose not being applicable makes the part true, if it is such a part."""
    match part:
        case Not(AppliesAtom(fact=fact)):
            return frozenset({fact})
        case _:
            return frozenset()


def _in_lesions(node: Quantifier, catalogue: FactCatalogue, guarded: frozenset[FactId]) -> Iterator[Atom]:
    """Look into a quantifier, afresh: "no lesion lies nearer than 3 mm" reads well of lesions without a vessel."""
    inner = guarded | {part.fact for part in node.given.parts if isinstance(part, AppliesAtom)}
    yield from _unguarded(node.given, catalogue, denied=False, guarded=guarded)
    yield from _unguarded(node.body, catalogue, denied=False, guarded=inner)
