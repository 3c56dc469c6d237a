"""Proposing: what the engine answers about a case, with what the centre offers applied in the open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from crlm_desktop.case.choices import Offer
from crlm_desktop.case.record import Case
from crlm_desktop.engine.proposal import Proposal

if TYPE_CHECKING:
    from crlm_desktop.engine.entry import Engine

__all__ = ["effective", "glimpse", "propose"]


def effective(case: Case, offers: tuple[Offer, ...] | None) -> Case:
    """Return the case with ``centre.offers`` from the registry's setting where the record leaves it open."""
    if offers is None or case.centre.offers is not None:
        return case
    return case.model_copy(update={"centre": case.centre.model_copy(update={"offers": offers})})


def propose(
    engine: Engine,
    case: Case,
    *,
    offers: tuple[Offer, ...] | None = None,
    assume: Mapping[str, object] | None = None,
) -> Proposal:
    """Return the proposal for a case; pure, and safe in a worker thread.

    ``offers`` is the registry's setting (`Workplace.offers`); the proposal names the SHA-256 of `effective`.
    ``assume`` overrides facts for a what-if (``{"flr.percent": 28}``, or as typed) without touching the record.
    """
    return engine.propose(effective(case, offers), assume)


def glimpse(
    engine: Engine,
    case: Case,
    *,
    offers: tuple[Offer, ...] | None = None,
    assume: Mapping[str, object] | None = None,
) -> Proposal:
    """Return the proposal for a case without what would change it: a first answer while somebody is typing."""
    return engine.propose(effective(case, offers), assume, looks_ahead=False)
