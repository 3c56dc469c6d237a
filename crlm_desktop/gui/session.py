"""The open case: as stored, with its proposal, its undo stack and what was typed and could not be written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoStack
from shiboken6 import isValid

from crlm_desktop.case import edits
from crlm_desktop.case.fields import FIELDS, name_of
from crlm_desktop.case.identity import CaseId, Identity
from crlm_desktop.case.record import PART_LABELS, Case
from crlm_desktop.case.wording import Text
from crlm_desktop.engine.proposal import Proposal
from crlm_desktop.errors import ConflictFault, CrlmError, InputError, Tellable, problem
from crlm_desktop.gui import draft_moving
from crlm_desktop.gui.commands import CaseEdited
from crlm_desktop.gui.drafts import Draft, OpinionDrafts
from crlm_desktop.gui.proposals import Proposer, sha256_of
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.services import history, review
from crlm_desktop.services.review import OpenCase
from crlm_desktop.services.workplace import LOST, Workplace

UNDO_LIMIT = 200
_LESIONS = "lesions"
# The path of an edit whose field is not there any more.
_NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedOn:
    """An edit that was refused because somebody else had saved meanwhile.

    ``text`` is what was typed at the field that is now at ``path``; ``base`` is what the edit started from, ``mine``
    what it makes of that, and ``theirs`` the newest revision.
    """

    path: str
    name: Text
    text: str
    base: Case
    mine: Case
    theirs: Case


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unsent:
    """An edit that waits for the server of the registry to be reached again."""

    name: Text
    edit: Callable[[Case], Case]
    text: str


class CaseSession(QObject):
    """Writes edits of the open case and tells what became of it.

    ``changed`` carries the case as stored and the paths that differ; ``proposed`` a proposal about that very case;
    ``told`` something a person should read; ``moved_on`` an edit that somebody else was ahead of. Edits are written on
    the window's thread, one small transaction each.
    """

    changed = Signal(OpenCase, frozenset)
    proposed = Signal(Proposal)
    drafts_changed = Signal()
    told = Signal(object)
    moved_on = Signal(object)
    closed = Signal()

    def __init__(self, workplace: Workplace, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("session")
        self.workplace = workplace
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(UNDO_LIMIT)
        self._proposer = Proposer(workplace, tasks)
        self._stored: OpenCase | None = None
        self._proposal: Proposal | None = None
        self._drafts_by_case: dict[CaseId, dict[str, Draft]] = {}
        self._seen: dict[CaseId, OpenCase] = {}
        # What could not be written because the server was not reached, in the order in which it was done.
        self._unsent: dict[str, _Unsent] = {}
        self.opinion_drafts = OpinionDrafts()
        # What is half typed of who a case is about, and of a case that is not there yet, by the names of the fields.
        self.identity_drafts: dict[CaseId, dict[str, str]] = {}
        self.new_case_draft: dict[str, str] | None = None
        # What was chosen lately in the command palette, which is made anew with the screen.
        self.chosen_lately: list[str] = []

    def __del__(self) -> None:
        """Let the undone and the done go first.

        The garbage collector would free the commands, and Qt then free them again with the stack, which ends the
        program; a finaliser is called before anything of the garbage is cleared.
        """
        if isValid(self.undo_stack):  # type: ignore[no-untyped-call]  # shiboken6 has no annotations.
            self.undo_stack.blockSignals(True)
            self.undo_stack.clear()

    @property
    def stored(self) -> OpenCase | None:
        """The open case as stored."""
        return self._stored

    @property
    def proposal(self) -> Proposal | None:
        """The proposal about the open case; ``None`` while it is being made."""
        return self._proposal

    @property
    def drafts(self) -> Mapping[str, Draft]:
        """The texts of the open case that could not be written, by the path of their field."""
        return MappingProxyType(self._drafts)

    @property
    def unwritten_cases(self) -> frozenset[CaseId]:
        """The cases of which a text stands at its field that could not be written."""
        return frozenset(case_id for case_id, drafts in self._drafts_by_case.items() if drafts)

    def seen(self, case_id: CaseId) -> OpenCase | None:
        """Return a case as it was when it was open last."""
        return self._seen.get(case_id)

    def all_seen(self) -> Mapping[CaseId, OpenCase]:
        """Return the cases of which something is half typed, as they were when they were open last."""
        return MappingProxyType(self._seen)

    def unwritten(self) -> Iterator[tuple[CaseId, Mapping[str, Draft]]]:
        """Yield the texts that could not be written, case by case."""
        for case_id, drafts in self._drafts_by_case.items():
            yield case_id, MappingProxyType(drafts)

    def put_back(self, case_id: CaseId, drafts: Mapping[str, Draft]) -> None:
        """Put texts that were kept earlier to the fields of a case, open or not; nothing is written."""
        self._drafts_by_case.setdefault(case_id, {}).update(drafts)
        self.drafts_changed.emit()

    def open_case(self, case_id: CaseId) -> None:
        """Open a case; its undo stack is empty, and what could not be written earlier stands at its fields."""
        stored = review.open_case(self.workplace, case_id)
        self.undo_stack.clear()
        self._unsent.clear()
        self._stored, self._proposal = None, None
        self._accept(stored)

    def close_case(self) -> None:
        """Leave the open case; what could not be written of it stays for when it is opened again."""
        self.undo_stack.clear()
        self._unsent.clear()
        self._stored, self._proposal = None, None
        self._proposer.forget()
        self.closed.emit()

    def reload(self) -> None:
        """Read the open case again: somebody else may have changed it."""
        if self._stored is not None:
            self._accept(review.open_case(self.workplace, self._stored.id))

    def catch_up(self) -> None:
        """Read the open case again after it was written past the session; what was done before is not undone then."""
        before = self._stored
        if before is None:
            return
        newest = review.open_case(self.workplace, before.id)
        if newest.revision.number != before.revision.number:
            # Undoing would write a state that knows nothing of what has come since.
            self.undo_stack.clear()
            self._move_drafts(before.case, newest.case)
        self._accept(newest)

    def accept(self, stored: OpenCase) -> None:
        """Take over the case as another use case has stored it, such as with a new opinion."""
        if self._stored is not None and stored.id == self._stored.id:
            self._accept(stored)

    def edit(self, path: str, value: Any, text: str = "") -> bool:
        """Write the JSON ``value`` at ``path``; whether it was written.

        ``text`` is what was typed: when the value is refused it stays at its field, with the reason.
        """
        return self._change(path, name_of(path), lambda case: edits.with_value(case, path, value), text=text)

    def add_entry(self, part: str, values: Mapping[str, Any] | None = None) -> bool:
        """Append an entry, of these JSON values or empty, to the list ``part``; a lesion gets the next free id."""
        case = self._open().case
        entry = {"id": edits.next_lesion_id(case)} if part == _LESIONS else {}
        entry |= values or {}
        count = len(edits.value_at(case, part) or ())
        name = Text(f"Add to {PART_LABELS[part].en.lower()}", f"新增{PART_LABELS[part].zh}")
        return self._change(f"{part}+{count}", name, lambda case: edits.with_value(case, f"{part}[{count}]", entry))

    def remove_entry(self, path: str) -> bool:
        """Take the entry at ``path`` (``lesions[1]``) out of its list."""
        part = path.split("[")[0]
        name = Text(f"Remove from {PART_LABELS[part].en.lower()}", f"删除{PART_LABELS[part].zh}")
        if not self._change(f"-{path}", name, lambda case: edits.without_entry(case, path)):
            return False
        self._drafts_by_case[self._open().id] = _without_entry(self._drafts, path)
        self.drafts_changed.emit()
        return True

    def keep_draft(self, path: str, draft: Draft) -> None:
        """Keep a text that could not be written at its field."""
        self._drafts[path] = draft
        self.drafts_changed.emit()

    def drop_draft(self, path: str) -> None:
        """Forget the text at ``path``: what is stored is shown again."""
        self._unsent.pop(path, None)
        if self._drafts.pop(path, None) is not None:
            self.drafts_changed.emit()

    def send_again(self) -> bool:
        """Write what could not be written while the server was not reached; whether all of it was.

        It is written upon the revision that it was typed upon: what was saved after all is not saved twice, and where
        somebody else was ahead, that is told. What comes after an edit that is refused stays at its fields.
        """
        while self._unsent:
            path, one = next(iter(self._unsent.items()))
            if not self._change(path, one.name, one.edit, text=one.text):
                if not self.workplace.is_out_of_reach:
                    self._unsent.clear()
                return False
            self._unsent.pop(path, None)
        return True

    def identify(self, identity: Identity) -> None:
        """Change number, name and birth date of the open case; an :class:`InputError` refuses."""
        self._accept(review.record_identity(self.workplace, self._open().id, identity))

    def merge(self, moved_on: MovedOn, merged: Case) -> bool:
        """Write what an edit and the changes it was behind make together; whether it was written."""

        def write(case: Case) -> None:
            before = self._open().case
            self._record(case)
            self._move_drafts(before, case)

        return self._change(moved_on.path, moved_on.name, lambda _theirs: merged, text=moved_on.text, write=write)

    def restore(self, number: int, reason: str) -> bool:
        """Write what the revision ``number`` said as the newest one; whether it was written."""
        newest = self._open()

        def write(case: Case) -> None:
            base = newest.revision.number
            self._stored = history.restore(self.workplace, newest.id, number, base_revision=base, reason=reason)
            self._seen[newest.id] = self._stored
            self._move_drafts(newest.case, case)

        name = Text(f"Restore revision {number}", f"恢复第 {number} 版")
        earlier = review.case_at(self.workplace, newest.id, number)
        return self._change(f"={number}", name, lambda _newest: earlier, write=write)

    def _change(
        self,
        path: str,
        name: Text,
        edit: Callable[[Case], Case],
        *,
        text: str = "",
        write: Callable[[Case], None] | None = None,
    ) -> bool:
        before = self._open().case
        try:
            after = edit(before)
            if after == before:
                self.drop_draft(path)
                return True
            (write or self._record)(after)
        except InputError as error:
            self._refuse(path, text, error.problems[0])
            return False
        except ConflictFault as fault:
            self._refuse(path, text, fault)
            self.told.emit(fault)
            self.undo_stack.clear()
            newest = review.open_case(self.workplace, self._open().id)
            self._move_drafts(before, newest.case)
            self._accept(newest)
            now = draft_moving.moved_path(path, before, newest.case) or _NOWHERE
            behind = MovedOn(path=now, name=name, text=text, base=before, mine=after, theirs=newest.case)
            self.moved_on.emit(behind)
            return False
        except CrlmError as fault:
            if fault.code in LOST and write is None:
                self._unsent[path] = _Unsent(name=name, edit=edit, text=text)
            self._refuse(path, text, fault)
            self.told.emit(fault)
            return False
        self._drafts.pop(path, None)
        self._unsent.pop(path, None)
        self.undo_stack.push(CaseEdited(path, name, before=before, after=after, write=self._write_again))
        self._announce(before, path)
        return True

    def _record(self, case: Case) -> None:
        stored = self._open()
        self._stored = review.record_case(self.workplace, stored.id, base_revision=stored.revision.number, case=case)
        self._seen[stored.id] = self._stored

    def _write_again(self, case: Case) -> bool:
        """Write a case that undo or redo brings back."""
        before = self._open().case
        try:
            self._record(case)
        except CrlmError as fault:
            self.told.emit(fault)
            if isinstance(fault, ConflictFault):
                self.reload()
            return False
        self._drop_drafts_of_gone_entries()
        self._announce(before)
        return True

    def _refuse(self, path: str, text: str, reason: Tellable) -> None:
        if path in FIELDS or "[" in path:
            self.keep_draft(path, Draft(text=text, reason=reason))
        else:
            self.told.emit(reason)

    def _accept(self, stored: OpenCase) -> None:
        before = self._stored.case if self._stored is not None else edits.empty_case()
        self._stored = stored
        self._seen = {one: kept for one, kept in self._seen.items() if self._is_half_typed(one)} | {stored.id: stored}
        self._drop_drafts_of_gone_entries()
        self._announce(before)

    def _announce(self, before: Case, path: str = "") -> None:
        stored = self._open()
        paths = frozenset(edits.changed_paths(before, stored.case)) | ({path} if path else frozenset())
        self.changed.emit(stored, paths)
        self._propose(stored)

    def _propose(self, stored: OpenCase) -> None:
        if self._proposal is not None and self._is_about(self._proposal, stored):
            self.proposed.emit(self._proposal)
            return
        self._proposal = None
        self._proposer.ask(stored, self._take_proposal)

    @Slot(object)
    def _take_proposal(self, proposal: Proposal | None) -> None:
        # The case may have moved on, or have been left, while the engine was thinking.
        if proposal is not None and self._stored is not None and self._is_about(proposal, self._stored):
            self._proposal = proposal
            self.proposed.emit(proposal)

    def _is_about(self, proposal: Proposal, stored: OpenCase) -> bool:
        return proposal.case_sha256 == sha256_of(self.workplace, stored)

    def _is_half_typed(self, case_id: CaseId) -> bool:
        return bool(self._drafts_by_case.get(case_id)) or any(one == case_id for one, _strategy in self.opinion_drafts)

    def _move_drafts(self, before: Case, after: Case) -> None:
        """Let the texts follow their entries; of an entry that is gone, tell what was typed there."""
        kept, lost = draft_moving.moved(self._drafts, before, after)
        self._drafts_by_case[self._open().id] = kept
        for path, draft in lost.items():
            self.told.emit(problem(path, draft_moving.ENTRY_GONE, field=name_of(path), text=draft.text))

    def _drop_drafts_of_gone_entries(self) -> None:
        case = self._open().case
        for path in [path for path in self._drafts if "[" in path]:
            part, place = _place(path)
            if place >= len(edits.value_at(case, part) or ()):
                del self._drafts[path]

    @property
    def _drafts(self) -> dict[str, Draft]:
        if self._stored is None:
            return {}
        return self._drafts_by_case.setdefault(self._stored.id, {})

    def _open(self) -> OpenCase:
        assert self._stored is not None, "no case is open"
        return self._stored


def _without_entry(drafts: Mapping[str, Draft], path: str) -> dict[str, Draft]:
    """Return the drafts after the entry at ``path`` went: its own go with it, those behind it move up."""
    part, index = _place(path)
    kept: dict[str, Draft] = {}
    for at, draft in drafts.items():
        if not at.startswith(f"{part}["):
            kept[at] = draft
            continue
        _part, own = _place(at)
        if own != index:
            rest = at.partition("]")[2]
            kept[f"{part}[{own - (own > index)}]{rest}"] = draft
    return kept


def _place(path: str) -> tuple[str, int]:
    match = re.match(r"([^\[]+)\[(\d+)\]", path)
    assert match is not None
    return match[1], int(match[2])
