"""`experiment.toml`: reading, its messages, `--set`, and edits that keep comments."""

from __future__ import annotations

import os
import stat
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tutor.errors import UsageError
from tutor.experiment import edit, spec
from tutor.experiment.schema import SECTIONS, Key, find_key, nearest
from tutor.files import write_atomically

TEXT = """\
# An experiment. Its sections are the steps.

[data]
source = "embedded"        # "full" needs a download
classes = []
fraction = 1.0
validation_split = 0.15

[initialization]
weights = "glorot_uniform"
biases = "zeros"

[cost]
function = "crossentropy"

[layers]
network = "dense"
# One number a block.
widths = [64, 64]   # powers of two
convolutions = 1
head = 128
activation = "relu"

[regularization]
dropout = 0.0
batch_normalization = false
augmentation = "none"
early_stopping = 0
best_weights = true

[learning_rate]
optimizer = "adam"
value = 0.001   # the first thing to tune
schedule = "constant"

[batch]
size = 128

[training]
epochs = 10
seed = 42
backend = "tensorflow"
"""


def message_of(text: str) -> str:
    with pytest.raises(UsageError) as caught:
        spec.parse(text, "image")
    message = str(caught.value)
    assert "\n" not in message
    return message


# --- reading ----------------------------------------------------------------------------------


def test_the_text_is_read() -> None:
    experiment = spec.parse(TEXT, "image")
    assert tuple(experiment) == SECTIONS
    assert experiment["layers"]["widths"] == [64, 64]
    assert spec.get(experiment, "learning_rate.value") == 0.001


def test_a_whole_number_is_taken_where_a_number_is_meant() -> None:
    value = spec.parse(TEXT.replace("fraction = 1.0", "fraction = 1"), "image")["data"]["fraction"]
    assert value == 1.0
    assert isinstance(value, float)


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ('"relu"', '"rellu"', ["layers.activation", '"rellu"', "gelu", '"relu"?']),
        ("epochs = 10", "epochs = 0", ["training.epochs = 0", "from 1 to 10000"]),
        ("epochs = 10", "epochs = 1.5", ["1.5", "a whole number"]),
        ("epochs = 10", "epochs = true", ["true is not allowed"]),
        ("dropout = 0.0", "dropout = 0.95", ["from 0 to 0.9"]),
        ("dropout = 0.0", "dropout = nan", ["nan is not allowed"]),
        ("[64, 64] ", "[64, 65] ", ["layers.widths", "power of two"]),
        ("[64, 64] ", "64 ", ["layers.widths = 64", "a list"]),
        ("[64, 64] ", "[64.0] ", ["a list"]),
        ("best_weights = true", "best_weights = 1", ["true or false"]),
        ("value = 0.001", "value = 0", ["a number above 0"]),
        ("value = 0.001", "value = inf", ["inf is not allowed"]),
        ("value = 0.001", 'value = "fast"', ['"fast"', "a number above 0"]),
        ("fraction", "fracton", ["fracton", "[data]", '"fraction"?']),
        ("[batch]", "[batches]", ["[batches]", '"batch"?']),
        ("size = 128", "", ['"size" is missing from [batch]', "from 1 to 65536"]),
        ("[batch]\nsize = 128", "", ['"size" is missing from [batch]']),
        ("[batch]\nsize = 128", "[[batch]]\nsize = 128", ["[batch] must be a section"]),
    ],
)
def test_a_fault_is_named_with_its_place_and_its_mend(old: str, new: str, parts: list[str]) -> None:
    message = message_of(TEXT.replace(old, new, 1))
    assert message.startswith("experiment.toml")
    for part in parts:
        assert part in message
    if new.strip() and not new.startswith("[["):
        line = TEXT[: TEXT.index(old)].count("\n") + 1
        assert message.startswith(f"experiment.toml, line {line}:")


def test_broken_toml_names_the_line() -> None:
    message = message_of(TEXT.replace("size = 128", "size = = 128"))
    assert "no valid TOML" in message
    assert f"line {TEXT[: TEXT.index('size')].count(chr(10)) + 1}" in message


def test_control_characters_and_long_values_stay_out_of_messages() -> None:
    message = message_of(TEXT.replace('"relu"', '"\\u001b[31m' + "x" * 500 + '"'))
    assert "\x1b" not in message
    assert len(message) < 300


def test_a_missing_and_an_unreadable_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is missing"):
        spec.load(tmp_path / "experiment.toml", "image")
    with pytest.raises(UsageError, match="cannot be read"):
        spec.load(tmp_path, "image")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="cannot be read"):
        spec.load(tmp_path / "binary.toml", "image")


def test_an_unknown_family_is_refused() -> None:
    with pytest.raises(UsageError, match="image"):
        spec.parse(TEXT, "poetry")


# --- keys -------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", spec.keys_of("image"), ids=lambda key: key.path)
def test_every_key_says_what_it_takes_and_refuses_what_it_does_not(key: Key) -> None:
    assert key.help
    assert key.allowed
    assert key.section in SECTIONS
    with pytest.raises(ValueError, match=r".+"):
        key.check(object())
    with pytest.raises(ValueError, match=r".+"):
        key.check(None)


def test_a_text_is_judged_by_its_own_rule() -> None:
    def fault(value: str) -> str:
        return "" if value == "red" else f"red, not {value}"

    key = Key("data", "colour", str, "a colour", text=fault)
    assert key.check("red") == "red"
    assert key.allowed == "a text"
    with pytest.raises(ValueError, match="red, not blue"):
        key.check("blue")
    with pytest.raises(ValueError, match="a text"):
        key.check(3)
    with pytest.raises(UsageError, match=r'data\.colour = "blue" is not allowed; it takes red'):
        spec.check_value(key, "blue")


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("layers.width", ['"layers.width"', '"widths"?']),
        ("layer.widths", ['unknown section "layer"', '"layers"?']),
        ("widths", ['unknown section "widths"']),
        ("", ["unknown section"]),
        ("training.epoch", ['"epochs"?']),
    ],
)
def test_an_unknown_path_names_the_nearest(path: str, parts: list[str]) -> None:
    with pytest.raises(UsageError) as caught:
        find_key(path, spec.keys_of("image"))
    for part in parts:
        assert part in str(caught.value)


def test_nearest() -> None:
    assert nearest("rellu", ("relu", "tanh")) == '; did you mean "relu"?'
    assert nearest("zzzz", ("relu", "tanh")) == ""


# --- changes ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "path", "value"),
    [
        ("layers.activation=tanh", "layers.activation", "tanh"),
        ('layers.activation="tanh"', "layers.activation", "tanh"),
        ("layers.activation = 'tanh'", "layers.activation", "tanh"),
        ("layers.widths=[32,64]", "layers.widths", [32, 64]),
        ("layers.widths=32, 64", "layers.widths", [32, 64]),
        ("layers.widths=32", "layers.widths", [32]),
        ("layers.widths=[]", "layers.widths", []),
        ("layers.widths=", "layers.widths", []),
        ("learning_rate.value=1e-3", "learning_rate.value", 0.001),
        ("learning_rate.value=.001", "learning_rate.value", 0.001),
        ("learning_rate.value=1.", "learning_rate.value", 1.0),
        ("learning_rate.value=1", "learning_rate.value", 1.0),
        ("training.epochs=3", "training.epochs", 3),
        ("regularization.batch_normalization=true", "regularization.batch_normalization", True),
        ("regularization.batch_normalization=False", "regularization.batch_normalization", False),
    ],
)
def test_a_setting_as_typed(setting: str, path: str, value: Any) -> None:
    parsed = spec.parse_setting(setting, "image")
    assert parsed == (path, value)
    assert type(parsed[1]) is type(value)


@pytest.mark.parametrize(
    ("setting", "part"),
    [
        ("training.epochs", 'has no "="'),
        ("training.epochs=", "training.epochs"),
        ("training.epochs=ten", '"ten"'),
        ("training.epochs=1e3", "a whole number"),
        ("training.epochs=3\nseed = 1", "a whole number"),
        ("learning_rate.value=nan", "a number above 0"),
        ("learning_rate.value=", "a number above 0"),
        ("layers.activation=rellu", '"relu"?'),
        ("layers.widths=64,x", "a list"),
        ("layers.widths=[64", "a list"),
        ("trainig.epochs=3", '"training"?'),
        ("=3", "unknown section"),
    ],
)
def test_a_bad_setting_is_refused_in_one_sentence(setting: str, part: str) -> None:
    with pytest.raises(UsageError) as caught:
        spec.parse_setting(setting, "image")
    assert part in str(caught.value)


def test_changes_make_a_new_spec() -> None:
    before = spec.parse(TEXT, "image")
    after = spec.with_changes(before, {"layers.widths": [32], "training.epochs": 2}, "image")
    assert before["layers"]["widths"] == [64, 64]
    assert spec.difference(before, after) == {"layers.widths": [32], "training.epochs": 2}
    assert spec.difference(before, before) == {}
    with pytest.raises(UsageError, match=r"layers\.widths"):
        spec.with_changes(before, {"layers.widths": [31]}, "image")


# --- editing the file -------------------------------------------------------------------------


def test_an_edit_changes_one_line_and_keeps_its_comment() -> None:
    text = edit.edited(TEXT, {"learning_rate.value": 0.01, "layers.widths": [32, 64]}, "image")
    changed = [
        (old, new)
        for old, new in zip(TEXT.splitlines(), text.splitlines(), strict=True)
        if old != new
    ]
    assert changed == [
        ("widths = [64, 64]   # powers of two", "widths = [32, 64]   # powers of two"),
        ("value = 0.001   # the first thing to tune", "value = 0.01   # the first thing to tune"),
    ]


def test_an_edit_and_its_undoing_give_the_text_back() -> None:
    there = edit.edited(TEXT, {"regularization.batch_normalization": True}, "image")
    assert edit.edited(there, {"regularization.batch_normalization": False}, "image") == TEXT


@pytest.mark.parametrize(
    "changes",
    [
        {"layers.widths": [3]},
        {"layers.wide": [32]},
        {"nowhere.key": 1},
        {"nowhere": 1},
        {"layers.widths": object()},
    ],
)
def test_a_bad_edit_leaves_the_file_alone(tmp_path: Path, changes: dict[str, Any]) -> None:
    path = tmp_path / "experiment.toml"
    path.write_text(TEXT)
    with pytest.raises(UsageError):
        edit.apply(path, changes, "image")
    assert path.read_text() == TEXT
    assert os.listdir(tmp_path) == ["experiment.toml"]


@pytest.mark.parametrize("text", ["[data", "", "batch = 3", TEXT.replace("epochs = 10", "")])
def test_an_edit_of_a_broken_file_is_a_usage_error(text: str) -> None:
    with pytest.raises(UsageError):
        edit.edited(text, {"batch.size": 64}, "image")


def test_an_edit_can_mend_a_value_that_was_not_allowed() -> None:
    broken = TEXT.replace("size = 128", "size = 0")
    assert edit.edited(broken, {"batch.size": 128}, "image") == TEXT


def test_an_edit_can_mend_a_missing_key() -> None:
    broken = TEXT.replace("[batch]\nsize = 128\n", "")
    mended = edit.edited(broken, {"batch.size": 64}, "image")
    assert spec.parse(mended, "image")["batch"]["size"] == 64


def test_apply_writes_valid_toml_and_keeps_the_mode(tmp_path: Path) -> None:
    path = tmp_path / "experiment.toml"
    path.write_text(TEXT)
    path.chmod(0o640)
    edit.apply(path, {"data.classes": [0, 1]}, "image")
    assert tomllib.loads(path.read_text())["data"]["classes"] == [0, 1]
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == ["experiment.toml"]


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: Any) -> None:
    path = tmp_path / "experiment.toml"
    path.write_text(TEXT)

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_atomically(path, "new")
    assert path.read_text() == TEXT
    assert os.listdir(tmp_path) == ["experiment.toml"]
