"""Facts on systemic treatment."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from crlm_desktop.case import choices as c
from crlm_desktop.case.record import SystemicLine
from crlm_desktop.case.wording import Choice, Text
from crlm_desktop.engine.facts.choices import DrugClass
from crlm_desktop.engine.facts.declaration import FactKind
from crlm_desktop.engine.facts.declaring import choice, number, statement
from crlm_desktop.engine.facts.drugs import drugs_of, has_bevacizumab, holds_chemotherapy
from crlm_desktop.engine.facts.source import Derivation, Source, derived, held, weeks_between
from crlm_desktop.engine.facts.value import FactValue, Members, one_of
from crlm_desktop.engine.interval import Interval, exactly, smallest, total
from crlm_desktop.engine.tri import FALSE, FactId, Tri, tri, unknown

SYSTEMIC = (
    statement(
        "systemic.given",
        Text("Systemic treatment given", "已行全身治疗"),
        about=Text("Whether any line of systemic treatment was begun.", "是否已开始任何一线全身治疗。"),
        entered_at=("systemic",),
    ),
    number(
        "systemic.lines",
        Text("Lines of systemic treatment", "全身治疗线数"),
        within=(0, 50),
        is_integer=True,
        about=Text(
            "The highest line begun; an entry without number counts as a line.",
            "已开始的最高线数；未填线数的条目计为一线。",
        ),
        entered_at=("systemic",),
        aliases=("lines",),
    ),
    number(
        "systemic.cycles",
        Text("Cycles of the latest line", "最近一线的周期数"),
        within=(0, 200),
        is_integer=True,
        about=Text("0 when no systemic treatment was given.", "未行全身治疗者为 0。"),
        entered_at=("systemic[].cycles",),
        aliases=("cycles",),
    ),
    number(
        "systemic.total_cycles",
        Text("Cycles in all", "累计周期数"),
        within=(0, 10000),
        is_integer=True,
        about=Text("Over all lines; 0 when no systemic treatment was given.", "各线合计；未行全身治疗者为 0。"),
        entered_at=("systemic[].cycles",),
    ),
    number(
        "systemic.weeks_on_treatment",
        Text("Weeks on the latest line", "最近一线持续周数"),
        unit="weeks",
        within=(0, 2000),
        about=Text(
            "From the start of the latest line to its end, or to the date of the record while it goes on. "
            "0 when no systemic treatment was given.",
            "最近一线自开始至结束（仍在进行者至病历截至日期）。未行全身治疗者为 0。",
        ),
        entered_at=("systemic[].started_on", "systemic[].ended_on"),
    ),
    number(
        "chemotherapy.cycles",
        Text("Cycles of the latest chemotherapy", "最近一线化疗的周期数"),
        within=(0, 200),
        is_integer=True,
        about=Text(
            "Of the latest line that holds chemotherapy: antibodies, immune checkpoint inhibitors and other targeted "
            "drugs alone do not injure the liver as it does. 0 when none was given.",
            "取最近一次含化疗药物的治疗线：仅用抗体、免疫检查点抑制剂或其他靶向药物者不计。未行化疗者为 0。",
        ),
        entered_at=("systemic[].cycles", "systemic[].agents"),
    ),
    number(
        "chemotherapy.weeks",
        Text("Weeks of the latest chemotherapy", "最近一线化疗持续周数"),
        unit="weeks",
        within=(0, 2000),
        about=Text(
            "From the start to the end of the latest line that holds chemotherapy, or to the date of the record while "
            "it goes on. 0 when none was given.",
            "最近一次含化疗药物的治疗线自开始至结束（仍在进行者至病历截至日期）。未行化疗者为 0。",
        ),
        entered_at=("systemic[].started_on", "systemic[].ended_on", "systemic[].agents"),
    ),
    choice(
        "systemic.last_response",
        Text("Response to the latest line", "最近一线疗效"),
        c.Response,
        about=Text("Not applicable when no systemic treatment was given.", "未行全身治疗者不适用。"),
        entered_at=("systemic[].response",),
        aliases=("response",),
        can_lack_value=True,
    ),
    choice(
        "systemic.last_intent",
        Text("Intent of the latest line", "最近一线目的"),
        c.SystemicIntent,
        about=Text("Not applicable when no systemic treatment was given.", "未行全身治疗者不适用。"),
        entered_at=("systemic[].intent",),
        can_lack_value=True,
    ),
    statement(
        "systemic.ongoing",
        Text("Systemic treatment goes on", "全身治疗进行中"),
        about=Text(
            "Of the latest line: as stated, else false when it has an end. False when none was given.",
            "指最近一线：以填写为准，有结束日期者为否。未行全身治疗者为否。",
        ),
        entered_at=("systemic[].ongoing",),
    ),
    number(
        "systemic.weeks_since_last",
        Text("Weeks since systemic treatment", "距末次全身治疗周数"),
        unit="weeks",
        within=(0, 5000),
        about=Text(
            "From the end of the latest line to the date of the record; 0 while it goes on or its end is to come. "
            "Not applicable when none was given.",
            "自最近一线结束至病历截至日期；进行中或尚未结束者为 0。未行全身治疗者不适用。",
        ),
        entered_at=("systemic[].ended_on", "as_of"),
        can_lack_value=True,
    ),
    choice(
        "systemic.drugs",
        Text("Drugs given", "已用药物类别"),
        DrugClass,
        kind=FactKind.SET,
        about=Text(
            "Classes of the drugs of all lines, read from the agents and from the customary regimen names.",
            "各线药物的类别，由药物名称与常用方案名称识别。",
        ),
        entered_at=("systemic[].agents", "systemic[].regimen"),
    ),
    number(
        "bevacizumab.weeks_since",
        Text("Weeks since bevacizumab", "距末次贝伐珠单抗周数"),
        unit="weeks",
        within=(0, 5000),
        about=Text(
            "From the end of the latest line with bevacizumab to the date of the record; 0 while it goes on or its end "
            "is to come. "
            "Not applicable when it was never given.",
            "自最近一次含贝伐珠单抗治疗结束至病历截至日期；进行中或尚未结束者为 0。从未使用者不适用。",
        ),
        entered_at=("systemic[].ended_on", "systemic[].agents", "as_of"),
        can_lack_value=True,
    ),
)


_OfLine = Callable[[Source, SystemicLine, int], tuple[Interval, list[FactId]]]

_LIST = "systemic"
_CYCLES = Interval(0, 200)
_WEEKS = Interval(0, 2000)
_SINCE = Interval(0, 5000)
_MAX_LINES = 50


def _given(source: Source, fact: FactId) -> FactValue:
    lines = source.case.systemic
    return held(fact, unknown(FactId(_LIST)) if lines is None else tri(bool(lines)), read=(_LIST,))


def latest(lines: tuple[SystemicLine, ...]) -> int:
    """Return the position of the latest line: by line number, else by start, else the last one told.

    Numbers and starts decide only when every line has one; the list itself is in order of time.
    """
    positions = range(len(lines))
    numbers = [line.line for line in lines]
    if all(number is not None for number in numbers):
        return max(positions, key=lambda at: (numbers[at] or 0, at))
    starts = [line.started_on.earliest for line in lines if line.started_on is not None]
    if len(starts) == len(lines):
        return max(positions, key=lambda at: (starts[at], at))
    return len(lines) - 1


def _at(position: int, field: str) -> FactId:
    return FactId(f"{_LIST}[{position}].{field}")


def _lines(source: Source, fact: FactId) -> FactValue:
    lines = source.case.systemic
    if lines is None:
        return derived(fact, Interval(0, _MAX_LINES), hangs_on=(_LIST,), read=(_LIST,))
    numbers = {line.line for line in lines if line.line is not None}
    without = sum(line.line is None for line in lines)
    return derived(fact, exactly(max(max(numbers, default=0), len(numbers) + without)), read=(_LIST,))


def _cycles(source: Source, fact: FactId) -> FactValue:
    lines = source.case.systemic
    if lines is None:
        return derived(fact, _CYCLES, hangs_on=(_LIST,), read=(_LIST,))
    if not lines:
        return derived(fact, exactly(0), read=(_LIST,))
    at = latest(lines)
    return derived(fact, _known(lines[at].cycles), hangs_on=[_at(at, "cycles")], read=[_at(at, "cycles")])


def _known(cycles: int | None) -> Interval:
    return _CYCLES if cycles is None else exactly(cycles)


def _total_cycles(source: Source, fact: FactId) -> FactValue:
    lines = source.case.systemic
    if lines is None:
        return derived(fact, Interval(0, _MAX_LINES * _CYCLES.high), hangs_on=(_LIST,), read=(_LIST,))
    missing = [_at(at, "cycles") for at, line in enumerate(lines) if line.cycles is None]
    return derived(fact, total(_known(line.cycles) for line in lines), hangs_on=missing, read=(_LIST,))


def _weeks_on_treatment(source: Source, fact: FactId) -> FactValue:
    lines = source.case.systemic
    if lines is None:
        return derived(fact, _WEEKS, hangs_on=(_LIST,), read=(_LIST,))
    if not lines:
        return derived(fact, exactly(0), read=(_LIST,))
    at = latest(lines)
    weeks, missing = _weeks_of(source, lines[at], at)
    return derived(fact, weeks, hangs_on=missing, read=_ends_of(lines[at], at))


def _ends_of(line: SystemicLine, at: int) -> tuple[FactId, FactId]:
    """Return where the start and the end of a line are entered; one that goes on ends with the record."""
    return _at(at, "started_on"), FactId("as_of") if line.ongoing else _at(at, "ended_on")


def _weeks_of(source: Source, line: SystemicLine, at: int) -> tuple[Interval, list[FactId]]:
    """Return how long a line has lasted, and which dates that hangs on."""
    end = source.case.as_of if line.ongoing else line.ended_on
    paths = _ends_of(line, at)
    if line.started_on is None or end is None:
        return _WEEKS, [path for path, day in zip(paths, (line.started_on, end), strict=True) if day is None]
    return weeks_between(line.started_on, end), list(paths)


def _cycles_of(_source: Source, line: SystemicLine, at: int) -> tuple[Interval, list[FactId]]:
    return _known(line.cycles), [_at(at, "cycles")]


def _weeks_of_chemotherapy(source: Source, fact: FactId) -> FactValue:
    return _of_chemotherapy(source, fact, _weeks_of, _WEEKS)


def _cycles_of_chemotherapy(source: Source, fact: FactId) -> FactValue:
    return _of_chemotherapy(source, fact, _cycles_of, _CYCLES)


def _of_chemotherapy(source: Source, fact: FactId, of_line: _OfLine, whole: Interval) -> FactValue:
    """Return a quantity of the latest line with chemotherapy; a line of unknown drugs may be it or not."""
    lines = source.case.systemic
    if lines is None:
        return derived(fact, whole, hangs_on=(_LIST,), read=(_LIST,))
    found: Interval | None = None
    hangs_on: list[FactId] = []
    for at in _latest_first(lines):
        held_in = holds_chemotherapy(lines[at])
        if held_in is False:
            continue
        quantity, missing = of_line(source, lines[at], at)
        found = quantity if found is None else found.hull(quantity)
        hangs_on += missing
        if held_in is True:
            return derived(fact, found, hangs_on=hangs_on, read=(_LIST,))
        hangs_on.append(_at(at, "agents"))
    return derived(fact, exactly(0) if found is None else found.hull(exactly(0)), hangs_on=hangs_on, read=(_LIST,))


def _latest_first(lines: tuple[SystemicLine, ...]) -> Iterator[int]:
    """Yield the positions of the lines, the latest first."""
    positions = list(range(len(lines)))
    while positions:
        at = positions[latest(tuple(lines[position] for position in positions))]
        positions.remove(at)
        yield at


def _last_response(source: Source, fact: FactId) -> FactValue:
    return _of_latest(source, fact, "response", c.Response)


def _last_intent(source: Source, fact: FactId) -> FactValue:
    return _of_latest(source, fact, "intent", c.SystemicIntent)


def _of_latest(source: Source, fact: FactId, field: str, choices: type[Choice]) -> FactValue:
    lines = source.case.systemic
    if lines is None:
        return derived(fact, one_of(choices), hangs_on=(_LIST,), read=(_LIST,), may_not_apply=True)
    if not lines:
        return derived(fact, None, read=(_LIST,))
    path = _at(latest(lines), field)
    stated = getattr(lines[latest(lines)], field)
    return derived(fact, one_of(choices if stated is None else (stated,)), hangs_on=[path], read=[path])


def _ongoing(source: Source, fact: FactId) -> FactValue:
    lines = source.case.systemic
    if lines is None:
        return held(fact, unknown(FactId(_LIST)), read=(_LIST,))
    if not lines:
        return held(fact, FALSE, read=(_LIST,))
    at = latest(lines)
    return held(fact, _goes_on(lines[at], at), read=[_at(at, "ongoing"), _at(at, "ended_on")])


def _goes_on(line: SystemicLine, at: int) -> Tri:
    if line.ongoing is not None:
        return tri(line.ongoing)
    return unknown(_at(at, "ongoing")) if line.ended_on is None else FALSE


def _weeks_since_last(source: Source, fact: FactId) -> FactValue:
    lines = source.case.systemic
    if lines is None:
        return derived(fact, _SINCE, hangs_on=(_LIST,), read=(_LIST,), may_not_apply=True)
    if not lines:
        return derived(fact, None, read=(_LIST,))
    at = latest(lines)
    weeks, open_ = _weeks_since(source, lines[at], at)
    return derived(fact, weeks, hangs_on=open_, read=[_at(at, "ended_on"), _at(at, "ongoing"), "as_of"])


def _weeks_since(source: Source, line: SystemicLine, at: int) -> tuple[Interval, list[str]]:
    """Return the weeks since the end of a line, and what is open; a line cannot have ended before it began.

    One whose end lies after the date of the record has not ended yet; the conflict of the two dates is told elsewhere.
    """
    if _goes_on(line, at).is_true:
        return exactly(0), []
    as_of = source.case.as_of
    if as_of is None:
        return _SINCE, ["as_of"] + ([] if line.ended_on else [_at(at, "ended_on")])
    if line.ended_on is not None:
        weeks = weeks_between(line.ended_on, as_of)
        weeks = Interval(max(weeks.low, 0), max(weeks.high, 0))
        return weeks, [] if weeks.is_exact else [_at(at, "ended_on"), "as_of"]
    longest = weeks_between(line.started_on, as_of).high if line.started_on is not None else _SINCE.high
    return Interval(0, max(longest, 0)), [_at(at, "ended_on")]


def _drugs(source: Source, fact: FactId) -> FactValue:
    lines = source.case.systemic
    if lines is None:
        everything = frozenset(str(drug) for drug in DrugClass)
        return derived(fact, Members(frozenset(), everything), hangs_on=(_LIST,), read=(_LIST,))
    given = [drugs_of(line) for line in lines]
    missing = [_at(at, "agents") for at, line in enumerate(lines) if line.agents is None]
    surely = frozenset[str]().union(*(members.surely for members in given))
    members = Members(surely, surely.union(*(members.possibly for members in given)))
    return derived(fact, members, hangs_on=missing, read=(_LIST,))


def _weeks_since_bevacizumab(source: Source, fact: FactId) -> FactValue:
    lines = source.case.systemic
    if lines is None:
        return derived(fact, _SINCE, hangs_on=(_LIST,), read=(_LIST,), may_not_apply=True)
    sure: list[Interval] = []
    maybe: list[Interval] = []
    open_: list[str] = []
    for at, line in enumerate(lines):
        had = has_bevacizumab(line)
        if had is not False:
            weeks, missing = _weeks_since(source, line, at)
            (sure if had else maybe).append(weeks)
            open_ += missing if had else [_at(at, "agents")]
    if not sure and not maybe:
        return derived(fact, None, read=(_LIST,))
    weeks = _shortest(sure, maybe)
    return derived(fact, weeks, hangs_on=open_, read=(_LIST, "as_of"), may_not_apply=not sure)


def _shortest(sure: list[Interval], maybe: list[Interval]) -> Interval:
    """Return the shortest time: at most the shortest of the sure ones, and maybe as short as one of the others."""
    either = smallest([*sure, *maybe])
    return Interval(either.low, smallest(sure).high if sure else max(weeks.high for weeks in maybe))


DERIVATIONS: dict[str, Derivation] = {
    "systemic.given": _given,
    "systemic.lines": _lines,
    "systemic.cycles": _cycles,
    "systemic.total_cycles": _total_cycles,
    "systemic.weeks_on_treatment": _weeks_on_treatment,
    "chemotherapy.cycles": _cycles_of_chemotherapy,
    "chemotherapy.weeks": _weeks_of_chemotherapy,
    "systemic.last_response": _last_response,
    "systemic.last_intent": _last_intent,
    "systemic.ongoing": _ongoing,
    "systemic.weeks_since_last": _weeks_since_last,
    "systemic.drugs": _drugs,
    "bevacizumab.weeks_since": _weeks_since_bevacizumab,
}
