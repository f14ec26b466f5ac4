"""Texts by class."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from tutor.experiment.schema import Changes, Spec
from tutor.experiment.text import CELLS, NETWORKS
from tutor.families.base import LINEAR, Cost, Data, Family, Network, Remedy, Tactic
from tutor.families.words import (
    dashed,
    dense_work,
    dropout_remedy,
    fewer_blocks,
    normalization_remedy,
    other_widths,
    sizes,
)

KERNELS = (2, 3, 4)
"""Words that the parallel convolutions of the template see at once."""

GATES = {"lstm": 4, "gru": 3, "simple": 1}
"""Matrices of a recurrent cell: one for each gate and one for what it remembers."""

CALLED = {"lstm": "LSTM", "gru": "GRU", "simple": "simple recurrent"}
"""The cells as they are spoken of."""

STEP = 40
"""How much longer one multiply-add of a recurrent cell takes than one of a convolution: its steps
wait for one another, and each is too small to fill a core."""

WORD = 2**14
"""Multiply-adds that a text costs whatever the network: turned into numbers, looked up, and its
vectors updated."""


def described(spec: Spec) -> str:
    """The network in words: `vectors of 64 numbers and 1 dense layer of 64 units with relu`."""
    layers = spec["layers"]
    widths, network = layers["widths"], layers["network"]
    vectors = f"word vectors of {layers['embedding']} numbers"
    if not widths:
        return f"{vectors}, their mean and the output layer"
    many = "" if len(widths) == 1 else "s"
    if network == "recurrent":
        ways = "bidirectional " if layers["bidirectional"] else ""
        cell = CALLED[layers["cell"]]
        return f"{vectors} and {len(widths)} {ways}{cell} layer{many} of {sizes(widths)} cells"
    if network == "parallel":
        behind = f" and dense layers of {sizes(widths[1:])} units" if widths[1:] else ""
        kernels = sizes(KERNELS)
        return (
            f"{vectors}, {widths[0]} filters over each of {kernels} words{behind} "
            f"with {layers['activation']}"
        )
    kind, unit = ("dense", "units") if network == "dense" else ("convolutional", "filters")
    return (
        f"{vectors} and {len(widths)} {kind} layer{many} of {sizes(widths)} {unit} "
        f"with {layers['activation']}"
    )


def fan_in(spec: Spec, _data: Data) -> int | None:
    """Inputs of one unit of the first layer behind the words' vectors."""
    layers = spec["layers"]
    size = int(layers["embedding"])
    if not layers["widths"] or layers["network"] in ("dense", "recurrent"):
        return size
    words = layers["kernel"] if layers["network"] == "convolutional" else KERNELS[0]
    return size * int(words)


def work(spec: Spec, _data: Data) -> float:
    """Multiply-adds of one text's forward pass, those of a recurrent cell weighed by `STEP`.

    A convolution multiplies at each word, its kernel times vectors in times filters; a cell at each
    word too, (numbers in plus cells) times cells for every gate.
    """
    layers = spec["layers"]
    network, widths, size = layers["network"], layers["widths"], int(layers["embedding"])
    words = int(spec["data"]["length"])
    look_up = float(WORD + words * size * spec["data"]["ngrams"])
    if not widths or network == "dense":
        return look_up + dense_work(size, widths)
    if network == "parallel":
        behind = dense_work(len(KERNELS) * widths[0], widths[1:])
        return look_up + behind + float(words * sum(KERNELS) * size * widths[0])
    pairs = list(pairwise([size, *widths]))
    if network == "convolutional":
        return look_up + float(sum(words * layers["kernel"] * a * b for a, b in pairs))
    both = 2 if layers["bidirectional"] else 1
    cells = sum((a + b) * b for a, b in pairs)
    return look_up + float(STEP * both * GATES[layers["cell"]] * words * cells)


def variants(spec: Spec, thorough: bool) -> Iterator[Network]:
    """The linear model, other depths and widths, and the other kinds of blocks.

    Parallel convolutions are left to those who ask for them: a Sequential model has no place for
    them, and the experiment does not say how the model is written.
    """
    own = {name: spec["layers"][name] for name in ("network", "widths", "cell", "bidirectional")}

    def network(group: str, **changed: Any) -> Network:
        new = own | changed
        changes = {f"layers.{name}": new[name] for name in own if own[name] != new[name]}
        if new["network"] != "dense" and new["widths"] and spec["data"]["ngrams"] > 1:
            # Pairs of words stand behind all the words: no order to look at.
            changes["data.ngrams"] = 1
        return Network(group, _name(new, int(changes.get("data.ngrams", ngrams))), changes)

    ngrams = int(spec["data"]["ngrams"])

    yield network("linear", widths=[])
    for group, widths in other_widths(list(own["widths"]), thorough):
        yield network(group, widths=widths)
    for kind in ("dense", "convolutional", "recurrent"):
        if kind != own["network"]:
            yield network("kind", network=kind, widths=list(own["widths"] or [64])[:1])
    if own["network"] == "dense" and ngrams == 1:
        # Pairs are many more than words: they get a vocabulary twice as large.
        words = min(MOST_WORDS, 2 * int(spec["data"]["vocabulary"]))
        pairs = {"data.ngrams": 2, "data.vocabulary": words}
        yield Network("kind", _name(own, 2), pairs)
    if own["network"] == "recurrent" and own["widths"] and thorough:
        yield network("kind", bidirectional=not own["bidirectional"])
        for cell in CELLS[:2]:
            if cell != own["cell"]:
                yield network("kind", cell=cell)


def name_of(spec: Spec) -> str:
    """The project's own network as the variants are named."""
    return _name(spec["layers"], int(spec["data"]["ngrams"]))


def simpler(spec: Spec, _data: Data) -> Sequence[Tactic]:
    """The first half of the blocks."""
    changes: Changes = fewer_blocks(spec, len(spec["layers"]["widths"]) // 2)
    return (Tactic("simpler", "", changes),) if changes else ()


def remedies(spec: Spec, _augmentations: Sequence[str]) -> Sequence[Remedy]:
    """Dropout; batch normalization, which recurrent cells of the template do not have; and fewer
    words, so that those seen once or twice in training cannot be learned by heart."""
    found = [dropout_remedy()]
    if spec["layers"]["network"] != "recurrent" and spec["layers"]["widths"]:
        found.append(normalization_remedy())
    return (*found, _fewer_words())


FEW_WORDS, MANY_WORDS = 2000, 10_000
"""The vocabulary as it is tried, and the template's own."""

MOST_WORDS = 100_000
"""The vocabulary that pairs of words get at most."""


def _fewer_words() -> Remedy:
    def is_on(spec: Spec) -> bool:
        return bool(spec["data"]["vocabulary"] <= FEW_WORDS)

    def switched(spec: Spec) -> Changes:
        return {"data.vocabulary": MANY_WORDS if is_on(spec) else FEW_WORDS}

    return Remedy("fewer words", is_on, switched)


def fits(network: str, style: str, _backend: str) -> bool:
    """A Sequential model has one path, parallel convolutions have three."""
    return not (network == "parallel" and style == "sequential")


def _name(layers: dict[str, Any], ngrams: int) -> str:
    """`dense 64`, `dense 64 over pairs of words`, `bidirectional LSTM 64`, `the linear model`."""
    widths = dashed(layers["widths"])
    over = " over pairs of words" if ngrams > 1 else ""
    if not widths:
        return LINEAR
    if layers["network"] == "dense":
        return f"dense {widths}{over}"
    if layers["network"] != "recurrent":
        return f"{layers['network']} {widths}"
    ways = "bidirectional " if layers["bidirectional"] else ""
    return f"{ways}{CALLED[layers['cell']]} {widths}"


FAMILY = Family(
    name="text",
    sample="text",
    samples="texts",
    networks=NETWORKS,
    styles=("functional", "sequential", "subclassed"),
    fits=fits,
    described=described,
    name_of=name_of,
    fan_in=fan_in,
    work=work,
    variants=variants,
    simpler=simpler,
    remedies=remedies,
    costs=(
        Cost("crossentropy", "cross-entropy"),
        Cost("mean_squared_error", "the squared error"),
    ),
    cost_reason="Cross-entropy is made for classes, and nothing is gained here by leaving it.",
)
