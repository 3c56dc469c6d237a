"""Conditions asked of one case: answers, what an unknown hangs on, what is asked once, facts of a caller."""

from __future__ import annotations

import pytest

from crlm_desktop.engine.expression import compile_expression
from crlm_desktop.engine.facts import FACTS, FactCatalogue, FactId, FactTable, Members, Scope, facts_of
from crlm_desktop.engine.interval import Interval, exactly
from crlm_desktop.engine.scalar import Extension, Inquiry, answer_in, frame_of, truth_in
from crlm_desktop.engine.tri import FALSE, TRUE, Tri, Truth, unknown
from tests.builders import a_case, a_lesion
from tests.engine.told import WORLD, ToldTable, a_told_lesion, a_told_table, number, told


def asked(text: str, table: ToldTable) -> Tri:
    return answer_in(frame_of(table), compile_expression(text, catalogue=WORLD))


def hangs_on(*names: str) -> Tri:
    return unknown(*(FactId(name) for name in names))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x < 5", TRUE),
        ("x > 5", FALSE),
        ("2 < x <= 3", TRUE),
        ("x == 3", TRUE),
        ("x != 3", FALSE),
        ("n in [2, 3]", hangs_on("n")),
        ("colour == 'red'", TRUE),
        ("colour in ['green', 'blue']", FALSE),
        ("is_so", hangs_on("is_so")),
        ("not is_so", hangs_on("is_so")),
        ("'p' in letters", hangs_on("letters")),
        ("is_applicable(since)", FALSE),
        ("since < 5", FALSE),
        ("reply == 'red'", hangs_on("reply")),
        ("True", TRUE),
    ],
)
def test_that_a_condition_is_answered_from_the_facts(text: str, expected: Tri) -> None:
    table = a_told_table(x=3, colour="red")
    table = ToldTable({**table.values, "since": told("since", None)}, ())
    assert asked(text, table) == expected


def test_that_a_false_part_leaves_nothing_to_hang_on() -> None:
    assert asked("is_so and x > 5", a_told_table(x=3)) is FALSE


def test_that_a_true_part_is_not_hung_on() -> None:
    assert asked("is_so and x < 5", a_told_table(x=3)) == hangs_on("is_so")


def test_that_a_fact_asked_in_contrary_ways_is_looked_at_as_one() -> None:
    assert asked("x > 5 or x <= 5", a_told_table()) is TRUE
    assert asked("x > 5 and x < 2", a_told_table()) is FALSE
    assert asked("(x > 5 or x <= 5) and is_so", a_told_table()) == hangs_on("is_so")


def test_that_a_fact_that_makes_no_difference_is_not_hung_on() -> None:
    assert asked("is_so or (is_so and x > 5)", a_told_table()) == hangs_on("is_so")


def test_that_a_code_of_a_set_asked_in_contrary_ways_is_looked_at_as_one() -> None:
    assert asked("'p' in letters or 'p' not in letters", a_told_table()) is TRUE
    assert asked("'p' in letters or 'q' not in letters", a_told_table()) == hangs_on("letters")


@pytest.mark.parametrize("letters", [frozenset("p"), frozenset()])
def test_that_a_known_set_leaves_the_rest_to_be_hung_on(letters: frozenset[str]) -> None:
    known = a_told_table(letters=Members(letters, letters))
    assert asked("('p' in letters or is_so) and ('p' not in letters or is_so)", known) == hangs_on("is_so")


def test_that_a_value_that_may_lack_is_looked_at_with_what_it_else_can_be() -> None:
    late = ToldTable({"since": told("since", Interval(6, 8), may_not_apply=True)}, ())
    assert asked("not is_applicable(since) or since >= 5", late) is TRUE
    assert asked("is_applicable(since) and since < 5", late) is FALSE


def test_that_a_value_that_lacks_leaves_the_rest_to_be_hung_on() -> None:
    lacking = ToldTable({"since": told("since", None)}, ())
    assert asked("(since < 5 or is_so) and (since > 2 or is_so)", lacking) == hangs_on("is_so")


def test_that_nothing_lies_between_two_neighbouring_numbers() -> None:
    assert asked("x > 2 and x < 2.0000000000000004", a_told_table()) is FALSE


def test_that_two_values_that_are_left_are_tried() -> None:
    assert asked("n == 3 or n == 4", a_told_table(n=(3, 4))) is TRUE
    assert asked("n > 3 and n < 4", a_told_table()) is FALSE
    assert asked("colour == 'red' or colour == 'green'", a_told_table(colour=["red", "green"])) is TRUE


def test_that_more_combinations_than_are_tried_leave_an_answer_unknown() -> None:
    facts = [number(f"x{at}") for at in range(9)]
    text = " and ".join(f"(x{at} > 5 or x{at} <= 5)" for at in range(9))
    catalogue = FactCatalogue(facts)
    condition = compile_expression(text, catalogue=catalogue)
    table = ToldTable({fact.id: told(fact.id, fact.anything) for fact in facts}, (), catalogue)
    answer = answer_in(frame_of(table), condition)
    assert answer == hangs_on(*(fact.id for fact in facts))


def test_that_some_lesion_settles_any_and_all() -> None:
    table = a_told_table(a_told_lesion("L1", size=3), a_told_lesion("L2"))
    assert asked("any(l.size < 5 for l in lesions)", table) is TRUE
    assert asked("all(l.size > 5 for l in lesions)", table) is FALSE


def test_that_any_and_all_hang_on_the_lesions_that_can_settle_them() -> None:
    table = a_told_table(a_told_lesion("L1", size=3), a_told_lesion("L2"))
    assert asked("any(l.size > 5 for l in lesions)", table) == hangs_on("lesions[L2].size")
    assert asked("all(l.size < 5 for l in lesions)", table) == hangs_on("lesions[L2].size")


def test_that_no_lesion_makes_any_false_and_all_true() -> None:
    assert asked("any(l.size > 5 for l in lesions)", a_told_table()) is FALSE
    assert asked("all(l.size > 5 for l in lesions)", a_told_table()) is TRUE


def test_that_a_treated_lesion_is_left_out() -> None:
    table = a_told_table(a_told_lesion("L1", size=3, state="treated"), a_told_lesion("L2", size=7))
    assert asked("any(l.size < 5 for l in lesions)", table) is FALSE
    assert asked("count(l for l in lesions) == 1", table) is TRUE


def test_that_a_lesion_that_may_have_been_treated_is_hung_on() -> None:
    table = a_told_table(a_told_lesion("L1", size=3, state=["present", "treated"]))
    assert asked("any(l.size < 5 for l in lesions)", table) == hangs_on("lesions[L1].state")


def test_that_lesions_are_counted_as_far_as_they_are_known() -> None:
    table = a_told_table(a_told_lesion("L1", size=3), a_told_lesion("L2"), a_told_lesion("L3", size=7))
    assert asked("count(l for l in lesions if l.size > 5) >= 1", table) is TRUE
    assert asked("count(l.size > 5 for l in lesions) > 2", table) is FALSE
    assert asked("count(l for l in lesions if l.size > 5) >= 2", table) == hangs_on("lesions[L2].size")


def test_that_a_lesion_asked_in_contrary_ways_is_looked_at_as_one() -> None:
    table = a_told_table(a_told_lesion("L1"))
    assert asked("all(l.size > 5 or l.size <= 5 for l in lesions)", table) is TRUE
    assert asked("any(l.depth == 'deep' for l in lesions) or all(l.depth != 'deep' for l in lesions)", table) is TRUE
    both = "any(l.depth == 'deep' for l in lesions) and all(l.depth == 'deep' or l.is_near for l in lesions)"
    assert asked(both, table) == hangs_on("lesions[L1].depth")


def test_that_facts_of_the_case_may_stand_among_those_of_a_lesion() -> None:
    table = a_told_table(a_told_lesion("L1", size=3), a_told_lesion("L2", size=7), is_so=[True, False])
    assert asked("all(is_so or l.size > 5 for l in lesions)", table) == hangs_on("is_so")
    assert asked("count(l for l in lesions if is_so) == 1", table) is FALSE


UNTOLD = ToldTable({"is_so": told("is_so", frozenset({True}))}, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("any(l.size > 5 for l in lesions)", hangs_on("lesions")),
        ("all(l.size > 5 for l in lesions)", hangs_on("lesions")),
        ("count(l for l in lesions) >= 2", hangs_on("lesions")),
        ("all(is_so for l in lesions)", TRUE),
        ("any(not is_so for l in lesions)", FALSE),
        ("any(is_so for l in lesions)", hangs_on("lesions")),
        ("count(not is_so for l in lesions) >= 1", FALSE),
        ("any(l.size > 5 and l.size < 2 for l in lesions)", FALSE),
        ("any(l.size > 5 for l in lesions) or any(l.size < 2 for l in lesions)", hangs_on("lesions")),
        ("any(l.size > 5 for l in lesions) and (n > 2 or n > 3)", hangs_on("lesions", "n")),
    ],
)
def test_that_a_list_that_nobody_told_is_hung_on_as_a_list(text: str, expected: Tri) -> None:
    assert asked(text, UNTOLD) == expected


def test_that_asking_what_is_known_is_never_unknown() -> None:
    table = a_told_table(x=3, n=(1, 2))
    known, partly = (
        compile_expression(f"is_known({name})", catalogue=WORLD, may_ask_known=True) for name in ("x", "n")
    )
    assert [truth_in(frame_of(table), one) for one in (known, partly)] == [Truth.TRUE, Truth.FALSE]


class _Counting(FactTable):
    """A table that counts how often it is asked."""

    asked = 0

    def value(self, fact: str) -> object:  # type: ignore[override]
        self.asked += 1
        return super().value(fact)


def test_that_a_question_that_conditions_share_is_asked_once() -> None:
    table = _Counting(a_case(fitness={"ecog": 1}))
    inquiry = Inquiry(table)
    for text in ("ecog <= 2", "ecog <= 2 or lesions.count > 3", "not ecog <= 2"):
        inquiry.ask(compile_expression(text, catalogue=FACTS))
    assert table.asked == 1


def test_that_an_inquiry_answers_from_the_record() -> None:
    table = facts_of(a_case(lesions=[a_lesion(size_mm=12), {"id": "L2", "size_mm": 41}, {"id": "L3"}]))
    inquiry = Inquiry(table)
    assert inquiry.table is table
    assert inquiry.ask(compile_expression("lesions.max_mm > 30", catalogue=FACTS)) is TRUE
    assert inquiry.truth(compile_expression("lesions.max_mm > 60", catalogue=FACTS)) is Truth.UNKNOWN


def test_that_an_extended_inquiry_also_answers_from_the_facts_of_a_caller() -> None:
    catalogue = FACTS.extended([number("plan.flr"), number("lesions[].margin", scope=Scope.LESION)])
    base = Inquiry(facts_of(a_case(fitness={"ecog": 1}, lesions=[a_lesion()])))
    small = compile_expression("ecog <= 2 and any(l.size_mm < 30 for l in lesions)", catalogue=FACTS)
    assert base.ask(small) is TRUE
    of_lesions = {"L1": {"margin": told("lesions[L1].margin", exactly(5))}}
    extended = base.extended(Extension(catalogue, {FactId("plan.flr"): told("plan.flr", exactly(3))}, of_lesions))
    text = "plan.flr > 2 and any(l.margin >= 5 for l in lesions)"
    assert extended.ask(compile_expression(text, catalogue=catalogue)) is TRUE
    assert extended.ask(small) is TRUE
