"""Key slots: what opens them, what does not, and what damage looks like."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import stat
from pathlib import Path
from typing import Any

import pytest

from crlm_desktop.errors import EnvironmentFault, InputError
from crlm_desktop.registry import faults, keys
from tests.registry.building import CHEAP, PASSPHRASE

KEY = bytes(range(32))


def some_keys(passphrase: str = PASSPHRASE) -> keys.Keys:
    return keys.Keys(registry="r1", slots=(keys.new_slot("r1", KEY, passphrase, cost=CHEAP),))


def written(tmp_path: Path, content: bytes) -> Path:
    file = tmp_path / "keys.json"
    file.write_bytes(content)
    return file


def with_check(body: dict[str, Any]) -> bytes:
    canonical = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return json.dumps({**body, "check": hashlib.sha256(canonical).hexdigest()}).encode()


def test_that_a_slot_gives_the_key_to_its_passphrase_only() -> None:
    assert keys.unlock(some_keys(), PASSPHRASE) == KEY
    assert keys.unlock(some_keys(), PASSPHRASE + " ") is None


def test_that_each_of_several_slots_opens_the_same_registry() -> None:
    slots = tuple(keys.new_slot("r1", KEY, passphrase, cost=CHEAP) for passphrase in ("first passphrase", "second one"))
    several = keys.Keys(registry="r1", slots=slots)
    assert keys.unlock(several, "first passphrase") == keys.unlock(several, "second one") == KEY


def test_that_a_passphrase_typed_with_combining_accents_opens_the_same_slot() -> None:
    assert keys.unlock(some_keys("caf\u00e9 au lait"), "cafe\u0301 au lait") == KEY


def test_that_two_slots_of_one_passphrase_share_nothing_an_onlooker_could_compare() -> None:
    one, other = (keys.new_slot("r1", KEY, PASSPHRASE, cost=CHEAP) for _ in range(2))
    assert {one.salt, one.nonce, one.wrapped}.isdisjoint({other.salt, other.nonce, other.wrapped})


def test_that_a_slot_of_another_registry_does_not_open_this_one() -> None:
    assert keys.unlock(dataclasses.replace(some_keys(), registry="r2"), PASSPHRASE) is None


@pytest.mark.parametrize("passphrase", ["", "1234567", "cafe\u0301 12"])
def test_that_a_passphrase_of_fewer_than_eight_characters_is_refused_with_the_number(passphrase: str) -> None:
    with pytest.raises(InputError) as refused:
        keys.checked(passphrase)
    assert [(one.path, one.code, dict(one.params)) for one in refused.value.problems] == [
        ("passphrase", faults.PASSPHRASE_SHORT, {"least": 8})
    ]


def test_that_eight_characters_of_any_script_are_enough() -> None:
    assert keys.checked("肝转移多学科讨论") == "肝转移多学科讨论"


def test_that_a_key_file_is_readable_by_its_owner_only_and_says_the_same_when_read(tmp_path: Path) -> None:
    made, file = some_keys(), tmp_path / "keys.json"
    keys.write(made, file)
    assert keys.read(file) == made
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_that_an_existing_key_file_is_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    keys.write(some_keys(), file)
    before = file.read_bytes()
    with pytest.raises(EnvironmentFault):
        keys.write(some_keys(), file)
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"not json", b"[]", b"{}", b'{"format": 1}', b'{"format": "something/1"}', b"[" * 100_000],
)
def test_that_what_is_not_a_key_file_is_told_as_damaged(tmp_path: Path, content: bytes) -> None:
    file = written(tmp_path, content)
    with pytest.raises(EnvironmentFault) as refused:
        keys.read(file)
    assert (refused.value.code, refused.value.params["path"]) == (faults.KEYS_DAMAGED, str(file))


def test_that_any_changed_letter_of_a_key_file_is_told_as_damage_and_not_as_a_wrong_passphrase(tmp_path: Path) -> None:
    content = keys.written(some_keys())
    for at in range(0, len(content), 7):
        if content[at : at + 1] in b' \n":,{}[]':
            continue
        changed = content[:at] + (b"7" if content[at : at + 1] != b"7" else b"8") + content[at + 1 :]
        with pytest.raises(EnvironmentFault) as refused:
            keys.read(written(tmp_path, changed))
        assert refused.value.code in (faults.KEYS_DAMAGED, faults.KEYS_NEWER)


def test_that_a_newer_format_is_refused_with_both_formats(tmp_path: Path) -> None:
    file = written(tmp_path, with_check({"format": "crlm.keys/2", "anything": "else"}))
    with pytest.raises(EnvironmentFault) as refused:
        keys.read(file)
    assert refused.value.code is faults.KEYS_NEWER
    assert (refused.value.params["found"], refused.value.params["known"]) == ("crlm.keys/2", "crlm.keys/1")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("memory_kib", 10**12),
        ("memory_kib", 1),
        ("iterations", 0),
        ("iterations", 10**9),
        ("lanes", 0),
        ("name", "md5"),
    ],
)
def test_that_a_cost_no_machine_can_pay_is_refused_before_it_is_paid(tmp_path: Path, name: str, value: object) -> None:
    body = json.loads(keys.written(some_keys()))
    del body["check"]
    body["slots"][0]["kdf"][name] = value
    with pytest.raises(EnvironmentFault) as refused:
        keys.read(written(tmp_path, with_check(body)))
    assert refused.value.code is faults.KEYS_DAMAGED


def test_that_a_cheaper_cost_written_into_the_file_does_not_open_the_slot(tmp_path: Path) -> None:
    body = json.loads(keys.written(some_keys()))
    del body["check"]
    body["slots"][0]["kdf"]["memory_kib"] = 16
    assert keys.unlock(keys.read(written(tmp_path, with_check(body))), PASSPHRASE) is None
