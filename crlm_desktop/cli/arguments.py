"""The words of the command line: every command with its options, read into one namespace."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from crlm_desktop import __version__
from crlm_desktop.cli.console import STANDARD_INPUT
from crlm_desktop.cli.log import day
from crlm_desktop.cli.pack_arguments import add_pack
from crlm_desktop.cli.passphrases import (
    NEW_VARIABLE,
    PRESENT_VARIABLE,
    RECOVERY_VARIABLE,
    SERVER_VARIABLE,
    USER_VARIABLE,
    VARIABLE,
)
from crlm_desktop.cli.safekeeping import noted
from crlm_desktop.services.roles import Role

PROGRAM = "crlm-desktop"


class _Parser(argparse.ArgumentParser):
    """Options are written out, in every command: ``--passphrase`` is no ``--passphrase-file`` that somebody means."""

    def __init__(self, **named: Any) -> None:
        super().__init__(allow_abbrev=False, **named)


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands; wrong words end with exit code 2."""
    made: argparse.ArgumentParser = _Parser(
        prog=PROGRAM,
        description="Offline decision support for a tumour board on colorectal liver metastases. "
        "Without a command the window opens. Not a medical device.",
        epilog="Exit codes: 0 done; 1 the input is at fault, told on standard error; 2 wrong use of the command.",
    )
    made.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    commands = made.add_subparsers(dest="command", metavar="COMMAND")
    _add_demo(commands)
    _add_case_files(commands)
    _add_knowledge(commands)
    _add_registry(commands)
    _add_minutes(commands)
    _add_verify(commands)
    return made


def _language(command: argparse.ArgumentParser) -> None:
    command.add_argument("--lang", choices=("en", "zh"), help="language of all texts (default: the system's)")


def _files(command: argparse.ArgumentParser) -> None:
    command.add_argument("files", nargs="+", metavar="CASE.json", help=f"case files; {STANDARD_INPUT}: standard input")


def _centre(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--centre",
        type=Path,
        metavar="FILE",
        help="thresholds that the centre sets itself (default: centre.toml in DIR; without DIR, beside the settings)",
    )


def _passphrase_file(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="FILE",
        help=f"file whose first line is the passphrase (default: the variable {VARIABLE}, else it is asked for)",
    )


def _user(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--user", metavar="USER", help=f"who opens it (default: the variable {USER_VARIABLE}, else the only user)"
    )
    _passphrase_file(command)


def _new_passphrase_file(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--new-passphrase-file",
        type=Path,
        metavar="FILE",
        help=f"file whose first line is the new passphrase (default: the variable {NEW_VARIABLE}, else asked for)",
    )


def _add_demo(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    demo = commands.add_parser("demo", help="open the demonstration registry of invented cases")
    demo.add_argument(
        "--output",
        type=Path,
        metavar="DIR",
        help="do not open a window: run a meeting to its end and leave minutes and pictures in DIR",
    )
    _language(demo)


def _add_case_files(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    evaluate = commands.add_parser("evaluate", help="say which options the engine proposes for case files")
    _files(evaluate)
    evaluate.add_argument(
        "--format",
        choices=("text", "json", "sealed"),
        default="text",
        help="default: text; sealed: JSON in both languages, as in a sealed decision and as --since reads it",
    )
    evaluate.add_argument(
        "--since",
        metavar="PROPOSAL.json",
        help="tell what has changed since an earlier proposal of the same case, written with --format sealed",
    )
    evaluate.add_argument(
        "--assume",
        action="append",
        default=[],
        metavar="FACT=VALUE",
        help="take a fact as given, whatever the file says; may be repeated (facts: “knowledge facts”)",
    )
    evaluate.add_argument("--edition", type=Path, metavar="DIR", help="knowledge in DIR instead of the shipped one")
    _centre(evaluate)
    _language(evaluate)
    validate = commands.add_parser("validate", help="tell every problem and contradiction of case files")
    _files(validate)
    _language(validate)
    commands.add_parser("schema", help="print the JSON Schema of a case file")


def _add_knowledge(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    knowledge = commands.add_parser("knowledge", help="check or show the knowledge, or list the facts it speaks of")
    inner = knowledge.add_subparsers(dest="knowledge_command", metavar="COMMAND", required=True)
    for name, told in (("check", "tell every fault with file and line"), ("show", "print it as a document")):
        command = inner.add_parser(name, help=told)
        command.add_argument("edition", nargs="?", type=Path, metavar="DIR", help="default: the shipped knowledge")
        _centre(command)
        _language(command)
    diff = inner.add_parser("diff", help="tell what differs between two editions, or with a centre's thresholds")
    diff.add_argument("first", type=Path, metavar="DIR", help="an edition; alone: what differs from the shipped one")
    diff.add_argument("second", nargs="?", type=Path, metavar="DIR|FILE", help="an edition, or a centre's file")
    diff.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    _language(diff)
    _language(inner.add_parser("facts", help="list the facts with unit, range and meaning"))


def _add_registry(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    registry = commands.add_parser("registry", help="create a registry, look into it, keep it safe")
    inner = registry.add_subparsers(dest="registry_command", metavar="COMMAND", required=True)
    create = inner.add_parser("create", help="create an encrypted registry")
    create.add_argument("path", metavar="PATH|URL")
    create.add_argument("--name", required=True, help="name of the registry, as it stands on each page")
    info = inner.add_parser("info", help="tell the name, the number of cases and the meetings")
    info.add_argument("path", metavar="PATH|URL")
    backup = inner.add_parser("backup", help="make a backup, checked by opening it; the window may be open")
    backup.add_argument("path", metavar="PATH")
    backup.add_argument("--to", type=Path, metavar="DIR", help="into DIR, best on another drive (default: beside it)")
    restore = inner.add_parser("restore", help="bring a registry back from a backup; what it replaces is kept")
    restore.add_argument("path", metavar="PATH")
    restore.add_argument("backup", type=Path, metavar="BACKUP", help="folder of the backup")
    restore.add_argument("--show", action="store_true", help="only tell what the backup holds and would change")
    verify = inner.add_parser("verify", help="check all of a registry; exit code 1 when anything is wrong")
    verify.add_argument("path", metavar="PATH|URL")
    verify.add_argument(
        "--noted",
        type=noted,
        metavar="ENTRY:SHA256",
        help="newest audit entry as an earlier check printed it: it must still be there",
    )
    rebuild = inner.add_parser("rebuild", help="make lists and search anew from what was recorded")
    rebuild.add_argument("path", metavar="PATH|URL")
    evaluate = inner.add_parser("evaluate", help="tell for how many cases which option is recommended")
    evaluate.add_argument("path", metavar="PATH|URL")
    evaluate.add_argument(
        "--format", choices=("text", "csv"), default="text", help="default: text; csv: each case by its id"
    )
    evaluate.add_argument(
        "--against", type=Path, metavar="DIR", help="tell what the knowledge in DIR would recommend otherwise"
    )
    evaluate.add_argument(
        "--centre",
        type=Path,
        metavar="FILE",
        help="thresholds of the centre that go with DIR (default: centre.toml in DIR)",
    )
    logged = inner.add_parser("log", help="print who did what and when as CSV, naming no patient; for administrators")
    logged.add_argument("path", metavar="PATH|URL")
    logged.add_argument("--since", type=day, metavar="DATE", help="only what was done from that day on (YYYY-MM-DD)")
    create.add_argument("--user", metavar="USER", help="its first administrator (default: who is logged in)")
    for command in (info, evaluate, verify, rebuild, logged):
        _user(command)
    restore.add_argument(
        "--present-passphrase-file",
        type=Path,
        metavar="FILE",
        help="file whose first line is an administrator's passphrase of the registry that is at PATH now "
        f"(default: the variable {PRESENT_VARIABLE}, else asked for, else the same as the backup's)",
    )
    restore.add_argument("--user", metavar="USER", help="who that administrator is (default: told by the passphrase)")
    backup.add_argument("--user", metavar="USER", help="who does it (default: told by the passphrase)")
    for command in (create, backup, restore):
        _passphrase_file(command)
    upgrade = _add_servers(inner, create)
    for command in (create, info, evaluate, backup, restore, verify, rebuild, logged, upgrade):
        _language(command)
    _add_users(inner)
    add_pack(inner, user=_user, language=_language)


def _add_servers(
    registry: argparse._SubParsersAction[argparse.ArgumentParser], create: argparse.ArgumentParser
) -> argparse.ArgumentParser:
    upgrade = registry.add_parser(
        "upgrade", help="bring the registry of a server up to date; one in a folder needs none"
    )
    upgrade.add_argument("path", metavar="URL", help="postgresql+psycopg://SERVER/DATABASE, without user and password")
    for command in (create, upgrade):
        command.add_argument(
            "--server-login", metavar="LOGIN", help="on a server: the login that owns the database and may create roles"
        )
        command.add_argument(
            "--server-password-file",
            type=Path,
            metavar="FILE",
            help=f"file whose first line is its password (default: the variable {SERVER_VARIABLE}, else asked for)",
        )
    password = registry.add_parser("password", help="let the system's keyring keep your password for a server")
    password.add_argument("path", metavar="URL")
    inner = password.add_subparsers(dest="password_command", metavar="COMMAND", required=True)
    for name, told in (("keep", "keep it, once it has opened the registry"), ("forget", "keep it no longer")):
        command = inner.add_parser(name, help=told)
        _user(command)
        _language(command)
    return upgrade


def _add_users(registry: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    users = registry.add_parser("users", help="tell and change who may open a registry, and as what")
    users.add_argument("path", metavar="PATH|URL")
    inner = users.add_subparsers(dest="users_command", metavar="COMMAND", required=True)
    listed = inner.add_parser("list", help="tell the users with their roles")
    add = inner.add_parser("add", help="add a user with a first passphrase")
    role = inner.add_parser("role", help="change what a user may do")
    rename = inner.add_parser("rename", help="change the name of a user")
    passphrase = inner.add_parser("passphrase", help="change your own passphrase, or give a user a new one")
    revoke = inner.add_parser("revoke", help="take the access of a user away")
    making = inner.add_parser("recovery-key", help="make a recovery key and print it, once; an earlier one is void")
    recover = inner.add_parser("recover", help="come in by the recovery key and give an administrator a new passphrase")
    for command in (add, role, rename, revoke, recover):
        command.add_argument("name", metavar="NAME")
    passphrase.add_argument("name", nargs="?", metavar="NAME", help="default: your own")
    rename.add_argument("new_name", metavar="NEW-NAME")
    roles = tuple(str(one) for one in Role)
    add.add_argument("--role", choices=roles, default=str(Role.MEMBER), help="default: member")
    role.add_argument("role", choices=roles, metavar="ROLE", help=", ".join(roles))
    recover.add_argument(
        "--recovery-key-file",
        type=Path,
        metavar="FILE",
        help=f"file whose first line is the recovery key (default: the variable {RECOVERY_VARIABLE}, else asked for)",
    )
    for command in (add, passphrase, recover):
        _new_passphrase_file(command)
    for command in (listed, add, role, rename, passphrase, revoke, making):
        _user(command)
    for command in (listed, add, role, rename, passphrase, revoke, making, recover):
        _language(command)


def _add_minutes(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    minutes = commands.add_parser("minutes", help="write the minutes of a meeting as PDF")
    minutes.add_argument("--registry", required=True, metavar="PATH|URL")
    minutes.add_argument("--meeting", required=True, metavar="MEETING", help="its id, its date or its title")
    minutes.add_argument("-o", "--output", required=True, type=Path, metavar="FILE.pdf")
    minutes.add_argument("--overwrite", action="store_true", help="replace FILE.pdf if it exists")
    _user(minutes)
    _language(minutes)


def _add_verify(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    verify = commands.add_parser("verify", help="check whether a PDF is minutes as a registry has sealed them")
    verify.add_argument("file", type=Path, metavar="FILE.pdf")
    verify.add_argument("--registry", metavar="PATH|URL", help="hold it against what this registry has sealed")
    _user(verify)
    _language(verify)


def assumptions(words: list[str]) -> dict[str, str]:
    """Split each ``FACT=VALUE``; a word of another form, and a fact named twice, is a ValueError that says so."""
    found: dict[str, str] = {}
    for word in words:
        fact, sign, value = (part.strip() for part in word.partition("="))
        if not sign or not fact:
            raise ValueError(f"“{word}” is not of the form FACT=VALUE")
        if fact in found:
            raise ValueError(f"“{fact}” is assumed twice")
        found[fact] = value
    return found
