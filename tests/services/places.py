"""What the tests of the use cases build with: a workplace with an engine that answers at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import numpy as np

from crlm_desktop.case import casefile
from crlm_desktop.case.record import Case
from crlm_desktop.engine.proposal import Proposal
from crlm_desktop.services import workplace
from crlm_desktop.services.workplace import Workplace
from tests.builders import a_proposal, an_option
from tests.registry.building import AUTHOR, CHEAP, CLOCK, PASSPHRASE, a_copied_registry

if TYPE_CHECKING:
    from crlm_desktop.engine.entry import Engine
    from crlm_desktop.engine.many import StatusTable


class PlainEngine:
    """Stands for the engine where a test is not about it: proposes resection of whatever it is shown, and remembers."""

    edition = SimpleNamespace(version="tests", strategies=(), sources={})

    def __init__(self) -> None:
        self.asked: list[str] = []

    def propose(self, case: Case, assume: Mapping[str, str] | None = None, *, looks_ahead: bool = True) -> Proposal:
        self.asked.append(casefile.sha256(case))
        return a_proposal(an_option(), case=case, assumed=dict(assume or {}))

    def propose_many(self, cases: Iterable[Case], *, each: Callable[[], object]) -> StatusTable:
        from crlm_desktop.engine.many import NO_INTENT, StatusTable

        done = [each() for _case in cases]
        nothing = np.zeros((len(done), 0), dtype=np.uint8)
        intents = np.full(len(done), NO_INTENT, dtype=np.uint8)
        return StatusTable(strategies=(), statuses=nothing, ranks=nothing, intents=intents)


def plain_engine() -> Engine:
    return cast("Engine", PlainEngine())


def a_workplace(path: Path, engine: Engine | None = None) -> Workplace:
    """Return an open workplace on an empty registry, which is the same one wherever it stands."""
    registry = a_copied_registry(path, name="Test registry")
    return Workplace(registry, engine=engine if engine is not None else plain_engine(), clock=CLOCK)


def another_workplace(path: Path) -> Workplace:
    """Return an open workplace on a registry that was created on its own."""
    return workplace.create(
        path, PASSPHRASE, name="Test registry", author=AUTHOR, clock=CLOCK, engine=plain_engine(), cost=CHEAP
    )
