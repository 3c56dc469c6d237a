"""What the team decides about one case: a decision with its reasons and dissent, or a deferral with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from crlm_desktop.case.wording import Choice
from crlm_desktop.errors import N_, Code, InputError, Problem, problem
from crlm_desktop.meeting.people import Discipline

MAX_TEXT = 20_000

NOTHING_DECIDED = Code("decision.nothing_decided", N_("A decision needs an option or a plan in the team's own words."))
RATIONALE_MISSING = Code("decision.rationale_missing", N_("A decision needs its rationale."))
DISSENTER_MISSING = Code("decision.dissenter_missing", N_("A dissent needs the name of the person."))
DISSENT_REASON_MISSING = Code("decision.dissent_reason_missing", N_("A dissent needs its reason."))
ACTION_MISSING = Code("decision.action_missing", N_("An action needs words that say what is to be done."))
OWNER_MISSING = Code("decision.owner_missing", N_("An action needs an owner."))
CONDITION_MISSING = Code("decision.condition_missing", N_("A condition needs words that say what it is."))
TOO_LONG = Code("decision.too_long", N_("This is too long: at most {limit} characters are allowed."))


class Consensus(Choice):
    """How far the team agreed."""

    CONSENSUS = "consensus", "consensus", "一致同意"
    MAJORITY = "majority", "majority", "多数同意"


class Concordance(Choice):
    """How the decision relates to the proposal."""

    CONCORDANT = "concordant", "follows the proposal", "与系统建议一致"
    CONDITIONAL = "conditional", "follows a conditional option", "采纳待定方案"
    DEVIATING_WITH_REASON = "deviating_with_reason", "deviates, with a reason", "偏离建议（已说明原因）"
    DEVIATING_WITHOUT_REASON = "deviating_without_reason", "deviates, without a reason", "偏离建议（未说明原因）"


class DeferralReason(Choice):
    """Why a case could not be decided."""

    IMAGING_NOT_DONE = "imaging_not_done", "imaging not done", "影像检查未做"
    IMAGING_NOT_AVAILABLE = "imaging_not_available", "imaging not available", "影像资料未到"
    IMAGING_NOT_REPORTED = "imaging_not_reported", "imaging not reported", "影像报告未出"
    PATHOLOGY_PENDING = "pathology_pending", "pathology pending", "病理结果待回"
    MOLECULAR_PENDING = "molecular_pending", "molecular result pending", "分子检测待回"
    NOT_SEEN_IN_CLINIC = "not_seen_in_clinic", "not seen in clinic", "门诊未评估"
    PATIENT_UNDECIDED = "patient_undecided", "patient undecided", "患者未决定"
    DISCIPLINE_ABSENT = "discipline_absent", "a discipline absent", "相关学科缺席"
    REFERRER_ABSENT = "referrer_absent", "referrer absent", "申请医师缺席"
    OUT_OF_TIME = "out_of_time", "out of time", "时间不足"
    WITHDRAWN = "withdrawn", "withdrawn", "撤回"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dissent:
    """One person who does not agree, and why."""

    person: str
    discipline: Discipline
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something to be done, by whom, and by when (``None``: no date was set)."""

    what: str
    owner: str
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What the decision depends on, and the date on which to look again."""

    text: str
    look_again_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided: options taken from the proposal, or the team's own plan, or both.

    ``options`` are strategy ids; ``plan_index`` says which plan of the first one; ``plan`` is the plan in words as
    the team wants it; ``deviation_reason`` says why it is not what the proposal recommends.
    """

    options: tuple[str, ...]
    plan_index: int | None = None
    plan: str = ""
    rationale: str = ""
    alternatives: str = ""
    conditions: tuple[Condition, ...] = ()
    consensus: Consensus = Consensus.CONSENSUS
    dissents: tuple[Dissent, ...] = ()
    deviation_reason: str = ""
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferral:
    """The case was not decided; it comes back when the reason is gone."""

    reason: DeferralReason
    note: str = ""
    actions: tuple[Action, ...] = ()


Outcome = Decision | Deferral


def checked(outcome: Outcome) -> Outcome:
    """Return the outcome, or refuse it with every reason, each at its field."""
    found = [*_decision_problems(outcome)] if isinstance(outcome, Decision) else [*_too_long("note", outcome.note)]
    for index, action in enumerate(outcome.actions):
        found.extend(_empty(f"actions[{index}].what", action.what, ACTION_MISSING))
        found.extend(_empty(f"actions[{index}].owner", action.owner, OWNER_MISSING))
    if found:
        raise InputError(found)
    return outcome


def concordance(decision: Decision, *, recommended: tuple[str, ...], conditional: tuple[str, ...]) -> Concordance:
    """Return how the decision relates to the recommended and the conditional options of the proposal."""
    if decision.options and set(decision.options) <= set(recommended):
        return Concordance.CONCORDANT
    if decision.options and set(decision.options) <= {*recommended, *conditional}:
        return Concordance.CONDITIONAL
    if decision.deviation_reason.strip():
        return Concordance.DEVIATING_WITH_REASON
    return Concordance.DEVIATING_WITHOUT_REASON


def _decision_problems(decision: Decision) -> list[Problem]:
    found = [] if decision.options or decision.plan.strip() else [problem("options", NOTHING_DECIDED)]
    found.extend(_empty("rationale", decision.rationale, RATIONALE_MISSING))
    for index, dissent in enumerate(decision.dissents):
        found.extend(_empty(f"dissents[{index}].person", dissent.person, DISSENTER_MISSING))
        found.extend(_empty(f"dissents[{index}].reason", dissent.reason, DISSENT_REASON_MISSING))
    for index, condition in enumerate(decision.conditions):
        found.extend(_empty(f"conditions[{index}].text", condition.text, CONDITION_MISSING))
    for path in ("plan", "rationale", "alternatives", "deviation_reason"):
        found.extend(_too_long(path, getattr(decision, path)))
    return found


def _empty(path: str, text: str, code: Code) -> list[Problem]:
    return [] if text.strip() else [problem(path, code)]


def _too_long(path: str, text: str) -> list[Problem]:
    return [problem(path, TOO_LONG, limit=MAX_TEXT)] if len(text) > MAX_TEXT else []
