"""Facts: the catalogue that declares them, what is known of them in one case, and assumptions about them."""

from crlm_desktop.engine.facts.catalogue import FACTS
from crlm_desktop.engine.facts.declaration import Fact, FactCatalogue, FactKind, Scope, nearest
from crlm_desktop.engine.facts.value import Candidates, FactValue, Members, Plain, Possible, Provenance
from crlm_desktop.engine.tri import FactId

__all__ = [
    "FACTS",
    "Candidates",
    "Fact",
    "FactCatalogue",
    "FactId",
    "FactKind",
    "FactValue",
    "Members",
    "Plain",
    "Possible",
    "Provenance",
    "Scope",
    "nearest",
]
