"""The laws of plans: nobody is forgotten or treated twice, nothing is lost of the liver, judgements are obeyed."""

from __future__ import annotations

from collections import Counter
from itertools import product
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crlm_desktop.case.choices import Augmentation
from crlm_desktop.engine.facts.assumptions import facts_of
from crlm_desktop.engine.liver.segments import NOTHING, SEGMENTS, WHOLE_LIVER, SegmentSet, leaves_two_adjacent, without
from crlm_desktop.engine.liver.shares import Shares
from crlm_desktop.engine.planner.ground import Ground, ground_of
from crlm_desktop.engine.planner.operation import NO_OPERATION, Operation, Operations, PlannedResection
from crlm_desktop.engine.planner.plan_set import MAX_PLANS, PlanSet
from crlm_desktop.engine.planner.planning import Planner
from crlm_desktop.engine.planner.sketch import Outliner, Reckoned, Sketching, best
from crlm_desktop.engine.planner.ways import Marks, Way, Ways
from crlm_desktop.engine.proposal import LesionModality
from crlm_desktop.engine.tri import Truth
from tests.builders import a_case
from tests.engine.planner.asked import ABLATE, LEAVE, RESECT, SBRT, THRESHOLDS

SEGMENT_CODES = [str(segment) for segment in SEGMENTS]
SOME = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
FEW = settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])

REQUESTS: list[tuple[set[LesionModality], set[LesionModality], Augmentation | None]] = [
    ({RESECT}, {RESECT}, None),
    ({ABLATE}, {ABLATE}, None),
    ({SBRT}, {SBRT}, None),
    ({RESECT, ABLATE}, {RESECT, ABLATE}, None),
    ({ABLATE, SBRT}, {ABLATE, SBRT}, None),
    ({RESECT, ABLATE, SBRT}, set(), None),
    ({RESECT, ABLATE}, {RESECT}, Augmentation.PVE),
    ({RESECT, ABLATE}, {RESECT}, Augmentation.TWO_STAGE_1),
    ({RESECT}, {RESECT}, Augmentation.SIRT),
]


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


SIZES = st.sampled_from([0, 8, 14, 22, 30, 31, 38, 50, 51, 60, 61, 90])
SITES = st.lists(st.sampled_from(SEGMENT_CODES), min_size=1, max_size=2, unique=True)
LESION_FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "segments": maybe(SITES),
    "size_mm": maybe(SIZES),
    "size_before_mm": maybe(SIZES),
    "state": maybe(st.sampled_from(["present", "vanished", "treated"])),
    "depth": maybe(st.sampled_from(["subcapsular", "deep"])),
    "vessel": maybe(st.sampled_from(["none", "hepatic_vein", "portal_pedicle"])),
    "vessel_distance_mm": maybe(st.sampled_from([0, 8, 12])),
    "bile_duct_distance_mm": maybe(st.sampled_from([4, 10, 20])),
    "bowel_distance_mm": maybe(st.sampled_from([2, 8, 30])),
    "resectable": maybe(st.booleans()),
    "ablatable": maybe(st.booleans()),
    "sbrt_feasible": maybe(st.booleans()),
}


def lesions(most: int) -> st.SearchStrategy[list[dict[str, Any]]]:
    one = st.fixed_dictionaries({}, optional=LESION_FIELDS)
    return st.lists(one, min_size=1, max_size=most).map(
        lambda found: [{"id": f"L{number}", **fields} for number, fields in enumerate(found, 1)]
    )


LIVERS = st.fixed_dictionaries(
    {},
    optional={
        "quality": st.sampled_from(["normal", "steatosis", "cirrhosis"]),
        "technically_resectable": st.booleans(),
        "flr": st.fixed_dictionaries(
            {"percent": st.sampled_from([12, 22, 28, 35, 60])},
            optional={"resection": st.sampled_from(["right hepatectomy", "left hepatectomy", "to be discussed"])},
        ),
        "volumes_ml": st.sampled_from(
            [{"total": 1500}, {"total": 1500, "tumour": 100, "2": 150, "3": 140, "4": 200}, {"5": 300, "8": 320}]
        ),
    },
)
CASES = st.fixed_dictionaries(
    {"lesions": lesions(6), "liver": LIVERS},
    optional={"molecular": st.sampled_from([{"ras": "mutated"}, {"ras": "wild_type"}])},
)


def planner_of(parts: dict[str, Any]) -> Planner:
    return Planner(facts_of(a_case(**parts)), THRESHOLDS)


def all_plans(parts: dict[str, Any]) -> list[tuple[int, PlanSet]]:
    planner = planner_of(parts)
    return [
        (place, planner.plan(frozenset(modalities), must_use=frozenset(must), augmentation=augmentation))
        for place, (modalities, must, augmentation) in enumerate(REQUESTS)
    ]


def needing_treatment(parts: dict[str, Any]) -> set[str]:
    return {one["id"] for one in parts["lesions"] if one.get("state") != "treated"}


@SOME
@given(CASES)
def test_that_every_lesion_that_needs_treatment_is_treated_exactly_once(parts: dict[str, Any]) -> None:
    wanted = Counter(needing_treatment(parts))
    for _, plans in all_plans(parts):
        for plan in plans.plans:
            assert Counter(one.lesion for one in plan.treatments) == wanted
            assert Counter(lesion for step in plan.steps for lesion in step.lesions) == wanted


@SOME
@given(CASES)
def test_that_plans_keep_to_the_modalities_and_use_those_they_must(parts: dict[str, Any]) -> None:
    for place, plans in all_plans(parts):
        modalities, must, _ = REQUESTS[place]
        for plan in plans.plans:
            used = {one.modality for one in plan.treatments}
            assert must <= used <= {*modalities, LEAVE}


@SOME
@given(CASES)
def test_that_no_plan_does_what_the_team_ruled_out(parts: dict[str, Any]) -> None:
    closed = {"resectable": RESECT, "ablatable": ABLATE, "sbrt_feasible": SBRT}
    recorded = {one["id"]: one for one in parts["lesions"]}
    for _, plans in all_plans(parts):
        for plan in plans.plans:
            for one in plan.treatments:
                ruled_out = {modality for name, modality in closed.items() if recorded[one.lesion].get(name) is False}
                assert one.modality not in ruled_out


@SOME
@given(CASES)
def test_that_plans_are_few_ordered_and_consistent_with_what_they_answer(parts: dict[str, Any]) -> None:
    for _, plans in all_plans(parts):
        assert len(plans.plans) <= MAX_PLANS
        assert len({plan.essence for plan in plans.plans}) == len(plans.plans)
        for plan in plans.plans:
            assert [step.order for step in plan.steps] == list(range(1, len(plan.steps) + 1))
            low, likely, high = plan.flr_percent or (0, 0, 0)
            assert 0 <= low <= likely <= high <= 100
        if plans.exists.is_true:
            assert plans.plans
        for value in plans.facts.values():
            assert bool(value.hangs_on) is not value.is_settled


@FEW
@given(CASES, st.randoms(use_true_random=False))
def test_that_the_order_of_the_lesions_in_the_record_does_not_matter(parts: dict[str, Any], random: Any) -> None:
    turned = {**parts, "lesions": random.sample(parts["lesions"], k=len(parts["lesions"]))}
    assert [plans.plans for _, plans in all_plans(parts)] == [plans.plans for _, plans in all_plans(turned)]
    assert [plans.facts for _, plans in all_plans(parts)] == [plans.facts for _, plans in all_plans(turned)]


# What a plan presumes (depth, vessels, distances) and what tells of the team's plan (a measured remnant) may change it.
FILLED = [("size_mm", SIZES.filter(bool)), ("segments", SITES)]


@SOME
@given(CASES, st.data())
def test_that_telling_a_size_a_site_or_the_liver_quality_never_turns_an_answer_round(
    parts: dict[str, Any], data: st.DataObject
) -> None:
    name, values = data.draw(st.sampled_from(FILLED))
    open_ = [one for one in parts["lesions"] if one.get(name) is None and one.get("state") == "present"]
    filled = {**parts, "liver": {"quality": data.draw(st.sampled_from(["normal", "cirrhosis"])), **parts["liver"]}}
    if open_:
        chosen = data.draw(st.sampled_from(open_))
        told = {**chosen, name: data.draw(values)}
        filled["lesions"] = [told if one is chosen else one for one in parts["lesions"]]
    for (place, before), (_, after) in zip(all_plans(parts), all_plans(filled), strict=True):
        assert {before.exists.truth, after.exists.truth} != {Truth.TRUE, Truth.FALSE}, REQUESTS[place]


@given(st.integers(1, WHOLE_LIVER), st.sampled_from([{}, {"2": 12.0, "3": 9.0}, {"5": 20.0, "6": 6.0, "7": 11.0}]))
def test_that_remnant_and_resection_are_the_whole_liver(number: int, measured: dict[str, float]) -> None:
    shares = Shares({segment: measured[str(segment)] for segment in SEGMENTS if str(segment) in measured})
    taken = SegmentSet(number)
    removed, rest = shares.of(taken), shares.of(without(WHOLE_LIVER, taken))
    assert abs(removed.likely + rest.likely - 100) < 1e-9
    assert abs(removed.low + rest.high - 100) < 1e-9
    assert removed.low <= removed.likely + 1e-9
    assert removed.likely <= removed.high + 1e-9


@given(st.integers(0, WHOLE_LIVER), st.integers(0, WHOLE_LIVER))
def test_that_taking_more_never_leaves_more(number: int, more: int) -> None:
    shares = Shares()
    less, all_of_it = shares.of(SegmentSet(number)), shares.of(SegmentSet(number | more))
    assert less.low <= all_of_it.low + 1e-9
    assert less.likely <= all_of_it.likely + 1e-9
    assert less.high <= all_of_it.high + 1e-9


@FEW
@given(
    st.lists(
        st.fixed_dictionaries({"segments": SITES, "size_mm": SIZES.filter(bool), "depth": st.just("subcapsular")}),
        min_size=2,
        max_size=6,
    )
)
def test_that_another_lesion_never_enlarges_the_remnant(found: list[dict[str, Any]]) -> None:
    numbered = [{"id": f"L{number}", **fields} for number, fields in enumerate(found, 1)]
    likely = []
    for some in (numbered[:-1], numbered):
        plans = planner_of({"lesions": some}).plan(frozenset({RESECT}), must_use=frozenset({RESECT}))
        likely.append(plans.plans[0].flr_percent[1] if plans.plans and plans.plans[0].flr_percent else 0)
    assert likely[1] <= likely[0] + 1, "plans are compared by whole percents"


@FEW
@given(CASES, st.sampled_from([23.0, 41.5]))
def test_that_a_measured_remnant_beats_every_estimate(parts: dict[str, Any], percent: float) -> None:
    liver = {**parts["liver"], "flr": {"percent": percent, "resection": "right hepatectomy"}}
    for place, plans in all_plans({**parts, "liver": liver}):
        for plan in plans.plans:
            if plan.resected_segments == ("5", "6", "7", "8"):
                is_all_taken = not {"wedge", "ablation"} & {step.action for step in plan.steps}
                if is_all_taken:
                    assert plan.flr_percent == (percent, percent, percent), REQUESTS[place]
                elif plan.flr_percent is not None:
                    assert plan.flr_percent[0] <= plan.flr_percent[1] <= plan.flr_percent[2] == percent, REQUESTS[place]


def _by_brute_force(ground: Ground, modalities: set[LesionModality], must: set[LesionModality]) -> Truth:
    """Return whether any operation with any way for each lesion can be carried out."""
    verdicts = ground.allowed(frozenset(modalities))
    marks = Marks.of(verdicts)
    sketching, outliner = Sketching(ground, marks, augmentation=None), Outliner(marks, is_ras_mutated=False)
    best_found = Truth.FALSE
    for operation in _every_operation(ground, modalities):
        open_ways = []
        for place, each in enumerate(verdicts):
            bit = 1 << place
            if operation.inside & bit:
                allowed = [Way.ANATOMICAL]
            else:
                allowed = [way for way in (Way.WEDGE, Way.ABLATE, Way.SBRT, Way.LEAVE) if way in each]
                allowed = [way for way in allowed if not operation.cut & bit or way in (Way.WEDGE, Way.LEAVE)]
            open_ways.append([way for way in allowed if not each[way].answer.is_false])
        for chosen in product(*open_ways):
            ways = Ways(*(sum(1 << place for place, one in enumerate(chosen) if one is way) for way in Way))
            if all(ways.treated_by(modality) for modality in must):
                best_found = max(best_found, sketching.judge(Reckoned(outliner.outline(operation, ways), 0)).stands)
    return best_found


def _every_operation(ground: Ground, modalities: set[LesionModality]) -> list[Operation]:
    if RESECT not in modalities:
        return [NO_OPERATION]
    every = Operations(ground.targets, ground.verdicts, PlannedResection(named=None, is_measured=False))
    return list(every.joining(ground.targets).found)


PRESENT = st.lists(
    st.fixed_dictionaries(
        {"state": st.just("present")},
        optional={name: values for name, values in LESION_FIELDS.items() if name not in ("state", "size_before_mm")},
    ),
    min_size=1,
    max_size=3,
).map(lambda found: [{"id": f"L{number}", **fields} for number, fields in enumerate(found, 1)])


@SOME
@given(PRESENT, st.sampled_from([{}, {"technically_resectable": False}, {"quality": "cirrhosis"}]))
def test_that_a_plan_is_found_wherever_there_is_one(found: list[dict[str, Any]], liver: dict[str, Any]) -> None:
    table = facts_of(a_case(lesions=found, liver=liver))
    ground, planner = ground_of(table, THRESHOLDS), Planner(table, THRESHOLDS)
    for modalities, must, augmentation in REQUESTS:
        if augmentation is None:
            plans = planner.plan(frozenset(modalities), must_use=frozenset(must))
            assert plans.exists.truth is _by_brute_force(ground, modalities, must), (modalities, must)


@FEW
@given(PRESENT)
def test_that_no_plan_shown_beats_another(found: list[dict[str, Any]]) -> None:
    ground = ground_of(facts_of(a_case(lesions=found)), THRESHOLDS)
    verdicts = ground.allowed(frozenset({RESECT, ABLATE}))
    marks = Marks.of(verdicts)
    sketching = Sketching(ground, marks, augmentation=None)
    every_knife = Ways(wedge=(1 << len(ground.targets)) - 1)
    outliner, kept = Outliner(marks, is_ras_mutated=False), ground.reckoning.reckoned_kept
    sketches = [
        sketching.sketch(Reckoned(outliner.outline(operation, every_knife), kept(operation, every_knife)))
        for operation in _every_operation(ground, {RESECT})
    ]
    front = best(sketches)
    assert not any(one.beats(other) for one in front for other in front)
    standing = [sketch for sketch in sketches if sketch.stands is not Truth.FALSE]
    assert all(any(kept is one or kept.faults == one.faults or kept.beats(one) for kept in front) for one in standing)


def test_that_every_operation_leaves_two_adjacent_drained_segments() -> None:
    lesions_everywhere = [{"id": f"L{at}", "segments": [code], "size_mm": 80} for at, code in enumerate(SEGMENT_CODES)]
    ground = ground_of(facts_of(a_case(lesions=lesions_everywhere)), THRESHOLDS)
    found = ground.operations.joining(ground.targets).found
    assert len(found) > 250
    assert all(leaves_two_adjacent(operation.taken) for operation in found if operation.taken != NOTHING)
