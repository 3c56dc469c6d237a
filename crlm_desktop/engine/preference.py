"""The one place where it is written which option is preferred over which: lexicographic, without hidden weights.

Within an intent, in this order: strong arguments for minus against; moderate ones; parenchyma kept; procedures, fewer
first; invasiveness, less first. Options that are equal in all of them tie. While nobody has told which lesions
there are, only arguments order the options that hang on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from crlm_desktop.engine.proposal import Intent, Stance, Status, Strength

INTENTS = tuple(Intent)
"""The intents, best first."""


class Balance(NamedTuple):
    """Arguments for minus arguments against that hold, by strength; compared in this order."""

    strong: int
    moderate: int
    weak: int


EVEN = Balance(0, 0, 0)
_STRENGTHS = tuple(Strength)


class Weight(NamedTuple):
    """How much an argument weighs when it holds: the place of its strength in `Balance`, and 1 or -1 by its stance."""

    place: int
    sign: int


def weight_of(stance: Stance, strength: Strength) -> Weight:
    """Return the weight of an argument; requirements and exclusions have no strength and do not weigh."""
    return Weight(_STRENGTHS.index(strength), 1 if stance is Stance.FOR else -1)


def balance_of(holding: Iterable[Weight]) -> Balance:
    """Return the balance of the arguments that hold."""
    found = [0, 0, 0]
    for place, sign in holding:
        found[place] += sign
    return Balance(*found)


class Preference(NamedTuple):
    """What decides between two options of one intent; the smaller one is preferred.

    ``removed_percent`` is the parenchyma that the option takes, to the whole percent: estimates carry no more.
    """

    against_strong: int
    against_moderate: int
    removed_percent: int
    procedures: int
    invasiveness: int


def preference_of(
    balance: Balance, *, parenchyma_kept_percent: float, procedures: float, invasiveness: int
) -> Preference:
    """Return the preference of an option; an option that takes no parenchyma keeps 100 %."""
    return Preference(
        against_strong=-balance.strong,
        against_moderate=-balance.moderate,
        removed_percent=100 - round(parenchyma_kept_percent),
        procedures=round(procedures),
        invasiveness=invasiveness,
    )


Bound = tuple[int, int]
"""What a preference begins with."""


def bound_by(balance: Balance) -> Bound:
    """Return what the preference of an option with this balance begins with."""
    return (-balance.strong, -balance.moderate)


def by_arguments_alone(preference: Preference) -> Preference:
    """Return a preference without what an option would cost: that says nothing where nobody told what is to be treated.

    Else doing nothing would lead a record of which nothing is known, because it takes nothing.
    """
    return preference._replace(removed_percent=0, procedures=0, invasiveness=0)


@dataclass(frozen=True, slots=True)
class Place:
    """How an option stands before it is compared with the others.

    ``can_prevail`` is false when no answer to what is open would let the arguments for it prevail.
    """

    status: Status
    intent: Intent
    preference: Preference
    can_prevail: bool = True

    @property
    def is_open(self) -> bool:
        """Whether it is conditional, and what is open could still make it suitable."""
        return self.status is Status.CONDITIONAL and self.can_prevail


def with_recommended(places: Sequence[Place]) -> list[Status]:
    """Return the statuses, the suitable ones of the best intent that none other is preferred over being recommended."""
    suitable = [place for place in places if place.status is Status.SUITABLE]
    if not suitable:
        return [place.status for place in places]
    best = min((INTENTS.index(place.intent), place.preference) for place in suitable)
    return [
        Status.RECOMMENDED
        if place.status is Status.SUITABLE and (INTENTS.index(place.intent), place.preference) == best
        else place.status
        for place in places
    ]


def reached_intent(statuses: Sequence[Status], places: Sequence[Place]) -> Intent | None:
    """Return the intent of the recommended options, ``None`` while a better one hangs on something unknown.

    What would be advised against whatever comes to be known keeps no intent open.
    """
    pairs = list(zip(statuses, places, strict=True))
    reached = [place.intent for status, place in pairs if status is Status.RECOMMENDED]
    open_ = [place.intent for _, place in pairs if place.is_open]
    if not reached or any(INTENTS.index(intent) < INTENTS.index(reached[0]) for intent in open_):
        return None
    return reached[0]


def order_of(status: Status, place: Place) -> tuple[int, int, int, Preference]:
    """Return the key by which options are shown: recommended first, then what is possible by intent, then the rest.

    A conditional option of a better intent thus stands before every settled option of a worse one that is not
    recommended, unless it would be advised against anyway; options of equal key tie.
    """
    group = _GROUPS[status]
    if status is Status.CONDITIONAL and not place.is_open:
        group = _GROUPS[Status.NOT_ADVISED]
    return (group, INTENTS.index(place.intent), _STATUSES.index(status), place.preference)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Options compared: the status and the rank of each in the order given, and the intent reached; equal ranks tie."""

    statuses: tuple[Status, ...]
    ranks: tuple[int, ...]
    intent: Intent | None


def ranked(places: Sequence[Place]) -> Ranking:
    """Compare options by their places."""
    statuses = with_recommended(places)
    keys = [order_of(status, place) for status, place in zip(statuses, places, strict=True)]
    in_order = sorted(keys)
    return Ranking(
        statuses=tuple(statuses),
        ranks=tuple(in_order.index(key) + 1 for key in keys),
        intent=reached_intent(statuses, places),
    )


_STATUSES = tuple(Status)
_GROUPS = {Status.RECOMMENDED: 0, Status.SUITABLE: 1, Status.CONDITIONAL: 1, Status.NOT_ADVISED: 2, Status.EXCLUDED: 3}
