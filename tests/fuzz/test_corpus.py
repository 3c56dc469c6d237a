"""Everything that a fuzzer begins with or once found holds the laws; nothing here needs the fuzzer."""

from __future__ import annotations

import pytest

from tests.fuzz.targets import TARGETS, inputs

INPUTS = [(target, name, data) for target in TARGETS for name, data in inputs(target)]


@pytest.mark.parametrize(
    ("target", "data"),
    [(target, data) for target, _, data in INPUTS],
    ids=[f"{target}-{name}" for target, name, _ in INPUTS],
)
def test_that_an_input_is_refused_in_words_or_answered_in_full(target: str, data: bytes) -> None:
    TARGETS[target](data)


@pytest.mark.parametrize("target", TARGETS)
def test_that_what_once_broke_a_law_is_kept(target: str) -> None:
    assert len([one for one, _, _ in INPUTS if one == target]) > 10
