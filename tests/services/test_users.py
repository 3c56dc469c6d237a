"""Users as use cases: added, renamed, revoked, each recorded; and another goes on in their own name."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from crlm_desktop.case.identity import Identity
from crlm_desktop.clock import FixedClock
from crlm_desktop.errors import CrlmError, EnvironmentFault, InputError
from crlm_desktop.registry import faults
from crlm_desktop.registry.values import Act
from crlm_desktop.services import review, users, workplace
from crlm_desktop.services.users import Role, User
from crlm_desktop.services.workplace import Workplace
from tests.registry.building import AUTHOR, CHEAP, CLOCK, PASSPHRASE
from tests.services.places import plain_engine

OTHER = "the passphrase of another"


@pytest.fixture
def second(place: Workplace) -> User:
    """A second user."""
    return users.add_user(place, " Dr B. ", Role.MEMBER, OTHER, cost=CHEAP)


def acts(place: Workplace) -> list[Act]:
    with place.reading() as unit:
        return [entry.act for entry in unit.audit.entries() if entry.act is not Act.USER_ENTERED]


def opens(path: Path, user: str, passphrase: str, *, seconds: float = 0) -> bool:
    clock = FixedClock(CLOCK.now() + timedelta(seconds=seconds))
    try:
        workplace.open_(path, passphrase, user=user, clock=clock, engine=plain_engine()).close()
    except EnvironmentFault as fault:
        if fault.code not in (workplace.WRONG_PASSPHRASE, faults.NO_SUCH_USER):
            raise
        return False
    return True


def test_that_every_change_of_a_user_is_recorded_in_the_name_of_who_made_it(place: Workplace, second: User) -> None:
    users.rename_user(place, second.id, "Dr Bee")
    users.set_role(place, second.id, Role.CHAIR)
    users.reset_passphrase(place, second.id, PASSPHRASE, cost=CHEAP)
    users.make_recovery_key(place, cost=CHEAP)
    users.revoke_user(place, second.id)
    assert acts(place)[1:] == [
        Act.USER_ADDED,
        Act.USER_RENAMED,
        Act.USER_ROLE_SET,
        Act.PASSPHRASE_RESET,
        Act.RECOVERY_KEY_MADE,
        Act.USER_REVOKED,
    ]
    with place.reading() as unit:
        assert {entry.author for entry in unit.audit.entries()} == {AUTHOR}


def test_that_no_passphrase_and_no_recovery_key_stands_in_the_record(place: Workplace, second: User) -> None:
    secret = users.make_recovery_key(place, cost=CHEAP)
    users.reset_passphrase(place, second.id, "yet another one", cost=CHEAP)
    with place.reading() as unit:
        told = repr(unit.audit.entries())
    assert not any(word in told for word in (PASSPHRASE, OTHER, "yet another one", secret))


def test_that_one_s_own_passphrase_changes_only_with_the_present_one(place: Workplace, second: User) -> None:
    with pytest.raises(EnvironmentFault) as refused:
        users.change_own_passphrase(place, "not the present one", "an entirely new one", cost=CHEAP)
    assert refused.value.code is users.WRONG_PASSPHRASE
    place.clock = FixedClock(CLOCK.now() + timedelta(seconds=1))
    users.change_own_passphrase(place, PASSPHRASE, "an entirely new one", cost=CHEAP)
    assert acts(place)[-2:] == [Act.PASSPHRASES_REFUSED, Act.PASSPHRASE_CHANGED]
    place.close()
    assert opens(place.path, AUTHOR, "an entirely new one")
    assert opens(place.path, second.name, OTHER)
    assert not opens(place.path, AUTHOR, PASSPHRASE)


def test_that_a_short_passphrase_changes_nothing(place: Workplace, second: User) -> None:
    before = acts(place)
    for change in (
        lambda: users.change_own_passphrase(place, PASSPHRASE, "short", cost=CHEAP),
        lambda: users.add_user(place, "Dr C.", Role.READER, "short", cost=CHEAP),
        lambda: users.reset_passphrase(place, second.id, "short", cost=CHEAP),
    ):
        with pytest.raises(InputError):
            change()
    assert acts(place) == before


def test_that_a_revoked_user_is_listed_last_comes_in_no_more_and_can_be_let_in_again(
    place: Workplace, second: User
) -> None:
    users.revoke_user(place, second.id)
    users.add_user(place, "Dr C.", Role.READER, PASSPHRASE, cost=CHEAP)
    listed = [(one.user.name, one.user.is_active, one.has_passphrase) for one in users.list_users(place)]
    assert listed == [(AUTHOR, True, True), ("Dr C.", True, True), ("Dr B.", False, False)]
    assert not opens_now(place, "Dr B.", OTHER)
    users.reset_passphrase(place, second.id, "welcome once more", cost=CHEAP)
    assert opens_now(place, "Dr B.", "welcome once more")


def opens_now(place: Workplace, name: str, passphrase: str) -> bool:
    place.close()
    return opens(place.path, name, passphrase)


@pytest.mark.parametrize("role", [Role.CHAIR, Role.MEMBER, Role.READER])
def test_that_the_last_administrator_stays_one(place: Workplace, second: User, role: Role) -> None:
    with pytest.raises(CrlmError) as refused:
        users.set_role(place, place.user.id, role)
    assert refused.value.code is users.LAST_ADMINISTRATOR
    with pytest.raises(CrlmError) as refused:
        users.revoke_user(place, place.user.id)
    assert refused.value.code is users.LAST_ADMINISTRATOR
    users.set_role(place, second.id, Role.ADMINISTRATOR)
    users.set_role(place, place.user.id, role)
    assert place.user.role is role


def test_that_an_administrator_without_a_key_slot_does_not_count_as_one_that_remains(
    place: Workplace, second: User
) -> None:
    users.set_role(place, second.id, Role.ADMINISTRATOR)
    place._registry.keeping.keyring.remove(second.id)
    with pytest.raises(CrlmError) as refused:
        users.set_role(place, place.user.id, Role.READER)
    assert refused.value.code is users.LAST_ADMINISTRATOR


def test_that_nobody_revokes_themselves(place: Workplace, second: User) -> None:
    users.set_role(place, second.id, Role.ADMINISTRATOR)
    with pytest.raises(CrlmError) as refused:
        users.revoke_user(place, place.user.id)
    assert refused.value.code is faults.REVOKING_ONESELF
    assert place.user.id in place._registry.keeping.keyring.users()


def test_that_another_user_goes_on_in_their_own_name_and_role(place: Workplace, second: User) -> None:
    with pytest.raises(EnvironmentFault) as refused:
        users.enter(place, "Dr B.", PASSPHRASE)
    assert refused.value.code is users.WRONG_PASSPHRASE
    with pytest.raises(EnvironmentFault) as early:
        users.enter(place, "Dr B.", OTHER)
    assert early.value.code is users.TOO_EARLY
    place.clock = FixedClock(CLOCK.now() + timedelta(seconds=1))
    assert users.enter(place, "dr b.", OTHER) == second
    assert (place.author, place.user.role) == ("Dr B.", Role.MEMBER)
    assert review.create_case(place, Identity(number="H-1")).revision.author == "Dr B."


def test_that_one_s_new_name_holds_at_once(place: Workplace) -> None:
    users.rename_user(place, place.user.id, "Dr Anew")
    assert review.create_case(place, Identity(number="H-1")).revision.author == "Dr Anew"
    place.close()
    assert workplace.user_names(place.path) == ("Dr Anew",)


def test_that_text_that_names_somebody_is_told_from_text_that_does_not(place: Workplace) -> None:
    review.create_case(place, Identity(number="ZX-77", name="Eleanor Whitcombe"))
    review.create_case(place, Identity(number="ZX-78", name="李文博"))
    for text in ("ZX-77", "Eleanor Whitcombe", "Whitcombe", "see ZX-78, please", "文博"):
        assert review.names_anybody(place, text), text
    for text in ("", "E", "portal vein embolisation", "王芳"):
        assert not review.names_anybody(place, text), text
