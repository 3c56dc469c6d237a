"""The catalogue of record fields, from which forms, facts and messages take names, units and ranges."""

from __future__ import annotations

import pytest

from crlm_desktop.case import choices
from crlm_desktop.case.fields import FIELDS, Kind, field_of, fields_of, name_of
from crlm_desktop.case.wording import Choice, Text


def test_that_every_field_is_named_in_both_languages() -> None:
    unnamed = [field.path for field in FIELDS.values() if not (field.label.en.strip() and field.label.zh.strip())]
    assert unnamed == []


def test_that_every_stated_value_is_named_in_both_languages() -> None:
    kinds = [kind for kind in vars(choices).values() if isinstance(kind, type) and issubclass(kind, Choice)]
    assert len(kinds) > 25
    assert [member for kind in kinds for member in kind if not (member.label.en and member.label.zh)] == []


@pytest.mark.parametrize(
    ("path", "kind", "unit", "low", "high"),
    [
        ("patient.age_years", Kind.INTEGER, "years", 18, 110),
        ("lesions[].size_mm", Kind.NUMBER, "mm", 0, 300),
        ("liver.volumes_ml.4a", Kind.NUMBER, "ml", 0, 3000),
        ("liver.flr.standardised", Kind.BOOLEAN, "", None, None),
        ("fitness.declines", Kind.CHOICES, "", None, None),
        ("systemic[].agents", Kind.TEXTS, "", None, None),
        ("imaging.liver_mri_on", Kind.DATE, "", None, None),
        ("markers", Kind.ENTRIES, "", None, None),
        ("extrahepatic.lung.state", Kind.CHOICE, "", None, None),
    ],
)
def test_that_a_field_tells_its_kind_unit_and_range(
    path: str, kind: Kind, unit: str, low: float | None, high: float | None
) -> None:
    field = FIELDS[path]
    assert (field.kind, field.unit, field.low, field.high) == (kind, unit, low, high)


def test_that_a_site_outside_the_liver_is_named_after_the_site() -> None:
    assert FIELDS["extrahepatic.lung.state"].label == Text("Lung", "肺")
    assert FIELDS["extrahepatic.lung.count"].label.en == "Lung: number of lesions"


def test_that_a_path_into_a_list_leads_to_the_field_of_its_entries() -> None:
    assert field_of("lesions[3].size_mm") is FIELDS["lesions[].size_mm"]
    assert field_of("lesions[0].segments[1]") is FIELDS["lesions[].segments"]
    assert field_of("lesions[0].colour") is None


def test_that_the_name_of_a_path_counts_entries_from_one() -> None:
    assert name_of("systemic[1].started_on").en == "Systemic treatment 2: started on"
    assert name_of("liver.volumes_ml").en == "Volumetry"
    assert name_of("nowhere").en == "nowhere"


def test_that_the_fields_of_a_part_stand_in_the_order_of_the_record() -> None:
    assert [field.item for field in fields_of("molecular")] == ["ras", "ras_variant", "braf", "mmr", "her2"]
