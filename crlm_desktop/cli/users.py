"""The command ``registry users``: who may open a registry, as what, and with which passphrase."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping

from crlm_desktop.cli import console, passphrases
from crlm_desktop.cli.entering import opened
from crlm_desktop.clock import SystemClock
from crlm_desktop.errors import N_, Code, CrlmError, EnvironmentFault
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import knowledge, users, workplace
from crlm_desktop.services.roles import Role
from crlm_desktop.services.users import KnownUser, User
from crlm_desktop.services.workplace import ServerAddress, Workplace

_ROLES = {str(role): role for role in Role}

NO_USER = Code("cli.no_user", N_("The registry has no user “{wanted}”. Its users are: {known}."))


def users_command(asked: argparse.Namespace, catalogue: Catalogue) -> int:
    """Do what the words ask of a registry's users; what a person can act on is told on standard error."""
    try:
        if asked.users_command == "recover":
            _recover(asked, catalogue)
        else:
            with opened(asked.path, asked, catalogue) as place:
                _DOINGS[asked.users_command](place, asked, catalogue)
    except CrlmError as error:
        console.tell(error, catalogue)
        return console.INPUT_AT_FAULT
    return console.DONE


def _list(place: Workplace, _asked: argparse.Namespace, catalogue: Catalogue) -> None:
    _ = catalogue.gettext
    for known in users.list_users(place):
        user = known.user
        if not user.is_active:
            state = _("access taken away")
        elif known.has_passphrase:
            state = _("has a passphrase")
        else:
            state = _("has no passphrase yet")
        print(f"{user.name}  {catalogue.pick(user.role.label)}  {user.created_at.date().isoformat()}  {state}")
    if isinstance(place.place, ServerAddress):
        return
    made_at = users.recovery_key_made_at(place)
    if made_at is not None:
        print(_("A recovery key was made on {moment}.").format(moment=catalogue.moment(made_at)))
    else:
        print(_("There is no recovery key."))


def _add(place: Workplace, asked: argparse.Namespace, catalogue: Catalogue) -> None:
    _ = catalogue.gettext
    new = passphrases.new_passphrase(catalogue, file=asked.new_passphrase_file)
    user = users.add_user(place, asked.name, _ROLES[asked.role], new)
    print(_("{name} was added as {role}.").format(name=user.name, role=catalogue.pick(user.role.label)))


def _set_role(place: Workplace, asked: argparse.Namespace, catalogue: Catalogue) -> None:
    _ = catalogue.gettext
    user = users.set_role(place, _found(place, asked.name).id, _ROLES[asked.role])
    print(_("{name} is now {role}.").format(name=user.name, role=catalogue.pick(user.role.label)))


def _rename(place: Workplace, asked: argparse.Namespace, catalogue: Catalogue) -> None:
    _ = catalogue.gettext
    before = _found(place, asked.name)
    after = users.rename_user(place, before.id, asked.new_name)
    print(_("{before} is now called {after}.").format(before=before.name, after=after.name))


def _set_passphrase(place: Workplace, asked: argparse.Namespace, catalogue: Catalogue) -> None:
    _ = catalogue.gettext
    user = _found(place, asked.name) if asked.name else place.user
    new = passphrases.new_passphrase(catalogue, file=asked.new_passphrase_file)
    if user.id == place.user.id:
        # What opened the registry a moment ago is the present passphrase.
        users.change_own_passphrase(place, passphrases.passphrase(catalogue, file=asked.passphrase_file), new)
    else:
        users.reset_passphrase(place, user.id, new)
    print(_("{name} has a new passphrase.").format(name=user.name))


def _revoke(place: Workplace, asked: argparse.Namespace, catalogue: Catalogue) -> None:
    _ = catalogue.gettext
    user = users.revoke_user(place, _found(place, asked.name).id)
    print(
        _("{name} cannot open this registry any more; a copy made before can be opened as before.").format(
            name=user.name
        )
    )


def _make_recovery_key(place: Workplace, _asked: argparse.Namespace, catalogue: Catalogue) -> None:
    _ = catalogue.gettext
    made = users.make_recovery_key(place)
    print(_("Recovery key of “{name}”; it is shown only now, and an earlier one is void:").format(name=place.name))
    print(made)


def _recover(asked: argparse.Namespace, catalogue: Catalogue) -> None:
    _ = catalogue.gettext
    workplace.check_is_there(asked.path)
    secret = passphrases.recovery_key(catalogue, file=asked.recovery_key_file)
    new = passphrases.new_passphrase(catalogue, file=asked.new_passphrase_file)
    with workplace.recover(
        asked.path, secret, user=asked.name, passphrase=new, clock=SystemClock(), engine=knowledge.load_engine()
    ) as place:
        print(_("{name} has a new passphrase.").format(name=place.user.name))


_DOINGS: Mapping[str, Callable[[Workplace, argparse.Namespace, Catalogue], None]] = {
    "list": _list,
    "add": _add,
    "role": _set_role,
    "rename": _rename,
    "passphrase": _set_passphrase,
    "revoke": _revoke,
    "recovery-key": _make_recovery_key,
}


def _found(place: Workplace, wanted: str) -> User:
    listed: tuple[KnownUser, ...] = users.list_users(place)
    for known in listed:
        if known.user.name.casefold() == wanted.strip().casefold():
            return known.user
    raise EnvironmentFault(NO_USER, wanted=wanted, known=", ".join(known.user.name for known in listed))
