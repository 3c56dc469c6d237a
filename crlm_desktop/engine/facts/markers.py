"""Facts on tumour markers."""

from __future__ import annotations

from datetime import date

from crlm_desktop.case import choices as c
from crlm_desktop.case.dates import PartialDate
from crlm_desktop.case.record import Marker
from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts.declaring import number, statement
from crlm_desktop.engine.facts.source import Derivation, Source, derived, derived_of, held, within_range
from crlm_desktop.engine.facts.value import FactValue
from crlm_desktop.engine.interval import Interval, exactly
from crlm_desktop.engine.tri import FactId, Tri, Truth

_MARKER_HELP = Text(
    "The latest measurement by moment, then date, then order of entry; µg/L equals ng/mL, kU/L equals U/mL.",
    "按时点、日期、录入顺序取最近一次；µg/L 等同 ng/mL，kU/L 等同 U/mL。",
)
_BEFORE_HELP = Text("The latest measurement before chemotherapy.", "化疗前最近一次检测。")
_AFTER_HELP = Text("The latest measurement after chemotherapy.", "化疗后最近一次检测。")

MARKERS = (
    number(
        "markers.cea_ug_l",
        Text("CEA", "CEA"),
        unit="µg/L",
        within=(0, 1_000_000),
        about=_MARKER_HELP,
        entered_at=("markers",),
        aliases=("cea",),
    ),
    number(
        "markers.cea_before_ug_l",
        Text("CEA before chemotherapy", "化疗前 CEA"),
        unit="µg/L",
        within=(0, 1_000_000),
        about=_BEFORE_HELP,
        entered_at=("markers",),
    ),
    number(
        "markers.cea_after_ug_l",
        Text("CEA after chemotherapy", "化疗后 CEA"),
        unit="µg/L",
        within=(0, 1_000_000),
        about=_AFTER_HELP,
        entered_at=("markers",),
    ),
    number(
        "markers.cea_fall_percent",
        Text("Fall of CEA", "CEA 下降幅度"),
        unit="%",
        within=(-1_000_000, 100),
        about=Text(
            "From the value before chemotherapy to the latest one; negative when it rose.",
            "由化疗前至最近一次的下降比例；升高者为负。",
        ),
        entered_at=("markers",),
    ),
    statement(
        "markers.cea_rises",
        Text("CEA rises", "CEA 升高"),
        about=Text(
            "Whether the latest dated CEA is higher than the one before it. Unknown with fewer than two that have "
            "value, unit and date.",
            "最近一次有日期的 CEA 是否高于前一次；具备数值、单位与日期者不足两次时为未知。",
        ),
        entered_at=("markers",),
    ),
    number(
        "markers.ca19_9_ku_l",
        Text("CA19-9", "CA19-9"),
        unit="kU/L",
        within=(0, 1_000_000),
        about=_MARKER_HELP,
        entered_at=("markers",),
    ),
    number(
        "markers.ca19_9_before_ku_l",
        Text("CA19-9 before chemotherapy", "化疗前 CA19-9"),
        unit="kU/L",
        within=(0, 1_000_000),
        about=_BEFORE_HELP,
        entered_at=("markers",),
    ),
    number(
        "markers.ca19_9_after_ku_l",
        Text("CA19-9 after chemotherapy", "化疗后 CA19-9"),
        unit="kU/L",
        within=(0, 1_000_000),
        about=_AFTER_HELP,
        entered_at=("markers",),
    ),
)


_ANY = Interval(0, 1_000_000)
_FALL = Interval(-1_000_000, 100)
_MOMENTS = (c.Moment.BEFORE_CHEMOTHERAPY, c.Moment.AFTER_CHEMOTHERAPY, c.Moment.CURRENT)
_UNITS = {
    c.MarkerName.CEA: (c.MarkerUnit.UG_L, c.MarkerUnit.NG_ML),
    c.MarkerName.CA19_9: (c.MarkerUnit.KU_L, c.MarkerUnit.U_ML),
}


def _latest(name: c.MarkerName, *moments: c.Moment) -> Derivation:
    """Return the derivation of the latest measurement of a marker, at certain moments or at any.

    An entry that does not tell its marker, or its moment where that matters, may be the latest, so it leaves it open.
    """

    def derive(source: Source, fact: FactId) -> FactValue:
        entries = list(enumerate(source.case.markers or ()))
        asked = [(at, entry, _missing(at, entry, name, moments)) for at, entry in entries]
        sure = [(at, entry) for at, entry, missing in asked if missing == []]
        maybe = [(at, entry, missing) for at, entry, missing in asked if missing]
        open_ = [path for _, _, missing in maybe for path in missing]
        if not sure:
            return derived(fact, _ANY, hangs_on=open_ or [fact], read=("markers",))
        at, entry = sure[_last([entry for _, entry in sure])]
        value, unread = _measured(at, entry, name)
        for other_at, other, _ in maybe:
            value = value.hull(_measured(other_at, other, name)[0])
        return derived(fact, value, hangs_on=[*unread, *open_], read=[f"markers[{at}].value"])

    return derive


def _missing(at: int, entry: Marker, name: c.MarkerName, moments: tuple[c.Moment, ...]) -> list[str] | None:
    """Return what the entry leaves open of being such a measurement; ``None`` when it is none."""
    if entry.name not in (name, None) or (moments and entry.moment not in (*moments, None)):
        return None
    missing = [f"markers[{at}].name"] if entry.name is None else []
    return [*missing, f"markers[{at}].moment"] if moments and entry.moment is None else missing


def _last(entries: list[Marker]) -> int:
    """Return the position of the latest entry: by moment, then by date, when all have one; else the last one told."""
    positions = range(len(entries))
    ranks = [-1 if entry.moment is None else _MOMENTS.index(entry.moment) for entry in entries]
    if -1 not in ranks and len(set(ranks)) > 1:
        top = [at for at in positions if ranks[at] == max(ranks)]
        return top[_last([entries[at] for at in top])]
    days = [entry.on.earliest for entry in entries if entry.on is not None]
    if len(days) == len(entries):
        return max(positions, key=lambda at: (days[at], at))
    return len(entries) - 1


def _measured(at: int, entry: Marker, name: c.MarkerName) -> tuple[Interval, list[str]]:
    """Return the value of an entry and what is open of it: without unit, or in a strange one, it can be anything."""
    paths = {"value": entry.value is not None, "unit": entry.unit in _UNITS[name]}
    missing = [f"markers[{at}].{field}" for field, is_told in paths.items() if not is_told]
    return (_ANY if entry.value is None or missing else exactly(entry.value)), missing


def _fall(source: Source, fact: FactId) -> FactValue:
    before, now = source.value("markers.cea_before_ug_l"), source.value("markers.cea_ug_l")
    assert before.interval is not None
    assert now.interval is not None
    if before.interval.low <= 0:
        missing = [*before.hangs_on, *now.hangs_on] or [before.fact]
        return derived(fact, _FALL, hangs_on=missing, read=[before.fact, now.fact])
    left = (now.interval / before.interval).scaled(100)
    return derived_of(fact, within_range(exactly(100) - left, _FALL), [before, now])


def _rises(source: Source, fact: FactId) -> FactValue:
    """Compare the two latest measurements; one entry that leaves open where it belongs leaves the answer open."""
    entries = [
        (at, entry) for at, entry in enumerate(source.case.markers or ()) if entry.name in (c.MarkerName.CEA, None)
    ]
    open_ = [path for at, entry in entries for path in _open_of(at, entry)]
    dated = sorted(
        ((entry.on, _measured(at, entry, c.MarkerName.CEA)[0].low) for at, entry in entries if entry.on), key=_day
    )
    if open_ or len(dated) < 2 or not dated[-2][0].is_surely_before(dated[-1][0]):
        return held(fact, Tri(Truth.UNKNOWN, frozenset(map(FactId, open_ or [fact]))), read=("markers",))
    return held(fact, Tri(Truth.TRUE if dated[-1][1] > dated[-2][1] else Truth.FALSE, frozenset()), read=("markers",))


def _day(measured: tuple[PartialDate, float]) -> tuple[date, date]:
    return (measured[0].earliest, measured[0].latest)


def _open_of(at: int, entry: Marker) -> list[str]:
    missing = [f"markers[{at}].name"] if entry.name is None else []
    missing += [f"markers[{at}].on"] if entry.on is None else []
    return [*missing, *_measured(at, entry, c.MarkerName.CEA)[1]]


DERIVATIONS: dict[str, Derivation] = {
    "markers.cea_ug_l": _latest(c.MarkerName.CEA),
    "markers.cea_before_ug_l": _latest(c.MarkerName.CEA, c.Moment.BEFORE_CHEMOTHERAPY),
    "markers.cea_after_ug_l": _latest(c.MarkerName.CEA, c.Moment.AFTER_CHEMOTHERAPY),
    "markers.cea_fall_percent": _fall,
    "markers.cea_rises": _rises,
    "markers.ca19_9_ku_l": _latest(c.MarkerName.CA19_9),
    "markers.ca19_9_before_ku_l": _latest(c.MarkerName.CA19_9, c.Moment.BEFORE_CHEMOTHERAPY),
    "markers.ca19_9_after_ku_l": _latest(c.MarkerName.CA19_9, c.Moment.AFTER_CHEMOTHERAPY),
}
