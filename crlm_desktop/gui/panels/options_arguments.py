"""The reasons of an option: for and against side by side, what it requires, and what excludes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crlm_desktop.engine.proposal import Argument, Option, Stance, Strength
from crlm_desktop.gui.panels.options_context import Context, FactLinks
from crlm_desktop.gui.panels.options_sources import source_links
from crlm_desktop.gui.theme import SMALL
from crlm_desktop.gui.widgets.arranging import beside, column, flowing
from crlm_desktop.gui.widgets.chips import Chip
from crlm_desktop.gui.widgets.columns import ColumnsLayout
from crlm_desktop.gui.widgets.link import Link
from crlm_desktop.gui.widgets.signs import Sign, SignMark, StrengthMark
from crlm_desktop.gui.widgets.text import Role, label

_SIDE_WIDTH = 212
_STRENGTHS = tuple(Strength)


class ArgumentsView(QWidget):
    """The arguments for at the left, those against at the right; one under the other where the room is narrow."""

    def __init__(self, option: Option, context: Context) -> None:
        super().__init__()
        self.setObjectName("arguments")
        columns = ColumnsLayout(self, column_width=_SIDE_WIDTH, most=2)
        for stance in (Stance.FOR, Stance.AGAINST):
            columns.add(self._side(stance, option, context))

    def _side(self, stance: Stance, option: Option, context: Context) -> QWidget:
        _ = context.catalogue.gettext
        side = QWidget()
        side.setObjectName(f"arguments_{stance.value}")
        inner = QVBoxLayout(side)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(SMALL)
        arguments = speaking(option, stance)
        titles = {Stance.FOR: _("For"), Stance.AGAINST: _("Against")}
        inner.addWidget(label(titles[stance], Role.SECTION))
        for argument in arguments:
            inner.addWidget(_argument_row(argument, context))
        if not arguments:
            inner.addWidget(label(_("Nothing is known to hold."), Role.MUTED, wrap=True))
        inner.addStretch(1)
        return side


def speaking(option: Option, stance: Stance) -> list[Argument]:
    """Return the arguments of a stance that hold or may hold: settled ones first, then the strongest first."""
    found = [one for one in option.arguments if one.stance is stance and one.holds is not False]
    return sorted(found, key=lambda one: (one.holds is None, _weight(one)))


def _weight(argument: Argument) -> int:
    return _STRENGTHS.index(argument.strength) if argument.strength is not None else -1


def _argument_row(argument: Argument, context: Context) -> QWidget:
    colour = "recommended" if argument.stance is Stance.FOR else "not_advised"
    if argument.holds is None:
        mark: QWidget = SignMark(Sign.QUESTION, "conditional", theme=context.theme)
    else:
        mark = StrengthMark(argument.strength or Strength.WEAK, colour, theme=context.theme)
    text = label(context.catalogue.pick(argument.text), wrap=True)
    return beside(mark, text, _under(argument, context))


def _under(argument: Argument, context: Context) -> QWidget:
    """Return what stands under an argument: strength, disagreement, sources, and on what it hangs."""
    _ = context.catalogue.gettext
    made = QWidget()
    inner = QVBoxLayout(made)
    inner.setContentsMargins(0, 0, 0, 0)
    inner.setSpacing(0)
    line: list[QWidget] = []
    if argument.strength is not None:
        line.append(label(context.catalogue.pick(argument.strength.label), Role.SMALL))
    line += source_links(argument.sources, context)
    if argument.equipoise:
        line.append(Chip(Sign.OPPOSED, _("sources disagree"), "conditional", theme=context.theme))
    inner.addWidget(flowing(*line))
    if argument.holds is None and argument.missing:
        inner.addWidget(FactLinks(_("Holds or not, depending on:"), argument.missing, context))
    return made


class ConditionsView(QWidget):
    """What an option requires and what excludes it: what stands in its way first, what is met folded behind a line."""

    def __init__(self, option: Option, context: Context) -> None:
        super().__init__()
        self.setObjectName("conditions")
        _, ngettext = context.catalogue.gettext, context.catalogue.ngettext
        inner = QVBoxLayout(self)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(SMALL)
        conditions = [one for one in option.arguments if one.stance in (Stance.REQUIRES, Stance.EXCLUDES)]
        for argument in _open_first([one for one in conditions if not is_met(one)]):
            inner.addWidget(_condition_row(argument, context))
        self._met = QWidget()
        met = [one for one in conditions if is_met(one)]
        rows = column(*(_condition_row(argument, context) for argument in met))
        self._met.setLayout(rows)
        self._met.setVisible(False)
        count = len(met)
        words = ngettext("{count} condition is met", "{count} conditions are met", count).format(count=count)
        self.are_all_met = len(met) == len(conditions)
        self._more = Link(words, name="met_conditions", tip=_("Show or hide them"))
        self._more.clicked.connect(self._turn)
        if met:
            inner.addWidget(flowing(self._more))
        inner.addWidget(self._met)
        self.is_empty = not conditions

    @Slot()
    def _turn(self) -> None:
        self._met.setVisible(self._met.isHidden())


def is_met(argument: Argument) -> bool:
    """Whether a requirement holds, or an exclusion does not."""
    return argument.holds is (argument.stance is Stance.REQUIRES)


def speaks(option: Option) -> bool:
    """Whether any argument for or against the option holds or may hold."""
    return bool(speaking(option, Stance.FOR) or speaking(option, Stance.AGAINST))


def barring_words(option: Option, context: Context) -> str:
    """Return in one line what excludes an option; empty where nothing does."""
    return " ".join(_told(argument, context) for argument in barring(option))


def _told(argument: Argument, context: Context) -> str:
    """Return the sentence of a condition; one of a requirement that fails says so, since it reads as if it held."""
    _ = context.catalogue.gettext
    text = context.catalogue.pick(argument.text)
    is_failing = argument.stance is Stance.REQUIRES and argument.holds is False
    return _("Not met: {requirement}").format(requirement=text) if is_failing else text


def barring(option: Option) -> list[Argument]:
    """Return the requirements that fail and the exclusions that hold."""
    conditions = [one for one in option.arguments if one.stance in (Stance.REQUIRES, Stance.EXCLUDES)]
    return [one for one in conditions if one.holds is not None and not is_met(one)]


def _open_first(arguments: Sequence[Argument]) -> Iterable[Argument]:
    """Return what is settled against the option before what is open."""
    return sorted(arguments, key=lambda one: one.holds is None)


def _condition_row(argument: Argument, context: Context) -> QWidget:
    _ = context.catalogue.gettext
    mark = SignMark(*_condition_sign(argument), theme=context.theme)
    lead = label(_condition_words(argument, context), Role.SMALL)
    line = flowing(lead, *source_links(argument.sources, context))
    parts: list[QWidget] = [label(_told(argument, context), wrap=True), line]
    if argument.change is not None and argument.holds is not None and not is_met(argument):
        change = context.catalogue.pick(argument.change)
        parts.append(label(_("What would have to change: {change}").format(change=change), Role.MUTED, wrap=True))
    if argument.holds is None and argument.missing:
        parts.append(FactLinks(_("Hangs on:"), argument.missing, context))
    return beside(mark, *parts)


def _condition_sign(argument: Argument) -> tuple[Sign, str]:
    if argument.holds is None:
        return Sign.QUESTION, "conditional"
    return (Sign.YES, "recommended") if is_met(argument) else (Sign.SLASH, "excluded")


def _condition_words(argument: Argument, context: Context) -> str:
    _ = context.catalogue.gettext
    is_required = argument.stance is Stance.REQUIRES
    if argument.holds is None:
        return _("Required, not known yet") if is_required else _("Would exclude it, not known yet")
    if is_met(argument):
        return _("Required, met") if is_required else _("Would exclude it, does not apply")
    return _("Required, not met") if is_required else _("Excludes it")
