"""The words of the commands about packs: take, show, open, hand-back, bring-back."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from crlm_desktop.cli.passphrases import PACK_VARIABLE
from crlm_desktop.services.packing import LEAST_DAYS, MOST_DAYS, USUAL_DAYS
from crlm_desktop.services.unpacking import Whose

Add = Callable[[argparse.ArgumentParser], None]


def add_pack(registry: argparse._SubParsersAction[argparse.ArgumentParser], *, user: Add, language: Add) -> None:
    """Add the commands; ``user`` adds who opens a registry, ``language`` the language of all texts."""
    pack = registry.add_parser("pack", help="take a meeting along in one encrypted file, and bring it back")
    inner = pack.add_subparsers(dest="pack_command", metavar="COMMAND", required=True)
    take = inner.add_parser("take", help="write an open meeting with its cases into a pack")
    take.add_argument("path", type=Path, metavar="PATH", help="the registry")
    take.add_argument("--meeting", required=True, metavar="MEETING", help="its id, its date or its title")
    take.add_argument(
        "--days",
        type=int,
        default=USUAL_DAYS,
        metavar="N",
        help=f"how long it is good: {LEAST_DAYS} to {MOST_DAYS} (default: {USUAL_DAYS})",
    )
    show = inner.add_parser("show", help="tell what a pack holds, without naming anybody")
    opening = inner.add_parser("open", help="make a working registry from a pack")
    for command in (show, opening):
        command.add_argument("file", type=Path, metavar="FILE", help="the pack")
    opening.add_argument("path", type=Path, metavar="PATH", help="where the working registry is to be")
    opening.add_argument("--name", metavar="NAME", help="your name in it (default: who is logged in)")
    back = inner.add_parser("hand-back", help="write what a working registry holds into a pack for its home")
    back.add_argument("path", type=Path, metavar="PATH", help="the working registry")
    bring = inner.add_parser("bring-back", help="write what a pack holds into the registry that it came from")
    bring.add_argument("path", type=Path, metavar="PATH", help="the registry")
    bring.add_argument("file", type=Path, metavar="FILE", help="the pack that was handed back")
    bring.add_argument("--show", action="store_true", help="only tell what it would change")
    bring.add_argument(
        "--conflicts",
        choices=tuple(one.value for one in Whose),
        help="whose side is taken where both changed the same (default: nothing is written, and they are told)",
    )
    for command in (take, back):
        command.add_argument("-o", "--output", required=True, type=Path, metavar="FILE.crlmpack")
        command.add_argument("--overwrite", action="store_true", help="replace the file if it exists")
    for command in (take, back, bring):
        user(command)
    for command in (take, show, opening, back, bring):
        _pack_passphrase(command)
        language(command)


def _pack_passphrase(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--pack-passphrase-file",
        type=Path,
        metavar="FILE",
        help=f"file whose first line is the pack's passphrase (default: the variable {PACK_VARIABLE}, else asked for)",
    )
