"""The options panel: at the right of a case, always there, what the engine answers about what is recorded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from crlm_desktop.case.identity import CaseId
from crlm_desktop.engine.proposal import Option, Plan, Proposal, Status
from crlm_desktop.errors import Problem
from crlm_desktop.gui.drafts import OpinionDraft, OpinionDrafts
from crlm_desktop.gui.editors.section import Section
from crlm_desktop.gui.panels.options_bands import FlipsView
from crlm_desktop.gui.panels.options_cards import CardStack
from crlm_desktop.gui.panels.options_context import Context, Intents
from crlm_desktop.gui.panels.options_facts import FactNames
from crlm_desktop.gui.panels.options_opinions import OpinionsView
from crlm_desktop.gui.panels.options_scores import ScoresView
from crlm_desktop.gui.panels.options_since import SinceView, since_summary, since_title
from crlm_desktop.gui.panels.options_steadiness import steadiness_key, steadiness_rows
from crlm_desktop.gui.panels.options_summary import MissingView, Rows, alert_rows, intent_words
from crlm_desktop.gui.panels.options_words import clauses
from crlm_desktop.gui.theme import LARGE, MEDIUM, SMALL, WIDE, Theme
from crlm_desktop.gui.widgets.arranging import column as column_of
from crlm_desktop.gui.widgets.arranging import held
from crlm_desktop.gui.widgets.buttons import Kind, button
from crlm_desktop.gui.widgets.reading_order import ReadingOrder
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services.returning import Since
from crlm_desktop.services.review import OpenCase

# A proposal that comes sooner than this is not worth a word.
_PATIENCE_MS = 250
_WHOLE_CASE = ""


class OptionsPanel(ReadingOrder):
    """Shows a proposal and the opinions on it; cards stay open and where they are while the proposal changes.

    ``field_wanted`` names the field of the record that is to be entered, ``plan_shown`` the plan to be seen on the
    map (or ``None``) with its title, ``lesions_lit`` the lesions of what is pointed at; ``opinion_given`` carries an
    :class:`OpinionDraft`, ``opinion_withdrawn`` the id of an opinion. ``drafts`` keeps the opinions that are being
    typed while another case, or another panel, is shown. ``what_if_asked`` can be asked for where something was put on
    top of the options that assumes.
    """

    field_wanted = Signal(str)
    plan_shown = Signal(object, str)
    lesions_lit = Signal(object)
    opinion_given = Signal(object)
    opinion_withdrawn = Signal(str)
    what_if_asked = Signal()

    def __init__(self, *, catalogue: Catalogue, theme: Theme, drafts: OpinionDrafts | None = None) -> None:
        super().__init__()
        self.setObjectName("options_panel")
        self._catalogue = catalogue
        self._theme = theme
        self._stored: OpenCase | None = None
        self._is_read_only = False
        self._takes_opinions = True
        self._proposal: Proposal | None = None
        self._context: Context | None = None
        self._pointed = ""
        self._awaited: str | None = None
        self._shown: tuple[Plan | None, str] = (None, "")
        self._drafts = drafts if drafts is not None else OpinionDrafts()
        self.intents = Intents(self)
        self._build()
        self._listen()

    @property
    def cards(self) -> CardStack:
        """The cards of the options."""
        return self._cards

    def put_on_top(self, widget: QWidget) -> None:
        """Put what assumes above the options, and offer it."""
        self._page_column.insertWidget(0, widget)
        self._what_if.setVisible(True)

    def show_what_if(self, *, is_on: bool) -> None:
        """Show whether the options are about the record or about what is assumed."""
        self._what_if.setChecked(is_on)

    def show_top(self) -> None:
        """Show what is on top of the options."""
        self._scroll.verticalScrollBar().setValue(0)

    @property
    def state(self) -> str:
        """What is said about a proposal that is being made; empty when the shown one is about what is recorded."""
        return self._state.text()

    def show_case(self, stored: OpenCase, *, read_only: bool = False, takes_opinions: bool = True) -> None:
        """Show the opinions of a case; what was typed about another case is kept until that one comes back.

        ``read_only`` shows a case that has been sealed: nothing is asked for, nobody can give an opinion. Without
        ``takes_opinions`` only the latter holds.
        """
        before = self._stored
        if before is not None and before.id != stored.id:
            self.keep_drafts()
            self._forget()
        self._stored = stored
        self._is_read_only = read_only
        self._takes_opinions = takes_opinions and not read_only
        self._show_opinions()

    def show_proposal(self, proposal: Proposal) -> None:
        """Show a proposal about the case that was shown last."""
        stored = self._stored
        assert stored is not None, "a proposal without its case"
        is_first = self._proposal is None
        names = FactNames(stored.case, proposal, self._catalogue, leads=not self._is_read_only)
        context = Context(
            proposal=proposal, names=names, catalogue=self._catalogue, theme=self._theme, intents=self.intents
        )
        self._proposal, self._context = proposal, context
        anchor = self._anchor()
        self.setUpdatesEnabled(False)
        changed = self._cards.show_options(proposal, context)
        self._show_rest(proposal, context)
        self._show_opinions()
        if is_first:
            self._restore_drafts(stored.id)
        self._calm()
        self._hold(anchor)
        self.setUpdatesEnabled(True)
        self._announce(changed)
        self._tell_plan()
        awaited, self._awaited = self._awaited, None
        # Whoever types elsewhere meanwhile is not taken away from there.
        if awaited is not None and not isinstance(QApplication.focusWidget(), QLineEdit | QPlainTextEdit):
            self.focus_opinion(awaited)

    def show_glimpse(self, glimpse: Proposal) -> None:
        """Show a first answer; what would change it is what was known before, until the whole proposal comes."""
        before = self._proposal
        if before is not None:
            glimpse = replace(
                glimpse,
                missing=before.missing,
                flip_points=before.flip_points,
                robustness=before.robustness,
                tippings=before.tippings,
            )
        self.show_proposal(glimpse)
        self.show_waiting()

    @Slot(object)
    def show_since(self, since: object) -> None:
        """Show what is otherwise than at an earlier meeting (a `Since`); ``None`` shows nothing of it."""
        section = self._sections["since"]
        anchor = self._anchor()
        if isinstance(since, Since):
            title, summary = since_title(since, self._catalogue), since_summary(since, self._catalogue)
            section.heading.show_title(title)
            section.heading.show_summary(summary)
            self._since.show_rows(since, iter((SinceView(since, self._catalogue),)))
        section.setVisible(isinstance(since, Since))
        self._hold(anchor)

    @Slot()
    def show_waiting(self) -> None:
        """Say, when it takes a while, that the shown proposal is about what was recorded before."""
        self._patience.start()

    def clear(self) -> None:
        """Show no case."""
        self.keep_drafts()
        self._forget()
        self._stored = None

    def keep_drafts(self) -> None:
        """Keep the opinions that are being typed for when the case is shown again."""
        stored = self._stored
        if stored is None or self._proposal is None or self._is_read_only:
            return
        drafts = {**self._cards.drafts(), _WHOLE_CASE: self._whole.draft}
        # An opinion on an option that is not proposed any more waits for it.
        for strategy in (*self._cards.strategies, _WHOLE_CASE):
            self._drafts.pop((stored.id, strategy), None)
        self._drafts |= {(stored.id, strategy): draft for strategy, draft in drafts.items() if not draft.is_empty}

    def forget_drafts(self, case_id: CaseId) -> None:
        """Empty the entries of the opinions on a case that were typed and are given up."""
        if self._stored is not None and self._stored.id == case_id:
            for strategy in (*self._cards.strategies, _WHOLE_CASE):
                view = self._opinions_of(strategy)
                if not view.draft.is_empty:
                    view.settle()

    def show_drafts(self) -> None:
        """Show the opinions that were put back to be typed on, where the case and its options are shown already."""
        if self._stored is not None and self._proposal is not None and not self._is_read_only:
            self._restore_drafts(self._stored.id)

    def focus_opinion(self, strategy: str) -> None:
        """Put the focus into the entry of an opinion, at once or when the options are there; else nothing is done."""
        if self._proposal is None:
            self._awaited = strategy
            return
        if strategy in self._cards.strategies:
            self.open_card(strategy)
        elif strategy != _WHOLE_CASE:
            return
        else:
            self._sections["whole"].set_open(True)
        view = self._opinions_of(strategy)
        view.open_entry()
        self._scroll.ensureWidgetVisible(view.entry, 0, WIDE)

    def tell(self, strategy: str, problems: Iterable[Problem]) -> None:
        """Say at the entry of an opinion what is wrong with it."""
        self._opinions_of(strategy).entry.tell(problems)

    def settle(self, strategy: str) -> None:
        """Put the entry of an opinion away, after it was given."""
        self._opinions_of(strategy).settle()

    def point_at(self, strategy: str, plan: int | None) -> None:
        """Let the plan of an option be seen on the map, whether its card is open or not."""
        card = self._cards.card(strategy)
        if card is not None and card.option.plans:
            if plan is not None:
                card.choose_plan(plan)
            self._pointed = strategy
            self._tell_plan()

    def open_card(self, strategy: str) -> None:
        """Open the card of a strategy and bring it into view."""
        card = self._cards.card(strategy)
        if card is None:
            return
        if card.option.status is Status.EXCLUDED:
            self._cards.excluded_section.set_open(True)
        card.set_open(True)
        self._point(strategy, is_open=True)
        self._scroll.ensureWidgetVisible(card.heading, 0, WIDE)
        card.heading.setFocus()

    def _build(self) -> None:
        _ = self._catalogue.gettext
        self._intent = label(role=Role.DECIDED, wrap=True)
        self._intent.setObjectName("intent")
        self._state = label(role=Role.SMALL)
        self._state.setObjectName("options_state")
        self._what_if = button(_("What if…"), kind=Kind.PLAIN, name="what_if_button")
        self._what_if.setCheckable(True)
        self._what_if.setVisible(False)
        self._alerts = Rows("alerts")
        self._since = Rows("since_rows")
        self._steadiness = Rows("steadiness")
        self._cards = CardStack(catalogue=self._catalogue, theme=self._theme)
        self._missing = Rows("missing_rows")
        self._flips = FlipsView()
        self._scores = Rows("score_rows")
        self._whole = OpinionsView(_WHOLE_CASE, intents=self.intents, catalogue=self._catalogue, theme=self._theme)
        sections = (
            ("since", "", self._since),
            ("missing", _("What would change the answer"), self._missing),
            ("flips", _("Where it flips"), self._flips),
            ("scores", _("Scores"), self._scores),
            ("whole", _("Opinions on the case as a whole"), self._whole),
        )
        # Rows hide themselves while there are none, a section hides its body while it is folded: not the same widget.
        self._sections = {
            name: Section(name, title, held(column_of(body)), theme=self._theme) for name, title, body in sections
        }
        for name in ("since", "flips"):
            self._sections[name].set_open(False)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._lay_out()
        self._forget()

    def _lay_out(self) -> None:
        head = QFrame()
        head.setObjectName("options_head")
        row = QHBoxLayout(head)
        row.setContentsMargins(LARGE, MEDIUM, LARGE, SMALL)
        row.setSpacing(MEDIUM)
        row.addWidget(self._intent, 1)
        row.addWidget(self._state)
        row.addWidget(self._what_if)
        page = QWidget()
        page.setObjectName("options_page")
        column = self._page_column = QVBoxLayout(page)
        column.setContentsMargins(LARGE, 0, LARGE, WIDE)
        column.setSpacing(MEDIUM)
        column.addWidget(self._alerts)
        column.addWidget(self._sections["since"])
        column.addWidget(self._steadiness)
        column.addWidget(self._cards)
        for name, section in self._sections.items():
            if name != "since":
                column.addWidget(section)
        column.addStretch(1)
        page.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._scroll = QScrollArea()
        self._scroll.setObjectName("options_scroll")
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidget(page)
        self._page = page
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(head)
        outer.addWidget(self._scroll, 1)
        self.setMinimumWidth(320)

    def _listen(self) -> None:
        self._patience.timeout.connect(self._say_waiting)
        self._what_if.clicked.connect(self.what_if_asked)
        self._cards.pointed.connect(self._point)
        self.intents.fact_wanted.connect(self._want_fact)
        self.intents.path_wanted.connect(self.field_wanted)
        self.intents.lesions_lit.connect(self.lesions_lit)
        self.intents.plan_chosen.connect(self._choose_plan)
        self.intents.opinion_given.connect(self.opinion_given)
        self.intents.opinion_withdrawn.connect(self.opinion_withdrawn)

    def _forget(self) -> None:
        """Show nothing of the case that is left."""
        _ = self._catalogue.gettext
        self._proposal = self._context = self._awaited = None
        self._pointed = ""
        self._cards.clear()
        self._whole.restore(OpinionDraft(strategy=_WHOLE_CASE))
        for rows in (self._alerts, self._since, self._steadiness, self._missing, self._scores):
            rows.show_rows((), iter(()))
        self._flips.show_flips(None)
        for section in self._sections.values():
            section.setVisible(False)
        self._intent.setText("")
        self._calm()
        self._scroll.verticalScrollBar().setValue(0)
        self._tell_plan()

    def _show_rest(self, proposal: Proposal, context: Context) -> None:
        self._intent.setText(intent_words(proposal, self._catalogue))
        self._alerts.show_rows((proposal.alerts, proposal.conflicts, proposal.overrides), alert_rows(proposal, context))
        self._steadiness.show_rows(steadiness_key(proposal), steadiness_rows(proposal, context))
        key = (proposal.missing, tuple(option.name for option in proposal.options))
        self._missing.show_rows(key, iter((MissingView(proposal, context),)))
        self._sections["missing"].setVisible(bool(proposal.missing))
        self._show_flips(proposal, context)
        self._scores.show_rows(_scores_key(proposal), iter((ScoresView(proposal, context),)))
        self._sections["scores"].setVisible(bool(proposal.scores))
        self._sections["whole"].setVisible(True)

    def _show_flips(self, proposal: Proposal, context: Context) -> None:
        count = len(proposal.flip_points)
        self._flips.show_flips(context)
        words = self._catalogue.ngettext("{count} fact", "{count} facts", count).format(count=count)
        self._sections["flips"].heading.show_summary(words)
        self._sections["flips"].setVisible(count > 0)

    def _show_opinions(self) -> None:
        stored = self._stored
        if stored is None:
            return
        is_fixed = not self._takes_opinions
        self._cards.show_opinions(stored.opinions, current_sha256=stored.sha256, read_only=is_fixed)
        whole = [one for one in stored.opinions if one.strategy == _WHOLE_CASE]
        self._whole.show_opinions(whole, current_sha256=stored.sha256, read_only=is_fixed)
        self._sections["whole"].heading.show_summary(str(len(whole)) if whole else "")

    def _opinions_of(self, strategy: str) -> OpinionsView:
        card = self._cards.card(strategy)
        return card.opinions if card is not None else self._whole

    def _restore_drafts(self, case_id: CaseId) -> None:
        for (kept, strategy), draft in self._drafts.items():
            card = self._cards.card(strategy)
            if kept == case_id and (card is not None or strategy == _WHOLE_CASE):
                self._opinions_of(strategy).restore(draft)
                if card is not None:
                    card.set_open(True)

    @Slot()
    def _say_waiting(self) -> None:
        _ = self._catalogue.gettext
        self._state.setText(_("Looking again…"))

    def _calm(self) -> None:
        self._patience.stop()
        self._state.setText("")

    def _anchor(self) -> tuple[str, int] | None:
        """Return the first card in view and where it stands, so that it stays there."""
        page = self._page
        top = self._scroll.verticalScrollBar().value()
        for card in self._cards:
            at = card.mapTo(page, card.rect().topLeft()).y()
            if card.isVisible() and at + card.height() > top:
                return card.strategy, at - top
        return None

    def _hold(self, anchor: tuple[str, int] | None) -> None:
        page = self._page
        card = self._cards.card(anchor[0]) if anchor is not None else None
        if anchor is None or card is None or self._scroll.verticalScrollBar().value() == 0:
            return
        layout = page.layout()
        if layout is not None:
            layout.activate()
        page.resize(page.width(), max(page.heightForWidth(page.width()), page.minimumSizeHint().height()))
        at = card.mapTo(page, card.rect().topLeft()).y()
        self._scroll.verticalScrollBar().setValue(at - anchor[1])

    def _announce(self, changed: list[Option]) -> None:
        """Tell a screen reader which options stand otherwise now."""
        pick = self._catalogue.pick
        told = clauses((f"{pick(one.name)}: {pick(one.status.label)}" for one in changed), self._catalogue)
        if told:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, told))

    @Slot(str)
    def _want_fact(self, fact: str) -> None:
        path = self._context.names.path(fact) if self._context is not None else None
        if path is not None:
            self.field_wanted.emit(path)

    @Slot(str, bool)
    def _point(self, strategy: str, is_open: bool) -> None:
        if is_open:
            self._pointed = strategy
        elif self._pointed == strategy:
            self._pointed = ""
        self._tell_plan()

    @Slot(str, int)
    def _choose_plan(self, strategy: str, number: int) -> None:
        card = self._cards.card(strategy)
        if card is not None:
            card.choose_plan(number)
        self._pointed = strategy
        self._tell_plan()

    def _tell_plan(self) -> None:
        shown = self._plan_to_show()
        if shown != self._shown:
            self._shown = shown
            self.plan_shown.emit(*shown)

    def _plan_to_show(self) -> tuple[Plan | None, str]:
        """Return the plan of the card that was opened last, else the first plan of the leading option."""
        options = self._proposal.options if self._proposal is not None else ()
        pointed = [one for one in options if one.strategy == self._pointed and one.plans]
        possible = [one for one in options if one.plans and one.status is not Status.EXCLUDED]
        option = next(iter((*pointed, *possible)), None)
        card = self._cards.card(option.strategy) if option is not None else None
        if option is None or card is None:
            return None, ""
        return option.plans[card.plan_number], self._title(option, card.plan_number)

    def _title(self, option: Option, number: int) -> str:
        _ = self._catalogue.gettext
        name = self._catalogue.pick(option.name)
        if len(option.plans) > 1:
            name = _("{option}, plan {number}").format(option=name, number=number + 1)
        return _("What if: {plan}").format(plan=name) if self._what_if.isChecked() else name


def _scores_key(proposal: Proposal) -> object:
    return tuple((one.id, one.value, one.range, one.grade, one.missing) for one in proposal.scores)
