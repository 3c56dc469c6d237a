"""What must hold for any bytes: they are refused in words, with a place, or answered in full; nothing else happens."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache

from crlm_desktop.case import casefile
from crlm_desktop.case.conflicts import conflicts
from crlm_desktop.case.record import Case
from crlm_desktop.cli.proposal_text import proposal_text
from crlm_desktop.engine import decoding, encoding
from crlm_desktop.engine.entry import Engine
from crlm_desktop.engine.knowledge import compiled
from crlm_desktop.engine.knowledge.edition import Edition
from crlm_desktop.engine.knowledge.loading import load
from crlm_desktop.errors import InputError, Problem
from crlm_desktop.i18n import Language, catalogue_for
from crlm_desktop.services import knowledge
from tests.builders import a_case, a_lesion
from tests.engine.edition_texts import edition_texts

CATALOGUES = [catalogue_for(language) for language in Language]
# A file as a whole is at fault when it is missing, not of an edition, or too large to be looked into.
_OF_A_WHOLE_FILE = ("knowledge.no_file", "knowledge.unknown_file", "knowledge.too_large")
_PLACE = re.compile(r"[^:]+\.toml:[1-9]\d*(:[1-9]\d*)?")
_STAMP = "fuzz"


@cache
def small_engine() -> Engine:
    """Return the engine of the small edition of the tests."""
    return Engine.load(edition_texts())


@cache
def asked_case() -> Case:
    """Return the case that a mangled edition is asked about."""
    return a_case(
        fitness={"ecog": 1},
        molecular={"ras": "mutated"},
        lesions=[a_lesion(size_mm=28), a_lesion(id="L2", segments=["6"], size_mm=None)],
    )


def hold_for_a_case_file(data: bytes, engine: Engine | None = None) -> None:
    """Read the bytes as a case file, and propose for the case that they hold, if they hold one."""
    try:
        case = casefile.parse(data)
    except InputError as error:
        _hold_for_problems(error.problems)
        return
    assert casefile.parse(casefile.canonical(case)) == case
    conflicts(case)
    _hold_for_proposals(engine or small_engine(), case)


def hold_for_knowledge_file(name: str, data: bytes, texts: Mapping[str, str] | None = None) -> None:
    """Read the bytes as a file of an edition whose other files are sound."""
    others = edition_texts() if texts is None else texts
    try:
        changed = {**others, name: knowledge.decoded(data, name)}
        edition = load(changed)
    except InputError as error:
        _hold_for_problems(error.problems)
        for one in error.problems:
            assert one.code.id in _OF_A_WHOLE_FILE or _PLACE.fullmatch(one.path), one
        return
    _hold_for_edition(edition, changed)


def _hold_for_edition(edition: Edition, texts: Mapping[str, str]) -> None:
    kept = compiled.read(compiled.write(edition, stamp=_STAMP), texts, stamp=_STAMP)
    assert kept is not None
    engine = Engine(edition)
    _hold_for_proposals(engine, asked_case())
    assert Engine(kept).propose(asked_case()) == engine.propose(asked_case())
    for catalogue in CATALOGUES:
        assert knowledge.document(edition, catalogue)


def _hold_for_proposals(engine: Engine, case: Case) -> None:
    proposal = engine.propose(case)
    assert decoding.from_json(json.loads(encoding.canonical(proposal))) == proposal
    for catalogue in CATALOGUES:
        assert list(proposal_text(proposal, catalogue))


def _hold_for_problems(problems: tuple[Problem, ...]) -> None:
    """Hold that each problem is told in each language, and that what is told can be written."""
    assert problems
    for one in problems:
        told = [catalogue.sentence(one) for catalogue in CATALOGUES]
        assert all(told)
        assert told[0] != told[1]
        for sentence in (*told, one.path):
            sentence.encode()
