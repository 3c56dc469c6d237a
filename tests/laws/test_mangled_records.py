"""The law of bad input: whatever a case file holds, what is wrong is told or the case is answered; nothing else."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crlm_desktop import paths
from crlm_desktop.case import casefile
from crlm_desktop.case.conflicts import conflicts
from crlm_desktop.case.record import Case
from crlm_desktop.cli.proposal_text import proposal_text
from crlm_desktop.engine import decoding, encoding
from crlm_desktop.errors import InputError
from crlm_desktop.i18n import Language, catalogue_for
from crlm_desktop.services import proposing
from crlm_desktop.services.knowledge import load_engine
from tests.fuzz.laws import hold_for_a_case_file

CASES = [json.loads(file.read_text(encoding="utf-8"))["case"] for file in sorted(paths.db("demo").glob("demo-*.json"))]
CATALOGUES = [catalogue_for(language) for language in Language]
NUMBERS = [0, -1, 1, 0.5, 55, 1e308, -0.0, 10**30]
JUNK: list[Any] = [None, "", True, [], {}, "x", "2026-02-30", "9999-12", [None], [{}], "\x00", "none", *NUMBERS]
SOME = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def _places(value: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*way, key)
        yield from _places(inner, (*way, key))


@st.composite
def mangled(draw: st.DrawFn) -> dict[str, Any]:
    """Generate a demonstration case in which some values are others, junk, or gone."""
    case: dict[str, Any] = copy.deepcopy(draw(st.sampled_from(CASES)))
    for _ in range(draw(st.integers(1, 6))):
        ways = list(_places(case))
        way = draw(st.sampled_from(ways))
        inner: Any = case
        for key in way[:-1]:
            inner = inner[key]
        if draw(st.booleans()) and isinstance(inner, dict):
            del inner[way[-1]]
        else:
            inner[way[-1]] = copy.deepcopy(draw(st.sampled_from(JUNK)))
    return case


def read(record: dict[str, Any]) -> tuple[Case | None, list[str]]:
    """Return the case of a record, or why it is refused, in each language."""
    try:
        return casefile.parse(json.dumps(record).encode()), []
    except InputError as error:
        return None, [catalogue.sentence(one) for one in error.problems for catalogue in CATALOGUES]


@SOME
@given(mangled())
def test_that_a_mangled_record_is_refused_in_words_or_answered_in_full(record: dict[str, Any]) -> None:
    case, refusal = read(record)
    if case is None:
        assert refusal
        assert all(refusal)
        return
    conflicts(case)
    proposal = proposing.propose(load_engine(), case)
    assert decoding.from_json(json.loads(encoding.canonical(proposal))) == proposal
    for catalogue in CATALOGUES:
        assert list(proposal_text(proposal, catalogue))


WRITTEN = [
    b"NaN",
    b"-Infinity",
    b"1e999",
    b"-0",
    b"-0.0",
    b"2e1",
    b"9" * 400,
    b"9" * 5000,
    b"1." + b"0" * 5000 + b"1",
    b"null",
    b"{}",
    b"[[[[]]]]",
    b"[" * 400 + b"]" * 400,
    b'"\\ud800"',
    b'"\\u0000"',
    b'"0000-01-01"',
    b'"1900"',
    b'"2100-12"',
    b'"9999-12-31"',
    b'"' + b"x" * 30_000 + b'"',
    b'1, "ecog": 2, "ecog": 3',
    '"\u2028\u202e１"'.encode(),
]
LETTERS = [b",", b":", b"}", b"]", b'"', b"\\", b"\x00", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b" ", b"1"]


@st.composite
def mangled_bytes(draw: st.DrawFn) -> bytes:
    """Generate the bytes of a demonstration case in which values are written otherwise, and sometimes letters gone."""
    data = json.dumps(draw(st.sampled_from(CASES))).encode()
    for _ in range(draw(st.integers(1, 4))):
        start, end = draw(st.sampled_from([found.span(1) for found in _VALUE.finditer(data)]))
        others = [found[1] for found in _VALUE.finditer(data)]
        data = data[:start] + draw(st.sampled_from([*WRITTEN, *others])) + data[end:]
    if draw(st.integers(0, 4)) == 4:
        at = draw(st.integers(0, len(data)))
        data = data[:at] + draw(st.sampled_from([*LETTERS, data[at : at + 40] * 2])) + data[at + 1 :]
    return data


_VALUE = re.compile(rb': ("[^"]*"|[^\s,\[{}\]]+|\[[^\[\]]*\])')


@settings(SOME, max_examples=150)
@given(mangled_bytes())
def test_that_mangled_bytes_are_refused_in_words_or_answered_in_full(data: bytes) -> None:
    hold_for_a_case_file(data)
