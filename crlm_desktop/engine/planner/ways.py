"""The ways in which one lesion can be treated, and the verdict on each: allowed or not, how well, on what condition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from crlm_desktop.engine.proposal import LesionModality
from crlm_desktop.engine.tri import FALSE, FactId, Tri


class Way(Enum):
    """What is done to one lesion; the two ways to resect differ in what they take with it."""

    ANATOMICAL = "anatomical"
    WEDGE = "wedge"
    ABLATE = "ablate"
    SBRT = "sbrt"
    LEAVE = "leave"

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
    ``judged`` says that the team's judgement overrode what derives.
    """

    answer: Tri
    is_ideal: bool = True
    judged: bool = False
    assumptions: tuple[Assumption, ...] = ()


CLOSED = Verdict(answer=FALSE)
Verdicts = Mapping[Way, Verdict]
"""The verdicts on the ways of one lesion; ways that a strategy does not allow are absent."""
