"""The command ``verify``: whether a PDF file is what a registry has signed."""

from __future__ import annotations

import argparse

from crlm_desktop.cli import console
from crlm_desktop.cli.entering import opened
from crlm_desktop.errors import CrlmError, problem
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import verifying, workplace


def verify(asked: argparse.Namespace, catalogue: Catalogue) -> int:
    """Tell what holds of minutes on standard output and what does not on standard error; 1 when anything does not."""
    _ = catalogue.gettext
    try:
        checked = verifying.check_file(asked.file)
        if asked.registry is not None and checked.sealed is not None:
            with opened(workplace.place_of(asked.registry), asked, catalogue) as place:
                checked = verifying.held_against(place, checked)
    except CrlmError as error:
        console.tell(error, catalogue)
        return console.INPUT_AT_FAULT
    told = checked.told
    if asked.registry is None and checked.is_good:
        told = (*told, problem("", verifying.WITHOUT_REGISTRY))
    for one in told:
        print(console.one_line(catalogue.sentence(one)))
    console.tell_problems(checked.faults, catalogue)
    if not checked.is_good:
        return console.INPUT_AT_FAULT
    if asked.registry is None:
        print(_("The file agrees with its attached content."))
    else:
        print(_("The minutes are what the registry has sealed."))
    return console.DONE
