"""How the parts of a registry are called on a server, where roles are known in all of its databases."""

from __future__ import annotations

from crlm_desktop.registry.user import Role

SCHEMA = "crlm"
_TAG_LENGTH = 12


def tag_of(registry_id: str) -> str:
    """Return what the server's roles of one registry have in common."""
    return f"crlm_{registry_id[:_TAG_LENGTH]}"


def owner_of(tag: str) -> str:
    """Return the role that owns the registry."""
    return f"{tag}_owner"


def group_of(tag: str, role: Role) -> str:
    """Return the role of the server that every login of a role of the registry is a member of."""
    return f"{tag}_{role}"
