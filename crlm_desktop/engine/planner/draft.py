"""A plan before it is put into words: an outline together with what it hangs on and what it takes as given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crlm_desktop.case.choices import Augmentation
from crlm_desktop.engine.planner.ground import Ground
from crlm_desktop.engine.planner.operation import Operation
from crlm_desktop.engine.planner.reckoning import TOTAL, Remnant
from crlm_desktop.engine.planner.sketch import Sketch, Sketching, procedures
from crlm_desktop.engine.planner.ways import Assumption, AssumptionKind, Verdicts, Ways, places_in
from crlm_desktop.engine.tri import FactId, Tri, Truth, tri_and


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An operation with the way of every lesion.

    ``stands`` tells whether it can be carried out, ``sufficient`` whether it leaves enough liver for its quality,
    ``weaker`` how many lesions it treats on weaker evidence, ``against_advice`` how many of those against advice.
    """

    operation: Operation
    ways: Ways
    stands: Tri
    sufficient: Tri
    remnant: Remnant
    procedures: int
    weaker: int
    against_advice: int
    assumptions: tuple[Assumption, ...]

    @property
    def good(self) -> Tri:
        """Whether it can be carried out and leaves enough."""
        return tri_and((self.stands, self.sufficient))


class Drafting:
    """Works the outlines of one case and strategy out into drafts."""

    def __init__(
        self, ground: Ground, verdicts: Sequence[Verdicts], sketching: Sketching, augmentation: Augmentation | None
    ) -> None:
        self._ground = ground
        self._verdicts = verdicts
        self._sketching = sketching
        self._augmentation = augmentation

    def draft(self, sketch: Sketch) -> Draft:
        """Work one outline out."""
        operation, ways = sketch.operation, sketch.ways
        remnant = self._ground.reckoning.remnant(operation, ways)
        required = self._ground.required
        return Draft(
            operation=operation,
            ways=ways,
            stands=self.stands(sketch),
            sufficient=Tri(sketch.sufficient, remnant.hangs_on | required.hangs_on),
            remnant=remnant,
            procedures=procedures(ways, self._augmentation, self._ground.augmented),
            weaker=sketch.weaker,
            against_advice=sum(each[ways.of(place)].is_last_resort for place, each in enumerate(self._verdicts)),
            assumptions=tuple(self._assumptions(operation, ways)),
        )

    def stands(self, sketch: Sketch) -> Tri:
        """Return whether an outline can be carried out, with what it hangs on."""
        if sketch.stands is not Truth.UNKNOWN:
            return Tri(sketch.stands)
        return Tri(Truth.UNKNOWN, self._open_facts(sketch))

    def _open_facts(self, sketch: Sketch) -> Iterator[FactId]:
        operation, ways = sketch.operation, sketch.ways
        for place in places_in(self._sketching.open_places(ways)):
            yield from self._verdicts[place][ways.of(place)].answer.hangs_on
        if self._sketching.is_beam_safe(operation, ways) is Truth.UNKNOWN:
            yield TOTAL
        remnant = self._ground.reckoning.remnant(operation, ways)
        if self._sketching.keeps_floor(operation, remnant.share) is Truth.UNKNOWN:
            yield from remnant.hangs_on

    def _assumptions(self, operation: Operation, ways: Ways) -> Iterator[Assumption]:
        for place, target in enumerate(self._ground.targets):
            yield from self._verdicts[place][ways.of(place)].assumptions
            if operation.presumed_inside >> place & 1:
                fact = target.fact("segments")
                yield Assumption(kind=AssumptionKind.WITHIN_PLANNED, lesion=target.id, fact=fact)
