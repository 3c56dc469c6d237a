"""What the parts of the options panel share: the proposal that is shown, and the intents that they tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from crlm_desktop.engine.proposal import Proposal
from crlm_desktop.gui.panels.options_facts import FactNames
from crlm_desktop.gui.theme import SMALL, Theme
from crlm_desktop.gui.widgets.flow import FlowLayout
from crlm_desktop.gui.widgets.link import Link
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue


class Intents(QObject):
    """What a person wants, told by any part of the panel.

    ``fact_wanted`` names a fact that is to be entered, ``path_wanted`` a field, ``lesions_lit`` the lesions of what
    is pointed at, ``plan_chosen`` strategy and number of a plan, ``opinion_given`` an opinion draft,
    ``opinion_withdrawn`` its id.
    """

    fact_wanted = Signal(str)
    path_wanted = Signal(str)
    lesions_lit = Signal(object)
    plan_chosen = Signal(str, int)
    opinion_given = Signal(object)
    opinion_withdrawn = Signal(str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """A proposal with the names of its facts, the language, the colours and whom to tell."""

    proposal: Proposal
    names: FactNames
    catalogue: Catalogue
    theme: Theme
    intents: Intents


class FactLinks(QWidget):
    """The facts on which something hangs, each a way to its field."""

    def __init__(self, lead: str, facts: Iterable[str], context: Context) -> None:
        super().__init__()
        self._intents = context.intents
        flow = FlowLayout(self, across=SMALL, down=0)
        if lead:
            flow.addWidget(label(lead, Role.SMALL))
        shown: set[str] = set()
        for fact in facts:
            name = context.names.label(fact)
            if name in shown:
                continue
            shown.add(name)
            flow.addWidget(self._link(fact, name, context))

    def _link(self, fact: str, name: str, context: Context) -> QWidget:
        if context.names.path(fact) is None:
            return label(name, Role.SMALL)
        _ = context.catalogue.gettext
        made = Link(name, name=f"fact:{fact}", tip=_("{fact}: go to the field").format(fact=name))
        made.setAccessibleName(_("Enter {fact}").format(fact=name))
        made.setProperty("fact", fact)
        made.clicked.connect(self._want)
        return made

    def _want(self) -> None:
        self._intents.fact_wanted.emit(self.sender().property("fact"))
