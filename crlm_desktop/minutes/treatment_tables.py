"""Earlier treatment and tumour markers of a case, in the order of the record."""

from __future__ import annotations

from collections.abc import Sequence

from crlm_desktop.case.record import LocalTreatment, Marker, SystemicLine
from crlm_desktop.minutes.content import Block, Prose, Span, Table, TableKind, Tone, Words, plain
from crlm_desktop.minutes.telling import Teller, joined


def systemic_treatment(lines: Sequence[SystemicLine] | None, teller: Teller) -> tuple[Block, ...]:
    """Return the lines of systemic treatment."""
    _ = teller.catalogue.gettext
    if not lines:
        return (Prose(words=teller.unknown if lines is None else plain(_("none"))),)
    head = (_("Line"), _("Agents"), _("From"), _("To"), _("Cycles"), _("Response"), _("Intent"))
    return (Table(kind=TableKind.SYSTEMIC, head=head, rows=tuple(_systemic_row(line, teller) for line in lines)),)


def _systemic_row(line: SystemicLine, teller: Teller) -> tuple[Words, ...]:
    _ = teller.catalogue.gettext
    agents = teller.listing(line.agents) if line.agents else ""
    named = f"{line.regimen}{teller.in_brackets(agents) if agents else ''}" if line.regimen else agents
    ended = plain(_("ongoing")) if line.ongoing else teller.text(str(line.ended_on) if line.ended_on else None)
    return (
        teller.quantity(line.line),
        teller.text(named),
        teller.text(str(line.started_on) if line.started_on else None),
        ended,
        teller.quantity(line.cycles),
        teller.choice(line.response),
        teller.choice(line.intent),
    )


def local_treatment(treatments: Sequence[LocalTreatment] | None, teller: Teller) -> tuple[Block, ...]:
    """Return the local treatments that the liver has had."""
    _ = teller.catalogue.gettext
    if not treatments:
        return (Prose(words=teller.unknown if treatments is None else plain(_("none"))),)
    head = (_("Treatment"), _("Date"), _("Segments"), _("Lesions"), _("Note"))
    rows = tuple(
        (
            teller.choice(one.kind),
            teller.text(str(one.on) if one.on else None),
            teller.segments(one.segments),
            teller.text(teller.listing(one.lesions) if one.lesions else None),
            plain(one.note or "–"),
        )
        for one in treatments
    )
    return (Table(kind=TableKind.LOCAL, head=head, rows=rows),)


def markers(measured: Sequence[Marker] | None, teller: Teller) -> tuple[Block, ...]:
    """Return the tumour markers, one paragraph a marker, in the order of the record."""
    _ = teller.catalogue.gettext
    if not measured:
        return (Prose(words=teller.unknown if measured is None else plain(_("none"))),)
    names = dict.fromkeys(marker.name for marker in measured)
    return tuple(
        Prose(
            label=teller.catalogue.pick(name.label) if name else _("Marker not named"),
            words=joined([_marker(one, teller) for one in measured if one.name is name], teller.signs.semicolon),
        )
        for name in names
    )


def _marker(marker: Marker, teller: Teller) -> Words:
    _ = teller.catalogue.gettext
    value = teller.quantity(marker.value, teller.catalogue.pick(marker.unit.label) if marker.unit else "")
    asides = [
        str(marker.on) if marker.on else _("date not known"),
        *([teller.catalogue.pick(marker.moment.label)] if marker.moment else []),
    ]
    return (*value, Span(teller.in_brackets(teller.signs.comma.join(asides)), Tone.MUTED))
