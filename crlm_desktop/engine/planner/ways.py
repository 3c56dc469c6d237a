"""The ways in which one lesion can be treated, and the verdict on each: allowed or not, how well, on what condition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import NamedTuple, assert_never

from crlm_desktop.engine.proposal import LesionModality
from crlm_desktop.engine.tri import FALSE, FactId, Tri


class Way(IntEnum):
    """What is done to one lesion, in the order of `Ways`; the two ways to resect differ in what they take with it."""

    ANATOMICAL = 0
    WEDGE = 1
    ABLATE = 2
    SBRT = 3
    LEAVE = 4

    @property
    def modality(self) -> LesionModality:
        """The modality as a plan names it."""
        match self:
            case Way.ANATOMICAL | Way.WEDGE:
                return LesionModality.RESECT
            case Way.ABLATE:
                return LesionModality.ABLATE
            case Way.SBRT:
                return LesionModality.SBRT
            case Way.LEAVE:
                return LesionModality.LEAVE
            case _:
                assert_never(self)


WAYS = tuple(Way)


class AssumptionKind(Enum):
    """What a plan takes as given of a lesion because the record leaves it open."""

    DUCT_FAR = "duct_far"
    BOWEL_FAR = "bowel_far"
    PEDICLE_FAR = "pedicle_far"
    VISIBLE = "visible"
    WITHIN_PLANNED = "within_planned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """Something taken as given of one lesion; ``fact`` is what would settle it."""

    kind: AssumptionKind
    lesion: str
    fact: FactId


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a way is open to a lesion.

    ``is_ideal`` is false where it is possible but the evidence is weaker (ablation of 30-50 mm, irradiation).
    ``is_last_resort`` marks what the evidence advises against without ruling it out (ablation above 50 mm or beside a
    central bile duct, irradiation beside the bowel): it is taken only where nothing else is open. ``judged`` says that
    the team's judgement overrode what derives.
    """

    answer: Tri
    is_ideal: bool = True
    is_last_resort: bool = False
    judged: bool = False
    assumptions: tuple[Assumption, ...] = ()


CLOSED = Verdict(answer=FALSE)
Verdicts = Mapping[Way, Verdict]
"""The verdicts on the ways of one lesion; ways that a strategy does not allow are absent."""


def without_last_resorts(verdicts: Verdicts) -> Verdicts:
    """Return the verdicts without what is advised against, unless it is all that is, or can still be, open.

    A lesion that surely vanished can be left; one that may have vanished is not left for that.
    """
    has_better = any(
        not verdict.is_last_resort and (verdict.answer.is_true or (verdict.answer.is_unknown and way is not Way.LEAVE))
        for way, verdict in verdicts.items()
    )
    if not has_better:
        return verdicts
    return {way: verdict for way, verdict in verdicts.items() if not verdict.is_last_resort}


class Ways(NamedTuple):
    """What is done to all lesions of a case: for each way a set of positions, written as a number with a bit for each.

    No position is in two of the sets: nothing is treated twice.
    """

    anatomical: int = 0
    wedge: int = 0
    ablate: int = 0
    sbrt: int = 0
    leave: int = 0

    def of(self, place: int) -> Way:
        """Return the way of the lesion at a position."""
        anatomical, wedge, ablate, sbrt, leave = self
        bit = 1 << place
        if wedge & bit:
            return Way.WEDGE
        if ablate & bit:
            return Way.ABLATE
        if anatomical & bit:
            return Way.ANATOMICAL
        if sbrt & bit:
            return Way.SBRT
        if leave & bit:
            return Way.LEAVE
        raise ValueError(f"the lesion at {place} has no way")

    def at(self, way: Way) -> int:
        """Return the positions of the lesions that are treated in one way."""
        return self[way]

    def changed(self, place: int, way: Way) -> Ways:
        """Return these ways with another one for the lesion at a position."""
        bit = 1 << place
        return Ways(*(places | bit if one is way else places & ~bit for one, places in zip(WAYS, self, strict=True)))

    def treated_by(self, modality: LesionModality) -> int:
        """Return the positions of the lesions that are treated by a modality."""
        match modality:
            case LesionModality.RESECT:
                return self.anatomical | self.wedge
            case LesionModality.ABLATE:
                return self.ablate
            case LesionModality.SBRT:
                return self.sbrt
            case LesionModality.LEAVE:
                return self.leave
            case _:
                assert_never(modality)

    def meet(self, marked: Ways) -> int:
        """Return the positions of the lesions whose way is marked for them."""
        return (
            self.anatomical & marked.anatomical
            | self.wedge & marked.wedge
            | self.ablate & marked.ablate
            | self.sbrt & marked.sbrt
            | self.leave & marked.leave
        )


def places_in(places: int) -> Iterator[int]:
    """Yield the positions of a set, lowest first."""
    place = 0
    while places:
        if places & 1:
            yield place
        places >>= 1
        place += 1


def places_where(flags: Iterable[bool]) -> int:
    """Return the set of the positions at which a flag is true."""
    places, bit = 0, 1
    for flag in flags:
        if flag:
            places |= bit
        bit <<= 1
    return places


class Marks(NamedTuple):
    """Of the lesions of a case, for each way those of whose verdict something holds."""

    open: Ways
    weak: Ways
    assumed: Ways

    @classmethod
    def of(cls, verdicts: Sequence[Verdicts]) -> Marks:
        """Mark what is unknown, what is not ideal, and what rests on an assumption."""
        found = [[0] * len(WAYS) for _ in cls._fields]
        bit = 1
        for each in verdicts:
            for way, verdict in each.items():
                if verdict.answer.is_unknown:
                    found[0][way] |= bit
                if not verdict.is_ideal:
                    found[1][way] |= bit
                if verdict.assumptions:
                    found[2][way] |= bit
            bit <<= 1
        return cls(*(Ways(*places) for places in found))
