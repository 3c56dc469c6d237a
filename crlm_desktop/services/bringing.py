"""What bringing a pack back would change at home: case by case, and of the meeting; then the values to be written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING

from crlm_desktop.case import casefile
from crlm_desktop.case.identity import CaseId, Identity
from crlm_desktop.case.record import Case
from crlm_desktop.errors import InputError, Problem, problem
from crlm_desktop.meeting.agenda import Meeting, MeetingState
from crlm_desktop.meeting.opinion import OpinionId
from crlm_desktop.registry import faults, pack_faults, projection
from crlm_desktop.registry.pack import Base, Contents, Pack, PackedCase, PackedOpinion, PackedRevision, Recorded, Taking
from crlm_desktop.services import pack_parts
from crlm_desktop.services.merging import Merge, Side, merge
from crlm_desktop.services.pack_parts import Part, Walk, Whose

if TYPE_CHECKING:
    from crlm_desktop.registry.packs import CaseChange

Holder = Callable[[str], CaseId | None]


class Standing(Enum):
    """How the record of one case stands to that at home."""

    NOTHING_NEW = "nothing new"
    FORWARD = "forward"
    BOTH = "both"
    NEW_CASE = "new case"
    NOT_POSSIBLE = "not possible"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What somebody has chosen where both sides changed the same: parts by their paths, records as a whole."""

    parts: Mapping[str, Whose] = field(default_factory=lambda: MappingProxyType({}))
    records: Mapping[CaseId, Case] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePlan:
    """What would become of one case.

    ``revisions`` are those to come after the newest at home; ``behind`` counts what home has saved since both were
    the same; ``numbers`` are the numbers at home of the pack's revisions, in their order. ``merge`` joins both where
    both have gone on.
    """

    id: CaseId
    number: str
    standing: Standing
    revisions: tuple[PackedRevision, ...] = ()
    behind: int = 0
    numbers: tuple[int, ...] = ()
    merge: Merge | None = None
    identity: Identity
    opinions: tuple[PackedOpinion, ...] = ()
    withdrawn: Mapping[OpinionId, datetime] = field(default_factory=dict)
    is_identity_changed: bool = False
    problem: Problem | None = None
    created_at: datetime

    @property
    def is_changed(self) -> bool:
        """Whether anything would be written of the case."""
        has_more = bool(self.revisions or self.opinions or self.withdrawn or self.is_identity_changed)
        return has_more or self.standing is Standing.NEW_CASE

    @property
    def is_to_choose(self) -> bool:
        """Whether somebody has to choose between two values of the record."""
        return self.merge is not None and bool(self.merge.disagreements)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What bringing a pack back would change.

    ``parts`` come from the pack, ``conflicts`` have to be chosen, ``at_home`` was changed here since. ``is_known``
    tells whether this registry knows what both started from; ``done_at`` when this pack was brought back already.
    """

    pack: str
    taking: Taking
    made_at: datetime
    made_by: str
    cases: tuple[CasePlan, ...]
    meeting: Meeting
    parts: tuple[Part, ...]
    conflicts: tuple[Part, ...]
    at_home: tuple[Part, ...]
    closed_at: datetime | None
    is_known: bool
    done_at: datetime | None

    @property
    def takes_meeting(self) -> bool:
        """Whether the meeting still takes anything."""
        return self.closed_at is None

    @property
    def choices(self) -> int:
        """How many choices are to be made."""
        return sum(one.is_to_choose for one in self.cases) + len(self.open_conflicts)

    @property
    def open_conflicts(self) -> tuple[Part, ...]:
        """The parts between which somebody has to choose; what a closed meeting does not take is not among them."""
        return tuple(one for one in self.conflicts if self.takes_meeting or one.place in IDENTITY_PLACES)

    @property
    def taken_parts(self) -> tuple[Part, ...]:
        """The parts that are taken from the pack without a choice."""
        return tuple(one for one in self.parts if self.takes_meeting or one.place in IDENTITY_PLACES)

    @property
    def untaken(self) -> tuple[Part, ...]:
        """What the pack says of a meeting that was closed at home meanwhile: it takes nothing any more."""
        if self.takes_meeting:
            return ()
        return tuple(one for one in (*self.parts, *self.conflicts) if one.place not in IDENTITY_PLACES)

    @property
    def problems(self) -> tuple[CasePlan, ...]:
        """The cases that cannot be brought back as they are."""
        return tuple(one for one in self.cases if one.problem is not None)

    @property
    def changes_anything(self) -> bool:
        """Whether anything but the log would be written."""
        return any(one.is_changed for one in self.cases) or bool(self.taken_parts or self.open_conflicts)


IDENTITY_PLACES = tuple(pack_parts.Place(one) for one in pack_parts.IDENTITY)


def plan(
    home: Contents,
    pack: Pack,
    *,
    known: frozenset[str],
    done_at: datetime | None,
    holder: Holder,
    chosen: Mapping[str, Whose] = MappingProxyType({}),
) -> Plan:
    """Return what the pack would change, with the sides that are chosen; nothing is written.

    ``known`` are the states (by their packs) that this registry knows to have been, ``holder`` tells who has a number.
    """
    base = next((one for one in reversed(pack.bases) if one.pack in known), None)
    walk = Walk(chosen)
    found = [_case(walk, base, home.case(one.id), one) for one in pack.contents.cases]
    cases = tuple(_with_number_problem(one, found, holder) for one in found)
    joined = pack_parts.meeting(walk, base.meeting if base else None, home.meeting, pack.contents.meeting)
    return Plan(
        pack=pack.id,
        taking=pack.taking,
        made_at=pack.made_at,
        made_by=pack.made_by,
        cases=cases,
        meeting=joined,
        parts=tuple(walk.from_pack),
        conflicts=tuple(walk.conflicts),
        at_home=tuple(walk.from_home),
        closed_at=home.meeting.closed_at if home.meeting.state is MeetingState.CLOSED else None,
        is_known=base is not None,
        done_at=done_at,
    )


def all_of(planned: Plan, whose: Whose) -> Choices:
    """Return the choices that take one side everywhere."""
    side = Side.MINE if whose is Whose.PACK else Side.THEIRS
    records = {
        one.id: one.merge.chosen({clash.path: side for clash in one.merge.disagreements})
        for one in planned.cases
        if one.merge is not None and one.is_to_choose
    }
    return Choices(parts={one.path: whose for one in planned.open_conflicts}, records=records)


def change_of(case: CasePlan, merged: Case | None, *, author: str, at: datetime, reason: str) -> CaseChange:
    """Return what is to be written of a case; ``merged`` is the record that holds both sides where both went on."""
    from crlm_desktop.registry.packs import CaseChange

    revisions = case.revisions
    content = casefile.canonical(merged).decode() if merged is not None else ""
    if merged is not None and content != revisions[-1].content:
        newest = revisions[-1]
        joining = PackedRevision(
            number=newest.number + 1,
            content=content,
            sha256=casefile.sha256(merged),
            parent_sha256=newest.sha256,
            author=author,
            recorded_at=at,
            reason=reason,
        )
        revisions = (*revisions, joining)
    return CaseChange(
        id=case.id,
        created_at=case.created_at,
        identity=case.identity,
        revisions=revisions,
        opinions=case.opinions,
        withdrawn=case.withdrawn,
    )


def as_here(told: Recorded, case: CasePlan) -> Recorded:
    """Return who recorded an outcome when, with the number that the revision they saw has at home."""
    return replace(told, revision=case.numbers[told.revision - 1])


def _case(walk: Walk, base: Base | None, home: PackedCase | None, pack: PackedCase) -> CasePlan:
    before = base.case(pack.id) if base is not None else None
    if home is None:
        return _new(pack)
    identity = pack_parts.identity(walk, pack.id, before.identity if before else None, home.identity, pack.identity)
    opinions, withdrawn = _opinions(home, pack)
    made = CasePlan(
        id=pack.id,
        number=home.identity.number,
        standing=Standing.NOTHING_NEW,
        identity=identity,
        opinions=opinions,
        withdrawn=withdrawn,
        is_identity_changed=identity != home.identity,
        created_at=home.created_at,
    )
    return _with_revisions(made, home.revisions, pack.revisions)


def _new(pack: PackedCase) -> CasePlan:
    return CasePlan(
        id=pack.id,
        number=pack.identity.number,
        standing=Standing.NEW_CASE,
        revisions=pack.revisions,
        numbers=tuple(one.number for one in pack.revisions),
        identity=pack.identity,
        opinions=pack.opinions,
        created_at=pack.created_at,
    )


def _with_revisions(case: CasePlan, home: tuple[PackedRevision, ...], pack: tuple[PackedRevision, ...]) -> CasePlan:
    here = _known(home, pack)
    if not here:
        return replace(case, standing=Standing.NOT_POSSIBLE, problem=problem(case.number, pack_faults.OTHER_HISTORY))
    ancestor, head, tail = here[-1], home[-1], pack[len(here) :]
    behind = head.number - ancestor
    numbers = (*here, *range(head.number + 1, head.number + 1 + len(tail)))
    case = replace(case, behind=behind, numbers=numbers)
    if not tail:
        return case
    case = replace(case, revisions=_following(head, tail))
    if not behind:
        return replace(case, standing=Standing.FORWARD)
    joined = merge(_parsed(home[ancestor - 1]), mine=_parsed(tail[-1]), theirs=_parsed(head))
    case = replace(case, standing=Standing.BOTH, merge=joined)
    if not joined.disagreements:
        try:
            joined.chosen({})
        except InputError as error:
            return replace(case, problem=error.problems[0])
    return case


def _known(home: tuple[PackedRevision, ...], pack: tuple[PackedRevision, ...]) -> tuple[int, ...]:
    """Return the numbers at home of the first revisions of the pack, as far as they are there in their order."""
    found: list[int] = []
    rest = iter(home)
    for one in pack:
        same = next((other for other in rest if other.fingerprint == one.fingerprint), None)
        if same is None:
            break
        found.append(same.number)
    return tuple(found)


def _following(head: PackedRevision, tail: tuple[PackedRevision, ...]) -> tuple[PackedRevision, ...]:
    """Return revisions as those that follow ``head``: content, author, moment and reason stay theirs."""
    made: list[PackedRevision] = []
    for one in tail:
        before = made[-1] if made else head
        made.append(replace(one, number=before.number + 1, parent_sha256=before.sha256))
    return tuple(made)


def _opinions(home: PackedCase, pack: PackedCase) -> tuple[tuple[PackedOpinion, ...], Mapping[OpinionId, datetime]]:
    """Return the opinions that are new, and those at home that were withdrawn or replaced elsewhere, with when."""
    ours = {one.opinion.id: one for one in home.opinions}
    withdrawn = {
        one.opinion.id: one.withdrawn_at
        for one in pack.opinions
        if one.withdrawn_at is not None and one.opinion.id in ours and ours[one.opinion.id].withdrawn_at is None
    }
    standing = [one for one in home.opinions if one.withdrawn_at is None and one.opinion.id not in withdrawn]
    new: list[PackedOpinion] = []
    for one in pack.opinions:
        if one.opinion.id in ours:
            continue
        rival = next((other for other in standing if _is_same_voice(one, other)), None)
        if rival is None or one.withdrawn_at is not None:
            new.append(one)
        elif _moment(rival) < _moment(one):
            withdrawn[rival.opinion.id] = one.opinion.given_at
            new.append(one)
        else:
            new.append(replace(one, withdrawn_at=rival.opinion.given_at))
    return tuple(new), withdrawn


def _is_same_voice(one: PackedOpinion, other: PackedOpinion) -> bool:
    """Whether the same person of the same discipline speaks of the same option: then the later word holds."""
    a, b = one.opinion, other.opinion
    return (a.person, a.discipline, a.strategy) == (b.person, b.discipline, b.strategy)


def _moment(one: PackedOpinion) -> tuple[datetime, str]:
    return one.opinion.given_at, one.opinion.id


def _with_number_problem(case: CasePlan, cases: Sequence[CasePlan], holder: Holder) -> CasePlan:
    """Return what would become of a case, refused where its new number would be another's too when all is brought.

    A number that a case of the pack gives up by it is free.
    """
    number, folded = case.identity.number, projection.folded
    is_kept = case.standing is not Standing.NEW_CASE and folded(case.number) == folded(number)
    if is_kept or case.problem is not None:
        return case
    rivals = {one.id for one in cases if folded(one.identity.number) == folded(number)}
    taken = holder(number)
    if taken is not None and taken not in {one.id for one in cases}:
        rivals.add(taken)
    if rivals == {case.id}:
        return case
    return replace(case, problem=problem(number, faults.NUMBER_TAKEN_UNNAMED, number=number))


def _parsed(revision: PackedRevision) -> Case:
    return casefile.parse(revision.content.encode())
