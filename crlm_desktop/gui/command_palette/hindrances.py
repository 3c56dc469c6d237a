"""Why an action cannot be done now: the role, a registry that is only read, or the place where one is."""

from __future__ import annotations

from crlm_desktop.gui.actions import Actions
from crlm_desktop.gui.command_palette.entries import Entry, Kind
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import roles
from crlm_desktop.services.workplace import Workplace

# What the use case of an action is called in the table of roles.
_USE_CASES = {
    "new_case": "review.create_case",
    "import_case": "exporting.import_case",
    "export_case": "exporting.export_case",
    "undo": "review.record_case",
    "redo": "review.record_case",
    "own_passphrase": "users.change_own_passphrase",
}


def action_entries(actions: Actions, workplace: Workplace, *, is_at_case: bool, catalogue: Catalogue) -> list[Entry]:
    """Return the entries of the actions, but of the one that opens the palette."""
    return [
        Entry(
            kind=Kind.ACTION,
            id=action.objectName(),
            title=action.text(),
            keys=action.shortcut().toString(action.shortcut().SequenceFormat.NativeText),
            also=(action.objectName().replace("_", " "),),
            refused=""
            if action.isEnabled()
            else _reason(action.objectName(), workplace, is_at_case=is_at_case, catalogue=catalogue),
        )
        for action in actions.all
        if action is not actions.palette
    ]


def _reason(name: str, workplace: Workplace, *, is_at_case: bool, catalogue: Catalogue) -> str:
    _ = catalogue.gettext
    refused = roles.hindrance(workplace, _USE_CASES[name]) if name in _USE_CASES else None
    if refused is not None:
        return catalogue.sentence(refused)
    if name == "unsaved":
        return _("No unsaved input is offered here.")
    if not is_at_case:
        return _("Open a case first.")
    return _("There is nothing to undo.") if name == "undo" else _("There is nothing to redo.")
