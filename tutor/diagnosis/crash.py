"""Why a script broke off: its error in plain words, with the mend.

TensorFlow's messages can fill pages, and what matters stands at their end. `words` finds it, the
tables in `crashes` recognize it, and what nobody recognizes is told with the learner's own line.
"""

from __future__ import annotations

import re

from tutor.diagnosis.crashes import KNOWN
from tutor.diagnosis.crashes.known import said
from tutor.diagnosis.finding import Finding
from tutor.history import Failure, History

LONGEST_TITLE = 118
LONGEST_EVIDENCE = 200
SHORTEST = 8
"""Characters of a title, of the evidence and of what may be a sentence."""

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_AROUND = re.compile(
    r"Exception encountered when calling [^\n]*\n\s*(?P<inner>.*?)"
    r"(?:\n\s*Arguments received by|\Z)",
    re.DOTALL,
)
_NODE = re.compile(r"Detected at node (?P<node>\S+)")
_OPERATION = re.compile(r"\{\{function_node [^}]*\}\}\s*|\s*\[Op:\w+\](?: name: ?)?|\s*\[\[\{\{.*")


_PLACEHOLDER = re.compile(r"'\{\{node ([\w/]+)\}\}[^']*'")


def explain(failure: Failure, history: History | None = None) -> Finding:
    """The finding on an error that ended the script.

    Args:
        failure: as the trainer told it: type, message, the learner's deepest line, traceback.
        history: of the training during which it happened, None where none had begun.
    """
    text = words(failure)
    for known in KNOWN:
        crash = known.recognizes(failure, text, history)
        if crash is not None:
            return _finding(
                failure,
                text,
                known.rule,
                known.step,
                said(known.title, crash),
                said(known.cause, crash),
                said(known.advice, crash),
            )
    return _unknown(failure, text)


def words(failure: Failure) -> str:
    """What the message says, without frames, arguments, colours and the names of graph nodes."""
    text = _COLOURS.sub("", failure.message)
    if "Graph execution error" in text:
        return _end_of_graph(_COLOURS.sub("", failure.traceback) or text, text)
    around = _AROUND.search(text)
    while around is not None:
        text = around["inner"]
        around = _AROUND.search(text)
    return _OPERATION.sub("", text).strip()


def _end_of_graph(traceback: str, message: str) -> str:
    """The last words of a graph's error, behind its frames, and the node where it happened.

    The message itself is cut in the events where it is long; the traceback is kept to its end.
    """
    last = [
        line.strip()
        for line in traceback.replace("\t", "").splitlines()
        if line.strip() and not line.lstrip().startswith(("File ", "[[{{", "Detected at node"))
    ]
    node = _NODE.search(message)
    told = " ".join(last[-1:])
    place = f" ({node['node']})" if node else ""
    return f"{_OPERATION.sub('', told).strip()}{place}"


def first_sentence(text: str, longest: int = LONGEST_EVIDENCE) -> str:
    """The first sentence of a message, in one line and not too long."""
    line = _PLACEHOLDER.sub(r"\1", " ".join(text.split()))
    end = re.search(r"[.!?](?= [A-Z`'])", line)
    sentence = line[: end.start() + 1] if end and end.start() >= SHORTEST else line
    return sentence if len(sentence) <= longest else sentence[: longest - 4] + " ..."


def _unknown(failure: Failure, text: str) -> Finding:
    if failure.type == "SystemExit":
        return _finding(
            failure,
            text,
            "crashed",
            "data",
            f"The script ended itself with status {first_sentence(text, 20) or '0'}",
            "sys.exit() or exit() was called before its end.",
            "Look at the condition that leads to this line.",
        )
    told = first_sentence(text, 80)
    title = f"{failure.type}: {told}" if told else f"{failure.type} in the script"
    where = "at this line" if failure.line else "on the way"
    return _finding(
        failure,
        text,
        "crashed",
        "data",
        title,
        f"The script broke off {where}; what comes behind it never ran.",
        "Print the values that this line uses, with their shapes and types, right before it.",
    )


def _finding(
    failure: Failure, text: str, rule: str, step: str, title: str, cause: str, advice: str
) -> Finding:
    place = f" at {failure.file}, line {failure.line}" if failure.file and failure.line else ""
    code = f": {' '.join(failure.code.split())[:80]}" if failure.code else ""
    evidence = f"{failure.type}{place}{code}"
    told = first_sentence(text)
    return Finding(
        rule=rule,
        level="problem",
        step=step,
        title=" ".join(title.split())[:LONGEST_TITLE],
        evidence=f"{evidence}; {told}" if told else evidence,
        cause=cause,
        advice=advice,
        line=failure.line,
        file=failure.file,
    )
