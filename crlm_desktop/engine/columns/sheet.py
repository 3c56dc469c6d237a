"""Many conditions asked of very many cases, some thousand rows at a time, so that all of it stays in the cache."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crlm_desktop.engine.columns.asking import Drafting, question_of
from crlm_desktop.engine.columns.planes import ROWS_A_BYTE, Flags, bytes_for, packed, unpacked
from crlm_desktop.engine.columns.store import FactColumns
from crlm_desktop.engine.expression.condition import Condition
from crlm_desktop.engine.expression.sheet import without_equals
from crlm_desktop.engine.scalar import frame_of
from crlm_desktop.engine.tri import Truth

ROWS_AT_A_TIME = 1 << 16
"""A multiple of eight; with more the planes of a chunk leave the cache, with fewer numpy is called too often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What conditions, by their place in a sheet, answer in each case: two bits for each different one."""

    size: int
    true: NDArray[np.uint8]
    false: NDArray[np.uint8]
    rows: tuple[int, ...]

    def is_true(self, place: int) -> Flags:
        """Return in which cases a condition is true."""
        return unpacked(self.true[self.rows[place]], self.size)

    def is_false(self, place: int) -> Flags:
        """Return in which cases a condition is false."""
        return unpacked(self.false[self.rows[place]], self.size)

    def truths(self, place: int) -> NDArray[np.uint8]:
        """Return the answer of a condition in each case, as the number of a `Truth`."""
        return np.uint8(Truth.UNKNOWN) + self.is_true(place) - self.is_false(place).view(np.uint8)


class ColumnSheet:
    """Conditions, by their place in the order given, that are asked of columns together; equal ones are asked once.

    The answers are those of `scalar.Inquiry` for each case, with the same promise.
    """

    def __init__(self, conditions: Sequence[Condition]) -> None:
        different, rows = without_equals(conditions)
        self._rows = tuple(rows)
        self._questions = tuple(map(question_of, different))

    def answers(self, columns: FactColumns, *, at_a_time: int = ROWS_AT_A_TIME) -> Answers:
        """Return what each condition answers in each case.

        Beside the columns and the answers, which take two bits a condition and case, memory is needed for so many rows
        ``at_a_time``, a multiple of eight.
        """
        drafting = Drafting(columns)
        asked = [drafting.asked(question) for question in self._questions]
        shape = (len(asked), bytes_for(columns.size))
        true, false = np.empty(shape, dtype=np.uint8), np.empty(shape, dtype=np.uint8)
        for chunk in drafting.draft.run(at_a_time):
            place = slice(chunk.cases.start // ROWS_A_BYTE, bytes_for(chunk.cases.stop))
            for row, planes in enumerate(asked):
                true[row, place], false[row, place] = chunk.planes[planes.true], chunk.planes[planes.false]
        for row, question in enumerate(self._questions):
            if question.needs_rows:
                _ask_open_rows(question.condition, columns, true[row], false[row])
        return Answers(size=columns.size, true=true, false=false, rows=self._rows)


def _ask_open_rows(
    condition: Condition, columns: FactColumns, true: NDArray[np.uint8], false: NDArray[np.uint8]
) -> None:
    """Ask the rows that are still open one by one, and write down their answers."""
    holds, fails = unpacked(true, columns.size), unpacked(false, columns.size)
    for row in np.flatnonzero(~(holds | fails)):
        answer = condition.asking.ask(frame_of(columns.row(int(row))))
        holds[row], fails[row] = answer == Truth.TRUE, answer == Truth.FALSE
    true[:], false[:] = packed(holds), packed(fails)


class ColumnInquiry:
    """The columns of some cases, to be asked one condition after the other."""

    def __init__(self, columns: FactColumns) -> None:
        self._columns = columns

    def planes(self, condition: Condition) -> tuple[Flags, Flags]:
        """Return for each case whether the condition is true, and whether it is unknown."""
        answers = ColumnSheet([condition]).answers(self._columns)
        true, false = answers.is_true(0), answers.is_false(0)
        return true, ~(true | false)
