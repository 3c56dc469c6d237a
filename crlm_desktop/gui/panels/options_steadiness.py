"""How steady what leads is: whether the same options lead with a measurement a little off, and where they do not."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crlm_desktop.case.casefile import plain_number
from crlm_desktop.engine.proposal import Proposal, Robustness, Tipping
from crlm_desktop.engine.robustness import REMNANT, REMNANT_POINTS, SIZE_MM
from crlm_desktop.gui import wording
from crlm_desktop.gui.panels.options_context import Context, FactLinks
from crlm_desktop.gui.panels.options_summary import lead_label
from crlm_desktop.gui.theme import SMALL
from crlm_desktop.gui.widgets.arranging import beside, held
from crlm_desktop.gui.widgets.signs import Sign, SignMark
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue


def steadiness_key(proposal: Proposal) -> object:
    """Return all that the rows depend on."""
    names = tuple(option.name for option in proposal.options)
    return tuple(proposal.robustness.items()), proposal.tippings, names, bool(proposal.missing)


def steadiness_rows(proposal: Proposal, context: Context) -> Iterator[QWidget]:
    """Yield one row that says how steady what leads is; none where nothing was tried."""
    _ = context.catalogue.gettext
    if proposal.tippings:
        lead = lead_label(_("Fragile"), _("A little off in one measurement, and others lead:"))
        tippings = (_tipping(one, proposal, context) for one in proposal.tippings)
        mark = SignMark(Sign.OPPOSED, "conditional", theme=context.theme)
        yield beside(mark, lead, *tippings, *_stable_too(proposal, context), spacing=0)
    elif proposal.robustness:
        told = _tried_words(proposal, context.catalogue)
        yield beside(SignMark(Sign.YES, "muted", theme=context.theme), lead_label(_("Stable"), told), spacing=0)


def tipping_words(tipping: Tipping, proposal: Proposal, catalogue: Catalogue) -> str:
    """Return at which value of what was measured which options lead, or that none does."""
    _ = catalogue.gettext
    leading = (proposal.option(one) for one in tipping.leading)
    names = [catalogue.pick(option.name) for option in leading if option is not None]
    unit = wording.unit_text(tipping.unit, catalogue)
    at, value = (f"{plain_number(one)} {unit}".strip() for one in (tipping.at, tipping.value))
    # Translators: below “others lead:”, after the name of the measurement.
    return _("at {at} (measured {value}): {options}").format(
        at=at, value=value, options=wording.listed(names, catalogue) or _("nothing leads")
    )


def _tipping(tipping: Tipping, proposal: Proposal, context: Context) -> QWidget:
    """Return the measurement, as a way to its field, and beside it what tips over."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SMALL)
    row.addWidget(FactLinks("", (tipping.fact,), context), 0, Qt.AlignmentFlag.AlignTop)
    words = label(tipping_words(tipping, proposal, context.catalogue), wrap=True)
    # So that it stands on the line of the link beside it.
    words.setContentsMargins(0, 1, 0, 0)
    row.addWidget(words, 1, Qt.AlignmentFlag.AlignTop)
    return held(row, name=f"tipping:{tipping.fact}")


def _stable_too(proposal: Proposal, context: Context) -> Iterator[QWidget]:
    """Yield which other measurements may be as far off without a change."""
    _ = context.catalogue.gettext
    stable = [fact for fact, verdict in proposal.robustness.items() if verdict is Robustness.STABLE]
    if stable:
        names = wording.listed(context.names.labels(stable), context.catalogue)
        yield label(_("Stable with these off: {names}").format(names=names), Role.SMALL, wrap=True)


def _tried_words(proposal: Proposal, catalogue: Catalogue) -> str:
    """Return with which measurements how far off the same options lead; one is off at a time."""
    _ = catalogue.gettext
    has_remnant = REMNANT in proposal.robustness
    sizes = len(proposal.robustness) - has_remnant
    if has_remnant and sizes:
        told = _("The same options lead with the measured remnant {points} points or any one size {size} mm off.")
    elif has_remnant:
        told = _("The same options lead with the measured remnant {points} points off.")
    else:
        told = catalogue.ngettext(
            "The same options lead with the measured size {size} mm off.",
            "The same options lead with any one of the measured sizes {size} mm off.",
            sizes,
        )
    words = told.format(points=plain_number(REMNANT_POINTS), size=plain_number(SIZE_MM))
    if not proposal.missing:
        return words
    unknown = _("That says nothing of what is not known.")
    return f"{words} {unknown}"
