"""A connection to a server by the driver alone, and the driver's errors in our terms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import psycopg

from crlm_desktop.errors import Code, EnvironmentFault
from crlm_desktop.registry import faults, keys, server_faults
from crlm_desktop.registry.address import ServerAddress
from crlm_desktop.registry.server_names import SCHEMA

# A client whose machine fell asleep in the midst of a save must not keep the others from saving.
_SETTINGS = {
    "search_path": f"{SCHEMA},pg_temp",
    "default_transaction_isolation": "repeatable\\ read",
    "default_transaction_read_only": "on",
    "idle_in_transaction_session_timeout": "10s",
    "lock_timeout": "20s",
    "client_min_messages": "warning",
}
_BY_STATE: Mapping[str, Code] = MappingProxyType(
    {
        # Whoever may not use the schema any more does not even see that there is one.
        "42P01": server_faults.NOT_A_USER,
        "42501": server_faults.NOT_PERMITTED,
        "42710": server_faults.LOGIN_TAKEN,
        "42939": server_faults.LOGIN_TAKEN,
        "CR002": server_faults.LOGIN_LONG,
        "CR003": server_faults.RENAMING_ONESELF,
        "53100": server_faults.SERVER_FULL,
        "55P03": server_faults.SERVER_BUSY,
        "57014": server_faults.SERVER_BUSY,
        "40001": server_faults.SERVER_BUSY,
        "40P01": server_faults.SERVER_BUSY,
        "22001": server_faults.TOO_LONG,
        "22021": server_faults.NOT_A_TEXT,
        "25P03": faults.CONNECTION_LOST,
    }
)
_LOST_CLASSES = ("08", "57P")
_DAMAGED_CLASS = "XX"


def login_of(name: str) -> str:
    """Return the login of a user on the server: their name as it is compared."""
    login = keys.same_name(name)
    if len(login.encode()) > server_faults.LOGIN_BYTES:
        raise EnvironmentFault(server_faults.LOGIN_LONG, most=server_faults.LOGIN_BYTES)
    return login


def connect(
    address: ServerAddress, login: str, password: str, *, needs_scram: bool = True, **settings: str
) -> psycopg.Connection[Any]:
    """Connect as a login; what the server refuses is an `EnvironmentFault` that tells no password.

    ``needs_scram``: a server that lets anybody in without proving a password is refused, as is one that asks to be
    told the password itself.
    """
    all_settings = {**_SETTINGS, **settings}
    options: dict[str, Any] = {
        "host": address.host or None,
        "port": address.port,
        "dbname": address.database,
        "user": login,
        "password": keys.normalised(password),
        "options": " ".join(f"-c {name}={value}" for name, value in all_settings.items()),
        "application_name": "CRLM Desktop",
        "client_encoding": "UTF8",
        "connect_timeout": 10,
        "gssencmode": "disable",
        "tcp_user_timeout": 15000,
        "keepalives_idle": 15,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        **_protection(address),
    }
    if needs_scram:
        options["require_auth"] = "scram-sha-256"
    try:
        return psycopg.connect(**{name: value for name, value in options.items() if value is not None})
    except psycopg.Error as error:
        raise _refusal(error, address) from None


def _protection(address: ServerAddress) -> dict[str, str]:
    """Return how the way to the server is protected: encrypted and its certificate checked, unless it is local."""
    if address.is_local and not address.sslmode:
        return {"sslmode": "prefer"}
    mode = address.sslmode or "verify-full"
    chosen = {"sslmode": mode, "ssl_min_protocol_version": "TLSv1.2"}
    if not address.is_local:
        # The server proves that it knows the password's verifier on this very connection: nobody stands between.
        chosen["channel_binding"] = "require"
    if address.sslrootcert:
        chosen["sslrootcert"] = address.sslrootcert
    return chosen


def fault_of(error: BaseException, address: ServerAddress) -> EnvironmentFault | None:
    """Return an error of the driver in our terms, or ``None`` when it is a fault of ours and no message."""
    if not isinstance(error, psycopg.Error):
        return None
    state = error.sqlstate or ""
    path = str(address)
    if state.startswith(_LOST_CLASSES) or (not state and isinstance(error, psycopg.OperationalError)):
        return EnvironmentFault(faults.CONNECTION_LOST, path=path)
    if not state and isinstance(error, psycopg.DataError):
        # The driver itself refuses a text that the server cannot hold.
        return EnvironmentFault(server_faults.NOT_A_TEXT, path=path)
    if state.startswith(_DAMAGED_CLASS):
        return EnvironmentFault(server_faults.SERVER_DAMAGED, path=path, reason=state)
    code = _BY_STATE.get(state)
    return None if code is None else EnvironmentFault(code, path=path, most=server_faults.LOGIN_BYTES)


def _refusal(error: psycopg.Error, address: ServerAddress) -> EnvironmentFault:
    """Return why nobody could connect; the driver tells it in words only, in the language of the server."""
    path, words = str(address), str(error)
    has_answered = "FATAL" in words or "致命错误" in words
    used_password = error.pgconn is not None and error.pgconn.used_password
    if "certificate" in words or "SSL" in words or "channel binding" in words:
        return EnvironmentFault(server_faults.NOT_PROTECTED, path=path, reason=_reason(words))
    if "authentication method requirement" in words:
        return EnvironmentFault(server_faults.NO_SCRAM, path=path)
    if has_answered and used_password and ("authentication" in words or "认证" in words):
        return EnvironmentFault(faults.WRONG_LOGIN, path=path)
    if has_answered and ("starting up" in words or "shutting down" in words):
        return EnvironmentFault(server_faults.UNREACHABLE, path=path, reason=_reason(words))
    if has_answered and "permission denied for database" in words:
        return EnvironmentFault(server_faults.NO_REGISTRY, path=path)
    if has_answered and re.search(r'database ".*" does not exist|数据库 ".*" 不存在', words):
        return EnvironmentFault(server_faults.NO_DATABASE, path=path)
    if has_answered:
        return EnvironmentFault(server_faults.SERVER_REFUSED, path=path, reason=_reason(words))
    return EnvironmentFault(server_faults.UNREACHABLE, path=path, reason=_reason(words))


def _reason(words: str) -> str:
    """Return the cause of what the driver tells, without where it wanted to go and what it guesses."""
    lines = [line.partition("failed: ")[2] or line for line in words.splitlines() if line.strip()]
    return lines[0].strip().removeprefix("FATAL:").strip().rstrip(".?") if lines else "?"
