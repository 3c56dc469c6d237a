"""Keep the translations: `catalogue.py update [room …]`, `catalogue.py check [room …]`, `catalogue.py compile`."""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
from pathlib import Path

from locale_files import ROOMS, is_stale

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str] | None = None) -> int:
    """Run the command; the exit code is 0 when the translations are as they should be."""
    parser = argparse.ArgumentParser(prog="catalogue.py", description="Update, check and compile the translations.")
    commands = parser.add_subparsers(dest="command", required=True)
    update = commands.add_parser("update", help="bring the .po files up to the code")
    update.add_argument("--prune", action="store_true", help="drop translations of texts that went")
    update.add_argument("rooms", nargs="*", metavar="room")
    check = commands.add_parser("check", help="say what is missing or broken")
    check.add_argument("rooms", nargs="*", metavar="room")
    compiling = commands.add_parser("compile", help="compile all .po files into the one catalogue")
    compiling.add_argument("--if-stale", action="store_true", help="only if a .po file is newer than the catalogue")
    options = parser.parse_args(arguments)
    if importlib.util.find_spec("babel") is None:
        return _again_in_the_virtual_environment()
    return _run(options)


def _again_in_the_virtual_environment() -> int:
    folder = ROOT / ".venv"
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not python.exists() or Path(sys.prefix).resolve() == folder.resolve():
        print("catalogue.py: babel is not installed; run first: python3 packaging/dev.py check", file=sys.stderr)
        return 2
    return subprocess.run([python, *sys.argv], check=False).returncode


def _run(options: argparse.Namespace) -> int:
    import translations

    unknown = sorted(set(getattr(options, "rooms", ())) - set(ROOMS))
    if unknown:
        print(
            f"catalogue.py: no such room: {', '.join(unknown)}; there are: {', '.join(ROOMS)}",
            file=sys.stderr,
        )
        return 2
    try:
        match options.command:
            case "update":
                return _update(tuple(options.rooms) or ROOMS, prune=options.prune)
            case "check":
                return _check(tuple(options.rooms) or ROOMS)
            case _:
                return _compile(only_if_stale=options.if_stale)
    except translations.TranslationFault as fault:
        print(f"catalogue.py: {fault}", file=sys.stderr)
        return 1


def _update(rooms: tuple[str, ...], *, prune: bool) -> int:
    import translations

    for room in rooms:
        done = translations.update(ROOT, room, prune=prune)
        print(f"{done.room}.po: {done.texts} texts, {done.untranslated} not translated, {done.obsolete} obsolete")
    return 0


def _check(rooms: tuple[str, ...]) -> int:
    import translations

    found = translations.faults(ROOT, rooms)
    for fault in found:
        print(fault)
    print(f"{len(found)} faults" if found else "The translations are complete.")
    return 1 if found else 0


def _compile(*, only_if_stale: bool) -> int:
    import translations

    if not only_if_stale or is_stale(ROOT):
        print(translations.compile_all(ROOT).relative_to(ROOT).as_posix())
    return 0


if __name__ == "__main__":
    sys.exit(main())
