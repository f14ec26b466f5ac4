"""What the headless walk says, for people, for screen readers and for programs."""

from __future__ import annotations

import json

import pytest

from tests.steps import builders
from tutor import steps
from tutor.cli.voice import COLUMNS, JsonVoice, PlainVoice, plain
from tutor.diagnosis.finding import Finding
from tutor.engine import StepJudged
from tutor.steps.base import Verdict

FINDING = Finding("r", "watch", "layers", "A title", "Evidence.", "A cause.", "Advice.")
VERDICT = Verdict(
    "layers",
    True,
    "Wider is better.",
    "Wider is better.\n\nTake it.",
    edit={"layers.widths": [128], "layers.network": "dense"},
    edit_reason="It beats yours.",
    findings=(FINDING,),
)
JUDGED = StepJudged(VERDICT, (), {}, 1.234)


@pytest.mark.parametrize("name", steps.WITH_FINISH)
def test_a_lesson_is_plain_text(name: str) -> None:
    text = plain(steps.step(name).lesson(builders.context()))
    assert max(map(len, text.splitlines())) <= COLUMNS
    assert not set("*`#") & set(text)


def test_lists_keep_their_items() -> None:
    text = plain("Some:\n\n- **one** item\n  goes on\n- two\n\n1. first\n2. second\n\nEnd.")
    assert text == "Some:\n\n- one item goes on\n- two\n1. first\n2. second\n\nEnd."


def test_a_verdict_is_told_with_its_findings_and_its_edit(capsys) -> None:
    PlainVoice().step_ends(JUDGED)
    told = capsys.readouterr().out
    assert told.startswith("Wider is better.\n\nTake it.")
    assert "WATCH: A title. Evidence. Advice." in told
    assert "  layers.widths = [128]\n" in told
    assert '  layers.network = "dense"\n' in told
    assert told.endswith("It beats yours.\n")


def test_a_step_as_json_has_the_keys_that_programs_rely_on(capsys) -> None:
    JsonVoice().step_ends(JUDGED)
    event = json.loads(capsys.readouterr().out)
    assert event["event"] == "step_finished"
    assert event["edit"] == VERDICT.edit
    assert set(event) == {"event", "step", "verdict", "passed", "runs", "edit", "seconds"}
