"""The key facts of a case in a few words, as a headline and a preview show them; what is not known is said."""

from __future__ import annotations

from dataclasses import dataclass

from crlm_desktop.case.choices import Mmr, Sex
from crlm_desktop.case.fields import FIELDS
from crlm_desktop.case.record import Case
from crlm_desktop.case.typed import show_value
from crlm_desktop.engine.facts.assumptions import facts_of
from crlm_desktop.engine.facts.table import FactTable
from crlm_desktop.gui import wording
from crlm_desktop.i18n import Catalogue

_SIZE = FIELDS["lesions[].size_mm"]
# As clinicians of every language write it; the labels of the choices would be cut in the headline.
_SHORT_MMR = {Mmr.PROFICIENT: "pMMR/MSS", Mmr.DEFICIENT: "dMMR/MSI-H"}


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFact:
    """One fact: what it is called, what is known of it in words, and the field where it is entered."""

    id: str
    label: str
    text: str
    is_known: bool
    path: str


def key_facts(case: Case, catalogue: Catalogue) -> tuple[KeyFact, ...]:
    """Return what a team wants to see of a case at a glance, in the order in which it is said."""
    _ = catalogue.gettext
    facts = facts_of(case)
    return (
        _person(case, catalogue),
        _primary(case, catalogue),
        _presentation(facts, catalogue),
        _lesions(case, facts, catalogue),
        _choice("ras", "RAS", case, "molecular.ras", catalogue),
        _choice("braf", "BRAF", case, "molecular.braf", catalogue),
        _mmr(case, catalogue),
        _plain("ecog", "ECOG", case.fitness.ecog, "fitness.ecog", catalogue),
    )


def person_text(age: int | None, sex: Sex | None, catalogue: Catalogue) -> str:
    """Return age and sex in words, a question mark for the one that is not known."""
    _ = catalogue.gettext
    if age is None and sex is None:
        return wording.unknown(catalogue)
    return _("{age}, {sex}").format(
        age="?" if age is None else age, sex="?" if sex is None else catalogue.pick(sex.label)
    )


def _person(case: Case, catalogue: Catalogue) -> KeyFact:
    _ = catalogue.gettext
    age, sex = case.patient.age_years, case.patient.sex
    is_known = age is not None or sex is not None
    text = person_text(age, sex, catalogue)
    return KeyFact(id="person", label=_("Age, sex"), text=text, is_known=is_known, path="patient.age_years")


def _primary(case: Case, catalogue: Catalogue) -> KeyFact:
    _ = catalogue.gettext
    stated = [catalogue.pick(one.label) for one in (case.primary.site, case.primary.state) if one is not None]
    return KeyFact(
        id="primary",
        label=_("Primary"),
        text=wording.listed(stated, catalogue) or wording.unknown(catalogue),
        is_known=bool(stated),
        path="primary.site",
    )


def _presentation(facts: FactTable, catalogue: Catalogue) -> KeyFact:
    _ = catalogue.gettext
    known = facts.value("presentation").known
    text = catalogue.pick(facts.catalogue["presentation"].label_of(str(known))) if known is not None else ""
    return KeyFact(
        id="presentation",
        label=_("Presentation"),
        text=text or wording.unknown(catalogue),
        is_known=bool(text),
        path="metastases.presentation",
    )


def _lesions(case: Case, facts: FactTable, catalogue: Catalogue) -> KeyFact:
    _ = catalogue.gettext
    label, path = _("Lesions"), "lesions"
    if case.lesions is None:
        return KeyFact(id="lesions", label=label, text=wording.unknown(catalogue), is_known=False, path=path)
    count = len(case.lesions)
    largest = facts.value("lesions.max_mm").interval
    if count == 0 or largest is None or largest.high <= 0:
        return KeyFact(id="lesions", label=label, text=str(count), is_known=True, path=path)
    size = show_value(_SIZE, largest.low)
    sentence = _("{count}, up to {size} mm") if largest.is_exact else _("{count}, largest at least {size} mm")
    if largest.low <= 0:
        sentence = _("{count}, size unknown")
    return KeyFact(id="lesions", label=label, text=sentence.format(count=count, size=size), is_known=True, path=path)


def _choice(fact: str, label: str, case: Case, path: str, catalogue: Catalogue) -> KeyFact:
    part, item = path.split(".")
    stated = getattr(getattr(case, part), item)
    return KeyFact(
        id=fact, label=label, text=wording.choice_text(stated, catalogue), is_known=stated is not None, path=path
    )


def _mmr(case: Case, catalogue: Catalogue) -> KeyFact:
    stated = case.molecular.mmr
    text = wording.unknown(catalogue) if stated is None else _SHORT_MMR[stated]
    return KeyFact(id="mmr", label="MMR", text=text, is_known=stated is not None, path="molecular.mmr")


def _plain(fact: str, label: str, stated: int | None, path: str, catalogue: Catalogue) -> KeyFact:
    text = wording.unknown(catalogue) if stated is None else str(stated)
    return KeyFact(id=fact, label=label, text=text, is_known=stated is not None, path=path)
