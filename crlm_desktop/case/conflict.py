"""A contradiction: the paths of the record that say what cannot be true together, and that in words."""

from __future__ import annotations

from dataclasses import dataclass

from crlm_desktop.case.dates import PartialDate
from crlm_desktop.case.fields import name_of
from crlm_desktop.case.wording import Text


@dataclass(frozen=True, slots=True)
class Conflict:
    """Paths of the record that contradict each other, and in words what they say."""

    paths: tuple[str, ...]
    text: Text


def out_of_order(later: str, later_on: PartialDate, earlier: str, earlier_on: PartialDate) -> Conflict:
    """Return the contradiction that what must come later came earlier."""
    late, early = name_of(later), name_of(earlier)
    return Conflict(
        (later, earlier),
        Text(
            f"“{late.en}” is {later_on}, which lies before “{early.en}” ({earlier_on}).",
            f"“{late.zh}”（{later_on}）早于“{early.zh}”（{earlier_on}）。",
        ),
    )
