"""How the time of a proposal grows with the number of lesions, as a picture: ``python -m tests.benchmarks.growth``."""

from __future__ import annotations

import math
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from crlm_desktop.case import casefile
from crlm_desktop.services import knowledge
from tests.benchmarks.test_propose import a_case_of

PICTURE = Path(__file__).resolve().parent.parent.parent / "docs" / "pictures" / "propose-growth.svg"
LESIONS = (*range(1, 13), 20)
ROUNDS = 5

WIDTH, HEIGHT = 720, 420
LEFT, RIGHT, TOP, BOTTOM = 72, 150, 48, 56
_LINE = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a picture says: title, axes, reference; ``is_by_powers`` is about the axis across."""

    title: str
    across: str
    upwards: str
    reference: str
    is_by_powers: bool = False


LESIONS_WORDS = Words(
    title="Time of a proposal by the number of lesions",
    across="Number of lesions",
    upwards="Processor time, ms",
    reference="reading a case file of four lesions: {ms} ms",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Milliseconds by a number, with a name, a colour and the shape of its points."""

    name: str
    colour: str
    is_round: bool
    points: Sequence[tuple[int, float]]


def main(arguments: Sequence[str]) -> None:
    """Measure the shipped engine and write the picture to the given file, or among the pictures of the documents."""
    target = Path(arguments[0]) if arguments else PICTURE
    target.write_text(drawn(measured(LESIONS, rounds=ROUNDS), reference_ms(rounds=ROUNDS * 10)), encoding="utf-8")


def measured(lesions: Iterable[int], *, rounds: int) -> tuple[Curve, Curve]:
    """Return the whole proposal and the first answer, in milliseconds of the processor, each the median of rounds."""
    engine, numbers = knowledge.load_engine(), tuple(lesions)
    cases = {number: a_case_of(number) for number in numbers}

    def whole(number: int) -> object:
        return engine.propose(cases[number])

    def first(number: int) -> object:
        return engine.propose(cases[number], looks_ahead=False)

    return (
        Curve(name="whole proposal", colour="#1f5f8b", is_round=True, points=_curve(whole, numbers, rounds)),
        Curve(name="first answer", colour="#b4552d", is_round=False, points=_curve(first, numbers, rounds)),
    )


def reference_ms(*, rounds: int) -> float:
    """Return how long it takes to read the case file of four lesions and to hash it, measured in the same run."""
    data = casefile.canonical(a_case_of(4))
    return _median_ms(lambda: casefile.sha256(casefile.parse(data)), rounds)


def _curve(work: Callable[[int], object], numbers: Sequence[int], rounds: int) -> list[tuple[int, float]]:
    return [(number, _median_ms(lambda number=number: work(number), rounds)) for number in numbers]


def _median_ms(work: Callable[[], object], rounds: int) -> float:
    work()
    times = []
    for _ in range(rounds):
        start = time.process_time_ns()
        work()
        times.append((time.process_time_ns() - start) / 1e6)
    return statistics.median(times)


def drawn(curves: Sequence[Curve], reference: float, words: Words = LESIONS_WORDS) -> str:
    """Return the picture as SVG; the same figures give the same text."""
    return _Drawing(curves, reference, words).svg()


_OPENING = (
    f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
    'font-family="sans-serif" font-size="13" fill="#222222">'
)


class _Drawing:
    """One picture: its scales, and its parts as they are drawn one over the other.

    The axis of time is logarithmic, from one power of ten to another: what multiplies with every lesion is straight.
    """

    def __init__(self, curves: Sequence[Curve], reference: float, words: Words) -> None:
        self._curves = curves
        self._reference = reference
        self._words = words
        numbers = [number for curve in curves for number, _ in curve.points]
        self._least, self._most = min(numbers), max(numbers)
        times = [reference, *(ms for curve in curves for _, ms in curve.points)]
        self._lowest, self._highest = math.floor(math.log10(min(times))), math.ceil(math.log10(max(times)))

    def svg(self) -> str:
        parts = [
            _OPENING,
            f"<title>{escape(self._words.title)}</title>",
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
            _text(LEFT, 26, self._words.title, size=15),
            *self._axes(),
            *self._reference_line(),
            *(part for curve in self._curves for part in self._curve(curve)),
            *self._names(),
            "</svg>",
        ]
        return "\n".join(parts) + "\n"

    def _axes(self) -> Iterable[str]:
        bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
        for power in range(self._lowest, self._highest + 1):
            y = self._y(10.0**power)
            yield _line(LEFT, y, right, y, colour="#222222" if power == self._lowest else "#dddddd")
            yield _text(LEFT - 8, y + 4, f"{10.0**power:,.9g}", anchor="end")
        for number in sorted({number for curve in self._curves for number, _ in curve.points}):
            yield _line(self._x(number), bottom, self._x(number), bottom + 5, colour="#222222")
            yield _text(self._x(number), bottom + 20, f"{number:,}", anchor="middle")
        yield _line(LEFT, TOP, LEFT, bottom, colour="#222222")
        yield _text((LEFT + right) / 2, HEIGHT - 14, self._words.across, anchor="middle")
        middle = (TOP + bottom) / 2
        yield _text(20, middle, self._words.upwards, anchor="middle", turn=f"rotate(-90 20 {middle:.1f})")

    def _reference_line(self) -> Iterable[str]:
        y = self._y(self._reference)
        yield _line(LEFT, y, WIDTH - RIGHT, y, colour="#555555", dashes="5 4")
        yield _text(LEFT + 8, y - 6, self._words.reference.format(ms=f"{self._reference:.2g}"))

    def _curve(self, curve: Curve) -> Iterable[str]:
        places = [(self._x(number), self._y(ms)) for number, ms in curve.points]
        way = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        yield f'<polyline points="{way}" fill="none" stroke="{curve.colour}" stroke-width="2"/>'
        for x, y in places:
            if curve.is_round:
                yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{curve.colour}"/>'
            else:
                yield f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8" fill="{curve.colour}"/>'

    def _names(self) -> Iterable[str]:
        """Yield the name of each curve at its end, further down where another stands already."""
        free = 0.0
        for curve in sorted(self._curves, key=lambda curve: -curve.points[-1][1]):
            number, ms = curve.points[-1]
            free = max(free, self._y(ms) + 4)
            yield _text(self._x(number) + 12, free, curve.name, colour=curve.colour)
            free += _LINE

    def _x(self, number: int) -> float:
        if not self._words.is_by_powers:
            return LEFT + number / self._most * (WIDTH - LEFT - RIGHT)
        # Room for the first number's name on the left.
        share = (1 + math.log10(number / self._least)) / (1 + math.log10(self._most / self._least))
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def _y(self, ms: float) -> float:
        bottom = HEIGHT - BOTTOM
        share = (math.log10(ms) - self._lowest) / (self._highest - self._lowest)
        return bottom - share * (bottom - TOP)


def _line(x1: float, y1: float, x2: float, y2: float, *, colour: str, dashes: str = "") -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"{dashed}/>'


def _text(
    x: float, y: float, words: str, *, anchor: str = "start", size: int = 13, turn: str = "", colour: str = "#222222"
) -> str:
    turned = f' transform="{turn}"' if turn else ""
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{colour}"'
    return f"<text {place}{turned}>{escape(words)}</text>"


if __name__ == "__main__":
    main(sys.argv[1:])
