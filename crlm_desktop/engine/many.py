"""How every strategy stands for every case of a registry: as `Engine.propose` has it, without arguments and plans.

What speaks of no plan is asked over columns, and each distinct set of answers is placed once; the planner runs only for
those cases and strategies whose status a plan can still change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from crlm_desktop.case.record import Case
from crlm_desktop.engine.columns import ColumnInquiry, FactColumns
from crlm_desktop.engine.docket import Bar, Docket, bars_of, hope_of, place_of
from crlm_desktop.engine.expression import Condition
from crlm_desktop.engine.facts import FACTS, FactTable, facts_of
from crlm_desktop.engine.options import with_plan
from crlm_desktop.engine.planner.planning import Planner
from crlm_desktop.engine.preference import INTENTS, Place, Ranking, ranked
from crlm_desktop.engine.proposal import Intent, Status, StrategyId
from crlm_desktop.engine.replanning import plan_for
from crlm_desktop.engine.scalar import Inquiry
from crlm_desktop.engine.tri import FactId, Truth

CHUNK = 512
"""How many cases are worked on together; the facts of no more of them are held at a time."""
STATUSES = tuple(Status)
"""The statuses in the order of their codes, best first."""
NO_INTENT = len(INTENTS)
"""The code of an intent that hangs on something unknown; the others are places in `INTENTS`."""

Codes = NDArray[np.uint8]

_TRUTHS = tuple(Truth)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusTable:
    """One row a case in the order given, one column a strategy.

    ``statuses`` are places in `STATUSES`, ``intents`` (one a case) places in `INTENTS` or `NO_INTENT`. ``ranks`` begin
    at 1 and equal ones tie; what is excluded has rank 0, since an order among it would take plans that nobody needs.
    """

    strategies: tuple[StrategyId, ...]
    statuses: Codes
    ranks: Codes
    intents: Codes

    def status(self, case: int, strategy: StrategyId) -> Status:
        """Return how a strategy stands for the case in a row."""
        return STATUSES[int(self.statuses[case, self.strategies.index(strategy)])]

    def rank(self, case: int, strategy: StrategyId) -> int | None:
        """Return the rank of a strategy for the case in a row, ``None`` where it is excluded."""
        return int(self.ranks[case, self.strategies.index(strategy)]) or None

    def intent(self, case: int) -> Intent | None:
        """Return the intent reached for the case in a row, ``None`` while it hangs on something unknown."""
        code = int(self.intents[case])
        return None if code == NO_INTENT else INTENTS[code]


def status_table(dockets: Sequence[Docket], thresholds: Mapping[str, float], cases: Iterable[Case]) -> StatusTable:
    """Return how the strategies of the dockets stand for all cases, which may be read while this goes on."""
    statuses, ranks, intents = bytearray(), bytearray(), bytearray()
    for chunk in _chunks(cases):
        for ranking in _rankings(dockets, thresholds, chunk):
            statuses += bytes(_STATUS_CODES[status] for status in ranking.statuses)
            ranks += bytes(map(_rank_code, ranking.statuses, ranking.ranks))
            intents.append(NO_INTENT if ranking.intent is None else INTENTS.index(ranking.intent))
    return StatusTable(
        strategies=tuple(docket.strategy.id for docket in dockets),
        statuses=np.frombuffer(statuses, dtype=np.uint8).reshape(-1, len(dockets)),
        ranks=np.frombuffer(ranks, dtype=np.uint8).reshape(-1, len(dockets)),
        intents=np.frombuffer(intents, dtype=np.uint8),
    )


def _rank_code(status: Status, rank: int) -> int:
    return 0 if status is Status.EXCLUDED else rank


def _chunks(cases: Iterable[Case]) -> Iterator[list[Case]]:
    left = iter(cases)
    while chunk := list(islice(left, CHUNK)):
        yield chunk


_STATUS_CODES = {status: code for code, status in enumerate(STATUSES)}


def _rankings(dockets: Sequence[Docket], thresholds: Mapping[str, float], cases: Sequence[Case]) -> Iterator[Ranking]:
    tables = [facts_of(case) for case in cases]
    answers = _Answers(tables, dockets)
    by_docket = [answers.of(docket) for docket in dockets]
    for row, table in enumerate(tables):
        yield ranked(list(_places([found[row] for found in by_docket], table, thresholds)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answered:
    """A strategy with the answers of all that speaks of no plan; ``place`` is ``None`` while a plan can change it.

    What speaks of the plan is unknown in ``truths``.
    """

    docket: Docket
    bars: tuple[Bar, ...]
    truths: tuple[Truth, ...]
    place: Place | None


class _Answers:
    """The facts of a chunk of cases as columns, and what they answer."""

    def __init__(self, tables: Sequence[FactTable], dockets: Sequence[Docket]) -> None:
        conditions = (rule.condition for docket in dockets for rule in docket.strategy.rules if not rule.about_plan)
        facts = {fact for condition in conditions for fact in condition.facts}.union(*(one.bars for one in dockets))
        self._columns = FactColumns.of(tables, sorted(facts), FACTS)
        self._inquiry = ColumnInquiry(self._columns)
        self._asked: dict[Condition, Codes] = {}

    def of(self, docket: Docket) -> list[_Answered]:
        """Return how a strategy was answered in each row; rows of the same answers share it."""
        rules = [self._truths(rule.condition) for rule in docket.strategy.rules if not rule.about_plan]
        bars = [self._stated(fact) for fact in docket.bars]
        answers = np.column_stack((self._columns.are_told, *rules, *bars)).astype(np.uint8)
        different, which = np.unique(answers, axis=0, return_inverse=True)
        found = [_answered(docket, [int(code) for code in row]) for row in different]
        return [found[at] for at in which.reshape(-1)]

    def _truths(self, condition: Condition) -> Codes:
        found = self._asked.get(condition)
        if found is None:
            true, is_open = self._inquiry.planes(condition)
            found = self._asked[condition] = _codes_of(true, is_open)
        return found

    def _stated(self, fact: FactId) -> Codes:
        planes = self._inquiry.stated(fact)
        return _codes_of(planes.true, planes.unknown)


def _codes_of(true: NDArray[np.bool_], is_open: NDArray[np.bool_]) -> Codes:
    codes: Codes = np.where(true, Truth.TRUE, np.where(is_open, Truth.UNKNOWN, Truth.FALSE)).astype(np.uint8)
    return codes


def _answered(docket: Docket, row: Sequence[int]) -> _Answered:
    """Place a strategy by one set of answers: whether lesions are told, its rules without a plan, its bars."""
    has_lesions_told, told = bool(row[0]), iter(row[1:])
    rules = docket.strategy.rules
    truths = tuple(Truth.UNKNOWN if rule.about_plan else _TRUTHS[next(told)] for rule in rules)
    stated = {fact: _TRUTHS[next(told)] for fact in docket.bars}
    bars = bars_of(docket, stated.__getitem__)
    is_settled = not docket.strategy.asks_for_plans or hope_of(docket, bars, truths) is Status.EXCLUDED
    place = place_of(docket, bars, truths, None, has_lesions_told=has_lesions_told) if is_settled else None
    return _Answered(docket=docket, bars=bars, truths=truths, place=place)


def _places(found: Sequence[_Answered], table: FactTable, thresholds: Mapping[str, float]) -> Iterator[Place]:
    """Yield where one case puts each strategy; plans are made for those that need them."""
    planner: Planner | None = None
    inquiry = Inquiry(table)
    for one in found:
        if one.place is not None:
            yield one.place
            continue
        if planner is None:
            planner = Planner(table, thresholds)
        plan_set = plan_for(planner, one.docket.strategy)
        asked, truths = with_plan(inquiry, plan_set), list(one.truths)
        for at in one.docket.about_plan:
            truths[at] = asked.truth(one.docket.strategy.rules[at].condition)
        yield place_of(one.docket, one.bars, truths, plan_set, has_lesions_told=table.lesions is not None)
