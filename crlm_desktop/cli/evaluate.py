"""The command ``evaluate``: case files in, proposals out, as text or as one JSON document."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from crlm_desktop.cli import console
from crlm_desktop.cli.casefiles import read_cases
from crlm_desktop.cli.proposal_text import proposal_text
from crlm_desktop.engine import encoding
from crlm_desktop.engine.facts import facts_of
from crlm_desktop.errors import CrlmError, InputError
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import knowledge, proposing


def evaluate(
    names: list[str],
    *,
    as_json: bool,
    assume: Mapping[str, str],
    edition: Path | None,
    centre: Path | None,
    catalogue: Catalogue,
) -> int:
    """Print the proposal of each file; when any file is at fault, tell every problem and print nothing."""
    try:
        engine = knowledge.load_engine(edition, centre=centre)
    except CrlmError as error:
        console.tell(error, catalogue)
        return console.INPUT_AT_FAULT
    cases = read_cases(names, catalogue)
    if cases is None:
        return console.INPUT_AT_FAULT
    try:
        for case in cases:
            facts_of(case, assume=assume)
    except InputError as error:
        # The sentences name the fact themselves.
        console.tell_problems((replace(one, path="") for one in error.problems), catalogue, about="--assume")
        return console.WRONG_USE
    proposals = [proposing.propose(engine, case, assume=assume) for case in cases]
    if as_json:
        documents = [encoding.to_json(proposal, catalogue.language.value) for proposal in proposals]
        print(json.dumps(documents[0] if len(documents) == 1 else documents, ensure_ascii=False, indent=2))
        return console.DONE
    for name, proposal in zip(names, proposals, strict=True):
        if len(names) > 1:
            print(f"== {name}")
        print(proposal_text(proposal, catalogue))
    return console.DONE
