"""The hazard log says what hazards.toml says, and no control is claimed that no test proves."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

import hazards


def told() -> dict[str, Any]:
    return deepcopy(hazards.load())


def test_that_every_hazard_has_controls_whose_tests_exist_or_says_that_it_has_none() -> None:
    assert list(hazards.faults(told())) == []


def test_that_the_page_is_the_one_that_the_hazards_make() -> None:
    assert hazards.LOG.read_text(encoding="utf-8") == hazards.page(told()), "run: python3 packaging/hazards.py write"


def test_that_the_threat_model_names_only_tests_that_exist() -> None:
    text = (hazards.SAFETY / "threat-model.md").read_text(encoding="utf-8")
    assert list(hazards.node_faults(text)) == []
    assert text.count("tests/") >= 10


def test_that_the_classes_are_told_as_they_are_used() -> None:
    text = (hazards.SAFETY / "README.md").read_text(encoding="utf-8")
    for scale in ("severity", "likelihood"):
        assert [f"| {name} | {meaning} |" in text for name, meaning in told()[scale].items()] == [True] * 3


def test_that_a_misuse_names_a_hazard_that_there_is() -> None:
    text = (hazards.SAFETY / "README.md").read_text(encoding="utf-8")
    misuses = text.partition("## Foreseeable misuse")[2].partition("## ")[0]
    named = set(misuses.split("`")[1::2])
    assert named
    assert named <= {one["id"] for one in told()["hazard"]}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"control": []}, "either it has a control"),
        ({"uncontrolled": True}, "either it has a control"),
        ({"control": [], "uncontrolled": True, "residual": ""}, "must be told in `residual`"),
        ({"severity": "awful"}, "severity is one of"),
        ({"harm": ""}, "harm is missing"),
        ({"remark": "x"}, "remark is not known"),
        ({"control": [{"text": "x", "tests": []}]}, "the tests that prove it"),
        ({"control": [{"text": "x", "tests": ["tests/test_main.py::test_that_is_not_there"]}]}, "there is no test"),
        ({"control": [{"text": "x", "tests": ["tests/nowhere.py::test_that"]}]}, "there is no test"),
        ({"id": "unknown-as-no"}, "twice"),
    ],
)
def test_that_what_is_wrong_with_a_hazard_is_told(change: dict[str, object], fault: str) -> None:
    changed = told()
    changed["hazard"][0].update(change)
    assert any(fault in one for one in hazards.faults(changed))
