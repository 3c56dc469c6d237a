"""Whether rows are kept in a file or on a server, where their languages differ."""

from __future__ import annotations

from sqlalchemy.orm import Session


def is_on_server(session: Session) -> bool:
    """Whether a session works with a server, and not with a file."""
    return session.get_bind().dialect.name == "postgresql"
