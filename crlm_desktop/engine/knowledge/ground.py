"""What the strategies stand on: the edition's own words, its sources, and its thresholds with a centre's own values."""

from __future__ import annotations

import re
from collections.abc import Mapping

from crlm_desktop.case.casefile import plain_number
from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts import nearest
from crlm_desktop.engine.knowledge import faults as f
from crlm_desktop.engine.knowledge.edition import Threshold
from crlm_desktop.engine.knowledge.tables import Table, is_number
from crlm_desktop.engine.proposal import Source, SourceId

_TRIAL = re.compile(r"NCT\d{8}")
_DOI = re.compile(r"10\.\d{4,9}/\S+")


def read_head(table: Table) -> tuple[str, Text]:
    """Read ``edition.toml``: the version and what is new in it."""
    head = table.text("version"), table.bilingual("notes")
    table.close()
    return head


def read_sources(table: Table) -> dict[SourceId, tuple[Table, Source]]:
    """Read ``sources.toml``: each source with its table, so that a fault found later can name its line."""
    sources: dict[SourceId, tuple[Table, Source]] = {}
    places: dict[str, str] = {}
    for one in table.tables("source"):
        source = _source(one)
        if is_new(one, source.id, places):
            sources[source.id] = (one, source)
    table.close()
    return sources


def _source(table: Table) -> Source:
    source = Source(
        id=SourceId(table.id()),
        citation=table.text("citation"),
        year=table.optional_whole("year", within=(1900, 2100)),
        design=table.bilingual("design"),
        n=table.optional_whole("n", within=(1, 10_000_000)),
        grade=table.text("grade"),
        finding=table.bilingual("finding"),
        doi=table.text("doi", required=False),
        trial=table.text("trial", required=False),
    )
    if source.doi and not _DOI.fullmatch(source.doi):
        table.fault("doi", f.BAD_DOI, value=source.doi)
    if source.trial and not _TRIAL.fullmatch(source.trial):
        table.fault("trial", f.BAD_TRIAL, value=source.trial)
    table.close()
    return source


def read_thresholds(table: Table, centre: Mapping[str, float]) -> dict[str, tuple[Table, Threshold]]:
    """Read ``thresholds.toml``; ``centre`` holds the values, already known to be numbers, that a centre sets itself."""
    thresholds: dict[str, tuple[Table, Threshold]] = {}
    places: dict[str, str] = {}
    for one in table.tables("threshold"):
        threshold = _threshold(one, centre)
        if is_new(one, threshold.name, places, key="name"):
            thresholds[threshold.name] = (one, threshold)
    table.close()
    return thresholds


def _threshold(table: Table, centre: Mapping[str, float]) -> Threshold:
    name, default, (low, high) = table.id("name"), table.number("default"), table.range("range")
    threshold = Threshold(
        name=name,
        unit=table.text("unit", required=False, may_be_empty=True),
        default=default,
        value=centre.get(name, default),
        low=low,
        high=high,
        label=table.bilingual("label"),
        note=table.bilingual("note"),
        sources=tuple(SourceId(one) for one in table.texts("sources", required=True)),
    )
    if table.has("default"):
        _check_within(table, "default", default, threshold)
    table.close()
    return threshold


def read_centre(table: Table) -> dict[str, float]:
    """Read ``centre.toml``: the thresholds, by name, that this centre sets itself."""
    values: dict[str, float] = {}
    for name, value in table.items():
        if is_number(value):
            values[name] = float(value)
        else:
            table.fault(name, f.NOT_NUMBER, key=name)
    return values


def check_centre(table: Table, values: Mapping[str, float], thresholds: Mapping[str, Threshold]) -> None:
    """Refuse a value for a threshold that does not exist, and one outside the range of its threshold."""
    for name, value in values.items():
        if name in thresholds:
            _check_within(table, name, value, thresholds[name])
            continue
        near = nearest(name, thresholds)
        if near is None:
            table.fault(name, f.UNKNOWN_THRESHOLD, name=name)
        else:
            table.fault(name, f.UNKNOWN_THRESHOLD_NEAR, name=name, nearest=near)


def _check_within(table: Table, key: str, value: float, threshold: Threshold) -> None:
    """Refuse a value outside the range of its threshold."""
    if threshold.low <= value <= threshold.high:
        return
    table.fault(
        key,
        f.OUTSIDE_RANGE,
        name=threshold.name,
        value=plain_number(value),
        low=plain_number(threshold.low),
        high=plain_number(threshold.high),
        unit=threshold.unit,
        why=threshold.note,
    )


def is_new(table: Table, name: str, places: dict[str, str], *, key: str = "id") -> bool:
    """Tell whether no other table had that id; a second one is reported with the place of the first."""
    if not name:
        return False
    if name in places:
        table.fault(key, f.TWICE, id=name, first=places[name])
        return False
    places[name] = table.place
    return True
