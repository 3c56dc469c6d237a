"""Users with their key slots: who comes in by which passphrase, and what a crash in between leaves."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from crlm_desktop.clock import FixedClock
from crlm_desktop.errors import CrlmError, EnvironmentFault, InputError
from crlm_desktop.registry import admission, disk, faults, keys, opening, recovery
from crlm_desktop.registry.keys import Keys
from crlm_desktop.registry.unit import Registry
from crlm_desktop.registry.user import Role, User
from crlm_desktop.registry.values import Act
from tests.registry.building import AUTHOR, CHEAP, CLOCK, PASSPHRASE, a_registry, add_case

OTHER = "the passphrase of another"


def add_user(registry: Registry, name: str, role: Role = Role.MEMBER, passphrase: str = OTHER) -> User:
    """Add a user with a slot."""
    user = User(id=keys.new_slot_id(), name=name, role=role, created_at=CLOCK.now())
    with registry.changing_slots(author=AUTHOR, at=CLOCK.now()) as unit:
        unit.users.add(user)
        registry.keeping.keyring.put(user.id, passphrase, label=name, cost=CHEAP)
    return user


def slots(folder: Path) -> Keys:
    return keys.read(folder / "keys.json")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A closed registry with a second user."""
    made = a_registry(tmp_path / "r.crlm")
    add_user(made, "李 Second")
    made.close()
    return made.path


def test_that_creating_makes_the_first_administrator_with_a_slot_of_the_same_name(folder_registry: Registry) -> None:
    registry = folder_registry
    assert registry.user is not None
    assert (registry.user.name, registry.user.role, registry.user.is_active) == (AUTHOR, Role.ADMINISTRATOR, True)
    assert [(slot.id, slot.label) for slot in slots(registry.path).slots] == [(registry.user.id, AUTHOR)]


def test_that_each_user_comes_in_by_their_own_passphrase_only(folder: Path) -> None:
    for name, passphrase in ((AUTHOR, PASSPHRASE), ("李 second", OTHER)):
        registry = opening.open_(folder, passphrase, user=name, clock=CLOCK)
        assert registry.user is not None
        assert registry.user.name.casefold() == name.casefold()
        registry.close()
    with pytest.raises(EnvironmentFault) as refused:
        opening.open_(folder, PASSPHRASE, user="李 Second", clock=CLOCK)
    assert refused.value.code is faults.WRONG_PASSPHRASE


def test_that_naming_a_user_costs_one_argon2_however_many_there_are(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    derived: list[str] = []
    derive = keys._derived

    def counting(passphrase: str, slot: keys.Slot) -> bytes:
        derived.append(slot.label)
        return derive(passphrase, slot)

    monkeypatch.setattr(keys, "_derived", counting)
    opening.open_(folder, OTHER, user="李 Second", clock=CLOCK).close()
    assert derived == ["李 Second"]


def test_that_a_name_nobody_has_is_answered_with_those_there_are(folder: Path) -> None:
    with pytest.raises(EnvironmentFault) as refused:
        opening.open_(folder, PASSPHRASE, user="Nobody", clock=CLOCK)
    assert refused.value.code is faults.NO_SUCH_USER
    assert refused.value.params["known"] == f"{AUTHOR}, 李 Second"


@pytest.mark.parametrize("name", ["李 second", "  ", "x" * 101, "two\nlines"])
def test_that_a_name_that_is_taken_empty_long_or_broken_is_refused(folder: Path, name: str) -> None:
    from crlm_desktop.registry.users import checked_name

    registry = opening.open_(folder, PASSPHRASE, user=AUTHOR, clock=CLOCK)
    before = slots(folder)
    with pytest.raises(InputError) as refused:
        add_user(registry, checked_name(name))
    registry.close()
    assert [one.path for one in refused.value.problems] == ["name"]
    assert slots(folder) == before


def test_that_a_slot_of_somebody_revoked_lets_nobody_in(folder: Path) -> None:
    """As after a crash between the key file and the registry, or with a key file out of a backup."""
    registry = opening.open_(folder, PASSPHRASE, user=AUTHOR, clock=CLOCK)
    with registry.unit(author=AUTHOR, at=CLOCK.now()) as unit:
        unit.users.revoke(unit.users.all()[1].id)
    registry.close()
    with pytest.raises(EnvironmentFault) as refused:
        opening.open_(folder, OTHER, user="李 Second", clock=CLOCK)
    assert refused.value.code is faults.SLOT_OF_NOBODY


def test_that_opening_drops_the_slots_of_nobody_and_follows_the_names_that_hold(folder: Path) -> None:
    registry = opening.open_(folder, PASSPHRASE, user=AUTHOR, clock=CLOCK)
    with registry.unit(author=AUTHOR, at=CLOCK.now()) as unit:
        unit.users.rename(unit.users.all()[0].id, "Dr Renamed")
    registry.keeping.keyring.put("nobody", OTHER, label="left by a crash", cost=CHEAP)
    registry.close()
    opening.open_(folder, PASSPHRASE, user=AUTHOR, clock=CLOCK).close()
    assert [slot.label for slot in slots(folder).slots] == ["Dr Renamed", "李 Second"]


@pytest.mark.parametrize("at", ["write", "rename"])
def test_that_a_crash_while_the_keys_are_replaced_leaves_the_old_ones_and_the_old_users(
    folder: Path, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = opening.open_(folder, PASSPHRASE, user=AUTHOR, clock=CLOCK)
    before = (folder / "keys.json").read_bytes()

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    if at == "write":
        monkeypatch.setattr(disk.os, "fsync", crash)
    else:
        monkeypatch.setattr(Path, "replace", crash)
    with pytest.raises(KeyboardInterrupt):
        add_user(registry, "Dr Third")
    monkeypatch.undo()
    assert (folder / "keys.json").read_bytes() == before
    with registry.reading() as unit:
        assert [user.name for user in unit.users.all()] == [AUTHOR, "李 Second"]
    add_user(registry, "Dr Third")
    registry.close()
    opening.open_(folder, OTHER, user="Dr Third", clock=CLOCK).close()


def test_that_a_refused_change_brings_the_slots_back(folder: Path) -> None:
    registry = opening.open_(folder, PASSPHRASE, user=AUTHOR, clock=CLOCK)
    before = slots(folder)

    def refused_change() -> None:
        with registry.changing_slots(author=AUTHOR, at=CLOCK.now()) as unit:
            registry.keeping.keyring.put("someone", OTHER, label="Someone", cost=CHEAP)
            unit.users.get("someone")

    with pytest.raises(CrlmError):
        refused_change()
    registry.close()
    assert slots(folder) == before


def test_that_a_name_in_the_key_file_that_was_changed_by_hand_gives_nobody_another_s_role(folder: Path) -> None:
    content = slots(folder)
    swapped = [
        keys.replace(slot, label=other.label)
        for slot, other in zip(content.slots, reversed(content.slots), strict=True)
    ]
    keys.replace_file(Keys(registry=content.registry, slots=tuple(swapped)), folder / "keys.json")
    registry = opening.open_(folder, OTHER, user=AUTHOR, clock=CLOCK)
    assert registry.user is not None
    assert (registry.user.name, registry.user.role) == ("李 Second", Role.MEMBER)
    registry.close()


def recoverable(folder: Path) -> str:
    registry = opening.open_(folder, PASSPHRASE, user=AUTHOR, clock=CLOCK)
    secret = recovery.new_key()
    registry.keeping.keyring.put_recovery(secret, cost=CHEAP)
    registry.close()
    return secret


def recovered(folder: Path, secret: str, user: str = AUTHOR) -> Registry:
    return opening.recover(folder, secret, user=user, passphrase="an entirely new one", clock=CLOCK, cost=CHEAP)


def test_that_the_recovery_key_gives_an_administrator_a_new_passphrase_and_is_recorded(folder: Path) -> None:
    secret = recoverable(folder)
    assert opening.has_recovery_key(folder)
    assert opening.user_names(folder) == (AUTHOR, "李 Second")
    registry = recovered(folder, f"  {secret.lower().replace('-', ' ').replace('0', 'o')} ")
    with registry.reading() as unit:
        acts = [one.act for one in unit.audit.entries()]
    assert acts[-2:] == [Act.RECOVERY_KEY_USED, Act.USER_ENTERED]
    registry.close()
    opening.open_(folder, "an entirely new one", user=AUTHOR, clock=CLOCK).close()
    with pytest.raises(EnvironmentFault):
        opening.open_(folder, PASSPHRASE, user=AUTHOR, clock=CLOCK)


def test_that_the_recovery_key_makes_nobody_an_administrator(folder: Path) -> None:
    secret, before = recoverable(folder), slots(folder)
    with pytest.raises(EnvironmentFault) as refused:
        recovered(folder, secret, user="李 Second")
    assert refused.value.code is faults.RECOVERY_FOR_ADMINISTRATORS
    assert slots(folder).slots[:2] == before.slots[:2]


def test_that_another_recovery_key_is_counted_as_a_wrong_passphrase_and_no_key_at_all_is_told(folder: Path) -> None:
    with pytest.raises(EnvironmentFault) as none:
        recovered(folder, recovery.new_key())
    recoverable(folder)
    with pytest.raises(EnvironmentFault) as wrong:
        recovered(folder, recovery.new_key())
    assert (none.value.code, wrong.value.code) == (faults.NO_RECOVERY_KEY, faults.RECOVERY_VOID)


def test_that_the_recovery_key_is_no_passphrase_of_a_user(folder: Path) -> None:
    secret = recoverable(folder)
    with pytest.raises(EnvironmentFault) as refused:
        opening.open_(folder, secret, clock=CLOCK)
    assert refused.value.code is faults.WRONG_PASSPHRASE


def test_that_each_mistyped_letter_and_each_two_that_changed_places_are_told_by_their_group() -> None:
    secret = recovery.new_key()
    groups = secret.split("-")
    for place, group in enumerate(groups):
        wrong = [
            group[:at] + other + group[at + 1 :] for at in range(5) for other in recovery.ALPHABET if other != group[at]
        ]
        wrong += [
            group[:at] + group[at + 1] + group[at] + group[at + 2 :] for at in range(4) if group[at] != group[at + 1]
        ]
        for one in wrong:
            with pytest.raises(InputError) as refused:
                recovery.typed("-".join((*groups[:place], one, *groups[place + 1 :])))
            assert [problem.params["group"] for problem in refused.value.problems] == [place + 1]


def test_that_groups_in_another_order_and_a_group_too_few_are_told() -> None:
    groups = recovery.new_key().split("-")
    with pytest.raises(InputError):
        recovery.typed("-".join((groups[1], groups[0], *groups[2:])))
    with pytest.raises(InputError) as refused:
        recovery.typed("-".join(groups[:6]))
    assert refused.value.problems[0].code is faults.RECOVERY_LENGTH


def test_that_recovery_keys_are_of_140_bits_and_never_the_same() -> None:
    made = {recovery.new_key() for _ in range(200)}
    assert len(made) == 200
    for place in range(4):
        assert len({secret[place] for secret in made}) > 20


def test_that_an_older_registry_with_a_slot_without_name_opens_as_before_and_names_its_founder(tmp_path: Path) -> None:
    registry = a_registry(tmp_path / "r.crlm")
    add_case(registry, "c1", name="张三")
    content = slots(registry.path)
    nameless = keys.replace(content.slots[0], label="")
    keys.replace_file(Keys(registry=content.registry, slots=(nameless,)), registry.path / "keys.json")
    with registry.keeping.engine.connect().execution_options(writes=True) as connection:
        connection.exec_driver_sql("DELETE FROM users")
        connection.commit()
    registry.close()
    again = opening.open_(registry.path, PASSPHRASE, clock=FixedClock(CLOCK.now() + timedelta(days=1)), author="me")
    assert again.user is not None
    assert (again.user.name, again.user.role) == (AUTHOR, Role.ADMINISTRATOR)
    with again.reading() as unit:
        assert [one.act for one in unit.audit.entries()[-2:]] == [Act.USER_ADDED, Act.USER_ENTERED]
        assert [row.name for row in unit.search.rows("张三", limit=9)] == ["张三"]
    again.close()
    assert [slot.label for slot in slots(registry.path).slots] == [AUTHOR]
    assert admission.labels(slots(registry.path)) == (AUTHOR,)


@pytest.mark.parametrize(("name", "known"), [("аnna", "anna"), ("ΑΝΝΑ", "anna"), ("李  second", "李 Second")])
def test_that_a_name_that_only_looks_like_another_is_refused(folder: Path, name: str, known: str) -> None:
    registry = opening.open_(folder, PASSPHRASE, clock=CLOCK)
    add_user(registry, "anna")
    add_user(registry, "ánna")
    with pytest.raises(InputError) as refused:
        add_user(registry, name)
    (told,) = refused.value.problems
    assert (told.code, told.params["known"]) == (faults.USER_NAME_ALIKE, known)
    registry.close()
