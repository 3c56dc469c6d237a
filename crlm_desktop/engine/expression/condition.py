"""A condition: its text, checked against the catalogue of facts, and compiled so that it can be asked of a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from crlm_desktop.case.wording import Text
from crlm_desktop.engine.expression import faults as f
from crlm_desktop.engine.expression.asking import Asking, asking
from crlm_desktop.engine.expression.comparing import Thresholds
from crlm_desktop.engine.expression.guarding import unguarded
from crlm_desktop.engine.expression.reading import read
from crlm_desktop.engine.expression.tree import And, KnownAtom, Node, Not, NumberAtom, Or, Quantifier, atoms_of
from crlm_desktop.engine.expression.variables import Variable, variables_of
from crlm_desktop.engine.expression.wording import wording
from crlm_desktop.engine.facts.declaration import FactCatalogue
from crlm_desktop.engine.tri import FactId


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Condition:
    """A checked condition; two of them are never equal, even with the same text.

    ``facts`` are the facts that it reads (those of a lesion as ``lesions[].size_mm``), ``constants`` the numbers that
    it compares each numeric fact with, in order: the only places where its answer can change with that fact.
    ``thresholds`` are the thresholds that it names. ``asks_often`` says that it asks some fact more than once.
    """

    text: str
    file: str
    line: int
    tree: Node
    catalogue: FactCatalogue = field(repr=False)
    facts: frozenset[FactId]
    constants: Mapping[FactId, tuple[float, ...]]
    thresholds: frozenset[str]
    variables: tuple[Variable, ...] = field(repr=False)
    asks_often: bool
    asking: Asking = field(repr=False)

    @property
    def asks_what_is_known(self) -> bool:
        """Whether it asks about the record itself (``is_known``), so that its answer may turn round as facts come."""
        return any(isinstance(atom, KnownAtom) for atom in atoms_of(self.tree))

    @property
    def wording(self) -> Text:
        """The condition in words for clinicians, in both languages."""
        return wording(self.tree, self.catalogue)


def compile_expression(
    text: str,
    *,
    catalogue: FactCatalogue,
    thresholds: Thresholds = MappingProxyType({}),
    file: str = "",
    line: int = 1,
    may_ask_known: bool = False,
) -> Condition:
    """Return the condition that ``text`` writes; an `ExpressionError` tells every fault by ``file:line:column``.

    ``line`` is the line of the file on which the text begins. ``may_ask_known`` allows ``is_known(fact)``, which only
    what speaks about the record itself (an alert) may ask.
    """
    faults = f.Faults(text, file, line)
    tree = read(text, catalogue=catalogue, thresholds=thresholds, faults=faults, may_ask_known=may_ask_known)
    if tree is not None:
        for atom in unguarded(tree, catalogue):
            fact = catalogue.by_id[atom.fact]
            faults.add(f.UNGUARDED, fact=f.name_of(fact), found=wording(atom, catalogue).en)
    if tree is None or faults.problems:
        raise f.ExpressionError(faults.problems)
    return condition_of(tree, catalogue, text=text, file=file, line=line)


def condition_of(tree: Node, catalogue: FactCatalogue, *, text: str, file: str, line: int) -> Condition:
    """Return the condition of a tree that was checked before; ``text`` is what it was read from."""
    variables = variables_of(tree, catalogue)
    return Condition(
        text=text,
        file=file,
        line=line,
        tree=tree,
        catalogue=catalogue,
        facts=frozenset(atom.fact for atom in atoms_of(tree)),
        constants=_constants(tree),
        thresholds=_thresholds(tree),
        variables=variables,
        asks_often=any(variable.occurs_often for variable in variables),
        asking=asking(tree, variables, catalogue),
    )


def placed(condition: Condition, *, file: str, line: int) -> Condition:
    """Return a condition of the same text and tree that stands at another place."""
    return replace(condition, file=file, line=line)


def _constants(tree: Node) -> Mapping[FactId, tuple[float, ...]]:
    found: dict[FactId, set[float]] = {}
    for atom in atoms_of(tree):
        if isinstance(atom, NumberAtom):
            found.setdefault(atom.fact, set()).add(atom.constant)
    return MappingProxyType({fact: tuple(sorted(numbers)) for fact, numbers in found.items()})


def _thresholds(node: Node) -> frozenset[str]:
    match node:
        case Not(part):
            return _thresholds(part)
        case And(parts) | Or(parts):
            return frozenset().union(*(_thresholds(part) for part in parts))
        case Quantifier():
            own = frozenset({node.threshold} - {""})
            return own | _thresholds(node.given) | _thresholds(node.body)
        case NumberAtom(threshold=name) if name:
            return frozenset({name})
        case _:
            return frozenset()
