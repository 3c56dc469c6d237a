"""What the program is and is not, and which parts of it are of which version."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from crlm_desktop import __version__
from crlm_desktop.gui.dialogs.frame import Dialog
from crlm_desktop.gui.widgets.buttons import Kind, button
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue


def safety_notice(catalogue: Catalogue) -> str:
    """Return what everybody who uses the program must know."""
    _ = catalogue.gettext
    return _(
        "CRLM Desktop supports the decisions of a team of specialists; it takes none. "
        "It is not a medical device. What is not known is shown as not known: check every fact and every source."
    )


class About(Dialog):
    """The program, its version, its licence and the safety notice."""

    def __init__(self, edition: str, *, catalogue: Catalogue, parent: QWidget | None) -> None:
        _ = catalogue.gettext
        super().__init__(parent, name="about", title="CRLM Desktop", text=safety_notice(catalogue))
        lines = [_("Version {version}").format(version=__version__)]
        if edition:
            lines.append(_("Edition of the knowledge: {edition}").format(edition=edition))
        lines.append(
            _("Works without a network. MIT licence; fonts under the SIL Open Font License; icons by Lucide (ISC).")
        )
        self.column.addWidget(label("\n".join(lines), Role.PLAIN, wrap=True))
        close = button(_("Close"), kind=Kind.PRIMARY, name="close")
        close.clicked.connect(self.accept)
        self.add_buttons(close)
