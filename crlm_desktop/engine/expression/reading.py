"""The text of a condition read into a checked tree: boolean parts, names, and quantifiers over the lesions."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable

from crlm_desktop.case import choices as c
from crlm_desktop.engine.expression import faults as f
from crlm_desktop.engine.expression.comparing import Comparing, Thresholds
from crlm_desktop.engine.expression.tree import (
    And,
    AppliesAtom,
    CodeAtom,
    KnownAtom,
    Node,
    Not,
    Or,
    Quantifier,
    Quantity,
    StatementAtom,
)
from crlm_desktop.engine.facts.declaration import LESION_PREFIX, Fact, FactCatalogue, FactKind, Scope
from crlm_desktop.engine.reasons import reason
from crlm_desktop.engine.tri import FactId

MAX_LENGTH = 4000
MAX_DEPTH = 40
LESIONS = "lesions"
TO_TREAT = CodeAtom(
    FactId(LESION_PREFIX + "state"), Scope.LESION, frozenset({str(c.LesionState.PRESENT), str(c.LesionState.VANISHED)})
)
"""What every quantifier asks first: whether the lesion still needs treatment."""

_QUANTITIES = {"any": Quantity.ANY, "all": Quantity.ALL, "count": Quantity.COUNT}


def read(
    text: str, *, catalogue: FactCatalogue, thresholds: Thresholds, faults: f.Faults, may_ask_known: bool
) -> Node | None:
    """Return the tree of ``text``, or ``None`` when something is wrong with it, which ``faults`` then tells."""
    if len(text) > MAX_LENGTH:
        faults.add(f.TOO_LONG, length=len(text), limit=MAX_LENGTH)
        return None
    if not text.strip():
        faults.add(f.EMPTY)
        return None
    if not text.isprintable() and any(not sign.isprintable() and not sign.isspace() for sign in text):
        faults.add(f.UNPRINTABLE)
        return None
    parsed = _parsed(text, faults)
    if parsed is None:
        return None
    if _is_too_deep(parsed):
        faults.add(f.TOO_DEEP)
        return None
    return _Reader(catalogue, thresholds, faults, may_ask_known=may_ask_known).condition(parsed)


def _parsed(text: str, faults: f.Faults) -> ast.expr | None:
    try:
        with warnings.catch_warnings():
            # What Python would only warn of, such as an unknown escape in a text, is refused.
            warnings.simplefilter("error")
            # In brackets, so that a condition may go over several lines without more ado.
            return ast.parse(f"({text}\n)", mode="eval").body
    except SyntaxError as error:
        faults.add_at(f.NOT_READ, *_place_of(error, text), reason=reason(error.msg))
    except (RecursionError, MemoryError):
        faults.add(f.TOO_DEEP)
    return None


def _is_too_deep(root: ast.expr) -> bool:
    """Tell whether the tree is deeper than anything that a person would write; nothing here recurses into more."""
    level: list[ast.AST] = [root]
    for _ in range(MAX_DEPTH):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    return bool(level)


def _place_of(error: SyntaxError, text: str) -> tuple[int, int]:
    """Return line and column within the text; what was missed behind the closing bracket was missed at the end."""
    lines = text.split("\n")
    line, column = error.lineno or 1, (error.offset or 1) - (1 if error.lineno == 1 else 0)
    if line > len(lines):
        return len(lines), len(lines[-1]) + 1
    return line, max(column, 1)


class _Reader:
    """Reads one condition; ``loop`` is the name of the lesion while the inside of a quantifier is read."""

    def __init__(
        self, catalogue: FactCatalogue, thresholds: Thresholds, faults: f.Faults, *, may_ask_known: bool
    ) -> None:
        self._catalogue = catalogue
        self._faults = faults
        self._may_ask_known = may_ask_known
        self._loop: str | None = None
        self._comparing = Comparing(self.fact, self._count, thresholds, faults)

    def condition(self, node: ast.expr) -> Node | None:
        """Return the tree of what must be true or false."""
        match node:
            case ast.BoolOp(op=op, values=values):
                return self._joined(values, And if isinstance(op, ast.And) else Or)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                part = self.condition(operand)
                return None if part is None else Not(part)
            case ast.Compare():
                return self._comparing.comparison(node)
            case ast.Call():
                return self._call(node)
            case ast.Name() | ast.Attribute():
                return self._statement(node)
            case ast.Constant(value=True):
                return And(())
            case _:
                self._faults.add(f.NOT_ALLOWED, node)
                return None

    def _joined(self, values: list[ast.expr], joined: Callable[[tuple[Node, ...]], Node]) -> Node | None:
        parts = [self.condition(value) for value in values]
        found = tuple(part for part in parts if part is not None)
        return joined(found) if len(found) == len(parts) else None

    def _statement(self, node: ast.Name | ast.Attribute) -> Node | None:
        fact = self.fact(node)
        if fact is None:
            return None
        if fact.kind is not FactKind.STATEMENT:
            self._faults.add(f.NOT_A_STATEMENT, node, fact=f.name_of(fact))
            return None
        return StatementAtom(fact.id, fact.scope)

    def fact(self, node: ast.expr) -> Fact | None:
        """Return the fact that a name means, inside a quantifier also one of the lesion; else report it."""
        name = dotted(node)
        if name is None:
            self._faults.add(f.NOT_ALLOWED, node)
            return None
        head, _, rest = name.partition(".")
        if head == self._loop:
            return self._lesion_fact(node, rest)
        fact = self._catalogue.get(name)
        if fact is not None and fact.scope is Scope.CASE:
            return fact
        near = self._catalogue.nearest(name)
        if near is None:
            self._faults.add(f.UNKNOWN_FACT, node)
        else:
            self._faults.add(f.UNKNOWN_FACT_NEAR, node, nearest=near)
        return None

    def _lesion_fact(self, node: ast.expr, attribute: str) -> Fact | None:
        if not attribute:
            self._faults.add(f.LESION_ALONE, node)
            return None
        fact = self._catalogue.lesion_fact(attribute)
        if fact is not None:
            return fact
        near = self._catalogue.nearest(attribute, scope=Scope.LESION)
        if near is None:
            allowed = f.shown(fact.attribute for fact in self._catalogue.of(Scope.LESION))
            self._faults.add(f.UNKNOWN_ATTRIBUTE, node, found=attribute, allowed=allowed)
        else:
            self._faults.add(f.UNKNOWN_ATTRIBUTE_NEAR, node, found=attribute, nearest=near)
        return None

    def _call(self, node: ast.Call) -> Node | None:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name == "count":
            self._faults.add(f.COUNT_ALONE, node)
            return None
        if name in _QUANTITIES:
            return self._quantifier(node, _QUANTITIES[name])
        if name in ("is_applicable", "is_known"):
            return self._asked_about(node, name)
        self._faults.add(f.NOT_ALLOWED, node)
        return None

    def _asked_about(self, node: ast.Call, function: str) -> Node | None:
        if function == "is_known" and not self._may_ask_known:
            self._faults.add(f.KNOWN_NOT_HERE, node)
            return None
        if len(node.args) != 1 or node.keywords:
            self._faults.add(f.ONE_FACT, node, function=function)
            return None
        fact = self.fact(node.args[0])
        if fact is None:
            return None
        if function == "is_known":
            return KnownAtom(fact.id, fact.scope)
        if not fact.can_lack_value:
            self._faults.add(f.ALWAYS_APPLIES, node, fact=f.name_of(fact))
            return None
        return AppliesAtom(fact.id, fact.scope)

    def _count(self, node: ast.expr) -> Quantifier | None:
        """Return the quantifier of ``count(…)``, or ``None`` when the node is something else or at fault."""
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "count":
            return self._quantifier(node, Quantity.COUNT)
        return None

    def _quantifier(self, node: ast.Call, quantity: Quantity) -> Quantifier | None:
        if self._loop is not None:
            self._faults.add(f.LOOP_INSIDE, node)
            return None
        loop = _loop_of(node)
        if loop is None:
            self._faults.add(f.BAD_LOOP, node)
            return None
        name, told, conditions = loop
        if name in self._catalogue or name == LESIONS:
            self._faults.add(f.LOOP_NAME, node, found=name)
            return None
        self._loop = name
        given = [self.condition(one) for one in conditions]
        counts_all = quantity is Quantity.COUNT and isinstance(told, ast.Name) and told.id == name
        body = And(()) if counts_all else self.condition(told)
        self._loop = None
        meant = tuple(one for one in given if one is not None)
        if body is None or len(meant) < len(given):
            return None
        return Quantifier(quantity=quantity, given=And((TO_TREAT, *meant)), body=body)


def _loop_of(node: ast.Call) -> tuple[str, ast.expr, list[ast.expr]] | None:
    """Return the name, the inside and the conditions of one loop over the lesions, or ``None``."""
    match node:
        case ast.Call(
            args=[
                ast.GeneratorExp(
                    elt=told,
                    generators=[
                        ast.comprehension(
                            target=ast.Name(id=name), iter=ast.Name(id=iterated), ifs=conditions, is_async=0
                        )
                    ],
                )
            ],
            keywords=[],
        ) if iterated == LESIONS:
            return name, told, conditions
    return None


def dotted(node: ast.expr) -> str | None:
    """Return a dotted name as text, or ``None`` when the node is something else."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attribute):
            head = dotted(value)
            return None if head is None else f"{head}.{attribute}"
        case _:
            return None
