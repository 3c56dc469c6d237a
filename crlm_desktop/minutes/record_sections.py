"""What was known of a case when it was sealed: the person, the disease, earlier treatment, findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crlm_desktop.case.choices import Augmentation, LesionState, PrimaryState, PrimarySymptoms, SiteState
from crlm_desktop.case.fields import FIELDS
from crlm_desktop.case.record import Case
from crlm_desktop.minutes.content import (
    Block,
    Fact,
    Prose,
    Section,
    Span,
    Tone,
    plain,
)
from crlm_desktop.minutes.telling import Teller, value_in, within_sentence
from crlm_desktop.minutes.treatment_sections import local_treatment, markers, systemic_treatment

PERSON = (
    "fitness.ecog",
    "fitness.asa",
    "fitness.declines",
    "fitness.comorbidities",
)
MOLECULAR = ("molecular.ras", "molecular.braf", "molecular.mmr", "molecular.her2")
FUNCTION = (
    "liver.quality",
    "function.bilirubin_umol_l",
    "function.albumin_g_l",
    "function.inr",
    "function.platelets_1e9_l",
    "function.creatinine_umol_l",
    "function.ascites",
    "function.encephalopathy",
    "function.icg_r15_percent",
    "function.portal_hypertension",
    "function.biliary_stent_or_anastomosis",
    "function.lung_shunt_percent",
)
IMAGING = ("imaging.ct_on", "imaging.liver_mri_on", "imaging.pet_on", "extrahepatic.staged_on")
SITES = ("lung", "peritoneum", "hilar_nodes", "distant_nodes", "bone", "brain", "local_recurrence", "other")
SEGMENT_VOLUMES = tuple(path for path in FIELDS if path.startswith("liver.volumes_ml.") and path[17].isdigit())


def person(case: Case, question: str, teller: Teller) -> Section:
    """Return who is discussed, with which question, in which condition and with which wishes."""
    _ = teller.catalogue.gettext
    return Section(
        title="",
        blocks=(
            Prose(label=_("Question"), words=teller.text(question or case.question)),
            Prose(label=_("Fitness"), words=teller.in_one_line(_facts(case, PERSON, teller))),
            Prose(label=_("Wishes"), words=teller.text(case.fitness.wishes)),
        ),
    )


def disease(case: Case, teller: Teller) -> tuple[Block, ...]:
    """Return the disease in one paragraph, and what of it is not known in one sentence after it."""
    parts = (_liver_disease(case, teller), _primary(case, teller), _lesions(case, teller), _outside(case, teller))
    signs = teller.signs
    told = [f"{title}{signs.colon}{signs.comma.join(known)}{signs.stop}" for title, known, _names in parts if known]
    missing = [f"{title}{teller.in_brackets(teller.listing(names))}" for title, _known, names in parts if names]
    words: list[Span] = [Span(signs.between_sentences.join(told))] if told else []
    if missing:
        _ = teller.catalogue.gettext
        sentence = _("Not known: {names}.").format(names=signs.semicolon.join(missing))
        words.append(Span((signs.between_sentences if told else "") + sentence, Tone.MUTED))
    return (Prose(words=tuple(words)),)


_Part = tuple[str, list[str], list[str]]


def _liver_disease(case: Case, teller: Teller) -> _Part:
    _ = teller.catalogue.gettext
    known, names = _told(case, ("metastases.presentation", "metastases.episode"), teller)
    found = case.metastases.detected_on
    if found is None:
        names.append(within_sentence(teller.fact(case, "metastases.detected_on").label))
    else:
        known.append(_("found on {date}").format(date=found))
    return _("Liver metastases"), known, names


def _primary(case: Case, teller: Teller) -> _Part:
    _ = teller.catalogue.gettext
    known, names = _told(case, ("primary.site", "primary.t", "primary.n", "primary.differentiation"), teller)
    resected = case.primary.resected_on
    if case.primary.state is PrimaryState.RESECTED and resected:
        known.append(_("resected on {date}").format(date=resected))
    else:
        state, state_names = _told(case, ("primary.state",), teller)
        known, names = [*known, *state], [*names, *state_names]
    if case.primary.diagnosed_on:
        known.append(_("diagnosed on {date}").format(date=case.primary.diagnosed_on))
    if case.primary.rectal_radiotherapy:
        given = teller.catalogue.pick(case.primary.rectal_radiotherapy.label)
        known.append(_("radiotherapy of the rectum: {state}").format(state=given))
    symptoms = case.primary.symptoms
    if symptoms is None:
        names.append(_("symptoms"))
    elif symptoms is PrimarySymptoms.NONE:
        known.append(_("without symptoms"))
    else:
        known.append(teller.catalogue.pick(symptoms.label))
    return _("Primary tumour"), known, names


def _told(case: Case, paths: Sequence[str], teller: Teller) -> tuple[list[str], list[str]]:
    """Return the values that are known, and the names of the fields that are not."""
    known: list[str] = []
    names: list[str] = []
    for path in paths:
        value = value_in(case, path)
        if value is None:
            names.append(within_sentence(teller.catalogue.pick(FIELDS[path].label)))
        else:
            known.append(teller.catalogue.pick(value.label))
    return known, names


def _lesions(case: Case, teller: Teller) -> _Part:
    _, ngettext = teller.catalogue.gettext, teller.catalogue.ngettext
    title = _("Lesions in the liver")
    if case.lesions is None:
        return title, [], [_("number, place and size")]
    if not case.lesions:
        return title, [_("none left")], []
    count = len(case.lesions)
    known = [ngettext("{count} lesion", "{count} lesions", count).format(count=count)]
    sizes = [lesion.size_mm for lesion in case.lesions if lesion.size_mm is not None]
    if sizes:
        known.append(_("the largest known {size} mm").format(size=f"{max(sizes):g}"))
    vanished = sum(lesion.state is LesionState.VANISHED for lesion in case.lesions)
    if vanished:
        known.append(
            ngettext("{count} vanished on imaging", "{count} vanished on imaging", vanished).format(count=vanished)
        )
    told = {segment for lesion in case.lesions for segment in lesion.segments or ()}
    if told:
        where = ngettext("in segment {segments}", "in segments {segments}", len(told))
        known.append(where.format(segments=teller.listing(sorted(str(one) for one in told))))
    return title, known, []


def _outside(case: Case, teller: Teller) -> _Part:
    """Tell every site where there is something, the free sites together, and the sites of which nobody has told."""
    _ = teller.catalogue.gettext
    known: list[str] = []
    free: list[str] = []
    names: list[str] = []
    for site in SITES:
        status = getattr(case.extrahepatic, site)
        name = teller.catalogue.pick(FIELDS[f"extrahepatic.{site}.state"].label)
        if status is None or (status.state is None and status.count is None):
            names.append(within_sentence(name))
        elif status.state is SiteState.NONE:
            free.append(within_sentence(name))
        else:
            state = teller.catalogue.pick(status.state.label) if status.state else _("state not known")
            number = _(", number {count}").format(count=status.count) if status.count is not None else ""
            note = f"{teller.signs.comma}{status.note}" if status.note else ""
            known.append(f"{within_sentence(name)}{teller.in_brackets(f'{state}{number}{note}')}")
    if free:
        known.append(_("none at: {sites}").format(sites=teller.listing(free)))
    return _("Outside the liver"), known, names


def molecular(case: Case, teller: Teller) -> tuple[Fact, ...]:
    """Return the molecular type, the variant of RAS with it."""
    facts = [teller.fact(case, path) for path in MOLECULAR]
    variant = case.molecular.ras_variant
    if variant:
        facts[0] = Fact(label=facts[0].label, value=(*facts[0].value, Span(teller.in_brackets(variant))))
    return tuple(facts)


def imaging(case: Case, teller: Teller) -> Prose:
    """Return when the liver and the rest were last looked at."""
    _ = teller.catalogue.gettext
    dates = {
        "imaging.ct_on": _("date of the CT"),
        "imaging.liver_mri_on": _("date of the liver MRI"),
        "imaging.pet_on": _("date of a PET"),
        "extrahepatic.staged_on": _("date of the staging outside the liver"),
    }
    facts = tuple(
        Fact(label=dates[path], value=fact.value) if fact.value == teller.unknown else fact
        for path, fact in zip(IMAGING, _facts(case, IMAGING, teller), strict=True)
    )
    return Prose(label=_("Imaging"), words=teller.in_one_line(facts))


def findings(case: Case, teller: Teller) -> tuple[Section, ...]:
    """Return earlier treatment, markers, liver function and volumetry."""
    _ = teller.catalogue.gettext
    function, volumetry = _facts(case, FUNCTION, teller), tuple(_volumetry(case, teller))
    return (
        Section(title=_("Treatment so far, markers and liver"), blocks=()),
        Section(title=_("Systemic treatment"), blocks=systemic_treatment(case.systemic, teller), is_minor=True),
        Section(
            title=_("Earlier local treatment"), blocks=local_treatment(case.local_treatments, teller), is_minor=True
        ),
        Section(title=_("Tumour markers"), blocks=markers(case.markers, teller), is_minor=True),
        Section(title=_("Liver function"), blocks=(Prose(words=teller.in_one_line(function)),), is_minor=True),
        Section(title=_("Volumetry"), blocks=(Prose(words=teller.in_one_line(volumetry)),), is_minor=True),
    )


def _facts(case: Case, paths: Sequence[str], teller: Teller) -> tuple[Fact, ...]:
    return tuple(teller.fact(case, path) for path in paths)


def _volumetry(case: Case, teller: Teller) -> Iterator[Fact]:
    """Yield whole liver, tumour and remnant always, the rest as far as it was measured."""
    _ = teller.catalogue.gettext
    yield teller.fact(case, "liver.volumes_ml.total")
    yield teller.fact(case, "liver.volumes_ml.tumour")
    yield teller.fact(case, "liver.flr.percent")
    yield teller.fact(case, "patient.height_cm")
    yield teller.fact(case, "patient.weight_kg")
    yield teller.fact(case, "liver.technically_resectable")
    measured = ("ml", "standardised", "after", "weeks_since", "before_percent", "resection")
    for path in (*(f"liver.flr.{name}" for name in measured), *SEGMENT_VOLUMES):
        value = value_in(case, path)
        if value is Augmentation.NONE:
            yield Fact(label=_("Remnant measured"), value=plain(_("nothing was done before to enlarge it")))
        elif value is not None:
            yield teller.fact(case, path)
