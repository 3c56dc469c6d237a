"""Evaluating a whole registry: which options the present edition recommends for whom, and what it leaves open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from crlm_desktop.case.identity import CaseId
from crlm_desktop.case.record import Case
from crlm_desktop.case.wording import Text
from crlm_desktop.engine.proposal import Status, StrategyId
from crlm_desktop.errors import N_, Code, EnvironmentFault
from crlm_desktop.services.proposing import effective
from crlm_desktop.services.roles import use_case
from crlm_desktop.services.workplace import Workplace

if TYPE_CHECKING:
    from crlm_desktop.engine.entry import Engine
    from crlm_desktop.engine.many import StatusTable

__all__ = ["STOPPED", "Changed", "Evaluated", "Evaluation", "Finding", "changed", "evaluate_all"]

STOPPED = Code("evaluating.stopped", N_("The evaluation was stopped before it was done; nothing was changed by it."))

_READ_AT_ONCE = 64


class Finding(Enum):
    """What the edition says of one case as a whole."""

    # Something is recommended, and nothing unknown keeps a better intent open.
    RECOMMENDED = "recommended"
    # Something is recommended, but facts are lacking that decide whether more could be reached.
    MORE_OPEN = "more-open"
    # Nothing is recommended yet: what could be hangs on facts that are lacking.
    FACTS_LACK = "facts-lack"
    NOTHING = "nothing"
    # The record cannot be read: the registry is damaged.
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """One case with the options that are recommended for it: several where none is preferred over the other."""

    case_id: CaseId
    finding: Finding
    recommended: tuple[StrategyId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """All cases by their ids, evaluated by one edition; ``names`` are those of its options, in its order."""

    edition: str
    names: tuple[tuple[StrategyId, Text], ...]
    cases: tuple[Evaluated, ...]

    def count(self, finding: Finding) -> int:
        """Return of how many cases this is said."""
        return sum(one.finding is finding for one in self.cases)

    def recommended(self) -> tuple[tuple[Text, int], ...]:
        """Return each option that is recommended for anybody, with the number of cases, the most frequent first."""
        counts = Counter(strategy for one in self.cases for strategy in one.recommended)
        found = [(name, counts[strategy]) for strategy, name in self.names if counts[strategy]]
        return tuple(sorted(found, key=lambda one: -one[1]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One case for which another edition recommends something else."""

    case_id: CaseId
    before: tuple[StrategyId, ...]
    after: tuple[StrategyId, ...]


def changed(before: Evaluation, after: Evaluation) -> tuple[Changed, ...]:
    """Return the cases for which two evaluations recommend differently, by their ids; those in both are compared."""
    others = {one.case_id: one for one in after.cases}
    pairs = [(one, others[one.case_id]) for one in before.cases if one.case_id in others]
    return tuple(
        Changed(case_id=one.case_id, before=one.recommended, after=other.recommended)
        for one, other in pairs
        if set(one.recommended) != set(other.recommended)
    )


@use_case
def evaluate_all(
    workplace: Workplace,
    *,
    engine: Engine | None = None,
    wanted: Callable[[], bool] = lambda: True,
    told: Callable[[int, int], object] = lambda _done, _all: None,
) -> Evaluation:
    """Evaluate every case as it stands, by the workplace's knowledge or by that of ``engine``; nothing is written.

    ``told`` hears how many of how many cases are done; ``wanted`` is asked after each of them whether to go on, and
    when it says no, an `EnvironmentFault` tells that the evaluation was stopped. A case that is saved meanwhile is
    evaluated as it was before or as it is after.
    """
    by = engine if engine is not None else workplace.engine
    with workplace.reading() as unit:
        total = unit.search.count()
    findings: list[tuple[CaseId, bool]] = []
    done = 0

    def hear() -> None:
        nonlocal done
        done += 1
        told(min(done, total), total)
        _go_on(wanted)

    table = by.propose_many(_read(workplace, findings, wanted), each=hear)
    return Evaluation(
        edition=by.edition.version,
        names=tuple((strategy.id, strategy.name) for strategy in by.edition.strategies),
        cases=tuple(_evaluated(findings, table)),
    )


def _read(workplace: Workplace, found: list[tuple[CaseId, bool]], wanted: Callable[[], bool]) -> Iterator[Case]:
    """Yield the record of each case; ``found`` takes up all ids, and whether their records could be read.

    Each page is a transaction of its own: one that lasted would keep what is saved meanwhile from being tidied up.
    """
    offers, after = workplace.offers, ""
    while True:
        with workplace.reading() as unit:
            page = unit.cases.page(after, limit=_READ_AT_ONCE)
        if not page:
            return
        for case_id, case in page:
            _go_on(wanted)
            found.append((case_id, case is not None))
            if case is not None:
                yield effective(case, offers)
        after = page[-1][0]


def _go_on(wanted: Callable[[], bool]) -> None:
    if not wanted():
        raise EnvironmentFault(STOPPED)


def _evaluated(found: list[tuple[CaseId, bool]], table: StatusTable) -> Iterator[Evaluated]:
    row = 0
    for case_id, is_readable in found:
        if not is_readable:
            yield Evaluated(case_id=case_id, finding=Finding.UNREADABLE, recommended=())
            continue
        statuses = {strategy: table.status(row, strategy) for strategy in table.strategies}
        recommended = tuple(one for one, status in statuses.items() if status is Status.RECOMMENDED)
        if recommended:
            finding = Finding.RECOMMENDED if table.intent(row) is not None else Finding.MORE_OPEN
        else:
            is_open = Status.CONDITIONAL in statuses.values()
            finding = Finding.FACTS_LACK if is_open else Finding.NOTHING
        yield Evaluated(case_id=case_id, finding=finding, recommended=recommended)
        row += 1
