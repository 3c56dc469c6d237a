"""Options in words: each strategy as it was judged becomes an option with its arguments, steps and plans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from crlm_desktop.case.choices import TreatmentFamily
from crlm_desktop.case.wording import Text
from crlm_desktop.engine.docket import Bar
from crlm_desktop.engine.facts import FACTS
from crlm_desktop.engine.knowledge.edition import Position, Rule, Strategy
from crlm_desktop.engine.knowledge.quoting import Told, teller
from crlm_desktop.engine.knowledge.rules import PLANNED_FACTS
from crlm_desktop.engine.labelling import labels_of
from crlm_desktop.engine.options import Standing, with_plan
from crlm_desktop.engine.planner.plan_facts import PLAN_FACTS
from crlm_desktop.engine.proposal import Argument, Option, Plan, Stance, Status, Step
from crlm_desktop.engine.scalar import Inquiry
from crlm_desktop.engine.tri import TRUE, FactId, Tri, Truth, in_natural_order

_GATES = (Stance.REQUIRES, Stance.EXCLUDES)
_OF_PLANS = frozenset(fact.id for fact in PLAN_FACTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """A standing with the answers in full: what each unknown one hangs on, and what the option itself hangs on."""

    standing: Standing
    inquiry: Inquiry
    answers: tuple[Tri, ...]

    @property
    def deciding(self) -> frozenset[FactId]:
        """The facts on which it hangs whether the option is possible at all."""
        rules = self.standing.strategy.rules
        gates = (answer for rule, answer in zip(rules, self.answers, strict=True) if rule.stance in _GATES)
        return frozenset().union(*(answer.hangs_on for answer in gates))

    @property
    def hanging(self) -> frozenset[FactId]:
        """Every fact that an argument of the option hangs on."""
        return frozenset().union(*(answer.hangs_on for answer in self.answers))

    @property
    def open_facts(self) -> frozenset[FactId]:
        """Every fact that an argument of the option hangs on, or that its plans take as given."""
        return self.hanging | self.standing.plan_set.presumed if self.standing.plan_set else self.hanging


def explained(standing: Standing, inquiry: Inquiry) -> Explained:
    """Return the standing with what every unknown answer hangs on; ``inquiry`` is that on which it was judged."""
    asked = inquiry if standing.plan_set is None else with_plan(inquiry, standing.plan_set)
    return Explained(
        standing=standing,
        inquiry=asked,
        answers=tuple(
            asked.ask(rule.condition) if truth is Truth.UNKNOWN else Tri(truth)
            for rule, truth in zip(standing.strategy.rules, standing.truths, strict=True)
        ),
    )


class Telling:
    """Tells the facts of one case in words, each once, whichever option quotes it; those of plans by their plan."""

    def __init__(self, inquiry: Inquiry, thresholds: Mapping[str, float]) -> None:
        self._thresholds = thresholds
        self._of_case = teller(FACTS, inquiry.table.value, thresholds)

    def of(self, explanation: Explained) -> Told:
        """Return what tells the facts of a case and of the leading plan of an option."""
        of_case, of_plan = self._of_case, teller(PLANNED_FACTS, explanation.inquiry.table.value, self._thresholds)
        return lambda name: of_plan(name) if name in _OF_PLANS else of_case(name)


def option_of(explanation: Explained, *, status: Status, rank: int, telling: Telling) -> Option:
    """Return the option in words."""
    told = telling.of(explanation)
    standing, strategy = explanation.standing, explanation.standing.strategy
    return Option(
        strategy=strategy.id,
        name=strategy.name,
        essence=strategy.essence,
        status=status,
        intent=strategy.intent,
        rank=rank,
        arguments=(*map(_barring, standing.bars), *_arguments(explanation, told)),
        plans=tuple(_plans(explanation, told)),
        missing=in_natural_order(explanation.deciding) if status in (Status.CONDITIONAL, Status.NOT_ADVISED) else (),
    )


def _barring(bar: Bar) -> Argument:
    label = bar.by.label
    if isinstance(bar.by, TreatmentFamily):
        text = Text(f"The person declines {label.en}.", f"患者不愿接受{label.zh}。")
        change = Text(f"The person would have to agree to {label.en}.", f"需患者同意{label.zh}。")
    else:
        text = Text(f"This centre does not offer {label.en}.", f"本中心未开展{label.zh}。")
        change = Text(f"Referral to a centre that offers {label.en}.", f"转诊至可开展{label.zh}的中心。")
    return Argument(
        id=bar.fact, stance=Stance.EXCLUDES, strength=None, holds=True, text=text, sources=(), change=change
    )


def _arguments(explanation: Explained, told: Told) -> Iterator[Argument]:
    rules = explanation.standing.strategy.rules
    disputed = _disputed(rules, explanation.answers)
    for rule, answer in zip(rules, explanation.answers, strict=True):
        yield Argument(
            id=rule.id,
            stance=rule.stance,
            strength=rule.strength,
            holds=holds(answer),
            text=rule.text.filled(told),
            sources=rule.sources,
            missing=in_natural_order(answer.hangs_on),
            equipoise=rule.id in disputed,
            change=rule.change,
        )


def _disputed(rules: Sequence[Rule], answers: Sequence[Tri]) -> frozenset[str]:
    """Return the arguments that hold, or may, while one of the other side whose sources disagree does so too."""
    alive = {rule.id for rule, answer in zip(rules, answers, strict=True) if not answer.is_false}
    pairs = [(rule.id, other) for rule in rules for other in rule.contradicts]
    return frozenset(one for pair in pairs if alive.issuperset(pair) for one in pair)


def holds(answer: Tri) -> bool | None:
    """Return an answer as a proposal states it: ``None`` while it is unknown."""
    match answer.truth:
        case Truth.TRUE:
            return True
        case Truth.FALSE:
            return False
        case Truth.UNKNOWN:
            return None
        case _:
            assert_never(answer.truth)


def _plans(explanation: Explained, told: Told) -> Iterator[Plan]:
    strategy, plan_set = explanation.standing.strategy, explanation.standing.plan_set
    before = tuple(_own_steps(explanation, told, Position.BEFORE))
    after = tuple(_own_steps(explanation, told, Position.AFTER))
    if plan_set is None or not strategy.is_planned:
        yield _own_plan(strategy, (*before, *after))
        return
    if not plan_set.plans and explanation.standing.place.status is not Status.EXCLUDED:
        # Nothing of the liver is left to be planned: what the strategy does besides is the plan.
        yield _own_plan(strategy, (*before, *after))
    for plan in plan_set.plans:
        yield replace(plan, steps=_numbered((*before, *plan.steps, *after)))


def _own_plan(strategy: Strategy, steps: tuple[Step, ...]) -> Plan:
    return Plan(steps=_numbered(steps), treatments=(), essence=strategy.essence, procedures=strategy.procedures)


def _numbered(steps: Sequence[Step]) -> tuple[Step, ...]:
    return tuple(replace(step, order=order) for order, step in enumerate(steps, start=1))


def _own_steps(explanation: Explained, told: Told, position: Position) -> Iterator[Step]:
    for step in explanation.standing.strategy.steps:
        answer = TRUE if step.condition is None else explanation.inquiry.ask(step.condition)
        if step.position is position and not answer.is_false:
            text = step.text.filled(told)
            yield Step(order=0, action=step.action, text=_unless_ruled_out(text, answer) if answer.is_unknown else text)


def _unless_ruled_out(text: Text, answer: Tri) -> Text:
    """Return a step that hangs on something unknown with the names of what it hangs on."""
    facts = labels_of(answer.hangs_on)
    return Text(
        f"If not ruled out: {text.en} [Not known: {facts.en}.]",
        f"若未排除：{text.zh}【未知：{facts.zh}。】",
    )
