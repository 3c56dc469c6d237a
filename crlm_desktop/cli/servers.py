"""The commands for a department's server: a registry prepared and brought up to date, a password kept or forgotten."""

from __future__ import annotations

import argparse

from crlm_desktop.cli import console, entering, passphrases
from crlm_desktop.clock import SystemClock
from crlm_desktop.errors import N_, Code, CrlmError, EnvironmentFault
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import knowledge, remembering, workplace
from crlm_desktop.services.workplace import Place, ServerAddress

NO_PREPARER = Code(
    "cli.no_preparer",
    N_("Say with --server-login which login of the server owns the database and may create roles."),
)
SERVERS_ONLY = Code("cli.servers_only", N_("{path} is no address of a server, and this is for registries on a server."))


def create(address: ServerAddress, asked: argparse.Namespace, catalogue: Catalogue) -> int:
    """Create a registry in an empty database, by a login that prepares it, with its first administrator."""
    _ = catalogue.gettext
    preparer = _preparer(address, asked, catalogue)
    first = passphrases.passphrase(catalogue, file=asked.passphrase_file, twice=True)
    with workplace.create_on_server(
        address,
        preparer,
        first,
        name=asked.name,
        author=asked.user or passphrases.whoever_sits_here(),
        clock=SystemClock(),
        engine=knowledge.load_engine(),
    ) as made:
        print(_("The registry “{name}” was created in {path}.").format(name=asked.name, path=address))
        print(_("Its first administrator is {user}.").format(user=made.author))
    return console.DONE


def upgrade(place: Place, asked: argparse.Namespace, catalogue: Catalogue) -> int:
    """Bring the registry of a server to the schema of this version."""
    _ = catalogue.gettext
    try:
        address = _on_server(place)
        found, newest = workplace.upgrade_server(address, _preparer(address, asked, catalogue))
    except CrlmError as error:
        console.tell(error, catalogue)
        return console.INPUT_AT_FAULT
    if found == newest:
        print(_("The registry is up to date: schema {newest}.").format(newest=newest))
    else:
        print(_("The registry was brought from schema {found} to {newest}.").format(found=found, newest=newest))
    return console.DONE


def password(place: Place, asked: argparse.Namespace, catalogue: Catalogue) -> int:
    """Let the system's keyring keep one's password for a server, once it has opened the registry; or forget it."""
    _ = catalogue.gettext
    try:
        address = _on_server(place)
        user = entering.server_user(asked.user, catalogue)
        if asked.password_command == "forget":
            told = _("The password is forgotten.") if remembering.forget(address, user) else _("No password was kept.")
        else:
            typed = passphrases.passphrase(catalogue, file=asked.passphrase_file)
            engine = knowledge.load_engine()
            workplace.open_(address, typed, user=user, clock=SystemClock(), engine=engine).close()
            remembering.remember(address, user, typed)
            told = _("The keyring of this system keeps the password from now on.")
    except CrlmError as error:
        console.tell(error, catalogue)
        return console.INPUT_AT_FAULT
    print(told)
    return console.DONE


def _on_server(place: Place) -> ServerAddress:
    if not isinstance(place, ServerAddress):
        raise EnvironmentFault(SERVERS_ONLY, path=str(place))
    return place


def _preparer(address: ServerAddress, asked: argparse.Namespace, catalogue: Catalogue) -> tuple[str, str]:
    if not asked.server_login:
        raise EnvironmentFault(NO_PREPARER)
    # By the socket of the server's own machine its system knows who comes.
    is_known = not address.host or address.host.startswith("/")
    file = asked.server_password_file
    return asked.server_login, passphrases.server_password(catalogue, file=file, may_lack=is_known)
