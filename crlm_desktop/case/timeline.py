"""What happened to a person and when, as far as the record tells: the events that a timeline shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from crlm_desktop.case.casefile import plain_number
from crlm_desktop.case.dates import PartialDate
from crlm_desktop.case.fields import FIELDS
from crlm_desktop.case.record import Case, LocalTreatment, Marker, SystemicLine
from crlm_desktop.case.wording import Choice, Text


class Track(Choice):
    """The tracks of a timeline, from above to below; tumour markers have one each under these."""

    DISEASE = "disease", "Disease", "疾病"
    IMAGING = "imaging", "Imaging", "影像"
    SYSTEMIC = "systemic", "Systemic treatment", "全身治疗"
    LOCAL = "local", "Operations and local treatment", "手术与局部治疗"
    MEETING = "meeting", "Meetings", "会议"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event: what it is, and the field that tells it.

    ``began`` and ``ended`` are as they are known; ``is_stretch`` says that it lasted from the one to the other, and
    ``goes_on`` that it has not ended. ``ended`` of what did not last is ``None``.
    """

    track: Track
    name: Text
    path: str
    began: PartialDate | None
    ended: PartialDate | None = None
    is_stretch: bool = False
    goes_on: bool = False

    @property
    def is_dated(self) -> bool:
        """Whether it can stand on an axis of time."""
        return self.began is not None or self.ended is not None

    @property
    def earliest(self) -> date:
        """The first day of it, as far as it is known; it must be dated."""
        first = self.began or self.ended
        assert first is not None, "an event without a date"
        return first.earliest

    @property
    def latest(self) -> date:
        """The last day of it, as far as it is known; it must be dated."""
        last = self.ended or self.began
        assert last is not None, "an event without a date"
        return max(last.latest, self.earliest)

    @property
    def is_exact(self) -> bool:
        """Whether every day of it that is told is told to the day."""
        return all(one is None or one.is_exact for one in (self.began, self.ended))


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One value of a tumour marker with the field that tells it."""

    value: float
    on: PartialDate | None
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """The values of one tumour marker in one unit, oldest first, those without a date last."""

    name: Text
    unit: Text
    values: tuple[Measurement, ...]


def events_of(case: Case) -> tuple[Event, ...]:
    """Return everything that the record dates or could date, in the order of the record."""
    return (*_of_disease(case), *_of_imaging(case), *_of_systemic(case), *_of_local(case))


def curves_of(case: Case) -> tuple[Curve, ...]:
    """Return the tumour markers of which values are told, one curve for each marker and unit."""
    found: dict[tuple[str, str], list[Measurement]] = {}
    named: dict[tuple[str, str], Marker] = {}
    for place, marker in enumerate(case.markers or ()):
        if marker.name is None or marker.value is None:
            continue
        key = (str(marker.name), str(marker.unit or ""))
        named.setdefault(key, marker)
        measured = Measurement(value=marker.value, on=marker.on, path=f"markers[{place}].value")
        found.setdefault(key, []).append(measured)
    return tuple(
        Curve(name=_label(named[key].name), unit=_label(named[key].unit), values=tuple(sorted(values, key=_by_day)))
        for key, values in found.items()
    )


def _by_day(measured: Measurement) -> tuple[bool, date]:
    return (measured.on is None, measured.on.earliest if measured.on is not None else date.max)


def _of_disease(case: Case) -> Iterator[Event]:
    told = (
        ("primary.diagnosed_on", case.primary.diagnosed_on),
        ("primary.resected_on", case.primary.resected_on),
        ("metastases.detected_on", case.metastases.detected_on),
    )
    for path, on in told:
        if on is not None:
            track = Track.LOCAL if path == "primary.resected_on" else Track.DISEASE
            yield Event(track=track, name=_named(path), path=path, began=on)


def _of_imaging(case: Case) -> Iterator[Event]:
    told = (
        ("imaging.ct_on", case.imaging.ct_on),
        ("imaging.liver_mri_on", case.imaging.liver_mri_on),
        ("imaging.pet_on", case.imaging.pet_on),
        ("extrahepatic.staged_on", case.extrahepatic.staged_on),
    )
    for path, on in told:
        if on is not None:
            yield Event(track=Track.IMAGING, name=_named(path), path=path, began=on)


_NAMES = {
    "primary.diagnosed_on": Text("Primary diagnosed", "原发灶确诊"),
    "primary.resected_on": Text("Primary resected", "原发灶切除"),
    "metastases.detected_on": Text("Liver metastases found", "发现肝转移"),
    "imaging.ct_on": Text("CT", "CT"),
    "imaging.liver_mri_on": Text("Liver MRI", "肝脏 MRI"),
    "imaging.pet_on": Text("PET", "PET"),
    "extrahepatic.staged_on": Text("Staging", "分期检查"),
}


def _named(path: str) -> Text:
    return _NAMES[path]


def _of_systemic(case: Case) -> Iterator[Event]:
    for place, line in enumerate(case.systemic or ()):
        yield Event(
            track=Track.SYSTEMIC,
            name=_joined(_parts_of_line(line), Text("Systemic treatment", "全身治疗")),
            path=f"systemic[{place}].started_on",
            began=line.started_on,
            ended=line.ended_on,
            is_stretch=line.started_on is not None and (line.ended_on is not None or line.ongoing is True),
            goes_on=line.ongoing is True and line.ended_on is None,
        )


def _parts_of_line(line: SystemicLine) -> Iterator[Text]:
    given = line.regimen or " + ".join(line.agents or ())
    if line.line is not None:
        yield Text(f"line {line.line}", f"第 {line.line} 线")
    if given:
        yield Text(given, given)
    if line.cycles is not None:
        cycles = "cycle" if line.cycles == 1 else "cycles"
        yield Text(f"{line.cycles} {cycles}", f"{line.cycles} 周期")
    if line.response is not None:
        yield line.response.label


def _of_local(case: Case) -> Iterator[Event]:
    for place, one in enumerate(case.local_treatments or ()):
        yield Event(
            track=Track.LOCAL,
            name=_joined(_parts_of_local(one), Text("Local treatment", "局部治疗")),
            path=f"local_treatments[{place}].on",
            began=one.on,
        )


def _parts_of_local(one: LocalTreatment) -> Iterator[Text]:
    if one.kind is not None:
        yield one.kind.label
    if one.segments:
        listed = ", ".join(f"S{segment}" for segment in one.segments)
        yield Text(listed, listed.replace(", ", "、"))
    if one.lesions:
        yield Text(", ".join(one.lesions), "、".join(one.lesions))


def _joined(parts: Iterator[Text], otherwise: Text) -> Text:
    told: Sequence[Text] = tuple(parts) or (otherwise,)
    first = told[0].en
    return Text(
        ", ".join((first[:1].upper() + first[1:], *(one.en for one in told[1:]))), "，".join(one.zh for one in told)
    )


def _label(choice: Choice | None) -> Text:
    return choice.label if choice is not None else Text("", "")


def measured_words(curve: Curve, measured: Measurement) -> Text:
    """Return one value of a curve in words: the marker, its value and its unit."""
    value, name, unit = plain_number(measured.value), curve.name, curve.unit
    return Text(f"{name.en} {value} {unit.en}".strip(), f"{name.zh} {value} {unit.zh}".strip())


assert all(path in FIELDS for path in _NAMES), "an event of a field that is not there"
