"""The catalogue of facts and what it says of each; what is read off a record; assumptions put over it."""

from __future__ import annotations

import pytest

from crlm_desktop.case.fields import field_of
from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts import (
    FACTS,
    Fact,
    FactCatalogue,
    FactId,
    FactKind,
    FactTable,
    Members,
    Provenance,
    Scope,
    facts_of,
    nearest,
)
from crlm_desktop.engine.facts import assumptions as a
from crlm_desktop.engine.facts.layers import ExtendedTable
from crlm_desktop.engine.facts.table import DERIVATIONS, LESION_DERIVATIONS
from crlm_desktop.engine.interval import Interval, exactly
from crlm_desktop.engine.tri import FALSE, TRUE, unknown
from crlm_desktop.errors import InputError, Problem
from tests.builders import a_case, a_lesion
from tests.engine.told import Letter, a_told_lesion, coded, number, told

# --- the catalogue -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.id)
def test_that_each_fact_is_told_in_both_languages(fact: Fact) -> None:
    assert fact.label.en
    assert fact.label.zh
    for choice in fact.choices:
        assert fact.label_of(str(choice)) == choice.label


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.id)
def test_that_each_fact_is_read_off_the_record_or_derived_with_an_explanation(fact: Fact) -> None:
    is_derived = fact.id in DERIVATIONS or (fact.scope is Scope.LESION and fact.attribute in LESION_DERIVATIONS)
    assert is_derived or fact.record_path is not None
    if fact.record_path is None:
        assert fact.help is not None
        assert fact.help.zh


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.id)
def test_that_each_fact_names_the_fields_where_it_is_entered(fact: Fact) -> None:
    assert fact.entered_at
    for path in fact.entered_at:
        assert field_of(path) or path in FACTS or path in ("lesions", "systemic", "markers", "local_treatments")


def test_that_no_derivation_is_without_a_declaration() -> None:
    assert {name for name in DERIVATIONS if name not in FACTS.by_id} == set()
    assert {name for name in LESION_DERIVATIONS if FACTS.lesion_fact(name) is None} == set()


def test_that_the_catalogue_counts_and_finds_its_facts_by_id_and_by_alias() -> None:
    assert len(FACTS) == len(list(FACTS)) > 150
    assert FACTS["ecog"] is FACTS["fitness.ecog"]
    assert FACTS.get("nothing") is None
    assert "ras" in FACTS
    with pytest.raises(KeyError):
        FACTS["nothing"]


def test_that_a_fact_without_that_code_has_no_label_for_it() -> None:
    with pytest.raises(KeyError):
        FACTS["ras"].label_of("unheard-of")


def test_that_an_extended_catalogue_has_the_old_facts_and_the_new() -> None:
    extended = FACTS.extended([number("plan.flr")])
    assert {"plan.flr", "ecog"} <= {name for name in ("plan.flr", "ecog", "zzz") if name in extended}


def test_that_two_facts_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two facts are called ecog"):
        FACTS.extended([number("ecog")])


def test_that_a_set_that_can_lack_its_value_is_refused() -> None:
    with pytest.raises(ValueError, match="a set always has a value"):
        coded("letters", Letter, kind=FactKind.SET, can_lack_value=True)


def test_that_a_number_without_a_range_is_refused() -> None:
    with pytest.raises(ValueError, match="a number needs a range"):
        Fact(id=FactId("x"), kind=FactKind.NUMBER, label=Text("x", "x"))


def test_that_the_nearest_name_is_found_by_its_look_and_by_its_last_part() -> None:
    assert nearest("flr.percnt", ["flr.percent", "lesions.count"]) == "flr.percent"
    assert nearest("zzzzzz.count", ["flr.percent", "lesions.count"]) == "lesions.count"
    assert nearest("zzz", ["flr.percent"]) is None
    assert FACTS.nearest("sise_mm", scope=Scope.LESION) == "size_mm"


def test_that_the_segments_of_a_lesion_are_those_of_couinaud_with_4_in_two_parts() -> None:
    fact = FACTS.lesion_fact("segments")
    assert fact is not None
    assert fact.codes == {"1", "2", "3", "4a", "4b", "5", "6", "7", "8"}


# --- values ------------------------------------------------------------------------------------------------------


def test_that_a_settled_value_tells_what_it_is() -> None:
    assert told("x", exactly(3)).known == 3
    assert told("x", exactly(3)).number == 3
    assert told("colour", frozenset({"red"})).known == "red"
    assert told("is_so", frozenset({True})).known is True
    assert told("letters", Members(frozenset("p"), frozenset("p"))).known == frozenset("p")


def test_that_an_open_value_is_not_known() -> None:
    value = told("x", Interval(1, 2))
    assert (value.is_settled, value.known, value.number, value.interval) == (False, None, None, Interval(1, 2))


def test_that_what_may_not_apply_is_open_even_with_one_value_left() -> None:
    value = told("since", exactly(3), may_not_apply=True)
    assert (value.is_settled, value.known, value.applies) == (False, None, unknown(FactId("since")))


def test_that_what_is_not_applicable_is_settled_and_has_no_value() -> None:
    value = told("since", None)
    assert (value.is_settled, value.is_not_applicable, value.known, value.interval) == (True, True, None, None)
    assert (value.candidates, value.members, value.applies, value.tri) == (
        frozenset(),
        Members(frozenset(), frozenset()),
        FALSE,
        FALSE,
    )


def test_that_a_statement_answers() -> None:
    so, not_so = frozenset({True}), frozenset({False})
    assert told("is_so", so).tri is TRUE
    assert told("is_so", not_so).tri is FALSE
    assert told("is_so", so | not_so).tri == unknown(FactId("is_so"))
    assert told("is_so", so, may_not_apply=True).tri == unknown(FactId("is_so"))
    assert told("since", exactly(1)).applies is TRUE


def test_that_a_set_in_which_something_must_be_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="surely but not possibly"):
        Members(frozenset("p"), frozenset())


# --- read off the record -----------------------------------------------------------------------------------------


def test_that_what_is_recorded_is_known_and_entered() -> None:
    table = facts_of(a_case(fitness={"ecog": 1, "declines": ["systemic"]}, function={"ascites": "none"}))
    ecog = table.value("ecog")
    assert (ecog.fact, ecog.known, ecog.provenance, ecog.hangs_on) == (
        "fitness.ecog",
        1,
        Provenance.ENTERED,
        frozenset(),
    )
    assert table.value("fitness.declines").known == {"systemic"}
    assert table.value("function.ascites").known == "none"


def test_that_a_truth_value_is_read() -> None:
    table = facts_of(a_case(liver={"technically_resectable": False}))
    assert table.value("liver.technically_resectable").tri is FALSE


def test_that_what_is_not_recorded_can_be_anything_and_hangs_on_its_field() -> None:
    value = facts_of(a_case()).value("fitness.ecog")
    assert (value.possible, value.provenance, value.hangs_on) == (
        Interval(0, 4),
        Provenance.NOT_GIVEN,
        {"fitness.ecog"},
    )


def test_that_fields_deep_in_the_record_are_read() -> None:
    table = facts_of(a_case(liver={"volumes_ml": {"total": 1500, "4a": 120}}, extrahepatic={"lung": "none"}))
    known = [table.value(name).known for name in ("liver.volumes_ml.total", "liver.volumes_ml.4a", "extrahepatic.lung")]
    assert known == [1500, 120, "none"]


def test_that_an_imported_value_says_so() -> None:
    case = a_case(fitness={"ecog": 1}, lesions=[a_lesion()])
    table = facts_of(case, imported=["fitness.ecog", "lesions[0].size_mm"])
    assert table.value("ecog").provenance is Provenance.IMPORTED
    assert table.lesions is not None
    assert table.lesions[0].value("size_mm").provenance is Provenance.IMPORTED
    assert table.lesions[0].value("state").provenance is Provenance.ENTERED


def test_that_an_unknown_name_of_a_fact_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        facts_of(a_case()).value("unheard.of")


def test_that_a_table_computes_a_value_once() -> None:
    table = facts_of(a_case(lesions=[a_lesion()]))
    assert table.value("lesions.max_mm") is table.value("lesions.max_mm")


# --- facts of a caller -------------------------------------------------------------------------------------------


def _extended(table: FactTable) -> FactTable:
    catalogue = FACTS.extended([number("plan.flr"), number("lesions[].margin", scope=Scope.LESION)])
    of_lesions = {"L1": {"margin": told("lesions[L1].margin", exactly(5))}}
    return ExtendedTable(table, catalogue, {FactId("plan.flr"): told("plan.flr", exactly(3))}, of_lesions)


def test_that_an_extended_table_tells_the_new_facts_and_keeps_what_was_derived() -> None:
    table = facts_of(a_case(lesions=[a_lesion(), a_lesion(id="L2")]))
    largest = table.value("lesions.max_mm")
    assert table.lesions is not None
    state = table.lesions[0].value("state")
    extended = _extended(table)
    assert extended.lesions is not None
    assert extended.value("plan.flr").known == 3
    assert extended.lesions[0].value("margin").known == 5
    assert extended.lesions[1].value("margin").possible == Interval(0, 10)
    assert extended.value("lesions.max_mm") is largest
    assert extended.lesions[0].value("state") is state


def test_that_a_table_without_a_list_of_lesions_can_be_extended() -> None:
    assert _extended(facts_of(a_case())).lesions is None


def test_that_a_known_fact_cannot_be_told_again() -> None:
    with pytest.raises(ValueError, match="known already"):
        ExtendedTable(facts_of(a_case()), FACTS, {FactId("flr.percent"): told("flr.percent", exactly(3))}, {})


def test_that_an_extended_table_tells_a_new_fact_that_nobody_told_as_unknown() -> None:
    catalogue = FACTS.extended([number("plan.flr")])
    assert ExtendedTable(facts_of(a_case()), catalogue, {}, {}).value("plan.flr").possible == Interval(0, 10)


# --- assumptions -------------------------------------------------------------------------------------------------


def problems_of(assume: dict[str, object]) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        facts_of(a_case(lesions=[a_lesion()]), assume=assume)
    return caught.value.problems


def test_that_an_assumed_fact_stands_over_the_record_and_says_so() -> None:
    case = a_case(fitness={"ecog": 1})
    table = facts_of(case, assume={"ecog": "3"})
    assert (table.value("fitness.ecog").known, table.value("ecog").provenance) == (3, Provenance.ASSUMED)
    assert table.assumed == {"fitness.ecog"}
    assert case.fitness.ecog == 1


def test_that_a_table_tells_what_overrides_the_record() -> None:
    table = facts_of(a_case(lesions=[a_lesion()]), assume={"ecog": 3, "lesions[L1].depth": "deep"})
    assert {fact: value.known for fact, value in table.given.items()} == {"fitness.ecog": 3}
    assert table.given_of_lesions["L1"]["depth"].known == "deep"


def test_that_what_derives_from_an_assumed_fact_derives_anew() -> None:
    table = facts_of(a_case(primary={"site": "sigmoid"}), assume={"primary.site": "caecum"})
    assert table.value("primary.side").known == "right"


def test_that_assuming_a_derived_fact_overrides_its_derivation() -> None:
    table = facts_of(a_case(lesions=[a_lesion()]), assume={"lesions.count": 7, "flr.percent": 28})
    assert (table.value("lesions.count").known, table.value("flr.percent").known) == (7, 28)


def test_that_a_fact_of_one_lesion_is_assumed_by_its_name() -> None:
    table = facts_of(a_case(lesions=[a_lesion(), a_lesion(id="L2")]), assume={"lesions[L2].size_mm": "55"})
    assert table.value("lesions.max_mm").known == 55
    assert table.assumed == {"lesions[L2].size_mm"}


def test_that_a_date_is_assumed_by_its_path() -> None:
    case = a_case(primary={"diagnosed_on": "2026-01-15"})
    table = facts_of(case, assume={"metastases.detected_on": "2026-07-15"})
    assert table.value("interval.months").known == 6
    assert facts_of(table.case, assume={"metastases.detected_on": "unknown"}).value("interval.months").known is None


VALUES: list[tuple[str, object, object]] = [
    ("offers.sirt", "yes", True),
    ("offers.sirt", False, False),
    ("flr.percent", " 28 ", 28),
    ("flr.percent", 28.5, 28.5),
    ("ras", "mutated", "mutated"),
    ("centre.offers", "sirt, sbrt", frozenset({"sirt", "sbrt"})),
    ("centre.offers", ["sirt"], frozenset({"sirt"})),
    ("centre.offers", "", frozenset()),
]


@pytest.mark.parametrize(("name", "value", "known"), VALUES)
def test_that_an_assumption_is_read_from_typed_text_or_a_value(name: str, value: object, known: object) -> None:
    assert facts_of(a_case(), assume={name: value}).value(name).known == known


def test_that_an_interval_may_be_assumed_and_hangs_on_its_fact() -> None:
    value = facts_of(a_case(), assume={"flr.percent": Interval(20, 30)}).value("flr.percent")
    assert (value.possible, value.hangs_on) == (Interval(20, 30), {"flr.percent"})


@pytest.mark.parametrize("word", ["unknown", None])
def test_that_a_fact_may_be_assumed_unknown(word: object) -> None:
    value = facts_of(a_case(fitness={"ecog": 1}), assume={"ecog": word}).value("ecog")
    assert (value.possible, value.hangs_on) == (Interval(0, 4), {"fitness.ecog"})


def test_that_a_fact_may_be_assumed_not_to_apply_where_that_can_be() -> None:
    table = facts_of(a_case(), assume={"bevacizumab.weeks_since": "not_applicable"})
    assert table.value("bevacizumab.weeks_since").is_not_applicable


FAULTS: list[tuple[str, object, a.Code]] = [
    ("eccog", 1, a.NO_FACT_NEAR),
    ("zzzzz", 1, a.NO_FACT),
    ("lesions[L1].sise_mm", 1, a.NO_FACT_NEAR),
    ("lesions[L1].zzzzz", 1, a.NO_FACT),
    ("lesions[L9].size_mm", 1, a.NO_LESION),
    ("lesions[].size_mm", 1, a.NO_FACT_NEAR),
    ("lesions[L1].size_mm", "big", a.NOT_NUMBER),
    ("ecog", "1.5", a.NOT_WHOLE),
    ("ecog", "five", a.NOT_NUMBER),
    ("ecog", True, a.NOT_NUMBER),
    ("ecog", [1], a.NOT_NUMBER),
    ("flr.percent", "nan", a.NOT_NUMBER),
    ("flr.percent", "inf", a.NOT_NUMBER),
    ("flr.percent", 10**400, a.NOT_NUMBER),
    ("systemic[0].started_on", "2026-01", a.NO_ENTRY),
    ("systemic[x].started_on", "2026-01", a.NO_ENTRY),
    ("systemic[].started_on", "2026-01", a.NO_ENTRY),
    ("flr.percent", 101, a.OUT_OF_RANGE_UNIT),
    ("flr.percent", Interval(-1, 5), a.OUT_OF_RANGE_UNIT),
    ("ecog", 5, a.OUT_OF_RANGE),
    ("offers.sirt", "maybe", a.NOT_TRUTH),
    ("ras", "mutant", a.NOT_CODE),
    ("ras", "", a.NOT_CODE),
    ("centre.offers", ["sirt", "magic"], a.NOT_CODE),
    ("centre.offers", 7, a.NOT_CODE),
    ("ecog", "not_applicable", a.ALWAYS_APPLIES),
]


@pytest.mark.parametrize(("name", "value", "code"), FAULTS)
def test_that_a_faulty_assumption_is_refused_with_its_reason(name: str, value: object, code: a.Code) -> None:
    (found,) = problems_of({name: value})
    assert (found.code, found.path) == (code, name)
    assert found.code.sentence.format(**found.params)


def test_that_the_nearest_fact_of_a_lesion_is_suggested_for_a_lesion_of_the_case() -> None:
    found = [problems_of({name: 1})[0].params["nearest"] for name in ("lesions[L1].sise_mm", "lesions[].size_mm")]
    assert found == ["lesions[L1].size_mm", "lesions[L1].size_mm"]


def test_that_a_date_of_an_entry_is_assumed_by_its_position() -> None:
    case = a_case(as_of="2026-11-23", systemic=[{"line": 1, "ongoing": False}])
    table = facts_of(case, assume={"systemic[0].ended_on": "2026-11-02"})
    assert table.value("systemic.weeks_since_last").known == 3


def test_that_every_faulty_assumption_is_told() -> None:
    assert len(problems_of({"eccog": 1, "ras": "mutant", "flr.percent": 28})) == 2


def test_that_a_fact_assumed_under_two_names_is_refused() -> None:
    assert problems_of({"ecog": 1, "fitness.ecog": 2})[0].code is a.TWICE


def test_that_a_fact_that_only_follows_cannot_be_assumed() -> None:
    fact = Fact(id=FactId("x"), kind=FactKind.STATEMENT, label=Text("x", "x"), can_be_assumed=False)
    assert isinstance(a.read_assumed(fact, fact.id, "x", True), Problem)


def test_that_a_faulty_date_is_refused_by_the_record() -> None:
    assert problems_of({"as_of": "yesterday"})[0].path == "as_of"


def test_that_a_catalogue_of_no_facts_suggests_nothing() -> None:
    assert FactCatalogue(()).nearest("ecog") is None


def test_that_what_is_not_told_of_a_lesion_is_unknown() -> None:
    assert a_told_lesion().value("size").possible == Interval(0, 10)
