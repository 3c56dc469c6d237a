"""Restoring as a use case: who may replace a registry, what they are told beforehand, and what is recorded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from crlm_desktop.case.identity import Identity
from crlm_desktop.errors import CrlmError
from crlm_desktop.i18n import Language, catalogue_for
from crlm_desktop.registry.values import Act
from crlm_desktop.services import backups, restoring, review, users, workplace
from crlm_desktop.services.restoring import Outlook, Restored
from crlm_desktop.services.roles import Role
from crlm_desktop.services.workplace import Workplace
from tests.builders import a_case
from tests.registry.building import AUTHOR, CHEAP, CLOCK, PASSPHRASE
from tests.services.places import a_workplace, another_workplace, plain_engine

READER = "the passphrase of a reader"
CHAIR = "the passphrase of a chair"
NEW = "a passphrase since then"


class Scene:
    """A closed registry with its administrator, a reader and a chair, and a backup of the time of its first case."""

    def __init__(self, path: Path, *, make: Callable[[Path], Workplace] = a_workplace) -> None:
        self.path = path
        with make(path) as place:
            self.rita = users.add_user(place, "rita", Role.READER, READER, cost=CHEAP)
            self.carla = users.add_user(place, "carla", Role.CHAIR, CHAIR, cost=CHEAP)
            review.create_case(place, Identity(number="kept"), a_case())
            self.backup = backups.back_up(place).path
            review.create_case(place, Identity(number="lost"), a_case())

    def opened(self) -> Workplace:
        return workplace.open_(self.path, PASSPHRASE, clock=CLOCK, engine=plain_engine())

    def restore(self, passphrase: str = PASSPHRASE, present: str = "", *, to: Path | None = None) -> Restored:
        done = restoring.restore(
            to or self.path, self.backup, passphrase, present=present, author="", clock=CLOCK, engine=plain_engine()
        )
        done.workplace.close()
        return done

    def look(self, passphrase: str = PASSPHRASE, present: str = "", *, to: Path | None = None) -> Outlook:
        return restoring.look(to or self.path, self.backup, passphrase, present=present, clock=CLOCK)

    def refusal(self, passphrase: str, present: str = "") -> str:
        with pytest.raises(CrlmError) as refused:
            self.restore(passphrase, present)
        return refused.value.code.id

    def told(self, passphrase: str = PASSPHRASE, present: str = "") -> list[str]:
        catalogue = catalogue_for(Language.EN)
        return [catalogue.sentence(one) for one in self.look(passphrase, present).changes]

    def numbers(self) -> set[str]:
        with self.opened() as place:
            return {row.number for row in review.list_cases(place)}


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path / "tests.crlm")


def test_that_a_restored_registry_is_open_and_says_that_it_was_restored_and_who_let_it(scene: Scene) -> None:
    done = scene.restore()
    with scene.opened() as restored:
        assert [row.number for row in review.list_cases(restored)] == ["kept"]
        with restored.reading() as unit:
            (last,) = [entry for entry in unit.audit.entries() if entry.act is Act.REGISTRY_RESTORED]
    assert last.author == AUTHOR
    assert last.detail == {
        "backup": scene.backup.name,
        "kept": "tests.replaced-20261123T183000Z.crlm",
        "permitted": AUTHOR,
    }
    assert done.changes[0].code.id == "restore.cases"


@pytest.mark.parametrize(("passphrase", "role"), [(READER, "reader"), (CHAIR, "chair")])
def test_that_nobody_but_an_administrator_replaces_a_registry_that_can_be_opened(
    scene: Scene, passphrase: str, role: str
) -> None:
    outlook = scene.look(passphrase)
    assert outlook.held.cases == 1
    assert outlook.refusal is not None
    assert f"is {role} there" in catalogue_for(Language.EN).sentence(outlook.refusal)
    assert scene.refusal(passphrase) == "restore.not-let-replace"
    assert scene.refusal(PASSPHRASE, passphrase) == "restore.not-let-replace"
    assert scene.numbers() == {"kept", "lost"}
    assert [one.name for one in scene.path.parent.iterdir()] == ["tests.crlm"]


def test_that_whose_access_was_taken_away_does_not_come_back_by_an_earlier_backup(scene: Scene) -> None:
    with scene.opened() as place:
        chief = users.add_user(place, "former chief", Role.ADMINISTRATOR, NEW, cost=CHEAP)
        scene.backup = backups.back_up(place).path
        users.revoke_user(place, chief.id)
    assert scene.refusal(NEW) == "registry.wrong-passphrase"
    # The wrong one counts: nobody guesses an administrator's passphrase by restoring.
    assert scene.refusal(NEW, "a guess of theirs") == "registry.too-early"


def test_that_an_administrator_whose_passphrase_is_another_now_restores_by_both(scene: Scene) -> None:
    with scene.opened() as place:
        users.change_own_passphrase(place, PASSPHRASE, NEW, cost=CHEAP)
    scene.restore(PASSPHRASE, NEW)
    assert scene.numbers() == {"kept"}


def test_that_an_administrator_may_restore_by_the_passphrase_of_anybody_in_the_backup(scene: Scene) -> None:
    scene.restore(READER, PASSPHRASE)
    assert scene.numbers() == {"kept"}


def test_that_a_reader_restores_to_a_free_place(scene: Scene, tmp_path: Path) -> None:
    outlook = scene.look(READER, to=tmp_path / "copy.crlm")
    assert (outlook.changes, outlook.refusal) == ((), None)
    done = scene.restore(READER, to=tmp_path / "copy.crlm")
    assert (done.kept, done.changes, done.workplace.user.name) == (None, (), "rita")


@pytest.mark.parametrize("file", ["registry.db", "keys.json"])
def test_that_what_cannot_be_opened_is_replaced_only_by_an_administrator_of_the_backup(
    scene: Scene, tmp_path: Path, file: str
) -> None:
    scene.backup = scene.backup.rename(tmp_path / scene.backup.name)
    (scene.path / file).write_bytes(b"\xff" * 9000)
    assert scene.told()[0] == "What is there now cannot be opened, so that what changes cannot be told."
    assert scene.told()[1].endswith("carla (chair), Dr A. Tester (administrator), rita (reader).")
    assert scene.refusal(CHAIR) == "restore.not-let-restore"
    scene.restore()
    assert scene.numbers() == {"kept"}


def test_that_it_is_told_who_gets_in_again_and_who_does_not_any_more(scene: Scene) -> None:
    with scene.opened() as place:
        users.revoke_user(place, scene.rita.id)
        users.set_role(place, scene.carla.id, Role.MEMBER)
        users.add_user(place, "newcomer", Role.MEMBER, NEW, cost=CHEAP)
        users.reset_passphrase(place, scene.carla.id, NEW, cost=CHEAP)
        users.make_recovery_key(place, cost=CHEAP)
    assert scene.told()[:1] == ["Cases: 2 now, 1 after restoring."]
    assert scene.told()[2:] == [
        "carla becomes chair again; now member.",
        "carla comes in by the passphrase of the day of the backup again; the present one is void.",
        "Loses access: newcomer (member).",
        "Gets access again: rita (reader), by the passphrase of the day of the backup.",
        "There will be no recovery key: on the day of the backup none had been made.",
    ]


def test_that_it_is_told_which_recovery_key_holds_and_that_all_else_stays(scene: Scene) -> None:
    assert scene.told()[2:] == ["Users, roles, passphrases and recovery key stay as they are."]
    with scene.opened() as place:
        users.make_recovery_key(place, cost=CHEAP)
        scene.backup = backups.back_up(place).path
        users.make_recovery_key(place, cost=CHEAP)
    assert scene.told()[2:] == ["The recovery key of the day of the backup holds again; the present one is void."]


def test_that_a_backup_of_another_registry_is_told_as_such(scene: Scene, tmp_path: Path) -> None:
    other = Scene(tmp_path / "other.crlm", make=another_workplace)
    scene.backup = other.backup
    assert scene.told()[0] == "The backup is of another registry than the one that is there."
    assert f"Loses access: {AUTHOR} (administrator)." in scene.told()
