"""Sealed meeting in, content of the minutes out: everything that is said, in one language, nothing of its layout."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time

from crlm_desktop.engine.encoding import from_json
from crlm_desktop.engine.proposal import Proposal, Source
from crlm_desktop.i18n import Catalogue
from crlm_desktop.meeting import quorum
from crlm_desktop.meeting.agenda import AgendaItem
from crlm_desktop.meeting.decision import Decision
from crlm_desktop.meeting.sealed import SealedCase, SealedMeeting
from crlm_desktop.minutes import decision_sections as decided
from crlm_desktop.minutes import meeting_sections as meetings
from crlm_desktop.minutes import option_sections, proposal_sections, record_sections
from crlm_desktop.minutes.content import (
    CaseMinutes,
    Footer,
    Headings,
    MinutesContent,
    Section,
    SourceLine,
    Span,
    Tone,
    Words,
    muted,
    plain,
)
from crlm_desktop.minutes.lesion_table import lesion_table
from crlm_desktop.minutes.liver_section import picture, plan_shown
from crlm_desktop.minutes.telling import Citations, Teller

CHECK_CODE_LENGTH = 16


def minutes_content(sealed: SealedMeeting, *, catalogue: Catalogue, sha256: str) -> MinutesContent:
    """Return what the minutes of a sealed meeting say in one language; ``sha256`` is that of the sealed bytes."""
    _ = catalogue.gettext
    teller = Teller(catalogue=catalogue, citations=Citations())
    proposals = [from_json(one.proposal) for one in sealed.cases]
    cases = tuple(
        _case(number, one, proposal, sealed, teller)
        for number, (one, proposal) in enumerate(zip(sealed.cases, proposals, strict=True), 1)
    )
    state = _("DRAFT") if sealed.is_draft else _("FINAL")
    day = teller.long_date(sealed.meeting.held_on)
    return MinutesContent(
        language=catalogue.language.tag,
        made_at=_made_at(sealed),
        title=sealed.meeting.title,
        running=f"{sealed.meeting.title}{teller.signs.comma}{day}",
        state=state,
        is_final=not sealed.is_draft,
        demonstration=_("DEMONSTRATION: invented data, no real person") if sealed.is_demonstration else "",
        headings=_headings(teller),
        opening=(
            meetings.particulars(sealed, state, teller),
            meetings.attendance(sealed.meeting, teller),
            meetings.quorum_by_discipline(sealed, teller),
        ),
        cases=cases,
        sources=tuple(_sources(teller)),
        footer=_footer(sealed, proposals, sha256, teller),
    )


def _made_at(sealed: SealedMeeting) -> datetime:
    """Return when the meeting was closed; of a draft the newest moment that it holds, or the beginning of its day."""
    meeting = sealed.meeting
    if meeting.closed_at is not None:
        return meeting.closed_at
    given = (opinion.given_at for one in sealed.cases for opinion in one.opinions)
    return max(given, default=datetime.combine(meeting.held_on, time(), tzinfo=UTC))


def _headings(teller: Teller) -> Headings:
    _ = teller.catalogue.gettext
    return Headings(
        kind=_("Minutes of the multidisciplinary team meeting"),
        cases=_("Cases and decisions"),
        case=_("Case"),
        decision=_("Decision"),
        page=_("Page"),
        sources=_("Sources"),
    )


def _footer(sealed: SealedMeeting, proposals: list[Proposal], sha256: str, teller: Teller) -> Footer:
    _ = teller.catalogue.gettext
    editions = teller.listing(dict.fromkeys(one.edition for one in proposals)) or _("none")
    return Footer(
        registry=sealed.registry,
        versions=_("Knowledge edition {edition}").format(edition=editions) + teller.signs.comma + sealed.program,
        check_code=_("Check code {code}").format(code=sha256[:CHECK_CODE_LENGTH]),
        notice=_("Decision support for specialists; not a medical device. The team decides."),
        page=_("Page {page} of {total}"),
    )


def _sources(teller: Teller) -> Iterator[SourceLine]:
    for number, (id_, source) in enumerate(teller.citations.cited.items(), 1):
        yield SourceLine(number=number, words=_source(source, teller) if source else muted(id_))


def _source(source: Source, teller: Teller) -> Words:
    _ = teller.catalogue.gettext
    signs = teller.signs
    asides = [teller.catalogue.pick(source.design)]
    if source.n is not None:
        asides.append(_("n = {count}").format(count=source.n))
    if source.grade:
        asides.append(_("grade {grade}").format(grade=source.grade))
    if source.trial:
        asides.append(source.trial)
    if source.doi:
        asides.append(f"doi {source.doi}")
    citation, year = source.citation, source.year
    if year is not None and str(year) not in citation:
        citation = f"{citation} {year}"
    return (Span(f"{citation.rstrip('.')}. "), Span(signs.semicolon.join(asides) + signs.stop, Tone.MUTED))


def _case(number: int, sealed: SealedCase, proposal: Proposal, meeting: SealedMeeting, teller: Teller) -> CaseMinutes:
    item = meeting.meeting.item(sealed.case_id)
    outcome = item.outcome if item else None
    is_provisional = isinstance(outcome, Decision) and bool(
        quorum.absent(sealed.case, outcome, meeting.meeting.attendance)
    )
    _ = teller.catalogue.gettext
    name, heading = _("Case {number}").format(number=number), _heading(sealed)
    continued = teller.in_brackets(_("continued"))
    return CaseMinutes(
        number=number,
        name=name,
        heading=heading,
        running=f"{name}{teller.signs.colon}{heading}{continued}",
        brief=plain(teller.signs.comma.join(_age_and_sex(sealed, teller))),
        particulars=_particulars(sealed, teller),
        outcome=decided.one_line(outcome, proposal, teller, is_provisional=is_provisional),
        outcome_symbol=decided.outcome_symbol(outcome, is_provisional=is_provisional),
        sections=tuple(_sections(sealed, item, proposal, meeting, teller)),
    )


def _heading(sealed: SealedCase) -> str:
    return " ".join(part for part in (sealed.identity.number, sealed.identity.name) if part)


def _particulars(sealed: SealedCase, teller: Teller) -> Words:
    """Return age, sex and birth date."""
    _ = teller.catalogue.gettext
    born = sealed.identity.born_on
    known = _("born {date}").format(date=born) if born else _("birth date not known")
    return plain(teller.signs.comma.join((*_age_and_sex(sealed, teller), known)))


def _age_and_sex(sealed: SealedCase, teller: Teller) -> tuple[str, str]:
    _ = teller.catalogue.gettext
    patient = sealed.case.patient
    return (
        _("{years} years").format(years=patient.age_years) if patient.age_years is not None else _("age not known"),
        teller.catalogue.pick(patient.sex.label) if patient.sex else _("sex not known"),
    )


def _sections(
    sealed: SealedCase, item: AgendaItem | None, proposal: Proposal, meeting: SealedMeeting, teller: Teller
) -> Iterator[Section]:
    _ = teller.catalogue.gettext
    case, outcome = sealed.case, item.outcome if item else None
    plan, basis = plan_shown(outcome, proposal, teller)
    yield record_sections.person(case, item.question if item else "", teller)
    yield Section(
        title=_("Disease"), blocks=(*record_sections.disease(case, teller), record_sections.imaging(case, teller))
    )
    yield Section(title=_("Lesions"), blocks=(picture(case, plan, basis, teller), *lesion_table(case, plan, teller)))
    yield from record_sections.findings(case, teller)
    yield from proposal_sections.scores(proposal, teller)
    yield proposal_sections.alerts(proposal, teller)
    yield from proposal_sections.missing(proposal, teller)
    yield from proposal_sections.conflicts(proposal, teller)
    yield option_sections.options(proposal, decided.chosen_plan(outcome, proposal), teller)
    yield decided.opinions(sealed.opinions, proposal, teller)
    yield decided.outcome_section(sealed, outcome, meeting.meeting, proposal, teller)
    yield decided.actions(outcome, teller)
