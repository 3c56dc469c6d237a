"""One option of the proposal as a card: closed one line of essence, open all that is known about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QStyle, QVBoxLayout, QWidget

from crlm_desktop.engine.proposal import Option, Stance, Status
from crlm_desktop.gui.drafts import OpinionDraft
from crlm_desktop.gui.panels.options_arguments import ArgumentsView, ConditionsView, barring_words, speaks
from crlm_desktop.gui.panels.options_context import Context, FactLinks
from crlm_desktop.gui.panels.options_flips import leads_words
from crlm_desktop.gui.panels.options_heading import INDENT, HeadingWords, OptionHeading
from crlm_desktop.gui.panels.options_opinions import OpinionsView
from crlm_desktop.gui.panels.options_plans import PlansView
from crlm_desktop.gui.theme import LARGE, MEDIUM, MOTION_MS, SMALL, TINY
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.meeting.opinion import Opinion, OpinionStance


class OptionCard(QFrame):
    """A heading and what it opens; ``toggled`` tells the strategy and whether the card is open now."""

    toggled = Signal(str, bool)

    def __init__(self, option: Option, context: Context) -> None:
        super().__init__()
        self.strategy: str = option.strategy
        self.setObjectName(f"option:{option.strategy}")
        self.setProperty("ground", "card")
        self._option = option
        self._context = context
        self._was = ""
        self._stances: tuple[tuple[OpinionStance, int], ...] = ()
        self._plan = 0
        self._plans: PlansView | None = None
        self._body: QVBoxLayout | None = None
        self._parts_shown: dict[str, tuple[object, QWidget]] = {}
        self.heading = OptionHeading(catalogue=context.catalogue, theme=context.theme)
        self.heading.setObjectName(f"option_heading:{option.strategy}")
        self.heading.clicked.connect(self._turn)
        self._opinions_view: OpinionsView | None = None
        self._opinions: tuple[tuple[Opinion, ...], str, bool] = ((), "", False)
        self._lay_out()
        self._show_heading()

    @property
    def option(self) -> Option:
        """The option that is shown."""
        return self._option

    @property
    def opinions(self) -> OpinionsView:
        """The opinions on the option, made when the card is first opened."""
        if self._opinions_view is None:
            context = self._context
            self._opinions_view = OpinionsView(
                self.strategy, intents=context.intents, catalogue=context.catalogue, theme=context.theme
            )
            part = _part(context.catalogue.gettext("Opinions"), self._opinions_view)
            self._column.addWidget(part)
            part.show()
            self._fill_opinions()
        return self._opinions_view

    @property
    def draft(self) -> OpinionDraft:
        """The opinion on the option that is being typed."""
        view = self._opinions_view
        return view.draft if view is not None else OpinionDraft(strategy=self.strategy)

    @property
    def plan_number(self) -> int:
        """The number of the plan that is chosen in the card, from 0."""
        return self._plan if self._plan < len(self._option.plans) else 0

    @property
    def is_open(self) -> bool:
        """Whether all about the option is shown."""
        return not self._detail.isHidden()

    def show_option(self, option: Option, context: Context) -> bool:
        """Show the option as it stands now; whether its status has changed.

        What it was is told of the record alone: with something assumed it would say that the record had changed.
        """
        before, self._option = self._option, option
        leads_before = leads_words(before.strategy, self._context)
        is_about_the_same = self._context.proposal.assumed == context.proposal.assumed == {}
        self._context = context
        has_changed = before.status is not option.status
        was = self._was_words(before) if has_changed else ("" if before != option else self._was)
        self._was = was if is_about_the_same else ""
        self._show_heading()
        is_other = before != option or leads_before != leads_words(option.strategy, context)
        if is_other and self._body is not None:
            self._make_body()
        return has_changed

    def show_opinions(self, opinions: Sequence[Opinion], *, current_sha256: str, read_only: bool = False) -> None:
        """Show the opinions on this option."""
        own = tuple(one for one in opinions if one.strategy == self.strategy)
        self._opinions = own, current_sha256, read_only
        counted = Counter(one.stance for one in own)
        stances = tuple((stance, counted[stance]) for stance in OpinionStance if counted[stance])
        if stances != self._stances:
            self._stances = stances
            self._show_heading()
        if self._opinions_view is not None:
            self._fill_opinions()

    def set_open(self, is_open: bool) -> None:
        """Open or close the card without telling anybody."""
        if is_open and self._body is None:
            self._make_body()
        if is_open and self._opinions_view is None:
            self.opinions.setVisible(True)
        self._detail.setVisible(is_open)
        self.heading.show_state(is_open=is_open)

    def choose_plan(self, number: int) -> None:
        """Remember and show which plan is chosen."""
        self._plan = number
        if self._plans is not None and self._plans.chosen != number:
            self._plans.choose(number)

    def flash(self) -> None:
        """Tint the heading for a moment, unless the system asks for no motion."""
        if self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) > 0:
            self.heading.flash(is_on=True)
            QTimer.singleShot(MOTION_MS, self._calm)

    @Slot()
    def _calm(self) -> None:
        self.heading.flash(is_on=False)

    @Slot()
    def _turn(self) -> None:
        self.set_open(not self.is_open)
        self.toggled.emit(self.strategy, self.is_open)

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        outer.addWidget(self.heading)
        self._detail = QWidget()
        self._detail.setObjectName(f"option_detail:{self.strategy}")
        self._column = QVBoxLayout(self._detail)
        self._column.setContentsMargins(INDENT, TINY, LARGE, MEDIUM)
        self._column.setSpacing(MEDIUM)
        self._detail.setVisible(False)
        outer.addWidget(self._detail)

    def _fill_opinions(self) -> None:
        opinions, current, read_only = self._opinions
        self.opinions.show_opinions(opinions, current_sha256=current, read_only=read_only)

    def _show_heading(self) -> None:
        _ = self._context.catalogue.gettext
        option = self._option
        others = [one for one in self._context.proposal.options if one.strategy != option.strategy]
        is_ranked = option.status is not Status.EXCLUDED
        ties = is_ranked and any(one.rank == option.rank and one.status is not Status.EXCLUDED for one in others)
        self.heading.show_words(
            HeadingWords(
                name=self._context.catalogue.pick(option.name),
                essence=self._essence(),
                status=option.status,
                rank=str(option.rank) if is_ranked else "",
                tie=_("tie") if ties else "",
                was=self._was,
                stances=self._stances,
            )
        )

    def _essence(self) -> str:
        """Return the line under the name: what excludes the option where it is excluded, else what it is."""
        reasons = barring_words(self._option, self._context) if self._option.status is Status.EXCLUDED else ""
        return reasons or self._context.catalogue.pick(self._option.essence)

    def _was_words(self, before: Option) -> str:
        _ = self._context.catalogue.gettext
        return _("was: {status}").format(status=self._context.catalogue.pick(before.status.label))

    def _make_body(self) -> None:
        """Show what the card holds; a part that says the same as before stays as it is."""
        if self._body is None:
            self._body = QVBoxLayout()
            self._body.setSpacing(MEDIUM)
            self._column.insertLayout(0, self._body)
        before, self._parts_shown = self._parts_shown, {}
        for place, part in enumerate(self._parts()):
            key, widget = before.pop(part.name, (None, None))
            if widget is None or key != part.key:
                _put_away(self._body, widget)
                widget = part.make()
            self._parts_shown[part.name] = (part.key, widget)
            self._body.insertWidget(place, widget)
            widget.show()
        for _key, widget in before.values():
            _put_away(self._body, widget)
        if "plans" not in self._parts_shown:
            self._plans = None

    def _parts(self) -> Iterator[_Part]:
        """Yield what an open card holds, in the order in which it is read."""
        _ = self._context.catalogue.gettext
        option, leads = self._option, leads_words(self._option.strategy, self._context)
        conditions = tuple(one for one in option.arguments if one.stance in (Stance.REQUIRES, Stance.EXCLUDES))
        reasons = tuple(one for one in option.arguments if one.stance in (Stance.FOR, Stance.AGAINST))
        is_barred = option.status in (Status.EXCLUDED, Status.CONDITIONAL)
        if is_barred and conditions:
            yield _Part("barring", conditions, self._make_barring)
        told = {fact for argument in option.arguments if argument.holds is None for fact in argument.missing}
        if further := tuple(fact for fact in option.missing if fact not in told):
            yield _Part("missing", further, partial(self._make_missing, further))
        if option.plans:
            yield _Part("plans", option.plans, self._make_plans)
        if speaks(option):
            yield _Part("arguments", reasons, self._make_arguments)
        if not is_barred and conditions:
            yield _Part("conditions", conditions, self._make_conditions)
        if leads:
            is_leading = option.status is Status.RECOMMENDED
            title = _("Leads as long as all of this holds") if is_leading else _("Would lead with any one of these")
            yield _Part("leads", (title, leads), partial(_titled, title, partial(label, leads, wrap=True)))

    def _make_barring(self) -> QWidget:
        _ = self._context.catalogue.gettext
        return _part(_("What decides"), ConditionsView(self._option, self._context))

    def _make_missing(self, facts: tuple[str, ...]) -> QWidget:
        _ = self._context.catalogue.gettext
        return _part(_("To be found out"), FactLinks("", facts, self._context))

    def _make_plans(self) -> QWidget:
        _ = self._context.catalogue.gettext
        self._plans = PlansView(self._option, self.plan_number, self._context)
        return _part(_("Plan") if len(self._option.plans) == 1 else _("Plans"), self._plans)

    def _make_arguments(self) -> QWidget:
        return ArgumentsView(self._option, self._context)

    def _make_conditions(self) -> QWidget:
        _ = self._context.catalogue.gettext
        view = ConditionsView(self._option, self._context)
        return view if view.are_all_met else _part(_("Requirements and exclusions"), view)


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of an open card: its name, what it shows, and how it is made."""

    name: str
    key: object
    make: Callable[[], QWidget]


def _put_away(column: QVBoxLayout, widget: QWidget | None) -> None:
    if widget is not None:
        column.removeWidget(widget)
        widget.hide()
        widget.deleteLater()


def _titled(title: str, make: Callable[[], QWidget]) -> QWidget:
    return _part(title, make())


def _part(title: str, content: QWidget) -> QWidget:
    made = QWidget()
    inner = QVBoxLayout(made)
    inner.setContentsMargins(0, 0, 0, 0)
    inner.setSpacing(SMALL - 2)
    inner.addWidget(label(title, Role.SECTION))
    inner.addWidget(content)
    return made
