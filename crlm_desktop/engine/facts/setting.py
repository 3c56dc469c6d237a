"""Facts on imaging, on what the centre offers and on what the person declines."""

from __future__ import annotations

from crlm_desktop.case import choices as c
from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts.declaration import Fact
from crlm_desktop.engine.facts.declaring import number, statement
from crlm_desktop.engine.facts.source import Derivation, Source, days_between, held, since
from crlm_desktop.engine.facts.value import FactValue
from crlm_desktop.engine.interval import Interval
from crlm_desktop.engine.tri import TRUE, FactId, Tri, Truth


def _imaging(name: str, field: str, en: str, zh: str) -> Fact:
    return number(
        f"imaging.{name}.days",
        Text(f"Age of the {en}", f"{zh}距今天数"),
        unit="days",
        within=(0, 36500),
        about=Text(f"From the latest {en} to the date of the record.", f"自最近一次{zh}至病历截至日期。"),
        entered_at=(f"imaging.{field}", "as_of"),
    )


IMAGING = (
    _imaging("ct", "ct_on", "CT", "CT 检查"),
    _imaging("liver_mri", "liver_mri_on", "liver MRI", "肝脏 MRI 检查"),
    _imaging("pet", "pet_on", "PET", "PET 检查"),
)

OFFERS = tuple(
    statement(
        f"offers.{offer}",
        Text(f"Offered here: {offer.label.en}", f"本中心可开展：{offer.label.zh}"),
        about=Text(
            "Whether this centre can do it itself. A list that names neither resection nor embolisation nor two stages "
            "is one of special treatments: these three then count as offered.",
            "本中心能否自行开展。清单若未列肝切除、门静脉栓塞或二步切除中任何一项，则视为仅列特殊治疗，上述三项按可开展计。",
        ),
        entered_at=("centre.offers",),
    )
    for offer in c.Offer
)

DECLINES = tuple(
    statement(
        f"declines.{family}",
        Text(f"Declines: {family.label.en}", f"患者拒绝：{family.label.zh}"),
        about=Text("Whether the person does not want it.", "患者是否不愿接受。"),
        entered_at=("fitness.declines",),
    )
    for family in c.TreatmentFamily
)


def _age_of(field: str) -> Derivation:
    def derive(source: Source, fact: FactId) -> FactValue:
        return since(
            fact,
            day=getattr(source.case.imaging, field),
            at=f"imaging.{field}",
            source=source,
            between=days_between,
            range_=Interval(0, 36500),
        )

    return derive


def _is_in(listed: str, code: str) -> Derivation:
    def derive(source: Source, fact: FactId) -> FactValue:
        members = source.value(listed).members
        truth = Truth.TRUE if code in members.surely else Truth.UNKNOWN if code in members.possibly else Truth.FALSE
        return held(fact, Tri(truth, source.value(listed).hangs_on), read=[listed])

    return derive


_BASIC = (c.Offer.RESECTION, c.Offer.PVE, c.Offer.TWO_STAGE)
_SPEAKS_OF_BASIC = frozenset({c.Offer.LAPAROSCOPIC, *_BASIC})


def _offered(offer: c.Offer) -> Derivation:
    """Return whether the list holds it; one that names nothing basic lists what is special, and the basic is done."""
    in_list = _is_in("centre.offers", str(offer))

    def derive(source: Source, fact: FactId) -> FactValue:
        members = source.value("centre.offers").members
        if offer in _BASIC and members.possibly and members.possibly.isdisjoint(map(str, _SPEAKS_OF_BASIC)):
            return held(fact, TRUE, read=["centre.offers"])
        return in_list(source, fact)

    return derive


DERIVATIONS: dict[str, Derivation] = {
    "imaging.ct.days": _age_of("ct_on"),
    "imaging.liver_mri.days": _age_of("liver_mri_on"),
    "imaging.pet.days": _age_of("pet_on"),
    **{f"offers.{offer}": _offered(offer) for offer in c.Offer},
    **{f"declines.{family}": _is_in("fitness.declines", str(family)) for family in c.TreatmentFamily},
}
