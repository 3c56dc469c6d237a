"""What changed between two proposals about one case, in words: for a case that comes back to the team."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from crlm_desktop.case.wording import Choice, Text
from crlm_desktop.engine.knowledge.quoting import plain_figure
from crlm_desktop.engine.labelling import label_of
from crlm_desktop.engine.proposal import Alert, Argument, Option, Plan, Proposal, Score, Stance, Status
from crlm_desktop.engine.tri import FactId

Key = TypeVar("Key", bound=Hashable)
One = TypeVar("One")


class Subject(Choice):
    """What of a proposal a change is about."""

    INTENT = "intent", "Intent", "治疗目标"
    OPTION = "option", "Options", "方案"
    PLAN = "plan", "Plans", "计划"
    ARGUMENT = "argument", "Arguments", "理由"
    ALERT = "alert", "Alerts", "警示"
    SCORE = "score", "Scores", "评分"


class Cause(Choice):
    """What a proposal was made from that is another one now."""

    RECORD = "record", "the record", "病历记录"
    KNOWLEDGE = "knowledge", "the knowledge", "知识库"
    ENGINE = "engine", "the engine", "引擎"
    ASSUMPTIONS = "assumptions", "what was assumed", "假设条件"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that is otherwise in the later proposal, as a whole sentence; ``option`` names its strategy, if any."""

    subject: Subject
    text: Text
    option: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What the later proposal was made from otherwise than the earlier one, and all that changed with it."""

    causes: tuple[Cause, ...]
    changes: tuple[Change, ...]

    @property
    def essence(self) -> Text:
        """What differs in one sentence: record, knowledge, engine, several of them, or nothing."""
        if not self.causes:
            return Text("Neither the record nor the knowledge has changed.", "病历记录与知识库均未改变。")
        en = _listed([cause.label.en for cause in self.causes])
        zh = "、".join(cause.label.zh for cause in self.causes)
        if not self.changes:
            return Text(f"Changed: {en}; the proposal is the same.", f"已改变：{zh}；建议未变。")
        return Text(f"Changed: {en}.", f"已改变：{zh}。")


def difference_of(before: Proposal, after: Proposal) -> Difference:
    """Return what changed from one proposal to a later one about the same case.

    Options, arguments, alerts and scores are the same where their ids are. Of options that were excluded and still are,
    nothing is told. The changes of one subject follow one another, in the order of the options.
    """
    finders = (_of_intent, _of_options, _of_alerts, _of_scores)
    changes = [change for find in finders for change in find(before, after)]
    in_order = sorted(changes, key=lambda change: tuple(Subject).index(change.subject))
    return Difference(causes=tuple(_causes(before, after)), changes=tuple(in_order))


def _causes(before: Proposal, after: Proposal) -> Iterator[Cause]:
    if before.case_sha256 != after.case_sha256:
        yield Cause.RECORD
    if before.edition_sha256 != after.edition_sha256:
        yield Cause.KNOWLEDGE
    if before.engine != after.engine:
        yield Cause.ENGINE
    if before.assumed != after.assumed:
        yield Cause.ASSUMPTIONS


def _of_intent(before: Proposal, after: Proposal) -> Iterator[Change]:
    if before.intent is after.intent:
        return
    open_ = Text("open", "未定")
    old, new = (one.intent.label if one.intent is not None else open_ for one in (before, after))
    text = Text(
        f"Best reachable intent: {new.en}; before: {old.en}.", f"可达到的最佳治疗目标：{new.zh}；此前：{old.zh}。"
    )
    yield Change(subject=Subject.INTENT, text=text)


def _of_options(before: Proposal, after: Proposal) -> Iterator[Change]:
    old = {option.strategy: option for option in before.options}
    for option in after.options:
        earlier = old.pop(option.strategy, None)
        if earlier is None:
            status = option.status.label
            told = Text(f"{option.name.en} is new: {status.en}.", f"新增{option.name.zh}：{status.zh}。")
            yield Change(subject=Subject.OPTION, text=told, option=option.strategy)
        elif not earlier.status is option.status is Status.EXCLUDED:
            yield from _of_option(earlier, option)
    for gone in old.values():
        status = gone.status.label
        told = Text(
            f"{gone.name.en} is no longer among the options; before: {status.en}.",
            f"{gone.name.zh}已不在方案之列；此前：{status.zh}。",
        )
        yield Change(subject=Subject.OPTION, text=told, option=gone.strategy)


def _of_option(before: Option, after: Option) -> Iterator[Change]:
    told = [(Subject.OPTION, text) for text in _of_standing(before, after)]
    told += [(Subject.ARGUMENT, text) for text in _of_arguments(before, after)]
    if after.status is not Status.EXCLUDED:
        told += [(Subject.PLAN, text) for text in _of_plans(before.plans, after.plans)]
    for subject, text in told:
        named = Text(f"{after.name.en}: {text.en}", f"{after.name.zh}：{text.zh}")
        yield Change(subject=subject, text=named, option=after.strategy)


_RANKS_TOLD = 3
"""A change of rank is told of what is or was among the first: behind them, one move shifts all the others."""


def _of_standing(before: Option, after: Option) -> Iterator[Text]:
    new, old = after.status.label, before.status.label
    if before.status is not after.status:
        yield Text(f"{new.en}; before: {old.en}.", f"{new.zh}；此前：{old.zh}。")
    elif before.rank != after.rank and min(before.rank, after.rank) <= _RANKS_TOLD:
        yield Text(f"rank {after.rank}; before: {before.rank}.", f"排序第 {after.rank} 位；此前第 {before.rank} 位。")


def _of_arguments(before: Option, after: Option) -> Iterator[Text]:
    old = {argument.id: argument for argument in before.arguments}
    for argument in after.arguments:
        earlier = old.pop(argument.id, None)
        if earlier is None:
            if argument.holds is not False:
                yield _called(argument, _HOLDS_NEW if argument.holds else _open(argument))
        elif earlier.holds is not argument.holds:
            yield _called(argument, _turned(argument))
        elif argument.holds and _weight(earlier) != _weight(argument):
            new, was = _weight(argument), _weight(earlier)
            yield _called(argument, Text(f"weighs {new.en}; before: {was.en}", f"分量为{new.zh}；此前为{was.zh}"))
    for gone in old.values():
        if gone.holds:
            yield _called(gone, Text("is no longer in the knowledge", "已从知识库中删除"))


_HOLDS_NEW = Text("is new, and holds", "为新增，且成立")
_HOLDS_NOW = Text("holds now", "现已成立")
_HOLDS_NO_MORE = Text("no longer holds", "不再成立")


def _turned(argument: Argument) -> Text:
    if argument.holds is None:
        return _open(argument)
    return _HOLDS_NOW if argument.holds else _HOLDS_NO_MORE


def _open(argument: Argument) -> Text:
    facts = [label_of(FactId(fact)) for fact in argument.missing]
    en, zh = ", ".join(fact.en for fact in facts), "、".join(fact.zh for fact in facts)
    return Text(f"hangs on what is not known: {en}", f"取决于未知的{zh}")


def _called(argument: Argument, told: Text) -> Text:
    """Return what is told of an argument, after its side and its words."""
    side, words = argument.stance.label, Text(argument.text.en.rstrip("."), argument.text.zh.rstrip("。"))
    return Text(f"{side.en}: “{words.en}” {told.en}.", f"{side.zh}：“{words.zh}”{told.zh}。")


def _weight(argument: Argument) -> Text:
    """Return stance and strength of an argument in words."""
    side = argument.stance.label
    if argument.strength is None or argument.stance in (Stance.REQUIRES, Stance.EXCLUDES):
        return side
    return Text(f"{argument.strength.label.en} {side.en}", f"{argument.strength.label.zh}（{side.zh}）")


def _of_plans(before: Sequence[Plan], after: Sequence[Plan]) -> Iterator[Text]:
    """Yield what changed of the leading plan: whether there is one, what it is, and its remnant."""
    old, new = (plans[0] if plans else None for plans in (before, after))
    if new is None:
        if old is not None:
            yield Text(f"there is no plan any more; before: {old.essence.en}.", f"已无计划；此前：{old.essence.zh}。")
        return
    if old is None:
        yield Text(f"now with a plan: {new.essence.en}.", f"现有计划：{new.essence.zh}。")
        return
    if old.essence != new.essence:
        yield Text(
            f"leading plan {new.essence.en}; before: {old.essence.en}.",
            f"首选计划：{new.essence.zh}；此前：{old.essence.zh}。",
        )
    if old.flr_percent != new.flr_percent:
        now, was = _remnant(new), _remnant(old)
        yield Text(
            f"remnant of the leading plan {now.en}; before: {was.en}.", f"首选计划剩余肝 {now.zh}；此前：{was.zh}。"
        )


def _remnant(plan: Plan) -> Text:
    if plan.flr_figures is None:
        return Text("not known", "未知")
    low, likely, high = plan.flr_figures
    if low == high:
        return Text(f"{likely} %", f"{likely} %")
    return Text(f"{likely} % ({low}–{high} %)", f"{likely} %（{low}～{high} %）")


def _of_alerts(before: Proposal, after: Proposal) -> Iterator[Change]:
    for old, new in _paired({one.id: one for one in before.alerts}, {one.id: one for one in after.alerts}):
        text = _alert(old, new)
        if text is not None:
            yield Change(subject=Subject.ALERT, text=text)


def _alert(old: Alert | None, new: Alert | None) -> Text | None:
    if old is None and new is not None:
        return Text(f"New: {new.text.en}", f"新增：{new.text.zh}")
    if new is None and old is not None:
        return Text(f"No longer told: {old.text.en}", f"不再提示：{old.text.zh}")
    if old is None or new is None or (old.text, old.severity) == (new.text, new.severity):
        return None
    return Text(f"Now: {new.text.en} Before: {old.text.en}", f"现为：{new.text.zh}此前：{old.text.zh}")


def _of_scores(before: Proposal, after: Proposal) -> Iterator[Change]:
    for old, new in _paired({one.id: one for one in before.scores}, {one.id: one for one in after.scores}):
        told = new or old
        was, now = _value(old), _value(new)
        if told is not None and was != now:
            name = told.name
            text = Text(f"{name.en}: {now.en}; before: {was.en}.", f"{name.zh}：{now.zh}；此前：{was.zh}。")
            yield Change(subject=Subject.SCORE, text=text)


def _value(score: Score | None) -> Text:
    if score is None:
        return Text("not reckoned", "未计算")
    figures = [plain_figure(round(one, 2)) for one in (score.range if score.value is None else (score.value,))]
    value = Text(" to ".join(figures), "～".join(figures))
    if score.grade is None:
        return value
    return Text(f"{value.en} ({score.grade.en})", f"{value.zh}（{score.grade.zh}）")


def _paired(old: Mapping[Key, One], new: Mapping[Key, One]) -> Iterator[tuple[One | None, One | None]]:
    """Yield the earlier and the later one of each key: in the order of the new ones, then those that went."""
    keys: Iterable[Key] = dict.fromkeys((*new, *old))
    yield from ((old.get(key), new.get(key)) for key in keys)


def _listed(words: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)
