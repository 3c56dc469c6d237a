"""Comparisons of a condition, checked against the declaration of the fact: kind, unit, range, codes."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Protocol, assert_never

from crlm_desktop.case.record import MAX_LESIONS
from crlm_desktop.engine.expression import faults as f
from crlm_desktop.engine.expression.tree import (
    And,
    CodeAtom,
    Comparison,
    MemberAtom,
    Node,
    Not,
    NumberAtom,
    Or,
    Quantifier,
)
from crlm_desktop.engine.facts.declaration import Fact, FactKind, nearest
from crlm_desktop.engine.interval import Interval
from crlm_desktop.engine.tri import Truth


class Threshold(Protocol):
    """A number that a rule uses by name."""

    @property
    def value(self) -> float:
        """The number itself."""
        ...

    @property
    def unit(self) -> str:
        """The unit in which it is told; empty for a plain number."""
        ...


Thresholds = Mapping[str, Threshold]
THRESHOLD = "threshold"

_SIGNS: dict[type[ast.cmpop], Comparison] = {
    ast.Lt: Comparison.LESS,
    ast.LtE: Comparison.AT_MOST,
    ast.Eq: Comparison.EQUAL,
    ast.NotEq: Comparison.EQUAL,
    ast.GtE: Comparison.AT_LEAST,
    ast.Gt: Comparison.MORE,
}
_TURNED = {
    Comparison.LESS: Comparison.MORE,
    Comparison.AT_MOST: Comparison.AT_LEAST,
    Comparison.EQUAL: Comparison.EQUAL,
    Comparison.AT_LEAST: Comparison.AT_MOST,
    Comparison.MORE: Comparison.LESS,
}
_WORDS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.GtE: ">=",
    ast.Gt: ">",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Is: "is",
    ast.IsNot: "is not",
}
_NEGATED = (ast.NotEq, ast.NotIn)


class Comparing:
    """Turns comparisons into atoms; names are found by ``fact_of``, and ``count(…)`` is read by ``count_of``."""

    def __init__(
        self,
        fact_of: Callable[[ast.expr], Fact | None],
        count_of: Callable[[ast.expr], Quantifier | None],
        thresholds: Thresholds,
        faults: f.Faults,
    ) -> None:
        self._fact_of = fact_of
        self._count_of = count_of
        self._thresholds = thresholds
        self._faults = faults

    def comparison(self, node: ast.Compare) -> Node | None:
        """Return the tree of a comparison; a chain such as ``20 <= x < 30`` is all of its links."""
        sides = [node.left, *node.comparators]
        links = [
            self._link(_part(node, left, op, right), left, op, right)
            for left, op, right in zip(sides, node.ops, sides[1:], strict=False)
        ]
        found = tuple(link for link in links if link is not None)
        if len(found) < len(links):
            return None
        return found[0] if len(found) == 1 else And(found)

    def _link(self, whole: ast.Compare, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Node | None:
        if isinstance(op, ast.In | ast.NotIn):
            positive = self._membership(whole, left, right)
        elif type(op) in _SIGNS:
            positive = self._ordering(whole, left, op, right)
        else:
            self._faults.add(f.NOT_ALLOWED, whole)
            return None
        return Not(positive) if positive is not None and isinstance(op, _NEGATED) else positive

    def _ordering(self, whole: ast.Compare, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Node | None:
        sign = _SIGNS[type(op)]
        if _is_constant(left) == _is_constant(right):
            self._faults.add(f.NO_CONSTANT, whole)
            return None
        if _is_constant(left):
            left, right, sign = right, left, _TURNED[sign]
        if isinstance(left, ast.Call):
            return self._counted(whole, left, sign, right)
        fact = self._fact_of(left)
        if fact is None:
            return None
        match fact.kind:
            case FactKind.NUMBER:
                return self._number(whole, fact, sign, right)
            case FactKind.CHOICE:
                return self._equals(whole, fact, op, right)
            case FactKind.STATEMENT | FactKind.SET:
                self._refuse(whole, fact, op)
                return None
            case _:
                assert_never(fact.kind)

    def _equals(self, whole: ast.Compare, fact: Fact, op: ast.cmpop, right: ast.expr) -> Node | None:
        if isinstance(op, ast.Eq | ast.NotEq):
            return self._codes(whole, fact, [right])
        self._not_by(whole, fact, op, "==, !=, in, not in")
        return None

    def _refuse(self, whole: ast.Compare, fact: Fact, op: ast.cmpop) -> None:
        """Report a comparison that neither a statement nor a set allows."""
        if fact.kind is FactKind.STATEMENT:
            self._faults.add(f.STATEMENT_COMPARED, whole, fact=f.name_of(fact))
        else:
            self._not_by(whole, fact, op, "'…' in, '…' not in")

    def _not_by(self, whole: ast.Compare, fact: Fact, op: ast.cmpop, allowed: str) -> None:
        sign = _WORDS[type(op)]
        self._faults.add(f.SIGN_NOT_ALLOWED, whole, fact=f.name_of(fact), found=sign, allowed=allowed)

    def _number(self, whole: ast.Compare, fact: Fact, sign: Comparison, right: ast.expr) -> Node | None:
        name = threshold_name(right)
        constant = self._constant(whole, right, f.name_of(fact), fact.unit)
        if constant is None:
            return None
        if fact.is_integer and sign is Comparison.EQUAL and constant % 1 != 0:
            self._faults.add(f.WHOLE_NUMBER, whole, fact=f.name_of(fact))
            return None
        if not self._can_differ(whole, f.name_of(fact), Interval(fact.low, fact.high), sign, constant):
            return None
        return NumberAtom(fact.id, fact.scope, sign, constant, name or "")

    def _counted(self, whole: ast.Compare, left: ast.Call, sign: Comparison, right: ast.expr) -> Node | None:
        before = len(self._faults.problems)
        quantifier = self._count_of(left)
        if quantifier is None:
            if len(self._faults.problems) == before:
                self._faults.add(f.NOT_ALLOWED, left)
            return None
        constant = self._constant(whole, right, "count()", "")
        if constant is None or not self._can_differ(whole, "count()", Interval(0, MAX_LESIONS), sign, constant):
            return None
        return replace(quantifier, comparison=sign, constant=constant, threshold=threshold_name(right) or "")

    def _can_differ(self, whole: ast.Compare, name: str, within: Interval, sign: Comparison, constant: float) -> bool:
        """Tell whether the comparison can come out either way within the range; report when it cannot."""
        truth = sign.of(within, constant)
        if truth is Truth.UNKNOWN:
            return True
        code = f.NEVER_FALSE if truth is Truth.TRUE else f.NEVER_TRUE
        self._faults.add(code, whole, fact=name, low=_shown(within.low), high=_shown(within.high))
        return False

    def _constant(self, whole: ast.Compare, node: ast.expr, name: str, unit: str) -> float | None:
        """Return a number or the number of a threshold in the unit of the fact, or report what it is instead."""
        called = threshold_name(node)
        if called is not None:
            return self._threshold(node, called, name, unit)
        value = _literal(node)
        if isinstance(value, bool) or not isinstance(value, int | float):
            self._faults.add(f.NUMBER_WANTED, node, fact=name)
            return None
        return value

    def _threshold(self, node: ast.expr, called: str, name: str, unit: str) -> float | None:
        threshold = self._thresholds.get(called)
        if threshold is None:
            near = nearest(called, self._thresholds)
            if near is None:
                self._faults.add(f.UNKNOWN_THRESHOLD, node, found=called)
            else:
                self._faults.add(f.UNKNOWN_THRESHOLD_NEAR, node, found=called, nearest=near)
            return None
        if threshold.unit != unit:
            self._faults.add(
                f.OTHER_UNIT,
                node,
                fact=name,
                unit=unit or "1",
                threshold=f"{THRESHOLD}.{called}",
                found=threshold.unit or "1",
            )
            return None
        return threshold.value

    def _membership(self, whole: ast.Compare, left: ast.expr, right: ast.expr) -> Node | None:
        if isinstance(right, ast.List | ast.Tuple | ast.Set):
            return self._one_of(whole, left, right.elts)
        if _is_constant(right) or not _is_constant(left):
            self._faults.add(f.NO_CONSTANT, whole)
            return None
        fact = self._fact_of(right)
        if fact is None:
            return None
        if fact.kind is not FactKind.SET:
            self._faults.add(
                f.SIGN_NOT_ALLOWED,
                whole,
                fact=f.name_of(fact),
                found="in",
                allowed=f"{f.name_of(fact)} in ['…']",
            )
            return None
        code = self._code(fact, left)
        return None if code is None else MemberAtom(fact.id, fact.scope, code)

    def _one_of(self, whole: ast.Compare, left: ast.expr, listed: list[ast.expr]) -> Node | None:
        if _is_constant(left) or not listed:
            self._faults.add(f.NO_CONSTANT, whole)
            return None
        fact = self._fact_of(left)
        if fact is None:
            return None
        match fact.kind:
            case FactKind.CHOICE:
                return self._codes(whole, fact, listed)
            case FactKind.NUMBER:
                found = [self._number(whole, fact, Comparison.EQUAL, one) for one in listed]
                parts = tuple(one for one in found if one is not None)
                return Or(parts) if len(parts) == len(found) else None
            case FactKind.STATEMENT | FactKind.SET:
                self._refuse(whole, fact, ast.In())
                return None
            case _:
                assert_never(fact.kind)

    def _codes(self, whole: ast.Compare, fact: Fact, listed: list[ast.expr]) -> Node | None:
        codes = [self._code(fact, one) for one in listed]
        named = frozenset(code for code in codes if code is not None)
        if None in codes:
            return None
        if named == fact.codes:
            self._faults.add(f.ALL_CODES, whole, fact=f.name_of(fact))
            return None
        return CodeAtom(fact.id, fact.scope, named)

    def _code(self, fact: Fact, node: ast.expr) -> str | None:
        value = _literal(node)
        if not isinstance(value, str):
            self._faults.add(f.CODE_WANTED, node, fact=f.name_of(fact))
            return None
        if value in fact.codes:
            return value
        near, allowed = nearest(value, fact.codes), f.shown(fact.codes)
        if near is None:
            self._faults.add(f.UNKNOWN_CODE, node, fact=f.name_of(fact), found=value, allowed=allowed)
        else:
            self._faults.add(
                f.UNKNOWN_CODE_NEAR, node, fact=f.name_of(fact), found=value, nearest=near, allowed=allowed
            )
        return None


def _part(whole: ast.Compare, left: ast.expr, op: ast.cmpop, right: ast.expr) -> ast.Compare:
    """Return one link of a chain as a comparison of its own, which stands where its left side stands."""
    if len(whole.ops) == 1:
        return whole
    return ast.copy_location(ast.Compare(left=left, ops=[op], comparators=[right]), left)


def threshold_name(node: ast.expr) -> str | None:
    """Return ``ablation.max_mm`` of ``threshold.ablation.max_mm``, or ``None`` when the node is something else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    is_threshold = isinstance(node, ast.Name) and node.id == THRESHOLD
    return ".".join(reversed(parts)) if is_threshold and parts else None


def _is_constant(node: ast.expr) -> bool:
    return threshold_name(node) is not None or not isinstance(node, ast.Name | ast.Attribute | ast.Call)


def _literal(node: ast.expr) -> object:
    """Return the value of a number or text, a minus sign before a number included; ``None`` for anything else."""
    match node:
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return -value
        case ast.Constant(value=value):
            return value
        case _:
            return None


def _shown(number: float) -> str:
    return f"{number:g}"
