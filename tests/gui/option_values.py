"""Proposals and cases that the tests of the options panel and of the meetings show."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from PySide6.QtWidgets import QLabel, QWidget

from crlm_desktop.case.casefile import sha256
from crlm_desktop.case.identity import CaseId, Identity
from crlm_desktop.case.record import Case
from crlm_desktop.engine.proposal import (
    Alert,
    Argument,
    Basis,
    FlipInterval,
    Intent,
    LesionModality,
    MissingFact,
    Option,
    Plan,
    Proposal,
    Severity,
    Source,
    SourceId,
    Stance,
    Status,
    Step,
    StrategyId,
    Strength,
    Treatment,
)
from crlm_desktop.meeting.opinion import Opinion
from crlm_desktop.registry.values import Revision
from crlm_desktop.services.review import OpenCase
from tests.builders import a_case, a_lesion, a_proposal, an_argument, an_option, both

SOURCE = Source(
    id=SourceId("esmo-2023"),
    citation="Cervantes A, et al. Ann Oncol 2023;34:10-32",
    year=2023,
    design=both("Guideline"),
    n=None,
    grade="guideline",
    finding=both("Resectability is judged technically and oncologically"),
    doi="10.1016/j.annonc.2022.10.003",
)


def a_two_lesion_case(**parts: Any) -> Case:
    """Return a case with a lesion in segment 6 and one in segment 3."""
    lesions = [a_lesion(), a_lesion(id="L2", segments=["3"], size_mm=12)]
    return a_case(**{"lesions": lesions, **parts})


def a_stored_case(
    case: Case | None = None, *, case_id: str = "case-1", opinions: tuple[Opinion, ...] = (), number: int = 1
) -> OpenCase:
    """Return a case as the registry hands it out."""
    record = case or a_two_lesion_case()
    revision = Revision(
        number=number,
        sha256=sha256(record),
        author="Dr Grey",
        recorded_at=datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
        reason="",
    )
    return OpenCase(
        id=CaseId(case_id),
        identity=Identity(number="H-1"),
        case=record,
        revision=revision,
        opinions=opinions,
        meetings=(),
    )


def a_remnant_plan(*, remnant: tuple[float, float, float] = (66, 71, 76), **fields: Any) -> Plan:
    """Return a plan of two steps that resects L1 and ablates L2, with its remnant."""
    made: dict[str, Any] = {
        "steps": (
            Step(order=1, action="wedge", text=both("Wedge resection of segment 6 (L1)"), lesions=("L1",)),
            Step(order=2, action="ablation", text=both("Ablation of L2"), lesions=("L2",)),
        ),
        "treatments": (
            Treatment(lesion="L1", modality=LesionModality.RESECT),
            Treatment(lesion="L2", modality=LesionModality.ABLATE, judged=True),
        ),
        "essence": both("Resect L1, ablate L2"),
        "resected_segments": ("6",),
        "flr_percent": remnant,
        "flr_threshold_percent": 30,
        "flr_basis": Basis.ESTIMATED,
        "assumptions": (both("L2 is seen on ultrasound"),),
    }
    return Plan(**{**made, **fields})


def a_combined_option(**fields: Any) -> Option:
    """Return the recommended combination with two plans, arguments on both sides and a met requirement."""
    made: dict[str, Any] = {
        "plans": (a_remnant_plan(), a_remnant_plan(essence=both("Right hepatectomy"), remnant=(24, 31, 38))),
        "arguments": (
            an_argument(strength=Strength.STRONG),
            an_argument(id="ras", stance=Stance.AGAINST, text=both("RAS is mutated"), equipoise=True),
            an_argument(id="off", stance=Stance.AGAINST, holds=False, text=both("This does not hold")),
            _requirement(),
        ),
    }
    return an_option("ablation-plus-resection", **{**made, **fields})


def a_conditional_option(**fields: Any) -> Option:
    """Return an option that hangs on the lung shunt."""
    requirement = Argument(
        id="shunt",
        stance=Stance.REQUIRES,
        strength=None,
        holds=None,
        text=both("The lung shunt is at most 20 %"),
        sources=(),
        missing=("function.lung_shunt_percent",),
    )
    made: dict[str, Any] = {
        "status": Status.CONDITIONAL,
        "intent": Intent.CONVERSION,
        "rank": 2,
        "arguments": (requirement,),
        "missing": ("function.lung_shunt_percent",),
    }
    return an_option("sirt-then-resection", **{**made, **fields})


def an_excluded_option(**fields: Any) -> Option:
    """Return an option that is excluded by a requirement, with what would have to change."""
    requirement = Argument(
        id="msi",
        stance=Stance.REQUIRES,
        strength=None,
        holds=False,
        text=both("The tumour is mismatch repair deficient"),
        sources=(),
        change=both("Another result of the test"),
    )
    made: dict[str, Any] = {"status": Status.EXCLUDED, "rank": 3, "arguments": (requirement,)}
    return an_option("immunotherapy", **{**made, **fields})


def a_full_proposal(*options: Option, case: Case | None = None, **fields: Any) -> Proposal:
    """Return a proposal with options of three statuses, alerts, missing facts and flip points."""
    shown = options or (a_combined_option(), a_conditional_option(), an_excluded_option())
    made: dict[str, Any] = {
        "alerts": (
            Alert(id="note", severity=Severity.NOTE, text=both("HER2 was not tested"), sources=()),
            Alert(id="stop", severity=Severity.STOP, text=both("Bevacizumab ended 3 weeks ago"), sources=()),
        ),
        "missing": (
            MissingFact(
                fact="function.lung_shunt_percent",
                label=both("Lung shunt"),
                options_affected=(StrategyId("sirt-then-resection"),),
                could_reach=Intent.CONVERSION,
            ),
            MissingFact(fact="molecular.her2", label=both("HER2"), options_affected=(), could_reach=None),
        ),
        "flip_points": {
            "lesions.max_mm": (
                FlipInterval(low=0, high=30, leading=(StrategyId("ablation-plus-resection"),), closed_high=True),
                FlipInterval(low=30, high=300, leading=(StrategyId("resection"),), closed_low=False, closed_high=True),
            )
        },
        "sources": (SOURCE,),
    }
    return a_proposal(*shown, case=case or a_two_lesion_case(), **{**made, **fields})


def _requirement() -> Argument:
    return Argument(
        id="treatable",
        stance=Stance.REQUIRES,
        strength=None,
        holds=True,
        text=both("Every lesion can be treated"),
        sources=(SourceId("esmo-2023"),),
    )


def cut_texts(widget: QWidget) -> list[str]:
    """Return the wrapped texts that a person sees and that have less room than they need."""
    return [
        one.text()
        for one in widget.findChildren(QLabel)
        if one.isVisible() and one.wordWrap() and one.height() < one.heightForWidth(one.width())
    ]
