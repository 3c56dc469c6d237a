"""The checked tree of a condition as plain lists, texts and numbers, and back: the form in which it can be kept."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, assert_never

from crlm_desktop.engine.expression.tree import (
    And,
    AppliesAtom,
    Atom,
    CodeAtom,
    Comparison,
    KnownAtom,
    MemberAtom,
    Node,
    Not,
    NumberAtom,
    Or,
    Quantifier,
    Quantity,
    StatementAtom,
)
from crlm_desktop.engine.facts.declaration import Fact, FactCatalogue, FactKind, Scope
from crlm_desktop.engine.tri import FactId

Plain = list[Any]
"""A node: its kind, then what it asks, then its parts."""


def plain_of(node: Node) -> Plain:
    """Return the tree as lists, each of which begins with the kind of its node."""
    match node:
        case Not(part):
            return ["not", plain_of(part)]
        case And(parts):
            return ["and", *map(plain_of, parts)]
        case Or(parts):
            return ["or", *map(plain_of, parts)]
        case Quantifier():
            asked = [node.quantity.value, node.comparison.value, node.constant, node.threshold]
            return ["lesions", *asked, plain_of(node.given), plain_of(node.body)]
        case _:
            return _plain_atom(node)


def _plain_atom(atom: Atom) -> Plain:
    match atom:
        case NumberAtom():
            return ["number", atom.fact, atom.comparison.value, atom.constant, atom.threshold]
        case CodeAtom():
            return ["code", atom.fact, *sorted(atom.codes)]
        case MemberAtom():
            return ["member", atom.fact, atom.code]
        case StatementAtom():
            return ["statement", atom.fact]
        case AppliesAtom():
            return ["applies", atom.fact]
        case KnownAtom():
            return ["known", atom.fact]
        case _:
            assert_never(atom)


class PlainReader:
    """Reads trees back; whatever is no tree over the facts and thresholds is a ValueError, TypeError or KeyError."""

    def __init__(self, catalogue: FactCatalogue, thresholds: Mapping[str, float]) -> None:
        self._facts = catalogue.by_id
        self._thresholds = thresholds
        self._scopes: tuple[Scope, ...] = (Scope.CASE,)
        self._kinds: Mapping[str, Callable[..., Node]] = {
            "not": lambda part: Not(self._node(part)),
            "and": lambda *parts: And(tuple(map(self._node, parts))),
            "or": lambda *parts: Or(tuple(map(self._node, parts))),
            "number": self._number,
            "code": self._code,
            "member": self._member,
            "statement": self._statement,
            "applies": self._applies,
            "known": lambda name: KnownAtom(*self._asked(name)),
            "lesions": self._lesions,
        }

    def tree(self, plain: Plain) -> Node:
        """Return the tree that `plain_of` has written."""
        self._scopes = (Scope.CASE,)
        return self._node(plain)

    def _node(self, plain: Plain) -> Node:
        kind, *rest = plain
        return self._kinds[kind](*rest)

    def _fact(self, name: str, *kinds: FactKind) -> Fact:
        fact = self._facts[FactId(name)]
        if fact.scope not in self._scopes or (kinds and fact.kind not in kinds):
            raise ValueError(name)
        return fact

    def _asked(self, name: str, *kinds: FactKind) -> tuple[FactId, Scope]:
        fact = self._fact(name, *kinds)
        return fact.id, fact.scope

    def _number(self, name: str, sign: str, constant: float, threshold: str) -> NumberAtom:
        asked = self._asked(name, FactKind.NUMBER)
        return NumberAtom(*asked, Comparison(sign), self._constant(constant, threshold), threshold)

    def _code(self, name: str, *codes: str) -> CodeAtom:
        fact, found = self._fact(name, FactKind.CHOICE), frozenset(codes)
        if not found or not found < fact.codes:
            raise ValueError(name)
        return CodeAtom(fact.id, fact.scope, found)

    def _member(self, name: str, code: str) -> MemberAtom:
        fact = self._fact(name, FactKind.SET)
        if code not in fact.codes:
            raise ValueError(name)
        return MemberAtom(fact.id, fact.scope, code)

    def _statement(self, name: str) -> StatementAtom:
        return StatementAtom(*self._asked(name, FactKind.STATEMENT))

    def _applies(self, name: str) -> AppliesAtom:
        fact = self._fact(name)
        if not fact.can_lack_value:
            raise ValueError(name)
        return AppliesAtom(fact.id, fact.scope)

    def _lesions(
        self, quantity: str, sign: str, constant: float, threshold: str, given: Plain, body: Plain
    ) -> Quantifier:
        if len(self._scopes) > 1:
            raise ValueError("a quantifier in a quantifier")
        self._scopes = (Scope.CASE, Scope.LESION)
        meant = self._node(given)
        if not isinstance(meant, And):
            raise TypeError("which lesions are meant is no list of conditions")
        told = self._node(body)
        self._scopes = (Scope.CASE,)
        return Quantifier(
            quantity=Quantity(quantity),
            given=meant,
            body=told,
            comparison=Comparison(sign),
            constant=self._constant(constant, threshold),
            threshold=threshold,
        )

    def _constant(self, constant: float, threshold: str) -> float:
        """Return the constant, if it is a number, and that of the threshold which it is called by."""
        if type(constant) not in (int, float) or not -math.inf < constant < math.inf:
            raise TypeError("a constant that is no number")
        if threshold and self._thresholds[threshold] != constant:
            raise ValueError(threshold)
        return constant
