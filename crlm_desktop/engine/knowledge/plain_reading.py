"""A checked edition read back from plain lists; what several strategies share is one thing again."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TypeVar

from crlm_desktop.case.choices import Augmentation, Offer, TreatmentFamily
from crlm_desktop.case.wording import Choice, Text
from crlm_desktop.engine.expression.condition import Condition, condition_of, placed
from crlm_desktop.engine.expression.plain import Plain, PlainReader
from crlm_desktop.engine.facts import FACTS, FactCatalogue
from crlm_desktop.engine.knowledge.edition import AlertRule, Edition, Position, Rule, Strategy, StrategyStep, Threshold
from crlm_desktop.engine.knowledge.plain_writing import PlainEdition
from crlm_desktop.engine.knowledge.quoting import Quotation
from crlm_desktop.engine.knowledge.rules import PLANNED_FACTS
from crlm_desktop.engine.proposal import (
    Intent,
    LesionModality,
    Severity,
    Source,
    SourceId,
    Stance,
    StrategyId,
    Strength,
)

One = TypeVar("One")
Member = TypeVar("Member", bound=Choice)


def edition_of(plain: PlainEdition) -> Edition:
    """Return the edition that `plain_edition` has written; what is none is a ValueError, TypeError or LookupError."""
    values = {_str(one[0]): _number(one[3]) for one in plain["thresholds"]}
    return _Reader(plain, values).edition()


class _Reader:
    def __init__(self, plain: PlainEdition, values: Mapping[str, float]) -> None:
        self._plain = plain
        readers = {catalogue: PlainReader(catalogue, values) for catalogue in (FACTS, PLANNED_FACTS)}
        self._trees = [_compiled(readers, *one) for one in plain["trees"]]
        self._conditions = [self._condition(*one) for one in plain["conditions"]]
        self._rules = [self._rule(*one) for one in plain["rules"]]
        self._steps = [self._step(*one) for one in plain["steps"]]

    def edition(self) -> Edition:
        plain = self._plain
        sources = [_source(*one) for one in plain["sources"]]
        thresholds = [_threshold(*one) for one in plain["thresholds"]]
        return Edition(
            version=_str(plain["version"]),
            notes=_text(plain["notes"]),
            sha256=_str(plain["sha256"]),
            sources=MappingProxyType({one.id: one for one in sources}),
            thresholds=MappingProxyType({one.name: one for one in thresholds}),
            alerts=tuple(self._alert(*one) for one in plain["alerts"]),
            strategies=tuple(self._strategy(*one) for one in plain["strategies"]),
        )

    def _condition(self, tree: int, file: str, line: int) -> Condition:
        return placed(_at(self._trees, tree), file=_str(file), line=_whole(line))

    def _rule(
        self,
        name: str,
        stance: str,
        strength: str | None,
        condition: int,
        text: list[str],
        sources: list[str],
        change: list[str] | None,
        contradicts: list[str],
        about_plan: bool,
    ) -> Rule:
        return Rule(
            id=_str(name),
            stance=_member(stance, Stance),
            strength=None if strength is None else _member(strength, Strength),
            condition=_at(self._conditions, condition),
            text=_quotation(text),
            sources=_ids(sources),
            change=None if change is None else _text(change),
            contradicts=_strs(contradicts),
            about_plan=_flag(about_plan),
        )

    def _step(self, action: str, text: list[str], position: str, condition: int | None) -> StrategyStep:
        return StrategyStep(
            action=_str(action),
            text=_quotation(text),
            position=_member(position, Position),
            condition=None if condition is None else _at(self._conditions, condition),
        )

    def _alert(
        self,
        name: str,
        severity: str,
        condition: int,
        text: list[str],
        sources: list[str],
        text_unknown: list[str] | None,
    ) -> AlertRule:
        return AlertRule(
            id=_str(name),
            severity=_member(severity, Severity),
            condition=_at(self._conditions, condition),
            text=_quotation(text),
            sources=_ids(sources),
            text_unknown=None if text_unknown is None else _quotation(text_unknown),
        )

    def _strategy(
        self,
        name: str,
        told: list[str],
        essence: list[str],
        families: list[str],
        offers: list[str],
        offers_any: list[str],
        intent: str,
        invasiveness: int,
        modalities: list[str],
        must_use: list[str],
        augmentation: str | None,
        procedures: int,
        own_steps: bool,
        rules: list[int],
        steps: list[int],
    ) -> Strategy:
        return Strategy(
            id=StrategyId(_str(name)),
            name=_text(told),
            essence=_text(essence),
            families=tuple(_member(one, TreatmentFamily) for one in families),
            offers=tuple(_member(one, Offer) for one in offers),
            offers_any=tuple(_member(one, Offer) for one in offers_any),
            intent=_member(intent, Intent),
            invasiveness=_whole(invasiveness),
            modalities=frozenset(_member(one, LesionModality) for one in modalities),
            must_use=frozenset(_member(one, LesionModality) for one in must_use),
            augmentation=None if augmentation is None else _member(augmentation, Augmentation),
            procedures=_whole(procedures),
            own_steps=_flag(own_steps),
            rules=tuple(_at(self._rules, one) for one in rules),
            steps=tuple(_at(self._steps, one) for one in steps),
        )


def _compiled(readers: Mapping[FactCatalogue, PlainReader], is_planned: bool, text: str, tree: Plain) -> Condition:
    """Return the condition of a tree, without the place where it stands."""
    catalogue = PLANNED_FACTS if _flag(is_planned) else FACTS
    return condition_of(readers[catalogue].tree(tree), catalogue, text=_str(text), file="", line=0)


def _source(
    name: str,
    citation: str,
    year: int | None,
    design: list[str],
    n: int | None,
    grade: str,
    finding: list[str],
    doi: str,
    trial: str,
) -> Source:
    return Source(
        id=SourceId(_str(name)),
        citation=_str(citation),
        year=None if year is None else _whole(year),
        design=_text(design),
        n=None if n is None else _whole(n),
        grade=_str(grade),
        finding=_text(finding),
        doi=_str(doi),
        trial=_str(trial),
    )


def _threshold(
    name: str,
    unit: str,
    default: float,
    value: float,
    low: float,
    high: float,
    label: list[str],
    note: list[str],
    sources: list[str],
) -> Threshold:
    return Threshold(
        name=_str(name),
        unit=_str(unit),
        default=_number(default),
        value=_number(value),
        low=_number(low),
        high=_number(high),
        label=_text(label),
        note=_text(note),
        sources=_ids(sources),
    )


def _quotation(plain: list[str]) -> Quotation:
    en, zh, *names = map(_str, plain)
    return Quotation(Text(en, zh), frozenset(names))


def _text(plain: list[str]) -> Text:
    en, zh = map(_str, plain)
    return Text(en, zh)


def _ids(plain: Iterable[str]) -> tuple[SourceId, ...]:
    return tuple(SourceId(_str(one)) for one in plain)


def _strs(plain: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(_str, plain))


def _member(value: object, kind: type[Member]) -> Member:
    for member in kind:
        if member == value:
            return member
    raise ValueError("no member")


def _at(kept: list[One], number: int) -> One:
    if _whole(number) < 0:
        raise IndexError(number)
    return kept[number]


def _str(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("no whole number")
    return value


def _number(value: object) -> float:
    if not isinstance(value, float) or not math.isfinite(value):
        raise TypeError("no number")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("neither true nor false")
    return value
