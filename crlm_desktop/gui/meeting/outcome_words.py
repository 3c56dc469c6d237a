"""What became of a case in words: short for a list, in full for what has been sealed, and how it was kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from crlm_desktop.engine.proposal import Proposal, Status
from crlm_desktop.gui import wording
from crlm_desktop.gui.widgets.signs import Sign
from crlm_desktop.i18n import Catalogue
from crlm_desktop.meeting.decision import Action, Concordance, Decision, Deferral, Outcome, concordance


def concordance_of(decision: Decision, proposal: Proposal) -> Concordance:
    """Return how a decision relates to a proposal."""
    by_status = {status: tuple(one.strategy for one in proposal.options if one.status is status) for status in Status}
    return concordance(decision, recommended=by_status[Status.RECOMMENDED], conditional=by_status[Status.CONDITIONAL])


def concordance_sign(found: Concordance) -> tuple[Sign, str]:
    """Return the sign and the name of the colour of a concordance."""
    match found:
        case Concordance.CONCORDANT:
            return Sign.FILLED, "recommended"
        case Concordance.CONDITIONAL:
            return Sign.QUESTION, "conditional"
        case Concordance.DEVIATING_WITH_REASON:
            return Sign.RING, "suitable"
        case Concordance.DEVIATING_WITHOUT_REASON:
            return Sign.TRIANGLE, "not_advised"
        case _:
            assert_never(found)


def outcome_sign(outcome: Outcome | None, *, is_provisional: bool = False) -> tuple[Sign, str]:
    """Return the sign and the name of the colour of what became of a case."""
    match outcome:
        case None:
            return Sign.RING, "outline"
        case Deferral():
            return Sign.DEFERRED, "conditional"
        case Decision():
            return (Sign.QUESTION, "conditional") if is_provisional else (Sign.YES, "recommended")
        case _:
            assert_never(outcome)


def outcome_state(outcome: Outcome | None, catalogue: Catalogue) -> str:
    """Return in one word what became of a case."""
    _ = catalogue.gettext
    match outcome:
        case None:
            return _("not decided yet")
        case Deferral():
            return _("deferred")
        case Decision():
            return _("decided")
        case _:
            assert_never(outcome)


def option_names(decision: Decision, proposal: Proposal | None, catalogue: Catalogue) -> str:
    """Return the names of the options that were decided for; an option that the proposal lacks by its id."""
    found = [(one, proposal.option(one) if proposal is not None else None) for one in decision.options]
    return wording.listed((catalogue.pick(option.name) if option else name for name, option in found), catalogue)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One thing that was decided, under its heading."""

    heading: str
    text: str


def told(outcome: Outcome | None, proposal: Proposal | None, catalogue: Catalogue) -> Iterator[Told]:
    """Yield everything that an outcome says, in the order in which it is read; nothing that it does not say."""
    _ = catalogue.gettext
    match outcome:
        case None:
            yield Told(heading=_("Outcome"), text=_("The case was neither decided nor deferred."))
        case Deferral():
            yield Told(heading=_("Deferred"), text=catalogue.pick(outcome.reason.label))
            yield from _some(_("Note"), outcome.note)
            yield from _actions(outcome.actions, catalogue)
        case Decision():
            yield from _decision(outcome, proposal, catalogue)
        case _:
            assert_never(outcome)


def _decision(decision: Decision, proposal: Proposal | None, catalogue: Catalogue) -> Iterator[Told]:
    _ = catalogue.gettext
    yield from _some(_("Decided for"), option_names(decision, proposal, catalogue))
    yield from _some(_("Plan"), decision.plan)
    yield from _some(_("Rationale"), decision.rationale)
    yield from _some(_("Alternatives considered"), decision.alternatives)
    yield Told(heading=_("Agreement"), text=catalogue.pick(decision.consensus.label))
    for dissent in decision.dissents:
        person = _("{person} ({discipline})").format(
            person=dissent.person, discipline=catalogue.pick(dissent.discipline.label)
        )
        yield Told(heading=_("Dissent"), text=f"{person}\n{dissent.reason}")
    for condition in decision.conditions:
        text = condition.text
        if condition.look_again_on is not None:
            day = wording.day_text(condition.look_again_on, catalogue)
            text = f"{text}\n{_('Look again on {day}').format(day=day)}"
        yield Told(heading=_("Condition"), text=text)
    if proposal is not None:
        yield Told(
            heading=_("Compared with the proposal"), text=catalogue.pick(concordance_of(decision, proposal).label)
        )
    yield from _some(_("Reason for the deviation"), decision.deviation_reason)
    yield from _actions(decision.actions, catalogue)


def _actions(actions: tuple[Action, ...], catalogue: Catalogue) -> Iterator[Told]:
    _ = catalogue.gettext
    lines = []
    for action in actions:
        due = _("by {day}").format(day=wording.day_text(action.due_on, catalogue)) if action.due_on else _("no date")
        lines.append(f"{action.what}: {action.owner}, {due}")
    if lines:
        yield Told(heading=_("Actions"), text="\n".join(lines))


def _some(heading: str, text: str) -> Iterator[Told]:
    if text:
        yield Told(heading=heading, text=text)
