"""Passwords for a department's server that the system keeps for its user: in its own keyring, and nowhere else."""

from __future__ import annotations

from crlm_desktop.errors import N_, Code, EnvironmentFault
from crlm_desktop.registry.address import ServerAddress
from crlm_desktop.registry.keys import same_name

__all__ = ["NO_KEYRING", "forget", "is_possible", "remember", "remembered"]

NO_KEYRING = Code(
    "remembering.no-keyring",
    N_("This system has no keyring that could keep the password ({reason}). Nothing was kept; it is asked for."),
)
# By what its makers say, from which priority on a keyring may be recommended.
_MEANT_FOR_SECRETS = 1
_SERVICE = "CRLM Desktop: {address}"


def is_possible() -> bool:
    """Whether the system has a keyring that is meant for secrets; a file in plain text is none."""
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return False
    try:
        return bool(keyring.get_keyring().priority >= _MEANT_FOR_SECRETS)
    except (KeyringError, RuntimeError, OSError):
        return False


def remembered(address: ServerAddress, user: str) -> str | None:
    """Return the password of a user that the system keeps, ``None`` when it keeps none or has no keyring."""
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return None
    try:
        return keyring.get_password(_service(address), same_name(user))
    except (KeyringError, RuntimeError, OSError):
        return None


def remember(address: ServerAddress, user: str, password: str) -> None:
    """Let the system keep the password of a user; an `EnvironmentFault` tells that it has no keyring."""
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError as missing:
        raise EnvironmentFault(NO_KEYRING, reason="keyring") from missing
    try:
        keyring.set_password(_service(address), same_name(user), password)
    except (KeyringError, RuntimeError, OSError) as fault:
        raise EnvironmentFault(NO_KEYRING, reason=type(fault).__name__) from fault


def forget(address: ServerAddress, user: str) -> bool:
    """Let the system keep the password of a user no more; return whether it kept one."""
    if remembered(address, user) is None:
        return False
    import keyring

    keyring.delete_password(_service(address), same_name(user))
    return True


def _service(address: ServerAddress) -> str:
    return _SERVICE.format(address=address)
