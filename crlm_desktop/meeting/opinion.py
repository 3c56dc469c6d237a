"""What one person of one discipline thinks of an option for a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from crlm_desktop.case.identity import CaseId
from crlm_desktop.case.wording import Choice
from crlm_desktop.errors import N_, Code, InputError, problem
from crlm_desktop.meeting.people import Discipline

OpinionId = NewType("OpinionId", str)
MAX_TEXT = 20_000

PERSON_MISSING = Code("opinion.person_missing", N_("An opinion needs the name of the person who holds it."))
TEXT_MISSING = Code("opinion.text_missing", N_("A comment needs words: a neutral opinion without a text says nothing."))
TOO_LONG = Code("opinion.too_long", N_("This is too long: at most {limit} characters are allowed."))


class OpinionStance(Choice):
    """Where the person stands on the option."""

    FOR = "for", "for", "支持"
    AGAINST = "against", "against", "反对"
    NEUTRAL = "neutral", "comment", "意见"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """An opinion on the option ``strategy`` (empty: on the case as a whole), about the revision it names (SHA-256)."""

    id: OpinionId
    case_id: CaseId
    case_sha256: str
    person: str
    discipline: Discipline
    strategy: str
    stance: OpinionStance
    text: str
    given_at: datetime


def checked(opinion: Opinion) -> Opinion:
    """Return the opinion, or refuse it with every reason."""
    found = [] if opinion.person.strip() else [problem("person", PERSON_MISSING)]
    if opinion.stance is OpinionStance.NEUTRAL and not opinion.text.strip():
        found.append(problem("text", TEXT_MISSING))
    found.extend(
        problem(path, TOO_LONG, limit=limit)
        for path, text, limit in (("person", opinion.person, 200), ("text", opinion.text, MAX_TEXT))
        if len(text) > limit
    )
    if found:
        raise InputError(found)
    return opinion
