"""Anatomical resections in the terminology of Brisbane 2000: what each takes, and of which any set is composed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts.choices import CouinaudSegment as Segment
from crlm_desktop.engine.liver.segments import (
    CAUDATE,
    LEFT_LATERAL,
    LEFT_LIVER,
    NOTHING,
    RIGHT_ANTERIOR,
    RIGHT_LIVER,
    RIGHT_POSTERIOR,
    SEGMENT_4,
    SEGMENTS,
    SegmentSet,
    both,
    codes_of,
    count,
    is_within,
    segment_set,
    without,
)

MAJOR_FROM = 3
"""From this number of segments on a resection is a major one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resection:
    """One named resection: ``action`` is its stable word, ``takes`` the segments that it removes wholly."""

    action: str
    takes: SegmentSet
    name: Text

    @property
    def segments(self) -> tuple[str, ...]:
        """The codes of what it takes."""
        return codes_of(self.takes)


def _segmentectomy(segment: Segment) -> Resection:
    code = str(segment)
    return Resection(
        action=f"segmentectomy-{code}",
        takes=segment_set((code,)),
        name=Text(f"Segmentectomy S{code}", f"S{code} 段切除术"),
    )


def _bisegmentectomy(one: str, other: str) -> Resection:
    return Resection(
        action=f"bisegmentectomy-{one}-{other}",
        takes=segment_set((one, other)),
        name=Text(f"Bisegmentectomy S{one}-S{other}", f"S{one}、S{other} 联合肝段切除术"),
    )


def _resection(action: str, takes: SegmentSet, en: str, zh: str) -> Resection:
    return Resection(action=action, takes=takes, name=Text(en, zh))


_CAUDATE = _resection("caudate-resection", CAUDATE, "Caudate lobe resection (S1)", "尾状叶切除术（S1）")
_PART_OF_4 = tuple(
    _resection(f"subsegmentectomy-{code}", segment_set((code,)), f"Subsegmentectomy S{code}", f"S{code} 亚段切除术")
    for code in ("4a", "4b")
)
_SECTIONS = (
    _resection("left-lateral-sectionectomy", LEFT_LATERAL, "Left lateral sectionectomy (S2-3)", "左外叶切除术（S2-3）"),
    _resection("left-medial-sectionectomy", SEGMENT_4, "Left medial sectionectomy (S4)", "左内叶切除术（S4）"),
    _resection(
        "right-anterior-sectionectomy",
        RIGHT_ANTERIOR,
        "Right anterior sectionectomy (S5, S8)",
        "右前叶切除术（S5、S8）",
    ),
    _resection(
        "right-posterior-sectionectomy",
        RIGHT_POSTERIOR,
        "Right posterior sectionectomy (S6-7)",
        "右后叶切除术（S6-7）",
    ),
)
RIGHT_HEPATECTOMY = _resection("right-hepatectomy", RIGHT_LIVER, "Right hepatectomy (S5-8)", "右半肝切除术（S5-8）")
LEFT_HEPATECTOMY = _resection("left-hepatectomy", LEFT_LIVER, "Left hepatectomy (S2-4)", "左半肝切除术（S2-4）")
CENTRAL_HEPATECTOMY = _resection(
    "central-hepatectomy",
    both(SEGMENT_4, RIGHT_ANTERIOR),
    "Central hepatectomy (S4, S5, S8)",
    "中央肝切除术（S4、S5、S8）",
)
RIGHT_TRISECTIONECTOMY = _resection(
    "right-trisectionectomy",
    both(RIGHT_LIVER, SEGMENT_4),
    "Right trisectionectomy (extended right hepatectomy, S4-8)",
    "右三区切除术（扩大右半肝切除术，S4-8）",
)
LEFT_TRISECTIONECTOMY = _resection(
    "left-trisectionectomy",
    both(LEFT_LIVER, RIGHT_ANTERIOR),
    "Left trisectionectomy (extended left hepatectomy, S2-5 and S8)",
    "左三区切除术（扩大左半肝切除术，S2-5、S8）",
)

RESECTIONS: tuple[Resection, ...] = (
    RIGHT_TRISECTIONECTOMY,
    LEFT_TRISECTIONECTOMY,
    RIGHT_HEPATECTOMY,
    LEFT_HEPATECTOMY,
    CENTRAL_HEPATECTOMY,
    *_SECTIONS,
    *(_bisegmentectomy(*pair) for pair in (("4b", "5"), ("5", "6"), ("7", "8"))),
    _CAUDATE,
    *(_segmentectomy(segment) for segment in SEGMENTS if segment_set((segment,)) & (CAUDATE | SEGMENT_4) == 0),
    *_PART_OF_4,
)
"""The resections that have a name of their own, the larger before the smaller."""


@cache
def composition(takes: SegmentSet) -> tuple[Resection, ...]:
    """Return the fewest named resections that together take exactly these segments, the largest first.

    Of equally few, those that come first in `RESECTIONS`; taking nothing is composed of nothing.
    """
    if takes == NOTHING:
        return ()
    lowest = takes & -takes
    ways = (
        tuple(sorted((resection, *composition(without(takes, resection.takes))), key=RESECTIONS.index))
        for resection in RESECTIONS
        if resection.takes & lowest and is_within(resection.takes, takes)
    )
    return min(ways, key=lambda parts: (len(parts), [RESECTIONS.index(part) for part in parts]))


def is_major(takes: SegmentSet) -> bool:
    """Tell whether three segments or more are taken."""
    return count(takes) >= MAJOR_FROM
