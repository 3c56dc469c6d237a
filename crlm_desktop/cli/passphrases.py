"""Where a command takes a secret from: the surroundings, a file, or a question; never the command line."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from crlm_desktop.cli import console
from crlm_desktop.errors import N_, Code, EnvironmentFault
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import arriving

VARIABLE = arriving.PASSWORD_VARIABLE
NEW_VARIABLE = "CRLM_DESKTOP_NEW_PASSPHRASE"
PRESENT_VARIABLE = "CRLM_DESKTOP_PRESENT_PASSPHRASE"
PACK_VARIABLE = "CRLM_DESKTOP_PACK_PASSPHRASE"
RECOVERY_VARIABLE = "CRLM_DESKTOP_RECOVERY_KEY"
SERVER_VARIABLE = "CRLM_DESKTOP_SERVER_PASSWORD"
USER_VARIABLE = arriving.USER_VARIABLE

NO_PASSPHRASE = Code(
    "cli.no_passphrase",
    N_("There is no terminal to ask for the passphrase on; set {variable} or name a file with {option}."),
)
NO_USER_NAMED = Code(
    "cli.no_user_named",
    N_("Several users may open this registry; say who you are with --user or {variable}. They are: {known}."),
)
NOT_EQUAL = Code("cli.passphrases_differ", N_("The two passphrases differ; nothing was changed."))


def user(catalogue: Catalogue, *, named: str | None, known: Sequence[str]) -> str | None:
    """Return who opens a registry: ``named``, else the variable, else the only user there is, else who is typed."""
    chosen = named or user_of_surroundings()
    if chosen or len(known) < 2:
        return chosen
    if not sys.stdin.isatty():
        raise EnvironmentFault(NO_USER_NAMED, variable=USER_VARIABLE, known=", ".join(known))
    print(", ".join(known), file=sys.stderr)
    return input(catalogue.gettext("User: ")).strip()


def passphrase(catalogue: Catalogue, *, file: Path | None, twice: bool = False) -> str:
    """Return the passphrase: the first line of ``file``, else the variable of the surroundings, else typed unseen.

    ``twice`` asks for it again, as creating a registry should.
    """
    prompt = catalogue.gettext("Passphrase: ")
    return _secret(catalogue, prompt, file=file, variable=VARIABLE, option="--passphrase-file", twice=twice)


def user_of_surroundings() -> str | None:
    """Return who the surroundings say the user is, if they do."""
    return os.environ.get(USER_VARIABLE) or None


def new_passphrase(catalogue: Catalogue, *, file: Path | None) -> str:
    """Return a passphrase that is to be, from its own file or variable, else typed twice."""
    prompt = catalogue.gettext("New passphrase: ")
    return _secret(catalogue, prompt, file=file, variable=NEW_VARIABLE, option="--new-passphrase-file", twice=True)


def present_passphrase(catalogue: Catalogue, *, file: Path | None) -> str:
    """Return the passphrase of the registry that is to be replaced; empty: the same as the backup's."""
    if file is None and PRESENT_VARIABLE not in os.environ and not sys.stdin.isatty():
        return ""
    prompt = catalogue.gettext("Passphrase of an administrator, for the registry as it is now (Enter: the same): ")
    return _secret(
        catalogue, prompt, file=file, variable=PRESENT_VARIABLE, option="--present-passphrase-file", twice=False
    )


def server_password(catalogue: Catalogue, *, file: Path | None, may_lack: bool) -> str:
    """Return the password of the login that prepares a server; ``may_lack``: there may be none to give."""
    if may_lack and file is None and SERVER_VARIABLE not in os.environ:
        return ""
    prompt = catalogue.gettext("Password of the login that prepares the server: ")
    return _secret(catalogue, prompt, file=file, variable=SERVER_VARIABLE, option="--server-password-file", twice=False)


def recovery_key(catalogue: Catalogue, *, file: Path | None) -> str:
    """Return a recovery key as it was typed."""
    prompt = catalogue.gettext("Recovery key: ")
    return _secret(catalogue, prompt, file=file, variable=RECOVERY_VARIABLE, option="--recovery-key-file", twice=False)


def pack_passphrase(catalogue: Catalogue, *, file: Path | None, twice: bool = False) -> str:
    """Return the passphrase of a pack; ``twice`` asks for it again, as making one should."""
    prompt = catalogue.gettext("Passphrase of the pack: ")
    return _secret(catalogue, prompt, file=file, variable=PACK_VARIABLE, option="--pack-passphrase-file", twice=twice)


def whoever_sits_here() -> str:
    """Return the name under which the operating system knows who started the command; empty when it does not."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def _secret(catalogue: Catalogue, prompt: str, *, file: Path | None, variable: str, option: str, twice: bool) -> str:
    if file is not None:
        lines = console.read_bytes(str(file)).decode("utf-8", "replace").splitlines()
        return lines[0] if lines else ""
    if variable in os.environ:
        return os.environ[variable]
    if not sys.stdin.isatty():
        raise EnvironmentFault(NO_PASSPHRASE, variable=variable, option=option)
    typed = getpass.getpass(prompt)
    if twice and getpass.getpass(catalogue.gettext("The same again: ")) != typed:
        raise EnvironmentFault(NOT_EQUAL)
    return typed
