"""How every strategy stands for every case of a registry: as `Engine.propose` has it, without arguments and plans.

What speaks of no plan is asked over columns, and each different set of answers is placed once; the planner runs only
for those cases and strategies whose status a plan can still change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from crlm_desktop.case.record import Case
from crlm_desktop.engine.columns import ColumnSheet, FactColumns
from crlm_desktop.engine.docket import Bar, Docket, bars_of, hope_of, place_of
from crlm_desktop.engine.expression import compile_expression
from crlm_desktop.engine.expression.sheet import Sheet
from crlm_desktop.engine.facts import FACTS, FactTable, facts_of
from crlm_desktop.engine.options import with_plan
from crlm_desktop.engine.planner.plan_set import PlanSet
from crlm_desktop.engine.planner.planning import Planner
from crlm_desktop.engine.preference import INTENTS, Place, Ranking, ranked
from crlm_desktop.engine.proposal import Intent, Status, StrategyId
from crlm_desktop.engine.replanning import plan_for
from crlm_desktop.engine.scalar import Inquiry
from crlm_desktop.engine.tri import Truth

CHUNK = 64
"""How many cases are worked on together; the facts of no more of them are held at a time. More are no quicker."""
STATUSES = tuple(Status)
"""The statuses in the order of their codes, best first."""
NO_INTENT = len(INTENTS)
"""The code of an intent that hangs on something unknown; the others are places in `INTENTS`."""

Codes = NDArray[np.uint8]

_TRUTHS = tuple(Truth)
_MOST_REMEMBERED = 4096
"""How many sets of answers of one strategy are remembered before it begins anew."""


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


def status_table(
    dockets: Sequence[Docket],
    thresholds: Mapping[str, float],
    cases: Iterable[Case],
    each: Callable[[], object] = lambda: None,
) -> StatusTable:
    """Return how the strategies of the dockets stand for all cases, which may be read while this goes on.

    ``each`` is called whenever one more case stands in the table; what it raises ends the work.
    """
    statuses, ranks, intents = bytearray(), bytearray(), bytearray()
    desk = _Desk(dockets, thresholds)
    for chunk in _chunks(cases):
        for ranking in desk.rankings([facts_of(case) for case in chunk]):
            statuses += bytes(_STATUS_CODES[status] for status in ranking.statuses)
            ranks += bytes(map(_rank_code, ranking.statuses, ranking.ranks))
            intents.append(NO_INTENT if ranking.intent is None else INTENTS.index(ranking.intent))
            each()
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


class _Desk:
    """All dockets, with everything that they ask without a plan on one sheet for columns."""

    def __init__(self, dockets: Sequence[Docket], thresholds: Mapping[str, float]) -> None:
        self._thresholds = thresholds
        self._files = [_File(docket) for docket in dockets]
        asked = [condition for file in self._files for condition in file.asked]
        self._sheet = ColumnSheet(asked)
        self._facts = sorted({fact for condition in asked for fact in condition.facts})

    def rankings(self, tables: Sequence[FactTable]) -> Iterator[Ranking]:
        """Yield how the options of each case compare."""
        columns = FactColumns.of(tables, self._facts, FACTS)
        answers = self._sheet.answers(columns)
        by_file, first = [], 0
        for file in self._files:
            told = [answers.truths(place) for place in range(first, first + len(file.asked))]
            first += len(told)
            by_file.append(file.answered(np.column_stack([columns.are_told, *told]).astype(np.uint8)))
        for row, table in enumerate(tables):
            yield ranked(list(self._places([found[row] for found in by_file], table)))

    def _places(self, found: Sequence[_Answered], table: FactTable) -> Iterator[Place]:
        """Yield where one case puts each strategy; plans are made for those that need them."""
        planner: Planner | None = None
        inquiry = Inquiry(table)
        for file, one in zip(self._files, found, strict=True):
            if one.place is not None:
                yield one.place
                continue
            if planner is None:
                planner = Planner(table, self._thresholds)
            yield file.planned(one, inquiry, plan_for(planner, file.docket.strategy))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answered:
    """What all that speaks of no plan answers of a strategy; ``place`` is ``None`` while a plan can change it.

    What speaks of the plan is unknown in ``truths``.
    """

    bars: tuple[Bar, ...]
    truths: tuple[Truth, ...]
    place: Place | None


class _File:
    """One docket: what it ``asked`` without a plan, and, for each set of answers that came up, what they make of it."""

    def __init__(self, docket: Docket) -> None:
        rules = docket.strategy.rules
        self.docket = docket
        self.asked = [
            *(rule.condition for rule in rules if not rule.about_plan),
            *(compile_expression(fact, catalogue=FACTS) for fact in docket.bars),
        ]
        self._of_plan = Sheet([rules[at].condition for at in docket.about_plan])
        self._found: dict[bytes, _Answered] = {}

    def answered(self, rows: Codes) -> list[_Answered]:
        """Return what the answers of each row make of it: whether lesions are told, its rules without a plan, its bars.

        Rows of the same answers share it.
        """
        return [self._found.get(row.tobytes()) or self._answered(row.tobytes()) for row in rows]

    def _answered(self, row: bytes) -> _Answered:
        docket, told = self.docket, iter(row[1:])
        rules = docket.strategy.rules
        truths = tuple(Truth.UNKNOWN if rule.about_plan else _TRUTHS[next(told)] for rule in rules)
        stated = {fact: _TRUTHS[next(told)] for fact in docket.bars}
        bars = bars_of(docket, stated.__getitem__)
        is_settled = not docket.strategy.asks_for_plans or hope_of(docket, bars, truths) is Status.EXCLUDED
        place = place_of(docket, bars, truths, None, has_lesions_told=bool(row[0])) if is_settled else None
        if len(self._found) >= _MOST_REMEMBERED:
            self._found.clear()
        self._found[row] = found = _Answered(bars=bars, truths=truths, place=place)
        return found

    def planned(self, answered: _Answered, inquiry: Inquiry, plan_set: PlanSet) -> Place:
        """Return where the plans of a case put the strategy."""
        truths = list(answered.truths)
        for at, truth in zip(self.docket.about_plan, with_plan(inquiry, plan_set).truths(self._of_plan), strict=True):
            truths[at] = truth
        has_lesions_told = inquiry.table.lesions is not None
        return place_of(self.docket, answered.bars, truths, plan_set, has_lesions_told=has_lesions_told)
