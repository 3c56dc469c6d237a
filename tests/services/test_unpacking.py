"""A pack brought back: what was done elsewhere is as if done here, twice is once, and nothing is guessed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crlm_desktop.case.identity import Identity
from crlm_desktop.errors import ConflictFault, CrlmError, EnvironmentFault, InputError
from crlm_desktop.i18n import Language, catalogue_for
from crlm_desktop.meeting.agenda import AgendaItem
from crlm_desktop.meeting.decision import Deferral, DeferralReason
from crlm_desktop.registry import backup, faults, pack_faults
from crlm_desktop.registry.values import Act
from crlm_desktop.services import meetings, pack_words, packing, review, unpacking
from crlm_desktop.services.pack_parts import Place
from crlm_desktop.services.unpacking import Choices, Standing, Whose
from crlm_desktop.services.workplace import Workplace
from tests.builders import a_decision, an_attendance
from tests.registry.building import AUTHOR, CHEAP, CLOCK
from tests.services.packs import (
    PACK_PASSPHRASE,
    TRAVELLER,
    Home,
    contents,
    edit,
    entries,
    fill,
    findings,
    give,
    hands_back,
    laptop,
    renumber,
    value,
)
from tests.services.places import another_workplace

LATE = Deferral(reason=DeferralReason.OUT_OF_TIME)


def standings(plan: unpacking.Plan) -> list[Standing]:
    return [one.standing for one in plan.cases]


def places(parts: tuple[unpacking.Part, ...]) -> list[Place]:
    return [one.place for one in parts]


# What somebody does in a registry with the meeting: edits, opinions, outcomes, agenda, people, head, new cases.
Doing = Callable[[Home, Workplace], object]
DOINGS: tuple[Doing, ...] = (
    lambda h, w: edit(w, h.ids[0], "patient.age_years", 63, "letter"),
    lambda h, w: edit(w, h.ids[0], "patient.age_years", 62),
    lambda h, w: edit(w, h.ids[1], "lesions[1]", {"id": "L2", "size_mm": 9}),
    lambda h, w: give(w, h.ids[0], "Dr Grey"),
    lambda h, w: give(w, h.ids[1], "Dr Black"),
    lambda h, w: (
        review.withdraw_opinion(w, review.open_case(w, h.ids[0]).opinions[0].id)
        if review.open_case(w, h.ids[0]).opinions
        else None
    ),
    lambda h, w: meetings.record_outcome(w, h.meeting, h.ids[0], a_decision()),
    lambda h, w: meetings.record_outcome(w, h.meeting, h.ids[0], LATE),
    lambda h, w: meetings.record_outcome(w, h.meeting, h.ids[0], None),
    lambda h, w: meetings.set_question(w, h.meeting, h.ids[0], "Resectable?"),
    lambda h, w: meetings.set_attendance(w, h.meeting, [an_attendance("Dr White"), an_attendance("Dr New")]),
    lambda h, w: meetings.reorder(w, h.meeting, [item.case_id for item in reversed(_agenda(w, h))]),
    lambda h, w: review.record_identity(w, h.ids[0], Identity(number="H-1", born_on=date(1960, 1, 2))),
    lambda h, w: meetings.add_case(w, h.meeting, review.create_case(w, Identity(number=f"N-{entries(w)}")).id),
    lambda h, w: meetings.change_particulars(
        w, h.meeting, meetings.Particulars(title="Board", site="General", held_on=date(2026, 11, 24), chair="Dr C")
    ),
)


def _agenda(place: Workplace, home: Home) -> tuple[AgendaItem, ...]:
    return meetings.open_meeting(place, home.meeting).meeting.agenda


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(done=st.lists(st.sampled_from(range(len(DOINGS))), min_size=1, max_size=6))
def test_that_work_elsewhere_comes_back_as_if_it_had_been_done_at_home_and_twice_is_once(
    tmp_path: Path, built_home: Path, done: list[int]
) -> None:
    folder = tmp_path / "example"
    folder.mkdir()
    home = Home(folder, built_home)
    with home.place:
        with laptop(home.takes_along()) as place:
            for one in done:
                DOINGS[one](home, place)
            worked, back = contents(place, home.meeting), hands_back(place)
        planned = home.brings_back(back)
        assert planned.choices == 0
        assert home.held() == worked
        assert findings(home.place) == ()
        before = entries(home.place)
        again = home.brings_back(back)
        assert (again.changes_anything, again.done_at) == (False, CLOCK.moment)
        assert entries(home.place) == before
    shutil.rmtree(folder)


def test_that_a_pack_of_a_registry_on_a_server_comes_home_to_it_and_twice_is_once(
    server_place: Workplace, tmp_path: Path
) -> None:
    meeting, pack = fill(server_place), tmp_path / "out.crlmpack"
    packing.take_along(server_place, meeting, PACK_PASSPHRASE, to=pack, days=14, cost=CHEAP)
    with laptop(pack) as place:
        first = meetings.open_meeting(place, meeting).meeting.agenda[0].case_id
        edit(place, first, "patient.age_years", 70)
        give(place, first, "Dr White")
        meetings.record_outcome(place, meeting, first, a_decision())
        renumber(place, H_1="H-2", H_2="H-1")
        worked, back = contents(place, meeting), hands_back(place)
    for is_first in (True, False):
        received = packing.receive(back, PACK_PASSPHRASE)
        planned = unpacking.compare(server_place, received)
        done = unpacking.bring_back(server_place, received, planned, language=Language.EN)
        assert done.changes_anything is is_first
        assert contents(server_place, meeting) == worked
    assert server_place.verify(wanted=lambda: True).is_good


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["first", "second"])
def test_that_the_order_of_two_laptops_does_not_matter_where_they_changed_different_things(
    home: Home, order: tuple[int, int]
) -> None:
    pack, backs = home.takes_along(), []
    with laptop(pack, "first.crlm") as first:
        edit(first, home.ids[0], "patient.age_years", 63)
        meetings.record_outcome(first, home.meeting, home.ids[0], a_decision())
        give(first, home.ids[0], "Dr One")
        backs.append(hands_back(first, "1.crlmpack"))
    with laptop(pack, "second.crlm") as second:
        edit(second, home.ids[0], "patient.height_cm", 180)
        edit(second, home.ids[1], "patient.age_years", 70)
        meetings.set_question(second, home.meeting, home.ids[1], "When?")
        give(second, home.ids[0], "Dr Two")
        backs.append(hands_back(second, "2.crlmpack"))
    for one in order:
        home.brings_back(backs[one])
    assert [value(home.place, one) for one in home.ids] == [(63, 180), (70, 170)]
    agenda = home.held().meeting.agenda
    assert (agenda[0].outcome, agenda[1].question) == (a_decision(), "When?")
    people = {one.person for one in review.open_case(home.place, home.ids[0]).opinions}
    assert people == {"Dr Grey", "Dr One", "Dr Two"}
    assert findings(home.place) == ()
    before = entries(home.place)
    for back in backs:
        assert not home.brings_back(back).changes_anything
    assert entries(home.place) == before


def test_that_both_histories_stay_and_the_joining_revision_says_where_they_parted(home: Home) -> None:
    with laptop(home.takes_along()) as place:
        edit(place, home.ids[0], "patient.age_years", 63, "from the letter")
        edit(place, home.ids[0], "patient.age_years", 64, "from the passport")
        elsewhere, back = review.history(place, home.ids[0]), hands_back(place)
    edit(home.place, home.ids[0], "patient.height_cm", 180, "measured")
    planned = home.brings_back(back)
    assert standings(planned) == [Standing.BOTH, Standing.NOTHING_NEW]
    assert value(home.place, home.ids[0]) == (64, 180)
    joined, *rest = review.history(home.place, home.ids[0])
    assert [one.number for one in rest] == [4, 3, 2, 1]
    assert [(one.author, one.recorded_at, one.reason, one.sha256) for one in rest[:2]] == [
        (one.author, one.recorded_at, one.reason, one.sha256) for one in elsewhere[:2]
    ]
    assert (joined.number, joined.author, joined.recorded_at) == (5, AUTHOR, CLOCK.moment)
    assert joined.reason == (
        "Brought back from a pack of Dr T. Traveller: revisions 3 to 4 were made elsewhere from revision 1; "
        "this one joins them with revision 2."
    )
    assert findings(home.place) == ()


def test_that_a_field_that_both_changed_is_chosen_and_never_guessed(home: Home) -> None:
    with laptop(home.takes_along()) as place:
        edit(place, home.ids[0], "patient.age_years", 63)
        back = hands_back(place)
    edit(home.place, home.ids[0], "patient.age_years", 70)
    before = home.held()
    with pytest.raises(CrlmError) as refused:
        home.brings_back(back)
    assert (refused.value.code, refused.value.params["count"]) == (pack_faults.NOT_CHOSEN, 1)
    assert home.held() == before
    (clash,) = home.sees(back).cases[0].merge.disagreements  # type: ignore[union-attr]
    assert (clash.path, clash.base, clash.theirs, clash.mine) == ("patient.age_years", 62, 70, 63)
    home.brings_back(back, unpacking.all_of(home.sees(back), Whose.HOME))
    assert value(home.place, home.ids[0]) == (70, 170)
    assert len(review.history(home.place, home.ids[0])) == 4


def test_that_different_outcomes_are_chosen_and_the_same_outcome_comes_once(home: Home) -> None:
    first, second = home.ids
    with laptop(home.takes_along()) as place:
        meetings.record_outcome(place, home.meeting, first, LATE)
        meetings.record_outcome(place, home.meeting, second, LATE)
        back = hands_back(place)
    meetings.record_outcome(home.place, home.meeting, first, a_decision())
    meetings.record_outcome(home.place, home.meeting, second, LATE)
    (clash,) = home.sees(back).open_conflicts
    assert (clash.place, clash.key, clash.base, clash.home, clash.pack) == (
        Place.OUTCOME,
        first,
        None,
        a_decision(),
        LATE,
    )
    home.brings_back(back, Choices(parts={clash.path: Whose.PACK}))
    held = home.held()
    assert [item.outcome for item in held.meeting.agenda] == [LATE, LATE]
    assert {one.case_id: one.recorded_by for one in held.recorded} == {first: TRAVELLER, second: AUTHOR}


def test_that_an_outcome_names_the_revision_that_was_seen_as_it_is_numbered_here(home: Home) -> None:
    with laptop(home.takes_along()) as place:
        edit(place, home.ids[0], "patient.age_years", 63)
        meetings.record_outcome(place, home.meeting, home.ids[0], LATE)
        edit(place, home.ids[0], "patient.age_years", 64)
        back = hands_back(place)
    edit(home.place, home.ids[0], "patient.height_cm", 180)
    home.brings_back(back)
    told = next(one for one in home.held().recorded if one.case_id == home.ids[0])
    assert told.revision == 3
    assert review.case_at(home.place, home.ids[0], 3).patient.age_years == 63


def test_that_work_goes_on_after_a_pack_was_brought_back_and_comes_back_again(home: Home) -> None:
    pack = home.takes_along()
    with laptop(pack) as place:
        edit(place, home.ids[0], "patient.age_years", 63)
        meetings.record_outcome(place, home.meeting, home.ids[0], LATE)
        first = hands_back(place, "1.crlmpack")
    edit(home.place, home.ids[0], "patient.height_cm", 180)
    home.brings_back(first)
    with laptop(pack) as place:
        edit(place, home.ids[0], "patient.age_years", 64)
        meetings.record_outcome(place, home.meeting, home.ids[0], a_decision())
        second = hands_back(place, "2.crlmpack")
    assert home.brings_back(second).choices == 0
    assert value(home.place, home.ids[0]) == (64, 180)
    assert home.held().meeting.agenda[0].outcome == a_decision()
    assert not home.brings_back(first).changes_anything
    assert home.held().meeting.agenda[0].outcome == a_decision()
    assert findings(home.place) == ()


def test_that_an_earlier_pack_changes_nothing_after_a_later_one_of_the_same_laptop(home: Home) -> None:
    pack = home.takes_along()
    with laptop(pack) as place:
        meetings.record_outcome(place, home.meeting, home.ids[0], LATE)
        first = hands_back(place, "1.crlmpack")
        meetings.record_outcome(place, home.meeting, home.ids[0], a_decision())
        second = hands_back(place, "2.crlmpack")
    home.brings_back(second)
    assert not home.brings_back(first).changes_anything
    assert home.held().meeting.agenda[0].outcome == a_decision()


def test_that_a_closed_meeting_takes_nothing_any_more_and_that_this_is_said(home: Home) -> None:
    with laptop(home.takes_along()) as place:
        edit(place, home.ids[0], "patient.age_years", 63)
        meetings.record_outcome(place, home.meeting, home.ids[0], LATE)
        back = hands_back(place)
    meetings.record_outcome(home.place, home.meeting, home.ids[0], a_decision())
    meetings.close(home.place, home.meeting)
    planned = home.brings_back(back)
    assert (planned.takes_meeting, planned.closed_at, planned.choices) == (False, CLOCK.moment, 0)
    assert places(planned.untaken) == [Place.OUTCOME]
    assert home.held().meeting.agenda[0].outcome == a_decision()
    assert value(home.place, home.ids[0]) == (63, 170)
    assert findings(home.place) == ()


def test_that_a_new_case_whose_number_is_taken_is_a_problem_and_nothing_is_brought_back(home: Home) -> None:
    with laptop(home.takes_along()) as place:
        review.create_case(place, Identity(number="h-９"))
        edit(place, home.ids[0], "patient.age_years", 63)
        back = hands_back(place)
    review.create_case(home.place, Identity(number="H-9"))
    (told,) = home.sees(back).problems
    assert told.problem is not None
    assert (told.standing, told.problem.code) == (Standing.NEW_CASE, faults.NUMBER_TAKEN_UNNAMED)
    with pytest.raises(InputError):
        home.brings_back(back)
    assert value(home.place, home.ids[0]) == (62, 170)


def test_that_a_case_that_left_the_agenda_here_and_was_decided_there_is_chosen(home: Home) -> None:
    with laptop(home.takes_along()) as place:
        meetings.record_outcome(place, home.meeting, home.ids[0], LATE)
        back = hands_back(place)
    meetings.remove_case(home.place, home.meeting, home.ids[0])
    (clash,) = home.sees(back).open_conflicts
    assert (clash.place, clash.home) == (Place.LISTED, None)
    home.brings_back(back, Choices(parts={clash.path: Whose.PACK}))
    # It comes back as whoever lists a case again puts it: at the end.
    assert [item.outcome for item in home.held().meeting.agenda] == [a_decision(), LATE]


def test_that_people_are_joined_by_name_and_discipline(home: Home) -> None:
    with laptop(home.takes_along()) as place:
        people = [an_attendance(), an_attendance("Dr White"), an_attendance("Dr There")]
        meetings.set_attendance(place, home.meeting, people)
        back = hands_back(place)
    meetings.set_attendance(home.place, home.meeting, [an_attendance("Dr Here"), an_attendance()])
    home.brings_back(back)
    assert [one.person for one in home.held().meeting.attendance] == ["Dr Here", "Dr Grey", "Dr There"]


def test_that_of_two_opinions_of_one_person_the_later_holds(home: Home) -> None:
    with laptop(home.takes_along()) as place:
        give(place, home.ids[0], "Dr Black")
        back = hands_back(place)
    give(home.place, home.ids[0], "Dr Black")
    home.brings_back(back)
    (standing,) = (one for one in review.open_case(home.place, home.ids[0]).opinions if one.person == "Dr Black")
    assert standing.given_at == CLOCK.moment + timedelta(hours=1)
    assert findings(home.place) == ()


def test_that_a_pack_of_another_registry_is_refused_with_both_names(home: Home, tmp_path: Path) -> None:
    with laptop(home.takes_along()) as place:
        back = hands_back(place)
    with another_workplace(tmp_path / "other.crlm") as other, pytest.raises(EnvironmentFault) as refused:
        unpacking.compare(other, packing.receive(back, PACK_PASSPHRASE))
    assert refused.value.code is pack_faults.OTHER_REGISTRY
    assert (refused.value.params["theirs"], refused.value.params["ours"]) == ("Test registry", "Test registry")


def test_that_the_pack_that_was_taken_along_is_not_brought_back(home: Home) -> None:
    with pytest.raises(EnvironmentFault) as refused:
        home.sees(home.takes_along())
    assert refused.value.code is pack_faults.NOT_HANDED_BACK


def test_that_a_registry_that_does_not_know_the_pack_chooses_whatever_differs(home: Home, built_home: Path) -> None:
    edit(home.place, home.ids[0], "patient.age_years", 70)
    with laptop(home.takes_along()) as place:
        edit(place, home.ids[0], "patient.height_cm", 180)
        meetings.record_outcome(place, home.meeting, home.ids[0], LATE)
        back = hands_back(place)
    restored = home.folder / "restored"
    restored.mkdir()
    earlier = Home(restored, built_home)
    with earlier.place:
        planned = earlier.sees(back)
        assert (planned.is_known, standings(planned)[0]) == (False, Standing.FORWARD)
        assert places(planned.open_conflicts) == [Place.OUTCOME]
        with pytest.raises(CrlmError):
            earlier.brings_back(back)
        earlier.brings_back(back, unpacking.all_of(planned, Whose.PACK))
        assert value(earlier.place, home.ids[0]) == (70, 180)
        assert findings(earlier.place) == ()


def test_that_a_case_with_another_beginning_is_refused(home: Home) -> None:
    with laptop(home.takes_along()) as place:
        received = packing.receive(hands_back(place), PACK_PASSPHRASE)
    first = received.pack.contents.cases[0]
    foreign = replace(first, revisions=(replace(first.revisions[0], author="Somebody else"),))
    held = replace(received.pack.contents, cases=(foreign, *received.pack.contents.cases[1:]))
    planned = unpacking.compare(home.place, replace(received, pack=replace(received.pack, contents=held)))
    (told,) = planned.problems
    assert told.problem is not None
    assert (told.standing, told.problem.code) == (Standing.NOT_POSSIBLE, pack_faults.OTHER_HISTORY)


def test_that_what_was_shown_must_still_hold_when_it_is_written(home: Home) -> None:
    with laptop(home.takes_along()) as place:
        edit(place, home.ids[0], "patient.age_years", 63)
        received = packing.receive(hands_back(place), PACK_PASSPHRASE)
    planned = unpacking.compare(home.place, received)
    edit(home.place, home.ids[0], "patient.height_cm", 180)
    with pytest.raises(ConflictFault):
        unpacking.bring_back(home.place, received, planned, language=Language.EN)
    assert value(home.place, home.ids[0]) == (62, 180)


def test_that_a_backup_is_made_before_and_that_what_fails_in_the_midst_leaves_nothing(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    with laptop(home.takes_along()) as place:
        edit(place, home.ids[0], "patient.age_years", 63)
        meetings.record_outcome(place, home.meeting, home.ids[0], LATE)
        back = hands_back(place)
    before, count = home.held(), entries(home.place)

    def fails(*_args: object, **_named: object) -> None:
        raise EnvironmentFault(faults.DISK_FULL, path="here")

    with monkeypatch.context() as patched:
        patched.setattr("crlm_desktop.registry.packs.Packs.bring_outcome", fails)
        with pytest.raises(EnvironmentFault):
            home.brings_back(back)
    assert (home.held(), entries(home.place)) == (before, count)
    assert [one.kind for one in backup.listed(home.place.path)] == [backup.BEFORE_IMPORT]
    home.brings_back(back)
    assert value(home.place, home.ids[0]) == (63, 170)


def test_that_the_log_says_who_brought_which_pack_back(home: Home) -> None:
    with laptop(home.takes_along()) as place:
        edit(place, home.ids[0], "patient.age_years", 63)
        received = packing.receive(hands_back(place), PACK_PASSPHRASE)
    home.brings_back(received.path)
    with home.place.reading() as unit:
        entry, case = unit.audit.entries(home.meeting)[-1], unit.audit.entries(home.ids[0])[-1]
    assert (entry.act, entry.author, entry.at) == (Act.PACK_BROUGHT_BACK, AUTHOR, CLOCK.moment)
    assert (entry.detail["sha256"], entry.detail["made_by"]) == (received.sha256, TRAVELLER)
    assert (case.act, case.detail["revisions"], case.detail["pack"]) == (
        Act.CASE_BROUGHT,
        "2-2",
        received.pack.id,
    )


def test_that_a_stale_pack_is_brought_back_after_its_age_and_what_was_changed_since_is_told(home: Home) -> None:
    with laptop(home.takes_along(days=1)) as place:
        edit(place, home.ids[0], "patient.age_years", 63)
        back = hands_back(place)
    edit(home.place, home.ids[0], "patient.height_cm", 180)
    meetings.set_question(home.place, home.meeting, home.ids[1], "When?")
    planned, now = home.sees(back), CLOCK.moment + timedelta(days=9)
    assert packing.freshness(planned.taking, now=now, made_at=planned.made_at) is packing.Freshness.STALE
    english, chinese = catalogue_for(Language.EN), catalogue_for(Language.ZH)
    assert ", 9 days ago, " in pack_words.freshness_words(planned.taking, planned.made_at, now, english)
    told = pack_words.since_words(planned, english)
    assert told == "Changed here since: 1 case, 1 thing of the meeting."
    assert pack_words.since_words(planned, chinese) != told
    home.brings_back(back)
    assert value(home.place, home.ids[0]) == (63, 180)
