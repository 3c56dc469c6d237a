"""How a command comes into a registry: who opens it, and by which passphrase; of a folder or of a server."""

from __future__ import annotations

import argparse
import os
import sys

from crlm_desktop.cli import passphrases
from crlm_desktop.clock import SystemClock
from crlm_desktop.errors import N_, Code, EnvironmentFault
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import knowledge, remembering, workplace
from crlm_desktop.services.workplace import Place, ServerAddress, Workplace

NO_SERVER_USER = Code(
    "cli.no_server_user", N_("A server must know who opens the registry; say it with --user or {variable}.")
)


def opened(place: Place, asked: argparse.Namespace, catalogue: Catalogue) -> Workplace:
    """Open a registry as the user whom words, surroundings or a question name, with that user's passphrase."""
    user, passphrase = credentials(place, asked, catalogue)
    return workplace.open_(
        place,
        passphrase,
        user=user,
        author=passphrases.whoever_sits_here(),
        clock=SystemClock(),
        engine=knowledge.load_engine(),
    )


def credentials(place: Place, asked: argparse.Namespace, catalogue: Catalogue) -> tuple[str | None, str]:
    """Return who opens a registry and by which passphrase; refuse first what is no registry."""
    workplace.check_is_there(place)
    if isinstance(place, ServerAddress):
        user = server_user(asked.user, catalogue)
        return user, server_password(place, user, asked, catalogue)
    named = passphrases.user(catalogue, named=asked.user, known=workplace.user_names(place))
    return named, passphrases.passphrase(catalogue, file=asked.passphrase_file)


def server_user(named: str | None, catalogue: Catalogue) -> str:
    """Return who comes to a server: as the words or the variable have it, else as it is typed."""
    chosen = named or os.environ.get(passphrases.USER_VARIABLE)
    if chosen:
        return chosen
    if not sys.stdin.isatty():
        raise EnvironmentFault(NO_SERVER_USER, variable=passphrases.USER_VARIABLE)
    return input(catalogue.gettext("User: ")).strip()


def server_password(address: ServerAddress, user: str, asked: argparse.Namespace, catalogue: Catalogue) -> str:
    """Return the password: of the file or the variable, else the one that the system keeps, else as it is typed."""
    if asked.passphrase_file is None and passphrases.VARIABLE not in os.environ:
        kept = remembering.remembered(address, user)
        if kept is not None:
            return kept
    return passphrases.passphrase(catalogue, file=asked.passphrase_file)
