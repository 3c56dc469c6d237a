"""A checked tree turned into one function that asks it of a case: no tree is walked while a proposal is made.

The functions work on plain numbers (0 false, 1 unknown, 2 true: the values of `Truth`), because one proposal asks many.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, assert_never

from crlm_desktop.case.record import MAX_LESIONS
from crlm_desktop.engine.expression.tree import And, Atom, Node, Not, Or, Quantifier, Quantity
from crlm_desktop.engine.expression.variables import Variable, local_variables
from crlm_desktop.engine.facts.declaration import FactCatalogue, Scope
from crlm_desktop.engine.facts.value import FactValue
from crlm_desktop.engine.interval import Interval
from crlm_desktop.engine.tri import FactId

FALSE, UNKNOWN, TRUE = 0, 1, 2
MAX_SPLITS = 256
"""How many combinations of what the entangled facts can be are tried before an answer stays unknown."""


class Frame(Protocol):
    """What conditions are asked of: the facts of a case or of one lesion, with the answers that atoms gave before."""

    @property
    def memo(self) -> dict[str, int]:
        """The answers so far, by the key of the atom."""
        ...

    @property
    def case(self) -> WholeCase:
        """The frame of the whole case."""
        ...

    def value(self, fact: FactId) -> FactValue:
        """Return what is known of the fact here."""
        ...

    def supposing(self, answers: Mapping[str, int], lesion: int | None = None) -> Frame:
        """Return this frame with these answers of atoms, told of itself or of the lesion at that position."""
        ...


class WholeCase(Frame, Protocol):
    """The frame of a case, which also knows those of its lesions."""

    @property
    def lesions(self) -> Sequence[Frame] | None:
        """The frames of the lesions, or ``None`` when nobody has told which there are."""
        ...

    @property
    def some_lesion(self) -> Frame:
        """The frame of a lesion of which nothing is known."""
        ...


Ask = Callable[[Frame], int]


@dataclass(frozen=True, slots=True)
class Supposition:
    """One of the things that a fact can be: the answers that its atoms then give, for the case or for one lesion."""

    fact: FactId
    answers: Mapping[str, int]
    lesion: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Asking:
    """A node with the function that asks it, and the same for its parts; that of a quantifier is asked of a lesion."""

    node: Node
    ask: Ask
    parts: tuple[Asking, ...] = ()


def asking(node: Node, variables: Sequence[Variable], catalogue: FactCatalogue) -> Asking:
    """Return a whole condition, whose variables are given, with the function that asks it of the frame of a case.

    Its answer is exact (unknown only if both can still come out, each fact being taken for itself) whenever what
    the entangled facts can be makes at most `MAX_SPLITS` combinations; with more it may be unknown needlessly, which
    is safe. Facts that depend on each other in the record (a largest size and the sizes) are taken as independent.
    """
    return _settling(_built(node, catalogue, Scope.CASE), [one for one in variables if one.is_entangled])


def _built(node: Node, catalogue: FactCatalogue, of: Scope) -> Asking:
    match node:
        case Not(part):
            negated = _built(part, catalogue, of)
            return Asking(node, _not(negated.ask), (negated,))
        case And(parts):
            joined = tuple(_built(part, catalogue, of) for part in parts)
            return Asking(node, _and([part.ask for part in joined]), joined)
        case Or(parts):
            joined = tuple(_built(part, catalogue, of) for part in parts)
            return Asking(node, _or([part.ask for part in joined]), joined)
        case Quantifier():
            inside = body_of(node)
            body = _settling(_built(inside, catalogue, Scope.LESION), local_variables(inside, catalogue))
            return Asking(node, _quantified(node, body.ask), (body,))
        case _:
            return Asking(node, _atom(node, of))


def _quantified(quantifier: Quantifier, body: Ask) -> Ask:
    match quantifier.quantity:
        case Quantity.ANY:
            return _over_lesions(body, settled_by=TRUE)
        case Quantity.ALL:
            return _over_lesions(body, settled_by=FALSE)
        case Quantity.COUNT:
            return _counted(body, quantifier)
        case _:
            assert_never(quantifier.quantity)


def body_of(quantifier: Quantifier) -> Node:
    """Return what is asked of each lesion: that it is meant and so, or for ``all`` that it is not meant or so."""
    if quantifier.quantity is Quantity.ALL:
        return Or((Not(quantifier.given), quantifier.body))
    return And((quantifier.given, quantifier.body))


def _atom(atom: Atom, of: Scope) -> Ask:
    key, fact, holds = atom.key, atom.fact, atom.holds
    is_of_case = atom.scope is Scope.CASE and of is Scope.LESION

    def ask(frame: Frame) -> int:
        if is_of_case:
            frame = frame.case
        answer = frame.memo.get(key)
        if answer is None:
            answer = frame.memo[key] = int(holds(frame.value(fact)))
        return answer

    return ask


def _not(part: Ask) -> Ask:
    return lambda frame: TRUE - part(frame)


def _and(parts: Sequence[Ask]) -> Ask:
    def ask(frame: Frame) -> int:
        least = TRUE
        for part in parts:
            answer = part(frame)
            if answer == FALSE:
                return FALSE
            if answer < least:
                least = answer
        return least

    return ask


def _or(parts: Sequence[Ask]) -> Ask:
    def ask(frame: Frame) -> int:
        greatest = FALSE
        for part in parts:
            answer = part(frame)
            if answer == TRUE:
                return TRUE
            if answer > greatest:
                greatest = answer
        return greatest

    return ask


def _over_lesions(body: Ask, *, settled_by: int) -> Ask:
    otherwise = TRUE - settled_by

    def ask(frame: Frame) -> int:
        lesions = frame.case.lesions
        if lesions is None:
            return otherwise if body(frame.case.some_lesion) == otherwise else UNKNOWN
        result = otherwise
        for lesion in lesions:
            answer = body(lesion)
            if answer == settled_by:
                return settled_by
            if answer == UNKNOWN:
                result = UNKNOWN
        return result

    return ask


def _counted(body: Ask, quantifier: Quantifier) -> Ask:
    compare, constant = quantifier.comparison.of, quantifier.constant

    def ask(frame: Frame) -> int:
        lesions = frame.case.lesions
        if lesions is None:
            most = 0 if body(frame.case.some_lesion) == FALSE else MAX_LESIONS
            return int(compare(Interval(0, most), constant))
        answers = [body(lesion) for lesion in lesions]
        sure = answers.count(TRUE)
        return int(compare(Interval(sure, sure + answers.count(UNKNOWN)), constant))

    return ask


def _settling(asked: Asking, entangled: Sequence[Variable]) -> Asking:
    """Return the same, but where the plain answer is unknown, what the entangled facts can be is tried."""
    if not entangled:
        return asked
    plain = asked.ask

    def ask(frame: Frame) -> int:
        answer = plain(frame)
        if answer != UNKNOWN:
            return answer
        choices = suppositions(frame, entangled)
        return UNKNOWN if combinations(choices) > MAX_SPLITS else _tried(plain, frame, choices)

    return replace(asked, ask=ask)


def suppositions(frame: Frame, variables: Sequence[Variable]) -> list[list[Supposition]]:
    """Return, for each variable that is open in this frame, each thing that it can be."""
    found: list[list[Supposition]] = []
    for variable in variables:
        fact = variable.fact
        if variable.scope is Scope.CASE or frame.case is not frame:
            found.append([Supposition(fact, cell) for cell in variable.cells(frame.value(fact))])
        else:
            for position, lesion in enumerate(frame.case.lesions or ()):
                found.append([Supposition(fact, cell, position) for cell in variable.cells(lesion.value(fact))])
    return [choices for choices in found if len(choices) > 1]


def combinations(choices: Sequence[Sequence[Supposition]]) -> int:
    """Count the combinations of one supposition from each."""
    return math.prod(len(each) for each in choices)


def _tried(plain: Ask, frame: Frame, choices: Sequence[Sequence[Supposition]]) -> int:
    """Return the answer on which all combinations agree, or unknown."""
    if not choices:
        return UNKNOWN
    agreed: int | None = None
    for supposed in choices[0]:
        inner = frame.supposing(supposed.answers, supposed.lesion)
        answer = plain(inner)
        if answer == UNKNOWN:
            answer = _tried(plain, inner, choices[1:])
        if answer == UNKNOWN or (agreed is not None and answer != agreed):
            return UNKNOWN
        agreed = answer
    assert agreed is not None
    return agreed
