"""Cases without end for a whole registry: patched together from the demonstration cases, some of it forgotten."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from random import Random
from typing import Any

from crlm_desktop import paths
from crlm_desktop.case.casefile import from_json
from crlm_desktop.case.record import Case
from crlm_desktop.errors import InputError
from tests.laws.records import forgotten

MOST_LESIONS = 9


@cache
def _demonstrated() -> tuple[dict[str, Any], ...]:
    files = sorted(paths.db("demo").glob("demo-*.json"))
    return tuple(json.loads(file.read_bytes())["case"] for file in files)


def patched_cases(number: int, seed: int = 0, *, lesions: tuple[int, int] = (0, MOST_LESIONS)) -> Iterator[Case]:
    """Yield so many cases: each section from any demonstration case, lesions from all of them; then some is forgotten.

    ``lesions`` is how many there are at least and at most.

    What cannot be a case file at all (a date before another one that it must follow) is left out.
    """
    chance = Random(seed)
    made = 0
    while made < number:
        try:
            case = from_json(_patched(chance, lesions))
        except InputError:
            continue
        made += 1
        yield case


def _patched(chance: Random, number: tuple[int, int]) -> dict[str, Any]:
    cases = _demonstrated()
    sections = sorted({section for case in cases for section in case} - {"schema", "lesions"})
    found = {section: chance.choice(cases).get(section) for section in sections}
    record = {section: told for section, told in found.items() if told is not None}
    every_lesion = [lesion for case in cases for lesion in case.get("lesions") or ()]
    lesions = [chance.choice(every_lesion) for _ in range(chance.randint(*number))]
    record["lesions"] = [{**lesion, "id": f"L{at}"} for at, lesion in enumerate(lesions, start=1)]
    patched: dict[str, Any] = forgotten(record, chance, chance.choice([0, 0.05, 0.2, 0.5]))
    return {"schema": "crlm.case/1", **patched}
