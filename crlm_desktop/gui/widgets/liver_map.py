"""The liver map of a case: the drawing with the lesions, what the shown plan does to them, and a legend."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from crlm_desktop.case.choices import LesionState, Segment
from crlm_desktop.case.record import Case
from crlm_desktop.engine.liver.drawing import drawn_as
from crlm_desktop.engine.liver.lesion_map import LesionMap, lesion_map
from crlm_desktop.engine.proposal import LesionModality, Plan
from crlm_desktop.gui import wording
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import MEDIUM, SMALL, TINY, Theme
from crlm_desktop.gui.widgets.arranging import empty
from crlm_desktop.gui.widgets.flow import FlowLayout
from crlm_desktop.gui.widgets.liver_canvas import LiverCanvas
from crlm_desktop.gui.widgets.liver_painting import liver_drawing
from crlm_desktop.gui.widgets.patterns import Swatch
from crlm_desktop.gui.widgets.remnant import remnant_words
from crlm_desktop.gui.widgets.text import ElidedLabel, Role, label
from crlm_desktop.i18n import Catalogue

Keyed = tuple[Case, LesionMap]


class LiverMap(QWidget):
    """Shows a case and a plan; ``lesion_selected`` tells a lesion that was clicked, empty when none is any more.

    The lesions are placed in a worker, because that takes longer than a blink; the plan changes their looks at once.
    """

    lesion_selected = Signal(str)
    lesion_pointed = Signal(str)
    placed = Signal()

    def __init__(self, *, tasks: Tasks, catalogue: Catalogue, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("liver_map")
        self._tasks = tasks
        self._catalogue = catalogue
        self._theme = theme
        self._case: Case | None = None
        self._plan: Plan | None = None
        self._places: LesionMap | None = None
        self.canvas = LiverCanvas(catalogue=catalogue, theme=theme)
        self.canvas.selected.connect(self.lesion_selected)
        self.canvas.pointed.connect(self.lesion_pointed)
        self._title = ElidedLabel(role=Role.SMALL)
        self._remnant = label(role=Role.SMALL)
        self._legend = QWidget()
        self._legend_layout = FlowLayout(self._legend, across=MEDIUM, down=TINY)
        self._lay_out()

    @property
    def title(self) -> str:
        """What is shown, in words."""
        return self._title.text()

    def show_case(self, case: Case) -> None:
        """Show the lesions of a case; the same lesions stay where they are."""
        before, self._case = self._case, case
        if before is not None and before.lesions == case.lesions and self._places is not None:
            self._show()
            return
        self._tasks.run(partial(_placed, case), self._take_places)

    @Slot(object, str)
    def show_plan(self, plan: object, title: str = "") -> None:
        """Show what a plan does to the lesions (``None``: nothing); ``title`` says in words which plan it is."""
        self._plan = plan if isinstance(plan, Plan) else None
        self._title.show_text(title)
        self._show()

    def clear(self) -> None:
        """Show no case."""
        self._case = self._plan = self._places = None
        self.canvas.clear()
        self._title.show_text("")
        self._show()

    @Slot(object)
    def light(self, lesions: object) -> None:
        """Light these lesions up (a tuple of their ids), and no others."""
        assert isinstance(lesions, tuple)
        self.canvas.light(lesions)

    def select(self, lesion: str) -> None:
        """Mark a lesion as selected without telling anybody."""
        self.canvas.select(lesion)

    @Slot(object)
    def _take_places(self, answer: Keyed) -> None:
        case, places = answer
        if self._case is None or case.lesions != self._case.lesions:
            return
        self._places = places
        self._show()
        self.placed.emit()

    def _show(self) -> None:
        if self._case is not None and self._places is not None:
            shown = with_plan(self._places, self._plan)
            self.canvas.show_map(liver_drawing(), self._case, self._plan, shown)
        self._show_remnant()
        self._show_legend()

    def _show_remnant(self) -> None:
        words = remnant_words(self._plan, self._catalogue) if self._plan is not None else ""
        self._remnant.setText(words)
        self._remnant.setVisible(bool(words))

    def _show_legend(self) -> None:
        empty(self._legend_layout)
        for swatch, words in self._entries():
            self._legend_layout.addWidget(_legend_entry(swatch, words))
        self._legend.setVisible(self._legend_layout.count() > 0)

    def _entries(self) -> Iterator[tuple[QWidget | None, str]]:
        """Yield what the legend says: a line for everything that is shown, and for nothing else."""
        _ = self._catalogue.gettext
        shown = self.canvas.shown
        modalities = {mark.modality for mark in shown.marks}
        for modality in LesionModality:
            if modality in modalities:
                yield Swatch(modality, theme=self._theme), self._catalogue.pick(modality.label)
        if self._plan is not None and None in modalities:
            yield Swatch(None, theme=self._theme), _("not in this plan")
        if shown.resected:
            yield None, _("hatched segments: taken wholly")
        states = {mark.state for mark in shown.marks}
        if LesionState.VANISHED in states:
            yield None, _("broken outline: vanished, at its former size")
        if LesionState.TREATED in states:
            yield None, _("crossed through: treated before")
        if any(not mark.is_to_scale and mark.state is LesionState.PRESENT for mark in shown.marks):
            yield None, _("dotted outline: not to scale")
        if shown.unplaced:
            yield (
                None,
                _("segment not known: {lesions}").format(lesions=wording.listed(shown.unplaced, self._catalogue)),
            )

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SMALL)
        head.addWidget(self._title, 1)
        head.addWidget(self._remnant, 0, Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TINY)
        column.addLayout(head)
        column.addWidget(self.canvas, 1)
        self._legend.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        column.addWidget(self._legend)


def with_plan(places: LesionMap, plan: Plan | None) -> LesionMap:
    """Return the map as a plan treats it: what a plan does moves no lesion."""
    treatments = {one.lesion: one for one in plan.treatments} if plan is not None else {}
    taken = plan.resected_segments if plan is not None else ()
    marks = tuple(
        replace(
            mark,
            modality=treatments[mark.lesion].modality if mark.lesion in treatments else None,
            is_judged=mark.lesion in treatments and treatments[mark.lesion].judged,
        )
        for mark in places.marks
    )
    segments = (segment for segment in Segment if str(segment) in taken)
    resected = frozenset(drawn for segment in segments for drawn in drawn_as(segment))
    return LesionMap(marks=marks, resected=resected, unplaced=places.unplaced)


def _placed(case: Case) -> Keyed:
    return case, lesion_map(liver_drawing(), case)


def _legend_entry(swatch: QWidget | None, words: str) -> QWidget:
    entry = QWidget()
    row = QHBoxLayout(entry)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(TINY)
    if swatch is not None:
        row.addWidget(swatch)
    row.addWidget(label(words, Role.SMALL))
    return entry
