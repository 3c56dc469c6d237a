"""The proposal ``crlm.proposal/1``: what the engine answers about one case, immutable and canonical."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NewType

from crlm_desktop.case.wording import Choice, Text

SCHEMA_ID = "crlm.proposal/1"

StrategyId = NewType("StrategyId", str)
SourceId = NewType("SourceId", str)

Assumed = str | float | bool
"""An assumed value: a number or a truth value where it is one, else as it would be typed."""


class Status(Choice):
    """How an option stands for a case, best first."""

    RECOMMENDED = "recommended", "recommended", "推荐"
    SUITABLE = "suitable", "suitable", "适合"
    CONDITIONAL = "conditional", "conditional", "待定"
    NOT_ADVISED = "not-advised", "not advised", "不建议"
    EXCLUDED = "excluded", "excluded", "排除"


class Intent(Choice):
    """What an option can reach, best first."""

    NED = "ned", "no evidence of disease", "无疾病证据 (NED)"
    CONVERSION = "conversion", "conversion", "转化"
    CONTROL = "control", "disease control", "疾病控制"


class Stance(Choice):
    """What an argument does to its option."""

    FOR = "for", "for", "支持"
    AGAINST = "against", "against", "反对"
    REQUIRES = "requires", "requires", "前提"
    EXCLUDES = "excludes", "excludes", "排除条件"


class Strength(Choice):
    """How much an argument weighs."""

    STRONG = "strong", "strong", "强"
    MODERATE = "moderate", "moderate", "中"
    WEAK = "weak", "weak", "弱"


class Severity(Choice):
    """How loudly the team must be told."""

    STOP = "stop", "stop", "警示"
    WARN = "warn", "caution", "注意"
    NOTE = "note", "note", "提示"


class LesionModality(Choice):
    """What a plan does to one lesion."""

    RESECT = "resect", "resect", "切除"
    ABLATE = "ablate", "ablate", "消融"
    SBRT = "sbrt", "SBRT", "立体定向放疗"
    LEAVE = "leave", "leave and observe", "保留观察"


class Basis(Choice):
    """Where the volumes of a plan come from."""

    MEASURED = "measured", "measured", "实测"
    ESTIMATED = "estimated", "estimated", "估算"


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """A reason of one option: whether it holds (``None``: it hangs on ``missing``), in words, with its sources.

    ``equipoise`` is true where its sources disagree with those of another argument of the option. ``change`` says of a
    requirement or an exclusion what would have to change for the option to become possible.
    """

    id: str
    stance: Stance
    strength: Strength | None
    holds: bool | None
    text: Text
    sources: tuple[SourceId, ...]
    missing: tuple[str, ...] = ()
    equipoise: bool = False
    change: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """What a plan does to one lesion, and whether the team's own judgement overrode what is derived."""

    lesion: str
    modality: LesionModality
    judged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a plan, from 1: ``action`` is a stable word (``right-hepatectomy``, ``wedge``, ``pve`` …)."""

    order: int
    action: str
    text: Text
    lesions: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One way to carry an option out, lesion by lesion; ``flr_percent`` is (low, likely, high) of what remains.

    ``resected_segments`` are those taken wholly. ``essence`` is one line; ``assumptions`` says in words what was
    taken as given because the record leaves it open; ``comparison`` why it stands before the next plan of the option.
    """

    steps: tuple[Step, ...]
    treatments: tuple[Treatment, ...]
    essence: Text
    resected_segments: tuple[str, ...] = ()
    flr_percent: tuple[float, float, float] | None = None
    flr_threshold_percent: float | None = None
    flr_basis: Basis | None = None
    procedures: int = 1
    assumptions: tuple[Text, ...] = ()
    comparison: Text | None = None

    @property
    def in_words(self) -> Text:
        """The steps as one text that can be edited: a line a step, with its number."""
        lines = [(f"{step.order}. {step.text.en}", f"{step.order}. {step.text.zh}") for step in self.steps]
        return Text("\n".join(en for en, _zh in lines), "\n".join(zh for _en, zh in lines))

    @property
    def flr_figures(self) -> tuple[str, str, str] | None:
        """The remnant as it is read, (low, likely, high) in whole percents.

        Where that would put one on the other side of the threshold it has a decimal: 29.6 is below 30.
        """
        if self.flr_percent is None:
            return None
        low, likely, high = (_whole_unless_it_hides(one, self.flr_threshold_percent) for one in self.flr_percent)
        return low, likely, high


def _whole_unless_it_hides(percent: float, threshold: float | None) -> str:
    whole = round(percent)
    hides = threshold is not None and (percent < threshold) != (whole < threshold)
    return f"{percent:.1f}" if hides else str(whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One strategy as it stands for this case; options of equal ``rank`` tie."""

    strategy: StrategyId
    name: Text
    essence: Text
    status: Status
    intent: Intent
    rank: int
    arguments: tuple[Argument, ...]
    plans: tuple[Plan, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """What the team must be told whatever it chooses; when it hangs on something unknown, ``missing`` names it."""

    id: str
    severity: Severity
    text: Text
    sources: tuple[SourceId, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A published score: its value, or the range it can have while inputs are missing; it informs, never excludes."""

    id: str
    name: Text
    value: float | None
    range: tuple[float, float]
    points: Mapping[str, float | None]
    grade: Text | None
    outcome: Text | None
    sources: tuple[SourceId, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingFact:
    """A fact that is not known: which options it can change, and the best intent that knowing it could open."""

    fact: str
    label: Text
    options_affected: tuple[StrategyId, ...]
    could_reach: Intent | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlipInterval:
    """An interval of a numeric fact in which the same options lead; ``closed_*`` tells which ends belong to it."""

    low: float
    high: float
    leading: tuple[StrategyId, ...]
    closed_low: bool = True
    closed_high: bool = False


class Robustness(Choice):
    """Whether the same options lead when a number is measured a little larger or smaller."""

    STABLE = "stable", "stable", "稳定"
    FRAGILE = "fragile", "fragile", "不稳定"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tipping:
    """Where what leads tips over: ``at`` is the number nearest to the measured ``value`` at which ``leading`` leads."""

    fact: str
    label: Text
    unit: str
    value: float
    at: float
    leading: tuple[StrategyId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A threshold that the centre sets itself: the ``value`` in force, and the ``default`` of the edition."""

    threshold: str
    label: Text
    unit: str
    value: float
    default: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Fields of the record that cannot all be right."""

    paths: tuple[str, ...]
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A publication that arguments rest on; ``doi`` and ``trial`` are empty where they are not certain."""

    id: SourceId
    citation: str
    year: int | None
    design: Text
    n: int | None
    grade: str
    finding: Text
    doi: str = ""
    trial: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The whole answer: same case, edition and engine version give the same bytes.

    ``intent`` is the best intent that a recommended option reaches, ``None`` while it hangs on something unknown.
    ``sources`` holds every source that is cited in it, so that it can be read without the edition; ``overrides`` names
    the thresholds in force that are the centre's own. ``robustness`` says of each measurement (remnant, sizes) whether
    the same options lead when it is a little off, ``tippings`` where they do not.
    """

    engine: str
    edition: str
    edition_sha256: str
    case_sha256: str
    intent: Intent | None
    options: tuple[Option, ...]
    alerts: tuple[Alert, ...] = ()
    scores: tuple[Score, ...] = ()
    missing: tuple[MissingFact, ...] = ()
    flip_points: Mapping[str, tuple[FlipInterval, ...]] = field(default_factory=lambda: MappingProxyType({}))
    conflicts: tuple[Contradiction, ...] = ()
    sources: tuple[Source, ...] = ()
    assumed: Mapping[str, Assumed] = field(default_factory=lambda: MappingProxyType({}))
    overrides: tuple[Override, ...] = ()
    robustness: Mapping[str, Robustness] = field(default_factory=lambda: MappingProxyType({}))
    tippings: tuple[Tipping, ...] = ()

    def option(self, strategy: str) -> Option | None:
        """Return the option of that strategy, or ``None``."""
        return next((option for option in self.options if option.strategy == strategy), None)

    def source(self, source_id: str) -> Source | None:
        """Return the cited source of that id, or ``None``."""
        return next((source for source in self.sources if source.id == source_id), None)
