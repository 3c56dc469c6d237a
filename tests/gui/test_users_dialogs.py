"""The dialogs about users: add, change, take away, one's own passphrase, and the recovery key on paper."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from crlm_desktop.gui.dialogs.edit_user import EditUser
from crlm_desktop.gui.dialogs.own_passphrase import OwnPassphrase
from crlm_desktop.gui.dialogs.recovery import Recover, RecoveryKey
from crlm_desktop.gui.dialogs.unlock import Unlock
from crlm_desktop.gui.dialogs.users import Users
from crlm_desktop.gui.main_window import MainWindow
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import Theme
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import users, workplace
from crlm_desktop.services.users import KnownUser, Role
from crlm_desktop.services.workplace import Workplace
from tests.registry.building import AUTHOR, CHEAP, CLOCK, PASSPHRASE
from tests.services.places import a_workplace, plain_engine

OTHER = "the passphrase of another"

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let keys cost little: these tests are about the dialogs."""
    for made in (users.add_user, users.reset_passphrase, users.change_own_passphrase, users.make_recovery_key):
        monkeypatch.setitem(made.__wrapped__.__kwdefaults__, "cost", CHEAP)  # type: ignore[attr-defined]


@pytest.fixture
def dialog(qtbot: QtBot, place: Workplace, catalogue: Catalogue, theme: Theme, tasks: Tasks) -> Users:
    """The dialog of an administrator, with a second user."""
    users.add_user(place, "Dr B.", Role.MEMBER, OTHER, cost=CHEAP)
    made = Users(place, catalogue=catalogue, theme=theme, tasks=tasks, parent=None)
    qtbot.addWidget(made)
    made.show()
    return made


def said(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)]


def press(widget: QWidget, name: str) -> None:
    button = widget.findChild(QAbstractButton, name)
    assert button is not None
    button.click()


def fill(qtbot: QtBot, widget: QWidget, **texts: str) -> None:
    for name, text in texts.items():
        line = widget.findChild(QWidget, name)
        assert line is not None
        qtbot.keyClicks(line, text)


def child(dialog: QWidget) -> EditUser:
    (made,) = dialog.findChildren(EditUser)
    return made


def known(place: Workplace, name: str) -> KnownUser:
    return next(one for one in users.list_users(place) if one.user.name == name)


def test_that_the_users_are_listed_with_role_and_access(dialog: Users) -> None:
    told = said(dialog)
    for text in (f"{AUTHOR} (you)", "administrator", "Dr B.", "member", "has a passphrase"):
        assert text in told


def test_that_an_administrator_adds_a_user_who_can_come_in(
    qtbot: QtBot, dialog: Users, place: Workplace, tasks: Tasks
) -> None:
    press(dialog, "add_user")
    asked = child(dialog)
    fill(qtbot, asked, user_name="Dr C.", user_passphrase=PASSPHRASE, user_passphrase_again=PASSPHRASE)
    press(asked, "save_user")
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert "Dr C." in said(dialog)
    assert place._registry.keeping.keyring.opens(known(place, "Dr C.").user.id, PASSPHRASE)
    assert known(place, "Dr C.").user.role is Role.MEMBER


def test_that_a_name_that_is_taken_and_a_short_passphrase_are_told_in_words(
    qtbot: QtBot, dialog: Users, tasks: Tasks
) -> None:
    press(dialog, "add_user")
    asked = child(dialog)
    fill(qtbot, asked, user_name="dr b.", user_passphrase="short")
    press(asked, "save_user")
    assert "This passphrase is too short." in said(asked)
    fill(qtbot, asked, user_passphrase=PASSPHRASE, user_passphrase_again=PASSPHRASE)
    press(asked, "save_user")
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert "There is a user called “Dr B.” already." in dialog.problem


def test_that_a_user_is_renamed_and_given_another_role(
    qtbot: QtBot, dialog: Users, place: Workplace, tasks: Tasks
) -> None:
    actions = {one.objectName(): one for one in dialog.menu_of(known(place, "Dr B."), dialog).actions()}
    actions["edit"].trigger()
    asked = child(dialog)
    fill(qtbot, asked, user_name="Dr Bee")
    asked._role.buttons[0].click()
    press(asked, "save_user")
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert known(place, "Dr Bee").user.role is Role.CHAIR


def test_that_access_is_taken_away_and_given_again_by_a_new_passphrase(
    qtbot: QtBot, dialog: Users, place: Workplace, tasks: Tasks
) -> None:
    actions = {one.objectName(): one for one in dialog.menu_of(known(place, "Dr B."), dialog).actions()}
    actions["revoke"].trigger()
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert "taken away" in said(dialog)
    actions = {one.objectName(): one for one in dialog.menu_of(known(place, "Dr B."), dialog).actions()}
    assert "revoke" not in actions
    actions["reset"].trigger()
    fill(qtbot, child(dialog), user_passphrase=PASSPHRASE, user_passphrase_again=PASSPHRASE)
    press(child(dialog), "save_user")
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert place._registry.keeping.keyring.opens(known(place, "Dr B.").user.id, PASSPHRASE)


def test_that_the_last_administrator_cannot_become_something_else(
    qtbot: QtBot, dialog: Users, place: Workplace, tasks: Tasks
) -> None:
    actions = {one.objectName(): one for one in dialog.menu_of(known(place, AUTHOR), dialog).actions()}
    actions["edit"].trigger()
    child(dialog)._role.buttons[3].click()
    press(child(dialog), "save_user")
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert "the only administrator" in dialog.problem
    assert place.user.role is Role.ADMINISTRATOR


def test_that_whoever_is_no_administrator_sees_why_nothing_can_be_changed(
    qtbot: QtBot, dialog: Users, place: Workplace, catalogue: Catalogue, theme: Theme, tasks: Tasks
) -> None:
    place.become(known(place, "Dr B.").user)
    seen = Users(place, catalogue=catalogue, theme=theme, tasks=tasks, parent=None)
    qtbot.addWidget(seen)
    button = seen.findChild(QAbstractButton, "add_user")
    assert button is not None
    assert not button.isEnabled()
    assert button.toolTip() == "You are here as member; this is for: administrator."


def test_that_one_s_own_passphrase_is_changed_with_the_present_one(
    qtbot: QtBot, place: Workplace, catalogue: Catalogue, theme: Theme, tasks: Tasks
) -> None:
    dialog = OwnPassphrase(place, catalogue=catalogue, theme=theme, tasks=tasks, parent=None)
    qtbot.addWidget(dialog)
    dialog.show()
    fill(qtbot, dialog, old_passphrase=PASSPHRASE, new_passphrase=OTHER, new_passphrase_again=OTHER)
    with qtbot.waitSignal(dialog.changed):
        press(dialog, "change_passphrase")
    assert place._registry.keeping.keyring.opens(place.user.id, OTHER)


def test_that_the_recovery_key_is_shown_once_and_its_page_holds_it(
    qtbot: QtBot, place: Workplace, catalogue: Catalogue, tasks: Tasks, tmp_path: Path
) -> None:
    dialog = RecoveryKey(place, catalogue=catalogue, tasks=tasks, parent=None)
    qtbot.addWidget(dialog)
    dialog.show()
    press(dialog, "make_recovery_key")
    qtbot.waitUntil(lambda: bool(dialog.secret))
    assert "   ".join(dialog.secret.split("-")) in said(dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    dialog.write(tmp_path / "key.pdf")
    (page,) = PdfReader(tmp_path / "key.pdf").pages
    words = page.extract_text().replace("\t", " ").split()
    assert [word for word in words if word in dialog.secret.split("-")] == dialog.secret.split("-")
    assert "registry" in words
    press(dialog, "make_recovery_key")
    assert not dialog.isVisible()


def test_that_the_recovery_key_lets_the_administrator_in_with_a_new_passphrase(
    qtbot: QtBot, catalogue: Catalogue, theme: Theme, tasks: Tasks, tmp_path: Path
) -> None:
    with a_workplace(tmp_path / "own") as made:
        secret = users.make_recovery_key(made)
    dialog = Recover(
        tmp_path / "own",
        recovered,
        names=workplace.user_names(tmp_path / "own"),
        catalogue=catalogue,
        theme=theme,
        tasks=tasks,
        parent=None,
    )
    qtbot.addWidget(dialog)
    dialog.show()
    fill(qtbot, dialog, recovery_key_typed=secret[:-1], new_passphrase=OTHER, new_passphrase_again=OTHER)
    with qtbot.waitSignal(tasks.idle):
        press(dialog, "recover_now")
    assert dialog.problem == "A recovery key has 7 groups of 5 characters; this has 7."
    fill(qtbot, dialog, recovery_key_typed=secret)
    with qtbot.waitSignal(dialog.unlocked) as told:
        press(dialog, "recover_now")
    assert told.args is not None
    assert told.args[0].author == AUTHOR
    told.args[0].close()


def recovered(path: Path, secret: str, user: str, passphrase: str) -> Workplace:
    return workplace.recover(
        path, secret, user=user, passphrase=passphrase, clock=CLOCK, engine=plain_engine(), cost=CHEAP
    )


def test_that_opening_asks_who_one_is_when_there_are_several(
    qtbot: QtBot, catalogue: Catalogue, theme: Theme, tasks: Tasks
) -> None:
    asked: list[tuple[str | None, str]] = []

    def open_(_path: Path, user: str | None, passphrase: str) -> Workplace:
        asked.append((user, passphrase))
        raise AssertionError("nobody said who they are")

    dialog = Unlock(
        Path("own"), open_, names=("Dr A", "Dr B"), catalogue=catalogue, theme=theme, tasks=tasks, parent=None
    )
    qtbot.addWidget(dialog)
    dialog.show()
    fill(qtbot, dialog, passphrase=PASSPHRASE)
    press(dialog, "unlock_now")
    assert asked == []
    assert "Say who you are." in said(dialog)


def test_that_a_new_registry_offers_its_recovery_key(
    qtbot: QtBot, empty_window: MainWindow, tasks: Tasks, tmp_path: Path
) -> None:
    empty_window._begin(a_workplace(tmp_path / "new.crlm"))
    qtbot.waitUntil(lambda: tasks.is_idle)
    (offer,) = empty_window.findChildren(RecoveryKey)
    assert offer.isVisible()
    press(offer, "later")
    qtbot.waitUntil(partial(_is_calm, tasks))
    assert empty_window.workbench is not None


def _is_calm(tasks: Tasks) -> bool:
    return tasks.is_idle and QApplication.activeModalWidget() is None
