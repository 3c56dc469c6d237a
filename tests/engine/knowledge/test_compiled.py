"""The compiled edition: the same as the loaded one, and refused when it is not that of these texts and this program."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crlm_desktop import paths
from crlm_desktop.case import casefile
from crlm_desktop.engine import encoding
from crlm_desktop.engine.entry import Engine
from crlm_desktop.engine.knowledge import compiled
from crlm_desktop.engine.knowledge.edition import Edition
from crlm_desktop.engine.knowledge.loading import load
from crlm_desktop.engine.knowledge.plain_writing import plain_edition
from tests.engine.edition_texts import ALERTS, edition_texts
from tests.engine.knowledge.test_sharing import shared_by_two

STAMP = "this build"
OWN = '"flr.normal_percent" = 25\n'


@cache
def shipped_texts() -> dict[str, str]:
    """Return the texts of the shipped edition."""
    root = paths.resource("knowledge")
    return {file.relative_to(root).as_posix(): file.read_text(encoding="utf-8") for file in root.rglob("*.toml")}


def kept(texts: dict[str, str]) -> bytes:
    """Return the bytes that are kept of an edition."""
    return compiled.write(load(texts), stamp=STAMP)


def read_back(texts: dict[str, str]) -> Edition:
    """Return an edition that was kept and read."""
    edition = compiled.read(kept(texts), texts, stamp=STAMP)
    assert edition is not None
    return edition


def forged(texts: dict[str, str], change: Callable[[Any], None]) -> bytes:
    """Return kept bytes whose content was changed and whose seal was made to fit it."""
    head, _, plain = kept(texts).partition(b"\n")
    values = json.loads(plain)
    change(values)
    plain = json.dumps(values, ensure_ascii=False).encode()
    origin, _, _ = head.rpartition(b" ")
    return origin + b" " + hashlib.sha256(plain).hexdigest().encode() + b"\n" + plain


def test_that_a_kept_edition_is_read_back_as_it_was_loaded() -> None:
    loaded, read = load(shipped_texts()), read_back(shipped_texts())

    assert plain_edition(read) == plain_edition(loaded)
    assert read.sources == loaded.sources
    assert read.thresholds == loaded.thresholds
    assert (read.version, read.sha256, read.notes) == (loaded.version, loaded.sha256, loaded.notes)
    for before, after in zip(loaded.strategies, read.strategies, strict=True):
        assert replace(after, rules=(), steps=()) == replace(before, rules=(), steps=())
        assert [rule.condition.tree for rule in after.rules] == [rule.condition.tree for rule in before.rules]
        assert [rule.condition.wording for rule in after.rules] == [rule.condition.wording for rule in before.rules]
        assert [rule.text for rule in after.rules] == [rule.text for rule in before.rules]


def test_that_rules_which_strategies_share_are_one_rule_again() -> None:
    read = read_back(shared_by_two())

    resection, ablation = read.strategy("resection"), read.strategy("ablation")

    assert resection is not None
    assert ablation is not None
    shared = {id(rule) for rule in resection.rules} & {id(rule) for rule in ablation.rules}
    assert len(shared) == 2


def test_that_proposals_have_the_same_bytes_from_the_kept_edition_and_from_the_texts() -> None:
    fresh, from_cache = Engine(load(shipped_texts())), Engine(read_back(shipped_texts()))

    for file in sorted(paths.db("demo").glob("demo-*.json"))[:5]:
        case = casefile.parse(json.dumps(json.loads(file.read_text(encoding="utf-8"))["case"]).encode())
        assert encoding.canonical(from_cache.propose(case)) == encoding.canonical(fresh.propose(case))


def test_that_the_values_of_a_centre_are_kept_with_the_edition_and_belong_to_its_texts() -> None:
    texts, own = edition_texts(), edition_texts({"centre.toml": OWN})

    assert read_back(own).overrides == load(own).overrides != ()
    assert compiled.read(kept(texts), own, stamp=STAMP) is None
    assert compiled.read(kept(own), texts, stamp=STAMP) is None


def test_that_an_edition_of_other_texts_or_of_another_build_is_not_taken() -> None:
    texts = edition_texts()
    other = texts | {"alerts.toml": ALERTS.replace('severity = "warn"', 'severity = "note"')}

    assert compiled.read(kept(texts), other, stamp=STAMP) is None
    assert compiled.read(kept(texts), texts, stamp="another build") is None


@pytest.mark.parametrize("changed", ["__version__", "_facts_sha256"])
def test_that_an_edition_kept_by_another_version_or_with_other_facts_is_not_taken(
    changed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = edition_texts()
    data = kept(texts)

    monkeypatch.setattr(compiled, changed, "0.0.9" if changed == "__version__" else lambda: "others")

    assert compiled.read(data, texts, stamp=STAMP) is None


@given(st.data())
def test_that_damaged_bytes_are_never_taken(data: st.DataObject) -> None:
    texts = edition_texts()
    whole = kept_small()
    at = data.draw(st.integers(0, len(whole) - 1))
    end = data.draw(st.sampled_from([at, len(whole)]))
    damaged = whole[:at] + bytes([whole[at] ^ data.draw(st.integers(1, 255))]) + whole[at + 1 : end]

    assert compiled.read(damaged, texts, stamp=STAMP) is None


@cache
def kept_small() -> bytes:
    """Return the bytes that are kept of the small edition."""
    return kept(edition_texts())


@pytest.mark.parametrize("data", [b"", b"\n", b"{}", b"crlm.compiled-knowledge/1 a b\n{}", b"\x80\x04N.", b"\xff" * 99])
def test_that_bytes_of_another_kind_are_not_taken(data: bytes) -> None:
    assert compiled.read(data, edition_texts(), stamp=STAMP) is None


def set_constant(values: Any) -> None:
    _constant_of(values)[3] = 31.0


def set_no_number(values: Any) -> None:
    _constant_of(values)[3] = float("nan")


def _constant_of(values: Any) -> Any:
    return next(tree for _, _, tree in values["trees"] if tree[0] == "number" and tree[4] == "ablation.max_mm")


def name_no_fact(values: Any) -> None:
    values["trees"][0][2][1] = "patient.shoe_size"


def ask_a_lesion_outside_a_quantifier(values: Any) -> None:
    values["trees"][0][2] = ["number", "lesions[].size_mm", "<", 3.0, ""]


def ask_a_code_that_is_not_there(values: Any) -> None:
    values["trees"][0][2] = ["code", "molecular.ras", "v601e"]


def raise_a_threshold(values: Any) -> None:
    next(one for one in values["thresholds"] if one[0] == "flr.normal_percent")[3] = 28.0


def raise_a_threshold_beyond_its_range(values: Any) -> None:
    threshold = next(one for one in values["thresholds"] if one[0] == "flr.normal_percent")
    threshold[2] = threshold[3] = 900.0


def point_nowhere(values: Any) -> None:
    values["conditions"][0][0] = -1


def leave_out(values: Any) -> None:
    del values["alerts"]


def name_another_edition(values: Any) -> None:
    values["sha256"] = "0" * 64


def nest(values: Any) -> None:
    deep: Any = ["statement", "plan.exists"]
    for _ in range(900):
        deep = ["not", deep]
    values["trees"][0][2] = deep


@pytest.mark.parametrize(
    "change",
    [
        set_constant,
        set_no_number,
        name_no_fact,
        ask_a_lesion_outside_a_quantifier,
        ask_a_code_that_is_not_there,
        raise_a_threshold,
        raise_a_threshold_beyond_its_range,
        point_nowhere,
        leave_out,
        name_another_edition,
        nest,
    ],
)
def test_that_content_which_is_no_such_edition_is_not_taken_even_under_a_fitting_seal(
    change: Callable[[Any], None],
) -> None:
    assert compiled.read(forged(edition_texts(), change), edition_texts(), stamp=STAMP) is None


JUNK: list[Any] = [None, True, 0, -1, 10**400, 1e308, "", "x", [], {}, [[]], ["not"], ["number"], "ned"]


def _ways(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, inner in items for found in ((*way, key), *_ways(inner, (*way, key)))]


@settings(max_examples=300)
@given(st.data())
def test_that_reading_mangled_content_under_a_fitting_seal_never_fails(data: st.DataObject) -> None:
    def mangle(values: Any) -> None:
        for _ in range(data.draw(st.integers(1, 3))):
            way = data.draw(st.sampled_from(_ways(values)))
            inner = values
            for key in way[:-1]:
                inner = inner[key]
            inner[way[-1]] = data.draw(st.sampled_from(JUNK))

    edition = compiled.read(forged(edition_texts(), mangle), edition_texts(), stamp=STAMP)

    assert edition is None or edition.sha256 == load(edition_texts()).sha256
