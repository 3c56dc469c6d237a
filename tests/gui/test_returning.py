"""A case that returns: what the window says is otherwise since a closed meeting discussed it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from crlm_desktop.case import edits
from crlm_desktop.case.identity import CaseId
from crlm_desktop.case.record import Case
from crlm_desktop.clock import FixedClock
from crlm_desktop.engine.comparing_proposals import Cause, Change, Difference, Subject
from crlm_desktop.engine.proposal import Proposal, Status
from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.gui.meeting.desk import MeetingDesk
from crlm_desktop.gui.meeting.meetings import MeetingsPanel
from crlm_desktop.gui.panels.options import OptionsPanel
from crlm_desktop.gui.panels.options_session import OptionsDesk
from crlm_desktop.gui.panels.options_since import SinceView, field_words, since_summary
from crlm_desktop.gui.session import CaseSession
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import Theme
from crlm_desktop.i18n import Catalogue, Language, catalogue_for
from crlm_desktop.meeting.agenda import MeetingId
from crlm_desktop.meeting.decision import Deferral, DeferralReason
from crlm_desktop.registry.faults import SEAL_BROKEN
from crlm_desktop.services import meetings, returning, review
from crlm_desktop.services.returning import Discussed, FieldChange, Since
from crlm_desktop.services.workplace import Workplace
from tests.builders import a_decision, an_option, both
from tests.gui.meeting_values import COMBINED, a_meeting_with, add_case
from tests.gui.option_values import (
    a_combined_option,
    a_full_proposal,
    a_stored_case,
    a_two_lesion_case,
    cut_texts,
)
from tests.services.places import a_workplace

if TYPE_CHECKING:
    from crlm_desktop.engine.entry import Engine


class SizingEngine:
    """Stands for the engine: no combination while the first lesion is larger than 30 mm."""

    def propose(self, case: Case, assume: Mapping[str, str] | None = None, *, looks_ahead: bool = True) -> Proposal:
        is_large = ((case.lesions or ())[0].size_mm or 0) > 30
        status = Status.NOT_ADVISED if is_large else Status.RECOMMENDED
        made = a_full_proposal(a_combined_option(status=status), an_option("resection", rank=2), case=case)
        return made if looks_ahead else replace(made, missing=(), flip_points={})


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    with a_workplace(tmp_path / "returning.crlm", cast("Engine", SizingEngine())) as opened:
        yield opened


@pytest.fixture
def case_id(place: Workplace) -> CaseId:
    """A case that a closed meeting has decided."""
    made = add_case(place, "H-1")
    meeting_id = a_meeting_with(place, made)
    meetings.record_outcome(place, meeting_id, made, a_decision(options=(COMBINED,)))
    meetings.close(place, meeting_id)
    place.clock = FixedClock(datetime(2026, 12, 10, 15, 0, tzinfo=UTC))
    return made


def grow(place: Workplace, case_id: CaseId) -> None:
    stored = review.open_case(place, case_id)
    case = edits.with_value(stored.case, "lesions[0].size_mm", 34)
    review.record_case(place, case_id, base_revision=stored.revision.number, case=case)


def a_since(**fields: Any) -> Since:
    """Return what is otherwise since a meeting that decided for the combination."""
    case = a_two_lesion_case()
    discussed = Discussed(
        meeting_id=MeetingId("meeting-1"),
        held_on=date(2026, 11, 26),
        outcome=a_decision(options=(COMBINED,)),
        case=case,
        proposal=a_full_proposal(case=case),
    )
    changes = tuple(Change(subject=Subject.OPTION, text=both(f"Change {number}.")) for number in range(1, 8))
    made: dict[str, Any] = {
        "discussed": discussed,
        "fields": (FieldChange(path="lesions[L1].size_mm", before=20, after=34),),
        "difference": Difference(causes=(Cause.RECORD,), changes=changes),
    }
    return Since(**{**made, **fields})


def said(widget: QWidget) -> list[str]:
    return [one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget) and one.text()]


def heading(widget: QWidget) -> QAbstractButton:
    found = widget.findChild(QAbstractButton, "heading:since")
    assert found is not None
    return found


# The block


@pytest.fixture
def panel(qtbot: QtBot, catalogue: Catalogue, theme: Theme) -> OptionsPanel:
    made = OptionsPanel(catalogue=catalogue, theme=theme)
    qtbot.addWidget(made)
    made.resize(520, 700)
    made.show_case(a_stored_case())
    made.show_proposal(a_full_proposal())
    made.show()
    qtbot.waitExposed(made)
    return made


def test_that_nothing_is_shown_of_a_case_that_does_not_return(panel: OptionsPanel) -> None:
    assert not heading(panel).isVisible()


def test_that_the_block_is_folded_and_says_since_when_and_how_much(panel: OptionsPanel) -> None:
    panel.show_since(a_since())

    assert heading(panel).isVisible()
    assert (heading(panel).text(), heading(panel).accessibleDescription()) == (
        "Since the meeting of 26 Nov 2026",
        "7 changes",
    )
    assert panel.findChild(QWidget, "since") is not None
    assert not any(view.isVisible() for view in panel.findChildren(SinceView))


def test_that_the_open_block_says_what_was_decided_what_was_recorded_and_what_changed(panel: OptionsPanel) -> None:
    panel.show_since(a_since())

    heading(panel).click()

    (view,) = panel.findChildren(SinceView)
    assert said(view) == [
        "Decided then: Ablation plus resection.",
        "In the record: L1: Size 20 mm → 34 mm",
        "Options",
        *(f"Change {number}." for number in range(1, 6)),
    ]


def test_that_further_sentences_are_shown_when_they_are_asked_for(panel: OptionsPanel) -> None:
    panel.show_since(a_since())
    heading(panel).click()
    more = panel.findChild(QAbstractButton, "more_changes")
    assert more is not None
    assert more.text() == "2 more"

    more.click()

    (view,) = panel.findChildren(SinceView)
    assert said(view)[-2:] == ["Change 6.", "Change 7."]


def test_that_an_open_block_stays_open_while_the_record_changes(panel: OptionsPanel) -> None:
    panel.show_since(a_since())
    heading(panel).click()

    panel.show_since(a_since(fields=()))

    assert [view.isVisible() for view in panel.findChildren(SinceView) if not view.isHidden()] == [True]


def test_that_a_deferral_is_told_with_its_reason(catalogue: Catalogue) -> None:
    discussed = replace(a_since().discussed, outcome=Deferral(reason=DeferralReason.OUT_OF_TIME))

    view = SinceView(a_since(discussed=discussed), catalogue)

    assert said(view)[0] == f"Deferred then: {DeferralReason.OUT_OF_TIME.label.en}."


@pytest.mark.parametrize(
    ("difference", "summary", "sentence"),
    [
        (Difference(causes=(), changes=()), "nothing has changed", "Neither the record nor the knowledge has changed."),
        (
            Difference(causes=(Cause.KNOWLEDGE,), changes=()),
            "same proposal",
            "Changed: the knowledge; the proposal is the same.",
        ),
    ],
)
def test_that_it_is_said_when_the_proposal_is_the_same(
    catalogue: Catalogue, difference: Difference, summary: str, sentence: str
) -> None:
    since = a_since(difference=difference, fields=())

    assert since_summary(since, catalogue) == summary
    assert sentence in said(SinceView(since, catalogue))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (FieldChange(path="fitness.ecog", before=1, after=None), "ECOG performance status 1 → unknown"),
        (FieldChange(path="lesions[L2].size_mm", before=12, after=15), "L2: Size 12 mm → 15 mm"),
        (FieldChange(path="lesions", before=[{"id": "L1"}], after=[]), "Lesions"),
        (FieldChange(path="question", before="Resect?", after="Ablate?"), "Question to the team"),
        (FieldChange(path="molecular.ras", before="wild_type", after="mutated"), "RAS wild type → mutated"),
    ],
)
def test_that_a_field_is_told_with_its_values_then_and_now(
    catalogue: Catalogue, change: FieldChange, words: str
) -> None:
    assert field_words(change, catalogue) == words


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("width", [340, 520])
def test_that_nothing_of_the_open_block_is_cut(qtbot: QtBot, theme: Theme, language: Language, width: int) -> None:
    panel = OptionsPanel(catalogue=catalogue_for(language), theme=theme)
    qtbot.addWidget(panel)
    panel.resize(width, 900)
    panel.show_case(a_stored_case())
    panel.show_proposal(a_full_proposal())
    panel.show_since(a_since())
    panel.show()
    heading(panel).click()

    qtbot.waitUntil(lambda: cut_texts(panel) == [])


# In the place of the case


def test_that_a_case_that_returns_is_held_against_what_was_sealed(
    qtbot: QtBot, place: Workplace, case_id: CaseId, session: CaseSession, tasks: Tasks, panel: OptionsPanel
) -> None:
    grow(place, case_id)
    desk = OptionsDesk(panel, session, tasks)

    session.open_case(case_id)
    qtbot.waitUntil(lambda: tasks.is_idle)

    assert desk.parent() is panel
    assert heading(panel).isVisible()
    heading(panel).click()
    assert "Ablation plus resection: not advised; before: recommended." in said(panel)


def test_that_it_follows_the_record_and_its_undoing(
    qtbot: QtBot, case_id: CaseId, session: CaseSession, tasks: Tasks, panel: OptionsPanel
) -> None:
    OptionsDesk(panel, session, tasks)
    session.open_case(case_id)
    qtbot.waitUntil(lambda: tasks.is_idle)
    before = heading(panel).accessibleDescription()

    session.edit("lesions[0].size_mm", 34)
    qtbot.waitUntil(lambda: tasks.is_idle)
    changed = heading(panel).accessibleDescription()
    session.undo_stack.undo()
    qtbot.waitUntil(lambda: tasks.is_idle)

    assert (before, changed) == ("nothing has changed", "1 change")
    assert heading(panel).accessibleDescription() == before


def test_that_it_goes_with_the_case_and_comes_back_with_it(
    qtbot: QtBot, place: Workplace, case_id: CaseId, session: CaseSession, tasks: Tasks, panel: OptionsPanel
) -> None:
    OptionsDesk(panel, session, tasks)
    session.open_case(case_id)
    qtbot.waitUntil(lambda: tasks.is_idle)

    session.open_case(add_case(place, "H-2"))
    qtbot.waitUntil(lambda: tasks.is_idle)
    is_shown_of_another = heading(panel).isVisible()
    session.close_case()
    session.open_case(case_id)
    qtbot.waitUntil(lambda: tasks.is_idle)

    assert not is_shown_of_another
    assert heading(panel).isVisible()


def test_that_a_case_that_is_left_and_opened_again_says_it_again(
    qtbot: QtBot, case_id: CaseId, session: CaseSession, tasks: Tasks, panel: OptionsPanel
) -> None:
    OptionsDesk(panel, session, tasks)
    for _time in range(2):
        session.open_case(case_id)
        qtbot.waitUntil(lambda: tasks.is_idle)
        assert heading(panel).isVisible()
        session.close_case()
        assert not heading(panel).isVisible()


# In a meeting


def a_meetings_panel(
    qtbot: QtBot, desk: MeetingDesk, tasks: Tasks, catalogue: Catalogue, theme: Theme, meeting_id: MeetingId
) -> MeetingsPanel:
    made = MeetingsPanel(desk, tasks=tasks, catalogue=catalogue, theme=theme)
    qtbot.addWidget(made)
    made.resize(1294, 700)
    made.show()
    made.open_meeting(meeting_id)
    qtbot.waitUntil(lambda: tasks.is_idle)
    return made


def test_that_a_meeting_shows_of_each_case_what_is_otherwise(
    qtbot: QtBot, place: Workplace, case_id: CaseId, tasks: Tasks, catalogue: Catalogue, theme: Theme
) -> None:
    grow(place, case_id)
    new = add_case(place, "H-2")
    meeting_id = a_meeting_with(place, case_id, new)
    panel = a_meetings_panel(qtbot, MeetingDesk(place, tasks), tasks, catalogue, theme, meeting_id)

    assert (heading(panel).text(), heading(panel).accessibleDescription()) == (
        "Since the meeting of 26 Nov 2026",
        "1 change",
    )
    panel.page.step(1)
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert not heading(panel).isVisible()
    panel.page.step(-1)
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert heading(panel).isVisible()


def test_that_a_closed_meeting_is_held_against_the_one_before_it_and_never_against_itself(
    qtbot: QtBot, place: Workplace, case_id: CaseId, tasks: Tasks, catalogue: Catalogue, theme: Theme
) -> None:
    first = next(row.id for row in meetings.list_meetings(place))
    grow(place, case_id)
    second = a_meeting_with(place, case_id, title="Second")
    meetings.record_outcome(place, second, case_id, a_decision(options=("resection",)))
    meetings.close(place, second)
    desk = MeetingDesk(place, tasks)

    panel = a_meetings_panel(qtbot, desk, tasks, catalogue, theme, second)
    panel.page.show_case(case_id)
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert heading(panel).accessibleDescription() == "1 change"

    panel = a_meetings_panel(qtbot, desk, tasks, catalogue, theme, first)
    panel.page.show_case(case_id)
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert not heading(panel).isVisible()


def test_that_a_seal_that_cannot_be_read_is_told_and_the_case_is_shown_all_the_same(
    qtbot: QtBot,
    place: Workplace,
    case_id: CaseId,
    tasks: Tasks,
    catalogue: Catalogue,
    theme: Theme,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_arguments: object, **_named: object) -> None:
        raise EnvironmentFault(SEAL_BROKEN)

    monkeypatch.setattr(returning, "last_discussed", broken)
    meeting_id = a_meeting_with(place, case_id)
    panel = MeetingsPanel(MeetingDesk(place, tasks), tasks=tasks, catalogue=catalogue, theme=theme)
    qtbot.addWidget(panel)
    panel.show()

    with qtbot.waitSignal(panel.told) as told:
        panel.open_meeting(meeting_id)
    qtbot.waitUntil(lambda: tasks.is_idle)

    assert told.args == [catalogue.sentence(EnvironmentFault(SEAL_BROKEN))]
    assert not heading(panel).isVisible()
    assert panel.page.case.table.proposal is not None
