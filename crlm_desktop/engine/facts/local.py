"""Facts on earlier local treatment of the liver."""

from __future__ import annotations

from crlm_desktop.case import choices as c
from crlm_desktop.case.record import LocalTreatment
from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts.declaration import FactKind
from crlm_desktop.engine.facts.declaring import choice, number
from crlm_desktop.engine.facts.source import Derivation, Source, derived, months_between
from crlm_desktop.engine.facts.value import FactValue, Members
from crlm_desktop.engine.interval import Interval
from crlm_desktop.engine.tri import FactId

LOCAL = (
    choice(
        "local.treatments",
        Text("Local treatments given", "已行局部治疗"),
        c.LocalKind,
        kind=FactKind.SET,
        about=Text("Every kind of local treatment of the liver that was given.", "肝脏已接受的各类局部治疗。"),
        entered_at=("local_treatments",),
    ),
    number(
        "local.hepatectomies",
        Text("Earlier hepatectomies", "既往肝切除次数"),
        within=(0, 100),
        is_integer=True,
        about=Text("Number of hepatectomies in the record.", "病历中肝切除的次数。"),
        entered_at=("local_treatments",),
    ),
    number(
        "local.months_since_curative",
        Text("Months since curative local treatment", "距末次根治性局部治疗的月数"),
        unit="months",
        within=(0, 1200),
        about=Text(
            "From the latest hepatectomy, ablation, SBRT or transplantation to the date of the record. "
            "Not applicable when there was none.",
            "自最近一次肝切除、消融、SBRT 或肝移植至病历截至日期。未行者不适用。",
        ),
        entered_at=("local_treatments[].on", "as_of"),
        can_lack_value=True,
    ),
)


_LIST = "local_treatments"
_MONTHS = Interval(0, 1200)
_CURATIVE = (c.LocalKind.HEPATECTOMY, c.LocalKind.ABLATION, c.LocalKind.SBRT, c.LocalKind.TRANSPLANTATION)
_ALL = frozenset(str(kind) for kind in c.LocalKind)


def _at(position: int, field: str) -> FactId:
    return FactId(f"{_LIST}[{position}].{field}")


def _without_kind(given: tuple[LocalTreatment, ...]) -> list[FactId]:
    return [_at(at, "kind") for at, one in enumerate(given) if one.kind is None]


def _treatments(source: Source, fact: FactId) -> FactValue:
    given = source.case.local_treatments
    if given is None:
        return derived(fact, Members(frozenset(), _ALL), hangs_on=(_LIST,), read=(_LIST,))
    surely = frozenset(str(one.kind) for one in given if one.kind is not None)
    open_ = _without_kind(given)
    return derived(fact, Members(surely, _ALL if open_ else surely), hangs_on=open_, read=(_LIST,))


def _hepatectomies(source: Source, fact: FactId) -> FactValue:
    given = source.case.local_treatments
    if given is None:
        return derived(fact, Interval(0, 100), hangs_on=(_LIST,), read=(_LIST,))
    sure = sum(one.kind is c.LocalKind.HEPATECTOMY for one in given)
    open_ = _without_kind(given)
    return derived(fact, Interval(sure, sure + len(open_)), hangs_on=open_, read=(_LIST,))


def _months_since_curative(source: Source, fact: FactId) -> FactValue:
    given = source.case.local_treatments
    if given is None:
        return derived(fact, _MONTHS, hangs_on=(_LIST,), read=(_LIST,), may_not_apply=True)
    sure: list[Interval] = []
    maybe: list[Interval] = []
    open_: list[str] = []
    for at, one in enumerate(given):
        if one.kind is None or one.kind in _CURATIVE:
            months, missing = _months_since(source, one, at)
            (maybe if one.kind is None else sure).append(months)
            open_ += [_at(at, "kind")] if one.kind is None else missing
    if not sure and not maybe:
        return derived(fact, None, read=(_LIST,))
    low = min(months.low for months in (*sure, *maybe))
    # A treatment in the far past lies outside what is allowed; that contradicts, and is not cut off.
    high = min((months.high for months in sure), default=max(_MONTHS.high, low))
    return derived(fact, Interval(low, high), hangs_on=open_, read=(_LIST, "as_of"), may_not_apply=not sure)


def _months_since(source: Source, one: LocalTreatment, at: int) -> tuple[Interval, list[str]]:
    as_of = source.case.as_of
    missing = [path for path, day in ((_at(at, "on"), one.on), ("as_of", as_of)) if day is None]
    if one.on is None or as_of is None:
        return _MONTHS, [str(path) for path in missing]
    months = months_between(one.on, as_of)
    return months, [] if months.is_exact else [_at(at, "on"), "as_of"]


DERIVATIONS: dict[str, Derivation] = {
    "local.treatments": _treatments,
    "local.hepatectomies": _hepatectomies,
    "local.months_since_curative": _months_since_curative,
}
