"""The knowledge as documents in Markdown: the whole edition for its readers, the facts for those who write rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from crlm_desktop.case.casefile import plain_number
from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts import Fact, FactCatalogue, FactKind, Scope
from crlm_desktop.engine.knowledge.edition import AlertRule, Edition, Rule, Strategy, StrategyStep, Threshold
from crlm_desktop.engine.knowledge.quoting import Quotation
from crlm_desktop.engine.knowledge.telling import told_in
from crlm_desktop.engine.planner.plan_facts import PLAN_FACTS
from crlm_desktop.engine.proposal import Source, Stance
from crlm_desktop.engine.scores import SCORES
from crlm_desktop.i18n import Catalogue

__all__ = ["document", "facts_document", "source_page", "strategy_page"]

_COMMA = Text(", ", "、")


def document(edition: Edition, catalogue: Catalogue) -> str:
    """Return the whole edition as a document: strategies, alerts, thresholds, scores, sources."""
    return "\n".join(_document(edition, catalogue)) + "\n"


def strategy_page(edition: Edition, strategy_id: str, catalogue: Catalogue) -> str:
    """Return what is known of one strategy as a document without its name, with the sources it cites told in full."""
    _ = catalogue.gettext
    strategy = next(one for one in edition.strategies if one.id == strategy_id)
    cited = dict.fromkeys(source for rule in strategy.rules for source in rule.sources)
    # The name is its first line, and stands over the page.
    lines = list(_strategy(strategy, edition, catalogue))[3:]
    if cited:
        lines += ["", "#### " + _("Sources"), ""]
    lines += [_source(edition.sources[source], catalogue) for source in cited]
    return _parted(lines)


def source_page(edition: Edition, source_id: str, catalogue: Catalogue) -> str:
    """Return one source as a document, with the strategies whose arguments cite it."""
    _ = catalogue.gettext
    (source,) = (one for one in edition.sources.values() if one.id == source_id)
    citing = [one for one in edition.strategies if any(source_id in rule.sources for rule in one.rules)]
    lines = [_source(source, catalogue)]
    if citing:
        lines += ["", "#### " + _("Cited by arguments of"), "", *(f"- {catalogue.pick(one.name)}" for one in citing)]
    return _parted(lines)


def _parted(lines: Iterable[str]) -> str:
    """Join lines so that what belongs to a point of a list, such as its condition, is a point below it."""
    return "\n".join(lines).replace("\n  ", "\n  - ") + "\n"


def _document(edition: Edition, catalogue: Catalogue) -> Iterator[str]:
    _ = catalogue.gettext
    yield "# " + _("Knowledge edition {version}").format(version=edition.version)
    yield from ("", catalogue.pick(edition.notes), "", f"SHA-256 `{edition.sha256}`")
    yield from ("", "## " + _("Strategies"))
    for strategy in edition.strategies:
        yield from _strategy(strategy, edition, catalogue)
    yield from ("", "## " + _("Alerts"), "")
    for alert in edition.alerts:
        yield from _alert(alert, edition, catalogue)
    yield from ("", "## " + _("Thresholds"), "")
    yield from _thresholds(edition.thresholds.values(), catalogue)
    yield from ("", "## " + _("Scores"), "")
    for score in SCORES:
        yield f"- {catalogue.pick(score.name)} `{score.id}`{_cited(score.sources)}"
    yield from ("", "## " + _("Sources"), "")
    for source in edition.sources.values():
        yield _source(source, catalogue)


def _strategy(strategy: Strategy, edition: Edition, catalogue: Catalogue) -> Iterator[str]:
    _ = catalogue.gettext
    yield from ("", f"### {catalogue.pick(strategy.name)} `{strategy.id}`", "", catalogue.pick(strategy.essence), "")
    yield "- " + _("Intent: {intent}").format(intent=catalogue.pick(strategy.intent.label))
    yield from _barred_by(strategy, catalogue)
    if strategy.is_planned:
        modalities = _listed((one.label for one in sorted(strategy.modalities)), catalogue)
        yield "- " + _("Planned lesion by lesion with: {modalities}").format(modalities=modalities)
    if strategy.augmentation is not None:
        augmentation = catalogue.pick(strategy.augmentation.label)
        yield "- " + _("The remnant is enlarged first by: {augmentation}").format(augmentation=augmentation)
    yield "- " + _("Invasiveness: {number} of 9").format(number=strategy.invasiveness)
    for stance, title in _titles(catalogue).items():
        rules = [rule for rule in strategy.rules if rule.stance is stance]
        if rules:
            yield from ("", f"#### {title}", "")
        for rule in rules:
            yield from _rule(rule, edition, catalogue)
    if strategy.steps:
        yield from ("", "#### " + _("Steps"), "")
    for step in strategy.steps:
        yield _step(step, edition, catalogue)


def _barred_by(strategy: Strategy, catalogue: Catalogue) -> Iterator[str]:
    _ = catalogue.gettext
    if strategy.families:
        families = _listed((family.label for family in strategy.families), catalogue)
        yield "- " + _("Excluded when the person declines: {families}").format(families=families)
    if strategy.offers:
        offers = _listed((offer.label for offer in strategy.offers), catalogue)
        yield "- " + _("Excluded when the centre does not offer: {offers}").format(offers=offers)
    if strategy.offers_any:
        offers = _listed((offer.label for offer in strategy.offers_any), catalogue)
        yield "- " + _("Excluded when the centre offers none of: {offers}").format(offers=offers)


def _titles(catalogue: Catalogue) -> dict[Stance, str]:
    _ = catalogue.gettext
    return {
        Stance.REQUIRES: _("Requirements"),
        Stance.EXCLUDES: _("Exclusions"),
        Stance.FOR: _("Arguments for"),
        Stance.AGAINST: _("Arguments against"),
    }


def _rule(rule: Rule, edition: Edition, catalogue: Catalogue) -> Iterator[str]:
    _ = catalogue.gettext
    strength = "" if rule.strength is None else f" ({catalogue.pick(rule.strength.label)})"
    yield f"- {_quoted(rule.text, edition, catalogue)}{strength}{_cited(rule.sources)}"
    yield "  " + _("When: {condition}").format(condition=catalogue.pick(rule.condition.wording))
    if rule.change is not None:
        yield "  " + _("What would have to change: {change}").format(change=catalogue.pick(rule.change))
    if rule.contradicts:
        others = ", ".join(f"`{one}`" for one in rule.contradicts)
        yield "  " + _("Its sources disagree with those of: {arguments}").format(arguments=others)


def _step(step: StrategyStep, edition: Edition, catalogue: Catalogue) -> str:
    _ = catalogue.gettext
    told = f"- {_quoted(step.text, edition, catalogue)}"
    if step.condition is None:
        return told
    return f"{told} " + _("When: {condition}").format(condition=catalogue.pick(step.condition.wording))


def _alert(alert: AlertRule, edition: Edition, catalogue: Catalogue) -> Iterator[str]:
    _ = catalogue.gettext
    severity = catalogue.pick(alert.severity.label)
    yield f"- [{severity}] {_quoted(alert.text, edition, catalogue)}{_cited(alert.sources)}"
    yield "  " + _("When: {condition}").format(condition=catalogue.pick(alert.condition.wording))
    if alert.text_unknown is not None:
        yield "  " + _("While unknown: {text}").format(text=_quoted(alert.text_unknown, edition, catalogue))


def _thresholds(thresholds: Iterable[Threshold], catalogue: Catalogue) -> Iterator[str]:
    _ = catalogue.gettext
    for one in thresholds:
        value, low, high = (plain_number(number) for number in (one.value, one.low, one.high))
        told = _("{label} `{name}`: {value} {unit}, permitted {low} to {high}").format(
            label=catalogue.pick(one.label), name=one.name, value=value, unit=one.unit, low=low, high=high
        )
        if one.value != one.default:
            told += _("; set by this centre, the default is {default}").format(default=plain_number(one.default))
        yield f"- {told}{_cited(one.sources)}"
        yield f"  {catalogue.pick(one.note)}"


def _source(source: Source, catalogue: Catalogue) -> str:
    parts = [source.citation, catalogue.pick(source.design)]
    if source.n is not None:
        parts.append(f"n = {source.n}")
    parts.extend(one for one in (source.grade, source.doi and f"doi {source.doi}", source.trial) if one)
    return f"- `{source.id}` {'; '.join(parts)}. {catalogue.pick(source.finding)}"


def _quoted(text: Quotation, edition: Edition, catalogue: Catalogue) -> str:
    return catalogue.pick(told_in(text, edition.thresholds))


def _cited(sources: Iterable[str]) -> str:
    return "".join(f" [{source}]" for source in sources)


def _listed(labels: Iterable[Text], catalogue: Catalogue) -> str:
    return catalogue.pick(_COMMA).join(catalogue.pick(label) for label in labels)


def facts_document(facts: FactCatalogue, catalogue: Catalogue) -> str:
    """Return the list of all facts that rules and assumptions may name."""
    return "\n".join(_facts(facts, catalogue)) + "\n"


def _facts(facts: FactCatalogue, catalogue: Catalogue) -> Iterator[str]:
    _ = catalogue.gettext
    parts = (
        (_("Facts of the case"), facts.of(Scope.CASE)),
        (_("Facts of a lesion, written l.size_mm in any(), all() and count()"), facts.of(Scope.LESION)),
        (_("Facts of a plan, for strategies that plan lesion by lesion"), PLAN_FACTS),
    )
    for title, listed in parts:
        yield from (f"## {title}", "")
        for fact in listed:
            yield _fact(fact, catalogue)
        yield ""


def _fact(fact: Fact, catalogue: Catalogue) -> str:
    _ = catalogue.gettext
    names = ", ".join(f"`{name}`" for name in (fact.id, *fact.aliases))
    told = f"- {names}: {catalogue.pick(fact.label)}; {_values(fact, catalogue)}"
    if fact.can_lack_value:
        told += "; " + _("can be not applicable")
    return told if fact.help is None else f"{told}. {catalogue.pick(fact.help)}"


def _values(fact: Fact, catalogue: Catalogue) -> str:
    _ = catalogue.gettext
    codes = ", ".join(f"{choice} ({catalogue.pick(choice.label)})" for choice in fact.choices)
    match fact.kind:
        case FactKind.NUMBER:
            low, high = plain_number(fact.low), plain_number(fact.high)
            return _("{low} to {high} {unit}").format(low=low, high=high, unit=fact.unit).rstrip()
        case FactKind.STATEMENT:
            return _("true or false")
        case FactKind.CHOICE:
            return _("one of: {codes}").format(codes=codes)
        case FactKind.SET:
            return _("any of: {codes}").format(codes=codes)
        case _:
            assert_never(fact.kind)
