"""What the engine proposed for a case when it was sealed: alerts, scores, what was missing, contradictions."""

from __future__ import annotations

from collections.abc import Sequence

from crlm_desktop.engine.assuming import as_typed
from crlm_desktop.engine.labelling import label_of
from crlm_desktop.engine.proposal import Alert, MissingFact, Proposal, Score, Severity
from crlm_desktop.engine.tri import FactId
from crlm_desktop.minutes.content import (
    Block,
    Flag,
    Item,
    Items,
    Prose,
    Section,
    Sign,
    Span,
    Symbol,
    Tone,
    Words,
    plain,
)
from crlm_desktop.minutes.telling import Teller, joined

SEVERITY_SYMBOLS = {Severity.STOP: Symbol.STOP, Severity.WARN: Symbol.CAUTION, Severity.NOTE: Symbol.NOTE}
MISSING_SHOWN = 3
OPTIONS_NAMED = 2
FACTS_NAMED = 3
TIPPINGS_TOLD = 2


def fact_names(facts: Sequence[str], proposal: Proposal, teller: Teller) -> list[str]:
    """Return the names of facts, each once: as the proposal tells them, else as the program knows them."""
    told = {one.fact: one.label for one in proposal.missing}
    return list(dict.fromkeys(teller.catalogue.pick(told.get(fact) or label_of(FactId(fact))) for fact in facts))


def alerts(proposal: Proposal, teller: Teller) -> Section:
    """Return what the team had to be told whatever it chose, the loudest first."""
    _ = teller.catalogue.gettext
    loudest = sorted(proposal.alerts, key=lambda alert: tuple(Severity).index(alert.severity))
    if not loudest:
        return Section(title=_("Alerts"), blocks=(Prose(words=plain(_("none"))),), is_minor=True)
    return Section(title=_("Alerts"), blocks=tuple(_alert(alert, proposal, teller) for alert in loudest))


def _alert(alert: Alert, proposal: Proposal, teller: Teller) -> Flag:
    words = plain(teller.catalogue.pick(alert.text))
    return Flag(
        symbol=SEVERITY_SYMBOLS[alert.severity],
        word=teller.catalogue.pick(alert.severity.label),
        words=teller.sourced((*words, *hanging(alert.missing, proposal, teller)), alert.sources, proposal),
    )


def hanging(missing: tuple[str, ...], proposal: Proposal, teller: Teller) -> Words:
    """Return on which unknown facts something hangs; nothing when it hangs on none."""
    if not missing:
        return ()
    _ = teller.catalogue.gettext
    listed = shortened(fact_names(missing, proposal, teller), teller, most=FACTS_NAMED)
    return (Span(teller.in_brackets(_("not known: {names}").format(names=listed)), Tone.MUTED),)


def shortened(names: Sequence[str], teller: Teller, *, most: int) -> str:
    """Return a list of names, which may hold commas, of which at most so many are told, the rest counted."""
    ngettext = teller.catalogue.ngettext
    more = len(names) - most
    named = teller.signs.semicolon.join(names[:most])
    if more > 0:
        named += " " + ngettext("and {count} more", "and {count} more", more).format(count=more)
    return named


def scores(proposal: Proposal, teller: Teller) -> tuple[Section, ...]:
    """Return the scores of which everything was known, in one line, by the names that their publications gave them."""
    told = [_score(score, teller) for score in proposal.scores if score.value is not None]
    if not told:
        return ()
    _ = teller.catalogue.gettext
    return (Section(title=_("Scores"), blocks=(Prose(words=joined(told, teller.signs.semicolon)),), is_minor=True),)


def _score(score: Score, teller: Teller) -> Words:
    assert score.value is not None
    pick = teller.catalogue.pick
    grade = f"{teller.signs.comma}{pick(score.grade)}" if score.grade else ""
    return Span(f"{pick(score.name)} "), Span(number(score.value), Tone.STRONG), Span(grade)


def number(value: float) -> str:
    """Return a figure with at most two decimals."""
    return f"{round(value, 2):g}".replace("-", "−")


def missing(proposal: Proposal, teller: Teller) -> tuple[Section, ...]:
    """Return what was not known, the facts that could change most first, and those that would change nothing."""
    _ = teller.catalogue.gettext
    bearing = [one for one in proposal.missing if one.options_affected]
    idle = [teller.catalogue.pick(one.label) for one in proposal.missing if not one.options_affected]
    blocks: list[Block] = []
    if bearing:
        items = tuple(Item(sign=Sign.OPEN, words=_missing(one, proposal, teller)) for one in bearing[:MISSING_SHOWN])
        blocks.append(Items(items=items))
    further = [teller.catalogue.pick(one.label) for one in bearing[MISSING_SHOWN:]]
    if further:
        words = plain(shortened(further, teller, most=FACTS_NAMED))
        blocks.append(Prose(label=_("Further facts that could change options"), words=words, is_quiet=True))
    if idle:
        words = plain(shortened(idle, teller, most=FACTS_NAMED))
        blocks.append(Prose(label=_("Would change nothing today"), words=words, is_quiet=True))
    return (Section(title=_("What was missing"), blocks=tuple(blocks)),) if blocks else ()


def _missing(one: MissingFact, proposal: Proposal, teller: Teller) -> Words:
    _ = teller.catalogue.gettext
    options = [option_name(strategy, proposal, teller) for strategy in one.options_affected]
    change = _("could change {options}").format(options=shortened(options, teller, most=OPTIONS_NAMED))
    parts = [change]
    if one.could_reach:
        parts.append(_("could open {intent}").format(intent=teller.catalogue.pick(one.could_reach.label)))
    label = f"{teller.catalogue.pick(one.label)}{teller.signs.colon}"
    return (Span(label, Tone.STRONG), Span(teller.signs.comma.join(parts)))


def option_name(strategy: str, proposal: Proposal, teller: Teller) -> str:
    """Return the name of an option, or its id when the proposal does not hold it."""
    option = proposal.option(strategy)
    return teller.catalogue.pick(option.name) if option else strategy


def conflicts(proposal: Proposal, teller: Teller) -> tuple[Section, ...]:
    """Return the statements of the record that could not all be right."""
    if not proposal.conflicts:
        return ()
    _ = teller.catalogue.gettext
    items = tuple(Item(sign=Sign.AGAINST, words=plain(teller.catalogue.pick(one.text))) for one in proposal.conflicts)
    return (Section(title=_("Contradictions in the record"), blocks=(Items(items=items),)),)


def overrides(proposal: Proposal, teller: Teller) -> tuple[Block, ...]:
    """Return the thresholds that were the centre's own, with what the edition would have had them be."""
    if not proposal.overrides:
        return ()
    _ = teller.catalogue.gettext
    told = [
        plain(
            _("{label} {value} {unit} (default {default})").format(
                label=teller.catalogue.pick(one.label),
                value=number(one.value),
                unit=one.unit,
                default=number(one.default),
            )
        )
        for one in proposal.overrides
    ]
    return (Prose(label=_("Set by this centre"), words=joined(told, teller.signs.semicolon)),)


def fragile(proposal: Proposal, teller: Teller) -> tuple[Block, ...]:
    """Return with which measurements, a little off, other options lead; nothing when none do."""
    if not proposal.tippings:
        return ()
    _ = teller.catalogue.gettext
    told = [
        _("{label} {at} instead of {value} {unit}: {names}").format(
            label=teller.catalogue.pick(one.label),
            at=number(one.at),
            value=number(one.value),
            unit=one.unit,
            names=teller.listing(option_name(strategy, proposal, teller) for strategy in one.leading) or _("none"),
        )
        for one in proposal.tippings
    ]
    words = plain(shortened(told, teller, most=TIPPINGS_TOLD))
    return (Prose(label=_("Another option leads with"), words=words, is_quiet=True),)


def assumed(proposal: Proposal, teller: Teller) -> tuple[Block, ...]:
    """Return the facts that were assumed instead of known."""
    if not proposal.assumed:
        return ()
    _ = teller.catalogue.gettext
    told = [
        plain(f"{fact_names([fact], proposal, teller)[0]} = {as_typed(value)}")
        for fact, value in proposal.assumed.items()
    ]
    return (Prose(label=_("Assumed"), words=joined(told, teller.signs.semicolon)),)
