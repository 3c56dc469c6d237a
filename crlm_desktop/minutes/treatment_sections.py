"""Earlier treatment and tumour markers of a case in sentences, in the order of the record."""

from __future__ import annotations

from collections.abc import Sequence

from crlm_desktop.case.record import LocalTreatment, Marker, SystemicLine
from crlm_desktop.minutes.content import Block, Prose, Span, Tone, Words, plain
from crlm_desktop.minutes.telling import Teller, joined


def systemic_treatment(lines: Sequence[SystemicLine] | None, teller: Teller) -> tuple[Block, ...]:
    """Return the lines of systemic treatment one behind the other."""
    _ = teller.catalogue.gettext
    if not lines:
        return (Prose(words=teller.unknown if lines is None else plain(_("none"))),)
    return (Prose(words=joined([_systemic_line(line, teller) for line in lines], teller.signs.semicolon)),)


def _systemic_line(line: SystemicLine, teller: Teller) -> Words:
    _, ngettext = teller.catalogue.gettext, teller.catalogue.ngettext
    agents = teller.listing(line.agents) if line.agents else ""
    named = f"{line.regimen}{teller.in_brackets(agents) if agents else ''}" if line.regimen else agents
    begun, ended = line.started_on or _("not known"), _("ongoing") if line.ongoing else line.ended_on or _("not known")
    cycles = line.cycles
    told = [
        named or _("agents not known"),
        _("from {begun} to {ended}").format(begun=begun, ended=ended),
        _("cycles not known")
        if cycles is None
        else ngettext("{count} cycle", "{count} cycles", cycles).format(count=cycles),
        teller.catalogue.pick(line.response.label) if line.response else _("response not known"),
        *([teller.catalogue.pick(line.intent.label)] if line.intent else []),
    ]
    number = _("line {number}").format(number=line.line) if line.line is not None else _("line not known")
    return (Span(f"{number}{teller.signs.colon}", Tone.MUTED), Span(teller.signs.comma.join(told)))


def local_treatment(treatments: Sequence[LocalTreatment] | None, teller: Teller) -> tuple[Block, ...]:
    """Return the local treatments that the liver has had, one behind the other."""
    _ = teller.catalogue.gettext
    if not treatments:
        return (Prose(words=teller.unknown if treatments is None else plain(_("none"))),)
    return (Prose(words=joined([_local(one, teller) for one in treatments], teller.signs.semicolon)),)


def _local(treatment: LocalTreatment, teller: Teller) -> Words:
    _ = teller.catalogue.gettext
    kind = teller.catalogue.pick(treatment.kind.label) if treatment.kind else _("treatment not known")
    told = [f"{kind}{teller.in_brackets(str(treatment.on) if treatment.on else _('date not known'))}"]
    if treatment.segments:
        told.append(_("segments {segments}").format(segments=teller.listing(str(one) for one in treatment.segments)))
    if treatment.lesions:
        told.append(_("lesions {lesions}").format(lesions=teller.listing(treatment.lesions)))
    if treatment.note:
        told.append(treatment.note)
    return plain(teller.signs.comma.join(told))


def markers(measured: Sequence[Marker] | None, teller: Teller) -> tuple[Block, ...]:
    """Return the tumour markers, each with its values, in the order of the record."""
    _ = teller.catalogue.gettext
    if not measured:
        return (Prose(words=teller.unknown if measured is None else plain(_("none"))),)
    names = dict.fromkeys(marker.name for marker in measured)
    told: list[Words] = []
    for name in names:
        label = teller.catalogue.pick(name.label) if name else _("Marker not named")
        values = joined([_marker(one, teller) for one in measured if one.name is name], teller.signs.comma)
        told.append((Span(f"{label} ", Tone.MUTED), *values))
    return (Prose(words=joined(told, teller.signs.semicolon)),)


def _marker(marker: Marker, teller: Teller) -> Words:
    _ = teller.catalogue.gettext
    value = teller.quantity(marker.value, teller.catalogue.pick(marker.unit.label) if marker.unit else "")
    asides = [
        str(marker.on) if marker.on else _("date not known"),
        *([teller.catalogue.pick(marker.moment.label)] if marker.moment else []),
    ]
    return (*value, Span(teller.in_brackets(teller.signs.comma.join(asides)), Tone.MUTED))
