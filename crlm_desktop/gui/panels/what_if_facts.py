"""What can be assumed about a case, where an assumption begins, and what it may become."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from crlm_desktop.case.record import Case
from crlm_desktop.engine.facts import FACTS, Fact, FactId, FactKind, FactValue, Scope
from crlm_desktop.engine.proposal import FlipInterval, Proposal
from crlm_desktop.gui.panels.options_context import Context

_FINE = 20.0
"""A number of a narrower range than this is assumed in tenths."""
_SUGGESTED = 4


@dataclass(frozen=True, slots=True)
class Assumable:
    """A fact of the case, or of one of its lesions, with its declaration."""

    fact: FactId
    declared: Fact

    @property
    def step(self) -> float:
        """By how much a number is moved at a time."""
        return 1.0 if self.declared.is_integer or self.declared.high - self.declared.low > _FINE else 0.1

    @property
    def decimals(self) -> int:
        """How many decimals a typed number may have."""
        return 0 if self.declared.is_integer else 2


def assumables_of(case: Case) -> Iterator[Assumable]:
    """Yield every fact of a case that can be assumed, those of its lesions lesion by lesion."""
    for fact in FACTS.of(Scope.CASE):
        if fact.can_be_assumed:
            yield Assumable(fact.id, fact)
    for lesion in case.lesions or ():
        for fact in FACTS.of(Scope.LESION):
            if fact.can_be_assumed:
                yield Assumable(FactId(f"lesions[{lesion.id}].{fact.attribute}"), fact)


def suggested(subjects: Sequence[Assumable], proposal: Proposal, nearest: Sequence[str]) -> list[Assumable]:
    """Return a few facts worth assuming: those nearest to a flip, and those missing that change most."""
    known = {one.fact: one for one in subjects}
    flips = [known[FactId(fact)] for fact in nearest if fact in known]
    missing = [known[FactId(one.fact)] for one in proposal.missing if one.fact in known]
    half = _SUGGESTED // 2
    first = [*missing[:half], *flips[:half], *missing[half:], *flips[half:]]
    return list(dict.fromkeys(first))[:_SUGGESTED]


def start_of(subject: Assumable, context: Context) -> object:
    """Return where an assumption begins: at what is recorded, so that nothing is assumed that nobody chose."""
    value = context.names.value(subject.fact)
    declared = subject.declared
    match declared.kind:
        case FactKind.NUMBER:
            return _start_of_number(subject, value, context.proposal.flip_points.get(subject.fact, ()))
        case FactKind.STATEMENT | FactKind.CHOICE:
            return value.known
        case FactKind.SET:
            return tuple(sorted(value.members.surely))


def _start_of_number(subject: Assumable, value: FactValue, flips: Sequence[FlipInterval]) -> float:
    declared, known = subject.declared, value.interval
    if known is not None and (known.low, known.high) != (declared.low, declared.high):
        number = (known.low + known.high) / 2
    elif len(flips) > 1:
        number = next(one.high for one, _other in pairwise(flips))
    else:
        number = (declared.low + declared.high) / 2
    return rounded(subject, number)


def rounded(subject: Assumable, number: float) -> float:
    """Return a number to the decimals that can be typed."""
    return float(round(number, subject.decimals))
