"""Proposals by the small edition of the tests."""

from __future__ import annotations

from functools import cache
from typing import Any

from crlm_desktop.engine.docket import docket_of
from crlm_desktop.engine.entry import Engine
from crlm_desktop.engine.facts import FactTable
from crlm_desktop.engine.knowledge.edition import Edition
from crlm_desktop.engine.options import sheet_of
from crlm_desktop.engine.proposal import Argument, Option, Proposal
from crlm_desktop.engine.trials import Trials
from tests.builders import a_case, a_lesion
from tests.engine.edition_texts import edition_texts

FIT = {"ecog": 1}


@cache
def an_engine() -> Engine:
    """Return the engine of the small edition."""
    return Engine.load(edition_texts())


def proposed(assume: dict[str, object] | None = None, **parts: Any) -> Proposal:
    """Return what is proposed for a fit person with one small lesion, some parts of the case replaced."""
    case = {"fitness": FIT, "lesions": [a_lesion()], **parts}
    return an_engine().propose(a_case(**case), assume)


def statuses(proposal: Proposal) -> dict[str, str]:
    """Return the status of each option."""
    return {option.strategy: str(option.status) for option in proposal.options}


def the_option(proposal: Proposal, strategy: str) -> Option:
    """Return the option of a strategy, which must be there."""
    option = proposal.option(strategy)
    assert option is not None
    return option


def the_argument(option: Option, argument_id: str) -> Argument:
    """Return an argument of an option, which must be there."""
    return next(argument for argument in option.arguments if argument.id == argument_id)


def trials_by(edition: Edition, table: FactTable) -> Trials:
    """Return the trials on what is known of a case, by the strategies of an edition."""
    dockets = [docket_of(one) for one in edition.strategies]
    return Trials(dockets, sheet_of(dockets), table, edition.values)
