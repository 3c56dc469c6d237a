"""Proposals made away from the window's thread: of cases asked for one after the other only the last is worked on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from crlm_desktop.case.casefile import sha256
from crlm_desktop.case.record import Case
from crlm_desktop.engine.proposal import Proposal
from crlm_desktop.errors import CrlmError
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.services import proposing
from crlm_desktop.services.review import OpenCase
from crlm_desktop.services.workplace import Workplace


class Proposer:
    """Answers about the case that was asked for last; somebody who types is faster than the engine.

    ``is_glimpse`` asks for first answers, without looking ahead.
    """

    def __init__(self, workplace: Workplace, tasks: Tasks, *, is_glimpse: bool = False) -> None:
        self._workplace = workplace
        self._tasks = tasks
        self._is_glimpse = is_glimpse
        self._wanted: Case | None = None

    def ask(
        self,
        stored: OpenCase,
        done: Callable[[Proposal | None], object],
        *,
        assume: Mapping[str, object] | None = None,
        failed: Callable[[CrlmError], object] | None = None,
    ) -> None:
        """Ask about a case; ``done`` gets ``None`` when another one was asked for, or none, before its turn came.

        ``assume`` takes facts otherwise than recorded; ``failed`` hears of what the engine refuses of that.
        """
        # A copy, since it is told by its identity whether the same was asked for again.
        case = proposing.effective(stored.case, self._workplace.offers).model_copy()
        self._wanted = case
        self._tasks.run(partial(self._answer, case, assume), done, failed=failed)

    def forget(self) -> None:
        """Ask for nothing any more."""
        self._wanted = None

    def _answer(self, case: Case, assume: Mapping[str, object] | None) -> Proposal | None:
        if case is not self._wanted:
            return None
        make = proposing.glimpse if self._is_glimpse else proposing.propose
        return make(self._workplace.engine, case, assume=assume)


def sha256_of(workplace: Workplace, stored: OpenCase) -> str:
    """Return the SHA-256 by which a proposal names a case."""
    return sha256(proposing.effective(stored.case, workplace.offers))
