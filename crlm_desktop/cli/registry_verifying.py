"""The command ``registry verify``: what was changed past the program, and the head of the audit chain to note."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from crlm_desktop.cli import console
from crlm_desktop.cli.registries import opened
from crlm_desktop.errors import CrlmError
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import verifying
from crlm_desktop.services.verifying import Head

_HEAD = re.compile(r"(\d{1,18}):([0-9a-f]{64})")


def noted(text: str) -> Head:
    """Read ``ENTRY:SHA256`` as an earlier verification printed it."""
    match = _HEAD.fullmatch(text.strip().lower())
    if match is None:
        raise argparse.ArgumentTypeError(f"“{text}” is not of the form ENTRY:SHA256")
    return Head(entry=int(match[1]), sha256=match[2])


def verify(path: Path, *, noted: Head | None, passphrase_file: Path | None, catalogue: Catalogue) -> int:
    """Tell on standard error everything that is wrong, and print the head of the chain."""
    _ = catalogue.gettext
    try:
        with opened(path, passphrase_file, catalogue) as place:
            found, head = verifying.findings(place, noted=noted), verifying.head(place)
    except CrlmError as error:
        console.tell(error, catalogue)
        return console.INPUT_AT_FAULT
    if found:
        console.tell_sentences(catalogue.sentence(one) for one in found)
        count = catalogue.ngettext("{count} finding.", "{count} findings.", len(found))
        print(count.format(count=len(found)))
        return console.INPUT_AT_FAULT
    print(_("Nothing was changed outside the program."))
    print(_("Newest audit entry, to note elsewhere: {entry}:{sha256}").format(entry=head.entry, sha256=head.sha256))
    return console.DONE
