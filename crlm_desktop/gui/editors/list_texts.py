"""What the form says about the lists of the record: how to add to them, that they are empty, that nobody has told."""

from __future__ import annotations

from dataclasses import dataclass

from crlm_desktop.i18n import Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTexts:
    """The texts around one list."""

    add: str
    remove: str
    unknown: str
    none: str
    say_none: str
    say_unknown: str


def list_texts(part: str, catalogue: Catalogue) -> ListTexts:
    """Return the texts for the list ``part`` of the record."""
    _ = catalogue.gettext
    say_unknown = _("Not known")
    match part:
        case "lesions":
            return ListTexts(
                add=_("Add a lesion"),
                remove=_("Remove the lesion"),
                unknown=_("Unknown: nobody has told the lesions yet."),
                none=_("No lesion is left."),
                say_none=_("No lesion is left"),
                say_unknown=say_unknown,
            )
        case "markers":
            return ListTexts(
                add=_("Add a measurement"),
                remove=_("Remove the measurement"),
                unknown=_("Unknown: no measurement has been told."),
                none=_("No marker was measured."),
                say_none=_("None was measured"),
                say_unknown=say_unknown,
            )
        case "systemic":
            return ListTexts(
                add=_("Add a line"),
                remove=_("Remove the line"),
                unknown=_("Unknown: nobody has told whether systemic treatment was given."),
                none=_("No systemic treatment was given."),
                say_none=_("None was given"),
                say_unknown=say_unknown,
            )
        case "local_treatments":
            return ListTexts(
                add=_("Add a treatment"),
                remove=_("Remove the treatment"),
                unknown=_("Unknown: nobody has told whether the liver was treated locally."),
                none=_("No local treatment was given."),
                say_none=_("None was given"),
                say_unknown=say_unknown,
            )
        case _:
            raise ValueError(part)
