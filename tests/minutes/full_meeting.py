"""A sealed meeting in which everything occurs that minutes can tell: four cases, decided, deferred, open, own plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

from crlm_desktop.case.identity import Identity
from crlm_desktop.case.wording import Text
from crlm_desktop.engine.proposal import (
    Alert,
    Argument,
    Basis,
    Contradiction,
    Intent,
    LesionModality,
    MissingFact,
    Plan,
    Proposal,
    Score,
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
from crlm_desktop.meeting.agenda import AgendaItem, MeetingState
from crlm_desktop.meeting.decision import (
    Action,
    Condition,
    Consensus,
    Decision,
    Deferral,
    DeferralReason,
    Dissent,
)
from crlm_desktop.meeting.opinion import OpinionId, OpinionStance
from crlm_desktop.meeting.people import Discipline, Presence
from crlm_desktop.meeting.sealed import SealedCase, SealedMeeting
from tests.builders import (
    a_case,
    a_lesion,
    a_meeting,
    a_proposal,
    a_sealed_case,
    a_sealed_meeting,
    an_attendance,
    an_opinion,
    an_option,
)

RECORD = a_case(
    as_of="2026-11-20",
    patient={"age_years": 62, "sex": "male", "height_cm": 178, "weight_kg": 84},
    fitness={
        "ecog": 1,
        "asa": 2,
        "declines": [],
        "comorbidities": ["type 2 diabetes", "arterial hypertension"],
        "wishes": "Wants to be treated with curative intent; afraid of long stays in hospital.",
    },
    primary={
        "site": "sigmoid",
        "state": "resected",
        "t": "T3",
        "n": "N1b",
        "differentiation": "moderate",
        "diagnosed_on": "2025-12-02",
        "resected_on": "2026-01-15",
        "symptoms": "none",
    },
    molecular={"ras": "mutated", "ras_variant": "KRAS G12D", "braf": "wild_type", "mmr": "proficient"},
    metastases={"detected_on": "2025-12-05", "presentation": "synchronous", "episode": "first"},
    lesions=[
        a_lesion(
            id="L1",
            segments=["7", "8"],
            size_mm=42,
            size_before_mm=61,
            depth="deep",
            vessel="hepatic_vein",
            vessel_distance_mm=3,
            visible_on=["ct", "mri"],
        ),
        a_lesion(id="L2", size_mm=18, size_before_mm=25, depth="subcapsular", vessel="none"),
        a_lesion(id="L3", segments=["3"], size_mm=14, bile_duct_distance_mm=15, resectable=False),
        a_lesion(id="L4", segments=["4a"], size_mm=0, size_before_mm=11, state="vanished"),
        a_lesion(id="L5", segments=["2"], size_mm=None, state=None),
        a_lesion(id="Left-lateral", segments=["1"], size_mm=12, state="treated", previous_treatment="ablation"),
        a_lesion(id="L7", segments=None, size_mm=8),
    ],
    liver={
        "quality": "chemotherapy_injury",
        "volumes_ml": {"total": 1620, "tumour": 64, "4": 290},
        "flr": {"percent": 34, "after": "pve", "before_percent": 24, "weeks_since": 4},
    },
    function={"bilirubin_umol_l": 11, "albumin_g_l": 41, "platelets_1e9_l": 168, "portal_hypertension": False},
    markers=[
        {"name": "CEA", "value": 64.2, "unit": "ug/L", "on": "2025-12-03", "moment": "before_chemotherapy"},
        {"name": "CEA", "value": 8.1, "unit": "ug/L", "on": "2026-11-12", "moment": "current"},
        {"name": "CA19-9", "value": 31, "unit": "kU/L"},
    ],
    extrahepatic={
        "lung": {"state": "indeterminate", "count": 2, "note": "4 mm, unchanged"},
        "peritoneum": "none",
        "bone": "none",
        "staged_on": "2026-11-02",
    },
    systemic=[
        {
            "line": 1,
            "agents": ["oxaliplatin", "fluorouracil", "bevacizumab"],
            "regimen": "FOLFOX + bevacizumab",
            "started_on": "2026-03",
            "ended_on": "2026-10-28",
            "cycles": 8,
            "response": "PR",
            "intent": "conversion",
        }
    ],
    local_treatments=[{"kind": "pve", "on": "2026-10-22", "segments": ["5", "6", "7", "8"]}],
    imaging={"ct_on": "2026-11-02", "liver_mri_on": "2026-11-04"},
)

GUIDELINE, TRIAL, SERIES = SourceId("guideline"), SourceId("trial"), SourceId("series")
SOURCES = (
    Source(
        id=GUIDELINE,
        citation="Guideline A et al., Journal 2023;34:10-32",
        year=2023,
        design=Text("guideline", "指南"),
        n=None,
        grade="IA",
        finding=Text("finding", "结论"),
        doi="10.1000/182",
    ),
    Source(
        id=TRIAL,
        citation="Trial B et al., Lancet Oncol",
        year=2025,
        design=Text("randomised trial", "随机对照试验"),
        n=299,
        grade="IB",
        finding=Text("finding", "结论"),
        trial="NCT03088150",
    ),
)


def _argument(stance: Stance, strength: Strength | None, holds: bool | None, text: Text, **more: object) -> Argument:
    made: dict[str, object] = {"sources": (GUIDELINE,), "id": text.en, **more}
    return Argument(stance=stance, strength=strength, holds=holds, text=text, **made)  # type: ignore[arg-type]


PLAN = Plan(
    steps=(
        Step(
            order=1,
            action="right-hepatectomy",
            text=Text("Right hepatectomy (L1 42 mm, L2 18 mm), open", "右半肝切除（L1 42 mm、L2 18 mm），开腹"),
            lesions=("L1", "L2"),
            segments=("5", "6", "7", "8"),
        ),
        Step(
            order=2,
            action="ablation",
            text=Text("Microwave ablation S3 (L3 14 mm), margin ≥ 10 mm", "微波消融 S3（L3 14 mm），边界 ≥ 10 mm"),
            lesions=("L3",),
        ),
    ),
    treatments=(
        Treatment(lesion="L1", modality=LesionModality.RESECT),
        Treatment(lesion="L2", modality=LesionModality.RESECT),
        Treatment(lesion="L3", modality=LesionModality.ABLATE, judged=True),
        Treatment(lesion="L4", modality=LesionModality.LEAVE),
        Treatment(lesion="L5", modality=LesionModality.SBRT),
    ),
    essence=Text("Right hepatectomy with ablation in segment 3", "右半肝切除联合 S3 消融"),
    resected_segments=("5", "6", "7", "8"),
    flr_percent=(31.0, 34.0, 37.0),
    flr_threshold_percent=30,
    flr_basis=Basis.MEASURED,
    assumptions=(Text("L5 is taken as 12 mm", "L5 按 12 mm 计"),),
)
SPARING = replace(
    PLAN, essence=Text("Two wedge resections", "两处楔形切除"), flr_percent=(66, 71, 76), flr_basis=Basis.ESTIMATED
)

COMBINED = an_option(
    "ablation-plus-resection",
    name=Text("Resection with ablation", "肝切除联合消融"),
    essence=Text("Every lesion is resected or ablated in one session.", "一次手术内切除或消融全部病灶。"),
    plans=(PLAN, SPARING),
    arguments=(
        _argument(
            Stance.FOR,
            Strength.STRONG,
            True,
            Text("The remnant of 34 % is above the threshold of 30 %", "剩余肝 34 %，高于阈值 30 %"),
        ),
        _argument(
            Stance.AGAINST,
            Strength.WEAK,
            True,
            Text("RAS is mutated: wide margins are needed", "RAS 突变：需要较宽边界"),
            sources=(TRIAL, GUIDELINE),
            equipoise=True,
        ),
        _argument(Stance.FOR, Strength.STRONG, False, Text("Does not hold", "不成立")),
        _argument(
            Stance.REQUIRES,
            None,
            None,
            Text("No disease outside the liver that cannot be treated", "无不可治疗的肝外病灶"),
            missing=("extrahepatic.distant_nodes",),
        ),
    ),
)
RADIATION = an_option(
    "sirt-then-resection",
    name=Text("SIRT, then resection", "SIRT 后切除"),
    essence=Text("Radiation lobectomy enlarges the left liver.", "放射性肝叶切除促进左肝增生。"),
    status=Status.CONDITIONAL,
    intent=Intent.CONVERSION,
    rank=2,
    arguments=(
        _argument(
            Stance.REQUIRES,
            None,
            None,
            Text("A lung shunt below 20 %", "肺分流率低于 20 %"),
            missing=("function.lung_shunt_percent",),
        ),
    ),
)
CONTROL = an_option(
    "systemic-control",
    name=Text("Systemic treatment for control", "全身治疗控制"),
    status=Status.NOT_ADVISED,
    intent=Intent.CONTROL,
    rank=3,
    arguments=(
        _argument(
            Stance.AGAINST, Strength.STRONG, True, Text("All lesions can be treated locally", "全部病灶均可局部治疗")
        ),
    ),
)
IMMUNOTHERAPY = an_option(
    "immunotherapy",
    name=Text("Immunotherapy", "免疫治疗"),
    status=Status.EXCLUDED,
    rank=4,
    arguments=(_argument(Stance.REQUIRES, None, False, Text("The tumour is dMMR", "肿瘤为 dMMR")),),
)


def full_proposal() -> Proposal:
    """Return a proposal with alerts, scores, missing facts, contradictions and options of most statuses."""
    affected = (StrategyId("ablation-plus-resection"), StrategyId("sirt-then-resection"), StrategyId("immunotherapy"))
    return a_proposal(
        COMBINED,
        RADIATION,
        CONTROL,
        IMMUNOTHERAPY,
        case=RECORD,
        sources=SOURCES,
        alerts=(
            Alert(
                id="her2",
                severity=Severity.NOTE,
                text=Text("HER2 has not been tested", "HER2 未检测"),
                sources=(SERIES,),
                missing=("molecular.her2",),
            ),
            Alert(
                id="bevacizumab",
                severity=Severity.STOP,
                text=Text("Bevacizumab ended 26 days ago", "贝伐珠单抗停药仅 26 天"),
                sources=(GUIDELINE,),
            ),
        ),
        scores=(
            Score(
                id="albi",
                name=Text("ALBI", "ALBI"),
                value=-2.741,
                range=(-2.741, -2.741),
                points={},
                grade=Text("grade 1", "1 级"),
                outcome=None,
                sources=(),
            ),
            Score(
                id="tbs",
                name=Text("Tumour burden score", "肿瘤负荷评分"),
                value=None,
                range=(8.9, 9.1),
                points={},
                grade=None,
                outcome=None,
                sources=(TRIAL,),
                missing=("lesions[L5].size_mm",),
            ),
        ),
        missing=(
            MissingFact(
                fact="extrahepatic.distant_nodes",
                label=Text("Distant nodes", "远处淋巴结"),
                options_affected=affected,
                could_reach=Intent.NED,
            ),
            MissingFact(fact="molecular.her2", label=Text("HER2", "HER2"), options_affected=(), could_reach=None),
        ),
        conflicts=(
            Contradiction(paths=("lesions[3]",), text=Text("L4 vanished and is visible", "L4 已消失却记录为可见")),
        ),
    )


DECISION = Decision(
    options=("ablation-plus-resection",),
    plan_index=0,
    rationale="All lesions can be treated in one session.\nSurgery no earlier than six weeks after bevacizumab.",
    alternatives="Two-stage hepatectomy: not needed after hypertrophy.",
    conditions=(Condition(text="MRI shows no new lesion", look_again_on=date(2026, 12, 7)), Condition(text="Fit")),
    consensus=Consensus.MAJORITY,
    dissents=(
        Dissent(
            person="Dr Marchetti-Østergård",
            discipline=Discipline.MEDICAL_ONCOLOGY,
            reason="Would give four further cycles first.",
        ),
    ),
    actions=(
        Action(what="Book theatre", owner="Dr Grey", due_on=date(2026, 12, 1)),
        Action(what="Tell the patient", owner="Nurse Lindqvist"),
    ),
)
DEFERRAL = Deferral(
    reason=DeferralReason.IMAGING_NOT_REPORTED,
    note="The report is expected on Friday.",
    actions=(Action(what="Report the MRI", owner="王芳", due_on=date(2026, 11, 27)),),
)
OWN_PLAN = Decision(
    options=(), plan="Best supportive care at home.", rationale="Her wish.", deviation_reason="The patient's wish"
)


def _cases() -> tuple[SealedCase, ...]:
    given = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
    opinions = (
        an_opinion(
            id=OpinionId("o3"),
            person="王芳",
            discipline=Discipline.RADIOLOGY,
            strategy="",
            stance=OpinionStance.NEUTRAL,
            text="L4 肝胆期未见，建议术中超声。",
        ),
        an_opinion(strategy="ablation-plus-resection", text="The left hepatic vein is free.", given_at=given),
    )
    chinese = a_case(
        patient={"age_years": 57, "sex": "female"},
        primary={"site": "rectum", "state": "in_situ"},
        lesions=[a_lesion(segments=["5", "8"], size_mm=88)],
    )
    return (
        a_sealed_case(
            1,
            case=RECORD,
            proposal=full_proposal(),
            identity=Identity(number="H-00417", name="Zdeněk Dvořáček", born_on=date(1964, 3, 9)),
            opinions=opinions,
        ),
        a_sealed_case(
            2,
            case=chinese,
            proposal=a_proposal(COMBINED, case=chinese, sources=SOURCES),
            identity=Identity(number="H-00433", name="欧阳春华"),
        ),
        a_sealed_case(3, proposal=a_proposal(intent=None)),
        a_sealed_case(4, case=RECORD, proposal=full_proposal(), identity=Identity(number="H-00441")),
    )


def full_meeting() -> SealedMeeting:
    """Return the whole meeting, closed, with invented data."""
    cases = _cases()
    questions = ("Can all lesions be cleared in one operation?", "肝右叶病灶 SIRT 后能否切除？", "", "")
    outcomes = (DECISION, DEFERRAL, None, OWN_PLAN)
    meeting = a_meeting(
        title="Liver metastases meeting, week 48",
        ends_at=time(9, 40),
        chair="Prof. Amundsen",
        coordinator="S. Keller",
        attendance=(
            an_attendance("王芳", Discipline.RADIOLOGY, left_at=time(9, 10)),
            an_attendance("Dr Grey"),
            an_attendance("Dr Marchetti-Østergård", Discipline.MEDICAL_ONCOLOGY, presence=Presence.REMOTE),
            an_attendance("Dr Ortega", Discipline.INTERVENTIONAL_RADIOLOGY, arrived_at=time(8, 5), left_at=time(9, 0)),
            an_attendance("Prof. Haugland", Discipline.COLORECTAL_SURGERY, presence=Presence.APOLOGIES),
        ),
        agenda=tuple(
            AgendaItem(case_id=one.case_id, question=question, outcome=outcome)
            for one, question, outcome in zip(cases, questions, outcomes, strict=True)
        ),
        state=MeetingState.CLOSED,
        closed_at=datetime(2026, 11, 23, 8, 45, tzinfo=UTC),
    )
    return a_sealed_meeting(*cases, meeting=meeting, is_demonstration=True, registry="Demonstration registry")
