"""What the tests of the drafts build with: drafts that a killed run left, and what the window shows of them."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtWidgets import QLineEdit

from crlm_desktop.gui.drafting import content
from crlm_desktop.gui.drafting.bar import OfferRow
from crlm_desktop.gui.drafting.content import FieldText
from crlm_desktop.gui.drafts import OpinionDraft
from crlm_desktop.gui.meeting.outcome_draft import OutcomeDraft
from crlm_desktop.gui.workbench import Workbench
from crlm_desktop.services import drafts
from crlm_desktop.services.drafts import DraftKey, DraftKind, KeptDraft
from crlm_desktop.services.workplace import Workplace
from tests.registry.building import AUTHOR, CLOCK

RUN = "earlier-run"
AGE = "patient.age_years"


def leave(
    place: Workplace,
    kind: DraftKind,
    subject: str,
    at: str,
    value: FieldText | OpinionDraft | OutcomeDraft | tuple[dict[str, object], ...] | dict[str, str] | str,
    *,
    revision: int | None = 1,
    run: str = RUN,
) -> None:
    """Leave a draft behind, as a run that was killed does."""
    key = DraftKey(kind=kind, subject=subject, place=at)
    text = content.encode(value)  # type: ignore[arg-type]  # rows of plain values
    typed_at = CLOCK.now() - timedelta(minutes=4)
    drafts.keep(place, [KeptDraft(run=run, key=key, text=text, revision=revision, typed_at=typed_at)])


def left_over(place: Workplace, run: str = RUN) -> int:
    with place.reading() as unit:
        return sum(one.run == run for one in unit.drafts.of(AUTHOR))


def only_row(bench: Workbench) -> OfferRow:
    (row,) = bench.drafts.rows
    return row


def line_of(bench: Workbench, path: str) -> QLineEdit:
    control = bench.case.form.boxes[path].control
    assert isinstance(control, QLineEdit)
    return control
