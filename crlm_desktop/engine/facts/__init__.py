"""Facts: the catalogue that declares them, what is known of them in one case, and assumptions about them."""

from crlm_desktop.engine.facts.assumptions import facts_of
from crlm_desktop.engine.facts.catalogue import FACTS
from crlm_desktop.engine.facts.declaration import Fact, FactCatalogue, FactKind, Scope, lesion_of, nearest
from crlm_desktop.engine.facts.table import FactTable, LesionFacts, unknown_value
from crlm_desktop.engine.facts.value import Candidates, FactValue, Members, Plain, Possible, Provenance
from crlm_desktop.engine.tri import FactId

__all__ = [
    "FACTS",
    "Candidates",
    "Fact",
    "FactCatalogue",
    "FactId",
    "FactKind",
    "FactTable",
    "FactValue",
    "LesionFacts",
    "Members",
    "Plain",
    "Possible",
    "Provenance",
    "Scope",
    "facts_of",
    "lesion_of",
    "nearest",
    "unknown_value",
]
