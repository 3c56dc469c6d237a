"""The options of a case as they stood: status, arguments with their sources, plans by lesion with the remnant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from typing import assert_never

from crlm_desktop.engine.proposal import Argument, Option, Plan, Proposal, Stance, Status, Step, Strength
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
    Table,
    TableKind,
    Tone,
    Words,
    muted,
    plain,
)
from crlm_desktop.minutes.proposal_sections import assumed, hanging
from crlm_desktop.minutes.telling import Teller, joined

STATUS_SYMBOLS = {
    Status.RECOMMENDED: Symbol.FILLED_CIRCLE,
    Status.SUITABLE: Symbol.RING,
    Status.CONDITIONAL: Symbol.QUESTION,
    Status.NOT_ADVISED: Symbol.TRIANGLE,
    Status.EXCLUDED: Symbol.SLASH,
}


def options(proposal: Proposal, teller: Teller) -> Section:
    """Return the options in their order: the open ones in full, then those not advised and excluded with the reason."""
    _ = teller.catalogue.gettext
    blocks: list[Block] = [_intent(proposal, teller), *assumed(proposal, teller)]
    for option in proposal.options:
        if option.status not in (Status.NOT_ADVISED, Status.EXCLUDED):
            blocks.extend(_option(option, proposal, teller))
    for status, kind in ((Status.NOT_ADVISED, TableKind.NOT_ADVISED), (Status.EXCLUDED, TableKind.EXCLUDED)):
        rows = tuple(_closed(option, proposal, teller) for option in proposal.options if option.status is status)
        if rows:
            head = (teller.catalogue.pick(status.label).capitalize(), _("Reason"))
            blocks.append(Table(kind=kind, head=head, rows=rows))
    return Section(title=_("Options proposed"), blocks=tuple(blocks))


def _intent(proposal: Proposal, teller: Teller) -> Prose:
    _ = teller.catalogue.gettext
    if proposal.intent is None:
        return Prose(label=_("Best intent within reach"), words=(Span(_("hangs on what is not known"), Tone.MUTED),))
    return Prose(label=_("Best intent within reach"), words=teller.choice(proposal.intent))


def _option(option: Option, proposal: Proposal, teller: Teller) -> Iterator[Block]:
    yield Flag(
        symbol=STATUS_SYMBOLS[option.status],
        word=teller.catalogue.pick(option.status.label),
        words=(Span(teller.catalogue.pick(option.name), Tone.STRONG),),
        aside=teller.catalogue.pick(option.intent.label),
        is_heading=True,
    )
    yield Prose(words=plain(teller.catalogue.pick(option.essence)))
    is_recommended = option.status is Status.RECOMMENDED
    essential = _essential(option.arguments, most=SHOWN_OF_A_KIND if is_recommended else SHOWN_OF_OTHERS)
    if essential:
        yield Items(items=tuple(_argument(one, proposal, teller) for one in essential))
    plans = [plan for plan in option.plans if plan.flr_percent or plan.essence != option.essence]
    yield from _plans(plans, teller, in_steps=1 if is_recommended else 0)


SHOWN_OF_A_KIND = 3
"""So many arguments for, against and open are printed of a recommended option; the sealed content holds all."""
SHOWN_OF_OTHERS = 2
"""So many are printed of any other option."""


def _speaks(argument: Argument) -> bool:
    """Whether an argument is one to read: a reason that holds or is open, a requirement that fails or is open."""
    match argument.stance:
        case Stance.FOR | Stance.AGAINST | Stance.EXCLUDES:
            return argument.holds is not False
        case Stance.REQUIRES:
            return argument.holds is not True
        case _:
            assert_never(argument.stance)


def _essential(arguments: Sequence[Argument], *, most: int) -> list[Argument]:
    """Return the arguments to read: settled before open, for before against, the strongest first, few of a kind."""
    weights = tuple(Strength)
    stances = (Stance.FOR, Stance.AGAINST, Stance.EXCLUDES, Stance.REQUIRES)
    order = sorted(
        (one for one in arguments if _speaks(one)),
        key=lambda one: (
            one.holds is None,
            stances.index(one.stance),
            weights.index(one.strength) if one.strength else -1,
        ),
    )
    groups = groupby(order, key=lambda one: (one.holds is None, one.stance is Stance.FOR))
    return [one for _key, group in groups for one in islice(group, most)]


def _argument(argument: Argument, proposal: Proposal, teller: Teller) -> Item:
    _ = teller.catalogue.gettext
    asides = [teller.catalogue.pick(argument.strength.label)] if argument.strength else []
    if argument.equipoise:
        asides.append(_("sources disagree"))
    words: Words = plain(teller.catalogue.pick(argument.text))
    if argument.stance in (Stance.REQUIRES, Stance.EXCLUDES):
        words = (Span(f"{teller.catalogue.pick(argument.stance.label)}{teller.signs.colon}", Tone.MUTED), *words)
    if asides:
        words = (*words, Span(teller.in_brackets(teller.signs.comma.join(asides)), Tone.MUTED))
    words = (*words, *hanging(argument.missing if argument.holds is None else (), proposal, teller))
    return Item(sign=_sign(argument), words=teller.sourced(words, argument.sources, proposal))


def _sign(argument: Argument) -> Sign:
    if argument.holds is None:
        return Sign.OPEN
    return Sign.FOR if argument.stance is Stance.FOR else Sign.AGAINST


def _plans(plans: Sequence[Plan], teller: Teller, *, in_steps: int) -> Iterator[Block]:
    """Yield the first plans step by step, the others by their essence, each with its remnant."""
    _, ngettext = teller.catalogue.gettext, teller.catalogue.ngettext
    for plan in plans[:in_steps]:
        parts = [plan_words(plan, teller), remnant(plan, teller), *assumptions(plan, teller)]
        yield Prose(label=_("Plan"), words=joined(parts, " "))
    others = plans[in_steps:]
    if others:
        label = (
            ngettext("{count} more plan", "{count} more plans", len(others)).format(count=len(others))
            if in_steps
            else ngettext("{count} plan", "{count} plans", len(others)).format(count=len(others))
        )
        essences = [_essence(plan, teller) for plan in others]
        yield Prose(label=label, words=joined(essences, teller.signs.semicolon), is_quiet=True)


def _essence(plan: Plan, teller: Teller) -> Words:
    essence = teller.catalogue.pick(plan.essence)
    figures = _remnant_figures(plan.flr_percent, plan, teller) if plan.flr_percent else ""
    return plain(f"{essence}{teller.in_brackets(figures)}" if figures else essence)


def plan_words(plan: Plan, teller: Teller) -> Words:
    """Return the steps of a plan in one paragraph."""
    return joined([_step(step, teller) for step in plan.steps], " ")


def _step(step: Step, teller: Teller) -> Words:
    return (Span(f"{step.order}. ", Tone.MUTED), Span(teller.catalogue.pick(step.text)))


def plan_steps(plan: Plan, teller: Teller) -> Items:
    """Return the steps of a plan as a list."""
    return Items(
        items=tuple(Item(sign=step.order, words=plain(teller.catalogue.pick(step.text))) for step in plan.steps)
    )


def assumptions(plan: Plan, teller: Teller) -> Iterator[Words]:
    """Yield what the plan takes as given because the record leaves it open."""
    _ = teller.catalogue.gettext
    if plan.assumptions:
        told = teller.signs.semicolon.join(teller.catalogue.pick(text) for text in plan.assumptions)
        yield (Span(_("Taken as given: {assumptions}").format(assumptions=told), Tone.MUTED),)


def remnant(plan: Plan, teller: Teller) -> Words:
    """Return what remains of the liver as a sentence."""
    _ = teller.catalogue.gettext
    if plan.flr_percent is None:
        return muted(_("Remnant not known") + teller.signs.stop)
    told = _("Remnant {figures}").format(figures=_remnant_figures(plan.flr_percent, plan, teller))
    return (Span(told + teller.signs.stop, Tone.STRONG),)


def remnant_alone(plan: Plan, teller: Teller) -> Words:
    """Return what remains of the liver as figures."""
    return plain(_remnant_figures(plan.flr_percent, plan, teller)) if plan.flr_percent else teller.unknown


def _remnant_figures(percent: tuple[float, float, float], plan: Plan, teller: Teller) -> str:
    """Return likely and, in brackets, lowest and highest; the threshold; how the volumes are known."""
    _ = teller.catalogue.gettext
    low, likely, high = (f"{value:.0f}" for value in percent)
    parts = [f"{likely} %" if low == high else f"{likely} % [{low}–{high}]"]
    if plan.flr_threshold_percent is not None:
        parts.append(_("threshold {threshold} %").format(threshold=f"{plan.flr_threshold_percent:g}"))
    if plan.flr_basis is not None:
        parts.append(teller.catalogue.pick(plan.flr_basis.label))
    return teller.signs.comma.join(parts)


def _closed(option: Option, proposal: Proposal, teller: Teller) -> tuple[Words, ...]:
    """Return the name of an option that is not open, and what excludes it or speaks most against it."""
    _ = teller.catalogue.gettext
    stances = (Stance.EXCLUDES, Stance.REQUIRES) if option.status is Status.EXCLUDED else (Stance.AGAINST,)
    not_met = _("not met")
    settled = [one for one in option.arguments if one.stance in stances and one.holds is not None]
    reasons: list[Words] = []
    for argument in _essential(settled, most=SHOWN_OF_OTHERS):
        words = plain(teller.catalogue.pick(argument.text))
        if argument.holds is False:
            words = (Span(not_met + teller.signs.colon), *words)
        reasons.append(teller.sourced(words, argument.sources, proposal))
    name = plain(teller.catalogue.pick(option.name))
    return (name, joined(reasons, " ") if reasons else plain(teller.catalogue.pick(option.essence)))
