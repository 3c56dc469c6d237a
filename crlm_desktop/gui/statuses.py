"""How an option's status and an alert's severity look: a symbol and a colour beside the word, never colour alone."""

from __future__ import annotations

from types import MappingProxyType

from crlm_desktop.engine.proposal import Severity, Status

# The icon of the set, and the name of the colour in the theme.
STATUS_LOOKS = MappingProxyType(
    {
        Status.RECOMMENDED: ("circle-dot", "recommended"),
        Status.SUITABLE: ("circle", "suitable"),
        Status.CONDITIONAL: ("circle-question-mark", "conditional"),
        Status.NOT_ADVISED: ("triangle-alert", "not_advised"),
        Status.EXCLUDED: ("slash", "excluded"),
    }
)
SEVERITY_LOOKS = MappingProxyType(
    {
        Severity.STOP: ("octagon-x", "stop"),
        Severity.WARN: ("triangle-alert", "conditional"),
        Severity.NOTE: ("info", "muted"),
    }
)
