"""Contradictions in the treatments of a case."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from crlm_desktop.case.conflict import Conflict, out_of_order
from crlm_desktop.case.record import Case
from crlm_desktop.case.wording import Text


def contradicting_treatments(case: Case) -> Iterator[Conflict]:
    """Yield what is contradictory in the lines of systemic treatment, by itself and by their order."""
    numbers = [line.line for line in case.systemic or ()]
    for index, line in enumerate(case.systemic or ()):
        at = f"systemic[{index}]"
        if line.started_on and line.ended_on and line.ended_on.is_surely_before(line.started_on):
            yield out_of_order(f"{at}.ended_on", line.ended_on, f"{at}.started_on", line.started_on)
        if line.ongoing and line.ended_on and case.as_of and line.ended_on.is_surely_before(case.as_of):
            yield Conflict(
                (f"{at}.ongoing", f"{at}.ended_on"),
                Text(
                    f"A line of treatment is said to be ongoing, yet ended on {line.ended_on}.",
                    f"某线治疗标为正在进行，却记录于 {line.ended_on} 结束。",
                ),
            )
        if line.line is not None and line.line in numbers[:index]:
            yield Conflict(
                (f"{at}.line",),
                Text(
                    f"Line {line.line} of systemic treatment stands twice in the record.",
                    f"第 {line.line} 线全身治疗重复记录。",
                ),
            )
    yield from _lines_out_of_order(case)


def _lines_out_of_order(case: Case) -> Iterator[Conflict]:
    """Yield, for every two neighbouring lines, what cannot be of the earlier one since the later one began."""
    numbered = [(line.line, index, line) for index, line in enumerate(case.systemic or ()) if line.line is not None]
    in_order = sorted(numbered, key=lambda one: one[:2])
    for (number, index, line), (next_number, next_index, later) in pairwise(in_order):
        if number == next_number:
            continue
        if line.started_on and later.started_on and later.started_on.is_surely_before(line.started_on):
            yield out_of_order(
                f"systemic[{next_index}].started_on", later.started_on, f"systemic[{index}].started_on", line.started_on
            )
        elif line.ongoing and later.started_on and not (case.as_of and case.as_of.is_surely_before(later.started_on)):
            yield Conflict(
                (f"systemic[{index}].ongoing", f"systemic[{next_index}].started_on"),
                Text(
                    f"Line {number} is said to be ongoing, yet line {next_number} began on {later.started_on}.",
                    f"第 {number} 线标为正在进行，但第 {next_number} 线已于 {later.started_on} 开始。",
                ),
            )
