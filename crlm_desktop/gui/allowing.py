"""What a role may not do is disabled, and says why: widgets ask the table that the use cases obey."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import roles
from crlm_desktop.services.roles import Role


def allow(part: QAction | QWidget, name: str, *, role: Role, catalogue: Catalogue) -> bool:
    """Disable an action or a widget when the role may not have the use case ``name`` done; whether it may."""
    refused = roles.refusal(role, name)
    if refused is None:
        return True
    part.setEnabled(False)
    part.setToolTip(catalogue.sentence(refused))
    return False
