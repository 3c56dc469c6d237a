"""The proposal as JSON ``crlm.proposal/1``: for readers in one language, or in both, the form that is sealed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, assert_never

from crlm_desktop.case.casefile import canonical_json
from crlm_desktop.case.wording import Text
from crlm_desktop.engine import proposal as p
from crlm_desktop.engine.decoding import from_json

__all__ = ["Language", "canonical", "from_json", "to_json"]

Language = Literal["en", "zh"]
Told = Callable[[Text], object]


def canonical(proposal: p.Proposal) -> bytes:
    """Return the proposal in both languages as canonical bytes: equal proposals give equal bytes."""
    return canonical_json(to_json(proposal, None))


def to_json(proposal: p.Proposal, language: Language | None) -> dict[str, Any]:
    """Return the proposal as JSON values; ``None`` keeps each text in both languages, as ``{"en", "zh"}``."""
    told = _telling(language)
    return {
        "schema": p.SCHEMA_ID,
        "engine": proposal.engine,
        "edition": proposal.edition,
        "edition_sha256": proposal.edition_sha256,
        "case_sha256": proposal.case_sha256,
        "assumed": dict(proposal.assumed),
        "overrides": [_override(one, told) for one in proposal.overrides],
        "intent": _text_of(proposal.intent),
        "options": [_option(option, told) for option in proposal.options],
        "alerts": [_alert(alert, told) for alert in proposal.alerts],
        "scores": {score.id: _score(score, told) for score in proposal.scores},
        "missing": [_missing(one, told) for one in proposal.missing],
        "flip_points": {fact: [_flip(one) for one in flips] for fact, flips in proposal.flip_points.items()},
        "robustness": {fact: str(verdict) for fact, verdict in proposal.robustness.items()},
        "tippings": [_tipping(one, told) for one in proposal.tippings],
        "conflicts": [{"paths": list(one.paths), "text": told(one.text)} for one in proposal.conflicts],
        "sources": [_source(source, told) for source in proposal.sources],
    }


def _telling(language: Language | None) -> Told:
    match language:
        case "en":
            return lambda text: text.en
        case "zh":
            return lambda text: text.zh
        case None:
            return lambda text: {"en": text.en, "zh": text.zh}
        case _:
            assert_never(language)


def _option(option: p.Option, told: Told) -> dict[str, Any]:
    return {
        "strategy": option.strategy,
        "name": told(option.name),
        "essence": told(option.essence),
        "status": str(option.status),
        "intent": str(option.intent),
        "rank": option.rank,
        "arguments": [_argument(argument, told) for argument in option.arguments],
        "plans": [_plan(plan, told) for plan in option.plans],
        "missing": list(option.missing),
    }


def _argument(argument: p.Argument, told: Told) -> dict[str, Any]:
    return {
        "id": argument.id,
        "stance": str(argument.stance),
        "strength": _text_of(argument.strength),
        "holds": argument.holds,
        "text": told(argument.text),
        "sources": list(argument.sources),
        "missing": list(argument.missing),
        "equipoise": argument.equipoise,
        "change": None if argument.change is None else told(argument.change),
    }


def _plan(plan: p.Plan, told: Told) -> dict[str, Any]:
    return {
        "essence": told(plan.essence),
        "steps": [_step(step, told) for step in plan.steps],
        "treatments": [
            {"lesion": one.lesion, "modality": str(one.modality), "judged": one.judged} for one in plan.treatments
        ],
        "resected_segments": list(plan.resected_segments),
        "flr_percent": None if plan.flr_percent is None else [_plain(number) for number in plan.flr_percent],
        "flr_threshold_percent": _plain(plan.flr_threshold_percent),
        "flr_basis": _text_of(plan.flr_basis),
        "procedures": plan.procedures,
        "assumptions": [told(text) for text in plan.assumptions],
        "comparison": None if plan.comparison is None else told(plan.comparison),
    }


def _step(step: p.Step, told: Told) -> dict[str, Any]:
    return {
        "order": step.order,
        "action": step.action,
        "lesions": list(step.lesions),
        "segments": list(step.segments),
        "text": told(step.text),
    }


def _alert(alert: p.Alert, told: Told) -> dict[str, Any]:
    return {
        "id": alert.id,
        "severity": str(alert.severity),
        "text": told(alert.text),
        "sources": list(alert.sources),
        "missing": list(alert.missing),
    }


def _score(score: p.Score, told: Told) -> dict[str, Any]:
    return {
        "name": told(score.name),
        "value": _plain(score.value),
        "range": [_plain(end) for end in score.range],
        "points": {part: _plain(points) for part, points in score.points.items()},
        "grade": None if score.grade is None else told(score.grade),
        "outcome": None if score.outcome is None else told(score.outcome),
        "sources": list(score.sources),
        "missing": list(score.missing),
    }


def _missing(one: p.MissingFact, told: Told) -> dict[str, Any]:
    return {
        "fact": one.fact,
        "label": told(one.label),
        "options_affected": list(one.options_affected),
        "could_reach": _text_of(one.could_reach),
    }


def _flip(one: p.FlipInterval) -> dict[str, Any]:
    return {
        "from": _plain(one.low),
        "to": _plain(one.high),
        "leading": list(one.leading),
        "closed_from": one.closed_low,
        "closed_to": one.closed_high,
    }


def _tipping(one: p.Tipping, told: Told) -> dict[str, Any]:
    return {
        "fact": one.fact,
        "label": told(one.label),
        "unit": one.unit,
        "value": _plain(one.value),
        "at": _plain(one.at),
        "leading": list(one.leading),
    }


def _override(one: p.Override, told: Told) -> dict[str, Any]:
    return {
        "threshold": one.threshold,
        "label": told(one.label),
        "unit": one.unit,
        "value": _plain(one.value),
        "default": _plain(one.default),
    }


def _source(source: p.Source, told: Told) -> dict[str, Any]:
    return {
        "id": source.id,
        "citation": source.citation,
        "year": source.year,
        "design": told(source.design),
        "n": source.n,
        "grade": source.grade,
        "finding": told(source.finding),
        "doi": source.doi,
        "trial": source.trial,
    }


def _text_of(choice: object | None) -> str | None:
    return None if choice is None else str(choice)


def _plain(number: float | None) -> float | None:
    """Write a whole number without a fraction."""
    return int(number) if isinstance(number, float) and number.is_integer() else number
