"""Addresses of registries on a server: what they may say, what they may not, and that a password is never told."""

from __future__ import annotations

from pathlib import Path

import pytest

from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.i18n import Language, catalogue_for
from crlm_desktop.registry import address
from crlm_desktop.registry.address import ServerAddress, parsed, place_of

SECRET = "Persephone7"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql+psycopg://db.example/liver", "postgresql+psycopg://db.example/liver"),
        ("postgresql+psycopg://db.example:5432/liver", "postgresql+psycopg://db.example/liver"),
        ("postgresql+psycopg://db.example:6000/liver", "postgresql+psycopg://db.example:6000/liver"),
        ("postgresql+psycopg://[::1]:6000/liver", "postgresql+psycopg://[::1]:6000/liver"),
        ("postgresql+psycopg:///liver?host=/run/postgresql", "postgresql+psycopg:///liver?host=/run/postgresql"),
        ("postgresql+psycopg://h/%E8%82%9D", "postgresql+psycopg://h/%E8%82%9D"),
        (
            "postgresql+psycopg://h/liver?sslmode=require&sslrootcert=/etc/ca.pem",
            "postgresql+psycopg://h/liver?sslmode=require&sslrootcert=/etc/ca.pem",
        ),
    ],
)
def test_that_an_address_is_shown_as_it_can_be_typed_again(text: str, shown: str) -> None:
    assert str(parsed(text)) == shown
    assert parsed(shown) == parsed(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"postgresql+psycopg://ada:{SECRET}@db.example/liver", address.ADDRESS_SECRET),
        (f"postgresql+psycopg://ada:{SECRET}@db.example:x/liver", address.ADDRESS_SECRET),
        (f"postgresql+psycopg://ada:{SECRET}#@db.example/liver", address.ADDRESS_SECRET),
        ("postgresql+psycopg://ada@db.example/liver", address.ADDRESS_SECRET),
        (f"postgresql+psycopg://db.example/liver?password={SECRET}", address.ADDRESS_SECRET),
        (f"postgresql://db.example/{SECRET}", address.ADDRESS_BAD),
        ("postgresql+psycopg://db.example", address.ADDRESS_BAD),
        ("postgresql+psycopg://db.example/liver/further", address.ADDRESS_BAD),
        ("postgresql+psycopg://db.example/liver?host=elsewhere", address.ADDRESS_BAD),
        ("postgresql+psycopg://db.example/liver?options=-c", address.ADDRESS_OPTION),
        ("postgresql+psycopg://db.example/liver?sslmode=disable", address.ADDRESS_WEAK),
        ("postgresql+psycopg://db.example/liver?sslmode=prefer", address.ADDRESS_WEAK),
        ("postgresql+psycopg://localhost/liver?sslmode=allow", address.ADDRESS_WEAK),
    ],
)
def test_that_an_address_that_is_none_is_refused_without_telling_a_password(text: str, code: object) -> None:
    with pytest.raises(EnvironmentFault) as refused:
        parsed(text)
    assert refused.value.code is code
    assert SECRET not in catalogue_for(Language.EN).sentence(refused.value)


def test_that_what_is_no_address_is_a_path() -> None:
    assert place_of("registries/liver.crlm") == Path("registries/liver.crlm")
    assert isinstance(place_of("postgresql+psycopg://h/liver"), ServerAddress)


@pytest.mark.parametrize(
    ("host", "is_local"),
    [
        *(("", True), ("/run/postgresql", True), ("localhost", True), ("127.0.0.1", True), ("::1", True)),
        *(("db.example", False), ("10.0.0.7", False), ("127.0.0.1.example", False)),
    ],
)
def test_that_only_what_stays_on_this_machine_is_local(host: str, is_local: bool) -> None:
    assert ServerAddress(host=host, port=5432, database="liver").is_local is is_local
