"""Coming to a registry on a server: by which password, kept where, and at which field it is told what failed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING

from crlm_desktop.clock import Clock
from crlm_desktop.errors import N_, Code, EnvironmentFault
from crlm_desktop.registry import faults, server_faults
from crlm_desktop.registry.address import ServerAddress
from crlm_desktop.services import remembering
from crlm_desktop.services import workplace as workplaces

if TYPE_CHECKING:
    from crlm_desktop.engine.entry import Engine
    from crlm_desktop.services.workplace import Workplace

__all__ = ["PASSWORD_VARIABLE", "USER_VARIABLE", "Arrived", "Means", "Part", "arrive", "means", "part_of", "user"]

PASSWORD_VARIABLE = "CRLM_DESKTOP_PASSPHRASE"
USER_VARIABLE = "CRLM_DESKTOP_USER"
PASSWORD_MISSING = Code(
    "arriving.password-missing", N_("Type your password: neither the surroundings nor the keyring have one for you.")
)


class Part(Enum):
    """What one says of a registry on a server, as far as it can be wrong."""

    HOST = "host"
    PORT = "port"
    DATABASE = "database"
    CERTIFICATE = "certificate"
    USER = "user"
    PASSWORD = "password"


_PARTS: Mapping[Code, Part] = MappingProxyType(
    {
        server_faults.UNREACHABLE: Part.HOST,
        server_faults.NO_SCRAM: Part.HOST,
        server_faults.NOT_PROTECTED: Part.CERTIFICATE,
        server_faults.NO_DATABASE: Part.DATABASE,
        server_faults.NO_REGISTRY: Part.DATABASE,
        server_faults.NEEDS_UPGRADE: Part.DATABASE,
        faults.NEWER: Part.DATABASE,
        server_faults.NAME_WHO: Part.USER,
        server_faults.NOT_A_USER: Part.USER,
        server_faults.LOGIN_LONG: Part.USER,
        faults.WRONG_LOGIN: Part.PASSWORD,
        PASSWORD_MISSING: Part.PASSWORD,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """Where a password can come from and go to: the surroundings have one, the keyring has, or could keep one."""

    is_in_surroundings: bool
    is_kept: bool
    can_be_kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """An open registry, and why the password was not kept although it was to be, if so."""

    workplace: Workplace
    not_kept: EnvironmentFault | None


def user() -> str:
    """Return who the surroundings say comes; empty when they say nothing."""
    return os.environ.get(USER_VARIABLE, "")


def means(address: ServerAddress | None, user: str) -> Means:
    """Return where the password of a user could come from; a keyring may take its time, and ask to be unlocked."""
    can_be_kept = remembering.is_possible()
    return Means(
        is_in_surroundings=PASSWORD_VARIABLE in os.environ,
        is_kept=bool(can_be_kept and address is not None and user and remembering.remembered(address, user)),
        can_be_kept=can_be_kept,
    )


def arrive(
    address: ServerAddress, user: str, password: str, *, keep: bool | None, clock: Clock, engine: Engine
) -> Arrived:
    """Open a registry on a server; without a typed password by the one of the surroundings, else by the kept one.

    ``keep`` has the keyring keep the password once it has opened the registry, or forget the one it keeps; ``None``
    leaves it as it is.
    """
    if not user:
        raise EnvironmentFault(server_faults.NAME_WHO, path=str(address))
    known = password or os.environ.get(PASSWORD_VARIABLE) or remembering.remembered(address, user)
    if not known:
        raise EnvironmentFault(PASSWORD_MISSING)
    opened = workplaces.open_(address, known, user=user, clock=clock, engine=engine)
    try:
        if keep:
            remembering.remember(address, user, known)
        elif keep is not None:
            remembering.forget(address, user)
    except EnvironmentFault as fault:
        return Arrived(workplace=opened, not_kept=fault)
    return Arrived(workplace=opened, not_kept=None)


def part_of(code: Code) -> Part | None:
    """Return at which part a fault is told; ``None`` for one that is about none of them."""
    return _PARTS.get(code)
