"""Who works with a registry: a user with a name of their own and a role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crlm_desktop.case.wording import Choice


class Role(Choice):
    """What a user is to the team; what each role may do is told in `services.roles`."""

    CHAIR = "chair", "chair", "主席"
    MEMBER = "member", "member", "团队成员"
    ADMINISTRATOR = "administrator", "administrator", "管理员"
    READER = "reader", "reader", "只读用户"


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """One user; the id is that of the key slot that lets the user in, ``disabled_at`` when that was taken away."""

    id: str
    name: str
    role: Role
    created_at: datetime
    disabled_at: datetime | None = None

    @property
    def is_active(self) -> bool:
        """Whether the user may come in."""
        return self.disabled_at is None
