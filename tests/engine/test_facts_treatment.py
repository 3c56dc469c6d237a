"""What derives on treatment given, markers, the centre and wishes, and on what it hangs."""

from __future__ import annotations

from typing import Any

import pytest

from crlm_desktop.engine.facts import FactValue, Members
from crlm_desktop.engine.interval import Interval
from tests.engine.derived import known, table, value

# --- systemic treatment -----------------------------------------------------------------------------------------------


def systemic(fact: str, *lines: dict[str, Any], as_of: str | None = "2026-11-23") -> FactValue:
    return value(fact, as_of=as_of, systemic=list(lines))


SYSTEMIC_FACTS = (
    "given",
    "lines",
    "cycles",
    "total_cycles",
    "weeks_on_treatment",
    "last_response",
    "last_intent",
    "ongoing",
    "weeks_since_last",
    "drugs",
)


@pytest.mark.parametrize("name", SYSTEMIC_FACTS)
def test_that_what_nobody_told_of_systemic_treatment_hangs_on_its_list(name: str) -> None:
    assert value(f"systemic.{name}").hangs_on == {"systemic"}


def test_that_no_systemic_treatment_is_a_statement_of_its_own() -> None:
    expected = [False, 0, 0, 0, 0, None, None, False, None, frozenset()]
    found = [systemic(f"systemic.{name}") for name in SYSTEMIC_FACTS]
    assert [one.known for one in found] == expected
    assert [one.fact.rpartition(".")[2] for one in found if one.is_not_applicable] == [
        "last_response",
        "last_intent",
        "weeks_since_last",
    ]


@pytest.mark.parametrize(
    ("numbers", "lines"), [([1], 1), ([1, 2], 2), ([None], 1), ([None, None], 2), ([2], 2), ([1, 1], 1), ([1, None], 2)]
)
def test_that_lines_are_the_highest_number_or_their_count(numbers: list[int | None], lines: int) -> None:
    assert systemic("systemic.lines", *({"line": number} for number in numbers)).known == lines


@pytest.mark.parametrize(
    "lines",
    [
        [{"cycles": 4}, {"cycles": 6}],
        [{"line": 2, "cycles": 6}, {"line": 1, "cycles": 4}],
        [{"started_on": "2026-06", "cycles": 6}, {"started_on": "2025-01", "cycles": 4}],
        [{"line": 1, "cycles": 4}, {"line": 1, "cycles": 6}],
        [{"line": 2, "cycles": 4}, {"cycles": 6}],
    ],
)
def test_that_the_latest_line_is_found_by_number_by_start_or_by_order(lines: list[dict[str, Any]]) -> None:
    assert systemic("cycles", *lines).known == 6


def test_that_cycles_that_are_not_told_are_open() -> None:
    assert systemic("systemic.cycles", {"line": 1}).hangs_on == {"systemic[0].cycles"}
    total = systemic("systemic.total_cycles", {"cycles": 4}, {"line": 2})
    assert (total.possible, total.hangs_on) == (Interval(4, 204), {"systemic[1].cycles"})


def test_that_weeks_on_treatment_count_to_the_end_or_to_the_date_of_the_record() -> None:
    ended = systemic("systemic.weeks_on_treatment", {"started_on": "2026-09-01", "ended_on": "2026-09-29"})
    goes_on = systemic("systemic.weeks_on_treatment", {"started_on": "2026-11-02", "ongoing": True})
    assert (ended.known, goes_on.known) == (4, 3)


FOLFOX_12_WEEKS = {
    "agents": ["fluorouracil", "oxaliplatin"],
    "started_on": "2026-03-02",
    "ended_on": "2026-05-25",
    "cycles": 6,
}
IMMUNOTHERAPY_20_WEEKS = {
    "agents": ["pembrolizumab"],
    "started_on": "2026-06-01",
    "ended_on": "2026-10-19",
    "cycles": 7,
}


@pytest.mark.parametrize(
    ("lines", "weeks", "cycles"),
    [
        ([], 0, 0),
        ([FOLFOX_12_WEEKS], 12, 6),
        ([IMMUNOTHERAPY_20_WEEKS], 0, 0),
        ([FOLFOX_12_WEEKS, IMMUNOTHERAPY_20_WEEKS], 12, 6),
        ([IMMUNOTHERAPY_20_WEEKS, {**FOLFOX_12_WEEKS, "started_on": "2026-03-09"}], 11, 6),
        ([{**FOLFOX_12_WEEKS, "agents": ["mitomycin"]}], 12, 6),
    ],
)
def test_that_only_a_line_with_chemotherapy_counts_as_chemotherapy(
    lines: list[dict[str, Any]], weeks: float, cycles: int
) -> None:
    assert known("chemotherapy.weeks", as_of="2026-11-23", systemic=lines) == weeks
    assert known("chemotherapy.cycles", as_of="2026-11-23", systemic=lines) == cycles


def test_that_a_line_of_unknown_drugs_may_be_chemotherapy_or_not() -> None:
    without_drugs = {**IMMUNOTHERAPY_20_WEEKS, "agents": None}

    found = systemic("chemotherapy.weeks", FOLFOX_12_WEEKS, without_drugs)

    assert found.interval == Interval(12, 20)
    assert "systemic[1].agents" in found.hangs_on


def test_that_chemotherapy_of_unknown_drugs_and_length_hangs_on_both() -> None:
    found = systemic("chemotherapy.weeks", {"started_on": "2026-09-01"})

    assert found.interval == Interval(0, 2000)
    assert found.hangs_on == {"systemic[0].ended_on", "systemic[0].agents"}


@pytest.mark.parametrize("name", ["chemotherapy.weeks", "chemotherapy.cycles"])
def test_that_chemotherapy_of_which_nobody_told_hangs_on_the_list_of_lines(name: str) -> None:
    assert value(name).hangs_on == {"systemic"}


def test_that_weeks_on_treatment_hang_on_the_missing_date() -> None:
    found = systemic("systemic.weeks_on_treatment", {"started_on": "2026-09-01"})
    assert found.hangs_on == {"systemic[0].ended_on"}
    found = systemic("systemic.weeks_on_treatment", {"started_on": "2026-09-01", "ongoing": True}, as_of=None)
    assert found.hangs_on == {"as_of"}


def test_that_the_last_response_and_intent_are_those_of_the_latest_line() -> None:
    lines = ({"response": "PD"}, {"response": "PR", "intent": "conversion"})
    assert systemic("response", *lines).known == "PR"
    assert systemic("systemic.last_intent", *lines).known == "conversion"
    assert systemic("response", {"line": 1}).hangs_on == {"systemic[0].response"}


@pytest.mark.parametrize(
    ("line", "goes_on"), [({"ongoing": True}, True), ({"ended_on": "2026-09"}, False), ({"line": 1}, None)]
)
def test_that_a_line_with_an_end_does_not_go_on(line: dict[str, Any], goes_on: bool | None) -> None:
    assert systemic("systemic.ongoing", line).known is goes_on


@pytest.mark.parametrize(
    ("line", "as_of", "weeks", "hangs_on"),
    [
        ({"ended_on": "2026-11-02"}, "2026-11-23", Interval(3, 3), set()),
        ({"ongoing": True}, "2026-11-23", Interval(0, 0), set()),
        ({"ended_on": "2026-11-02"}, None, Interval(0, 5000), {"as_of"}),
        ({"ongoing": False}, None, Interval(0, 5000), {"as_of", "systemic[0].ended_on"}),
        ({"ended_on": "2026-12-24", "ongoing": False}, "2026-11-23", Interval(0, 0), set()),
        ({"ongoing": False}, "2026-11-23", Interval(0, 5000), {"systemic[0].ended_on"}),
        ({"started_on": "2026-11-02"}, "2026-11-23", Interval(0, 3), {"systemic[0].ended_on"}),
        ({"started_on": "2026-12-02"}, "2026-11-23", Interval(0, 0), set()),
        ({"ended_on": "2026-11"}, "2026-11-23", Interval(0, 22 / 7), {"systemic[0].ended_on", "as_of"}),
    ],
)
def test_that_weeks_since_treatment_are_as_open_as_they_must_be(
    line: dict[str, Any], as_of: str | None, weeks: Interval, hangs_on: set[str]
) -> None:
    found = systemic("systemic.weeks_since_last", line, as_of=as_of)
    assert (found.possible, found.hangs_on) == (weeks, hangs_on)


@pytest.mark.parametrize(
    ("line", "drugs"),
    [
        ({"agents": ["fluorouracil", "leucovorin", "oxaliplatin"]}, {"fluoropyrimidine", "oxaliplatin"}),
        ({"agents": ["capecitabine", "irinotecan", "cetuximab"]}, {"fluoropyrimidine", "irinotecan", "anti_egfr"}),
        ({"agents": ["FOLFOX", "bevacizumab"]}, {"fluoropyrimidine", "oxaliplatin", "anti_vegf"}),
        ({"agents": ["pembrolizumab"]}, {"immunotherapy"}),
        ({"agents": ["纳武利尤单抗", "伊匹木单抗"]}, {"immunotherapy"}),
        ({"agents": ["贝伐珠单抗"], "regimen": "FOLFIRI"}, {"anti_vegf", "fluoropyrimidine", "irinotecan"}),
        (
            {"agents": ["encorafenib", "trastuzumab", "sotorasib"]},
            {"braf_inhibitor", "her2_directed", "kras_g12c_inhibitor"},
        ),
        ({"agents": ["trifluridine/tipiracil"]}, {"late_line"}),
        ({"agents": ["moonshine"]}, {"other"}),
        ({"agents": []}, set()),
    ],
)
def test_that_drugs_are_recognised_by_their_names(line: dict[str, Any], drugs: set[str]) -> None:
    assert systemic("systemic.drugs", line).known == drugs


@pytest.mark.parametrize(
    ("regimen", "drugs"),
    [
        ("FOLFOXIRI + bev", {"fluoropyrimidine", "oxaliplatin", "irinotecan", "anti_vegf"}),
        ("mFOLFOX6", {"fluoropyrimidine", "oxaliplatin"}),
        ("CAPOX", {"fluoropyrimidine", "oxaliplatin"}),
        ("FOLFIRI + cet", {"fluoropyrimidine", "irinotecan", "anti_egfr"}),
    ],
)
def test_that_a_regimen_tells_at_least_its_own_drugs(regimen: str, drugs: set[str]) -> None:
    found = systemic("systemic.drugs", {"regimen": regimen})
    assert found.members.surely == drugs
    assert found.hangs_on == {"systemic[0].agents"}


def test_that_weeks_since_bevacizumab_count_from_the_latest_line_with_it() -> None:
    lines = (
        {"agents": ["bevacizumab"], "ended_on": "2026-01-05"},
        {"regimen": "FOLFIRI + bev", "ended_on": "2026-11-02"},
        {"agents": ["cetuximab"], "ongoing": True},
    )
    assert systemic("bevacizumab.weeks_since", *lines).known == 3


def test_that_weeks_since_bevacizumab_do_not_apply_to_who_never_had_it() -> None:
    assert systemic("bevacizumab.weeks_since").is_not_applicable
    assert systemic("bevacizumab.weeks_since", {"agents": ["oxaliplatin"]}).is_not_applicable
    assert value("bevacizumab.weeks_since").may_not_apply


def test_that_a_line_of_unknown_agents_may_have_had_bevacizumab() -> None:
    found = systemic("bevacizumab.weeks_since", {"regimen": "FOLFOX", "ended_on": "2026-11-02"})
    assert (found.possible, found.may_not_apply) == (Interval(3, 3), True)
    assert found.hangs_on == {"systemic[0].agents"}


def test_that_a_later_line_that_may_have_had_bevacizumab_shortens_the_time_at_most() -> None:
    sure = {"agents": ["bevacizumab"], "ended_on": "2026-10-12"}
    found = systemic("bevacizumab.weeks_since", sure, {"ended_on": "2026-11-02"})
    assert (found.possible, found.may_not_apply) == (Interval(3, 6), False)


# --- markers ----------------------------------------------------------------------------------------------------------


def cea(number: float | None = 12, **fields: Any) -> dict[str, Any]:
    return {"name": "CEA", "value": number, "unit": "ng/mL", **fields}


@pytest.mark.parametrize(
    "markers",
    [
        [cea(12), cea(99)],
        [cea(99, on="2026-10"), cea(12, on="2026-01")],
        [cea(99, moment="current", on="2026-01"), cea(12, moment="before_chemotherapy", on="2026-10")],
        [cea(12, moment="current", on="2026-01"), cea(99, moment="current", on="2026-02")],
        [cea(99), {"name": "CA19-9", "value": 40, "unit": "U/mL"}],
    ],
)
def test_that_the_latest_measurement_counts(markers: list[dict[str, Any]]) -> None:
    assert known("cea", markers=markers) == 99


def test_that_measurements_before_and_after_chemotherapy_are_kept_apart() -> None:
    told = table(markers=[cea(200, moment="before_chemotherapy"), cea(50, moment="after_chemotherapy")])
    names = ("cea_before_ug_l", "cea_after_ug_l", "cea_ug_l", "cea_fall_percent")
    assert [told.value(f"markers.{name}").known for name in names] == [200, 50, 50, 75]


def test_that_a_marker_that_was_not_measured_hangs_on_itself() -> None:
    assert value("cea").hangs_on == {"markers.cea_ug_l"}
    assert value("markers.ca19_9_ku_l", markers=[cea()]).hangs_on == {"markers.ca19_9_ku_l"}


def test_that_a_value_without_unit_or_in_another_unit_stays_unknown() -> None:
    assert value("cea", markers=[cea(unit=None)]).hangs_on == {"markers[0].unit"}
    assert value("cea", markers=[cea(unit="U/mL")]).hangs_on == {"markers[0].unit"}
    assert value("cea", markers=[cea(None)]).hangs_on == {"markers[0].value"}


def test_that_a_measurement_of_an_untold_marker_may_be_the_latest() -> None:
    found = value("cea", markers=[cea(12), cea(40, name=None)])
    assert (found.possible, found.hangs_on) == (Interval(12, 40), {"markers[1].name"})
    alone = value("cea", markers=[cea(40, name=None)])
    assert alone.hangs_on == {"markers[0].name"}


def test_that_a_measurement_of_an_untold_moment_may_have_been_before_chemotherapy() -> None:
    found = value("markers.cea_before_ug_l", markers=[cea(12, moment="before_chemotherapy"), cea(40)])
    assert (found.possible, found.hangs_on) == (Interval(12, 40), {"markers[1].moment"})


def test_that_there_is_no_fall_from_nothing() -> None:
    told = [cea(0, moment="before_chemotherapy"), cea(5, moment="current")]
    assert value("markers.cea_fall_percent", markers=told).hangs_on == {"markers.cea_before_ug_l"}


def test_that_cea_rises_when_the_latest_dated_value_is_above_the_one_before() -> None:
    earlier, later = cea(4, on="2026-05-02"), cea(9, on="2026-08-02")
    assert known("markers.cea_rises", markers=[later, earlier, cea(20, on="2026-01-10")]) is True
    assert known("markers.cea_rises", markers=[cea(9, on="2026-05-02"), cea(4, on="2026-08-02")]) is False


def test_that_whether_cea_rises_is_open_with_one_value_two_of_one_day_or_one_without_date() -> None:
    assert value("markers.cea_rises", markers=[cea(4, on="2026-05-02")]).hangs_on == {"markers.cea_rises"}
    same_day = [cea(4, on="2026-05-02"), cea(9, on="2026-05-02")]
    assert value("markers.cea_rises", markers=same_day).hangs_on == {"markers.cea_rises"}
    undated = [cea(4, on="2026-05-02"), cea(9, on=None)]
    assert value("markers.cea_rises", markers=undated).hangs_on == {"markers[1].on"}
    nameless = [cea(4, on="2026-05-02"), cea(9, on="2026-08-02", name=None)]
    assert value("markers.cea_rises", markers=nameless).hangs_on == {"markers[1].name"}


# --- local treatment, centre, wishes ----------------------------------------------------------------------------------


def test_that_what_nobody_told_of_local_treatment_hangs_on_its_list() -> None:
    for name in ("treatments", "hepatectomies", "months_since_curative"):
        assert value(f"local.{name}").hangs_on == {"local_treatments"}


def test_that_local_treatments_are_told_counted_and_dated() -> None:
    given = [{"kind": "hepatectomy", "on": "2025-11-23"}, {"kind": "pve", "on": "2026-10-01"}]
    told = table(as_of="2026-11-23", local_treatments=given)
    assert told.value("local.treatments").known == {"hepatectomy", "pve"}
    assert told.value("local.hepatectomies").known == 1
    assert told.value("local.months_since_curative").known == 12


def test_that_time_since_curative_treatment_does_not_apply_to_who_never_had_one() -> None:
    assert value("local.months_since_curative", local_treatments=[{"kind": "pve"}]).is_not_applicable


def test_that_a_treatment_of_unknown_kind_leaves_it_open() -> None:
    told = table(as_of="2026-11-23", local_treatments=[{"on": "2026-10-23"}])
    assert told.value("local.hepatectomies").possible == Interval(0, 1)
    assert told.value("local.treatments").members.surely == frozenset()
    since = told.value("local.months_since_curative")
    assert (since.possible, since.may_not_apply) == (Interval(1, 1200), True)
    assert since.hangs_on == {"local_treatments[0].kind"}


def test_that_a_treatment_of_a_century_ago_leaves_the_months_open_upwards() -> None:
    since = value("local.months_since_curative", as_of="2026-11-23", local_treatments=[{"on": "1900-11-23"}])
    assert since.interval is not None
    assert since.interval.low == since.interval.high == 1512


def test_that_an_undated_treatment_hangs_on_its_date() -> None:
    found = value("local.months_since_curative", local_treatments=[{"kind": "sbrt"}], as_of="2026-11-23")
    assert found.hangs_on == {"local_treatments[0].on"}
    month = value(
        "local.months_since_curative", local_treatments=[{"kind": "sbrt", "on": "2026-10"}], as_of="2026-11-23"
    )
    assert month.hangs_on == {"local_treatments[0].on", "as_of"}


def test_that_what_a_centre_does_not_list_it_does_not_offer() -> None:
    told = table(centre={"offers": ["sirt"]})
    assert (told.value("offers.sirt").known, told.value("offers.alpps").known) == (True, False)
    assert value("offers.sirt").hangs_on == {"centre.offers"}


def test_that_what_a_person_does_not_list_is_not_declined() -> None:
    told = table(fitness={"declines": ["systemic"]})
    assert (told.value("declines.systemic").known, told.value("declines.resection").known) == (True, False)
    assert value("declines.systemic").hangs_on == {"fitness.declines"}


def test_that_a_partly_known_set_keeps_what_is_sure() -> None:
    found = systemic("systemic.drugs", {"agents": ["oxaliplatin"]}, {"line": 2})
    assert isinstance(found.possible, Members)
    assert found.possible.surely == {"oxaliplatin"}
