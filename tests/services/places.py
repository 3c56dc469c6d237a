"""What the tests of the use cases build with: a workplace with an engine that answers at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from crlm_desktop.case import casefile
from crlm_desktop.case.record import Case
from crlm_desktop.engine.proposal import Proposal
from crlm_desktop.services import workplace
from crlm_desktop.services.workplace import Workplace
from tests.builders import a_proposal, an_option
from tests.registry.building import AUTHOR, CHEAP, CLOCK, PASSPHRASE

if TYPE_CHECKING:
    from crlm_desktop.engine.entry import Engine


class PlainEngine:
    """Stands for the engine where a test is not about it: proposes resection of whatever it is shown, and remembers."""

    edition = SimpleNamespace(version="tests", strategies=())

    def __init__(self) -> None:
        self.asked: list[str] = []

    def propose(self, case: Case, assume: Mapping[str, str] | None = None, *, looks_ahead: bool = True) -> Proposal:
        self.asked.append(casefile.sha256(case))
        return a_proposal(an_option(), case=case, assumed=dict(assume or {}))


def plain_engine() -> Engine:
    return cast("Engine", PlainEngine())


def a_workplace(path: Path, engine: Engine | None = None) -> Workplace:
    """Return a new, open workplace."""
    return workplace.create(
        path,
        PASSPHRASE,
        name="Test registry",
        author=AUTHOR,
        clock=CLOCK,
        engine=engine if engine is not None else plain_engine(),
        cost=CHEAP,
    )
