"""A planned resection as a team writes it, in English or Chinese, read as the segments that it takes."""

from __future__ import annotations

import re
from functools import lru_cache

from crlm_desktop.engine.liver.resections import (
    CENTRAL_HEPATECTOMY,
    LEFT_HEPATECTOMY,
    LEFT_TRISECTIONECTOMY,
    RIGHT_HEPATECTOMY,
    RIGHT_TRISECTIONECTOMY,
)
from crlm_desktop.engine.liver.segments import (
    CAUDATE,
    LEFT_LATERAL,
    NOTHING,
    RIGHT_ANTERIOR,
    RIGHT_POSTERIOR,
    SEGMENT_4,
    SEGMENTS,
    SegmentSet,
    both,
    segment_set,
    segments_in,
)

_HALF = r"(?:hemi[- ]?hepatectomy|hepatectomy|hemi[- ]?liver|liver|lobectomy|lobe)"
_NAMES: tuple[tuple[str, SegmentSet], ...] = (
    (
        rf"extended\s+right\s+{_HALF}?|right\s+tri(?:section|segment)ectomy|扩大右半肝|右三叶|右三区",
        RIGHT_TRISECTIONECTOMY.takes,
    ),
    (
        rf"extended\s+left\s+{_HALF}?|left\s+tri(?:section|segment)ectomy|扩大左半肝|左三叶|左三区",
        LEFT_TRISECTIONECTOMY.takes,
    ),
    (
        r"central\s+hepatectomy|meso[- ]?hepatectomy|central\s+bisectionectomy|中央肝|肝中叶|中肝",
        CENTRAL_HEPATECTOMY.takes,
    ),
    (r"left\s+lateral\s+\w*(?:section|segment)(?:ectomy)?|left\s+lateral\s+lobe|左外叶|左外侧叶|左外区", LEFT_LATERAL),
    (r"left\s+medial\s+\w*(?:section|segment)(?:ectomy)?|左内叶|左内区", SEGMENT_4),
    (r"right\s+anterior\s+\w*(?:section|segment)(?:ectomy)?|右前叶|右前区", RIGHT_ANTERIOR),
    (r"right\s+posterior\s+\w*(?:section|segment)(?:ectomy)?|右后叶|右后区", RIGHT_POSTERIOR),
    (rf"right\s+{_HALF}|右半肝|右肝切除", RIGHT_HEPATECTOMY.takes),
    (rf"left\s+{_HALF}|左半肝|左肝切除", LEFT_HEPATECTOMY.takes),
    (r"caudate|尾状叶", CAUDATE),
)
"""What a name takes; a longer name stands before the shorter one that is part of it."""

_OTHER_TREATMENT = re.compile(
    r"wedge|atypical|metastasectomy|enucleat|ablat|\brfa\b|\bmwa\b|sbrt|楔形|局部切除|消融|放疗", re.I
)
"""After such a word the segments belong to something else than the anatomical resection."""
_AUGMENTATION = re.compile(r"embolis|emboliz|\bpve\b|\blvd\b|\bsirt\b|栓塞", re.I)
"""Such a word may stand before the resection or after it, with segments of its own after it."""

_SEGMENT = r"(?:4[ab]|[1-8])"
_LIST = rf"{_SEGMENT}(?:(?:\s|段|[-–~～,/、+&]|\band\b|S|和)*{_SEGMENT})*"
_LISTED = re.compile(rf"(?:\bsegments?|\w*segmentectomy|\bseg\.?|\bS|第)\s*{_LIST}|{_LIST}\s*段", re.I)
_ONE_OR_RANGE = re.compile(rf"({_SEGMENT})(?:\s*[-–~～]\s*S?({_SEGMENT}))?", re.I)


@lru_cache(maxsize=64)
def named_segments(text: str) -> SegmentSet | None:
    """Return the segments that a planned resection takes wholly, or ``None`` when its name says nothing known.

    Names and segments are joined (“right hepatectomy + S1”); what follows a wedge or an ablation is not taken.
    """
    resected = _OTHER_TREATMENT.split(_with_arabic_numerals(text), maxsplit=1)[0]
    return next((taken for part in _AUGMENTATION.split(resected) if (taken := _taken(part))), None)


def _taken(text: str) -> SegmentSet:
    taken = NOTHING
    for pattern, segments in _NAMES:
        text, found = re.subn(pattern, " ", text, flags=re.I)
        if found:
            taken = both(taken, segments)
    for match in _LISTED.finditer(text):
        taken = both(taken, _listed(match.group()))
    return taken


_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4", "V": "5", "VI": "6", "VII": "7", "VIII": "8"}
_ROMAN_SIGNS = str.maketrans(dict(zip("ⅠⅡⅢⅣⅤⅥⅦⅧ，", "12345678,", strict=True)))
_ROMAN_WORD = re.compile(r"(?<![A-Za-z])S?(VIII|VII|VI|IV|V|III|II|I)([ab]?)(?![A-Za-z])")


def _with_arabic_numerals(text: str) -> str:
    """Return the text with Roman numerals as figures, which many teams write for segments."""
    return _ROMAN_WORD.sub(lambda match: f"S{_ROMAN[match[1]]}{match[2]}", text.translate(_ROMAN_SIGNS))


def _listed(text: str) -> SegmentSet:
    found = NOTHING
    for first, last in _ONE_OR_RANGE.findall(text.lower()):
        found = both(found, _range(first, last) if last else segment_set((first,)))
    return found


def _range(first: str, last: str) -> SegmentSet:
    """Return the segments from one to another in Couinaud's order, both included, in whichever order they stand."""
    ends = both(segment_set((first,)), segment_set((last,)))
    places = [SEGMENTS.index(segment) for segment in segments_in(ends)]
    return segment_set(SEGMENTS[min(places) : max(places) + 1])
