"""What derives on the remnant, the function of the liver and disease outside it, and on what it hangs."""

from __future__ import annotations

from typing import Any

import pytest

from crlm_desktop.engine.interval import Interval
from tests.builders import a_lesion
from tests.engine.derived import known, table, value

# --- the remnant ------------------------------------------------------------------------------------------------------

BODY = {"height_cm": 170, "weight_kg": 70}


@pytest.mark.parametrize(
    ("height", "weight", "bsa", "telv"),
    [(170, 70, 1.8181, 1509.7), (160, 60, 1.6330, 1275.0), (180, 85, 2.0616, 1818.2)],
)
def test_that_the_estimated_volume_follows_vauthey(height: float, weight: float, bsa: float, telv: float) -> None:
    told = table(patient={"height_cm": height, "weight_kg": weight})
    assert told.value("patient.bsa_m2").number == pytest.approx(bsa, abs=5e-5)
    assert told.value("liver.estimated_total_ml").number == pytest.approx(telv, abs=0.05)


def test_that_the_body_mass_index_is_weight_over_height_squared() -> None:
    assert value("patient.bmi_kg_m2", patient=BODY).number == pytest.approx(24.221, abs=1e-3)


@pytest.mark.parametrize(("ml", "percent"), [(350, 23.18), (500, 33.12), (600, 39.74)])
def test_that_a_measured_volume_gives_the_standardised_remnant(ml: float, percent: float) -> None:
    found = value("flr.standardised_percent", patient=BODY, liver={"flr": {"ml": ml}})
    assert found.number == pytest.approx(percent, abs=5e-3)


def test_that_a_remnant_stated_as_standardised_stands() -> None:
    assert known("flr.standardised_percent", liver={"flr": {"percent": 27, "standardised": True}}) == 27


def test_that_a_remnant_stated_otherwise_is_no_standardised_one() -> None:
    found = value("flr.standardised_percent", liver={"flr": {"percent": 27, "standardised": False}})
    assert found.hangs_on == {"flr.standardised_percent"}
    by_volume = value("sflr.percent", patient=BODY, liver={"flr": {"percent": 27, "standardised": False, "ml": 350}})
    assert by_volume.number == pytest.approx(23.18, abs=5e-3)


def test_that_a_remnant_of_which_it_is_not_told_whether_it_is_standardised_is_either() -> None:
    found = value("flr.standardised_percent", patient=BODY, liver={"flr": {"percent": 27, "ml": 350}})
    assert found.interval is not None
    assert found.interval.low == pytest.approx(23.18, abs=5e-3)
    assert (found.interval.high, found.hangs_on) == (27, {"liver.flr.standardised"})
    alone = value("flr.standardised_percent", patient=BODY, liver={"flr": {"percent": 27}})
    assert (alone.possible, alone.hangs_on) == (Interval(0, 300), {"liver.flr.standardised", "liver.flr.ml"})


def test_that_the_remnant_is_as_stated_or_its_volume_over_the_liver_without_tumour() -> None:
    volumes = {"total": 1600, "tumour": 100}
    assert known("flr.percent", liver={"flr": {"percent": 27, "ml": 450}, "volumes_ml": volumes}) == 27
    assert known("flr.percent", liver={"flr": {"ml": 450}, "volumes_ml": volumes}) == 30


def test_that_a_remnant_of_which_nothing_was_measured_hangs_on_itself() -> None:
    assert value("flr.percent").hangs_on == {"flr.percent"}


def test_that_a_volume_without_the_whole_liver_bounds_the_remnant_from_below() -> None:
    found = value("flr.percent", liver={"flr": {"ml": 400}})
    assert found.possible == Interval(5, 100)
    assert found.hangs_on == {"liver.volumes_ml.total", "liver.volumes_ml.tumour"}


def test_that_a_liver_that_would_be_all_tumour_leaves_the_remnant_open() -> None:
    contradicted = {"flr": {"ml": 400}, "volumes_ml": {"total": 500, "tumour": 500}}
    assert value("flr.percent", liver=contradicted).possible == Interval(0, 100)


def test_that_volumes_give_the_parenchyma_and_the_share_of_the_tumour() -> None:
    told = table(liver={"volumes_ml": {"total": 1600, "tumour": 400}})
    assert (told.value("liver.parenchyma_ml").known, told.value("liver.tumour_fraction_percent").known) == (1200, 25)


def test_that_the_remnant_to_body_weight_counts_a_millilitre_as_a_gram() -> None:
    assert known("flr.percent_of_body_weight", patient=BODY, liver={"flr": {"ml": 350}}) == 0.5


@pytest.mark.parametrize(("ml", "percent"), [(364, 0.61), (573, 0.96)])
def test_that_the_remnant_to_body_weight_agrees_with_a_published_case(ml: float, percent: float) -> None:
    found = table(patient={"weight_kg": 59.7}, liver={"flr": {"ml": ml}}).value("flr.percent_of_body_weight")
    assert found.number == pytest.approx(percent, abs=5e-3)


def test_that_growth_and_its_rate_are_in_percentage_points() -> None:
    flr = {"percent": 31, "before_percent": 22, "after": "pve", "weeks_since": 3}
    told = table(liver={"flr": flr})
    assert told.value("flr.growth_percent_points").known == 9
    assert told.value("kgr.percent_per_week").known == 3


def test_that_growth_does_not_apply_without_augmentation() -> None:
    told = table(liver={"flr": {"percent": 31, "after": "none"}})
    assert told.value("flr.growth_percent_points").is_not_applicable
    assert told.value("kgr.percent_per_week").is_not_applicable


def test_that_a_remnant_before_augmentation_says_that_there_was_one() -> None:
    assert known("flr.growth_percent_points", liver={"flr": {"percent": 31, "before_percent": 22}}) == 9


def test_that_growth_may_not_apply_while_augmentation_is_unknown() -> None:
    found = value("kgr.percent_per_week", liver={"flr": {"percent": 31}})
    assert found.may_not_apply
    assert found.hangs_on == {"liver.flr.after", "liver.flr.before_percent", "liver.flr.weeks_since"}


def test_that_growth_within_no_time_has_no_rate() -> None:
    flr = {"percent": 31, "before_percent": 22, "after": "pve", "weeks_since": 0}
    assert value("kgr.percent_per_week", liver={"flr": flr}).hangs_on == {"liver.flr.weeks_since"}


# --- function ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bilirubin", "albumin", "score", "grade"),
    [(10, 40, -2.7400, 1), (17.1, 35, -2.1612, 2), (34, 28, -1.3692, 3)],
)
def test_that_albi_follows_its_formula(bilirubin: float, albumin: float, score: float, grade: int) -> None:
    told = table(function={"bilirubin_umol_l": bilirubin, "albumin_g_l": albumin})
    assert told.value("albi").number == pytest.approx(score, abs=5e-5)
    assert told.value("albi_grade").known == grade


def test_that_albi_of_no_bilirubin_counts_the_least_that_is_reported() -> None:
    assert value("albi", function={"bilirubin_umol_l": 0, "albumin_g_l": 40}).number == pytest.approx(-3.4)


@pytest.mark.parametrize(
    ("function", "points", "grade"),
    [
        ([17.1, 40, 1.0, "none", "none"], 5, "A"),
        ([42.75, 30, 1.8, "mild", "none"], 9, "B"),
        ([60, 25, 2.5, "moderate_severe", "grade_3_4"], 15, "C"),
        ([34.2, 35, 1.7, "none", "grade_1_2"], 9, "B"),
        ([51.3, 28, 2.3, "none", "none"], 8, "B"),
    ],
)
def test_that_child_pugh_follows_its_table(function: list[Any], points: int, grade: str) -> None:
    names = ("bilirubin_umol_l", "albumin_g_l", "inr", "ascites", "encephalopathy")
    told = table(function=dict(zip(names, function, strict=True)))
    assert (told.value("function.child_pugh_points").known, told.value("child_pugh").known) == (points, grade)


def test_that_child_pugh_is_open_only_as_far_as_it_must_be() -> None:
    found = table(function={"bilirubin_umol_l": 10, "albumin_g_l": 40, "inr": 1, "ascites": "none"})
    assert found.value("function.child_pugh_points").possible == Interval(5, 7)
    assert found.value("child_pugh").candidates == {"A", "B"}
    assert found.value("child_pugh").hangs_on == {"function.encephalopathy"}


# --- outside the liver ------------------------------------------------------------------------------------------------

SITES = ("lung", "peritoneum", "hilar_nodes", "distant_nodes", "bone", "brain", "local_recurrence", "other")
FREE = dict.fromkeys(SITES, "none")


def test_that_disease_outside_the_liver_is_none_only_when_every_site_is_said_to_be_free() -> None:
    assert known("extrahepatic.status", extrahepatic=FREE) == "none"
    found = value("extrahepatic.status", extrahepatic={**FREE, "bone": None})
    assert (len(found.candidates), found.hangs_on) == (4, {"extrahepatic.bone"})


def test_that_one_unresectable_site_settles_it() -> None:
    assert known("extrahepatic.status", extrahepatic={"bone": "unresectable"}) == "unresectable"


def test_that_the_gravest_state_counts() -> None:
    assert known("extrahepatic.status", extrahepatic={**FREE, "lung": "resectable", "bone": "indeterminate"}) == (
        "indeterminate"
    )


def test_that_a_resectable_site_leaves_only_graver_states_open() -> None:
    found = value("extrahepatic.status", extrahepatic={**FREE, "lung": "resectable", "bone": None})
    assert found.candidates == {"resectable", "indeterminate", "unresectable"}


def test_that_the_lung_can_be_left_out() -> None:
    assert known("extrahepatic.status_except_lung", extrahepatic={**FREE, "lung": "unresectable"}) == "none"


@pytest.mark.parametrize(
    ("sites", "is_present"),
    [
        (FREE, False),
        ({"lung": "resectable"}, True),
        ({**FREE, "lung": "indeterminate"}, None),
        ({**FREE, "bone": "indeterminate", "lung": "unresectable"}, True),
    ],
)
def test_that_an_indeterminate_site_leaves_it_open_whether_there_is_disease(
    sites: dict[str, str], is_present: bool | None
) -> None:
    assert known("extrahepatic.present", extrahepatic=sites) is is_present


def test_that_disease_of_indeterminate_nature_hangs_on_its_site() -> None:
    assert value("extrahepatic.present", extrahepatic={**FREE, "lung": "indeterminate"}).hangs_on == {
        "extrahepatic.lung"
    }


# --- ages -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fact", "parts"),
    [
        ("extrahepatic.staging_days", {"extrahepatic": {"staged_on": "2026-11-01"}}),
        ("imaging.ct.days", {"imaging": {"ct_on": "2026-11-01"}}),
        ("imaging.liver_mri.days", {"imaging": {"liver_mri_on": "2026-11-01"}}),
        ("imaging.pet.days", {"imaging": {"pet_on": "2026-11-01"}}),
    ],
)
def test_that_the_age_of_an_examination_counts_days_to_the_date_of_the_record(fact: str, parts: dict[str, Any]) -> None:
    assert known(fact, as_of="2026-11-23", **parts) == 22
    assert value(fact, **parts).hangs_on == {"as_of"}
    assert value(fact, as_of="2026-11", **parts).possible == Interval(0, 29)


# --- the team's judgement ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("stated", "judged"), [(None, False), (True, False), (False, True)])
def test_that_only_what_the_team_said_counts_as_its_judgement(stated: bool | None, judged: bool) -> None:
    assert known("liver.judged_unresectable", liver={"technically_resectable": stated}) is judged


def test_that_a_liver_each_lesion_of_which_is_judged_unresectable_is_so_itself_unless_the_team_says_otherwise() -> None:
    each = [a_lesion(resectable=False), a_lesion(id="L2", segments=["3"], resectable=False)]
    assert known("liver.judged_unresectable", lesions=each) is True
    assert known("liver.judged_unresectable", lesions=[*each, a_lesion(id="L3", segments=["6"])]) is False
    assert known("liver.judged_unresectable", lesions=each, liver={"technically_resectable": True}) is False


@pytest.mark.parametrize(
    ("parts", "is_told"),
    [
        ({}, False),
        ({"liver": {"flr": {"percent": 30}}}, False),
        ({"liver": {"flr": {"percent": 30, "after": "none", "before_percent": 30}}}, False),
        ({"liver": {"flr": {"percent": 30, "after": "pve"}}}, True),
        ({"liver": {"flr": {"percent": 30, "before_percent": 22}}}, True),
        ({"local_treatments": [{"kind": "hepatectomy"}]}, False),
        ({"local_treatments": [{"kind": "pve"}]}, True),
    ],
)
def test_that_an_enlargement_counts_once_the_record_tells_of_one(parts: dict[str, Any], is_told: bool) -> None:
    assert known("flr.recorded_as_enlarged", **parts) is is_told
