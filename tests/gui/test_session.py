"""The open case: written first, remembered after, undone as a new revision, and never lost when it is refused."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import cast

import pytest
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from crlm_desktop.case.casefile import NOT_NUMBER, sha256
from crlm_desktop.case.edits import with_value
from crlm_desktop.case.identity import Identity
from crlm_desktop.case.record import Case
from crlm_desktop.engine.entry import Engine
from crlm_desktop.engine.proposal import Proposal
from crlm_desktop.errors import problem
from crlm_desktop.gui.drafts import Draft
from crlm_desktop.gui.session import CaseSession
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.undoing import Undoing
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import review
from crlm_desktop.services.review import OpenCase
from crlm_desktop.services.roles import Role
from crlm_desktop.services.workplace import Workplace
from tests.builders import a_case, a_lesion, a_proposal, an_option
from tests.services.places import PlainEngine


@pytest.fixture
def stored(place: Workplace) -> OpenCase:
    return review.create_case(place, Identity(number="4711"), a_case(lesions=[a_lesion()], patient={"age_years": 62}))


@pytest.fixture
def opened(session: CaseSession, stored: OpenCase) -> CaseSession:
    session.open_case(stored.id)
    return session


def age(session: CaseSession) -> int | None:
    assert session.stored is not None
    return session.stored.case.patient.age_years


def revisions(session: CaseSession) -> int:
    assert session.stored is not None
    return len(review.history(session.workplace, session.stored.id))


def test_that_an_edit_is_written_before_it_is_told(qtbot: QtBot, opened: CaseSession) -> None:
    with qtbot.waitSignal(opened.changed) as told:
        assert opened.edit("patient.age_years", 63)
    assert told.args is not None
    stored, paths = told.args
    assert review.open_case(opened.workplace, stored.id).case.patient.age_years == 63
    assert paths == {"patient.age_years"}


def test_that_undo_and_redo_are_new_revisions_with_the_other_content(opened: CaseSession) -> None:
    opened.edit("patient.age_years", 63)
    opened.undo_stack.undo()
    assert age(opened) == 62
    opened.undo_stack.redo()
    assert age(opened) == 63
    assert revisions(opened) == 4


def test_that_edits_of_one_field_are_one_step_and_those_of_two_are_two(opened: CaseSession) -> None:
    opened.edit("patient.age_years", 63)
    opened.edit("patient.age_years", 64)
    assert opened.undo_stack.count() == 1
    opened.edit("patient.height_cm", 170)
    assert opened.undo_stack.count() == 2
    opened.undo_stack.undo()
    opened.undo_stack.undo()
    assert age(opened) == 62


def test_that_a_reader_is_offered_no_undo_and_leaves_that_of_another_as_it_is(
    opened: CaseSession, catalogue: Catalogue
) -> None:
    opened.edit("patient.age_years", 63)
    undo, redo = QAction(), QAction()
    undoing = Undoing(opened, undo=undo, redo=redo, catalogue=catalogue, parent=opened)
    offered = []
    member = opened.workplace.user
    for role in (Role.READER, Role.MEMBER):
        opened.workplace.become(replace(member, role=role))
        undoing.show_place(is_at_case=True)
        offered.append(undo.isEnabled())
    assert offered == [False, True]
    opened.undo_stack.undo()
    assert age(opened) == 62


def test_that_an_edit_taken_back_by_hand_leaves_nothing_to_undo(opened: CaseSession) -> None:
    opened.edit("patient.age_years", 63)
    opened.edit("patient.age_years", 62)
    assert not opened.undo_stack.canUndo()


def test_that_a_value_that_is_there_already_writes_nothing(opened: CaseSession) -> None:
    assert opened.edit("patient.age_years", 62)
    assert revisions(opened) == 1
    assert not opened.undo_stack.canUndo()


def test_that_a_refused_write_leaves_no_command_on_the_undo_stack_and_keeps_the_text(
    qtbot: QtBot, opened: CaseSession
) -> None:
    with qtbot.waitSignal(opened.drafts_changed):
        assert not opened.edit("patient.age_years", 212, "212")
    assert opened.undo_stack.count() == 0
    assert opened.drafts["patient.age_years"].text == "212"
    assert age(opened) == 62


def test_that_a_conflict_is_told_the_other_change_is_shown_and_the_text_stays(
    qtbot: QtBot, opened: CaseSession, stored: OpenCase
) -> None:
    others = with_value(stored.case, "patient.height_cm", 180)
    review.record_case(opened.workplace, stored.id, base_revision=stored.revision.number, case=others)
    with qtbot.waitSignals([opened.told, opened.changed]):
        assert not opened.edit("patient.age_years", 63, "63")
    assert opened.stored is not None
    assert opened.stored.case.patient.height_cm == 180
    assert opened.drafts["patient.age_years"].text == "63"
    assert opened.edit("patient.age_years", 63, "63")
    assert not opened.drafts


def test_that_an_undo_that_is_refused_takes_its_command_with_it(opened: CaseSession, stored: OpenCase) -> None:
    opened.edit("patient.age_years", 63)
    others = with_value(stored.case, "patient.height_cm", 180)
    review.record_case(opened.workplace, stored.id, base_revision=2, case=others)
    opened.undo_stack.undo()
    assert not opened.undo_stack.canUndo()
    assert opened.stored is not None
    assert opened.stored.case.patient.height_cm == 180


def test_that_a_text_that_could_not_be_written_waits_for_its_case(opened: CaseSession, place: Workplace) -> None:
    opened.edit("patient.age_years", 212, "212")
    first, other = opened.stored, review.create_case(place, Identity(number="4712"))
    assert first is not None

    opened.open_case(other.id)
    assert not opened.drafts
    assert opened.unwritten_cases == {first.id}
    opened.open_case(first.id)

    assert opened.drafts["patient.age_years"].text == "212"


def test_that_the_text_at_an_entry_goes_with_the_entry_when_it_is_undone(opened: CaseSession) -> None:
    opened.add_entry("lesions")
    opened.keep_draft("lesions[1].size_mm", Draft(text="x", reason=problem("", NOT_NUMBER, value="x")))

    opened.undo_stack.undo()

    assert not opened.unwritten_cases


def test_that_a_new_lesion_gets_an_id_that_no_lesion_has_had(opened: CaseSession) -> None:
    opened.add_entry("lesions")
    opened.remove_entry("lesions[0]")
    opened.add_entry("lesions")
    assert opened.stored is not None
    assert [lesion.id for lesion in opened.stored.case.lesions or ()] == ["L2", "L1"]


def test_that_drafts_follow_their_entry_when_one_before_it_goes(opened: CaseSession) -> None:
    opened.add_entry("lesions")
    reason = Draft(text="x", reason=problem("lesions[0].size_mm", NOT_NUMBER, value="x"))
    opened.keep_draft("lesions[0].size_mm", reason)
    opened.keep_draft("lesions[1].size_mm", reason)
    opened.remove_entry("lesions[0]")
    assert set(opened.drafts) == {"lesions[0].size_mm"}


def test_that_the_proposal_is_about_the_case_that_is_open(qtbot: QtBot, opened: CaseSession, tasks: Tasks) -> None:
    with qtbot.waitSignal(opened.proposed) as told:
        opened.edit("patient.age_years", 63)
    assert told.args is not None
    assert opened.stored is not None
    assert told.args[0].case_sha256 == sha256(opened.stored.case)


class SlowEngine(PlainEngine):
    """Answers the first question only after it may."""

    def __init__(self) -> None:
        super().__init__()
        self.may_answer = threading.Event()

    def propose(self, case: Case, assume: object = None) -> Proposal:
        if not self.asked:
            self.asked.append(sha256(case))
            self.may_answer.wait(10)
        return a_proposal(an_option(), case=case)


def test_that_an_answer_about_an_older_revision_is_not_shown(
    qtbot: QtBot, place: Workplace, session: CaseSession, stored: OpenCase, tasks: Tasks
) -> None:
    engine = SlowEngine()
    place.engine = cast("Engine", engine)
    shown: list[str] = []
    session.proposed.connect(lambda proposal: shown.append(proposal.case_sha256))
    session.open_case(stored.id)
    session.edit("patient.age_years", 63)
    with qtbot.waitSignal(tasks.idle):
        engine.may_answer.set()
    assert session.stored is not None
    assert shown == [sha256(session.stored.case)]
    assert shown != [sha256(stored.case)]
