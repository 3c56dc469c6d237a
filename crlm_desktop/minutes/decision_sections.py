"""What the team said and decided about a case: opinions by discipline, the decision or deferral, the actions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from crlm_desktop.engine.proposal import Plan, Proposal, Status
from crlm_desktop.meeting import quorum
from crlm_desktop.meeting.agenda import Meeting
from crlm_desktop.meeting.decision import (
    Action,
    Concordance,
    Condition,
    Decision,
    Deferral,
    Dissent,
    Outcome,
    concordance,
)
from crlm_desktop.meeting.opinion import Opinion, OpinionStance
from crlm_desktop.meeting.people import Discipline
from crlm_desktop.meeting.sealed import SealedCase
from crlm_desktop.minutes.content import (
    Block,
    Fact,
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
from crlm_desktop.minutes.option_sections import assumptions, plan_steps, remnant
from crlm_desktop.minutes.proposal_sections import option_name
from crlm_desktop.minutes.telling import Teller, joined

ONE_LINE = 140


def chosen_plan(outcome: Outcome | None, proposal: Proposal) -> Plan | None:
    """Return the plan that was decided: the one that the decision names, of the first option that it chose."""
    if not isinstance(outcome, Decision) or not outcome.options or outcome.plan_index is None:
        return None
    option = proposal.option(outcome.options[0])
    plans = option.plans if option else ()
    return plans[outcome.plan_index] if 0 <= outcome.plan_index < len(plans) else None


def opinions(given: Sequence[Opinion], proposal: Proposal, teller: Teller) -> Section:
    """Return the opinions, discipline by discipline."""
    _ = teller.catalogue.gettext
    order = tuple(Discipline)
    by_discipline = sorted(given, key=lambda one: (order.index(one.discipline), one.given_at, one.id))
    items = tuple(_opinion(one, proposal, teller) for one in by_discipline)
    block: Block = Items(items=items) if items else Prose(words=muted(_("No opinion was recorded.")))
    return Section(title=_("Opinions by discipline"), blocks=(block,))


_STANCE_SIGNS = {OpinionStance.FOR: Sign.FOR, OpinionStance.AGAINST: Sign.AGAINST, OpinionStance.NEUTRAL: Sign.LINE}


def _opinion(opinion: Opinion, proposal: Proposal, teller: Teller) -> Item:
    _ = teller.catalogue.gettext
    discipline = teller.catalogue.pick(opinion.discipline.label)
    about = option_name(opinion.strategy, proposal, teller) if opinion.strategy else _("the case as a whole")
    stance = teller.catalogue.pick(opinion.stance.label)
    words: Words = (
        Span(f"{discipline}{teller.in_brackets(opinion.person)}", Tone.STRONG),
        Span(f"{teller.signs.comma}{stance}{teller.signs.colon}{about}{teller.signs.stop}"),
    )
    if opinion.text:
        words = (*words, Span(f"{teller.signs.between_sentences}{opinion.text}"))
    return Item(sign=_STANCE_SIGNS[opinion.stance], words=words)


def outcome_symbol(outcome: Outcome | None, *, is_provisional: bool) -> Symbol:
    """Return the sign of what became of a case."""
    match outcome:
        case None:
            return Symbol.DASH
        case Deferral():
            return Symbol.LATER
        case Decision():
            return Symbol.HALF if is_provisional else Symbol.CHECK
        case _:
            assert_never(outcome)


def one_line(outcome: Outcome | None, proposal: Proposal, teller: Teller, *, is_provisional: bool) -> Words:
    """Return what became of a case, short enough for a list."""
    _ = teller.catalogue.gettext
    match outcome:
        case None:
            return muted(_("neither decided nor deferred"))
        case Deferral():
            reason = teller.catalogue.pick(outcome.reason.label)
            return (Span(_("Deferred: {reason}").format(reason=reason), Tone.STRONG),)
        case Decision():
            options = [option_name(option, proposal, teller) for option in outcome.options]
            told = teller.signs.semicolon.join(options) or _shortened(outcome.plan)
            words: Words = (Span(told, Tone.STRONG),)
            return (*words, Span(teller.in_brackets(_("provisional")))) if is_provisional else words
        case _:
            assert_never(outcome)


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= ONE_LINE else line[: ONE_LINE - 1].rstrip() + "…"


def outcome_section(
    sealed: SealedCase, outcome: Outcome | None, meeting: Meeting, proposal: Proposal, teller: Teller
) -> Section:
    """Return the decision with its plan, reasons, conditions and dissent, or the deferral with its reason."""
    _ = teller.catalogue.gettext
    match outcome:
        case None:
            return Section(
                title=_("Decision"), blocks=(Prose(words=muted(_("The case is neither decided nor deferred."))),)
            )
        case Deferral():
            return Section(title=_("Deferral"), blocks=tuple(_deferral(outcome, teller)), is_framed=True)
        case Decision():
            absent = quorum.absent(sealed.case, outcome, meeting.attendance)
            blocks = (*_provisional(absent, teller), *_decision(outcome, proposal, teller))
            return Section(title=_("Decision"), blocks=blocks, is_framed=True)
        case _:
            assert_never(outcome)


def _deferral(deferral: Deferral, teller: Teller) -> Iterator[Block]:
    _ = teller.catalogue.gettext
    yield Prose(label=_("Reason"), words=(Span(teller.catalogue.pick(deferral.reason.label), Tone.STRONG),))
    if deferral.note:
        yield Prose(label=_("Note"), words=plain(deferral.note))


def _provisional(absent: Sequence[Discipline], teller: Teller) -> Iterator[Block]:
    if absent:
        _ = teller.catalogue.gettext
        names = teller.listing(teller.catalogue.pick(one.label) for one in absent)
        yield Flag(
            symbol=Symbol.HALF,
            word=_("provisional"),
            words=plain(
                _("Not quorate; without: {disciplines}. The case is to be listed again.").format(disciplines=names)
            ),
        )


def _is_taken_over(words: str, plan: Plan | None) -> bool:
    """Whether the words are those of the plan that stands above them, in the language in which it was taken over."""
    return plan is not None and words.strip() in (plan.in_words.en.strip(), plan.in_words.zh.strip())


def _decision(decision: Decision, proposal: Proposal, teller: Teller) -> Iterator[Block]:
    _ = teller.catalogue.gettext
    if decision.options:
        yield Prose(label=_("Options chosen"), words=_chosen(decision, proposal, teller))
    plan = chosen_plan(decision, proposal)
    if plan is not None:
        yield Prose(label=_("Plan"), words=joined([remnant(plan, teller), *assumptions(plan, teller)], " "))
        yield plan_steps(plan, teller)
    if decision.plan and not _is_taken_over(decision.plan, plan):
        yield Prose(label=_("Plan in the team's words"), words=plain(decision.plan))
    yield Prose(label=_("Rationale"), words=teller.text(decision.rationale))
    yield Prose(
        label=_("Alternatives considered"),
        words=plain(decision.alternatives) if decision.alternatives else muted(_("none recorded")),
    )
    yield from _conditions(decision.conditions, teller)
    yield from _dissents(decision.dissents, teller)
    yield from _relation(decision, proposal, teller)


def _chosen(decision: Decision, proposal: Proposal, teller: Teller) -> Words:
    parts: list[Words] = []
    for strategy in decision.options:
        option = proposal.option(strategy)
        name: Words = (Span(option_name(strategy, proposal, teller), Tone.STRONG),)
        status = teller.in_brackets(teller.catalogue.pick(option.status.label)) if option else ""
        parts.append((*name, Span(status)) if status else name)
    return joined(parts, teller.signs.semicolon)


def _conditions(conditions: Sequence[Condition], teller: Teller) -> Iterator[Block]:
    if conditions:
        _ = teller.catalogue.gettext
        told = joined([_condition(one, teller) for one in conditions], teller.signs.semicolon)
        yield Prose(label=_("Conditions"), words=told)


def _condition(condition: Condition, teller: Teller) -> Words:
    _ = teller.catalogue.gettext
    day = condition.look_again_on
    when = _("look again on {date}").format(date=day) if day is not None else _("no date")
    return (Span(condition.text.rstrip(".。")), Span(teller.in_brackets(when)))


def _dissents(dissents: Sequence[Dissent], teller: Teller) -> Iterator[Block]:
    if dissents:
        _ = teller.catalogue.gettext
        told = joined([_dissent(one, teller) for one in dissents], teller.signs.between_sentences)
        yield Prose(label=_("Dissent"), words=told)


def _dissent(dissent: Dissent, teller: Teller) -> Words:
    who = f"{dissent.person}{teller.in_brackets(teller.catalogue.pick(dissent.discipline.label))}"
    return (Span(f"{who}{teller.signs.colon}", Tone.STRONG), Span(dissent.reason))


def _relation(decision: Decision, proposal: Proposal, teller: Teller) -> Iterator[Block]:
    """Yield how far the team agrees, how the decision relates to the proposal, and why it deviates."""
    _ = teller.catalogue.gettext
    related = concordance(
        decision,
        recommended=tuple(one.strategy for one in proposal.options if one.status is Status.RECOMMENDED),
        conditional=tuple(one.strategy for one in proposal.options if one.status is Status.CONDITIONAL),
    )
    facts = (
        Fact(label=_("Agreement"), value=teller.choice(decision.consensus)),
        Fact(label=_("Relation to the proposal"), value=teller.choice(related)),
    )
    yield Prose(words=joined([_labelled(fact, teller) for fact in facts], teller.signs.semicolon))
    if related is Concordance.DEVIATING_WITH_REASON:
        yield Prose(label=_("Reason of the deviation"), words=plain(decision.deviation_reason))


def _labelled(fact: Fact, teller: Teller) -> Words:
    return (Span(f"{fact.label}{teller.signs.colon}", Tone.STRONG), *fact.value)


def actions(outcome: Outcome | None, teller: Teller) -> Section:
    """Return what is to be done, by whom and by when."""
    _ = teller.catalogue.gettext
    listed: Sequence[Action] = outcome.actions if outcome else ()
    if not listed:
        return Section(title=_("Actions"), blocks=(Prose(words=muted(_("No action was recorded."))),))
    head = (_("Action"), _("Owner"), _("Due"))
    rows = tuple((plain(one.what), plain(one.owner), plain(str(one.due_on or _("no date")))) for one in listed)
    return Section(title=_("Actions"), blocks=(Table(kind=TableKind.ACTIONS, head=head, rows=rows),))
