"""The Child-Pugh score of liver function.

One to three points each: bilirubin (below 2, 2 to 3, above 3 mg/dl, at 17.1 µmol/L each); albumin (above 35, 28 to
35, below 28 g/L); INR (below 1.7, 1.7 to 2.3, above 2.3); ascites; encephalopathy (none, grade 1-2, grade 3-4).
Class A 5-6, B 7-9, C 10-15. The middle band holds both of its boundaries. It speaks of the latest function that is
recorded.

It is in general use, and no publication is cited for it. Its class is a fact of the case as well, which strategies
ask as a measure of liver function.
"""

from __future__ import annotations

from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts import FactId
from crlm_desktop.engine.facts.function import CHILD_PUGH_PARTS, child_pugh_class, child_pugh_part
from crlm_desktop.engine.scores.parts import Facts, Part, summed

NAME = Text("Child-Pugh", "Child-Pugh 评分")


def _parts(facts: Facts) -> tuple[Part, ...]:
    return tuple(_part(name, facts) for name in CHILD_PUGH_PARTS)


def _part(name: str, facts: Facts) -> Part:
    value = facts.value(FactId(f"function.{name}"))
    points = child_pugh_part(value)
    return Part(name, points, frozenset() if points.is_exact else value.hangs_on)


def _grade(points: float) -> Text:
    letter = child_pugh_class(int(points))
    return Text(f"class {letter}", f"{letter} 级")


CHILD_PUGH = summed("child_pugh", NAME, sources=(), parts=_parts, grade=_grade)
