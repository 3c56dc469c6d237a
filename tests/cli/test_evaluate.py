"""The command ``evaluate``: the same proposal as in the window, as text and as JSON, in both languages."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crlm_desktop import paths
from tests.cli.conftest import Command

SOLITARY = """{"schema": "crlm.case/1",
 "fitness": {"ecog": 0, "asa": 2, "declines": []},
 "lesions": [{"id": "L1", "segments": ["6"], "size_mm": 22, "state": "present"}],
 "liver": {"quality": "normal"},
 "function": {"bilirubin_umol_l": 9, "albumin_g_l": 42, "inr": 1, "ascites": "none", "encephalopathy": "none"},
 "molecular": {"ras": "wild_type", "braf": "wild_type", "mmr": "proficient"},
 "extrahepatic": {"lung": "none", "peritoneum": "none", "hilar_nodes": "none", "distant_nodes": "none",
                  "bone": "none", "brain": "none", "local_recurrence": "none", "other": "none"}}"""
EMPTY = '{"schema": "crlm.case/1"}'


@pytest.fixture
def solitary(tmp_path: Path) -> Path:
    path = tmp_path / "solitary.json"
    path.write_text(SOLITARY)
    return path


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    path = tmp_path / "empty.json"
    path.write_text(EMPTY)
    return path


def test_that_one_file_gives_one_json_object(command: Command, solitary: Path) -> None:
    done = command("evaluate", solitary, "--format", "json")
    assert (done.code, done.err) == (0, "")
    proposal = json.loads(done.out)
    assert proposal["schema"] == "crlm.proposal/1"
    assert set(proposal) >= {
        "engine", "edition", "edition_sha256", "case_sha256", "intent", "options", "alerts", "scores", "missing",
        "flip_points", "conflicts",
    }  # fmt: skip
    assert {"strategy", "status", "intent", "rank", "arguments", "plans", "missing"} <= set(proposal["options"][0])


def test_that_several_files_give_a_list_in_the_given_order(command: Command, solitary: Path, empty: Path) -> None:
    one = json.loads(command("evaluate", solitary, "--format", "json").out)
    other = json.loads(command("evaluate", empty, "--format", "json").out)
    both = json.loads(command("evaluate", empty, solitary, "--format", "json").out)
    assert both == [other, one]


def test_that_standard_input_is_read(command: Command, solitary: Path) -> None:
    named = command("evaluate", solitary, "--format", "json")
    piped = command("evaluate", "-", "--format", "json", given=SOLITARY.encode())
    assert piped == named


def test_that_one_bad_file_among_good_ones_leaves_standard_output_empty(
    command: Command, solitary: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text("[]")
    done = command("evaluate", solitary, bad, "--format", "json")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith(str(bad))


def test_that_the_text_tells_options_sources_and_what_is_missing(command: Command, empty: Path) -> None:
    done = command("evaluate", empty)
    assert done.code == 0
    assert "Best reachable intent: it hangs on something that is not known." in done.out
    assert "Not known, the most decisive first" in done.out
    assert "not a medical device" in done.out


def test_that_the_text_is_chinese_when_asked(command: Command, solitary: Path) -> None:
    done = command("evaluate", solitary, "--lang", "zh")
    assert "可达到的最佳治疗目标" in done.out
    assert "Best reachable" not in done.out


@pytest.mark.parametrize("language", ["en", "zh"])
def test_that_scores_stand_in_columns_with_the_settled_ones_first(
    command: Command, solitary: Path, language: str
) -> None:
    lines = command("evaluate", solitary, "--lang", language).out.splitlines()
    begin = lines.index("Scores" if language == "en" else "评分") + 1
    scores = lines[begin : lines.index("", begin)]

    values = {"ALBI": "-2.94", "Child-Pugh": "5", "TBS" if language == "zh" else "burden": "2.42"}
    columns = set()
    for name, value in values.items():
        line = next(line for line in scores if name in line)
        columns.add(sum(2 if ord(sign) > 0x2E80 else 1 for sign in line[: line.index(value)]))
    assert len(columns) == 1
    ranged = [" to " in line or " 至 " in line for line in scores[:-1]]
    assert ranged == sorted(ranged)
    assert [scores[-1].count(fact) for fact in ("primary.n", "markers.cea_ug_l")] == [1, 1]


def test_that_texts_in_json_follow_the_language(command: Command, solitary: Path) -> None:
    english = json.loads(command("evaluate", solitary, "--format", "json", "--lang", "en").out)
    chinese = json.loads(command("evaluate", solitary, "--format", "json", "--lang", "zh").out)
    assert [option["status"] for option in english["options"]] == [option["status"] for option in chinese["options"]]
    assert english["options"][0]["arguments"][0]["text"] != chinese["options"][0]["arguments"][0]["text"]


def test_that_an_assumption_changes_the_proposal_and_is_told(command: Command, solitary: Path) -> None:
    recorded = json.loads(command("evaluate", solitary, "--format", "json").out)
    assumed = json.loads(command("evaluate", solitary, "--format", "json", "--assume", "ecog=4").out)
    leading = {option["strategy"] for option in recorded["options"] if option["status"] == "recommended"}
    assert leading
    assert leading.isdisjoint(option["strategy"] for option in assumed["options"] if option["status"] == "recommended")
    assert "(fitness.ecog) = 4." in command("evaluate", solitary, "--assume", "ecog=4").out


@pytest.mark.parametrize("word", ["ecog", "=3", "ecgo=1", "ecog=9", "ecog=many"])
def test_that_an_assumption_that_cannot_be_meant_is_wrong_use(command: Command, solitary: Path, word: str) -> None:
    done = command("evaluate", solitary, "--assume", word)
    assert (done.code, done.out) == (2, "")
    assert "--assume" in done.err


@pytest.mark.parametrize("again", ["ecog=2", "fitness.ecog=2", "ecog=1"])
def test_that_a_fact_that_is_assumed_twice_is_wrong_use(command: Command, solitary: Path, again: str) -> None:
    done = command("evaluate", solitary, "--assume", "ecog=1", "--assume", again)
    assert (done.code, done.out) == (2, "")
    assert "assumed twice" in done.err


def test_that_a_folder_without_knowledge_is_refused(command: Command, solitary: Path, tmp_path: Path) -> None:
    done = command("evaluate", solitary, "--edition", tmp_path / "nowhere")
    assert (done.code, done.out) == (1, "")
    assert done.err


def test_that_the_same_file_gives_the_same_bytes(command: Command, solitary: Path) -> None:
    assert command("evaluate", solitary, "--format", "json") == command("evaluate", solitary, "--format", "json")


@pytest.mark.parametrize("words", [["frobnicate"], ["evaluate"], ["evaluate", "x", "--format", "xml"], ["knowledge"]])
def test_that_wrong_words_end_with_code_two(command: Command, words: list[str]) -> None:
    done = command(*words)
    assert (done.code, done.out) == (2, "")
    assert "usage:" in done.err


def test_that_output_that_cannot_be_written_is_told(
    command: Command, solitary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("crlm_desktop.cli.console.finish_output", full)
    monkeypatch.setattr("crlm_desktop.cli.console.drop_output", lambda: None)
    done = command("evaluate", solitary)
    assert (done.code, done.err) == (1, "The output cannot be written: No space left on device.\n")


def test_that_what_steers_a_terminal_is_not_passed_on(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "escape.json"
    path.write_text('{"schema": "crlm.case/1", "\\u001b[31mred": 1}')
    done = command("validate", path)
    assert done.code == 1
    assert "\x1b" not in done.err


def test_that_an_excluded_option_says_what_would_have_to_change(command: Command, solitary: Path) -> None:
    assert "What would have to change: " in command("evaluate", solitary).out


def test_that_the_thresholds_of_the_centre_are_told_with_the_proposal(
    command: Command, solitary: Path, tmp_path: Path
) -> None:
    own = tmp_path / "centre.toml"
    own.write_text('"flr.normal_percent" = 25\n', encoding="utf-8")

    told = json.loads(command("evaluate", solitary, "--centre", own, "--format", "json").out)

    assert [(one["threshold"], one["value"], one["default"]) for one in told["overrides"]] == [
        ("flr.normal_percent", 25, 30)
    ]
    assert "Set by this centre: Sufficient remnant, normal liver" in command("evaluate", solitary, "--centre", own).out
    assert "Set by this centre" not in command("evaluate", solitary).out


def test_that_a_requirement_that_fails_does_not_read_as_if_it_held(command: Command, solitary: Path) -> None:
    line = "Not met: At least two lesions still need treatment"
    assert line in command("evaluate", solitary).out
    assert "未满足：至少有两个病灶需要处理" in command("evaluate", solitary, "--lang", "zh").out


def test_that_what_an_option_hangs_on_is_named_by_label_and_path(command: Command, solitary: Path) -> None:
    assert "Technically resectable (liver.technically_resectable)" in command("evaluate", solitary).out
    told = command("evaluate", solitary, "--lang", "zh").out
    assert "未知：" in told
    assert "（liver.technically_resectable）" in told


def _spoken(proposal: dict[str, Any]) -> Iterator[str]:
    for option in proposal["options"]:
        yield from (argument["text"] for argument in option["arguments"])
        yield from (step["text"] for plan in option["plans"] for step in plan["steps"])
    yield from (alert["text"] for alert in proposal["alerts"])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_that_no_sentence_gives_a_unit_to_what_has_no_value(
    command: Command, solitary: Path, empty: Path, tmp_path: Path, language: str
) -> None:
    files = [solitary, empty]
    for demonstrated in sorted(paths.db("demo").glob("demo-*.json")):
        files.append(tmp_path / demonstrated.name)
        files[-1].write_text(json.dumps(json.loads(demonstrated.read_text(encoding="utf-8"))["case"]))
    proposals = json.loads(command("evaluate", *files, "--format", "json", "--lang", language).out)
    faulty = re.compile(r"not applicable|不适用|(not known|unknown|未知)\s?(%|mm|ml|weeks|个|周)")
    assert [text for proposal in proposals for text in _spoken(proposal) if faulty.search(text)] == []


@pytest.fixture
def earlier(command: Command, solitary: Path, tmp_path: Path) -> Path:
    """The proposal of the solitary lesion, kept as it is sealed."""
    path = tmp_path / "earlier.proposal.json"
    path.write_text(command("evaluate", solitary, "--format", "sealed").out, encoding="utf-8")
    return path


def test_that_what_changed_since_an_earlier_proposal_is_told(command: Command, earlier: Path, tmp_path: Path) -> None:
    grown = tmp_path / "grown.json"
    grown.write_text(SOLITARY.replace('"size_mm": 22', '"size_mm": 52'))

    english = command("evaluate", grown, "--since", earlier)
    chinese = command("evaluate", grown, "--since", earlier, "--lang", "zh")

    assert (english.code, english.err) == (0, "")
    assert english.out.startswith("Since the earlier proposal. Changed: the record.\n")
    assert "no longer holds." in english.out
    assert "Best reachable intent" in english.out
    assert "与此前建议相比。已改变：病历记录。" in chinese.out


def test_that_what_changed_is_told_in_json_too(command: Command, earlier: Path, solitary: Path) -> None:
    found = json.loads(command("evaluate", solitary, "--assume", "ecog=3", "--since", earlier, "--format", "json").out)[
        "since"
    ]

    assert found["causes"] == ["assumptions"]
    assert {"subject", "option", "text"} == set(found["changes"][0])
    same = json.loads(command("evaluate", solitary, "--since", earlier, "--format", "json").out)["since"]
    assert same == {"causes": [], "changes": []}


def test_that_what_is_no_sealed_proposal_is_refused_with_the_way_to_get_one(
    command: Command, solitary: Path, tmp_path: Path
) -> None:
    told = command("evaluate", solitary, "--format", "json").out
    one_language, no_json = tmp_path / "one.json", tmp_path / "no.json"
    one_language.write_text(told, encoding="utf-8")
    no_json.write_text("{", encoding="utf-8")

    for file in (one_language, no_json):
        done = command("evaluate", solitary, "--since", file)
        assert (done.code, done.out) == (1, "")
        assert done.err.startswith(f"{file} is no proposal in both languages.")
        assert "--format sealed" in done.err


def test_that_an_earlier_proposal_goes_with_one_case_only(command: Command, solitary: Path, earlier: Path) -> None:
    for words in ((solitary, solitary), (solitary, "--format", "sealed")):
        done = command("evaluate", *words, "--since", earlier)
        assert (done.code, done.out) == (2, "")
        assert "--since" in done.err


def test_that_several_assumptions_hold_together(command: Command, solitary: Path) -> None:
    words = ["--assume", "ecog=2", "--assume", "lesions[L1].size_mm=45", "--assume", "liver.quality=cirrhosis"]

    one = json.loads(command("evaluate", solitary, "--format", "json", *words).out)
    turned = json.loads(command("evaluate", solitary, "--format", "json", *words[4:], *words[2:4], *words[:2]).out)

    assert one["assumed"] == {"fitness.ecog": 2, "lesions[L1].size_mm": 45, "liver.quality": "cirrhosis"}
    assert one == turned


def test_that_assumptions_give_the_same_bytes_in_every_process(solitary: Path) -> None:
    words = ["evaluate", str(solitary), "--format", "sealed", "--assume", "ecog=2", "--assume", "ras=mutated"]
    words += ["--assume", "systemic.drugs=oxaliplatin,irinotecan", "--assume", "lesions[L1].size_mm=31"]

    outputs = {
        subprocess.run(
            [sys.executable, "-m", "crlm_desktop", *words],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2024")
    }

    (told,) = outputs
    assert json.loads(told)["assumed"]["systemic.drugs"] == "oxaliplatin,irinotecan"


def test_that_the_text_tells_how_steady_what_leads_is(command: Command, solitary: Path) -> None:
    assert "Stable: the same leads with these measured otherwise: L1: size" in command("evaluate", solitary).out
    assert json.loads(command("evaluate", solitary, "--format", "json").out)["robustness"] == {
        "lesions[L1].size_mm": "stable"
    }
