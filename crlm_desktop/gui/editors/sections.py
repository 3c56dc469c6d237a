"""How the record is laid out on the form: its sections in order, and in each the fields with their widths."""

from __future__ import annotations

from dataclasses import dataclass

from crlm_desktop.case.record import PART_LABELS
from crlm_desktop.case.wording import Text

WHOLE = 4
SITES = (
    "lung",
    "peritoneum",
    "hilar_nodes",
    "distant_nodes",
    "bone",
    "brain",
    "local_recurrence",
    "other",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionPlan:
    """One section: a list of the record shown as a table when ``table`` names it, else fields with their columns."""

    id: str
    title: Text
    fields: tuple[tuple[str, int], ...] = ()
    table: str = ""
    sites: tuple[str, ...] = ()


def _fields(part: str, *items: str | tuple[str, int]) -> tuple[tuple[str, int], ...]:
    pairs = [(item, 1) if isinstance(item, str) else item for item in items]
    return tuple((f"{part}.{item}", span) for item, span in pairs)


def _section(part: str, *items: str | tuple[str, int]) -> SectionPlan:
    return SectionPlan(id=part, title=PART_LABELS[part], fields=_fields(part, *items))


def _table(part: str) -> SectionPlan:
    return SectionPlan(id=part, title=PART_LABELS[part], table=part)


SECTIONS: tuple[SectionPlan, ...] = (
    SectionPlan(id="question", title=Text("Question", "讨论问题"), fields=(("question", 3), ("as_of", 1))),
    _table("lesions"),
    _section("patient", "age_years", "sex", "height_cm", "weight_kg"),
    _section("fitness", ("ecog", 2), ("asa", 2), ("declines", 2), ("comorbidities", 2), ("wishes", WHOLE)),
    _section(
        "primary",
        "site",
        "state",
        "symptoms",
        "diagnosed_on",
        "resected_on",
        "t",
        "n",
        "rectal_radiotherapy",
        ("differentiation", 2),
    ),
    _section("molecular", "ras", "ras_variant", "braf", "mmr", "her2"),
    _section("metastases", "detected_on", "presentation", "episode"),
    _section("liver", ("quality", 2), ("technically_resectable", 2)),
    SectionPlan(
        id="liver.volumes_ml",
        title=PART_LABELS["liver.volumes_ml"],
        fields=_fields("liver.volumes_ml", "total", "tumour", "1", "2", "3", "4", "4a", "4b", "5", "6", "7", "8"),
    ),
    SectionPlan(
        id="liver.flr",
        title=PART_LABELS["liver.flr"],
        fields=_fields(
            "liver.flr",
            "percent",
            "ml",
            "standardised",
            "after",
            "weeks_since",
            "before_percent",
            ("resection", 2),
        ),
    ),
    _section(
        "function",
        "bilirubin_umol_l",
        "albumin_g_l",
        "inr",
        "platelets_1e9_l",
        "creatinine_umol_l",
        "icg_r15_percent",
        "lung_shunt_percent",
        "ascites",
        "encephalopathy",
        "portal_hypertension",
        "biliary_stent_or_anastomosis",
    ),
    _table("markers"),
    SectionPlan(
        id="extrahepatic",
        title=PART_LABELS["extrahepatic"],
        fields=(("extrahepatic.staged_on", 1),),
        sites=SITES,
    ),
    _table("systemic"),
    _table("local_treatments"),
    _section("imaging", "ct_on", "liver_mri_on", "pet_on"),
    _section("centre", ("offers", WHOLE)),
)


def section_of(path: str) -> str:
    """Return the id of the section that shows ``path``; of several the most particular one."""
    plain = path.split("[")[0]
    for section in SECTIONS:
        if plain in (section.id, section.table) or any(plain == field for field, _ in section.fields):
            return section.id
    found = [section.id for section in SECTIONS if plain.startswith(f"{section.id}.")]
    return max(found, key=len, default="question")
