"""What differs between two editions, or an edition and the same with a centre's thresholds, for clinicians to read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from crlm_desktop.case.wording import Choice, Text
from crlm_desktop.engine.knowledge.aspects import (
    Aspect,
    differences,
    of_alert,
    of_rule,
    of_source,
    of_strategy,
    of_threshold,
)
from crlm_desktop.engine.knowledge.edition import Edition, Rule, Strategy, StrategyStep
from crlm_desktop.engine.knowledge.telling import told_in

One = TypeVar("One")
AspectsOf: TypeAlias = Callable[[One], Iterable[Aspect]]


class Part(Choice):
    """A part of an edition, in the order in which its differences are told."""

    STRATEGIES = "strategies", "Strategies", "策略"
    ARGUMENTS = "arguments", "Arguments", "理由"
    STEPS = "steps", "Steps", "步骤"
    THRESHOLDS = "thresholds", "Thresholds", "阈值"
    ALERTS = "alerts", "Alerts", "警示"
    SOURCES = "sources", "Sources", "来源"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionChange:
    """One thing that differs, as a whole sentence; ``id`` is that of the strategy, rule, threshold, alert or source."""

    part: Part
    id: str
    text: Text


def compare_editions(before: Edition, after: Edition) -> tuple[EditionChange, ...]:
    """Return all that differs between two editions, part by part.

    A strategy under another id but of the same name is renamed, not removed and added. What differs alike in several
    strategies, as what they share does, is told once.
    """
    comparing = _Comparing(before, after)
    return (
        *comparing.strategies(),
        *comparing.rules(),
        *comparing.steps(),
        *comparing.thresholds(),
        *comparing.alerts(),
        *comparing.sources(),
    )


class _Comparing:
    """Two editions with their strategies in pairs."""

    def __init__(self, before: Edition, after: Edition) -> None:
        self._before = before
        self._after = after
        self._pairs = _strategy_pairs(before.strategies, after.strategies)

    def strategies(self) -> Iterator[EditionChange]:
        """Yield the strategies that came, went, or are otherwise themselves."""
        for old, new in self._pairs:
            said = _said(old, new, aspects=(of_strategy, of_strategy))
            if old is not None and new is not None and old.id != new.id:
                yield _change(Part.STRATEGIES, new.id, new.name, _other_id(old, new))
            for told in said:
                one = new or old
                assert one is not None
                yield _change(Part.STRATEGIES, one.id, one.name, told)

    def rules(self) -> Iterator[EditionChange]:
        """Yield the requirements, exclusions and arguments that came, went or changed, with their strategies."""
        found: list[tuple[Strategy, str, Text]] = []
        for strategy, old, new in self._both():
            for was, now in _paired(old.rules, new.rules, lambda rule: rule.id):
                found += [(strategy, rule_id, text) for rule_id, text in self._rule(was, now)]
        yield from _grouped(Part.ARGUMENTS, found)

    def _rule(self, old: Rule | None, new: Rule | None) -> Iterator[tuple[str, Text]]:
        one, edition = (new, self._after) if new is not None else (old, self._before)
        assert one is not None
        words = told_in(one.text, edition.thresholds)
        side = one.stance.label
        called = Text(f"{side.en} “{words.en.rstrip('.')}”", f"{side.zh}“{words.zh.rstrip('。')}”")
        aspects = (lambda rule: of_rule(rule, self._before), lambda rule: of_rule(rule, self._after))
        for told in _said(old, new, aspects=aspects):
            yield one.id, _sentence(called, told)

    def steps(self) -> Iterator[EditionChange]:
        """Yield the steps that a strategy has of its own now, and those that it has no more."""
        found: list[tuple[Strategy, str, Text]] = []
        for strategy, old, new in self._both():
            was = {_step_key(step): self._step(step, self._before) for step in old.steps}
            now = {_step_key(step): self._step(step, self._after) for step in new.steps}
            found += [(strategy, key[0], _sentence(text, _ADDED)) for key, text in now.items() if key not in was]
            found += [(strategy, key[0], _sentence(text, _REMOVED)) for key, text in was.items() if key not in now]
        yield from _grouped(Part.STEPS, found)

    def _step(self, step: StrategyStep, edition: Edition) -> Text:
        words = told_in(step.text, edition.thresholds)
        told = Text(f"“{words.en.rstrip('.')}”", f"“{words.zh.rstrip('。')}”")
        if step.condition is None:
            return told
        when = step.condition.wording
        return Text(f"{told.en} (when {when.en})", f"{told.zh}（条件：{when.zh}）")

    def thresholds(self) -> Iterator[EditionChange]:
        """Yield the thresholds that came, went or changed."""
        pairs = _paired(self._before.thresholds.values(), self._after.thresholds.values(), lambda one: one.name)
        for old, new in pairs:
            one = new or old
            assert one is not None
            called = Text(f"{one.label.en} `{one.name}`", f"{one.label.zh} `{one.name}`")
            for told in _said(old, new, aspects=(of_threshold, of_threshold)):
                yield _change(Part.THRESHOLDS, one.name, called, told)

    def alerts(self) -> Iterator[EditionChange]:
        """Yield the alerts that came, went or changed."""
        for old, new in _paired(self._before.alerts, self._after.alerts, lambda one: one.id):
            one, edition = (new, self._after) if new is not None else (old, self._before)
            assert one is not None
            words = told_in(one.text, edition.thresholds)
            called = Text(f"“{words.en.rstrip('.')}”", f"“{words.zh.rstrip('。')}”")
            aspects = (lambda alert: of_alert(alert, self._before), lambda alert: of_alert(alert, self._after))
            for told in _said(old, new, aspects=aspects):
                yield _change(Part.ALERTS, one.id, called, told)

    def sources(self) -> Iterator[EditionChange]:
        """Yield the sources that came, went or changed."""
        for old, new in _paired(self._before.sources.values(), self._after.sources.values(), lambda one: one.id):
            one = new or old
            assert one is not None
            called = Text(f"[{one.id}] {one.citation.rstrip('.')}", f"[{one.id}] {one.citation.rstrip('.')}")
            for told in _said(old, new, aspects=(of_source, of_source)):
                yield _change(Part.SOURCES, one.id, called, told)

    def _both(self) -> Iterator[tuple[Strategy, Strategy, Strategy]]:
        """Yield each strategy that both editions have, as it is called now, with its earlier and its later form."""
        yield from ((new, old, new) for old, new in self._pairs if old is not None and new is not None)


_ADDED, _REMOVED = Text("added", "新增"), Text("removed", "删除")


def _strategy_pairs(
    before: Iterable[Strategy], after: Iterable[Strategy]
) -> tuple[tuple[Strategy | None, Strategy | None], ...]:
    """Return the strategies in pairs: by their id, else by their name."""
    old, new = {one.id: one for one in before}, {one.id: one for one in after}
    by_name = {one.name: one for one in old.values() if one.id not in new}
    pairs = [(old.get(one.id) or by_name.pop(one.name, None), one) for one in new.values()]
    return (*pairs, *((gone, None) for gone in by_name.values()))


def _other_id(old: Strategy, new: Strategy) -> Text:
    return Text(f"its id is `{new.id}`; before: `{old.id}`", f"标识改为 `{new.id}`；此前：`{old.id}`")


def _paired(
    before: Iterable[One], after: Iterable[One], key: Callable[[One], str]
) -> Iterator[tuple[One | None, One | None]]:
    """Yield the earlier and the later form of each, by key: in the later order, then those that went."""
    old, new = {key(one): one for one in before}, {key(one): one for one in after}
    yield from ((old.get(name), new.get(name)) for name in dict.fromkeys((*new, *old)))


def _said(old: One | None, new: One | None, *, aspects: tuple[AspectsOf[One], AspectsOf[One]]) -> Iterator[Text]:
    """Yield one clause: that something came, went, or how it differs; nothing when it is the same."""
    if old is None:
        yield _ADDED
    elif new is None:
        yield _REMOVED
    else:
        of_old, of_new = aspects
        clauses = list(differences(of_old(old), of_new(new)))
        if clauses:
            yield Text("; ".join(one.en for one in clauses), "；".join(one.zh for one in clauses))


def _step_key(step: StrategyStep) -> tuple[str, str, Text, str]:
    condition = "" if step.condition is None else " ".join(step.condition.text.split())
    return (step.action, step.position, step.text.text, condition)


def _grouped(part: Part, found: Iterable[tuple[Strategy, str, Text]]) -> Iterator[EditionChange]:
    """Yield what differs in strategies, with the names of all in which it does so alike."""
    alike: dict[tuple[str, Text], list[Text]] = {}
    for strategy, thing, text in found:
        alike.setdefault((thing, text), []).append(strategy.name)
    for (thing, text), names in alike.items():
        called = Text(", ".join(name.en for name in names), "、".join(name.zh for name in names))
        yield EditionChange(part=part, id=thing, text=Text(f"{called.en}: {text.en}", f"{called.zh}：{text.zh}"))


def _change(part: Part, thing: str, called: Text, told: Text) -> EditionChange:
    return EditionChange(part=part, id=thing, text=_sentence(called, told))


def _sentence(called: Text, told: Text) -> Text:
    return Text(f"{called.en}: {told.en.rstrip('.')}.", f"{called.zh}：{told.zh.rstrip('。')}。")
