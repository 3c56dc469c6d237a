"""What can differ of a strategy, a rule, a threshold, an alert or a source: each aspect with its name and its words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from crlm_desktop.case.casefile import plain_number
from crlm_desktop.case.wording import Choice, Text
from crlm_desktop.engine.expression import Condition
from crlm_desktop.engine.knowledge.edition import AlertRule, Edition, Rule, Strategy, Threshold
from crlm_desktop.engine.knowledge.quoting import Quotation
from crlm_desktop.engine.knowledge.telling import told_in
from crlm_desktop.engine.proposal import Source

NOTHING = Text("nothing", "无")
_YES, _NO = Text("yes", "是"), Text("no", "否")


@dataclass(frozen=True, slots=True, kw_only=True)
class Aspect:
    """One aspect: what it is called, what it must equal to be the same, and what it is in words.

    ``is_called`` says that the thing itself is called so, and that only what it was is still to be told.
    """

    name: Text
    is_: object
    words: Text
    is_called: bool = False


def differences(before: Iterable[Aspect], after: Iterable[Aspect]) -> Iterator[Text]:
    """Yield a clause for each aspect that is another one now; both hold the same aspects in the same order."""
    for old, new in zip(before, after, strict=True):
        if old.is_ != new.is_:
            was, now, name = old.words, new.words, new.name
            if new.is_called:
                yield Text(f"{name.en} before: {was.en}", f"此前{name.zh}：{was.zh}")
            else:
                yield Text(f"{name.en}: {now.en}; before: {was.en}", f"{name.zh}：{now.zh}；此前：{was.zh}")


def of_strategy(strategy: Strategy) -> Iterator[Aspect]:
    """Yield what a strategy is, without its rules and steps."""
    yield replace(_text("name", "名称", strategy.name), is_called=True)
    yield _text("essence", "要点", strategy.essence)
    yield _text("intent", "治疗目标", strategy.intent.label)
    yield _plain("invasiveness", "创伤程度", strategy.invasiveness)
    yield _choices("excluded when declined", "拒绝即排除", strategy.families)
    yield _choices("excluded when not offered", "中心不具备即排除", strategy.offers)
    yield _choices("excluded when none is offered", "均不具备即排除", strategy.offers_any)
    yield _choices("planned with", "计划方式", sorted(strategy.modalities))
    yield _choices("must use", "必须采用", sorted(strategy.must_use))
    yield _text("augmentation", "剩余肝增容", strategy.augmentation.label if strategy.augmentation else NOTHING)
    yield _plain("procedures", "操作次数", strategy.procedures)
    yield _text("steps of its own", "自有步骤", _YES if strategy.own_steps else _NO)


def of_rule(rule: Rule, edition: Edition) -> Iterator[Aspect]:
    """Yield what a requirement, an exclusion or an argument is."""
    yield _text("side", "性质", rule.stance.label)
    yield _text("strength", "强度", rule.strength.label if rule.strength else NOTHING)
    yield _condition(rule.condition)
    yield replace(_quotation("text", "文字", rule.text, edition), is_called=True)
    yield _names("sources", "来源", rule.sources)
    yield _text("what would have to change", "需改变的条件", rule.change or NOTHING)
    yield _names("disputed with", "与之存在争议", rule.contradicts)


def of_threshold(threshold: Threshold) -> Iterator[Aspect]:
    """Yield what a threshold is; its default is told where another value than that is in force."""
    value, default = (_figure(one, threshold.unit) for one in (threshold.value, threshold.default))
    words = Text(value, value)
    if value != default:
        words = Text(f"{value} (set by the centre, default {default})", f"{value}（本中心自定，默认 {default}）")
    yield Aspect(name=Text("value", "取值"), is_=(value, default), words=words)
    yield _plain("permitted", "允许范围", f"{plain_number(threshold.low)}–{_figure(threshold.high, threshold.unit)}")
    yield replace(_text("name", "名称", threshold.label), is_called=True)
    yield _text("reason", "说明", threshold.note)
    yield _names("sources", "来源", threshold.sources)


def of_alert(alert: AlertRule, edition: Edition) -> Iterator[Aspect]:
    """Yield what an alert is."""
    yield _text("severity", "级别", alert.severity.label)
    yield _condition(alert.condition)
    yield replace(_quotation("text", "文字", alert.text, edition), is_called=True)
    yield _quotation("while unknown", "未知时", alert.text_unknown, edition)
    yield _names("sources", "来源", alert.sources)


def of_source(source: Source) -> Iterator[Aspect]:
    """Yield what a source is."""
    yield replace(_plain("citation", "文献", source.citation), is_called=True)
    yield _plain("year", "年份", source.year)
    yield _text("design", "设计", source.design)
    yield _plain("n", "例数", source.n)
    yield _plain("grade", "证据级别", source.grade)
    yield _text("finding", "结果", source.finding)
    yield _plain("DOI", "DOI", source.doi)
    yield _plain("trial", "试验编号", source.trial)


def _figure(number: float, unit: str) -> str:
    return f"{plain_number(number)} {unit}".rstrip()


def _text(en: str, zh: str, words: Text) -> Aspect:
    return Aspect(name=Text(en, zh), is_=words, words=words)


def _plain(en: str, zh: str, value: str | int | None) -> Aspect:
    words = NOTHING if value in (None, "") else Text(str(value), str(value))
    return Aspect(name=Text(en, zh), is_=value, words=words)


def _names(en: str, zh: str, names: Iterable[str]) -> Aspect:
    """Return a list of ids, in which the order does not count."""
    found = sorted(names)
    words = Text(", ".join(found), "、".join(found)) if found else NOTHING
    return Aspect(name=Text(en, zh), is_=found, words=words)


def _choices(en: str, zh: str, choices: Iterable[Choice]) -> Aspect:
    found = list(choices)
    labels = [one.label for one in found]
    words = Text(", ".join(one.en for one in labels), "、".join(one.zh for one in labels)) if labels else NOTHING
    return Aspect(name=Text(en, zh), is_=found, words=words)


def _condition(condition: Condition) -> Aspect:
    """Return a condition, which is the same while its text is, whatever values its thresholds have."""
    return Aspect(name=Text("when", "条件"), is_=" ".join(condition.text.split()), words=condition.wording)


def _quotation(en: str, zh: str, text: Quotation | None, edition: Edition) -> Aspect:
    words = NOTHING if text is None else told_in(text, edition.thresholds)
    return Aspect(name=Text(en, zh), is_=None if text is None else text.text, words=words)
