"""Why a plan stands before the next one: the first respect in which it is better, then the first where it is worse."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from crlm_desktop.case.wording import Text
from crlm_desktop.engine.planner.sketch import Sketch
from crlm_desktop.engine.planner.wording import figure

Advantage = Callable[[float, float], Text]
"""What is better about a plan, from its own figure and that of the other."""


def _said(en: str, zh: str) -> Advantage:
    return lambda mine, theirs: Text(
        en.format(mine=figure(abs(mine)), theirs=figure(abs(theirs))),
        zh.format(mine=figure(abs(mine)), theirs=figure(abs(theirs))),
    )


def _sure(en: str, zh: str) -> Advantage:
    """Return words for what holds of a plan (0) and of the other may hold (1) or does not (2)."""

    def said(mine: float, theirs: float) -> Text:
        en_word, zh_word = ("perhaps ", "可能") if mine else ("surely ", "确定") if theirs == 1 else ("", "")
        return Text(en.format(surely=en_word), zh.format(surely=zh_word))

    return said


_ADVANTAGES: tuple[Advantage, ...] = (
    _sure("it {surely}leaves enough liver", "{surely}能保留足够的肝脏"),
    _sure("it can {surely}be carried out", "{surely}可行"),
    _said(
        "fewer lesions are treated on weaker evidence ({mine}, not {theirs})",
        "以较弱证据处理的病灶更少（{mine} 个，而非 {theirs} 个）",
    ),
    _said("more liver is kept (about {mine} %, not {theirs} %)", "保留肝脏更多（约 {mine}%，而非 {theirs}%）"),
    _said("fewer procedures ({mine}, not {theirs})", "操作次数更少（{mine} 次，而非 {theirs} 次）"),
    _said("it is less invasive", "创伤更小"),
    _said(
        "fewer vanished lesions are left ({mine}, not {theirs})",
        "留下观察的消失病灶更少（{mine} 个，而非 {theirs} 个）",
    ),
    _said("no wedge whose sufficiency is disputed", "不含存在争议的局部切除"),
)
"""In the order of `Sketch.faults`."""


_LAST_AS_PLANNED = Text(
    "What the team plans, shown with the remnant that was measured for it.", "团队拟行方案，附其实测剩余肝。"
)


def before_next(shown: Sequence[Sketch], place: int, as_planned: Sketch | None) -> Text | None:
    """Return why the plan at a place (from 0) stands before the next one.

    The last one has none to be compared with; it is told of it when it is there because the team plans it.
    """
    if place + 1 >= len(shown):
        return _LAST_AS_PLANNED if place and shown[place] is as_planned else None
    mine, other, number = shown[place], shown[place + 1], place + 2
    better, worse = _advantage(mine, other), _advantage(other, mine)
    leads_by_figures = better is not None and (worse is None or better[0] < worse[0])
    if not leads_by_figures and (mine is as_planned or other is as_planned):
        return _by_the_team(mine is as_planned, number, worse)
    if better is None:
        return Text(
            f"Equal to plan {number} in all respects that are compared.", f"在所比较的各方面均与计划 {number} 相当。"
        )
    text = Text(f"Before plan {number}, because {better[1].en}.", f"优于计划 {number}：{better[1].zh}。")
    return text if worse is None else _with_advantage(text, number, worse[1])


def _by_the_team(is_mine: bool, number: int, worse: tuple[int, Text] | None) -> Text:
    if is_mine:
        text = Text(f"Before plan {number}, because the team plans this resection.", "列于首位：团队拟行此切除。")
    else:
        text = Text(f"Plan {number} is what the team plans.", f"计划 {number} 为团队拟行方案。")
    return text if worse is None else _with_advantage(text, number, worse[1])


def _with_advantage(text: Text, number: int, advantage: Text) -> Text:
    return Text(
        f"{text.en} In favour of plan {number}: {advantage.en}.", f"{text.zh}计划 {number} 的优势：{advantage.zh}。"
    )


def _advantage(mine: Sketch, other: Sketch) -> tuple[int, Text] | None:
    """Return the first respect in which a plan is better than another, with its words."""
    for place, (one, two) in enumerate(zip(mine.faults, other.faults, strict=True)):
        if one < two:
            return place, _ADVANTAGES[place](one, two)
    return None
