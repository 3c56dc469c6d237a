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
_LISTED = Text(", ", "、")
_ALWAYS = Text("always", "始终成立")
_UNITS_ZH = {"years": "岁", "months": "个月", "weeks": "周", "days": "天", "%/week": "%/周"}


def unit_in_words(unit: str) -> Text:
    """Return a unit as it stands after a number, in both languages."""
    return Text(unit, _UNITS_ZH.get(unit, unit))


def wording(node: Node, catalogue: FactCatalogue) -> Text:
    """Return the condition as a reader of the proposal understands it, in both languages."""
    match node:
        case Not(part):
            return _denied(part, catalogue)
        case And(()):
            return _ALWAYS
        case And(parts):
            return _joined(parts, catalogue, _AND)
        case Or(parts):
            return _joined(parts, catalogue, _OR)
        case Quantifier():
            return _of_lesions(node, catalogue)
        case _:
            return _of_atom(node, catalogue.by_id[node.fact])


def _denied(part: Node, catalogue: FactCatalogue) -> Text:
    match part:
        case NumberAtom(comparison=Comparison.EQUAL):
            return _number(part, catalogue.by_id[part.fact], "≠")
        case CodeAtom():
            fact = catalogue.by_id[part.fact]
            names = _names(fact, part.codes)
            if len(names) == 1:
                return Text(f"{fact.label.en}: not {names[0].en}", f"{fact.label.zh}：非{names[0].zh}")
            en, zh = _LISTED.en.join(name.en for name in names), _LISTED.zh.join(name.zh for name in names)
            return Text(f"{fact.label.en}: none of {en}", f"{fact.label.zh}：不属于{zh}")
        case And() | Or():
            inner = _inside(part, catalogue)
            return Text(f"not {inner.en}", f"非{inner.zh}")
        case _:
            inner = wording(part, catalogue)
            return Text(f"not: {inner.en}", f"非：{inner.zh}")


def _joined(parts: tuple[Node, ...], catalogue: FactCatalogue, by: Text) -> Text:
    words = [_inside(part, catalogue) for part in parts]
    return Text(by.en.join(word.en for word in words), by.zh.join(word.zh for word in words))


def _inside(node: Node, catalogue: FactCatalogue) -> Text:
    words = wording(node, catalogue)
    if isinstance(node, And | Or) and len(node.parts) > 1:
        return Text(f"({words.en})", f"（{words.zh}）")
    return words


def _number(atom: NumberAtom, fact: Fact, sign: str) -> Text:
    unit = unit_in_words(fact.unit)
    en, zh = (f"{sign} {atom.constant:g} {side}".rstrip() for side in (unit.en, unit.zh))
    return Text(f"{fact.label.en} {en}", f"{fact.label.zh} {zh}")


def _names(fact: Fact, codes: frozenset[str]) -> list[Text]:
    return [choice.label for choice in fact.choices if str(choice) in codes]


def _of_atom(atom: Atom, fact: Fact) -> Text:
    label = fact.label
    match atom:
        case NumberAtom():
            return _number(atom, fact, _SIGNS[atom.comparison])
        case CodeAtom():
            names = _names(fact, atom.codes)
            en, zh = _OR.en.join(name.en for name in names), _OR.zh.join(name.zh for name in names)
            return Text(f"{label.en}: {en}", f"{label.zh}：{zh}")
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
    meant = [_inside(part, catalogue) for part in node.given.parts[1:]]
    if node.quantity is Quantity.COUNT:
        return _counted(node, meant, catalogue)
    body = wording(node.body, catalogue)
    with_, which = _with(meant)
    if node.quantity is Quantity.ANY:
        return Text(f"any lesion{with_} has {body.en}", f"任一病灶{which}满足：{body.zh}")
    return Text(f"every lesion{with_} has {body.en}", f"每个病灶{which}均满足：{body.zh}")


def _counted(node: Quantifier, meant: list[Text], catalogue: FactCatalogue) -> Text:
    counts_all = node.body == And(())
    with_, which = _with(meant if counts_all else [*meant, _inside(node.body, catalogue)])
    number = f"{_SIGNS[node.comparison]} {node.constant:g}"
    return Text(f"number of lesions{with_} {number}", f"病灶数{which or ' '}{number}")


def _with(meant: list[Text]) -> tuple[str, str]:
    """Return the words that tell which lesions are meant."""
    if not meant:
        return "", ""
    return (
        " with " + " and with ".join(words.en for words in meant),
        "（" + "，且".join(words.zh for words in meant) + "）",
    )
