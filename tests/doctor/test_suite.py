"""The doctor's two figures on the collection: faults named first, no problem on healthy ones."""

from __future__ import annotations

import pytest

from tests.doctor import suite
from tests.doctor.suite import ALARMED, FAILED, FIRST, MISSED, NAMED, PROGRAMS, Program

NAMED_FIRST = 0.95
"""Share of the faulty programs whose cause must be the first finding."""


def program(kind: str, *rules: str) -> Program:
    return Program("p", PROGRAMS / kind / "p.py", kind, 1, "", rules, "")


class TestCollection:
    """The list and the files agree, and the collection is large enough to mean something."""

    def test_every_program_is_listed_and_every_entry_has_its_program(self):
        listed = {p.path for p in suite.programs()}
        there = {p for kind in ("faulty", "healthy") for p in (PROGRAMS / kind).glob("*.py")}
        assert listed == there

    @pytest.mark.parametrize(("kind", "fewest"), [("faulty", 36), ("healthy", 24)])
    def test_enough_of_both_kinds(self, kind, fewest):
        assert sum(p.kind == kind for p in suite.programs()) >= fewest

    def test_a_fault_has_rules_that_name_it_and_a_healthy_one_has_none(self):
        for entry in suite.programs():
            assert bool(entry.rules) == (entry.kind == "faulty"), entry.name
            assert bool(entry.fault) == (entry.kind == "faulty"), entry.name
            assert entry.about, entry.name

    def test_programs_compile(self):
        for entry in suite.programs():
            compile(entry.path.read_text(encoding="utf-8"), entry.name, "exec")


class TestJudging:
    """How an answer counts."""

    def test_the_first_finding_counts_whatever_its_level(self):
        assert suite.judge(program("faulty", "a", "b"), [("b", "watch"), ("c", "problem")]) == FIRST

    def test_a_later_finding_is_named_only(self):
        assert suite.judge(program("faulty", "a"), [("c", "problem"), ("a", "problem")]) == NAMED

    def test_silence_on_a_fault_is_a_miss(self):
        assert suite.judge(program("faulty", "a"), []) == MISSED

    def test_a_watch_on_a_healthy_program_is_no_alarm_and_a_problem_is(self):
        assert suite.judge(program("healthy"), [("no-validation", "watch")]) != ALARMED
        assert suite.judge(program("healthy"), [("a", "watch"), ("b", "problem")]) == ALARMED


@pytest.fixture(scope="module")
def outcomes() -> list[suite.Outcome]:
    return list(suite.run(suite.programs()))


@pytest.mark.slow
class TestBars:
    """The whole collection under the doctor: about half an hour on two cores."""

    def test_the_doctor_answers_for_every_program(self, outcomes):
        assert [o.name for o in outcomes if o.verdict == FAILED] == []

    def test_faults_are_named_first(self, outcomes):
        faulty = [o for o in outcomes if o.kind == "faulty"]
        wrong = "\n".join(suite.row(o) for o in faulty if o.verdict != FIRST)
        assert sum(o.verdict == FIRST for o in faulty) >= NAMED_FIRST * len(faulty), wrong

    def test_no_problem_on_a_healthy_program(self, outcomes):
        alarmed = "\n".join(suite.row(o) for o in outcomes if o.verdict == ALARMED)
        assert alarmed == ""
