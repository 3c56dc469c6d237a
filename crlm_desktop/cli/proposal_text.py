"""A proposal as text for a terminal: what leads, why, which lesion how, and what is not known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from crlm_desktop.case.casefile import plain_number
from crlm_desktop.cli.naming import named
from crlm_desktop.cli.robustness_lines import robustness_lines
from crlm_desktop.cli.score_lines import score_lines
from crlm_desktop.engine.assuming import as_typed
from crlm_desktop.engine.proposal import Argument, Option, Override, Plan, Proposal, SourceId, Stance, Status
from crlm_desktop.i18n import Catalogue

_SIGNS = {Stance.FOR: "+", Stance.AGAINST: "−", Stance.REQUIRES: "!", Stance.EXCLUDES: "×"}
_OPEN = "?"


def proposal_text(proposal: Proposal, catalogue: Catalogue) -> str:
    """Return the whole proposal as lines of text in the catalogue's language."""
    return "\n".join(_lines(proposal, catalogue)) + "\n"


def _lines(proposal: Proposal, catalogue: Catalogue) -> Iterator[str]:
    _ = catalogue.gettext
    if proposal.intent is None:
        yield _("Best reachable intent: it hangs on something that is not known.")
    else:
        yield _("Best reachable intent: {intent}.").format(intent=catalogue.pick(proposal.intent.label))
    for fact, value in proposal.assumed.items():
        name = named((fact,), catalogue)
        yield _("Assumed, not recorded: {fact} = {value}.").format(fact=name, value=as_typed(value))
    yield from override_lines(proposal.overrides, catalogue)
    yield from _section(_("Contradictions in the record"), (catalogue.pick(one.text) for one in proposal.conflicts))
    alerts = (f"[{catalogue.pick(one.severity.label)}] {catalogue.pick(one.text)}" for one in proposal.alerts)
    yield from _section(_("Alerts"), alerts)
    for option in proposal.options:
        yield ""
        yield from _option(option, proposal, catalogue)
    steadiness = robustness_lines(proposal, catalogue)
    yield from _section(_("With the remnant 5 points and sizes 3 mm off"), steadiness)
    yield from _section(_("Scores"), score_lines(proposal, catalogue))
    yield from _missing(proposal, catalogue)
    told = _told_sources(proposal)
    yield from _section(_("Sources"), (f"[{one.id}] {one.citation}" for one in proposal.sources if one.id in told))
    yield ""
    yield _("Engine {engine}, knowledge edition {edition} ({hash}), case {case}").format(
        engine=proposal.engine,
        edition=proposal.edition,
        hash=proposal.edition_sha256[:12],
        case=proposal.case_sha256[:12],
    )
    yield _("Decision support for a team of specialists; it does not decide and is not a medical device.")


def override_lines(overrides: Iterable[Override], catalogue: Catalogue) -> Iterator[str]:
    """Yield a line for each threshold that is the centre's own, with what the edition would have it be."""
    _ = catalogue.gettext
    for one in overrides:
        yield _("Set by this centre: {label} ({threshold}) {value}; the default is {default}.").format(
            label=catalogue.pick(one.label),
            threshold=one.threshold,
            value=f"{plain_number(one.value)} {one.unit}".rstrip(),
            default=f"{plain_number(one.default)} {one.unit}".rstrip(),
        )


def _told_sources(proposal: Proposal) -> frozenset[SourceId]:
    """Return the sources that the text cites; a proposal holds those of the arguments that are not told as well."""
    told = [one for option in proposal.options for one in option.arguments if _is_told(one, option)]
    cited = (*(one.sources for one in told), *(alert.sources for alert in proposal.alerts))
    return frozenset(source for sources in cited for source in sources)


def _section(title: str, lines: Iterator[str]) -> Iterator[str]:
    inner = [f"  {line}" for line in lines]
    if inner:
        yield from ("", title, *inner)


def _option(option: Option, proposal: Proposal, catalogue: Catalogue) -> Iterator[str]:
    _ = catalogue.gettext
    name, status = catalogue.pick(option.name), catalogue.pick(option.status.label)
    yield f"{option.rank}. {name} — {status.upper()} ({catalogue.pick(option.intent.label)})"
    if option.status is not Status.EXCLUDED:
        yield f"   {catalogue.pick(option.essence)}"
        for number, plan in enumerate(option.plans, start=1):
            yield from _plan(plan, number, catalogue)
    # What is settled first; what hangs on something unknown after it, under a sign of its own.
    for argument in sorted(option.arguments, key=lambda one: one.holds is None):
        if _is_told(argument, option):
            yield _argument(argument, catalogue)
            if option.status is Status.EXCLUDED and argument.change is not None:
                yield "     " + _("What would have to change: {change}").format(change=catalogue.pick(argument.change))
    if option.missing:
        yield "   " + _("Hangs on: {facts}").format(facts=named(option.missing, catalogue))


def _is_told(argument: Argument, option: Option) -> bool:
    """An excluded option tells only what excludes it; the others tell what holds and what hangs on an unknown."""
    excluded = option.status is Status.EXCLUDED
    if argument.stance in (Stance.REQUIRES, Stance.EXCLUDES):
        bars = argument.holds is (argument.stance is Stance.EXCLUDES)
        return bars if argument.holds is not None else not excluded
    return argument.holds is not False and not excluded


def _argument(argument: Argument, catalogue: Catalogue) -> str:
    _ = catalogue.gettext
    words = [catalogue.pick(argument.stance.label)]
    if argument.strength is not None:
        words.append(catalogue.pick(argument.strength.label))
    if argument.holds is None:
        words.append(_("not known: {facts}").format(facts=named(argument.missing, catalogue)))
    if argument.equipoise:
        words.append(_("sources disagree"))
    cited = "".join(f" [{source}]" for source in argument.sources)
    sign = _SIGNS[argument.stance] if argument.holds is not None else _OPEN
    text = catalogue.pick(argument.text)
    if argument.stance is Stance.REQUIRES and argument.holds is False:
        text = _("Not met: {requirement}").format(requirement=text)
    return f"   {sign} {text} ({'; '.join(words)}){cited}"


def _plan(plan: Plan, number: int, catalogue: Catalogue) -> Iterator[str]:
    _ = catalogue.gettext
    yield "   " + _("Plan {number}: {essence}").format(number=number, essence=catalogue.pick(plan.essence))
    for step in plan.steps:
        yield f"      {step.order}. {catalogue.pick(step.text)}"
    if plan.flr_percent is not None:
        yield f"      {remnant_text(plan, catalogue)}"
    if plan.comparison is not None:
        yield f"      {catalogue.pick(plan.comparison)}"
    for assumption in plan.assumptions:
        yield "      " + _("Taken as given: {assumption}").format(assumption=catalogue.pick(assumption))


def remnant_text(plan: Plan, catalogue: Catalogue) -> str:
    """Return the remnant of a plan in words, with its interval, where it comes from, and its threshold."""
    _ = catalogue.gettext
    assert plan.flr_figures is not None
    low, likely, high = plan.flr_figures
    percent = _("{percent} %")
    between = "" if low == high else f" ({percent.format(percent=f'{low}–{high}')})"
    told = _("FLR {flr}").format(flr=percent.format(percent=likely) + between)
    words = [told, *((catalogue.pick(plan.flr_basis.label),) if plan.flr_basis else ())]
    if plan.flr_threshold_percent is not None:
        words.append(_("threshold {threshold} %").format(threshold=plain_number(plan.flr_threshold_percent)))
    return "; ".join(words)


def _missing(proposal: Proposal, catalogue: Catalogue) -> Iterator[str]:
    _ = catalogue.gettext
    lines = []
    for one in proposal.missing:
        count = len(one.options_affected)
        line = catalogue.ngettext(
            "{label} ({fact}): can change {count} option", "{label} ({fact}): can change {count} options", count
        ).format(label=catalogue.pick(one.label), fact=one.fact, count=count)
        if one.could_reach is not None:
            line += _("; could open {intent}").format(intent=catalogue.pick(one.could_reach.label))
        lines.append(line)
    yield from _section(_("Not known, the most decisive first"), iter(lines))
