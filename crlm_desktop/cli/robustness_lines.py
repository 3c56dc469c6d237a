"""How steady what leads is, as lines of text: with which measurements, a little off, something else leads."""

from __future__ import annotations

from collections.abc import Iterator

from crlm_desktop.case.casefile import plain_number
from crlm_desktop.engine.labelling import label_of
from crlm_desktop.engine.proposal import Proposal, Robustness, Tipping
from crlm_desktop.engine.tri import FactId
from crlm_desktop.i18n import Catalogue


def robustness_lines(proposal: Proposal, catalogue: Catalogue) -> Iterator[str]:
    """Yield a line for each measurement with which others lead when it is off, then those with which none do."""
    _ = catalogue.gettext
    for tipping in proposal.tippings:
        yield _tipping(tipping, proposal, catalogue)
    stable = [fact for fact, verdict in proposal.robustness.items() if verdict is Robustness.STABLE]
    if stable:
        names = "; ".join(catalogue.pick(label_of(FactId(fact))) for fact in stable)
        yield _("Stable: the same leads with these measured otherwise: {names}").format(names=names)


def _tipping(tipping: Tipping, proposal: Proposal, catalogue: Catalogue) -> str:
    _ = catalogue.gettext
    leading = [option for one in tipping.leading if (option := proposal.option(one)) is not None]
    if not leading:
        told = _("Fragile: with {label} of {at} {unit} instead of {value} nothing leads")
    else:
        told = catalogue.ngettext(
            "Fragile: with {label} of {at} {unit} instead of {value} this leads: {names}",
            "Fragile: with {label} of {at} {unit} instead of {value} these lead: {names}",
            len(leading),
        )
    return told.format(
        label=catalogue.pick(tipping.label),
        at=plain_number(tipping.at),
        unit=tipping.unit,
        value=plain_number(tipping.value),
        names="; ".join(catalogue.pick(option.name) for option in leading),
    )
