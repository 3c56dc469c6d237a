"""The options of a case as they stood: status, arguments with their sources, plans by lesion with the remnant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
    Tone,
    Words,
    muted,
    plain,
)
from crlm_desktop.minutes.proposal_sections import assumed, fragile, hanging, overrides
from crlm_desktop.minutes.telling import Teller, joined

STATUS_SYMBOLS = {
    Status.RECOMMENDED: Symbol.FILLED_CIRCLE,
    Status.SUITABLE: Symbol.RING,
    Status.CONDITIONAL: Symbol.QUESTION,
    Status.NOT_ADVISED: Symbol.TRIANGLE,
    Status.EXCLUDED: Symbol.SLASH,
}


CLOSED = (Status.NOT_ADVISED, Status.EXCLUDED)
"""Options that are not open: of each the minutes tell only what closes it."""


IN_FULL = 3
"""So many open options are told with their arguments and plans; of each further one the minutes tell the weightiest."""

REASONS_TOLD = 4
"""So many reasons are told of options that are not told in full; those with a further one are named."""


def options(proposal: Proposal, decided: Plan | None, teller: Teller) -> Section:
    """Return the options in their order: the open ones in full, then those not advised and excluded with the reason.

    The steps of the plan that was ``decided`` stand with the decision, and not here as well.
    """
    _ = teller.catalogue.gettext
    blocks: list[Block] = [_intent(proposal, teller), *assumed(proposal, teller), *overrides(proposal, teller)]
    blocks.extend(fragile(proposal, teller))
    is_open = [option for option in proposal.options if option.status not in CLOSED]
    for option in is_open[:IN_FULL]:
        blocks.extend(_option(option, decided, proposal, teller))
    for status in Status:
        rest = [option for option in proposal.options if option.status is status and option not in is_open[:IN_FULL]]
        if rest:
            pick = teller.catalogue.pick(status.label)
            label = pick.capitalize() if status in CLOSED else _("Further, {status}").format(status=pick)
            blocks.append(Prose(label=label, words=_briefly(rest, proposal, teller), is_small=True))
    return Section(title=_("Options proposed"), blocks=tuple(blocks))


def _intent(proposal: Proposal, teller: Teller) -> Prose:
    _ = teller.catalogue.gettext
    if proposal.intent is None:
        return Prose(label=_("Best intent within reach"), words=(Span(_("hangs on what is not known"), Tone.MUTED),))
    return Prose(label=_("Best intent within reach"), words=teller.choice(proposal.intent))


def _option(option: Option, decided: Plan | None, proposal: Proposal, teller: Teller) -> Iterator[Block]:
    yield Flag(
        symbol=STATUS_SYMBOLS[option.status],
        word=teller.catalogue.pick(option.status.label),
        words=(Span(teller.catalogue.pick(option.name), Tone.STRONG),),
        aside=teller.catalogue.pick(option.intent.label),
        is_heading=True,
    )
    is_recommended = option.status is Status.RECOMMENDED
    if not option.plans:
        yield Prose(words=plain(teller.catalogue.pick(option.essence)))
    essential = _essential(option.arguments, is_recommended=is_recommended)
    if essential:
        yield Items(items=tuple(_argument(one, proposal, teller) for one in essential))
    told = [plan for plan in option.plans if plan.flr_percent or plan.essence != option.essence]
    plans = [plan for plan in told if plan != decided]
    is_decided = plans != told
    yield from _plans(plans, teller, in_steps=int(is_recommended and not is_decided), is_decided=is_decided)


SHOWN_OF_A_KIND = 2
"""So many settled arguments for and against are printed of a recommended option; the sealed content holds all."""
SHOWN_OF_OTHERS = 1
"""So many are printed of any other option."""
OPEN_SHOWN = 1
"""So many open arguments are printed of a recommended option, and of one against which nothing is settled."""


def _speaks(argument: Argument) -> bool:
    """Whether an argument is one to read: a reason that holds or is open, a requirement that fails or is open."""
    match argument.stance:
        case Stance.FOR | Stance.AGAINST | Stance.EXCLUDES:
            return argument.holds is not False
        case Stance.REQUIRES:
            return argument.holds is not True
        case _:
            assert_never(argument.stance)


def _essential(arguments: Sequence[Argument], *, is_recommended: bool) -> list[Argument]:
    """Return the arguments to read: for before against, settled before open, the strongest first, few of a kind."""
    order = _by_weight(one for one in arguments if _speaks(one))
    most = SHOWN_OF_A_KIND if is_recommended else SHOWN_OF_OTHERS
    settled = [one for one in order if one.holds is not None]
    pro = [one for one in settled if one.stance is Stance.FOR][:most]
    contra = [one for one in settled if one.stance is not Stance.FOR][:most]
    still_open = [one for one in order if one.holds is None]
    return [*pro, *contra, *(still_open[:OPEN_SHOWN] if is_recommended or not contra else ())]


def _by_weight(arguments: Iterable[Argument]) -> list[Argument]:
    weights = tuple(Strength)
    stances = (Stance.EXCLUDES, Stance.REQUIRES, Stance.AGAINST, Stance.FOR)
    return sorted(
        arguments, key=lambda one: (stances.index(one.stance), weights.index(one.strength) if one.strength else -1)
    )


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


def _plans(plans: Sequence[Plan], teller: Teller, *, in_steps: int, is_decided: bool) -> Iterator[Block]:
    """Yield the first plans step by step, and of the others one by its essence with its remnant."""
    _ = teller.catalogue.gettext
    for plan in plans[:in_steps]:
        parts = [plan_words(plan, teller), remnant(plan, teller), *assumptions(plan, teller)]
        yield Prose(label=_("Plan"), words=joined(parts, " "))
    others = plans[in_steps:]
    if others:
        label = _("Other plan") if in_steps or is_decided else _("Plan")
        yield Prose(label=label, words=_first_of(others, teller), is_quiet=True)


def _first_of(plans: Sequence[Plan], teller: Teller) -> Words:
    """Return the essence of the first plan, and how many more there are."""
    ngettext = teller.catalogue.ngettext
    more = len(plans) - 1
    if not more:
        return _essence(plans[0], teller)
    counted = ngettext("and {count} more", "and {count} more", more).format(count=more)
    return (*_essence(plans[0], teller), Span(f" {counted}"))


def _essence(plan: Plan, teller: Teller) -> Words:
    essence = teller.catalogue.pick(plan.essence)
    figures = _remnant_figures(plan.flr_figures, plan, teller) if plan.flr_figures else ""
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
    if plan.flr_figures is None:
        return muted(_("Remnant not known") + teller.signs.stop)
    told = _("Remnant {figures}").format(figures=_remnant_figures(plan.flr_figures, plan, teller))
    return (Span(told + teller.signs.stop, Tone.STRONG),)


def remnant_alone(plan: Plan, teller: Teller) -> Words:
    """Return what remains of the liver as figures."""
    return plain(_remnant_figures(plan.flr_figures, plan, teller)) if plan.flr_figures else teller.unknown


def _remnant_figures(figures: tuple[str, str, str], plan: Plan, teller: Teller) -> str:
    """Return likely and, in brackets, lowest and highest; the threshold; how the volumes are known."""
    _ = teller.catalogue.gettext
    low, likely, high = figures
    told = _("{percent} %").format(percent=likely)
    parts = [told if low == high else f"{told} [{low}–{high}]"]
    if plan.flr_threshold_percent is not None:
        parts.append(_("threshold {threshold} %").format(threshold=f"{plan.flr_threshold_percent:g}"))
    if plan.flr_basis is not None:
        parts.append(teller.catalogue.pick(plan.flr_basis.label))
    return teller.signs.comma.join(parts)


def _briefly(options: Sequence[Option], proposal: Proposal, teller: Teller) -> Words:
    """Return options of one status with their reasons, those together that have the same one; the last by name."""
    _ = teller.catalogue.gettext
    by_reason: dict[Words, list[str]] = {}
    for option in options:
        by_reason.setdefault(_reason(option, proposal, teller), []).append(teller.catalogue.pick(option.name))
    groups = list(by_reason.items())
    told = [
        (Span(teller.signs.semicolon.join(names), Tone.STRONG), Span(teller.signs.colon), *reason)
        for reason, names in groups[:REASONS_TOLD]
    ]
    more = [name for _reason_of, names in groups[REASONS_TOLD:] for name in names]
    if more:
        told.append(plain(_("Also: {options}.").format(options=teller.signs.semicolon.join(more))))
    return joined(told, " ")


def _reason(option: Option, proposal: Proposal, teller: Teller) -> Words:
    """Return what closes an option, or of one that is still open the weightiest argument."""
    _ = teller.catalogue.gettext
    arguments = _by_weight(one for one in option.arguments if _speaks(one))
    if option.status in CLOSED:
        stances = (Stance.EXCLUDES, Stance.REQUIRES) if option.status is Status.EXCLUDED else (Stance.AGAINST,)
        arguments = [one for one in arguments if one.stance in stances and one.holds is not None]
    for argument in arguments[:1]:
        words = plain(teller.catalogue.pick(argument.text))
        if argument.stance is Stance.REQUIRES and argument.holds is False:
            words = (Span(_("not met") + teller.signs.colon), *words)
        words = (*words, *hanging(argument.missing if argument.holds is None else (), proposal, teller))
        return words if option.status is Status.EXCLUDED else teller.sourced(words, argument.sources, proposal)
    return plain(teller.catalogue.pick(option.essence))
