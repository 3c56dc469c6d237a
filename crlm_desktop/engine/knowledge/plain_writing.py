"""A checked edition written as plain lists, texts and numbers; what several strategies share is written once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from crlm_desktop.case.wording import Text
from crlm_desktop.engine.expression.condition import Condition
from crlm_desktop.engine.expression.plain import Plain, plain_of
from crlm_desktop.engine.knowledge.edition import AlertRule, Edition, Rule, Strategy, StrategyStep, Threshold
from crlm_desktop.engine.knowledge.quoting import Quotation
from crlm_desktop.engine.knowledge.rules import PLANNED_FACTS
from crlm_desktop.engine.proposal import Source

PlainEdition = dict[str, Any]
One = TypeVar("One")


def plain_edition(edition: Edition) -> PlainEdition:
    """Return the edition as values that JSON has."""
    return _Writer().edition(edition)


class _Pool(Generic[One]):
    """Things that are written once: each with its number, and what is written of it."""

    def __init__(self, written: Callable[[One], Plain]) -> None:
        self._written = written
        self._numbers: dict[int, int] = {}
        self._kept: list[One] = []
        self.plain: list[Plain] = []

    def number(self, one: One) -> int:
        """Return the number of a thing, which is written when it comes first."""
        found = self._numbers.get(id(one))
        if found is None:
            plain = self._written(one)
            found = self._numbers[id(one)] = len(self.plain)
            self.plain.append(plain)
            # While it is kept, nothing else can have its id.
            self._kept.append(one)
        return found


class _Writer:
    def __init__(self) -> None:
        self._trees: dict[str, int] = {}
        self._plain_trees: list[Plain] = []
        self._conditions = _Pool[Condition](self._condition)
        self._rules = _Pool[Rule](self._rule)
        self._steps = _Pool[StrategyStep](self._step)

    def edition(self, edition: Edition) -> PlainEdition:
        alerts = [self._alert(one) for one in edition.alerts]
        strategies = [self._strategy(one) for one in edition.strategies]
        return {
            "version": edition.version,
            "notes": _pair(edition.notes),
            "sha256": edition.sha256,
            "sources": [_plain_source(one) for one in edition.sources.values()],
            "thresholds": [_plain_threshold(one) for one in edition.thresholds.values()],
            "trees": self._plain_trees,
            "conditions": self._conditions.plain,
            "rules": self._rules.plain,
            "steps": self._steps.plain,
            "alerts": alerts,
            "strategies": strategies,
        }

    def _condition(self, condition: Condition) -> Plain:
        plain = [condition.catalogue is PLANNED_FACTS, condition.text, plain_of(condition.tree)]
        number = self._trees.setdefault(repr(plain), len(self._plain_trees))
        if number == len(self._plain_trees):
            self._plain_trees.append(plain)
        return [number, condition.file, condition.line]

    def _rule(self, rule: Rule) -> Plain:
        return [
            *(rule.id, str(rule.stance), rule.strength and str(rule.strength), self._conditions.number(rule.condition)),
            *(_plain_quotation(rule.text), list(rule.sources), rule.change and _pair(rule.change)),
            *(list(rule.contradicts), rule.about_plan),
        ]

    def _step(self, step: StrategyStep) -> Plain:
        number = None if step.condition is None else self._conditions.number(step.condition)
        return [step.action, _plain_quotation(step.text), str(step.position), number]

    def _alert(self, alert: AlertRule) -> Plain:
        unknown = alert.text_unknown and _plain_quotation(alert.text_unknown)
        condition = self._conditions.number(alert.condition)
        return [alert.id, str(alert.severity), condition, _plain_quotation(alert.text), list(alert.sources), unknown]

    def _strategy(self, one: Strategy) -> Plain:
        return [
            *(one.id, _pair(one.name), _pair(one.essence)),
            *([str(each) for each in group] for group in (one.families, one.offers, one.offers_any)),
            *(str(one.intent), one.invasiveness),
            *(sorted(str(each) for each in group) for group in (one.modalities, one.must_use)),
            *(one.augmentation and str(one.augmentation), one.procedures, one.own_steps),
            *([self._rules.number(each) for each in one.rules], [self._steps.number(each) for each in one.steps]),
        ]


def _pair(text: Text) -> list[str]:
    return [text.en, text.zh]


def _plain_quotation(text: Quotation) -> Plain:
    return [text.text.en, text.text.zh, *sorted(text.names)]


def _plain_source(one: Source) -> Plain:
    told = [one.id, one.citation, one.year, _pair(one.design), one.n, one.grade]
    return [*told, _pair(one.finding), one.doi, one.trial]


def _plain_threshold(one: Threshold) -> Plain:
    told = [one.name, one.unit, one.default, one.value, one.low, one.high]
    return [*told, _pair(one.label), _pair(one.note), list(one.sources)]
