"""The proposal read back from the two-language form of ``crlm.proposal/1``, as it stands in what was sealed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from crlm_desktop.case.wording import Choice, Text
from crlm_desktop.engine import proposal as p
from crlm_desktop.errors import N_, Code, CrlmError

Json = Mapping[str, Any]
One = TypeVar("One")
Member = TypeVar("Member", bound=Choice)

NOT_A_PROPOSAL = Code("proposal.not_a_proposal", N_("This is not a proposal of the form {schema}: {reason}."))


def from_json(value: object) -> p.Proposal:
    """Return the proposal that the two-language form holds; a `CrlmError` refuses what has another form."""
    try:
        if not isinstance(value, dict) or value["schema"] != p.SCHEMA_ID:
            raise ValueError("the schema is another one")
        return _proposal(value)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise CrlmError(NOT_A_PROPOSAL, schema=p.SCHEMA_ID, reason=f"{type(error).__name__} {error}".strip()) from None


def _proposal(value: Json) -> p.Proposal:
    return p.Proposal(
        engine=value["engine"],
        edition=value["edition"],
        edition_sha256=value["edition_sha256"],
        case_sha256=value["case_sha256"],
        assumed=MappingProxyType(dict(value["assumed"])),
        overrides=_many(value.get("overrides", ()), _override),
        intent=_optional(value["intent"], p.Intent),
        options=_many(value["options"], _option),
        alerts=_many(value["alerts"], _alert),
        scores=tuple(_score(score_id, one) for score_id, one in value["scores"].items()),
        missing=_many(value["missing"], _missing),
        flip_points=MappingProxyType({fact: _many(flips, _flip) for fact, flips in value["flip_points"].items()}),
        robustness=MappingProxyType(
            {fact: _member(verdict, p.Robustness) for fact, verdict in value.get("robustness", {}).items()}
        ),
        tippings=_many(value.get("tippings", ()), _tipping),
        conflicts=_many(value["conflicts"], _contradiction),
        sources=_many(value["sources"], _source),
    )


def _option(value: Json) -> p.Option:
    return p.Option(
        strategy=p.StrategyId(value["strategy"]),
        name=_text(value["name"]),
        essence=_text(value["essence"]),
        status=_member(value["status"], p.Status),
        intent=_member(value["intent"], p.Intent),
        rank=value["rank"],
        arguments=_many(value["arguments"], _argument),
        plans=_many(value["plans"], _plan),
        missing=tuple(value["missing"]),
    )


def _argument(value: Json) -> p.Argument:
    return p.Argument(
        id=value["id"],
        stance=_member(value["stance"], p.Stance),
        strength=_optional(value["strength"], p.Strength),
        holds=value["holds"],
        text=_text(value["text"]),
        sources=tuple(p.SourceId(one) for one in value["sources"]),
        missing=tuple(value["missing"]),
        equipoise=value["equipoise"],
        change=_optional_text(value["change"]),
    )


def _plan(value: Json) -> p.Plan:
    return p.Plan(
        essence=_text(value["essence"]),
        steps=_many(value["steps"], _step),
        treatments=_many(value["treatments"], _treatment),
        resected_segments=tuple(value["resected_segments"]),
        flr_percent=_optional_remnant(value["flr_percent"]),
        flr_threshold_percent=value["flr_threshold_percent"],
        flr_basis=_optional(value["flr_basis"], p.Basis),
        procedures=value["procedures"],
        assumptions=_many(value["assumptions"], _text),
        comparison=_optional_text(value["comparison"]),
    )


def _optional_remnant(value: Any) -> tuple[float, float, float] | None:
    if value is None:
        return None
    low, likely, high = value
    return (low, likely, high)


def _step(value: Json) -> p.Step:
    return p.Step(
        order=value["order"],
        action=value["action"],
        text=_text(value["text"]),
        lesions=tuple(value["lesions"]),
        segments=tuple(value["segments"]),
    )


def _treatment(value: Json) -> p.Treatment:
    return p.Treatment(
        lesion=value["lesion"], modality=_member(value["modality"], p.LesionModality), judged=value["judged"]
    )


def _alert(value: Json) -> p.Alert:
    return p.Alert(
        id=value["id"],
        severity=_member(value["severity"], p.Severity),
        text=_text(value["text"]),
        sources=tuple(p.SourceId(one) for one in value["sources"]),
        missing=tuple(value["missing"]),
    )


def _score(score_id: str, value: Json) -> p.Score:
    low, high = value["range"]
    return p.Score(
        id=score_id,
        name=_text(value["name"]),
        value=value["value"],
        range=(low, high),
        points=MappingProxyType(dict(value["points"])),
        grade=_optional_text(value["grade"]),
        outcome=_optional_text(value["outcome"]),
        sources=tuple(p.SourceId(one) for one in value["sources"]),
        missing=tuple(value["missing"]),
    )


def _missing(value: Json) -> p.MissingFact:
    return p.MissingFact(
        fact=value["fact"],
        label=_text(value["label"]),
        options_affected=tuple(p.StrategyId(one) for one in value["options_affected"]),
        could_reach=_optional(value["could_reach"], p.Intent),
    )


def _flip(value: Json) -> p.FlipInterval:
    return p.FlipInterval(
        low=value["from"],
        high=value["to"],
        leading=tuple(p.StrategyId(one) for one in value["leading"]),
        closed_low=value["closed_from"],
        closed_high=value["closed_to"],
    )


def _contradiction(value: Json) -> p.Contradiction:
    return p.Contradiction(paths=tuple(value["paths"]), text=_text(value["text"]))


def _tipping(value: Json) -> p.Tipping:
    return p.Tipping(
        fact=value["fact"],
        label=_text(value["label"]),
        unit=value["unit"],
        value=value["value"],
        at=value["at"],
        leading=tuple(p.StrategyId(one) for one in value["leading"]),
    )


def _override(value: Json) -> p.Override:
    return p.Override(
        threshold=value["threshold"],
        label=_text(value["label"]),
        unit=value["unit"],
        value=value["value"],
        default=value["default"],
    )


def _source(value: Json) -> p.Source:
    return p.Source(
        id=p.SourceId(value["id"]),
        citation=value["citation"],
        year=value["year"],
        design=_text(value["design"]),
        n=value["n"],
        grade=value["grade"],
        finding=_text(value["finding"]),
        doi=value["doi"],
        trial=value["trial"],
    )


def _many(values: Iterable[Any], read: Callable[[Any], One]) -> tuple[One, ...]:
    return tuple(read(value) for value in values)


def _text(value: Json) -> Text:
    return Text(value["en"], value["zh"])


def _optional_text(value: Json | None) -> Text | None:
    return None if value is None else _text(value)


def _member(value: str, kind: type[Member]) -> Member:
    for member in kind:
        if member == value:
            return member
    raise ValueError(f"{value!r} is no {kind.__name__}")


def _optional(value: str | None, kind: type[Member]) -> Member | None:
    return None if value is None else _member(value, kind)
