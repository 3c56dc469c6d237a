"""The case file ``crlm.case/1``: what is known about a case, as frozen models in which ``None`` means unknown."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    StringConstraints,
    model_serializer,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema
from typing_extensions import override

from crlm_desktop.case import choices as c
from crlm_desktop.case.dates import PartialDate
from crlm_desktop.case.wording import Text

SCHEMA_ID = "crlm.case/1"
MAX_LESIONS = 200
MAX_ENTRIES = 500
MAX_TEXT = 20_000

ShortText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
LongText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_TEXT)]
LesionId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,15}$")]


def known_as(en: str, zh: str, *, unit: str = "", help_en: str = "", help_zh: str = "", **constraints: Any) -> Any:
    """Declare a field that may be unknown: its name in both languages, its unit, its help and its constraints."""
    extra: dict[str, Any] = {"x-label": {"en": en, "zh": zh}}
    if unit:
        extra["x-unit"] = unit
    if help_en:
        extra["x-help"] = {"en": help_en, "zh": help_zh}
    return Field(default=None, title=en, json_schema_extra=extra, **constraints)


class Record(BaseModel):
    """A part of the case file: frozen, without unknown keys, infinities or texts in place of numbers."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        validate_by_alias=True,
        validate_by_name=True,
        serialize_by_alias=True,
    )


class Patient(Record):
    """The person, without anything that identifies her or him."""

    age_years: int | None = known_as("Age", "年龄", unit="years", ge=18, le=110)
    sex: c.Sex | None = known_as("Sex", "性别")
    height_cm: float | None = known_as("Height", "身高", unit="cm", ge=100, le=230)
    weight_kg: float | None = known_as("Weight", "体重", unit="kg", ge=25, le=300)


class Fitness(Record):
    """What the person can bear and wants."""

    ecog: int | None = known_as(
        "ECOG performance status",
        "ECOG 体能状态",
        ge=0,
        le=4,
        help_en="0 fully active; 1 restricted in strenuous activity; 2 up more than half of the day; "
        "3 in bed or chair more than half of the day; 4 bedridden.",
        help_zh="0 活动完全正常；1 重体力活动受限；2 白天一半以上时间可起床活动；"
        "3 白天一半以上时间卧床或坐椅；4 完全卧床。",
    )
    asa: int | None = known_as(
        "ASA class",
        "ASA 分级",
        ge=1,
        le=5,
        help_en="Anaesthetist's physical status class.",
        help_zh="麻醉科体格状态分级。",
    )
    declines: tuple[c.TreatmentFamily, ...] | None = known_as(
        "Declines",
        "患者拒绝的治疗",
        max_length=len(c.TreatmentFamily),
        help_en="Treatments that the person does not want. An empty list says that nothing is declined.",
        help_zh="患者不愿接受的治疗类别。空列表表示没有拒绝任何治疗。",
    )
    comorbidities: tuple[ShortText, ...] | None = known_as("Comorbidities", "合并症", max_length=MAX_ENTRIES)
    wishes: LongText | None = known_as("Wishes", "患者意愿")


class Primary(Record):
    """The primary tumour in the colon or rectum."""

    site: c.PrimarySite | None = known_as("Site of the primary", "原发灶部位")
    state: c.PrimaryState | None = known_as("State of the primary", "原发灶状态")
    symptoms: c.PrimarySymptoms | None = known_as("Symptoms of the primary", "原发灶症状")
    t: c.TStage | None = known_as("T stage", "T 分期")
    n: c.NStage | None = known_as("N stage", "N 分期")
    differentiation: c.Differentiation | None = known_as("Differentiation", "分化程度")
    rectal_radiotherapy: c.RectalRadiotherapy | None = known_as("Radiotherapy of the rectum", "直肠放疗")
    diagnosed_on: PartialDate | None = known_as("Primary diagnosed on", "原发灶诊断日期")
    resected_on: PartialDate | None = known_as("Primary resected on", "原发灶切除日期")


class Molecular(Record):
    """Molecular type of the tumour."""

    ras: c.Ras | None = known_as(
        "RAS", "RAS", help_en="KRAS and NRAS, exons 2, 3 and 4.", help_zh="KRAS 与 NRAS 第 2、3、4 外显子。"
    )
    ras_variant: ShortText | None = known_as(
        "RAS variant", "RAS 变异类型", help_en="For example KRAS G12C.", help_zh="例如 KRAS G12C。"
    )
    braf: c.Braf | None = known_as("BRAF", "BRAF")
    mmr: c.Mmr | None = known_as("MMR / MSI", "MMR / MSI")
    her2: c.Her2 | None = known_as("HER2", "HER2")


class Metastases(Record):
    """When and how the liver metastases came."""

    detected_on: PartialDate | None = known_as("Liver metastases found on", "肝转移发现日期")
    presentation: c.Presentation | None = known_as(
        "Presentation",
        "转移时相",
        help_en="As stated by the team. Left open, it is derived from the dates: synchronous means found at, "
        "before or within 6 months of the diagnosis of the primary.",
        help_zh="由团队填写；不填时由日期推算：原发灶确诊时、之前或之后 6 个月内发现者为同时性。",
    )
    episode: c.Episode | None = known_as(
        "Episode",
        "疾病阶段",
        help_en="Recurrence means liver disease after an earlier curative local treatment of the liver.",
        help_zh="“复发”指肝脏既往根治性局部治疗后再次出现肝转移。",
    )


class Lesion(Record):
    """One liver metastasis, which keeps its identity for life."""

    id: LesionId = Field(title="Lesion", json_schema_extra={"x-label": {"en": "Lesion", "zh": "病灶"}})
    segments: tuple[c.Segment, ...] | None = known_as(
        "Segments",
        "所在肝段",
        min_length=1,
        max_length=len(c.Segment),
        help_en="Couinaud's segments; the first one holds the centre of the lesion.",
        help_zh="Couinaud 分段；第一个为病灶中心所在肝段。",
    )
    size_mm: float | None = known_as(
        "Size",
        "最大径",
        unit="mm",
        ge=0,
        le=300,
        help_en="Largest diameter now; 0 for a vanished lesion.",
        help_zh="当前最大径；影像学消失者为 0。",
    )
    size_before_mm: float | None = known_as(
        "Size before",
        "治疗前最大径",
        unit="mm",
        ge=0,
        le=300,
        help_en="Largest diameter before the present line of systemic treatment.",
        help_zh="本线全身治疗前的最大径。",
    )
    state: c.LesionState | None = known_as("State", "状态")
    depth: c.Depth | None = known_as("Depth", "深度")
    vessel: c.Vessel | None = known_as(
        "Nearest vessel", "最近血管", help_en="Of 3 mm or more.", help_zh="直径 ≥ 3 mm 的血管。"
    )
    vessel_distance_mm: float | None = known_as("Distance to vessel", "距血管距离", unit="mm", ge=0, le=200)
    bile_duct_distance_mm: float | None = known_as(
        "Distance to bile duct",
        "距胆管距离",
        unit="mm",
        ge=0,
        le=200,
        help_en="To a first or second order duct.",
        help_zh="至一级或二级胆管。",
    )
    bowel_distance_mm: float | None = known_as(
        "Distance to bowel",
        "距胃肠道距离",
        unit="mm",
        ge=0,
        le=300,
        help_en="To stomach, duodenum or bowel.",
        help_zh="至胃、十二指肠或肠道。",
    )
    visible_on: tuple[c.Modality, ...] | None = known_as("Visible on", "可见于", max_length=len(c.Modality))
    resectable: bool | None = known_as(
        "Resectable",
        "可切除",
        help_en="The team's judgement; it overrides what is derived.",
        help_zh="团队判断，优先于系统推导。",
    )
    ablatable: bool | None = known_as(
        "Ablatable",
        "可消融",
        help_en="The team's judgement; it overrides what is derived.",
        help_zh="团队判断，优先于系统推导。",
    )
    sbrt_feasible: bool | None = known_as(
        "SBRT feasible",
        "可行 SBRT",
        help_en="The team's judgement; it overrides what is derived.",
        help_zh="团队判断，优先于系统推导。",
    )
    previous_treatment: c.PreviousTreatment | None = known_as(
        "Treated before",
        "该病灶既往治疗",
        help_en="This lesion is a local recurrence after that treatment.",
        help_zh="该病灶为此治疗后的局部复发。",
    )


Volume = Annotated[float, Field(ge=0, le=3000)]


class Volumes(Record):
    """Measured volumes in ml: the liver, the tumour in it, and any of the segments."""

    total: float | None = known_as(
        "Liver volume", "全肝体积", unit="ml", ge=300, le=8000, help_en="Tumour included.", help_zh="含肿瘤。"
    )
    tumour: float | None = known_as("Tumour volume", "肿瘤体积", unit="ml", ge=0, le=7000)
    segment_1: Volume | None = known_as("Segment 1", "S1 体积", unit="ml", alias="1")
    segment_2: Volume | None = known_as("Segment 2", "S2 体积", unit="ml", alias="2")
    segment_3: Volume | None = known_as("Segment 3", "S3 体积", unit="ml", alias="3")
    segment_4: Volume | None = known_as("Segment 4", "S4 体积", unit="ml", alias="4")
    segment_4a: Volume | None = known_as("Segment 4a", "S4a 体积", unit="ml", alias="4a")
    segment_4b: Volume | None = known_as("Segment 4b", "S4b 体积", unit="ml", alias="4b")
    segment_5: Volume | None = known_as("Segment 5", "S5 体积", unit="ml", alias="5")
    segment_6: Volume | None = known_as("Segment 6", "S6 体积", unit="ml", alias="6")
    segment_7: Volume | None = known_as("Segment 7", "S7 体积", unit="ml", alias="7")
    segment_8: Volume | None = known_as("Segment 8", "S8 体积", unit="ml", alias="8")

    def of_segment(self, segment: c.Segment) -> float | None:
        """Return the measured volume of ``segment`` in ml, or ``None`` when it was not measured."""
        value: float | None = getattr(self, f"segment_{segment.value}")
        return value


class Remnant(Record):
    """A measured future liver remnant (FLR) for one planned resection."""

    ml: float | None = known_as("FLR volume", "剩余肝体积", unit="ml", ge=0, le=5000)
    percent: float | None = known_as("FLR", "剩余肝比例 (FLR)", unit="%", ge=0, le=100)
    standardised: bool | None = known_as(
        "Standardised",
        "标准化",
        help_en="Divided by the estimated total liver volume instead of the measured one.",
        help_zh="以估算的标准肝体积（而非实测肝体积）为分母。",
    )
    after: c.Augmentation | None = known_as("Measured after", "测量于何种增容之后")
    weeks_since: float | None = known_as("Weeks since augmentation", "距增容周数", unit="weeks", ge=0, le=104)
    before_percent: float | None = known_as("FLR before augmentation", "增容前 FLR", unit="%", ge=0, le=100)
    resection: ShortText | None = known_as("Planned resection", "拟行切除")


class Liver(Record):
    """The liver around the metastases."""

    quality: c.LiverQuality | None = known_as("Liver quality", "肝脏背景")
    volumes_ml: Volumes | None = None
    flr: Remnant | None = None
    technically_resectable: bool | None = known_as(
        "Technically resectable",
        "技术上可切除",
        help_en="The team's judgement for the whole liver disease.",
        help_zh="团队对全部肝内病灶的判断。",
    )


class Function(Record):
    """Liver function and what bears on it."""

    bilirubin_umol_l: float | None = known_as("Bilirubin", "总胆红素", unit="µmol/L", ge=0, le=1000)
    albumin_g_l: float | None = known_as("Albumin", "白蛋白", unit="g/L", ge=5, le=80)
    inr: float | None = known_as("INR", "INR", ge=0.5, le=15)
    platelets_1e9_l: float | None = known_as("Platelets", "血小板", unit="10⁹/L", ge=0, le=2000)
    creatinine_umol_l: float | None = known_as("Creatinine", "肌酐", unit="µmol/L", ge=5, le=2500)
    ascites: c.Ascites | None = known_as("Ascites", "腹水")
    encephalopathy: c.Encephalopathy | None = known_as("Encephalopathy", "肝性脑病")
    icg_r15_percent: float | None = known_as("ICG-R15", "ICG-R15", unit="%", ge=0, le=100)
    portal_hypertension: bool | None = known_as("Portal hypertension", "门静脉高压")
    lung_shunt_percent: float | None = known_as("Lung shunt", "肺分流率", unit="%", ge=0, le=100)
    biliary_stent_or_anastomosis: bool | None = known_as("Biliary stent or anastomosis", "胆道支架或胆肠吻合")


class Marker(Record):
    """One measurement of a tumour marker."""

    name: c.MarkerName | None = known_as("Marker", "标志物")
    value: float | None = known_as("Value", "数值", ge=0, le=1_000_000)
    unit: c.MarkerUnit | None = known_as("Unit", "单位")
    on: PartialDate | None = known_as("Taken on", "检测日期")
    moment: c.Moment | None = known_as("Moment", "时点")


class SiteStatus(Record):
    """Disease at one site outside the liver; a case file may give the state alone."""

    state: c.SiteState | None = known_as("State", "状态")
    count: int | None = known_as("Number of lesions", "病灶数", ge=0, le=500)
    note: LongText | None = known_as("Note", "备注")

    @model_serializer(mode="wrap")
    def _state_alone_is_text(self, handler: Any) -> Any:
        data = handler(self)
        alone = self.state is not None and self.count is None and self.note is None
        return str(self.state) if alone else data

    @override
    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe both forms: the state alone, or the object."""
        return {"anyOf": [{"enum": [str(state) for state in c.SiteState]}, handler(schema)]}


class Extrahepatic(Record):
    """Disease outside the liver, site by site."""

    lung: SiteStatus | None = known_as("Lung", "肺")
    peritoneum: SiteStatus | None = known_as("Peritoneum", "腹膜")
    hilar_nodes: SiteStatus | None = known_as("Nodes of the liver hilum", "肝门淋巴结")
    distant_nodes: SiteStatus | None = known_as(
        "Distant nodes",
        "远处淋巴结",
        help_en="Coeliac, para-aortic and beyond.",
        help_zh="腹腔干、腹主动脉旁及更远处。",
    )
    bone: SiteStatus | None = known_as("Bone", "骨")
    brain: SiteStatus | None = known_as("Brain", "脑")
    local_recurrence: SiteStatus | None = known_as("Local recurrence of the primary", "原发灶局部复发")
    other: SiteStatus | None = known_as("Other site", "其他部位")
    staged_on: PartialDate | None = known_as(
        "Staged on",
        "分期检查日期",
        help_en="Date of the staging CT or PET that says so.",
        help_zh="作出上述判断的分期 CT 或 PET 日期。",
    )


class SystemicLine(Record):
    """One line of systemic treatment."""

    line: int | None = known_as("Line", "治疗线数", ge=1, le=20)
    agents: tuple[ShortText, ...] | None = known_as(
        "Agents", "药物", max_length=20, help_en="Generic names, lower case.", help_zh="通用名（英文小写）。"
    )
    regimen: ShortText | None = known_as("Regimen", "方案")
    started_on: PartialDate | None = known_as("Started on", "开始日期")
    ended_on: PartialDate | None = known_as("Ended on", "结束日期")
    ongoing: bool | None = known_as("Ongoing", "正在进行")
    cycles: int | None = known_as("Cycles", "周期数", ge=0, le=200)
    response: c.Response | None = known_as("Response", "疗效")
    intent: c.SystemicIntent | None = known_as("Intent", "治疗目的")


class LocalTreatment(Record):
    """One local treatment of the liver that was given."""

    kind: c.LocalKind | None = known_as("Treatment", "治疗")
    on: PartialDate | None = known_as("Date", "日期")
    segments: tuple[c.Segment, ...] | None = known_as("Segments", "肝段", max_length=len(c.Segment))
    lesions: tuple[LesionId, ...] | None = known_as("Lesions", "病灶", max_length=MAX_LESIONS)
    note: LongText | None = known_as("Note", "备注")


class Imaging(Record):
    """When the liver was last looked at."""

    ct_on: PartialDate | None = known_as("CT on", "CT 日期")
    liver_mri_on: PartialDate | None = known_as("Liver MRI on", "肝脏 MRI 日期")
    pet_on: PartialDate | None = known_as("PET on", "PET 日期")


class Centre(Record):
    """What can be done here."""

    offers: tuple[c.Offer, ...] | None = known_as(
        "Offered here",
        "本中心可开展",
        max_length=len(c.Offer),
        help_en="Left open, the setting of the registry holds.",
        help_zh="不填则采用登记库的设置。",
    )


class Case(Record):
    """A whole case as far as it is known; it holds no name, number or birth date."""

    schema_id: Literal["crlm.case/1"] = Field(alias="schema")
    as_of: PartialDate | None = known_as(
        "As of",
        "截至日期",
        help_en="The record speaks to this date; intervals are counted to it.",
        help_zh="病历所反映的日期，时间间隔以此计算。",
    )
    question: LongText | None = known_as("Question to the team", "提交讨论的问题")
    patient: Patient = Patient()
    fitness: Fitness = Fitness()
    primary: Primary = Primary()
    molecular: Molecular = Molecular()
    metastases: Metastases = Metastases()
    lesions: tuple[Lesion, ...] | None = known_as(
        "Lesions",
        "肝内病灶",
        max_length=MAX_LESIONS,
        help_en="An empty list says that no lesion is left.",
        help_zh="空列表表示已无病灶。",
    )
    liver: Liver = Liver()
    function: Function = Function()
    markers: tuple[Marker, ...] | None = known_as("Tumour markers", "肿瘤标志物", max_length=MAX_ENTRIES)
    extrahepatic: Extrahepatic = Extrahepatic()
    systemic: tuple[SystemicLine, ...] | None = known_as("Systemic treatment", "全身治疗", max_length=50)
    local_treatments: tuple[LocalTreatment, ...] | None = known_as("Local treatments", "局部治疗", max_length=100)
    imaging: Imaging = Imaging()
    centre: Centre = Centre()

    @model_validator(mode="after")
    def _lesions_differ(self) -> Case:
        ids = [lesion.id for lesion in self.lesions or ()]
        for index, lesion_id in enumerate(ids):
            if lesion_id in ids[:index]:
                raise PydanticCustomError("duplicate_lesion", "lesion id twice", {"at": index, "id": lesion_id})
        return self

    def lesion(self, lesion_id: str) -> Lesion | None:
        """Return the lesion of that id, or ``None``."""
        return next((lesion for lesion in self.lesions or () if lesion.id == lesion_id), None)


PARTS = (
    "patient",
    "fitness",
    "primary",
    "molecular",
    "metastases",
    "liver",
    "function",
    "extrahepatic",
    "imaging",
    "centre",
)
PART_LABELS = {
    "patient": Text("Patient", "患者"),
    "fitness": Text("Fitness and wishes", "体能与意愿"),
    "primary": Text("Primary tumour", "原发灶"),
    "molecular": Text("Molecular type", "分子分型"),
    "metastases": Text("Liver metastases", "肝转移"),
    "lesions": Text("Lesions", "肝内病灶"),
    "liver": Text("Liver", "肝脏"),
    "liver.volumes_ml": Text("Volumetry", "肝体积测量"),
    "liver.flr": Text("Future liver remnant", "剩余肝体积"),
    "function": Text("Liver function", "肝功能"),
    "markers": Text("Tumour markers", "肿瘤标志物"),
    "extrahepatic": Text("Disease outside the liver", "肝外病灶"),
    "systemic": Text("Systemic treatment", "全身治疗"),
    "local_treatments": Text("Earlier local treatment", "既往局部治疗"),
    "imaging": Text("Imaging", "影像检查"),
    "centre": Text("This centre", "本中心"),
}
