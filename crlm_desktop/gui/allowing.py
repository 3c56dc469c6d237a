"""What cannot be done is disabled, and says why: by the table of roles, or because the registry can only be read."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import roles
from crlm_desktop.services.workplace import Workplace


def allow(part: QAction | QWidget, name: str, *, place: Workplace, catalogue: Catalogue) -> bool:
    """Disable an action or a widget when the use case ``name`` cannot be done now; whether it can."""
    refused = roles.hindrance(place, name)
    if refused is None:
        return True
    part.setEnabled(False)
    part.setToolTip(catalogue.sentence(refused))
    return False
