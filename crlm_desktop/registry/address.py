"""The address of a registry on a server: never with a password, and never weaker than it must be."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from typing_extensions import override

from crlm_desktop.errors import N_, Code, EnvironmentFault, InputError, problem

SCHEME = "postgresql+psycopg"
EXAMPLE = f"{SCHEME}://server.example/liver"
DEFAULT_PORT = 5432
_MOST_PORT = 65535
_SECURE = ("verify-full", "verify-ca", "require")
_KNOWN = ("host", "sslmode", "sslrootcert")

ADDRESS_SECRET = Code(
    "address.secret",
    N_(
        "The address of a registry on a server names nobody and holds no password. Leave out what stands before the @, "
        "and “user” and “password” behind the ?; both are asked for."
    ),
)
ADDRESS_BAD = Code(
    "address.bad", N_("This is not the address of a registry on a server. One looks like {example}: server, database.")
)
ADDRESS_OPTION = Code(
    "address.option", N_("An address of a registry does not know “{option}”. Behind the ? may stand: {known}.")
)
ADDRESS_WEAK = Code(
    "address.weak",
    N_("“sslmode={mode}” would let patients' data travel unprotected to {host}. It may be: {known}."),
)
HOST_BAD = Code(
    "address.host",
    N_("This is not the name of a server. It is a name such as db.hospital, or an address such as 10.1.2.3."),
)
PORT_BAD = Code("address.port", N_("“{port}” is not a port. A port is a number from 1 to 65535, usually {usual}."))
DATABASE_BAD = Code(
    "address.database", N_("A database is named by its server's administrator; its name holds no “/” and no “\\”.")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerAddress:
    """Where a registry is on a server; ``host`` is a name, or the folder of a local socket, or empty (the usual one).

    As a text it is what may be shown, logged and remembered.
    """

    host: str
    port: int
    database: str
    sslmode: str = ""
    sslrootcert: str = ""

    @override
    def __str__(self) -> str:
        folder = self.host if self.host.startswith("/") else ""
        network = "" if folder else f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == DEFAULT_PORT else f":{self.port}"
        options = {"host": folder, "sslmode": self.sslmode, "sslrootcert": self.sslrootcert}
        told = "&".join(f"{name}={quote(value, safe='/')}" for name, value in options.items() if value)
        return f"{SCHEME}://{network}{port}/{quote(self.database)}{'?' if told else ''}{told}"

    @property
    def name(self) -> str:
        """The name of the database, as a folder has one."""
        return self.database

    @property
    def is_local(self) -> bool:
        """Whether nothing leaves this machine on the way to the server."""
        if not self.host or self.host.startswith("/") or self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


Place = Path | ServerAddress


def is_address(text: str) -> bool:
    """Whether a text is meant as the address of a server, and not as a path."""
    return text.strip().lower().startswith(("postgresql:", "postgres:", "postgresql+"))


def place_of(text: str) -> Place:
    """Return where a registry is, of what somebody typed: the address of a server, or a path."""
    return parsed(text) if is_address(text) else Path(text)


def parsed(text: str) -> ServerAddress:
    """Return an address of its text; what is wrong is told without repeating what may be a password."""
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname or "", parts.port or DEFAULT_PORT
    except ValueError:
        host, port, parts = "", 0, urlsplit("")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if "@" in parts.netloc or "@" in text.partition("?")[0] or {"user", "password", "passfile"} & options.keys():
        raise EnvironmentFault(ADDRESS_SECRET)
    database = unquote(parts.path.removeprefix("/"))
    if parts.scheme != SCHEME or not database or "/" in database or parts.fragment or not database.isprintable():
        raise EnvironmentFault(ADDRESS_BAD, example=EXAMPLE)
    for name in options:
        if name not in _KNOWN:
            raise EnvironmentFault(ADDRESS_OPTION, option=name, known=", ".join(_KNOWN))
    return _checked(host, port, database, options)


def typed(host: str, port: str, database: str, *, sslmode: str = "", sslrootcert: str = "") -> ServerAddress:
    """Return an address of its parts, as somebody typed them; what is wrong is an `InputError`, part by part."""
    host, port, database = host.strip(), port.strip(), database.strip()
    problems = []
    is_folder = host.startswith("/")
    if not host or any(letter.isspace() or letter in "@?#," or (letter == "/" and not is_folder) for letter in host):
        problems.append(problem("host", HOST_BAD))
    is_number = port.isascii() and port.isdecimal() and 1 <= int(port[:6]) <= _MOST_PORT
    if port and not is_number:
        problems.append(problem("port", PORT_BAD, port=port, usual=DEFAULT_PORT))
    if not database or not database.isprintable() or {"/", "\\"} & set(database):
        problems.append(problem("database", DATABASE_BAD))
    if problems:
        raise InputError(problems)
    number = int(port) if port else DEFAULT_PORT
    made = ServerAddress(host=host, port=number, database=database, sslmode=sslmode, sslrootcert=sslrootcert.strip())
    # What is remembered is its text: that must be understood again.
    if parsed(str(made)) != made:
        raise InputError([problem("host", HOST_BAD)])
    return made


def _checked(host: str, port: int, database: str, options: Mapping[str, str]) -> ServerAddress:
    folder = options.get("host", "")
    if folder and (host or not folder.startswith("/")):
        raise EnvironmentFault(ADDRESS_BAD, example=EXAMPLE)
    made = ServerAddress(
        host=folder or host,
        port=port,
        database=database,
        sslmode=options.get("sslmode", ""),
        sslrootcert=options.get("sslrootcert", ""),
    )
    if made.sslmode and made.sslmode not in _SECURE:
        raise EnvironmentFault(ADDRESS_WEAK, mode=made.sslmode, host=made.host, known=", ".join(_SECURE))
    return made
