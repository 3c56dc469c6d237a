"""Facts on disease outside the liver, over all its sites."""

from __future__ import annotations

from crlm_desktop.case import choices as c
from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts.declaring import choice, number, statement
from crlm_desktop.engine.facts.recorded import SITES
from crlm_desktop.engine.facts.source import Derivation, Source, days_between, derived, held, since
from crlm_desktop.engine.facts.value import FactValue, one_of
from crlm_desktop.engine.interval import Interval
from crlm_desktop.engine.tri import FactId, Tri, Truth, tri_or

_SITE_FIELDS = tuple(f"extrahepatic.{site}" for site in SITES)

EXTRAHEPATIC = (
    choice(
        "extrahepatic.status",
        Text("Disease outside the liver", "肝外病灶"),
        c.SiteState,
        about=Text(
            "The gravest state of all sites, in the order none, resectable, indeterminate, unresectable. "
            "None only when every site is said to be free.",
            "取各部位中最重者，依次为无、可切除、性质待定、不可切除。仅当每个部位均明确为无时才为“无”。",
        ),
        entered_at=_SITE_FIELDS,
    ),
    choice(
        "extrahepatic.status_except_lung",
        Text("Disease outside liver and lung", "肝肺以外的病灶"),
        c.SiteState,
        about=Text("As above, the lung left out.", "同上，不计肺部。"),
        entered_at=tuple(path for path in _SITE_FIELDS if path != "extrahepatic.lung"),
    ),
    statement(
        "extrahepatic.present",
        Text("Disease outside the liver is present", "存在肝外病灶"),
        about=Text(
            "True when a site is resectable or unresectable, false when every site is free; a site of "
            "indeterminate nature leaves it open.",
            "任一部位为可切除或不可切除时为是；各部位均无时为否；性质待定者尚不能判断。",
        ),
        entered_at=_SITE_FIELDS,
    ),
    number(
        "extrahepatic.staging_days",
        Text("Age of the staging", "分期检查距今天数"),
        unit="days",
        within=(0, 36500),
        about=Text("From the staging CT or PET to the date of the record.", "自分期 CT 或 PET 至病历截至日期。"),
        entered_at=("extrahepatic.staged_on", "as_of"),
    ),
)


_GRAVITY = tuple(
    str(state)
    for state in (c.SiteState.NONE, c.SiteState.RESECTABLE, c.SiteState.INDETERMINATE, c.SiteState.UNRESECTABLE)
)
_DISEASE = {str(c.SiteState.RESECTABLE), str(c.SiteState.UNRESECTABLE)}
_LUNG = "lung"


def _status(source: Source, fact: FactId) -> FactValue:
    return _gravest(source, fact, SITES)


def _status_except_lung(source: Source, fact: FactId) -> FactValue:
    return _gravest(source, fact, tuple(site for site in SITES if site != _LUNG))


def _gravest(source: Source, fact: FactId, sites: tuple[str, ...]) -> FactValue:
    """Return the gravest state over the sites; only those that can still make it graver are open."""
    values = [source.value(f"extrahepatic.{site}") for site in sites]
    ranks = [sorted(_GRAVITY.index(str(code)) for code in value.candidates) for value in values]
    least = max(rank[0] for rank in ranks)
    possible = {least, *(rank for each in ranks for rank in each if rank > least)}
    hangs_on = [path for value, each in zip(values, ranks, strict=True) if each[-1] > least for path in value.hangs_on]
    return derived(fact, one_of(_GRAVITY[rank] for rank in possible), hangs_on=hangs_on, read=[v.fact for v in values])


def _present(source: Source, fact: FactId) -> FactValue:
    values = [source.value(f"extrahepatic.{site}") for site in SITES]
    return held(fact, tri_or(_has_disease(value) for value in values), read=[value.fact for value in values])


def _has_disease(site: FactValue) -> Tri:
    if site.candidates <= _DISEASE:
        return Tri(Truth.TRUE)
    is_free = site.candidates == {str(c.SiteState.NONE)}
    return Tri(Truth.FALSE if is_free else Truth.UNKNOWN, site.hangs_on or {site.fact})


def _staging_days(source: Source, fact: FactId) -> FactValue:
    day = source.case.extrahepatic.staged_on
    return since(
        fact,
        day=day,
        at="extrahepatic.staged_on",
        source=source,
        between=days_between,
        range_=Interval(0, 36500),
    )


DERIVATIONS: dict[str, Derivation] = {
    "extrahepatic.status": _status,
    "extrahepatic.status_except_lung": _status_except_lung,
    "extrahepatic.present": _present,
    "extrahepatic.staging_days": _staging_days,
}
