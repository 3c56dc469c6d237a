"""The words that plans are made of, in both languages: lesions with their size, sites, lists and figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from crlm_desktop.case.casefile import plain_number
from crlm_desktop.case.wording import Text
from crlm_desktop.engine.interval import Interval
from crlm_desktop.engine.liver.segments import NOTHING, SegmentSet, codes_of
from crlm_desktop.engine.planner.target import Target


def figure(value: float) -> str:
    """Return a number to one decimal at most: 28, 28.5."""
    return plain_number(round(value, 1))


def span(interval: Interval) -> str:
    """Return an interval as it is read: 30, or 20-40."""
    low, high = figure(interval.low), figure(interval.high)
    return low if low == high else f"{low}-{high}"


def joined(texts: Iterable[Text], *, en: str = ", ", zh: str = "、") -> Text:
    """Return the texts as one, with the separator of each language."""
    parts = list(texts)
    return Text(en.join(part.en for part in parts), zh.join(part.zh for part in parts))


def sentence_of(texts: Iterable[Text]) -> Text:
    """Return clauses as one line that begins with a capital letter."""
    line = joined(texts, en="; ", zh="；")
    return Text(line.en[:1].upper() + line.en[1:], line.zh)


def within_line(text: Text) -> Text:
    """Return a name as it stands within a line: without its capital letter, unless it is an abbreviation."""
    en = text.en
    return Text(en[:1].lower() + en[1:], text.zh) if en[1:2].islower() else text


def lesion_with_size(target: Target) -> Text:
    """Return a lesion as it is told: ``L1 28 mm``, ``L2, vanished``, ``L3, size not recorded``."""
    if target.is_vanished:
        return Text(f"{target.id}, vanished", f"{target.id} 影像学消失")
    size = target.likely_mm
    if size is None:
        return Text(f"{target.id}, size not recorded", f"{target.id} 大小未记录")
    return Text(f"{target.id} {figure(size)} mm", f"{target.id} {figure(size)} mm")


def ids_of(targets: Iterable[Target]) -> Text:
    """Return the ids of lesions as a list."""
    return joined(Text(target.id, target.id) for target in targets)


def lesions_with_size(targets: Iterable[Target]) -> Text:
    """Return lesions with their size as a list."""
    return joined(map(lesion_with_size, targets))


def site(segments: SegmentSet) -> Text:
    """Return where a lesion lies: ``S7/8``, or that nobody told."""
    if segments == NOTHING:
        return Text("site not recorded", "部位未记录")
    name = "S" + "/".join(codes_of(segments))
    return Text(name, name)


def by_site(targets: Sequence[Target]) -> Text:
    """Return lesions under their sites: ``S5 (L1 28 mm), S8 (L3 15 mm)``; sites in Couinaud's order, unknown last."""
    sites = sorted({target.segments for target in targets}, key=lambda one: (one == NOTHING, codes_of(one)))
    parts = []
    for segments in sites:
        place, lesions = site(segments), lesions_with_size(one for one in targets if one.segments == segments)
        parts.append(Text(f"{place.en} ({lesions.en})", f"{place.zh}（{lesions.zh}）"))
    return joined(parts)


def segments_of(targets: Iterable[Target]) -> tuple[str, ...]:
    """Return the codes of the segments in which lesions lie."""
    found = NOTHING
    for target in targets:
        found = SegmentSet(found | target.segments)
    return codes_of(found)
