"""Units in which a number may be told besides its own, such as centimetres for millimetres, and what they come to.

The factors are definitions, or follow from the molar mass of what is measured: bilirubin 17.1 µmol/L a mg/dL (as the
Child-Pugh score of this program reckons), creatinine 88.4 µmol/L a mg/dL (113.12 g/mol).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType

from crlm_desktop.case.fields import Field
from crlm_desktop.case.wording import Text

_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class OtherUnit:
    """A unit as it is written, and how many of the field's own unit one of it is.

    ``is_rounded`` says that what it gives is rounded to a tenth: the factor is a rounded one, or gives many decimals.
    """

    text: str
    factor: Decimal
    is_rounded: bool = False

    def converted(self, number: Decimal) -> Decimal:
        """Return so many of this unit in the unit of the field."""
        product = number * self.factor
        return product.quantize(_TENTH, ROUND_HALF_UP) if self.is_rounded else product


def _other(text: str, factor: str) -> OtherUnit:
    return OtherUnit(text, Decimal(factor))


_OF_UNIT: Mapping[str, tuple[OtherUnit, ...]] = MappingProxyType(
    {
        "mm": (_other("cm", "10"),),
        "cm": (_other("m", "100"),),
        "kg": (OtherUnit("lb", Decimal("0.45359237"), is_rounded=True),),
        "ml": (_other("l", "1000"), _other("cm³", "1")),
        "g/L": (_other("g/dL", "10"),),
        "10⁹/L": (_other("/nL", "1"), _other("/µL", "0.001")),
    }
)
_OF_FIELD: Mapping[str, tuple[OtherUnit, ...]] = MappingProxyType(
    {
        "function.bilirubin_umol_l": (OtherUnit("mg/dL", Decimal("17.1"), is_rounded=True),),
        "function.creatinine_umol_l": (OtherUnit("mg/dL", Decimal("88.4"), is_rounded=True),),
    }
)
_ALSO_WRITTEN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "mm": ("毫米",),
        "cm": ("厘米",),
        "m": ("米",),
        "kg": ("公斤", "千克"),
        "lb": ("lbs",),
        "ml": ("cc", "毫升"),
        "l": ("升",),
        "years": ("year", "y", "岁"),
        "weeks": ("week", "w", "周"),
        "10⁹/L": ("10^9/l", "x10^9/l", "×10⁹/l", "g/l"),
        "/µL": ("/mm³",),
    }
)
"""Other ways of writing a unit; ``G/L`` is how laboratories in several countries write 10⁹/L."""

_IN_WORDS: Mapping[str, Text] = MappingProxyType({"years": Text("years", "岁"), "weeks": Text("weeks", "周")})


def unit_name(unit: str) -> str | Text:
    """Return a unit as sentences name it: a sign as it is, a word in both languages."""
    return _IN_WORDS.get(unit, unit)


def other_units(field: Field) -> tuple[OtherUnit, ...]:
    """Return the units, besides its own, in which the number of a field may be told."""
    return _OF_FIELD.get(field.path, _OF_UNIT.get(field.unit, ()))


def unit_named(field: Field, text: str) -> OtherUnit | None:
    """Return the unit of a field that ``text`` names, its own as one of factor 1; ``None`` where it names none."""
    wanted = _plain(text)
    for unit in (OtherUnit(field.unit, Decimal(1)), *other_units(field)):
        if unit.text and wanted in {_plain(one) for one in (unit.text, *_ALSO_WRITTEN.get(unit.text, ()))}:
            return unit
    return None


def _plain(text: str) -> str:
    """Return a unit without spaces, capitals, raised digits, and with one kind of micro sign."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split()).replace("μ", "u")
