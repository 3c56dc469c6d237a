"""Generated records without contradictions, and the same records with some of it forgotten."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st

from crlm_desktop.case import choices as c
from crlm_desktop.case.wording import Choice

AS_OF = date(2026, 11, 23)
MOST_DAYS = 1500


def _code(choices: type[Choice]) -> st.SearchStrategy[str]:
    return st.sampled_from([str(choice) for choice in choices])


def _days_ago(most: int = MOST_DAYS) -> st.SearchStrategy[str]:
    return st.integers(0, most).map(lambda days: (AS_OF - timedelta(days=days)).isoformat())


def _number(low: float, high: float) -> st.SearchStrategy[float]:
    return st.integers(int(low * 2), int(high * 2)).map(lambda halves: halves / 2)


@st.composite
def _lesion(draw: st.DrawFn, number: int, *, is_treated: bool) -> dict[str, Any]:
    vessel = draw(_code(c.Vessel))
    state = draw(_code(c.LesionState))
    lesion = {
        "id": f"L{number}",
        "segments": draw(
            st.lists(st.sampled_from(["1", "2", "3", "4a", "4b", "5", "6", "7", "8"]), min_size=1, unique=True)
        ),
        "state": state,
        "vessel": vessel,
    }
    # A current size says that a lesion is there: it is told of what is present, and told as nothing of what vanished.
    if state != "treated":
        lesion["size_mm"] = 0 if state == "vanished" else draw(_number(1, 120))
    if is_treated:
        lesion["size_before_mm"] = draw(_number(1, 120))
    if vessel != "none":
        lesion["vessel_distance_mm"] = draw(_number(0, 40))
    return lesion


@st.composite
def _line(draw: st.DrawFn, number: int) -> dict[str, Any]:
    # Lines stand in order of time, as the list is read when nothing else tells.
    ended = AS_OF - timedelta(days=1000 - 100 * number)
    return {
        "line": number,
        "started_on": (ended - timedelta(days=draw(st.integers(1, 90)))).isoformat(),
        "ended_on": ended.isoformat(),
        "ongoing": False,
        "agents": draw(st.lists(st.sampled_from(["oxaliplatin", "bevacizumab", "cetuximab"]), unique=True)),
        "cycles": draw(st.integers(0, 20)),
        "response": draw(_code(c.Response)),
        "intent": draw(_code(c.SystemicIntent)),
    }


@st.composite
def _course(draw: st.DrawFn) -> dict[str, Any]:
    """Generate the primary and the metastases, the presentation stated as the dates say."""
    diagnosed, found = sorted((draw(st.integers(0, 60)), draw(st.integers(0, 60))))
    on = [date(2021 + (month // 12), month % 12 + 1, 15) for month in (diagnosed, found)]
    state = draw(_code(c.PrimaryState))
    primary = {
        "site": draw(_code(c.PrimarySite)),
        "n": draw(_code(c.NStage)),
        "state": state,
        "diagnosed_on": on[0].isoformat(),
    }
    if state == "resected":
        primary["resected_on"] = on[1].isoformat()
    stated = "synchronous" if found - diagnosed <= 6 else "metachronous"
    return {"primary": primary, "metastases": {"detected_on": on[1].isoformat(), "presentation": stated}}


@st.composite
def _liver(draw: st.DrawFn) -> dict[str, Any]:
    """Generate volumes and a remnant, told either by volume or in percent: two readings of one figure differ."""
    total, tumour = draw(st.integers(900, 2500)), draw(st.integers(0, 800))
    flr: dict[str, Any] = {"after": draw(_code(c.Augmentation)), "weeks_since": draw(_number(1, 20))}
    if draw(st.booleans()):
        flr["ml"] = draw(st.integers(50, total - tumour))
    else:
        flr |= {"percent": draw(_number(1, 99)), "standardised": draw(st.booleans())}
    if flr["after"] != "none":
        flr["before_percent"] = draw(_number(1, 99))
    return {
        "quality": draw(_code(c.LiverQuality)),
        "volumes_ml": {"total": total, "tumour": tumour},
        "flr": flr,
    }


@st.composite
def _markers(draw: st.DrawFn) -> list[dict[str, Any]]:
    return [
        {
            "name": draw(_code(c.MarkerName)),
            "value": draw(_number(1, 500)),
            "unit": "ng/mL",
            "moment": moment,
            "on": (AS_OF - timedelta(days=300 - 100 * at)).isoformat(),
        }
        for at, moment in enumerate(("before_chemotherapy", "after_chemotherapy", "current"))
    ]


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    """Generate a record in which everything is told."""
    sites = ("lung", "peritoneum", "hilar_nodes", "distant_nodes", "bone", "brain", "local_recurrence", "other")
    systemic = [draw(_line(number)) for number in range(1, draw(st.integers(0, 3)) + 1)]
    function = {
        "bilirubin_umol_l": draw(_number(1, 80)),
        "albumin_g_l": draw(_number(20, 50)),
        "inr": draw(_number(1, 3)),
        "ascites": draw(_code(c.Ascites)),
        "encephalopathy": draw(_code(c.Encephalopathy)),
    }
    return {
        "schema": "crlm.case/1",
        "as_of": AS_OF.isoformat(),
        "patient": {"height_cm": draw(st.integers(140, 200)), "weight_kg": draw(st.integers(40, 150))},
        "fitness": {"ecog": draw(st.integers(0, 4)), "declines": draw(st.lists(_code(c.TreatmentFamily), unique=True))},
        **draw(_course()),
        "molecular": {"ras": "mutated", "ras_variant": draw(st.sampled_from(["KRAS G12C", "NRAS Q61K"]))},
        "lesions": [
            draw(_lesion(number, is_treated=bool(systemic))) for number in range(1, draw(st.integers(0, 4)) + 1)
        ],
        "liver": draw(_liver()),
        "function": function,
        "markers": draw(_markers()),
        "extrahepatic": {**{site: draw(_code(c.SiteState)) for site in sites}, "staged_on": draw(_days_ago(200))},
        "systemic": systemic,
        "local_treatments": draw(
            st.lists(st.fixed_dictionaries({"kind": _code(c.LocalKind), "on": _days_ago()}), max_size=3)
        ),
        "imaging": {"ct_on": draw(_days_ago(200)), "liver_mri_on": draw(_days_ago(200))},
        "centre": {"offers": draw(st.lists(_code(c.Offer), unique=True))},
    }


_DATES = ("as_of", "_on")


def forgotten(record: Any, chance: Random, share: float, name: str = "") -> Any:
    """Return the record with a share of its parts left out, and of its dates told to the month only."""
    if isinstance(record, dict):
        kept = {key: value for key, value in record.items() if key in ("schema", "id") or chance.random() > share}
        return {key: forgotten(value, chance, share, key) for key, value in kept.items()}
    if isinstance(record, list) and any(isinstance(entry, dict) for entry in record):
        return [forgotten(entry, chance, share) for entry in record]
    return record[:7] if name.endswith(_DATES) and chance.random() < share else record


@st.composite
def pairs(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """Generate a record and what is left of it when some of it is forgotten."""
    record = draw(records())
    return record, forgotten(record, draw(st.randoms(use_true_random=False)), draw(st.sampled_from([0.05, 0.1, 0.3])))
