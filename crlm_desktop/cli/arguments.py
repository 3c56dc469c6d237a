"""The words of the command line: every command with its options, read into one namespace."""

from __future__ import annotations

import argparse
from pathlib import Path

from crlm_desktop import __version__
from crlm_desktop.cli.console import STANDARD_INPUT
from crlm_desktop.cli.passphrases import VARIABLE
from crlm_desktop.cli.registry_verifying import noted

PROGRAM = "crlm-desktop"


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands; wrong words end with exit code 2."""
    made = argparse.ArgumentParser(
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
    registry = commands.add_parser("registry", help="create a registry, or tell what is in one")
    inner = registry.add_subparsers(dest="registry_command", metavar="COMMAND", required=True)
    create = inner.add_parser("create", help="create an encrypted registry")
    create.add_argument("path", type=Path, metavar="PATH")
    create.add_argument("--name", required=True, help="name of the registry, as it stands on each page")
    info = inner.add_parser("info", help="tell the name, the number of cases and the meetings")
    info.add_argument("path", type=Path, metavar="PATH")
    verify = inner.add_parser("verify", help="tell what was changed outside the program, and the newest audit entry")
    verify.add_argument("path", type=Path, metavar="PATH")
    verify.add_argument(
        "--noted",
        type=noted,
        metavar="ENTRY:SHA256",
        help="newest entry as an earlier verification printed it: it must still be there",
    )
    for command in (create, info, verify):
        _passphrase_file(command)
        _language(command)


def _add_minutes(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    minutes = commands.add_parser("minutes", help="write the minutes of a meeting as PDF")
    minutes.add_argument("--registry", required=True, type=Path, metavar="PATH")
    minutes.add_argument("--meeting", required=True, metavar="MEETING", help="its id, its date or its title")
    minutes.add_argument("-o", "--output", required=True, type=Path, metavar="FILE.pdf")
    minutes.add_argument("--overwrite", action="store_true", help="replace FILE.pdf if it exists")
    _passphrase_file(minutes)
    _language(minutes)


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
