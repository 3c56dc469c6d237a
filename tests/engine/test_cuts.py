"""Where things can change with a number, and what stands for each stretch between."""

from __future__ import annotations

from crlm_desktop.engine.cuts import Cell, cells, cuts_of, what_it_can_be
from crlm_desktop.engine.entry import Engine
from crlm_desktop.engine.facts import FACTS, FactId, FactValue, Members, Provenance
from crlm_desktop.engine.interval import Interval, exactly
from tests.engine.edition_texts import ABLATION, edition_texts
from tests.engine.proposing import an_engine


def stretches(
    within: Interval, cuts: list[float], *, is_integer: bool = False
) -> list[tuple[float, float, bool, bool]]:
    """Return the cells as tuples."""
    found = cells(within, cuts, is_integer=is_integer)
    return [(one.low, one.high, one.closed_low, one.closed_high) for one in found]


def unknown(name: str, **fields: object) -> FactValue:
    """Return a fact of the catalogue of which nothing is known."""
    made = {"possible": FACTS[name].anything, "hangs_on": frozenset({FactId(name)}), **fields}
    return FactValue(fact=FactId(name), provenance=Provenance.NOT_GIVEN, **made)  # type: ignore[arg-type]


def test_that_a_range_falls_into_its_cuts_and_what_lies_between_them() -> None:
    assert stretches(Interval(0, 100), [30, 20]) == [
        (0, 20, True, False),
        (20, 20, True, True),
        (20, 30, False, False),
        (30, 30, True, True),
        (30, 100, False, True),
    ]


def test_that_cuts_at_the_ends_and_outside_make_no_empty_cell() -> None:
    assert stretches(Interval(0, 5), [0, 5, 9]) == [(0, 0, True, True), (0, 5, False, False), (5, 5, True, True)]
    assert stretches(Interval(3, 3), []) == [(3, 3, True, True)]


def test_that_whole_numbers_fall_into_stretches_of_whole_numbers() -> None:
    assert stretches(Interval(0, 4), [2], is_integer=True) == [
        (0, 1, True, True),
        (2, 2, True, True),
        (3, 4, True, True),
    ]
    assert stretches(Interval(0, 4), [2.5], is_integer=True) == [(0, 2, True, True), (3, 4, True, True)]


def test_that_the_ends_of_an_open_cell_lie_right_beside_its_cuts() -> None:
    cell = Cell(low=20, high=30, closed_low=False, closed_high=False)

    assert 20 < cell.first < 20.001
    assert 29.999 < cell.last < 30


def test_that_an_open_number_is_tried_once_between_any_two_cuts() -> None:
    tried = [one.possible for one in what_it_can_be(FACTS["flr.percent"], unknown("flr.percent"), (20, 30))]

    lows = [one.low for one in tried if isinstance(one, Interval)]
    assert lows[0] == 0
    assert 20 < lows[1] < 30 < lows[2]
    assert len(lows) == 3


def test_that_an_open_number_is_tried_only_where_it_can_still_lie() -> None:
    value = unknown("flr.percent", possible=Interval(25, 28))

    assert [one.possible for one in what_it_can_be(FACTS["flr.percent"], value, (20, 30))] == [exactly(25)]


def test_that_codes_statements_and_sets_are_tried_one_by_one_and_not_applicable_too() -> None:
    braf = what_it_can_be(FACTS["molecular.braf"], unknown("molecular.braf"), ())
    response = what_it_can_be(FACTS["response"], unknown("systemic.last_response", may_not_apply=True), ())
    drugs = unknown("systemic.drugs", possible=Members(frozenset({"oxaliplatin"}), frozenset({"oxaliplatin", "other"})))

    assert [one.possible for one in braf] == [frozenset({code}) for code in ("other", "v600e", "wild_type")]
    assert [one.possible for one in response][-1] is None
    assert [one.possible for one in what_it_can_be(FACTS["systemic.drugs"], drugs, ())] == [
        Members(frozenset(codes), frozenset(codes)) for codes in ({"oxaliplatin"}, {"oxaliplatin", "other"})
    ]


def test_that_a_set_of_which_several_codes_are_open_is_tried_with_each_and_with_all() -> None:
    value = unknown("systemic.drugs", possible=Members(frozenset(), frozenset({"oxaliplatin", "other"})))

    tried = [one.possible for one in what_it_can_be(FACTS["systemic.drugs"], value, ())]

    assert len(tried) == 4


def test_that_what_is_surely_not_applicable_is_not_tried() -> None:
    value = unknown("systemic.last_response", possible=None, hangs_on=frozenset())

    assert list(what_it_can_be(FACTS["systemic.last_response"], value, ())) == []


def test_that_the_cuts_of_an_edition_are_the_constants_of_its_rules_and_of_the_planner() -> None:
    cuts = cuts_of(an_engine().edition)

    assert cuts[FactId("fitness.ecog")] == (2, 3)
    assert cuts[FactId("lesions.max_mm")] == (30,)
    assert set(cuts[FactId("flr.percent")]) == {20, 30, 40}
    assert {30, 50, 60} <= set(cuts[FactId("lesions[].size_mm")])
    assert FactId("bevacizumab.weeks_since") not in cuts
    assert FactId("function.inr") not in cuts


def test_that_where_the_class_of_child_pugh_is_asked_the_steps_of_its_points_are_cuts() -> None:
    asking = ABLATION.replace("lesions.max_mm <= threshold.ablation.max_mm", "child_pugh == 'A'")

    cuts = cuts_of(Engine.load(edition_texts({"strategies/ablation.toml": asking})).edition)

    assert cuts[FactId("function.bilirubin_umol_l")] == (34.2, 51.3)
    assert cuts[FactId("function.inr")] == (1.7, 2.3)
