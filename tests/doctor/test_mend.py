"""A mend written into the learner's own line, however the call is spelt there."""

from __future__ import annotations

import pytest

from tutor.diagnosis.finding import Mend
from tutor.doctor.mend import change

SIGMOID = {"activation": '"sigmoid"'}


@pytest.mark.parametrize(
    ("line", "arguments", "expected"),
    [
        ('Dense(1, activation="softmax")', SIGMOID, 'Dense(1, activation="sigmoid")'),
        ("Dense(1, 'softmax')", SIGMOID, 'Dense(1, "sigmoid")'),
        ("Dense(1)", SIGMOID, 'Dense(1, activation="sigmoid")'),
        ("Dense(1,)", SIGMOID, 'Dense(1, activation="sigmoid",)'),
        (
            "model.add(layers.Dense(1, name='ä, ö'))",
            SIGMOID,
            "model.add(layers.Dense(1, name='ä, ö', activation=\"sigmoid\"))",
        ),
        (
            "Dense(1, name='\u2028\x0c')",
            SIGMOID,
            "Dense(1, name='\u2028\x0c', activation=\"sigmoid\")",
        ),
        ("Dense(units=1)", {"units": "3", **SIGMOID}, 'Dense(units=3, activation="sigmoid")'),
    ],
)
def test_arguments_are_replaced_or_added(
    line: str, arguments: dict[str, str], expected: str
) -> None:
    found = change(f"x = 1\n{line}\ny = 2\n", Mend(2, "Dense", arguments))
    assert found is not None
    assert (found.first, found.before, found.after) == (2, (line,), (expected,))


def test_a_call_over_several_lines() -> None:
    source = "model.compile(\n    optimizer='adam',\n    loss='mse',\n)\n"
    found = change(source, Mend(1, "compile", {"loss": '"binary_crossentropy"'}))
    assert found is not None
    assert (found.first, found.before) == (3, ("    loss='mse',",))
    assert found.after == ('    loss="binary_crossentropy",',)


def test_optimizer_inside_compile() -> None:
    source = "m.compile(keras.optimizers.SGD(10.0), 'mse')"
    found = change(source, Mend(1, "SGD", {"learning_rate": "0.01"}))
    assert found is not None
    assert found.after == ("m.compile(keras.optimizers.SGD(0.01), 'mse')",)


@pytest.mark.parametrize(
    ("source", "mend"),
    [
        ("Dense(1); Dense(2)", Mend(1, "Dense", SIGMOID)),  # two on one line
        ("Dense(1)", Mend(2, "Dense", SIGMOID)),  # no such line
        ("Dense(1)", Mend(1, "Conv2D", SIGMOID)),  # no such call
        ("Dense(1", Mend(1, "Dense", SIGMOID)),  # no Python
        ("Dense(1)", Mend(1, "Dense", {"activation": "1 +"})),  # would be no Python any more
        ("Dense(1, activation=relu)", Mend(1, "Dense", {"activation": "relu"})),  # is so already
    ],
)
def test_what_cannot_be_placed_is_left_alone(source: str, mend: Mend) -> None:
    assert change(source, mend) is None
