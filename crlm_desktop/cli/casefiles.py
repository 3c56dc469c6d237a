"""The commands about case files themselves: ``validate`` and ``schema``."""

from __future__ import annotations

import json
import sys

from crlm_desktop.case import casefile
from crlm_desktop.case.conflicts import conflicts
from crlm_desktop.case.record import Case
from crlm_desktop.cli import console
from crlm_desktop.errors import CrlmError
from crlm_desktop.i18n import Catalogue


def read_cases(names: list[str], catalogue: Catalogue) -> tuple[Case, ...] | None:
    """Read all case files; when any is at fault, tell every problem of every file and return ``None``."""
    cases = []
    for name in names:
        try:
            cases.append(casefile.parse(console.read_bytes(name)))
        except CrlmError as error:
            console.tell(error, catalogue, about=name)
    return tuple(cases) if len(cases) == len(names) else None


def validate(names: list[str], catalogue: Catalogue) -> int:
    """Tell every problem and every contradiction of the files; 1 if there is any."""
    _ = catalogue.gettext
    failed = False
    for name in names:
        try:
            case = casefile.parse(console.read_bytes(name))
        except CrlmError as error:
            console.tell(error, catalogue, about=name)
            failed = True
            continue
        found = conflicts(case)
        for conflict in found:
            print(f"{name}: {', '.join(conflict.paths)}: {catalogue.pick(conflict.text)}", file=sys.stderr)
        failed = failed or bool(found)
        if not found:
            print(_("{name}: no problems, SHA-256 {sha256}").format(name=name, sha256=casefile.sha256(case)))
    return console.INPUT_AT_FAULT if failed else console.DONE


def schema() -> int:
    """Print the JSON Schema of a case file."""
    print(json.dumps(casefile.json_schema(), ensure_ascii=False, indent=2))
    return console.DONE
