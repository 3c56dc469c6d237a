"""The command ``evaluate``: case files in, proposals out, as text or as one JSON document."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from crlm_desktop.case.record import Case
from crlm_desktop.cli import console
from crlm_desktop.cli.casefiles import read_cases
from crlm_desktop.cli.changes import difference_json, difference_lines, read_proposal
from crlm_desktop.cli.proposal_text import proposal_text
from crlm_desktop.engine import encoding
from crlm_desktop.engine.comparing_proposals import Difference, difference_of
from crlm_desktop.engine.facts import facts_of
from crlm_desktop.engine.proposal import Proposal
from crlm_desktop.errors import CrlmError, InputError
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import knowledge, proposing

Form = Literal["text", "json", "sealed"]


def evaluate(
    names: list[str],
    *,
    form: Form,
    since: str | None,
    assume: Mapping[str, str],
    edition: Path | None,
    centre: Path | None,
    catalogue: Catalogue,
) -> int:
    """Print the proposal of each file; when any file is at fault, tell every problem and print nothing.

    With ``since``, a file with an earlier proposal of the one case, what has changed is printed with it.
    """
    try:
        engine = knowledge.load_engine(edition, centre=centre)
        earlier = None if since is None else read_proposal(since)
    except CrlmError as error:
        console.tell(error, catalogue)
        return console.INPUT_AT_FAULT
    cases = read_cases(names, catalogue)
    if cases is None:
        return console.INPUT_AT_FAULT
    if not _can_be_assumed(assume, cases, catalogue):
        return console.WRONG_USE
    proposals = [proposing.propose(engine, case, assume=assume) for case in cases]
    difference = None if earlier is None else difference_of(earlier, proposals[0])
    if form == "text":
        _print_texts(names, proposals, difference, catalogue)
    else:
        _print_json(proposals, difference, form, catalogue)
    return console.DONE


def _can_be_assumed(assume: Mapping[str, str], cases: Sequence[Case], catalogue: Catalogue) -> bool:
    try:
        for case in cases:
            facts_of(case, assume=assume)
    except InputError as error:
        # The sentences name the fact themselves.
        console.tell_problems((replace(one, path="") for one in error.problems), catalogue, about="--assume")
        return False
    return True


def _print_json(proposals: Sequence[Proposal], difference: Difference | None, form: Form, catalogue: Catalogue) -> None:
    language: encoding.Language | None = None if form == "sealed" else catalogue.language.value
    documents = [encoding.to_json(proposal, language) for proposal in proposals]
    if difference is not None:
        documents[0]["since"] = difference_json(difference, catalogue)
    print(json.dumps(documents[0] if len(documents) == 1 else documents, ensure_ascii=False, indent=2))


def _print_texts(
    names: Sequence[str], proposals: Sequence[Proposal], difference: Difference | None, catalogue: Catalogue
) -> None:
    if difference is not None:
        print("\n".join(difference_lines(difference, catalogue)) + "\n")
    for name, proposal in zip(names, proposals, strict=True):
        if len(names) > 1:
            print(f"== {name}")
        print(proposal_text(proposal, catalogue))
