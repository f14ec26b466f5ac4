"""Drawing images: a generator against a discriminator."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from tutor.experiment.schema import Changes, Spec
from tutor.families.base import Cost, Data, Family, Network, Remedy, Tactic
from tutor.families.words import dashed, dropout_remedy, flag_remedy, normalization_remedy, sizes
from tutor.metric import LIKENESS

WIDEST = 1024
DEEPEST_GENERATOR = 5
DEEPEST_DISCRIMINATOR = 8
"""The limits of `layers.generator` and `layers.widths`."""

KERNEL = 16
"""Weights of one filter for one channel: 4 by 4."""

SMOOTHING = 0.1
"""As it is tried: one-sided, real images to be .9 real (Salimans et al. 2016, section 3.4)."""

IMAGES = 2_000
FEWEST = 1_000
"""Training images of a short run. After four epochs of 1,500 the likeness of the embedded ideas is
.6 to .8, of Fashion-MNIST .76 to .80 over three seeds."""

EPOCHS = (4, 6)
"""A short run has at least and at most so many: before the fourth epoch the two networks have not
found their balance, and later epochs only polish."""

SECOND = 5e9
"""Multiply-adds of a forward pass through both networks over the images that are trained on in a
second of one core: 1,400 images with the template's networks of 3.5 million."""


def described(spec: Spec) -> str:
    """`a generator of 64 and 32 channels against a discriminator of 32 and 64 filters`."""
    layers = spec["layers"]
    generator, discriminator = layers["generator"], layers["widths"]
    draws = f"a generator of {sizes(generator)} channels" if generator else "a linear generator"
    tells = (
        f"a discriminator of {sizes(discriminator)} filters"
        if discriminator
        else "a linear discriminator"
    )
    told = ", both told the classes" if layers["conditional"] else ""
    return f"{draws} against {tells} with {layers['activation']}{told}"


def name_of(spec: Spec) -> str:
    """The pair as the variants are named: `64-32 against 32-64`."""
    return _name(spec["layers"]["generator"], spec["layers"]["widths"])


def work(spec: Spec, data: Data) -> float:
    """Multiply-adds of drawing one image and of scoring one.

    The generator starts from its small image and doubles it for each of its numbers; the
    discriminator halves the image for each of its own.
    """
    shape = data.input_shape if data else ()
    rows, columns, channels = shape if len(shape) == 3 else (28, 28, 1)
    layers = spec["layers"]
    return _drawing(rows * columns, channels, layers["latent"], layers["generator"]) + _scoring(
        rows, columns, channels, layers["widths"]
    )


def variants(spec: Spec, thorough: bool) -> Iterator[Network]:
    """A linear discriminator, the floor; then each of the two networks deeper and wider."""
    generator, widths = list(spec["layers"]["generator"]), list(spec["layers"]["widths"])

    def network(group: str, new_generator: list[int], new_widths: list[int]) -> Network:
        changes: Changes = {}
        if new_generator != generator:
            changes["layers.generator"] = new_generator
        if new_widths != widths:
            changes["layers.widths"] = new_widths
        return Network(group, _name(new_generator, new_widths), changes)

    yield network("linear", generator, [])
    if widths and len(widths) < DEEPEST_DISCRIMINATOR:
        yield network("depth", generator, [*widths, min(WIDEST, 2 * widths[-1])])
    if generator and len(generator) < DEEPEST_GENERATOR:
        yield network("depth", [min(WIDEST, 2 * generator[0]), *generator], widths)
    if widths and max(widths) < WIDEST:
        yield network("width", generator, [2 * width for width in widths])
    if generator and max(generator) < WIDEST:
        yield network("width", [2 * width for width in generator], widths)
    if thorough and widths:
        yield network("width", generator, [max(1, width // 2) for width in widths])
    if thorough and generator:
        yield network("width", [max(1, width // 2) for width in generator], widths)


def simpler(spec: Spec, data: Data) -> Sequence[Tactic]:
    """Half the filters and channels; a single class to draw."""
    layers = spec["layers"]
    halved = {key: [max(1, width // 2) for width in layers[key]] for key in ("generator", "widths")}
    changes: Changes = {f"layers.{k}": v for k, v in halved.items() if v != layers[k]}
    name = _name(halved["generator"], halved["widths"])
    found = [Tactic("simpler", name, changes)] if changes else []
    classes = spec["data"]["classes"] or range(data.classes if data else 0)
    if len(classes) > 1:
        one: Changes = {"data.classes": [classes[0]]}
        if data is not None and data.train:
            # Of one class a short run's share would be too few images to learn from.
            now = float(spec["data"]["fraction"])
            whole_class = data.train / now / len(classes)
            one["data.fraction"] = min(1.0, math.ceil(1000 * IMAGES / whole_class) / 1000)
        found.append(Tactic("one-class", "one class", one, problem=True))
    return tuple(found)


def remedies(_spec: Spec, _augmentations: Sequence[str]) -> Sequence[Remedy]:
    """What keeps the discriminator from learning the real images by heart, and from being too
    sure; images drawn flipped or shifted would be learned as the real ones."""
    return (
        dropout_remedy(),
        flag_remedy("label smoothing", "label_smoothing", on=SMOOTHING, off=0.0),
        normalization_remedy(),
    )


def short(spec: Spec, data: Data, epochs: int, seconds: float) -> Changes:
    """Few images, as both networks learn from each one; more epochs than a classifier needs."""
    changes: Changes = {"training.epochs": min(max(epochs, EPOCHS[0]), EPOCHS[1])}
    if data is None or not data.train:
        return changes
    wanted = min(IMAGES, max(FEWEST, seconds * SECOND / work(spec, data)))
    now = float(spec["data"]["fraction"])
    if data.train > 1.1 * wanted:
        changes["data.fraction"] = max(0.001, math.floor(1000 * now * wanted / data.train) / 1000)
    return changes


def _name(generator: Sequence[int], discriminator: Sequence[int]) -> str:
    return f"{dashed(generator) or 'linear'} against {dashed(discriminator) or 'linear'}"


def _drawing(pixels: int, channels: int, latent: int, generator: Sequence[int]) -> float:
    if not generator:
        return float(latent * pixels * channels)
    small = pixels / 4 ** len(generator)
    total: float = latent * small * generator[0]
    for before, after in zip(generator, [*generator[1:], channels], strict=True):
        total += small * KERNEL * before * after
        small *= 4
    return total


def _scoring(rows: int, columns: int, channels: int, discriminator: Sequence[int]) -> float:
    total = 0
    for filters in discriminator:
        rows, columns = math.ceil(rows / 2), math.ceil(columns / 2)
        total += rows * columns * KERNEL * channels * filters
        channels = filters
    return float(total + rows * columns * channels)


FAMILY = Family(
    name="gan",
    metric=LIKENESS,
    task="adversarial",
    sample="image",
    samples="images",
    networks=("convolutional",),
    styles=("functional", "subclassed"),
    # The training step takes two gradients of one pass, which each backend writes in its own way.
    backends=("tensorflow",),
    described=described,
    name_of=name_of,
    fan_in=lambda _spec, data: KERNEL * data.input_shape[-1] if data and data.input_shape else None,
    work=work,
    variants=variants,
    simpler=simpler,
    remedies=remedies,
    costs=(
        Cost("crossentropy", "cross-entropy"),
        Cost("least_squares", "least squares"),
        Cost("hinge", "the hinge"),
    ),
    cost_reason="Real or drawn is a question of two classes, which cross-entropy is made for.",
    short=short,
    # The losses of two networks that answer each other do not say whether either gets better.
    range_test=False,
    second_rate="learning_rate.generator_value",
)
