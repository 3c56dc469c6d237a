"""Where a command takes a passphrase from: the surroundings, a file, or a question; never the command line."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path

from crlm_desktop.cli import console
from crlm_desktop.errors import N_, Code, EnvironmentFault
from crlm_desktop.i18n import Catalogue

VARIABLE = "CRLM_DESKTOP_PASSPHRASE"

NO_PASSPHRASE = Code(
    "cli.no_passphrase",
    N_("There is no terminal to ask for the passphrase on; set {variable} or name a file with --passphrase-file."),
)
NOT_EQUAL = Code("cli.passphrases_differ", N_("The two passphrases differ; nothing was created."))


def passphrase(catalogue: Catalogue, *, file: Path | None, twice: bool = False) -> str:
    """Return the passphrase: the first line of ``file``, else the variable of the surroundings, else typed unseen.

    ``twice`` asks for it again, as creating a registry should.
    """
    _ = catalogue.gettext
    if file is not None:
        lines = console.read_bytes(str(file)).decode("utf-8", "replace").splitlines()
        return lines[0] if lines else ""
    if VARIABLE in os.environ:
        return os.environ[VARIABLE]
    if not sys.stdin.isatty():
        raise EnvironmentFault(NO_PASSPHRASE, variable=VARIABLE)
    typed = getpass.getpass(_("Passphrase: "))
    if twice and getpass.getpass(_("The same again: ")) != typed:
        raise EnvironmentFault(NOT_EQUAL)
    return typed
