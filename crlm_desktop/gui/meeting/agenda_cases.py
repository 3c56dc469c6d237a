"""The records of the cases on the agenda, read once a revision, and which disciplines each of them calls for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from crlm_desktop.case.identity import CaseId
from crlm_desktop.case.record import Case
from crlm_desktop.errors import InputError
from crlm_desktop.gui.meeting.desk import MeetingDesk
from crlm_desktop.gui.meeting.outcome_draft import outcome_of
from crlm_desktop.gui.tasks import Lane, Tasks
from crlm_desktop.meeting import quorum
from crlm_desktop.meeting.decision import Outcome
from crlm_desktop.meeting.people import Discipline
from crlm_desktop.services import review
from crlm_desktop.services.workplace import Workplace

Key = tuple[CaseId, int]


class AgendaCases(QObject):
    """``ready`` tells that records have come, and with them what the quorum needs."""

    ready = Signal()

    def __init__(self, desk: MeetingDesk, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._tasks = tasks
        self._cases: dict[Key, Case] = {}
        self._wanted: frozenset[Key] = frozenset()

    @Slot()
    def read(self) -> None:
        """Read the records that are not there yet."""
        opened = self._desk.opened
        if opened is None:
            return
        wanted = {(row.id, row.revision) for row in opened.cases}
        missing = frozenset(wanted - self._cases.keys())
        if missing and missing != self._wanted:
            self._wanted = missing
            self._tasks.run(partial(_read, self._desk.workplace, missing), self._take, lane=Lane.REGISTRY)

    def absent(self, case_id: CaseId) -> tuple[Discipline, ...]:
        """Return the disciplines that a case and its outcome call for and of which nobody takes part."""
        case = self._case(case_id)
        if case is None:
            return ()
        return quorum.absent(case, self._outcome(case_id), self._desk.meeting.attendance)

    def needed(self) -> Mapping[Discipline, tuple[CaseId, ...]]:
        """Return the disciplines that the meeting needs, each with the cases that call for it."""
        found: dict[Discipline, list[CaseId]] = {one: [] for one in quorum.ALWAYS}
        for item in self._desk.meeting.agenda:
            case = self._case(item.case_id)
            for discipline in quorum.needed(case, self._outcome(item.case_id)) if case is not None else ():
                found.setdefault(discipline, []).append(item.case_id)
        return {one: tuple(found[one]) for one in Discipline if one in found}

    def _case(self, case_id: CaseId) -> Case | None:
        sealed = self._desk.sealed
        if sealed is not None:
            return next((one.case for one in sealed.content.cases if one.case_id == case_id), None)
        rows = self._desk.opened.cases if self._desk.opened is not None else ()
        return next((self._cases.get((row.id, row.revision)) for row in rows if row.id == case_id), None)

    def _outcome(self, case_id: CaseId) -> Outcome | None:
        """Return what is captured, else what is recorded: the quorum follows what is being decided."""
        try:
            return outcome_of(self._desk.draft(case_id))
        except InputError:
            return self._desk.outcome(case_id)

    @Slot(object)
    def _take(self, cases: dict[Key, Case]) -> None:
        self._wanted = frozenset()
        self._cases |= cases
        if self._desk.opened is not None:
            self.ready.emit()


def _read(workplace: Workplace, wanted: frozenset[Key]) -> dict[Key, Case]:
    return {(case_id, revision): review.case_at(workplace, case_id, revision) for case_id, revision in wanted}
