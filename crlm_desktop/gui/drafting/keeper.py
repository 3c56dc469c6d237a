"""The keeper of what is half typed: it writes it into the registry, and knows what earlier runs left there."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from crlm_desktop.errors import CrlmError
from crlm_desktop.gui.drafting.pending import Pending
from crlm_desktop.gui.tasks import Lane, Tasks
from crlm_desktop.services import drafts
from crlm_desktop.services.drafts import DraftKey, KeptDraft, Offered
from crlm_desktop.services.workplace import Workplace

INTERVAL_MS = 2000
# A disk that is full does not become empty by being asked every two seconds.
_PATIENCE_MS = 15_000


class DraftKeeper(QObject):
    """Writes on the window's thread, one small transaction, and only when what is pending has changed.

    ``offers_changed`` tells that what earlier runs left has been read or has become less, ``told`` why nothing can be
    kept: once, until it can again.
    """

    offers_changed = Signal()
    told = Signal(object)

    def __init__(
        self, workplace: Workplace, read: Callable[[], Pending], tasks: Tasks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("draft_keeper")
        self._workplace = workplace
        self._read = read
        self._tasks = tasks
        self._run = uuid.uuid4().hex
        self._kept: dict[DraftKey, KeptDraft] = {}
        self._offers: tuple[Offered, ...] = ()
        self._state = 0
        self._fault: CrlmError | None = None
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self.keep)

    @property
    def offers(self) -> tuple[Offered, ...]:
        """What earlier runs left half typed and nobody has put back or discarded, the latest first."""
        return self._offers

    @property
    def fault(self) -> CrlmError | None:
        """Why what is half typed cannot be kept; ``None`` when it is."""
        return self._fault

    @property
    def now(self) -> datetime:
        """The moment, as the workplace has it."""
        return self._workplace.clock.now()

    @property
    def kept(self) -> tuple[KeptDraft, ...]:
        """What is kept of this run."""
        return tuple(self._kept.values())

    def start(self) -> None:
        """Begin to keep, and read what earlier runs left."""
        self._timer.start()
        self.refresh()

    def stop(self) -> None:
        """Keep no more; what has been kept stays."""
        self._timer.stop()

    def refresh(self) -> None:
        """Read again what earlier runs left, with how things stand now."""
        work = partial(_read_offers, self._workplace, self._run, self._state)
        self._tasks.run(work, self._take_answer, failed=self._refuse, lane=Lane.REGISTRY)

    @Slot()
    def keep(self) -> bool:
        """Write what has changed since the last time; whether all that is half typed is kept now."""
        return self._write(())

    def take_over(self, offers: Iterable[Offered]) -> bool:
        """Let drafts of an earlier run go that have been put back: they are pending now; whether that was written."""
        return self._let_go(tuple(offers))

    def discard(self, offers: Iterable[Offered]) -> bool:
        """Forget drafts of an earlier run for good; whether that could be."""
        return self._let_go(tuple(offers))

    def bring_back(self, offers: Iterable[Offered]) -> None:
        """Take back that drafts were discarded."""
        back = tuple(offers)
        if self._done(partial(drafts.keep, self._workplace, [one.draft for one in back])):
            self._take_offers(tuple(sorted((*self._offers, *back), key=_latest_first)))

    def _let_go(self, offers: tuple[Offered, ...]) -> bool:
        if not self._write(tuple(one.draft for one in offers)):
            return False
        gone = {(one.draft.run, one.draft.key) for one in offers}
        self._take_offers(tuple(one for one in self._offers if (one.draft.run, one.draft.key) not in gone))
        return True

    def _write(self, gone: tuple[KeptDraft, ...]) -> bool:
        pending = self._pending()
        changed = [draft for key, draft in pending.items() if self._kept.get(key) != draft]
        gone += tuple(draft for key, draft in self._kept.items() if key not in pending)
        if not changed and not gone:
            return True
        if not self._done(partial(drafts.keep, self._workplace, changed, gone=gone)):
            return False
        self._kept = pending
        return True

    def _pending(self) -> dict[DraftKey, KeptDraft]:
        now = self._workplace.clock.now()
        found = {}
        for key, typed in self._read().items():
            before = self._kept.get(key)
            is_same = before is not None and before.text == typed.text
            found[key] = KeptDraft(
                run=self._run,
                key=key,
                text=typed.text,
                revision=typed.revision,
                typed_at=before.typed_at if before is not None and is_same else now,
            )
        return found

    def _done(self, work: Callable[[], None]) -> bool:
        try:
            work()
        except CrlmError as fault:
            self._refuse(fault)
            return False
        self._fault = None
        self._timer.setInterval(INTERVAL_MS)
        return True

    @Slot(object)
    def _refuse(self, fault: CrlmError) -> None:
        is_news = self._fault is None or self._fault.code is not fault.code
        self._fault = fault
        self._timer.setInterval(_PATIENCE_MS)
        if is_news:
            self.told.emit(fault)

    @Slot(object)
    def _take_answer(self, answer: tuple[int, tuple[Offered, ...]]) -> None:
        asked, offers = answer
        # What was put back or discarded meanwhile must not come back.
        if asked == self._state:
            self._take_offers(offers)

    def _take_offers(self, offers: tuple[Offered, ...]) -> None:
        self._state += 1
        self._offers = offers
        self.offers_changed.emit()


def _read_offers(workplace: Workplace, run: str, state: int) -> tuple[int, tuple[Offered, ...]]:
    return state, drafts.offered(workplace, run=run)


def _latest_first(offered: Offered) -> float:
    return -offered.draft.typed_at.timestamp()
