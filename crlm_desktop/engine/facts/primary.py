"""Facts on the primary tumour and on the course from it to the metastases."""

from __future__ import annotations

import math

from crlm_desktop.case import choices as c
from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts.choices import Side
from crlm_desktop.engine.facts.declaring import choice, number, statement
from crlm_desktop.engine.facts.source import (
    Derivation,
    Source,
    derived,
    derived_of,
    held,
    months_between,
    since,
)
from crlm_desktop.engine.facts.value import FactValue, one_of
from crlm_desktop.engine.interval import Interval
from crlm_desktop.engine.tri import FactId, Tri, Truth, tri, tri_or, unknown

PRIMARY = (
    choice(
        "primary.side",
        Text("Side of the primary", "原发灶侧别"),
        Side,
        about=Text(
            "Right: caecum to transverse colon. Left: splenic flexure to rectum. Derived from the site.",
            "右侧：盲肠至横结肠；左侧：脾曲至直肠。由原发灶部位推算。",
        ),
        entered_at=("primary.site",),
        aliases=("side",),
    ),
    statement(
        "primary.node_positive",
        Text("Node-positive primary", "原发灶淋巴结阳性"),
        about=Text("True for any N stage but N0.", "除 N0 外的任何 N 分期均为是。"),
        entered_at=("primary.n",),
    ),
    number(
        "primary.months_since_resection",
        Text("Months since resection of the primary", "距原发灶切除的月数"),
        unit="months",
        within=(0, 1200),
        about=Text(
            "From the resection of the primary to the date of the record. Not applicable while it was not resected.",
            "自原发灶切除至病历截至日期。原发灶未切除时不适用。",
        ),
        entered_at=("primary.resected_on", "as_of"),
        can_lack_value=True,
    ),
    statement(
        "molecular.kras_mutated",
        Text("KRAS mutation", "KRAS 突变"),
        about=Text(
            "Derived from RAS and its variant; RAS mutated without the name of the gene leaves it open.",
            "由 RAS 状态及其变异类型推算；RAS 突变而未注明基因者尚不能判断。",
        ),
        entered_at=("molecular.ras_variant", "molecular.ras"),
    ),
    statement(
        "molecular.kras_g12c",
        Text("KRAS G12C mutation", "KRAS G12C 突变"),
        about=Text("Derived from the RAS variant; RAS wild type means no.", "由 RAS 变异类型推算；RAS 野生型即为否。"),
        entered_at=("molecular.ras_variant", "molecular.ras"),
    ),
)

COURSE = (
    number(
        "interval.months",
        Text("Interval from primary to metastases", "原发灶至肝转移的间隔"),
        unit="months",
        within=(-240, 1200),
        about=Text(
            "From the diagnosis of the primary to the detection of the liver metastases, in calendar months. "
            "A stated presentation bounds it when a date is missing.",
            "自原发灶诊断至肝转移发现的日历月数。缺少日期时，以所填转移时相界定范围。",
        ),
        entered_at=("primary.diagnosed_on", "metastases.detected_on"),
        aliases=("dfi.months",),
    ),
    choice(
        "presentation",
        Text("Presentation of the metastases", "肝转移时相"),
        c.Presentation,
        about=Text(
            "As stated; else synchronous when the interval is at most 6 months.",
            "以填写为准；否则间隔不超过 6 个月为同时性。",
        ),
        entered_at=("metastases.presentation", "primary.diagnosed_on", "metastases.detected_on"),
    ),
    choice(
        "episode",
        Text("Episode of the liver disease", "肝脏疾病阶段"),
        c.Episode,
        about=Text(
            "As stated; else first when the liver was never treated locally, and recurrence when a lesion is a local "
            "recurrence after treatment.",
            "以填写为准；否则从未行肝脏局部治疗者为首次，存在治疗后局部复发病灶者为复发。",
        ),
        entered_at=("metastases.episode", "local_treatments"),
    ),
)


SYNCHRONOUS_WITHIN_MONTHS = 6
"""The case file's own definition of a synchronous presentation; scores that cut elsewhere ask the interval itself."""

_RIGHT = frozenset(
    str(site)
    for site in (c.PrimarySite.CAECUM, c.PrimarySite.ASCENDING, c.PrimarySite.HEPATIC_FLEXURE, c.PrimarySite.TRANSVERSE)
)
_MONTHS = Interval(-240, 1200)


def _side(source: Source, fact: FactId) -> FactValue:
    site = source.value("primary.site")
    sides = one_of(Side.RIGHT if one in _RIGHT else Side.LEFT for one in site.candidates)
    return derived_of(fact, sides, [site])


def _node_positive(source: Source, fact: FactId) -> FactValue:
    stage = source.value("primary.n")
    return derived_of(fact, one_of(one != str(c.NStage.N0) for one in stage.candidates), [stage])


def _months_since_resection(source: Source, fact: FactId) -> FactValue:
    state, path = source.value("primary.state"), "primary.resected_on"
    resected = str(c.PrimaryState.RESECTED)
    day = source.case.primary.resected_on
    if day is None and resected not in state.candidates:
        return derived(fact, None, read=("primary.state",))
    found = since(fact, day=day, at=path, source=source, between=months_between, range_=Interval(0, 1200))
    if day is not None or state.candidates == {resected}:
        return found
    return derived(
        fact,
        found.possible,
        hangs_on=(*found.hangs_on, *state.hangs_on),
        read=("primary.state", path),
        may_not_apply=True,
    )


def _kras_mutated(source: Source, fact: FactId) -> FactValue:
    """Derive KRAS alone: a variant of one of the two genes tells which; wild type of both goes before it."""
    ras, path = source.value("molecular.ras"), "molecular.ras_variant"
    read = ("molecular.ras", path)
    if ras.candidates == {str(c.Ras.WILD_TYPE)}:
        return held(fact, tri(False), read=read)
    variant = (source.case.molecular.ras_variant or "").upper()
    names_kras, names_nras = "KRAS" in variant, "NRAS" in variant
    if names_kras is not names_nras:
        return held(fact, tri(names_kras), read=read)
    return held(fact, unknown(FactId(path), *ras.hangs_on), read=read)


def _kras_g12c(source: Source, fact: FactId) -> FactValue:
    ras, path = source.value("molecular.ras"), "molecular.ras_variant"
    variant = source.case.molecular.ras_variant
    if variant is not None:
        return held(fact, tri("G12C" in variant.upper().replace(" ", "")), read=(path,))
    if ras.candidates == {str(c.Ras.WILD_TYPE)}:
        return held(fact, tri(False), read=("molecular.ras",))
    return held(fact, unknown(*(ras.hangs_on or {FactId(path)})), read=("molecular.ras", path))


def _interval(source: Source, fact: FactId) -> FactValue:
    case = source.case
    diagnosed, found = case.primary.diagnosed_on, case.metastases.detected_on
    dates = {"primary.diagnosed_on": diagnosed, "metastases.detected_on": found}
    known = _MONTHS if diagnosed is None or found is None else months_between(diagnosed, found)
    missing = [path for path, day in dates.items() if day is None] or dates
    stated = source.value("metastases.presentation")
    bounded = None if known.is_exact else known.within(_stated_months(stated))
    return derived(fact, bounded or known, hangs_on=missing, read=(*dates, *([stated.fact] if bounded else [])))


def _stated_months(stated: FactValue) -> Interval:
    """Return the months that a stated presentation leaves."""
    if stated.candidates == {str(c.Presentation.SYNCHRONOUS)}:
        return Interval(_MONTHS.low, SYNCHRONOUS_WITHIN_MONTHS)
    if stated.candidates == {str(c.Presentation.METACHRONOUS)}:
        return Interval(math.nextafter(SYNCHRONOUS_WITHIN_MONTHS, math.inf), _MONTHS.high)
    return _MONTHS


def _presentation(source: Source, fact: FactId) -> FactValue:
    stated = source.value("metastases.presentation")
    if stated.is_settled:
        return derived_of(fact, stated.candidates, [stated])
    months = source.value("interval.months")
    assert months.interval is not None
    early = months.interval.is_at_most(SYNCHRONOUS_WITHIN_MONTHS)
    possible = {
        Truth.TRUE: (c.Presentation.SYNCHRONOUS,),
        Truth.FALSE: (c.Presentation.METACHRONOUS,),
        Truth.UNKNOWN: tuple(c.Presentation),
    }
    return derived(fact, one_of(possible[early]), hangs_on=("metastases.presentation",), read=[months.fact])


def _episode(source: Source, fact: FactId) -> FactValue:
    stated = source.value("metastases.episode")
    if stated.is_settled:
        return derived_of(fact, stated.candidates, [stated])
    came_back = tri_or(_came_back(lesion.value("previous_treatment")) for lesion in source.lesions or ())
    if came_back.is_true:
        return derived(fact, one_of((c.Episode.RECURRENCE,)), read=("lesions[].previous_treatment",))
    if source.case.local_treatments == ():
        return derived(fact, one_of((c.Episode.FIRST,)), read=("local_treatments",))
    return derived(fact, one_of(c.Episode), hangs_on=stated.hangs_on, read=[stated.fact])


def _came_back(previous: FactValue) -> Tri:
    untreated = str(c.PreviousTreatment.NONE)
    return unknown(*previous.hangs_on) if untreated in previous.candidates else tri(True)


DERIVATIONS: dict[str, Derivation] = {
    "primary.side": _side,
    "primary.node_positive": _node_positive,
    "primary.months_since_resection": _months_since_resection,
    "molecular.kras_mutated": _kras_mutated,
    "molecular.kras_g12c": _kras_g12c,
    "interval.months": _interval,
    "presentation": _presentation,
    "episode": _episode,
}
