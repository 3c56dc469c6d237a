"""Conditions as clauses: what must hold for a condition to hold, and what must hold for it to fail.

Each is an `and` of `or`s over claims, a claim being all that a clause says of one fact. Distribution and De Morgan hold
in Kleene's strong logic; and since facts are taken one by one, a clause is sure exactly when one of its claims is. So a
condition holds exactly when every clause of the one kind has a sure claim, and fails exactly when every clause of the
other kind has: facts that are asked more than once in contrary ways (`variables.py`) included.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from crlm_desktop.engine.expression.asking import MAX_SPLITS
from crlm_desktop.engine.expression.tree import And, Atom, KnownAtom, MemberAtom, Node, Not, Or, Quantifier
from crlm_desktop.engine.expression.variables import Variable
from crlm_desktop.engine.facts.value import FactValue
from crlm_desktop.engine.tri import FactId, Truth

MAX_CLAUSES = 16
_MAX_LITERALS = 64


@dataclass(frozen=True, slots=True)
class Literal:
    """An atom, or that it does not hold."""

    atom: Atom
    is_positive: bool

    @property
    def wanted(self) -> Truth:
        """The answer of the atom that makes it hold."""
        return Truth.TRUE if self.is_positive else Truth.FALSE


@dataclass(frozen=True, slots=True, eq=False)
class Claim:
    """Literals about one fact, of which one must hold; several only where the fact is the entangled ``variable``."""

    literals: tuple[Literal, ...]
    variable: Variable | None = None

    @property
    def fact(self) -> FactId:
        """The fact that it is about."""
        return self.literals[0].atom.fact

    def is_sure(self, value: FactValue) -> bool:
        """Tell whether one of the literals holds, whatever the fact turns out to be."""
        if any(literal.atom.holds(value) is literal.wanted for literal in self.literals):
            return True
        cells = [] if self.variable is None else self.variable.cells(value)
        return len(cells) > 1 and all(self.holds_in(cell) for cell in cells)

    def holds_in(self, answers: Mapping[str, int]) -> bool:
        """Tell whether one of the literals holds when the atoms of the variable answer so."""
        return any(answers[literal.atom.key] == literal.wanted for literal in self.literals)


Clause = tuple[Claim, ...]
"""Claims of which one must hold; of none, it never holds."""


@dataclass(frozen=True, slots=True, eq=False)
class Clauses:
    """A condition holds when all clauses of ``holding`` do, and fails when all of ``failing`` do."""

    holding: tuple[Clause, ...]
    failing: tuple[Clause, ...]


def clauses_of(tree: Node, variables: Sequence[Variable]) -> Clauses | None:
    """Return a whole condition, or what is asked of a lesion, as clauses; ``variables`` are its own.

    There are none (``None``) where it asks the lesions together, would need more than `MAX_CLAUSES`, or asks facts in
    contrary ways so often that `asking` does not look at them together.
    """
    entangled = {(one.fact, one.code): one for one in variables if one.is_entangled}
    if math.prod(one.most_cells for one in entangled.values()) > MAX_SPLITS:
        return None
    holding, failing = _all_of(tree, is_positive=True), _all_of(tree, is_positive=False)
    if holding is None or failing is None:
        return None
    return Clauses(
        holding=tuple(_claims(literals, entangled) for literals in holding),
        failing=tuple(_claims(literals, entangled) for literals in failing),
    )


_Literals = tuple[Literal, ...]


def _claims(literals: _Literals, entangled: Mapping[tuple[FactId, str], Variable]) -> Clause:
    """Return the literals of a clause, those of one entangled variable together."""
    found: list[Claim] = []
    together: dict[tuple[FactId, str], list[Literal]] = {}
    for literal in literals:
        atom = literal.atom
        name = (atom.fact, atom.code if isinstance(atom, MemberAtom) else "")
        if isinstance(atom, KnownAtom) or name not in entangled:
            found.append(Claim((literal,)))
        else:
            together.setdefault(name, []).append(literal)
    return (*found, *(Claim(tuple(some), entangled[name]) for name, some in together.items()))


def _all_of(node: Node, *, is_positive: bool) -> tuple[_Literals, ...] | None:
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


def _joined(parts: Sequence[tuple[_Literals, ...]]) -> tuple[_Literals, ...] | None:
    together = tuple(dict.fromkeys(clause for part in parts for clause in part))
    return together if len(together) <= MAX_CLAUSES else None


def _distributed(parts: Sequence[tuple[_Literals, ...]]) -> tuple[_Literals, ...] | None:
    """Return the clauses of which any part holds: each takes one clause of every part."""
    if math.prod(len(part) for part in parts) > MAX_CLAUSES:
        return None
    made = (tuple(dict.fromkeys(literal for clause in picked for literal in clause)) for picked in product(*parts))
    found = tuple(dict.fromkeys(made))
    return found if all(len(clause) <= _MAX_LITERALS for clause in found) else None
