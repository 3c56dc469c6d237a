"""Facts on the lesions taken together, and those that derive for each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from crlm_desktop.case import choices as c
from crlm_desktop.case.record import MAX_LESIONS
from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts.choices import CouinaudSegment, Distribution
from crlm_desktop.engine.facts.declaration import FactKind, Scope
from crlm_desktop.engine.facts.declaring import choice, number, statement
from crlm_desktop.engine.facts.source import (
    Derivation,
    LesionDerivation,
    LesionSource,
    Source,
    derived,
    derived_of,
    held,
)
from crlm_desktop.engine.facts.value import FactValue, Members, one_of
from crlm_desktop.engine.interval import Interval, exactly
from crlm_desktop.engine.tri import FactId, Tri, Truth

LESIONS = (
    number(
        "lesions.count",
        Text("Number of lesions", "病灶数目"),
        within=(0, 200),
        is_integer=True,
        about=Text(
            "Lesions that still need treatment: those present and those vanished on imaging, without those treated.",
            "仍需处理的病灶数：包括可见与影像学消失者，不含已治疗者。",
        ),
        entered_at=("lesions",),
    ),
    number(
        "lesions.count_present",
        Text("Number of visible lesions", "可见病灶数目"),
        within=(0, 200),
        is_integer=True,
        about=Text("Lesions that can be seen now.", "目前可见的病灶数。"),
        entered_at=("lesions",),
    ),
    number(
        "lesions.count_vanished",
        Text("Number of vanished lesions", "影像学消失的病灶数目"),
        within=(0, 200),
        is_integer=True,
        about=Text("Lesions that vanished on imaging and were not treated.", "影像学消失且未经治疗的病灶数。"),
        entered_at=("lesions",),
    ),
    number(
        "lesions.max_mm",
        Text("Largest lesion", "最大病灶直径"),
        unit="mm",
        within=(0, 300),
        about=Text(
            "Largest current diameter of the lesions that still need treatment; 0 when there is none.",
            "仍需处理的病灶中当前最大直径；无病灶时为 0。",
        ),
        entered_at=("lesions[].size_mm",),
    ),
    number(
        "lesions.max_before_mm",
        Text("Largest lesion before systemic treatment", "全身治疗前最大病灶直径"),
        unit="mm",
        within=(0, 300),
        about=Text(
            "Largest diameter before the present line of systemic treatment, over every lesion of the record; "
            "0 when there is none.",
            "本线全身治疗前全部病灶中的最大直径；无病灶时为 0。",
        ),
        entered_at=("lesions[].size_before_mm",),
    ),
    choice(
        "lesions.distribution",
        Text("Distribution of the lesions", "病灶分布"),
        Distribution,
        about=Text(
            "Hemilivers in which the lesions lie: segments 5-8 right, 2-4 left; a lesion across the border is in both.",
            "病灶所在半肝：5～8 段为右，2～4 段为左；跨界病灶视为双叶。",
        ),
        entered_at=("lesions[].segments",),
    ),
    statement(
        "lesions.bilobar",
        Text("Bilobar disease", "双叶病灶"),
        about=Text(
            "Whether both hemilivers (segments 5-8 and 2-4) hold disease.",
            "左右半肝（2～4 段与 5～8 段）是否均有病灶。",
        ),
        entered_at=("lesions[].segments",),
    ),
    choice(
        "lesions.segments",
        Text("Segments involved", "受累肝段"),
        CouinaudSegment,
        kind=FactKind.SET,
        about=Text(
            "Segments in which the lesions lie that still need treatment; segment 4 stands as 4a and 4b.",
            "仍需处理的病灶所在肝段；4 段记为 4a 与 4b。",
        ),
        entered_at=("lesions[].segments",),
    ),
    number(
        "lesions.segments_involved",
        Text("Number of segments involved", "受累肝段数"),
        within=(0, 8),
        is_integer=True,
        about=Text("Out of eight, 4a and 4b counting as one.", "共 8 段计，4a 与 4b 合计一段。"),
        entered_at=("lesions[].segments",),
    ),
)

OF_A_LESION = (
    choice(
        "lesions[].hemiliver",
        Text("Hemiliver", "所在半肝"),
        Distribution,
        scope=Scope.LESION,
        about=Text("Derived from the segments of the lesion.", "由病灶所在肝段推算。"),
        entered_at=("lesions[].segments",),
    ),
)


RIGHT = frozenset("5678")
LEFT = frozenset({"2", "3", "4a", "4b"})
CAUDATE = frozenset("1")
COUINAUD_SEGMENTS = 8
MAX_MM = 300

_VANISHED = {str(c.LesionState.VANISHED)}
_TO_TREAT = {str(c.LesionState.PRESENT), str(c.LesionState.VANISHED)}


def needs_treatment(state: FactValue) -> Tri:
    """Tell whether a lesion in this state still needs treatment: present or vanished, not treated."""
    if not state.candidates & _TO_TREAT:
        return Tri(Truth.FALSE)
    return Tri(Truth.TRUE if state.candidates <= _TO_TREAT else Truth.UNKNOWN, state.hangs_on)


def _state(_: Source, lesion: LesionSource, fact: FactId) -> FactValue:
    """Derive the state that was not stated: a current diameter means that it is there, none that it vanished."""
    stated, size = lesion.recorded("state"), lesion.recorded("size_mm")
    if stated.is_settled or size.number is None:
        return stated
    state = c.LesionState.PRESENT if size.number > 0 else c.LesionState.VANISHED
    return derived_of(fact, one_of((state,)), [size])


def _size(_: Source, lesion: LesionSource, fact: FactId) -> FactValue:
    stated, state = lesion.recorded("size_mm"), lesion.recorded("state")
    if not stated.is_settled and state.candidates == _VANISHED:
        return derived_of(fact, exactly(0), [state])
    return stated


def _size_before(source: Source, lesion: LesionSource, fact: FactId) -> FactValue:
    """Derive what was not stated: without any systemic treatment, the size before it is the size now."""
    stated, treated = lesion.recorded("size_before_mm"), source.value("systemic.given")
    size = lesion.value("size_mm")
    if stated.is_settled or not treated.tri.is_false or not size.number:
        return stated
    return derived_of(fact, exactly(size.number), [size, treated])


def _segments(_: Source, lesion: LesionSource, fact: FactId) -> FactValue:
    stated = lesion.recorded("segments")
    whole = str(c.Segment.S4)
    if whole not in stated.members.surely:
        return stated
    parts = frozenset((stated.members.surely - {whole}) | {str(c.Segment.S4A), str(c.Segment.S4B)})
    return derived_of(fact, Members(parts, parts), [stated])


def _vessel_distance(_: Source, lesion: LesionSource, fact: FactId) -> FactValue:
    vessel, stated = lesion.value("vessel"), lesion.recorded("vessel_distance_mm")
    none = str(c.Vessel.NONE)
    if vessel.candidates == {none}:
        return derived(fact, None, read=[vessel.fact])
    if stated.is_settled:
        return stated
    assert stated.possible is not None
    may_lack = none in vessel.candidates
    return derived(fact, stated.possible, hangs_on=stated.hangs_on, read=[vessel.fact], may_not_apply=may_lack)


def _hemiliver(_: Source, lesion: LesionSource, fact: FactId) -> FactValue:
    segments = lesion.value("segments")
    sides = _sides([(segments.members, True)]) - {str(Distribution.NONE)}
    return derived_of(fact, sides, [segments])


def _sides(lesions: Iterable[tuple[Members, bool]]) -> frozenset[str]:
    """Return the distributions that are possible, given the segments of each lesion and whether it surely counts."""
    known = list(lesions)
    reached = [_reached(known, part) for part in (RIGHT, LEFT, CAUDATE)]
    found = {
        _distribution(right, left, caudate)
        for right, left, caudate in product(*reached)
        if right or left or caudate or not any(counts for _, counts in known)
    }
    return frozenset(str(one) for one in found)


def _reached(lesions: list[tuple[Members, bool]], part: frozenset[str]) -> tuple[bool, ...]:
    """Return whether the part of the liver is reached, cannot be, or both are possible."""
    surely = any(counts and members.surely & part for members, counts in lesions)
    possibly = any(members.possibly & part for members, _ in lesions)
    return (True,) if surely else ((True, False) if possibly else (False,))


def _distribution(right: bool, left: bool, caudate: bool) -> Distribution:
    if right and left:
        return Distribution.BILOBAR
    if right:
        return Distribution.RIGHT
    if left:
        return Distribution.LEFT
    return Distribution.CAUDATE if caudate else Distribution.NONE


def _remaining(source: Source) -> list[LesionSource]:
    """Return the lesions that need treatment, surely or possibly."""
    return [lesion for lesion in source.lesions or () if not lesion.needs_treatment.is_false]


def _counted(source: Source, fact: FactId, answers: Iterable[Tri]) -> FactValue:
    """Return how many of the answers are true, one for each lesion."""
    if source.lesions is None:
        return derived(fact, Interval(0, MAX_LESIONS), hangs_on=("lesions",), read=("lesions",))
    known = list(answers)
    sure = sum(answer.is_true for answer in known)
    open_ = [answer for answer in known if answer.is_unknown]
    hangs_on = [path for answer in open_ for path in answer.hangs_on]
    return derived(fact, Interval(sure, sure + len(open_)), hangs_on=hangs_on, read=("lesions",))


def _count(source: Source, fact: FactId) -> FactValue:
    return _counted(source, fact, (lesion.needs_treatment for lesion in source.lesions or ()))


def _count_present(source: Source, fact: FactId) -> FactValue:
    return _counted(source, fact, _in_state(source, c.LesionState.PRESENT))


def _count_vanished(source: Source, fact: FactId) -> FactValue:
    return _counted(source, fact, _in_state(source, c.LesionState.VANISHED))


def _in_state(source: Source, wanted: c.LesionState) -> Iterator[Tri]:
    for lesion in source.lesions or ():
        state = lesion.value("state")
        if str(wanted) not in state.candidates:
            yield Tri(Truth.FALSE)
        else:
            yield Tri(Truth.TRUE if state.is_settled else Truth.UNKNOWN, state.hangs_on)


def _max(source: Source, fact: FactId) -> FactValue:
    sizes = [(lesion.value("size_mm"), lesion.needs_treatment) for lesion in _remaining(source)]
    return _largest(source, fact, sizes)


def _max_before(source: Source, fact: FactId) -> FactValue:
    sizes = [(lesion.value("size_before_mm"), Tri(Truth.TRUE)) for lesion in source.lesions or ()]
    return _largest(source, fact, sizes)


def _largest(source: Source, fact: FactId, sizes: list[tuple[FactValue, Tri]]) -> FactValue:
    """Return the largest of the sizes; it hangs only on those lesions that can still be larger than is sure."""
    if source.lesions is None:
        return derived(fact, Interval(0, MAX_MM), hangs_on=("lesions",), read=("lesions",))
    ends = [(size.interval or exactly(0), counts, size) for size, counts in sizes]
    low = max((interval.low for interval, counts, _ in ends if counts.is_true), default=0)
    high = max((interval.high for interval, _, _ in ends), default=0)
    hangs_on = [
        path for interval, counts, size in ends if interval.high > low for path in (*size.hangs_on, *counts.hangs_on)
    ]
    return derived(fact, Interval(low, high), hangs_on=hangs_on, read=[size.fact for _, _, size in ends] or ["lesions"])


def _all_segments(source: Source) -> tuple[list[tuple[Members, bool]], list[str]]:
    """Return the segments of each lesion with whether it surely counts, and what is open about them."""
    if source.lesions is None:
        everywhere = Members(frozenset(), RIGHT | LEFT | CAUDATE)
        return [(everywhere, False)], ["lesions"]
    known: list[tuple[Members, bool]] = []
    hangs_on: list[str] = []
    for lesion in _remaining(source):
        segments = lesion.value("segments")
        known.append((segments.members, lesion.needs_treatment.is_true))
        hangs_on += [*segments.hangs_on, *lesion.needs_treatment.hangs_on]
    return known, hangs_on


def _distribution_of_all(source: Source, fact: FactId) -> FactValue:
    known, hangs_on = _all_segments(source)
    return derived(fact, _sides(known), hangs_on=hangs_on, read=("lesions[].segments",))


def _bilobar(source: Source, fact: FactId) -> FactValue:
    known, hangs_on = _all_segments(source)
    sides = _sides(known)
    both = str(Distribution.BILOBAR)
    truth = Truth.FALSE if both not in sides else Truth.TRUE if sides == {both} else Truth.UNKNOWN
    return held(fact, Tri(truth, [FactId(path) for path in hangs_on]), read=("lesions[].segments",))


def _involved(source: Source) -> tuple[Members, list[str]]:
    known, hangs_on = _all_segments(source)
    surely = frozenset[str]().union(*(members.surely for members, counts in known if counts))
    return Members(surely, surely.union(*(members.possibly for members, _ in known))), hangs_on


def _segments_of_all(source: Source, fact: FactId) -> FactValue:
    members, hangs_on = _involved(source)
    return derived(fact, members, hangs_on=hangs_on, read=("lesions[].segments",))


def _segments_involved(source: Source, fact: FactId) -> FactValue:
    members, hangs_on = _involved(source)
    surely, possibly = (len({code.rstrip("ab") for code in codes}) for codes in (members.surely, members.possibly))
    at_least_one = any(counts for _, counts in _all_segments(source)[0])
    # A lesion that is said to lie in no segment contradicts; it leaves nothing to count.
    interval = Interval(min(max(surely, int(at_least_one)), possibly), possibly)
    return derived(fact, interval, hangs_on=hangs_on, read=("lesions[].segments",))


DERIVATIONS: dict[str, Derivation] = {
    "lesions.count": _count,
    "lesions.count_present": _count_present,
    "lesions.count_vanished": _count_vanished,
    "lesions.max_mm": _max,
    "lesions.max_before_mm": _max_before,
    "lesions.distribution": _distribution_of_all,
    "lesions.bilobar": _bilobar,
    "lesions.segments": _segments_of_all,
    "lesions.segments_involved": _segments_involved,
}

LESION_DERIVATIONS: dict[str, LesionDerivation] = {
    "state": _state,
    "size_mm": _size,
    "size_before_mm": _size_before,
    "segments": _segments,
    "vessel_distance_mm": _vessel_distance,
    "hemiliver": _hemiliver,
}
