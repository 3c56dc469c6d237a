"""Who a case is about: what identifies a person, kept apart from the clinical record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NewType

from crlm_desktop.errors import N_, Code, InputError, problem

CaseId = NewType("CaseId", str)
MAX_NAME = 200

NUMBER_MISSING = Code("identity.number_missing", N_("A case needs a number by which the hospital finds the person."))
TOO_LONG = Code("identity.too_long", N_("This is too long: at most {limit} characters are allowed."))
BORN_LATE = Code("identity.born_late", N_("The birth date {value} lies after today."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Name, hospital number and birth date of one person; the number is required, the rest may be unknown."""

    number: str
    name: str = ""
    born_on: date | None = None


def checked(identity: Identity, *, today: date) -> Identity:
    """Return the identity with trimmed texts; a missing number, long texts and a future birth date are refused."""
    trimmed = Identity(number=identity.number.strip(), name=identity.name.strip(), born_on=identity.born_on)
    found = [] if trimmed.number else [problem("number", NUMBER_MISSING)]
    for path, text in (("number", trimmed.number), ("name", trimmed.name)):
        if len(text) > MAX_NAME:
            found.append(problem(path, TOO_LONG, limit=MAX_NAME))
    if trimmed.born_on is not None and trimmed.born_on > today:
        found.append(problem("born_on", BORN_LATE, value=trimmed.born_on.isoformat()))
    if found:
        raise InputError(found)
    return trimmed
