"""Conditions asked of one case: each question to a fact is asked once, the explanation is made only when wanted.

What is promised: with each fact that a condition reads taken for itself (a fact of a case, a fact of one lesion, one
code of a set), an answer is true or false exactly when every way to fill in what is unknown gives it, and unknown
exactly when both can still come out. This holds as long as the facts that are asked in several, contrary ways make at
most `MAX_SPLITS` combinations of what they can be; beyond that, and where nobody has told which lesions there are and
two quantifiers contradict each other, an answer may be unknown needlessly, never wrong. Facts that depend on each other
(the largest size on the sizes) are not looked at together: their dependence lies in the table of facts, not here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Protocol, TypeVar

from crlm_desktop.engine.expression.asking import (
    MAX_SPLITS,
    UNKNOWN,
    Ask,
    Asking,
    Supposition,
    combinations,
    suppositions,
)
from crlm_desktop.engine.expression.condition import Condition
from crlm_desktop.engine.expression.sheet import Marked, Sheet
from crlm_desktop.engine.expression.tree import And, Not, Or, Quantifier
from crlm_desktop.engine.facts.declaration import LESION_PREFIX, FactCatalogue, Scope
from crlm_desktop.engine.facts.layers import ExtendedTable
from crlm_desktop.engine.facts.table import UNKNOWN_LESION, FactTable, unknown_value
from crlm_desktop.engine.facts.value import FactValue
from crlm_desktop.engine.tri import FactId, Tri, Truth

__all__ = ["MAX_EXPLAINED", "MAX_SPLITS", "Inquiry"]

MAX_EXPLAINED = 64
"""How many combinations of what the facts can be are tried to find out which of them make a difference."""

LIST_OF_LESIONS = FactId("lesions")
_TRUTHS = tuple(Truth)
_PREFIX = len(LESION_PREFIX)


class ToldOfLesion(Protocol):
    """The facts of one lesion."""

    def value(self, attribute: str) -> FactValue:
        """Return what is known of the fact (``size_mm``)."""
        ...


class Told(Protocol):
    """The facts of one case: a `FactTable`, or a row of columns."""

    @property
    def catalogue(self) -> FactCatalogue:
        """The catalogue of the facts."""
        ...

    @property
    def lesions(self) -> Sequence[ToldOfLesion] | None:
        """The facts of each lesion, or ``None`` when nobody has told which there are."""
        ...

    def value(self, fact: str) -> FactValue:
        """Return what is known of the fact."""
        ...


class UnknownLesion:
    """Stands for a lesion of which nothing is known, because nobody has told which lesions there are."""

    __slots__ = ("_catalogue",)

    def __init__(self, catalogue: FactCatalogue) -> None:
        self._catalogue = catalogue

    def value(self, attribute: str) -> FactValue:
        """Return the unknown value, which hangs on the list of lesions."""
        fact = self._catalogue[LESION_PREFIX + attribute]
        return unknown_value(fact, called=FactId(f"lesions[{UNKNOWN_LESION}].{attribute}"), hangs_on=LIST_OF_LESIONS)


class LesionFrame:
    """One lesion as conditions ask it, with the answers so far."""

    __slots__ = ("_facts", "case", "memo")

    def __init__(self, facts: ToldOfLesion, case: CaseFrame, memo: dict[str, int]) -> None:
        self._facts = facts
        self.case = case
        self.memo = memo

    def value(self, fact: FactId) -> FactValue:
        """Return what is known of the fact of this lesion (``lesions[].size_mm``)."""
        return self._facts.value(fact[_PREFIX:])

    def supposing(self, answers: Mapping[str, int], lesion: int | None = None) -> LesionFrame:
        """Return this lesion with these answers."""
        assert lesion is None
        return LesionFrame(self._facts, self.case, {**self.memo, **answers})


class CaseFrame:
    """A whole case as conditions ask it, with the answers so far, those of each lesion in ``lesion_memos``."""

    __slots__ = ("_lesions", "_some_lesion", "lesion_memos", "memo", "table")

    def __init__(self, table: Told, memo: dict[str, int], lesion_memos: Sequence[dict[str, int]]) -> None:
        self.table = table
        self.memo = memo
        self.lesion_memos = lesion_memos
        self._lesions: tuple[LesionFrame, ...] | None = None
        self._some_lesion: LesionFrame | None = None

    @property
    def case(self) -> CaseFrame:
        """The case itself."""
        return self

    @property
    def lesions(self) -> tuple[LesionFrame, ...] | None:
        """The frames of the lesions, or ``None`` when nobody has told which there are."""
        if self._lesions is None and self.table.lesions is not None:
            frames = zip(self.table.lesions, self.lesion_memos, strict=True)
            self._lesions = tuple(LesionFrame(lesion, self, memo) for lesion, memo in frames)
        return self._lesions

    @property
    def some_lesion(self) -> LesionFrame:
        """The frame of a lesion of which nothing is known."""
        if self._some_lesion is None:
            self._some_lesion = LesionFrame(UnknownLesion(self.table.catalogue), self, {})
        return self._some_lesion

    def value(self, fact: FactId) -> FactValue:
        """Return what is known of the fact."""
        return self.table.value(fact)

    def supposing(self, answers: Mapping[str, int], lesion: int | None = None) -> CaseFrame:
        """Return the case with these answers, of its own or of the lesion at that position."""
        if lesion is None:
            return CaseFrame(self.table, {**self.memo, **answers}, self.lesion_memos)
        memos = list(self.lesion_memos)
        memos[lesion] = {**memos[lesion], **answers}
        return CaseFrame(self.table, self.memo, memos)


def frame_of(table: Told) -> CaseFrame:
    """Return a case of which nothing was asked yet."""
    return CaseFrame(table, {}, [{} for _ in table.lesions or ()])


def truth_in(frame: CaseFrame, condition: Condition) -> Truth:
    """Return whether the condition holds in the frame of a case."""
    return _TRUTHS[condition.asking.ask(frame)]


def answer_in(frame: CaseFrame, condition: Condition) -> Tri:
    """Return whether the condition holds in the frame of a case, with what an unknown answer hangs on."""
    truth = truth_in(frame, condition)
    return Tri(truth, _hangs_on(condition, frame) if truth is Truth.UNKNOWN else ())


@dataclass(frozen=True, slots=True)
class Extension:
    """Facts that a caller declares and tells, such as those of a plan: of the case, and by lesion and attribute.

    ``catalogue`` holds the old facts and the new ones.
    """

    catalogue: FactCatalogue
    given: Mapping[FactId, FactValue]
    of_lesions: Mapping[str, Mapping[str, FactValue]]


Teller = TypeVar("Teller")


class Inquiry:
    """The conditions asked of one table of facts; atoms that conditions share are asked once."""

    __slots__ = ("_extended", "_frame", "_table")

    def __init__(self, table: FactTable) -> None:
        self._table = table
        self._frame = frame_of(table)
        self._extended: dict[object, Inquiry] = {}

    @property
    def table(self) -> FactTable:
        """The facts that are asked."""
        return self._table

    def truth(self, condition: Condition) -> Truth:
        """Return whether the condition holds, without saying on what an unknown answer hangs."""
        return truth_in(self._frame, condition)

    def truths(self, sheet: Sheet) -> tuple[Truth, ...]:
        """Return whether each condition of a sheet holds, asked together."""
        return sheet.truths(Marked(self._table), self._frame)

    def ask(self, condition: Condition) -> Tri:
        """Return whether the condition holds, and if that is unknown, the facts that it hangs on.

        A fact is named only if filling it in can still change the answer; where a condition asks facts several times
        and what they can be makes more than `MAX_EXPLAINED` combinations, one may be named that makes no difference.
        """
        return answer_in(self._frame, condition)

    def extended(self, by: Extension) -> Inquiry:
        """Return an inquiry that also knows facts declared by the caller; the answers given so far are kept."""
        inquiry = Inquiry(ExtendedTable(self.table, by.catalogue, by.given, by.of_lesions))
        inquiry.adopt(self)
        return inquiry

    def extended_by(self, teller: Teller, facts_of: Callable[[Teller], Extension]) -> Inquiry:
        """Return the inquiry that also knows the facts that something tells, such as a set of plans; made once."""
        found = self._extended.get(teller)
        if found is None:
            found = self._extended[teller] = self.extended(facts_of(teller))
        return found

    def adopt(self, other: Inquiry) -> None:
        """Take over the answers of another inquiry into the same facts."""
        mine, theirs = self._frame, other._frame
        mine.memo.update(theirs.memo)
        for own, known in zip(mine.lesion_memos, theirs.lesion_memos, strict=True):
            own.update(known)


def _hangs_on(condition: Condition, frame: CaseFrame) -> frozenset[FactId]:
    named: set[FactId] = set()
    _name(condition.asking, frame, named)
    if not condition.asks_often or len(named) < 2:
        return frozenset(named)
    choices = suppositions(frame, condition.variables)
    if combinations(choices) > MAX_EXPLAINED:
        return frozenset(named)
    matter = _that_matter(condition.asking.ask, frame, choices)
    if frame.lesions is None:
        matter.add(LIST_OF_LESIONS)
    return frozenset(named & matter)


def _that_matter(ask: Ask, frame: CaseFrame, choices: Sequence[Sequence[Supposition]]) -> set[FactId]:
    """Return the facts behind those choices that make a difference to the answer, given some choice of the others."""
    answers = {
        picked: ask(_supposing_all(frame, choices, picked))
        for picked in product(*(range(len(each)) for each in choices))
    }
    matter: set[FactId] = set()
    for at, each in enumerate(choices):
        turned = ((*picked[:at], (picked[at] + 1) % len(each), *picked[at + 1 :]) for picked in answers)
        if any(answers[one] != answers[other] for one, other in zip(answers, turned, strict=True)):
            matter |= _behind(each[0], frame)
    return matter


def _supposing_all(frame: CaseFrame, choices: Sequence[Sequence[Supposition]], picked: Sequence[int]) -> CaseFrame:
    for each, at in zip(choices, picked, strict=True):
        frame = frame.supposing(each[at].answers, each[at].lesion)
    return frame


def _behind(supposition: Supposition, frame: CaseFrame) -> frozenset[FactId]:
    """Return what the fact of a supposition hangs on."""
    if supposition.lesion is None:
        return frame.value(supposition.fact).hangs_on
    assert frame.lesions is not None
    return frame.lesions[supposition.lesion].value(supposition.fact).hangs_on


def _name(asked: Asking, frame: CaseFrame | LesionFrame, named: set[FactId]) -> None:
    """Add what an unknown answer hangs on: what its unknown parts hang on."""
    match asked.node:
        case Not() | And() | Or():
            for part in asked.parts:
                if part.ask(frame) == UNKNOWN:
                    _name(part, frame, named)
        case Quantifier():
            _name_by_lesions(asked.parts[0], frame.case, named)
        case _:
            asked_frame = frame.case if asked.node.scope is Scope.CASE else frame
            named.update(asked_frame.value(asked.node.fact).hangs_on)


def _name_by_lesions(body: Asking, frame: CaseFrame, named: set[FactId]) -> None:
    lesions = frame.lesions
    if lesions is None:
        named.add(LIST_OF_LESIONS)
    for lesion in lesions if lesions is not None else (frame.some_lesion,):
        if body.ask(lesion) == UNKNOWN:
            _name(body, lesion, named)
