"""A registry that somebody else has open: what reads is done, what writes is refused by name, and it is taken over."""

from __future__ import annotations

from pathlib import Path

import pytest

from crlm_desktop.case.identity import Identity
from crlm_desktop.errors import CrlmError, EnvironmentFault
from crlm_desktop.services import review, roles, users, whereabouts, workplace
from crlm_desktop.services.roles import READING, USE_CASES, Role
from crlm_desktop.services.workplace import HELD, IN_USE, Held, Workplace
from tests.registry.building import AUTHOR, CHEAP, CLOCK, PASSPHRASE
from tests.registry.test_second_opener import folder_content
from tests.services.places import a_workplace, plain_engine
from tests.services.test_roles import BY_ENTRANTS, DOINGS, Scene


def beside(path: Path, user: str = AUTHOR) -> Workplace:
    second = workplace.open_(path, PASSPHRASE, user=user, clock=CLOCK, engine=plain_engine())
    assert isinstance(second.reading_only, Held)
    return second


def test_that_every_use_case_that_reads_is_done_beside_the_holder_and_every_other_is_refused(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    with scene.place, beside(scene.place.path) as second:
        before = folder_content(scene.place.path)
        refusals = {}
        on_workplaces = {name: do for name, do in DOINGS.items() if name not in BY_ENTRANTS}
        for name, do in on_workplaces.items():
            try:
                do(scene, second)
            except CrlmError as error:
                refusals[name] = error.code
        assert refusals == dict.fromkeys(set(USE_CASES) - READING - BY_ENTRANTS, HELD)
        assert folder_content(scene.place.path) == before
        assert not (tmp_path / "other.json").exists()
        assert not (tmp_path / "m.pdf").exists()


def test_that_a_hindrance_tells_the_role_before_it_tells_the_holder(tmp_path: Path) -> None:
    with a_workplace(tmp_path / "r.crlm") as first:
        users.add_user(first, "Dr Reader", Role.READER, PASSPHRASE, cost=CHEAP)
        with beside(first.path, "Dr Reader") as second:
            told = [roles.hindrance(second, name) for name in ("review.record_case", "review.open_case")]
        with beside(first.path) as third:
            held = roles.hindrance(third, "review.record_case")
        assert roles.hindrance(first, "review.record_case") is None
    assert told[0] is not None
    assert told[0].code is roles.NOT_ALLOWED
    assert told[1] is None
    assert held is not None
    assert held.code is HELD


def test_that_a_workplace_taken_over_writes_in_the_name_and_role_that_hold_now(tmp_path: Path) -> None:
    first = a_workplace(tmp_path / "r.crlm")
    member = users.add_user(first, "Dr Member", Role.MEMBER, PASSPHRASE, cost=CHEAP)
    second = beside(first.path, "Dr Member")
    with pytest.raises(EnvironmentFault) as refused:
        second.take_over()
    assert refused.value.code is IN_USE
    users.set_role(first, member.id, Role.CHAIR)
    first.close()
    assert second.holder() is None
    second.take_over()
    assert (second.user.name, second.user.role, second.reading_only) == ("Dr Member", Role.CHAIR, None)
    assert review.create_case(second, Identity(number="9")).revision.author == "Dr Member"
    second.close()


def test_that_a_user_who_changes_in_the_window_is_the_holder_that_others_are_told(tmp_path: Path) -> None:
    with a_workplace(tmp_path / "r.crlm") as first:
        member = users.add_user(first, "Dr Member", Role.MEMBER, PASSPHRASE, cost=CHEAP)
        users.enter(first, "Dr Member", PASSPHRASE)
        holder = first.holder()
        assert holder is not None
        assert holder.user == "Dr Member"
        users.enter(first, AUTHOR, PASSPHRASE)
        users.rename_user(first, member.id, "Dr Renamed")
        users.rename_user(first, first.user.id, "Dr Tester")
        renamed = first.holder()
        assert renamed is not None
        assert renamed.user == "Dr Tester"


def test_that_a_clouds_folder_and_stray_copies_are_told_with_the_names(tmp_path: Path) -> None:
    root = tmp_path / "synchronised"
    root.mkdir()
    (root / ".stfolder").mkdir()
    path = root / "r.crlm"
    assert [one.code for one in whereabouts.warnings(path)] == [whereabouts.CLOUD]
    a_workplace(path).close()
    (path / "registry.sync-conflict-20261130-101500-ABC.db").touch()
    cloud, copies = whereabouts.warnings(path)
    assert (cloud.code, cloud.params["service"]) == (whereabouts.CLOUD, "Syncthing")
    assert (copies.code, copies.params["files"]) == (
        whereabouts.CONFLICT_COPIES,
        "registry.sync-conflict-20261130-101500-ABC.db",
    )
