"""The facts that are fields of the record: read off the catalogue of fields, so that a field is declared once."""

from __future__ import annotations

from collections.abc import Iterator

from crlm_desktop.case import choices as c
from crlm_desktop.case.fields import FIELDS, Field, Kind
from crlm_desktop.case.record import Extrahepatic
from crlm_desktop.case.wording import Choice, Text
from crlm_desktop.engine.facts.choices import CouinaudSegment
from crlm_desktop.engine.facts.declaration import LESION_PREFIX, Fact, FactKind, Scope
from crlm_desktop.engine.tri import FactId

SITES = tuple(path.split(".")[1] for path in FIELDS if path.startswith("extrahepatic.") and path.endswith(".state"))
"""The sites outside the liver, in the order of the record."""

_KINDS = {
    Kind.INTEGER: FactKind.NUMBER,
    Kind.NUMBER: FactKind.NUMBER,
    Kind.BOOLEAN: FactKind.STATEMENT,
    Kind.CHOICE: FactKind.CHOICE,
    Kind.CHOICES: FactKind.SET,
}
_ALIASES = {
    "patient.age_years": ("age",),
    "fitness.ecog": ("ecog",),
    "fitness.asa": ("asa",),
    "molecular.ras": ("ras",),
    "molecular.braf": ("braf",),
    "molecular.mmr": ("mmr",),
    "molecular.her2": ("her2",),
    "liver.quality": ("quality",),
    "function.bilirubin_umol_l": ("bilirubin",),
    "function.albumin_g_l": ("albumin",),
    "function.inr": ("inr",),
    "function.platelets_1e9_l": ("platelets",),
    "function.ascites": ("ascites",),
}
_CAN_LACK_VALUE = {"lesions[].vessel_distance_mm"}


def recorded_facts() -> Iterator[Fact]:
    """Yield a fact for each field of the case and of a lesion that is a number, a statement, a choice or a set."""
    for path, field in FIELDS.items():
        is_of_lesion = path.startswith(LESION_PREFIX)
        if field.kind in _KINDS and ("[]" not in path or is_of_lesion):
            yield _fact(field, Scope.LESION if is_of_lesion else Scope.CASE)


def _fact(field: Field, scope: Scope) -> Fact:
    return Fact(
        id=FactId(field.path.removesuffix(".state") if field.path.startswith("extrahepatic.") else field.path),
        kind=_KINDS[field.kind],
        scope=scope,
        label=_label(field),
        unit=field.unit,
        low=field.low or 0,
        high=field.high or 0,
        is_integer=field.kind is Kind.INTEGER,
        choices=_choices(field),
        help=field.help,
        record_path=field.path,
        entered_at=(field.path,),
        aliases=_ALIASES.get(field.path, ()),
        can_lack_value=field.path in _CAN_LACK_VALUE,
    )


def _choices(field: Field) -> tuple[Choice, ...]:
    return tuple(CouinaudSegment) if field.choices == tuple(c.Segment) else field.choices


def _label(field: Field) -> Text:
    """Return the label of the field, made to stand alone where the field's own needs the place that it is in."""
    place, _, item = field.path.rpartition(".")
    if place.startswith("extrahepatic."):
        site = _site_label(place.removeprefix("extrahepatic."))
        if item == "state":
            return Text(f"Disease: {site.en.lower()}", f"肝外病灶：{site.zh}")
        return Text(f"Number of lesions: {site.en.lower()}", f"病灶数：{site.zh}")
    if field.path == "liver.flr.standardised":
        return Text("Stated FLR is standardised", "所填 FLR 为标准化值")
    if field.path == "liver.flr.percent":
        return Text("Stated FLR", "填写的剩余肝比例")
    return field.label


def _site_label(site: str) -> Text:
    extra = Extrahepatic.model_fields[site].json_schema_extra
    assert isinstance(extra, dict)
    label = extra["x-label"]
    assert isinstance(label, dict)
    return Text(str(label["en"]), str(label["zh"]))
