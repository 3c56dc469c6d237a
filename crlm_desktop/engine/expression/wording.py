"""A condition in words for clinicians, in both languages: labels of facts, names of codes, signs of comparison."""

from __future__ import annotations

from typing import assert_never

from crlm_desktop.case.wording import Text
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
from crlm_desktop.engine.facts.declaration import Fact, FactCatalogue

_SIGNS = {
    Comparison.LESS: "<",
    Comparison.AT_MOST: "≤",
    Comparison.EQUAL: "=",
    Comparison.AT_LEAST: "≥",
    Comparison.MORE: ">",
}
_AND = Text(" and ", " 且 ")
_OR = Text(" or ", " 或 ")


def wording(node: Node, catalogue: FactCatalogue) -> Text:
    """Return the condition as a reader of the proposal understands it, in both languages."""
    match node:
        case Not(part):
            inner = _inside(part, catalogue)
            return Text(f"not {inner.en}", f"非{inner.zh}")
        case And(parts):
            return _joined(parts, catalogue, _AND)
        case Or(parts):
            return _joined(parts, catalogue, _OR)
        case Quantifier():
            return _of_lesions(node, catalogue)
        case _:
            return _of_atom(node, catalogue.by_id[node.fact])


def _joined(parts: tuple[Node, ...], catalogue: FactCatalogue, by: Text) -> Text:
    words = [_inside(part, catalogue) for part in parts]
    return Text(by.en.join(word.en for word in words), by.zh.join(word.zh for word in words))


def _inside(node: Node, catalogue: FactCatalogue) -> Text:
    words = wording(node, catalogue)
    if isinstance(node, And | Or) and len(node.parts) > 1:
        return Text(f"({words.en})", f"（{words.zh}）")
    return words


def _of_atom(atom: Atom, fact: Fact) -> Text:
    label = fact.label
    match atom:
        case NumberAtom():
            number = f"{_SIGNS[atom.comparison]} {atom.constant:g}" + (f" {fact.unit}" if fact.unit else "")
            return Text(f"{label.en} {number}", f"{label.zh} {number}")
        case CodeAtom():
            names = [fact.label_of(str(choice)) for choice in fact.choices if str(choice) in atom.codes]
            return Text(
                f"{label.en}: {_OR.en.join(name.en for name in names)}",
                f"{label.zh}：{_OR.zh.join(name.zh for name in names)}",
            )
        case MemberAtom():
            name = fact.label_of(atom.code)
            return Text(f"{label.en} include: {name.en}", f"{label.zh}包括：{name.zh}")
        case StatementAtom():
            return label
        case AppliesAtom():
            return Text(f"{label.en} is applicable", f"{label.zh}适用")
        case KnownAtom():
            return Text(f"{label.en} is known", f"{label.zh}已知")
        case _:
            assert_never(atom)


def _of_lesions(node: Quantifier, catalogue: FactCatalogue) -> Text:
    meant = node.given.parts[1:]
    which = wording(And(meant), catalogue) if meant else Text("", "")
    given = Text(f" with {which.en}", f"（{which.zh}）") if meant else Text("", "")
    counts_all = isinstance(node.body, And) and not node.body.parts
    body = Text("", "") if counts_all else wording(node.body, catalogue)
    match node.quantity:
        case Quantity.ANY:
            return Text(f"any lesion{given.en}: {body.en}", f"任一病灶{given.zh}：{body.zh}")
        case Quantity.ALL:
            return Text(f"every lesion{given.en}: {body.en}", f"每个病灶{given.zh}：{body.zh}")
        case Quantity.COUNT:
            number = f"{_SIGNS[node.comparison]} {node.constant:g}"
            colon = Text("", "") if counts_all else Text(": ", "：")
            return Text(
                f"number of lesions{given.en}{colon.en}{body.en} {number}",
                f"病灶数{given.zh}{colon.zh}{body.zh} {number}",
            )
        case _:
            assert_never(node.quantity)
