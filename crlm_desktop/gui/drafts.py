"""What was typed and could not be written yet: a text at its field with the reason, an opinion that is not given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from crlm_desktop.case.identity import CaseId
from crlm_desktop.errors import N_, Code, Problem, Tellable, problem
from crlm_desktop.meeting.opinion import PERSON_MISSING, OpinionStance
from crlm_desktop.meeting.people import Discipline


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A text that stays in its field, and what is wrong with it."""

    text: str
    reason: Tellable


RESTORED = Code(
    "draft.restored",
    N_("Put back and not written yet: Enter writes it, Esc brings back what is stored."),
)
DISCIPLINE_MISSING = Code("opinion.discipline_missing", N_("Choose the discipline for which the person speaks."))


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionDraft:
    """An opinion as it is typed; ``strategy`` is empty for the case as a whole."""

    strategy: str
    person: str = ""
    discipline: Discipline | None = None
    stance: OpinionStance = OpinionStance.FOR
    text: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been typed."""
        return not self.person and not self.text and self.discipline is None

    def problems(self) -> tuple[Problem, ...]:
        """Return what keeps the draft from being an opinion; the rest is checked when it is given."""
        found = [] if self.person.strip() else [problem("person", PERSON_MISSING)]
        if self.discipline is None:
            found.append(problem("discipline", DISCIPLINE_MISSING))
        return tuple(found)


OpinionDrafts: TypeAlias = dict[tuple[CaseId, str], OpinionDraft]
"""The opinions that are being typed, by case and strategy; they outlive the panels."""
