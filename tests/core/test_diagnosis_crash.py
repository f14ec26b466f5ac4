"""Why a script broke off, on the errors that Keras, TensorFlow and Python really raise."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.core.cases import case
from tutor.diagnosis.crash import explain, first_sentence, words
from tutor.diagnosis.crashes import KNOWN
from tutor.history import Failure

RECORDED = Path(__file__).parent.parent / "recorded" / "crashes.json"
STEPS = {"data", "init", "cost", "above-chance", "layers", "overfitting", "learning-rate",
         "batch-size"}  # fmt: skip

EXPECTED = {
    "shape-mismatch": """
        add-shapes applications-shape broadcast-in-numpy concatenate-shapes
        conv-channels-last-missing conv-first-channel conv-input-of-rank-2 conv-of-too-many-axes
        conv-without-channel conv1d-on-a-table dense-after-reshape dense-on-unknown-axis
        empty-dataset first-layer-input-shape flatten-of-unknown-axis images-into-dense-input
        input-dim input-of-expected-shape load-weights-of-another load-weights-shape
        lstm-of-unknown-axis lstm-on-a-table matmul-in-numpy matmul-in-tf
        missing-flatten-categorical missing-flatten-sparse negative-dimension-conv
        negative-dimension-late negative-dimension-pool one-sample-predict repeat-vector
        reshape-in-numpy scaler-of-images scaler-of-one-axis scaler-of-other-columns stacked-lstm
        text-vectorization-of-numpy train-on-batch-shape two-inputs-one-array unbatched-dataset
        wrong-columns""",
    "label-encoding": "integers-into-binary-of-three integers-into-categorical one-hot-into-sparse",
    "label-range": """
        labels-from-one labels-from-one-accuracy labels-negative labels-of-range
        labels-of-range-eager to-categorical-of-range""",
    "loss-shape": """
        mse-of-other-rank mse-of-other-width one-hot-into-binary one-hot-of-other-width
        stateful-batch two-losses-one-output""",
    "metric-mismatch": """
        f1-of-class-numbers precision-of-class-numbers sklearn-continuous sklearn-multilabel
        sparse-accuracy-of-one-hot""",
    "embedding-range": "embedding-of-range",
    "text-in-data": """
        cast-of-text cast-of-text-object float-of-text int-of-text none-in-array
        numpy-object-tensor ragged-objects text-inputs text-inputs-str text-into-embedding
        text-labels text-labels-object to-categorical-text""",
    "data-type": """
        convert-to-int-tensor generator-of-lists generator-of-three infinite-generator list-labels
        metric-dtype plain-lists ragged-list-to-fit text-list uint8-augmentation""",
    "ragged-data": "ragged-rows",
    "lengths-differ": """
        dataset-lengths lengths-differ lengths-differ-sklearn list-of-arrays
        validation-lengths-differ""",
    "inputs-not-finite": "sklearn-nan",
    "not-finite": "inf-to-int nan-to-int",
    "empty-data": "fit-on-none fit-without-data",
    "text-encoding": "unicode",
    "not-fitted": "scaler-not-fitted vectorization-not-adapted",
    "old-keras": """
        adam-v1 backend-function backend-mean backend-square batch-input-shape border-mode
        checkpoint-period checkpoint-suffix checkpoint-weights-suffix config-proto contrib
        cudnnlstm experimental-preprocessing fit-generator get-value history-acc
        image-data-generator init keras-vis layers-advanced-activations layers-convolutional
        layers-core layers-embeddings layers-normalization layers-recurrent legacy-optimizer
        load-a-folder lr max-queue-size merge merge-class model-input-keyword
        model-validation-data multi-gpu nb-epoch nb-filter np-utils np-utils-module np-utils-tf
        optimizer-lr output-dim placeholder predict-classes predict-proba preprocessing-image
        preprocessing-text sample-weight-mode save-without-suffix session set-random-seed
        set-value tf-wrappers use-multiprocessing utils-to-categorical-attribute w-regularizer
        wrappers""",
    "not-compiled": "no-loss not-compiled not-compiled-evaluate",
    "logits-mismatch": "from-logits-argument from-logits-compile",
    "fit-arguments": """
        batch-size-float class-weight-multi-output class-weight-one-hot-of-two dataset-and-labels
        epochs-as-text metrics-as-text validation-split-of-dataset validation-split-of-generator
        validation-split-of-one""",
    "class-not-called": "callback-class optimizer-class-not-called",
    "loss-called": "loss-called",
    "optimizer-settings": "rate-as-text schedule-of-none",
    "layer-arguments": """
        dropout-of-range layer-name-twice missing-conv-argument missing-layer-argument units-float
        units-zero""",
    "unknown-argument": "call-argument unknown-layer-argument",
    "history-is-no-model": "history-is-model",
    "no-gradient": "no-gradient-of-argmax no-gradient-tape",
    "tape-used-up": "tape-twice",
    "optimizer-reused": "optimizer-of-another-model",
    "not-built": "not-built-count not-built-weights",
    "symbolic-tensor": """
        keras-tensor-condition keras-tensor-into-numpy keras-tensor-into-tf loss-in-numpy
        tensor-condition""",
    "none-value": "call-returns-none loss-of-none no-targets none-to-tensor",
    "wrong-signature": "loss-of-one-argument",
    "own-class": "add-to-built layer-made-in-call no-call no-super",
    "custom-object": "custom-object",
    "not-a-layer": "add-a-class add-a-tensor shape-of-layer",
    "graph-disconnected": "disconnected-graph",
    "not-callable": "not-callable",
    "unknown-name": """
        history-val history-val-accuracy missing-attribute missing-in-module missing-name
        numpy-bool numpy-int own-file-called-keras unknown-activation unknown-activation-softplus
        unknown-initializer unknown-loss-typo unknown-metric unknown-metric-f1
        unknown-optimizer""",
    "missing-module": "display missing-module",
    "missing-file": """
        images-from-empty images-from-nowhere load-h5-name load-img-missing load-missing-model
        load-weights-missing missing-file missing-npy not-a-file pickled-npy""",
    "no-network": "dataset-download url",
    "out-of-memory": "memory",
    "syntax": "indentation print-statement syntax tabs",
    "recursion": "recursion",
    "input-asked": "input",
    "interrupted": "keyboard",
    "crashed": """
        add-to-functional assertion assertion-bare attention-arguments bad-padding
        dataframe-attribute exit index-error key-error loss-for-unknown-output none-attribute
        not-iterable numpy-index numpy-truth own-error stratify unbound unpack
        unsupported-operand zero-division""",
}
RULE_OF = {name: rule for rule, names in EXPECTED.items() for name in names.split()}


@cache
def recorded() -> dict[str, dict[str, Any]]:
    loaded: dict[str, dict[str, Any]] = json.loads(RECORDED.read_text(encoding="utf-8"))
    return loaded


def test_every_recorded_error_is_expected() -> None:
    assert set(recorded()) == set(RULE_OF)


@pytest.mark.parametrize("name", RULE_OF)
def test_a_recorded_error_is_explained(name: str) -> None:
    failure = Failure(**recorded()[name])
    finding = explain(failure)
    assert finding.rule == RULE_OF[name]
    assert finding.level == "problem"
    assert finding.step in STEPS
    assert finding.line == failure.line


@pytest.mark.parametrize("name", RULE_OF)
def test_an_explanation_is_short_and_plain(name: str) -> None:
    finding = explain(Failure(**recorded()[name]))
    assert 0 < len(finding.title) < 120
    assert len(finding.evidence) < 420
    for text in (finding.title, finding.evidence, finding.cause, finding.advice):
        assert text
        assert "\n" not in text
        assert "\x1b" not in text
        assert "site-packages" not in finding.title + finding.cause + finding.advice
        assert "{{node" not in text
        assert "function_node" not in text
    # Every name of a group was filled in.
    assert not re.search(r"\{\w*[a-z]\w*\}", finding.title + finding.advice)
    assert "  " not in finding.title
    assert not finding.advice.endswith("....")


TOLD = {
    "wrong-columns": ("3", "x.shape"),
    "conv-first-channel": ("28", "np.moveaxis"),
    "conv-without-channel": ("4 axes", "np.newaxis"),
    "stacked-lstm": ("3 axes", "return_sequences=True"),
    "images-into-dense-input": ("(28, 28)", "reshape(len(x_train), -1)"),
    "one-sample-predict": ("no axis for the samples", "np.newaxis"),
    "missing-flatten-sparse": ("(26, 26, 10)", "Flatten"),
    "negative-dimension-pool": ("(1, 1)", 'padding="same"'),
    "labels-from-one": ("Label 3", "y_train - 1"),
    "labels-negative": ("Label -1", "np.unique"),
    "one-hot-into-sparse": ("One-hot", "categorical_crossentropy"),
    "integers-into-categorical": ("3 columns", "to_categorical(y_train, 3)"),
    "one-hot-into-binary": ("2 columns", "Dense(2"),
    "cast-of-text": ("'setosa'", "np.unique"),
    "float-of-text": ("'1,5'", "replace(',', '.')"),
    "lengths-differ": ("64 samples but 60", "x.shape"),
    "list-of-arrays": ("list of 64 arrays", "np.array(x_train)"),
    "lr": ("lr", "learning_rate"),
    "np-utils": ("np_utils", "to_categorical"),
    "predict-classes": ("predict_classes", "argmax"),
    "nb-filter": ("nb_filter", "filters="),
    "use-multiprocessing": ("workers", "Leave it out"),
    "unknown-loss-typo": ("binary_cross_entropy", "binary_crossentropy"),
    "call-argument": ("epoch", "epochs"),
    "missing-attribute": ("Dens", "Dense"),
    "embedding-of-range": ("10 rows", "input_dim"),
    "memory": ("728. TiB", "batch_size"),
    "missing-file": ("data/train.csv", "os.listdir"),
    "syntax": ("'(' was never closed", "bracket"),
    "set-value": ("set_value", "model.optimizer.learning_rate"),
}


@pytest.mark.parametrize("name", TOLD)
def test_an_explanation_holds_the_learners_own_figures_and_a_mend(name: str) -> None:
    finding = explain(Failure(**recorded()[name]))
    figure, mend = TOLD[name]
    assert figure in finding.title
    assert mend in finding.advice


def test_the_evidence_names_the_learners_own_line() -> None:
    finding = explain(Failure(**recorded()["wrong-columns"]))
    assert finding.evidence.startswith(
        "ValueError at wrong-columns.py, line 13: dense().fit(x[:, :3], y, verbose=0); "
    )
    assert "Arguments received" not in finding.evidence


def test_what_nobody_knows_is_told_with_its_first_sentence() -> None:
    failure = Failure(
        "FancyError", "The frob broke. Then pages follow.\n" * 99, "a.py", 7, "frob()"
    )
    finding = explain(failure)
    assert (finding.rule, finding.line) == ("crashed", 7)
    assert finding.title == "FancyError: The frob broke."
    assert finding.evidence == "FancyError at a.py, line 7: frob(); The frob broke."


@pytest.mark.parametrize(
    "failure",
    [
        Failure("", ""),
        Failure("ValueError", ""),
        Failure("ValueError", "\n\n"),
        Failure("ValueError", "x" * 5000),
        Failure("ValueError", "Graph execution error:"),
        Failure("ValueError", "Exception encountered when calling A.call().\n\n"),
        Failure("ValueError", "{name} {0} %s"),
        Failure("KeyError", "''"),
    ],
)
def test_an_empty_or_odd_message_is_told_too(failure: Failure) -> None:
    finding = explain(failure)
    assert 0 < len(finding.title) < 120
    assert len(finding.evidence) < 420


def test_memory_that_ran_out_is_known_in_all_its_forms() -> None:
    history = case([], model={"batch_size": 512})
    for failure in (
        Failure("ResourceExhaustedError", "OOM when allocating tensor with shape[512,9]"),
        Failure("MemoryError", ""),
        Failure("_ArrayMemoryError", "Unable to allocate 3.1 GiB for an array"),
        Failure("Killed", "by signal 9"),
    ):
        finding = explain(failure, history)
        assert finding.rule == "out-of-memory"
        assert "batch_size=128 instead of 512" in finding.advice.lower()


def test_a_fit_without_targets_says_so() -> None:
    history = case([], targets={"kind": "none"})
    finding = explain(Failure("ValueError", "None values not supported."), history)
    assert "no targets" in finding.advice


def test_words_leave_frames_and_arguments_out() -> None:
    nested = (
        "Exception encountered when calling Sequential.call().\n\n\x1b[1mException encountered "
        "when calling Dense.call().\n\n\x1b[1mIt does not fit.\x1b[0m\n\nArguments received by "
        "Dense.call():\n  • x\x1b[0m\n\nArguments received by Sequential.call():\n  • x"
    )
    assert words(Failure("ValueError", nested)) == "It does not fit."
    assert words(Failure("E", "{{function_node __wrapped__A_device_/x}} Bad. [Op:A] name: ")) == (
        "Bad."
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("One. Two.", "One. Two."),  # too short to stop at
        ("This is the first one. And more.", "This is the first one."),
        ("A number of 3.5 is no end of it, is it", "A number of 3.5 is no end of it, is it"),
        ("two\n  lines", "two lines"),
        ("", ""),
    ],
)
def test_first_sentence(text: str, sentence: str) -> None:
    assert first_sentence(text) == sentence


def test_every_pattern_compiles_and_every_step_exists() -> None:
    for known in KNOWN:
        assert re.compile(known.pattern)
        assert known.step in STEPS


@pytest.mark.parametrize(
    ("failure", "rule", "title"),
    [
        (
            Failure("SyntaxError", "(unicode error) 'utf-8' codec can't decode byte 0xe4 in 0"),
            "syntax",
            "Python cannot read this file: it is no UTF-8",
        ),
        (
            Failure("ImportError", "attempted relative import with no known parent package"),
            "missing-module",
            "A script cannot import with a dot",
        ),
        (
            Failure("ValueError", "Unable to import backend : nosuch"),
            "missing-module",
            "Keras has no backend nosuch",
        ),
        (
            Failure("ImportError", "Keras cannot be imported. Check that it is installed."),
            "missing-module",
            "TensorFlow finds no Keras",
        ),
        (
            Failure("RuntimeError", "input(): lost sys.stdin"),
            "input-asked",
            "The script asks a question, and nobody can answer here",
        ),
    ],
)
def test_a_script_that_never_began_is_explained(failure: Failure, rule: str, title: str) -> None:
    finding = explain(failure)
    assert (finding.rule, finding.title) == (rule, title)
